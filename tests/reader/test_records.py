"""US letters and publications. A row is a message and all the facts it states."""

import pytest

from bot.applicant.ledger import Doubt
from tests.reader.reading import facts, read

TABLE: list[tuple[str, dict[str, object]]] = [
    ("2 of my 4 letters are from US doctors", {"us_letters": 2}),
    ("none of my letters are from the US", {"us_letters": 0}),
    ("no publications, 2 posters", {"publications": 0}),
    ("published 3 papers (2 first author) and 4 abstracts", {"publications": 3}),
    ("2 case reports published, one more under review", {"publications": 2}),
    ("3 letters: 2 US, 1 from my country", {"us_letters": 2}),
    ("LORs: 4 total, all from US physicians", {"us_letters": 4}),
    ("My preceptor in Modesto wrote me a strong letter", {"us_letters": 1}),
    ("I have no US letters", {"us_letters": 0}),
    ("I will get 2 US letters from my upcoming rotation", {}),
    ("two rotations in Chicago, got a letter from each", {"us_letters": 2, "region_ties": ["Illinois"]}),
    ("publications - 4, posters - 2, LOR - 3 (US)", {"publications": 4, "us_letters": 3}),
    ("LOR: 3 (2 from US)", {"us_letters": 2}),
    ("I got three letters from American physicians", {"us_letters": 3}),
    ("letters: 1 US attending in IM, 2 from Egypt", {"us_letters": 1}),
    ("All 4 of my letters are from US attendings", {"us_letters": 4}),
    ("Have 1 LOR from Loma Linda, 1 from my dean", {"us_letters": 1}),
    ("Can a PD write my letter?", {}),
    ("I co-authored two papers and presented a poster", {"publications": 2}),
    ("one PubMed-indexed article", {"publications": 1}),
    ("zero pubs", {"publications": 0}),
    ("I don't have research or publications", {"publications": 0}),
    ("5 publications/abstracts", {}),
    ("first-author paper in JAMA accepted", {}),
    ("a paper published last year", {"publications": 1}),
    (
        ("Question about LORs: I have two from US attendings (FM) and one from my home dean. Enough?"),
        {"us_letters": 2},
    ),
    ("Is 3 US LORs mandatory?", {}),
    ("4 papers (1 first author), 6 abstracts, 1 book chapter", {"publications": 4}),
    ("No letters yet from the US", {"us_letters": 0}),
    ("three US letters, all family medicine", {"us_letters": 3}),
    ("My letters are from India only", {}),
    ("I have good LORs", {}),
    ("8 publications, of which 3 first author", {"publications": 8}),
    ("publications: none; presentations: 4", {"publications": 0}),
    ("about 12 papers", {"publications": 12}),
    ("I reviewed 20 papers for a journal", {}),
    ("US LoRs x3", {"us_letters": 3}),
    ("10+ pubs", {"publications": 10}),
    ("2 first-author PubMed papers, 1 in press", {"publications": 2}),
    ("no pubs but 3 QI projects", {"publications": 0}),
    ("I am listed on one paper", {"publications": 1}),
    ("The program coordinator in Yakima said they need 3 US letters and YOG within 5 years", {}),
    ("I don't have letters from US doctors yet but will get three", {"us_letters": 0}),
    ("I've published eleven papers and hold a PhD from Osaka", {"publications": 11}),
    ("0 publications, 0 posters, 1 QI", {"publications": 0}),
    ("one of my letters is from a US doc, the others from Manila", {"us_letters": 1}),
    (
        "letters: dean, chief in Cairo, and two from my Fresno rotation",
        {"us_letters": 2, "region_ties": ["California"]},
    ),
    ("PubMed shows 4 of my papers", {"publications": 4}),
    ("I have more posters than papers: 6 and 2", {}),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_what_a_message_states(text: str, expected: dict[str, object]) -> None:
    assert facts(text) == expected


def test_a_count_put_right_in_the_same_breath_is_the_later_one() -> None:
    assert facts("three papers, well, two papers and a poster") == {"publications": 2}


def test_more_than_ten_papers_is_approximate() -> None:
    assert read("10+ publications")["publications"].doubt is Doubt.APPROXIMATE
