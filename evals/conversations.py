"""Suite conversations: does the intake come to its end, ask nothing twice, and lose no fact?

Covers: playing a scripted applicant against the advisor, turn by turn, through the same code as
the page. Does not cover how pleasant the talk is, which readers judge from the transcripts.
"""

import asyncio
from typing import Any

from bot.agent import turn
from bot.agent.reply import as_text
from bot.agent.services import Services
from bot.applicant.facts import flat, parse_profile
from bot.applicant.intake import ADVICE, next_question
from bot.assess.scoring import score
from evals.intervals import mean_with_interval
from evals.rows import CASES as _FOLDER
from evals.rows import Row

CASES = _FOLDER / "conversations.jsonl"
REQUIRED = ("id", "truth", "answers")

MAX_TURNS = 28
OPENING = "hello"
NO_ANSWER = "I'd rather skip that one."
"""What the scripted applicant says when its script has no answer for a question."""


def run(rows: list[Row], services: Services) -> list[Row]:
    return [asyncio.run(_play(row, services)) for row in rows]


async def _play(row: Row, services: Services) -> Row:
    applicant = services.store.create_applicant(str(row["id"])[:60])
    thread = services.store.create_thread(applicant.id, "intake")
    injected = {item["turn"]: item["text"] for item in row.get("inject", [])}
    transcript: list[Row] = []
    message = row.get("opening") or OPENING
    completed = False
    for n in range(1, row.get("max_turns", MAX_TURNS) + 1):
        text = injected.get(n, message)
        reply = await turn.reply_to(services, applicant.id, thread.id, text)
        transcript.append({"role": "user", "text": text, "asked": None})
        transcript.append({"role": "assistant", "text": as_text(reply["sentences"]), "asked": reply["asked"]})
        ledger = services.store.ledger(applicant.id)
        if reply["asked"] is None and n + 1 not in injected:
            completed = next_question(ADVICE, ledger, in_season=services.in_season) is None
            if completed:
                break
        message = row["answers"].get(reply["asked"], NO_ANSWER)
    profile = services.store.ledger(applicant.id).profile
    scored = score(profile, services.rubric, services.today).as_json()
    facts = flat(profile)
    services.store.delete_applicant(applicant.id)
    return {
        "id": row["id"],
        "transcript": transcript,
        "facts": facts,
        "score": scored,
        "completed": completed,
    }


def evaluate(rows: list[Row], outs: list[Row], services: Services) -> dict[str, Any]:
    pairs = list(zip(rows, outs, strict=True))
    lost = [_lost(row["truth"], out["facts"]) for row, out in pairs]
    same = [float(_total(row["truth"], services) == out["score"]["total"]) for row, out in pairs]
    equal = [float(_comparable(row["truth"]) == _comparable(out["facts"])) for row, out in pairs]
    return {
        "completed": mean_with_interval([float(out["completed"]) for out in outs]),
        "repeated_questions": sum(_repeated(row, out) for row, out in pairs),
        "facts_lost": sum(len(keys) for keys in lost),
        "facts_equal_truth": mean_with_interval(equal),
        "score_equals_truth": mean_with_interval(same),
        "turns": mean_with_interval([len(out["transcript"]) / 2 for out in outs]),
        "differing": {
            row["id"]: _difference(row["truth"], out["facts"])
            for row, out in pairs
            if _comparable(row["truth"]) != _comparable(out["facts"])
        },
    }


def _total(truth: Row, services: Services) -> float:
    profile = parse_profile(truth, services.today)
    return float(score(profile, services.rubric, services.today).as_json()["total"])


def _comparable(facts: Row) -> dict[str, object]:
    return {key: frozenset(value) if isinstance(value, list) else value for key, value in facts.items()}


def _lost(truth: Row, facts: Row) -> list[str]:
    return [key for key in truth if key not in facts]


def _difference(truth: Row, facts: Row) -> dict[str, object]:
    keys = {*truth, *facts}
    return {key: [truth.get(key), facts.get(key)] for key in sorted(keys) if truth.get(key) != facts.get(key)}


def _repeated(row: Row, out: Row) -> int:
    """Fields asked again although the message after the question was the scripted answer to it."""
    answered: set[str] = set()
    repeats = 0
    entries = out["transcript"]
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        asked = entry["asked"]
        if asked is None:
            continue
        repeats += asked in answered
        if following and following["text"] == row["answers"].get(asked, NO_ANSWER):
            answered.add(asked)
    return repeats
