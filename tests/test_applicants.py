"""Applicants: their records, the active one, and their ledgers."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import event as sql_event

from bot.applicant.facts import Value
from bot.applicant.ledger import Event, Ledger, Status
from bot.errors import BadInput
from bot.store import Store

AT = "2026-11-25T09:00:00+00:00"


def said(field: str, value: Value | None, status: Status = Status.CONFIRMED) -> Event:
    return Event(field, value, status, "", "card", None, None, AT)


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with closing(Store.open(store_url)) as opened:
        yield opened


def test_applicants_are_listed_in_the_order_they_were_created(store: Store) -> None:
    created = [store.create_applicant(name) for name in ("Zoe", "Ana", "Mei")]
    assert store.applicants() == created


def test_an_example_is_marked(store: Store) -> None:
    assert store.applicant(store.create_applicant("Example", example=True).id).example


def test_ids_are_long_and_differ(store: Store) -> None:
    ids = {store.create_applicant("Ana").id for _ in range(20)}
    assert len(ids) == 20
    assert min(len(key) for key in ids) >= 16


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Ana \n Díaz ", "Ana Díaz"), ("x" * 80, "x" * 80), ("x" * 81, "x" * 79 + "…")],
)
def test_a_name_is_one_short_line(store: Store, typed: str, kept: str) -> None:
    assert store.create_applicant(typed).name == kept


@pytest.mark.parametrize("empty", ["", "  ", "\n\t"])
def test_an_empty_name_is_refused(store: Store, empty: str) -> None:
    with pytest.raises(BadInput, match="empty"):
        store.create_applicant(empty)


def test_renaming_keeps_the_record(store: Store) -> None:
    ana = store.create_applicant("Ana")
    renamed = store.rename_applicant(ana.id, "Anna")
    assert (renamed.id, renamed.name, renamed.created) == (ana.id, "Anna", ana.created)
    assert store.applicants() == [renamed]


def test_nobody_is_active_at_first(store: Store) -> None:
    assert store.active_applicant() is None


def test_the_active_applicant_is_remembered(shared_url: str) -> None:
    with closing(Store.open(shared_url)) as first:
        first.create_applicant("Ana")
        mei = first.create_applicant("Mei")
        first.set_active_applicant(mei.id)
    with closing(Store.open(shared_url)) as second:
        assert second.active_applicant() == mei


def test_me_is_created_once(store: Store) -> None:
    me = store.ensure_applicant()
    assert me.name == "Me"
    assert store.ensure_applicant() == me
    assert store.applicants() == [me]


def test_many_first_visitors_at_once_make_one_record(shared_url: str) -> None:
    with closing(Store.open(shared_url)) as store:
        visits = [threading.Thread(target=store.ensure_applicant) for _ in range(8)]
        for visit in visits:
            visit.start()
        for visit in visits:
            visit.join()
        assert len(store.applicants()) == 1


def test_the_example_is_never_taken_for_the_person(store: Store) -> None:
    store.create_applicant("Example", example=True)
    assert not store.ensure_applicant().example


def test_a_real_record_becomes_active_before_a_new_one_is_made(store: Store) -> None:
    ana = store.create_applicant("Ana")
    assert store.ensure_applicant() == ana == store.active_applicant()


def test_deleting_the_active_applicant_leaves_nobody_active(store: Store) -> None:
    me = store.ensure_applicant()
    store.delete_applicant(me.id)
    assert store.active_applicant() is None


def test_deleting_one_applicant_keeps_the_other(store: Store) -> None:
    ana, mei = store.create_applicant("Ana"), store.create_applicant("Mei")
    store.append_event(mei.id, said("step1", "pass"))
    store.delete_applicant(ana.id)
    assert store.applicants() == [mei]
    assert store.ledger(mei.id).profile == {"step1": "pass"}


def test_a_record_belongs_to_whoever_is_logged_in(store: Store) -> None:
    alone, ana = store.create_applicant("Me"), store.create_applicant("Ana", owner="ana@home")
    assert (alone.owner, ana.owner) == ("", "ana@home")
    assert store.applicant(ana.id) == ana


def test_each_owner_sees_their_own_records(store: Store) -> None:
    alone, ana, mei = (store.create_applicant("Same name", owner=owner) for owner in ("", "ana", "mei"))
    assert store.applicants("ana") == [ana]
    assert store.applicants("") == [alone]
    assert store.applicants("nobody") == []
    assert store.applicants() == [alone, ana, mei]


def test_each_owner_has_their_own_active_applicant(store: Store) -> None:
    first, second = (
        store.create_applicant("First", owner="ana"),
        store.create_applicant("Second", owner="ana"),
    )
    store.set_active_applicant(second.id)
    mei, alone = store.ensure_applicant("mei"), store.ensure_applicant()
    assert {first.owner, mei.owner, alone.owner} == {"ana", "mei", ""}
    assert store.ensure_applicant("ana") == store.active_applicant("ana") == second
    assert store.active_applicant("mei") == mei
    assert store.active_applicant() == alone


@pytest.mark.parametrize("owner", ["a", "an%", "an_", "ana:x", "Ana"])
def test_a_like_sounding_owner_gets_nothing_of_anas(store: Store, owner: str) -> None:
    ana = store.ensure_applicant("ana")
    assert store.ensure_applicant(owner) != ana
    assert store.applicants(owner) == [store.active_applicant(owner)]


def test_deleting_an_owners_active_applicant_leaves_the_others_active(store: Store) -> None:
    ana, mei = store.ensure_applicant("ana"), store.ensure_applicant("mei")
    store.delete_applicant(ana.id)
    assert store.active_applicant("ana") is None
    assert store.active_applicant("mei") == mei


def test_an_unknown_id_is_refused_by_everything_that_changes(store: Store) -> None:
    for attempt in (
        lambda: store.applicant("gone"),
        lambda: store.rename_applicant("gone", "Ana"),
        lambda: store.delete_applicant("gone"),
        lambda: store.set_active_applicant("gone"),
        lambda: store.append_event("gone", said("step1", "pass")),
        lambda: store.create_thread("gone", "Title"),
        lambda: store.export_applicant("gone"),
    ):
        with pytest.raises(BadInput, match="no longer here"):
            attempt()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("step2ck", 214),
        ("step1", "fail"),
        ("usce_months", 2.5),
        ("previously_unmatched", False),
        ("specialty", ("internal_medicine", "family_medicine")),
        ("languages", ()),
        ("story_change", "Tôi học mỗi ngày — “chậm mà chắc” 🙂"),
    ],
)
def test_a_value_comes_back_as_it_was(store: Store, field: str, value: Value) -> None:
    me = store.ensure_applicant()
    store.append_event(me.id, said(field, value))
    back = store.ledger(me.id).value(field)
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("status", [Status.DECLINED, Status.UNKNOWN, Status.RETRACTED])
def test_an_event_without_a_value_comes_back_whole(store: Store, status: Status) -> None:
    me = store.ensure_applicant()
    event = said("visa", None, status)
    store.append_event(me.id, event)
    assert store.ledger(me.id) == Ledger((event,))


def test_events_keep_their_order(store: Store) -> None:
    me = store.ensure_applicant()
    events = tuple(said("step2ck", score) for score in (250, 201, 230))
    for event in events:
        store.append_event(me.id, event)
    assert store.ledger(me.id).events == events
    assert store.ledger(me.id).value("step2ck") == 230


def test_ledgers_do_not_mix(store: Store) -> None:
    ana, mei = store.create_applicant("Ana"), store.create_applicant("Mei")
    store.append_event(ana.id, said("step1", "fail"))
    assert store.ledger(mei.id) == Ledger()


def test_a_ledger_is_one_query_however_long(store: Store) -> None:
    me = store.ensure_applicant()
    for score in range(200, 240):
        store.append_event(me.id, said("step2ck", score))
    asked: list[str] = []
    engine = store._database.place.reading
    sql_event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    store.ledger(me.id)
    assert [statement.split()[0] for statement in asked if statement != "BEGIN"] == ["SELECT"]


def test_an_event_about_no_known_fact_is_a_programming_error(store: Store) -> None:
    me = store.ensure_applicant()
    with pytest.raises(ValueError, match="shoe_size"):
        store.append_event(me.id, said("shoe_size", 39))
    assert store.ledger(me.id) == Ledger()


def test_a_card_event_that_names_a_turn_is_a_programming_error(store: Store) -> None:
    me = store.ensure_applicant()
    with pytest.raises(ValueError, match="finish_turn"):
        store.append_event(me.id, Event("step1", "pass", Status.STATED, "", "reader", "t", 1, AT))
