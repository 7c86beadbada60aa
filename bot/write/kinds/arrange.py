"""Choosing the wordings of a draft, so that no eight words of ours stand in a row, and laying it out.

Covers: the choice, one seed one text, varied between seeds; spaces, lines and paragraphs. Does not
cover what is said (fill).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import TypeAlias

from bot.write.kinds.fill import Piece
from bot.write.originality import RUN, ours, run_lengths

_BETWEEN = {"": " ", "line": "\n", "paragraph": "\n\n", "item": "\n- "}


@dataclass(frozen=True)
class _Measure:
    """Our words in a row at a text's start, at its end and at most; `whole` when nothing breaks it."""

    head: int
    tail: int
    most: int
    whole: bool


_Options: TypeAlias = Sequence[Sequence[tuple[str, _Measure]]]
"""The wordings of each piece, measured, in the order in which they are tried."""


def arranged(pieces: Sequence[Piece], seed: str) -> str:
    """The text: each piece in the first wording, in the order of this seed, that keeps runs short.

    Where no choice keeps them under eight words, the shortest runs there are.
    """
    wordings = [_shuffled(piece.texts, f"{seed}|{i}|{piece.part}") for i, piece in enumerate(pieces)]
    chosen = _chosen(_measured(pieces, wordings), RUN)
    if chosen is None:
        spared = [[*texts, *piece.spare] for piece, texts in zip(pieces, wordings, strict=True)]
        options = _measured(pieces, spared)
        chosen = next(found for limit in count(RUN) if (found := _chosen(options, limit)) is not None)
    laid = [_BETWEEN[piece.starts] + text for piece, text in zip(pieces, chosen, strict=True)]
    return "".join(laid).strip()


def _measured(pieces: Sequence[Piece], wordings: Sequence[Sequence[str]]) -> _Options:
    return [
        [(text, _measure(text, piece.own)) for text in texts]
        for piece, texts in zip(pieces, wordings, strict=True)
    ]


def _chosen(pieces: _Options, limit: int) -> list[str] | None:
    """One wording a piece, so that fewer than `limit` words of ours stand in a row; None if none do."""
    failed: set[tuple[int, int]] = set()

    def rest(i: int, running: int) -> list[str] | None:
        if i == len(pieces):
            return []
        if (i, running) in failed:
            return None
        for text, measure in pieces[i]:
            if max(running + measure.head, measure.most) < limit:
                found = rest(i + 1, measure.tail + (running if measure.whole else 0))
                if found is not None:
                    return [text, *found]
        failed.add((i, running))
        return None

    return rest(0, 0)


def _shuffled(texts: Sequence[str], seed: str) -> list[str]:
    return sorted(texts, key=lambda text: hashlib.blake2s(f"{seed}|{text}".encode()).digest())


@lru_cache(maxsize=4096)
def _measure(text: str, own: tuple[str, ...]) -> _Measure:
    counts = run_lengths(ours(text, own))
    return _Measure(counts[0], counts[-1], max(counts), len(counts) == 1)
