"""Graduation and languages.

Covers: the year of graduation from medical school, years since it when stated as such, and the
languages an applicant claims. Does not cover other degrees, years of practice, or a language that
is being learned or belongs to somebody else.
"""

from bot.applicant.ledger import Doubt, Reading
from bot.applicant.reader.clauses import MARKS, Hit, Message
from bot.applicant.reader.patterns import pattern
from bot.applicant.reader.text import words

_YEAR = r"(?:#(?P<year>(?:19|20)\d\d)|' #(?P<short>\d\d))(?:~\S+)? "
_WHEN = (
    r"(?:: |in |on |of |is |was |= |-- |- |, |\( |year |the |my |<date> |class |back |around |<about> |'s )*"
)
_GRADUATION = (
    pattern(rf"<yog> {_WHEN}{_YEAR}"),
    pattern(rf"<yog> <n.5>until {_YEAR}"),
    pattern(rf"<yog> {_WHEN}#(?P<short>\d\d) (?!<year>|\+)"),
    pattern(rf"<grad> (?:<#> )??<n.8>(?:\( \S+ (?:\S+ )?\) )?{_WHEN}{_YEAR}"),
    pattern(r"#(?P<year>(?:19|20)\d\d)(?:~\S+)? (?:<medschool> |old |<n.1>)?(?:<grad>|<yog>) "),
    pattern(rf"<finish> <n.4><medschool> <n.6>{_WHEN}{_YEAR}"),
    pattern(rf"<medschool> <any.6>(?:<finish>|<grad>) <n.3>{_WHEN}{_YEAR}"),
    pattern(rf"<medschool> <any.4>{_WHEN}{_YEAR}"),
    pattern(rf"school : <any.4>{_WHEN}{_YEAR}"),
    pattern(
        rf"<finish> <at|in|from> (?:<n.3><school|university|faculty> <n.5>|<n.2><abroad> ){_WHEN}{_YEAR}"
    ),
    pattern(rf"<img|fmg> from <n.2>(?:, )?{_YEAR}"),
)
_APART = ("step", "uscitizen", "residentcard", "unmatched", "applied", "work")
"""What never stands between a degree and its year."""
_UNTIL = pattern(r"(?:to |- |-- |until )#(?P<year>(?:19|20)\d\d) ")
_AGO = (
    pattern(r"<grad> <n.8>(?:\( )?<#n> (?:\+ )?<year> (?:<ago>|\))"),
    pattern("<grad> <n.4>hace <#n> <year> "),
    pattern(r"(?:<finish>|<grad>) <n.4><medschool> <n.4><#n> (?:\+ )?<year> <ago> "),
    pattern(r"<medschool> <n.4>(?:<finish>|<grad>) <n.4><#n> (?:\+ )?<year> <ago> "),
    pattern(
        r"<#n> (?:\+ )?<year> <n.2>(?:since |out |post |from |past |off |<finish> )"
        r"(?:of |my |the |i |from |<finish> )*(?:<yog>|<grad>|<medschool>|school) "
    ),
    pattern(r"<yog> (?:: |is |= |-- |- |> |\( |was |about |<above> |over )*<#n> (?:\+ )?<year> "),
    pattern(r"<#n> (?:\+ )?<year> (?:old )?(?:<grad>|<yog>) "),
)


def read_graduation(message: Message) -> list[Reading]:
    """The year of graduation, else the years since it; neither is derived from the other."""
    for hit in message.find_any(_GRADUATION):
        if _own_degree(message, hit) and not message.has(hit.end - 2, "not"):
            return [_graduated(message, hit)]
    for hit in message.find_any(_AGO):
        years = hit.number("n")
        if years == int(years) and _own_degree(message, hit):
            quote = message.quote(hit.start, hit.end)
            return [Reading("years_since_graduation", int(years), quote, doubt=_hedge(message, hit))]
    return []


