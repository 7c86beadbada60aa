"""Instructions planted in a pasted text, addressed to a program instead of a reader.

Covers: comments and hidden markup, labels such as "assistant:", orders to ignore rules or to change
the text, in several languages, encoded text, letters kept apart by invisible characters. What is
found is text and is never followed. Does not cover claims that are merely untrue (facts, phrases).
"""

import base64
import binascii
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from bot.write.review.finding import Finding
from bot.write.review.passage import INVISIBLE, Passage, Sentence, Span, lower
from bot.write.review.rules import compiled, data

_ENCODED = re.compile(
    r"(?<![\w+/=])(?:[A-Za-z0-9+/]{16,}={0,2}|(?:[0-9a-fA-F]{2}){16,}|(?:%[0-9a-fA-F]{2}){8,})(?![\w+/=])"
)
_SPLIT_LETTERS = re.compile(rf"(?:[^\W\d_][{INVISIBLE}]+){{3,}}")
_TAGS = re.compile(r"[\U000E0020-\U000E007E]{3,}")
_READABLE = 0.9


def planted(passage: Passage) -> Iterator[Finding]:
    """Each planted stretch, merged where they touch; nothing of it is read by another detector."""
    marked = set(_marked(passage))
    bare = passage.blanked(Span(*span) for span in marked)
    spans = sorted({*marked, *_ordered(bare), *_encoded(passage), *_invisible(passage)})
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and not re.search(r"\w", passage.plain[merged[-1][1] : start]):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    yield from (Finding("prompt_injection", start, end, fix="") for start, end in merged)


def may_order(text: str) -> bool:
    """Whether a word or sign stands in a text without which nothing can be planted; told in no time."""
    low = lower(text)
    return any(pattern.search(low) for pattern in _rules()["may"])


@lru_cache(maxsize=1)
def _rules() -> dict[str, list[re.Pattern[str]]]:
    raw: Any = data("planted")
    return {
        name: [compiled(rule["pattern"], raw["words"], "planted") for rule in raw[name]]
        for name in ("marked", "label", "order", "follow", "may")
    }


def _marked(passage: Passage) -> Iterator[tuple[int, int]]:
    """Comments, hidden elements, and brackets or lines that open with the label of a program."""
    for name in ("marked", "label"):
        for pattern in _rules()[name]:
            for found in pattern.finditer(passage.low):
                yield found.span()


def _ordered(passage: Passage) -> Iterator[tuple[int, int]]:
    """Sentences that give an order to a program, and the orders that follow them."""
    going_on = False
    paragraph = -1
    for sentence in passage.sentences:
        found = [hit for pattern in _rules()["order"] if (hit := pattern.search(sentence.low))]
        follows = going_on and sentence.paragraph == paragraph and _follows(sentence)
        if found:
            start = _clause(sentence, min(hit.start() for hit in found))
            yield sentence.start + start, sentence.end
        elif follows:
            yield sentence.start, sentence.end
        going_on, paragraph = bool(found) or follows, sentence.paragraph


def _follows(sentence: Sentence) -> bool:
    return any(pattern.search(sentence.low) for pattern in _rules()["follow"]) or sentence.text.isupper()


def _clause(sentence: Sentence, at: int) -> int:
    """Where the part of a sentence that holds an order begins: after a bracket or semicolon, else 0."""
    cut = max(sentence.low.rfind(mark, 0, at) for mark in ("; ", "- "))
    return 0 if cut < 0 else cut


def _encoded(passage: Passage) -> Iterator[tuple[int, int]]:
    """Runs that decode to readable words."""
    for found in _ENCODED.finditer(passage.plain):
        if _readable(_decoded(found[0])):
            yield found.span()


def _decoded(run: str) -> str:
    try:
        if run.startswith("%"):
            return bytes.fromhex(run.replace("%", "")).decode("utf-8")
        if re.fullmatch(r"[0-9a-fA-F]+", run):
            return bytes.fromhex(run).decode("utf-8")
        return base64.b64decode(run + "=" * (-len(run) % 4), validate=True).decode("utf-8")
    except (ValueError, binascii.Error):
        return ""


def _readable(text: str) -> bool:
    letters = sum(char.isalnum() or char in " .,'!?" for char in text)
    return len(text) > 10 and " " in text and letters / len(text) >= _READABLE


def _invisible(passage: Passage) -> Iterator[tuple[int, int]]:
    """Letters kept apart by characters that show nothing: the sentence they stand in."""
    shown = {place: i for i, place in enumerate(passage.places)}
    for pattern in (_SPLIT_LETTERS, _TAGS):
        for found in pattern.finditer(passage.text):
            at = next((shown[i] for i in range(found.start(), len(passage.text) + 1) if i in shown), 0)
            sentence = next((one for one in passage.sentences if one.start <= at < one.end), None)
            if sentence and pattern is _SPLIT_LETTERS:
                yield sentence.start, sentence.end
