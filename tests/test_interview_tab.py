"""The Interview tab without a browser: what stands on it, what is kept, and its file."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agent import practice
from bot.agent.practice import ABSENT, Listed, Practice
from bot.applicant.facts import Value
from bot.applicant.ledger import Event, Status
from bot.errors import StorageError
from bot.interview import Note
from bot.ui.interview import asking, ending, saving
from bot.ui.interview.feedback import feedback
from bot.ui.interview.history import history, trend
from bot.ui.interview.marks import marked
from bot.ui.interview.speech import Speech, as_json
from bot.ui.interview.tab import HOME, InterviewTab
from tests.fakes_ui import TODAY, FakeServices, services

RECORD: dict[str, Value] = {"step1": 214, "step1_failures": 1, "step2ck": 223}
WEAK = "My school did not prepare us and the exam was unfair. I was so ashamed."
STRONG = (
    "I failed Step 1 once because I only read. Since then I do two timed blocks each morning with a friend, "
    "scored 223 on Step 2 CK, and will keep this for the in-training exam, as I do with my patients."
)
SPOKEN = Speech(12.0, 0.5, 9.0, 0.8, 1, 1.2)


def words(markup: str) -> str:
    """What is read of markup, without numbers of notes."""
    bare = re.sub(r"<sup.*?</sup>", "", markup)
    return unescape(re.sub(r"<[^>]+>", "", bare.replace("<br>", "\n")))


@pytest.fixture
def made(tmp_path: Path) -> Iterator[FakeServices]:
    found = services(tmp_path)
    yield found
    found.store.close()


@pytest.fixture
def tab(made: FakeServices) -> InterviewTab:
    applicant = made.store.ensure_applicant().id
    found = InterviewTab(made, lambda _thread: applicant)  # type: ignore[arg-type]
    with gr.Blocks(), gr.Tabs():
        found.draw(lambda name: gr.HTML("", elem_id=name))
    return found


def event(**data: Any) -> gr.EventData:
    return gr.EventData(None, data)


def begun(tab: InterviewTab, profile: dict[str, Value] | None = None) -> Practice:
    store, applicant = tab.services.store, tab.applicant("")
    facts = RECORD if profile is None else profile
    return practice.begin(store, applicant, facts, "neutral", 3, TODAY, seed="a")


def given_to(tab: InterviewTab, now: Practice, text: str, **more: Any) -> dict[Any, Any]:
    told = event(id=now.id, revision=str(now.revision), answer=text, **more)
    return tab.plainly(tab.answer)("", "", told)


def latest(tab: InterviewTab) -> Practice:
    (item, *_) = practice.listed(tab.services.store, tab.applicant(""))
    return practice.kept(tab.services.store, tab.applicant(""), item.id)


# --- the own words, marked -----------------------------------------------------------------------------


def note(name: str, quote: str | None) -> Note:
    return Note(name, name, quote, "why", "better", "passage", "section")


@given(
    st.text(alphabet="ab <&.\n", max_size=40).flatmap(
        lambda text: st.tuples(
            st.just(text),
            st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4),
        )
    )
)
def test_marking_never_changes_a_word(case: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = case
    notes = [note("blames_others", text[min(pair) : max(pair)]) for pair in spans]
    assert words(marked(text, notes)) == text


def test_a_mark_has_its_number_and_overlapping_ones_keep_both() -> None:
    text = "I am sorry and it was unfair."
    drawn = marked(text, [note("ashamed", "I am sorry and it"), note("excuses", "it was unfair.")])
    assert re.findall(r"note </span>(\d)</sup>", drawn) == ["1", "2"]
    assert words("".join(re.findall(r"<mark>.*?</mark>", drawn))) == text


@pytest.mark.parametrize("name", sorted(ABSENT))
def test_words_after_which_something_is_missing_are_not_marked_as_wrong(name: str) -> None:
    drawn = marked("I passed later.", [note(name, "I passed later.")])
    assert "<mark>" not in drawn
    assert "note </span>1" in drawn


# --- feedback ------------------------------------------------------------------------------------------


def test_feedback_has_every_note_with_reason_section_and_a_better_sentence(tab: InterviewTab) -> None:
    given_to(tab, begun(tab), WEAK)
    turn = latest(tab).session.turns[0]
    drawn = feedback(turn, 1)
    assert turn.feedback.notes
    for item in turn.feedback.notes:
        assert item.why in unescape(drawn)
        assert item.section in unescape(drawn)
        assert item.better in words(drawn)
    assert f"{turn.feedback.overall:.1f} of 5" in drawn


def test_what_was_said_and_what_is_missing_stand_as_chips(tab: InterviewTab) -> None:
    given_to(tab, begun(tab), WEAK)
    found = latest(tab).session.turns[0]
    drawn = words(feedback(found, 1))
    for key in found.feedback.owed:
        name = asking.load_rubric().traits[key].name
        assert f"{name}: {'said' if key in found.feedback.shown else 'missing'}" in drawn or key == "context"


def test_a_false_answer_is_said_to_be_one(tab: InterviewTab) -> None:
    given_to(tab, begun(tab), "I passed Step 1 at my first attempt.")
    assert "does not agree with your record" in feedback(latest(tab).session.turns[0], 1)


def test_nothing_typed_becomes_markup(tab: InterviewTab) -> None:
    given_to(tab, begun(tab), "<img src=x onerror=alert(1)> I failed <b>once</b>.")
    now = latest(tab)
    drawn = feedback(now.session.turns[0], 1) + asking.asking(now, "</textarea><script>")
    assert not re.search(r"<(?:img|b|script)\b", drawn)


# --- what is done in it --------------------------------------------------------------------------------


def test_an_empty_profile_can_begin_and_its_replies_become_facts(tab: InterviewTab) -> None:
    tab.start("", "", event(tone="warm", length="3"))
    given_to(tab, latest(tab), "Step 1")
    frame = given_to(tab, latest(tab), "failed it twice, then passed")
    assert tab.services.store.ledger(tab.applicant("")).profile["step1_failures"] == 2
    assert "Question 1 of 3" in words(frame[tab.main])


@pytest.mark.parametrize("told", [{}, {"tone": "loud", "length": "5"}, {"tone": "warm", "length": "99"}])
def test_a_practice_that_cannot_be_begun_is_said_and_none_is_kept(tab: InterviewTab, told: Any) -> None:
    frame = tab.plainly(tab.start)("", "", event(**told))
    assert "alert" in frame[tab.said]
    assert practice.listed(tab.services.store, tab.applicant("")) == []


def test_opening_the_tab_goes_on_where_it_was(tab: InterviewTab) -> None:
    given_to(tab, begun(tab), WEAK)
    frame = tab.show("", "")
    assert frame[tab.view] == latest(tab).id
    assert WEAK in words(frame[tab.main])
    question = latest(tab).question
    assert question is not None
    assert question.text in unescape(frame[tab.ask])


def test_who_left_for_now_finds_the_first_screen(tab: InterviewTab) -> None:
    begun(tab)
    frame = tab.show("", HOME)
    assert "Begin the practice" in frame[tab.main]
    assert "Go on" in frame[tab.rest]


def test_an_answer_that_cannot_be_kept_stands_in_the_box_again(
    tab: InterviewTab, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = begun(tab)

    def full(*_given: object, **_named: object) -> None:
        raise StorageError("The disk is full, so this was not saved.")

    monkeypatch.setattr(tab.services.store, "save_work", full)
    frame = given_to(tab, now, WEAK)
    assert "The disk is full" in frame[tab.said]
    assert WEAK in unescape(frame[tab.ask])
    assert latest(tab).session.turns == ()


def test_an_answer_from_a_window_that_is_behind_is_not_lost(tab: InterviewTab) -> None:
    now = begun(tab)
    given_to(tab, now, WEAK)
    frame = given_to(tab, now, STRONG)
    assert "went on in another window" in frame[tab.said]
    assert STRONG in unescape(frame[tab.ask])
    assert [turn.answer for turn in latest(tab).session.turns] == [WEAK]


def test_a_draft_comes_back_for_its_question_only(tab: InterviewTab) -> None:
    now = begun(tab)
    tab.draft("", "", event(id=now.id, number="1", answer="I was going to say"))
    assert "I was going to say" in tab.show("", "")[tab.ask]
    frame = given_to(tab, now, WEAK)
    assert "I was going to say" not in frame[tab.ask]
    assert "interview_draft" not in tab.services.store.choices(tab.applicant(""))


def test_numbers_of_a_recording_are_kept_with_its_answer(tab: InterviewTab) -> None:
    drawn = asking.measured(SPOKEN)
    value = unescape(re.search(r'name="spoken" value="([^"]+)"', drawn)[1])  # type: ignore[index]
    given_to(tab, begun(tab), WEAK, spoken=value)
    assert latest(tab).spoken == (as_json(SPOKEN),)
    assert "12.0 seconds long" in tab.show("", "")[tab.main]


@pytest.mark.parametrize("spoken", ["x", '{"duration": 1}', "[1]"])
def test_numbers_that_are_none_are_not_kept(tab: InterviewTab, spoken: str) -> None:
    given_to(tab, begun(tab), WEAK, spoken=spoken)
    assert latest(tab).spoken == (None,)


def test_the_end_brings_the_report_and_a_practice_for_the_weakest(tab: InterviewTab) -> None:
    now = begun(tab)
    for _ in range(3):
        frame = given_to(tab, now, WEAK)
        now = latest(tab)
    assert "Weakest: ownership" in words(frame[tab.main])
    assert frame[tab.ask] == ""
    value = re.search(r'name="sw:iv_again" value="([^"]+)"', frame[tab.main])[1]  # type: ignore[index]
    frame = tab.again("", "", event(value=value))
    newest = practice.kept(tab.services.store, tab.applicant(""), frame[tab.view])
    assert (newest.aim, newest.session.length, newest.session.profile) == ("ownership", 3, RECORD)
    assert "This practice is for ownership" in words(frame[tab.main])


def test_it_can_be_ended_early_with_its_report(tab: InterviewTab) -> None:
    given_to(tab, begun(tab), STRONG)
    frame = tab.end("", "", event(value=latest(tab).id))
    assert "1 of 3 questions answered" in words(frame[tab.main])


def test_deleting_takes_the_practice_and_its_draft(tab: InterviewTab) -> None:
    now = begun(tab)
    tab.draft("", "", event(id=now.id, number="1", answer="half an answer"))
    frame = tab.delete("", HOME, event(value=now.id))
    assert practice.listed(tab.services.store, tab.applicant("")) == []
    assert tab.services.store.choices(tab.applicant("")) == {}
    assert "deleted" in frame[tab.said]


def test_the_three_lengths_are_labelled_and_nest(tab: InterviewTab) -> None:
    drawn = words(ending.three_lengths({**RECORD, "story_change": "I practise every morning."}, (), "a"))
    assert "rewrite it in your own words" in drawn
    places = [drawn.rindex(f"{seconds} seconds") for seconds in (20, 60, 90)]
    assert places == sorted(places)
    assert drawn.count("I practise every morning.") >= 1


def test_the_profile_of_the_card_is_what_the_questions_use(tab: InterviewTab) -> None:
    at = tab.services.now()
    store = tab.services.store
    store.append_event(tab.applicant(""), Event("step1", 214, Status.CONFIRMED, "", "card", None, None, at))
    tab.start("", "", event(tone="neutral", length="3"))
    assert latest(tab).session.profile == {"step1": 214}


# --- progress ------------------------------------------------------------------------------------------


def listed(*marks: float | None) -> list[Listed]:
    return [
        Listed(
            f"p{n}", f"2026-11-{n + 1:02d}T10:00:00+00:00", "warm", 3, 3 if mark else 0, mark, "growth", True
        )
        for n, mark in enumerate(marks)
    ][::-1]


def test_the_trend_goes_from_the_oldest_to_the_latest_and_says_so_in_words() -> None:
    drawn = trend(listed(1.5, None, 2.5, 4.0))
    heights = [float(y) for y in re.findall(r'<circle cx="[\d.]+" cy="([\d.]+)"', drawn)]
    assert heights == sorted(heights, reverse=True)
    assert 'aria-label="Mean mark of your last 3 practices: 1.5, 2.5, 4.0"' in drawn
    assert "4.0 in the last practice, 2.5 up" in words(drawn)
    assert re.findall(r'data-label="Mean mark">([\d.]+)<', drawn) == ["1.5", "2.5", "4.0"]


def test_one_practice_makes_no_trend() -> None:
    assert trend(listed(3.0)) == ""
    assert history([]) == ""


def test_every_practice_can_be_opened_and_deleted() -> None:
    drawn = history(listed(3.0, None))
    assert re.findall(r'sw:iv_open" value="(\w+)"', drawn) == ["p1", "p0"]
    assert re.findall(r'sw:iv_delete" value="(\w+)"', drawn) == ["p1", "p0"]


# --- the file ------------------------------------------------------------------------------------------


def test_the_file_holds_questions_answers_and_notes(tab: InterviewTab) -> None:
    given_to(tab, begun(tab), WEAK)
    given_to(tab, latest(tab), STRONG)
    now = latest(tab)
    made = saving.markdown(now)
    assert [line for line in made.splitlines() if line.startswith("# ")] == [
        f"# Mock interview, {now.created[:10]}"
    ]
    assert f"> {WEAK}" in made
    for turn in now.session.turns:
        assert all(note.title in made for note in turn.feedback.notes)


def test_nothing_typed_becomes_markdown(tab: InterviewTab) -> None:
    given_to(tab, begun(tab), "# A heading\n- [x](http://bad.example) *bold* <b>\n1. one")
    typed = [line for line in saving.markdown(latest(tab)).splitlines() if line.startswith("> ")]
    assert typed == [
        "> \\# A heading",
        "> \\- \\[x\\](http://bad.example) \\*bold\\* \\<b\\>",
        "> 1\\. one",
    ]
