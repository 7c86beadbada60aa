"""Three-digit scores in words as they are written and as they are spoken ("two thirty-four").

Covers: digits, spoken numbers and rough ones ("the 190s"), leaving out counts ("300 questions"). Does not
cover whose score it is or of which exam.
"""

import re

from bot.applicant.facts import HIGHEST_SCORE, LOWEST_SCORE

_TENS = {
    "ten": 10,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_ONES = {
    "zero": 0,
    "oh": 0,
    "o": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
}
_TEENS = {
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
}
_SPOKEN = re.compile(
    rf"\b(one|two)(?:[ -]hundred)?(?:[ -]and)?[ -]({'|'.join((*_TENS, *_ONES, *_TEENS))})"
    rf"(?:[ -]({'|'.join(_ONES)}))?\b"
)
_DIGITS = re.compile(r"(?<![\w.,$-])([12]\d\d|300)s?(?![\w-]|[.,]\d|\+)")
_COUNTED = re.compile(
    r"\s*%|\s*(?:percent|questions?|qs|patients?|hours?|days?|words|pages|points?|dollars|usd|people|charts|km|"
    r"programs|practice|timed|mcqs?|new|of them|times|students|minutes|flashcards|cards|beds|cases|blocks?)\b"
)


def scores(plain: str) -> tuple[int, ...]:
    """Scores from 100 to 300 in lower-case words, in order."""
    found = [(digits.start(), digits.end(), int(digits[1])) for digits in _DIGITS.finditer(plain)]
    found += [(s.start(), s.end(), _value(s[1], s[2], s[3])) for s in _SPOKEN.finditer(plain)]
    kept = [(start, value) for start, end, value in found if value and not _COUNTED.match(plain, end)]
    return tuple(value for _, value in sorted(kept) if LOWEST_SCORE <= value <= HIGHEST_SCORE)


def _value(first: str, second: str, third: str | None) -> int:
    """ "two thirty four", "two-one-four", "two nineteen", "two hundred and thirty"; 0 for anything else."""
    hundreds = 100 * _ONES[first]
    if second in _TENS:
        return hundreds + _TENS[second] + (_ONES[third] if third else 0)
    if second in _TEENS:
        return 0 if third else hundreds + _TEENS[second]
    return hundreds + 10 * _ONES[second] + _ONES[third] if third else 0
