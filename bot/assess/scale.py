"""Whole-number arithmetic of the score: fractions in thousandths, points in tenths.

Covers: turning a fraction of a factor into tenths of a point, a curve through anchor points, a
span (worst, prior, best), and mixing two spans. Does not cover which facts a factor reads
(factors) or where the numbers come from (rubric). No floats, so sums are exact everywhere.
"""

from dataclasses import dataclass
from itertools import pairwise

WHOLE = 1000
"""Thousandths in a full factor."""


def tenths(weight: int, fraction: int) -> int:
    """Tenths of a point that a fraction (thousandths) of a weight (tenths) earns, rounded half up."""
    return (weight * fraction + WHOLE // 2) // WHOLE


def points(amount: int) -> float:
    """Points as a number with one decimal, from tenths."""
    return amount / 10


@dataclass(frozen=True)
class Span:
    """What a factor may be worth, in thousandths: at worst, as counted now, at best."""

    low: int
    now: int
    high: int

    @classmethod
    def exactly(cls, fraction: int) -> "Span":
        """A known worth."""
        return cls(fraction, fraction, fraction)

    @property
    def known(self) -> bool:
        """Whether nothing about this factor is open."""
        return self.low == self.high

    def times(self, other: "Span") -> "Span":
        """The product of two independent worths."""
        return Span(
            self.low * other.low // WHOLE, self.now * other.now // WHOLE, self.high * other.high // WHOLE
        )

    def either(self, other: "Span", share: int) -> "Span":
        """This or the other, not known which; `share` (thousandths) of the way to the other counts now."""
        now = (self.now * (WHOLE - share) + other.now * share) // WHOLE
        return Span(min(self.low, other.low), now, max(self.high, other.high))


@dataclass(frozen=True)
class Curve:
    """A line through anchors (x, thousandths) in rising order of x, flat outside them."""

    anchors: tuple[tuple[int, int], ...]

    def at(self, x: float) -> int:
        """Thousandths at `x`, rounded down between anchors; `x` counts to two decimals."""
        place = round(x * 100)
        for below, above in pairwise(self.anchors):
            if place <= below[0] * 100:
                return below[1]
            if place < above[0] * 100:
                rise, run = above[1] - below[1], (above[0] - below[0]) * 100
                return below[1] + rise * (place - below[0] * 100) // run
        return self.anchors[-1][1]

    @property
    def floor(self) -> int:
        """The lowest worth on the curve."""
        return min(worth for _, worth in self.anchors)

    @property
    def top(self) -> int:
        """The highest worth on the curve."""
        return max(worth for _, worth in self.anchors)
