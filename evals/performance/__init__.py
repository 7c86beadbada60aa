"""Suite performance: how fast the program is and how little it sends, each row beside its target.

Covers: which rows there are, in the order of docs/performance.md, and measuring all of them or those that are
named. A baseline is measured in the same run, in turns with what it is compared to. Does not cover how each
is measured: fresh processes (starting), turns, the search (searching), many people at once (crowd), what a
hosted model is sent (sent).
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from bot.agent.services import Services
from bot.errors import BadInput
from evals.performance import crowd, searching, sent, starting, turns
from evals.performance.figures import SHOWN
from evals.rows import Row

CASES = None
REQUIRED = ("name",)
ROWS = ("start", "first_answer", "turn", "search", "load", "long_thread", "tokens", "prefix", "match")


def run(given: list[Row], context: Services) -> list[Row]:
    """One line per measured row: name, value, unit, baseline, ratio, target, holds, and a note.

    Rows that are given name what to measure, in their order; the crowd of `load` stays for its `seconds`, if
    it has any. Without them everything is measured. Raises BadInput for a row that there is not.
    """
    wanted = given or [{"name": name} for name in ROWS]
    measures = _measures(context)
    for row in wanted:
        if row["name"] not in ROWS:
            raise BadInput(f"'{row['name']}' is no row of performance; rows: {', '.join(ROWS)}")
    seconds = [_seconds(row) for row in wanted]
    return [measures[row["name"]](stay) for row, stay in zip(wanted, seconds, strict=True)]


def evaluate(given: list[Row], outs: list[Row], context: Services) -> dict[str, Any]:
    """Each row's value beside its target."""
    return {out["name"]: {key: out[key] for key in SHOWN if out[key] is not None} for out in outs}


def _seconds(row: Row) -> float:
    seconds = row.get("seconds", crowd.FULL_SECONDS)
    usable = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    if not usable or not 0 < seconds <= crowd.FULL_SECONDS:
        raise BadInput(f"seconds of the row '{row['name']}' must be a number up to {crowd.FULL_SECONDS}")
    return float(seconds)


def _measures(context: Services) -> dict[str, Callable[[float], Row]]:
    """By name: from how long a crowd stays, in seconds, to a line."""
    consultation = cache(lambda: sent.consultation_tokens(context))
    return {
        "start": lambda _: starting.start(context),
        "first_answer": lambda _: starting.first_answer(context),
        "turn": lambda _: turns.turn(context),
        "search": lambda _: searching.search(context),
        "load": lambda seconds: crowd.load(context, seconds),
        "long_thread": lambda _: turns.long_thread(context),
        "tokens": lambda _: sent.tokens(consultation()),
        "prefix": lambda _: sent.prefix(consultation()),
        "match": lambda _: searching.match(context),
    }
