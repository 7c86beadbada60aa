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

from bot.write.lock_names import places
from bot.write.outline import phrases

_END = re.compile(
    r"(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bU\.S\.)(?<=[.!?])\s+(?=\S)|\s*[\n\r]+\s*"
)
_EDGES = ' \t-*•–—"“”.,;:'
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_EXAM = re.compile(r"\bstep\s*([123])\b", re.IGNORECASE)


@dataclass(frozen=True)
class Own:
    """One sentence: `lead` is ours (often empty), `words` are theirs."""

    lead: str
    words: str

    @property
    def text(self) -> str:
        return self.lead + self.words


def own_sentences(story: str, part: str, pick: int) -> tuple[Own, ...]:
    """`story` as sentences for one part of a draft (context, growth, evidence).

    Only the first may need a lead; `pick` chooses among the leads. Empty when nothing is left.
    """
    pieces = [cleaned for piece in _END.split(story) if (cleaned := _clean(piece))]
    return tuple(
        Own("", words[0].upper() + words[1:])
        if i or not (lead := _lead(words, phrases()["lead"][part], pick))
        else Own(lead, _lower_first(words))
        for i, words in enumerate(pieces)
    )


def _lead(words: str, leads: Mapping[str, Any], pick: int) -> str:
    """What has to stand before words that are no sentence; empty before a full one."""
    if words.lower().startswith(tuple(phrases()["own"]["because"])):
        options = leads["because"]
    elif _is_sentence(words):
        return ""
    else:
        options = leads["fragment"]
    return str(options[pick % len(options)])


def _is_sentence(words: str) -> bool:
    """Whether words read as a clause with a subject and a verb; in doubt they get a lead.

    "Working nights in an understaffed ward" and "changed to timed blocks" are none.
    """
    tokens = [token.lower().replace("’", "'") for token in _WORD.findall(words)]
    verbs = phrases()["own"]["verbs"]
    if tokens[0].startswith(("i'", "we'", "it's")):
        return len(tokens) > 1
    if tokens[0] in verbs or tokens[0].endswith("ed"):
        return False
    loose = not tokens[0].endswith("ing")
    return any(token in verbs or (loose and token.endswith("ed")) for token in tokens[1:])


def _clean(piece: str) -> str:
    """One piece with its wrapper, bullets and brackets off, spelling mended and its end set."""
    text = " ".join(piece.split()).replace("[", "(").replace("]", ")")
    end = text[-1] if text[-1:] in "!?" else "."
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
    return text + (end if end == "?" else ".")


def _lower_first(words: str) -> str:
    """After a lead the first letter goes down, unless it begins a name, an abbreviation or "I"."""
    first, *rest = words.split()
    name = first.strip(".,").lower() in places() or (rest[:1] and rest[0][0].isupper() and rest[0] != "I")
    if name or first in ("I", "Dr.") or first.startswith("I'") or first[1:2].isupper():
        return words
    return words[0].lower() + words[1:]
