"""Field specs: what a value may be, and the one-line error when it may not."""

from datetime import date

import pytest

from bot.applicant.facts import FIELDS, FLAT_KEYS, flat, parse, parse_profile, show
from bot.errors import BadInput

TODAY = date(2026, 11, 25)

GOOD = [
    ("step1", "pass", "pass"),
    ("step1", 214, 214),
    ("step1", "214", 214),
    ("step2ck", "not_taken", "not_taken"),
    ("step2ck_failures", 0, 0),
    ("graduation_year", 2017, 2017),
    ("usce_months", 1.5, 1.5),
    ("usce_months", 3.0, 3),
    ("specialty", ["family_medicine", "internal_medicine"], ("family_medicine", "internal_medicine")),
    ("region_ties", [], ()),
    ("previously_unmatched", True, True),
    ("step2ck_date", "2024-07", "2024-07"),
    ("citizenship_status", "needs_visa", "needs_visa"),
]
BAD = [
    ("step1", 412, "from 100 to 300"),
    ("step2ck", 99, "two-digit"),
    ("step2ck", "2 hundred", "from 100 to 300"),
    ("step1", True, "from 100 to 300"),
    ("graduation_year", 2031, "from 1950 to 2027"),
    ("step1_failures", -1, "from 0 to 6"),
    ("step1_failures", 1.5, "whole number"),
    ("usce_months", "many", "number"),
    ("specialty", ["witchcraft"], "not known"),
    ("languages", [3], "list of names"),
    ("visa", "tourist", "one of j1, h1b, either"),
    ("previously_unmatched", "yes", "true or false"),
    ("step2ck_date", "2027-01", "past year or month"),
    ("step2ck_date", "24", "past year or month"),
    ("favourite_color", "blue", "not a known fact"),
    ("story_cause", "x" * 3_000, "2000 characters"),
]


@pytest.mark.parametrize(("key", "raw", "value"), GOOD)
def test_a_usable_value_is_typed(key: str, raw: object, value: object) -> None:
    assert parse(key, raw, TODAY) == value


@pytest.mark.parametrize(("key", "raw", "words"), BAD)
def test_an_unusable_value_is_refused_by_name(key: str, raw: object, words: str) -> None:
    with pytest.raises(BadInput) as error:
        parse(key, raw, TODAY)
    assert key in str(error.value)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_null_in_a_profile_is_unknown() -> None:
    assert parse_profile({"step1": "pass", "step3": None}, TODAY) == {"step1": "pass"}


def test_a_profile_that_is_no_object_is_refused() -> None:
    with pytest.raises(BadInput, match="JSON object"):
        parse_profile(["step1"], TODAY)


def test_not_taken_is_no_fact_in_the_exchange_form() -> None:
    assert flat({"step1": "pass", "step3": "not_taken"}) == {"step1": "pass"}


def test_private_facts_are_never_in_the_exchange_form() -> None:
    assert not any(FIELDS[key].private for key in FLAT_KEYS)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("citizenship_status", "permanent_resident", "permanent resident (green card)"),
        ("specialty", ("family_medicine",), "Family Medicine"),
        ("region_ties", (), "none"),
        ("previously_unmatched", False, "no"),
        ("step2ck", 223, "223"),
        ("step1", "pass", "passed"),
    ],
)
def test_a_value_is_shown_in_words(key: str, value: object, words: str) -> None:
    assert show(key, value) == words  # type: ignore[arg-type]
