"""From turns to chat messages and sources: every part of a reply, and nothing that could run."""

from dataclasses import dataclass
from typing import Any

import pytest

from bot.applicant.facts import FIELDS
from bot.applicant.ledger import Event, Ledger, Status
from bot.applicant.reader import load_reader
from bot.ui import cited, render
from bot.ui.components import shortened
from tests.fakes_ui import COUNT, FACTS, PASSAGE, TODAY, reply, said, script

READER = load_reader()
AT = "2026-11-25T09:00:00+00:00"
HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)> javascript:alert(1) "quoted"'


@dataclass(frozen=True)
class Turn:
    n: int
    text: str
    reply: dict[str, Any] | None


def facts_turn() -> tuple[Turn, Ledger]:
    made, events, _drafts = script(FACTS, "t", 1, AT, 1)
    return Turn(1, FACTS, made), Ledger(tuple(events))


def drawn(turn: Turn, ledger: Ledger | None = None) -> str:
    return str(render.messages([turn], ledger or Ledger())[-1]["content"])


def test_a_turn_is_two_messages_in_order():
    chat = render.messages([Turn(1, "Hello", reply(said("Hi.")))], Ledger())
    assert [message["role"] for message in chat] == ["user", "assistant"]


def test_what_the_applicant_wrote_is_escaped():
    chat = render.messages([Turn(1, HOSTILE, reply(said("Hi.")))], Ledger())
    assert "<script" not in chat[0]["content"]
    assert "<img" not in chat[0]["content"]


@pytest.mark.parametrize("part", ["sentence", "quote", "draft", "note", "title"])
def test_no_part_of_a_reply_can_bring_markup(part: str):
    made = reply(
        said(HOSTILE if part == "sentence" else "A.", "x"),
        citations=[{**PASSAGE, "id": "x", "title": HOSTILE if part == "title" else "T"}],
        read=[
            {
                "field": "step1",
                "label": "Step 1",
                "shown": "214",
                "quote": HOSTILE if part == "quote" else "q",
            }
        ],
        draft={"kind": "k", "text": HOSTILE if part == "draft" else "d", "notes": [HOSTILE]},
        notices=[HOSTILE if part == "note" else "n"],
    )
    content = drawn(Turn(1, "Hello", made))
    assert "<script" not in content
    assert "<img" not in content


def test_a_message_is_one_html_block():
    # A blank line would end the block, and what follows would be read as Markdown.
    turn = Turn(1, "one\n\ntwo\n\n# three", reply(said("A.\n\nB.")))
    assert all("\n" not in message["content"] for message in render.messages([turn], Ledger()))


def test_only_http_addresses_become_links():
    content = drawn(
        Turn(1, "x", reply(said("See https://www.usmle.org/a, ftp://b.example and javascript:c.")))
    )
    assert content.count("<a ") == 1
    assert 'href="https://www.usmle.org/a"' in content
    assert 'rel="noopener noreferrer"' in content


def test_citations_are_numbered_by_first_use():
    sentences = [said("A.", "b"), said("B.", "a", "b"), said("C.", "c")]
    assert cited.numbered(sentences) == {"b": 1, "a": 2, "c": 3}


def test_numbers_are_the_same_while_streaming():
    sentences = [said("A.", "how-many-programs"), said("B.", "failed-step-1")]
    live = render.live("x", sentences)[-1]["content"]
    settled = drawn(Turn(1, "x", reply(*sentences, citations=[PASSAGE, COUNT])))
    for number in ("1", "2"):
        assert f">{number}<span" in live
        assert f">{number}<span" in settled


def test_a_fact_the_applicant_stated_points_to_the_profile_and_has_no_number():
    content = drawn(
        Turn(1, "x", reply(said("Your Step 1 is 214.", "you.step1"), said("B.", "failed-step-1")))
    )
    assert 'name="sw:fill" value="step1"' in content
    assert 'name="sw:cite" value="1.1"' in content
    assert 'value="1.2"' not in content


def test_sentences_in_a_row_with_the_same_source_share_one_mark():
    content = drawn(Turn(1, "x", reply(said("A.", "k"), said("B.", "k", block="inline"), said("C.", "k"))))
    assert content.count('class="sw-cite"') == 2
    assert content.index("B.") < content.index('class="sw-cite"') < content.index("C.")


def test_paragraphs_bullets_and_headings_are_told_apart():
    made = reply(
        said("Title", block="heading"),
        said("One."),
        said("Two.", block="inline"),
        said("Three.", block="bullet"),
        said("Four.", block="inline"),
        said("Five.", block="bullet"),
    )
    content = drawn(Turn(1, "x", made))
    assert "<h4>Title</h4><p>One. Two.</p><ul><li>Three. Four.</li><li>Five.</li></ul>" in content


def test_an_inline_sentence_after_a_heading_opens_a_paragraph():
    content = drawn(Turn(1, "x", reply(said("Title", block="heading"), said("One.", block="inline"))))
    assert "<h4>Title</h4><p>One.</p>" in content


def test_a_left_out_sentence_is_marked():
    content = drawn(Turn(1, "x", reply(said("I left a sentence out here.", marked=True))))
    assert '<span class="sw-marked">' in content


def test_a_safety_reply_stands_apart():
    content = drawn(Turn(1, "x", reply(said("Please call 988."), kind="safety")))
    assert 'class="sw-callout safety"' in content


def test_facts_read_are_shown_with_their_words():
    turn, ledger = facts_turn()
    content = drawn(turn, ledger)
    assert "<strong>Step 1 failed attempts</strong>" in content
    assert "<q>failed step 1 once</q>" in content


