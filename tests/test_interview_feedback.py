"""bot/interview/feedback.py and what it rests on: elements, flags, truth, health, marks and advice."""

import json
import re
from datetime import date
from typing import Any

import pytest

from bot.applicant.facts import Value, parse_profile
from bot.interview.feedback import Feedback, assess
from bot.interview.rubric import load_rubric
from bot.settings import KNOWLEDGE
from bot.write.lock import Support, check
from evals.interview import CASES

TODAY = date(2026, 11, 25)
ASKED = "Tell me about your scores."
FAILED: dict[str, Value] = {"step1": "pass", "step1_failures": 1, "step2ck": 226, "step2ck_failures": 0}
COMPLETE = (
    "I failed Step 1 once because I had not practised under time. Since then I do forty timed questions "
    "every morning, and I scored 226 on Step 2 CK."
)
PLAIN = {"step1": "pass", "step1_failures": 1}
ROWS: list[dict[str, Any]] = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


def judged(answer: str, profile: dict[str, Value] | None = None, question: str = ASKED) -> Feedback:
    return assess(answer, question, FAILED if profile is None else profile, TODAY)


def of_row(row: dict[str, Any]) -> Feedback:
    profile = parse_profile(row.get("applicant_facts", {}), TODAY)
    return assess(row["answer"], row["question"], profile, TODAY)


def pairs(first: str, second: str) -> list[Any]:
    sides: dict[str, dict[str, dict[str, Any]]] = {}
    for row in ROWS:
        if "pair" in row:
            sides.setdefault(row["pair"], {})[row["side"]] = row
    return [
        pytest.param(two[first], two[second], id=name)
        for name, two in sides.items()
        if {first, second} <= two.keys()
    ]


def test_a_failure_told_without_a_number_denies_no_other() -> None:
    told = judged("I failed Step 1, and then I passed.", {"step1": "pass", "step1_failures": 2})
    assert not told.failed
    assert judged("I failed Step 1 once.", {"step1": "pass", "step1_failures": 2}).failed


@pytest.mark.parametrize(
    ("flag", "answer"),
    [
        ("blames_others", "I failed Step 1 because the teachers at my school never explained anything."),
        ("excuses", "My father was ill in that year and my mother too, so the result was a fail."),
        ("defensive", "I failed, but a test doesn't show what kind of doctor I am."),
        ("ashamed", "I failed Step 1 and I am so ashamed of it, I can't forgive myself."),
        ("dishonest", "I passed all of my exams on the first attempt."),
        ("no_growth", "I failed Step 1 the first time, I had not read enough."),
        ("generic", "I failed Step 1, and I'm a passionate and dedicated learner who became stronger."),
        (
            "over_explains",
            "I failed on the 12th of May. My laptop broke, the taxi was late, I had two coffees, no, three, "
            "and at 9 am the lady at the floor took my phone. I changed to timed blocks and passed.",
        ),
    ],
)
def test_a_flag_quotes_three_or_more_of_the_answers_own_words(flag: str, answer: str) -> None:
    quote = judged(answer, {**PLAIN}).flags[flag]
    assert quote is not None
    assert quote in answer
    assert len(quote.split()) >= 3


def test_every_quote_stands_in_its_answer() -> None:
    for row in ROWS[::2]:
        feedback = of_row(row)
        quotes = [*feedback.flags.values(), *feedback.shown.values(), *(n.quote for n in feedback.notes)]
        assert all(quote is None or quote in row["answer"] for quote in quotes), row["id"]


def test_a_short_complete_answer_is_complete() -> None:
    feedback = judged(COMPLETE)
    assert all(feedback.elements.values())
    assert not feedback.flags
    assert feedback.overall == load_rubric().highest


