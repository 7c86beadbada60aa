"""Specialties wished for. A row is a message and all the facts it states."""

import pytest

from tests.reader.reading import facts, read

TABLE: list[tuple[str, dict[str, object]]] = [
    ("want FM in california", {"specialty": ["family_medicine"]}),
    (
        "applied last year to 120 IM programs and got zero interviews",
        {"specialty": ["internal_medicine"], "previously_unmatched": True},
    ),
    (
        "this is my third time applying, FM and psych",
        {"previously_unmatched": True, "specialty": ["family_medicine", "psychiatry"]},
    ),
    ("First time applicant, IM only", {"previously_unmatched": False, "specialty": ["internal_medicine"]}),
    ("worked as a pediatrician for 10 years in Lima, hoping for peds here", {"specialty": ["pediatrics"]}),
    ("Should I apply to psych or FM?", {}),
    ("psych > FM > IM", {"specialty": ["psychiatry", "family_medicine", "internal_medicine"]}),
    (
        "Applied FM in 2024 and 2025, unmatched both times.",
        {"specialty": ["family_medicine"], "previously_unmatched": True},
    ),
    ("general surgery was my dream but now I am applying FM", {"specialty": ["family_medicine"]}),
    ("not interested in IM, only psychiatry", {"specialty": ["psychiatry"]}),
    (
        "I applied twice before, no match both times, IM",
        {"previously_unmatched": True, "specialty": ["internal_medicine"]},
    ),
    ("reapplicant, psych", {"previously_unmatched": True, "specialty": ["psychiatry"]}),
    ("hoping for EM but realistically FM", {"specialty": ["emergency_medicine", "family_medicine"]}),
    ("Pediatrics or bust", {"specialty": ["pediatrics"]}),
    ("I like neurology and psychiatry equally", {"specialty": ["neurology", "psychiatry"]}),
    ("Thinking about pathology as a backup to IM", {"specialty": ["pathology", "internal_medicine"]}),
    ("FM/IM/peds, whichever takes me", {"specialty": ["family_medicine", "internal_medicine", "pediatrics"]}),
    (
        (
            "I have been a phlebotomist in Stockton for the last four years. Before that I was a "
            "pediatric surgeon in Manila. I want to do peds, maybe FM."
        ),
        {"region_ties": ["California"], "specialty": ["pediatrics", "family_medicine"]},
    ),
    (
        "Prelim surgery 2 years in Detroit, no categorical. Now switching to FM.",
        {"region_ties": ["Michigan"], "specialty": ["family_medicine"]},
    ),
    (
        "Tried IM in 2023. Tried IM + FM in 2024. Nothing both years",
        {"specialty": ["internal_medicine", "family_medicine"], "previously_unmatched": True},
    ),
    (
        "I have applied once, in 2022, 45 programs, family medicine, no invite",
        {"previously_unmatched": True, "specialty": ["family_medicine"]},
    ),
    ("need advice: psychiatry vs family medicine for a 218", {}),
    ("My dream is pediatrics in Seattle Children's.", {"specialty": ["pediatrics"]}),
    (
        "not matched 2 times. third time this year. internal med",
        {"previously_unmatched": True, "specialty": ["internal_medicine"]},
    ),
    (
        ("I am in my third year of residency in Egypt, dermatology, want to switch to FM in the US"),
        {"specialty": ["family_medicine"]},
    ),
    ("practiced family medicine 8 years in Ghana; applying IM", {"specialty": ["internal_medicine"]}),
    ("Was an ObGyn in Syria. Here I would be happy with FM.", {"specialty": ["family_medicine"]}),
    (
        (
            "Working as ophthalmic tech at Kaiser in San Diego. Before this ophthalmologist for "
            "nine years in Baghdad. FM now."
        ),
        {"region_ties": ["California"], "specialty": ["family_medicine"]},
    ),
    (
        "applied peds 2024, applied peds + FM 2025, zero matches, now FM only",
        {"specialty": ["pediatrics", "family_medicine"], "previously_unmatched": True},
    ),
    ("FM or psych, can't decide", {"specialty": ["family_medicine", "psychiatry"]}),
    ("anything but surgery; leaning peds", {"specialty": ["pediatrics"]}),
    ("My mentor is a psychiatrist, I want to be one too", {}),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_what_a_message_states(text: str, expected: dict[str, object]) -> None:
    assert facts(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Only California for me", "coast_only"),
        ("west coast only please", "coast_only"),
        ("I could go anywhere in the US", "anywhere"),
        ("I'd prefer the west coast but I'm open to any state", "coast_first"),
    ],
)
def test_the_region_is_read_when_plainly_said(text: str, value: str) -> None:
    assert read(text)["target_region"].value == value


def test_anywhere_in_one_state_is_not_anywhere() -> None:
    assert "target_region" not in read("I could go anywhere in Oregon")
