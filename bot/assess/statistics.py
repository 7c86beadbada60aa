"""Published Step 2 CK outcomes by specialty: who matched and who did not, as groups.

Covers: loading and checking knowledge/statistics/outcomes.csv. Does not cover national figures
(library) or what a group's figures mean for one applicant (standing): a group's rate is never
anyone's own chance.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.applicant.facts import HIGHEST_SCORE, LOWEST_SCORE, SPECIALTIES
from bot.errors import DataError
from bot.settings import KNOWLEDGE

_HEADER = (
    "specialty",
    "match_year",
    "population",
    "ck_q1_matched",
    "ck_median_matched",
    "ck_q3_matched",
    "ck_q1_not_matched",
    "ck_median_not_matched",
    "ck_q3_not_matched",
    "match_rate_pct",
    "source",
)


@dataclass(frozen=True)
class Quartiles:
    """First quartile, median and third quartile of Step 2 CK in one group (three-digit scores)."""

    first: int
    median: int
    third: int

    def as_json(self) -> list[int]:
        """The three figures in rising order."""
        return [self.first, self.median, self.third]


@dataclass(frozen=True)
class Outcome:
    """One specialty in one Match year. `match_rate` is the per cent of the population that matched."""

    specialty: str
    year: int
    population: str
    matched: Quartiles
    not_matched: Quartiles
    match_rate: float
    source: str


def load_outcomes(path: Path = KNOWLEDGE / "statistics" / "outcomes.csv") -> Mapping[str, Outcome]:
    """Outcomes by specialty. Raises DataError naming file, row and column."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            found = [_outcome(f"{path.name}: row {n}", row) for n, row in enumerate(rows, start=1)]
            missing = [name for name in _HEADER if name not in (rows.fieldnames or ())]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path.name}: {error}") from None
    if missing or not found:
        raise DataError(f"{path.name}: needs rows under the columns {', '.join(_HEADER)}")
    outcomes = {outcome.specialty: outcome for outcome in found}
    if len(outcomes) < len(found):
        raise DataError(f"{path.name}: a specialty stands there twice")
    return outcomes


def _outcome(where: str, row: Mapping[str, str | None]) -> Outcome:
    text = {name: (row.get(name) or "").strip() for name in _HEADER}
    empty = [name for name, value in text.items() if not value]
    if empty:
        raise DataError(f"{where}: '{empty[0]}' is missing")
    if text["specialty"] not in SPECIALTIES:
        raise DataError(f"{where}: '{text['specialty']}' is not a known specialty")
    rate = _number(where, text, "match_rate_pct")
    if not 0 <= rate <= 100:
        raise DataError(f"{where}: 'match_rate_pct' must be from 0 to 100, not {rate}")
    return Outcome(
        specialty=text["specialty"],
        year=int(_number(where, text, "match_year")),
        population=text["population"],
        matched=_quartiles(where, text, "matched"),
        not_matched=_quartiles(where, text, "not_matched"),
        match_rate=rate,
        source=text["source"],
    )


def _quartiles(where: str, text: Mapping[str, str], group: str) -> Quartiles:
    first, median, third = (
        int(_number(where, text, f"ck_{name}_{group}")) for name in ("q1", "median", "q3")
    )
    if not LOWEST_SCORE <= first <= median <= third <= HIGHEST_SCORE:
        raise DataError(
            f"{where}: the quartiles of '{group}' must rise between {LOWEST_SCORE} and {HIGHEST_SCORE}"
        )
    return Quartiles(first, median, third)


def _number(where: str, text: Mapping[str, str], name: str) -> float:
    try:
        return float(text[name])
    except ValueError:
        raise DataError(f"{where}: '{name}' must be a number, not '{text[name]}'") from None
