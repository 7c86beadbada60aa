"""A pasted text made ready for review: sentences and paragraphs with their places in what was pasted.

Covers: a plain lower-case form of the same length per character (typographic quotes as plain ones,
invisible characters left out), where each piece stands in the original, and blanking a span so that
no later detector reads it. Does not cover what a sentence says (signs) or what is wrong with it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.prose import first_end

INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u180e\u00ad"
"""Characters that show nothing. Joiners between letters of other scripts belong to their words."""

_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " ", "–": "-", "—": "-"}
)
_WORD = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*")
_NUMBER_SIGN = re.compile(r"\b(?:no|nr|num)\.\s*$", re.IGNORECASE)
_LINE = re.compile(r"[^\n]+")
_PARAGRAPH = re.compile(r"[^\n](?:.*?)(?=\n\s*\n|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Span:
    """Characters of the plain form, from `start` up to `end`."""

    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """One sentence; `start` and `end` are places in the plain form, `text` keeps its capitals."""

    start: int
    end: int
    text: str
    paragraph: int
    index: int

    @cached_property
    def low(self) -> str:
        return lower(self.text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(_WORD.findall(self.low))


@dataclass(frozen=True)
class Passage:
    """A text and its plain form; `places[i]` is where character i of the plain form stands in `text`."""

    text: str
    plain: str
    places: tuple[int, ...]

    @staticmethod
    def read(text: str) -> "Passage":
        kept = [i for i, char in enumerate(text) if not _hidden(text, i, char)]
        return Passage(text, "".join(text[i] for i in kept).translate(_PLAIN), (*kept, len(text)))

    def blanked(self, spans: Iterable[Span]) -> "Passage":
        """The same passage with spaces in the place of some spans; line ends stay."""
        chars = list(self.plain)
        for span in spans:
            for i in range(span.start, span.end):
                chars[i] = "\n" if chars[i] == "\n" else " "
        return Passage(self.text, "".join(chars), self.places)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The places in `text` of a span of the plain form."""
        return self.places[start], self.places[end - 1] + 1 if end > start else self.places[start]

    @cached_property
    def low(self) -> str:
        return lower(self.plain)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(self._split())

    @cached_property
    def words(self) -> int:
        return len(_WORD.findall(self.plain))

    def _split(self) -> Iterator[Sentence]:
        index = paragraph = 0
        last_end = 0
        for line in _LINE.finditer(self.plain):
            if line[0].strip() and re.search(r"\n\s*\n", self.plain[last_end : line.start()]):
                paragraph += 1
            for start, end in _ends(self.plain, line.start(), line.end()):
                yield Sentence(start, end, self.plain[start:end], paragraph, index)
                index += 1
            if line[0].strip():
                last_end = line.end()


def lower(text: str) -> str:
    """Lower case with every character kept at its place."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def words(text: str) -> list[str]:
    return _WORD.findall(text)


def _ends(plain: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Where the sentences of one line begin and end, without the space around them."""
    line = plain[start:stop]
    at = 0
    while at < len(line):
        end = first_end(line, at) or len(line)
        while _NUMBER_SIGN.search(line[at:end]) and line[end:].lstrip()[:1].isdigit():
            end = first_end(line, end) or len(line)
        piece = line[at:end]
        if re.search(r"\w", piece):
            yield start + at + len(piece) - len(piece.lstrip()), start + at + len(piece.rstrip())
        at = end


def _hidden(text: str, i: int, char: str) -> bool:
    """Whether a character shows nothing and belongs to no word of a script that needs it."""
    if "\U000e0000" <= char <= "\U000e007f":
        return True
    if char not in INVISIBLE:
        return False
    around = (text[i - 1 : i] + text[i + 1 : i + 2]).strip(INVISIBLE)
    return char not in "\u200c\u200d" or around.isascii()
