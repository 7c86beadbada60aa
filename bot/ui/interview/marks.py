"""An answer with the words in question marked: each mark carries the numbers of the notes that speak of it.

Covers: placing quotes that overlap or repeat, and open [questions] in examples. Does not cover the notes
themselves (feedback).
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.agent.practice import ABSENT
from bot.interview import Note
from bot.ui.components import Html, esc, join, tag, text, unseen
from bot.ui.tongue import say

_OPEN_QUESTION = re.compile(r"\[[^\[\]]*\]")


def marked(answer: str, notes: Sequence[Note]) -> Html:
    """The answer; words that a note quotes are marked, and after them stands the note's number.

    Words after which something is missing carry the number only: nothing is wrong with them.
    """
    spans = [(number, *span) for number, span in enumerate(_spans(answer, notes), start=1) if span]
    cuts = sorted({0, len(answer), *(cut for _, start, end in spans for cut in (start, end))})
    wrong = [item for item in spans if notes[item[0] - 1].name not in ABSENT]
    pieces: list[Html] = []
    for start, end in pairwise(cuts):
        words = esc(answer[start:end])
        held = any(first <= start and end <= last for _, first, last in wrong)
        pieces.append(tag("mark", words) if held else words)
        pieces += [_number(number) for number, _, last in spans if last == end]
    return join(pieces)


def open_questions(words: str) -> Html:
    """An example in which each [question] that it still asks stands out."""
    parts: list[Html] = []
    end = 0
    for found in _OPEN_QUESTION.finditer(words):
        parts += [esc(words[end : found.start()]), text("span", found[0], "open")]
        end = found.end()
    return join([*parts, esc(words[end:])])


def _spans(answer: str, notes: Sequence[Note]) -> list[tuple[int, int] | None]:
    """Where each note's quote stands; None when it has none."""
    found: list[tuple[int, int] | None] = []
    for note in notes:
        at = answer.find(note.quote) if note.quote else -1
        found.append((at, at + len(note.quote or "")) if at >= 0 else None)
    return found


def _number(number: int) -> Html:
    return tag("sup", join([unseen(say("note") + " "), esc(number)]), "sw-nr")
