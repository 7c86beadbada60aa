"""The reader as a whole: messages in many voices, and the properties every reading keeps."""

import time

import pytest

from bot.applicant.facts import FIELDS, parse
from bot.applicant.ledger import Ledger
from bot.applicant.reader import load_reader
from bot.errors import DataError
from tests.reader.reading import TODAY, facts, read

VOICES: list[tuple[str, dict[str, object]]] = [
    ("COMLEX level 1 480, level 2 passed", {}),
    (
        (
            "YOG 2016, Step 1 221, Step 2 229, 2 months USCE in Dallas (observership), need "
            "visa, applying peds."
        ),
        {
            "graduation_year": 2016,
            "step1": 221,
            "step2ck": 229,
            "usce_months": 2,
            "usce_kind": "observership",
            "region_ties": ["Texas"],
            "citizenship_status": "needs_visa",
            "specialty": ["pediatrics"],
        },
    ),
    (
        (
            "Hello sir, I am IMG from Bangladesh, passed MBBS in 2011. My step 1 score is 199 "
            "and step 2 ck 206, failed ck one time. No USCE."
        ),
        {
            "graduation_year": 2011,
            "step1": 199,
            "step2ck": 206,
            "step2ck_failures": 1,
            "usce_months": 0,
            "usce_kind": "none",
        },
    ),
    ("I have one manuscript under review", {}),
    (
        (
            "US-IMG from St George's, Step 1 fail x1, CK 222, 84 weeks of clinical rotations in "
            "New York and New Jersey hospitals"
        ),
        {
            "citizenship_status": "us_citizen",
            "step1_failures": 1,
            "step2ck": 222,
            "usce_months": 21,
            "usce_kind": "hands_on",
            "region_ties": ["New York", "New Jersey"],
        },
    ),
    (
        "I'm interested in neurology, did a 4 week neurology elective at Cleveland Clinic",
        {"specialty": ["neurology"], "usce_months": 1, "usce_kind": "hands_on", "region_ties": ["Ohio"]},
    ),
    (
        (
            "Hola, soy de Colombia. Me gradué en 2012, Step 1 aprobado en el primer intento, "
            "Step 2 CK 211. Hablo español e inglés. Necesito visa. Quiero medicina familiar"
        ),
        {
            "graduation_year": 2012,
            "step1": "pass",
            "step1_failures": 0,
            "step2ck": 211,
            "languages": ["Spanish", "English"],
            "citizenship_status": "needs_visa",
            "specialty": ["family_medicine"],
        },
    ),
    (
        "tengo 3 meses de observership en Los Angeles y 2 cartas de EEUU",
        {"usce_months": 3, "usce_kind": "observership", "region_ties": ["California"], "us_letters": 2},
    ),
    ("12 months rotating internship in Lahore, 3 months electives in UK", {}),
    (
        "Step1-pass, Step2-218, Step3-not yet, yog-2015, visa-yes, usce-1month obs, lor-2 us",
        {
            "step1": "pass",
            "step2ck": 218,
            "graduation_year": 2015,
            "citizenship_status": "needs_visa",
            "usce_months": 1,
            "usce_kind": "observership",
            "us_letters": 2,
        },
    ),
    (
        "IM applicant, 216 CK, S1 2nd attempt pass, green card, 3 USLORs",
        {
            "specialty": ["internal_medicine"],
            "step2ck": 216,
            "step1": "pass",
            "step1_failures": 1,
            "citizenship_status": "permanent_resident",
            "us_letters": 3,
        },
    ),
    (
        "scores 205/219/pass, yog 2013",
        {"step1": 205, "step2ck": 219, "step3": "pass", "graduation_year": 2013},
    ),
    (
        "age 41, YOG 2009, ck 213 after 2 failures, step 3 passed",
        {"graduation_year": 2009, "step2ck": 213, "step2ck_failures": 2, "step3": "pass"},
    ),
    (
        "two US LORs from Tacoma obs (6 wk)",
        {"us_letters": 2, "usce_months": 1.5, "usce_kind": "observership", "region_ties": ["Washington"]},
    ),
    (
        (
            "Non-US IMG from Nigeria, YOG 2015. Step 1: Pass, Step 2 CK: 231, Step 3: 218. ECFMG "
            "certified. 4 months of observerships in Texas and Ohio. 2 US LORs, 1 home LOR. 6 "
            "publications. Need J1 visa. Internal medicine."
        ),
        {
            "graduation_year": 2015,
            "step1": "pass",
            "step2ck": 231,
            "step3": 218,
            "usce_months": 4,
            "usce_kind": "observership",
            "region_ties": ["Texas", "Ohio"],
            "us_letters": 2,
            "publications": 6,
            "citizenship_status": "needs_visa",
            "visa": "j1",
            "specialty": ["internal_medicine"],
        },
    ),
    (
        (
            "i am a doctor from syria graduated 2013 i passed step 1 in 2022 and step 2 in 2024 "
            "my score was 223 now in sacramento with my uncle and i have green card"
        ),
        {
            "graduation_year": 2013,
            "step1": "pass",
            "step2ck": 223,
            "region_ties": ["California"],
            "citizenship_status": "permanent_resident",
        },
    ),
    (
        (
            "Currently doing a research fellowship at Stanford (2 years), 11 pubs. No clinical "
            "experience in the US except 1 month observership there."
        ),
        {"publications": 11, "region_ties": ["California"], "usce_months": 1, "usce_kind": "observership"},
    ),
    ("we are moving to Corvallis next year", {}),
    ("I'd prefer the west coast but I'm open to anywhere", {}),
    ("10 yrs clinical experience in Iraq as an internist", {}),
    ("UWSA1 210 UWSA2 225 Free120 70% exam next week", {}),
    (
        (
            "4th year US-IMG, not Caribbean. Want family med, preferably rural. Failed step 1 by "
            "one point first time, passed the second time. Step 2 scheduled early October. Good "
            "LORs, high passes in rotations. Grew up in Alaska and want to work with underserved "
            "there."
        ),
        {
            "citizenship_status": "us_citizen",
            "specialty": ["family_medicine"],
            "step1": "pass",
            "step1_failures": 1,
            "region_ties": ["Alaska"],
        },
    ),
    (
        (
            "US citizen, IMG. Step 1: 205 (Second attempt). Step 2 CK: 221 (First attempt). Step "
            "2 CS: Pass (First attempt). Graduated Caribbean medical school in 2017. Was "
            "dismissed once after failing the school's comp exam by one point."
        ),
        {
            "citizenship_status": "us_citizen",
            "step1": 205,
            "step1_failures": 1,
            "step2ck": 221,
            "step2ck_failures": 0,
            "graduation_year": 2017,
        },
    ),
    (
        (
            "US citizen, six match cycles now. Old graduate. Scores above average in most steps. "
            "Both free and paid externships. I have 10 letters from American physicians and 6 "
            "research publications."
        ),
        {
            "citizenship_status": "us_citizen",
            "previously_unmatched": True,
            "usce_kind": "externship",
            "us_letters": 10,
            "publications": 6,
        },
    ),
    (
        (
            "Naturalized US citizen, foreign grad. Worked almost a year at a Harvard affiliated "
            "hospital as a research volunteer. IM is what I want. Several unsuccessful matches."
        ),
        {
            "citizenship_status": "us_citizen",
            "specialty": ["internal_medicine"],
            "previously_unmatched": True,
            "region_ties": ["Massachusetts"],
        },
    ),
    (
        (
            "I am from Niagara Falls Canada, Canadian citizen, failed step 1 then passed, need "
            "J1, going for family medicine"
        ),
        {
            "step1": "pass",
            "step1_failures": 1,
            "citizenship_status": "needs_visa",
            "visa": "j1",
            "specialty": ["family_medicine"],
        },
    ),
    ("My grades are 99/98/pass, no attempts", {}),
    (
        (
            "IMG, visa requiring, step 1 - 228, step 2ck - 239, cs pass on 1st attempt, 3 months "
            "USCE (2 observerships, 1 externship), 3 US LORs, yog 2010. Interested in IM, 5 "
            "interviews so far"
        ),
        {
            "citizenship_status": "needs_visa",
            "step1": 228,
            "step2ck": 239,
            "usce_months": 3,
            "usce_kind": "externship",
            "us_letters": 3,
            "graduation_year": 2010,
            "specialty": ["internal_medicine"],
        },
    ),
    (
        (
            "Hi Dr. Desai, I graduated in 2006 from India and have been in the US since 2009 as "
            "a homemaker. Step 1 84/204, Step 2 CK 80/198. H4 visa, green card in process. I "
            "don't have any USCE. Do I have a chance in psychiatry or family medicine?"
        ),
        {
            "graduation_year": 2006,
            "step1": 204,
            "step2ck": 198,
            "usce_months": 0,
            "usce_kind": "none",
            "specialty": ["psychiatry", "family_medicine"],
        },
    ),
    (
        ("Passed Step 1 on my third try last summer. CK result: 213. Clinicals done in Chicago (72 weeks)."),
        {
            "step1": "pass",
            "step1_failures": 2,
            "step2ck": 213,
            "usce_months": 18,
            "usce_kind": "hands_on",
            "region_ties": ["Illinois"],
        },
    ),
    (
        (
            "29F, non US IMG, UK grad 2020, currently FY2 in Leeds. Step 1 pass, CK 251, no USCE "
            "yet, applying next year for pathology"
        ),
        {
            "graduation_year": 2020,
            "step1": "pass",
            "step2ck": 251,
            "usce_months": 0,
            "usce_kind": "none",
            "specialty": ["pathology"],
        },
    ),
    (
        (
            "ECFMG certified, all three steps done: 195 / 201 / 199, none failed. Class of 1999, "
            "Bulgaria. US citizen, home in Portland, Oregon."
        ),
        {
            "step1": 195,
            "step2ck": 201,
            "step3": 199,
            "step1_failures": 0,
            "step2ck_failures": 0,
            "step3_failures": 0,
            "graduation_year": 1999,
            "citizenship_status": "us_citizen",
            "region_ties": ["Oregon"],
        },
    ),
    (
        "SOAPed into nothing. 212/218, first attempts, 2021 grad, St. Eustatius. FM apps: 90.",
        {
            "step1": 212,
            "step2ck": 218,
            "step1_failures": 0,
            "step2ck_failures": 0,
            "graduation_year": 2021,
            "specialty": ["family_medicine"],
            "previously_unmatched": True,
        },
    ),
    (
        (
            "Dear sir/madam, I completed MBBS from Nepal in 2017 and appeared step 1 two times, "
            "cleared in second. Step 2 CK is 209. I am having 2 USCE each of one month, one in "
            "Ohio and another in Washington state. Please guide for FM."
        ),
        {
            "graduation_year": 2017,
            "step1": "pass",
            "step1_failures": 1,
            "step2ck": 209,
            "usce_months": 2,
            "region_ties": ["Ohio", "Washington"],
            "specialty": ["family_medicine"],
        },
    ),
    (
        (
            "Me and my husband both IMGs. He matched neurology in Seattle last year, I'm "
            "applying psych to be near him. CK 217, Step 1 pass, 1 attempt failed before."
        ),
        {
            "region_ties": ["Washington"],
            "specialty": ["psychiatry"],
            "step2ck": 217,
            "step1": "pass",
            "step1_failures": 1,
        },
    ),
    (
        (
            "Hello, 35 yr old IMG here. 10 year gap since graduation. Two kids. CK 230 Step1 P. "
            "Living in Fremont w husband (H1B). Need visa."
        ),
        {
            "years_since_graduation": 10,
            "step2ck": 230,
            "step1": "pass",
            "region_ties": ["California"],
            "citizenship_status": "needs_visa",
        },
    ),
    (
        (
            "Salam, Pakistani IMG here. 2018 grad KEMU. S1 P, CK 227, both 1st attempt. 2 months "
            "observership in Michigan, 3 USLORs, 2 papers. J1. Targeting IM and neuro."
        ),
        {
            "graduation_year": 2018,
            "step1": "pass",
            "step2ck": 227,
            "step1_failures": 0,
            "step2ck_failures": 0,
            "usce_months": 2,
            "usce_kind": "observership",
            "region_ties": ["Michigan"],
            "us_letters": 3,
            "publications": 2,
            "citizenship_status": "needs_visa",
            "visa": "j1",
            "specialty": ["internal_medicine", "neurology"],
        },
    ),
    (
        "CK 229 | S1 Pass | YOG 2022 | US citizen | 0 pubs | 3 US LoRs (FM x2, IM x1) | FM",
        {
            "step2ck": 229,
            "step1": "pass",
            "graduation_year": 2022,
            "citizenship_status": "us_citizen",
            "publications": 0,
            "us_letters": 3,
            "specialty": ["family_medicine"],
        },
    ),
    ("I won the DV lottery, waiting for the interview", {}),
    ("1 case report in Cureus", {}),
    (
        (
            "Graduated medical school (Philippines) in 2013, worked as a nurse in Fresno since "
            "2016. Step 1 passed, Step 2 CK attempt 1 failed with 205, attempt 2 passed with "
            "219. Applying FM. I'm a green card holder. Tagalog + English."
        ),
        {
            "graduation_year": 2013,
            "region_ties": ["California"],
            "step1": "pass",
            "step2ck": 219,
            "step2ck_failures": 1,
            "specialty": ["family_medicine"],
            "citizenship_status": "permanent_resident",
            "languages": ["Tagalog", "English"],
        },
    ),
    (
        (
            "ok so background: dad's a citizen, i'm not. came on F1, did MPH at Portland State, "
            "2 pubs from that. yog 2017. ck 221 s1 208 (one fail before). want peds or fm in "
            "oregon/washington"
        ),
        {
            "region_ties": ["Oregon"],
            "publications": 2,
            "graduation_year": 2017,
            "step2ck": 221,
            "step1": 208,
            "step1_failures": 1,
            "specialty": ["pediatrics", "family_medicine"],
        },
    ),
    (
        (
            "Step 1 - P\nStep 2 - 213 (2nd)\nStep 3 - N/A\nUSCE - 4 months (2 hands-on, 2 obs)\nLORs "
            "- 3 US\nResearch - none\nVisa - yes\nYOG - 2014"
        ),
        {
            "step1": "pass",
            "step2ck": 213,
            "step2ck_failures": 1,
            "usce_months": 4,
            "usce_kind": "hands_on",
            "us_letters": 3,
            "citizenship_status": "needs_visa",
            "graduation_year": 2014,
        },
    ),
    (
        (
            "IMG: Non-US\nVisa requirement: Yes (J-1)\nGraduation: 2019\nUSMLE Step 1: Passed, 1st "
            "attempt\nUSMLE Step 2 CK: 236, 1st attempt\nUSCE: Observership, 8 weeks, Houston "
            "Methodist\nPublications: 7\nSpecialty: Internal Medicine"
        ),
        {
            "citizenship_status": "needs_visa",
            "visa": "j1",
            "graduation_year": 2019,
            "step1": "pass",
            "step1_failures": 0,
            "step2ck": 236,
            "step2ck_failures": 0,
            "usce_kind": "observership",
            "usce_months": 2,
            "region_ties": ["Texas"],
            "publications": 7,
            "specialty": ["internal_medicine"],
        },
    ),
    (
        (
            "How bad is a 210 if everything else is ok? Everything else: no failures, step 1 "
            "pass, 3 US letters, 5 months hands on in Stockton, green card."
        ),
        {
            "step1": "pass",
            "step1_failures": 0,
            "us_letters": 3,
            "usce_months": 5,
            "usce_kind": "hands_on",
            "region_ties": ["California"],
            "citizenship_status": "permanent_resident",
        },
    ),
    (
        (
            "Dear advisor, I am from Myanmar, graduated 2012. USMLE step 1 211, step 2CK 216, CS "
            "passed on second attempt. Step 3 not yet. I have 3 months observership in New York "
            "and 2 US LOR. I need visa sponsorship. I am interested to internal medicine. Please "
            "evaluate my chance."
        ),
        {
            "graduation_year": 2012,
            "step1": 211,
            "step2ck": 216,
            "usce_months": 3,
            "usce_kind": "observership",
            "region_ties": ["New York"],
            "us_letters": 2,
            "citizenship_status": "needs_visa",
            "specialty": ["internal_medicine"],
        },
    ),
    (
        (
            "Is anyone here with a failed Step 2? I failed in Aug with 205, retake in Jan. Step "
            "1 pass first time. 2024 grad, need a J1."
        ),
        {
            "step2ck": 205,
            "step2ck_failures": 1,
            "step1": "pass",
            "step1_failures": 0,
            "graduation_year": 2024,
            "citizenship_status": "needs_visa",
            "visa": "j1",
        },
    ),
    (
        "no usce, no research, no connections, ck 230, s1 pass",
        {"usce_months": 0, "usce_kind": "none", "step2ck": 230, "step1": "pass", "region_ties": []},
    ),
    (
        (
            "Hi! IMG from Egypt class of 2021, J1 needed, psych. Step 1 P, CK 233. Two psych "
            "electives in Texas (8 weeks total), 3 US psych letters, 1 case report"
        ),
        {
            "graduation_year": 2021,
            "citizenship_status": "needs_visa",
            "visa": "j1",
            "specialty": ["psychiatry"],
            "step1": "pass",
            "step2ck": 233,
            "usce_months": 2,
            "usce_kind": "hands_on",
            "region_ties": ["Texas"],
            "us_letters": 3,
        },
    ),
    (
        (
            "Tengo residencia permanente y vivo en Stockton. Step 1 aprobado, Step 2 CK 209 en "
            "el segundo intento. Graduada en 2010. Hablo español."
        ),
        {
            "citizenship_status": "permanent_resident",
            "region_ties": ["California"],
            "step1": "pass",
            "step2ck": 209,
            "step2ck_failures": 1,
            "graduation_year": 2010,
            "languages": ["Spanish"],
        },
    ),
    (
        "yog2012,s1pass,ck209,usmd no,gc yes,usce 4m ext,lor3us,pub0,fm",
        {
            "graduation_year": 2012,
            "step1": "pass",
            "step2ck": 209,
            "citizenship_status": "permanent_resident",
            "usce_months": 4,
            "usce_kind": "externship",
            "us_letters": 3,
            "publications": 0,
            "specialty": ["family_medicine"],
        },
    ),
    (
        "I got US citizenship in August! Now reapplying, third cycle, IM.",
        {
            "citizenship_status": "us_citizen",
            "previously_unmatched": True,
            "specialty": ["internal_medicine"],
        },
    ),
    ("rank list certified last February, then the email: we are sorry", {}),
    ("nobody in the US, I'm in Amman", {}),
]


