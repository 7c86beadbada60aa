"""Exam standing: each result on record beside its band, its pass mark and the published quartiles.

Covers: Step 1, Step 2 CK and Step 3; quartiles of the specialty's non-US IMGs with the population
named, and none for a US IMG, whose group they are not. Also the advice on Step 3. Does not cover
points (factors).
"""

from dataclasses import dataclass, replace

from bot.applicant.facts import SPECIALTIES, Value, number, show
from bot.assess.scoring.exams import EXAMS, Outcome, Record
from bot.assess.scoring.rubric import Rubric
from bot.assess.statistics import Quartiles

_NAMES = {"step1": "Step 1", "step2ck": "Step 2 CK", "step3": "Step 3"}


@dataclass(frozen=True)
class Standing:
    """One exam. `pass_mark` is a three-digit score, None for pass or fail exams; `note` says what to know."""

    exam: str
    value: Value
    band: str
    pass_mark: int | None
    population: str | None
    matched: Quartiles | None
    not_matched: Quartiles | None
    source: str
    note: str


@dataclass(frozen=True)
class Advice:
    """One piece of advice: `kind` is the rule that fired."""

    kind: str
    detail: str
    source: str


def standing(record: Record, rubric: Rubric, specialty: str | None) -> tuple[Standing, ...]:
    """Every exam with a result on record."""
    return tuple(_standing(key, record, rubric, specialty) for key in EXAMS if key in record.facts)


def _standing(key: str, record: Record, rubric: Rubric, specialty: str | None) -> Standing:
    value, exam, bands = record.facts[key], rubric.exams[key], rubric.bands[key]
    row = Standing(
        exam=_NAMES[key],
        value=int(value) if isinstance(value, int | float) else show(key, value),
        band=bands.of(value),
        pass_mark=exam.now,
        population=None,
        matched=None,
        not_matched=None,
        source=bands.source,
        note=exam.note or exam.source,
    )
    return _compared(row, record, rubric, specialty) if key == "step2ck" else row


def _compared(row: Standing, record: Record, rubric: Rubric, specialty: str | None) -> Standing:
    """Step 2 CK beside the mark of its month, when known, and the quartiles of the applicant's group."""
    marks = rubric.exams["step2ck"].marks(str(record.facts.get("step2ck_date", "")))
    row = replace(row, pass_mark=marks[0]) if len(marks) == 1 else row
    says, status = rubric.standing.says, record.facts.get("citizenship_status")
    outcome = rubric.outcomes.get(specialty or "")
    if status == "us_citizen":
        return replace(row, note=f"{row.note} {says['us_img']}")
    if specialty is None:
        return replace(row, note=f"{row.note} {says['no_specialty']}")
    if outcome is None:
        words = says["not_published"].format(specialty=SPECIALTIES.get(specialty, specialty))
        return replace(row, note=f"{row.note} {words}")
    doubt = [says["unknown_status"]] if status is None else []
    return replace(
        row,
        population=f"{SPECIALTIES[specialty]}, {outcome.year} Match: {outcome.population}",
        matched=outcome.matched,
        not_matched=outcome.not_matched,
        source=f"{row.source}; {outcome.source}",
        note=" ".join([row.note, says["group"], *doubt]),
    )


def step3_advice(record: Record, rubric: Rubric) -> Advice:
    """Whether Step 3 is worth it now, by the guide: only if ready to do clearly better."""
    table = rubric.step3_advice
    kind = _step3_case(record, rubric)
    value = record.facts.get("step3", "")
    return Advice(kind, table.says[kind].format(value=show("step3", value)), table.source)


def _step3_case(record: Record, rubric: Rubric) -> str:
    table, score = rubric.step3_advice, number(record.facts, "step3")
    outcomes, step2ck = record.outcomes, number(record.facts, "step2ck")
    if outcomes["step3"] is Outcome.FAILED:
        return "failed"
    if score is not None:
        return "solid" if score >= table.solid_from else "low"
    if outcomes["step3"] is Outcome.PASSED:
        return "passed"
    if Outcome.FAILED in (outcomes["step1"], outcomes["step2ck"]):
        return "not_yet"
    if outcomes["step2ck"] is Outcome.NONE:
        return "unknown"
    if record.facts.get("visa") in ("h1b", "either"):
        return "h1b"
    low = step2ck is not None and step2ck < table.low_step2ck_under
    return "consider" if low or record.failures("step1") or record.failures("step2ck") else "optional"
