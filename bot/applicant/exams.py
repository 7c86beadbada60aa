"""The grammar of exam mentions: which exams a message names, and what happened in each.

Covers: topics (Step 1, Step 2 CK, Step 3, groups of them, practice tests and other exams) and
events (passes, failures, attempts, scores, with their counts and doubts), and which event belongs
to which topic. Does not cover the facts that follow (exam_results).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.applicant.clauses import HARD, Hit, Message, pattern
from bot.applicant.facts import HIGHEST_SCORE, LOWEST_SCORE
from bot.applicant.ledger import Doubt

STEPS = ("step1", "step2ck", "step3")
ELSE = "else"
"""The exam of everything that is not a USMLE Step here: practice tests, other countries' exams, CS."""


@dataclass(frozen=True)
class Topic:
    """Exams named at tokens [start, end); `sweeping`: "both steps", "any exam"."""

    start: int
    end: int
    exams: tuple[str, ...]
    sweeping: bool = False


class What(StrEnum):
    PASS = "pass"
    FAIL = "fail"  # count: failures, 0 for "never failed"
    ATTEMPT = "attempt"  # count: the attempt that is spoken of, 2 for "second attempt"
    TIMES = "times"  # count: "once", "3 times"; belongs to a failure
    SCORE = "score"


@dataclass(frozen=True)
class Event:
    """One thing that happened, at tokens [start, end). `count` is a number of failures or an ordinal."""

    what: What
    start: int
    end: int
    count: int = 1
    score: int | None = None
    doubt: Doubt | None = None
    explicit: bool = False


_STEP = pattern("<step:exam> ")
_MORE_STEPS = pattern(r"(?:and |/ |, |- |\+ |or |, and )#(?P<step>[23])(?:~\S+)? (?:ck(?:~\S+)? )?")
_SWEEP = (
    (pattern("<threesteps> "), STEPS),
    (pattern("<allsteps> "), ("step1", "step2ck")),
)
_ELSE = pattern("(?:<otherexam>|<practice>) ")
_ACTUAL = pattern("<actual> ")
_FILL = r"(?:(?:any|a|an|single|ever|have|had|been|be|of|history|prior|previous|got|past|or|my|the|other|exam|<have>) ){0,3}"
_OF = r"(?:on |in |at |by |from |with |for )?(?:the |my |a |his |only |just )?"

_PATTERNS: tuple[tuple[What, re.Pattern[str], int | None], ...] = (
    # no failures
    (What.FAIL, pattern(rf"(?:<not>|<never>|<no>) {_FILL}(?:<fail>|<attempt>) (?:<attempt> |<time> )?"), 0),
    (What.FAIL, pattern(r"(?:<fail>|<attempt>|failed attempts) (?:: |= |-- |- |is |was |are )?(?:#0(?:~\S+)?|<no>) "), 0),
    # failures with their number
    (What.FAIL, pattern("<fail> (?:on |in |at )?(?:the |my )?(?:@1 #2|both|#2) (?:<attempt>|<time>) "), 2),
    (What.FAIL, pattern("<twice> <fail> (?:<attempt> )?"), 2),
    (What.FAIL, pattern("<#n> (?:<time> |prior |previous |<attempt> )?<fail> (?:<attempt> )?"), None),
    (What.FAIL, pattern("(?:a |an |single |<once> |one time )(?:prior |previous )?<fail> (?:<attempt> )?"), 1),
    (What.FAIL, pattern("<fail> (?:<attempt> )?(?:: |= |x )<#n> (?!<time>)"), None),
    (What.FAIL, pattern(r"<have> (?:an|a|#1(?:~\S+)?) <attempt> (?:on |in |at |for )"), 1),
    (What.TIMES, pattern("(?:<several> |a couple of |couple of |couple )(?:<time>|<attempt>) "), 2),
    # which attempt
    (What.ATTEMPT, pattern(rf"<not> {_OF}(?:@1|once|#1)(?:~\S+)? (?:(?:<attempt>|<time>) )?"), -1),
    (What.ATTEMPT, pattern(rf"{_OF}<@n> (?:<attempt>|<time>|one) "), None),
    (What.ATTEMPT, pattern(r"(?:in |with |at |on )(?:a |my |the |just |only )*(?:#1|single)(?:~\S+)? (?:<attempt>|<time>) "), 1),
    (What.ATTEMPT, pattern("at <once> "), 1),
    (What.ATTEMPT, pattern("single <attempt> "), 1),
    (What.ATTEMPT, pattern("<attempt> (?:: |= |no |number )?<#n> "), None),
    (What.TIMES, pattern("<#n> <time> "), None),
    (What.TIMES, pattern("<once> "), 1),
    (What.TIMES, pattern("<twice> "), 2),
    (What.TIMES, pattern("<thrice> "), 3),
    (What.ATTEMPT, pattern("(?:in |took |took me |needed |after |required |with )<#n> <attempt> "), None),
    (What.ATTEMPT, pattern(r"#(?P<n>[2-9])(?:~\S+)? <attempt> "), None),
    (What.ATTEMPT, pattern(r"(?<=~pass )(?:on |in |the |my )*<@n> (?=[,.;)]|and|but|<pass>|<fail>|then)"), None),
    (What.ATTEMPT, pattern(r"(?<=~fail )(?:on |in |the |my )*<@n> (?=[,.;)]|and|but|<pass>|<fail>|then)"), None),
    # the plain words
    (What.FAIL, pattern("<fail> "), 1),
    (What.PASS, pattern("<pass> "), 1),
)