@pytest.mark.parametrize(("text", "expected"), VOICES)
def test_what_a_message_states(text: str, expected: dict[str, object]) -> None:
    assert facts(text) == expected


@pytest.mark.parametrize("text", [text for text, _ in VOICES])
def test_every_quote_stands_verbatim_in_the_message(text: str) -> None:
    assert all(reading.quote and reading.quote in text for reading in read(text).values())


@pytest.mark.parametrize("text", [text for text, _ in VOICES])
def test_every_value_is_one_the_field_takes(text: str) -> None:
    for reading in read(text).values():
        if reading.value is not None:
            assert parse(reading.field, reading.value, TODAY) == reading.value


def test_readings_come_in_the_order_of_the_fields_one_each() -> None:
    fields = [one.field for one in load_reader().read(VOICES[0][0], None, Ledger(), TODAY)]
    assert fields == [key for key in FIELDS if key in fields]


def test_reading_twice_gives_the_same() -> None:
    text = VOICES[0][0]
    assert load_reader().read(text, None, Ledger(), TODAY) == load_reader().read(text, None, Ledger(), TODAY)


@pytest.mark.parametrize(
    "text", ["", "   ", "\n\n", "?", "🙂", "ok thanks", "привет", "こんにちは", "' ' '", "((("]
)
def test_a_message_without_facts_gives_none(text: str) -> None:
    assert read(text) == {}


