"""Levers: what an applicant can still change or learn, and the facts that would hold at each place of one.

Covers: both later exams, US experience, letters, publications, and failed attempts that were not told. A
retake keeps its failed attempts. Does not cover what nobody can change (graduation, attempts on record) or
what a move is worth: that is a re-run of the score (scoring.what_if).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.applicant.facts import FIELDS, Profile, Value, number, show
from bot.assess.scale import Curve
from bot.assess.scoring import Rubric
from bot.assess.scoring.exams import Outcome, Record, read_record
from bot.assess.scoring.factor_types import KINDS

Moved: TypeAlias = Mapping[str, str]
"""By lever, the words of the stop it was moved to."""

NOT_KNOWN = "not known"
STEP3_EVERY = 5
"""Distance of the Step 3 scores that can be chosen, in points of the exam."""

_RETAKE = "A failed exam can be taken again. The failed attempt stays on the record, here too."
_PASSED = "A passed exam cannot be taken again. Move this to see how much the score counts."
_OPEN = "Whether your score was a pass is still open, so the total is a range."
_UNTOLD = "You have not told a score yet."


@dataclass(frozen=True)
class Stop:
    """One place of a lever, and the facts that would then hold; none at the place of today."""

    words: str
    facts: Profile


@dataclass(frozen=True)
class Lever:
    """One thing to move. `now` is the place of what is known today; `slider` says that the stops rise."""

    key: str
    label: str
    stops: tuple[Stop, ...]
    now: int
    note: str = ""
    slider: bool = True

    def place(self, moved: Moved) -> int:
        """Where it stands: where it was moved to, if it still has that stop, else where it is today."""
        words = moved.get(self.key)
        return next((n for n, stop in enumerate(self.stops) if stop.words == words), self.now)


def levers(profile: Profile, rubric: Rubric) -> tuple[Lever, ...]:
    """The levers of an applicant, in the order in which a page shows them."""
    record = read_record(profile, rubric.exams)
    factors = rubric.factors
    found = (
        _step2ck(record, profile, rubric),
        _step3(record, profile, rubric),
        _counted("usce_months", factors.usce.months, record, "month"),
        _kind(record),
        _counted("us_letters", factors.letters.curve, record),
        _counted("publications", factors.research.curve, record),
        _failures("step1", record, rubric),
        _failures("step2ck", record, rubric),
    )
    return tuple(lever for lever in found if lever is not None)


def moved_facts(found: Iterable[Lever], moved: Moved) -> Profile:
    """The facts to set for what was moved; a number of failed attempts that was chosen counts last."""
    facts: dict[str, Value] = {}
    for lever in found:
        facts |= lever.stops[lever.place(moved)].facts
    return facts


def _step2ck(record: Record, profile: Profile, rubric: Rubric) -> Lever | None:
    exam, value, outcome = rubric.exams["step2ck"], record.facts.get("step2ck"), record.outcomes["step2ck"]
    curve, mark = rubric.factors.step2ck.curve, exam.now or exam.surely_passed
    if outcome is Outcome.FAILED:
        kept = _kept("step2ck", record, rubric)
        if kept is None:
            return None
        scores = _scores("step2ck", range(mark, _last(curve) + 1), {"step2ck_result": "pass", **kept})
        return _lever("step2ck", (Stop(_failed_words(value), {}), *scores), _RETAKE)
    if outcome is Outcome.NONE and profile.get("step2ck") == "not_taken":
        scores = _scores("step2ck", range(mark, _last(curve) + 1), {})
        return _lever("step2ck", (Stop(show("step2ck", "not_taken"), {}), _fail("step2ck"), *scores))
    if outcome is Outcome.NONE:
        return _lever("step2ck", (Stop(NOT_KNOWN, {}), *_scores("step2ck", _run(curve, None), {})), _UNTOLD)
    if not isinstance(value, int):
        scores = _scores("step2ck", _run(curve, None), {"step2ck_result": "pass"})
        return _lever("step2ck", (Stop(show("step2ck", "pass"), {}), *scores), _UNTOLD)
    scores = _scores("step2ck", _run(curve, value), {})
    return _lever("step2ck", scores, _OPEN if outcome is Outcome.OPEN else _PASSED, value)


def _step3(record: Record, profile: Profile, rubric: Rubric) -> Lever | None:
    """None once a score is on record: it stays as it is."""
    exam, value, outcome = rubric.exams["step3"], record.facts.get("step3"), record.outcomes["step3"]
    if isinstance(value, int):
        return None
    kept = _kept("step3", record, rubric) if outcome is Outcome.FAILED else {}
    if kept is None:
        return None
    first, last = exam.now or exam.surely_passed, _last(rubric.factors.step3.curve)
    scores = _scores("step3", range(first, last + 1, STEP3_EVERY), kept)
    if outcome is Outcome.PASSED:
        return _lever("step3", (Stop(show("step3", "pass"), {}), *scores), _UNTOLD, slider=False)
    passed = Stop("passed, score not known yet", {"step3": "pass", **kept})
    if outcome is Outcome.FAILED:
        stops = (Stop(show("step3", "fail"), {}), passed, *scores)
        return _lever("step3", stops, _RETAKE, slider=False)
    told = show("step3", "not_taken") if "step3" in profile else "no result told"
    return _lever("step3", (Stop(told, {}), _fail("step3"), passed, *scores), slider=False)


def _counted(key: str, curve: Curve, record: Record, unit: str = "") -> Lever:
    """A number from none to as many as count, and today's own if it is another one."""
    now, last = number(record.facts, key), _last(curve)
    values = sorted({*range(last + 1), *(() if now is None else (now,))})
    stops = tuple(Stop(_amount(value, unit), {key: value}) for value in values)
    note = f"More than {_amount(last, unit)} count the same."
    return _lever(key, stops if now is not None else (Stop(NOT_KNOWN, {}), *stops), note, now)


