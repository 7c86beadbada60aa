"""Which exam each event belongs to.

Covers: events that are claimed as the applicant's own and done; the exam they touch, the exam
spoken of, or every exam ("both on first attempt", "no failures"). Does not cover what the events
add up to (exam_results).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.applicant.reader.clauses import HARD, Message
from bot.applicant.reader.exam_events import Event, What, counted, word_events
from bot.applicant.reader.exam_scores import score_events
from bot.applicant.reader.exams import ELSE, STEPS, Topic
from bot.applicant.reader.text import words

_CARRY = 90
"""Tokens over which an exam stays the one spoken of while no other is named."""
_KEPT = 40
"""Events of one exam that are looked at; longer messages than a person writes stay tractable."""

Pair = tuple[Event, Topic | None]


@dataclass
class Record:
    """What was said of one exam, in order, each event with the topic it was given to."""

    pairs: list[Pair] = field(default_factory=list)

    def of(self, what: What) -> list[Pair]:
        return [pair for pair in self.pairs if pair[0].what is what][:_KEPT]

    @property
    def failed(self) -> list[Pair]:
        return [pair for pair in self.of(What.FAIL) if pair[0].count]


class Owners:
    """Gives the events of a message to exams. `seed`: the exam just asked about, for "214" alone."""

    def __init__(self, message: Message, named: list[Topic], seed: str | None, known: Sequence[str]) -> None:
        self._message, self._named, self._seed, self._known = message, named, seed, known
        self._starts = [topic.start for topic in named]
        self._events = self._found()
        self.records: dict[str, Record] = {}
        self._assign()

    def _found(self) -> list[Event]:
        events = word_events(self._message, self._named)
        taken = {at for event in events for at in event.places}
        taken |= {at for topic in self._named for at in range(topic.start, topic.end)}
        scores = (one for one in score_events(self._message, self._named) if taken.isdisjoint(one.places))
        ordered = sorted([*events, *scores], key=lambda event: event.start)
        return counted(self._message, ordered, self._named)

    def _assign(self) -> None:
        given: dict[Topic, list[Event]] = {}
        none_failed: list[Event] = []
        for event in self._events:
            if not self._claimed(event):
                continue
            topic = self._topic(event, given)
            spread = self._spread(event)
            if event.what is What.FAIL and event.count == 0 and not self._bound(event, topic):
                none_failed.append(event)
            elif spread or (topic and topic.sweeping and event.what is not What.SCORE):
                for exam in self._swept(event, spread or topic):
                    self._add(exam, event, None if spread else topic)
            elif topic is not None:
                given.setdefault(topic, []).append(event)
            elif self._seed and not (event.what is What.SCORE and event.score is None):
                self._add(self._seed, event, None)
        for topic, events in given.items():
            self._give(topic, events)
        for event in none_failed:
            taken = [exam for exam in STEPS if exam in self.records or exam in self._known]
            for exam in taken or ([self._seed] if self._seed else []):
                self._add(exam, event, None)
        for record in self.records.values():
            record.pairs.sort(key=lambda pair: pair[0].start)

    def _add(self, exam: str, event: Event, topic: Topic | None) -> None:
        self.records.setdefault(exam, Record()).pairs.append((event, topic))

    def _give(self, topic: Topic, events: list[Event]) -> None:
        """Every event to each exam of its topic; scores one by one, too few of them to the last exams, or
        to the first when they are told before ("231 on CK and Step 1 passed")."""
        if not topic.counts:
            return
        scores = [event for event in events if event.what is What.SCORE]
        ahead = any(score.end <= topic.start for score in scores)
        first = 0 if ahead else max(0, len(topic.exams) - len(scores))
        for event in events:
            exams = topic.exams
            if event.what is What.SCORE:
                at = min(first + scores.index(event), len(topic.exams) - 1)
                exams = topic.exams[at : at + 1]
            for exam in exams:
                self._add(exam, event, topic)

    def _claimed(self, event: Event) -> bool:
        """Whether an event is the applicant's own and has happened."""
        message, clause = self._message, self._message.clause(event.start)
        if event.what is What.PASS and message.norm(event.start) == "passing":
            mine = message.any(range(event.start - 2, event.start), "my")  # "do I put my passing date"
            return mine and not (clause.other or clause.conditional)
        if not clause.planned or not clause.speaks:
            return clause.speaks
        failed = event.what is What.FAIL and message.norm(event.start).startswith("fail")
        if failed and not message.any(range(clause.start, event.start), "plan"):
            return not clause.question
        return not self._planned(event)

    def _planned(self, event: Event) -> bool:
        """Whether what its clause plans is this event: "plan to score 230", not "CK 219/ Step 3 pending"."""
        plans = [at for at in self._message.clause(event.start).places if self._message.has(at, "plan")]
        for at in plans:
            low, high = min(at, event.start), max(at, event.start)
            between = bisect_left(self._starts, high) - bisect_right(self._starts, low)
            leads = bisect_right(self._starts, at + 3) > bisect_right(self._starts, at)
            if (between <= 1) if at < event.start else (between == 0 and not leads):
                return True
        return not plans

    def _topic(self, event: Event, given: dict[Topic, list[Event]]) -> Topic | None:
        """The topic an event touches, else the one spoken of."""
        start, end = self._message.sentence(event.start)
        at = bisect_right(self._starts, event.start)
        spoken = self._named[at - 1] if at else None
        behind = bisect_left(self._starts, event.start)
        ahead = self._named[behind] if behind < len(self._named) else None
        if ahead and ahead.end > ahead.start and ahead.start < event.end:
            return ahead  # the event's own words hold the exam: "an attempt in Step 1 failed"
        last = spoken if spoken and spoken.start >= start else None
        following = ahead if ahead and event.end <= ahead.start < end else None
        if last and last not in given and self._touches(last, event):
            return last
        if following and self._leads(event, following, last is not None):
            return following
        if last:
            return last
        carried = self._carried(event, spoken)
        return following if following and self._reaches(event, following, carried) else carried

    def _touches(self, topic: Topic, event: Event) -> bool:
        gap = range(topic.end, event.start)
        return len(gap) <= 6 and all(
            self._message.norm(at) in _BACK or self._message.has(at, *_HEDGES, "exam", "have", "be")
            for at in gap
        )

    def _leads(self, event: Event, topic: Topic, spoken: bool) -> bool:
        """Whether an event points at the exam after it: "failed Step 1", "214 on CK"."""
        gap = range(event.end, topic.start)
        words = self._message.norms(gap)
        if len(gap) > 5 or not all(
            self._message.has(at, "exam") or self._message.norm(at) in _FORWARD for at in gap
        ):
            return False
        pointed = any(word in ("on", "in", "for", "of", "at", "(", "en") for word in words)
        return pointed or not (event.what is What.SCORE or (event.what is What.ATTEMPT and spoken))

    def _reaches(self, event: Event, topic: Topic, carried: Topic | None) -> bool:
        """Whether, no exam being named before it, an event belongs to the exam named after it."""
        if carried is None:
            last = next((one for one in reversed(self._events) if one.start < topic.start), event)
            if last.start >= event.start and self._leads(last, topic, False):
                return True
            if event.what is What.SCORE:
                return event.end == topic.start
        gap = self._message.norms(range(event.end, topic.start))
        alone = not any(event.end <= other.start < topic.start for other in self._events)
        return (
            len(gap) <= 6
            and HARD.isdisjoint(gap)
            and {",", "(", ")"}.isdisjoint(gap)
            and (carried is None or alone)
        )

    def _carried(self, event: Event, spoken: Topic | None) -> Topic | None:
        """The exam of an earlier sentence, while what is said can still be about it."""
        if spoken is None or event.start - spoken.end > _CARRY:
            return None
        if event.what is What.SCORE and not self._announced(event):
            return None
        if event.what in (What.PASS, What.FAIL) and not self._about_exam(event):
            return None
        return spoken

    def _announced(self, event: Event) -> bool:
        """Whether the words before a number say that it is a result."""
        before = self._message.norm(event.start - 1)
        if before.startswith("@") or before in ("then", ",", "with", "", *HARD):
            return True
        own = self._message.has(event.start - 1, "have") and self._message.clause(event.start).own
        near = range(max(0, event.start - 5), event.start)
        return own or self._message.any(near, *_HEDGES, "retake", "attempt", "time", "correct")

    def _about_exam(self, event: Event) -> bool:
        """Whether a pass or failure without its exam can be of the one before: no other object follows."""
        after = self._message.norm(event.end)
        known = self._message.has(event.end, "once", "exam", "scored")
        return event.counted or known or after in _AFTER_RESULT

    def _bound(self, event: Event, topic: Topic | None) -> bool:
        """Whether "no failures" speaks of one exam rather than of all."""
        if topic is None or topic.sweeping:
            return False
        gap = range(topic.end, event.start) if topic.end <= event.start else range(event.end, topic.start)
        words = self._message.norms(gap)
        return len(words) <= 6 and HARD.isdisjoint(words) and "," not in words

    def _spread(self, event: Event) -> Topic | None:
        """The word that spreads an event over every exam named: "both first attempt"."""
        if event.what is What.SCORE:
            return None
        start, _ = self._message.sentence(event.start)
        near = [*range(event.start - 1, max(start, event.start - 5) - 1, -1), *event.places, event.end]
        for at in near:
            if self._message.has(at, "step", "allsteps", "threesteps", "otherexam", "practice"):
                return None
            if event.what is What.FAIL and event.count and self._message.norm(at) == "everything":
                return None  # a sigh, and no list of exams
            if self._message.has(at, "both") and not self._message.has(at + 1, "time", "attempt"):
                return Topic(at, at + 1, STEPS[:2], sweeping=True)
        return None

    def _swept(self, event: Event, topic: Topic | None) -> list[str]:
        """Every exam named so far, the last two for "both"; else those of the ledger, or of the words."""
        earlier = [one for one in self._named[: bisect_right(self._starts, event.start)] if not one.sweeping]
        mentioned = [exam for one in earlier[-_KEPT:] for exam in one.exams if exam != ELSE]
        exams = list(dict.fromkeys(reversed(mentioned)))
        if len(exams) < 2:
            exams = [exam for exam in STEPS if exam in self._known] or list(topic.exams if topic else ())
        if topic and self._message.norm(topic.start) in ("both", "both_steps", "both_exams", "ambos"):
            exams = exams[:2]
        return exams


_HEDGES = ("scored", "about", "below", "above", "low", "mid", "high")
_BACK = words(": = - -- was is a an my score of ( and got at with just only i the on in it result en el mi")
_FORWARD = words("of on in for at ( my the a an usmle both exam it again exams score this was is en el la mi")
_AFTER_RESULT = words(
    "or twice on in with by it and then but the @1 @2 because due after for at , ; . ) ( -- my again : both"
) | {""}
