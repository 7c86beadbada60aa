"""Edits of a text: each stands for itself, and any choice of them can be applied.

Covers: an edit, applying, the pieces of a diff, edits that do not overlap, the space beside words
that go. Does not cover which edits are due (mend, requests).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import BadInput

_SPACE = re.compile(r"[ \t]*")
_ANY_SPACE = re.compile(r"\s*")
_CLOSING = ("\n", ",", ".", ";", ":", ")", "!", "?")


@dataclass(frozen=True)
class Edit:
    """`before`, which is text[start:end], becomes `after`.

    `problem` is a rule of the review, or the request that asked for the edit; `why` may be shown.
    """

    start: int
    end: int
    before: str
    after: str
    problem: str
    why: str


class Change(StrEnum):
    """What became of a piece of text."""

    KEPT = "kept"
    OUT = "out"
    IN = "in"


@dataclass(frozen=True)
class Piece:
    """One stretch of a diff: all KEPT and OUT pieces in order are the text before, all KEPT and IN after."""

    change: Change
    text: str


def apply(text: str, edits: Iterable[Edit]) -> str:
    """`text` with any choice of its edits, in any order. Raises BadInput when an edit does not belong to
    this text or two of them overlap."""
    return "".join(piece.text for piece in pieces(text, edits) if piece.change is not Change.OUT)


def pieces(text: str, edits: Iterable[Edit]) -> tuple[Piece, ...]:
    """The diff of `text` and of the text with `edits` applied. Raises BadInput as `apply` does.

    Where words go, the space that would be left over beside them goes too.
    """
    found: list[Piece] = []
    at, gone = 0, False
    for edit in [*sorted(edits, key=lambda one: (one.start, one.end)), None]:
        start = len(text) if edit is None else edit.start
        if edit and (start < at or text[start : edit.end] != edit.before):
            raise BadInput(f"the edit at {start} does not fit this text")
        found = _closed(found, text[at:start], last=edit is None) if gone else found
        found += [] if gone else [Piece(Change.KEPT, text[at:start])]
        if edit:
            found += [Piece(Change.OUT, edit.before), Piece(Change.IN, edit.after)]
            at, gone = edit.end, not edit.after
    return tuple(piece for piece in found if piece.text)


def _closed(found: list[Piece], rest: str, *, last: bool) -> list[Piece]:
    """The pieces so far and the text behind words that went, without doubled space or an empty line."""
    before = "".join(piece.text for piece in found if piece.change is not Change.OUT)
    spare = ""
    if not before.strip():
        spare = _led(_ANY_SPACE, rest)
    elif before[-1] in " \t\n":
        spare = _led(_SPACE, rest)
        if before[-1] == "\n" and rest[len(spare) : len(spare) + 1] in ("\n", ""):
            spare = _led(_ANY_SPACE, rest)
    kept = rest[len(spare) :]
    if (before[-1:] in (" ", "\t") and kept[:1] in _CLOSING) or (last and not kept):
        found = _trimmed(found, last and not kept)
    return [*found, Piece(Change.OUT, spare), Piece(Change.KEPT, kept)]


def _led(pattern: re.Pattern[str], rest: str) -> str:
    found = pattern.match(rest)
    return found[0] if found else ""


def _trimmed(found: list[Piece], lines: bool) -> list[Piece]:
    """The pieces without the space at the end of the last that stays; with the line ends when `lines`."""
    for i in range(len(found) - 1, -1, -1):
        piece = found[i]
        if piece.change is Change.OUT or not piece.text:
            continue
        cut = len(piece.text.rstrip(None if lines else " \t"))
        left = [Piece(piece.change, piece.text[:cut])]
        spare = [Piece(Change.OUT, piece.text[cut:])] if piece.change is Change.KEPT else []
        return [*found[:i], *left, *spare, *found[i + 1 :]]
    return found


def overlaps(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < high and low < end for low, high in spans)


def apart(edits: Sequence[Edit]) -> list[Edit]:
    """Edits that do not overlap, the first given first kept, in the order of the text."""
    kept: list[Edit] = []
    for one in edits:
        if not overlaps(one.start, one.end, [(other.start, other.end) for other in kept]):
            kept.append(one)
    return sorted(kept, key=lambda one: (one.start, one.end))


def removal(text: str, start: int, end: int, problem: str, why: str) -> Edit:
    """A stretch that goes."""
    return Edit(start, end, text[start:end], "", problem, why)
