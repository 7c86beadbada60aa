"""Ties to US states: family, residence, school, work or clinical experience there.

Covers: which state names are ties, and "no ties". Does not cover where an applicant wants to live or
train (wishes), planned moves, places of friends, or places outside the US.
"""

from bot.applicant.clauses import HARD, Message
from bot.applicant.patterns import pattern
from bot.applicant.ledger import Reading

_TIES = ("relative", "family", "live", "tie", "school", "work", "usce", "clinical", "rotation", "research")
_LEFT, _RIGHT = 15, 7
"""Tokens before and after a place in which the word that decides is looked for."""

_NO_TIES = (
    pattern(
        "(?:<no>|<not> <have>|<not> <have> any) (?:any |real |a |geographic |family |strong |<tie> |or |relatives |regional )*(?:<tie>|<family> <n.2>(?:<us>|here|there)|<relative> <n.2>(?:<us>|here|there)) "
    ),
    pattern("<tie> (?:: |= |-- )*<no> "),
)
_LISTED = frozenset(", / and + & y or -- then".split())


def read_ties(message: Message, asked: str | None) -> list[Reading]:
    """The states an applicant is tied to, in the order named; an empty list when there are none."""
    states: list[str] = []
    places: list[int] = []
    verdict = False
    previous = -10
    for at in range(len(message.tokens)):
        state = message.value(at, "place")
        if not state:
            continue
        name = state.replace("_", " ")
        if at == previous + 1 or (
            at == previous + 2 and message.norm(at - 1) == "," and states[-1:] == [name]
        ):
            previous = at  # "Fontana, California": one place
            continue
        if not (_in_list(message, previous, at) and not _decided_right(message, at)):
            verdict = _tied(message, at, asked)
        previous = at
        if verdict:
            states.append(name)
            places.append(at)
    names = tuple(dict.fromkeys(states))
    if names:
        return [Reading("region_ties", names, message.quote(_first_word(message, places[0]), places[-1] + 1))]
    return _none(message)


def _in_list(message: Message, previous: int, at: int) -> bool:
    """Whether a place only continues a list of places ("in Daly City and Seattle")."""
    between = range(previous + 1, at)
    return 0 < len(between) <= 3 and all(
        message.norm(place) in _LISTED or message.norm(place) == "in" for place in between
    )


def _tied(message: Message, at: int, asked: str | None) -> bool:
    clause = message.clause(at)
    left = _nearest(message, at, range(at - 1, max(message.sentence(at)[0], at - _LEFT) - 1, -1))
    if left == "kin":
        return not clause.conditional
    if clause.other and not _kin(message, at):
        return False
    if _decided_right(message, at):
        return True
    if clause.conditional or (clause.question and not clause.own):
        return False
    if clause.planned:
        return False
    if left == "tie":
        return True
    return left is None and asked == "region_ties"


def _nearest(message: Message, place: int, places: range) -> str | None:
    """What the nearest telling word says: "kin" (family), "tie", or "no" (a wish, a friend, a letter)."""
    for count, at in enumerate(places):
        if message.norm(at) in HARD:
            return None
        if message.has(at, "relative") or message.has(at, "family"):
            return None if message.has(at + 1, "medicine") else "kin"
        if message.norm(at) == "from" and message.norm(place) == "georgia":
            return "no"
        if message.norm(at) == "from":
            verdict = _from(message, at)
            if verdict:
                return verdict
            continue
        if message.has(at, "live"):
            return "no" if _only_wished(message, at) else "tie"
        if (
            message.norm(at) in ("in", "at")
            and (message.has(at - 1, "be") or message.norm(at - 1) in ("now", "currently", "here"))
            and count <= 1
        ):
            return "tie"
        if message.norm(place) == "georgia" and (message.has(at, "school") or message.has(at, "grad")):
            return "no"
        if any(
            message.has(at, tag)
            for tag in ("school", "work", "usce", "clinical", "rotation", "tie", "core", "grad")
        ):
            return "tie"
        if (
            message.norm(at) in ("matched", "residency", "fellowship", "training")
            and message.clause(at).other
        ):
            return "tie"
        if message.has(at, "year") and count == 1 and message.norm(at + 1) == "in":
            return "tie"
        if any(message.has(at, tag) for tag in ("wish", "person", "letter", "usletter", "plan", "wished")):
            return "no"
    return None


def _only_wished(message: Message, at: int) -> bool:
    """ "Want to live in": the residence is a wish."""
    return message.norm(at - 1) == "to" and any(
        message.has(near, "wish") or message.has(near, "plan") for near in range(at - 5, at - 1)
    )


def _from(message: Message, at: int) -> str | None:
    """ "From" is a home after "I am", "originally" or at the start of a line, and none after a letter or a flight."""
    before = at - 1
    if any(
        message.has(before, tag)
        for tag in ("letter", "usletter", "doctor", "interview", "program", "person", "us")
    ) or message.norm(before) in ("far", "away", "are", "is"):
        return "no"
    if (
        message.has(before, "be")
        or message.has(before, "grad")
        or message.norm(before)
        in (
            "originally",
            "img",
            "i",
            "student",
            "native",
            "",
            "citizen",
            "moved",
            "uscitizen",
            "usc",
            *HARD,
            ",",
        )
    ):
        return "tie"
    return None


def _kin(message: Message, at: int) -> bool:
    """Whether somebody else in this clause, or the clause before, is family."""
    start, end = message.sentence(at)
    near = range(max(0, start - 15), end)
    return any(message.has(place, "relative") or message.has(place, "family") for place in near) and not any(
        message.has(place, "person") for place in range(start, at)
    )


def _decided_right(message: Message, at: int) -> bool:
    """Words after a place that make it a tie: "Tacoma (family there)", "California native", "Oregon, where I grew up"."""
    end = message.sentence(at)[1]
    if message.has(at + 1, "usce") or message.has(at + 1, "rotation"):
        return not message.clause(at).planned
    for place in range(at + 1, min(end, at + _RIGHT)):
        if message.has(place, "place") and place > at + 2:
            return False
        if message.norm(place) in HARD or any(
            message.has(place, tag) for tag in ("wish", "step", "specialty")
        ):
            return False
        if message.norm(place) == "," and place > at + 1 and not message.has(place - 1, "place"):
            return False
        if message.has(place, "tie") or message.norm(place) in ("native", "resident"):
            return True
        if message.norm(place) in (
            "(",
            "--",
            "-",
            ":",
            "where",
            "because",
            "as",
            "since",
            "bc",
            "is_where",
            "is",
        ):
            following = range(place + 1, min(end, place + 6))
            return any(
                message.has(near, tag)
                for near in following
                for tag in ("relative", "family", "live", "usce", "school", "work", "clinical")
            ) and not any(message.has(near, "wish") or message.has(near, "plan") for near in following)
    return False


def _first_word(message: Message, at: int) -> int:
    """Where the quote of a tie begins: the telling word before the place, if it is near."""
    for place in range(at - 1, max(message.sentence(at)[0], at - 6) - 1, -1):
        if any(message.has(place, tag) for tag in _TIES):
            return place
    return at


def _none(message: Message) -> list[Reading]:
    for wanted in _NO_TIES:
        for hit in message.find(wanted):
            clause = message.clause(hit.start)
            if not (clause.other or clause.conditional or clause.question):
                return [Reading("region_ties", (), message.quote(hit.start, hit.end))]
    return []
