"""The index: built once, read back whole, rebuilt when it must be, never half there."""

import os
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.errors import LibraryError
from bot.library.calibration import Calibration
from bot.library.corpus import Corpus, OutsideTopic, Passage
from bot.library.embedder import Embedder
from bot.library.index import ABANDONED_AFTER, Index, open_index, rows
from bot.library.lexical import Lexical
from bot.library.words import Words
from bot.settings import ROOT

NUMBERS = Calibration.load()
WORDS = Words.load()


class HashedWords(Embedder):
    """A stand-in for the model: words hashed into 32 places; it counts what it was asked."""

    def __init__(self, name: str = "hashed", fail_at: int | None = None) -> None:
        self.name = name
        self.texts = 0
        self.fail_at = fail_at

    def documents(self, texts: Sequence[str]) -> Any:
        self.texts += len(texts)
        if self.fail_at is not None and self.texts >= self.fail_at:
            raise KeyboardInterrupt
        return np.stack([self.query(text) for text in texts])

    def query(self, text: str) -> Any:
        vector = np.full(32, 0.01, dtype=np.float32)
        for word in text.lower().split():
            vector[zlib.crc32(word.encode()) % 32] += 1
        return vector / np.linalg.norm(vector)


def passage(name: str, *questions: str) -> Passage:
    return Passage(name, name, "1. A heading", "x", questions, ("s",), "2026", f"All about {name}.")


CORPUS = Corpus(
    passages=(
        passage("letters", "how many letters", "who writes a letter", "letter count", "need a letter"),
        passage("signals", "how many signals", "where do signals go", "signal count", "need a signal"),
    ),
    topics=(
        OutsideTopic("weather", "outside", ("will it rain", "is it cold", "rain or sun"), "None.", "Look."),
        OutsideTopic("forgery", "refuse", ("fake a letter", "fake a diploma", "forge it"), "No.", "Ask."),
    ),
)


def build(home: Path, embedder: Embedder | None = None, **changed: Any) -> Index:
    given: dict[str, Any] = {"corpus": CORPUS, "words": WORDS, "calibration": NUMBERS, **changed}
    return open_index(home, embedder=embedder or HashedWords(), **given)


def entries(home: Path) -> list[str]:
    return sorted(entry.name for entry in home.iterdir())


def test_vectors_come_back_as_they_were_embedded(tmp_path: Path) -> None:
    build(tmp_path)
    read = build(tmp_path)
    texts, _ = rows(CORPUS)
    expected = HashedWords().documents([WORDS.meaning(text) for text in texts])
    np.testing.assert_allclose(read.vectors, expected, atol=1e-6)


def test_rows_are_texts_then_questions_then_examples() -> None:
    texts, labels = rows(CORPUS)
    assert labels.texts == 2
    assert texts[:3] == ["letters. All about letters.", "signals. All about signals.", "how many letters"]
    assert list(labels.owners) == [0, 1] + [0] * 4 + [1] * 4 + [2] * 4 + [3] * 4
    assert list(labels.rows) == [0] * 10 + [1] * 4 + [2] * 4


def test_a_sound_index_is_not_built_again(tmp_path: Path) -> None:
    build(tmp_path)
    embedder = HashedWords()
    build(tmp_path, embedder)
    assert embedder.texts == 0


CHANGES: dict[str, dict[str, Any]] = {
    "a passage": {"corpus": replace(CORPUS, passages=CORPUS.passages[:1])},
    "a topic's reply": {
        "corpus": replace(CORPUS, topics=(replace(CORPUS.topics[0], reply="Sorry."), CORPUS.topics[1]))
    },
    "an abbreviation": {"words": replace(WORDS, expansions={**WORDS.expansions, "zz": "zebra"})},
    "a setting of the edge": {"calibration": replace(NUMBERS, ridge=NUMBERS.ridge + 0.1)},
    "the model": {"embedder": HashedWords("another")},
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=list(CHANGES))
def test_a_change_builds_a_new_index_and_removes_the_old(tmp_path: Path, changed: dict[str, Any]) -> None:
    build(tmp_path)
    before = entries(tmp_path)
    build(tmp_path, **changed)
    assert len(entries(tmp_path)) == 1
    assert entries(tmp_path) != before


