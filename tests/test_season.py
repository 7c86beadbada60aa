"""The season's dates are data, checked on loading, and place a day inside or outside."""

from datetime import date
from pathlib import Path

import pytest

from bot.assess.season import load_season
from bot.errors import DataError


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
            'season = 2027\n[[date]]\nid="x"\nwhat="w"\nconfidence="high"\nsource="s"\ndate="soon"',
            "not an ISO date",
        ),
    ],
)
def test_a_wrong_file_is_refused_by_place(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "season.toml"
    path.write_text(text)
    with pytest.raises(DataError, match=words):
        load_season(path)
