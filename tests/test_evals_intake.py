"""The scoring rules of the intake suite."""

from typing import Any

import pytest

from bot.applicant.reader import load_reader
from evals.intake import count, evaluate, read, violated
from tests.reader.reading import TODAY


@pytest.mark.parametrize(
    ("row", "given", "expected"),
    [
        ({"expected": {"step2ck": 214}}, {"step2ck": 214}, (1, 0, 0)),
        ({"expected": {"step2ck": 214}}, {"step2ck": 215}, (0, 1, 1)),
        ({"expected": {"step2ck": 214}}, {}, (0, 0, 1)),
        ({}, {"step2ck": 214}, (0, 1, 0)),
        ({"expected": {"specialty": ["a", "b"]}}, {"specialty": ["b", "c"]}, (1, 1, 1)),
        ({"expected": {"region_ties": ["a"]}}, {"region_ties": ["a", "a"]}, (1, 0, 0)),
        ({"expected": {"usce_months": 1.5}}, {"usce_months": 1.25}, (1, 0, 0)),
        ({"expected": {"usce_months": 1.5}}, {"usce_months": 1}, (0, 1, 1)),
        ({"expected_range": {"step1": [260, 269]}}, {"step1": 265}, (1, 0, 0)),
        ({"expected_range": {"step1": [None, 219]}}, {"step1": 220}, (0, 1, 1)),
        ({"expected_range": {"publications": [10, None]}}, {}, (0, 0, 1)),
        ({"acceptable": {"visa": ["j1", None]}}, {"visa": "j1"}, (0, 0, 0)),
        ({"acceptable": {"visa": ["j1"]}}, {"visa": "h1b"}, (0, 1, 0)),
        ({"expected": {"visa": "j1"}, "acceptable": {"visa": [None]}}, {}, (0, 0, 0)),
        ({"expected": {"visa": "j1"}, "acceptable": {"visa": ["either"]}}, {"visa": "either"}, (0, 0, 0)),
        (
            {"expected": {"specialty": ["a"]}, "acceptable": {"specialty": [["a", "b"]]}},
            {"specialty": ["b", "a"]},
            (0, 0, 0),
        ),
        ({"expected": {"previously_unmatched": True}}, {"previously_unmatched": 1}, (0, 1, 1)),
        ({"expected": None, "acceptable": None}, {}, (0, 0, 0)),
    ],
)
def test_facts_are_counted_by_the_rules(
    row: dict[str, Any], given: dict[str, Any], expected: tuple[int, int, int]
) -> None:
    assert count(row, given) == expected


@pytest.mark.parametrize(
    ("row", "given", "expected"),
    [
        ({"must_not": {"step2ck": "any"}}, {"step2ck": 214}, ["step2ck"]),
        ({"must_not": {"step2ck": [108]}}, {"step2ck": 108}, ["step2ck"]),
        ({"must_not": {"step2ck": [108]}}, {"step2ck": 214}, []),
        (
            {"must_not": {"region_ties": [["Oregon"]]}},
            {"region_ties": ["Oregon", "Washington"]},
            ["region_ties"],
        ),
        (
            {"must_not": {"region_ties": [["Oregon"]]}, "expected": {"region_ties": ["Oregon"]}},
            {"region_ties": ["Oregon"]},
            [],
        ),
        ({}, {"step1": "pass"}, []),
    ],
)
def test_what_must_not_be_read_is_reported(
    row: dict[str, Any], given: dict[str, Any], expected: list[str]
) -> None:
    assert violated(row, given) == expected


def test_an_output_line_holds_facts_and_their_words() -> None:
    out = read({"id": "x", "text": "CK 216, no Step 3"}, load_reader(), TODAY)
    assert out == {"id": "x", "facts": {"step2ck": 216}, "quotes": {"step2ck": "CK 216"}}


def test_rates_come_with_an_interval() -> None:
    rows = [{"id": str(at), "text": "", "expected": {"step2ck": 214}} for at in range(4)]
    outs = [{"id": str(at), "facts": {"step2ck": 214} if at else {}, "quotes": {}} for at in range(4)]
    figures = evaluate(rows, outs)
    low, high = figures["f1_interval"]
    assert (figures["precision"], figures["recall"]) == (1.0, 0.75)
    assert low <= figures["f1"] <= high