def test_the_fusion_weights_do_not_touch_the_index(tmp_path: Path) -> None:
    build(tmp_path)
    embedder = HashedWords()
    build(tmp_path, embedder, calibration=replace(NUMBERS, words=9.0))
    assert embedder.texts == 0


def garble(path: Path) -> None:
    path.write_bytes(b"not what you expect" * 50)


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGE: list[tuple[str, Callable[[Path], None]]] = [
    ("chroma/chroma.sqlite3", garble),
    ("chroma/chroma.sqlite3", shorten),
    ("chroma/chroma.sqlite3", Path.unlink),
    ("words/vocab.index.json", garble),
    ("words/data.csc.index.npy", shorten),
    ("edge.npz", garble),
    ("edge.npz", Path.unlink),
    ("rows.json", Path.unlink),
]


@pytest.mark.parametrize(("name", "damage"), DAMAGE, ids=[f"{d.__name__} {n}" for n, d in DAMAGE])
def test_a_damaged_index_is_built_again(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    sound = build(tmp_path)
    damage(tmp_path / entries(tmp_path)[0] / name)
    embedder = HashedWords()
    again = build(tmp_path, embedder)
    assert embedder.texts > 0
    np.testing.assert_allclose(again.vectors, sound.vectors, atol=1e-6)
    assert len(entries(tmp_path)) == 1


def test_a_build_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, HashedWords(fail_at=1))
    assert entries(tmp_path) == []
    assert len(build(tmp_path).vectors) == 18


def test_a_failed_rebuild_keeps_the_index_of_before(tmp_path: Path) -> None:
    build(tmp_path)
    before = entries(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, HashedWords("another", fail_at=1))
    assert entries(tmp_path) == before


def test_only_abandoned_builds_of_others_are_swept(tmp_path: Path) -> None:
    (tmp_path / "building-running").mkdir()
    (tmp_path / "building-killed").mkdir()
    long_ago = time.time() - 2 * ABANDONED_AFTER
    os.utime(tmp_path / "building-killed", (long_ago, long_ago))
    build(tmp_path)
    assert [name for name in entries(tmp_path) if name.startswith("building")] == ["building-running"]


def test_two_processes_building_at_once_both_get_a_whole_index(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.test_index import build;"
        "print(len(build(Path(sys.argv[1])).vectors))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    results = [(*process.communicate(timeout=120), process.returncode) for process in running]
    assert [out.strip() for out, _, _ in results] == ["18", "18"], results
    assert len(entries(tmp_path)) == 1


def test_a_folder_that_cannot_be_written_is_a_library_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryError, match="cannot be written"):
        build(tmp_path / "file" / "index")


def test_progress_grows_to_its_total(tmp_path: Path) -> None:
    seen: list[tuple[int, int, str]] = []
    build(tmp_path, progress=lambda *step: seen.append(step))
    assert [done for done, _, _ in seen] == sorted(done for done, _, _ in seen)
    assert seen[-1][:2] == (18, 18)


def test_shared_words_are_a_share() -> None:
    lexical = Lexical.build([["letter", "count"], ["signal", "count", "go"], []])
    scores = lexical.scores(["letter", "count", "never-seen"])
    assert scores.shape == (3,)
    assert 1 > scores[0] > scores[1] > scores[2] == 0


def test_a_word_that_no_document_holds_lowers_the_share() -> None:
    lexical = Lexical.build([["letter"], ["signal"]])
    assert lexical.scores(["letter", "zebra"])[0] < lexical.scores(["letter"])[0]


@pytest.mark.parametrize("stems", [[], ["zebra"]])
def test_no_shared_word_is_zero(stems: list[str]) -> None:
    assert not Lexical.build([["letter"], ["signal"]]).scores(stems).any()
