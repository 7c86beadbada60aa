"""The edge of the library: is a question covered, outside, or one to refuse, and how sure is that?

Covers: what is measured about a question (`Evidence`), training on the corpus's own questions and
the outside topics' examples, each judged with itself held out, and the judgement. Does not cover
which passage answers (search). scikit-learn is needed for training only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.library.calibration import Calibration
from bot.library.lexical import Lexical

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SCOPES = ("covered", "outside", "refuse")


@dataclass(frozen=True)
class Labels:
    """What is known of every row of vectors and every document of words, as indices of SCOPES.

    `owners` gives each row's document. Rows of passage texts come first, `texts` of them; the
    askings follow, in the order of their documents.
    """

    rows: "NDArray[np.int64]"
    documents: "NDArray[np.int64]"
    owners: "NDArray[np.int64]"
    texts: int


@dataclass(frozen=True)
class Kernel:
    """Kernel ridge regression on cosines: a smooth vote of all known askings, near ones most."""

    width: float
    votes: "NDArray[np.float32]"  # shape (rows, what is voted on)

    @classmethod
    def fit(
        cls,
        cosines: "NDArray[np.float32]",
        targets: "NDArray[np.float64]",
        ridge: "NDArray[np.float64] | float",
        width: float,
    ) -> "Kernel":
        """`targets` has a row per row of `cosines`; `ridge` smooths, per row or alike."""
        import numpy as np

        gram = np.exp(2 * width * (cosines.astype(np.float64) - 1))
        gram[np.diag_indices_from(gram)] += ridge
        return cls(width, np.linalg.solve(gram, targets).astype(np.float32))

    @classmethod
    def of_scopes(
        cls, cosines: "NDArray[np.float32]", scopes: "NDArray[np.int64]", numbers: Calibration
    ) -> "Kernel":
        """Votes on SCOPES; rare scopes are smoothed less, so that each weighs the same."""
        import numpy as np

        sizes = np.maximum(np.bincount(scopes, minlength=len(SCOPES)), 1)
        ridge = numbers.ridge * len(SCOPES) * sizes[scopes] / len(scopes)
        return cls.fit(cosines, 2 * np.eye(len(SCOPES))[scopes] - 1, ridge, numbers.kernel_width)

    @classmethod
    def of_topics(cls, labels: Labels, cosines: "NDArray[np.float32]", numbers: Calibration) -> "Kernel":
        """Votes of the outside examples on their topics; passages have none."""
        import numpy as np

        examples = np.flatnonzero(labels.rows)
        targets = np.eye(len(labels.documents) - labels.texts)[labels.owners[examples] - labels.texts]
        among = cls.fit(cosines[np.ix_(examples, examples)], targets, numbers.ridge, numbers.kernel_width)
        votes = np.zeros((len(labels.rows), targets.shape[1]), dtype=np.float32)
        votes[examples] = among.votes
        return cls(numbers.kernel_width, votes)

    def __call__(self, cosines: "NDArray[np.float32]") -> "NDArray[np.float32]":
        import numpy as np

        votes: NDArray[np.float32] = np.exp(2 * self.width * (cosines - 1)) @ self.votes
        return votes


@dataclass(frozen=True)
class Edge:
    """The trained judge: kernels for scope and topic, and a logistic regression over eleven measurements."""

    scopes: Kernel
    topics: Kernel
    weights: "NDArray[np.float64]"  # shape (3, measurements)
    bias: "NDArray[np.float64]"  # shape (3,)

    def judge(
        self,
        labels: Labels,
        cosines: "NDArray[np.float32]",
        words: "NDArray[np.float32]",
        dishonest: bool,
    ) -> "NDArray[np.float64]":
        """Probabilities of SCOPES, from a question's cosine to every row and score of every document.

        `dishonest`: the question has a word that speaks of cheating (Words.dishonest).
        """
        import numpy as np

        logits = self.weights @ _measure(labels, self.scopes, cosines, words, dishonest) + self.bias
        odds = np.exp(logits - logits.max())
        probabilities: NDArray[np.float64] = odds / odds.sum()
        return probabilities

    def topic(self, labels: Labels, cosines: "NDArray[np.float32]", scope: int) -> tuple[int, float]:
        """The topic of that scope with most votes, as its number, and the votes (about 0 to 1)."""
        import numpy as np

        votes = np.where(labels.documents[labels.texts :] == scope, self.topics(cosines), -np.inf)
        best = int(votes.argmax())
        return best, float(votes[best])

    def save(self, path: Path) -> None:
        import numpy as np

        np.savez(
            path,
            width=self.scopes.width,
            scopes=self.scopes.votes,
            topics=self.topics.votes,
            weights=self.weights,
            bias=self.bias,
        )

    @classmethod
    def load(cls, path: Path) -> "Edge":
        import numpy as np

        with np.load(path) as stored:
            width = float(stored["width"])
            scopes, topics = Kernel(width, stored["scopes"]), Kernel(width, stored["topics"])
            return cls(scopes, topics, stored["weights"], stored["bias"])


def train(
    labels: Labels,
    vectors: "NDArray[np.float32]",
    stems: Sequence[Sequence[str]],
    dishonest: Sequence[bool],
    numbers: Calibration,
) -> Edge:
    """Fit on every asking, seen as if it were new: its fold is held out of vectors and words.

    Folds are drawn twice: over single askings, and over whole outside topics, because people ask
    about things that no topic foresees. `stems` and `dishonest` are those of each row.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    cosines = vectors @ vectors.T
    askings = np.arange(labels.texts, len(labels.rows))
    by_asking = askings % numbers.folds
    by_topic = np.where(labels.rows[askings] == 0, by_asking, labels.owners[askings] % numbers.folds)
    measured, truth = [], []
    for assignment in (by_asking, by_topic):
        for fold in range(numbers.folds):
            held = askings[assignment == fold]
            measured += _held_out(labels, cosines, stems, dishonest, held, numbers)
            truth += list(labels.rows[held])
    table = np.array(measured)
    mean, spread = table.mean(axis=0), np.maximum(table.std(axis=0), 1e-6)
    model = LogisticRegression(max_iter=1_000).fit((table - mean) / spread, truth)
    weights = model.coef_ / spread
    scopes = Kernel.of_scopes(cosines, labels.rows, numbers)
    topics = Kernel.of_topics(labels, cosines, numbers)
    return Edge(scopes, topics, weights, model.intercept_ - weights @ mean)


