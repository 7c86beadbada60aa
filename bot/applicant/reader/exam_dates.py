"""Exams not taken yet, and when Step 2 CK was taken.

Covers: "no Step 3", "CK not yet", "taking Step 3 in January"; months and years beside Step 2 CK.
Does not cover results (exam_results).
"""

from bot.applicant.facts import Value
from bot.applicant.ledger import Reading
from bot.applicant.reader.clauses import Hit, Message
from bot.applicant.reader.exams import Topic
from bot.applicant.reader.patterns import pattern

_DONE = (
    "given|giving|done|do|written|write|sit|sitting|started|attempted|appear|appeared|completed|finished|had"
)
_UNTAKEN = (
    pattern("(?:<no>|without) (?:usmle )?<step:exam> "),
    pattern(
        rf"<not> (?:yet |been |even |<have> )*(?:<taken>|<{_DONE}>|<have>) "
        rf"(?:for |my |the |usmle |yet |done |taken |got )*<step:exam> "
    ),
    pattern(
        r"<step:exam> (?:: |is |= |-- |- |\( |was )*(?:<not>|<no>|#0|tbd|nt|n / a|n a|na|pending|scheduled) "
    ),
    pattern("yet to <take|give|sit|do|write|appear> (?:for |my |the |usmle )*<step:exam> "),
)
_COMING = (
    pattern(
        "(?:<taken>|<taking|giving|give|sit|sitting|do|doing|write|writing|studying|preparing|prepare|study>"
        "|<plan>) <n.3><step:exam> "
    ),
    pattern("<step:exam> <n.3><plan> "),
)
_TAKING = pattern("<taking|sitting|giving|writing> <n.1><step:exam> (?:on|in|this|next|by) ")


def not_taken(message: Message, exam: str) -> list[Reading]:
    """The exam as not taken: said so, or only planned."""
    for hit in message.find_any(_UNTAKEN):
        if hit["exam"] == exam and _plain(message, hit):
            return [Reading(exam, "not_taken", message.quote(hit.start, hit.end))]
    for hit in message.find(_TAKING):
        told = {"after", "when", "while", "before", "was", "were"} & set(
            message.norms((hit.start - 1, hit.start - 2))
        )
        if hit["exam"] == exam and not told and _plain(message, hit):
            return [Reading(exam, "not_taken", message.quote(hit.start, hit.end))]
    for hit in message.find_any(_COMING):
        clause = message.clause(hit.start)
        waits = message.any(clause.places, "scored", "retake")
        if hit["exam"] == exam and clause.planned and not waits and _plain(message, hit):
            return [Reading(exam, "not_taken", message.quote(hit.start, hit.end))]
    return []


def _plain(message: Message, hit: Hit) -> bool:
    clause = message.clause(hit.start)
    return not (clause.other or clause.conditional or clause.question)


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WHEN = (
    pattern(r"<date> (?:of |, |'s? )?#(?P<year>20\d\d)(?:~\S+)? "),
    pattern(r"#(?P<month>1[0-2]|[1-9])(?:~\S+)? (?:/ |- )(?:<#> / )?#(?P<year>20\d\d)(?:~\S+)? "),
    pattern(r"(?:in |taken |took |during |back in |\( )#(?P<year>20\d\d)(?:~\S+)? "),
)
_REACH = 12
"""Tokens after the exam's name in which its date is looked for."""


def taken_on(message: Message, named: list[Topic]) -> list[Reading]:
    """The year or month in which Step 2 CK was taken."""
    for at, topic in enumerate(named):
        if topic.exams != ("step2ck",):
            continue
        _, end = message.sentence(topic.start)
        following = next((one.start for one in named[at + 1 : at + 4] if one.exams != topic.exams), end)
        for wanted in _WHEN:
            for hit in message.find(wanted, topic.end, min(end, following, topic.end + _REACH)):
                if not message.clause(hit.start).planned and int(hit["year"]) <= message.today.year:
                    quote = message.quote(hit.start, hit.end)
                    return [Reading("step2ck_date", _date(message, hit), quote)]
    return []


def _date(message: Message, hit: Hit) -> Value:
    if hit["month"]:
        return f"{hit['year']}-{int(hit['month']):02d}"
    month = message.norm(hit.start)[:3]
    return f"{hit['year']}-{_MONTHS.index(month) + 1:02d}" if month in _MONTHS else hit["year"]
