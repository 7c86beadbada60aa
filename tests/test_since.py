"""Coming back: what passed since the last visit, in one line, or nothing."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.assess.plan import PlanDate
from bot.ui.since import VISIT, line, since
from tests.fakes_ui import TODAY, FakeServices, services


def on(day: str, what: str, source: str = "https://www.nrmp.org") -> PlanDate:
    state = "past" if day < TODAY.isoformat() else "open"
    return PlanDate(what, day, what, state, "high", source, False, "")


DATES = (on("2026-11-10", "Early day"), on("2026-11-20", "Late day"), on("2026-12-02", "Next day"))


@pytest.fixture
def made(tmp_path: Path) -> FakeServices:
    return services(tmp_path)


def test_it_says_what_passed_what_is_next_and_the_source() -> None:
    told = line(DATES, date(2026, 11, 16), TODAY)
    for words in ("9 days", "Late day", "20 November", "Next: Next day", "in 7 days", "nrmp.org"):
        assert words in told
    assert "Early day" not in told


def test_several_are_counted_in_the_same_line() -> None:
    told = line(DATES, date(2026, 11, 1), TODAY)
    assert "and 1 more before it" in told
    assert told.count("<p") == 1


def test_nothing_is_said_when_nothing_passed() -> None:
    assert line(DATES, date(2026, 11, 21), TODAY) == ""


def test_a_first_visit_says_nothing_and_is_kept(made: FakeServices) -> None:
    me = made.store.ensure_applicant().id
    assert since(made, me) == ""  # type: ignore[arg-type]
    assert made.store.choices(me)[VISIT]["last"] == TODAY.isoformat()


def visited(made: FakeServices, day: date) -> str:
    me = made.store.ensure_applicant().id
    since(replace(made, today=day), me)  # type: ignore[arg-type]
    return me


def test_it_is_told_all_day(made: FakeServices) -> None:
    me = visited(made, date(2026, 9, 1))
    first, second = since(made, me), since(made, me)  # type: ignore[arg-type]
    assert "Since you were here: 85 days" in first
    assert first == second


def test_the_next_day_it_is_gone(made: FakeServices) -> None:
    me = visited(made, date(2026, 9, 1))
    since(made, me)  # type: ignore[arg-type]
    assert since(replace(made, today=TODAY + timedelta(days=1)), me) == ""  # type: ignore[arg-type]


def test_the_example_is_no_visit(made: FakeServices) -> None:
    other = made.store.create_applicant("Example", example=True).id
    assert since(made, other) == ""  # type: ignore[arg-type]
    assert VISIT not in made.store.choices(other)


@pytest.mark.parametrize("kept", ["x", {"last": "soon"}, {"last": 5, "before": []}, []])
def test_an_edited_visit_counts_as_none(made: FakeServices, kept: object) -> None:
    me = made.store.ensure_applicant().id
    made.store.choose(me, VISIT, kept)
    assert since(made, me) == ""  # type: ignore[arg-type]
