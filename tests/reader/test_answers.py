"""Short answers to the field just asked."""

import pytest

from bot.applicant.ledger import Status
from tests.reader.reading import answer, ledger, read

ANSWERS: list[tuple[str, str, dict[str, object]]] = [
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
