"""Taking back and adding: "correction, 2016 not 2006", "sorry I meant 223", "scratch that", "also".

Covers: which readings replace a standing fact without a question, which extend a list, and bare
values whose field only the ledger can tell. Does not cover contradictions without such words; the
ledger's gate asks about those.
"""

from collections.abc import Iterator
from dataclasses import replace

from bot.applicant.facts import FIELDS, Kind, Value, parse
from bot.applicant.ledger import Doubt, Ledger, Reading, Status
from bot.applicant.reader.clauses import Hit, Message
from bot.applicant.reader.nouns import count_at, counts, told_plainly
from bot.applicant.reader.patterns import pattern
from bot.applicant.reader.text import words
from bot.errors import BadInput

_NOUN = "(?:(?:us |of )?(?:<month>|<letter>|<usletter>|<pub>|<interview>) )?"
_NOT_THAT = (
    pattern(rf"<#new> {_NOUN}(?:, |-- |\( )?(?:and )?(?:not |instead of )<#old> {_NOUN}"),
    pattern(rf"<not> <#old> {_NOUN}(?:, )?(?:but |it is |rather |, ){{0,3}}<#new> {_NOUN}"),
    pattern(
        rf"<said|say|saying|wrote|put|typed|told|entered|gave|mentioned|answered> <n.3><#old> {_NOUN}"
        r"(?:before |earlier |first |by mistake )?(?:[,;.] |-- )?"
        r"(?:(?:but|though|the|real|correct|right|true|actual|year|number|it|is|was|'s|actually|really|in|fact"
        r"|i_meant|meant|should|be|should_be|only|that|my|score|count|i_mean) |-- ){1,8}"
        rf"<#new> {_NOUN}"
    ),
    pattern(
        "<#old> (?:should be |should read |is wrong |was wrong |was a typo |was a mistake |, |it is |is |-- "
        "|> |then ){1,3}<#new> "
    ),
)
_DENIED = pattern("(?:<not>|instead of) <#old> ")
_MEANT = pattern("<correct> <any.6><#new> ")
_MEANINGS = words("i_meant meant i_mean correction typo i_mistyped mistyped quise_decir")
"""Words that speak of an earlier value, also when another field was just asked."""
_NUMERIC = (Kind.EXAM, Kind.SCORE, Kind.COUNT, Kind.MONTHS, Kind.YEAR)
_GROWING = ("region_ties", "languages")
"""Lists that a further statement extends: a second tie does not deny the first."""


def corrected(message: Message, readings: list[Reading], ledger: Ledger, asked: str | None) -> list[Reading]:
    """The readings, marked as corrections or additions, with bare corrected values added."""
    bare = list(_bare(message, readings, ledger, asked)) or list(_renamed(message, readings, ledger, asked))
    fields = {reading.field for reading in bare}
    marked = [
        _marked(message, reading, ledger)
        for reading in readings
        if reading.field not in fields and not (reading.field == asked and _overlaps(reading, bare))
    ]
    if not bare and not readings and any(message.has(at, "scratch") for at in range(len(message.tokens))):
        return list(_retracted(message, ledger))
    return [*marked, *bare]


def _marked(message: Message, reading: Reading, ledger: Ledger) -> Reading:
    standing = ledger.value(reading.field)
    if standing is None or reading.value is None or reading.value == standing:
        return reading
    first = message.text.find(reading.quote)
    tokens = [at for at, token in enumerate(message.tokens) if token.start <= max(first, 0)]
    start, end = message.sentence(tokens[-1] if tokens else 0)
    near = range(max(0, start - 6), end)
    denied = any(
        hit.number("old") == standing for hit in message.find(_DENIED) if isinstance(standing, int | float)
    )
    if denied or any(message.has(at, "correct") or message.has(at, "scratch") for at in near):
        return replace(reading, correction=True)
    if isinstance(reading.value, tuple) and reading.value:
        also = any(message.has(at, "also") for at in range(start, end))
        return replace(reading, adds=also or reading.field in _GROWING)
    return reading


