"""A message as clauses, each with who it is about and what it claims, and the patterns that search it.

Covers: clause boundaries; subject (the applicant, or somebody else); mood (done, planned,
conditional, general, question); a small pattern language over tagged tokens. Does not cover any
single fact.

Patterns are regular expressions over the tokens, one space after each, with these shorthands:
`<fail>` a token with that tag; `<step:exam>` and its value as group "exam"; `<usce=hands_on>`;
`<#n>` a number, `<@n>` an ordinal; `<n.3>` up to three tokens inside a clause, `<any.3>` the same
across commas and parentheses. A plain word stands for itself. Gaps are bounded, so a search is
linear in the length of the message.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from bot.applicant.lexicon import Lexicon, first_value
from bot.applicant.text import ASK, BREAK, STOP, Token

HARD = frozenset({STOP, ASK, BREAK})
SOFT = frozenset({",", "(", ")", "--"})
_LONGEST_CLAUSE = 60
"""Tokens after which a clause ends in any case: text without punctuation stays tractable."""


def pattern(source: str) -> re.Pattern[str]:
    """Compile a pattern of this module's language."""
    source = re.sub(r"<(n|any)\.(\d+)>", _gap, source)
    source = re.sub(r"<#(\w*)>", lambda m: _group("#", m[1], r"\d+(?:\.\d+)?"), source)
    source = re.sub(r"<@(\w*)>", lambda m: _group("@", m[1], r"\d+"), source)
    source = re.sub(r"(?<![\w<~'])([a-z']+)(?= )", r"\1(?:~\\S+)?", source)
    source = re.sub(r"<(\w+)=(\w+)>", r"[^\\s~]+\\S*~\1:\2(?![^\\s~])\\S*", source)
    source = re.sub(r"<(\w+):(\w+)>", r"[^\\s~]+\\S*~\1:(?P<\2>[^\\s~]+)\\S*", source)
    source = re.sub(r"(?<!\?P)<(\w+)>", r"[^\\s~]+\\S*~\1(?![^\\s~:])\\S*", source)
    return re.compile(r"(?<!\S)(?:" + source + ")")


def _gap(found: re.Match[str]) -> str:
    barred = r"\s,;.?()" if found[1] == "n" else r"\s;.?"
    return rf"(?:[^{barred}]\S* ){{0,{found[2]}}}?"


def _group(mark: str, name: str, inner: str) -> str:
    opening = f"(?P<{name}>" if name else "(?:"
    return f"{mark}{opening}{inner})(?:~\\S+)?"