def _graduated(message: Message, hit: Hit) -> Reading:
    until = next(message.find(_UNTIL, hit.end, hit.end + 3), None)
    if until and until.start == hit.end:  # "2009 to 2015": the later year
        hit = Hit(hit.start, until.end, until.groups)
    quote, this_year = message.quote(hit.start, hit.end), message.today.year
    year = int(hit["year"] or hit["short"])
    if not hit["year"]:
        year += 2000 if year <= this_year % 100 + 1 else 1900
    if year > this_year + 1:
        return Reading("graduation_year", None, quote, doubt=Doubt.FUTURE)
    return Reading("graduation_year", year, quote)


def _own_degree(message: Message, hit: Hit) -> bool:
    """Whether the words are about the applicant's medical degree and no other."""
    clause = message.clause(hit.start)
    if clause.other or clause.conditional or clause.general or clause.asks or message.has(hit.end, "cycle"):
        return False
    start = hit.start
    while start > max(clause.start, hit.start - 4) and not message.norm(start - 1).startswith("#"):
        start -= 1
    around = range(start, hit.end)
    medical = message.any(around, "medschool", "yog")
    crossed = message.any(range(hit.start, hit.end), *_APART)
    return (medical or not message.any(around, "otherdegree")) and not crossed


def _hedge(message: Message, hit: Hit) -> Doubt | None:
    inside = range(hit.start - 1, hit.end)
    hedged = message.any(inside, "about", "above", "below") or {"+", ">"} & set(message.norms(inside))
    return Doubt.APPROXIMATE if hedged else None


_JOINS = words(
    ", / and + y or also plus i a bit of some little native fluent fluently basic conversational "
    "good is my intermediate beginner advanced medical ( ) ; : well e"
)


def read_languages(message: Message, asked: str | None) -> list[Reading]:
    """The languages of the applicant, in the order named."""
    spoken = [group for group in _groups(message) if _spoken(message, group, asked)]
    places = [at for group in spoken for at in group if not _denied(message, at)]
    names = tuple(dict.fromkeys((message.value(at, "language") or "").replace("_", " ") for at in places))
    return [Reading("languages", names, message.quote(places[0], places[-1] + 1))] if names else []


def _groups(message: Message) -> list[list[int]]:
    """Places of language names, those of one list together."""
    groups: list[list[int]] = []
    for at in range(len(message.tokens)):
        if message.has(at, "language"):
            between = range(groups[-1][-1] + 1, at) if groups else range(0)
            linked = all(message.norm(place) in _JOINS or message.has(place, "speak") for place in between)
            if groups and len(between) <= 5 and linked:
                groups[-1].append(at)
            else:
                groups.append([at])
    return groups


def _spoken(message: Message, group: list[int], asked: str | None) -> bool:
    """Whether a list of languages is claimed: by a word of speaking, as an answer, or standing alone."""
    start, end = group[0], group[-1] + 1
    clause = message.clause(start)
    if clause.other or clause.conditional or clause.asks:
        return False
    before = range(max(message.sentence(start)[0], start - 7), start)
    after = range(end, next((at for at in range(end, end + 4) if message.norm(at) in MARKS), end + 4))
    if message.any([*before[-3:], *after[:2]], "learn"):
        return False
    if message.any(before[-4:], "not") or {"without", "lack"} & set(message.norms(before[-4:])):
        return False
    if message.has(start - 1, "my") and message.norm(start + 1) == "is":
        return not message.has(start + 2, "not")
    if message.any(range(end, end + 5), "not") and message.any(range(end, end + 6), "speak"):
        return False
    alone = len(group) > 1 and message.norm(start - 1) in MARKS and message.norm(end) in MARKS
    answers = asked == "languages" and not clause.question
    return answers or alone or message.any([*before, *range(start, end), *after], "speak")


def _denied(message: Message, at: int) -> bool:
    """ "English is not my first language" claims nothing of English here."""
    return message.norm(at + 1) == "is" and message.has(at + 2, "not")
