"""The tracker: statuses, findings and added programs of an applicant, and what is refused."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadInput
from bot.store import STATUSES, Applicant, Finding, NewProgram, Store, Tracked

FRESNO, STOCKTON = "saint-agnes-fresno-fm", "sjmc-stockton-psych"
FOUND = Finding(FRESNO, "step2ck_min", 210, "2026-11-20", "phone", "Ms Lee in the office.")
MINE = NewProgram("Mine", "family_medicine", "Fresno", "CA", "https://mine.org/fm", "Small.")
CANARY = "CANARY"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    clock = datetime(2026, 11, 25, tzinfo=UTC)
    with closing(Store.open(store_url, lambda: clock)) as opened:
        yield opened


@pytest.fixture
def ana(store: Store) -> Applicant:
    return store.create_applicant("Ana")


@pytest.fixture
def mei(store: Store) -> Applicant:
    return store.create_applicant("Mei")


def test_nothing_is_tracked_at_first(store: Store, ana: Applicant) -> None:
    assert store.tracked(ana.id) == {}
    assert store.findings(ana.id) == ()
    assert store.own_programs(ana.id) == []


@pytest.mark.parametrize("status", STATUSES[1:])
def test_a_status_is_kept_with_its_time(store: Store, ana: Applicant, status: str) -> None:
    store.track(ana.id, FRESNO, status)
    kept = store.tracked(ana.id)
    assert kept == {FRESNO: Tracked(FRESNO, status, kept[FRESNO].changed)}
    assert kept[FRESNO].changed.startswith("2026-11-25T00:00:00")


def test_a_later_status_replaces_the_earlier_one(store: Store, ana: Applicant) -> None:
    store.track(ana.id, FRESNO, "applied")
    first = store.tracked(ana.id)[FRESNO]
    store.track(ana.id, FRESNO, "invited")
    second = store.tracked(ana.id)[FRESNO]
    assert second.status == "invited"
    assert second.changed > first.changed


def test_the_same_status_again_is_no_change(store: Store, ana: Applicant) -> None:
    store.track(ana.id, FRESNO, "applied")
    before = store.tracked(ana.id)
    store.track(ana.id, FRESNO, "applied")
    assert store.tracked(ana.id) == before


def test_none_takes_a_program_off_the_tracker(store: Store, ana: Applicant) -> None:
    for program in (FRESNO, STOCKTON):
        store.track(ana.id, program, "applied")
    store.track(ana.id, FRESNO, "none")
    assert list(store.tracked(ana.id)) == [STOCKTON]


def test_none_for_a_program_that_is_not_tracked_changes_nothing(store: Store, ana: Applicant) -> None:
    store.track(ana.id, FRESNO, "none")
    assert store.tracked(ana.id) == {}


@pytest.mark.parametrize("status", ["", "hired", "Applied", "none "])
def test_another_status_is_refused(store: Store, ana: Applicant, status: str) -> None:
    with pytest.raises(BadInput, match="status of a program"):
        store.track(ana.id, FRESNO, status)
    assert store.tracked(ana.id) == {}


@pytest.mark.parametrize("program", ["", " ", "a program", "-x", "x" * 101, "x\ny", "é"])
def test_what_is_no_id_of_a_program_is_refused(store: Store, ana: Applicant, program: str) -> None:
    with pytest.raises(BadInput, match="named by its id"):
        store.track(ana.id, program, "applied")


@pytest.mark.parametrize("value", ["no_limit", 210, 2.5, True, False, 0, 1, -1])
def test_a_finding_comes_back_as_it_was(store: Store, ana: Applicant, value: str | int | float) -> None:
    finding = replace(FOUND, value=value)
    store.record_finding(ana.id, finding)
    (back,) = store.findings(ana.id)
    assert back == finding
    assert type(back.value) is type(value)


def test_a_newer_finding_replaces_the_one_about_the_same_rule(store: Store, ana: Applicant) -> None:
    newer = Finding(FRESNO, "step2ck_min", 220, "2026-11-24", "email")
    for finding in (FOUND, newer):
        store.record_finding(ana.id, finding)
    assert store.findings(ana.id) == (newer,)


@pytest.mark.parametrize(("first", "second"), [(1, True), (False, 0), (True, 1.0)])
def test_values_that_python_takes_for_equal_replace_one_another(
    store: Store, ana: Applicant, first: Any, second: Any
) -> None:
    for value in (first, second):
        store.record_finding(ana.id, replace(FOUND, value=value))
    assert type(store.findings(ana.id)[0].value) is type(second)


def test_findings_are_ordered_by_program_and_rule(store: Store, ana: Applicant) -> None:
    places = [(STOCKTON, "visa_j1"), (FRESNO, "visa_j1"), (FRESNO, "accepts_imgs")]
    for program, rule in places:
        store.record_finding(ana.id, replace(FOUND, program_id=program, rule=rule))
    assert [(finding.program_id, finding.rule) for finding in store.findings(ana.id)] == sorted(places)


def test_a_dropped_finding_is_gone_and_the_others_stay(store: Store, ana: Applicant) -> None:
    other = replace(FOUND, rule="visa_j1")
    for finding in (FOUND, other):
        store.record_finding(ana.id, finding)
    store.drop_finding(ana.id, FRESNO, "step2ck_min")
    assert store.findings(ana.id) == (other,)


def test_dropping_what_is_not_there_changes_nothing(store: Store, ana: Applicant) -> None:
    store.record_finding(ana.id, FOUND)
    store.drop_finding(ana.id, FRESNO, "visa_j1")
    store.drop_finding(ana.id, STOCKTON, "step2ck_min")
    assert store.findings(ana.id) == (FOUND,)


def test_texts_of_a_finding_are_trimmed(store: Store, ana: Applicant) -> None:
    store.record_finding(ana.id, replace(FOUND, value=" no\nlimit ", where=" by\n phone", note=" a\n\nb \n"))
    (kept,) = store.findings(ana.id)
    assert (kept.value, kept.where, kept.note) == ("no limit", "by phone", "a\n\nb")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"program_id": "no id"}, "a program is named by its id"),
        ({"rule": ""}, "a rule is named by its id"),
        ({"rule": "a rule"}, "a rule is named by its id"),
        ({"value": " "}, "the answer must not be empty"),
        ({"value": "x" * 201}, "the answer must have at most 200"),
        ({"value": 10**10}, "the answer is too large"),
        ({"value": float("nan")}, "the answer is too large or is not a number"),
        ({"value": float("-inf")}, "the answer is too large or is not a number"),
        ({"found_on": ""}, "must look like 2026-11-20"),
        ({"found_on": "20.11.2026"}, "must look like 2026-11-20"),
        ({"found_on": "20261120"}, "must look like 2026-11-20"),
        ({"found_on": "2026-W47-5"}, "must look like 2026-11-20"),
        ({"found_on": "2026-02-30"}, "must look like 2026-11-20"),
        ({"where": ""}, "where it was found must not be empty"),
        ({"where": "x" * 201}, "where it was found must have at most 200"),
        ({"note": "x" * 2001}, "the note must have at most 2000"),
        ({"note": "half a \ud83d character"}, "characters that cannot be stored"),
    ],
)
def test_a_bad_finding_is_refused_in_one_line(
    store: Store, ana: Applicant, change: dict[str, Any], problem: str
) -> None:
    with pytest.raises(BadInput, match=problem) as caught:
        store.record_finding(ana.id, replace(FOUND, **change))
    assert len(str(caught.value).splitlines()) == 1
    assert store.findings(ana.id) == ()


def test_an_added_program_comes_back_whole(store: Store, ana: Applicant) -> None:
    (own,) = store.add_own_programs(ana.id, [MINE])
    assert store.own_programs(ana.id) == [own]
    assert (own.name, own.specialty, own.city) == ("Mine", "family_medicine", "Fresno")
    assert (own.state, own.website, own.notes) == ("CA", "https://mine.org/fm", "Small.")
    assert own.created.startswith("2026-11-25")


def test_ids_of_added_programs_differ_and_cannot_be_guessed(store: Store, ana: Applicant) -> None:
    ids = {own.id for own in store.add_own_programs(ana.id, [MINE] * 20)}
    assert len(ids) == 20
    assert all(key.startswith("own-") and len(key) >= 20 for key in ids)


def test_added_programs_keep_their_order(store: Store, ana: Applicant) -> None:
    names = [f"Program {number}" for number in range(60)]
    for part in (names[:50], names[50:]):
        store.add_own_programs(ana.id, [NewProgram(name) for name in part])
    assert [own.name for own in store.own_programs(ana.id)] == names


def test_only_the_name_of_a_program_is_needed(store: Store, ana: Applicant) -> None:
    (own,) = store.add_own_programs(ana.id, [NewProgram("  Mine \n own ")])
    assert (own.name, own.specialty, own.website) == ("Mine own", None, "")


def test_adding_none_is_no_error(store: Store, ana: Applicant) -> None:
    assert store.add_own_programs(ana.id, []) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": ""}, "the name of a program must not be empty"),
        ({"name": "x" * 201}, "the name of a program must have at most 200"),
        ({"specialty": ""}, "a specialty is named by its id"),
        ({"specialty": "Family Medicine"}, "a specialty is named by its id"),
        ({"city": "x" * 201}, "the city must have at most"),
        ({"state": "x" * 201}, "the state must have at most"),
        ({"website": "mine.org"}, "the website must begin with http"),
        ({"website": "javascript:alert(1)"}, "the website must begin with http"),
        ({"website": "data:text/html,x"}, "the website must begin with http"),
        ({"website": "ftp://mine.org"}, "the website must begin with http"),
        ({"website": "https://"}, "the website must begin with http"),
        ({"website": "https:///fm"}, "the website must begin with http"),
        ({"website": "https://mine.org/a b"}, "have no spaces"),
        ({"website": 'https://mine.org/"onclick="x'}, "the website must begin with http"),
        ({"website": "https://mine.org/" + "x" * 500}, "the website must have at most 500"),
        ({"notes": "x" * 2001}, "the notes must have at most 2000"),
    ],
)
def test_a_bad_program_is_named_and_none_is_added(
    store: Store, ana: Applicant, change: dict[str, Any], problem: str
) -> None:
    with pytest.raises(BadInput, match=problem) as caught:
        store.add_own_programs(ana.id, [MINE, replace(MINE, **change)])
    assert str(caught.value).startswith("program 2: ")
    assert store.own_programs(ana.id) == []


@pytest.mark.parametrize(
    "website", ["http://mine.org", "HTTPS://Mine.org:8443/a?b=c#d", "https://mine.org?x"]
)
def test_an_ordinary_website_is_kept(store: Store, ana: Applicant, website: str) -> None:
    (own,) = store.add_own_programs(ana.id, [replace(MINE, website=website)])
    assert own.website == website


def test_a_deleted_program_takes_all_that_was_kept_about_it(store: Store, ana: Applicant) -> None:
    gone, kept = store.add_own_programs(ana.id, [MINE, MINE])
    for program in (gone, kept):
        store.track(ana.id, program.id, "applied")
        store.record_finding(ana.id, replace(FOUND, program_id=program.id))
    store.choose(ana.id, "signals", [FRESNO, gone.id, kept.id])
    store.delete_own_program(ana.id, gone.id)
    assert store.own_programs(ana.id) == [kept]
    assert list(store.tracked(ana.id)) == [kept.id]
    assert [finding.program_id for finding in store.findings(ana.id)] == [kept.id]
    assert store.choices(ana.id) == {"signals": [FRESNO, kept.id]}


def test_a_deleted_program_is_in_no_file(tmp_path: Path) -> None:
    def canaries() -> int:
        return sum(path.read_bytes().count(CANARY.encode()) for path in tmp_path.iterdir())

    with closing(Store.open(f"sqlite:///{tmp_path / 'stepwise.db'}")) as store:
        me = store.ensure_applicant()
        (own,) = store.add_own_programs(me.id, [replace(MINE, name=CANARY, notes=CANARY)])
        store.record_finding(me.id, replace(FOUND, program_id=own.id, note=CANARY))
        before = canaries()
        store.delete_own_program(me.id, own.id)
        assert before > 0
        assert canaries() == 0


Attempt = Callable[[Store, str, str], object]

WITH_AN_OWN_PROGRAM: dict[str, Attempt] = {
    "track": lambda store, person, own: store.track(person, own, "applied"),
    "find": lambda store, person, own: store.record_finding(person, replace(FOUND, program_id=own)),
    "delete": lambda store, person, own: store.delete_own_program(person, own),
}


@pytest.mark.parametrize("attempt", WITH_AN_OWN_PROGRAM.values(), ids=WITH_AN_OWN_PROGRAM.keys())
def test_an_added_program_of_another_applicant_cannot_be_named(
    store: Store, ana: Applicant, mei: Applicant, attempt: Attempt
) -> None:
    (own,) = store.add_own_programs(mei.id, [MINE])
    store.track(mei.id, own.id, "applied")
    before = store.export_applicant(mei.id)
    with pytest.raises(BadInput, match="no longer among those you added"):
        attempt(store, ana.id, own.id)
    assert store.export_applicant(mei.id) == before
    assert (store.tracked(ana.id), store.findings(ana.id)) == ({}, ())


@pytest.mark.parametrize("attempt", WITH_AN_OWN_PROGRAM.values(), ids=WITH_AN_OWN_PROGRAM.keys())
def test_a_deleted_program_cannot_be_named_again(store: Store, ana: Applicant, attempt: Attempt) -> None:
    (own,) = store.add_own_programs(ana.id, [MINE])
    store.delete_own_program(ana.id, own.id)
    with pytest.raises(BadInput, match="no longer among those you added"):
        attempt(store, ana.id, own.id)


def test_two_applicants_keep_the_same_program_apart(store: Store, ana: Applicant, mei: Applicant) -> None:
    store.track(ana.id, FRESNO, "applied")
    store.track(mei.id, FRESNO, "invited")
    store.record_finding(mei.id, FOUND)
    store.drop_finding(ana.id, FOUND.program_id, FOUND.rule)
    store.track(ana.id, FRESNO, "none")
    assert store.tracked(mei.id)[FRESNO].status == "invited"
    assert store.findings(mei.id) == (FOUND,)


FOR_ANYBODY: dict[str, Callable[[Store], object]] = {
    "track": lambda store: store.track("gone", FRESNO, "applied"),
    "find": lambda store: store.record_finding("gone", FOUND),
    "drop": lambda store: store.drop_finding("gone", FRESNO, "visa_j1"),
    "add": lambda store: store.add_own_programs("gone", [MINE]),
}


@pytest.mark.parametrize("attempt", FOR_ANYBODY.values(), ids=FOR_ANYBODY.keys())
def test_an_unknown_applicant_is_refused(store: Store, attempt: Callable[[Store], object]) -> None:
    with pytest.raises(BadInput, match="applicant is no longer here"):
        attempt(store)
