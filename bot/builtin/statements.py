"""A text in the chat that is to be reviewed or edited: what of a message is the request and what the text,
and the results as sentences.

Covers: cutting the message, whether a review or an edit is asked for, the tools' results in the reply
grammar. Does not cover finding or mending (the tools), or drafts.
"""

import html
import re
from typing import Any

from bot.builtin.intents import Intents
from bot.builtin.phrases import Phrases, cited
from bot.prose import sentences
from bot.write.review.passage import Passage
from bot.write.review.planted import planted

LONGEST_REQUEST = 30
"""Words of a sentence or line that may be the request and not the text."""

SHORTEST_TEXT = 8
"""Words that can be a text which is to be edited."""

EDITS_SHOWN = 4

_MARKS = re.compile(r"<!--.*?-->|</?[a-zA-Z!][^<>]*>|&#?\w{2,8};|`+", re.DOTALL)
_WORD = re.compile(r"[^\W_]+")
_WORDS = re.compile(r"[^\W_]{2}")
_WHETHER = re.compile(
    r"^\W*(?:should|do|does|is|are|must|how|what|when|where|why|which|who)\b(?![^.?!]*\byou(?:r)?\b)",
    re.IGNORECASE,
)


def wanted(text: str, intents: Intents) -> bool:
    """Whether a message asks for a review or an edit, and not whether or how to have one."""
    parts = [one for line in text.splitlines() for one in sentences(line)]
    return any(intents.of(one) & {"review", "refine"} and not _WHETHER.search(one) for one in parts)


def visible(message: str) -> str:
    """A message without tags, entities and marks of code: what its writer can have meant to be read."""
    shown = html.unescape(message)
    while (less := _MARKS.sub(" ", shown)) != shown:
        shown = less
    if shown != message:
        shown = shown.strip(" \t\n\"'<>=/\\")  # what is left of a tag that was broken off
    return shown if _WORDS.search(shown) else message


def says_something(message: str) -> bool:
    """Whether there is a word in a message, and not signs alone or one letter over and over."""
    return any(len(set(word.lower())) > 1 or word.isdecimal() for word in _WORD.findall(message))


def ordered(request: str) -> bool:
    """Whether a message orders the program about, instead of asking the advisor something."""
    return any(planted(Passage.read(request)))


def split(message: str, intents: Intents) -> tuple[str, str]:
    """The request of a message and the text that it is about; all of it is request when there is no text."""
    lines = [line.strip() for line in message.replace("\r\n", "\n").split("\n")]
    body = "\n".join(lines).strip()
    first, body = _before(body, intents)
    last, body = _behind(body, intents)
    text = _unwrapped(body)
    if not (first or last) or len(text.split()) < SHORTEST_TEXT:
        return message, ""
    return f"{first} {last}".strip(), text


def _before(body: str, intents: Intents) -> tuple[str, str]:
    """A request that leads to the text: up to a colon, a line of its own, or the first sentence."""
    line, _, rest = body.partition("\n")
    colon = line.find(":")
    if colon >= 0 and _asks(line[: colon + 1], intents):
        return line[:colon], f"{line[colon + 1 :]}\n{rest}".strip()
    if rest and _asks(line, intents):
        return line, rest.strip()
    said_first, *others = sentences(line) or [""]
    if others and _asks(said_first, intents):
        return said_first, body[len(said_first) :].strip()
    return "", body


def _behind(body: str, intents: Intents) -> tuple[str, str]:
    """A request that follows the text: its last line or sentence."""
    rest, _, line = body.rpartition("\n")
    if rest and _asks(line, intents):
        return line, rest.strip()
    *others, last = sentences(line) or [""]
    if others and _asks(last, intents):
        return last, body[: body.rfind(last)].strip()
    return "", body


def _asks(words: str, intents: Intents) -> bool:
    return len(words.split()) <= LONGEST_REQUEST and bool(intents.of(words) & {"review", "refine"})


def _unwrapped(body: str) -> str:
    """A text without the quotation marks or rules that only say where it begins and ends."""
    body = re.sub(r"^(?:[-=*_]{3,}\s*)+|(?:\s*[-=*_]{3,})+$", "", body).strip()
    for opening, closing in ('""', "“”", "''", "‘’", "«»"):
        if body.startswith(opening) and body.endswith(closing) and opening not in body[1:-1]:
            return body[1:-1].strip()
    return body


def refined(result: dict[str, Any], phrases: Phrases) -> list[str]:
    """What was changed, the first edits with their reasons, and what only the writer can do."""
    if result["from"] == "none":
        return [phrases.say("statement.none")]
    edits = result["edits"]
    begins = _quoted(result["begins"])
    lines = [phrases.say(f"refined.{result['from']}", words=result["words"], begins=begins), result["said"]]
    lines += [_edit(n, one, phrases) for n, one in enumerate(edits[:EDITS_SHOWN], start=1)]
    if len(edits) > EDITS_SHOWN:
        lines.append(phrases.say("refined.more", n=len(edits) - EDITS_SHOWN))
    if not edits:
        lines.append(phrases.say("refined.nothing"))
    if result["left"]:
        key = "refined.left_quoted" if result["left"]["quote"] else "refined.left"
        quote = _quoted(result["left"]["quote"])
        lines.append(phrases.say(key, title=result["left"]["title"], quote=quote))
        lines.append(cited(result["left"]["mend"], "review.1"))
    return [*(line for line in lines if line), cited(result["rule"], "own-work")]


def _edit(n: int, one: dict[str, Any], phrases: Phrases) -> str:
    key = "refined.edit" if one["after"] else "refined.out"
    said = phrases.say(key, before=_quoted(one["before"]), after=_quoted(one["after"]))
    return f"- {said} {cited(one['why'], f'edit.{n}')}"


def _quoted(words: str) -> str:
    """Words as they may stand in a sentence of ours: without our brackets, or an end of their own."""
    return re.sub(r"[\[\]]", "", words).rstrip(".!?…")


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
    quote = _quoted(one["quote"])
    head = phrases.say(key, title=one["title"], quote=quote)
    return f"- {head} [[review.{n}]] {cited(one['why'], f'review.{n}')} {cited(one['mend'], f'review.{n}')}"
