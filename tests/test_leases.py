"""Two copies of the program on one database: each turn has one owner, and a killed owner loses it."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.applicant.ledger import Event, Status
from bot.errors import BadInput, StorageError
from bot.store import Draft, Store
from bot.store import leases as leases_room
from bot.store.leases import BEAT, LEASE, has_ended, new_token

ROOT = Path(__file__).parents[1]

COPY = """
import json, os, sys
from bot.applicant.ledger import Event, Status
from bot.store import Draft, Store, leases

url, orders = sys.argv[1], json.loads(sys.argv[2])
leases.LEASE, leases.BEAT = orders.get("lease", 30.0), orders.get("beat", 10.0)
if orders.get("elsewhere"):
    leases._computer = lambda: "another computer"
store = Store.open(url)
thread = orders["thread"]

def finish(n):
    event = Event("step2ck", 214, Status.STATED, "214", "reader", thread, n, "2026-11-25")
    store.finish_turn(thread, n, {"sentences": [{"text": f"answer {n}"}]}, [event], [Draft("email", "text")])

for _ in range(orders.get("turns", 0)):
    finish(store.start_turn(thread, "a message"))
n = store.start_turn(thread, "the last message")
print(n, flush=True)
sys.stdin.readline()
finish(n)
print("finished", flush=True)
"""


class Copy:
    """Another process with the store open, answering the last of its messages until it is told to finish."""

    def __init__(self, url: str, thread: str, **orders: Any) -> None:
        command = [sys.executable, "-c", COPY, url, json.dumps(orders | {"thread": thread})]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        self.n = int(self.line())

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def finish(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def store(shared_url: str) -> Iterator[Store]:
    with closing(Store.open(shared_url)) as opened:
        yield opened


@pytest.fixture
def thread(store: Store) -> str:
    return store.create_thread(store.ensure_applicant().id, "Talk").id


def later(store: Store, seconds: float) -> None:
    """Let the clock of the database, as this copy reads it, be ahead."""
    store._database.place.now = store._database.place.now + seconds


def finish(store: Store, thread: str, n: int) -> None:
    event = Event("step2ck", 214, Status.STATED, "214", "reader", thread, n, "2026-11-25")
    store.finish_turn(thread, n, {"sentences": []}, [event], [Draft("email", "text")])


def assert_whole(store: Store, thread: str, turns: int) -> None:
    """That many turns, their numbers unique, each with its event and its draft."""
    numbers = [turn.n for turn in store.turns(thread)]
    me = store.thread(thread).applicant_id
    assert len(set(numbers)) == len(numbers) == turns
    assert sorted(event.turn or 0 for event in store.ledger(me).events) == numbers
    assert sorted(draft.turn or 0 for draft in store.drafts(me)) == numbers


# One copy is killed


def test_a_conversation_goes_on_on_the_other_copy_after_the_first_is_killed(
    shared_url: str, store: Store, thread: str
) -> None:
    first = Copy(shared_url, thread, turns=3)
    assert store.unfinished(thread) is None
    first.kill()
    offered = store.unfinished(thread)
    assert offered is not None
    assert (offered.n, offered.text) == (4, "the last message")
    n = store.start_turn(thread, offered.text)
    finish(store, thread, n)
    assert n == 5
    assert_whole(store, thread, 4)


def test_a_copy_killed_on_another_computer_loses_its_turn_when_the_lease_ends(
    shared_url: str, store: Store, thread: str
) -> None:
    first = Copy(shared_url, thread, elsewhere=True)
    first.kill()
    later(store, LEASE - 5)
    assert store.unfinished(thread) is None
    with pytest.raises(BadInput, match="still being answered"):
        store.start_turn(thread, "another")
    later(store, 6)
    offered = store.unfinished(thread)
    assert offered is not None
    assert offered.text == "the last message"
    finish(store, thread, store.start_turn(thread, offered.text))
    assert_whole(store, thread, 1)


def test_a_copy_that_lives_keeps_its_turn_longer_than_a_lease(
    shared_url: str, store: Store, thread: str
) -> None:
    first = Copy(shared_url, thread, elsewhere=True, lease=0.6, beat=0.1)
    renewed: set[float | None] = set()
    while len(renewed) < 20:  # about two seconds of signs of life
        assert store.unfinished(thread) is None
        with store._database.read() as session:
            query = "SELECT lease FROM turns WHERE finished IS NULL"
            renewed.add(session.connection().exec_driver_sql(query).scalar())
    first.finish()
    assert first.line() == "finished"
    first.kill()
    assert_whole(store, thread, 1)


def test_an_answer_that_comes_after_another_copy_took_over_is_refused_whole(
    shared_url: str, store: Store, thread: str
) -> None:
    with closing(Store.open(shared_url)) as slow:
        n = slow.start_turn(thread, "question")
        later(store, LEASE + 1)
        finish(store, thread, store.start_turn(thread, "question"))
        with pytest.raises(BadInput, match="nothing was saved"):
            finish(slow, thread, n)
        assert_whole(store, thread, 1)


def test_an_answer_that_is_late_but_still_wanted_is_kept(shared_url: str, store: Store, thread: str) -> None:
    with closing(Store.open(shared_url)) as slow:
        n = slow.start_turn(thread, "question")
        later(store, LEASE + 1)
        assert store.unfinished(thread) is not None
        finish(slow, thread, n)
        assert store.unfinished(thread) is None
        assert_whole(store, thread, 1)


def test_stopping_on_the_other_copy_stops_the_answer(shared_url: str, store: Store, thread: str) -> None:
    with closing(Store.open(shared_url)) as first:
        n = first.start_turn(thread, "question")
        store.cancel_turn(thread, n)
        assert store.unfinished(thread) is not None
        with pytest.raises(BadInput, match="nothing was saved"):
            finish(first, thread, n)


def test_a_copy_that_is_closed_frees_its_message_at_once(shared_url: str, store: Store, thread: str) -> None:
    first = Store.open(shared_url)
    first.start_turn(thread, "question")
    assert store.unfinished(thread) is None
    first.close()
    assert store.unfinished(thread) is not None


# Many writers


def test_copies_that_write_at_once_lose_no_turn_and_share_no_number(
    shared_url: str, store: Store, thread: str
) -> None:
    others = [store.create_thread(store.thread(thread).applicant_id, "Talk").id for _ in range(3)]
    copies: list[Copy] = []
    starting = [
        threading.Thread(target=lambda t=each: copies.append(Copy(shared_url, t, turns=15)))
        for each in (thread, *others)
    ]
    for each in starting:
        each.start()
    for each in starting:
        each.join()
    for copy in copies:
        copy.finish()
        assert copy.line() == "finished"
        copy.kill()
    assert [copy.n for copy in copies] == [16] * 4
    for each in (thread, *others):
        assert [turn.n for turn in store.turns(each)] == list(range(1, 17))
    me = store.thread(thread).applicant_id
    assert [draft.version for draft in store.drafts(me)] == list(range(1, 65))
    assert len(store.ledger(me).events) == 64


def test_two_copies_at_the_same_moment_start_one_turn(shared_url: str, store: Store, thread: str) -> None:
    together = threading.Barrier(6)
    outcomes: list[object] = []

    def copy() -> None:
        with closing(Store.open(shared_url)) as opened:
            together.wait()
            try:
                outcomes.append(opened.start_turn(thread, "me first"))
            except BadInput as error:
                outcomes.append(error)
            together.wait()  # until then no copy lets go of its turn

    copies = [threading.Thread(target=copy) for _ in range(6)]
    for each in copies:
        each.start()
    for each in copies:
        each.join()
    assert [outcome for outcome in outcomes if isinstance(outcome, int)] == [1]
    assert len(outcomes) == 6


# Signs of life


def test_a_beat_renews_the_lease(store: Store, thread: str) -> None:
    def lease() -> float:
        with store._database.read() as session:
            return float(session.connection().exec_driver_sql("SELECT lease FROM turns").scalar_one())

    store.start_turn(thread, "question")
    before = lease()
    later(store, 100)
    store._database.leases.beat()
    assert 99 < lease() - before < 130


def test_two_beats_may_be_lost() -> None:
    assert LEASE >= 3 * BEAT


@pytest.mark.parametrize("end", ["finish", "cancel", "drop", "delete"])
def test_a_turn_that_ended_is_not_renewed(store: Store, thread: str, end: str) -> None:
    n = store.start_turn(thread, "question")
    if end == "finish":
        finish(store, thread, n)
    elif end == "cancel":
        store.cancel_turn(thread, n)
    elif end == "drop":
        store.drop_turns_from(thread, n)
    else:
        store.delete_thread(thread)
    store._database.leases.beat()
    assert store._database.leases.held() == []


def test_a_turn_that_hangs_is_given_up(store: Store, thread: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store.start_turn(thread, "hangs")
    monkeypatch.setattr(leases_room, "LONGEST_RUN", 0.0)
    store._database.leases.beat()
    assert store._database.leases.held() == []
    assert store.unfinished(thread) is not None


def test_a_beat_that_fails_is_made_up_for_by_the_next(
    store: Store, thread: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_turn: object) -> bool:
        raise StorageError("the server is away")

    store.start_turn(thread, "question")
    leases = store._database.leases
    with monkeypatch.context() as patched:
        patched.setattr(leases, "_renew", away)
        leases.beat()
    assert len(leases.held()) == 1


def test_a_message_that_could_not_be_written_down_holds_nothing(store: Store, thread: str) -> None:
    with pytest.raises(BadInput):
        store.start_turn(thread, "half a \ud83d character")
    assert store._database.leases.held() == []
    assert store.start_turn(thread, "whole") == 1


# Seeing that a process has ended


def test_this_process_is_alive() -> None:
    assert not has_ended(new_token())


def test_a_process_that_ended_is_seen() -> None:
    code = "from bot.store.leases import new_token; print(new_token())"
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert has_ended(ended.strip())


@pytest.mark.parametrize("token", ["", "an-old-token", "a.1", "a.x.y", "a.999999999.another-computer"])
def test_what_cannot_be_seen_is_not_taken_for_ended(token: str) -> None:
    assert not has_ended(token)
