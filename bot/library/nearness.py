"""How near a text stands to one of two groups of written examples, by the embeddings in use.

Covers: the examples' vectors, kept beside the index so that they are made once, and the vote over them and
over the library's own questions, which count to the second group. Does not cover what the groups mean or
what follows from a vote.
"""

import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.library.edge import Kernel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bot.library.search import Library


@dataclass(frozen=True)
class Smoothing:
    """Width and ridge of the kernel; every `step`-th question of the library weighs, all of them `share`."""

    width: float
    ridge: float
    share: float
    step: int


@dataclass(frozen=True)
class Nearness:
    """A trained vote: about 1 among the first group's examples, about 0 among the others."""

    library: "Library"
    kernel: Kernel
    vectors: "NDArray[np.float32]"  # shape (examples, dimension), unit length

    @classmethod
    def learned(
        cls, library: "Library", near: Sequence[str], far: Sequence[str], smoothing: Smoothing
    ) -> "Nearness":
        import numpy as np

        index = library.index
        written = _kept(library, [*near, *far])
        asked = index.vectors[index.labels.texts :: smoothing.step]
        vectors = np.vstack([written, asked])
        groups = (len(near), 1.0), (len(far), 1 - smoothing.share), (len(asked), smoothing.share)
        weights = np.concatenate([np.full(size, weight / max(size, 1)) for size, weight in groups])
        targets = np.where(np.arange(len(vectors)) < len(near), 0.5, -0.5)[:, None]
        ridge = smoothing.ridge * weights.mean() / weights
        kernel = Kernel.fit(vectors @ vectors.T, targets, ridge, smoothing.width)
        return cls(library, kernel, vectors)

    def vote(self, text: str) -> float:
        import numpy as np

        # on one core, as in a search: two wait for each other for long on a busy machine
        cosines = np.einsum("ij,j->i", self.vectors, self.library.vector(text))
        return float(self.kernel(cosines)[0]) + 0.5


def _kept(library: "Library", texts: Sequence[str]) -> "NDArray[np.float32]":
    """The vectors of texts, from their file beside the index when these very texts were embedded by this very
    model; files of earlier texts are removed."""
    import numpy as np

    folder = library.index.folder
    stamp = hashlib.sha256(repr((library.embedder.name, list(texts))).encode()).hexdigest()[:20]
    path = folder / f"examples-{stamp}.npy"
    with contextlib.suppress(OSError, ValueError):
        kept: NDArray[np.float32] = np.load(path)
        if len(kept) == len(texts):
            return kept
    vectors = library.embedder.documents([library.read(text) for text in texts])
    with contextlib.suppress(OSError):  # they only save time
        building = path.with_suffix(".building.npy")
        np.save(building, vectors)
        building.replace(path)
        for earlier in set(folder.glob("examples-*.npy")) - {path}:
            earlier.unlink(missing_ok=True)
    return vectors
