"""bot/write/lock.py: what may stand in a sentence, and what may not, by example."""

from datetime import date

import pytest

from bot.write.lock import Support, check, contradictions

TODAY = date(2026, 11, 25)
TEXTS = (
    "Many applicants send 80 to 150+ applications in internal medicine. Three or four letters are usual, "
    "at least two of them from US physicians. A Step 2 CK under about 220 narrows the options on the Pacific "
    "Coast. A failed Step 1 is a serious concern. Hands-on US clinical experience counts most. Oregon and "
    "Washington have fewer positions than California.",
    "In the 2026 Match 56.4 percent of non-US IMGs matched. Fees: $11 for each of the first 30 programs. "
    "The season opens on 2026-09-24; see https://www.nrmp.org/fees.",
)
FACTS = {
    "step1": 214,
    "step1_failures": 1,
    "step2ck": 223,
    "step2ck_date": "2021-03",
    "graduation_year": 2017,
    "citizenship_status": "permanent_resident",
    "usce_months": 3,
    "usce_kind": "hands_on",
    "specialty": ("family_medicine",),
    "us_letters": 2,
    "region_ties": ("California",),
    "languages": ("Spanish", "Urdu"),
}
TYPED = ("I did 3 months in fresno at Kern Medical with Dr. Ana Lopez in may 2022",)
SUPPORT = Support(TEXTS, FACTS, TYPED, TODAY)

SUPPORTED = [
    "Your Step 2 CK of 223 is 9 points above your Step 1 of 214.",
    "With 214 on Step 1 and 223 on Step 2 CK you improved.",
    "You graduated in 2017, nine years ago.",
    "I failed Step 1 once and passed on the second attempt.",
    "I needed 2 attempts to pass Step 1.",
    "After one failed attempt, I scored 214 on Step 1.",
    "You have three months of hands-on experience in Fresno.",
    "You have 12 weeks of hands-on experience.",
    "I worked at Kern Medical in Fresno, California.",
    "Dr. Ana Lopez wrote one of my two letters.",
    "I speak Spanish and Urdu.",
    "I am a permanent resident.",
    "In May 2022 I was in Fresno.",
    "I took Step 2 CK in March 2021.",
    "Many people apply to 80 to 150 programs or more.",
    "You will need three or four letters.",
    "A score under 220 narrows the options.",
    "In the 2026 Match, 56.4% of non-US IMGs matched.",
    "The first 30 programs cost $11 each.",
    "The season opens on September 24, 2026.",
    "Many California programs are crowded.",
    "Look at https://www.nrmp.org/fees before you pay.",
]
WITHOUT_CLAIM = [
    "Your Step 2 CK is under today's pass mark, but it may have been a pass when you took it.",
    "First, finish your letters. One thing matters most: start early.",
    "Two reasons speak for it.",
    "One question, so that this fits you.",
    "Tell me in a sentence or two.",
    "No one can arrange an interview for you.",
    "Give it two to five sentences, in one paragraph, after the first third.",
    "1. Ask for letters early.",
    "- **Letters.** Ask for them early.",
    "A strong Step 2 CK shows that the weakness behind your first attempt is gone.",
    "If you pass Step 3 with a good score, it can reassure programs.",
    "Once you pass Step 3, tell the programs.",
    "What was your Step 2 CK score?",
    "Have you taken Step 3?",
    "Do you have ties to Oregon or Washington?",
    "The Family Medicine path is open to you.",
    "Programs see every attempt on the transcript.",
    "[Where were your 3 months at Stanford?] My letters are in.",
    "You may ask again in a week.",
]


@pytest.mark.parametrize("sentence", SUPPORTED)
def test_what_stands_in_texts_facts_or_typed_words_passes(sentence: str) -> None:
    assert check(sentence, SUPPORT) == []


