"""Facts about the USMLE Steps: what the events given to each exam add up to.

Covers: scores, passes, standing failures, and how often an exam was failed. Does not cover which
event belongs to which exam (exam_owners), exams not taken, or dates (exam_dates).
"""

import itertools
from collections.abc import Sequence

from bot.applicant.ledger import Doubt, Ledger, Reading
from bot.applicant.reader.clauses import Message
from bot.applicant.reader.exam_dates import not_taken, taken_on
from bot.applicant.reader.exam_events import Event, What
from bot.applicant.reader.exam_owners import Owners, Pair, Record
from bot.applicant.reader.exams import STEPS, Topic, topics
from bot.applicant.reader.text import words


def read_exams(message: Message, asked: str | None, known: Sequence[str]) -> list[Reading]:
    """Readings of the Steps. `known`: exams of the ledger that were taken; `asked`: the field just asked."""
    seed = next((step for step in STEPS if asked and asked.startswith(step)), None)
    named = topics(message)
    records = Owners(message, named, seed, known).records
    readings: list[Reading] = []
    for exam in STEPS:
        record = records.get(exam, Record())
        readings += _result(message, exam, record, asked == exam)
        readings += _failures(message, exam, record)
        if exam != "step1" and not record.pairs:
            readings += not_taken(message, exam)
    return [*readings, *_transcript(message, named, records.get("step2ck", Record()))]


_SCORES = range(180, 301)
"""Numbers that a result without the name of its exam may be."""


def exam_continued(message: Message, asked: str | None, ledger: Ledger) -> str | None:
    """The exam that a message goes on about without its name: "passed on the third try with 219", after its
    failures were told and nothing else of it, and while no exam is asked for."""
    begun = range(next((topic.start for topic in topics(message)), len(message.tokens)))
    told = any((number := message.number(at)) is not None and int(number) in _SCORES for at in begun)
    if not told or not message.any(begun, "pass", "attempt", "fail") or (asked or "").startswith(STEPS):
        return None
    last = next((one.field for one in reversed(ledger.events) if one.field.startswith(STEPS)), "")
    exam = last.removesuffix("_failures")
    failed = last.endswith("_failures") and ledger.value(last)
    return exam if failed and ledger.value(exam) in (None, "fail") else None


def _result(message: Message, exam: str, record: Record, asked: bool) -> list[Reading]:
    """The exam's own value: a score of a passing or only try, else pass, else a failure that stands."""
    scored = record.of(What.SCORE)
    passing = [
        pair
        for pair in scored
        if not _failing(message, pair[0], record) and not _outdone(message, pair[0], record)
    ]
    sure = [pair for pair in passing if pair[0].doubt is None]
    passed, failed = record.of(What.PASS), record.failed
    if sure:
        best = sure[-1] if _replaced(message, sure) else sure[0]
    elif passing:
        best = passing[0]
    elif passed:
        return [Reading(exam, "pass", _words(message, passed[-1]))]
    elif scored:
        best = scored[-1]
    elif failed and (
        _stands(message, failed[-1][0]) or (asked and _last_told(message, failed[-1][0], record))
    ):
        return [Reading(exam, "fail", _words(message, failed[-1]))]
    else:
        return []
    return [Reading(exam, best[0].score, _words(message, best), doubt=best[0].doubt)]


def _replaced(message: Message, scored: list[Pair]) -> bool:
    """Whether a later score takes the place of an earlier one ("205, then 221", "sorry, 223")."""
    between = range(scored[0][0].end, scored[-1][0].start)
    words = message.norms(between)
    told = any(word in ("then", "now", "@2", "finally", "improved", "to") for word in words)
    return told or message.any(between, "retake", "correct", "but", "again")


_JOINS = words("with by at score scored of a ( : , -- - got the")
_WHICH = words("( , which was a -- - is and i")


def _failing(message: Message, score: Event, record: Record) -> bool:
    """Whether a score is the one that failed: "failed with 201", "198 (fail)", not "209 after one fail"."""
    scored = [event for event, _ in record.of(What.SCORE)]
    for fail, _ in record.failed:
        if 0 <= score.start - fail.end <= 5 and not any(_labels(message, fail, one) for one in scored):
            gap = [message.norm(at) for at in range(fail.end, score.start) if not message.has(at, "step")]
            linked = any(word in ("with", "by", "(", "at") for word in gap)
            if _JOINS.issuperset(gap) and (linked or not fail.counted):
                return True
        if 0 <= fail.start - score.end <= 3 and _WHICH.issuperset(
            message.norms(range(score.end, fail.start))
        ):
            follows = message.norm(score.end)
            return follows != "," and not (fail.counted and follows not in ("(", "which"))
    return False


