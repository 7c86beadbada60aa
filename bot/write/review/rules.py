"""The rules of the review as data: why a problem matters, how to mend it, and the words that show it.

Covers: reading knowledge/review/*.toml with checks, the sources behind each problem, lists of words
compiled once. Does not cover how a rule is applied (phrases, signs, grammar and the others).
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.errors import DataError
from bot.settings import KNOWLEDGE
from bot.write.outline import read_toml

FOLDER = KNOWLEDGE / "review"
PROBLEMS = (
    "no_why_specialty",
    "no_readiness",
    "no_region_reason",
    "score_not_addressed",
    "cliche",
    "generic",
    "no_evidence",
    "no_growth",
    "region_without_tie",
    "score_is_centre",
    "grammar",
    "medical_school_reason_not_specialty",
    "defensive",
    "flattery",
    "contradicts_profile",
    "unverifiable_claim",
    "over_explains",
    "self_deprecating",
    "blame",
    "excuses",
    "multiple_specialties",
    "too_long",
    "fabricated_sounding",
    "wrong_region",
    "patient_privacy",
    "cv_rehash",
    "prompt_injection",
)
"""The vocabulary of EVALS.md, suite statements."""


@dataclass(frozen=True)
class Source:
    """Where a rule can be read: `id` of a passage or of a national fact, or "" for a page."""

    id: str
    title: str
    url: str | None


@dataclass(frozen=True)
class Advice:
    """What is said of one kind of problem; `mend` may have the hole {found}."""

    why: str
    mend: str
    source: Source


@dataclass(frozen=True)
class Phrase:
    """A pattern on lower-cased text; `plain` may stand in its place when the text is refined."""

    pattern: re.Pattern[str]
    plain: str | None
    weight: int


@lru_cache(maxsize=1)
def advice() -> Mapping[str, Advice]:
    """The advice on every problem. Raises DataError when one is missing or has no source."""
    raw = data("problems")
    found: dict[str, Advice] = {}
    for name in PROBLEMS:
        try:
            table = raw["problem"][name]
            found[name] = Advice(table["why"], table["mend"], _source(raw["source"][table["source"]]))
        except KeyError as missing:
            raise DataError(f"review/problems.toml: [problem.{name}] lacks {missing}") from None
    return found


@lru_cache(maxsize=1)
def phrases() -> Mapping[str, tuple[Phrase, ...]]:
    """The phrase rules by problem. Raises DataError naming a pattern that is not one."""
    raw = data("phrases")
    lists = raw["words"]
    return {
        name: tuple(
            Phrase(compiled(rule["pattern"], lists, name), rule.get("plain"), rule.get("weight", 1))
            for rule in rules
        )
        for name, rules in raw.items()
        if isinstance(rules, list)
    }


@lru_cache(maxsize=1)
def signs() -> Mapping[str, re.Pattern[str]]:
    """The patterns of signs.toml by name: each matches any word or phrase of its list."""
    raw = data("signs")
    lists = raw["words"]
    named = {name: _any(items) for name, items in lists.items()}
    built = {name: compiled(pattern, lists, name) for name, pattern in raw["built"].items()}
    return {name: re.compile(rf"\b{pattern}\b") for name, pattern in named.items()} | built


@lru_cache(maxsize=1)
def specialties() -> Mapping[str, re.Pattern[str]]:
    """How each specialty is named, by slug."""
    return {slug: re.compile(rf"\b{_any(items)}\b") for slug, items in data("signs")["specialty"].items()}


def limits() -> Mapping[str, int]:
    table: Mapping[str, int] = data("problems")["limits"]
    return table


@lru_cache(maxsize=8)
def data(name: str) -> Mapping[str, Any]:
    """One file of knowledge/review. Raises DataError when it cannot be read."""
    return read_toml(FOLDER / f"{name}.toml")


def compiled(pattern: str, lists: Mapping[str, list[str]], where: str) -> re.Pattern[str]:
    """A pattern with {name} standing for a list of words. Raises DataError when it is none."""
    filled = re.sub(
        r"\{([a-z_]+)\}", lambda hole: _any(lists[hole[1]]) if hole[1] in lists else hole[0], pattern
    )
    try:
        return re.compile(filled)
    except re.error as error:
        raise DataError(f"review rules, {where}: {error}: {pattern[:60]}") from None


def _any(items: list[str]) -> str:
    return f"(?:{'|'.join(items)})"


def _source(raw: Mapping[str, str]) -> Source:
    if "passage" in raw:
        section = _front_matter(KNOWLEDGE / "guide" / f"{raw['passage']}.md")
        return Source(raw["passage"], f"Residency Advisor guide, {section}", None)
    if "row" in raw:
        row = _national()[raw["row"]]
        return Source(raw["row"], row["source_title"], row["source_url"] or None)
    return Source("", raw["title"], raw["url"])


def _front_matter(path: Path) -> str:
    """The heading of the guide under which a passage stands. Raises DataError when there is none."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{path.name}: {error.strerror}") from None
    found = re.search(r'^section: "(.+)"$', text, re.MULTILINE)
    if not found:
        raise DataError(f"{path.name}: no section in its front matter")
    return found[1]


@lru_cache(maxsize=1)
def _national() -> Mapping[str, Mapping[str, str]]:
    path = KNOWLEDGE / "statistics" / "national.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {row["id"]: row for row in csv.DictReader(file)}
    except OSError as error:
        raise DataError(f"{path.name}: {error.strerror}") from None