def topics(message: Message) -> list[Topic]:
    """Exam mentions in order. An exam beside a practice test names the practice test."""
    found: list[Topic] = []
    for hit in message.find(_ELSE):
        found.append(Topic(hit.start, hit.end, (ELSE,)))
    practice = [hit for hit in found if message.has(hit.start, "practice")]
    for hit in message.find(_STEP):
        if not any(_beside(message, hit, other) for other in practice):
            found.append(_group(message, hit))
        else:
            found.append(Topic(hit.start, hit.end, (ELSE,)))
    for wanted, exams in _SWEEP:
        found.extend(Topic(hit.start, hit.end, exams, sweeping=True) for hit in message.find(wanted))
    found.sort(key=lambda topic: topic.start)
    return _joined(message, _with_actual(message, found))


def _group(message: Message, hit: Hit) -> Topic:
    """A Step, with the further numbers of "Step 1, 2 and 3"."""
    exams, end = [hit["exam"]], hit.end
    while (more := next(message.find(_MORE_STEPS, end, end + 4), None)) and more.start == end:
        if any(message.has(more.end, tag) for tag in ("month", "week", "year", "letter", "pub", "attempt", "fail", "time", "usletter", "usce", "rotation", "day", "doctor", "specialty", "clinical", "us", "interview", "counted", "poster")):
            break
        exam = "step2ck" if more["step"] == "2" else "step3"
        if exam in exams:
            break
        exams.append(exam)
        end = more.end
    return Topic(hit.start, end, tuple(exams))


def _beside(message: Message, step: Hit, practice: Topic) -> bool:
    """Whether a Step only says which practice test is meant ("NBME for step 2", "CK UWSA")."""
    near = range(practice.end, step.start) if practice.end <= step.start else range(step.end, practice.start)
    gap = [message.norm(at) for at in near]
    if practice.end <= step.start:
        return len(gap) <= 2 and all(word in ("for", "of", "on", "before", "in", "my") for word in gap)
    return not gap


def _with_actual(message: Message, found: list[Topic]) -> list[Topic]:
    """ "The real deal" after a practice test means the Step that was spoken of."""
    out = list(found)
    for hit in message.find(_ACTUAL):
        real = [topic for topic in found if topic.exams != (ELSE,)]
        before = [topic for topic in real if topic.end <= hit.start]
        after = [topic for topic in real if topic.start >= hit.end]
        if before or after:
            meant = before[-1] if before else after[0]
            if not any(topic.start in (hit.end, hit.end + 1) for topic in real):
                out.append(Topic(hit.start, hit.end, meant.exams))
    return sorted(out, key=lambda topic: topic.start)


def _joined(message: Message, found: list[Topic]) -> list[Topic]:
    """Neighbours joined by "and" or "/", or three joined by commas, are one group."""
    groups: list[list[Topic]] = []
    linked: list[bool] = []
    for topic in found:
        last = groups[-1][-1] if groups else None
        between = [message.norm(at) for at in range(last.end, topic.start)] if last else []
        if last and 0 < len(between) <= 2 and set(between) <= {"and", "/", ",", "+", "y"} and _alike(last, topic):
            groups[-1].append(topic)
            linked[-1] = linked[-1] or between != [","]
        else:
            groups.append([topic])
            linked.append(False)
    out: list[Topic] = []
    for group, link in zip(groups, linked, strict=True):
        if link or len(group) > 2 or len(group[-1].exams) > 1:
            exams = tuple(dict.fromkeys(exam for topic in group for exam in topic.exams))
            out.append(Topic(group[0].start, group[-1].end, exams))
        else:
            out.extend(group)
    return out


