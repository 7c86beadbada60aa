"""Choices: any JSON value under a key, its own for each applicant."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from bot.errors import BadInput
from bot.store import Applicant, NewProgram, Store

FRESNO = "saint-agnes-fresno-fm"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with closing(Store.open(store_url)) as opened:
        yield opened


@pytest.fixture
def ana(store: Store) -> Applicant:
    return store.create_applicant("Ana")


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


def test_nothing_is_chosen_at_first(store: Store, ana: Applicant) -> None:
    assert store.choices(ana.id) == {}


@pytest.mark.parametrize(
    "value",
    [2500, 2.5, True, False, 0, "", "später 🙂", [], ["a", "b"], {}, {"psychiatry": [FRESNO]}, nested(5)],
)
def test_a_value_comes_back_as_it_was(store: Store, ana: Applicant, value: Any) -> None:
    store.choose(ana.id, "anything", value)
    assert repr(store.choices(ana.id)) == repr({"anything": value})


@pytest.mark.parametrize(("first", "second"), [(2500, 3000), (["a"], []), (1, True), ([0], [False])])
def test_a_later_value_replaces_the_earlier_one(
    store: Store, ana: Applicant, first: Any, second: Any
) -> None:
    for value in (first, second):
        store.choose(ana.id, "anything", value)
    assert repr(store.choices(ana.id)) == repr({"anything": second})


def test_none_forgets_a_choice_and_keeps_the_others(store: Store, ana: Applicant) -> None:
    store.choose(ana.id, "budget", 2500)
    store.choose(ana.id, "checklist", ["step3"])
    for _ in range(2):
        store.choose(ana.id, "budget", None)
    assert store.choices(ana.id) == {"checklist": ["step3"]}


def test_choices_of_two_applicants_do_not_mix(store: Store, ana: Applicant) -> None:
    mei = store.create_applicant("Mei")
    store.choose(ana.id, "budget", 2500)
    store.choose(mei.id, "budget", 900)
    store.choose(ana.id, "budget", None)
    assert store.choices(mei.id) == {"budget": 900}


def test_tuples_are_kept_as_lists(store: Store, ana: Applicant) -> None:
    store.choose(ana.id, "signals", (FRESNO,))
    assert store.choices(ana.id) == {"signals": [FRESNO]}


@pytest.mark.parametrize("key", ["", "Budget", "my budget", "1st", "x" * 61, "own-1", "a\n"])
def test_another_key_is_refused(store: Store, ana: Applicant, key: str) -> None:
    with pytest.raises(BadInput, match="a choice is named") as caught:
        store.choose(ana.id, key, 1)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (float("nan"), "plain JSON"),
        ({1, 2}, "plain JSON"),
        (object(), "plain JSON"),
        ({(1, 2): 3}, "plain JSON"),
        (nested(100_000), "plain JSON|longer"),
        ("x" * 20_000, "longer than 20000"),
        (nested(6), "more than 5 lists"),
        ("half a \ud83d character", "characters that cannot be stored"),
    ],
    ids=["nan", "set", "object", "tuple key", "endless", "long", "deep", "half character"],
)
def test_what_is_no_json_of_ordinary_size_is_refused(
    store: Store, ana: Applicant, value: Any, problem: str
) -> None:
    with pytest.raises(BadInput, match=problem):
        store.choose(ana.id, "anything", value)
    assert store.choices(ana.id) == {}


def test_an_unknown_applicant_is_refused(store: Store) -> None:
    with pytest.raises(BadInput, match="no longer here"):
        store.choose("gone", "budget", 1)


@pytest.mark.parametrize(
    ("make", "left"),
    [
        (lambda own: own, {}),
        (lambda own: [FRESNO, own], {"anything": [FRESNO]}),
        (lambda own: {own: 1, FRESNO: 2}, {"anything": {FRESNO: 2}}),
        (lambda own: {"first": own, "second": FRESNO}, {"anything": {"second": FRESNO}}),
        (lambda own: {"gold": [[own]], "silver": [FRESNO]}, {"anything": {"gold": [[]], "silver": [FRESNO]}}),
        (lambda own: [1, f"about {own}?"], None),
    ],
    ids=["alone", "in a list", "as a key", "under a key", "deep", "inside a text"],
)
def test_a_deleted_program_leaves_the_choices(store: Store, ana: Applicant, make: Any, left: Any) -> None:
    (own,) = store.add_own_programs(ana.id, [NewProgram("Mine")])
    store.choose(ana.id, "anything", make(own.id))
    before = store.choices(ana.id)
    store.delete_own_program(ana.id, own.id)
    assert store.choices(ana.id) == (before if left is None else left)
