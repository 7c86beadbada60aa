"""Facts about the USMLE Steps: each event given to its exam, and the readings that follow.

Covers: which topic an event belongs to; scores, passes, failures, "not taken"; the date and the
result on the transcript of Step 2 CK. Does not cover the words themselves (exams).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.applicant.clauses import HARD, Message, pattern
from bot.applicant.exams import ELSE, STEPS, Event, Topic, What, events, topics
from bot.applicant.facts import Value
from bot.applicant.ledger import Doubt, Reading

_CARRY = 90
"""Tokens over which an exam stays the one spoken of while no other is named."""

_BACK = frozenset(": = - -- was is a an my score of ( and got at with of just only i the on in it result".split())
_FORWARD = frozenset("of on in for at my the a an usmle both exam it again exams score this was is".split())


@dataclass
class _Record:
    """What was said of one exam, in order, each event with the topic it was given to."""

    events: list[tuple[Event, Topic | None]] = field(default_factory=list)

    def of(self, *kinds: What) -> list[tuple[Event, Topic | None]]:
        return [pair for pair in self.events if pair[0].what in kinds]


def read_exams(message: Message, asked: str | None, known: Sequence[str]) -> list[Reading]:
    """Readings of the Steps. `known`: exams of the ledger that were taken; `asked`: the field just asked."""
    seed = next((step for step in STEPS if asked and asked.startswith(step)), None)
    named = topics(message)
    records = _assigned(message, named, seed, known)
    readings: list[Reading] = []
    for exam in STEPS:
        record = records.get(exam, _Record())
        readings += _result(message, exam, record)
        readings += _failures(message, exam, record)
        if exam != "step1" and not record.events:
            readings += _not_taken(message, exam, named)
    return readings + _date(message, named, records)


def _assigned(
    message: Message, named: list[Topic], seed: str | None, known: Sequence[str]
) -> dict[str, _Record]:
    records: dict[str, _Record] = {}
    sweeping: list[Event] = []
    grouped: list[tuple[Event, Topic]] = []
    served: set[Topic] = set()
    found = events(message, named)
    for event in found:
        if not _claimed(message, event):
            continue
        topic = _topic(message, event, named, served, found)
        if event.what is What.FAIL and event.count == 0 and not _bound(message, event, topic):
            sweeping.append(event)
        elif (both := _both(message, event, named)) or (topic and topic.sweeping):
            _sweep(records, event, both or topic, named, message, known)
        elif topic is None:
            if seed and not (event.what is What.SCORE and event.doubt is not None and event.score is None):
                records.setdefault(seed, _Record()).events.append((event, None))
        elif topic.exams != (ELSE,):
            served.add(topic)
            grouped.append((event, topic))
        else:
            served.add(topic)
    _give(records, grouped)
    for event in sweeping:
        taken = [exam for exam in STEPS if exam in records or exam in known] or ([seed] if seed else [])
        for exam in taken:
            records.setdefault(exam, _Record()).events.append((event, None))
    return records


def _claimed(message: Message, event: Event) -> bool:
    clause = message.clause(event.start)
    if event.what is What.PASS and message.norm(event.start) == "passing":
        return not (clause.other or clause.conditional)
    if event.what in (What.FAIL, What.ATTEMPT) and clause.planned and not clause.other:
        return not clause.conditional and not clause.question and _done(message, event)
    return clause.claims


def _done(message: Message, event: Event) -> bool:
    """Whether a failure in a clause that also plans has happened: "failed CK, retake scheduled"."""
    if event.what is not What.FAIL or not message.tokens[event.start].norm.startswith("fail"):
        return False
    clause = message.clause(event.start)
    return not any(message.has(at, "plan") for at in range(clause.start, event.start))


def _topic(
    message: Message, event: Event, named: list[Topic], served: set[Topic], found: list[Event]
) -> Topic | None:
    """The topic an event belongs to: the one it touches, else the one spoken of."""
    start, end = message.sentence(event.start)
    before = [topic for topic in named if start <= topic.start and topic.end <= event.start]
    after = [topic for topic in named if event.end <= topic.start and topic.start < end]
    inside = [topic for topic in named if event.start <= topic.start and topic.end <= event.end]
    if inside:
        return inside[0]
    last, following = (before[-1] if before else None), (after[0] if after else None)
    if last and last not in served and _links(message, last.end, event.start, _BACK):
        return last
    if following and _leads(message, event, following):
        return following
    if last:
        return last
    carried = _carried(message, event, named)
    if following and following.start - event.end <= 6 and not _crosses(message, event.end, following.start):
        if carried is None or not any(event.end <= other.start < following.start for other in found):
            return following
    if carried is None and len({topic.exams for topic in after}) == 1:
        return following
    return carried


def _links(message: Message, start: int, end: int, words: frozenset[str]) -> bool:
    if end - start > 6:
        return False
    return all(
        message.norm(at) in words or any(message.has(at, tag) for tag in ("scored", "about", "below", "above", "low", "mid", "high", "exam", "have", "be"))
        for at in range(start, end)
    )


def _leads(message: Message, event: Event, topic: Topic) -> bool:
    gap = range(event.end, topic.start)
    if len(gap) > 5 or any(message.norm(at) not in _FORWARD and not message.has(at, "exam") for at in gap):
        return False
    if event.what is What.SCORE:
        return any(message.norm(at) in ("on", "in", "for", "of", "at") for at in gap)
    return True


def _crosses(message: Message, start: int, end: int) -> bool:
    return any(message.norm(at) in HARD or message.norm(at) in (",", "(", ")") for at in range(start, end))


def _carried(message: Message, event: Event, named: list[Topic]) -> Topic | None:
    """The exam of an earlier sentence, while what is said can still be about it."""
    earlier = [topic for topic in named if topic.end <= event.start]
    if not earlier or event.start - earlier[-1].end > _CARRY:
        return None
    if event.what is What.SCORE and not _announced(message, event):
        return None
    if event.what in (What.PASS, What.FAIL) and not _about_exam(message, event):
        return None
    return earlier[-1]


def _announced(message: Message, event: Event) -> bool:
    near = range(max(0, event.start - 5), event.start)
    before = message.norm(event.start - 1)
    return (
        any(message.has(at, tag) for at in near for tag in ("scored", "retake", "below", "above", "about", "low", "mid", "high", "correct"))
        or before in ("then", "HARD", *HARD, ",", "with", "")
    )


def _about_exam(message: Message, event: Event) -> bool:
    """Whether a pass or failure without its exam can be of the one before: no other object follows."""
    after = message.norm(event.end)
    return event.explicit or not after or after in (
        "or once twice on in with by it and then but the first because due after for at , ; . ) ( -- second my again : the exam test both".split()
    ) or message.has(event.end, "once") or message.has(event.end, "exam") or message.has(event.end, "scored")


def _bound(message: Message, event: Event, topic: Topic | None) -> bool:
    """Whether "no failures" speaks of one exam rather than of all."""
    if topic is None or topic.sweeping:
        return False
    gap = range(topic.end, event.start) if topic.end <= event.start else range(event.end, topic.start)
    return len(gap) <= 6 and not any(message.norm(at) in HARD or message.norm(at) == "," for at in gap)


def _both(message: Message, event: Event, named: list[Topic]) -> Topic | None:
    """ "Step 1 pass and CK 225, both first attempt": the word that spreads an event over every exam named."""
    if event.what is What.SCORE:
        return None
    start, _ = message.sentence(event.start)
    for at in [*range(event.start - 1, max(start, event.start - 5) - 1, -1), *range(event.start, event.end + 1)]:
        if any(topic.start <= at < topic.end for topic in named):
            return None
        if message.has(at, "both"):
            return Topic(at, at + 1, ("step1", "step2ck"), sweeping=True)
    return None


def _sweep(
    records: dict[str, _Record], event: Event, topic: Topic | None, named: list[Topic], message: Message, known: Sequence[str]
) -> None:
    mentioned = {exam for other in named if not other.sweeping and other.end <= event.end + 8 for exam in other.exams if exam != ELSE}
    exams = [exam for exam in STEPS if exam in mentioned and (exam in records or len(mentioned) < 3)]
    if len(exams) < 2 and topic is not None:
        exams = list(topic.exams)
    for exam in exams:
        records.setdefault(exam, _Record()).events.append((event, topic if topic in named else None))


def _give(records: dict[str, _Record], pairs: list[tuple[Event, Topic]]) -> None:
    """Every event to each exam of its topic; scores of a group one by one, fewer of them to the last exams."""
    for topic in dict.fromkeys(topic for _, topic in pairs):
        own = [event for event, other in pairs if other == topic]
        scores = [event for event in own if event.what is What.SCORE]
        first = max(0, len(topic.exams) - len(scores))
        for event in own:
            exams = topic.exams
            if event.what is What.SCORE:
                at = min(first + scores.index(event), len(topic.exams) - 1)
                exams = topic.exams[at : at + 1]
            for exam in exams:
                records.setdefault(exam, _Record()).events.append((event, topic))
    for record in records.values():
        record.events.sort(key=lambda pair: pair[0].start)


def _result(message: Message, exam: str, record: _Record) -> list[Reading]:
    """The exam's own value: a score of a passing or only try, else pass, else a failure that stands."""
    scored = record.of(What.SCORE)
    passing = [pair for pair in scored if not _failing(message, pair[0], record)]
    sure = [pair for pair in passing if pair[0].doubt is None]
    if sure:
        event, topic = sure[-1] if _replaces(message, sure) else sure[0]
        return [Reading(exam, event.score, _words(message, event, topic))]
    if passing:
        event, topic = passing[0]
        return [Reading(exam, event.score, _words(message, event, topic), doubt=event.doubt)]
    passed = record.of(What.PASS)
    if passed:
        return [Reading(exam, "pass", _words(message, *passed[-1]))]
    failed = [pair for pair in record.of(What.FAIL) if pair[0].count]
    if scored:
        event, topic = scored[-1]
        return [Reading(exam, event.score, _words(message, event, topic), doubt=event.doubt)]
    if failed and _stands(message, failed[-1][0]):
        return [Reading(exam, "fail", _words(message, *failed[-1]))]
    return []


