"""Uncertainty: a mean with its bootstrap interval over rows."""

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

Item = TypeVar("Item")

RESAMPLES = 1_000
SEED = 20261125


def interval(items: Sequence[Item], statistic: Callable[[Sequence[Item]], float]) -> tuple[float, float]:
    """The 95 % bootstrap interval of a statistic over rows; (nan, nan) without rows."""
    if not items:
        return float("nan"), float("nan")
    chance = random.Random(SEED)
    values = sorted(statistic(chance.choices(items, k=len(items))) for _ in range(RESAMPLES))
    return values[int(0.025 * RESAMPLES)], values[int(0.975 * RESAMPLES)]


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def mean_with_interval(values: Sequence[float]) -> dict[str, float | tuple[float, float]]:
    return {"mean": mean(values), "interval": interval(values, mean), "n": len(values)}
