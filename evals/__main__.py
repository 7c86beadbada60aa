"""`python -m evals [SUITE]`: run one suite, or all, and print the metrics with their intervals.

A suite is a module with `REQUIRED` (keys a row must have), `CASES` (the project's own file, or None),
`run(rows, context)` -> one output per row, and `evaluate(rows, outs, context)` -> metrics. Outputs
hold only what the program produced; labels are read by `evaluate` alone.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from bot import settings as settings_module
from bot.agent import services as services_module
from bot.agent.models import Chat
from bot.agent.usage import total
from bot.errors import BadInput, StepwiseError
from evals import (
    adversarial,
    answers,
    conversations,
    drafts,
    intake,
    interview,
    performance,
    retrieval,
    rows,
    scoring,
    statements,
)
from evals.obedient import Obedient

SUITES: dict[str, ModuleType] = {
    "retrieval": retrieval,
    "answers": answers,
    "intake": intake,
    "interview": interview,
    "scoring": scoring,
    "statements": statements,
    "conversations": conversations,
    "drafts": drafts,
    "adversarial": adversarial,
    "performance": performance,
}


OBEDIENT = "obedient"
"""A scripted model that does whatever anything it reads asks for, to test the locks."""


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        names = [arguments.suite] if arguments.suite else list(SUITES)
        if arguments.suite and arguments.suite not in SUITES:
            raise BadInput(f"'{arguments.suite}' is no suite; suites: {', '.join(SUITES)}")
        if not arguments.suite and (arguments.cases or arguments.out):
            raise BadInput("--cases and --out need the name of one suite")
        with tempfile.TemporaryDirectory() as folder:
            metrics = {name: _run(name, arguments, Path(folder)) for name in names}
    except StepwiseError as error:
        print(f"evals: {error}", file=sys.stderr)
        return 2
    _table(metrics)
    if arguments.json:
        print(json.dumps(metrics if len(names) > 1 else metrics[names[0]], ensure_ascii=False))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("suite", nargs="?", help=f"one of {', '.join(SUITES)} (default: all)")
    parser.add_argument("--cases", type=Path, metavar="FILE", help="rows to run (default: the project's own)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write one JSON line per row")
    parser.add_argument("--seed", type=int, default=drafts.SEED, help="applicants of the suite drafts")
    parser.add_argument("--count", type=int, default=drafts.COUNT, help="how many of them (default: 300)")
    parser.add_argument(
        "--model", default="builtin", help="builtin (the default), provider:name, or obedient"
    )
    parser.add_argument("--today", metavar="DATE", help="the date to judge by (default: today)")
    parser.add_argument("--json", action="store_true", help="metrics as one JSON object on the last line")
    return parser


def _run(name: str, arguments: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """One suite, on a fresh record; the index is the installed one."""
    suite = SUITES[name]
    cases = arguments.cases or suite.CASES
    given = rows.read(cases, suite.REQUIRED) if cases else []
    if not given and suite is drafts:
        given = drafts.generate(arguments.seed, arguments.count)
    settings = settings_module.load(
        os.environ,
        model=None if arguments.model == OBEDIENT else arguments.model,
        today=arguments.today,
        database_url=f"sqlite:///{folder / (name + '.db')}",
    )
    chat = Chat(OBEDIENT, Obedient) if arguments.model == OBEDIENT else None
    context = services_module.build(settings, chat=chat)
    outs = suite.run(given, context)
    if arguments.out:
        rows.write(arguments.out, outs)
    metrics: dict[str, Any] = suite.evaluate(given, outs, context)
    cost = total(context.chats.default.spent)
    return {"rows": len(given), **metrics, **({"model": cost} if cost else {})}


def _table(metrics: dict[str, dict[str, Any]]) -> None:
    for name, values in metrics.items():
        print(name)
        for key, value in values.items():
            print(f"  {key:<28} {_shown(value)}")


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_shown(item) for item in value) + "]"
    return str(value)


if __name__ == "__main__":
    sys.exit(main())
