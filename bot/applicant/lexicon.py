"""The reader's words: knowledge/lexicon.toml, and the tagging of tokens with it.

Covers: loading and checking the file, the longest phrase at each place, phrases that are also
ordinary words, two-letter states, slips of spelling. Does not cover the grammar of facts.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA

from bot.applicant.text import NumberWords, Token, tokenise
from bot.errors import DataError

_ONE_SLIP, _TWO_SLIPS = 7, 10
"""Letters a word needs before one, or two, slips are forgiven."""


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

    def allows(self, tokens: list[Token], start: int, end: int, text: str, shouted: bool) -> bool:
        before = tokens[start - 1] if start else None
        names = _names(before)
        follower = tokens[end].norm if end < len(tokens) else ""
        if names & self.unless_after or follower in self.unless_before:
            return False
        if not (self.upper or self.capital or self.after or self.before):
            return True
        written = text[tokens[start].start : tokens[end - 1].end]
        return bool(
            (self.upper and written.isupper() and not shouted)
            or (self.capital and written[:1].isupper() and not shouted)
            or names & self.after
            or follower in self.before
        )


def _names(token: Token | None) -> frozenset[str]:
    """What a caution may call a neighbour: its word, "<tag>", "<number>", "<ordinal>"."""
    if token is None:
        return frozenset()
    kinds = {"#": ["<number>"], "@": ["<ordinal>"]}.get(token.norm[:1], []) if not token.tags else []
    word = token.norm.rpartition("_")[2].lstrip("#")
    return frozenset([word, *kinds, *(f"<{tag.partition(':')[0]}>" for tag in token.tags)])


Phrases = Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
"""By first word: (words, tags), longest first."""


@dataclass(frozen=True)
class Lexicon:
    words: NumberWords
    phrases: Phrases
    cautions: Mapping[tuple[str, ...], tuple[Caution, ...]]
    states: Mapping[str, str]
    answers: Mapping[str, frozenset[tuple[str, ...]]]
    spelled: frozenset[str] = field(repr=False)
    exempt: frozenset[str] = field(repr=False)

    @staticmethod
    def load(path: Path) -> "Lexicon":
        """Raises DataError naming the file when it cannot be read or a table is missing."""
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
            words = NumberWords(raw["numbers"], raw["ordinals"], raw["contractions"])
            entries = _entries(raw, words)
            cautions = _cautions(raw["cautious"], words)
            tags, exempt = raw["spelling"]["tags"], raw["spelling"]["exempt"]
            answers = {
                name: frozenset(_key(phrase, words) for phrase in phrases) for name, phrases in raw["answers"].items()
            }
            states = {str(code).lower(): str(name) for code, name in raw["state_codes"].items()}
        except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
            raise DataError(f"{path.name}: {type(error).__name__}: {error}") from None
        single = frozenset(
            key[0]
            for key, held in entries.items()
            if len(key) == 1 and len(key[0]) >= _ONE_SLIP and any(tag.partition(":")[0] in tags for tag in held)
        )
        known = frozenset(word for key in entries for word in key)
        return Lexicon(words, _by_first(entries), cautions, states, answers, single, known | frozenset(exempt))

    def read(self, text: str) -> list[Token]:
        """The tagged tokens of a message."""
        raw = [self._corrected(token) for token in tokenise(text, self.words)]
        shouted = text.isupper()
        tagged: list[Token] = []
        at = 0
        while at < len(raw):
            length, tags = self._longest(raw, at, text, shouted, tagged)
            token = raw[at]
            if length > 1:
                norm = " ".join(piece.norm for piece in raw[at : at + length]).replace(" ", "_")
                token = replace(token, norm=norm, end=max(piece.end for piece in raw[at : at + length]))
            tagged.append(replace(token, tags=tags))
            at += length
        return _with_states(tagged, self.states, text, shouted)

    def _longest(
        self, raw: list[Token], at: int, text: str, shouted: bool, tagged: list[Token]
    ) -> tuple[int, tuple[str, ...]]:
        for words, tags in self.phrases.get(raw[at].norm, ()):
            end = at + len(words)
            if end > len(raw) or any(raw[at + i].norm != word for i, word in enumerate(words)):
                continue
            kept = self._allowed(words, tags, [*tagged[-1:], *raw[at : end + 1]], text, shouted, bool(tagged))
            if kept:
                return len(words), kept
        return 1, ()

    def _allowed(
        self,
        words: tuple[str, ...],
        tags: tuple[str, ...],
        around: list[Token],
        text: str,
        shouted: bool,
        preceded: bool,
    ) -> tuple[str, ...]:
        cautions = self.cautions.get(words, ())
        start = 1 if preceded else 0
        return tuple(
            tag
            for tag in tags
            if all(
                caution.allows(around, start, start + len(words), text, shouted)
                for caution in cautions
                if caution.tag == tag.partition(":")[0]
            )
        )

    def _corrected(self, token: Token) -> Token:
        if len(token.norm) < _ONE_SLIP or not token.norm.isalpha() or token.norm in self.exempt:
            return token
        near = _nearest(token.norm, self.spelled)
        return replace(token, norm=near) if near else token


@lru_cache(maxsize=4096)
def _nearest(word: str, known: frozenset[str]) -> str | None:
    """The known word that a longer word was meant to be, if exactly its spelling slipped."""
    slips = 2 if len(word) >= _TWO_SLIPS else 1
    for other in sorted(known):
        if other[0] == word[0] and abs(len(other) - len(word)) <= slips:
            inflected = other.startswith(word) or word.startswith(other)
            if not inflected and OSA.distance(word, other, score_cutoff=slips) <= slips:
                return other
    return None


def _key(phrase: object, words: NumberWords) -> tuple[str, ...]:
    return tuple(token.norm for token in tokenise(str(phrase), words))


def _entries(raw: Mapping[str, Mapping[str, object]], words: NumberWords) -> dict[tuple[str, ...], tuple[str, ...]]:
    held: dict[tuple[str, ...], list[str]] = {}

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


def _by_first(entries: Mapping[tuple[str, ...], tuple[str, ...]]) -> Phrases:
    grouped: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for key, tags in entries.items():
        grouped.setdefault(key[0], []).append((key, tags))
    return {first: tuple(sorted(found, key=lambda one: -len(one[0]))) for first, found in grouped.items()}


def _cautions(raw: object, words: NumberWords) -> dict[tuple[str, ...], tuple[Caution, ...]]:
    held: dict[tuple[str, ...], list[Caution]] = {}
    if not isinstance(raw, list):
        raise TypeError("cautious must be a list of tables")
    for table in raw:
        lists = {
            key: frozenset(map(str, table.get(key, ()))) for key in ("after", "before", "unless_after", "unless_before")
        }
        caution = Caution(
            str(table["tag"]), bool(table.get("upper")), bool(table.get("capital")), **lists
        )
        for phrase in table["phrases"]:
            key = _key(phrase, words)
            held.setdefault(key, []).append(caution)
    return {key: tuple(found) for key, found in held.items()}


def _with_states(tokens: list[Token], states: Mapping[str, str], text: str, shouted: bool) -> list[Token]:
    """Tag two-letter states: capitals, beside a place, after a capitalised name and a comma, or in a row."""
    codes = [
        not shouted and token.norm in states and text[token.start : token.end].isupper() and token.end - token.start == 2
        for token in tokens
    ]
    return [
        replace(token, tags=(*token.tags, "place:" + states[token.norm].replace(" ", "_")))
        if codes[at] and not _is_place(token) and _state_like(tokens, codes, at, text)
        else token
        for at, token in enumerate(tokens)
    ]


def _state_like(tokens: list[Token], codes: list[bool], at: int, text: str) -> bool:
    before = tokens[at - 1] if at else None
    earlier = tokens[at - 2] if at > 1 else None
    if tokens[at].norm in ("ca", "wa") or (before is not None and before.norm in ("in", "from") and tokens[at].norm != "er"):
        return True
    if before is not None and (_is_place(before) or (before.norm == "," and earlier and _capitalised(earlier, text))):
        return True
    beside = (at - 2, at + 2)
    return any(
        0 <= other < len(tokens) and codes[other] and tokens[(at + other) // 2].norm in (",", "/", "and")
        for other in beside
    )


def _is_place(token: Token) -> bool:
    return any(tag.startswith("place:") for tag in token.tags)


def _capitalised(token: Token, text: str) -> bool:
    written = text[token.start : token.end]
    return written[:1].isupper() and len(written) > 2 and not written.isupper()


def first_value(tags: Iterable[str], tag: str) -> str | None:
    """The value a token has under a tag, or None."""
    return next((held.partition(":")[2] for held in tags if held.partition(":")[0] == tag), None)
