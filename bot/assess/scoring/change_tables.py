"""The [[changes]] of the rubric: what a person could truthfully do or decide, and when it applies.

Covers: reading and checking the entries. Does not cover which of them fit an applicant or what they
are worth (changes).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.applicant.facts import FIELDS, FLAT_KEYS
from bot.assess.scoring.exams import EXAMS
from bot.assess.tables import Table


@dataclass(frozen=True)
class Change:
    """One change. Conditions all hold together; `effort` runs from 1 (a decision) to 10 (a year).

    What it does: `set` facts, `add` to numbers, `join` a value to a list, `lead` a list with a value,
    or `retake` an exam (exam, new value). When it fits: `known` factors have no open fact, `absent`
    facts are not on record, `some` facts are, `passed` exams are passed, `current` facts have one of
    these values ("" is none), numbers are `under`, lists hold nothing of
    `lacking`. `if_unknown` are the words when none of the facts to set is on record; without them
    the change is then not offered.
    """

    id: str
    change: str
    basis: str
    effort: int
    set: Mapping[str, object]
    add: Mapping[str, int]
    join: Mapping[str, str]
    lead: Mapping[str, str]
    retake: tuple[str, object] | None
    known: tuple[str, ...]
    absent: tuple[str, ...]
    some: tuple[str, ...]
    passed: tuple[str, ...]
    current: Mapping[str, tuple[object, ...]]
    under: Mapping[str, int]
    lacking: Mapping[str, tuple[object, ...]]
    if_unknown: str | None


def read_changes(tables: Sequence[Table], factors: Sequence[str]) -> tuple[Change, ...]:
    """All changes in file order. Raises DataError naming the entry and the key."""
    found = tuple(_change(table, factors) for table in tables)
    ids = [change.id for change in found]
    for table, change in zip(tables, found, strict=True):
        if ids.count(change.id) > 1:
            raise table.wrong("id", f"'{change.id}' stands there twice")
    return found


def _change(table: Table, factors: Sequence[str]) -> Change:
    found = Change(
        id=table.text("id"),
        change=table.text("change"),
        basis=table.basis(),
        effort=table.whole("effort", low=1, high=10),
        set=_facts(table, "set"),
        add={key: int(str(value)) for key, value in _facts(table, "add").items()},
        join={key: str(value) for key, value in _facts(table, "join").items()},
        lead={key: str(value) for key, value in _facts(table, "lead").items()},
        retake=_retake(table),
        known=_names(table, "known", factors),
        absent=_names(table, "absent", FLAT_KEYS),
        some=_names(table, "some", FLAT_KEYS),
        passed=_names(table, "passed", EXAMS),
        current=_lists(table, "current"),
        under={key: int(str(value)) for key, value in _facts(table, "under").items()},
        lacking=_lists(table, "lacking"),
        if_unknown=table.text("if_unknown") if table.has("if_unknown") else None,
    )
    table.done()
    if not (found.set or found.add or found.join or found.lead or found.retake):
        raise table.wrong("set", "is missing: the entry changes nothing")
    return found


def _facts(table: Table, key: str) -> Mapping[str, object]:
    if not table.has(key):
        return {}
    inner = table.table(key)
    for name in inner.raw:
        if name not in FIELDS or name not in FLAT_KEYS:
            raise inner.wrong(name, "is not a flat fact")
        if key in ("add", "under"):
            inner.whole(name)
    return inner.raw


def _lists(table: Table, key: str) -> Mapping[str, tuple[object, ...]]:
    inner = table.table(key) if _facts(table, key) else None
    return {name: tuple(inner.items(name)) for name in inner.raw} if inner else {}


def _names(table: Table, key: str, known: Sequence[str]) -> tuple[str, ...]:
    names = table.texts(key) if table.has(key) else ()
    for name in names:
        if name not in known:
            raise table.wrong(key, f"names '{name}', which is not known here")
    return names


def _retake(table: Table) -> tuple[str, object] | None:
    if not table.has("retake"):
        return None
    inner = table.table("retake")
    exam, to = inner.text("exam"), inner.get("to")
    inner.done()
    if exam not in EXAMS:
        raise inner.wrong("exam", f"must be one of {', '.join(EXAMS)}")
    return exam, to
