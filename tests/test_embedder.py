"""The embedder: only the weights this project was tested with, and a plain error for anything else."""

import hashlib
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.errors import LibraryError
from bot.library import embedder
from bot.library.embedder import (
    PROBE,
    PROBE_TOLERANCE,
    PROBED,
    Embedder,
    Torch,
    check_weights,
    packaged_folder,
)
from bot.library.onnx import WEIGHTS, MiniLM, model, stored

TEXTS = (
    PROBE,
    "step 2 ck",
    "",
    "My score is low; which programs read further than the number?",
    "¿cuántas cartas necesito? 我应该申请多少个项目 🙂",
    "letters of recommendation " * 400,
    "usce",
)


def test_the_right_weights_pass(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"weights")
    check_weights(path, hashlib.sha256(b"weights").hexdigest())


def test_altered_weights_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"other weights")
    with pytest.raises(LibraryError, match="altered"):
        check_weights(path)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match="missing"):
        check_weights(tmp_path / "model.safetensors")


@pytest.mark.parametrize("other", ["/nowhere/at/all", "nobody/no-such-model"])
def test_a_model_that_is_not_on_this_machine_is_a_library_error(other: str) -> None:
    with pytest.raises(LibraryError, match="cannot be loaded"):
        Embedder.load(other)


@pytest.fixture(scope="module")
def mini() -> MiniLM:
    return MiniLM(packaged_folder())


def test_the_fast_model_computes_what_sentence_transformers_does(mini: MiniLM) -> None:
    np.testing.assert_allclose(mini.query(PROBE)[: len(PROBED)], PROBED, atol=PROBE_TOLERANCE)


@pytest.mark.soak
def test_both_ways_give_the_same_vectors_for_any_text(mini: MiniLM) -> None:
    torch = Torch(str(packaged_folder()))
    np.testing.assert_allclose(mini.documents(TEXTS), torch.documents(TEXTS), atol=PROBE_TOLERANCE)
    assert mini.vocabulary == torch.vocabulary


def test_a_text_among_others_has_the_vector_it_has_alone(mini: MiniLM) -> None:
    alone = [mini.query(text) for text in TEXTS]
    np.testing.assert_allclose(mini.documents(TEXTS), alone, atol=1e-6)


def test_every_vector_has_length_one(mini: MiniLM) -> None:
    np.testing.assert_allclose(np.linalg.norm(mini.documents(TEXTS), axis=1), 1, atol=1e-5)


def test_no_texts_have_no_vectors(mini: MiniLM) -> None:
    assert mini.documents([]).shape == (0, 384)


NO_WEIGHTS = {
    "nothing": b"",
    "a length alone": struct.pack("<Q", 10),
    "an endless length": struct.pack("<Q", 2**63) + b"{}",
    "no header": struct.pack("<Q", 4) + b"none",
    "no text": struct.pack("<Q", 4) + b"\xff\xff\xff\xff",
}


@pytest.mark.parametrize("content", NO_WEIGHTS.values(), ids=list(NO_WEIGHTS))
def test_a_file_without_weights_is_told_from_one_with_them(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / WEIGHTS
    path.write_bytes(content)
    with pytest.raises(ValueError):
        stored(path)


def test_a_missing_weight_is_named() -> None:
    weights = stored(packaged_folder() / WEIGHTS)
    del weights["encoder.layer.3.output.dense.weight"]
    with pytest.raises(KeyError, match=r"encoder\.layer\.3\.output\.dense\.weight"):
        model(weights)


class Named:
    """Stands in for either way to run a model; `source` is what it was loaded from."""

    vocabulary = frozenset({"letter"})

    def __init__(self, source: object) -> None:
        self.source = str(source)

    def documents(self, texts: Any) -> Any:
        return np.zeros((len(texts), 384), dtype=np.float32)

    def query(self, text: str) -> Any:
        return np.zeros(384, dtype=np.float32)


class Undefined(Named):
    def query(self, text: str) -> Any:
        return np.full(384, np.nan, dtype=np.float32)


def missing(folder: Path) -> Named:
    raise ImportError("no module of that name")


FAILING: list[tuple[Callable[[Path], Named], str]] = [
    (missing, "no module of that name"),
    (Named, "not those of this model"),
    (Undefined, "not those of this model"),
]


@pytest.mark.parametrize(("fast", "reason"), FAILING, ids=["no runtime", "other vectors", "no numbers"])
def test_where_the_fast_way_fails_the_slow_one_is_taken_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fast: Callable[[Path], Named],
    reason: str,
) -> None:
    monkeypatch.setattr(embedder, "MiniLM", fast)
    monkeypatch.setattr(embedder, "Torch", type("Slow", (Named,), {}))
    loaded = Embedder.load()
    assert type(loaded._model).__name__ == "Slow"
    assert loaded.name == embedder.DEFAULT_NAME
    (said,) = caplog.messages
    assert reason in said


def test_another_model_is_never_run_the_fast_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder, "MiniLM", missing)
    monkeypatch.setattr(embedder, "Torch", Named)
    loaded = Embedder.load("/a/folder")
    assert (loaded.name, getattr(loaded._model, "source", "")) == ("/a/folder", "/a/folder")


def test_altered_weights_are_not_run_in_any_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_weights, "__defaults__", ("0" * 64,))
    with pytest.raises(LibraryError, match="altered"):
        Embedder.load()
