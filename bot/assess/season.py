"""The application season: its dates as data, and where today stands in it.

Covers: loading knowledge/season.toml and placing a date. Does not cover what to do by when (plan).
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.errors import DataError
from bot.settings import KNOWLEDGE


@dataclass(frozen=True)
class SeasonDate:
    """One date of the season. `confidence` is high, medium or low; `check` is the official page."""

    id: str
    date: date
    what: str
    confidence: str
    source: str
    check: str


@dataclass(frozen=True)
class Season:
    """One Match year with its dates in order."""

    year: int
    dates: tuple[SeasonDate, ...]

    def runs(self, today: date) -> bool:
        """Whether today falls between the first and the last date of the season."""
        return bool(self.dates) and self.dates[0].date <= today <= self.dates[-1].date


def load_season(path: Path = KNOWLEDGE / "season.toml") -> Season:
    """The season from its file. Raises DataError naming the entry that is wrong."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path.name}: {error}") from None
    entries = [_entry(path, i, item) for i, item in enumerate(raw.get("date", []), start=1)]
    if not isinstance(raw.get("season"), int) or not entries:
        raise DataError(f"{path.name}: needs 'season' (a year) and at least one [[date]]")
    return Season(raw["season"], tuple(sorted(entries, key=lambda entry: entry.date)))


def _entry(path: Path, number: int, item: dict[str, object]) -> SeasonDate:
    where = f"{path.name}: date {number}"
    texts = {}
    for key in ("id", "what", "confidence", "source", "check"):
        value = item.get(key, "" if key == "check" else None)
        if not isinstance(value, str):
            raise DataError(f"{where}: '{key}' must be text")
        texts[key] = value
    day = item.get("date")
    if isinstance(day, str):
        try:
            day = date.fromisoformat(day)
        except ValueError:
            raise DataError(f"{where}: '{item['date']}' is not an ISO date") from None
    if not isinstance(day, date):
        raise DataError(f"{where}: 'date' must be an ISO date")
    return SeasonDate(date=day, **texts)
