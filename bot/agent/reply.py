"""The reply grammar: how a model writes an answer, and how it is read back sentence by sentence.

Covers: citation markers `[[id]]` or `[[id, id]]` after a sentence, the closing markers
`[[kind: declined]]` and `[[ask: field]]`, paragraphs, "- " bullets and "### " headings, and the
plain and JSON forms of a finished reply. Every model writes this grammar and only this module
reads it. Does not cover whether a sentence is supported (write/lock).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.prose import first_end


class ReplyKind(StrEnum):
    ANSWERED = "answered"
    DECLINED = "declined"
    REFUSED = "refused"
    CLARIFY = "clarify"
    SAFETY = "safety"


class Block(StrEnum):
    """How a sentence begins on the page: it goes on, or opens a paragraph, a bullet or a heading."""

    INLINE = "inline"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    HEADING = "heading"


@dataclass(frozen=True)
class Sentence:
    text: str
    citations: tuple[str, ...] = ()
    block: Block = Block.INLINE
    marked: bool = False

    def as_json(self) -> dict[str, object]:
        return {
            "text": self.text,
            "citations": list(self.citations),
            "block": self.block.value,
            "marked": self.marked,
        }


_MARK = re.compile(r"\s*\[\[([^\[\]\n]{1,200})\]\]")


@dataclass
class ReplyParser:
    """Reads a reply as it streams: `feed` and `close` give the sentences that are complete.

    A sentence is complete when something other than a marker follows it, so that its citations
    are never separated from it.
    """

    kind: ReplyKind = ReplyKind.ANSWERED
    asked: str | None = None
    _buffer: str = ""
    _next_block: Block = field(default=Block.PARAGRAPH)

    @property
    def begun(self) -> bool:
        """Whether there is text that no sentence has been made of yet."""
        return bool(self._buffer.strip())

    def feed(self, text: str) -> list[Sentence]:
        self._buffer += text
        *lines, self._buffer = self._buffer.split("\n")
        done = [sentence for line in lines for sentence in self._line(line)]
        ready, self._buffer = _split_complete(self._buffer)
        return done + self._sentences(ready)

    def close(self) -> list[Sentence]:
        rest, self._buffer = self._buffer, ""
        return self._line(rest)

    def _line(self, line: str) -> list[Sentence]:
        """A whole line; the one after it opens a new paragraph, bullet or heading."""
        found = self._sentences(line)
        self._next_block = Block.PARAGRAPH
        return found

    def _sentences(self, text: str) -> list[Sentence]:
        block = self._next_block
        for mark, kind in (("- ", Block.BULLET), ("### ", Block.HEADING)):
            if text.lstrip().startswith(mark):
                text, block = text.lstrip()[len(mark) :], kind
        found = []
        while text.strip():
            piece, text = _first_sentence(text)
            sentence = self._sentence(piece, block)
            if sentence:
                found.append(sentence)
                block = self._next_block = Block.INLINE
        return found

    def _sentence(self, piece: str, block: Block) -> Sentence | None:
        citations: list[str] = []
        for mark in _MARK.findall(piece):
            name, colon, value = (part.strip() for part in mark.partition(": "))
            if colon and name == "kind" and value in set(ReplyKind):
                self.kind = ReplyKind(value)
            elif colon and name == "ask":
                self.asked = value
            else:
                citations += [part.strip() for part in mark.split(",") if part.strip()]
        text = _MARK.sub("", piece).strip()
        return Sentence(text, tuple(dict.fromkeys(citations)), block) if text else None


def _first_sentence(text: str) -> tuple[str, str]:
    """The first sentence with the markers that follow it, and the rest."""
    stop = first_end(text)
    if stop is None:
        return text, ""
    while mark := _MARK.match(text, stop):
        stop = mark.end()
    return text[:stop], text[stop:]


def _split_complete(text: str) -> tuple[str, str]:
    """What of an unfinished line can be read already: all sentences that something follows."""
    done = ""
    while True:
        piece, rest = _first_sentence(text)
        tail = rest.lstrip()
        if not tail or tail.startswith("["):
            return done, text
        done, text = done + piece, rest


def as_text(sentences: Sequence[Mapping[str, Any]], numbers: Mapping[str, int] | None = None) -> str:
    """A reply as plain text, with [n] after cited sentences when `numbers` gives ids a number.

    Sentences in a row that cite the same sources carry the number once, after the last of them.
    """
    out = ""
    for sentence, following in zip(sentences, [*sentences[1:], None], strict=True):
        text = sentence["text"]
        if numbers and not repeats_below(sentence, following):
            text += "".join(f" [{numbers[key]}]" for key in sentence["citations"] if key in numbers)
        match sentence["block"]:
            case Block.BULLET:
                out += f"\n- {text}"
            case Block.HEADING | Block.PARAGRAPH:
                out += f"\n\n{text}"
            case _:
                out += f" {text}"
    return out.strip()


def repeats_below(sentence: Mapping[str, Any], following: Mapping[str, Any] | None) -> bool:
    """Whether the next sentence goes on in the same block with the same citations."""
    return (
        following is not None
        and following["block"] == Block.INLINE
        and following["citations"] == sentence["citations"]
    )
