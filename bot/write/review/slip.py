"""The words of a sentence with their places, a slip over some of them, and what surrounds a subject.

Covers: what agreement and forms share: whether a clause begins at a word, and what makes a bare verb right
there. Does not cover which verb form is wrong (agreement, forms).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.write.review.passage import Sentence
from bot.write.review.rules import data
from bot.write.review.verbs import finite

BE = frozenset({"am", "is", "are", "was", "were"})
_NEAR = 60
"""How many words before a subject are looked at."""
_TOKEN = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*|[^\w\s]")


@dataclass(frozen=True)
class Slip:
    """Characters `start` to `end` of a sentence, what they should be, and the kind of advice."""

    start: int
    end: int
    fix: str
    kind: str


@dataclass(frozen=True)
class Words:
    """The words and marks of a sentence, with their places."""

    text: str
    low: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @staticmethod
    def of(sentence: Sentence) -> "Words":
        found = list(_TOKEN.finditer(sentence.text))
        return Words(
            sentence.text,
            tuple(token[0].lower() for token in found),
            tuple(token.start() for token in found),
            tuple(token.end() for token in found),
        )

    def at(self, i: int) -> str:
        return self.low[i] if 0 <= i < len(self.low) else ""

    def slip(self, first: int, last: int, fix: str, kind: str, cut: int | None = None) -> Slip:
        """A slip over words `first` to `last`; `fix` stands in the place of words `cut` (the last one) on."""
        start, kept = self.starts[first], self.starts[last if cut is None else cut]
        return Slip(start, self.ends[last], self.text[start:kept] + fix, kind)


@lru_cache(maxsize=32)
def beside(name: str) -> frozenset[str]:
    """A list of grammar.toml [beside] as a set."""
    return frozenset(data("grammar")["beside"][name])


def opens(words: Words, i: int) -> bool:
    """Whether the subject at word i can begin a clause."""
    before = words.at(i - 1)
    return before == "" or before in beside("joins")


def begins(words: Words, i: int) -> bool:
    """Whether a determiner opens a subject: at a clause's start, and after "and" only past a verb."""
    before = words.at(i - 1)
    earlier = words.low[max(0, i - _NEAR) : max(0, i - 1)]
    if before == "and":
        return any(word in finite() for word in earlier) and words.at(i - 2) not in ("between", "both")
    if before in (",", "-", "("):
        listing = "and" in words.low[i : i + 6] or earlier.count(",") > 1
        return i > 3 and any(word in finite() for word in earlier) and not listing
    return opens(words, i)


def subjunctive(words: Words, i: int) -> bool:
    return any(word in beside("subjunctive") for word in words.low[max(0, i - 8) : i])


def question(words: Words, i: int) -> bool:
    return any(word in beside("helpers") for word in words.low[max(0, i - 2) : i])


def inverted(words: Words, i: int) -> bool:
    """Whether a verb before word i makes a bare verb after it right: "made my friend wait"."""
    return any(word in beside("cause") for word in words.low[max(0, i - 3) : i])


def conditional(words: Words, i: int) -> bool:
    """Whether "were" may stand with any person: "if I were", "as it were"."""
    near = ("if", "as", "though", "wish", "whether", "neither", "nor")
    return words.at(i - 1) in near or words.at(i - 2) == "as"
