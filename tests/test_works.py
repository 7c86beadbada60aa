"""Pieces of work: kept whole, never overwritten unseen, each applicant's own."""

import threading
from collections.abc import Iterator

import pytest

from bot.errors import BadInput
from bot.store import Store
from bot.store.works import WORK_LIMIT


@pytest.fixture
def store(shared_url: str) -> Iterator[Store]:
    opened = Store.open(shared_url)
    yield opened
    opened.close()


@pytest.fixture
def ana(store: Store) -> str:
    return store.create_applicant("Ana").id


def test_a_piece_comes_back_as_it_was_kept(store: Store, ana: str) -> None:
    data = {"text": "naïve 🙂\n", "n": 1.0, "yes": True, "none": None, "list": [1, {"a": []}]}
    kept = store.create_work(ana, "statement", "First", data)
    assert store.work(ana, kept.id).data == data
    assert isinstance(store.work(ana, kept.id).data["n"], float)


def test_the_latest_piece_of_a_kind_comes_first(store: Store, ana: str) -> None:
    old = store.create_work(ana, "statement", "Old", {})
    new = store.create_work(ana, "statement", "New", {})
    store.create_work(ana, "interview", "Talk", {})
    assert [work.id for work in store.works(ana, "statement")] == [new.id, old.id]
    store.save_work(ana, old.id, {"n": 1}, revision=1)
    assert [work.id for work in store.works(ana, "statement")] == [old.id, new.id]


def test_a_window_that_has_not_seen_the_latest_state_overwrites_nothing(store: Store, ana: str) -> None:
    work = store.create_work(ana, "statement", "First", {"text": "one"})
    store.save_work(ana, work.id, {"text": "two"}, revision=work.revision)
    with pytest.raises(BadInput, match="changed in another window"):
        store.save_work(ana, work.id, {"text": "three"}, revision=work.revision)
    assert store.work(ana, work.id).data == {"text": "two"}


def test_of_many_windows_that_save_at_once_one_wins(store: Store, ana: str) -> None:
    work = store.create_work(ana, "statement", "First", {})
    together = threading.Barrier(6)
    outcomes: list[str] = []

    def window(number: int) -> None:
        together.wait()
        try:
            store.save_work(ana, work.id, {"by": number}, revision=1)
            outcomes.append("saved")
        except BadInput:
            outcomes.append("refused")

    windows = [threading.Thread(target=window, args=(number,)) for number in range(6)]
    for each in windows:
        each.start()
    for each in windows:
        each.join()
    assert sorted(outcomes) == ["refused"] * 5 + ["saved"]
    assert store.work(ana, work.id).revision == 2


def test_a_save_may_rename(store: Store, ana: str) -> None:
    work = store.create_work(ana, "interview", "First", {})
    assert store.save_work(ana, work.id, {}, revision=1, title="Second").title == "Second"
    assert store.work(ana, work.id).revision == 2


def test_nobody_reaches_the_work_of_somebody_else(store: Store, ana: str) -> None:
    other = store.create_applicant("Ben").id
    work = store.create_work(ana, "statement", "Mine", {"text": "private"})
    with pytest.raises(BadInput, match="not there any more"):
        store.work(other, work.id)
    with pytest.raises(BadInput, match="not there any more"):
        store.save_work(other, work.id, {}, revision=1)
    store.delete_work(other, work.id)
    assert store.work(ana, work.id).data == {"text": "private"}


def test_a_deleted_piece_is_gone(store: Store, ana: str) -> None:
    work = store.create_work(ana, "statement", "Mine", {})
    store.delete_work(ana, work.id)
    assert store.works(ana, "statement") == []


@pytest.mark.parametrize(
    ("kind", "title", "data", "problem"),
    [
        ("novel", "x", {}, "no kind of work"),
        ("statement", " ", {}, "name"),
        ("statement", "x", {"n": float("nan")}, "plain JSON"),
        ("statement", "x", {"text": "x" * WORK_LIMIT}, "longer than"),
        ("statement", "x", ["text"], "JSON object"),
    ],
)
def test_what_cannot_be_kept_is_named(
    store: Store, ana: str, kind: str, title: str, data: dict[str, object], problem: str
) -> None:
    with pytest.raises(BadInput, match=problem):
        store.create_work(ana, kind, title, data)
    assert store.works(ana, "statement") == []
