"""Trend: which row and column of the rubric's trend table an applicant stands in.

Covers: the worth of the trend, with every row and column that is still possible, and its direction
in words. Does not cover the points of Step 1 and Step 2 CK themselves (factors).
"""

from bot.applicant.facts import number
from bot.assess.scale import Span
from bot.assess.scoring.exams import Outcome, Record
from bot.assess.scoring.factor_types import Step1Factor, TrendFactor


def worth(factor: TrendFactor, step1: Step1Factor, record: Record) -> Span:
    """Thousandths of the trend: over the possible rows and columns, and at the likeliest of each."""
    rows, row = _rows(factor, step1, record)
    columns, column = _columns(factor, record)
    possible = [factor.rows[name][place] for name in rows for place in columns]
    return Span(min(possible), factor.rows[row][column], max(possible))


def direction(factor: TrendFactor, record: Record) -> str:
    """Which of the factor's phrases fits: up, level, down, after_failure, after_pass, …"""
    before, after = number(record.facts, "step1"), number(record.facts, "step2ck")
    if record.outcomes["step1"] is Outcome.FAILED:
        return "step1_fail"
    if record.outcomes["step2ck"] is Outcome.FAILED:
        return "step2ck_fail"
    if after is None or record.outcomes["step1"] is Outcome.NONE:
        return "unknown"
    if before is None:
        return "after_failure" if record.failures("step1") else "after_pass"
    if abs(after - before) <= factor.within_error:
        return "level"
    return "up" if after > before else "down"


def _rows(factor: TrendFactor, step1: Step1Factor, record: Record) -> tuple[tuple[str, ...], str]:
    """Every possible row, and the one that counts now: an unknown failure counts as none."""
    failures, score = record.failures("step1"), number(record.facts, "step1")
    match record.outcomes["step1"]:
        case Outcome.FAILED:
            return ("fail",), "fail"
        case Outcome.NONE:
            if failures:
                return ("fail", "after_failure"), "after_failure"
            return tuple(factor.rows), "pass"
    clean = "pass" if score is None else factor.bands[step1.band(score)]
    if failures is None:
        return (clean, "after_failure"), clean
    return (("after_failure",), "after_failure") if failures else ((clean,), clean)


def _columns(factor: TrendFactor, record: Record) -> tuple[tuple[int, ...], int]:
    """Every possible column, and the one that counts now. Column 0 is a failed Step 2 CK."""
    score, passed = number(record.facts, "step2ck"), range(1, len(factor.step2ck_from) + 1)
    match record.outcomes["step2ck"]:
        case Outcome.FAILED:
            return (0,), 0
        case Outcome.NONE:
            return (0, *passed), factor.prior_column
    if score is None:
        return tuple(passed), factor.prior_column
    return (factor.column(score),), factor.column(score)
