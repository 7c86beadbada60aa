"""What an applicant wants: specialties in order, and where they want to train.

Covers: wishes, "psych > FM", a specialty alone in a line of facts, "only California". Does not cover
rotations, letters or research in a specialty, a former career, or somebody else's choice.
"""

from collections.abc import Iterable

from bot.applicant.clauses import HARD, Message
from bot.applicant.patterns import pattern
from bot.applicant.facts import PACIFIC_STATES
from bot.applicant.ledger import Reading

_LINKS = frozenset(
    ", / > + or and then ; first @1 @2 @3 second only maybe backup also as a an with -- - if not possibly either either_or ( ) & "
    "followed by even plan_b back_up secondly residency mainly mostly program programs = o y my an be categorical".split()
)
_EDGES = HARD | {",", "", "--", ":", "(", ")", ">"}
_AVOID = ("elective", "electives", "rotation", "rotations", "letter", "letters")
_AWAY = (
    "exposure",
    "usce",
    "rotation",
    "core",
    "letter",
    "usletter",
    "doctor",
    "pub",
    "research",
    "poster",
    "clinical",
)
_REFUSED = pattern(
    "(?:<not>|<no>|never|instead of|other than|rather than|except|besides|hate|left|leaving) <n.4><specialty> "
)


def read_specialties(message: Message, asked: str | None) -> list[Reading]:
    """The specialties applied for or wished for, in the order named."""
    wanted: list[str] = []
    places: list[int] = []
    refused = {hit.end - 1 for hit in message.find(_REFUSED)}
    excluded_list = False
    previous_end = -1
    for group in _groups(message):
        listed = _continues(message, previous_end, group[0])
        verdict = _wanted(message, group, asked, refused)
        if listed and verdict is None:
            verdict = not excluded_list
        excluded_list = verdict is not True
        previous_end = group[-1] + 1
        if verdict:
            wanted += [
                value for at in group if at not in refused and (value := message.value(at, "specialty"))
            ]
            places += group
    names = tuple(dict.fromkeys(wanted))
    return [Reading("specialty", names, message.quote(places[0], places[-1] + 1))] if names else []


def _groups(message: Message) -> list[list[int]]:
    """Places of specialties; those of one list, and subspecialties between them, together."""
    groups: list[list[int]] = []
    last = -10
    for at in range(len(message.tokens)):
        if not (message.has(at, "specialty") or message.has(at, "subspecialty")):
            continue
        between = range(last + 1, at)
        if groups and len(between) <= 4 and all(_link(message, place) for place in between):
            groups[-1].append(at)
        else:
            groups.append([at])
        last = at
    return [group for group in groups if any(message.has(at, "specialty") for at in group)]


def _link(message: Message, at: int) -> bool:
    return message.norm(at) in _LINKS and message.norm(at) != ";"


def _continues(message: Message, end: int, start: int) -> bool:
    return 0 < end <= start <= end + 3 and all(message.norm(at) not in HARD for at in range(end, start))


def _wanted(message: Message, group: list[int], asked: str | None, refused: Iterable[int]) -> bool | None:
    """Whether a list of specialties is wished for; None when the words around do not tell."""
    start, end = group[0], group[-1] + 1
    clause = message.clause(start)
    if clause.other or clause.conditional or all(at in refused for at in group):
        return False
    before = range(max(clause.start, start - 8), start)
    if _away(message, before, range(end, end + 2)):
        return False
    wish = max(
        (at for at in before if any(message.has(at, tag) for tag in ("want", "applied", "interview"))),
        default=-1,
    )
    counted = message.tokens[start - 1].number if start else None
    if (
        message.has(start - 1, "program")
        or message.norm(start).startswith("categorical")
        or (counted is not None and counted >= 10 and not message.has(start - 2, "grad"))
    ):
        return not clause.question or clause.own
    if clause.question and not clause.own and not _chances(message, clause.start, clause.end):
        return False
    if _advice(message, before) or _inside_list(message, start):
        return False
    if any(
        message.has(end, tag) or message.has(end + 1, tag) and message.norm(end) not in HARD
        for tag in ("program", "interview")
    ):
        return not _former(message, max(clause.start, start - 4), end + 2)
    if message.norm(start - 1) == "between" and len(group) > 1:
        return True
    if message.norm(end).startswith("@") and message.has(end + 1, "want"):
        return True
    if _is_wish(message, end):
        return True
    if wish >= 0:
        return not _former(message, wish + 1, start)
    if any(message.norm(at) == ">" for at in range(start, end)):
        return True
    if _former(message, clause.start, min(clause.end, end + 4)):
        return False
    if asked == "specialty" and not clause.question:
        return True
    return True if _alone(message, start, end) else None