def test_a_confirmed_fact_says_so():
    turn, ledger = facts_turn()
    ledger = ledger.with_([Event("step1", 214, Status.CONFIRMED, "", "card", None, None, AT)])
    content = drawn(turn, ledger)
    assert "confirmed" in content
    assert 'name="sw:confirm" value="step1"' not in content


def test_a_fact_taken_back_says_so():
    turn, ledger = facts_turn()
    ledger = ledger.with_([Event("step1", None, Status.RETRACTED, "", "card", None, None, AT)])
    assert "taken back" in drawn(turn, ledger)


def test_only_the_last_turn_can_be_undone_or_tried_again():
    turns = [Turn(n, "x", reply(said("A."))) for n in (3, 7)]
    content = [message["content"] for message in render.messages(turns, Ledger())]
    assert 'name="sw:undo"' not in content[1]
    assert 'name="sw:undo" value="7"' in content[3]
    assert 'name="sw:retry" value="7"' in content[3]


def test_while_an_answer_is_written_nothing_can_be_undone():
    content = render.messages([Turn(1, "x", reply(said("A.")))], Ledger(), settled=False)[-1]["content"]
    assert 'name="sw:undo"' not in content


def test_every_message_of_the_applicant_can_be_edited():
    turns = [Turn(n, "x", reply(said("A."))) for n in (3, 7)]
    content = [
        message["content"] for message in render.messages(turns, Ledger()) if message["role"] == "user"
    ]
    assert ['name="sw:edit" value="3"' in content[0], 'name="sw:edit" value="7"' in content[1]] == [
        True,
        True,
    ]


def test_before_the_first_sentence_the_page_says_that_it_reads():
    assert "Stepwise is reading your message" in render.live("Hello")[-1]["content"]


def test_earlier_turns_are_one_tap_away():
    turns = [Turn(n, "x", reply(said("A."))) for n in range(1, 46)]
    chat = render.messages(turns, Ledger(), shown=40)
    assert 'name="sw:earlier" value="80"' in chat[0]["content"]
    assert len(chat) == 1 + 2 * 40


def test_quick_replies_end_with_skip_and_not_knowing():
    made = reply(asked="usce_kind", quick_replies=["Hands-on", "Observership"])
    labels = [item["label"] for item in render.quick_replies(made)]
    assert labels == ["Hands-on", "Observership", "Skip", "I don't know"]


def test_no_question_no_quick_replies():
    assert render.quick_replies(reply(asked=None, quick_replies=["Hands-on"])) == []


def test_quick_replies_stand_at_the_last_answer_only():
    turns = [Turn(n, "x", reply(said("A?"), asked="visa", quick_replies=["J-1"])) for n in (1, 2)]
    chat = render.messages(turns, Ledger())
    assert ["options" in message for message in chat] == [False, False, False, True]


@pytest.mark.parametrize(
    ("key", "words"), [(key, words) for key in FIELDS for words in (render.SKIP, render.UNSURE)]
)
def test_skip_and_not_knowing_are_understood_for_every_question(key: str, words: str):
    readings = READER.read(words, key, Ledger(), TODAY)
    status = {render.SKIP: Status.DECLINED, render.UNSURE: Status.UNKNOWN}[words]
    assert [(found.field, found.status) for found in readings] == [(key, status)]


def test_sources_show_passage_section_source_and_date():
    made = reply(said("A.", "how-many-programs"), citations=[COUNT])
    pane = cited.sources(Turn(1, "How many?", made))
    for words in ("How many programs to apply to", "Plan for 80 to 150", COUNT["section"], "2026-11"):
        assert str(words) in pane
    assert 'href="https://www.nrmp.org/match-data/"' in pane


def test_the_title_of_a_passage_is_not_repeated_in_its_text():
    pane = cited.sources(Turn(1, "x", reply(said("A.", "failed-step-1"), citations=[PASSAGE])))
    assert pane.count("I failed Step 1: how bad is it") == 1


def test_only_the_opened_source_is_unfolded():
    made = reply(said("A.", "how-many-programs"), said("B.", "failed-step-1"), citations=[PASSAGE, COUNT])
    pane = cited.sources(Turn(1, "x", made), opened=2)
    assert pane.count("<details") == 2
    assert pane.count(" open>") == 1
    assert pane.index("How many programs") < pane.index(" open>") < pane.index("I failed Step 1")


@pytest.mark.parametrize("turn", [None, Turn(1, "x", None), Turn(1, "x", reply(said("A.", "you.step1")))])
def test_without_sources_the_pane_says_what_it_is_for(turn: Turn | None):
    assert "Tap a small number" in cited.sources(turn)


def test_a_long_question_is_shortened_on_one_line():
    assert shortened("one\ntwo " * 40, 20) == "one two one two one…"


@pytest.mark.parametrize("returns", ["\r\r", "\r\n\r\n", "\n\r\n", "\n\n"])
@pytest.mark.parametrize("where", ["message", "reply", "draft"])
def test_no_blank_line_lets_the_chat_read_text_as_markdown(returns: str, where: str):
    words = f"a{returns}![p](https://attacker.example/p.png)"
    made = reply(
        said(words if where == "reply" else "A."),
        draft={"kind": "k", "text": words if where == "draft" else "d", "notes": []},
    )
    for message in render.messages([Turn(1, words if where == "message" else "Hi", made)], Ledger()):
        assert not {"\r", "\n"} & set(str(message["content"]))


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x1b", "\x07", "\U000e0041"])
def test_characters_that_turn_or_hide_words_are_not_drawn(sign: str):
    chat = render.messages([Turn(1, f"a{sign}b", reply(said(f"c{sign}d")))], Ledger())
    assert all(sign not in str(message["content"]) for message in chat)
    assert "ab" in str(chat[0]["content"])
