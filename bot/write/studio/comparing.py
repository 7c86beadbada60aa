"""Two texts compared word by word, and edits moved along when the text around them changes.

Covers: the diff of two versions, the part in the middle that differs, places after a change. Does not cover
edits of a review (refine) or showing a diff.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import groupby

from bot.write.refine import Change, Edit, Piece

_WORD = re.compile(r"\S+[^\S\n]*|\n+|[^\S\n]+")


def compared(before: str, after: str) -> tuple[Piece, ...]:
    """The diff by words: all KEPT and OUT pieces are `before`, all KEPT and IN are `after`."""
    start, end_before, end_after = middle(before, after)
    old, new = (_WORD.findall(text) for text in (before[start:end_before], after[start:end_after]))
    # A word with another space behind it is the same word: a new sentence leaves the last one alone.
    matcher = SequenceMatcher(a=[_key(one) for one in old], b=[_key(one) for one in new], autojunk=False)
    found = [Piece(Change.KEPT, before[:start])]
    for name, a, b, c, d in matcher.get_opcodes():
        if name == "equal":
            for one, other in zip(old[a:b], new[c:d], strict=True):
                found += _same(one, other)
        else:
            found += [Piece(Change.OUT, "".join(old[a:b])), Piece(Change.IN, "".join(new[c:d]))]
    return tuple(_joined([*found, Piece(Change.KEPT, before[end_before:])]))


def _key(word: str) -> str:
    return word.rstrip() or word


def _same(one: str, other: str) -> list[Piece]:
    if one == other:
        return [Piece(Change.KEPT, one)]
    word = _key(one)
    spaces = (Piece(Change.OUT, one[len(word) :]), Piece(Change.IN, other[len(word) :]))
    return [Piece(Change.KEPT, word), *spaces]


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Pieces of one kind in a row as one; empty ones go."""
    full = (one for one in pieces if one.text)
    for change, group in groupby(full, key=lambda one: one.change):
        yield Piece(change, "".join(one.text for one in group))


def middle(before: str, after: str) -> tuple[int, int, int]:
    """Where two texts begin to differ, and where the difference ends in each, at the edges of words."""
    least = min(len(before), len(after))
    start = next((i for i in range(least) if before[i] != after[i]), least)
    while start and not before[start - 1].isspace():
        start -= 1
    rest = least - start
    end = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    while end and not before[len(before) - end].isspace():
        end -= 1
    return start, len(before) - end, len(after) - end


def moved(edits: Iterable[Edit], before: str, after: str) -> tuple[Edit, ...]:
    """The edits of `before` whose words stand unchanged in `after`, at their new places."""
    kept: list[tuple[int, int, int]] = []
    at = then = 0
    for piece in compared(before, after):
        if piece.change is Change.KEPT:
            kept.append((at, at + len(piece.text), then - at))
        at += len(piece.text) if piece.change is not Change.IN else 0
        then += len(piece.text) if piece.change is not Change.OUT else 0
    found = []
    for one in edits:
        by = next((by for start, end, by in kept if start <= one.start and one.end <= end), None)
        if by is not None or before == after:
            by = by or 0
            found.append(replace(one, start=one.start + by, end=one.end + by))
    return tuple(found)
