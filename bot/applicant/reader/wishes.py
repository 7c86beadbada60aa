"""What an applicant wants: specialties in order, and where they want to train.

Covers: wishes, "psych > FM", a specialty alone in a line of facts, "only California". Does not cover
rotations, letters or research in a specialty, a former career, or somebody else's choice.
"""

from bot.applicant.facts import PACIFIC_STATES, STATES
from bot.applicant.ledger import Reading
from bot.applicant.reader.clauses import HARD, MARKS, Message
from bot.applicant.reader.patterns import pattern
from bot.applicant.reader.text import words

_LINKS = words(
    ", / > + or and then first @1 @2 @3 only maybe backup also as a an with -- - if not possibly "
    "either ( ) followed by even plan_b back_up secondly residency mainly mostly program programs = "
    "o y my be categorical"
)
"""Words between the specialties of one list."""
_BARE = words(
    "only or maybe please hi hello applicant here i am im a an for now = wanted bust pls thanks "
    "both nothing else my then first just me and"
)
"""Words that may stand beside a specialty in a line of facts."""
_EDGES = MARKS | {":", ">"}
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
    "(?:<not>|<no>|never|instead of|other than|rather than|except|besides|hate|left|leaving) "
    "<n.4><specialty> "
)
_STATES = frozenset(name.lower() for name in STATES.values())
_MANY = 10
"""A number before a specialty that must count programs: "40 FM in CA"."""


def read_specialties(message: Message, asked: str | None) -> list[Reading]:
    """The specialties applied for or wished for, in the order named."""
    refused = {hit.end - 1 for hit in message.find(_REFUSED)}
    wanted: list[int] = []
    taken, end = True, -10
    for group in _groups(message):
        verdict = None if refused.issuperset(group) else _wanted(message, group, asked)
        if verdict is None:
            verdict = taken if _goes_on(message, end, group[0]) and not refused.issuperset(group) else False
        taken, end = verdict, group[-1] + 1
        if verdict:
            wanted += [at for at in group if at not in refused and message.has(at, "specialty")]
    names = tuple(dict.fromkeys(message.value(at, "specialty") or "" for at in wanted))
    return [Reading("specialty", names, message.quote(wanted[0], wanted[-1] + 1))] if names else []


def _groups(message: Message) -> list[list[int]]:
    """Places of specialties; those of one list, and subspecialties between them, together."""
    groups: list[list[int]] = []
    for at in range(len(message.tokens)):
        if message.has(at, "specialty", "subspecialty"):
            between = message.norms(range(groups[-1][-1] + 1, at)[:5]) if groups else []
            if groups and len(between) <= 4 and _LINKS.issuperset(between):
                groups[-1].append(at)
            else:
                groups.append([at])
    return [group for group in groups if message.any(group, "specialty")]


def _goes_on(message: Message, end: int, start: int) -> bool:
    """Whether a list goes on with a word unknown to the reader between ("IM, xyz, peds")."""
    return 0 < end <= start <= end + 3 and HARD.isdisjoint(message.norms(range(end, start)))


def _wanted(message: Message, group: list[int], asked: str | None) -> bool | None:
    """Whether a list of specialties is wished for; None when the words around do not tell."""
    start, end = group[0], group[-1] + 1
    clause = message.clause(start)
    before = range(max(clause.start, start - 8), start)
    if (
        clause.other
        or clause.conditional
        or _away(message, before, end)
        or "vs" in message.norms(range(start, end + 2))
    ):
        return False
    if _counted(message, start):
        return not clause.asks
    if (clause.asks and not _hopes(message, clause.places)) or "should" in message.norms(before):
        return False
    if _inside_list(message, start):
        return False
    if message.has(end, "program", "interview") or (
        message.norm(end) not in HARD and message.has(end + 1, "program", "interview")
    ):
        return not _former(message, max(clause.start, start - 4), end + 2)
    if _told(message, group):
        return True
    wishes = [at for at in before if message.has(at, "want", "applied", "interview")]
    if wishes:
        return not _former(message, wishes[-1] + 1, start)
    if ">" in message.norms(range(start, end)):
        return True
    if _former(message, clause.start, min(clause.end, end + 4)) or _resident(message, start):
        return False
    alone = _alone(message, start, end) or (asked == "specialty" and not clause.question)
    return True if alone else None


def _away(message: Message, before: range, end: int) -> bool:
    """Whether the specialty names a rotation, a letter, a paper or a department."""
    if message.norm(end) not in _EDGES and message.any((end, end + 1), *_AWAY):
        return True
    nearest = next((at for at in reversed(before) if message.has(at, *_AWAY, "want", "applied")), -1)
    return nearest >= 0 and not message.has(nearest, "want", "applied")


