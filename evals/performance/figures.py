"""The arithmetic of every row: medians, percentiles, two things timed in turns, and the line that is written.

Covers: numbers only. Does not cover what is measured.
"""

import math
import statistics
import time
from collections.abc import Callable, Sequence

from evals.rows import Row

SHOWN = ("value", "unit", "baseline", "ratio", "target", "holds", "note")


def line(
    name: str,
    value: float,
    unit: str,
    target: float,
    holds: bool,
    *,
    baseline: float | None = None,
    ratio: float | None = None,
    note: str | None = None,
) -> Row:
    return {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "baseline": None if baseline is None else round(baseline, 3),
        "ratio": None if ratio is None else round(ratio, 3),
        "target": target,
        "holds": holds,
        "note": note,
    }


def against(
    name: str, ours: Sequence[float], baseline: Sequence[float], unit: str, target: float, note: str
) -> Row:
    """Medians side by side; it holds when ours is at most `target` times the baseline's."""
    value, base = statistics.median(ours), statistics.median(baseline)
    ratio = value / base
    return line(name, value, unit, target, ratio <= target, baseline=base, ratio=ratio, note=note)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def seconds(work: Callable[[], object]) -> float:
    """How long some work takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turns(
    times: int, first: Callable[[], float], second: Callable[[], float]
) -> tuple[list[float], list[float]]:
    """What both measure, one after the other, `times` times, after one round that does not count."""
    measured = [(first(), second()) for _ in range(times + 1)][1:]
    return [one for one, _ in measured], [two for _, two in measured]
