"""Stored drafts: versions of each kind, made by a turn and gone with it."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.store import Draft, Store, Thread

REPLY = {"kind": "answered", "sentences": []}


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(Store.open("sqlite://")) as opened:
        yield opened


@pytest.fixture
def thread(store: Store) -> Thread:
    return store.create_thread(store.ensure_applicant().id, "Statement")


def write(store: Store, thread: Thread, *drafts: Draft) -> int:
    n = store.start_turn(thread.id, "please draft")
    store.finish_turn(thread.id, n, REPLY, drafts=drafts)
    return n


def test_a_draft_comes_back_whole(store: Store, thread: Thread) -> None:
    n = write(store, thread, Draft("statement", "First line.\n\nSecond.", ("Check the date.",)))
    (stored,) = store.drafts(thread.applicant_id)
    assert (stored.kind, stored.version, stored.text) == ("statement", 1, "First line.\n\nSecond.")
    assert (stored.thread_id, stored.turn, stored.notes) == (thread.id, n, ("Check the date.",))
    assert stored.created == store.turns(thread.id)[0].finished


def test_each_kind_counts_its_own_versions(store: Store, thread: Thread) -> None:
    for kind in ("statement", "email", "statement"):
        write(store, thread, Draft(kind, "text"))
    assert [(draft.kind, draft.version) for draft in store.drafts(thread.applicant_id)] == [
        ("email", 1),
        ("statement", 1),
        ("statement", 2),
    ]


def test_two_drafts_of_a_kind_in_one_turn_are_two_versions(store: Store, thread: Thread) -> None:
    write(store, thread, Draft("statement", "short"), Draft("statement", "long"))
    assert [(draft.version, draft.text) for draft in store.drafts(thread.applicant_id)] == [
        (1, "short"),
        (2, "long"),
    ]


def test_versions_go_on_in_another_conversation(store: Store, thread: Thread) -> None:
    other = store.create_thread(thread.applicant_id, "Later")
    write(store, thread, Draft("statement", "one"))
    write(store, other, Draft("statement", "two"))
    assert [draft.version for draft in store.drafts(thread.applicant_id)] == [1, 2]


def test_drafts_of_two_applicants_do_not_mix(store: Store, thread: Thread) -> None:
    mei = store.create_applicant("Mei")
    write(store, thread, Draft("statement", "mine"))
    write(store, store.create_thread(mei.id, "Hers"), Draft("statement", "hers"))
    assert [(draft.version, draft.text) for draft in store.drafts(mei.id)] == [(1, "hers")]


def test_undoing_a_turn_takes_its_draft_back_and_keeps_the_earlier_one(store: Store, thread: Thread) -> None:
    write(store, thread, Draft("statement", "one"))
    second = write(store, thread, Draft("statement", "two"))
    store.drop_turns_from(thread.id, second)
    assert [draft.text for draft in store.drafts(thread.applicant_id)] == ["one"]


def test_deleting_a_conversation_takes_its_drafts(store: Store, thread: Thread) -> None:
    write(store, thread, Draft("statement", "one"))
    store.delete_thread(thread.id)
    assert store.drafts(thread.applicant_id) == []
