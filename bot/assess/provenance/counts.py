"""Counting the data sets: how much each holds, of which confidence, how old, and what has to be checked.

Covers: the national facts' own columns, and one function a set, pure in the files' content and the day.
Does not cover the words around the numbers (datasets.toml) or choosing what is shown (provenance).
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from bot.applicant.facts import SPECIALTIES
from bot.assess.records import PACIFIC, Program
from bot.assess.season import PAST, Season
from bot.assess.statistics import Outcome
from bot.errors import DataError

Numbers: TypeAlias = Mapping[str, int | str]
"""What the words of a set may name: counts are whole numbers; years and days are text."""
Raws: TypeAlias = Sequence[Mapping[str, Any]]

_READ = re.compile(r"read (\d{4}-\d\d)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CHECK = re.compile(r"\bcheck\b", re.IGNORECASE)
_TRANSCRIBED = "transcription"


class Passage(Protocol):
    """A passage of the library; `section` is a heading of the guide, None for one that is not the guide's."""

    @property
    def section(self) -> str | None: ...
    @property
    def questions(self) -> Sequence[str]: ...
    @property
    def date(self) -> str: ...


@dataclass(frozen=True)
class Fact:
    """One row of national.csv, by its columns. `season` is the year or time it holds for."""

    id: str
    key: str
    specialty: str
    season: str
    confidence: str
    statement: str
    source_title: str
    source_url: str
    read: str

    @property
    def about(self) -> str:
        """What the fact is about, in a few words."""
        words = " ".join((*self.key.split("_"), SPECIALTIES.get(self.specialty, ""))).strip()
        return f"{words[:1].upper()}{words[1:]}"

    @property
    def year(self) -> int | None:
        """The last year that `season` names; None for an undated fact."""
        years = _YEAR.findall(self.season)
        return int(years[-1]) if years else None

    def old(self, before: int) -> bool:
        """Whether it holds for a year under `before`; what holds from a day on does not grow old."""
        return self.year is not None and self.year < before and not self.season.startswith("from ")

    @property
    def check(self) -> bool:
        """Whether its own words send the reader to the official page."""
        return bool(_CHECK.search(self.statement))


@dataclass(frozen=True)
class Confidence:
    """How many entries are of each confidence, and how many have to be checked before they are used."""

    high: int
    medium: int
    low: int
    check: int


@dataclass(frozen=True)
class Differing:
    """Sources that say different things: what it is about, and what is told of it."""

    about: str
    says: str


@dataclass(frozen=True)
class Holdings:
    """Everything that is counted. `tables` are the TOML files of knowledge/ by name."""

    passages: Sequence[Passage]
    facts: Sequence[Fact]
    outcomes: Mapping[str, Outcome]
    programs: Sequence[Program]
    season: Season
    tables: Mapping[str, Mapping[str, Any]]

    @cached_property
    def told(self) -> Mapping[str, Differing]:
        """What is written about each fact, and about each program that has a note, by id."""
        facts = {fact.id: Differing(fact.about, fact.statement) for fact in self.facts}
        programs = {item.id: Differing(item.name, item.notes) for item in self.programs if item.notes}
        return facts | programs


@dataclass(frozen=True)
class Counted:
    """The numbers of one set, and the months in which its pages were read, where the files say so."""

    numbers: Numbers
    confidence: Confidence | None = None
    read: frozenset[str] = frozenset()


def load_facts(path: Path) -> tuple[Fact, ...]:
    """The national facts. Raises DataError naming the file and what it needs."""
    names = [column.name for column in fields(Fact)]
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, strict=True))
            return tuple(Fact(**{name: row[name].strip() for name in names}) for row in rows)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path.name}: {error}") from None
    except (KeyError, AttributeError):
        raise DataError(f"{path.name}: every row needs the columns {', '.join(names)}") from None


def count(set_id: str, holdings: Holdings, raws: Raws, today: date, before: int) -> Counted:
    """The numbers of a set seen from a day: its own, and those of its TOML files `raws`.

    A year under `before` is old.
    """
    season = holdings.season
    common = {**_standing(season, today), "before": str(before), **_based(raws), **_listed(raws)}
    confidence, graded = _graded(raws, season.year)
    match set_id:
        case "guide":
            own = _guide(holdings.passages)
        case "national":
            own = _national(holdings.facts, before)
        case "outcomes":
            own = _outcomes(tuple(holdings.outcomes.values()), before)
        case "programs":
            own = _programs(holdings.programs, before)
        case "season":
            own = _dates(season, today)
        case _:
            own = Counted({})
    return Counted({**common, **graded, **own.numbers}, own.confidence or confidence, own.read)


def _standing(season: Season, today: date) -> Numbers:
    """Where a day lies in the season: one of `early`, `running` and `over` is 1."""
    first, last = season.dates[0].date, season.dates[-1].date
    return {
        "season": str(season.year),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "early": int(today < first),
        "running": int(season.runs(today)),
        "over": int(today > last),
    }


