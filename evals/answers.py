"""Suite answers: is each answer grounded, cited from the right section, and declined when it must be?

Covers: running a question the way `ask` does, and the metrics grounded, declined, over_declined and
section_cited of the eval contract. Key points are judged by readers, not here.
"""

import asyncio
import re
from typing import Any

from bot.agent import turn
from bot.agent.reply import as_text
from bot.agent.services import Services
from bot.applicant.intake import QUESTIONS_ONLY
from evals.intervals import mean_with_interval
from evals.rows import CASES as _FOLDER
from evals.rows import Row

CASES = _FOLDER / "questions.jsonl"
REQUIRED = ("id", "question")

MOST_CITATIONS, MOST_SECTIONS, LEAST_OVERLAP = 2, 3, 0.5
_STATES_A_FACT = re.compile(
    r"\d|\b(?:should|must|aim|apply|avoid|step [123]|usmle|eras|nrmp|ecfmg|oet|uscis|freida|january|february|"
    r"march|april|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[a-z]{4,}")


def run(rows: list[Row], services: Services) -> list[Row]:
    """One output per row: kind, answer, its sentences with citation ids, and what the ids stand for."""
    applicant = services.store.create_applicant("answers")
    return [asyncio.run(_one(row, services, applicant.id)) for row in rows]


async def _one(row: Row, services: Services, applicant: str) -> Row:
    thread = services.store.create_thread(applicant, str(row["id"]), QUESTIONS_ONLY)
    reply = await turn.reply_to(services, applicant, thread.id, row["question"])
    services.store.drop_turns_from(thread.id, 1)
    return {
        "id": row["id"],
        "kind": reply["kind"],
        "answer": as_text(reply["sentences"]),
        "sentences": [{"text": s["text"], "citations": s["citations"]} for s in reply["sentences"]],
        "citations": [
            {key: c[key] for key in ("id", "section", "source", "text")} for c in reply["citations"]
        ],
    }


def evaluate(rows: list[Row], outs: list[Row], services: Services) -> dict[str, Any]:
    pairs = list(zip(rows, outs, strict=True))
    grounded = [
        float(_grounded(sentence, {c["id"]: c["text"] for c in out["citations"]}))
        for _, out in pairs
        if out["kind"] == "answered"
        for sentence in out["sentences"]
        if _STATES_A_FACT.search(sentence["text"])
    ]
    declined = [float(_declined(out)) for row, out in pairs if row.get("expects") == "decline"]
    over = [float(out["kind"] == "declined") for row, out in pairs if row.get("expects") == "answer"]
    cited = [float(_cites_section(row, out)) for row, out in pairs if row.get("sections")]
    kinds = [float(row["expects"] == _asked_for(out["kind"])) for row, out in pairs if "expects" in row]
    leaks = sum(word in out["answer"] for row, out in pairs for word in row.get("must_not_contain", []))
    return {
        "grounded": mean_with_interval(grounded),
        "declined": mean_with_interval(declined),
        "over_declined": mean_with_interval(over),
        "section_cited": mean_with_interval(cited),
        "kind_as_expected": mean_with_interval(kinds),
        "must_not_contain_found": leaks,
    }


def _grounded(sentence: Row, texts: dict[str, str]) -> bool:
    """Cites at most two sources, and its numbers and most of its content words stand in them."""
    ids = sentence["citations"][:MOST_CITATIONS]
    source = " ".join(texts.get(key, "") for key in ids).lower()
    if not source:
        return False
    numbers = set(_NUMBER.findall(sentence["text"])) - set(_NUMBER.findall(source))
    words = set(_WORD.findall(sentence["text"].lower()))
    overlap = len(words & set(_WORD.findall(source))) / len(words) if words else 1.0
    return not numbers and overlap >= LEAST_OVERLAP


def _declined(out: Row) -> bool:
    return out["kind"] == "declined" and not out["citations"] and not _NUMBER.search(out["answer"])


def _cites_section(row: Row, out: Row) -> bool:
    sections = list(dict.fromkeys(c["section"] for c in out["citations"] if c["section"]))
    return bool(set(sections[:MOST_SECTIONS]) & set(row["sections"]))


def _asked_for(kind: str) -> str:
    return {"answered": "answer", "declined": "decline", "refused": "refuse"}.get(kind, kind)
