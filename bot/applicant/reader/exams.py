"""Which exams a message names.

Covers: topics (Step 1, Step 2 CK, Step 3, groups of them, "both steps"), and everything that is no
USMLE Step here (practice tests, Step 2 CS, other countries' exams). Does not cover what happened in
an exam (exam_events) or the facts that follow (exam_results).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.applicant.reader.clauses import Hit, Message
from bot.applicant.reader.patterns import pattern

STEPS = ("step1", "step2ck", "step3")
ELSE = "else"
"""The exam of everything that is not a USMLE Step: its scores and failures are nobody's facts."""


@dataclass(frozen=True)
class Topic:
    """Exams named at tokens [start, end); `sweeping`: "both steps", "any exam"."""

    start: int
    end: int
    exams: tuple[str, ...]
    sweeping: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is about USMLE Steps."""
        return self.exams != (ELSE,)


_STEP = pattern("<step:exam> ")
_MORE = pattern(r"(?:and |/ |, |- |\+ |or |, and )#(?P<step>[23])(?:~\S+)? (?:ck )?")
_THREE, _ALL = pattern("<threesteps> "), pattern("<allsteps> ")
_ELSE = pattern("(?:<otherexam>|<practice>) ")
_ACTUAL = pattern("<actual> ")
_LISTED = pattern(r"#(?P<n>[123]) (?:= |: |- |-- )(?=#[12]\d\d |<pass>|<fail>)")
"""A Step by its number alone, in a line that begins "Steps: 1 = 210"."""
_RESULT = r"(?:#[12]\d\d |<pass> )"
_ROW = pattern(
    rf"(?:scores|score|usmle|usmles|steps|<have>) (?:: |= |-- )?{_RESULT}/ {_RESULT}(?:/ {_RESULT})?"
)
"""Results in the order of the Steps: "scores 205/219/pass"."""
_BARE_ROW = pattern(rf"(?:(?<=[.;,:] )|^){_RESULT}/ #[12]\d\d (?:/ {_RESULT})?(?=[,.;(]|$)")

_THINGS = ("month", "week", "year", "day", "letter", "usletter", "pub", "poster", "attempt", "fail", "time")
_THINGS_TOO = ("usce", "rotation", "clinical", "doctor", "specialty", "us", "interview", "counted")


def topics(message: Message) -> list[Topic]:
    """Exam mentions in order. An exam beside a practice test names the practice test."""
    found = [Topic(hit.start, hit.end, (ELSE,)) for hit in message.find(_ELSE)]
    practice = [topic for topic in found if message.has(topic.start, "practice")]
    covered = {at for topic in practice for at in (*_before(message, topic), *_behind(message, topic))}
    for hit in message.find(_STEP):
        found.append(Topic(hit.start, hit.end, (ELSE,)) if hit.start in covered else _group(message, hit))
    for hit in message.find(_LISTED):
        start, _ = message.sentence(hit.start)
        if any(word in ("steps", "usmle", "usmles") for word in message.norms(range(start, hit.start))):
            found.append(Topic(hit.start, hit.start + 1, (STEPS[int(hit["n"]) - 1],)))
    found.extend(_rows(message))
    found.extend(Topic(hit.start, hit.end, STEPS, sweeping=True) for hit in message.find(_THREE))
    found.extend(Topic(hit.start, hit.end, STEPS[:2], sweeping=True) for hit in message.find(_ALL))
    found.sort(key=lambda topic: topic.start)
    return _joined(message, _with_actual(message, found))


def _before(message: Message, practice: Topic) -> Iterator[int]:
    """Where a Step would only say which practice test is meant: "CK UWSA"."""
    yield practice.start - 1


def _behind(message: Message, practice: Topic) -> Iterator[int]:
    """The same after it: "NBME for step 2"."""
    for at in range(practice.end, practice.end + 3):
        yield at
        if message.norm(at) not in ("for", "of", "on", "before", "in", "my"):
            return


def _group(message: Message, hit: Hit) -> Topic:
    """A Step, with the further numbers of "Step 1, 2 and 3"."""
    exams, end = [hit["exam"]], hit.end
    while (more := next(message.find(_MORE, end, end + 4), None)) and more.start == end:
        exam = "step2ck" if more["step"] == "2" else "step3"
        if exam in exams or message.has(more.end, *_THINGS, *_THINGS_TOO):
            break
        exams.append(exam)
        end = more.end
    return Topic(hit.start, end, tuple(exams))


def _rows(message: Message) -> Iterator[Topic]:
    """Results in a row without the names of the exams; a row without any label only if no Step is named."""
    named = message.any(range(len(message.tokens)), "step")
    for hit in message.find_any([_ROW] if named else [_ROW, _BARE_ROW]):
        results = [
            at
            for at in range(hit.start, hit.end)
            if message.number(at) is not None or message.has(at, "pass")
        ]
        if all(message.number(at) is not None for at in results):
            yield Topic(results[0], results[0], STEPS[: len(results)])
        else:
            yield from (Topic(at, at, (STEPS[place],)) for place, at in enumerate(results))


def _with_actual(message: Message, found: list[Topic]) -> list[Topic]:
    """ "The real deal" after a practice test means the Step that was spoken of."""
    real = [topic for topic in found if topic.counts]
    starts = {topic.start for topic in real}
    out = list(found)
    for hit in message.find(_ACTUAL):
        meant = next((topic for topic in reversed(real) if topic.end <= hit.start), None) or next(
            (topic for topic in real if topic.start >= hit.end), None
        )
        if meant and not starts & {hit.end, hit.end + 1}:
            out.append(Topic(hit.start, hit.end, meant.exams))
    return sorted(out, key=lambda topic: topic.start)


def _joined(message: Message, found: list[Topic]) -> list[Topic]:
    """Neighbours joined by "and" or "/", or three joined by commas, are one group."""
    groups: list[list[Topic]] = []
    linked: list[bool] = []
    for topic in found:
        last = groups[-1][-1] if groups else None
        between = message.norms(range(last.end, min(topic.start, last.end + 3))) if last else []
        if last and _alike(last, topic) and 0 < len(between) <= 2 and set(between) <= _LINKS:
            groups[-1].append(topic)
            linked[-1] = linked[-1] or between != [","]
        else:
            groups.append([topic])
            linked.append(False)
    out: list[Topic] = []
    for group, link in zip(groups, linked, strict=True):
        if link or len(group) > 2 or len(group[-1].exams) > 1:
            exams = tuple(dict.fromkeys(exam for topic in group for exam in topic.exams))
            out.append(Topic(group[0].start, group[-1].end, exams, group[0].sweeping))
        else:
            out.extend(group)
    return out


_LINKS = {"and", "/", ",", "+", "y"}


def _alike(one: Topic, other: Topic) -> bool:
    return not (one.sweeping or other.sweeping) and one.counts == other.counts
