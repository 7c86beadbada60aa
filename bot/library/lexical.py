"""Shared words: BM25 over one document per passage and per outside topic, scaled to 0..1.

Covers: building, storing and scoring with bm25s. Does not cover how words are prepared (words).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TERM_SATURATION, LENGTH_WEIGHT = 1.2, 0.75
"""k1 and b of BM25, the values customary since Okapi."""


@dataclass(frozen=True)
class Lexical:
    """A BM25 index. `weights` is the idf by word, `unseen` that of a word no document holds."""

    bm25: Any
    weights: "NDArray[np.float32]"
    unseen: float

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> "Lexical":
        """From stems per document."""
        import bm25s

        bm25 = bm25s.BM25(k1=TERM_SATURATION, b=LENGTH_WEIGHT)
        bm25.index([list(document) for document in documents], show_progress=False)
        return cls.of(bm25)

    @classmethod
    def of(cls, bm25: Any) -> "Lexical":
        import numpy as np

        n = bm25.scores["num_docs"]
        holding = np.diff(bm25.scores["indptr"])
        weights = np.log(1 + (n - holding + 0.5) / (holding + 0.5)).astype(np.float32)
        return cls(bm25, weights, float(np.log(1 + (n + 0.5) / 0.5)))

    def save(self, folder: Path) -> None:
        self.bm25.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> "Lexical":
        import bm25s

        return cls.of(bm25s.BM25.load(folder, show_progress=False))

    def scores(self, stems: Sequence[str]) -> "NDArray[np.float32]":
        """Per document, the share of the question's word weight that it answers, 0 to 1."""
        import numpy as np

        ids = [self.bm25.vocab_dict.get(stem, -1) for stem in dict.fromkeys(stems)]
        seen = [number for number in ids if number >= 0]
        if not seen:
            return np.zeros(self.bm25.scores["num_docs"], dtype=np.float32)
        whole = float(self.weights[seen].sum()) + self.unseen * (len(ids) - len(seen))
        scores: NDArray[np.float32] = self.bm25.get_scores_from_ids(seen) / whole
        return scores
