"""The retrieval suite's own arithmetic: distinct headings, shares of a chunk, ranks and auroc."""

import pytest

from evals.retrieval import _filling, _rank, auroc, distinct


def test_headings_are_distinct_in_order_without_facts() -> None:
    assert distinct(["a", None, "b", "a", "c", "d", "e", "f"]) == ["a", "b", "c", "d", "e"]


def test_a_chunk_counts_for_every_section_that_fills_a_quarter() -> None:
    spans = [(0, 100, "a"), (100, 200, "b"), (200, 260, None), (260, 400, "b")]
    assert _filling(spans, 0, 100) == ["a"]
    assert _filling(spans, 50, 100) == ["a", "b"]
    assert _filling(spans, 80, 100) == ["b"]
    assert _filling(spans, 90, 200) == ["b"]


def test_several_passages_of_one_section_add_up() -> None:
    assert _filling([(0, 20, "a"), (20, 40, "a"), (40, 100, None)], 0, 100) == ["a"]


def test_the_best_right_heading_gives_the_rank() -> None:
    assert _rank(["a", "b", "c"], ["c", "b"]) == 2
    assert _rank(["a"], ["z"]) == float("inf")


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(True, 0.9), (False, 0.1)], 1.0),
        ([(True, 0.1), (False, 0.9)], 0.0),
        ([(True, 0.5), (False, 0.5)], 0.5),
        ([(True, 0.9), (True, 0.2), (False, 0.5)], 0.5),
    ],
)
def test_auroc_is_the_share_of_pairs_in_the_right_order(
    pairs: list[tuple[bool, float]], expected: float
) -> None:
    assert auroc(pairs) == expected
