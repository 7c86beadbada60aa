"""What a plan says and the numbers that are judgement: knowledge/plan.toml, read with checks.

Covers: shares and limits of lists, phases, figures, phrases, and the entries with conditions (outlooks,
notes, Pacific verdict, steps). Does not cover what holds for an applicant (situation, steps).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from bot.assess.plan.choosing import Shares
from bot.assess.plan.conditions import When, read_when
from bot.assess.plan.situation import COAST, MODES
from bot.assess.season import PHASES, Season, load_season
from bot.assess.tables import Table, read_toml
from bot.errors import DataError
from bot.settings import KNOWLEDGE

THIS_WEEK = "this week"

HOLES = (
    "season",
    "next_season",
    "specialty",
    "list",
    "list_cost",
    "sent",
    "aim",
    "low",
    "high",
    "available",
    "beyond",
    "asks",
    "short",
    "spare",
    "spare_count",
    "spare_cost",
    "exams_to_pass",
    "step2ck",
    "step3_advice",
    "best_change",
    "tied_programs",
    "untold",
    "free_ranks",
    "rank_fee",
    "rank_cost",
)
"""Holes that every entry with conditions may have, beside the dates of the season and the figures."""

PACIFIC_HOLES = (
    "coast",
    "coast_open",
    "coast_imgs",
    "away",
    "away_open",
    "away_imgs",
    "coast_list",
    "coast_list_imgs",
    "coast_cost",
    "broad_list",
    "broad_list_imgs",
    "broad_list_away",
    "broad_cost",
)
_SAYS: Mapping[str, tuple[str, ...]] = {
    "none": (),
    "none_open": ("specialty",),
    "few_open": ("specialty", "share", "low", "high", "available", "beyond"),
    "few_on_coast": ("specialty", "share", "low", "high", "available"),
    "tied": ("names",),
    "no_fee": ("specialty",),
    "below_fixed": ("budget", "fixed"),
    "buys_nothing": ("budget", "fixed"),
    "more": ("names", "count"),
    "usd": ("amount",),
    "and": ("first", "last"),
}


@dataclass(frozen=True)
class Listing:
    """How lists are made. `order_weights` share applications over specialties in the applicant's order."""

    order_weights: tuple[int, ...]
    shares: Mapping[str, Shares]
    late_at_most: int
    asks_at_most: int
    ask_per_open_rule: int
    names_at_most: int


@dataclass(frozen=True)
class PhaseWords:
    """One phase: its name, what a list is for in it, and whether the Match is still to be paid for."""

    name: str
    mode: str
    paying: bool


@dataclass(frozen=True)
class Entry:
    """Words that hold in some situations."""

    id: str
    when: When
    says: str
    source: str


@dataclass(frozen=True)
class StepEntry(Entry):
    """A step: `says` is what to do. `by`: a date id, an ISO date, "this week" or "". Low `priority` first."""

    why: str
    by: str
    priority: int


@dataclass(frozen=True)
class Words:
    """Everything in plan.toml. `figures` are words for amounts, `rows` the national facts they stand in."""

    listing: Listing
    steps_at_most: int
    urgent_days: int
    phases: Mapping[str, PhaseWords]
    figures: Mapping[str, str]
    rows: Mapping[str, str]
    says: Mapping[str, str]
    outlook: tuple[Entry, ...]
    notes: tuple[Entry, ...]
    pacific: tuple[Entry, ...]
    steps: tuple[StepEntry, ...]

    def usd(self, amount: int) -> str:
        """An amount in words: "1,234 USD"."""
        return self.says["usd"].format(amount=f"{amount:,}")

    def list_of(self, names: Sequence[str]) -> str:
        """Names in one phrase: "A, B and C"."""
        if len(names) < 2:
            return "".join(names)
        return self.says["and"].format(first=", ".join(names[:-1]), last=names[-1])

    def examples(self, names: Sequence[str]) -> str:
        """A few names, and how many more there are."""
        shown, more = names[: self.listing.names_at_most], len(names) - self.listing.names_at_most
        if more <= 0:
            return self.list_of(shown)
        return self.says["more"].format(names=", ".join(shown), count=more)


