"""Settings come from the given environment, flags win, and a bad value is named in one line."""

from datetime import date
from pathlib import Path

import pytest

from bot import settings
from bot.errors import BadInput


def test_defaults_serve_locally_and_keep_data_outside_the_checkout() -> None:
    loaded = settings.load({})
    assert (loaded.host, loaded.port, loaded.model) == ("127.0.0.1", 7860, "builtin")
    assert settings.ROOT not in loaded.data_dir.parents
    assert loaded.database_url == f"sqlite:///{loaded.data_dir / 'stepwise.db'}"


def test_the_environment_is_read() -> None:
    loaded = settings.load(
        {"ADVISOR_PORT": "8000", "ADVISOR_DATA_DIR": "/tmp/x", "ADVISOR_TODAY": "2026-11-23"}
    )
    assert (loaded.port, loaded.data_dir, loaded.today) == (8000, Path("/tmp/x"), date(2026, 11, 23))


def test_a_flag_wins_over_the_environment() -> None:
    assert settings.load({"ADVISOR_PORT": "8000"}, port=9000).port == 9000
    assert settings.load({"ADVISOR_PORT": "8000"}, port=None).port == 8000


def test_without_a_fixed_date_today_is_the_calendars() -> None:
    assert settings.load({}).today == date.today()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADVISOR_PORT", "seventy"),
        ("ADVISOR_PORT", "70000"),
        ("ADVISOR_HOST", "0.0.0.0"),
        ("ADVISOR_TODAY", "tomorrow"),
        ("ADVISOR_TODAY", "2026-13-01"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str) -> None:
    with pytest.raises(BadInput) as error:
        settings.load({name: value})
    assert name in str(error.value)
    assert value in str(error.value)