def _is_wish(message: Message, at: int) -> bool:
    """ "… is my passion", "… is what I want"."""
    if message.norm(at) not in ("is", "are") or message.norm(at + 1) not in ("my", "the", "what", "where"):
        return False
    return any(message.has(place, "want") for place in range(at + 2, at + 5))


def _away(message: Message, before: range, after: range) -> bool:
    """Whether the specialty names a rotation, a letter, a paper or a department."""
    if any(message.has(at, tag) for at in after for tag in _AWAY if message.norm(after[0]) not in _EDGES):
        return True
    nearest = next(
        (at for at in reversed(before) if any(message.has(at, tag) for tag in (*_AWAY, "want", "applied"))),
        -1,
    )
    return nearest >= 0 and not (message.has(nearest, "want") or message.has(nearest, "applied"))


def _chances(message: Message, start: int, end: int) -> bool:
    return any(
        message.norm(at) in ("chance", "chances", "shot", "hope", "any_chance", "apply", "applying")
        for at in range(start, end)
    )


def _advice(message: Message, before: range) -> bool:
    """ "Should I switch to FM": thought about, not decided."""
    return any(message.norm(at) == "should" for at in before)


def _former(message: Message, start: int, end: int) -> bool:
    """Whether the words speak of a career behind the applicant, or of training abroad."""
    return any(message.has(at, "career") or message.has(at, "abroad") for at in range(max(0, start), end))


_BARE = frozenset(
    "only or maybe please hi hello applicant here i am im a an for now = wanted bust pls please thanks nothing else my then first just me , ) ( ; .".split()
)


def _alone(message: Message, start: int, end: int) -> bool:
    """Whether a list stands by itself between marks, as in a line of facts."""
    left, right = start - 1, end
    while left >= 0 and message.norm(left) not in _EDGES and message.norm(left) in _BARE:
        left -= 1
    while right < len(message.tokens) and message.norm(right) not in _EDGES and message.norm(right) in _BARE:
        right += 1
    ends = message.norm(right) in _EDGES or message.has(right, "but") or message.has(right, "if")
    return message.norm(left) in _EDGES and ends


def _inside_list(message: Message, start: int) -> bool:
    """Whether a list is the content of rotations or letters: "cores done (IM, psych, surg)"."""
    for at in range(start - 1, max(-1, start - 14), -1):
        if message.norm(at) in HARD or message.norm(at) == ")":
            return False
        if message.norm(at) in ("(", ":"):
            return any(
                message.has(place, tag)
                for place in range(max(0, at - 4), at)
                for tag in (*_AWAY, "otherdegree")
            )
    return False


_ONLY = (
    pattern("only <n.4>(?:<coast>|<place:state>) "),
    pattern("(?:<coast>|<place:state>) <n.1>only "),
)
_ANYWHERE = pattern("<anywhere> (?!in <place>|in <coast>|on <coast>|along <coast>)")
_FIRST = pattern(
    "(?:prefer|preferably|ideally|preference|preferred|mainly|mostly|priority|first) <n.5>(?:<coast>|<place:state>) "
)


def read_region(message: Message) -> list[Reading]:
    """Whether only the Pacific Coast is wanted, the coast first, or anywhere."""
    anywhere = [hit for hit in message.find(_ANYWHERE) if not _asking(message, hit.start)]
    first = [
        hit for hit in message.find(_FIRST) if _pacific(hit["state"]) and not _asking(message, hit.start)
    ]
    if first and anywhere:
        return [Reading("target_region", "coast_first", message.quote(first[0].start, first[0].end))]
    for wanted in _ONLY:
        for hit in message.find(wanted):
            if (
                _pacific(hit["state"])
                and not _asking(message, hit.start)
                and _about_training(message, hit.start, hit.end)
            ):
                return [Reading("target_region", "coast_only", message.quote(hit.start, hit.end))]
    if anywhere:
        return [Reading("target_region", "anywhere", message.quote(anywhere[0].start, anywhere[0].end))]
    return []


def _pacific(state: str) -> bool:
    return not state or state.replace("_", " ") in PACIFIC_STATES


def _asking(message: Message, at: int) -> bool:
    clause = message.clause(at)
    return clause.other or (clause.question and not clause.own)


def _about_training(message: Message, start: int, end: int) -> bool:
    """ "Only 2 months in California" is about something else."""
    return not any(
        message.tokens[at].number is not None
        or message.has(at, "usce")
        or message.has(at, "family")
        or message.has(at, "relative")
        for at in range(start, end)
    )
