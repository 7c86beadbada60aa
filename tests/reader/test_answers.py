"""Short answers to the field just asked."""

import pytest

from bot.applicant.ledger import Status
from tests.reader.reading import answer, ledger, read

ANSWERS: list[tuple[str, str, dict[str, object]]] = [
    ("step2ck", "no usce at all, only an externship online", {"usce_months": 0, "usce_kind": "none"}),
    ("visa", "no us letters so far", {"us_letters": 0}),
    ("applied_this_cycle", "passed on third try with 219", {}),
    ("step2ck_failures", "yes applied 60 programs in september", {"applied_this_cycle": True}),
    ("step2ck_failures", "I applied in september 2024", {}),
    ("interviews_this_cycle", "45 apps, no interview", {"interviews_this_cycle": 0}),
    ("usce_months", "no publications. i did qi project, does it count", {"publications": 0}),
    ("applied_this_cycle", "i have no us experience", {"usce_months": 0, "usce_kind": "none"}),
    ("applied_this_cycle", "no us experience", {"usce_months": 0, "usce_kind": "none"}),
    ("applied_this_cycle", "i have a friend in the us", {}),
    ("applied_this_cycle", "i have", {"applied_this_cycle": True}),
    ("applied_this_cycle", "I did, and got nothing", {"applied_this_cycle": True}),
    ("step1_failures", "i have no us experience", {"usce_months": 0, "usce_kind": "none"}),
    ("step1_failures", "none", {"step1_failures": 0}),
    ("step1_failures", "no", {"step1_failures": 0}),
    ("step1_failures", "I failed it two times", {"step1_failures": 2}),
    ("step1_failures", "once", {"step1_failures": 1}),
    ("step1_failures", "yes, one", {"step1_failures": 1}),
    ("step1_failures", "1", {"step1_failures": 1}),
    ("step1_failures", "first try", {"step1_failures": 0}),
    ("step1_failures", "passed on first attempt", {"step1": "pass", "step1_failures": 0}),
    ("step1_failures", "I would rather not", {"step1_failures": "declined"}),
    ("step1_failures", "one, the first time I sat it", {"step1_failures": 1}),
    ("step2ck_failures", "no failures", {"step2ck_failures": 0}),
    ("step2ck_failures", "passed it the second time", {"step2ck": "pass", "step2ck_failures": 1}),
    ("step3_failures", "not taken", {"step3": "not_taken", "step3_failures": "unknown"}),
    ("step1", "passed on the third attempt", {"step1": "pass", "step1_failures": 2}),
    ("step1", "P", {"step1": "pass"}),
    ("step1", "205", {"step1": 205}),
    ("step1", "failed", {"step1": "fail", "step1_failures": 1}),
    ("step1", "pass. why do you need that?", {"step1": "pass"}),
    ("step2ck", "it was 216", {"step2ck": 216}),
    ("step2ck", "around 215", {"step2ck": 215}),
    ("step2ck", "99", {"step2ck": "two_digit"}),
    ("step2ck", "412", {"step2ck": "out_of_range"}),
    ("step2ck", "2 hundred", {"step2ck": "unreadable"}),
    ("step2ck", "I have not taken it yet", {"step2ck": "not_taken"}),
    ("step3", "no", {"step3": "not_taken"}),
    ("step3", "planning in march", {"step3": "not_taken"}),
    ("step3", "no, should I take it?", {"step3": "not_taken"}),
    ("step2ck_date", "July 2025", {"step2ck_date": "2025-07"}),
    ("step2ck_date", "07/2025", {"step2ck_date": "2025-07"}),
    ("step2ck_date", "2024", {"step2ck_date": "2024"}),
    ("graduation_year", "2018", {"graduation_year": 2018}),
    ("graduation_year", "in 2018", {"graduation_year": 2018}),
    ("graduation_year", "'09", {"graduation_year": 2009}),
    ("graduation_year", "2031", {"graduation_year": "future"}),
    ("graduation_year", "8 years ago", {"years_since_graduation": 8}),
    ("graduation_year", "not graduated yet", {"graduation_year": "unknown"}),
    ("years_since_graduation", "2018", {"graduation_year": 2018}),
    ("years_since_graduation", "about 8", {"years_since_graduation": 8}),
    ("citizenship_status", "gc", {"citizenship_status": "permanent_resident"}),
    ("citizenship_status", "citizen", {"citizenship_status": "us_citizen"}),
    ("citizenship_status", "a visa", {"citizenship_status": "needs_visa"}),
    ("citizenship_status", "need viza", {"citizenship_status": "needs_visa"}),
    ("citizenship_status", "asylum pending, work permit", {"citizenship_status": "unknown"}),
    ("citizenship_status", "EAD", {"citizenship_status": "unknown"}),
    ("citizenship_status", "last one", {"citizenship_status": "needs_visa"}),
    ("citizenship_status", "the second one", {"citizenship_status": "permanent_resident"}),
    ("visa", "no visa for me", {"visa": "stated"}),
    ("visa", "none", {"visa": "stated"}),
    ("visa", "H1B", {"citizenship_status": "needs_visa", "visa": "h1b"}),
    ("visa", "both are ok", {"visa": "either"}),
    ("usce_months", "3", {"usce_months": 3}),
    ("usce_months", "8 weeks", {"usce_months": 2}),
    ("usce_months", "none", {"usce_months": 0, "usce_kind": "none"}),
    ("usce_months", "0", {"usce_months": 0, "usce_kind": "none"}),
    ("usce_months", "2 months hands-on", {"usce_months": 2, "usce_kind": "hands_on"}),
    ("usce_kind", "nothing so far", {"usce_months": 0, "usce_kind": "none"}),
    ("usce_kind", "rotations", {"usce_kind": "hands_on"}),
    ("usce_kind", "only research", {"usce_kind": "research"}),
    ("specialty", "FM", {"specialty": ["family_medicine"]}),
    ("specialty", "I think psychiatry", {"specialty": ["psychiatry"]}),
    ("specialty", "im", {"specialty": ["internal_medicine"]}),
    ("specialty", "family", {"specialty": ["family_medicine"]}),
    ("specialty", "which one is easiest for IMGs?", {}),
    ("specialty", "not sure yet", {"specialty": "unknown"}),
    ("us_letters", "two", {"us_letters": 2}),
    ("us_letters", "2 from Seattle, 1 from home", {"us_letters": 2}),
    ("us_letters", "3, but only 2 US", {"us_letters": 2}),
    ("us_letters", "no idea", {"us_letters": "unknown"}),
    ("us_letters", "prefer not", {"us_letters": "declined"}),
    ("publications", "a couple", {"publications": 2}),
    ("publications", "no", {"publications": 0}),
    ("region_ties", "none", {"region_ties": []}),
    ("region_ties", "no, but I want to live in Oregon", {"region_ties": []}),
    ("region_ties", "California", {"region_ties": ["California"]}),
    ("region_ties", "my cousin lives in Gresham", {"region_ties": ["Oregon"]}),
    ("languages", "Korean and English", {"languages": ["Korean", "English"]}),
    ("languages", "just english", {"languages": ["English"]}),
    ("previously_unmatched", "never applied", {"previously_unmatched": False}),
    ("previously_unmatched", "yes, twice", {"previously_unmatched": True}),
    ("previously_unmatched", "no", {"previously_unmatched": False}),
    ("applied_this_cycle", "yes, 80 programs", {"applied_this_cycle": True}),
    ("applied_this_cycle", "not yet", {"applied_this_cycle": False}),
    ("interviews_this_cycle", "none so far", {"interviews_this_cycle": 0}),
    ("target_region", "only the coast", {"target_region": "coast_only"}),
    ("target_region", "coast first but open to others", {"target_region": "coast_first"}),
    ("target_region", "anywhere", {"target_region": "anywhere"}),
    ("story_cause", "skip", {"story_cause": "declined"}),
]