def _replaces(message: Message, scored: list[tuple[Event, Topic | None]]) -> bool:
    """Whether a later score takes the place of an earlier one ("205, then 221", "sorry, 223")."""
    first, last = scored[0][0], scored[-1][0]
    between = range(first.end, last.start)
    return any(
        message.norm(at) in ("then", "now", "@2", "finally", "improved", "to") or any(message.has(at, tag) for tag in ("retake", "correct", "but", "again"))
        for at in between
    )


_JOINS = frozenset("with by at score scored of a ( : , -- - got , the".split())


def _failing(message: Message, score: Event, record: _Record) -> bool:
    """Whether a score is the one that failed: "failed with 201", "198 (fail)", not "209 after one fail"."""
    for fail, _ in record.of(What.FAIL):
        if not fail.count:
            continue
        if 0 <= score.start - fail.end <= 4:
            gap = [message.norm(at) for at in range(fail.end, score.start)]
            linked = any(word in ("with", "by", "(", "at") for word in gap)
            if all(word in _JOINS for word in gap) and (linked or not fail.explicit):
                return True
        if 0 <= fail.start - score.end <= 3:
            gap = [message.norm(at) for at in range(score.end, fail.start)]
            if all(word in ("(", ",", "which", "was", "a", "--", "-", "is", "and", "i") for word in gap) and not (fail.explicit and fail.count == 0):
                return not any(word in ("after", "despite", "without") for word in gap) and not _parted(message, score, fail)
    return False


