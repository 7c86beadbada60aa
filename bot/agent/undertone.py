"""Distress that no pattern is sure of: a message that stands near written examples of it.

Covers: the examples and numbers of knowledge/safety_examples.toml, when a message is compared at all, and the
comparison. Does not cover what can be told by its words (safety, which comes first) or the reply.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from pathlib import Path

from bot.agent.safety import folded
from bot.assess.tables import Table, read_toml
from bot.library.nearness import Nearness, Smoothing
from bot.library.search import Library
from bot.settings import KNOWLEDGE

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Undertone:
    """`cue` and `oneself` are looked for first, since it takes no time; `longest` is counted in words."""

    cue: re.Pattern[str]
    oneself: re.Pattern[str]
    around_facts: frozenset[str]
    longest: int
    at: float
    at_oneself: float
    distress: tuple[str, ...]
    other: tuple[str, ...]
    smoothing: Smoothing

    def may_show(self, text: str) -> bool:
        """Whether a message is worth comparing: short enough to be one cry, with a word of one."""
        if len(text.split()) > self.longest:
            return False
        said = folded(text)
        return bool(self.cue.search(said) or self.oneself.search(said))

    def facts_alone(self, text: str, facts: Iterable[str]) -> bool:
        """Whether a message says nothing beside `facts`, which are words of it."""
        longest_first = sorted(facts, key=len, reverse=True)
        rest = reduce(lambda left, fact: left.replace(fact, " ", 1), longest_first, text)
        return rest != text and self.around_facts.issuperset(_WORD.findall(folded(rest).lower()))

    def shows(self, text: str, library: Library, home: Path) -> bool:
        """Whether a message that may show distress does. `home`: the folder of the index."""
        enough = self.at if self.cue.search(folded(text)) else self.at_oneself
        return _learned(self, library, home).vote(text) >= enough


@lru_cache(maxsize=4)
def _learned(known: Undertone, library: Library, home: Path) -> Nearness:
    return Nearness.learned(library, known.distress, known.other, known.smoothing, home)


@lru_cache(maxsize=1)
def load_undertone(path: Path = KNOWLEDGE / "safety_examples.toml") -> Undertone:
    """Raises DataError naming the key that cannot be used."""
    table = read_toml(path)
    return Undertone(
        _pattern(table, "cue"),
        _pattern(table, "oneself"),
        frozenset(table.text("around_facts").split()),
        table.whole("longest"),
        table.amount("at"),
        table.amount("at_oneself"),
        table.texts("distress"),
        table.texts("other"),
        Smoothing(
            table.amount("width"),
            table.amount("ridge"),
            table.share("guide_share") / 1000,
            table.whole("guide_step", low=1),
        ),
    )


def _pattern(table: Table, key: str) -> re.Pattern[str]:
    try:
        return re.compile(table.text(key), re.IGNORECASE)
    except re.error as error:
        raise table.wrong(key, f"is no pattern: {error}") from None
