"""Who wrote which words of a text: stretches that are typed, pasted, from a file, accepted or refined.

Covers: carrying the stretches over a change of the text. Does not cover what is told about them (authorship).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from bot.write.refine import Change, Piece


class How(StrEnum):
    """How words came into a text."""

    TYPED = "typed"
    PASTED = "pasted"
    FILE = "file"
    DRAFT = "draft"
    EDIT = "edit"
    REFINED = "refined"
    RESTORED = "restored"
    """Of a log entry only: words of an earlier version keep their own origin."""


@dataclass(frozen=True)
class Run:
    """`length` characters in a row that came in one way."""

    how: How
    length: int


def whole(text: str, how: How) -> tuple[Run, ...]:
    return (Run(how, len(text)),) if text else ()


def carried(runs: Sequence[Run], pieces: Iterable[Piece], how: How) -> tuple[Run, ...]:
    """The stretches of the text after a diff: what is kept keeps its origin, what comes in is `how`."""
    before = spread(runs)
    found: list[How] = []
    at = 0
    for piece in pieces:
        end = at + len(piece.text)
        if piece.change is Change.IN:
            found += [how] * len(piece.text)
        else:
            found += before[at:end] if piece.change is Change.KEPT else []
            at = end
    return gathered(found)


def marked(runs: Sequence[Run], spans: Iterable[tuple[int, int]], how: How) -> tuple[Run, ...]:
    """The stretches with these places given another origin."""
    found = spread(runs)
    for start, end in spans:
        found[start:end] = [how] * (min(end, len(found)) - start)
    return gathered(found)


def spread(runs: Iterable[Run]) -> list[How]:
    """The origin of each character."""
    return [run.how for run in runs for _ in range(run.length)]


def gathered(each: Iterable[How]) -> tuple[Run, ...]:
    return tuple(Run(how, len(list(group))) for how, group in groupby(each))


def parts(text: str, runs: Iterable[Run]) -> list[tuple[How, str]]:
    """The text cut at its stretches."""
    found: list[tuple[How, str]] = []
    at = 0
    for run in runs:
        found.append((run.how, text[at : at + run.length]))
        at += run.length
    return found