def _counted(message: Message, start: int) -> bool:
    """ "Categorical IM", "40 FM in CA": positions applied for."""
    number = message.number(start - 1)
    many = number is not None and number >= _MANY and not message.has(start - 2, "grad")
    return many or message.has(start - 1, "program") or message.norm(start).startswith("categorical")


def _hopes(message: Message, places: range) -> bool:
    asking = {"chance", "chances", "shot", "hope", "any_chance", "apply", "applying"}
    return not asking.isdisjoint(message.norms(places))


def _told(message: Message, group: list[int]) -> bool:
    """ "Between IM and FM", "psych 1st choice", "IM is my passion", "FM is what I want"."""
    end = group[-1] + 1
    if message.norm(group[0] - 1) == "between" and len(group) > 1:
        return True
    if message.norm(end).startswith("@") and message.has(end + 1, "want"):
        return True
    said = message.norm(end) in ("is", "are") and message.norm(end + 1) in ("my", "the", "what", "where")
    return said and message.any(range(end + 2, end + 5), "want")


def _former(message: Message, start: int, end: int) -> bool:
    """Whether the words speak of a career behind the applicant, or of training abroad."""
    return message.any(range(max(0, start), end), "career", "abroad")


def _resident(message: Message, start: int) -> bool:
    """Whether the words just before are of a residency done elsewhere: "residency in Cairo, dermatology"."""
    near = message.norms(range(max(message.sentence(start)[0], start - 8), start))
    return bool({"residency", "fellowship", "consultant", "specialist"} & set(near)) and "," in near


def _alone(message: Message, start: int, end: int) -> bool:
    """Whether a list stands by itself between marks, as in a line of facts."""
    left, right = start - 1, end
    while message.norm(left) not in _EDGES and message.norm(left) in _BARE:
        left -= 1
    while message.norm(right) not in _EDGES and message.norm(right) in _BARE:
        right += 1
    if message.norm(right) in ("in", "on") and _region(message, right + 1) and not _worked(message, start):
        right += 2
        while message.norm(right) in ("or", "and", "/") and _region(message, right + 1):
            right += 2
    return message.norm(left) in _EDGES and (message.norm(right) in _EDGES or message.has(right, "but", "if"))


def _region(message: Message, at: int) -> bool:
    """Whether a state or the coast is named here; a town may be where something was done."""
    norm = message.norm(at)
    return message.has(at, "coast") or norm.replace("_", " ") in _STATES or norm.upper() in STATES


def _worked(message: Message, start: int) -> bool:
    """Whether the words before the mark speak of work that may have been done there."""
    before = range(max(message.sentence(start)[0], start - 8), start)
    return message.any(before, *_AWAY, "usce", "month", "week")


def _inside_list(message: Message, start: int) -> bool:
    """Whether a list is the content of rotations or letters: "cores done (IM, psych, surg)"."""
    for at in range(start - 1, max(-1, start - 14), -1):
        if message.norm(at) in HARD or message.norm(at) == ")":
            return False
        if message.norm(at) in ("(", ":"):
            return message.any(range(max(0, at - 4), at), *_AWAY, "otherdegree")
    return False


_ONLY = (
    pattern("only <n.4>(?:<coast>|<place:state>) "),
    pattern("(?:<coast>|<place:state>) <n.1>only "),
)
_ANYWHERE = pattern("<anywhere> (?!in <place>|in <coast>|on <coast>|along <coast>)")
_FIRST = pattern(
    "(?:prefer|preferably|ideally|preference|preferred|mainly|mostly|priority|first) "
    "<n.5>(?:<coast>|<place:state>) "
)


def read_region(message: Message) -> list[Reading]:
    """Whether only the Pacific Coast is wanted, the coast first, or anywhere."""
    anywhere = [hit for hit in message.find(_ANYWHERE) if _speaks(message, hit.start)]
    for hit in message.find(_FIRST):
        if anywhere and _pacific(hit["state"]) and _speaks(message, hit.start):
            return [Reading("target_region", "coast_first", message.quote(hit.start, hit.end))]
    for hit in message.find_any(_ONLY):
        if (
            _pacific(hit["state"])
            and _speaks(message, hit.start)
            and _about_training(message, hit.start, hit.end)
        ):
            return [Reading("target_region", "coast_only", message.quote(hit.start, hit.end))]
    if anywhere:
        return [Reading("target_region", "anywhere", message.quote(anywhere[0].start, anywhere[0].end))]
    return []


def _pacific(state: str) -> bool:
    return not state or state.replace("_", " ") in PACIFIC_STATES


def _speaks(message: Message, at: int) -> bool:
    clause = message.clause(at)
    return not (clause.other or clause.asks)


def _about_training(message: Message, start: int, end: int) -> bool:
    """ "Only 2 months in California" is about something else."""
    places = range(start, end)
    counted = any(message.number(at) is not None for at in places)
    return not counted and not message.any(places, "usce", "family", "relative")
