"""What only the neighbourhood of a token tells: two-letter states, and labels asked as questions.

Covers: "Lodi, CA" and "CA/OR/WA"; "Graduation? 2018." Does not cover phrases (lexicon).
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.applicant.reader.text import ASK, HARD, Token, has, shouted

_ALWAYS = frozenset({"ca", "wa"})
"""Codes that are no words: states wherever they stand in capitals."""


def with_states(tokens: list[Token], states: Mapping[str, str], text: str) -> list[Token]:
    """Two-letter states: in capitals, and beside a place, after a town's name and a comma, or in a row."""
    if shouted(text):
        return tokens
    codes = [
        token.norm in states and token.end - token.start == 2 and text[token.start : token.end].isupper()
        for token in tokens
    ]
    return [
        replace(token, tags=(*token.tags, "place:" + states[token.norm].replace(" ", "_")))
        if codes[at] and not has(token, "place") and _is_state(tokens, codes, at, text)
        else token
        for at, token in enumerate(tokens)
    ]


def _is_state(tokens: list[Token], codes: list[bool], at: int, text: str) -> bool:
    before = tokens[at - 1] if at else None
    if tokens[at].norm in _ALWAYS or (before and before.norm in ("in", "from")):
        return True
    if before and (
        has(before, "place") or (before.norm == "," and at > 1 and _capital(tokens[at - 2], text))
    ):
        return True
    row = [other for other in (at - 2, at + 2) if 0 <= other < len(tokens) and codes[other]]
    return any(tokens[(at + other) // 2].norm in (",", "/", "and") for other in row)


def _capital(token: Token, text: str) -> bool:
    """Whether a word is written like a town's name."""
    written = text[token.start : token.end]
    return written[:1].isupper() and len(written) > 2 and not written.isupper()


_LABELS = (
    *("step", "yog", "grad", "visaword", "clinical", "letter", "usletter", "pub", "language", "speak"),
    *("citizen", "fail", "attempt", "residentcard", "specialty", "usce", "interview"),
)
_LONGEST_LABEL, _LONGEST_VALUE = 3, 12


def with_labels(tokens: list[Token]) -> list[Token]:
    """ "Graduation? 2018." is a label and its value: the question mark becomes a colon."""
    out = list(tokens)
    start = 0
    for at, token in enumerate(tokens):
        if token.norm == ASK and _is_label(tokens[start:at]) and _is_value(tokens[at + 1 :][:_LONGEST_VALUE]):
            out[at] = replace(token, norm=":")
        if token.norm in HARD:
            start = at + 1
    return out


def _is_label(words: list[Token]) -> bool:
    named = [any(has(token, tag) for tag in _LABELS) for token in words]
    plain = [t.norm.isalpha() and not has(t, "wonder") and not has(t, "i") for t in words]
    fits = all(label or word for label, word in zip(named, plain, strict=True))
    return 0 < len(words) <= _LONGEST_LABEL and any(named) and fits


def _is_value(words: list[Token]) -> bool:
    """Whether a statement follows, not another question."""
    end = next((at for at, token in enumerate(words) if token.norm in HARD), None)
    return bool(end) and words[end or 0].norm != ASK