@pytest.mark.parametrize(
    "text",
    [
        "what is FREIDA?",
        "how many letters are enough?",
        "does one failure on Step 1 matter?",
        "is 215 enough for family medicine in California?",
        "what counts as hands-on experience",
        "why do programs ask for three US letters?",
        "If I fail CK, can I still apply to psychiatry?",
        "My friend failed Step 1 twice and matched in Oregon with a 209.",
        "Programs in Washington want 230 and two US letters.",
        "cost of living in Fresno for a family of four",
        "can't see a program in Oregon, is a rotation in Ohio useless then",
        "observership vs externship, which one counts more",
        "who sponsors the H1B for residents",
        "a prep course in Pasadena, worth it and what price?",
        "can a foreign doctor become a nurse in Washington state",
        "which exam is easier for a 2016 grad",
        "does passing Step 2 CK by September matter",
        "good schools for kids near Loma Linda?",
    ],
)
@pytest.mark.parametrize(
    "asked", [None, "usce_months", "step1_failures", "us_letters", "specialty", "region_ties"]
)
def test_a_question_or_a_story_of_others_states_nothing(text: str, asked: str | None) -> None:
    assert read(text, asked) == {}


@pytest.mark.parametrize(
    "text",
    [
        "step 1 214 " * 1800,
        "a" * 20_000,
        "3 letters from " * 1300,
        "(" * 20_000,
        "no fail " * 2500,
        "a." * 10_000,
    ],
)
def test_a_very_long_message_stays_tractable(text: str) -> None:
    started = time.perf_counter()
    load_reader().read(text, None, Ledger(), TODAY)
    assert time.perf_counter() - started < 20


def test_a_lexicon_that_cannot_be_read_is_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    broken = tmp_path / "lexicon.toml"
    broken.write_text("[words]\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"lexicon\.toml"):
        load_reader(broken)