def _parted(message: Message, score: Event, fail: Event) -> bool:
    """ "CK 219, failed Step 1": a comma alone does not make a score a failing one."""
    return message.norm(score.end) == "," or fail.explicit and message.norm(score.end) not in ("(", "which")


def _stands(message: Message, fail: Event) -> bool:
    """Whether a failure is the exam's last word: a retake is still to come, or a bare "CK: fail"."""
    start, _ = message.sentence(fail.start)
    near = range(start, min(len(message.tokens), fail.end + 25))
    coming = any(message.has(at, "retake") and message.norm(at) not in ("retook", "retaken") for at in near)
    bare = message.norm(fail.start) in ("f", "fail") and message.norm(fail.start - 1) in (":", "--", "-", "=")
    return coming or bare


def _failures(message: Message, exam: str, record: _Record) -> list[Reading]:
    """How often the exam was failed, when the words say so."""
    key = f"{exam}_failures"
    failed = [pair for pair in record.of(What.FAIL) if pair[0].count]
    tries = [pair for pair in record.of(What.ATTEMPT) if pair[0].count > 0]
    unsure = [pair for pair in record.of(What.ATTEMPT) if pair[0].count < 0]
    if failed:
        event, topic = max(failed, key=lambda pair: pair[0].count)
        count = event.count + sum(_again(message, other) for other, _ in failed if other is not failed[0][0])
        later = max((pair[0].count - 1 for pair in tries), default=0)
        return [Reading(key, max(count, later), _words(message, event, topic), doubt=event.doubt)]
    if tries:
        event, topic = max(tries, key=lambda pair: pair[0].count)
        return [Reading(key, event.count - 1, _words(message, event, topic))]
    if unsure:
        return [Reading(key, 1, _words(message, *unsure[0]), doubt=Doubt.APPROXIMATE)]
    clean = [pair for pair in record.of(What.FAIL) if not pair[0].count]
    return [Reading(key, 0, _words(message, *clean[0]))] if clean else []


