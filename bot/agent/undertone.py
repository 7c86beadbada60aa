"""Distress that no pattern is sure of: a message that stands near written examples of it.

Covers: the examples and numbers of knowledge/safety_examples.toml, when a message is compared at all, and the
comparison. Does not cover what can be told by its words (safety, which comes first) or the reply.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, reduce
from pathlib import Path

from bot.agent.safety import folded
from bot.assess.tables import Table, read_toml
from bot.library.nearness import Nearness, Smoothing
from bot.library.search import Library
from bot.settings import KNOWLEDGE, PROMPTS

_WORD = re.compile(r"[^\W\d_]+")


class Weight(Enum):
    LIGHT = "light"
    HEAVY = "heavy"
    DISTRESS = "distress"


@dataclass(frozen=True)
class Undertone:
    """`shortest` and `longest` are counted in words; `at` is for a message with a word of the `cue`."""

    cue: re.Pattern[str]
    around_facts: frozenset[str]
    shortest: int
    longest: int
    known: float
    at: float
    at_without_cue: float
    heavy_at: float
    distress: tuple[str, ...]
    other: tuple[str, ...]
    smoothing: Smoothing

    def may_show(self, text: str, facts: Iterable[str]) -> bool:
        """Whether a message is worth comparing: long enough to say something, short enough to be one cry, and
        more than `facts`, which are words of it."""
        return self.shortest <= len(text.split()) <= self.longest and not self.facts_alone(text, facts)

    def facts_alone(self, text: str, facts: Iterable[str]) -> bool:
        """Whether a message says nothing beside `facts`, which are words of it."""
        longest_first = sorted(facts, key=len, reverse=True)
        rest = reduce(lambda left, fact: left.replace(fact, " ", 1), longest_first, text)
        return rest != text and self.around_facts.issuperset(_WORD.findall(folded(rest).lower()))

    def weight(self, text: str, library: Library) -> Weight:
        """How heavy a message is that may show distress."""
        has_cue = self.cue.search(folded(text)) is not None
        if not has_cue and library.known_share(text) < self.known:
            return Weight.LIGHT
        vote = self.learned(library).vote(text)
        if vote >= (self.at if has_cue else self.at_without_cue):
            return Weight.DISTRESS
        return Weight.HEAVY if vote >= self.heavy_at else Weight.LIGHT

    def learned(self, library: Library) -> Nearness:
        """The vote of the examples; made at the first call, which takes a moment."""
        return library.nearness(self.distress, self.other, self.smoothing)


@lru_cache(maxsize=1)
def load_undertone(path: Path = KNOWLEDGE / "safety_examples.toml") -> Undertone:
    """Raises DataError naming the key that cannot be used."""
    table = read_toml(path)
    return Undertone(
        _cue(table),
        frozenset(table.text("around_facts").split()),
        table.whole("shortest"),
        table.whole("longest"),
        table.share("known") / 1000,
        table.amount("at"),
        table.amount("at_without_cue"),
        table.amount("heavy_at"),
        table.texts("distress"),
        table.texts("other"),
        Smoothing(
            table.amount("width"),
            table.amount("ridge"),
            table.share("guide_share") / 1000,
            table.whole("guide_step", low=1),
        ),
    )


@lru_cache(maxsize=1)
def heavy_notice() -> str:
    """What is asked after the answer to a heavy message."""
    return read_toml(PROMPTS / "notices.toml").text("heavy")


def _cue(table: Table) -> re.Pattern[str]:
    try:
        return re.compile(table.text("cue"), re.IGNORECASE)
    except re.error as error:
        raise table.wrong("cue", f"is no pattern: {error}") from None
