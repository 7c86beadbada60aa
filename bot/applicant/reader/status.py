"""Citizenship, permanent residence and visas, as they stand today.

Covers: US citizen, green card, need of a visa, and which visas. Does not cover a card or a
citizenship that is pending, a spouse's status, other countries' papers, or work permits, which
settle neither.
"""

from bot.applicant.ledger import Reading
from bot.applicant.reader.clauses import HARD, Message
from bot.applicant.reader.patterns import pattern
from bot.applicant.reader.text import words

_NEEDS = (
    pattern("<need> <n.3>(?:<visaword>|<visa>) "),
    pattern("(?:<visaword>|<visa>) (?:is |will be |status |: |-- |- |= ){0,2}(?:<need>|yes|yes , i <need>) "),
    pattern("(?:<visaword>|<visa>) <requiring|requirement|candidate|applicant|aspirant> "),
)
_PHRASES = (
    pattern("(?:am|being|im) (?:an |a )?american (?=[,.;?)]|<grad>|and|<wonder>|but)"),
    pattern("(?:am|im|became|become|got|now) (?:a |an |my )?(?:naturalized )?<citizen> (?!of|by)"),
    pattern("(?<=[.;,] )<citizen> (?=[.;,])"),
    pattern("#1 of <n.6><uscitizens> "),
    pattern("(?:dual (?:<citizen>|national)|<citizen> of) <any.4><us> "),
)
_WITHOUT = (
    pattern(
        r"(?:<no>|<not>) (?:<need> |<have> |any |a |the |really |currently |do |to |will |for |is |be "
        r"|issues |\( ){0,4}(?:<visaword>|<visa>) "
    ),
    pattern("(?:<visaword>|<visa>) (?:: |is |are |-- |- |= |issue |issues |status ){0,3}(?:<no>|<not>) "),
)
_ANY_VISA = pattern(
    "(?:any|either|both) (?:type of |kind of |of the )?<visaword> <is|are|works|ok|fine|okay> "
)


def read_status(message: Message, asked: str | None) -> list[Reading]:
    """Work authorisation and visa; a visa that is wanted is a visa that is needed."""
    visas = _visas(message, asked)
    status = _standing(message) or [Reading("citizenship_status", "needs_visa", one.quote) for one in visas]
    return [*status[:1], *visas]


def refuses_visa(message: Message) -> bool:
    """Whether the message says that no visa is needed."""
    return any(not message.clause(hit.start).other for hit in message.find_any(_WITHOUT))


def other_papers(message: Message) -> str | None:
    """The sentence that tells of papers which are no status here: a work permit, asylum, a pending card."""
    for at in range(len(message.tokens)):
        clause = message.clause(at)
        if clause.other or clause.question or message.any(range(at - 3, at), "not", "no", "never"):
            continue
        coming = message.has(at, "residentcard", "uscitizen") and pending(message, at)
        if coming or message.has(at, "otherauth"):
            start, end = message.sentence(at)
            return message.quote(start, end - (message.norm(end - 1) in HARD))
    return None


def _standing(message: Message) -> list[Reading]:
    citizen = _claimed(message, "uscitizen") or _phrased(message)
    card = _claimed(message, "residentcard")
    need = next(
        (
            message.quote(hit.start, hit.end)
            for hit in message.find_any(_NEEDS)
            if _needed(message, hit.start, hit.end)
        ),
        None,
    )
    held = (("us_citizen", citizen), ("permanent_resident", card), ("needs_visa", need))
    return [Reading("citizenship_status", value, quote) for value, quote in held if quote]


def _claimed(message: Message, tag: str) -> str | None:
    """The words by which the applicant holds a status now."""
    for at in range(len(message.tokens)):
        if message.has(at, tag):
            clause = message.clause(at)
            wondered = clause.question and message.has(clause.start, "wonder")
            if clause.claims and not wondered and not pending(message, at) and not _denied(message, at):
                return message.quote(at, at + 1)
    return None


