"""Suite performance: how long the program takes, each row beside its target or its baseline.

Covers: `match`, the time to score one applicant and to judge and rank every program for them. Times are
medians on this machine, and the machine's speed is in them. Takes no rows.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from bot.agent.services import Services
from bot.applicant.facts import Profile
from bot.assess.scoring import score
from bot.assess.survey import survey
from bot.errors import BadInput
from evals.rows import Row

CASES = None
REQUIRED = ()
RUNS = 15
MATCH_TARGET_MS = 20.0

_APPLICANTS: tuple[Profile, ...] = (
    {"step1": 214, "step1_failures": 1, "step2ck": 223, "graduation_year": 2017},
    {"step2ck": 238, "citizenship_status": "needs_visa", "visa": "j1", "usce_months": 4},
    {"step1": "pass", "step1_failures": 0, "step2ck": 251, "citizenship_status": "us_citizen"},
    {},
)


def run(rows: list[Row], context: Services) -> list[Row]:
    """One line per measured row: name, value, unit, baseline, ratio, target, holds."""
    if rows:
        raise BadInput("the suite performance takes no rows")
    return [_match(context)]


def evaluate(rows: list[Row], outs: list[Row], context: Services) -> dict[str, Any]:
    """Each row's value beside its target."""
    return {
        out["name"]: {key: out[key] for key in ("value", "unit", "target", "holds") if out[key] is not None}
        for out in outs
    }


def _match(context: Services) -> Row:
    """Score and judge all programs, without reading the files, which happens once for a process."""
    programs, rubric, today = context.programs, context.rubric, context.today

    def once() -> None:
        for profile in _APPLICANTS:
            score(profile, rubric, today)
            survey({**profile, "specialty": ()}, today, programs)

    value = _median_ms(once) / len(_APPLICANTS)
    return {
        "name": "match",
        "value": round(value, 2),
        "unit": "ms",
        "baseline": None,
        "ratio": None,
        "target": MATCH_TARGET_MS,
        "holds": value <= MATCH_TARGET_MS,
    }


def _median_ms(work: Callable[[], None]) -> float:
    work()
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)
