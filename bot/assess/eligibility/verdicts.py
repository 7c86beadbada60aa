"""What the gate says: the verdict of a rule, of a program, and what the applicant found out.

Covers: the types. Does not cover how a verdict is reached (the package).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from bot.assess.records import Program, RuleValue


class Verdict(StrEnum):
    """Of a rule: met, warning, unknown, blocked. Of a program: eligible, unknown, blocked."""

    MET = "met"
    ELIGIBLE = "eligible"
    WARNING = "warning"
    UNKNOWN = "unknown"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Finding:
    """What the applicant found out about one rule; `where` says how (phone, email, a page)."""

    program_id: str
    rule: str
    value: RuleValue
    found_on: str
    where: str


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """How one rule stands; `source` is a page or says why there is none.

    `stated`: published at all. `yours`: open only because a fact of the applicant is not known.
    `hint_against`: doubtful, and not met if it holds.
    """

    rule: str
    verdict: Verdict
    stated: bool
    yours: bool
    hint_against: bool
    source: str
    as_of: str
    _detail: Callable[[], str] = field(repr=False, compare=False)

    @property
    def detail(self) -> str:
        """One or more sentences for the applicant."""
        return self._detail()


@dataclass(frozen=True)
class Judgement:
    """One program judged for one applicant. `conditions` are things to prepare that decide nothing."""

    program: Program
    verdict: Verdict
    rules: tuple[RuleVerdict, ...]
    _conditions: Callable[[], tuple[str, ...]] = field(repr=False, compare=False)

    @property
    def conditions(self) -> tuple[str, ...]:
        return self._conditions()

    @cached_property
    def concerning(self) -> tuple[RuleVerdict, ...]:
        """The rules that concern the applicant: the published ones and the open ones."""
        return tuple(rule for rule in self.rules if rule.stated or rule.verdict is Verdict.UNKNOWN)

    @property
    def open(self) -> tuple[RuleVerdict, ...]:
        """What has to be asked, or told, before the verdict is certain."""
        return tuple(rule for rule in self.rules if rule.verdict is Verdict.UNKNOWN)

    @property
    def blocking(self) -> tuple[RuleVerdict, ...]:
        return tuple(rule for rule in self.rules if rule.verdict is Verdict.BLOCKED)

    @property
    def published(self) -> int:
        """How many of the concerning rules are published."""
        return sum(rule.stated for rule in self.concerning)
