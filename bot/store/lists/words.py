"""What people write in their own program lists: headers, specialties, states, statuses.

Covers: loading and checking knowledge/lists.toml, looking one cell up. Does not cover rows and files.
Specialties are looked up with the reader's lexicon too, so that a word is known here as it is in the chat.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.applicant.facts import SPECIALTIES, STATES
from bot.applicant.reader.lexicon import Lexicon
from bot.applicant.reader.text import fold
from bot.errors import BadInput, DataError
from bot.settings import KNOWLEDGE
from bot.store.tracker import STATUSES

FIELDS = ("name", "specialty", "state", "city", "acgme_id", "website", "status", "notes")
_ANSWERS = ("yes", "no")
_PART = re.compile(r"[/,;+&|()-]|\band\b|\bor\b", re.IGNORECASE)
_ASIDE = re.compile(r"\([^)]*\)")
_SHOWN = 60

Phrases = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class ListWords:
    """The words of lists.toml, each already in its plain form, and the reader's lexicon."""

    headers: Phrases
    not_a_header: frozenset[str]
    states: Mapping[str, str]
    statuses: Mapping[str, str]
    answers: Mapping[str, str]
    beside_status: frozenset[str]
    beside_specialty: frozenset[str]
    own_specialties: Mapping[str, str]
    reader_specialties: Mapping[str, str]
    lexicon: Lexicon

    def rank(self, field: str, header: str) -> int | None:
        """How well a header names a field, 0 being best; None when it does not."""
        told, known = plain(_ASIDE.sub(" ", header)), self.headers[field]
        if told in known:
            return known.index(told)
        if not told or any(word in self.not_a_header for word in told.split()):
            return None
        if any(told in others for others in self.headers.values()):
            return None
        endings = {
            f: max((len(p) for p in self.headers[f] if told.endswith(f" {p}")), default=0) for f in FIELDS
        }
        return len(known) if endings[field] and endings[field] == max(endings.values()) else None

    def specialty(self, cell: str) -> str:
        """The specialty's key. Raises BadInput showing the words when there is none, or more than one."""
        found = self._specialty(cell)
        if found:
            return found
        if len({self._specialty(part) for part in _PART.split(cell)} - {None}) > 1:
            raise BadInput(f"specialty '{shown(cell)}' names more than one; give each its own row")
        raise BadInput(f"specialty '{shown(cell)}' is not known here")

    def _specialty(self, text: str) -> str | None:
        key = _specialty_key(text, self.lexicon, self.beside_specialty)
        return self.own_specialties.get(key) or self.reader_specialties.get(key)

    def state(self, cell: str) -> str:
        """The two-letter code. Raises BadInput showing the words when it is no state."""
        told = plain(cell)
        parts = {self.states.get(part) for piece in re.split(r"[/,;()-]", cell) if (part := plain(piece))}
        code = self.states.get(told) or (parts.pop() if len(parts) == 1 else None)
        if code is None:
            raise BadInput(f"state '{shown(cell)}' is not a US state")
        return code

    def status(self, cell: str, header: str) -> str | None:
        """The tracker's status; None where "no" says only that the header's status is not reached.

        Raises BadInput showing the words when they are no status.
        """
        told = plain(cell)
        asked = self.statuses.get(plain(header))
        if asked and told in self.answers:
            return asked if self.answers[told] == "yes" else "none" if asked == "applied" else None
        numbers = [word for word in told.split() if word[0].isdigit()]
        kept = [word for word in told.split() if word not in {*numbers, *self.beside_status}]
        if asked and numbers and not kept:
            return asked  # a date, or a place on the rank list
        found = self.statuses.get(told) or self.statuses.get(" ".join(kept))
        if found is None:
            raise BadInput(f"status '{shown(cell)}' is not one of {', '.join(STATUSES)}")
        return found


def plain(text: str) -> str:
    """Lower-case words without accents and punctuation, ticks kept: "D.C." and "dc" are one."""
    folded = fold(text.replace(".", ""))
    return " ".join("".join(char if _told(char) else " " for char in folded).split())


