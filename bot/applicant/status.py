"""Citizenship, permanent residence and visas, as they stand today.

Covers: US citizen, green card, need of a visa, and which visas. Does not cover a card or a
citizenship that is pending, a spouse's status, other countries' papers, or work permits, which
settle neither.
"""

import re

from bot.applicant.clauses import HARD, Message
from bot.applicant.patterns import pattern
from bot.applicant.ledger import Reading

_PENDING = frozenset(
    "apply applying applied application process processing interview lottery pending waiting await awaiting soon once when until get file filed "
    "petition approved_petition eligible approval sponsor backlog priority expect hopefully tramite esperando".split()
)
_STILL = frozenset(
    "application process processing interview lottery pending soon petition approval backlog priority category case".split()
)
_STRANGE = frozenset(
    "canada canadian uk british australian australia german european mexican indian eu irish portuguese italian french".split()
)

_NEEDS = (
    pattern("<need> <n.3>(?:<visaword>|<visa>) "),
    pattern("(?:<visaword>|<visa>) (?:is |will be |status |: |-- |- |= )*(?:<need>|yes) "),
    pattern("(?:<visaword>|<visa>) (?:requiring|requirement|candidate|applicant|aspirant|holder needed) "),
)
_AMERICAN = pattern("(?:am|being|im) (?:an |a )?american (?=[,.;?)]|<grad>|and|<wonder>|but)")
_BECAME = pattern("(?:am|im|became|become|got|now) (?:a |an |my )?(?:naturalized )?<citizen> (?!of|by)")
_ONE_OF = pattern("#1 of <n.6><uscitizens> ")
_DUAL = pattern("(?:dual (?:<citizen>|national)|<citizen> of) <any.4><us> ")
_NO_VISA = pattern(
    r"(?:(?:<no>|<not>) (?:<need>|<have>|<any|a|the|really|currently>|do |to |will |for |is |be |issues |\( )*(?:<visaword>|<visa>)|(?:<visaword>|<visa>) (?:: |is |are |-- |- |= |issue |issues |status )*(?:<no>|<not>)) "
)


def read_status(message: Message, asked: str | None) -> list[Reading]:
    """Work authorisation and visa."""
    readings: list[Reading] = []
    visas = _visas(message, asked)
    status = _standing(message, bool(visas))
    if status:
        readings.append(status)
    return [*readings, *visas]


def refuses_visa(message: Message) -> bool:
    """Whether the message says that no visa is needed."""
    return any(not message.clause(hit.start).other for hit in message.find(_NO_VISA))


def _standing(message: Message, wants_visa: bool) -> Reading | None:
    need = next(
        (hit for wanted in _NEEDS for hit in message.find(wanted) if _needed(message, hit.start, hit.end)),
        None,
    )
    citizen = _claimed(message, "uscitizen") or _phrased(message)
    card = _claimed(message, "residentcard")
    if citizen:
        return Reading("citizenship_status", "us_citizen", citizen)
    if card:
        return Reading("citizenship_status", "permanent_resident", card)
    if need:
        return Reading("citizenship_status", "needs_visa", message.quote(need.start, need.end))
    if wants_visa:
        at = next(at for at in range(len(message.tokens)) if _visa_at(message, at))
        return Reading("citizenship_status", "needs_visa", message.quote(at, at + 1))
    return None


def _claimed(message: Message, tag: str) -> str | None:
    """The words by which the applicant holds a status now."""
    for at in range(len(message.tokens)):
        if not message.has(at, tag):
            continue
        clause = message.clause(at)
        if (
            clause.other
            or clause.conditional
            or clause.planned
            or clause.general
            or (clause.question and not clause.own)
        ):
            continue
        inside = range(clause.start, clause.end)
        before = range(max(clause.start, at - 5), at)
        if any(message.norm(place) in _PENDING for place in before) or any(
            message.norm(place) in _STILL for place in (at + 1, at + 2) if place in inside
        ):
            continue
        if any(
            message.has(place, sign)
            for place in before
            for sign in ("not", "no", "never", "need", "relative", "person")
        ):
            continue
        if any(message.norm(place) in ("married", "like", "only", "programs", "vs") for place in before):
            continue
        if any(
            message.norm(place) in _STRANGE or message.has(place, "abroad")
            for place in range(at - 1, at + 3)
            if place in inside and _beside(message, at, place)
        ):
            continue
        if message.norm(at + 1) in ("only", "vs", "or") and not clause.own:
            continue
        return message.quote(at, at + 1)
    return None