@dataclass(frozen=True)
class Clause:
    """Tokens [start, end) of a message. `other`: about somebody else. `own`: names the applicant."""

    start: int
    end: int
    sentence: int
    other: bool = False
    own: bool = False
    planned: bool = False
    conditional: bool = False
    general: bool = False
    question: bool = False

    @property
    def claims(self) -> bool:
        """Whether it can state a fact of the applicant's as done or standing."""
        return not (self.other or self.planned or self.conditional or self.general) and (
            self.own or not self.question
        )


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
        clauses = _clauses(tokens, today)
        of = [0] * len(tokens)
        for at, clause in enumerate(clauses):
            of[clause.start : clause.end] = [at] * (clause.end - clause.start)
        return Message(text, tokens, clauses, today, tuple(of))

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

    def find(self, wanted: re.Pattern[str], start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """The pattern's matches among tokens [start, end), left to right, not overlapping."""
        last = len(self.tokens) if end is None else min(end, len(self.tokens))
        if start >= last:
            return
        to = self._starts[last] if last < len(self.tokens) else len(self.line)
        for found in wanted.finditer(self.line, self._starts[start], to):
            yield Hit(self._token(found.start()), self._token(found.end()), found.groupdict())

    def _token(self, place: int) -> int:
        return bisect_left(self._starts, place)

    def clause(self, token: int) -> Clause:
        return self.clauses[self._of[min(token, len(self._of) - 1)]]

    def sentence(self, token: int) -> tuple[int, int]:
        """First and last+1 token of the sentence around a token."""
        number = self.clause(token).sentence
        numbers = [clause.sentence for clause in self.clauses]
        first, last = bisect_left(numbers, number), bisect_right(numbers, number)
        return self.clauses[first].start, self.clauses[last - 1].end

    def has(self, token: int, tag: str) -> bool:
        return 0 <= token < len(self.tokens) and has(self.tokens[token], tag)

    def value(self, token: int, tag: str) -> str | None:
        return first_value(self.tokens[token].tags, tag) if 0 <= token < len(self.tokens) else None

    def norm(self, token: int) -> str:
        return self.tokens[token].norm if 0 <= token < len(self.tokens) else ""

    def quote(self, start: int, end: int) -> str:
        """The words from token `start` to token `end` (not included), as typed."""
        spanned = self.tokens[start : max(end, start + 1)]
        return self.text[min(t.start for t in spanned) : max(t.end for t in spanned)].strip()


def has(token: Token, tag: str) -> bool:
    return any(held == tag or held.startswith(tag + ":") for held in token.tags)


def _clauses(tokens: tuple[Token, ...], today: date) -> tuple[Clause, ...]:
    bounds = _bounds(tokens)
    drafts: list[Clause] = []
    sentence = 0
    for start, end in bounds:
        drafts.append(Clause(start, end, sentence))
        sentence += any(token.norm in HARD for token in tokens[start:end])
    asked = {c.sentence for c in drafts if any(t.norm == ASK for t in tokens[c.start : c.end])}
    read: list[Clause] = []
    for at, clause in enumerate(drafts):
        before = read[-1] if read and read[-1].sentence == clause.sentence else None
        last = at + 1 == len(drafts) or drafts[at + 1].sentence != clause.sentence
        read.append(_claim(clause, tokens, before, clause.sentence in asked and last, today))
    return tuple(_spread_back(read, tokens))


def _bounds(tokens: tuple[Token, ...]) -> list[tuple[int, int]]:
    bounds, start = [], 0
    for at, token in enumerate(tokens):
        if at > start and _opens(tokens, at):
            bounds.append((start, at))
            start = at
        if token.norm in HARD or token.norm in SOFT or at + 1 - start >= _LONGEST_CLAUSE:
            bounds.append((start, at + 1))
            start = at + 1
    if start < len(tokens):
        bounds.append((start, len(tokens)))
    return bounds


def _opens(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a clause begins at this token without a mark before it."""
    token = tokens[at]
    if has(token, "but") or has(token, "if") or has(token, "who"):
        return True
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if following is None or token.norm not in ("and", "y", "or", "where"):
        return False
    return token.norm == "where" or any(has(following, tag) for tag in ("i", "they")) or (
        has(following, "my") and at + 2 < len(tokens) and has(tokens[at + 2], "relative")
    )


def _claim(clause: Clause, tokens: tuple[Token, ...], before: Clause | None, asking: bool, today: date) -> Clause:
    span = tokens[clause.start : clause.end]
    inside = clause.start > 0 and tokens[clause.start - 1].norm == "("
    planned = any(has(token, "plan") for token in span) or _future(span, today)
    conditional = any(has(token, "if") for token in span) or (
        bool(before and before.conditional) and not any(has(token, "but") for token in span[:1])
    )
    return replace(
        clause,
        other=_other(span, tokens, clause.start, before),
        own=any(_is_own(span, at) for at in range(len(span))),
        planned=planned or bool(inside and before and before.planned),
        conditional=conditional,
        general=any(has(token, "general") for token in span),
        question=asking or _wonders(span),
    )


def _future(span: tuple[Token, ...], today: date) -> bool:
    years = [f"#{today.year + ahead}" for ahead in range(1, 4)]
    return any(
        token.norm in years and any(near.norm in ("in", "by", "from", "until", "for") or has(near, "date") for near in span[max(0, at - 2) : at])
        and not any(has(near, "cycle") for near in span[at : at + 2])
        for at, token in enumerate(span)
    )


_WONDERS = frozenset("is are does do can should would about many much if will was".split())


def _wonders(span: tuple[Token, ...]) -> bool:
    """Whether a clause without a question mark is put as a question ("what is FREIDA")."""
    if len(span) < 2 or not has(span[0], "wonder"):
        return False
    if span[0].norm in ("what", "how", "why", "which", "where", "when"):
        return span[1].norm in _WONDERS
    return span[0].norm in ("can", "could", "should", "does", "is", "are", "any_chance")


def _other(span: tuple[Token, ...], tokens: tuple[Token, ...], start: int, before: Clause | None) -> bool:
    """Whether the clause is about somebody else: by its first subject, or else as the clause before."""
    for at, token in enumerate(span):
        if _is_own(span, at):
            return False
        if has(token, "who"):
            return any(has(near, tag) for near in tokens[max(0, start - 4) : start] for tag in ("person", "relative"))
        if has(token, "they") and not _object(span, at):
            return True
        if (has(token, "person") or has(token, "relative")) and not _object(span, at):
            return True
    return bool(before and before.other)


def _is_own(span: tuple[Token, ...], at: int) -> bool:
    token = span[at]
    return has(token, "i") or token.norm == "me" or (has(token, "my") and not _named(span, at + 1))


def _named(span: tuple[Token, ...], at: int) -> bool:
    """Whether "my" belongs to a person ("my older sister")."""
    return any(has(token, "relative") or has(token, "person") for token in span[at : at + 3])


_PREPOSITIONS = frozenset("with to from of for by because near like than at about and in".split())


def _object(span: tuple[Token, ...], at: int) -> bool:
    """Whether a person is named after a preposition ("with my wife", "letter from a friend")."""
    return any(token.norm in _PREPOSITIONS for token in span[max(0, at - 3) : at])


def _spread_back(clauses: list[Clause], tokens: tuple[Token, ...]) -> list[Clause]:
    """A clause that only says when or that it is pending speaks of the one before it."""
    for at in range(len(clauses) - 1, 0, -1):
        clause, before = clauses[at], clauses[at - 1]
        if clause.planned and not before.planned and clause.sentence == before.sentence and not clause.own:
            span = tokens[clause.start : clause.end]
            if len(span) <= 6 and not any(has(token, tag) for token in span for tag in _THINGS):
                clauses[at - 1] = replace(before, planned=True)
    return clauses


_THINGS = ("step", "usce", "clinical", "place", "letter", "usletter", "pub", "specialty", "residentcard", "uscitizen", "rotation", "fail", "but")