def _told(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char) == "So"


def shown(text: str) -> str:
    """What was written, on one line and short, for a message."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


@cache
def load_words(
    path: Path = KNOWLEDGE / "lists.toml", lexicon: Path = KNOWLEDGE / "lexicon.toml"
) -> ListWords:
    """The words from their files. Raises DataError naming file, table and key."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path.name}: {error}") from None
    reader = Lexicon.load(lexicon)
    beside = frozenset(_phrases(path, raw, "beside_specialty", ("words",))["words"])
    headers = _phrases(path, raw, "headers", FIELDS)
    _inverse(path, "headers", headers)
    written = _phrases(path, raw, "specialty", SPECIALTIES, some=True)
    names = {slug: (name, slug, *written.get(slug, ())) for slug, name in SPECIALTIES.items()}
    own = {slug: [_specialty_key(one, reader, beside) for one in told] for slug, told in names.items()}
    states = _phrases(path, raw, "state", STATES, some=True)
    all_states = {code: (plain(code), plain(name), *states.get(code, ())) for code, name in STATES.items()}
    return ListWords(
        headers=headers,
        not_a_header=frozenset(_phrases(path, raw, "not_a_header", ("words",))["words"]),
        states=_inverse(path, "state", all_states),
        statuses=_inverse(path, "status", _phrases(path, raw, "status", STATUSES)),
        answers=_inverse(path, "answers", _phrases(path, raw, "answers", _ANSWERS)),
        beside_status=frozenset(_phrases(path, raw, "beside_status", ("words",))["words"]),
        beside_specialty=beside,
        own_specialties=_inverse(path, "specialty", own),
        reader_specialties=_reader_specialties(
            reader, beside, _phrases(path, raw, "two_specialties", ("words",))["words"]
        ),
        lexicon=reader,
    )


def _phrases(
    path: Path, raw: Mapping[str, object], table: str, keys: Iterable[str], some: bool = False
) -> Phrases:
    """A table of lists of words in plain form; with `some`, not every key must be there."""
    found, known = raw.get(table), list(keys)
    if not isinstance(found, dict) or not (
        found.keys() <= set(known) if some else found.keys() == set(known)
    ):
        raise DataError(f"{path.name}: [{table}] must be a table with the keys {', '.join(known)}")
    for key, told in found.items():
        if not isinstance(told, list) or not all(isinstance(one, str) and plain(one) for one in told):
            raise DataError(f"{path.name}: [{table}] '{key}' must be a list of words")
    return {key: tuple(plain(one) for one in told) for key, told in found.items()}


def _inverse(path: Path, table: str, phrases: Mapping[str, Iterable[str]]) -> Mapping[str, str]:
    """What each phrase means. Raises DataError when one would mean two things."""
    meaning: dict[str, str] = {}
    for key, told in phrases.items():
        for one in told:
            if meaning.setdefault(one, key) != key:
                raise DataError(f"{path.name}: [{table}] '{one}' stands under both {meaning[one]} and {key}")
    return meaning


def _reader_specialties(
    lexicon: Lexicon, beside: frozenset[str], without: Iterable[str]
) -> Mapping[str, str]:
    """The reader's phrases for specialties, without its cautions: a cell in this column is no sentence."""
    found: dict[str, str] = {}
    for entries in lexicon.phrases.values():
        for key, tags in entries:
            for tag in tags:
                if tag.startswith("specialty:"):
                    found.setdefault(_kept(key, beside), tag.partition(":")[2])
    return {key: slug for key, slug in found.items() if key not in set(without)}


def _specialty_key(text: str, lexicon: Lexicon, beside: frozenset[str]) -> str:
    """The words that name the specialty, slips of spelling mended by the reader."""
    return _kept((part for token in lexicon.read(text) for part in token.norm.split("_")), beside)


def _kept(words: Iterable[str], beside: frozenset[str]) -> str:
    return " ".join(word for word in words if word.isalnum() and word not in beside)
