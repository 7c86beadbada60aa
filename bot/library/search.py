"""Search: a question to ranked passages, with how sure we are that the corpus covers it.

Covers: preparing the question, fusing meaning and words, the specialty a fact is about, scope and
topic, and loading in the background. Does not cover what is said to the applicant (builtin, agent).
A question is only ever compared, never obeyed.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from bot.applicant.facts import SPECIALTIES
from bot.errors import LibraryError, StepwiseError
from bot.library import corpus as corpora
from bot.library import index as indexes
from bot.library.calibration import Calibration
from bot.library.corpus import Corpus, OutsideTopic, Passage
from bot.library.edge import SCOPES
from bot.library.embedder import Embedder
from bot.library.index import Index, Progress
from bot.library.nearness import Nearness, Smoothing
from bot.library.words import Words, folded, mended, vocabulary
from bot.settings import KNOWLEDGE, Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Scope = Literal["covered", "outside", "refuse"]

LONGEST = 1_000
"""Characters of a question that are read, about what the model can take in; the rest is not lost
on the reader of facts, only on the search."""
REMEMBERED = 512
"""Questions whose result is kept."""


@dataclass(frozen=True)
class Hit:
    """A passage that may answer, with a score from 0 to 1."""

    passage: Passage
    score: float


@dataclass(frozen=True)
class SearchResult:
    """`confidence` is the calibrated probability that the corpus covers the question; `topic` is
    the outside topic it most resembles, None when it resembles none or is covered."""

    query: str
    hits: tuple[Hit, ...]
    confidence: float
    scope: Scope
    topic: OutsideTopic | None


class Library:
    """The corpus with its index and its model, ready to answer; safe to use from many threads."""

    def __init__(
        self, corpus: Corpus, index: Index, embedder: Embedder, words: Words, calibration: Calibration
    ) -> None:
        self.corpus = corpus
        self.passages: Mapping[str, Passage] = {passage.id: passage for passage in corpus.passages}
        self.index = index
        self.embedder = embedder
        self._words = words
        self._calibration = calibration
        self._vocabulary = vocabulary(f"{passage.title} {passage.text}" for passage in corpus.passages)
        self._specialty_stems = {slug: _phrase(words.stems(name)) for slug, name in SPECIALTIES.items()}
        self._starts = _starts(index)
        self._ranked = lru_cache(maxsize=REMEMBERED)(self._rank)
        self._embedded = lru_cache(maxsize=REMEMBERED)(self._embed)
        self._learned = lru_cache(maxsize=4)(partial(Nearness.learned, self))

    @classmethod
    def open(
        cls, settings: Settings, progress: Progress | None = None, knowledge: Path = KNOWLEDGE
    ) -> "Library":
        """Load the model and the index, building the index first when it is missing or stale.

        Raises DataError for a wrong file of knowledge/, LibraryError for the model or the index.
        """
        corpus = corpora.load(knowledge)
        words = Words.load(knowledge / "abbreviations.toml")
        calibration = Calibration.load(knowledge / "calibration.toml")
        embedder = Embedder.load(settings.embedding_model)
        index = indexes.open_index(settings.index_dir, corpus, words, calibration, embedder, progress)
        return cls(corpus, index, embedder, words, calibration)

    def search(self, query: str, k: int = 6) -> SearchResult:
        """The `k` passages that answer best, each once; none for a question without words."""
        result = self._ranked(shortened(query))
        return replace(result, query=query, hits=result.hits[:k])

    def read(self, text: str) -> str:
        """A text as the model is given it: shortened, slips mended, short forms written out."""
        return self._words.meaning(mended(shortened(text), self._vocabulary, self.embedder.knows))

    def vector(self, text: str) -> "NDArray[np.float32]":
        """The unit vector of a text; kept, since a message is compared in several ways."""
        return self._embedded(self.read(text))

    def _embed(self, meaning: str) -> "NDArray[np.float32]":
        return self.embedder.query(meaning)

    def known_share(self, text: str) -> float:
        """The share of a text's words that the model's own vocabulary holds whole; 1 without words."""
        words = folded(text)
        return sum(self.embedder.knows(word) for word in words) / len(words) if words else 1.0

    def nearness(self, near: tuple[str, ...], far: tuple[str, ...], smoothing: Smoothing) -> Nearness:
        """The vote between these two groups of texts; learned at the first call, which takes a moment."""
        return self._learned(near, far, smoothing)

    def _rank(self, query: str) -> SearchResult:
        import numpy as np

        slips_mended = mended(query, self._vocabulary, self.embedder.knows)
        meaning, stems = self._words.meaning(slips_mended), self._words.stems(slips_mended)
        if not folded(meaning):
            return SearchResult(query, (), 0.0, "outside", None)
        # unlike a product with @, this runs on one core: on a busy machine two wait for each other for long
        cosines = np.einsum("ij,j->i", self.index.vectors, self._embedded(meaning))
        shared = self.index.lexical.scores(stems)
        scores = self._fused(cosines, shared, stems)
        best = np.argsort(-scores, kind="stable")
        hits = tuple(Hit(self.corpus.passages[n], round(float(scores[n]), 4)) for n in best)
        chances = self.index.edge.judge(
            self.index.labels, cosines, shared, self._words.dishonest(slips_mended)
        )
        scope = self._scope(chances)
        topic = self._topic(scope, cosines)
        return SearchResult(query, hits, round(float(chances[0]), 4), scope, topic)

    def _fused(
        self, cosines: "NDArray[np.float32]", shared: "NDArray[np.float32]", stems: list[str]
    ) -> "NDArray[np.float32]":
        """Per passage: its text's cosine, its nearest question's, and shared words, as one score."""
        import numpy as np

        numbers, texts = self._calibration, self.index.labels.texts
        nearest = np.maximum.reduceat(cosines[texts:], self._starts)[:texts]
        fused = numbers.text * cosines[:texts] + numbers.question * nearest + numbers.words * shared[:texts]
        fused /= numbers.text + numbers.question + numbers.words
        named = self._specialties(stems)
        for n, passage in enumerate(self.corpus.passages):
            if passage.specialty and passage.specialty not in named:
                fused[n] -= numbers.other_specialty
        return np.clip(fused, 0, 1)

    def _specialties(self, stems: list[str]) -> set[str]:
        """Slugs of the specialties that are named; the longest name wins ("child neurology")."""
        text = _phrase(stems)
        named = {slug: phrase for slug, phrase in self._specialty_stems.items() if phrase in text}
        return {
            slug
            for slug, phrase in named.items()
            if not any(phrase in longer and phrase != longer for longer in named.values())
        }

    def _scope(self, chances: "NDArray[np.float64]") -> Scope:
        covered, outside, refuse = chances
        if refuse >= self._calibration.refuse_at:
            return "refuse"
        return "covered" if covered >= self._calibration.covered_at * (covered + outside) else "outside"

    def _topic(self, scope: Scope, cosines: "NDArray[np.float32]") -> OutsideTopic | None:
        if scope == "covered":
            return None
        number, votes = self.index.edge.topic(self.index.labels, cosines, SCOPES.index(scope))
        # topics to refuse are close kin: the nearest reply fits better than to say nothing of why
        fits = scope == "refuse" or votes >= self._calibration.topic_at
        return self.corpus.topics[number] if fits else None


class LibraryLoader:
    """Opens the library in a thread of its own, so that a page can be served meanwhile.

    Nothing is loaded before `start` or the first `get`.
    """

    def __init__(self, settings: Settings, progress: Progress | None = None) -> None:
        self.state = "loading"
        self._library: Library | None = None
        self._error: StepwiseError | None = None
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._open = (settings, progress)

    def start(self) -> threading.Thread:
        """Begin to load, once; returns the thread that does."""
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, args=self._open, name="library", daemon=True
                )
                self._thread.start()
            return self._thread

    def get(self, timeout: float | None = None) -> Library:
        """The library, waiting up to `timeout` seconds for it.

        Raises LibraryError while it is still loading after that, or what opening it raised.
        """
        self.start().join(timeout)
        if self._error is not None:
            raise self._error
        if self._library is None:
            raise LibraryError("the guide is still loading; please try again in a moment")
        return self._library

    def _run(self, settings: Settings, progress: Progress | None) -> None:
        try:
            self._library = Library.open(settings, progress)
        except StepwiseError as error:
            self._error = error
        except Exception as error:  # a thread's exception would vanish, and `get` wait for nothing
            self._error = LibraryError(f"the guide cannot be loaded: {error}")
        self.state = "ready" if self._error is None else f"failed: {self._error}"


def shortened(query: str) -> str:
    """At most LONGEST characters, from the beginning and the end, where people ask."""
    text = query.encode("utf-8", "replace").decode().strip()
    if len(text) <= LONGEST:
        return text
    half = LONGEST // 2
    return f"{text[:half]} {text[-half:]}"


def _phrase(stems: list[str]) -> str:
    return f" {' '.join(stems)} "


def _starts(index: Index) -> "NDArray[np.int64]":
    """Where each document's askings begin, among the rows after the texts."""
    import numpy as np

    owners = index.labels.owners[index.labels.texts :]
    return np.flatnonzero(np.diff(owners, prepend=-1))