def test_what_a_program_allows_is_no_result_of_the_applicant() -> None:
    rule = "It allows 1 failed attempt on Step 1 and you have 2 failed attempts."
    assert check(rule, Support(texts=(rule,), facts={"step1_failures": 2})) == []
    assert check("You had 1 failed attempt on Step 1.", Support(texts=(rule,), facts={"step1_failures": 2}))


@pytest.mark.parametrize("sentence", WITHOUT_CLAIM)
def test_a_sentence_that_claims_nothing_passes_without_support(sentence: str) -> None:
    assert check(sentence, Support()) == []


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Your Step 2 CK of 231 is strong.", "number"),
        ("I have 4 months of hands-on experience.", "number"),
        ("I have five letters from US physicians.", "number"),
        ("Apply to 200 programs.", "number"),
        ("You improved by 15 points.", "number"),
        ("You graduated 12 years ago.", "number"),
        ("I graduated in 2015.", "date"),
        ("I took Step 2 CK in June 2021.", "date"),
        ("The fee is $25.", "money"),
        ("The fee is $30.", "money"),
        ("About 61% of IMGs matched.", "percent"),
        ("Half of IMGs match.", "percent"),
        ("You have one publication.", "number"),
        ("Of 1,200 applicants, few match.", "number"),
        ("Your Step 2 CK of 214 is low.", "exam"),
        ("Step 2 CK: 214.", "exam"),
        ("I passed Step 3.", "exam"),
        ("I passed Step 3 with 223.", "exam"),
        ("You failed Step 1 twice.", "exam"),
        ("You failed Step 2 CK.", "exam"),
        ("I passed Step 1 on the first attempt.", "exam"),
        ("I have no failed attempts on Step 1.", "exam"),
        ("My Step 1 was a pass on my third attempt.", "exam"),
        ("I worked at Harborview Medical Center.", "name"),
        ("Kaiser Permanente is friendly.", "name"),
        ("Stanford accepts many IMGs.", "name"),
        ("I grew up in Oakland.", "name"),
        ("Dr. Smith wrote my letter.", "name"),
        ("I speak Tagalog and Spanish.", "name"),
        ("I matched people at the University of Washington.", "name"),
        ("See https://www.example.com/list for more.", "link"),
        ("I did an observership in Fresno.", "claim"),
        ("I am a US citizen.", "claim"),
        ("I was chief resident.", "claim"),
        ("I published a paper.", "claim"),
    ],
)
def test_what_nothing_supports_is_named_by_kind(sentence: str, kind: str) -> None:
    assert kind in {problem.kind for problem in check(sentence, SUPPORT)}


@pytest.mark.parametrize(
    "sentence",
    [
        "You will match!",
        "You'll surely match this cycle.",
        "With this list you will get interviews.",
        "This will get you an interview.",
        "I guarantee you a spot.",
        "You are certain to match.",
        "It is 100% certain.",
        "Without a doubt you will match.",
        "Not only will you succeed, you will match.",
        "You will never match with that.",
        "You have no chance.",
        "You have a 70% chance of matching.",
        "Your chance is high.",
        "Your odds of matching are good.",
        "Your probability of matching is around 65 percent.",
        "You have about a one in three chance of matching.",
        "Applicants with your profile match 3 in 5 times.",
        "There is an 80% likelihood that you match.",
    ],
)
def test_promises_and_personal_odds_are_refused_even_when_typed(sentence: str) -> None:
    support = Support((sentence,), FACTS, (sentence,), TODAY)
    assert "promise" in {problem.kind for problem in check(sentence, support)}


@pytest.mark.parametrize(
    "sentence",
    [
        "Nobody can promise that you will match.",
        "I do not know whether you will match.",
        "There is no guarantee.",
        "No one can guarantee an interview.",
        "Guarantees do not exist in the Match.",
        "A match is never guaranteed.",
        "Anyone who promises you a match is selling something.",
        "Your score is not a guarantee and not a chance of matching.",
        "Your chances are generally better at community programs.",
        "To raise your chances of matching, apply broadly.",
        "Your odds depend on many things.",
        "Many applicants with low scores match every year.",
        "You can match your letters to the specialty.",
        "You will get an email when it is ready.",
        "It does not mean that you will not match.",
        "What are my chances?",
        "Make sure to check each page.",
    ],
)
def test_hedges_and_denied_promises_pass(sentence: str) -> None:
    assert [problem for problem in check(sentence, Support()) if problem.kind == "promise"] == []