def _alike(one: Topic, other: Topic) -> bool:
    return not (one.sweeping or other.sweeping) and (one.exams == (ELSE,)) == (other.exams == (ELSE,))


def events(message: Message, named: list[Topic]) -> list[Event]:
    """What happened, in order; the topics' own tokens are not read again."""
    taken = {at for topic in named for at in range(topic.start, topic.end)}
    taken |= {at for at in range(len(message.tokens)) if message.has(at, "passfail")}
    found: list[Event] = []
    for what, wanted, count in _PATTERNS:
        for hit in message.find(wanted):
            span = range(hit.start, hit.end)
            if not taken.isdisjoint(span):
                continue
            number = count if count is not None else int(hit.number("n"))
            event = Event(what, hit.start, hit.end, number, explicit=count != 1 or what is not What.FAIL)
            if _sound(message, event):
                if what is What.FAIL and len(span) > 1:
                    event = replace(event, explicit=True)
                found.append(event)
                taken |= set(span)
    for event in scores(message, named):
        if taken.isdisjoint(range(event.start, event.end)):
            found.append(event)
    found.sort(key=lambda event: event.start)
    return _counted(message, found, named)


_NOT_OBJECTS = frozenset(
    "once twice badly miserably it with by due because and then in on at first the my again , . ; ) ( to but for a an "
    "attempt attempts or after before so step -- - / : + ? as which that this last horribly barely narrowly i".split()
)


def _sound(message: Message, event: Event) -> bool:
    """Whether the words mean an exam: not "passed away", "failed my class", "first time applying"."""
    after, before = message.norm(event.end), message.norm(event.start - 1)
    if event.what is What.PASS:
        infinitive = before == "to" and message.norm(event.start - 2) not in ("managed", "able", "lucky")
        return not (infinitive or after in ("away", "out", "rate", "mark") or message.has(event.start - 1, "never"))
    if event.what is What.ATTEMPT:
        following = range(event.end, event.end + 3)
        applying = any(message.has(at, tag) for at in following for tag in ("applied", "cycle", "unmatched"))
        return event.count <= 9 and not applying
    if event.what is What.FAIL and event.count > 9:
        return False
    if message.norm(event.start) == "failing" and before in ("about", "of", "from", "not"):
        return message.norm(event.start - 2) in ("because", "despite", "spite")
    if event.what is What.FAIL and event.count and before == "to" and after != "pass":
        return message.norm(event.start - 2) not in ("want", "afraid", "going", "not")
    return True


_BETWEEN = 4


def _counted(message: Message, found: list[Event], named: list[Topic]) -> list[Event]:
    """Counts and ordinals joined to the failure they belong to: "failed step 1 twice", "first attempt failed".

    A count after a further exam repeats the failure: "failed Step 1 twice and Step 2 once".
    """
    out: list[Event] = []
    used: set[int] = set()
    for at, event in enumerate(found):
        before = out[-1] if out else None
        after = found[at + 1] if at + 1 < len(found) else None
        if event.what in (What.TIMES, What.ATTEMPT) and event.count > 0:
            fail = next((index for index in range(len(out) - 1, max(-1, len(out) - 3), -1) if out[index].what is What.FAIL), None)
            if (
                before is not None
                and fail is not None
                and fail not in used
                and out[fail].count
                and not any(other.what is What.PASS for other in out[fail:])
                and _near(message, out[fail].end, event.start, passes=event.what is What.TIMES)
            ):
                doubt = Doubt.APPROXIMATE if message.has(event.start, "several") or message.norm(event.start) in ("a", "couple") else None
                out[fail] = replace(out[fail], count=max(event.count, 1), explicit=True, doubt=doubt)
                used.add(fail)
                continue
            if event.what is What.TIMES and fail is not None and fail in used and any(topic.end == event.start for topic in named):
                out.append(replace(event, what=What.FAIL, explicit=True))
                continue
            if after and after.what is What.FAIL and after.count and not after.explicit and _near(message, event.end, after.start):
                found[at + 1] = replace(after, start=event.start, count=event.count, explicit=True)
                continue
        if event.what is not What.TIMES:
            out.append(event)
    return out


def _near(message: Message, start: int, end: int, *, passes: bool = False) -> bool:
    """Whether the tokens between two events are few and only link them."""
    if not 0 <= end - start <= (8 if passes else _BETWEEN):
        return False
    words = [message.norm(at) for at in range(start, end)]
    barred = HARD | {"after", "then", "but", "second"} | (set() if passes else {","})
    return not any(word in barred for word in words)


_RANGE = pattern(r"<#low> (?:- |-- |to |or )<#high> ")
_NUMBER = pattern("<#n> ")
_DECADE = pattern(r"\#(?P<n>\d+)s ")
_UNREADABLE = pattern(r"\#\? ")


