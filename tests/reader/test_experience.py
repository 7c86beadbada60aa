"""US clinical experience: months and kind. A row is a message and all the facts it states."""

import pytest

from bot.applicant.ledger import Doubt
from tests.reader.reading import facts, read

TABLE: list[tuple[str, dict[str, object]]] = [
    ("I will do 2 months hands-on elective in May", {}),
    ("Planning to do 2 observerships in Portland next spring", {}),
    ("i dont have any usce", {"usce_months": 0, "usce_kind": "none"}),
    ("never had US clinical experience", {"usce_months": 0, "usce_kind": "none"}),
    (
        "6 weeks externship in Houston + 4 weeks observership in Miami",
        {"usce_months": 2.5, "usce_kind": "externship", "region_ties": ["Texas", "Florida"]},
    ),
    ("2x4 week sub-Is in Brooklyn", {"usce_months": 2, "usce_kind": "hands_on", "region_ties": ["New York"]}),
    (
        "a month of shadowing in Bellevue",
        {"usce_months": 1, "usce_kind": "observership", "region_ties": ["Washington"]},
    ),
    (
        "did observerships for 6 weeks with a cardiologist in Anaheim",
        {"usce_months": 1.5, "usce_kind": "observership", "region_ties": ["California"]},
    ),
    ("I rotated at Kern Medical for 8 weeks", {"usce_months": 2, "region_ties": ["California"]}),
    (
        ("one month in a clinic in Renton as an observer, one month inpatient hands-on in Pasadena"),
        {"usce_months": 2, "usce_kind": "hands_on", "region_ties": ["Washington", "California"]},
    ),
    (
        "psychiatry elective 4 weeks in NYC, letters from psychiatry attendings there",
        {"usce_months": 1, "usce_kind": "hands_on", "region_ties": ["New York"]},
    ),
    (
        "12 weeks of clerkships at Highland Hospital Oakland",
        {"usce_months": 3, "usce_kind": "hands_on", "region_ties": ["California"]},
    ),
    ("USCE: 6 mo (3 hands-on, 3 obs)", {"usce_months": 6, "usce_kind": "hands_on"}),
    ("USCE-none. obs planned in Jan", {"usce_months": 0, "usce_kind": "none"}),
    (
        "I shadowed for two weeks in a clinic in El Monte",
        {"usce_months": 0.5, "usce_kind": "observership", "region_ties": ["California"]},
    ),
    ("no hands on experience, just 2 months observership", {"usce_months": 2, "usce_kind": "observership"}),
    ("I only have observership experience", {"usce_kind": "observership"}),
    ("is observership better than externship?", {}),
    ("4 week externship, 8 week observership", {"usce_months": 3, "usce_kind": "externship"}),
    ("three one-month observerships", {"usce_months": 3, "usce_kind": "observership"}),
    ("Tele-rotations don't count right? I have 2 months of those", {}),
    ("I loved my psychiatry rotation", {}),
    (
        (
            "Spent four months as visiting student at Cleveland Clinic and Mayo, hands-on "
            "electives in neurology"
        ),
        {"usce_months": 4, "usce_kind": "hands_on", "region_ties": ["Ohio", "Minnesota"]},
    ),
    ("Total 5 months USCE", {"usce_months": 5}),
    ("I did a 1 month tele-observership", {"usce_months": 1, "usce_kind": "observership"}),
    ("Will 1 month of observership be enough?", {}),
    (
        "I plan 3 months of externship in Bakersfield from January, currently zero USCE",
        {"usce_months": 0, "usce_kind": "none"},
    ),
    (
        "my uncle's practice in Tacoma, 3 weeks, shadowing only",
        {"usce_months": 0.75, "usce_kind": "observership", "region_ties": ["Washington"]},
    ),
    (
        "Observership 3 months (June-Aug 2025), Loma Linda",
        {"usce_months": 3, "usce_kind": "observership", "region_ties": ["California"]},
    ),
    (
        (
            "I rotated through internal medicine and family medicine in Los Angeles for 12 weeks "
            "as a 4th year student"
        ),
        {"usce_months": 3, "region_ties": ["California"]},
    ),
    (
        "6 week sub-I at UW, 4 week elective at OHSU",
        {"usce_months": 2.5, "usce_kind": "hands_on", "region_ties": ["Washington", "Oregon"]},
    ),
    ("Have USCE but only research, no patient contact", {"usce_kind": "research"}),
    ("I've two observerships lined up for spring, none done", {}),
    (
        "Done: 1 month sub-I (UCSF Fresno). Planned: 2 months externship (Seattle).",
        {"usce_months": 1, "usce_kind": "hands_on", "region_ties": ["California"]},
    ),
    (
        "hands on experience for three and half months at Las Vegas clinic",
        {"usce_months": 3.5, "usce_kind": "hands_on", "region_ties": ["Nevada"]},
    ),
    (
        "I completed 48 weeks core clerkships and 24 weeks electives, all in Florida",
        {"usce_months": 18, "usce_kind": "hands_on", "region_ties": ["Florida"]},
    ),
    (
        "Only observerships: 4 weeks Mayo, 4 weeks Cleveland Clinic, 2 weeks Seattle",
        {"usce_kind": "observership", "usce_months": 2.5, "region_ties": ["Minnesota", "Ohio", "Washington"]},
    ),
    (
        "Eight-week clerkship in Portland (OHSU), four-week sub-I in Boise",
        {"usce_months": 3, "usce_kind": "hands_on", "region_ties": ["Oregon", "Idaho"]},
    ),
    (
        "My USCE is old: 2015, three months, observer, Chicago",
        {"usce_months": 3, "usce_kind": "observership", "region_ties": ["Illinois"]},
    ),
    ("sin experiencia clínica en EEUU", {"usce_months": 0, "usce_kind": "none"}),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_what_a_message_states(text: str, expected: dict[str, object]) -> None:
    assert facts(text) == expected


def test_a_range_of_weeks_is_approximate() -> None:
    reading = read("a 6-8 week clerkship in Ohio")["usce_months"]
    assert (reading.value, reading.doubt) == (1.75, Doubt.APPROXIMATE)
