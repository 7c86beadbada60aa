"""A message as clauses: where each begins, who it is about, and what it claims.

Covers: clause boundaries; subject (the applicant, or somebody else); mood (done, planned,
conditional, general, a question); searching a message with patterns. Does not cover any single
fact, nor what words mean (lexicon).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from bot.applicant.reader.lexicon import Lexicon
from bot.applicant.reader.moods import SOFT, Clause, clauses
from bot.applicant.reader.text import HARD, Token, has, value

__all__ = ["HARD", "MARKS", "Clause", "Hit", "Message"]

MARKS = HARD | SOFT | {""}
"""Where a phrase ends: every mark, and the end of the message."""


@dataclass(frozen=True)
class Hit:
    """Where a pattern matched: tokens [start, end), with the groups as text."""

    start: int
    end: int
    groups: dict[str, str | None]

    def __getitem__(self, name: str) -> str:
        return self.groups.get(name) or ""

    def number(self, name: str) -> float:
        return float(self[name])


@dataclass(frozen=True)
class Message:
    """A message read once: its tokens, its clauses and its searchable line."""

    text: str
    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]
    today: date
    _of: tuple[int, ...] = field(repr=False)

    @staticmethod
    def read(text: str, lexicon: Lexicon, today: date) -> "Message":
        tokens = tuple(lexicon.read(text))
        found = clauses(tokens, today)
        of = [0] * len(tokens)
        for at, clause in enumerate(found):
            of[clause.start : clause.end] = [at] * (clause.end - clause.start)
        return Message(text, tokens, found, today, tuple(of))

    @cached_property
    def line(self) -> str:
        return "".join(f"{token.norm}{''.join('~' + tag for tag in token.tags)} " for token in self.tokens)

    @cached_property
    def _starts(self) -> list[int]:
        starts, at = [], 0
        for token in self.tokens:
            starts.append(at)
            at += len(token.norm) + sum(len(tag) + 1 for tag in token.tags) + 1
        return starts

    @cached_property
    def _sentences(self) -> dict[int, tuple[int, int]]:
        spans: dict[int, tuple[int, int]] = {}
        for clause in self.clauses:
            start, _ = spans.get(clause.sentence, (clause.start, 0))
            spans[clause.sentence] = (start, clause.end)
        return spans

    def find(self, wanted: re.Pattern[str], start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """The pattern's matches among tokens [start, end), left to right, not overlapping."""
        last = len(self.tokens) if end is None else min(end, len(self.tokens))
        if start >= last:
            return
        to = self._starts[last] if last < len(self.tokens) else len(self.line)
        for found in wanted.finditer(self.line, self._starts[start], to):
            yield Hit(self._token(found.start()), self._token(found.end()), found.groupdict())

    def find_any(self, wanted: Iterable[re.Pattern[str]]) -> Iterator[Hit]:
        """Matches of several patterns, those of the first pattern first."""
        for one in wanted:
            yield from self.find(one)

    def _token(self, place: int) -> int:
        return bisect_left(self._starts, place)

    def clause(self, token: int) -> Clause:
        return self.clauses[self._of[min(token, len(self._of) - 1)]]

    def sentence(self, token: int) -> tuple[int, int]:
        """First and last+1 token of the sentence around a token."""
        return self._sentences[self.clause(token).sentence]

    def has(self, token: int, *tags: str) -> bool:
        """Whether a token has one of these tags."""
        return 0 <= token < len(self.tokens) and any(has(self.tokens[token], tag) for tag in tags)

    def any(self, places: Iterable[int], *tags: str) -> bool:
        """Whether one of the tokens at these places has one of these tags."""
        return any(self.has(at, *tags) for at in places)

    def value(self, token: int, tag: str) -> str | None:
        return value(self.tokens[token], tag) if 0 <= token < len(self.tokens) else None

    def norm(self, token: int) -> str:
        """The word or mark at a place; "" outside the message."""
        return self.tokens[token].norm if 0 <= token < len(self.tokens) else ""

    def norms(self, places: Iterable[int]) -> list[str]:
        return [self.norm(at) for at in places]

    def number(self, token: int) -> float | None:
        return self.tokens[token].number if 0 <= token < len(self.tokens) else None

    def quote(self, start: int, end: int) -> str:
        """The words from token `start` to token `end` (not included), as typed."""
        spanned = self.tokens[start : max(end, start + 1)]
        return self.text[min(t.start for t in spanned) : max(t.end for t in spanned)].strip()
