"""Lengths of time, in months: "6 weeks", "two 4-week rotations", "a month and a half".

Covers: the lengths a message names, the longest wording of each; weeks divide by 4. Does not cover
what the time was spent on (experience).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.applicant.ledger import Doubt
from bot.applicant.reader.clauses import Hit, Message
from bot.applicant.reader.patterns import pattern

_MONTHS = {"week": 0.25, "month": 1.0, "year": 12.0}
_MOST_TIMES = 12
"""Rotations of one length that a person states as a product."""


@dataclass(frozen=True)
class Span:
    """A length of time at tokens [start, end), in months."""

    start: int
    end: int
    months: float
    doubt: Doubt | None = None


_UNIT = "(?:full |whole |long )?(?:<month>|<week>|<year>) "
_STINT = "(?:<usce>|<rotation>|<clinical>)"
_WHERE = "(?:(?:in|at) (?:the )?<place> )?"
_RANGE = pattern(rf"<#low> (?:- |-- |to |or )<#n> {_UNIT}")
_PRODUCTS = (
    pattern(rf"<#k> (?:x |times |<time> )?<#n> {_UNIT}(?:long )?(?=\S*~(?:usce|rotation|clinical))"),
    pattern(
        rf"<#k> <n.3>{_STINT} {_WHERE}(?:of |, |\( |for |lasting |was |were ){{0,3}}(?:each |about ){{0,2}}"
        rf"<#n> {_UNIT}<each|apiece> "
    ),
    pattern(rf"<#k> <n.3>{_STINT} {_WHERE}(?:, |\( )?each (?:of |for |lasting |was ){{0,2}}<#n> {_UNIT}"),
    pattern(rf"<#n> {_UNIT}(?:<n.2>(?:<usce>|<rotation>) )?(?:x |<time> |times )<#k> "),
)
_HALVES = (
    pattern(rf"<#n> and (?:a |#1 )?half {_UNIT}"),
    pattern("<#n> <month> and (?:a |#1 )?half "),
)
_PLAIN = pattern(rf"<#n> (?:\+ )?(?:straight |total |continuous )?{_UNIT}")
_HALF = pattern(rf"half (?:a |of a )?{_UNIT}")
_COUPLE = pattern(rf"couple (?:of )?{_UNIT}")
_ARTICLE = pattern(rf"<a|an> (?:single |full |whole )?{_UNIT}")


def spans(message: Message) -> list[Span]:
    """Lengths of time in order, none inside another."""
    kept: list[Span] = []
    used: set[int] = set()
    for span in _candidates(message):
        if used.isdisjoint(range(span.start, span.end)):
            used.update(range(span.start, span.end))
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _candidates(message: Message) -> Iterator[Span]:
    """Lengths by wording, the longer wordings first."""
    for hit in message.find(_RANGE):
        yield _span(message, hit, (hit.number("low") + hit.number("n")) / 2, Doubt.APPROXIMATE)
    for hit in message.find_any(_PRODUCTS):
        if hit.number("k") <= _MOST_TIMES:
            yield _span(message, hit, hit.number("k") * hit.number("n"))
    for hit in message.find_any(_HALVES):
        yield _span(message, hit, hit.number("n") + 0.5)
    for hit in message.find(_HALF):
        yield _span(message, hit, 0.5)
    for hit in message.find(_PLAIN):
        times = _listed(message, hit.end) if message.norm(hit.end) == "each" else 1
        yield _span(message, hit, hit.number("n") * times, _hedge(message, hit))
    for hit in message.find(_COUPLE):
        yield _span(message, hit, 2, Doubt.APPROXIMATE)
    for hit in message.find(_ARTICLE):
        if not message.has(hit.start - 1, "day", "time", "once", "twice"):
            yield _span(message, hit, 1)


def _span(message: Message, hit: Hit, number: float, doubt: Doubt | None = None) -> Span:
    units = (
        _MONTHS[tag]
        for at in range(hit.end - 1, hit.start - 1, -1)
        for tag in _MONTHS
        if message.has(at, tag)
    )
    return Span(hit.start, hit.end, number * next(units, 1.0), doubt)


def _listed(message: Message, start: int) -> int:
    """How many fields or places follow "one month each in …"."""
    return max(
        1, sum(message.has(at, "specialty", "subspecialty", "place") for at in range(start, start + 9))
    )


def _hedge(message: Message, hit: Hit) -> Doubt | None:
    hedged = message.has(hit.start - 1, "about", "above", "below") or message.norm(hit.start + 1) == "+"
    return Doubt.APPROXIMATE if hedged else None
