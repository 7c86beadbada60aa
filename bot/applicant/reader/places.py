"""Ties to US states: family, residence, school, work or clinical experience there.

Covers: which state names are ties, and "no ties". Does not cover where an applicant wants to live or
train (wishes), planned moves, places of friends, or places outside the US.
"""

from enum import Enum

from bot.applicant.ledger import Reading
from bot.applicant.reader.clauses import HARD, Message
from bot.applicant.reader.patterns import pattern
from bot.applicant.reader.text import words

_THERE = ("live", "tie", "school", "work", "usce", "clinical", "rotation", "core", "grad")
"""What an applicant does, or did, somewhere."""
_ELSEWHERE = ("wish", "person", "letter", "usletter", "plan", "wished")
"""What says that a place is wished for, a friend's, or a letter's."""
_TELLING = ("relative", "family", "live", "tie", "school", "work", "usce", "clinical", "rotation")
_LEFT, _RIGHT = 15, 7
"""Tokens before and after a place in which the word that decides is looked for."""

_NO_TIES = (
    pattern(
        "(?:<no>|<not> <have>|<not> <have> any) "
        "(?:any |real |a |geographic |<family> |strong |<tie> |or |relatives |regional ){0,4}"
        "(?:<tie>|<family> <n.2>(?:<us>|here|there)|<relative> <n.2>(?:<us>|here|there)) "
    ),
    pattern("<tie> (?:: |= |-- ){0,2}<no> "),
)
_LISTED = words(", / and + & y or -- then in")


class Verdict(Enum):
    KIN = "family there"
    TIE = "done there by the applicant"
    NOT = "wished, or somebody else's"


def read_ties(message: Message, asked: str | None) -> list[Reading]:
    """The states an applicant is tied to, in the order named; an empty list when there are none."""
    tied: list[int] = []
    verdict, previous = False, -10
    for at in range(len(message.tokens)):
        state = message.value(at, "place")
        if not state:
            continue
        same = (
            at == previous + 2 and message.norm(at - 1) == "," and message.value(previous, "place") == state
        )
        if at != previous + 1 and not same:  # "Fontana, California" is one place
            if not _in_list(message, previous, at) or _told_after(message, at):
                verdict = _tied(message, at, asked)
            if verdict:
                tied.append(at)
        previous = at
    names = tuple(dict.fromkeys((message.value(at, "place") or "").replace("_", " ") for at in tied))
    if names:
        return [Reading("region_ties", names, message.quote(_first_word(message, tied[0]), tied[-1] + 1))]
    return _none(message)


def _in_list(message: Message, previous: int, at: int) -> bool:
    """Whether a place only continues a list of places ("in Daly City and Seattle")."""
    return 1 < at - previous <= 4 and _LISTED.issuperset(message.norms(range(previous + 1, at)))


def _tied(message: Message, at: int, asked: str | None) -> bool:
    clause = message.clause(at)
    before = _told_before(message, at)
    if before is Verdict.KIN:
        return not (clause.conditional or clause.asks or clause.general)
    if clause.other and not _kin(message, at):
        return False
    if _told_after(message, at):
        return True
    if clause.conditional or clause.asks or clause.general or clause.planned:
        return False
    return before is Verdict.TIE or (before is None and asked == "region_ties")


def _told_before(message: Message, place: int) -> Verdict | None:
    """What the nearest telling word before a place says."""
    start = max(message.sentence(place)[0], place - _LEFT)
    georgia = message.norm(place) == "georgia"  # the state, or the country of many schools
    for at in range(place - 1, start - 1, -1):
        if message.norm(at) in HARD:
            return None
        if message.has(at, "relative", "family"):
            return Verdict.KIN
        if georgia and message.has(at, "school", "grad", "live"):
            return Verdict.NOT
        if message.norm(at) == "from":
            if verdict := _from(message, at):
                return verdict
        elif message.has(at, "live"):
            return Verdict.NOT if _only_wished(message, at) else Verdict.TIE
        elif message.has(at, "school") and not _leads_to(message, at, place):
            continue
        elif (
            _is_there(message, at, place)
            or message.has(at, *_THERE)
            or (
                message.norm(at) in ("matched", "residency", "fellowship", "training")
                and message.clause(at).other
            )
        ):
            return Verdict.TIE
        elif message.has(at, *_ELSEWHERE):
            return Verdict.NOT
    return None


