"""Numbers that a text claims, with what they count.

Covers: figures and number words, ranges, percent, money, years, and the number of an attempt.
Does not cover numbers that only structure a text ("one thing", "two reasons"), which exam a
number belongs to (lock_exams), or whether it is supported (lock).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.write.lock_text import EXAMS, lists, plain

_TERM = re.compile(r"\b[A-Za-z]{1,6}-\d+[A-Za-z]?\b")
_TOKEN = re.compile(
    r"\$?\d[\d,]*(?:\.\d+)?(?:st|nd|rd|th)?(?![\d])|%|[^\W\d_]+(?:['’][^\W\d_]+)*\.?|[^\w\s]|\n", re.UNICODE
)
_NUMBER = re.compile(r"(\$?)(\d[\d,]*(?:\.\d+)?)(st|nd|rd|th)?")
_RANGE = ("-", "–", "—", "to", "or", "and", "+")
_LOOKAHEAD = 4


@dataclass(frozen=True)
class Amount:
    """A number and what it counts; `unit` is "" when the words around it do not say."""

    value: float
    unit: str
    words: str


def amounts(text: str) -> list[Amount]:
    """Every number of `text` that claims something, in figures or words, with its unit.

    Number words that only structure a text ("one thing", "two reasons") are left out, and so are
    ordinals, unless they number an attempt at an exam.
    """
    tokens = _TOKEN.findall(_TERM.sub(" ", plain(text)))
    words = [token.lower().rstrip(".") for token in tokens]
    about_exam = any(word in EXAMS or word in _outcomes() for word in words)
    found: list[Amount] = []
    skip = -1
    for i in range(len(tokens)):
        if i <= skip:
            continue
        amount, skip = _amount(tokens, words, i, about_exam)
        if amount is not None:
            found.append(amount)
    return found


def _amount(tokens: list[str], words: list[str], i: int, about_exam: bool) -> tuple[Amount | None, int]:
    """The amount that begins at token `i`, if any, and the last token it takes up."""
    word, last = words[i], i
    grammar = lists()["grammar"]
    figure = _NUMBER.fullmatch(tokens[i].rstrip("."))
    if figure:
        value = float(figure[2].replace(",", ""))
        if figure[3]:
            return (
                Amount(value, "attempts", tokens[i]) if _tries(words, i) else Amount(value, "", tokens[i])
            ), i
        if figure[1]:
            return Amount(value, "usd", tokens[i]), i
        if 1900 <= value <= 2099 and "," not in tokens[i] and "." not in figure[2]:
            return Amount(value, "date", tokens[i]), i
    elif word in grammar["ordinals"]:
        attempt = about_exam and _tries(words, i) and words[max(0, i - 2) : i] != ["for", "the"]
        return (Amount(grammar["ordinals"].index(word) + 1, "attempts", word) if attempt else None), i
    elif word in ("once", "twice"):
        count = 1 + (word == "twice")
        if any(near in grammar["fail"] for near in words[max(0, i - 5) : i + 2]):
            return Amount(count, "failures", word), i
        return (Amount(2, "", word) if count == 2 else None), i
    elif word in ("half", "third", "thirds", "quarter", "quarters") and words[i + 1 : i + 2] == ["of"]:
        many = 2 if words[max(0, i - 1)] == "two" else 3 if words[max(0, i - 1)] == "three" else 1
        part = 50 if word == "half" else 25 if word.startswith("q") else 33
        return Amount(part * many, "percent", word), i
    elif word in _spellings():
        value, last = _spelled(words, i)
    else:
        return None, i
    unit = _unit(words, tokens, last)
    if unit == "times" and any(near in grammar["fail"] for near in words[max(0, i - 5) : i]):
        unit = "failures"
    shown = " ".join(tokens[i : last + 1])
    if value <= lists()["free"]["most"] and (unit == "free" or (unit == "" and word == "one")):
        return None, last
    return Amount(value, "" if unit == "free" else unit, shown), last


def _spelled(words: list[str], i: int) -> tuple[float, int]:
    """A number in words ("twenty-one", "two hundred") and its last token."""
    value, last = float(_spellings()[words[i]]), i
    if (
        20 <= value <= 90
        and words[i + 1 : i + 2] == ["-"]
        and _spellings().get((words[i + 2 : i + 3] or [""])[0], 99) < 10
    ):
        value, last = value + _spellings()[words[i + 2]], i + 2
    while words[last + 1 : last + 2] and words[last + 1] in ("hundred", "thousand"):
        value, last = value * _spellings()[words[last + 1]], last + 1
    return value, last


def _tries(words: list[str], i: int) -> bool:
    return any(near in lists()["grammar"]["tries"] for near in words[i + 1 : i + 4])


def _unit(words: list[str], tokens: list[str], i: int) -> str:
    """What the number that ends at token `i` counts: a unit of lock.toml, "free", or ""."""
    if words[i + 1 : i + 2] == ["%"]:
        return "percent"
    failed = False
    for j in range(i + 1, min(i + 1 + _LOOKAHEAD, len(words))):
        word = words[j]
        if word in ("-", "+", "–") and j == i + 1:
            continue
        if word in _RANGE and _is_number(words, j + 1):
            return _unit(words, tokens, j + 1)
        if (
            word in lists()["grammar"]["stops"]
            or not word[:1].isalpha()
            or word in EXAMS
            or word in _spellings()
        ):
            return ""
        failed = failed or word in lists()["grammar"]["fail"]
        unit = _units().get(word, "")
        if unit:
            return "failures" if failed and unit in ("attempts", "times") else unit
        if tokens[j].endswith("."):
            return ""
    return ""


def _is_number(words: list[str], i: int) -> bool:
    return i < len(words) and (bool(_NUMBER.fullmatch(words[i])) or words[i] in _spellings())


@lru_cache(maxsize=1)
def _units() -> Mapping[str, str]:
    table = dict.fromkeys(lists()["free"]["nouns"], "free")
    return table | {form: unit for unit, forms in lists()["units"].items() for form in forms}


@lru_cache(maxsize=1)
def _outcomes() -> frozenset[str]:
    return frozenset((*lists()["grammar"]["fail"], *lists()["grammar"]["pass"]))


@lru_cache(maxsize=1)
def _spellings() -> Mapping[str, int]:
    """Number words and their values."""
    words: Mapping[str, int] = lists()["numbers"]
    return words
