"""Finding the programs a text names: distinctive words, initials, nicknames; never plain English."""

import pytest

from bot.assess.records import load_programs
from bot.assess.records.lookup import load_lookup

LOOKUP = load_lookup(load_programs())


def ids(text: str, *specialties: str) -> list[str]:
    return [program.id for program in LOOKUP.find(text, specialties)]


@pytest.mark.parametrize(
    ("text", "program"),
    [
        ("is Natividad friendly to IMGs?", "natividad-salinas-fm"),
        ("EAST PIERCE", "multicare-puyallup-fm"),
        ("does highland in oakland take attempts", "highland-oakland-im"),
        ("mercy redding", "mercy-redding-fm"),
        ("scripps mercy chula vista", "scripps-mercy-chula-vista-fm"),
        ("contra costa?", "contra-costa-martinez-fm"),
        ("valley family medicine modesto", "valley-fm-modesto"),
    ],
)
def test_a_name_finds_its_program_first(text: str, program: str) -> None:
    assert ids(text)[0] == program


def test_an_institution_finds_all_its_programs() -> None:
    assert set(ids("Kern Medical")) == {
        "kern-bakersfield-em",
        "kern-bakersfield-psych",
        "kern-bakersfield-surg",
        "kern-medical-bakersfield-im",
    }


def test_initials_stand_for_the_name() -> None:
    assert "ruhs-morenovalley-psych" in ids("RUHS")


def test_a_specialty_narrows_a_name() -> None:
    assert ids("st joseph's stockton", "psychiatry") == ["sjmc-stockton-psych"]


def test_the_city_tells_namesakes_apart() -> None:
    assert all("fresno" in found for found in ids("ucsf fresno"))


def test_a_city_that_is_an_institution_is_one() -> None:
    assert "loma-linda-im" in ids("loma linda")


@pytest.mark.parametrize(
    "text",
    [
        "should I apply broadly in California?",
        "which programs in fresno accept failures",
        "what is a good step 3 score",
        "can i still match with a failed step",
        "first three months of usce",
        "county hospitals in texas",
        "",
        "?!",
    ],
)
def test_plain_words_and_places_name_no_program(text: str) -> None:
    assert ids(text) == []


def test_every_program_with_a_name_of_its_own_is_found_by_its_whole_name() -> None:
    found = sum(program.id in ids(program.name) for program in load_programs())
    assert found >= 0.95 * len(load_programs())


def test_the_one_in_a_city_is_found_and_a_city_alone_is_not() -> None:
    assert ids("does the one in Yakima take people with attempts?") == ["cwfmr-yakima-fm"]
    assert ids("is there a program in Yakima, WA", "psychiatry") == []
    assert ids("I lived in Yakima for a year") == []