@pytest.mark.parametrize(
    "answer",
    [
        "I failed Step 1 once, I do two timed blocks a day now, and CK was 226.",
        "Step 1 took two attempts. I switched from reading to questions. CK 226.",
        "Failed Step 1. Changed: a study partner, each morning at six. Passed, then 226 on CK.",
        "One fail on Step 1; now I log every mistake, and my attending wrote that I'm careful.",
    ],
)
def test_a_short_answer_with_a_result_a_change_and_a_proof_is_not_marked_down(answer: str) -> None:
    feedback = judged(answer)
    assert not feedback.flags
    assert feedback.overall >= 4.5


def test_a_result_that_the_question_names_need_not_be_named_again() -> None:
    answer = "I had only read books. Now I do two timed blocks a day, and my CK was 226."
    asked = judged(answer, question="You failed Step 1. Why?")
    assert "acknowledge" not in {note.name for note in asked.notes}
    assert asked.overall == load_rubric().highest


def test_a_complete_answer_is_told_only_what_would_make_it_better_still() -> None:
    assert {note.name for note in judged(COMPLETE).notes} <= {"prevention", "patient_care"}


def test_the_same_answer_gets_the_same_feedback() -> None:
    assert judged(COMPLETE) == judged(COMPLETE)


@pytest.mark.parametrize(
    "answer",
    [
        "I never failed any exam.",
        "Everything was passed on the first attempt.",
        "Step 1 was a pass at the first try.",
        "There is an error in my transcript, that attempt was cancelled.",
        "I failed Step 1 once, and my CK is 248.",
        "My transcript is clean.",
        "None of my exams needed a second attempt.",
        "What failure? I passed Step 1.",
        "I have sat Step 1 one time.",
        "I'd like to be exact: Step 1 was one attempt.",
    ],
)
def test_a_denial_or_a_contradiction_is_a_hard_fail(answer: str) -> None:
    feedback = judged(answer)
    assert feedback.failed
    assert feedback.overall == load_rubric().lowest
    assert feedback.weakest is not None
    assert feedback.weakest.id == "honesty"


@pytest.mark.parametrize(
    "answer",
    [
        COMPLETE,
        "I failed Step 1 once, and since then I have passed everything the first time.",
        "I wish I could say that I never failed. I did, Step 1.",
        "I never failed Step 2 CK, only Step 1, once.",
        "On my first attempt at Step 1 I had a 188, which is a fail.",
        "My practice tests said 245, the day itself said 226 on CK, and Step 1 was failed once.",
        "CK is about 225, after one failed attempt at Step 1.",
        "I didn't make it through Step 1 the first time round.",
        "I passed Step 1, but not in one go.",
        "Apart from Step 1, I passed each exam at the first sitting.",
        "I have one failure, on Step 1, and no failures since.",
        "A single attempt was not enough for Step 1.",
        "I don't have a clean record: there's a failed Step 1.",
        "It would be easy to say I passed everything first time. I didn't, Step 1 took two.",
        "I promised my mother I'd pass on the first attempt and I broke that promise.",
    ],
)
def test_what_agrees_with_the_record_is_no_lie(answer: str) -> None:
    assert not judged(answer).failed


def test_an_unknown_fact_contradicts_nothing() -> None:
    assert not judged("I passed all of my exams on the first attempt, CK was 251.", {}).failed


def test_fewer_attempts_than_the_record_has_are_a_contradiction() -> None:
    assert judged("It took me two attempts to pass Step 1.", {"step1": "pass", "step1_failures": 3}).failed


def test_more_experience_than_the_record_has_is_a_contradiction() -> None:
    assert judged("I have eight months of hands-on experience.", {"usce_months": 1}).failed


def test_a_better_score_than_a_failed_exam_can_have_is_a_contradiction() -> None:
    assert judged("I passed Step 3 with a 225.", {"step3": "fail", "step3_failures": 1}).failed


def test_over_220_words_are_too_long() -> None:
    assert "too_long" in judged(COMPLETE + " I review each of them." * 40).flags


def test_190_words_that_all_work_are_not_too_long() -> None:
    assert "too_long" not in judged(COMPLETE + " I review each of them." * 30).flags