@cache
def load_words(path: Path = KNOWLEDGE / "plan.toml") -> Words:
    """The words of a plan. Raises DataError naming table and key."""
    top = read_toml(path)
    season = load_season()
    screen, figures = top.table("screen"), top.tables("figure")
    screen.basis()
    rows = {table.text("id"): table.text("row") for table in figures}
    holes = (*HOLES, *rows, *(entry.id.replace("-", "_") for entry in season.dates))
    found = Words(
        listing=_listing(top.table("list")),
        steps_at_most=screen.whole("steps", 1, 20),
        urgent_days=screen.whole("urgent_days", 0, 100),
        phases=_phases(top.table("phases")),
        figures={table.text("id"): table.text("value") for table in figures},
        rows=rows,
        says=top.table("says").phrases(_SAYS),
        outlook=_entries(path.name, top.tables("outlook"), holes),
        notes=_entries(path.name, top.tables("note"), holes),
        pacific=_entries(path.name, top.tables("pacific"), (*holes, *PACIFIC_HOLES)),
        steps=tuple(_step(table, holes, season) for table in top.tables("step")),
    )
    for table in (screen, *figures, top):
        table.done()
    _check_ids(path.name, found.steps)
    return found


def _listing(table: Table) -> Listing:
    table.basis()
    shares = table.table("shares")
    found = Listing(
        order_weights=_weights(table, "order_weights"),
        shares={key: _shares(shares.table(key)) for key in (*COAST, "late")},
        late_at_most=table.whole("late_at_most", 1, 200),
        asks_at_most=table.whole("asks_at_most", 1, 20),
        ask_per_open_rule=table.whole("ask_per_open_rule", 0, 100),
        names_at_most=table.whole("names_at_most", 1, 20),
    )
    shares.done()
    table.done()
    return found


def _weights(table: Table, key: str) -> tuple[int, ...]:
    found = tuple(item for item in table.items(key) if isinstance(item, int) and item > 0)
    if len(found) < len(table.items(key)):
        raise table.wrong(key, "must be a list of whole numbers from 1")
    return found


def _shares(table: Table) -> Shares:
    found = Shares(table.share("reach"), table.share("target"), table.share("safety"))
    table.done()
    return found


def _phases(table: Table) -> Mapping[str, PhaseWords]:
    found = {}
    for phase in PHASES:
        inner = table.table(phase)
        mode = inner.text("list")
        if mode not in MODES:
            raise inner.wrong("list", f"must be one of {', '.join(MODES)}")
        paying = inner.get("paying")
        if not isinstance(paying, bool):
            raise inner.wrong("paying", "must be true or false")
        found[phase] = PhaseWords(inner.text("name"), mode, paying)
        inner.done()
    table.done()
    return found


def _entries(name: str, tables: Iterable[Table], holes: Iterable[str]) -> tuple[Entry, ...]:
    found = []
    for table in tables:
        found.append(Entry(table.text("id"), read_when(table), table.phrase("says", holes), table.basis()))
        table.done()
    _check_ids(name, found)
    return tuple(found)


def _step(table: Table, holes: Iterable[str], season: Season) -> StepEntry:
    by = table.text("by") if table.has("by") else ""
    if by not in ("", THIS_WEEK, *(entry.id for entry in season.dates)):
        try:
            date.fromisoformat(by)
        except ValueError:
            raise table.wrong("by", f"must be a date of the season, an ISO date or '{THIS_WEEK}'") from None
    found = StepEntry(
        id=table.text("id"),
        when=read_when(table),
        says=table.phrase("do", holes),
        source=table.basis(),
        why=table.phrase("why", holes),
        by=by,
        priority=table.whole("priority", 1, 100),
    )
    table.done()
    return found


def _check_ids(name: str, entries: Iterable[Entry]) -> None:
    seen: set[str] = set()
    for entry in entries:
        if entry.id in seen:
            raise DataError(f"{name}: the id '{entry.id}' stands twice")
        seen.add(entry.id)