def _held_out(
    labels: Labels,
    cosines: "NDArray[np.float32]",
    stems: Sequence[Sequence[str]],
    dishonest: Sequence[bool],
    held: "NDArray[np.int64]",
    numbers: Calibration,
) -> list["NDArray[np.float64]"]:
    """Measurements of the held-out rows, against an index that never saw them."""
    import numpy as np

    kept = np.setdiff1d(np.arange(len(labels.rows)), held)
    seen = Labels(labels.rows[kept], labels.documents, labels.owners[kept], labels.texts)
    lexical = Lexical.build(documents(seen, [stems[row] for row in kept]))
    kernel = Kernel.of_scopes(cosines[np.ix_(kept, kept)], seen.rows, numbers)
    return [
        _measure(seen, kernel, cosines[row, kept], lexical.scores(stems[row]), dishonest[row]) for row in held
    ]


def documents(labels: Labels, stems: Sequence[Sequence[str]]) -> list[list[str]]:
    """The stems of each document: a passage's text and questions, or a topic's examples."""
    joined: list[list[str]] = [[] for _ in labels.documents]
    for row, owner in enumerate(labels.owners):
        joined[owner] += stems[row]
    return joined


def _measure(
    labels: Labels,
    kernel: Kernel,
    cosines: "NDArray[np.float32]",
    words: "NDArray[np.float32]",
    dishonest: bool,
) -> "NDArray[np.float64]":
    """The measurements: nearest text; nearest asking, best words and kernel vote per scope; cheating."""
    import numpy as np

    asked, scopes = cosines[labels.texts :], labels.rows[labels.texts :]
    nearest = [asked[scopes == scope].max(initial=0.0) for scope in range(len(SCOPES))]
    shared = [words[labels.documents == scope].max(initial=0.0) for scope in range(len(SCOPES))]
    votes = kernel(cosines)
    return np.array(
        [cosines[: labels.texts].max(), *nearest, *shared, *votes, float(dishonest)], dtype=np.float64
    )