def test_a_too_long_answer_is_told_which_of_its_sentences_to_keep() -> None:
    long = COMPLETE + " The weather was fine that day." * 40
    note = next(note for note in judged(long).notes if note.name == "too_long")
    assert note.better in (COMPLETE, COMPLETE + " The weather was fine that day.")


@pytest.mark.parametrize(
    "answer", ["Step 1 pass, Step 2 CK 251, both at the first attempt.", "CK is 245 and I enjoyed it."]
)
def test_a_good_score_owes_no_apology_and_no_story(answer: str) -> None:
    feedback = judged(answer, {"step1": "pass", "step1_failures": 0, "step2ck": 251})
    assert not feedback.flags
    assert feedback.overall == load_rubric().highest


def test_an_apology_for_a_good_score_is_flagged() -> None:
    answer = "I'm so sorry that it is only 245."
    assert "ashamed" in judged(answer, {"step2ck": 245}).flags


def test_an_adviser_named_beside_an_owned_decision_is_no_blame() -> None:
    answer = (
        "I failed Step 1. My dean told me to sit, and it was my own decision to do it. "
        "I now do fifty questions every day, and I passed."
    )
    assert "blames_others" not in judged(answer, {**PLAIN}).flags


def test_telling_only_what_others_did_is_blame_without_a_word_of_blame() -> None:
    answer = "The hospital put me on nights in the month before the exam. I failed."
    assert "blames_others" in judged(answer, {**PLAIN}).flags


def test_a_reason_that_is_blame_is_not_praised() -> None:
    feedback = judged("My school never prepared us for Step 1.", {**PLAIN})
    assert feedback.elements["context"]
    assert not feedback.good


@pytest.mark.parametrize(
    "answer",
    [
        "My mentor disappeared two months before the exam and left me with nothing.",
        "Our rotation coordinator put me in the ICU in the month of the exam.",
        "I was badly advised by people who should know better.",
        "If the proctor hadn't interrupted me I would have passed.",
        "My husband didn't take care of the children even one evening.",
        "Nobody warned me what the exam is like.",
    ],
)
def test_blame_is_told_from_who_did_what(answer: str) -> None:
    assert "blames_others" in judged(answer, {**PLAIN}).flags


@pytest.mark.parametrize(
    "answer",
    [
        "I failed Step 1. A resident taught me to review by cause, I did it every day, and I passed.",
        "After failing Step 1 I stopped rereading and did two blocks a day. I passed.",
        "I failed Step 1. My preceptor asked me to lead rounds after a year of daily questions.",
        "I write down every miss and quiz myself on it. That came out of a failed Step 1, and I passed.",
    ],
)
def test_help_and_praise_by_others_are_no_blame(answer: str) -> None:
    feedback = judged(answer, {**PLAIN})
    assert feedback.elements["growth"]
    assert not feedback.flags


def test_a_circumstance_beside_a_change_is_context_and_no_excuse() -> None:
    answer = "My father died in that month and I failed Step 1. I changed to daily timed blocks and passed."
    feedback = judged(answer, {**PLAIN})
    assert feedback.elements["context"]
    assert "excuses" not in feedback.flags


@pytest.mark.parametrize(
    "before", ["I am a little embarrassed, but I will tell you.", "I'm not ashamed of it any more."]
)
def test_small_or_past_embarrassment_is_no_shame(before: str) -> None:
    assert "ashamed" not in judged(f"{before} {COMPLETE}").flags


def test_headings_read_aloud_are_generic() -> None:
    answer = "Context: family. Growth: changed approach, mentorship. Evidence: passed Step 1 the second time."
    assert "generic" in judged(answer, {**PLAIN}).flags


def test_claimed_growth_without_content_is_no_growth() -> None:
    feedback = judged("I failed, and I have grown so much as a person since then.", {**PLAIN})
    assert not feedback.elements["growth"]
    assert {"generic", "no_growth"} <= feedback.flags.keys()