def pending(message: Message, at: int) -> bool:
    """Whether a card or citizenship is only on its way, by the words around it in its clause."""
    clause = message.clause(at)
    before = range(max(clause.start, at - 5), at)
    after = range(at + 1, min(clause.end, at + 3))
    return message.any(before, "awaited", "applied") or message.any(after, "filed")


def _denied(message: Message, at: int) -> bool:
    """Whether it is denied, somebody else's, another country's, or named as a category."""
    clause = message.clause(at)
    before = range(max(clause.start, at - 5), at)
    if message.any(before, "not", "no", "never", "need", "relative", "person"):
        return True
    if not {"married", "like", "only", "programs", "vs"}.isdisjoint(message.norms(before)):
        return True
    of_country = message.norm(at + 1) in ("of", "in", "from") and message.any((at + 2,), "nation", "abroad")
    if of_country or (at > clause.start and message.has(at - 1, "nation", "abroad")):
        return True
    return message.norm(at + 1) in ("only", "vs", "or") and not clause.own


def _phrased(message: Message) -> str | None:
    for hit in message.find_any(_PHRASES):
        clause = message.clause(hit.start)
        if clause.claims and not clause.question:
            return message.quote(hit.start, hit.end)
    return None


_OTHERS = words("programs program they which do does")


def _needed(message: Message, start: int, end: int) -> bool:
    clause = message.clause(start)
    near = range(max(clause.start, start - 4), end)
    if clause.other or clause.conditional or message.any((*near, end), "not", "no", "never"):
        return False
    asked = clause.question and (not clause.own or message.has(clause.start, "wonder"))
    return not asked and _OTHERS.isdisjoint(message.norms(near))


def _visas(message: Message, asked: str | None) -> list[Reading]:
    places = [
        at
        for at in range(len(message.tokens))
        if message.has(at, "visa") and _wanted(message, at) and _open(message, at, asked)
    ]
    if not places:
        return _any_visa(message)
    kinds = {message.value(at, "visa") for at in places}
    whichever = message.any((places[0] - 1, places[0] + 1), "either")
    value = "either" if len(kinds) > 1 or whichever else message.value(places[0], "visa")
    return [Reading("visa", value, message.quote(places[0], places[-1] + 1))]


def _any_visa(message: Message) -> list[Reading]:
    for hit in message.find(_ANY_VISA):
        if message.clause(hit.start).speaks and not message.clause(hit.start).question:
            return [Reading("visa", "either", message.quote(hit.start, hit.end))]
    return []


_HELD = ("waiver", "waivers", "research", "scholar", "holder", "expired", "researcher")


def _wanted(message: Message, at: int) -> bool:
    """A visa that is needed: not a waiver job, a present research visa, a program's, or one refused."""
    after = at + 2 if message.norm(at + 1) == "visa" else at + 1
    if message.norm(after) in _HELD or message.has(at + 1, "program"):
        return False
    if message.any(range(at - 3, at), "relative") or message.any((at - 2, at - 1), "not", "no"):
        return False
    if message.any((at - 4, at - 3), "not", "no") and {"eligible", "qualify"} & set(
        message.norms((at - 3, at - 2))
    ):
        return False
    return message.norm(at - 1) not in ("on", "than") and message.norms((at - 2, at - 1)) not in (
        ["on", "a"],
        ["on", "my"],
    )


def _open(message: Message, at: int, asked: str | None) -> bool:
    """Whether the clause speaks of the applicant's visa, not of what programs sponsor."""
    clause = message.clause(at)
    if not clause.speaks or message.any(clause.places, "they"):
        return False
    if clause.question:
        return not message.has(clause.start, "wonder")
    before = range(clause.start, at)
    sponsoring = not {"programs", "program", "hospitals"}.isdisjoint(message.norms(before))
    return asked == "visa" or not sponsoring or message.any(before, "need", "want")
