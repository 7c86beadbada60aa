"""Suite interview: does the feedback on an answer find what a careful reader finds?

Covers: macro F1 over the four elements, micro F1 over the flags with the recall of the two that matter most,
the rank correlation of the mark, each with a bootstrap interval, and on rows that come in pairs whether a bad
answer is marked below its good twin and whether simple or broken grammar changes nothing. Does not cover
whether the advice is wise, which readers judge.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Protocol

from bot.applicant.facts import FLAT_KEYS, Profile, Value, parse_profile
from bot.errors import BadInput
from bot.interview.elements import ELEMENTS
from bot.interview.feedback import assess
from bot.interview.flags import FLAGS
from evals.intervals import interval, mean
from evals.rows import CASES as _FOLDER

CASES = _FOLDER / "interview.jsonl"
REQUIRED = ("id", "question", "answer")
RECALLED = ("dishonest", "blames_others")
SAME_MARK = 0.2
Row = Mapping[str, Any]
Out = dict[str, Any]
Judged = tuple[Row, Out]


class Context(Protocol):
    """What the suite needs of the program."""

    @property
    def today(self) -> date: ...


def run(rows: Iterable[Row], context: Context) -> list[Out]:
    """One line per row: elements, flags with their quotes, and the mark."""
    found = []
    for row in rows:
        feedback = assess(row["answer"], row["question"], _facts(row, context.today), context.today)
        flags = [{"flag": flag, "quote": quote} for flag, quote in feedback.flags.items()]
        found.append(
            {
                "id": row["id"],
                "elements": dict(feedback.elements),
                "flags": flags,
                "overall": feedback.overall,
            }
        )
    return found


def _facts(row: Row, today: date) -> Profile:
    """The facts of a row; a value that the program could not hold is unknown to it, as is an unknown key."""
    given = row.get("applicant_facts") or {}
    if not isinstance(given, dict):
        raise BadInput(f"row {row['id']}: 'applicant_facts' must be an object of facts")
    facts: dict[str, Value] = {}
    for key in FLAT_KEYS:
        with suppress(BadInput):
            facts |= parse_profile({key: given.get(key)}, today)
    return facts


def evaluate(rows: Sequence[Row], outs: Sequence[Out], context: Context | None = None) -> dict[str, Any]:
    """The metrics over all labelled rows, over the held-out ones, and the checks on pairs."""
    judged = list(zip(rows, outs, strict=True))
    held = [pair for pair in judged if pair[0].get("held_out")]
    metrics = _metrics(judged)
    if held:
        metrics["held_out"] = _metrics(held)
    return metrics | _twins(judged) | _grammar(judged)


def _metrics(judged: Sequence[Judged]) -> dict[str, Any]:
    labelled = [pair for pair in judged if pair[0].get("labels")]
    flagged = [pair for pair in judged if pair[0].get("flags") is not None]
    marked = [pair for pair in judged if pair[0].get("overall") is not None]
    found: dict[str, Any] = {}
    if labelled:
        found |= _with_interval("element_f1", labelled, element_f1)
    if flagged:
        found |= _with_interval("flag_f1", flagged, flag_f1)
        found |= {f"recall_{flag}": recall(flagged, flag) for flag in RECALLED}
    if marked:
        found |= _with_interval("overall_spearman", marked, overall_spearman)
    return found


def _with_interval(
    name: str, judged: Sequence[Judged], statistic: Callable[[Sequence[Judged]], float]
) -> dict[str, Any]:
    return {name: statistic(judged), f"{name}_interval": interval(judged, statistic)}


def element_f1(judged: Sequence[Judged]) -> float:
    """Macro F1 over acknowledge, context, growth and evidence."""
    scores = []
    for name in ELEMENTS:
        pairs = [(bool(row["labels"].get(name)), bool(out["elements"][name])) for row, out in judged]
        scores.append(_f1(pairs))
    return sum(scores) / len(scores)


def flag_f1(judged: Sequence[Judged]) -> float:
    """Micro F1 over the flags."""
    return _f1([(flag in row["flags"], flag in _raised(out)) for row, out in judged for flag in FLAGS])


def recall(judged: Sequence[Judged], flag: str) -> float:
    """Share of the rows labelled with a flag on which it was raised; 1.0 when there is none."""
    owed = [out for row, out in judged if flag in row["flags"]]
    return sum(flag in _raised(out) for out in owed) / len(owed) if owed else 1.0


def overall_spearman(judged: Sequence[Judged]) -> float:
    """Rank correlation of the mark with the label, ties at their mean rank; 0.0 when either is constant."""
    return spearman([float(row["overall"]) for row, _ in judged], [out["overall"] for _, out in judged])


def spearman(one: Sequence[float], other: Sequence[float]) -> float:
    a, b = _ranks(one), _ranks(other)
    middle = (len(a) + 1) / 2
    shared = sum((x - middle) * (y - middle) for x, y in zip(a, b, strict=True))
    spread = (sum((x - middle) ** 2 for x in a) * sum((y - middle) ** 2 for y in b)) ** 0.5
    return shared / spread if spread else 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value from 1, the mean of their places for those that are equal."""
    places: dict[float, list[int]] = {}
    for place, value in enumerate(sorted(values), start=1):
        places.setdefault(value, []).append(place)
    return [mean(places[value]) for value in values]


def _raised(out: Out) -> set[str]:
    return {flag["flag"] for flag in out["flags"]}


def _f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    hits = sum(true and said for true, said in pairs)
    wrong = sum(true != said for true, said in pairs)
    return 2 * hits / (2 * hits + wrong) if hits or wrong else 1.0


def _pairs(judged: Sequence[Judged], first: str, second: str) -> list[tuple[str, Out, Out]]:
    sides: dict[str, dict[str, Out]] = {}
    for row, out in judged:
        if row.get("pair"):
            sides.setdefault(row["pair"], {})[row.get("side", "")] = out
    return [(name, two[first], two[second]) for name, two in sides.items() if {first, second} <= two.keys()]


def _twins(judged: Sequence[Judged]) -> dict[str, Any]:
    pairs = _pairs(judged, "bad", "good")
    if not pairs:
        return {}
    broken = [name for name, bad, good in pairs if bad["overall"] >= good["overall"]]
    return {"twins": len(pairs), "bad_below_good": 1 - len(broken) / len(pairs), "twins_broken": broken}


def _grammar(judged: Sequence[Judged]) -> dict[str, Any]:
    pairs = _pairs(judged, "polished", "simple")
    if not pairs:
        return {}
    broken = [name for name, polished, simple in pairs if not _same(polished, simple)]
    return {
        "grammar_pairs": len(pairs),
        "grammar_same": 1 - len(broken) / len(pairs),
        "grammar_broken": broken,
    }


def _same(one: Out, other: Out) -> bool:
    near = abs(one["overall"] - other["overall"]) <= SAME_MARK
    return near and one["elements"] == other["elements"] and _raised(one) == _raised(other)