def _kind(record: Record) -> Lever:
    key = "usce_kind"
    now = record.facts.get(key)
    stops = tuple(Stop(show(key, kind), {key: kind}) for kind in KINDS)
    return _lever(key, stops if now else (Stop(NOT_KNOWN, {}), *stops), now=now, slider=False)


def _failures(exam: str, record: Record, rubric: Rubric) -> Lever | None:
    """Failed attempts that nobody told yet; those on record cannot be changed."""
    key = f"{exam}_failures"
    if key in record.facts:
        return None
    least = 1 if record.outcomes[exam] is Outcome.FAILED else 0
    stops = (Stop(str(n), {key: n}) for n in range(least, rubric.attempt_limit + 1))
    return _lever(
        key, (Stop(NOT_KNOWN, {}), *stops), "You know this number; nobody can change it.", slider=False
    )


def _lever(
    key: str, stops: Sequence[Stop], note: str = "", now: Value | None = None, *, slider: bool = True
) -> Lever:
    """The lever at today's value, the first stop when there is none; moving it there sets nothing."""
    at = next((n for n, stop in enumerate(stops) if now is not None and stop.facts.get(key) == now), 0)
    placed = tuple(Stop(stop.words, {}) if n == at else stop for n, stop in enumerate(stops))
    return Lever(key, FIELDS[key].label, placed, at, note, slider)


def _kept(exam: str, record: Record, rubric: Rubric) -> Profile | None:
    """The failed attempts that stay on record after a retake; None when no attempt is left."""
    failures = record.failures(exam) or 1
    return {f"{exam}_failures": failures} if failures < rubric.attempt_limit else None


def _scores(exam: str, run: Iterable[int], beside: Profile) -> tuple[Stop, ...]:
    return tuple(Stop(str(score), {exam: score, **beside}) for score in run)


def _fail(exam: str) -> Stop:
    return Stop(show(exam, "fail"), {exam: "fail"})


def _failed_words(value: Value | None) -> str:
    failed = show("step2ck", "fail")
    return f"{value} ({failed})" if isinstance(value, int) else failed


def _run(curve: Curve, now: int | None) -> range:
    """The scores between which points are gained, and on to today's."""
    ends = (curve.anchors[0][0], _last(curve), *(() if now is None else (now,)))
    return range(min(ends), max(ends) + 1)


def _last(curve: Curve) -> int:
    """Where a curve ends: more than this counts the same."""
    return curve.anchors[-1][0]


def _amount(value: float, unit: str) -> str:
    if not unit:
        return f"{value:g}"
    return f"{value:g} {unit}" if value == 1 else f"{value:g} {unit}s"
