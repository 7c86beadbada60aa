"""Numbers that a text claims, with what they count.

Covers: figures and number words, ranges, percent, money, years, and the number of an attempt.
Does not cover numbers that only structure a text ("one thing", "two reasons"), which exam a
number belongs to (lock_exams), or whether it is supported (lock).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.write.lock.text import EXAMS, lists, plain

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_TERM = re.compile(r"\b[A-Za-z]{1,6}-\d+[A-Za-z]?\b")
_FIGURE = r"\d+(?:,\d{3})*(?:\.\d+)?"
_TOKEN = re.compile(
    rf"\$?{_FIGURE}(?:st|nd|rd|th)?(?!\d)|%|[^\W\d_]+(?:['’][^\W\d_]+)*\.?|[^\w\s]|\n", re.UNICODE
)
_NUMBER = re.compile(rf"(\$?)({_FIGURE})(st|nd|rd|th)?")
_RANGE = ("-", "–", "—", "to", "or", "and", "+")
_LOOKAHEAD = 4


@dataclass(frozen=True)
class Amount:
    """A number and what it counts; `unit` is "" when the words around it do not say."""

    value: float
    unit: str
    words: str


@lru_cache(maxsize=512)
def amounts(text: str) -> tuple[Amount, ...]:
    """Every number of `text` that claims something, in figures or words, with its unit.

    Number words that only structure a text ("one thing", "two reasons") are left out, and so are
    ordinals, unless they number an attempt at an exam.
    """
    sentences = _SENTENCE.split(_TERM.sub(" ", plain(text)))
    return tuple(amount for sentence in sentences for amount in _in_sentence(sentence))


def _in_sentence(sentence: str) -> Iterator[Amount]:
    tokens = _TOKEN.findall(sentence)
    words = [token.lower().rstrip(".") for token in tokens]
    about_exam = any(word in EXAMS or word in _outcomes() for word in words)
    last = -1
    for i in range(len(tokens)):
        if i > last:
            amount, last = _amount(tokens, words, i, about_exam)
            if amount is not None:
                yield amount


def _amount(tokens: list[str], words: list[str], i: int, about_exam: bool) -> tuple[Amount | None, int]:
    """The amount that begins at token `i`, if any, and the last token it takes up."""
    figure = _NUMBER.fullmatch(tokens[i].rstrip("."))
    if figure:
        value, last = float(figure[2].replace(",", "")), i
        unit = _written(figure, words, i) or _unit(words, tokens, i)
    elif words[i] in _spellings():
        value, last = _spelled(words, i)
        unit = _unit(words, tokens, last)
    else:
        return _in_words(words, i, about_exam), i
    if unit == "times" and _after_failing(words, i):
        unit = "failures"
    if _structural(words, i, value, unit):
        return None, last
    return Amount(value, "" if unit in ("free", "none") else unit, " ".join(tokens[i : last + 1])), last


def _structural(words: list[str], i: int, value: float, unit: str) -> bool:
    """Whether a small number only structures: "two reasons", "a sentence or two", "one question"."""
    free = lists()["free"]
    if words[i] == "one":
        return unit not in free["ones"]
    or_two = i > 1 and words[i - 1] == "or" and words[i - 2] in free["nouns"]
    return value <= free["most"] and (unit == "free" or or_two)


def _written(figure: re.Match[str], words: list[str], i: int) -> str:
    """The unit that a figure's own form says: money, a year, "2nd attempt", or "none" of a 24th."""
    if figure[3]:
        return "attempts" if _tries(words, i) else "none"
    if figure[1]:
        return "usd"
    return "date" if re.fullmatch(r"(?:19|20)\d\d", figure[2]) else ""


def _in_words(words: list[str], i: int, about_exam: bool) -> Amount | None:
    """Ordinals of attempts, "once" and "twice" of failures, and fractions of a group."""
    word, ordinals = words[i], lists()["grammar"]["ordinals"]
    if word in ordinals and about_exam and _tries(words, i) and words[max(0, i - 2) : i] != ["for", "the"]:
        return Amount(ordinals.index(word) + 1, "attempts", word)
    if word in ("once", "twice"):
        count = 2 if word == "twice" else 1
        if _after_failing(words, i) or (words[i + 1 : i + 2] and words[i + 1] in lists()["grammar"]["fail"]):
            return Amount(count, "failures", word)
        return Amount(count, "", word) if count == 2 else None
    shares = lists()["shares"]
    if word in shares and words[i + 1 : i + 2] == ["of"]:
        times = _spellings().get(words[i - 1], 1) if i else 1
        return Amount(shares[word] * times, "percent", word)
    return None


def _after_failing(words: list[str], i: int) -> bool:
    return any(near in lists()["grammar"]["fail"] for near in words[max(0, i - 5) : i])


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
