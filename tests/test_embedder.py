"""The embedder: only the weights this project was tested with, and a plain error for anything else."""

import hashlib
from pathlib import Path

import pytest

from bot.errors import LibraryError
from bot.library.embedder import Embedder, check_weights


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
