"""Citizenship, green card and visas. A row is a message and all the facts it states."""

import pytest

from tests.reader.reading import facts

TABLE: list[tuple[str, dict[str, object]]] = [
    (
        "My brother is a US citizen living in Bakersfield. I need a J1.",
        {"region_ties": ["California"], "citizenship_status": "needs_visa", "visa": "j1"},
    ),
    ("married to a US citizen, green card interview next month", {}),
    (
        "got my green card in 2022 through my husband, we live in Beaverton",
        {"citizenship_status": "permanent_resident", "region_ties": ["Oregon"]},
    ),
    ("I'm a Canadian citizen, H1B only please", {"citizenship_status": "needs_visa", "visa": "h1b"}),
    ("do all programs sponsor H1B?", {}),
    ("i am on h4 visa", {}),
    (
        "Born in Seattle, raised in Manila. USC",
        {"region_ties": ["Washington"], "citizenship_status": "us_citizen"},
    ),
    ("I'm not a US citizen, I will need sponsorship", {"citizenship_status": "needs_visa"}),
    ("Do I need a visa if I have EAD?", {}),
    ("naturalized last year", {"citizenship_status": "us_citizen"}),
    ("Canadian PR, need visa for US", {"citizenship_status": "needs_visa"}),
    ("H1B preferred, J1 ok", {"citizenship_status": "needs_visa", "visa": "either"}),
    ("currently on J1 research visa", {}),
    ("open to either visa", {}),
    (
        "American-born, Caribbean grad, unmatched since 2015, home state is California.",
        {"citizenship_status": "us_citizen", "previously_unmatched": True, "region_ties": ["California"]},
    ),
    ("citizen of both Mexico and the US", {"citizenship_status": "us_citizen"}),
    ("green card by DV lottery, got it 2 yrs ago", {"citizenship_status": "permanent_resident"}),
    ("I don't need visa sponsorship, I'm a citizen", {"citizenship_status": "us_citizen"}),
    ("on OPT now, would need J-1 for residency", {"citizenship_status": "needs_visa", "visa": "j1"}),
    ("My spouse is GC holder", {}),
    (
        "Nigerian, naturalised American since 2022, living in Oakland",
        {"citizenship_status": "us_citizen", "region_ties": ["California"]},
    ),
    ("conditional green card since May", {"citizenship_status": "permanent_resident"}),
    ("my green card was denied, so I need J1", {"citizenship_status": "needs_visa", "visa": "j1"}),
    ("I will be a citizen in 2028, PR now", {"citizenship_status": "permanent_resident"}),
    (
        "Not eligible for H1B because step 3 not done, so J1",
        {"citizenship_status": "needs_visa", "visa": "j1"},
    ),
    ("no visa issues", {}),
    ("GC through asylum, no sponsorship needed", {"citizenship_status": "permanent_resident"}),
    (
        "F1 student at UW (MHA), will need H1B or J1 after",
        {"region_ties": ["Washington"], "citizenship_status": "needs_visa", "visa": "either"},
    ),
    ("was on J1 for research, now adjusting status, EAD in hand", {}),
    ("Green card interview is done and approved, card in the mail", {}),
    (
        "Mexican citizen with TN? no, I'd need H-1B or J-1 like everyone",
        {"citizenship_status": "needs_visa", "visa": "either"},
    ),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_what_a_message_states(text: str, expected: dict[str, object]) -> None:
    assert facts(text) == expected


def test_a_question_about_a_status_does_not_claim_it() -> None:
    assert facts("I have a green card: do the tables count me as a US IMG?") == {
        "citizenship_status": "permanent_resident"
    }


def test_a_visa_that_is_not_needed_says_nothing_of_the_rest() -> None:
    assert facts("I don't need a visa") == {}
