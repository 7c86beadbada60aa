"""Suite statements: are the problems of a statement found, and mended without losing a fact?

Covers: micro F1 over the problems, alarms on clean rows, facts that had to stay, words that had to go,
problems that can be mended and were, and how much of a clean row is changed, each with a bootstrap
interval, for all rows and for the held-out ones. Does not cover whether the advice is wise, which
readers judge.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from bot.applicant.facts import FLAT_KEYS, Profile, parse_profile
from bot.errors import BadInput
from bot.write.refine import MENDABLE, refine_reviewed
from bot.write.review import PROBLEMS, review
from evals.intervals import interval, mean
from evals.rows import CASES as _FOLDER

CASES = _FOLDER / "statements.jsonl"
REQUIRED = ("id", "text", "kind")
MOST_CHANGED = 0.05
"""The share of a clean row's words that may change."""
Row = Mapping[str, Any]
Out = dict[str, Any]
Judged = tuple[Row, Out]
Statistic = Callable[[Sequence[Judged]], float]


class Context(Protocol):
    """What the suite needs of the program."""

    @property
    def today(self) -> date: ...


def run(rows: Iterable[Row], context: Context) -> list[Out]:
    """One line per row: every problem with its quote, and the text refined without any request."""
    return [_out(row, context.today) for row in rows]


def _out(row: Row, today: date) -> Out:
    target = {key: value for key, value in _table(row, "target").items() if key in ("specialty", "region")}
    facts = _facts(row, today)
    found = review(row["text"], facts, today, kind=row["kind"], asks=row.get("asks"), target=target)
    problems = [{"problem": one.problem, "quote": one.quote} for one in found.problems]
    return {
        "id": row["id"],
        "problems": problems,
        "refined": refine_reviewed(row["text"], "", found, facts).text,
    }


def _facts(row: Row, today: date) -> Profile:
    known = {key: value for key, value in _table(row, "profile").items() if key in FLAT_KEYS}
    return parse_profile(known, today, f"row {row['id']}")


def _table(row: Row, key: str) -> Mapping[str, Any]:
    given = row.get(key) or {}
    if not isinstance(given, dict):
        raise BadInput(f"row {row['id']}: '{key}' must be an object")
    return given


def evaluate(rows: Sequence[Row], outs: Sequence[Out], context: Context | None = None) -> dict[str, Any]:
    """The metrics over all rows and over the held-out ones, what was found and missed by problem."""
    judged = list(zip(rows, outs, strict=True))
    held = [pair for pair in judged if pair[0].get("held_out")]
    metrics = _metrics(judged)
    if held:
        metrics["held_out"] = _metrics(held)
    return metrics | {"by_problem": _by_problem(judged)}


def _metrics(judged: Sequence[Judged]) -> dict[str, Any]:
    labelled = [pair for pair in judged if pair[0].get("problems") is not None]
    clean = [pair for pair in labelled if not pair[0]["problems"]]
    mendable = [pair for pair in labelled if set(pair[0]["problems"]) & set(MENDABLE)]
    parts: tuple[tuple[str, Sequence[Judged], Statistic], ...] = (
        ("problem_f1", labelled, problem_f1),
        ("clean_false_alarms", clean, false_alarms),
        ("preserved", [pair for pair in judged if pair[0].get("must_preserve")], preserved),
        ("leaked", [pair for pair in judged if pair[0].get("must_not_survive")], leaked),
        ("mended", mendable, mended),
        ("clean_kept", clean, clean_kept),
    )
    found: dict[str, Any] = {"labelled": len(labelled), "clean": len(clean), "mendable": len(mendable)}
    for name, some, statistic in parts:
        if some:
            found |= {name: statistic(some), f"{name}_interval": interval(some, statistic)}
    return found


def problem_f1(judged: Sequence[Judged]) -> float:
    """Micro F1 over the kinds of problems, each counted once a row."""
    hits = wrong = missed = 0
    for row, out in judged:
        owed, raised = set(row["problems"]), _raised(out)
        hits, wrong, missed = (
            hits + len(owed & raised),
            wrong + len(raised - owed),
            missed + len(owed - raised),
        )
    return 2 * hits / (2 * hits + wrong + missed) if hits + wrong + missed else 1.0


def false_alarms(judged: Sequence[Judged]) -> float:
    """Problems raised on a row that has none, on average; every place counts."""
    return mean([float(len(out["problems"])) for _, out in judged])


def preserved(judged: Sequence[Judged]) -> float:
    """The share of the strings that had to stay and did."""
    return mean([float(kept in out["refined"]) for row, out in judged for kept in row["must_preserve"]])


def leaked(judged: Sequence[Judged]) -> float:
    """How many strings that had to go stand in the refined texts."""
    return float(sum(gone in out["refined"] for row, out in judged for gone in row["must_not_survive"]))


def mended(judged: Sequence[Judged]) -> float:
    """The share of rows with a mendable problem whose text changed and holds no quote of one any more.

    A row none of whose problems was found counts as not mended, whatever else was changed.
    """
    return mean([float(is_mended(row, out)) for row, out in judged])


def is_mended(row: Row, out: Out) -> bool:
    owed = set(row["problems"]) & set(MENDABLE)
    quotes = [one["quote"] for one in out["problems"] if one["problem"] in owed and one["quote"]]
    changed = out["refined"] != row["text"]
    return bool(quotes) and changed and not any(quote in out["refined"] for quote in quotes)


def clean_kept(judged: Sequence[Judged]) -> float:
    """The share of clean rows of which at most a twentieth of the words changed."""
    return mean([float(changed(row["text"], out["refined"]) <= MOST_CHANGED) for row, out in judged])


def changed(before: str, after: str) -> float:
    """The share of words of `before` that are gone, replaced or beside new ones in `after`."""
    one, other = before.split(), after.split()
    steps = difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    moved = sum(max(high - low, to - start) for step, low, high, start, to in steps if step != "equal")
    return moved / max(len(one), 1)


def _by_problem(judged: Sequence[Judged]) -> dict[str, str]:
    """ "found/owed, wrong" for each problem that was owed or raised."""
    shown = {}
    for name in PROBLEMS:
        pairs = [
            (name in row["problems"], name in _raised(out))
            for row, out in judged
            if row.get("problems") is not None
        ]
        owed = sum(true for true, _ in pairs)
        found = sum(true and said for true, said in pairs)
        wrong = sum(said and not true for true, said in pairs)
        if owed or wrong:
            shown[name] = f"{found}/{owed}, {wrong} wrong"
    return shown


def _raised(out: Out) -> set[str]:
    return {one["problem"] for one in out["problems"]}
