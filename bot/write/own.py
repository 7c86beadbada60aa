"""The applicant's own words, made ready to stand as sentences in a draft.

Covers: cutting a story into sentences, capitals and punctuation, common dropped apostrophes, and
a short lead for words that are not a sentence ("family illness"). No word of theirs is replaced
or bent into our grammar. Does not cover choosing how many sentences fit (compose) or judging what
they say (review).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.write.lock.names import places
from bot.write.outline import phrases

_END = re.compile(
    r"(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bU\.S\.)(?<=[.!?])\s+(?=\S)|\s*[\n\r]+\s*"
)
_EDGES = ' \t-*•–—"“”.,;:'
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_EXAM = re.compile(r"\bstep\s*([123])\b", re.IGNORECASE)


@dataclass(frozen=True)
class Own:
    """One sentence: `words` are theirs, `leads` are ways of ours to lead them in ("" for none)."""

    leads: tuple[str, ...]
    words: str


def own_sentences(story: str, part: str) -> tuple[Own, ...]:
    """`story` as sentences for one part of a draft (context, growth, evidence).

    Only the first may need a lead. Empty when nothing is left.
    """
    pieces = [cleaned for piece in _END.split(story) if (cleaned := _clean(piece))]
    leads = _leads(pieces[0], phrases()["lead"][part]) if pieces else ()
    return tuple(
        Own(leads, _lower_first(words)) if leads and i == 0 else Own(("",), words[0].upper() + words[1:])
        for i, words in enumerate(pieces)
    )


def _leads(words: str, leads: Mapping[str, Any]) -> tuple[str, ...]:
    """What may stand before words that are no sentence; nothing before a full one."""
    if words.lower().startswith(tuple(phrases()["own"]["because"])):
        return tuple(leads["because"])
    return () if _is_sentence(words) else tuple(leads["fragment"])


def _is_sentence(words: str) -> bool:
    """Whether words read as a clause with a subject and a verb; in doubt they get a lead.

    "Working nights in an understaffed ward" and "changed to timed blocks" are none.
    """
    tokens = [token.lower().replace("’", "'") for token in _WORD.findall(words)]
    verbs = phrases()["own"]["verbs"]
    if tokens[0].startswith(("i'", "we'", "it's")) or tokens[0] in phrases()["own"]["subjects"]:
        return len(tokens) > 1
    if tokens[0] in verbs or tokens[0].endswith("ed"):
        return False
    tokens = _main_clause(tokens) if "," not in words else tokens
    if any(token in verbs for token in tokens[1:]):
        return True
    before_ed = re.findall(r"([\w']+) \w+ed\b", " ".join(tokens))
    return not tokens[0].endswith("ing") and any(w not in phrases()["own"]["described"] for w in before_ed)


def _main_clause(tokens: list[str]) -> list[str]:
    """The words before a clause that hangs on them, whose verb makes them no sentence."""
    hanging = phrases()["own"]["subordinate"]
    ends = (i for i, token in enumerate(tokens) if i and token in hanging)
    return tokens[: next(ends, len(tokens))]


def _clean(piece: str) -> str:
    """One piece with its wrapper, bullets and brackets off, spelling mended and its end set."""
    text = " ".join(piece.split()).replace("[", "(").replace("]", ")")
    end = "?" if text.endswith("?") else "."
    text = text.lstrip(_EDGES).rstrip(_EDGES + "!?")
    for wrapper in sorted(phrases()["own"]["wrappers"], key=len, reverse=True):
        if text.lower().startswith(wrapper + " "):
            text = text[len(wrapper) :].strip()
            break
    if not _WORD.search(text):
        return ""
    spelling: Mapping[str, str] = phrases()["own"]["spelling"]
    text = _WORD.sub(lambda word: spelling.get(word[0].lower().replace("’", "'"), word[0]), text)
    text = _EXAM.sub(r"Step \1", text)
    return text + end


def _lower_first(words: str) -> str:
    """After a lead the first letter goes down, unless it begins a name, an abbreviation or "I"."""
    first, *rest = words.split()
    name = first.strip(".,").lower() in places() or (rest[:1] and rest[0][0].isupper() and rest[0] != "I")
    if name or first in ("I", "Dr.") or first.startswith("I'") or first[1:2].isupper():
        return words
    return words[0].lower() + words[1:]