def scores(message: Message, named: list[Topic]) -> Iterator[Event]:
    """Numbers that can be exam scores, exact or not, and numbers beside an exam that cannot be one."""
    beside = {at for topic in named for at in _after(message, topic)}
    used: set[int] = set()
    for hit in message.find(_RANGE):
        low, high = hit.number("low"), hit.number("high")
        if LOWEST_SCORE <= low < high <= HIGHEST_SCORE and high - low <= 20:
            used |= set(range(hit.start, hit.end))
            yield Event(What.SCORE, hit.start, hit.end, score=int(low + high) // 2, doubt=Doubt.APPROXIMATE)
    for hit in message.find(_DECADE):
        part = next((add for tag, add in (("low", 2), ("mid", 5), ("high", 8)) if message.has(hit.start - 1, tag)), 5)
        yield Event(What.SCORE, hit.start, hit.end, score=int(hit["n"]) + part, doubt=Doubt.APPROXIMATE)
    for hit in message.find(_UNREADABLE):
        if hit.start in beside:
            yield Event(What.SCORE, hit.start, hit.end, doubt=Doubt.UNREADABLE)
    for hit in message.find(_NUMBER):
        if hit.start not in used and "." not in hit["n"] and not _counts_things(message, hit):
            event = _score(message, hit, hit.start in beside)
            if event:
                yield event


def _after(message: Message, topic: Topic) -> range:
    """The places directly after a Step where a number must be meant as its score."""
    end = topic.end
    while end < topic.end + 4 and message.norm(end) in (":", "=", "--", "-", "was", "is", "a", "score", "of", "got", "scored", "("):
        end += 1
    return range(topic.end, end + 1) if topic.exams != (ELSE,) else range(0)


def _score(message: Message, hit: Hit, beside: bool) -> Event | None:
    number = int(hit["n"])
    if LOWEST_SCORE <= number <= HIGHEST_SCORE:
        value, doubt = _approximate(message, hit, number)
        return Event(What.SCORE, hit.start, hit.end, score=value, doubt=doubt)
    dated = message.norm(hit.end) in ("/", "-") or message.has(hit.start - 1, "date") or message.norm(hit.start - 1) in ("in", "/")
    if not beside or dated or message.norm(hit.end) == "," and number < 10:
        return None
    if 40 <= number <= 99:
        return Event(What.SCORE, hit.start, hit.end, doubt=Doubt.TWO_DIGIT)
    if 300 < number <= 999:
        return Event(What.SCORE, hit.start, hit.end, doubt=Doubt.OUT_OF_RANGE)
    return None


def _approximate(message: Message, hit: Hit, number: int) -> tuple[int, Doubt | None]:
    """A score with its hedge: "<220" is below it, "220+" above it, "about 215" near it."""
    before = [at for at in range(hit.start - 1, hit.start - 4, -1) if at >= 0]
    nearest = next((at for at in before if message.norm(at) not in ("a", "the", "an", "of")), -1)
    if message.has(nearest, "below"):
        return number - 1, Doubt.APPROXIMATE
    if message.has(nearest, "above"):
        return number + 1, Doubt.APPROXIMATE
    if message.norm(hit.end) == "+" or message.has(nearest, "about") or message.norm(hit.end) in ("something", "or_so"):
        return number, Doubt.APPROXIMATE
    if any(message.has(nearest, tag) for tag in ("low", "mid", "high")) and number % 10 == 0:
        part = 2 if message.has(nearest, "low") else 5 if message.has(nearest, "mid") else 8
        return number + part, Doubt.APPROXIMATE
    return number, None


def _counts_things(message: Message, hit: Hit) -> bool:
    """Whether a number counts something ("108 programs", "150+ IM programs") or is a percentile, date or wish."""
    at = hit.end + 1 if message.norm(hit.end) == "+" else hit.end
    for follower in (at, at + 1, at + 2):
        if any(message.has(follower, tag) for tag in ("counted", "program", "interview", "percentile", "month", "week", "day", "pub", "usletter")):
            return True
        if any(message.has(follower, tag) for tag in ("step", "but", "fail", "pass")) or message.norm(follower) in HARD | {",", ")", "("}:
            break
    clause = message.clause(hit.start)
    if any(message.has(place, "goal") for place in range(clause.start, hit.start)):
        return True
    earlier = [place for place in (hit.start - 1, hit.start - 2) if place >= 0]
    return any(message.has(place, "wished") for place in earlier) or message.norm(hit.start - 1) in ("$", "top", "rank")