def test_a_reason_names_the_words_and_is_plain() -> None:
    (problem,) = check("I graduated in 2015.", SUPPORT)
    assert problem.words == "2015"
    assert problem.reason.startswith("'2015' stands neither")


def test_a_result_that_differs_is_explained_with_the_fact() -> None:
    (problem,) = check("You failed Step 1 twice.", Support(facts={"step1_failures": 1}, texts=("twice",)))
    assert "Step 1 failed attempts: 1" in problem.reason


def test_a_number_in_a_question_is_still_checked() -> None:
    assert [problem.words for problem in check("Did you know that 61% match?", SUPPORT)] == ["61"]


def test_years_since_graduation_need_a_day_to_count_from() -> None:
    sentence = "You graduated nine years ago."
    assert check(sentence, Support(facts={"graduation_year": 2017}))
    assert not check(sentence, Support(facts={"graduation_year": 2017}, today=TODAY))


def test_a_unit_must_agree_with_the_source() -> None:
    assert check("You need 3 months of work.", Support(("Three letters are usual.",)))


def test_terse_typed_notes_bind_scores_to_their_exams() -> None:
    support = Support(typed=("failed step 1 once then 214, ck 223",))
    assert not check("I failed Step 1 once, then scored 214; my Step 2 CK is 223.", support)
    assert check("My Step 1 is 223.", support)


def test_each_half_of_a_sentence_is_about_its_own_exam() -> None:
    facts = {"step1": "pass", "step1_failures": 1, "step2ck": 222, "step2ck_failures": 2}
    said = "I passed Step 1 in 2 attempts; after two failed attempts, I scored 222 on Step 2 CK."
    assert check(said, Support(facts=facts)) == []
    assert check(said.replace("two", "one"), Support(facts=facts))


def test_an_exam_of_another_country_is_not_taken_for_a_step() -> None:
    facts = {"step1": "fail", "story_evidence": "I passed the national board of my country in 2022"}
    said = "I failed Step 1. I passed the national board of my country in 2022."
    assert check(said, Support(facts=facts)) == []


def test_a_standing_fact_outweighs_what_was_typed_before_a_correction() -> None:
    support = Support(facts={"step2ck": 223}, typed=("my ck is 214", "sorry, ck is 223"))
    assert check("Your Step 2 CK score is 214.", support)
    assert check("Your Step 2 CK score is 223.", support) == []


def test_a_supposed_score_that_a_source_works_out_may_be_repeated() -> None:
    support = Support(("Step 2 CK 240: application strength 61.",), {"step2ck": 223})
    assert check("With a Step 2 CK of 240 your application strength is 61.", support) == []


def test_a_general_sentence_of_a_source_is_no_result_of_the_applicant() -> None:
    assert check("You passed Step 3.", Support(("People who passed Step 3 have an easier time.",)))


def test_a_story_in_the_facts_supports_its_own_names() -> None:
    story = {"story_evidence": "My attending in Tacoma praised my notes"}
    assert not check("My attending in Tacoma praised my notes.", Support(facts=story))


def test_contradictions_are_found_and_unknown_results_left_alone() -> None:
    facts = {"step1": "pass", "step1_failures": 1}
    assert contradictions("I failed Step 1 twice.", facts)
    assert contradictions("I failed Step 1 once and Step 3 twice.", facts) == []


def test_a_story_that_contradicts_a_fact_does_not_support_itself() -> None:
    told = "I failed Step 1 twice because I was ill."
    facts = {"step1_failures": 1, "story_cause": told}
    assert contradictions(told, facts)
    assert check(told, Support(facts=facts))
