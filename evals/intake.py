"""Suite `intake`: facts read from one message, scored fact by fact.

Covers: running the reader over rows and the scoring rules of the exchange format (lists as sets,
acceptable values, ranges, must_not). Does not cover reading files or printing tables (__main__).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.agent.services import Services
from bot.applicant.facts import FLAT_KEYS, plain
from bot.applicant.ledger import Ledger
from bot.applicant.reader import Reader
from evals.intervals import interval
from evals.rows import CASES as _FOLDER

CASES = _FOLDER / "intake.jsonl"
REQUIRED = ("id", "text")
Row = Mapping[str, Any]
Out = dict[str, Any]
Counts = tuple[int, int, int]
"""True positives, false positives, false negatives."""

_LISTS = ("specialty", "region_ties", "languages")
_MONTHS_APART = 0.25


def run(rows: Iterable[Row], services: Services) -> list[Out]:
    """One line per row: id, facts by flat key, and the words each was read from."""
    return [read(row, services.reader, services.today) for row in rows]


def read(row: Row, reader: Reader, today: date) -> Out:
    facts: dict[str, Any] = {}
    quotes: dict[str, str] = {}
    for reading in reader.read(row["text"], None, Ledger(), today):
        if reading.field in FLAT_KEYS and reading.value is not None and reading.value != "not_taken":
            facts[reading.field] = plain(reading.value)
            quotes[reading.field] = reading.quote
    return {"id": row["id"], "facts": facts, "quotes": quotes}


def evaluate(rows: Sequence[Row], outs: Sequence[Out], services: Services | None = None) -> dict[str, Any]:
    """f1, precision and recall over facts, with a bootstrap interval, and must_not violations."""
    counts = [count(row, out["facts"]) for row, out in zip(rows, outs, strict=True)]
    pairs = zip(rows, outs, strict=True)
    violations = [f"{row['id']}: {key}" for row, out in pairs for key in violated(row, out["facts"])]
    return {
        **_rates(counts),
        "f1_interval": interval(counts, lambda some: _rates(some)["f1"]),
        "must_not_violations": len(violations),
        "violated": violations,
    }


def count(row: Row, facts: Mapping[str, Any]) -> Counts:
    """What one row adds to the totals; a value that is acceptable is never held against it."""
    expected, ranges = row.get("expected") or {}, row.get("expected_range") or {}
    acceptable = row.get("acceptable") or {}
    hits = wrong = missed = 0
    for key in {*expected, *ranges, *facts}:
        given = facts.get(key)
        if key in acceptable and any(_same(key, given, value) for value in acceptable[key]):
            if key in expected and _same(key, given, expected[key]):
                hits += _size(key, given)
            continue
        if key in _LISTS:
            wanted, got = set(expected.get(key) or ()), set(given or ())
            hits, wrong, missed = (
                hits + len(wanted & got),
                wrong + len(got - wanted),
                missed + len(wanted - got),
            )
        elif key in ranges:
            right = given is not None and _within(given, ranges[key])
            hits, wrong, missed = (
                hits + right,
                wrong + (given is not None and not right),
                missed + (not right),
            )
        else:
            right = key in expected and given is not None and _same(key, given, expected[key])
            hits, wrong = hits + right, wrong + (given is not None and not right)
            missed += key in expected and not right
    return hits, wrong, missed


def violated(row: Row, facts: Mapping[str, Any]) -> list[str]:
    """Keys whose prediction is one that the row forbids."""
    expected = row.get("expected") or {}
    found = []
    for key, barred in (row.get("must_not") or {}).items():
        if key not in facts:
            continue
        if barred == "any" or any(_forbidden(key, facts[key], value, expected.get(key)) for value in barred):
            found.append(key)
    return found


def _forbidden(key: str, given: Any, barred: Any, expected: Any) -> bool:
    if key not in _LISTS:
        return _same(key, given, barred)
    items = set(barred if isinstance(barred, list) else [barred])
    return bool((items & set(given)) - set(expected or ()))


def _same(key: str, given: Any, value: Any) -> bool:
    if given is None or value is None:
        return given is None and value is None
    if key in _LISTS:
        return set(given) == set(value if isinstance(value, list) else [value])
    if key == "usce_months" and isinstance(value, int | float) and isinstance(given, int | float):
        return abs(given - value) <= _MONTHS_APART
    return isinstance(given, bool) == isinstance(value, bool) and bool(given == value)


def _within(given: Any, bounds: Sequence[float | None]) -> bool:
    if not isinstance(given, int | float) or isinstance(given, bool):
        return False
    low, high = bounds
    return (low is None or given >= low) and (high is None or given <= high)


def _size(key: str, given: Any) -> int:
    return len(set(given)) if key in _LISTS else 1


def _rates(counts: Sequence[Counts]) -> dict[str, float]:
    hits, wrong, missed = (sum(one[at] for one in counts) for at in range(3))
    precision = hits / (hits + wrong) if hits + wrong else 1.0
    recall = hits / (hits + missed) if hits + missed else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"f1": f1, "precision": precision, "recall": recall, "tp": hits, "fp": wrong, "fn": missed}
