"""The season's dates are data, checked on loading, and place a day inside or outside."""

from datetime import date
from pathlib import Path

import pytest

from bot.assess.season import PHASES, load_season
from bot.errors import DataError
from bot.settings import KNOWLEDGE


def test_the_season_of_the_2027_match_holds_its_dates() -> None:
    season = load_season()
    assert season.year == 2027
    days = {entry.date for entry in season.dates}
    assert {date(2027, 1, 31), date(2027, 3, 3), date(2027, 3, 15), date(2027, 3, 19)} <= days


def test_every_date_has_its_source_and_confidence() -> None:
    for entry in load_season().dates:
        assert entry.source
        assert entry.confidence in {"high", "medium", "low"}


@pytest.mark.parametrize(
    ("day", "runs"),
    [
        (date(2026, 11, 23), True),
        (date(2027, 3, 19), True),
        (date(2027, 5, 1), False),
        (date(2026, 5, 1), False),
    ],
)
def test_a_day_lies_inside_the_season_or_not(day: date, runs: bool) -> None:
    assert load_season().runs(day) is runs


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("season = ", "season.toml"),
        ("season = 2027", "at least one"),
        ('season = 2027\n[[date]]\nid = "x"', "date 1"),
        (
            'season = 2027\n[[date]]\nid="x"\nwhat="w"\nwho="a"\nconfidence="high"\nsource="s"\ndate="soon"',
            "not an ISO date",
        ),
    ],
)
def test_a_wrong_file_is_refused_by_place(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "season.toml"
    path.write_text(text)
    with pytest.raises(DataError, match=words):
        load_season(path)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        ("2025-11-25", "before"),
        ("2026-06-02", "before"),
        ("2026-06-03", "open"),
        ("2026-09-01", "open"),
        ("2026-09-02", "submitting"),
        ("2026-09-22", "submitting"),
        ("2026-09-23", "review"),
        ("2026-10-20", "review"),
        ("2026-10-21", "interviews"),
        ("2026-11-25", "interviews"),
        ("2027-01-31", "interviews"),
        ("2027-02-01", "ranking"),
        ("2027-03-03", "ranking"),
        ("2027-03-04", "waiting"),
        ("2027-03-14", "waiting"),
        ("2027-03-15", "match_week"),
        ("2027-03-18", "match_week"),
        ("2027-03-19", "match_day"),
        ("2027-03-20", "after"),
        ("2029-01-01", "after"),
    ],
)
def test_each_phase_begins_and_ends_on_its_day(day: str, phase: str) -> None:
    assert load_season().phase(date.fromisoformat(day)) == phase


def test_every_phase_begins_on_a_date_of_the_season_or_counts_from_one() -> None:
    season = load_season()
    assert tuple(phase.id for phase in season.phases) == PHASES
    assert season.phases[0].first is None
    assert all(phase.first for phase in season.phases[1:])


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("2026-01-01", {"open"}),
        ("2027-03-03", {"past", "today", "open"}),
        ("2028-01-01", {"past"}),
    ],
)
def test_a_date_is_past_today_or_open(day: str, states: set[str]) -> None:
    today = date.fromisoformat(day)
    assert {entry.state(today) for entry in load_season().dates} == states


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('starts = "eras-opens"', 'starts = "eras-closes"', r"\[phase 1\] 'starts' must be the id"),
        ('id = "ranking"', 'id = "soap"', "the phases must be"),
        ('starts = "eras-submission"', 'starts = "match-day"', "phase 'review' must begin after"),
        ("days_after = 28\njudgement = true", "days_after = 28", r"\[phase 4\] 'source' is missing"),
        ('confidence = "medium"', 'confidence = "sure"', r"\[date 1\] 'confidence' must be one of"),
        ('id = "match-day"', 'id = "match-week"', "same id"),
    ],
)
def test_a_wrong_phase_or_date_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = (KNOWLEDGE / "season.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "season.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=words):
        load_season(path)
