"""Program records: what was read about each residency program, with page and date on every rule.

Covers: the types of a record, loading knowledge/programs/*.yaml, looking a program up. Does not cover
reading YAML with positions (reading) or judging a record for an applicant (eligibility).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TypeAlias

from bot.errors import DataError
from bot.settings import KNOWLEDGE

RuleValue: TypeAlias = str | int | bool

PACIFIC = ("CA", "OR", "WA")
FOLDER = KNOWLEDGE / "programs"


class Doubt(StrEnum):
    """Why a rule is a hint and no verdict."""

    INFERRED = "inferred"  # read between the lines of a page
    LISTING = "listing"  # stands only on listing sites, blogs or in the press


@dataclass(frozen=True)
class Source:
    """One page: `url` is None for a copy that the public cannot open. `as_of` is a date or "undated, …".

    `instead` stands in place of a page where the applicant asked the program themselves.
    """

    url: str | None
    as_of: str
    supports: frozenset[str]
    listing: bool = False
    instead: str | None = None


@dataclass(frozen=True)
class Rule:
    """One published rule. `exception` is what bends it, in a few words; `source` is the best page for it."""

    key: str
    value: RuleValue
    flexible: bool
    exception: str | None
    doubt: Doubt | None
    source: Source


@dataclass(frozen=True, eq=False)
class Program:
    """One program; None and absent keys are unknown. `positions` are first-year positions a year."""

    id: str
    name: str
    institution: str
    specialty: str
    city: str
    state: str
    region: str
    acgme_id: str | None
    nrmp_code: str | None
    setting: str | None
    positions: int | None
    img_share: int | None
    serves: tuple[str, ...]
    languages: tuple[str, ...]
    rules: Mapping[str, Rule]
    stale_terms: tuple[str, ...]
    as_of_year: int | None
    website: str | None
    notes: str
    sources: tuple[Source, ...]

    def page(self) -> str | None:
        """The page to look at first: the program's own site, else the page of a rule."""
        pages = (rule.source.url for rule in self.rules.values())
        return self.website or next((url for url in pages if url), None)


@dataclass(frozen=True, eq=False)
class Programs:
    """All records by id, in file order."""

    by_id: Mapping[str, Program]

    def __iter__(self) -> Iterator[Program]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)

    def of(self, specialties: tuple[str, ...], states: tuple[str, ...] = ()) -> tuple[Program, ...]:
        """The programs of some specialties (all when empty), in some states (all when empty)."""
        return tuple(
            program
            for program in self
            if (not specialties or program.specialty in specialties)
            and (not states or program.state in states)
        )


def load_programs(folder: Path = FOLDER) -> Programs:
    """Every record of the folder's YAML files. Raises DataError naming file, line and column."""
    return _packaged() if folder == FOLDER else _load(folder)


@cache
def _packaged() -> Programs:
    return _load(FOLDER)


def _load(folder: Path) -> Programs:
    from bot.assess.records.reading import read_file

    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise DataError(f"{folder.name}: holds no program file (*.yaml)")
    found: dict[str, Program] = {}
    for path in files:
        for where, program in read_file(path):
            if program.id in found:
                raise DataError(f"{where}: the id '{program.id}' stands twice")
            found[program.id] = program
    return Programs(found)
