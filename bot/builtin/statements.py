"""A statement in the chat: whether its review is asked for, and the findings as sentences.

Covers: the request, and the tool's result in the reply grammar. Does not cover finding (the tool) or drafts.
"""

import re
from typing import Any

from bot.builtin.intents import Intents
from bot.builtin.phrases import Phrases, cited
from bot.prose import sentences

SHORT = 60
"""Words of a message that is a request alone, so that all of it may be held against its writer."""

_WHETHER = re.compile(
    r"^\W*(?:should|do|does|is|are|must|how|what|when|where|why|which|who)\b(?![^.?!]*\byou(?:r)?\b)",
    re.IGNORECASE,
)


def wanted(text: str, intents: Intents) -> bool:
    """Whether a message asks for a review, and not whether or how to have one."""
    parts = [one for line in text.splitlines() for one in sentences(line)]
    return any("review" in intents.of(one) and not _WHETHER.search(one) for one in parts)


def pasted(text: str) -> bool:
    return len(text.split()) > SHORT


def said(result: dict[str, Any], phrases: Phrases) -> list[str]:
    """What was found, the most important first, and the way to the rest."""
    if result["from"] == "none":
        return [phrases.say("statement.none")]
    title, found, more = result["title"], result["findings"], result["more"]
    where = phrases.say("statement.titled", title=title) if title else phrases.say("statement.pasted")
    lines = [phrases.say("statement.read", where=where, words=result["words"])]
    if not found:
        return [*lines, phrases.say("statement.clean"), phrases.say("statement.tab")]
    lines.append(phrases.say("statement.one" if len(found) == 1 else "statement.first"))
    lines += [_finding(n, one, phrases) for n, one in enumerate(found, start=1)]
    lines.append(phrases.say("statement.more", n=more) if more else phrases.say("statement.tab"))
    return [*lines, cited(result["rule"], "own-work")]


def _finding(n: int, one: dict[str, Any], phrases: Phrases) -> str:
    key = "statement.quoted" if one["quote"] else "statement.bare"
    # A quote may end a sentence of its own, and each sentence of a finding has one citation.
    quote = re.sub(r"[\[\]]", "", one["quote"]).rstrip(".!?…")
    head = phrases.say(key, title=one["title"], quote=quote)
    return f"- {head} [[review.{n}]] {cited(one['why'], f'review.{n}')} {cited(one['mend'], f'review.{n}')}"
