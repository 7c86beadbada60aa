"""Gates: conditions that programs check before they read anything else.

Covers: passed Steps, the attempt limit, rules about failed attempts, the ECFMG certificate, visa.
Does not cover the rules of single programs (eligibility); where they differ the verdict is unknown.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.assess.scoring.exams import Outcome, Record
from bot.assess.scoring.rubric import Rubric

_EXAM_NAMES = {"step1": "Step 1", "step2ck": "Step 2 CK", "step3": "Step 3"}


class Verdict(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Gate:
    """One condition and how it stands for this applicant."""

    name: str
    verdict: Verdict
    detail: str
    source: str


def gates(record: Record, rubric: Rubric) -> tuple[Gate, ...]:
    """Every gate that concerns this applicant, in the order in which programs tend to check them."""
    found = [
        _exam("step1", record, rubric),
        _exam("step2ck", record, rubric),
        _limit(record, rubric),
        _clean(record, rubric),
        _certificate(record, rubric),
        _visa(record, rubric),
    ]
    if record.facts.get("citizenship_status") == "needs_visa" and record.facts.get("visa") in (
        "h1b",
        "either",
    ):
        passed = record.outcomes["step3"] is Outcome.PASSED
        found.append(_gate(rubric, "h1b", Verdict.PASS if passed else Verdict.UNKNOWN))
    return tuple(found)


def _gate(rubric: Rubric, key: str, verdict: Verdict, case: str | None = None, **holes: object) -> Gate:
    said = rubric.gates[key]
    return Gate(said.says["name"], verdict, said.says[case or verdict.value].format(**holes), said.source)


def _exam(key: str, record: Record, rubric: Rubric) -> Gate:
    match record.outcomes[key]:
        case Outcome.PASSED:
            return _gate(rubric, key, Verdict.PASS)
        case Outcome.FAILED:
            return _gate(rubric, key, Verdict.FAIL)
        case Outcome.OPEN:
            holes = {"value": record.facts[key], "mark": rubric.exams[key].now}
            return _gate(rubric, key, Verdict.UNKNOWN, "open", **holes)
    return _gate(rubric, key, Verdict.UNKNOWN)


def _limit(record: Record, rubric: Rubric) -> Gate:
    limit = rubric.attempt_limit
    over = [name for key, name in _EXAM_NAMES.items() if (record.failures(key) or 0) >= limit]
    if over:
        return _gate(rubric, "limit", Verdict.FAIL, limit=limit, steps=" and ".join(over))
    verdict = Verdict.PASS if _all_stated(record) else Verdict.UNKNOWN
    return _gate(rubric, "limit", verdict, limit=limit)


def _clean(record: Record, rubric: Rubric) -> Gate:
    if any(record.failures(key) for key in _EXAM_NAMES):
        return _gate(rubric, "clean", Verdict.UNKNOWN)
    if _all_stated(record) and record.outcomes["step2ck"] is not Outcome.OPEN:
        return _gate(rubric, "clean", Verdict.PASS)
    return _gate(rubric, "clean", Verdict.UNKNOWN, "open")


def _certificate(record: Record, rubric: Rubric) -> Gate:
    failed = any(record.outcomes[key] is Outcome.FAILED for key in ("step1", "step2ck"))
    return _gate(rubric, "certificate", Verdict.FAIL if failed else Verdict.UNKNOWN)


def _visa(record: Record, rubric: Rubric) -> Gate:
    status = record.facts.get("citizenship_status")
    if status in ("us_citizen", "permanent_resident"):
        return _gate(rubric, "visa", Verdict.PASS)
    return _gate(rubric, "visa", Verdict.UNKNOWN, "open" if status is None else None)


def _all_stated(record: Record) -> bool:
    return all(f"{key}_failures" in record.facts for key in ("step1", "step2ck"))
