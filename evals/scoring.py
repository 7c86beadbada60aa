"""Suite scoring: is the score exact, repeatable, bounded, and never lowered by a better fact?

Covers: same bytes twice, sums in tenths, bounds, the partial order of the rubric, each
counterfactual re-run, and whether the range of an incomplete profile holds the completed one. The
checks run on the given rows and on profiles generated from a fixed seed. Does not cover whether the
weights are wise, which readers judge.
"""

import json
import random
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Protocol

from bot.applicant.facts import FIELDS, Profile, Value, parse_profile
from bot.assess.scoring import score, total_tenths
from bot.assess.scoring.rubric import Rubric
from bot.errors import BadInput
from evals.intervals import mean_with_interval
from evals.rows import CASES as _FOLDER
from evals.rows import Row

CASES = _FOLDER / "scoring.jsonl"
REQUIRED = ("id", "profile")
GENERATED = 300
SEED = 218
_MOST_NAMED = 10

_VALUES: dict[str, tuple[Value, ...]] = {
    "step1": ("fail", "pass", 181, 192, 196, 209, 214, 222, 229, 231, 240, 252),
    "step1_failures": (0, 1, 2, 3, 4),
    "step2ck": (
        "fail",
        "pass",
        "not_taken",
        203,
        208,
        211,
        214,
        217,
        218,
        219,
        223,
        229,
        230,
        238,
        247,
        256,
        268,
    ),
    "step2ck_failures": (0, 1, 2, 3),
    "step2ck_result": ("pass", "fail"),
    "step2ck_date": ("2013", "2016-03", "2024", "2025", "2025-06", "2025-07", "2026-02"),
    "step3": ("fail", "pass", "not_taken", 198, 205, 213, 221, 227, 234, 246),
    "step3_failures": (0, 1, 2),
    "graduation_year": (2003, 2009, 2014, 2017, 2019, 2021, 2023, 2025, 2026),
    "years_since_graduation": (0, 1, 2, 4, 6, 9, 13, 21),
    "citizenship_status": ("needs_visa", "permanent_resident", "us_citizen"),
    "visa": ("j1", "h1b", "either"),
    "usce_months": (0, 0.5, 1, 1.5, 2, 3, 4, 6, 12),
    "usce_kind": ("none", "research", "observership", "externship", "hands_on"),
    "specialty": tuple((key,) for key in FIELDS["specialty"].choices),
    "us_letters": (0, 1, 2, 3, 4),
    "publications": (0, 1, 2, 3, 5, 12),
    "region_ties": ((), ("Ohio",), ("California",), ("Oregon", "Texas"), ("California", "Washington")),
    "languages": ((), ("English",), ("Urdu",), ("Spanish",), ("Tagalog", "Spanish"), ("Arabic", "Mandarin")),
    "previously_unmatched": (True, False),
}
_ALWAYS_COUNTED = ("specialty", "step3", "step3_failures")
"""Facts whose absence is no open question: it means other weights, or that nothing is counted."""


class Context(Protocol):
    """What the suite needs of the program."""

    @property
    def rubric(self) -> Rubric: ...
    @property
    def today(self) -> date: ...


def run(rows: list[Row], context: Context) -> list[Row]:
    """One line per row: the score as `score --json` prints it."""
    return [
        {"id": row["id"], "score": score(profile, context.rubric, context.today).as_json()}
        for row, profile in zip(rows, _profiles(rows, context.today), strict=True)
    ]


def evaluate(rows: list[Row], outs: list[Row], context: Context) -> dict[str, Any]:
    """Shares of checks that hold, with intervals, and the first checks that do not."""
    given = _profiles(rows, context.today)
    profiles = [*given, *generated(GENERATED, SEED)]
    chance = random.Random(SEED)
    held: dict[str, list[float]] = {}
    broken: list[str] = []
    for n, profile in enumerate(profiles):
        out = outs[n]["score"] if n < len(given) else None
        for name, holds, about in _checks(profile, out, context, chance):
            held.setdefault(name, []).append(float(holds))
            if not holds and len(broken) < _MOST_NAMED:
                broken.append(f"{name}: {about}")
    metrics = {name: mean_with_interval(values) for name, values in held.items()}
    return {"profiles": len(profiles), **metrics, "broken": broken}


