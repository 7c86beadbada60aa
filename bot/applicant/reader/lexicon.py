"""The reader's words: knowledge/lexicon.toml, and the tagging of tokens with it.

Covers: loading and checking the file, the longest phrase at each place, phrases that are also
ordinary words, slips of spelling. Does not cover two-letter states and labels (marking) or the
grammar of facts.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from bot.applicant.facts import STATES
from bot.applicant.reader.marking import with_labels, with_states
from bot.applicant.reader.text import NumberWords, Token, shouted, tokenise
from bot.errors import DataError

_ONE_SLIP, _TWO_SLIPS = 7, 10
"""Letters a word needs before one, or two, slips are forgiven."""

Key = tuple[str, ...]
Tags = tuple[str, ...]


@dataclass(frozen=True)
class Caution:
    """When a phrase that is also an ordinary word is taken as `tag` (see the file's own comment)."""

    tag: str
    upper: bool
    capital: bool
    after: frozenset[str]
    before: frozenset[str]
    unless_after: frozenset[str]
    unless_before: frozenset[str]

    def allows(self, written: str, loud: bool, names: frozenset[str], followers: frozenset[str]) -> bool:
        """`written`: the phrase as typed; `names` and `followers`: what its neighbours are called."""
        if names & self.unless_after or followers & self.unless_before:
            return False
        if not (self.upper or self.capital or self.after or self.before):
            return True
        typed = not loud and ((self.upper and written.isupper()) or (self.capital and written[:1].isupper()))
        return bool(typed or names & self.after or followers & self.before)


@dataclass(frozen=True)
class Lexicon:
    words: NumberWords
    phrases: Mapping[str, tuple[tuple[Key, Tags], ...]] = field(repr=False)
    """By first word: phrases with their tags, longest first."""
    cautions: Mapping[Key, tuple[Caution, ...]] = field(repr=False)
    states: Mapping[str, str] = field(repr=False)
    answers: Mapping[str, frozenset[Key]] = field(repr=False)
    spelled: frozenset[str] = field(repr=False)
    exempt: frozenset[str] = field(repr=False)

    @staticmethod
    def load(path: Path) -> "Lexicon":
        """Raises DataError naming the file when it cannot be read or a table is missing."""
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
            words = NumberWords(raw["numbers"], raw["ordinals"], raw["contractions"])
            entries = _entries(raw, words)
            states = {code.lower(): name for code, name in STATES.items()}
            answers = {
                name: frozenset(_key(phrase, words) for phrase in phrases)
                for name, phrases in raw["answers"].items()
            }
            spelled = _spelled(entries, raw["spelling"]["tags"])
            exempt = frozenset(word for key in entries for word in key) | frozenset(raw["spelling"]["exempt"])
            cautions = _cautions(raw["cautious"], words)
        except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
            raise DataError(f"{path.name}: {type(error).__name__}: {error}") from None
        return Lexicon(words, _by_first(entries), cautions, states, answers, spelled, exempt)

    def read(self, text: str) -> list[Token]:
        """The tagged tokens of a message."""
        raw = [self._corrected(token) for token in tokenise(text, self.words)]
        loud = shouted(text)
        tagged: list[Token] = []
        at = 0
        while at < len(raw):
            length, tags = self._longest(raw, at, text, loud, tagged)
            token = raw[at]
            if length > 1:
                merged = raw[at : at + length]
                norm = "_".join(piece.norm for piece in merged)
                token = replace(token, norm=norm, end=max(piece.end for piece in merged))
            tagged.append(replace(token, tags=tags))
            at += length
        return with_labels(with_states(tagged, self.states, text))

    def _longest(
        self, raw: list[Token], at: int, text: str, loud: bool, tagged: list[Token]
    ) -> tuple[int, Tags]:
        """Length and tags of the longest phrase that begins here; (1, ()) when there is none."""
        for key, tags in self.phrases.get(raw[at].norm, ()):
            end = at + len(key)
            if end > len(raw) or any(raw[at + i].norm != word for i, word in enumerate(key)):
                continue
            cautions = self.cautions.get(key, ())
            if cautions:
                written = text[raw[at].start : raw[end - 1].end]
                names = _names(tagged[-1] if tagged else None)
                followers = _names(raw[end] if end < len(raw) else None)
                tags = tuple(
                    tag
                    for tag in tags
                    if all(
                        one.allows(written, loud, names, followers)
                        for one in cautions
                        if one.tag == tag.partition(":")[0]
                    )
                )
            if tags:
                return len(key), tags
        return 1, ()

    def _corrected(self, token: Token) -> Token:
        if len(token.norm) < _ONE_SLIP or not token.norm.isalpha() or token.norm in self.exempt:
            return token
        near = _nearest(token.norm, self.spelled)
        return replace(token, norm=near) if near else token


@lru_cache(maxsize=4096)
def _nearest(word: str, known: frozenset[str]) -> str | None:
    """The known word that a longer word was meant to be, if only its spelling slipped."""
    slips = 2 if len(word) >= _TWO_SLIPS else 1
    for other in sorted(known):
        if other[0] == word[0] and abs(len(other) - len(word)) <= slips:
            inflected = other.startswith(word) or word.startswith(other)
            if not inflected and OSA.distance(word, other, score_cutoff=slips) <= slips:
                return other
    return None


def _names(token: Token | None) -> frozenset[str]:
    """What a caution may call a neighbour: its word, "<tag>", "<number>", "<ordinal>"."""
    if token is None:
        return frozenset()
    kinds = {"#": ["<number>"], "@": ["<ordinal>"]}.get(token.norm[:1], []) if not token.tags else []
    word = token.norm.rpartition("_")[2].lstrip("#")
    return frozenset([word, *kinds, *(f"<{tag.partition(':')[0]}>" for tag in token.tags)])


def _key(phrase: object, words: NumberWords) -> Key:
    return tuple(token.norm for token in tokenise(str(phrase), words))


def _entries(raw: Mapping[str, Mapping[str, object]], words: NumberWords) -> dict[Key, Tags]:
    held: dict[Key, list[str]] = {}

    def add(tag: str, phrases: object) -> None:
        if not isinstance(phrases, list):
            raise TypeError(f"{tag} must be a list of phrases")
        for phrase in phrases:
            key = _key(phrase, words)
            if tag not in held.setdefault(key, []):
                held[key].append(tag)

    for tag, phrases in raw["words"].items():
        add(tag, phrases)
    for tag, values in raw["values"].items():
        if not isinstance(values, dict):
            raise TypeError(f"values.{tag} must be a table")
        for value, phrases in values.items():
            add(f"{tag}:{str(value).replace(' ', '_')}", phrases)
    return {key: tuple(tags) for key, tags in held.items() if key}


def _by_first(entries: Mapping[Key, Tags]) -> dict[str, tuple[tuple[Key, Tags], ...]]:
    grouped: dict[str, list[tuple[Key, Tags]]] = {}
    for key, tags in entries.items():
        grouped.setdefault(key[0], []).append((key, tags))
    return {first: tuple(sorted(found, key=lambda one: -len(one[0]))) for first, found in grouped.items()}


def _spelled(entries: Mapping[Key, Tags], tags: list[str]) -> frozenset[str]:
    """Single words long enough to be recognised in spite of a slip."""
    return frozenset(
        key[0]
        for key, held in entries.items()
        if len(key) == 1 and len(key[0]) >= _ONE_SLIP and any(tag.partition(":")[0] in tags for tag in held)
    )


def _cautions(raw: object, words: NumberWords) -> dict[Key, tuple[Caution, ...]]:
    held: dict[Key, list[Caution]] = {}
    if not isinstance(raw, list):
        raise TypeError("cautious must be a list of tables")
    for table in raw:
        lists = {
            key: frozenset(map(str, table.get(key, ())))
            for key in ("after", "before", "unless_after", "unless_before")
        }
        caution = Caution(str(table["tag"]), bool(table.get("upper")), bool(table.get("capital")), **lists)
        for phrase in table["phrases"]:
            held.setdefault(_key(phrase, words), []).append(caution)
    return {key: tuple(found) for key, found in held.items()}
