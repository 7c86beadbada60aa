"""Numbers that are exam scores, exact or hedged, and numbers beside an exam that cannot be one.

Covers: three digits, ranges, decades ("260s", "22x"), "<220", "low 220s"; two-digit, out-of-range
and unreadable scores as doubts. Does not cover whose score it is (exam_owners).
"""

from collections.abc import Iterator

from bot.applicant.facts import HIGHEST_SCORE, LOWEST_SCORE
from bot.applicant.ledger import Doubt
from bot.applicant.reader.clauses import HARD, Hit, Message
from bot.applicant.reader.exam_events import Event, What
from bot.applicant.reader.exams import Topic
from bot.applicant.reader.patterns import pattern

_RANGES = (
    pattern("between <#low> and <#high> "),
    pattern("<#low> (?:- |-- |to |or )<#high> "),
)
_NUMBER = pattern("<#n> ")
_DECADE = pattern(r"\#(?P<n>\d+)s ")
_UNREADABLE = pattern(r"\#\? ")

_WIDEST = 20
"""Points between the ends of a range that can be one person's score."""
_PART = {"low": 2, "mid": 5, "high": 8}
"""Where in a ten "low 220s", "mid" and "high" lie."""
_TWO_DIGITS = range(40, 100)


def score_events(message: Message, named: list[Topic]) -> Iterator[Event]:
    beside = {at for topic in named if topic.counts for at in _after(message, topic)}
    used: set[int] = set()
    for hit in message.find_any(_RANGES):
        low, high = hit.number("low"), hit.number("high")
        if LOWEST_SCORE <= low < high <= HIGHEST_SCORE and high - low <= _WIDEST:
            used.update(range(hit.start, hit.end))
            yield _hedged(hit, int(low + high) // 2)
    for hit in message.find(_DECADE):
        part = next((add for tag, add in _PART.items() if message.has(hit.start - 1, tag)), _PART["mid"])
        yield _hedged(hit, int(hit["n"]) + part)
    for hit in message.find(_UNREADABLE):
        if hit.start in beside:
            yield _unusable(hit, Doubt.UNREADABLE)
    for hit in message.find(_NUMBER):
        if hit.start not in used and "." not in hit["n"] and not _counts_things(message, hit):
            yield from _number(message, hit, hit.start in beside)


def _hedged(hit: Hit, score: int) -> Event:
    return Event(What.SCORE, hit.start, hit.end, score=score, doubt=Doubt.APPROXIMATE)


def _unusable(hit: Hit, doubt: Doubt) -> Event:
    return Event(What.SCORE, hit.start, hit.end, doubt=doubt)


_BEFORE_SCORE = (":", "=", "--", "-", "was", "is", "a", "score", "of", "got", "scored", "(")


def _after(message: Message, topic: Topic) -> range:
    """The places directly after a Step where a number must be meant as its score."""
    end = topic.end
    while end < topic.end + 4 and message.norm(end) in _BEFORE_SCORE:
        end += 1
    return range(topic.end, end + 1)


def _number(message: Message, hit: Hit, beside: bool) -> Iterator[Event]:
    number, before, after = int(hit["n"]), message.norm(hit.start - 1), message.norm(hit.end)
    if LOWEST_SCORE <= number <= HIGHEST_SCORE:
        value, doubt = _hedge(message, hit, number)
        yield Event(What.SCORE, hit.start, hit.end, score=value, doubt=doubt)
        return
    dated = after in ("/", "-") or before in ("in", "/") or message.has(hit.start - 1, "date")
    if beside and not dated:
        if number in _TWO_DIGITS:
            yield _unusable(hit, Doubt.TWO_DIGIT)
        elif HIGHEST_SCORE < number <= 999:
            yield _unusable(hit, Doubt.OUT_OF_RANGE)


def _hedge(message: Message, hit: Hit, number: int) -> tuple[int, Doubt | None]:
    """A score with its hedge: "<220" is below it, "above 220" over it, "about 215" near it."""
    before = range(hit.start - 1, hit.start - 4, -1)
    nearest = next((at for at in before if message.norm(at) not in ("a", "the", "an", "of")), -1)
    if message.has(nearest, "below"):
        return number - 1, Doubt.APPROXIMATE
    if message.has(nearest, "above"):
        return number + 1, Doubt.APPROXIMATE
    if message.norm(hit.end) == "+" or message.has(nearest, "about"):
        return number, Doubt.APPROXIMATE
    if number % 10 == 0 and (
        part := next((add for tag, add in _PART.items() if message.has(nearest, tag)), 0)
    ):
        return number + part, Doubt.APPROXIMATE
    return number, None


_COUNTED = ("counted", "program", "interview", "percentile", "pub", "usletter")
_ENDS = HARD | {",", ")", "(", "last", "this", "in", "on"}


def _counts_things(message: Message, hit: Hit) -> bool:
    """Whether a number counts something ("150+ IM programs") or is a percentile, a wish or a rank."""
    after = hit.end + 1 if message.norm(hit.end) == "+" else hit.end
    if message.has(after, "month", "week", "day"):
        return True
    for at in range(after, after + 3):
        if message.has(at, *_COUNTED):
            return True
        if message.norm(at) in _ENDS or message.has(at, "step", "but", "fail", "pass"):
            break
    goal = message.any(range(message.clause(hit.start).start, hit.start), "goal")
    wished = message.any((hit.start - 1, hit.start - 2), "wished")
    return goal or wished or message.norm(hit.start - 1) in ("$", "top", "rank", "not", "instead_of")
