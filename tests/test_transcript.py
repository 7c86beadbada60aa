"""The transcript: conversations, and turns that are whole or not there, whatever happens."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import exc

from bot.applicant.ledger import Event, Status
from bot.errors import BadInput
from bot.store import Draft, Store, Thread
from bot.store.leases import LONGEST_RUN
from bot.store.transcript import said

ROOT = Path(__file__).parents[1]
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def reply(*sentences: str) -> dict[str, Any]:
    return {
        "kind": "answered",
        "sentences": [{"text": text, "citations": [], "block": "paragraph"} for text in sentences],
        "confidence": 0.75,
    }


def fact(thread: Thread, n: int, field: str = "step2ck", value: int | str = 214) -> Event:
    return Event(field, value, Status.STATED, str(value), "reader", thread.id, n, NOON.isoformat())


def on_the_card(field: str, value: int | str) -> Event:
    return Event(field, value, Status.CONFIRMED, "", "card", None, None, NOON.isoformat())


def talk(store: Store, thread: Thread, text: str = "hello", answer: str = "Hi.", *events: Event) -> int:
    n = store.start_turn(thread.id, text)
    store.finish_turn(thread.id, n, reply(answer), events)
    return n


@pytest.fixture
def url(shared_url: str) -> str:
    return shared_url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with closing(Store.open(store_url)) as opened:
        yield opened


@pytest.fixture
def store_on_disk(url: str) -> Iterator[Store]:
    with closing(Store.open(url)) as opened:
        yield opened


def a_thread(store: Store) -> Thread:
    return store.create_thread(store.ensure_applicant().id, "First talk")


@pytest.fixture
def thread(store: Store) -> Thread:
    return a_thread(store)


# Conversations


def test_a_new_conversation_is_about_advice(store: Store, thread: Thread) -> None:
    assert store.thread(thread.id) == thread
    assert (thread.title, thread.goal) == ("First talk", "advice")


def test_goal_and_title_can_change(store: Store, thread: Thread) -> None:
    store.set_goal(thread.id, "statement")
    store.rename_thread(thread.id, "My statement")
    changed = store.thread(thread.id)
    assert (changed.title, changed.goal, changed.updated) == ("My statement", "statement", thread.updated)


def test_an_unknown_goal_is_refused(store: Store, thread: Thread) -> None:
    with pytest.raises(BadInput, match="goal"):
        store.set_goal(thread.id, "world peace")


def test_the_conversation_with_the_latest_message_comes_first(store: Store, thread: Thread) -> None:
    second = store.create_thread(thread.applicant_id, "Second")
    third = store.create_thread(thread.applicant_id, "Third")
    talk(store, thread)
    assert [found.id for found in store.threads(thread.applicant_id)] == [thread.id, third.id, second.id]


def test_conversations_of_two_applicants_do_not_mix(store: Store, thread: Thread) -> None:
    assert store.threads(store.create_applicant("Mei").id) == []


def test_deleting_a_conversation_takes_what_came_from_it_and_no_more(store: Store, thread: Thread) -> None:
    other = store.create_thread(thread.applicant_id, "Other")
    talk(store, thread, "214", "Noted.", fact(thread, 1))
    talk(store, other, "passed", "Noted.", fact(other, 1, "step1", "pass"))
    store.append_event(thread.applicant_id, on_the_card("us_letters", 2))
    store.delete_thread(thread.id)
    assert store.ledger(thread.applicant_id).profile == {"step1": "pass", "us_letters": 2}
    assert [found.id for found in store.threads(thread.applicant_id)] == [other.id]


def test_a_conversation_that_is_gone_is_refused(store: Store) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: store.thread("gone"),
        lambda: store.rename_thread("gone", "x"),
        lambda: store.set_goal("gone", "advice"),
        lambda: store.delete_thread("gone"),
        lambda: store.start_turn("gone", "x"),
        lambda: store.turns("gone"),
        lambda: store.finish_turn("gone", 1, reply()),
        lambda: store.drop_turns_from("gone", 1),
    ]
    for attempt in attempts:
        with pytest.raises(BadInput):
            attempt()


@pytest.mark.parametrize(
    "query",
    ["visa", "VISA", "j-1 vis", "100%", "under_score", 'say "yes"', "ÁNGEL", "back\\slash", "sponsored"],
)
def test_search_finds_titles_messages_and_replies(store: Store, thread: Thread, query: str) -> None:
    named = store.create_thread(thread.applicant_id, "J-1 visa, 100% under_score back\\slash Ángel")
    store.rename_thread(thread.id, 'sponsored: say "yes"')
    asked = store.create_thread(thread.applicant_id, "Asked")
    text = 'Is a J-1 visa sponsored 100% of the time by under_score? They say "yes", Ángel, back\\slash'
    talk(store, asked, text)
    told = store.create_thread(thread.applicant_id, "Told")
    talk(store, told, "?", text)
    found = {each.id for each in store.search_threads(thread.applicant_id, query)}
    assert {asked.id, told.id} <= found
    assert len(found & {named.id, thread.id}) == 1


@pytest.mark.parametrize("query", ["%", "_", "x%y", "citations", "paragraph", "answered", "0.75"])
def test_search_takes_words_as_they_are_and_only_what_was_said(
    store: Store, thread: Thread, query: str
) -> None:
    talk(store, thread, "xzy", "Nothing special.")
    assert store.search_threads(thread.applicant_id, query) == []


def test_search_for_nothing_lists_everything(store: Store, thread: Thread) -> None:
    assert store.search_threads(thread.applicant_id, "  ") == [thread]


def test_search_stays_with_the_applicant(store: Store, thread: Thread) -> None:
    talk(store, thread, "my secret")
    assert store.search_threads(store.create_applicant("Mei").id, "secret") == []


def test_a_reply_as_text_keeps_its_blocks() -> None:
    sentences = [
        {"text": "One.", "block": "paragraph"},
        {"text": "Two.", "block": "inline"},
        {"text": "Three.", "block": "bullet"},
        {"text": "Four."},
    ]
    assert said({"sentences": sentences}) == "One. Two.\nThree. Four."


# The life of a turn


def test_turns_are_numbered_from_one_in_each_conversation(store: Store, thread: Thread) -> None:
    other = store.create_thread(thread.applicant_id, "Other")
    assert [talk(store, thread), talk(store, thread), talk(store, other)] == [1, 2, 1]


def test_a_finished_turn_comes_back_whole(store: Store, thread: Thread) -> None:
    talk(store, thread, "Why? 🙂\n“really”", "Because “so”.")
    (turn,) = store.turns(thread.id)
    assert (turn.n, turn.text, turn.reply) == (1, "Why? 🙂\n“really”", reply("Because “so”."))
    assert turn.finished is not None
    assert turn.started < turn.finished


def test_the_last_turns_come_in_their_order(store: Store, thread: Thread) -> None:
    for _ in range(5):
        talk(store, thread)
    assert [turn.n for turn in store.turns(thread.id, last=2)] == [4, 5]
    assert [turn.n for turn in store.turns(thread.id)] == [1, 2, 3, 4, 5]


def test_a_running_turn_is_neither_finished_nor_offered(store: Store, thread: Thread) -> None:
    store.start_turn(thread.id, "hello")
    assert store.turns(thread.id) == []
    assert store.unfinished(thread.id) is None


def test_a_second_message_waits_for_the_first(store: Store, thread: Thread) -> None:
    n = store.start_turn(thread.id, "one")
    with pytest.raises(BadInput, match="a message in this conversation is still being answered"):
        store.start_turn(thread.id, "two")
    store.finish_turn(thread.id, n, reply("Hi."))
    assert [turn.text for turn in store.turns(thread.id)] == ["one"]


def test_two_tabs_at_the_same_moment_start_one_turn(store_on_disk: Store) -> None:
    store, thread = store_on_disk, a_thread(store_on_disk)
    together = threading.Barrier(8)
    outcomes: list[object] = []

    def tab(name: str) -> None:
        together.wait()
        try:
            outcomes.append(store.start_turn(thread.id, name))
        except BadInput as error:
            outcomes.append(error)

    tabs = [threading.Thread(target=tab, args=(f"tab {number}",)) for number in range(8)]
    for each in tabs:
        each.start()
    for each in tabs:
        each.join()
    assert [outcome for outcome in outcomes if isinstance(outcome, int)] == [1]
    assert len(outcomes) == 8


def test_a_cancelled_turn_is_offered_again(store: Store, thread: Thread) -> None:
    n = store.start_turn(thread.id, "take your time")
    store.cancel_turn(thread.id, n)
    offered = store.unfinished(thread.id)
    assert offered is not None
    assert (offered.n, offered.text, offered.reply, offered.finished) == (n, "take your time", None, None)


def test_cancelling_a_finished_or_missing_turn_changes_nothing(store: Store, thread: Thread) -> None:
    n = talk(store, thread)
    before = store.turns(thread.id)
    store.cancel_turn(thread.id, n)
    store.cancel_turn(thread.id, n + 1)
    assert store.turns(thread.id) == before
    assert store.unfinished(thread.id) is None


def test_a_new_message_replaces_the_one_that_was_offered(store: Store, thread: Thread) -> None:
    store.cancel_turn(thread.id, store.start_turn(thread.id, "old"))
    talk(store, thread, "new")
    assert [turn.text for turn in store.turns(thread.id)] == ["new"]
    assert store.unfinished(thread.id) is None


def test_an_offer_can_be_dismissed(store: Store, thread: Thread) -> None:
    store.cancel_turn(thread.id, store.start_turn(thread.id, "old"))
    store.drop_unfinished(thread.id)
    assert store.unfinished(thread.id) is None


def test_dismissing_an_offer_spares_a_running_turn(store: Store, thread: Thread) -> None:
    n = store.start_turn(thread.id, "running")
    store.drop_unfinished(thread.id)
    store.finish_turn(thread.id, n, reply("Hi."))
    assert len(store.turns(thread.id)) == 1


def test_a_turn_that_hangs_does_not_close_the_conversation() -> None:
    now = NOON
    with closing(Store.open("sqlite://", clock=lambda: now)) as store:
        thread = a_thread(store)
        store.start_turn(thread.id, "hangs")
        now += timedelta(seconds=LONGEST_RUN - 1)
        assert store.unfinished(thread.id) is None
        now += timedelta(seconds=2)
        offered = store.unfinished(thread.id)
        assert offered is not None
        assert talk(store, thread, "again") == offered.n + 1


def test_a_turn_left_when_the_store_was_closed_is_offered(url: str, store_on_disk: Store) -> None:
    thread = a_thread(store_on_disk)
    store_on_disk.start_turn(thread.id, "left behind")
    store_on_disk.close()
    with closing(Store.open(url)) as after:
        offered = after.unfinished(thread.id)
        assert offered is not None
        assert offered.text == "left behind"


def cancelled(store: Store, thread: Thread, n: int) -> None:
    store.cancel_turn(thread.id, n)


def dismissed(store: Store, thread: Thread, n: int) -> None:
    store.cancel_turn(thread.id, n)
    store.drop_unfinished(thread.id)


def replaced(store: Store, thread: Thread, n: int) -> None:
    store.cancel_turn(thread.id, n)
    store.start_turn(thread.id, "another message")


def undone(store: Store, thread: Thread, n: int) -> None:
    store.drop_turns_from(thread.id, n)


def deleted(store: Store, thread: Thread, n: int) -> None:
    store.delete_thread(thread.id)


def finished(store: Store, thread: Thread, n: int) -> None:
    store.finish_turn(thread.id, n, reply("First answer."))


@pytest.mark.parametrize("meanwhile", [cancelled, dismissed, replaced, undone, deleted, finished])
def test_a_late_answer_is_refused_whole(
    store: Store, thread: Thread, meanwhile: Callable[[Store, Thread, int], None]
) -> None:
    n = store.start_turn(thread.id, "question")
    meanwhile(store, thread, n)
    with pytest.raises(BadInput, match="nothing was saved"):
        store.finish_turn(thread.id, n, reply("Late."), [fact(thread, n)], [Draft("email", "text")])
    assert store.ledger(thread.applicant_id).events == ()
    assert store.drafts(thread.applicant_id) == []


def test_the_number_of_a_dropped_turn_never_comes_back(store: Store, thread: Thread) -> None:
    talk(store, thread)
    store.drop_turns_from(thread.id, talk(store, thread))
    assert talk(store, thread) == 3


# All or nothing


def no_quote(thread: Thread) -> Event:
    return Event("step1", "pass", Status.STATED, None, "reader", thread.id, 1, "now")  # type: ignore[arg-type]


def unknown_field(thread: Thread) -> Event:
    return fact(thread, 1, "shoe_size", 39)


def another_turn(thread: Thread) -> Event:
    return fact(thread, 2)


@pytest.mark.parametrize("bad", [no_quote, unknown_field, another_turn])
def test_a_bad_event_undoes_the_whole_turn(
    store: Store, thread: Thread, bad: Callable[[Thread], Event]
) -> None:
    n = store.start_turn(thread.id, "214, passed Step 1")
    with pytest.raises((ValueError, exc.IntegrityError)):
        store.finish_turn(
            thread.id, n, reply("Noted."), [fact(thread, n), bad(thread)], [Draft("email", "text")]
        )
    assert store.turns(thread.id) == []
    assert store.ledger(thread.applicant_id).events == ()
    assert store.drafts(thread.applicant_id) == []


def test_a_turn_that_failed_to_save_can_still_be_finished(store: Store, thread: Thread) -> None:
    n = store.start_turn(thread.id, "214")
    with pytest.raises(exc.IntegrityError):
        store.finish_turn(thread.id, n, reply("Noted."), [no_quote(thread)])
    store.finish_turn(thread.id, n, reply("Noted."), [fact(thread, n)])
    assert store.ledger(thread.applicant_id).profile == {"step2ck": 214}


def test_a_reply_that_is_no_json_undoes_the_whole_turn(store: Store, thread: Thread) -> None:
    n = store.start_turn(thread.id, "214")
    with pytest.raises((exc.StatementError, ValueError)):
        store.finish_turn(thread.id, n, {"confidence": float("nan")}, [fact(thread, n)])
    assert store.ledger(thread.applicant_id).events == ()


# Undo


def test_undo_returns_the_text_and_drops_all_that_follows(store: Store, thread: Thread) -> None:
    for text in ("one", "two", "three"):
        talk(store, thread, text)
    assert store.drop_turns_from(thread.id, 2) == "two"
    assert [turn.text for turn in store.turns(thread.id)] == ["one"]


def test_undo_retracts_the_facts_of_the_turn_and_no_edit_of_the_card(store: Store, thread: Thread) -> None:
    me = thread.applicant_id
    talk(store, thread, "214", "Noted.", fact(thread, 1))
    store.append_event(me, on_the_card("step1", "pass"))
    talk(store, thread, "241, sorry", "Noted.", fact(thread, 2, value=241))
    store.append_event(me, on_the_card("us_letters", 3))
    store.drop_turns_from(thread.id, 2)
    assert store.ledger(me).profile == {"step1": "pass", "step2ck": 214, "us_letters": 3}


def test_undo_leaves_other_conversations_alone(store: Store, thread: Thread) -> None:
    other = store.create_thread(thread.applicant_id, "Other")
    talk(store, other, "passed", "Noted.", fact(other, 1, "step1", "pass"))
    store.drop_turns_from(thread.id, talk(store, thread))
    assert store.ledger(thread.applicant_id).profile == {"step1": "pass"}
    assert len(store.turns(other.id)) == 1


def test_undoing_a_turn_that_is_gone_is_refused_and_drops_nothing(store: Store, thread: Thread) -> None:
    for _ in range(3):
        talk(store, thread)
    store.drop_turns_from(thread.id, 3)
    talk(store, thread)
    with pytest.raises(BadInput, match="no longer in the conversation"):
        store.drop_turns_from(thread.id, 3)
    assert [turn.n for turn in store.turns(thread.id)] == [1, 2, 4]


# Many at once, and death at any moment


def test_eight_people_talk_at_once(store_on_disk: Store) -> None:
    store = store_on_disk
    failures: list[Exception] = []
    threads = [store.create_thread(store.create_applicant(f"P{i}").id, "Talk") for i in range(8)]

    def person(thread: Thread) -> None:
        try:
            for n in range(1, 21):
                talk(store, thread, f"turn {n}", "Noted.", fact(thread, n, value=200 + n))
                store.ledger(thread.applicant_id)
        except Exception as error:
            failures.append(error)

    people = [threading.Thread(target=person, args=(thread,)) for thread in threads]
    for each in people:
        each.start()
    for each in people:
        each.join()
    assert failures == []
    for thread in threads:
        assert [turn.n for turn in store.turns(thread.id)] == list(range(1, 21))
        assert store.ledger(thread.applicant_id).value("step2ck") == 220


def run_until_death(script: str, url: str, *, lines: int | None = None) -> list[str]:
    """Run a script in its own process and return what it printed before it died, or was killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, url], cwd=ROOT, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert process.stdout is not None
    with process, process.stdout as output:
        printed = []
        for line in output:
            printed.append(line.strip())
            if len(printed) == lines:
                process.kill()
                break
        printed += [line.strip() for line in output]
    assert process.returncode != 0
    return printed


