"""The reply grammar reads the same whether it comes at once or letter by letter."""

import pytest

from bot.agent.reply import Block, ReplyKind, ReplyParser, as_text

REPLY = (
    "Thank you. See U.S. doctors, e.g. Dr. Smith, at 3.5 points. [[a]] [[b, c]] Next.\n\n"
    "- One bullet. [[d]]\n- Two\n\n### Head\n\nWhich year? [[ask: graduation_year]] [[kind: clarify]]"
)


def parsed(pieces: list[str]) -> tuple[list[dict[str, object]], ReplyParser]:
    parser = ReplyParser()
    found = [s for piece in pieces for s in parser.feed(piece)] + parser.close()
    return [s.as_json() for s in found], parser


@pytest.mark.parametrize("size", [1, 2, 7, 1_000])
def test_pieces_of_any_size_give_the_same_sentences(size: int) -> None:
    whole, _ = parsed([REPLY])
    pieces, _ = parsed([REPLY[i : i + size] for i in range(0, len(REPLY), size)])
    assert pieces == whole


def test_citations_stay_with_their_sentence() -> None:
    sentences, _ = parsed([REPLY])
    assert sentences[1]["text"] == "See U.S. doctors, e.g. Dr. Smith, at 3.5 points."
    assert sentences[1]["citations"] == ["a", "b", "c"]
    assert sentences[2]["citations"] == []


def test_blocks_are_paragraph_inline_bullet_and_heading() -> None:
    sentences, _ = parsed([REPLY])
    assert [s["block"] for s in sentences] == [
        Block.PARAGRAPH,
        Block.INLINE,
        Block.INLINE,
        Block.BULLET,
        Block.BULLET,
        Block.HEADING,
        Block.PARAGRAPH,
    ]


def test_closing_markers_set_kind_and_question() -> None:
    _, parser = parsed([REPLY])
    assert (parser.kind, parser.asked) == (ReplyKind.CLARIFY, "graduation_year")


def test_markers_never_reach_the_reader() -> None:
    sentences, _ = parsed([REPLY])
    assert "[[" not in as_text(sentences)


def test_an_unknown_kind_leaves_the_reply_answered() -> None:
    _, parser = parsed(["No. [[kind: nonsense]]"])
    assert parser.kind is ReplyKind.ANSWERED


def test_plain_text_numbers_citations_in_order() -> None:
    sentences, _ = parsed(["One. [[x]] Two. [[y, x]]"])
    assert as_text(sentences, {"x": 1, "y": 2}) == "One. [1] Two. [2] [1]"


def test_brackets_of_a_draft_are_text() -> None:
    sentences, _ = parsed(["I failed because [what happened?]."])
    assert sentences[0]["text"] == "I failed because [what happened?]."
