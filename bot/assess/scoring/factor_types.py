"""The factors of the score as types: names, phrases, and shares in thousandths.

Covers: what each factor's table holds, and how its bands and columns are found. Does not cover
reading the file (factor_tables) or applying a factor to an applicant (factors).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.assess.scale import Curve, Span

KINDS = ("none", "research", "observership", "externship", "hands_on")
"""Kinds of US clinical experience, each worth at least as much as the one before."""
VISAS = ("h1b", "j1", "either")


@dataclass(frozen=True)
class Factor:
    """What every factor has. `why` closes each reason and says what is judgement."""

    key: str
    name: str
    source: str
    why: str
    says: Mapping[str, str]


@dataclass(frozen=True)
class CurveFactor(Factor):
    """A factor that is one curve over one number."""

    curve: Curve
    unknown: Span


@dataclass(frozen=True)
class Step2ckFactor(CurveFactor):
    """`open_share` of the way from fail to pass counts while a score under today's mark is open."""

    pass_unknown: Span
    open_share: int


@dataclass(frozen=True)
class Step1Factor(Factor):
    """Bands rather than a curve: the trend table has a row for each, and the two must fit."""

    fail: int
    passed: int
    unknown: Span
    bands: tuple[tuple[int, int], ...]

    def band(self, score: float) -> int:
        """The place of a score's band."""
        return max(place for place, (start, _) in enumerate(self.bands) if score >= start or place == 0)


@dataclass(frozen=True)
class AttemptsFactor(Factor):
    """`share` of the factor by exam; `by_failures` is what is left of it after 0, 1, 2 … failures."""

    share: Mapping[str, int]
    by_failures: tuple[int, ...]
    unknown: Span

    def left(self, failures: int) -> int:
        """Thousandths left after this many failures."""
        return self.by_failures[min(failures, len(self.by_failures) - 1)]


@dataclass(frozen=True)
class TrendFactor(Factor):
    """Rows: fail, after_failure, pass, and one per Step 1 band. Columns: failed, then Step 2 CK bands."""

    step2ck_from: tuple[int, ...]
    prior_column: int
    within_error: int
    rows: Mapping[str, tuple[int, ...]]
    bands: tuple[str, ...]

    def column(self, score: float) -> int:
        """The column of a passed Step 2 CK score."""
        return max(n for n, start in enumerate(self.step2ck_from, start=1) if score >= start or n == 1)


@dataclass(frozen=True)
class Step3Factor(Factor):
    """Counts only a result on record; an absent Step 3 is worth nothing and costs nothing."""

    curve: Curve
    passed: int
    fail: int


@dataclass(frozen=True)
class UsceFactor(Factor):
    """The worth of the kind times the worth of the months."""

    months: Curve
    kind: Mapping[str, int]
    unknown_months: Span
    unknown_kind: Span


@dataclass(frozen=True)
class LanguagesFactor(Factor):
    """Languages of the coast's patients count most; `plain` ones are expected of everyone."""

    coast: frozenset[str]
    plain: frozenset[str]
    levels: Mapping[str, int]
    unknown: Span


@dataclass(frozen=True)
class AuthorisationFactor(Factor):
    """By status, and by visa for those who need one."""

    status: Mapping[str, int]
    needs_visa: Mapping[str, int]
    needs_visa_unknown: Span
    unknown: Span


@dataclass(frozen=True)
class CyclesFactor(Factor):
    """Unmatched in an earlier cycle, or not."""

    no: int
    yes: int
    unknown: Span


@dataclass(frozen=True)
class Factors:
    """All factors of the score."""

    step2ck: Step2ckFactor
    step1: Step1Factor
    attempts: AttemptsFactor
    trend: TrendFactor
    step3: Step3Factor
    usce: UsceFactor
    letters: CurveFactor
    research: CurveFactor
    graduation: CurveFactor
    region: CurveFactor
    languages: LanguagesFactor
    authorisation: AuthorisationFactor
    cycles: CyclesFactor
