"""Checks across factors: no better fact may lower the total, whatever the weights.

Covers: Step 1, failed attempts and trend together, the one place where a better fact can lower a
factor (a better Step 1 leaves less to improve). Does not cover factors that stand alone; their
tables are checked where they are read (factor_tables).
"""

from collections.abc import Mapping
from itertools import pairwise

from bot.assess.scale import WHOLE, tenths
from bot.assess.scoring.factor_types import Factors
from bot.errors import DataError

_ROUNDING = 1
"""Tenths that rounding may shift against us."""


def check_weights(file: str, factors: Factors, weights: Mapping[str, Mapping[str, int]]) -> None:
    """Raises DataError naming the weights and the rows under which a better fact could lower the total."""
    for name, table in weights.items():
        for worse, better, gain in _steps(factors, table):
            rows = factors.trend.rows[worse], factors.trend.rows[better]
            lost = max(
                tenths(table["trend"], a) - tenths(table["trend"], b) for a, b in zip(*rows, strict=True)
            )
            if lost > 0 and lost + _ROUNDING > gain:
                raise DataError(
                    f"{file}: [factors.trend] rows '{worse}' and '{better}': with [weights.{name}] "
                    f"the trend loses {lost / 10} where {gain / 10} are gained: a better fact could lower it"
                )


def _steps(factors: Factors, table: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """(worse row, better row, tenths gained elsewhere) for each way a Step 1 can be better."""
    step1, weight = factors.step1, table["step1"]
    bands = dict(zip(factors.trend.bands, (share for _, share in step1.bands), strict=True))
    found = [
        (worse, better, tenths(weight, bands[better]) - tenths(weight, bands[worse]))
        for worse, better in pairwise(bands)
    ]
    passed = {**bands, "pass": step1.passed, "after_failure": step1.fail}
    found += [
        ("fail", row, tenths(weight, share) - tenths(weight, step1.fail)) for row, share in passed.items()
    ]
    attempts = factors.attempts
    loss = attempts.share["step1"] * (attempts.left(0) - attempts.left(1)) // WHOLE
    clean = table["attempts"] * loss // WHOLE - _ROUNDING
    found += [("after_failure", row, clean) for row in (*bands, "pass")]
    return found
