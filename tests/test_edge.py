"""The edge: probabilities add up, near askings decide, and what was learned is read back the same."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.library.calibration import Calibration
from bot.library.edge import SCOPES, Edge, Labels, documents, train

NUMBERS = Calibration.load()
PER_TOPIC = 12
CENTRES = np.eye(8, dtype=np.float32)[:6]
"""Directions of two passages, two outside topics and two to refuse."""
SCOPE_OF = np.array([0, 0, 1, 1, 2, 2])


def near(centre: int, seed: int) -> Any:
    vector = CENTRES[centre] + 0.15 * np.random.default_rng(seed).standard_normal(8).astype(np.float32)
    return vector / np.linalg.norm(vector)


OWNERS = np.array([0, 1, *np.repeat(np.arange(6), PER_TOPIC)])
LABELS = Labels(SCOPE_OF[OWNERS], SCOPE_OF, OWNERS, texts=2)
VECTORS = np.stack([near(owner, seed) for seed, owner in enumerate(OWNERS)])
STEMS = [[f"word{owner}", f"other{seed % 7}"] for seed, owner in enumerate(OWNERS)]
DISHONEST = [bool(SCOPE_OF[owner] == SCOPES.index("refuse")) for owner in OWNERS]


@pytest.fixture(scope="module")
def edge() -> Edge:
    return train(LABELS, VECTORS, STEMS, DISHONEST, NUMBERS)


def judged(edge: Edge, centre: int) -> Any:
    words = np.zeros(len(SCOPE_OF), dtype=np.float32)
    words[centre] = 0.9
    dishonest = bool(SCOPE_OF[centre] == SCOPES.index("refuse"))
    return edge.judge(LABELS, VECTORS @ near(centre, 999 + centre), words, dishonest)


@pytest.mark.parametrize("centre", range(6))
def test_a_new_question_is_judged_like_its_neighbours(edge: Edge, centre: int) -> None:
    chances = judged(edge, centre)
    assert SCOPES[int(chances.argmax())] == SCOPES[SCOPE_OF[centre]]


@pytest.mark.parametrize("centre", range(6))
def test_probabilities_add_up(edge: Edge, centre: int) -> None:
    chances = judged(edge, centre)
    assert chances.sum() == pytest.approx(1)
    assert (chances >= 0).all()


@pytest.mark.parametrize("centre", [2, 3, 4, 5])
def test_the_nearest_topic_of_the_scope_is_named(edge: Edge, centre: int) -> None:
    number, votes = edge.topic(LABELS, VECTORS @ near(centre, 999 + centre), int(SCOPE_OF[centre]))
    assert number == centre - LABELS.texts
    assert votes > 0.5


def test_a_topic_of_another_scope_is_never_named(edge: Edge) -> None:
    number, _ = edge.topic(LABELS, VECTORS @ near(4, 1), SCOPES.index("outside"))
    assert number in (0, 1)


def test_what_was_learned_is_read_back_the_same(edge: Edge, tmp_path: Path) -> None:
    edge.save(tmp_path / "edge.npz")
    read = Edge.load(tmp_path / "edge.npz")
    assert np.array_equal(judged(read, 3), judged(edge, 3))


def test_training_twice_gives_the_same(edge: Edge) -> None:
    assert np.array_equal(train(LABELS, VECTORS, STEMS, DISHONEST, NUMBERS).weights, edge.weights)


def test_a_document_holds_the_stems_of_its_rows() -> None:
    labels = Labels(np.array([0, 0, 0, 1]), np.array([0, 1]), np.array([0, 0, 0, 1]), texts=1)
    assert documents(labels, [["a"], ["b", "c"], ["d"], ["e"]]) == [["a", "b", "c", "d"], ["e"]]
