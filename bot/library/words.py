"""Words: how a text is read for the search, with the field's short forms written out.

Covers: folding, abbreviations.toml, the reading for the embedder (`meaning`) and for BM25
(`stems`), and the correction of typing slips. Does not cover vectors (embedder) or weights of
words (lexical).
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.errors import DataError
from bot.settings import KNOWLEDGE

SHORTEST_MENDED = 5
"""Letters; shorter words have too many neighbours to guess which one was meant."""
CLOSE_ENOUGH = 84
"""rapidfuzz ratio, of 100: one slip in a word of five letters, two in a word of ten."""
_SCORE = re.compile(
    r"(?<![\d$.,])\d{3}(?![\d%]|[.,]\d| ?(?:usd|dollars|programs|applications|percent|days|characters)\b)"
)
"""Three digits that are no part of a longer number and count nothing else."""


@dataclass(frozen=True)
class Words:
    """The word knowledge of abbreviations.toml."""

    expansions: dict[str, str]
    capitals: dict[str, str]
    ignored: frozenset[str]
    scores: tuple[int, int, int]  # the lowest, the first that is not low, the highest
    cheating: re.Pattern[str]

    @classmethod
    def load(cls, path: Path = KNOWLEDGE / "abbreviations.toml") -> "Words":
        """Raises DataError when the file cannot be read or a value cannot be used."""
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            expansions = {**table["short"], **table["other_languages"]}
            capitals, ignored = table["capitals"], table["ignored"]["words"]
            lowest, low_below, highest = (table["scores"][key] for key in ("lowest", "low_below", "highest"))
            cheating = re.compile("|".join(table["cheating"]["patterns"]), re.IGNORECASE)
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise DataError(f"{path}: {error}") from None
        except (KeyError, TypeError) as error:
            raise DataError(f"{path}: {error} missing") from None
        except re.error as error:
            raise DataError(f"{path}: [cheating] holds an unusable pattern: {error}") from None
        for key, value in [*expansions.items(), *capitals.items()]:
            if not isinstance(value, str) or not value:
                raise DataError(f"{path}: '{key}' must be text")
        if unfolded := next((key for key in expansions if " ".join(folded(key)) != key), None):
            raise DataError(f"{path}: '{unfolded}' can never match; write it '{' '.join(folded(unfolded))}'")
        return cls(expansions, capitals, frozenset(ignored), (lowest, low_below, highest), cheating)

    def dishonest(self, text: str) -> bool:
        """Whether a text has a word that speaks of cheating; honest questions have them too, if rarely."""
        return self.cheating.search(text) is not None

    def meaning(self, text: str) -> str:
        """The text as the embedder reads it: short forms replaced, exam scores called (low) scores."""
        named = _SCORE.sub(self._name_score, plain(self._without_capitals(text)))
        return self._short_forms.sub(lambda found: self._expansion(found[0]), named)

    def stems(self, text: str) -> list[str]:
        """Stems of the words that carry meaning, short forms beside what they stand for, in order."""
        import Stemmer
        from bm25s.stopwords import STOPWORDS_EN

        both = self._short_forms.sub(
            lambda found: f"{found[0]} {self._expansion(found[0])}", plain(self._without_capitals(text))
        )
        skipped = self.ignored.union(STOPWORDS_EN)
        kept = [word for word in folded(both) if word not in skipped]
        return list(Stemmer.Stemmer("english").stemWords(kept))

    @cached_property
    def _short_forms(self) -> re.Pattern[str]:
        longest_first = sorted(self.expansions, key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(key.replace(' ', '[ /&.-]+') for key in longest_first)})\b")

    def _expansion(self, written: str) -> str:
        return self.expansions[" ".join(folded(written))]

    def _without_capitals(self, text: str) -> str:
        if text.isupper():
            return text
        for short, long in self.capitals.items():
            text = re.sub(rf"\b{short}\b", long, text)
        return text

    def _name_score(self, found: re.Match[str]) -> str:
        lowest, low_below, highest = self.scores
        number = int(found[0])
        if not lowest <= number <= highest:
            return found[0]
        return "low score" if number < low_below else "score"


def plain(text: str) -> str:
    """In lower case, without accents, letters and digits apart ("J1": j 1), punctuation kept."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    joined = re.sub(r"(?<=\b[a-z])\.(?=[a-z]\b)|['’]s\b", "", bare)
    return re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", joined)


def folded(text: str) -> list[str]:
    """The words and numbers of a text, plain."""
    return re.findall(r"[^\W\d_]+|\d+", plain(text))


def vocabulary(texts: Iterable[str]) -> frozenset[str]:
    """Every word of texts that were written with care, as targets for correction."""
    return frozenset(word for text in texts for word in folded(text) if len(word) >= SHORTEST_MENDED)


def mended(text: str, ours: Collection[str], known: Callable[[str], bool]) -> str:
    """The text with each word that is neither `ours` nor `known` replaced by its near neighbour."""
    from rapidfuzz import fuzz, process

    def mend(found: re.Match[str]) -> str:
        word = found[0].lower()
        if word in ours or known(word):
            return found[0]
        near = process.extractOne(word, ours, scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH)
        return near[0] if near else found[0]

    return re.sub(rf"[^\W\d_]{{{SHORTEST_MENDED},}}", mend, text)