def _guide(passages: Sequence[Passage]) -> Counted:
    mine = [passage for passage in passages if passage.section is not None]
    numbers = {
        "passages": len(mine),
        "headings": len({passage.section for passage in mine}),
        "questions": sum(len(passage.questions) for passage in mine),
    }
    return Counted(numbers, read=frozenset(passage.date[:7] for passage in mine))


def _national(facts: Sequence[Fact], before: int) -> Counted:
    grades = Counter(fact.confidence for fact in facts)
    numbers = {
        "facts": len(facts),
        "linked": sum(bool(fact.source_url) for fact in facts),
        "transcribed": sum(_TRANSCRIBED in fact.source_title.lower() for fact in facts),
        "undated": sum(fact.year is None for fact in facts),
        "old": sum(fact.old(before) for fact in facts),
    }
    checks = sum(fact.check for fact in facts)
    confidence = Confidence(grades["high"], grades["medium"], grades["low"], checks)
    return Counted(numbers, confidence, frozenset(fact.read[:7] for fact in facts))


def _outcomes(rows: Sequence[Outcome], before: int) -> Counted:
    numbers: Numbers = {
        "specialties": len(rows),
        "year": str(max(row.year for row in rows)),
        "transcribed": sum(_TRANSCRIBED in row.source.lower() for row in rows),
        "old": sum(row.year < before for row in rows),
    }
    return Counted(numbers)


def _programs(programs: Sequence[Program], before: int) -> Counted:
    ruled = [program for program in programs if program.rules]
    rules = [rule for program in ruled for rule in program.rules.values()]
    years = [program.as_of_year for program in ruled if program.as_of_year is not None]
    terms = Counter(term for program in programs for term in program.stale_terms)
    pages = [source for program in programs for source in program.sources]
    numbers = {
        "programs": len(programs),
        **{code.lower(): sum(program.state == code for program in programs) for code in PACIFIC},
        "pacific": sum(program.state in PACIFIC for program in programs),
        "beyond": sum(program.state not in PACIFIC for program in programs),
        "states": len({program.state for program in programs} - set(PACIFIC)),
        "ruled": len(ruled),
        "identity": len(programs) - len(ruled),
        "rules": len(rules),
        "strict": sum(rule.doubt is None and not rule.flexible for rule in rules),
        "flexible": sum(rule.doubt is None and rule.flexible for rule in rules),
        "hints": sum(rule.doubt is not None for rule in rules),
        "dated": len(years),
        "undated": len(ruled) - len(years),
        "old": sum(year < before for year in years),
        "dated_words": sum(bool(program.stale_terms) for program in programs),
        "step_2_cs": terms["Step 2 CS"],
        "ptal": terms["PTAL"],
        "three_digit": terms["three-digit Step 1"],
        "pages": len({source.url for source in pages if source.url}),
        "private": sum(any(source.url is None for source in program.sources) for program in programs),
    }
    return Counted(numbers, read=frozenset(month for page in pages for month in _READ.findall(page.as_of)))


def _dates(season: Season, today: date) -> Counted:
    past = sum(entry.state(today) == PAST for entry in season.dates)
    return Counted({"dates": len(season.dates), "past": past, "open": len(season.dates) - past})


def _tables(raw: object) -> Iterator[Mapping[str, Any]]:
    """Every table inside a TOML value, itself included."""
    if isinstance(raw, dict):
        yield raw
    for value in raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ():
        yield from _tables(value)


def _based(raws: Raws) -> Numbers:
    """Tables that rest on a source, on judgement, or on a source read with judgement."""
    tables = (table for raw in raws for table in _tables(raw))
    kinds = Counter(("source" in table, table.get("judgement") is True) for table in tables)
    return {"sourced": kinds[True, False], "judged": kinds[False, True], "both": kinds[True, True]}


def _listed(raws: Raws) -> Numbers:
    """How many entries stand under each heading of the files, as "n_heading"."""
    found: Counter[str] = Counter()
    for raw in raws:
        found.update({f"n_{key}": len(value) for key, value in raw.items() if isinstance(value, list | dict)})
    return dict(found)


def _graded(raws: Raws, season: int) -> tuple[Confidence | None, Numbers]:
    """Entries with a confidence. Less than high, or of another season than the one at hand, is to check."""
    tables = [table for raw in raws for table in _tables(raw) if "confidence" in table]
    grades = Counter(str(table["confidence"]) for table in tables)
    of_season = [table for table in tables if table.get("season", season) == season]
    sure = sum(table["confidence"] == "high" for table in of_season)
    numbers = {
        "entries": len(tables),
        "other": len(tables) - len(of_season),
        "transcribed": sum(_TRANSCRIBED in str(table.get("source", "")).lower() for table in tables),
        "either": sum("either" in table for table in tables),
    }
    if not tables:
        return None, numbers
    return Confidence(grades["high"], grades["medium"], grades["low"], len(tables) - sure), numbers
