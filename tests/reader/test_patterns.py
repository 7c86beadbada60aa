"""The pattern language over tagged tokens."""

import pytest

from bot.applicant.reader import load_reader
from bot.applicant.reader.clauses import Message
from bot.applicant.reader.patterns import pattern
from tests.reader.reading import TODAY


def found(source: str, text: str) -> list[str]:
    message = Message.read(text, load_reader().lexicon, TODAY)
    return [message.quote(hit.start, hit.end) for hit in message.find(pattern(source))]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("<fail> ", "failed, fails and flunked", ["failed", "fails", "flunked"]),
        ("<fail> <n.1><step:exam> ", "failed my step 1", ["failed my step 1"]),
        ("<fail> <n.3><step:exam> ", "failed, then step 1", []),
        ("<fail> <any.3><step:exam> ", "failed, then step 1", ["failed, then step 1"]),
        ("<#n> <month> ", "3 months or 4 weeks", ["3 months"]),
        ("<@n> <attempt> ", "second attempt", ["second attempt"]),
        ("<step=step3> ", "step 1, step 3", ["step 3"]),
        ("<from|by> <place> ", "from Fresno by Seattle", ["from Fresno", "by Seattle"]),
        ("(?:from |to )<place> ", "from Fresno", ["from Fresno"]),
        ("#1 of ", "one of us", ["one of"]),
    ],
)
def test_a_pattern_finds_its_words(source: str, text: str, expected: list[str]) -> None:
    assert found(source, text) == expected


def test_groups_hold_values() -> None:
    message = Message.read("failed step 2 ck", load_reader().lexicon, TODAY)
    hit = next(message.find(pattern("<fail> <step:exam> ")))
    assert hit["exam"] == "step2ck"


def test_a_search_can_be_kept_to_a_part() -> None:
    message = Message.read("step 1 step 3", load_reader().lexicon, TODAY)
    assert [hit["exam"] for hit in message.find(pattern("<step:exam> "), 1)] == ["step3"]
