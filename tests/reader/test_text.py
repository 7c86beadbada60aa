"""Tokens: folding, glued forms, numbers in words, and places in what was typed."""

import pytest

from bot.applicant.reader import load_reader
from bot.applicant.reader.text import tokenise


def norms(text: str) -> list[str]:
    return [token.norm for token in tokenise(text, load_reader().lexicon.words)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Café", ["cafe"]),
        ("I didn't", ["i", "did", "not"]),
        ("dont won't", ["do", "not", "will", "not"]),
        ("I've I'll", ["i", "have", "i", "will"]),
        ("step2ck", ["step", "#2", "ck"]),
        ("H-1B", ["h", "#1", "b"]),
        ("hands-on", ["hands", "on"]),
        ("4-6 weeks", ["#4", "-", "#6", "weeks"]),
        ("CK - 214", ["ck", "--", "#214"]),
        ("2o8 21l", ["#208", "#211"]),
        ("260s 22x", ["#260s", "#220s"]),
        ("215ish", ["about", "#215"]),
        ("2nd third", ["@2", "@3"]),
        ("two hundred and nineteen", ["#219"]),
        ("two nineteen", ["#219"]),
        ("two oh eight", ["#208"]),
        ("a hundred and fifty", ["#150"]),
        ("twenty sixteen", ["#2016"]),
        ("twenty four", ["#24"]),
        ("2 hundred", ["#?"]),
        ("1.5 months", ["#1.5", "months"]),
        ("$4,000 and 5k", ["$", "and", "$"]),
        ("U.S. citizen", ["us", "citizen"]),
        ("2 mo. obs", ["#2", "mo", "obs"]),
        ("pass | fail", ["pass", ";", "fail"]),
        ("a // b", ["a", ";", "b"]),
        ("a\n- b", ["a", ";", "b"]),
    ],
)
def test_what_is_typed_becomes_tokens(text: str, expected: list[str]) -> None:
    assert norms(text) == expected


@pytest.mark.parametrize(
    "text", ["I didn't pass, it's 2o8", "two hundred and nineteen on CK", "naïve ﬁ ß 4×", "a.b.c.d"]
)
def test_tokens_lie_in_order_inside_the_message(text: str) -> None:
    tokens = load_reader().lexicon.read(text)
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