def generated(count: int, seed: int) -> Iterator[dict[str, Value]]:
    """Profiles from a seed, sparse and full ones in turn."""
    chance = random.Random(seed)
    for n in range(count):
        share = (0.15, 0.5, 0.85, 1.0)[n % 4]
        profile = {key: chance.choice(values) for key, values in _VALUES.items() if chance.random() < share}
        if "graduation_year" in profile:
            profile.pop("years_since_graduation", None)
        yield profile


def better(profile: Profile, rubric: Rubric, chance: random.Random) -> Iterator[tuple[str, dict[str, Value]]]:
    """(fact, the profile with that one fact better) for each fact that can be better."""
    for key, order in rubric.order.items():
        if key in profile:
            worse = profile[key]
            values = list(_VALUES[key])
            if isinstance(worse, tuple):
                values = [(*worse, item) for value in _VALUES[key] for item in _added(value, worse)]
            found = [value for value in values if order.better(worse, value)]
            if found:
                yield key, {**profile, key: chance.choice(found)}


def _added(value: Value, there: tuple[str, ...]) -> Iterable[str]:
    return [item for item in value if item not in there] if isinstance(value, tuple) else ()


def _checks(
    profile: Profile, out: Row | None, context: Context, chance: random.Random
) -> Iterator[tuple[str, bool, str]]:
    """(metric, holds, what it is about) for one profile; `out` is what `run` gave, if it did."""
    rubric, today = context.rubric, context.today
    about = json.dumps(dict(profile))
    first: Row = score(profile, rubric, today).as_json()
    again = json.dumps(out if out is not None else score(profile, rubric, today).as_json())
    yield "same_bytes", json.dumps(first) == again, about
    yield "sums", all(_sum(first, key) == _tenths(first[total]) for total, key in _SUMS), about
    yield "bounded", 0 <= first["low"] <= first["total"] <= first["high"] <= 100, about
    now = total_tenths(profile, rubric, today)
    for key, best in better(profile, rubric, chance):
        yield "monotone", total_tenths(best, rubric, today) >= now, f"{key} {best[key]} in {about}"
    for change in first["counterfactuals"]:
        changed = {**profile, **parse_profile(change["facts"], today)}
        after = score(changed, rubric, today).now
        exact = after - now == _tenths(change["delta"]) > 0
        yield "counterfactuals", exact, f"{change['change']} in {about}"
    if _consistent(profile, first):
        known = [key for key in profile if key not in _ALWAYS_COUNTED]
        left = {key: value for key, value in profile.items() if key not in known or chance.random() < 0.6}
        wide = score(left, rubric, today)
        yield "range_holds", wide.low <= now <= wide.high, f"{json.dumps(left)} completed to {about}"


_SUMS = (("total", "points"), ("low", "low"), ("high", "high"))


def _sum(scored: Row, key: str) -> int:
    return sum(_tenths(factor[key]) for factor in scored["factors"])


def _tenths(value: float) -> int:
    return round(value * 10)


def _consistent(profile: Profile, scored: Row) -> bool:
    """Whether no failed or open exam stands beside "no failed attempts", which no completion could mend."""
    failed = {gate["name"]: gate["verdict"] != "pass" for gate in scored["gates"]}
    step1 = failed["Step 1 passed"] and profile.get("step1_failures") == 0
    step2ck = failed["Step 2 CK passed"] and profile.get("step2ck_failures") == 0
    return not step1 and not step2ck


def _profiles(rows: list[Row], today: date) -> list[dict[str, Value]]:
    found = []
    for row in rows:
        profile = row["profile"]
        if not isinstance(profile, dict):
            raise BadInput(f"row {row['id']}: 'profile' must be an object of facts")
        facts = {key: value for key, value in profile.items() if key in FIELDS}
        found.append(parse_profile(facts, today, f"row {row['id']}"))
    return found
