"""What each data set holds, where it comes from, how sure and how old it is: counted from the files.

Covers: the sets as a page shows them, and filling the words of knowledge/datasets.toml with the numbers.
Does not cover counting (counts), what the data says, or markup (ui.sources_tab).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.assess.provenance.counts import (
    Confidence,
    Counted,
    Differing,
    Fact,
    Holdings,
    Passage,
    count,
    load_facts,
)
from bot.assess.records import Program
from bot.assess.season import load_season
from bot.assess.statistics import load_outcomes
from bot.assess.tables import Table, read_toml
from bot.settings import KNOWLEDGE

__all__ = [
    "DATASETS",
    "Confidence",
    "DataSet",
    "Differing",
    "Fact",
    "Holdings",
    "load_holdings",
    "provenance",
]

DATASETS = KNOWLEDGE / "datasets.toml"


@dataclass(frozen=True)
class DataSet:
    """One set as a page shows it.

    `read` are the months ("2026-11") in which its pages were read, in order; none for what was decided
    and not read. `stale` is what is old or over, `notes` what to keep in mind; both only where they apply.
    """

    id: str
    name: str
    holds: str
    origin: str
    read: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    confidence: Confidence | None
    stale: tuple[str, ...]
    notes: tuple[str, ...]
    differing: tuple[Differing, ...]


@dataclass(frozen=True)
class _Ages:
    """From when on something is old: months since it was read. `says` are the words for it."""

    today: date
    months: int
    says: str

    def of(self, read: Sequence[str]) -> tuple[str, ...]:
        """What to say of a set whose newest page was read long ago; nothing for a fresh one."""
        if not read:
            return ()
        year, month = (int(part) for part in read[-1].split("-")[:2])
        months = (self.today.year - year) * 12 + self.today.month - month
        return (self.says.format(months=months),) if months >= self.months else ()


def provenance(holdings: Holdings, words: Table, today: date) -> tuple[DataSet, ...]:
    """Every set of `words` (datasets.toml), counted as of a day.

    Raises DataError for words with a hole that nothing fills, or that name a file, fact or program that is
    not there.
    """
    old, says = words.table("old"), words.table("says")
    old.basis()
    before = today.year - old.whole("years", 1, 50)
    ages = _Ages(today, old.whole("months", 1, 120), says.phrase("read_long_ago", ("months",)))
    sets = tuple(_set(table, holdings, today, before, ages) for table in words.tables("set"))
    for table in (old, says, words):
        table.done()
    return sets


def load_holdings(
    passages: Sequence[Passage], programs: Iterable[Program], knowledge: Path = KNOWLEDGE
) -> Holdings:
    """All that is counted; passages and programs come from whoever has read them. Raises DataError."""
    files = (*sorted(knowledge.glob("*.toml")), *sorted((knowledge / "programs").glob("*.toml")))
    return Holdings(
        passages=passages,
        facts=load_facts(knowledge / "statistics" / "national.csv"),
        outcomes=load_outcomes(knowledge / "statistics" / "outcomes.csv"),
        programs=tuple(programs),
        season=load_season(knowledge / "season.toml"),
        tables={path.relative_to(knowledge).as_posix(): read_toml(path).raw for path in files},
    )


def _set(table: Table, holdings: Holdings, today: date, before: int, ages: _Ages) -> DataSet:
    set_id = table.text("id")
    files = table.texts("files") if table.has("files") else ()
    for name in files:
        if name not in holdings.tables:
            raise table.wrong("files", f"names '{name}', which is not in knowledge/")
    found = count(set_id, holdings, [holdings.tables[name] for name in files], today, before)
    given = (table.text("read"),) if table.has("read") else ()
    read = tuple(sorted(found.read)) or given
    made = DataSet(
        id=set_id,
        name=table.text("name"),
        holds=_filled(table, "holds", found),
        origin=_filled(table, "origin", found),
        read=read,
        counts=tuple(_row(row, found) for row in table.tables("count")),
        confidence=found.confidence,
        stale=(*_notes(table, "stale", found), *ages.of(read)),
        notes=_notes(table, "note", found),
        differing=_differing(table, holdings),
    )
    table.done()
    return made


def _filled(table: Table, key: str, found: Counted) -> str:
    """A phrase with its numbers, thousands set apart."""
    shown = {name: f"{n:,}" if isinstance(n, int) else n for name, n in found.numbers.items()}
    return table.phrase(key, shown).format(**shown)


def _row(row: Table, found: Counted) -> tuple[str, int]:
    """One counted line: what, and how many."""
    n = found.numbers.get(row.text("n"))
    if not isinstance(n, int):
        raise row.wrong("n", f"must be one of {', '.join(sorted(found.numbers))}")
    made = row.text("what"), n
    row.done()
    return made


def _notes(table: Table, key: str, found: Counted) -> tuple[str, ...]:
    """The notes that apply: those without `when`, and those whose number is not zero."""
    if not table.has(key):
        return ()
    applying = []
    for note in table.tables(key):
        says, when = _filled(note, "says", found), note.text("when") if note.has("when") else None
        if when is not None and when not in found.numbers:
            raise note.wrong("when", f"must be one of {', '.join(sorted(found.numbers))}")
        if when is None or found.numbers[when]:
            applying.append(says)
        note.done()
    return tuple(applying)


def _differing(table: Table, holdings: Holdings) -> tuple[Differing, ...]:
    """Facts and programs whose sources say different things, in the words kept with them."""
    if not table.has("differ"):
        return ()
    told: Mapping[str, Differing] = holdings.told
    strange = [item for item in table.texts("differ") if item not in told]
    if strange:
        raise table.wrong("differ", f"names '{strange[0]}', which is no fact and no program with a note")
    return tuple(told[item] for item in table.texts("differ"))