def _bare(message: Message, readings: list[Reading], ledger: Ledger, asked: str | None) -> Iterator[Reading]:
    """A number put right: its field is the one that holds the old number, or the last that fits."""
    for wanted in _NOT_THAT:
        for hit in message.find(wanted):
            if len({one.field for at in range(hit.start, hit.end) if (one := count_at(message, at))}) > 1:
                continue  # "2 letters and 3 papers"
            old, new = hit.number("old"), hit.number("new")
            key = _counted(message, hit, ledger) or next(
                (event.field for event in reversed(ledger.events) if ledger.value(event.field) == old), None
            )
            if key and (value := _fits(key, new, message)) is not None:
                yield Reading(key, value, message.quote(hit.start, hit.end), correction=True)
                return
    meant = _MEANINGS & {message.norm(at) for at in range(len(message.tokens))}
    others = [reading for reading in readings if not (meant and reading.field == asked)]
    if any(isinstance(reading.value, int | float) or reading.doubt for reading in others):
        return
    for hit in message.find(_MEANT):
        if count_at(message, hit.end - 1):
            continue
        key = _last_like(hit.number("new"), ledger, message)
        value = _fits(key, hit.number("new"), message) if key else None
        if key and value is not None and key != asked:
            yield Reading(key, value, message.quote(hit.end - 1, hit.end), correction=True)
            return


def _counted(message: Message, hit: Hit, ledger: Ledger) -> str | None:
    """The standing field that the noun beside one of the two numbers speaks of."""
    found = (count_at(message, at) for at in range(hit.start, hit.end))
    return next((one.field for one in found if one and ledger.value(one.field) is not None), None)


def _renamed(
    message: Message, readings: list[Reading], ledger: Ledger, asked: str | None
) -> Iterator[Reading]:
    """A number with the noun of a standing fact: "let me correct myself. It was two months in Portland"."""
    read = {reading.field for reading in readings if reading.field != asked}
    for count in counts(message):
        standing = ledger.value(count.field)
        if (
            standing is None
            or count.field in read
            or count.field == asked
            or not told_plainly(message, count)
        ):
            continue
        near = _near(message, count.at)
        put_right = any(message.has(at, "correct", "scratch") for at in near)
        if not put_right and (count.field == "usce_months" or asked is None):
            continue
        value = _fits(count.field, count.number, message)
        if value is not None:
            quote = message.quote(count.at, count.end)
            rough = Doubt.APPROXIMATE if message.has(count.at - 1, "about", "above", "below") else None
            yield Reading(count.field, value, quote, doubt=rough, correction=put_right and value != standing)
            return


def _near(message: Message, at: int) -> range:
    """The sentence around a token and the sentences beside it."""
    start, end = message.sentence(at)
    low = message.sentence(start - 1)[0] if start else start
    return range(low, message.sentence(end)[1] if end < len(message.tokens) else end)


def _overlaps(reading: Reading, bare: list[Reading]) -> bool:
    """Whether a reading stands on the words that were put right."""
    return any(one.quote in reading.quote or reading.quote in one.quote for one in bare)


def _last_like(number: float, ledger: Ledger, message: Message) -> str | None:
    """The field last set to a number of the same size: a score, a year or a small count."""
    for event in reversed(ledger.events):
        held = ledger.value(event.field)
        if isinstance(held, int | float) and not isinstance(held, bool) and _size(held) == _size(number):
            return event.field
    return None


def _size(number: float) -> str:
    return "year" if number > 1900 else "score" if number >= 100 else "count"


def _fits(key: str, number: float, message: Message) -> Value | None:
    if FIELDS[key].kind not in _NUMERIC:
        return None
    try:
        return parse(key, int(number) if number == int(number) else number, message.today)
    except BadInput:
        return None


def _retracted(message: Message, ledger: Ledger) -> Iterator[Reading]:
    """What the last turn said is open again."""
    if not ledger.events:
        return
    last = ledger.events[-1]
    quote = next(message.quote(at, at + 1) for at in range(len(message.tokens)) if message.has(at, "scratch"))
    same = [event for event in ledger.events if (event.thread, event.turn) == (last.thread, last.turn)]
    for key in dict.fromkeys(event.field for event in same if ledger.last(event.field) is event):
        yield Reading(key, None, quote, Status.RETRACTED)