def _beside(message: Message, at: int, place: int) -> bool:
    """Whether a country belongs to the paper ("Canadian PR", "PR of Canada")."""
    return place == at - 1 or (place > at and message.norm(at + 1) in ("of", "in", "from"))


def _phrased(message: Message) -> str | None:
    for wanted in (_AMERICAN, _BECAME, _ONE_OF, _DUAL):
        for hit in message.find(wanted):
            clause = message.clause(hit.start)
            if not (clause.other or clause.conditional or clause.planned or clause.question):
                return message.quote(hit.start, hit.end)
    return None


def _needed(message: Message, start: int, end: int) -> bool:
    clause = message.clause(start)
    if clause.other or clause.conditional:
        return False
    near = range(max(clause.start, start - 4), end)
    if any(message.has(at, tag) for at in near for tag in ("not", "no", "never")) or any(
        message.norm(at) in ("programs", "program", "they", "which", "do", "does") for at in near
    ):
        return False
    if message.has(end, "not") or message.has(end, "no"):
        return False
    asked = clause.question and (not clause.own or message.has(clause.start, "wonder"))
    return not asked


def _visas(message: Message, asked: str | None) -> list[Reading]:
    places = [at for at in range(len(message.tokens)) if _visa_at(message, at) and _open(message, at, asked)]
    kinds = {message.value(at, "visa") for at in places}
    if not places:
        return _any_visa(message)
    value = "either" if len(kinds) > 1 else str(message.value(places[0], "visa"))
    if len(kinds) == 1 and any(message.norm(places[0] + step) in ("either", "any") for step in (1, -1)):
        value = "either"
    return [Reading("visa", value, message.quote(places[0], places[-1] + 1))]


_ANY = re.compile("either|any|both")
_ANY_VISA = pattern(
    "(?:any|either|both) (?:type of |kind of |of the )?(?:<visaword>) (?:is |are |works |ok |fine |okay )"
)


def _any_visa(message: Message) -> list[Reading]:
    for hit in message.find(_ANY_VISA):
        if not message.clause(hit.start).other and not message.clause(hit.start).question:
            return [Reading("visa", "either", message.quote(hit.start, hit.end))]
    return []


def _visa_at(message: Message, at: int) -> bool:
    """A visa that is wanted or needed, not a waiver job, a present research visa, or one refused."""
    if not message.has(at, "visa"):
        return False
    before = [message.norm(place) for place in range(max(0, at - 3), at)]
    if message.norm(at + 1) in (
        "waiver",
        "waivers",
        "research",
        "scholar",
        "holder",
        "expired",
        "researcher",
    ):
        return False
    if message.has(at + 1, "program") or any(
        message.has(place, "relative") for place in range(max(0, at - 3), at)
    ):
        return False
    if message.norm(at + 1) == "visa" and message.norm(at + 2) in ("holder", "research", "scholar"):
        return False
    negated = any(message.has(place, tag) for place in range(max(0, at - 2), at) for tag in ("not", "no"))
    return not (
        negated
        or before[-1:] in (["on"], ["than"])
        or before[-2:] in (["on", "a"], ["on", "my"], ["rather", "than"])
    )


def _open(message: Message, at: int, asked: str | None) -> bool:
    clause = message.clause(at)
    if clause.other or clause.conditional or clause.general:
        return False
    if any(message.has(place, "they") for place in range(clause.start, clause.end)):
        return False
    if clause.question:
        return clause.own and not message.has(clause.start, "wonder")
    sponsoring = any(
        message.norm(place) in ("programs", "program", "they", "hospitals")
        for place in range(clause.start, at)
        if message.norm(place) not in HARD
    )
    return (
        asked == "visa"
        or not sponsoring
        or any(
            message.norm(place) in ("looking_for", "seeking", "need", "want")
            for place in range(clause.start, at)
        )
    )
