"""The rubric of the mock interview: limits, marks from 1 to 5, and the traits that are pressed.

Covers: loading and checking knowledge/interview/rubric.toml, the mark of an answer from its elements and
flags, and the value of each trait. Does not cover finding elements and flags.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.errors import DataError
from bot.interview.signs import FOLDER

FALSE = "dishonest"


@dataclass(frozen=True)
class Trait:
    """One thing that an answer can lack. `flags` are its values when a flag is raised, `missing` its value
    when the element of its name is owed and absent (None: it is no element). `passage` and `section` say
    where the guide speaks of it."""

    id: str
    name: str
    passage: str
    section: str
    missing: float | None
    flags: Mapping[str, float]


@dataclass(frozen=True)
class Rubric:
    """`limits` by name as in the file; `low` are the scores by exam under which one is asked about."""

    words: int
    low: Mapping[str, int]
    details: int
    details_share: float
    clauses: int
    rounding: int
    better_by: float
    lowest: float
    highest: float
    false: float
    share: Mapping[str, float]
    cost: Mapping[str, float]
    fine: float
    traits: Mapping[str, Trait]

    def mark(self, owed: Collection[str], shown: Collection[str], flags: Collection[str]) -> float:
        """1.0 to 5.0: the owed elements shown, by their shares, less what the flags cost."""
        if FALSE in flags:
            return self.false
        whole = sum(self.share[name] for name in owed)
        part = sum(self.share[name] for name in owed if name in shown)
        reached = part / whole if whole else 1.0
        mark = self.lowest + (self.highest - self.lowest) * reached
        mark -= sum(self.cost[flag] for flag in flags)
        return round(min(self.highest, max(self.lowest, mark)), 1)

    def values(
        self, owed: Collection[str], shown: Collection[str], flags: Collection[str]
    ) -> Mapping[str, float]:
        """The value of each trait, 0 to 1, in the order of gravity."""
        found = {}
        for trait in self.traits.values():
            lacks = trait.missing is not None and trait.id in owed and trait.id not in shown
            values = [trait.flags[flag] for flag in flags if flag in trait.flags]
            found[trait.id] = min([1.0, *values, *([trait.missing] if lacks and trait.missing else [])])
        return found

    def weakest(self, values: Mapping[str, float]) -> Trait | None:
        """The lowest trait, the graver of two that are equal; None when all are fine."""
        lowest = min(values, key=lambda trait: values[trait])
        return self.traits[lowest] if values[lowest] < self.fine else None


@cache
def load_rubric(path: Path = FOLDER / "rubric.toml") -> Rubric:
    """Raises DataError naming what is missing or wrong in the file."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        limits, marks, traits = raw["limits"], raw["marks"], raw["traits"]
        return Rubric(
            words=limits["words"],
            low=limits["low"],
            details=limits["details"],
            details_share=limits["details_share"],
            clauses=limits["clauses"],
            rounding=limits["rounding"],
            better_by=limits["better_by"],
            lowest=marks["lowest"],
            highest=marks["highest"],
            false=marks["false"],
            share=marks["share"],
            cost=marks["cost"],
            fine=traits["fine"],
            traits={name: _trait(name, raw["trait"][name]) for name in traits["order"]},
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"interview/{path.name}: {error}") from None
    except KeyError as missing:
        raise DataError(f"interview/{path.name}: {missing} is missing") from None


def _trait(name: str, raw: Mapping[str, Any]) -> Trait:
    return Trait(name, raw["name"], raw["passage"], raw["section"], raw.get("missing"), raw.get("flags", {}))
