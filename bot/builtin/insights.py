"""Insights: which passage is worth a word when a fact was told, and which fact beside an answer.

Covers: loading knowledge/insights.toml and testing a condition on a profile. Does not cover the
words, which are the passage's own first sentences.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.applicant.facts import FIELDS, Profile
from bot.errors import DataError
from bot.settings import KNOWLEDGE


@dataclass(frozen=True)
class Insight:
    """Holds when the field's value lies within the bounds, or is one of the given ones."""

    field: str
    passage: str
    at_least: float | None = None
    below: float | None = None
    one_of: tuple[object, ...] = ()

    def holds(self, profile: Profile) -> bool:
        value = profile.get(self.field)
        if self.one_of:
            return bool(set(value if isinstance(value, tuple) else (value,)) & set(self.one_of))
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return (self.at_least is None or value >= self.at_least) and (
            self.below is None or value < self.below
        )


@dataclass(frozen=True)
class Insights:
    """`told` in order of weight; `first_step` are passages on where to begin; `beside` maps a topic to
    the fields whose value is set beside its answer."""

    told: tuple[Insight, ...]
    first_step: tuple[str, ...]
    beside: Mapping[str, tuple[str, ...]]


@cache
def load_insights(path: Path = KNOWLEDGE / "insights.toml") -> Insights:
    """Raises DataError naming the entry that is wrong."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path.name}: {error}") from None
    found = []
    for number, item in enumerate(raw.get("insight", []), start=1):
        try:
            insight = Insight(**{**item, "one_of": tuple(item.get("one_of", ()))})
        except TypeError as error:
            raise DataError(f"{path.name}: insight {number}: {error}") from None
        if insight.field not in FIELDS:
            raise DataError(f"{path.name}: insight {number}: '{insight.field}' is not a known fact")
        found.append(insight)
    beside = {topic: tuple(fields) for topic, fields in raw.get("beside", {}).items()}
    if strange := {field for fields in beside.values() for field in fields} - set(FIELDS):
        raise DataError(f"{path.name}: beside: '{sorted(strange)[0]}' is not a known fact")
    return Insights(tuple(found), tuple(raw.get("first_step", ())), beside)
