"""`python -m evals.transcripts`: consultations, plans, mock interviews and drafts from the running program.

Plays the scripted applicants of cases/consultations.jsonl against the advisor and those of
cases/practices.jsonl in mock interviews, makes the plans of cases/plans.jsonl and the drafts of
cases/draft_requests.jsonl, all through the same code as the page, and writes docs/transcripts/. Does not
judge them.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bot import settings as settings_module
from bot.agent import practice, turn
from bot.agent import services as services_module
from bot.agent.reply import as_text
from bot.agent.services import Services
from bot.applicant.facts import FIELDS, parse_profile, show
from bot.assess.plan.text import as_text as plan_text
from bot.errors import StepwiseError
from bot.interview import Kind
from bot.settings import ROOT
from bot.ui.interview.saving import markdown as as_markdown
from bot.write import drafts
from evals import rows
from evals.conversations import NO_ANSWER

TODAY = "2026-11-25"
FOLDER = ROOT / "docs" / "transcripts"


DRAFTS = {
    "drafts-statement": ("score_explanation_statement", "why_", "gap_year"),
    "drafts-letters": ("score_explanation_email", "letter_", "coordinator_", "update_", "thank_"),
    "drafts-interview": ("score_explanation_interview",),
}
"""Which kinds of draft stand in which file."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.transcripts", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="where to write (default: docs/transcripts)"
    )
    folder = parser.parse_args().folder
    try:
        scripts = rows.read(rows.CASES / "consultations.jsonl", ("id", "who", "answers", "talk"))
        with tempfile.TemporaryDirectory() as kept:
            settings = settings_module.load(os.environ, today=TODAY, database_url=f"sqlite:///{kept}/t.db")
            services = services_module.build(settings)
            folder.mkdir(parents=True, exist_ok=True)
            for script in scripts:
                text = asyncio.run(_consultation(script, services))
                (folder / f"{script['id']}.md").write_text(text, encoding="utf-8")
            for row in rows.read(rows.CASES / "plans.jsonl", ("id", "who", "today", "profile")):
                (folder / f"{row['id']}.md").write_text(_plan(row), encoding="utf-8")
            for row in rows.read(rows.CASES / "practices.jsonl", ("id", "who", "today", "tone", "answers")):
                (folder / f"{row['id']}.md").write_text(_practice(row, services), encoding="utf-8")
            asked = rows.read(rows.CASES / "draft_requests.jsonl", ("id", "kind", "who", "profile", "told"))
            for name, kinds in DRAFTS.items():
                chosen = [row for row in asked if row["kind"].startswith(kinds)]
                (folder / f"{name}.md").write_text(_drafts(chosen), encoding="utf-8")
    except StepwiseError as error:
        print(f"transcripts: {error}", file=sys.stderr)
        return 2
    return 0


async def _consultation(script: rows.Row, services: Services) -> str:
    applicant = services.store.create_applicant(script["id"])
    thread = services.store.create_thread(applicant.id, script["who"][:60])
    parts = [f"# {script['who']}\n\nPlayed by `python -m evals.transcripts`, as of {TODAY}."]
    asked = None
    for n, line in enumerate(script["talk"], start=1):
        message = line if line is not None else script["answers"].get(asked, NO_ANSWER)
        reply = await turn.reply_to(services, applicant.id, thread.id, message)
        asked = reply["asked"]
        parts.append(f"## {n}\n\n{_quoted(message)}\n\n{_written(reply)}")
    return "\n\n".join(parts) + "\n"


def _plan(row: rows.Row) -> str:
    """One applicant's plan on one day, with the facts it was made from."""
    today = date.fromisoformat(row["today"])
    facts = parse_profile(row["profile"], today, row["id"])
    with tempfile.TemporaryDirectory() as kept:
        settings = settings_module.load(os.environ, today=row["today"], database_url=f"sqlite:///{kept}/t.db")
        services = services_module.build(settings)
        applicant = services.store.create_applicant(row["id"]).id
        for program, status in row.get("tracked", {}).items():
            services.store.track(applicant, program, status)
        plan = services.plan(applicant, profile=facts, budget=row.get("budget"))
        text = plan_text(plan, services.programs)
    known = "\n".join(f"- {FIELDS[key].label}: {show(key, value)}" for key, value in facts.items())
    money = f"\n- Budget: {row['budget']:,} USD" if "budget" in row else ""
    made = f"Made by `python -m evals.transcripts`, as of {row['today']}."
    return f"# {row['who']}\n\n{made}\n\n{known}{money}\n\n```text\n{text}\n```\n"


def _practice(row: rows.Row, services: Services) -> str:
    """One mock interview: each question is answered by what this applicant says to the trait it presses,
    or to its topic; what was said once is not said again while there is anything else."""
    store, today = services.store, date.fromisoformat(row["today"])
    applicant = store.create_applicant(row["id"]).id
    facts = parse_profile(row["profile"], today, row["id"])
    now = practice.begin(store, applicant, facts, row["tone"], row["length"], today, seed=row["seed"])
    opening, left = iter(row.get("setup", ())), {key: list(said) for key, said in row["answers"].items()}
    while now.question is not None:
        asked = now.question
        keys = (asked.trait or asked.topic, asked.topic, "*", *left)
        if asked.kind is Kind.SETUP:
            words = next(opening)
        else:
            words = next(left[key].pop(0) for key in keys if left.get(key))
        now = practice.answered(store, applicant, now, words)
    known = "\n".join(f"- {FIELDS[key].label}: {show(key, value)}" for key, value in facts.items())
    made = f"Made by `python -m evals.transcripts`, as of {row['today']}."
    dated = replace(now, created=row["today"])
    return f"# {row['who']}\n\n{made}\n\n{known or 'Nothing on record.'}\n\n{as_markdown(dated)}"


def _drafts(chosen: list[rows.Row]) -> str:
    """Drafts one below another, each with what is known and was told, and what is said beside it."""
    parts = [f"# Drafts from facts\n\nMade by `python -m evals.transcripts`, as of {TODAY}."]
    for row in chosen:
        facts = {**parse_profile(row["profile"], date.fromisoformat(TODAY), row["id"]), **row["told"]}
        made = drafts.draft(row["kind"], facts, tuple(row.get("typed", ())), row["id"])
        known = "\n".join(f"- {FIELDS[key].label}: {show(key, value)}" for key, value in facts.items())
        notes = "\n".join(f"- {note}" for note in made.notes)
        kind = made.kind.replace("_", " ")
        parts.append(f"## {row['who']} ({kind})\n\n{known}\n\n{_quoted(made.text)}\n\n{notes}")
    return "\n\n".join(parts) + "\n"


def _written(reply: dict[str, Any]) -> str:
    """A reply as the page shows it: numbered citations, the draft, the sources."""
    numbers = {citation["id"]: n for n, citation in enumerate(reply["citations"], start=1)}
    parts = [as_text(reply["sentences"], numbers)]
    if reply["draft"]:
        parts.append("**Draft**\n\n" + _quoted(reply["draft"]["text"]))
    if reply["citations"]:
        parts.append("\n".join(f"[{n}] {_source(c)}  " for n, c in enumerate(reply["citations"], start=1)))
    return "\n\n".join(parts)


def _source(citation: dict[str, Any]) -> str:
    section = f", “{citation['section']}”" if citation["section"] else ""
    return f"{citation['title']} ({citation['source']}{section})"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


if __name__ == "__main__":
    sys.exit(main())
