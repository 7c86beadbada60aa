"""Graduation and languages. A row is a message and all the facts it states."""

import pytest

from bot.applicant.ledger import Doubt
from tests.reader.reading import facts, read

TABLE: list[tuple[str, dict[str, object]]] = [
    (
        "grew up in San Jose, undergrad at UCLA, then med school in Grenada, class of 2021",
        {"region_ties": ["California"], "graduation_year": 2021},
    ),
    ("I speak Urdu, Punjabi and a little Pashto", {"languages": ["Urdu", "Punjabi", "Pashto"]}),
    ("fluent in Spanish; learning Mandarin", {"languages": ["Spanish"]}),
    ("graduated 12 years ago from Aga Khan, been a GP since", {"years_since_graduation": 12}),
    ("old grad, more than 15 years since graduation", {"years_since_graduation": 15}),
    (
        ("Finished residency in ophthalmology in Cairo in 2015, MBBCh 2009. Now I want family medicine"),
        {"graduation_year": 2009, "specialty": ["family_medicine"]},
    ),
    ("I have asylum and EAD, no visa needed. YOG 2014", {"graduation_year": 2014}),
    (
        "did undergrad at USC, now 2022 grad from Ross",
        {"region_ties": ["California"], "graduation_year": 2022},
    ),
    ("graduated from a Georgian school (Tbilisi) 2017", {"graduation_year": 2017}),
    ("I finish med school in May 2027", {"graduation_year": 2027}),
    ("Language: Amharic (native), English", {"languages": ["Amharic", "English"]}),
    (
        "My mother tongue is Farsi, I also speak Turkish and English",
        {"languages": ["Farsi", "Turkish", "English"]},
    ),
    ("native Portuguese speaker", {"languages": ["Portuguese"]}),
    (
        "bilingual (English/Spanish), born in Fresno",
        {"languages": ["English", "Spanish"], "region_ties": ["California"]},
    ),
    ("I can speak Hindi, Telugu & English fluently", {"languages": ["Hindi", "Telugu", "English"]}),
    ("my husband speaks Korean", {}),
    ("German med school grad 2018", {"graduation_year": 2018}),
    ("graduated in dec 2016 from KEMU", {"graduation_year": 2016}),
    ("MBBS (2012-2018), then one year house job", {"graduation_year": 2018}),
    ("class of '15", {"graduation_year": 2015}),
    ("I'm 6 years post graduation", {"years_since_graduation": 6}),
    ("it has been nine years since I graduated from medical school", {"years_since_graduation": 9}),
    ("Ten years out of med school", {"years_since_graduation": 10}),
    ("graduated college in 2008 and medical school in 2014", {"graduation_year": 2014}),
    ("I graduate in June 2027", {"graduation_year": 2027}),
    ("graduation 2031", {}),
    (
        "I am US permanent resident, from Philippines. I speak Tagalog, Ilocano, English.",
        {"citizenship_status": "permanent_resident", "languages": ["Tagalog", "Ilocano", "English"]},
    ),
    ("Graduated way back in 1989, ran a chain of clinics. Double 99s.", {"graduation_year": 1989}),
    (
        "My daughter was born in Walla Walla and we stayed. My degree is from Kyiv, 2008.",
        {"region_ties": ["Washington"], "graduation_year": 2008},
    ),
    (
        "grew up between LA and Guadalajara, fluent Spanish, did high school in Van Nuys",
        {"region_ties": ["California"], "languages": ["Spanish"]},
    ),
    (
        (
            "After graduating from Universidad de San Carlos in 2011 I did my social service and "
            "worked in rural clinics. Came to Oakland in 2017. I am an asylee with green card "
            "since 2021."
        ),
        {"graduation_year": 2011, "region_ties": ["California"], "citizenship_status": "permanent_resident"},
    ),
    ("I am fluent in ASL and Spanish", {"languages": ["Sign Language", "Spanish"]}),
    ("English is my third language after Tamil and Sinhala", {"languages": ["English", "Tamil", "Sinhala"]}),
    ("Speak Spanish at home, English at work", {"languages": ["Spanish", "English"]}),
    ("je parle francais et anglais", {}),
    ("graduated june of 2013 with honours", {"graduation_year": 2013}),
    ("Grad year twenty sixteen", {"graduation_year": 2016}),
    ("14 yrs since med school", {"years_since_graduation": 14}),
    ("finished internship in 2016 and graduated 2015", {"graduation_year": 2015}),
    ("born 1985, graduated 2010", {"graduation_year": 2010}),
    (
        (
            "My hubby is military and we are stationed at Joint Base Lewis-McChord near Tacoma. "
            "USC. Ross grad 2020."
        ),
        {"region_ties": ["Washington"], "citizenship_status": "us_citizen", "graduation_year": 2020},
    ),
    ("I understand Spanish but cannot speak it well", {}),
    ("Trilingual: Armenian, Russian, English", {"languages": ["Armenian", "Russian", "English"]}),
    ("Punjabi/Hindi/Urdu speaker", {"languages": ["Punjabi", "Hindi", "Urdu"]}),
    ("most of my patients were Spanish speaking", {}),
    ("MBBS Class of 2009, batch topper", {"graduation_year": 2009}),
    ("I got my MD in 2016 from Semmelweis", {"graduation_year": 2016}),
    ("twelve years since I graduated", {"years_since_graduation": 12}),
    ("2015 passout from Mysore", {"graduation_year": 2015}),
    ("My graduation was delayed by war until 2018", {"graduation_year": 2018}),
    ("5 yr old graduate", {"years_since_graduation": 5}),
    ("expected graduation May 2027", {"graduation_year": 2027}),
    ("I have been told my YOG (2011) will kill me. True?", {"graduation_year": 2011}),
    (
        "I am fluent in English, Dari and Pashto and conversational in Spanish.",
        {"languages": ["English", "Dari", "Pashto", "Spanish"]},
    ),
    ("I am 50, graduated in 1999, is it too late?", {"graduation_year": 1999}),
    (
        (
            "Numbers first: one-nine-eight, two-one-six. First attempts. The rest: 2013 grad, "
            "Tehran; card holder since 2019; Glendale CA."
        ),
        {"graduation_year": 2013},
    ),
    ("ten years have passed since medical school", {"years_since_graduation": 10}),
    ("I finished my house job in 2019, MBBS in 2018", {"graduation_year": 2018}),
]


@pytest.mark.parametrize(("text", "expected"), TABLE)
def test_what_a_message_states(text: str, expected: dict[str, object]) -> None:
    assert facts(text) == expected


def test_a_graduation_year_that_has_not_come_is_asked_about() -> None:
    reading = read("YOG 2031")["graduation_year"]
    assert (reading.value, reading.doubt) == (None, Doubt.FUTURE)


def test_years_since_graduation_are_never_made_of_a_year() -> None:
    assert set(facts("graduated in 2014")) == {"graduation_year"}