TALKER = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from bot.applicant.ledger import Event, Status
from bot.store import Draft, Store

store = Store.open(sys.argv[1])
thread = store.create_thread(store.ensure_applicant().id, "Talk").id
print(thread, flush=True)

def turn(after_start=lambda: None):
    n = store.start_turn(thread, "a message")
    after_start()
    events = [Event(f, 1, Status.STATED, "1", "reader", thread, n, "at")
              for f in ("us_letters", "publications", "step1_failures")]
    store.finish_turn(thread, n, {"sentences": [{"text": "Noted."}]}, events, [Draft("email", "text")])
    print(n, flush=True)
"""
DIES_WHILE_ANSWERING = f"{TALKER}\nturn(); turn(); turn(lambda: os._exit(7))"
DIES_WHILE_SAVING = f"""{TALKER}
turn(); turn()

@event.listens_for(Engine, "before_cursor_execute")
def kill(connection, cursor, statement, *rest):
    if statement.startswith("INSERT INTO drafts"):
        os.kill(os.getpid(), signal.SIGKILL)

turn()
"""
NEVER_ENDS = f"{TALKER}\nwhile True: turn()"


def assert_only_whole_turns(store: Store, thread_id: str, announced: list[str]) -> list[int]:
    """Every announced turn is there, and every turn there is has all its events and its draft."""
    applicant = store.thread(thread_id).applicant_id
    numbers = [turn.n for turn in store.turns(thread_id)]
    assert [int(n) for n in announced] == numbers[: len(announced)]
    assert [event.turn for event in store.ledger(applicant).events] == [n for n in numbers for _ in range(3)]
    assert [draft.turn for draft in store.drafts(applicant)] == numbers
    return numbers


@pytest.mark.parametrize("script", [DIES_WHILE_ANSWERING, DIES_WHILE_SAVING], ids=["answering", "saving"])
def test_death_in_a_turn_keeps_the_finished_ones_and_offers_the_text(url: str, script: str) -> None:
    thread_id, *announced = run_until_death(script, url)
    with closing(Store.open(url)) as store:
        assert assert_only_whole_turns(store, thread_id, announced) == [1, 2]
        offered = store.unfinished(thread_id)
        assert offered is not None
        assert (offered.n, offered.text) == (3, "a message")


@pytest.mark.parametrize("lines", [2, 7, 23])
def test_a_kill_at_any_moment_leaves_only_whole_turns(url: str, lines: int) -> None:
    thread_id, *announced = run_until_death(NEVER_ENDS, url, lines=lines)
    with closing(Store.open(url)) as store:
        numbers = assert_only_whole_turns(store, thread_id, announced)
        assert len(numbers) >= lines - 1
        assert talk(store, store.thread(thread_id)) > numbers[-1]


def test_a_long_conversation_costs_a_turn_no_more_statements(store: Store, thread: Thread) -> None:
    def statements() -> int:
        asked: list[object] = []
        engine = store._database.place.reading

        def count(*call: object) -> None:
            asked.append(call[2])

        sql_event.listen(engine, "before_cursor_execute", count)
        n = store.start_turn(thread.id, "hello")
        store.turns(thread.id, last=10)
        store.finish_turn(thread.id, n, reply("Hi."), [fact(thread, n)])
        sql_event.remove(engine, "before_cursor_execute", count)
        return len(asked)

    first = statements()
    for _ in range(60):
        talk(store, thread)
    assert statements() == first
