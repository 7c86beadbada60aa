"""Taking words out of a sentence so that a sentence is left.

Covers: clauses and their joints, asides between marks, whether what is left can stand, tidying. Does not
cover which words have to go (mend) or which facts would go with them (facts).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.write.review.rules import data, signs
from bot.write.review.slip import beside
from bot.write.review.verbs import finite, thirds

_CLAUSE_OPENER = (
    "(?:i|it|he|she|they|we|my|the|this|that|nobody|everyone|his|her|their|in|what|since|after|for)"
)
_JOINT = re.compile(
    r"(?P<joint>;\s+|:\s+|\s+-\s+|\s+–\s+|\s*—\s*"
    r"|,\s+(?:and|but|so|because|although|though|while|whereas|since|which|who|where|or|yet|as|for)\s+"
    rf"|\s+(?:because|although|but)\s+|\s+and\s+(?={_CLAUSE_OPENER}\b)|,\s+(?={_CLAUSE_OPENER}\s))",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"^(?:although|though|because|while|whereas|since|as)\s+(?=(?:i|my|the|we|he|she|it|they|this)\s)",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:and|but|so|yet|or)\b[,\s]*", re.IGNORECASE)
_SEAM = re.compile(
    r"\b(?:a|an|the|my|your|our|their|its)\s*(?:[.,;:!?]|$|\s(?:for|of|in|on|at|to|with|by|from|and|or|but|is|are"
    r"|was|were|has|have|had|however|that|which|who|the|a|an|my|your)\b)"
    r"|\b(?:of|to|with|and|for|from|in|at|by|is|was)\s*[.;:!?]|\b(?:of|with|for|from|at|by)\s+(?:of|and|is|was|has|,)",
    re.IGNORECASE,
)
_PRONOUNS = ("i", "he", "she", "we", "they")
_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")


@dataclass(frozen=True)
class Clause:
    """Characters `start` to `end` of a sentence; `joint` is what led into it."""

    joint: str
    start: int
    end: int


@lru_cache(maxsize=8)
def _listed(name: str) -> frozenset[str]:
    return frozenset(data("refine")["words"][name])


def clauses(sentence: str) -> list[Clause]:
    """The clauses of a sentence without its end mark, in order."""
    body = len(sentence.rstrip(" .!?"))
    found: list[Clause] = []
    start, joint = 0, ""
    for hit in _JOINT.finditer(sentence, 0, body):
        if hit.start() > start:
            found.append(Clause(joint, start, hit.start()))
            joint, start = hit[0], hit.end()
    return [*found, Clause(joint, start, body)]


def joined(sentence: str, kept: Sequence[tuple[str, str]]) -> str:
    """Clauses, each with its joint, as a sentence of their own with the end mark of `sentence`."""
    end = re.search(r"[.!?]+[\"'”’)]*$", sentence.rstrip())
    text = "".join(words if not i else joint + words for i, (joint, words) in enumerate(kept))
    if len(kept) == 1:
        text = _SUBORDINATE.sub("", text)
    return tidy(text + (end[0] if end else ""), sentence)


def aside(sentence: str, start: int, end: int) -> bool:
    """Whether characters `start` to `end` stand between marks, or at an edge up to a mark."""
    before, after = sentence[:start].rstrip(), sentence[end:].lstrip()
    opened = not before or before[-1] in ",;:(-—–"
    closed = not after.strip(".!? ") or after[0] in ",;:)-—–"
    return opened and closed


def tidy(text: str, like: str) -> str:
    """`text` without doubled space, empty commas and a leading "and"; a capital where `like` has one."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"\s+([,.;:!?])", r"\1", text)
    text = re.sub(r"([,;:])(?:\s*[,;:])+", r"\1", text)
    text = re.sub(r"[,;:]\s*([.!?])", r"\1", text)
    text = re.sub(r"^[,;:.\s-]+", "", text)
    if not _LEAD.match(like.lstrip()):
        text = _LEAD.sub("", text).lstrip(" ,;")
    if not re.search(r"\ba [aeiou]", like):
        text = re.sub(r"\b([Aa]) (?=[aeiou]\w)(?!(?:one|once|uni|use|usu|eu))", r"\1n ", text)
    if text and like.lstrip()[:1].isupper():
        text = text[0].upper() + text[1:]
    return text


def stands(text: str) -> bool:
    """Whether a piece reads as a sentence: somebody or something, a verb after it, no loose end."""
    found = [word.lower() for word in _WORD.findall(text)]
    if len(found) < 3 or found[-1] in _listed("dangling") or found[0] in _listed("opens_nothing"):
        return False
    if (found[0] in _listed("subordinate") or found[0].endswith("ing")) and "," not in text:
        return False
    return _verb(found) > 0 and not _SEAM.search(text)


def substance(text: str) -> int:
    """How many words of a text are neither function words nor stock."""
    empty = [signs()[name] for name in ("function", "stock", "poetic")]
    low = [word.lower() for word in _WORD.findall(text)]
    return sum(not any(pattern.fullmatch(word) for pattern in empty) for word in low)


def _verb(found: Sequence[str]) -> int:
    """The place of the first verb that a subject can stand before; 0 when there is none."""
    last = len(found) - 1
    for i, word in enumerate(found):
        told = word in finite() or word.endswith("ed") or signs()["past"].fullmatch(word)
        noun = i > 0 and (found[i - 1] in _listed("before_noun") or (i == last and word in thirds()))
        if told and not noun:
            relative = found[0] in beside("determiners") and any(one in _PRONOUNS for one in found[1:i])
            return 0 if relative else i
    return 0