@pytest.mark.parametrize(("asked", "text", "expected"), ANSWERS)
def test_a_short_answer_is_read_as_the_asked_field(
    asked: str, text: str, expected: dict[str, object]
) -> None:
    assert answer(asked, text) == expected


def test_a_declined_field_keeps_the_words() -> None:
    reading = read("skip", "visa")["visa"]
    assert (reading.status, reading.value, reading.quote) == (Status.DECLINED, None, "skip")


def test_the_words_of_a_score_already_known_are_no_new_value() -> None:
    assert set(read("it says pass", "step2ck_result", ledger(step2ck=212))) == {"step2ck_result"}


def test_a_number_that_another_fact_stands_on_is_not_the_answer() -> None:
    assert set(read("oops, graduated in 2015", "us_letters", ledger(graduation_year=2016))) == {
        "graduation_year"
    }


def test_failures_of_an_exam_not_taken_are_unknown() -> None:
    assert read("no", "step3_failures", ledger(step3="not_taken"))["step3_failures"].status is Status.UNKNOWN


@pytest.mark.parametrize("asked", ["step1", "step2ck", "step3"])
@pytest.mark.parametrize(
    "text",
    [
        "I tried in 2023 and failed. I worked nights then.",
        "took it once, did not pass",
        "I sat it last year but I did not pass.",
        "Yes, I took it in 2022. Failed, sadly.",
        "I gave it one time and flunked. Not again since.",
        "Attempted it in March, unsuccessful. I was sick.",
        "one attempt, failed",
    ],
)
def test_a_failure_told_in_reply_is_the_result_of_the_asked_exam(asked: str, text: str) -> None:
    assert answer(asked, text) == {asked: "fail", f"{asked}_failures": 1}


