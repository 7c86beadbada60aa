"""Rows `start` and `first_answer`: from nothing to a page, and to an answer with its sources.

Covers: fresh processes beside the bare ones, in turns. Does not cover how they are started (processes).
"""

import json
import sys
import time
from collections.abc import Callable

from bot.agent.services import Services
from bot.errors import StepwiseError
from bot.library.embedder import packaged_folder
from evals.performance import processes
from evals.performance.figures import against, in_turns, seconds
from evals.rows import Row

TIMES = 5
START_RATIO = 1.5
ANSWER_RATIO = 2.0
QUESTION = "How many US letters of recommendation do I need?"


def start(context: Services) -> Row:
    """`python app.py` to its first HTTP 200."""
    with processes.data_folder(context.settings) as folder:
        ours, bare = in_turns(
            TIMES,
            lambda: _until_up(lambda port: processes.page(context.settings, folder, port)),
            lambda: _until_up(processes.echo),
        )
    note = f"median of {TIMES} fresh starts; baseline: a bare echo app"
    return against("start", ours, bare, "s", START_RATIO, note)


def first_answer(context: Services) -> Row:
    """`python -m bot ask` from its start to its end, the index built."""
    minilm = [sys.executable, str(processes.BARE / "embed.py"), str(packaged_folder()), QUESTION]
    with processes.data_folder(context.settings) as folder:
        ask = [sys.executable, "-m", "bot", "ask", QUESTION, "--json", "--data-dir", str(folder)]
        ours, bare = in_turns(
            TIMES,
            lambda: seconds(lambda: _grounded(processes.output_of(ask))),
            lambda: seconds(lambda: processes.output_of(minilm)),
        )
    note = f"median of {TIMES} fresh processes; baseline: sentence-transformers, its model, one query"
    return against("first_answer", ours, bare, "s", ANSWER_RATIO, note)


def _until_up(command: Callable[[int], list[str]]) -> float:
    port = processes.free_port()
    started = time.perf_counter()
    with processes.serving(command(port), port):
        return time.perf_counter() - started


def _grounded(printed: str) -> None:
    """Raises StepwiseError unless the question was answered, with sources."""
    answer = json.loads(printed.splitlines()[-1])
    if answer["kind"] != "answered" or not answer["citations"]:
        raise StepwiseError(f"the first answer was {answer['kind']}, with {len(answer['citations'])} sources")