def _is_there(message: Message, at: int, place: int) -> bool:
    """ "I am in Portland", "now in Seattle", "two years in Detroit"."""
    if message.norm(at) not in ("in", "at") or place - at > 2:
        return False
    return message.has(at - 1, "be", "year") or message.norm(at - 1) in ("now", "currently", "here")


def _leads_to(message: Message, at: int, place: int) -> bool:
    """Whether a school is at the place: beside it, or by "in" or a mark; not "my college says California"."""
    beside = message.norms(range(max(at + 1, place - 3), place))
    return place - at <= 2 or not _AT.isdisjoint(beside)


def _only_wished(message: Message, at: int) -> bool:
    """ "Want to live in", "must I live in": the residence is a wish, or a rule asked about."""
    if not _MUST.isdisjoint(message.norms(range(at - 3, at))):
        return True
    return message.norm(at - 1) == "to" and message.any(range(at - 5, at - 1), "wish", "plan")


_AT = words("in at from near of to , ( -- - : /")
_MUST = words("must should can could may might need")

_ORIGIN = words("originally img i student native moved ,") | {""} | HARD


def _from(message: Message, at: int) -> Verdict | None:
    """ "From" is a home after "I am" or at the start of a line, and none after a letter or a flight."""
    before = at - 1
    if message.has(before, "letter", "usletter", "doctor", "interview", "program", "person", "us"):
        return Verdict.NOT
    if message.norm(before) in ("far", "away", "are", "is"):
        return Verdict.NOT
    home = message.has(before, "be", "grad", "uscitizen") or message.norm(before) in _ORIGIN
    return Verdict.TIE if home else None


def _kin(message: Message, at: int) -> bool:
    """Whether somebody else in this sentence, or just before it, is family."""
    start, end = message.sentence(at)
    friend = message.any(range(start, at), "person")
    return not friend and message.any(range(max(0, start - 15), end), "relative", "family")


_BECAUSE = words("( -- - : where because as since bc")


def _told_after(message: Message, at: int) -> bool:
    """Words after a place that make it a tie: "Tacoma (family there)", "California native", "Tacoma obs"."""
    if message.has(at + 1, "usce", "rotation"):
        return not message.clause(at).planned
    end = message.sentence(at)[1]
    for place in range(at + 1, min(end, at + _RIGHT)):
        comma = message.norm(place) == "," and place > at + 1 and not message.has(place - 1, "place")
        if comma or message.norm(place) in HARD or message.has(place, "wish", "step", "specialty"):
            return False
        if place > at + 2 and message.has(place, "place"):
            return False
        if message.has(place, "tie") or (place <= at + 2 and message.norm(place) in ("native", "resident")):
            return True
        named = message.norm(place) == "is" and message.norm(place + 1) in ("my", "where", "home")
        if named or message.norm(place) in _BECAUSE:
            reason = range(place + 1, min(end, place + 6))
            return message.any(reason, *_TELLING) and not message.any(reason, "wish", "plan")
    return False


def _first_word(message: Message, at: int) -> int:
    """Where the quote of a tie begins: the telling word before the place, if it is near."""
    near = range(at - 1, max(message.sentence(at)[0], at - 6) - 1, -1)
    return next((place for place in near if message.has(place, *_TELLING)), at)


def _none(message: Message) -> list[Reading]:
    for hit in message.find_any(_NO_TIES):
        clause = message.clause(hit.start)
        if not (clause.other or clause.conditional or clause.question):
            return [Reading("region_ties", (), message.quote(hit.start, hit.end))]
    return []
