"""Rows `search` and `match`: one search beside its embedding alone, and judging every program.

Covers: both within this process; the time of `match` has the speed of this machine in it. Does not cover
reading the files, which happens once for a process.
"""

import statistics

from bot.agent.services import Services
from bot.applicant.facts import Profile
from bot.assess.scoring import score
from bot.assess.survey import survey
from bot.library.embedder import Torch, packaged_folder
from evals import rows
from evals.performance.figures import against, in_turns, line, seconds
from evals.rows import Row

QUESTIONS = 100
SEARCH_RATIO = 1.3
MATCH_RUNS = 15
MATCH_TARGET_MS = 20.0

_APPLICANTS: tuple[Profile, ...] = (
    {"step1": 214, "step1_failures": 1, "step2ck": 223, "graduation_year": 2017},
    {"step2ck": 238, "citizenship_status": "needs_visa", "visa": "j1", "usce_months": 4},
    {"step1": "pass", "step1_failures": 0, "step2ck": 251, "citizenship_status": "us_citizen"},
    {},
)


def search(context: Services) -> Row:
    """Different questions, none asked before, so that no result is remembered."""
    library = context.library.get()
    torch = Torch(str(packaged_folder()))
    asked = dict.fromkeys(row["question"] for row in rows.read(rows.CASES / "questions.jsonl", ("question",)))
    questions = list(asked)[: QUESTIONS + 1]
    ours, theirs = iter(questions), iter(questions)
    found, encoded = in_turns(
        len(questions) - 1,
        lambda: seconds(lambda: library.search(next(ours))),
        lambda: seconds(lambda: torch.query(next(theirs))),
    )
    note = f"p50 of {len(found)} questions; baseline: encoding the same by sentence-transformers"
    return against("search", _ms(found), _ms(encoded), "ms", SEARCH_RATIO, note)


def match(context: Services) -> Row:
    """Score one applicant, judge and rank all programs for them."""
    programs, rubric, today = context.programs, context.rubric, context.today

    def all_applicants() -> None:
        for profile in _APPLICANTS:
            score(profile, rubric, today)
            survey({**profile, "specialty": ()}, today, programs)

    all_applicants()
    taken = [seconds(all_applicants) for _ in range(MATCH_RUNS)]
    value = statistics.median(_ms(taken)) / len(_APPLICANTS)
    return line("match", value, "ms", MATCH_TARGET_MS, value <= MATCH_TARGET_MS)


def _ms(taken: list[float]) -> list[float]:
    return [1000 * one for one in taken]
