"""The application season: its dates and phases as data, and where a day stands in it.

Covers: loading knowledge/season.toml, placing a day, its phase, and each date seen from a day. Does not
cover what to do by when (plan).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from bot.assess.tables import Table, read_toml
from bot.errors import DataError
from bot.settings import KNOWLEDGE

PHASES = (
    "before",
    "open",
    "submitting",
    "review",
    "interviews",
    "ranking",
    "waiting",
    "match_week",
    "match_day",
    "after",
)
"""From before ERAS opens to after Match Day; "before" has no first day."""

PAST, TODAY, OPEN = "past", "today", "open"
Day: TypeAlias = date
"""A day, where the name `date` is taken by a field."""
_CONFIDENCE = ("high", "medium", "low")


@dataclass(frozen=True)
class SeasonDate:
    """One date of the season. `confidence` is high, medium or low; `check` is the official page."""

    id: str
    date: date
    what: str
    who: str
    confidence: str
    source: str
    check: str

    def state(self, today: Day) -> str:
        """Seen from a day: past, today or open (still to come)."""
        if self.date == today:
            return TODAY
        return PAST if self.date < today else OPEN


@dataclass(frozen=True)
class Phase:
    """A stretch of the season from `first` to the next phase; `first` is None for the one before it."""

    id: str
    first: date | None


@dataclass(frozen=True)
class Season:
    """One Match year with its dates and phases in order."""

    year: int
    dates: tuple[SeasonDate, ...]
    phases: tuple[Phase, ...]

    def runs(self, today: date) -> bool:
        """Whether today falls between the first and the last date of the season."""
        return bool(self.dates) and self.dates[0].date <= today <= self.dates[-1].date

    def phase(self, today: date) -> str:
        """The phase that a day falls into, one of PHASES."""
        return [phase.id for phase in self.phases if phase.first is None or phase.first <= today][-1]

    def day(self, date_id: str) -> date:
        """The day of a date by its id."""
        return next(entry.date for entry in self.dates if entry.id == date_id)


def load_season(path: Path = KNOWLEDGE / "season.toml") -> Season:
    """The season from its file. Raises DataError naming the entry that is wrong."""
    top = read_toml(path)
    if not top.has("date"):
        raise DataError(f"{path.name}: needs 'season' (a year) and at least one [[date]]")
    year = top.whole("season", 2000, 2100)
    dates = tuple(sorted((_date(table) for table in top.tables("date")), key=lambda entry: entry.date))
    days = {entry.id: entry.date for entry in dates}
    if len(days) < len(dates):
        raise DataError(f"{path.name}: two dates have the same id")
    phases = (Phase(PHASES[0], None), *(_phase(table, days) for table in top.tables("phase")))
    top.done()
    _check_order(path.name, phases)
    return Season(year, dates, phases)


def _date(table: Table) -> SeasonDate:
    texts = {key: table.text(key) for key in ("id", "what", "who", "confidence", "source")}
    if texts["confidence"] not in _CONFIDENCE:
        raise table.wrong("confidence", f"must be one of {', '.join(_CONFIDENCE)}")
    check = table.text("check") if table.has("check") else ""
    found = SeasonDate(date=_day(table, "date"), check=check, **texts)
    table.done()
    return found


def _day(table: Table, key: str) -> date:
    day = table.get(key)
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day)
        except ValueError:
            raise table.wrong(key, "is not an ISO date") from None
    if not isinstance(day, date):
        raise table.wrong(key, "must be an ISO date")
    return day


def _phase(table: Table, days: dict[str, date]) -> Phase:
    starts = table.text("starts")
    if starts not in days:
        raise table.wrong("starts", "must be the id of a date")
    later = table.whole("days_after", 1, 200) if table.has("days_after") else 0
    if later > 1 or table.has("judgement"):
        table.basis()
    found = Phase(table.text("id"), days[starts] + timedelta(days=later))
    table.done()
    return found


def _check_order(name: str, phases: tuple[Phase, ...]) -> None:
    if tuple(phase.id for phase in phases) != PHASES:
        raise DataError(f"{name}: the phases must be {', '.join(PHASES[1:])}, in this order")
    for before, after in pairwise(phases[1:]):
        if before.first is None or after.first is None or before.first >= after.first:
            raise DataError(f"{name}: phase '{after.id}' must begin after '{before.id}'")
