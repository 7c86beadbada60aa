"""Taking back and adding, with the ledger."""

import pytest

from bot.applicant.facts import Value
from bot.applicant.ledger import Ledger, Status
from tests.reader.reading import ledger, read


@pytest.mark.parametrize(
    ("text", "held", "field", "value"),
    [
        ("no wait, 2017 and not 2007", ledger(graduation_year=2007, step2ck=214), "graduation_year", 2017),
        ("sorry, I meant 223", ledger(graduation_year=2015, step2ck=213), "step2ck", 223),
        ("actually CK is 216", ledger(step2ck=213), "step2ck", 216),
        ("it should be 3 months, not 2", ledger(usce_months=2), "usce_months", 3),
        ("2015 -> 2016", ledger(graduation_year=2015), "graduation_year", 2016),
        ("I have 2 failures on step 1, not 1", ledger(step1_failures=1), "step1_failures", 2),
        ("oops, graduated in 2015", ledger(graduation_year=2016), "graduation_year", 2015),
    ],
)
def test_words_that_put_right_replace_the_standing_value(
    text: str, held: Ledger, field: str, value: Value
) -> None:
    reading = read(text, "step1", held)[field]
    assert (reading.value, reading.correction) == (value, True)


def test_a_correction_of_another_field_is_no_answer_to_the_asked_one() -> None:
    assert set(read("no wait, 2017 and not 2007", "step1", ledger(graduation_year=2007))) == {
        "graduation_year"
    }


def test_a_plain_contradiction_is_no_correction() -> None:
    assert not read("my CK is 216", None, ledger(step2ck=213))["step2ck"].correction


def test_an_apology_for_something_else_corrects_nothing() -> None:
    assert not read("sorry for my English. CK 216", None, ledger(step2ck=216))["step2ck"].correction


def test_in_one_message_the_later_score_stands() -> None:
    assert read("CK 214, sorry I meant 224")["step2ck"].value == 224


def test_scratch_that_opens_what_the_last_turn_said() -> None:
    readings = read("scratch that", None, ledger(step1="pass", step2ck=213))
    assert {key: reading.status for key, reading in readings.items()} == {"step2ck": Status.RETRACTED}


@pytest.mark.parametrize(
    ("text", "held", "field"),
    [
        ("I also speak Spanish", ledger(languages=("English",)), "languages"),
        ("my sister lives in Portland", ledger(region_ties=("California",)), "region_ties"),
        ("I am also applying to psychiatry", ledger(specialty=("family_medicine",)), "specialty"),
    ],
)
def test_a_further_item_extends_a_list(text: str, held: Ledger, field: str) -> None:
    assert read(text, None, held)[field].adds


def test_another_specialty_without_also_is_left_to_the_applicant() -> None:
    reading = read("I want psychiatry", None, ledger(specialty=("family_medicine",)))["specialty"]
    assert not (reading.adds or reading.correction)


@pytest.mark.parametrize("asked", [None, "us_letters", "step1"])
@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("I should correct myself. It was two months in Portland, the third month was cancelled.", 2),
        ("Clinic was four months, not three. I counted again.", 4),
        ("I counted again: it was 4 months", 4),
        ("my mistake, only two months", 2),
        ("not 3 months, 4", 4),
        ("the rotation was 2 months, not 3 months", 2),
        ("2 months actually", 2),
        ("sorry, it was 6 weeks", 1.5),
        ("I told you three months but it was two", 2),
    ],
)
def test_months_put_right_whatever_was_asked(text: str, months: float, asked: str | None) -> None:
    readings = read(text, asked, ledger(usce_months=3))
    assert {key: (one.value, one.correction) for key, one in readings.items()} == {
        "usce_months": (months, True)
    }


@pytest.mark.parametrize(
    ("text", "asked", "held", "field", "value"),
    [
        ("sorry, two letters not one", "publications", ledger(us_letters=1), "us_letters", 2),
        ("I said 2017 but it is 2016", "step1", ledger(graduation_year=2017), "graduation_year", 2016),
        (
            "earlier I told you 2017; the real year is 2016",
            None,
            ledger(graduation_year=2017),
            "graduation_year",
            2016,
        ),
        ("I said 213 but it was 231", "us_letters", ledger(step2ck=213), "step2ck", 231),
        ("actually 3 letters", "publications", ledger(us_letters=2), "us_letters", 3),
        ("I have 3 letters now, sorry", "publications", ledger(us_letters=2), "us_letters", 3),
        ("actually two letters", "usce_months", ledger(us_letters=1, usce_months=3), "us_letters", 2),
        ("actually 2 interviews", "us_letters", ledger(interviews_this_cycle=1), "interviews_this_cycle", 2),
        ("Four publications, not three", None, ledger(usce_months=3, publications=3), "publications", 4),
    ],
)
def test_the_noun_or_the_old_number_tells_the_field_put_right(
    text: str, asked: str | None, held: Ledger, field: str, value: Value
) -> None:
    readings = read(text, asked, held)
    assert {key: (one.value, one.correction) for key, one in readings.items()} == {field: (value, True)}


@pytest.mark.parametrize(
    "text",
    [
        "sorry I was away two weeks",
        "sorry, 2 months of study",
        "sorry, I have been busy for two months",
        "I finished two months ago, sorry",
    ],
)
def test_a_length_of_time_beside_an_apology_puts_nothing_right(text: str) -> None:
    assert read(text, "us_letters", ledger(usce_months=3)) == {}


def test_two_numbers_with_nouns_of_their_own_are_no_correction() -> None:
    held = ledger(us_letters=2, publications=3)
    assert "us_letters" not in read("I said I have 2 letters but 3 papers", None, held)