@pytest.mark.parametrize("text", ["failed once then passed", "I failed, but passed on the second try"])
def test_a_failure_that_was_made_good_is_no_standing_failure(text: str) -> None:
    assert answer("step3", text) == {"step3": "pass", "step3_failures": 1}


def test_failures_of_both_attempts_belong_to_the_asked_exam() -> None:
    assert answer("step3", "I took it twice, failed both times") == {"step3": "fail", "step3_failures": 2}


def test_a_failure_of_another_exam_is_no_answer() -> None:
    assert answer("step3", "I failed step 1 once") == {"step1_failures": 1}


@pytest.mark.parametrize(
    "text",
    [
        "I have EAD from asylum case. It is not green card, not citizen. I do not know how programs call it.",
        "I am on OPT now",
        "TPS holder from Venezuela, I can work",
        "humanitarian parole, U4U",
        "my green card is pending",
        "I am waiting for my green card",
        "refugee status, not a citizen yet",
        "pending green card through my husband",
    ],
)
def test_papers_that_are_none_of_the_choices_are_an_answer(text: str) -> None:
    reading = read(text, "citizenship_status")["citizenship_status"]
    assert (reading.value, reading.status, reading.quote in text) == (None, Status.UNKNOWN, True)


@pytest.mark.parametrize("text", ["I had OPT, now green card", "asylum granted, then green card in 2024"])
def test_a_card_that_followed_other_papers_is_the_status(text: str) -> None:
    assert answer("citizenship_status", text) == {"citizenship_status": "permanent_resident"}


@pytest.mark.parametrize("asked", ["visa", "publications", "step1", "previously_unmatched"])
@pytest.mark.parametrize(
    "text",
    [
        "I am not sure. I don't know which one a program would give me.",
        "I don't know. It was never explained to me and nobody at my school could say.",
        "No idea, honestly. Whatever they tell me when the time comes will be fine with me",
        "Hard to say, it would take me a long while to look all of that up at home",
        "Honestly not sure. I never asked about it.",
        "Well, I'm not really sure about that one. My lawyer handles all of it for me.",
    ],
)
def test_not_knowing_is_an_answer_however_long_it_goes_on(asked: str, text: str) -> None:
    assert answer(asked, text)[asked] == "unknown"


def test_not_knowing_why_it_is_asked_is_no_answer() -> None:
    text = "I don't know why you would want to hear about this, but my sister had two of them at my age"
    assert "publications" not in answer("publications", text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Ninety-three of them. Yes.", True),
        ("Yes. Ninety-three of them.", True),
        ("I did, 60 programs", True),
        ("120 programs", True),
        ("Already sent. 93", True),
        ("Did it in September, 110 of them", True),
        ("I have applied already, 75 places", True),
        ("not yet, planning for next year", False),
        ("no, next cycle", False),
        ("I'm going to apply next year", False),
        ("not this year, maybe 50 next cycle", False),
    ],
)
def test_whether_applications_are_out(text: str, value: bool) -> None:
    assert answer("applied_this_cycle", text)["applied_this_cycle"] is value


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("publications", "actually 3 letters"),
        ("publications", "three months"),
        ("publications", "2 years"),
        ("us_letters", "2 interviews"),
        ("us_letters", "4 months of rotations"),
        ("step1_failures", "3 letters"),
        ("usce_months", "2 letters"),
    ],
)
def test_a_number_of_something_else_is_no_answer(asked: str, text: str) -> None:
    assert asked not in answer(asked, text)


def test_not_having_failed_is_not_an_exam_not_taken() -> None:
    assert answer("step3", "I did not fail") == {"step3_failures": 0}
