"""Suite performance: how long the program takes, each row beside its target or its baseline.

Covers: `match`, the time to score one applicant and to judge and rank every program for them (a median on
this machine, whose speed is in it); `tokens` and `prefix`, what a hosted model is sent in a consultation of
twenty turns, in tokens of MiniLM's tokenizer. Takes no rows.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from tokenizers import Tokenizer

from bot.agent.services import Services
from bot.applicant.facts import Profile
from bot.assess.scoring import score
from bot.assess.survey import survey
from bot.errors import BadInput
from bot.library import corpus
from bot.library.embedder import packaged_folder
from evals import rows
from evals.recorder import consultation
from evals.rows import Row

CASES = None
REQUIRED = ()
RUNS = 15
SHOWN = ("value", "unit", "ratio", "target", "holds")
MATCH_TARGET_MS = 20.0
TOKENS_RATIO = 0.65
MOST_TOKENS = 60_000
PREFIX_TARGET = 0.8

_APPLICANTS: tuple[Profile, ...] = (
    {"step1": 214, "step1_failures": 1, "step2ck": 223, "graduation_year": 2017},
    {"step2ck": 238, "citizenship_status": "needs_visa", "visa": "j1", "usce_months": 4},
    {"step1": "pass", "step1_failures": 0, "step2ck": 251, "citizenship_status": "us_citizen"},
    {},
)


def run(given: list[Row], context: Services) -> list[Row]:
    """One line per measured row: name, value, unit, baseline, ratio, target, holds."""
    if given:
        raise BadInput("the suite performance takes no rows")
    return [_match(context), *_sent(context)]


def evaluate(given: list[Row], outs: list[Row], context: Services) -> dict[str, Any]:
    """Each row's value beside its target."""
    return {out["name"]: {key: out[key] for key in SHOWN if out[key] is not None} for out in outs}


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


def _sent(context: Services) -> list[Row]:
    """What twenty turns send, beside the same prompts with the whole guide in each, and what each prompt
    shares with the one before it."""
    script = rows.read(rows.CASES / "consultations.jsonl", ("id", "answers", "talk"))[0]
    count = Tokenizer.from_file(str(packaged_folder() / "tokenizer.json"))
    count.no_truncation()
    prompts = [count.encode(one, add_special_tokens=False).ids for one in consultation(context, script)]
    guide = "\n".join(f"{one.title}\n{one.text}" for one in corpus.load().passages if one.section)
    total = sum(map(len, prompts))
    whole = total + len(prompts) * len(count.encode(guide, add_special_tokens=False).ids)
    shared = statistics.mean(_shared(a, b) / len(b) for a, b in pairwise(prompts))
    ratio = total / whole
    return [
        {
            "name": "tokens",
            "value": total,
            "unit": "tokens",
            "baseline": whole,
            "ratio": round(ratio, 3),
            "target": TOKENS_RATIO,
            "holds": ratio <= TOKENS_RATIO and total <= MOST_TOKENS,
        },
        {
            "name": "prefix",
            "value": round(shared, 3),
            "unit": "share",
            "baseline": None,
            "ratio": None,
            "target": PREFIX_TARGET,
            "holds": shared >= PREFIX_TARGET,
        },
    ]


def _shared(before: Sequence[int], after: Sequence[int]) -> int:
    """How many tokens two prompts begin alike."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(before), len(after)))


def _median_ms(work: Callable[[], None]) -> float:
    work()
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)