def _again(message: Message, event: Event) -> bool:
    return any(message.has(at, "again") for at in range(event.start, event.end + 3))


_UNTAKEN = tuple(
    pattern(source)
    for source in (
        "(?:<no>|without) (?:usmle )?<step:exam> ",
        "<not> (?:yet |have |been |even )*(?:<taken>|given|giving|done|do|written|write|sit|sitting|started|attempted|appear|appeared|completed|finished|had|have) (?:for |my |the |usmle |yet |done |taken |got |)*<step:exam> ",
        r"<step:exam> (?:: |is |= |-- |- |\( |was )*(?:<not>|<no>|#0|tbd|n / a|n a|na|not yet|pending|scheduled) ",
        "yet to (?:take|give|sit|do|write|appear) (?:for |my |the |usmle )*<step:exam> ",
    )
)
_TAKING = pattern("(?:<taken>|taking|giving|give|sit|sitting|do|doing|write|writing|studying|preparing|prepare|study|<plan>) <n.3><step:exam> ")
_SET = pattern(r"<step:exam> <n.3>(?:scheduled|pending|planned|booked|upcoming|<plan>) ")


def _not_taken(message: Message, exam: str, named: list[Topic]) -> list[Reading]:
    """ "No Step 3", "CK not yet", "taking Step 3 in January"."""
    for wanted in _UNTAKEN:
        for hit in message.find(wanted):
            clause = message.clause(hit.start)
            if hit["exam"] == exam and not (clause.other or clause.conditional or clause.question):
                return [Reading(exam, "not_taken", message.quote(hit.start, hit.end))]
    for wanted in (_TAKING, _SET):
        for hit in message.find(wanted):
            clause = message.clause(hit.start)
            waits = any(message.has(at, "scored") or message.has(at, "retake") for at in range(clause.start, clause.end))
            if hit["exam"] == exam and clause.planned and not (clause.other or clause.conditional or clause.question or waits):
                return [Reading(exam, "not_taken", message.quote(hit.start, hit.end))]
    return []


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TAKEN_ON = (
    pattern(r"<date> (?:of |, |'s? )?#(?P<year>20\d\d)(?:~\S+)? "),
    pattern(r"#(?P<month>1[0-2]|[1-9])(?:~\S+)? (?:/ |- )(?:<#> / )?#(?P<year>20\d\d)(?:~\S+)? "),
    pattern(r"(?:in |taken |took |during |back in )#(?P<year>20\d\d)(?:~\S+)? "),
)


def _date(message: Message, named: list[Topic], records: dict[str, _Record]) -> list[Reading]:
    """When Step 2 CK was taken, and whether the transcript says pass or fail beside its score."""
    record = records.get("step2ck", _Record())
    readings: list[Reading] = []
    scored, passed = record.of(What.SCORE), record.of(What.PASS)
    if scored and passed and abs(passed[0][0].start - scored[0][0].end) <= 4:
        readings.append(Reading("step2ck_result", "pass", _words(message, *passed[0])))
    for topic in named:
        if topic.exams != ("step2ck",) or not record.events:
            continue
        start, end = message.sentence(topic.start)
        later = [other.start for other in named if other.start > topic.start and other.exams != topic.exams]
        end = min([end, topic.end + 12, *later])
        for wanted in _TAKEN_ON:
            for hit in message.find(wanted, topic.end, end):
                if not message.clause(hit.start).planned and int(hit["year"]) <= message.today.year:
                    return [*readings, Reading("step2ck_date", _when(message, hit.start, hit.groups), message.quote(hit.start, hit.end))]
    return readings


def _when(message: Message, at: int, groups: dict[str, str | None]) -> Value:
    year, month = groups["year"], groups.get("month")
    if month:
        return f"{year}-{int(month):02d}"
    word = message.norm(at)[:3]
    return f"{year}-{_MONTHS.index(word) + 1:02d}" if word in _MONTHS else f"{year}"


def _words(message: Message, event: Event, topic: Topic | None) -> str:
    """The quote: from the exam's name to the event, when they stand near each other."""
    start, end = event.start, event.end
    if topic and abs(topic.start - event.start) <= 15:
        start, end = min(start, topic.start), max(end, topic.end)
    return message.quote(start, end)
