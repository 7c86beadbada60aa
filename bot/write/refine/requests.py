"""Requests in plain words: shorter, less defensive, keep my opening, more about something.

Covers: what a request asks for, what it leaves alone, the places it protects. A request is read for these
and nothing else: whatever else stands in it is not followed. Does not cover the edits (mend, wording).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.write.review.passage import Passage
from bot.write.review.rules import data

_TOPIC = (
    r"(?P<topic>[^.;,!?\n]{1,80}?)(?=[.;,!?\n]|$"
    r"| (?:and|but) (?:keep|make|fix|be|less|more|short\w*|remove|leave|do|cut)\b)"
)
_REFUSED = re.compile(r"\b(?:not|don't|never|without making it|no)(?: \w+){0,2} $")
_OWN = re.compile(r"^(?:the|my(?: (?:time|work|rotation|life) (?:in|at))?|what i did in)\s+", re.IGNORECASE)
_KEEPING = ("opening", "ending", "keep")
_TOPICAL = ("more", "keep", "drop")


@dataclass(frozen=True)
class Asked:
    """What a request asks for, by the names of refine.toml [request].

    `mends` are the problems to mend. `more`, `kept` and `dropped` are topics in the writer's own capitals.
    `known` is False for a request that asks for nothing that can be done here.
    """

    names: tuple[str, ...]
    mends: frozenset[str]
    more: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    known: bool = True
    words: str = field(default="", compare=False)


def understood(request: str) -> Asked:
    """What `request` asks for; an empty one, or one that only protects a part, asks for every mending."""
    words = request.strip()
    hits = list(_hits(words))
    names = tuple(dict.fromkeys(name for name, _ in hits))
    known = bool(names) or not words
    if known and set(names) <= set(_KEEPING):
        names = (*names, "everything")
    table = data("refine")["request"]
    mends = {problem for name in names for problem in table[name]["mends"]}
    topics = {name: tuple(topic for hit, topic in hits if hit == name and topic) for name in _TOPICAL}
    return Asked(
        names,
        frozenset({*mends, *data("refine")["always"]["mends"]}),
        topics["more"],
        topics["keep"],
        topics["drop"],
        known,
        words,
    )


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    raw = data("refine")["request"]
    return {name: re.compile(rule["pattern"].replace("{topic}", _TOPIC)) for name, rule in raw.items()}


def _hits(words: str) -> Iterator[tuple[str, str]]:
    """Each request found in the words, with its topic or ""; "do not make it shorter" asks for nothing."""
    low = words.lower().replace("’", "'")
    for name, pattern in _patterns().items():
        for hit in pattern.finditer(low):
            if name in _KEEPING or not _REFUSED.search(low[: hit.start()]):
                yield name, _topic(words, hit) if name in _TOPICAL else ""


def _topic(words: str, hit: re.Match[str]) -> str:
    return _OWN.sub("", words[hit.start("topic") : hit.end("topic")].strip(" '\""))


def protected(text: str, asked: Asked) -> list[tuple[int, int]]:
    """The places of the text that no edit of a request may touch."""
    passage = Passage.read(text)
    sentences = passage.sentences
    if not sentences:
        return []
    first = [one for one in sentences if one.paragraph == 0]
    whole = "paragraph" in asked.words.lower()
    found = first if "opening" in asked.names and whole else []
    found = [*found, *sentences[:1]] if "opening" in asked.names else found
    found = [*found, *sentences[-1:]] if "ending" in asked.names else found
    for topic in (*asked.more, *asked.kept):
        found = [*found, *(sentences[i] for i in about(passage, topic))]
    return [passage.original(one.start, one.end) for one in found]


def about(passage: Passage, topic: str) -> Sequence[int]:
    """Which sentences speak of a topic: they hold its words, whole."""
    said = re.compile(rf"(?<!\w){re.escape(topic.lower())}(?!\w)")
    return [one.index for one in passage.sentences if said.search(one.low)]
