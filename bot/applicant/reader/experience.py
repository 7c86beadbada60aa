"""US clinical experience: months and kind, as stated and done.

Covers: stints ("3 months hands on in Fresno", "two 4-week rotations"), their total, and "no USCE".
Does not cover planned experience, work abroad, lengths of time as such (durations), or the state a
stint was in (places).
"""

from dataclasses import dataclass

from bot.applicant.ledger import Reading
from bot.applicant.reader.clauses import HARD, Message
from bot.applicant.reader.durations import Span, spans
from bot.applicant.reader.patterns import pattern
from bot.applicant.reader.text import words

_STRENGTH = ("hands_on", "externship", "observership", "research")
"""Of several kinds the strongest is the applicant's."""
_REACH = 7
"""Tokens between a length of time and what it was spent on."""

_SOME = (
    "(?:<have> |<done|do|get|gotten|got|any|yet|formal|real|actual|recent|previous|prior|much|type|kind|of|in"
    "|person|single|a> ){0,4}"
)
_NONE = (
    pattern(rf"(?:<no>|without) {_SOME}<clinical> "),
    pattern(rf"<not> (?:<have>|<done|do|get|gotten|got|any|yet>) {_SOME}<clinical> "),
    pattern(
        r"<clinical> (?:\( \S+ \) )?(?:: |= |-- |- |is |x ){0,2}(?:<no>|#0|nil|not yet|zip|n / a) "
        "(?!<usce>|<#>|but|except)"
    ),
    pattern("<no> <rotation> "),
    pattern(rf"<never> {_SOME}<clinical> "),
)


@dataclass(frozen=True)
class Mention:
    """A word for clinical experience at a token; kind is None when the word does not say it."""

    at: int
    kind: str | None


Stint = tuple[Span, Mention]


def read_experience(message: Message, asked: str | None) -> list[Reading]:
    answers = (asked or "").startswith("usce")
    mentions = [found for found in _mentions(message, answers) if _counts(message, found, answers)]
    stints = _stints(message, mentions)
    nothing = None if stints else _nothing(message)
    if nothing:
        return [Reading("usce_months", 0, nothing), Reading("usce_kind", "none", nothing)]
    readings = [_total(message, stints)] if stints else []
    kinds = [found for found in mentions if found.kind and not _denied(message, found.at)]
    if kinds:
        best = min(kinds, key=lambda found: _STRENGTH.index(found.kind or ""))
        readings.append(Reading("usce_kind", best.kind, message.quote(best.at, best.at + 1)))
    return readings


def _mentions(message: Message, answers: bool) -> list[Mention]:
    found = []
    for at in range(len(message.tokens)):
        kind = message.value(at, "usce")
        if kind:
            found.append(Mention(at, kind))
        elif message.has(at, "clinical"):
            found.append(Mention(at, None))
        elif message.has(at, "rotation", "core") and (answers or _american(message, at)):
            found.append(Mention(at, None if message.has(at, "rotation") else "hands_on"))
        elif message.has(at, "research") and (answers or _only_research(message, at)):
            found.append(Mention(at, "research"))
    return found


def _american(message: Message, at: int) -> bool:
    """Whether a bare "rotation" is in the US: a US place, or US experience, in its sentence."""
    return message.any(range(*message.sentence(at)), "place", "us", "clinical")


def _only_research(message: Message, at: int) -> bool:
    return "only" in message.norms((at - 1, at + 1)) or message.has(at - 2, "clinical")


_LOOSE = words(
    "observe observed observing observation observations observer observational shadow shadowed "
    "shadowing hands_on handson hand_on"
)
_SETTING = ("place", "us", "clinical", "doctor", "month", "week", "year", "day", "hospital", "rotation")


def _counts(message: Message, found: Mention, answers: bool) -> bool:
    """Whether a mention is the applicant's own, done, in the US and no advice, question or wish."""
    clause = message.clause(found.at)
    if "vs" in message.norms((found.at - 1, found.at + 1)):
        return False
    if not clause.claims or message.has(found.at + 1, "letter") or _abroad(message, found.at):
        return False
    loose = message.norm(found.at) in _LOOSE and not answers
    return not loose or clause.end - clause.start <= 5 or message.any(clause.places, *_SETTING)


def _abroad(message: Message, at: int) -> bool:
    """Whether its clause puts a stint outside the US."""
    places = message.clause(at).places
    return message.any(places, "abroad") and not message.any(places, "place", "us", "clinical")


def _denied(message: Message, at: int) -> bool:
    """ "No observership", "not hands-on": the kind is named only to be denied."""
    near = range(max(message.clause(at).start, at - 4), at)
    return message.any(near, "not", "no", "never") and not {"only", "but"} & set(message.norms(near))


def _stints(message: Message, mentions: list[Mention]) -> list[Stint]:
    """Each length of time with the mention nearest to it; those of anything else are left out."""
    out: list[Stint] = []
    for span in spans(message):
        if (
            message.has(span.end, "ago")
            or not message.clause(span.start).claims
            or _abroad(message, span.start)
        ):
            continue
        gaps = {found: gap for found in mentions if (gap := _gap(message, span, found.at)) is not None}
        if message.norm(span.end) == "total" or message.norm(span.start - 1) in ("total", "="):
            out.append((span, Mention(span.end, None)))
        elif gaps:
            out.append((span, min(gaps, key=lambda found: (gaps[found], found.at < span.start))))
        elif out and _lists_on(message, out[-1][0].end, span):
            out.append((span, out[-1][1]))
    return out


def _gap(message: Message, span: Span, at: int) -> int | None:
    """Tokens between a length of time and a mention, or None when something else stands between."""
    if span.start <= at < span.end:
        return 0
    between = range(span.end, at) if at >= span.end else range(at + 1, span.start)
    if len(between) > _REACH or not HARD.isdisjoint(message.norms(between)):
        return None
    commas = [place for place in between if message.norm(place) == ","]
    parting = [place for place in commas if not message.any((place - 1, place + 1), "place")]
    allowed = 1 if at < span.start or len(between) <= 2 else 0
    if len(parting) > allowed or message.any(between, "month", "week", "but", "grad", "yog", "step"):
        return None
    return len(between)


def _lists_on(message: Message, end: int, span: Span) -> bool:
    """Whether a length of time goes on with a list: "USCE: 2 wks cardiology, 4 wks IM"."""
    field = message.any(range(span.end, span.end + 3), "specialty", "subspecialty", "place")
    words = message.norms(range(end, min(span.start, end + _REACH)))
    return field and len(words) < _REACH and "," in words and HARD.isdisjoint(words)


def _total(message: Message, stints: list[Stint]) -> Reading:
    """The sum of the stints; a total beside its parts ("3 months USCE: 2 obs, 1 hands-on") counts once."""
    whole = sum(span.months for span, found in stints if found.kind is None)
    parts = sum(span.months for span, found in stints if found.kind is not None)
    months = max(whole, parts) if whole and parts and whole >= parts else whole + parts
    start, end = stints[0][0].start, stints[-1][0].end
    if len(stints) == 1:
        start, end = min(start, stints[0][1].at), max(end, stints[0][1].at + 1)
    doubt = next((span.doubt for span, _ in stints if span.doubt), None)
    value = int(months) if months == int(months) else round(months, 2)
    return Reading("usce_months", value, message.quote(start, end), doubt=doubt)


def _nothing(message: Message) -> str | None:
    for hit in message.find_any(_NONE):
        clause = message.clause(hit.start)
        if not (clause.other or clause.conditional or clause.asks):
            return message.quote(hit.start, hit.end)
    return None
