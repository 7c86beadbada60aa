"""Answers: from search results to sentences, each with its citation.

Covers: which sentences of which passages answer a question, how a topic outside is declined or
refused, and the applicant's own fact beside a general answer. Every sentence of fact is a
passage's own sentence, so grounding is by construction. Does not cover searching (library).
"""

import re
from typing import Any

from bot.agent.case import Case
from bot.builtin.insights import load_insights
from bot.builtin.phrases import Phrases

MOST_DETAILS, FEWER_DETAILS = 3, 1
COMPANIONS = (0.6, 0.85)
"""How close the score of a second, and of a third, section must come to the best to be quoted beside it."""

_WORD = re.compile(r"[a-z0-9]{3,}")


def answer(result: dict[str, Any], case: Case, phrases: Phrases, *, alone: bool) -> tuple[list[str], str]:
    """Paragraphs in the reply grammar and the kind of reply for one search result.

    One of several answers (`alone` is false) is kept short: one passage, fewer details.
    """
    if result["scope"] != "covered" or not result["hits"]:
        kind = "refused" if result["scope"] == "refuse" else "declined"
        return _outside(result, phrases), kind
    question = set(_WORD.findall(result["question"].lower()))
    first, *others = result["hits"]
    lines = _quoted(first, question, MOST_DETAILS if alone else FEWER_DETAILS)
    for other in _companions(first, others) if alone else ():
        lines += _quoted(other, question, 0)
    own = _yours(first, case, phrases) if alone else None
    return [*lines, own] if own else lines, "answered"


def _companions(first: dict[str, Any], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The best passages of other sections of the guide that come near enough to the first."""
    sections = {first["section"], None}
    found: list[dict[str, Any]] = []
    for other in others:
        enough = len(found) < len(COMPANIONS) and other["score"] >= COMPANIONS[len(found)] * first["score"]
        if enough and other["section"] not in sections:
            sections.add(other["section"])
            found.append(other)
    return found


def first_words(passage: dict[str, Any]) -> str:
    """The short direct answer of a passage: its first paragraph."""
    lead = [line for line in passage["sentences"][:2] if not line.startswith("- ")]
    return " ".join(f"{line} [[{passage['id']}]]" for line in lead)


def _quoted(passage: dict[str, Any], question: set[str], details: int) -> list[str]:
    """The passage's lead, then the details that share most with the question, in their own order."""
    lead = [line for line in passage["sentences"][:2] if not line.startswith("- ")]
    rest = passage["sentences"][len(lead) :]
    by_overlap = sorted(range(len(rest)), key=lambda i: (-_overlap(rest[i], question), i))
    chosen = sorted(by_overlap[:details])
    cited = [f"- {rest[i].removeprefix('- ')} [[{passage['id']}]]" for i in chosen]
    return [first_words(passage), "\n".join(cited)] if cited else [first_words(passage)]


def _overlap(sentence: str, question: set[str]) -> float:
    words = set(_WORD.findall(sentence.lower()))
    return len(words & question) / (len(words) ** 0.5 or 1)


def _outside(result: dict[str, Any], phrases: Phrases) -> list[str]:
    topic = result["topic"]
    if topic is None:
        lines = [phrases.say("search.nothing")]
        nearest = next(
            (hit["title"] for hit in result["hits"] if hit["section"] and _plain(hit["title"])), None
        )
    else:
        lines = [f"{topic['reply']} {topic['instead']}"]
        nearest = topic["nearest"]
    return [*lines, phrases.say("search.nearest", title=nearest)] if nearest and _plain(nearest) else lines


def _plain(title: str) -> bool:
    """Whether a title holds no figure: beside what is declined nothing is claimed, not even "Step 1"."""
    return not any(char.isdigit() for char in title)


def _yours(passage: dict[str, Any], case: Case, phrases: Phrases) -> str | None:
    """One sentence that sets the applicant's own fact beside the answer, when there is one."""
    for field in load_insights().beside.get(passage["topic"], ()):
        fact = case.fact(field)
        if fact is not None and fact.value not in (0, [], "not_taken"):
            return phrases.say(f"yours.{field}", shown=fact.shown)
    return None
