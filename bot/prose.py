"""English prose in sentences: the one place that knows where a sentence ends.

Covers: ends of sentences despite abbreviations, initials and decimals. Does not cover markup
(agent/reply) or passages with bullets (library/corpus).
"""

import re

END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s|$)|[:](?=\s*$)")
_NO_END = re.compile(
    r"(?:\b(?:Dr|Mr|Ms|Mrs|Prof|St|vs|etc|approx|No|e\.g|i\.e)|\b[A-Z](?:\.[A-Z])*)\.[\"'”’)\]]*$"
)


def first_end(text: str, start: int = 0) -> int | None:
    """Where the first sentence from `start` on ends, or None while it has no end."""
    for end in END.finditer(text, start):
        if not _NO_END.search(text[start : end.end()]):
            return end.end()
    return None


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, trimmed; what has no end of its own is the last one."""
    found, start = [], 0
    while (end := first_end(text, start)) is not None:
        found.append(text[start:end].strip())
        start = end
    rest = text[start:].strip()
    return [*found, rest] if rest else found
