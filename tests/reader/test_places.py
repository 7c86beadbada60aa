"""Ties to US states. A row is a message and all the facts it states."""

import pytest

from tests.reader.reading import facts, read

TABLE: list[tuple[str, dict[str, object]]] = [
    ("my friend told me that usce in california is mandatory", {}),
    ("A senior from my college swears the big California hospitals get thousands of files", {}),
    ("How many months must I live in California before UC charges me the resident tuition?", {}),
    ("what to write in a statement for a degree at Berkeley", {}),
    ("I'd love to train in Seattle. Would Washington programs take someone with a 209?", {}),
    ("I did my MPH at UW and worked as a scribe in Tacoma for 2 years", {"region_ties": ["Washington"]}),
    (
        "I worked with a Spanish speaking population in Yakima clinic as a volunteer",
        {"region_ties": ["Washington"]},
    ),
    ("my wife is a nurse in Sacramento", {"region_ties": ["California"]}),
    ("my friend lives in Seattle and my cousin in Salem, Oregon", {"region_ties": ["Oregon"]}),
    ("I have interviews at Kaiser Fontana and UCSF Fresno", {}),
    ("I can move to Oregon anytime", {}),
    ("my parents moved to Eugene, Oregon last year", {"region_ties": ["Oregon"]}),
    ("My uncle, who is a cardiologist in Spokane, scored 250 on his boards", {"region_ties": ["Washington"]}),
    ("I have ties to Oregon: my in-laws live in Bend", {"region_ties": ["Oregon"]}),
    ("No family in the US, no ties", {"region_ties": []}),
    (
        "Family: none here. Spent 2 yrs in Los Angeles doing research at Cedars Sinai",
        {"region_ties": ["California"]},
    ),
    ("i live near Portland Maine", {"region_ties": ["Maine"]}),
    ("from Washington DC originally", {"region_ties": ["District of Columbia"]}),
    ("moved to Vancouver, WA; before that Vancouver BC", {"region_ties": ["Washington"]}),
    ("Wife got into a PhD at Oregon State so we're moving to Corvallis", {"region_ties": ["Oregon"]}),
    (
        ("I have been living in Yakima since 2019 and work at a community clinic as an interpreter"),
        {"region_ties": ["Washington"]},
    ),
    ("dream programs: OHSU, UW, UCSF", {}),
    ("Only California for me, family reasons", {}),
    ("My kids go to school in Bothell", {"region_ties": ["Washington"]}),
    ("ECFMG certified in 2021, moved to US in 2019", {}),
    (
        ("I want a program in California, Oregon or Washington, my whole family is in Sacramento."),
        {"region_ties": ["California"]},
    ),
    ("No research at all. Volunteering at food bank in Olympia.", {"region_ties": ["Washington"]}),
    (
        "currently working as a clinical research coordinator at UC Davis since 2023",
        {"region_ties": ["California"]},
    ),
    ("I'm licensed in Texas as a PA, work in Austin", {"region_ties": ["Texas"]}),
    ("Wife's family is in Medford and we stay with them every summer", {"region_ties": ["Oregon"]}),
    ("Moved from Ohio to San Diego in 2023", {"region_ties": ["Ohio", "California"]}),
    (
        ("Did anyone with a low score match psych in Oregon? I have a 212 and ties (brother in Eugene)."),
        {"region_ties": ["Oregon"]},
    ),
    (
        "3 LOR (USCE FM x2 in Salinas, 1 research PI in Boston)",
        {"region_ties": ["California", "Massachusetts"]},
    ),
    ("Half my family lives in Fremont, the other half in Kabul.", {"region_ties": ["California"]}),
    (
        "Does UW take IMGs? I live 10 minutes away in Shoreline WA and volunteer there.",
        {"region_ties": ["Washington"]},
    ),
    ("I've been scribing in an ER in Modesto for a year; not USCE I know", {"region_ties": ["California"]}),
    (
        "my kid was born in Everett and my in-laws run a shop in Salem",
        {"region_ties": ["Washington", "Oregon"]},
    ),
    ("I drove through Oregon once and loved it", {}),
    ("used to live in Reno, now Sacramento", {"region_ties": ["Nevada", "California"]}),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_what_a_message_states(text: str, expected: dict[str, object]) -> None:
    assert facts(text) == expected


def test_no_ties_is_an_empty_list() -> None:
    assert read("no ties, no family in the US")["region_ties"].value == ()


def test_a_place_that_is_only_wished_for_is_no_tie() -> None:
    assert "region_ties" not in read("I want to live in Oregon and train in Washington")