def test_there_are_40_pairs_of_answers_and_20_of_grammar() -> None:
    assert len(pairs("bad", "good")) >= 40
    assert len(pairs("polished", "simple")) >= 20


@pytest.mark.parametrize(("bad", "good"), pairs("bad", "good"))
def test_a_bad_answer_is_marked_below_its_good_twin(bad: dict[str, Any], good: dict[str, Any]) -> None:
    assert of_row(bad).overall < of_row(good).overall


@pytest.mark.parametrize(("polished", "simple"), pairs("polished", "simple"))
def test_simple_or_broken_grammar_changes_nothing(polished: dict[str, Any], simple: dict[str, Any]) -> None:
    one, other = of_row(polished), of_row(simple)
    assert one.elements == other.elements
    assert one.flags.keys() == other.flags.keys()
    assert abs(one.overall - other.overall) <= 0.2


def test_a_health_detail_is_pointed_out() -> None:
    notes = judged("I had depression and took medication, and I failed.", {**PLAIN}).notes
    assert "I had depression" in [note.quote for note in notes if note.name == "health"]


def test_a_health_detail_that_they_chose_to_share_is_not_pointed_out() -> None:
    told: dict[str, Value] = {**PLAIN, "story_cause": "I had depression in that year"}
    notes = judged("I had depression and I failed.", told).notes
    assert "health" not in [note.name for note in notes]


def test_the_illness_of_others_is_not_their_health() -> None:
    notes = judged("My mother had cancer in that year, and I failed.", {**PLAIN}).notes
    assert "health" not in [note.name for note in notes]


@pytest.mark.parametrize(
    "profile",
    [
        {},
        {"step1": "pass", "step1_failures": 1},
        {"step2ck": 212, "step3": 226, "us_letters": 2},
        {"step1": "fail"},
        {"step2ck": 224, "step2ck_failures": 2, "story_change": "I write down every error. I sleep."},
    ],
)
def test_a_better_sentence_claims_nothing_that_they_did_not_say(profile: dict[str, Value]) -> None:
    for row in ROWS[::7]:
        support = Support(facts=profile, typed=(row["answer"],))
        for note in assess(row["answer"], row["question"], profile, TODAY).notes:
            assert not check(note.better, support), (row["id"], note.better)


def test_each_finding_has_a_title_a_reason_a_better_sentence_and_its_source() -> None:
    for row in ROWS[::3]:
        for note in of_row(row).notes:
            assert note.title and note.why and note.better and note.section, (row["id"], note.name)


def test_a_better_sentence_uses_their_own_words_for_the_change() -> None:
    told: dict[str, Value] = {**PLAIN, "story_change": "I write down every error"}
    notes = judged("I failed Step 1 the first time, I had not read enough.", told).notes
    assert any("I write down every error" in note.better for note in notes)


def test_what_is_not_known_is_asked_in_brackets() -> None:
    notes = judged("I failed Step 1 the first time, I had not read enough.", {**PLAIN}).notes
    assert any(re.search(r"\[[^\]]+\?\]", note.better) for note in notes if note.name == "no_growth")


def test_each_reason_stands_in_a_passage_of_the_guide() -> None:
    for trait in load_rubric().traits.values():
        passage = (KNOWLEDGE / "guide" / f"{trait.passage}.md").read_text(encoding="utf-8")
        assert f'section: "{trait.section}"' in passage, trait.id


def test_a_question_of_another_topic_owes_what_it_asks_for() -> None:
    feedback = judged("I write a plan each Sunday, and my CK was 226.", question="What did you learn?")
    assert feedback.owed == ("growth", "evidence")


@pytest.mark.parametrize("answer", ["", "   ", "?", "…", "\x00", "ééé 😀 ﬀ İİ", "a" * 5_000])
def test_any_text_gets_feedback(answer: str) -> None:
    assert load_rubric().lowest <= judged(answer).overall <= load_rubric().highest