def _labels(message: Message, fail: Event, score: Event) -> bool:
    """Whether the score just before a failure is the one it names: "198 fail, 207 pass"."""
    return {"("}.issuperset(message.norms(range(score.end, fail.start))) and 0 <= fail.start - score.end <= 1


def _outdone(message: Message, score: Event, record: Record) -> bool:
    """Whether a score belongs to an attempt that was followed by another ("1st 198, 2nd 221")."""
    tries = [event for event, _ in record.of(What.ATTEMPT)]
    own = [one for one in tries if 0 <= score.start - one.end <= 2 and message.norm(score.start - 1) != ","]
    return bool(own) and own[-1].count < max(one.count for one in tries)


def _stands(message: Message, fail: Event) -> bool:
    """Whether a failure is the exam's last word: a retake is still to come, or a bare "CK: fail"."""
    start, _ = message.sentence(fail.start)
    near = range(start, fail.end + 25)
    coming = any(message.has(at, "retake") and message.norm(at) not in ("retook", "retaken") for at in near)
    marked = message.norm(fail.start - 1) in (":", "--", "-", "=") or message.has(fail.start - 1, "step")
    return coming or (marked and message.norm(fail.start) in ("f", "fail") and not fail.counted)


def _last_told(message: Message, fail: Event, record: Record) -> bool:
    """Whether a failure told in reply is all there is: no first try of several, none taken after it."""
    words = message.norms(fail.places)
    first = any(word.startswith("@") for word in words) and fail.count == 1
    later = any(event.start > fail.start for event, _ in record.of(What.ATTEMPT))
    retaken = {"retook", "retaken", "passed"} & set(message.norms(range(fail.end, len(message.tokens))))
    return fail.doubt is None and not (first or later or retaken)


def _failures(message: Message, exam: str, record: Record) -> list[Reading]:
    """How often the exam was failed, when the words say so."""
    key = f"{exam}_failures"
    failed = record.failed
    tries = [pair for pair in record.of(What.ATTEMPT) if pair[0].count > 0]
    unsure = [pair for pair in record.of(What.ATTEMPT) if pair[0].count < 0]
    if failed:
        most = max(failed, key=lambda pair: pair[0].count)
        count = max(
            _told(message, [fail for fail, _ in failed], record), *(one.count - 1 for one, _ in tries), 0
        )
        return [Reading(key, count, _words(message, most), doubt=most[0].doubt)]
    if tries:
        latest = max(tries, key=lambda pair: pair[0].count)
        return [Reading(key, latest[0].count - 1, _words(message, latest))]
    if unsure:
        return [Reading(key, 1, _words(message, unsure[0]), doubt=Doubt.APPROXIMATE)]
    clean = [pair for pair in record.of(What.FAIL) if not pair[0].count]
    return [Reading(key, 0, _words(message, clean[0]))] if clean else []


def _told(message: Message, failed: list[Event], record: Record) -> int:
    """Failures that are counted, told again ("failed again"), told in a row, or each with its score."""
    most = max(failed, key=lambda event: event.count)
    again = sum(message.any(range(one.start, one.end + 3), "again") for one in failed if one is not most)
    apart = sum(_failing(message, score, record) for score, _ in record.of(What.SCORE))
    return max(most.count + again, apart, _row(message, failed))


def _row(message: Message, failed: list[Event]) -> int:
    """Failures told one after another: "fail, fail, 205"."""
    row = longest = 1
    for one, other in itertools.pairwise(failed):
        gap = message.norms(range(one.end, min(other.start, one.end + 3)))
        row = row + 1 if gap and len(gap) <= 2 and set(gap) <= {",", "/", "then", "and"} else 1
        longest = max(longest, row)
    return longest


def _transcript(message: Message, named: list[Topic], record: Record) -> list[Reading]:
    """When Step 2 CK was taken, and what the transcript says beside its score."""
    readings: list[Reading] = []
    scored, passed = record.of(What.SCORE), record.of(What.PASS)
    if scored and passed and abs(passed[0][0].start - scored[0][0].end) <= 4:
        readings.append(Reading("step2ck_result", "pass", _words(message, passed[0])))
    return [*readings, *taken_on(message, named)] if record.pairs else readings


def _words(message: Message, pair: Pair) -> str:
    """The quote: from the exam's name to the event, when they stand near each other."""
    event, topic = pair
    start, end = event.start, event.end
    if topic and abs(topic.start - event.start) <= 15:
        start, end = min(start, topic.start), max(end, topic.end)
    return message.quote(start, end)
