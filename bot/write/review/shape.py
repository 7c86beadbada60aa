"""The shape of a text: its counts, too long, a list instead of an account, nothing of one's own in it.

Covers: words, characters and pages; too_long, cv_rehash, generic. Does not cover stock phrases
(phrases) or missing subjects (owed).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.write.review.finding import Finding, Request
from bot.write.review.passage import Passage
from bot.write.review.rules import limits, signs
from bot.write.review.signs import Told

_STOCK, _STOCK_REGION, _LEAST_WORDS = 0.5, 0.35, 12
_EMPTY_SHARE = 0.75
_CV_SHARE, _CV_ITEMS = 0.6, 7
_REPEATED = 3
_ITEM = re.compile(r"[,;:]|\band\b|[.]\s")


@dataclass(frozen=True)
class Counts:
    """`pages` is an estimate by words; `characters` are counted as ERAS does, spaces included."""

    words: int
    characters: int
    pages: float


def counts(passage: Passage) -> Counts:
    return Counts(passage.words, len(passage.text), round(passage.words / limits()["page_words"], 1))


def shape(passage: Passage, told: Sequence[Told], request: Request) -> Iterator[Finding]:
    most = limits()["statement_words" if request.is_statement else "paragraph_words"]
    if passage.words > most:
        yield Finding("too_long", found=f"{passage.words} words, where about {most} are the most")
    elif len(passage.text) > limits()["characters"]:
        yield Finding(
            "too_long", found=f"{len(passage.text)} characters; ERAS takes {limits()['characters']:,}"
        )
    yield from _listed(told)
    yield from _generic(told, request)


def _listed(told: Sequence[Told]) -> Iterator[Finding]:
    """Most of the words are entries of a CV, and nothing says what they meant."""
    total = sum(len(one.sentence.words) for one in told) or 1
    entries = [one for one in told if one.has("cv") and not one.has("reflect")]
    items = sum(one.count("cv") + len(_ITEM.findall(one.sentence.low)) // 2 for one in entries)
    if sum(len(one.sentence.words) for one in entries) / total >= _CV_SHARE and items >= _CV_ITEMS:
        kinds = {found for one in entries for found in _kinds(one)}
        if len(kinds) >= _REPEATED:
            yield Finding("cv_rehash", entries[0].sentence.start, entries[0].sentence.end)


def _kinds(one: Told) -> set[str]:
    return set(signs()["cv"].findall(one.sentence.low))


def _generic(told: Sequence[Told], request: Request) -> Iterator[Finding]:
    """Nothing particular is told, or one general sentence again and again.

    A paragraph on a score alone is spared: there the missing change is the problem (score).
    """
    total = sum(len(one.sentence.words) for one in told)
    if total < _LEAST_WORDS or request.asks == {"score"}:
        return
    seen = Counter(one.sentence.low for one in told)
    repeated = [one for one in told if seen[one.sentence.low] >= _REPEATED and one.stock > _STOCK / 2]
    empty = [one for one in told if one in repeated or not (one.concrete or one.exam)]
    share = sum(len(one.sentence.words) for one in empty) / total
    dull = sum(one.stock for one in empty) / len(empty) if empty else 0.0
    least = _STOCK_REGION if request.asks == {"region"} else 0.0
    if share >= _EMPTY_SHARE and dull >= least:
        yield Finding("generic", empty[0].sentence.start, empty[0].sentence.end)
