"""What a message wants of the built-in advisor: intents, tone, language, and its questions.

Covers: the patterns of knowledge/intents.toml and splitting a message into questions. Does not
cover facts (applicant/reader), safety (agent/safety) or whether a question is covered (library).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bot.errors import DataError
from bot.settings import KNOWLEDGE

MOST_QUESTIONS = 3
"""Questions answered in one reply; more would bury the first answer."""

_FOREIGN_HITS = 3
"""Words of another language that make a message written in it, rather than quoting a word."""

_ASKING = re.compile(
    r"^(?:\W|(?:and|but|so|also|ok|okay|hi|hello|hey|please|thanks|btw|by the way|sir|quick question)\b)*"
    r"(?:what|which|who|whom|whose|when|where|why|how|is|are|am|do|does|did|can|could|should|shall|will|would|"
    r"has|have\s+(?:you|they|programs)|may|must|tell\s+me|explain|any\s+(?:advice|tips?|idea|chance)|advice|"
    r"help\s+me\s+(?:with|understand|choose|decide)|i\s+(?:want|need|would\s+like)\s+to\s+(?:know|understand|ask)|"
    r"wondering|confused\s+(?:about|if)|not\s+sure\s+(?:if|whether|how|what)|worth|better\s+to|"
    r"qu[eé]|cu[aá]l(?:es)?|cu[aá]nt[oa]s?|c[oó]mo|debo|puedo|d[oó]nde|kya|kaise|kitn[ei])\b",
    re.IGNORECASE,
)
_ASKING_WITHIN = re.compile(
    r"\b(?:should\s+i|can\s+i|do\s+i|does\s+it|is\s+it|am\s+i|how\s+(?:many|much|long|do|to|bad)|what\s+(?:do|should|if)|"
    r"which\s+(?:programs?|states?|one)|kya|kitn[ei]|chahiye|qu[eé]\s+hago)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"(?<=[?!])\s+|(?<=\.)\s+|\n+|,?\s+and\s+(?=(?:how|what|when|which|where|who|why|do|does|is|are|can|should)\b)",
    re.IGNORECASE,
)
_PLAINLY = re.compile(
    r"^(?:\W|(?:no|wait|ok|okay|and|but|so|also|hmm|well|btw|by\s+the\s+way|first|please|sorry|one\s+thing)\b)*"
    r"(?:(?:when|what|which|who|where|how|why)\s+(?:is|are|do|does|did|can|could|should|will|would|many|much|long|"
    r"date|to)|(?:what|which|who|where|why)(?:\s+\w+){1,4}\s+(?:do|does|can|could|should|will|would)|"
    r"(?:is|are|do|does|can|could|should|will)\s+(?:i|it|there|they|you|the|programs?)|"
    r"i\s+(?:want|need|would\s+like|'?d\s+like)\s+to\s+(?:know|ask|understand)\s+(?:first\s+)?(?:if|whether|how|"
    r"what|when|why|which|about)|tell\s+me|i\s+have\s+a\s+question)\b",
    re.IGNORECASE,
)
"""A question by its first words, also where a story was asked for; "What I did was" is none."""
_NUMBERED = re.compile(r"(?:^|\s)\(?\d{1,2}[.)]?\s+(?=[A-Za-z])")
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, eq=False)
class Intents:
    wants: Mapping[str, tuple[re.Pattern[str], ...]]
    tones: Mapping[str, tuple[re.Pattern[str], ...]]
    languages: Mapping[str, tuple[re.Pattern[str], ...]]
    named: Mapping[str, tuple[re.Pattern[str], ...]]
    drafts: Mapping[str, tuple[re.Pattern[str], ...]]
    empty_words: frozenset[str]

    def content_words(self, text: str) -> tuple[str, ...]:
        """Words that carry meaning, for telling "and for that one?" from a question of its own."""
        return tuple(word for word in re.findall(r"[^\W_]{2,}", text.lower()) if word not in self.empty_words)

    def of(self, text: str) -> frozenset[str]:
        return _wanted(self, text)

    def tone(self, text: str) -> str | None:
        return next((name for name, patterns in self.tones.items() if _found(patterns, text)), None)

    def draft_kind(self, text: str) -> str | None:
        """The kind of draft that is asked for, None when the message names none."""
        return next((kind for kind, patterns in self.drafts.items() if _found(patterns, text)), None)

    def about_program(self, question: str) -> bool:
        """Whether a question that names a program is about the program."""
        return _found(self.named["program"], question)

    def wishes(self, text: str) -> bool:
        """Whether something is to be written, done or claimed: then it may be what is refused, whatever else
        the message tells."""
        return _found(self.named["wish"], text)

    def language(self, text: str) -> str | None:
        """The language a message is written in, when it is one we can name and not English."""
        words = len(_WORD.findall(text)) or 1
        for name, patterns in self.languages.items():
            hits = sum(len(pattern.findall(text)) for pattern in patterns)
            if hits >= min(_FOREIGN_HITS, max(1, words // 2)) and hits / words >= 0.25:
                return name
        return None


@lru_cache(maxsize=256)
def _wanted(intents: Intents, text: str) -> frozenset[str]:
    """Kept, since several parts of a turn ask it of the same message."""
    return frozenset(name for name, patterns in intents.wants.items() if _found(patterns, text))


def questions(text: str) -> tuple[str, ...]:
    """The questions of a message, each as its own text, at most MOST_QUESTIONS; none for statements."""
    numbered = [part.strip() for part in _NUMBERED.split(text) if part.strip()]
    parts = numbered[1:] if len(numbered) > MOST_QUESTIONS else _PARTS.split(text)
    asked = [part.strip() for part in parts if is_question(part)]
    return tuple(dict.fromkeys(asked))[:MOST_QUESTIONS]


def lead_in(text: str) -> str:
    """The part of a message before it asks or wants something; all of it when it does neither."""
    wants = load_intents()
    for part in _PARTS.split(text):
        if is_question(part) or wants.of(part) - {"thanks", "greeting"}:
            return text[: text.find(part)].strip()
    return text


def plainly_asks(text: str) -> bool:
    """Whether a message is a question even where a story was asked for ("When my father ..." is none)."""
    return "?" in text or bool(_PLAINLY.search(text))


def is_question(text: str) -> bool:
    text = text.strip()
    return plainly_asks(text) or bool(_ASKING.search(text)) or bool(_ASKING_WITHIN.search(text))


@cache
def load_intents(path: Path = KNOWLEDGE / "intents.toml") -> Intents:
    """Raises DataError naming the intent whose pattern is wrong."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path.name}: {error}") from None
    return Intents(
        wants=_patterns(path, raw, "intents"),
        tones=_patterns(path, raw, "tones"),
        languages=_patterns(path, raw, "languages"),
        named=_patterns(path, raw, "named"),
        drafts=_patterns(path, raw, "drafts"),
        empty_words=frozenset(raw["empty_words"].split()),
    )


def _patterns(path: Path, raw: dict[str, Any], table: str) -> Mapping[str, tuple[re.Pattern[str], ...]]:
    compiled = {}
    for name, patterns in raw.get(table, {}).items():
        try:
            compiled[name] = tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
        except re.error as error:
            raise DataError(f"{path.name}: {table}.{name}: {error}") from None
    return compiled


def _found(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)
