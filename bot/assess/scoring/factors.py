"""Applying each factor to one record: its worth in thousandths, the reason, the facts it read.

Covers: the thirteen factors, one function each, and a factor counted both ways while a Step 2 CK
under today's mark is open. Does not cover weights and sums (scoring). All numbers and sentences
come from the rubric.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.applicant.facts import PACIFIC_STATES, number, show
from bot.assess.scale import WHOLE, Span
from bot.assess.scoring import trend
from bot.assess.scoring.exams import Outcome, Record
from bot.assess.scoring.factor_types import CurveFactor
from bot.assess.scoring.rubric import Rubric


@dataclass(frozen=True)
class Part:
    """What one factor is worth to one applicant. `read` are the facts it used, `missing` those it lacks."""

    span: Span
    says: str
    read: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def part(key: str, record: Record, rubric: Rubric, today: date) -> Part:
    """One factor, counted both ways where an open Step 2 CK makes a difference."""
    judge = _JUDGES[key]
    if record.outcomes["step2ck"] is not Outcome.OPEN:
        return judge(record, rubric, today)
    failed = judge(record.settled(Outcome.FAILED), rubric, today)
    passed = judge(record.settled(Outcome.PASSED), rubric, today)
    if failed == passed:
        return passed
    span = failed.span.either(passed.span, rubric.factors.step2ck.open_share)
    says = f"{passed.says} {rubric.texts['both_ways']}"
    if key == "step2ck":
        mark = rubric.exams["step2ck"].now
        says = rubric.factors.step2ck.says["open"].format(value=record.facts["step2ck"], mark=mark)
    return Part(span, says, passed.read, (*passed.missing, "step2ck_result"))


def _step2ck(record: Record, rubric: Rubric, today: date) -> Part:
    factor, value = rubric.factors.step2ck, record.facts.get("step2ck")
    match record.outcomes["step2ck"]:
        case Outcome.NONE:
            return Part(factor.unknown, factor.says["unknown"], missing=("step2ck",))
        case Outcome.FAILED:
            return Part(Span.exactly(0), factor.says["fail"], ("step2ck",))
    score = number(record.facts, "step2ck")
    if score is None or value is None:
        return Part(factor.pass_unknown, factor.says["pass"], ("step2ck",), ("step2ck",))
    says = factor.says["number"].format(value=value, band=rubric.bands["step2ck"].of(value))
    return Part(Span.exactly(factor.curve.at(score)), says, ("step2ck",))


def _step1(record: Record, rubric: Rubric, today: date) -> Part:
    factor, score = rubric.factors.step1, number(record.facts, "step1")
    if score is not None:
        worth = factor.bands[factor.band(score)][1]
        return Part(Span.exactly(worth), factor.says["number"].format(value=int(score)), ("step1",))
    match record.outcomes["step1"]:
        case Outcome.PASSED:
            return Part(Span.exactly(factor.passed), factor.says["pass"], ("step1",))
        case Outcome.FAILED:
            return Part(Span.exactly(factor.fail), factor.says["fail"], ("step1",))
    return Part(factor.unknown, factor.says["unknown"], missing=("step1",))


def _attempts(record: Record, rubric: Rubric, today: date) -> Part:
    factor, names = rubric.factors.attempts, {"step1": "Step 1", "step2ck": "Step 2 CK", "step3": "Step 3"}
    low = now = high = 0
    failed: list[str] = []
    clean: list[str] = []
    unknown: list[str] = []
    for exam, share in factor.share.items():
        failures, stated = record.failures(exam), f"{exam}_failures" in record.facts
        if failures is None and exam == "step3":
            span = Span.exactly(WHOLE)
        elif failures is None:
            unknown.append(exam)
            span = factor.unknown
        else:
            worst = factor.left(failures) if stated or exam == "step3" else factor.by_failures[-1]
            span = Span(worst, factor.left(failures), factor.left(failures))
            (failed if failures else clean).append(exam)
        low, now, high = low + share * span.low, now + share * span.now, high + share * span.high
    says = []
    if failed:
        counts = [f"{record.failures(exam)} at {names[exam]}" for exam in failed]
        says.append(factor.says["some"].format(failures=_join(counts)))
    for key, exams in (("none", clean), ("unknown", unknown)):
        if exams:
            says.append(factor.says[key].format(steps=_join([names[exam] for exam in exams])))
    read = tuple(key for exam in factor.share if (key := f"{exam}_failures") in record.facts)
    implied = tuple(exam for exam in failed if f"{exam}_failures" not in record.facts)
    missing = tuple(f"{exam}_failures" for exam in ("step1", "step2ck") if exam in (*unknown, *implied))
    return Part(Span(low // WHOLE, now // WHOLE, high // WHOLE), " ".join(says), (*read, *implied), missing)


def _trend(record: Record, rubric: Rubric, today: date) -> Part:
    factor = rubric.factors.trend
    score, result = number(record.facts, "step1"), record.facts.get("step1")
    missing = tuple(
        key
        for key, known in (
            ("step1", result is not None),
            ("step1_failures", result == "fail" or record.failures("step1") is not None),
            (
                "step2ck",
                number(record.facts, "step2ck") is not None or record.outcomes["step2ck"] is Outcome.FAILED,
            ),
        )
        if not known
    )
    span = trend.worth(factor, rubric.factors.step1, record)
    words = factor.says[trend.direction(factor, record)]
    step2ck = show("step2ck", record.facts.get("step2ck", ""))
    says = words.format(step1=score if score is None else int(score), step2ck=step2ck)
    read = tuple(key for key in ("step1", "step1_failures", "step2ck") if key in record.facts)
    return Part(span, says, read, () if span.known else missing)


def _step3(record: Record, rubric: Rubric, today: date) -> Part:
    factor, value = rubric.factors.step3, record.facts.get("step3")
    score = number(record.facts, "step3")
    if value is None:
        return Part(Span.exactly(0), factor.says["none"])
    if score is not None:
        says = factor.says["number"].format(value=value, band=rubric.bands["step3"].of(value))
        return Part(Span.exactly(factor.curve.at(score)), says, ("step3",))
    passed = record.outcomes["step3"] is Outcome.PASSED
    worth, says = (factor.passed, factor.says["pass"]) if passed else (factor.fail, factor.says["fail"])
    return Part(Span.exactly(worth), says, ("step3",))


def _usce(record: Record, rubric: Rubric, today: date) -> Part:
    factor, kind = rubric.factors.usce, record.facts.get("usce_kind")
    months = number(record.facts, "usce_months")
    read = tuple(key for key in ("usce_months", "usce_kind") if key in record.facts)
    if months == 0 or kind == "none":
        return Part(Span.exactly(0), factor.says["none"], read)
    by_months = Span.exactly(factor.months.at(months)) if months is not None else factor.unknown_months
    by_kind = Span.exactly(factor.kind[str(kind)]) if kind is not None else factor.unknown_kind
    missing = tuple(key for key in ("usce_months", "usce_kind") if key not in record.facts)
    case = {(): "known", ("usce_months",): "kind_only", ("usce_kind",): "months_only"}.get(missing, "unknown")
    words = {"months": _count(months or 0, "month"), "kind": show("usce_kind", kind or "")}
    return Part(by_months.times(by_kind), factor.says[case].format(**words), read, missing)


def _counted(key: str, factor: CurveFactor, record: Record) -> Part:
    count = number(record.facts, key)
    if count is None:
        return Part(factor.unknown, factor.says["unknown"], missing=(key,))
    says = factor.says["known"].format(value=int(count)) if count else factor.says["none"]
    return Part(Span.exactly(factor.curve.at(count)), says, (key,))


def _letters(record: Record, rubric: Rubric, today: date) -> Part:
    return _counted("us_letters", rubric.factors.letters, record)


def _research(record: Record, rubric: Rubric, today: date) -> Part:
    return _counted("publications", rubric.factors.research, record)


def _graduation(record: Record, rubric: Rubric, today: date) -> Part:
    factor, year = rubric.factors.graduation, number(record.facts, "graduation_year")
    years = today.year - year if year is not None else number(record.facts, "years_since_graduation")
    if years is None:
        return Part(factor.unknown, factor.says["unknown"], missing=("graduation_year",))
    key = "graduation_year" if year is not None else "years_since_graduation"
    says = factor.says["known"].format(years=_count(years, "year")) if years > 0 else factor.says["recent"]
    return Part(Span.exactly(factor.curve.at(years)), says, (key,))


def _region(record: Record, rubric: Rubric, today: date) -> Part:
    factor, ties = rubric.factors.region, record.facts.get("region_ties")
    if not isinstance(ties, tuple):
        return Part(factor.unknown, factor.says["unknown"], missing=("region_ties",))
    named = {tie.casefold() for tie in ties}
    states = [state for state in PACIFIC_STATES if state.casefold() in named]
    says = factor.says["known"].format(states=_join(states)) if states else factor.says["none"]
    return Part(Span.exactly(factor.curve.at(len(states))), says, ("region_ties",))


def _languages(record: Record, rubric: Rubric, today: date) -> Part:
    factor, spoken = rubric.factors.languages, record.facts.get("languages")
    if not isinstance(spoken, tuple):
        return Part(factor.unknown, factor.says["unknown"], missing=("languages",))
    coast = [name for name in spoken if factor.coast & set(name.casefold().split())]
    other = [name for name in spoken if name.casefold() not in factor.plain]
    level = ("more_coast" if len(coast) > 1 else "one_coast") if coast else "other" if other else "none"
    case = "coast" if coast else level
    says = factor.says[case].format(languages=_join(coast or other))
    return Part(Span.exactly(factor.levels[level]), says, ("languages",))


def _authorisation(record: Record, rubric: Rubric, today: date) -> Part:
    factor = rubric.factors.authorisation
    status, visa = record.facts.get("citizenship_status"), record.facts.get("visa")
    if status in factor.status:
        return Part(
            Span.exactly(factor.status[str(status)]), factor.says[str(status)], ("citizenship_status",)
        )
    worth = factor.needs_visa[str(visa)] if visa is not None else None
    if status is not None:
        read = tuple(key for key in ("citizenship_status", "visa") if key in record.facts)
        if worth is None:
            return Part(factor.needs_visa_unknown, factor.says["needs_visa"], read, ("visa",))
        return Part(Span.exactly(worth), factor.says[str(visa)], read)
    if worth is None:
        return Part(factor.unknown, factor.says["unknown"], missing=("citizenship_status",))
    span = Span(worth, worth, factor.unknown.high)
    return Part(span, factor.says["visa_only"], ("visa",), ("citizenship_status",))


def _cycles(record: Record, rubric: Rubric, today: date) -> Part:
    factor, unmatched = rubric.factors.cycles, record.facts.get("previously_unmatched")
    if not isinstance(unmatched, bool):
        return Part(factor.unknown, factor.says["unknown"], missing=("previously_unmatched",))
    worth, says = (factor.yes, factor.says["yes"]) if unmatched else (factor.no, factor.says["no"])
    return Part(Span.exactly(worth), says, ("previously_unmatched",))


def _count(number: float, unit: str) -> str:
    return f"{number:g} {unit}" if number == 1 else f"{number:g} {unit}s"


def _join(items: list[str]) -> str:
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


_JUDGES: Mapping[str, Callable[[Record, Rubric, date], Part]] = {
    "step2ck": _step2ck,
    "step1": _step1,
    "attempts": _attempts,
    "trend": _trend,
    "step3": _step3,
    "usce": _usce,
    "letters": _letters,
    "research": _research,
    "graduation": _graduation,
    "region": _region,
    "languages": _languages,
    "authorisation": _authorisation,
    "cycles": _cycles,
}
