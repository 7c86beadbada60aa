"""Conditions of plan.toml: when a step, a note or an outlook holds, as data checked on loading.

Covers: `{ fact = "us_letters", below = 2 }` and its kind. A condition on something unknown does not hold,
unless it asks for just that. Does not cover which names there are (situation).
"""

from dataclasses import dataclass
from typing import Any

from bot.applicant.facts import FIELDS, Kind
from bot.assess.plan.situation import CHOICES, COUNTS, Situation, names, value_problem
from bot.assess.season import PHASES
from bot.assess.tables import Table

OPERATORS = ("is", "has", "at_least", "below", "known")


@dataclass(frozen=True)
class Condition:
    """`is`: equal to one of `values`. `has`: a list that holds one of them. `at_least`, `below`: a number.
    `known`: told or not."""

    fact: str
    operator: str
    values: tuple[Any, ...]

    def holds(self, situation: Situation) -> bool:
        value = situation.get(self.fact)
        if self.operator == "known":
            return (value is not None) is self.values[0]
        if self.operator == "is":
            return value is not None and any(
                value == wanted and isinstance(value, bool) is isinstance(wanted, bool)
                for wanted in self.values
            )
        if self.operator == "has":
            return isinstance(value, tuple) and bool(set(value) & set(self.values))
        if not isinstance(value, int | float) or isinstance(value, bool):
            return False
        bound = int(self.values[0])
        return value >= bound if self.operator == "at_least" else value < bound


@dataclass(frozen=True)
class When:
    """In one of `phases`, with all of `all_of`, one of `any_of` unless it is empty, none of `none_of`."""

    phases: frozenset[str]
    all_of: tuple[Condition, ...]
    any_of: tuple[Condition, ...]
    none_of: tuple[Condition, ...]

    def holds(self, situation: Situation) -> bool:
        return (
            situation["phase"] in self.phases
            and all(condition.holds(situation) for condition in self.all_of)
            and (not self.any_of or any(condition.holds(situation) for condition in self.any_of))
            and not any(condition.holds(situation) for condition in self.none_of)
        )


def read_when(table: Table) -> When:
    """The keys `phases` (all when absent), `when`, `any` and `unless` of a table."""
    phases = table.texts("phases") if table.has("phases") else PHASES
    for phase in phases:
        if phase not in PHASES:
            raise table.wrong("phases", f"names the unknown phase '{phase}'; known: {', '.join(PHASES)}")
    return When(frozenset(phases), *(_conditions(table, key) for key in ("when", "any", "unless")))


def _conditions(table: Table, key: str) -> tuple[Condition, ...]:
    return tuple(_condition(item) for item in table.tables(key)) if table.has(key) else ()


def _condition(table: Table) -> Condition:
    fact = table.text("fact")
    if fact not in names():
        raise table.wrong("fact", f"is unknown: '{fact}'")
    given = [operator for operator in OPERATORS if table.has(operator)]
    if len(given) != 1:
        raise table.wrong("fact", f"needs one of {', '.join(OPERATORS)}")
    operator = given[0]
    value = table.get(operator)
    found = Condition(fact, operator, tuple(value) if isinstance(value, list) else (value,))
    problem = _problem(found)
    if problem is not None:
        raise table.wrong(operator, problem)
    table.done()
    return found


def _problem(condition: Condition) -> str | None:
    is_list = condition.fact in FIELDS and FIELDS[condition.fact].kind is Kind.LIST
    match condition.operator:
        case "known":
            return None if isinstance(condition.values[0], bool) else "must be true or false"
        case "has" if not is_list:
            return "is only for facts that are lists"
        case "is" if is_list:
            return "is not for facts that are lists; use 'has'"
        case "at_least" | "below":
            if condition.fact in CHOICES or not _numeric(condition.fact):
                return "is only for numbers"
            value = condition.values[0]
            whole = isinstance(value, int) and not isinstance(value, bool)
            return None if whole and len(condition.values) == 1 else "must be a whole number"
    problems = (value_problem(condition.fact, value) for value in condition.values)
    return next((problem for problem in problems if problem is not None), None)


def _numeric(fact: str) -> bool:
    numeric = (Kind.COUNT, Kind.MONTHS, Kind.YEAR, Kind.EXAM, Kind.SCORE)
    return fact in COUNTS or (fact in FIELDS and FIELDS[fact].kind in numeric)
