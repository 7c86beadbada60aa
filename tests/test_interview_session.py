"""bot/interview/session.py, report.py and lengths.py: a whole practice."""

import json
import random
import re
from datetime import date

import pytest

from bot.applicant.facts import Value
from bot.errors import BadInput
from bot.interview.bank import Tone, load_bank
from bot.interview.lengths import SECONDS, left_out, lengths
from bot.interview.report import report
from bot.interview.rubric import load_rubric
from bot.interview.session import LONGEST, SHORTEST, Kind, Session, answer, next_question, start
from evals.interview import CASES

TODAY = date(2026, 11, 25)
RECORD: dict[str, Value] = {
    "step1": "pass",
    "step1_failures": 1,
    "step2ck": 226,
    "citizenship_status": "needs_visa",
    "graduation_year": 2018,
}
ANSWERS = tuple(json.loads(line)["answer"] for line in CASES.read_text(encoding="utf-8").splitlines())
STRONG = (
    "I failed Step 1 once because I had not practised under time. Since then I do forty timed questions "
    "every morning, scored 226 on Step 2 CK, and I will keep this for the in-training exam, as I do with my "
    "patients."
)


def practised(session: Session, chance: random.Random) -> Session:
    while not session.finished:
        session = answer(session, chance.choice(ANSWERS))
    return session


def simulated(seed: int) -> Session:
    chance = random.Random(seed)
    profile = chance.choice((RECORD, {}, {"step2ck": 212}, {"step1": "pass", "step1_failures": 3}))
    length = chance.randint(SHORTEST, LONGEST)
    return practised(start(profile, chance.choice(list(Tone)), length, str(seed), TODAY), chance)


SESSIONS = [simulated(seed) for seed in range(50)]


def test_no_question_and_no_lead_is_repeated_in_50_sessions() -> None:
    for session in SESSIONS:
        cores = [turn.question.core for turn in session.turns]
        leads = [turn.question.lead for turn in session.turns if turn.question.lead]
        assert len(set(cores)) == len(cores)
        assert len(set(leads)) == len(leads)


def test_each_follow_up_presses_the_lowest_trait_in_50_sessions() -> None:
    pressed = 0
    for session in SESSIONS:
        for before, turn in zip(session.turns, session.turns[1:], strict=False):
            if turn.question.kind is Kind.FOLLOW_UP:
                traits = before.feedback.traits
                lowest = min(traits, key=lambda trait: traits[trait])
                assert turn.question.trait == lowest
                assert traits[lowest] < load_rubric().fine
                pressed += 1
    assert pressed >= len(SESSIONS)


def test_no_question_in_50_sessions_cites_a_score_that_they_do_not_have() -> None:
    for session in SESSIONS:
        theirs = {str(value) for value in session.profile.values()}
        for turn in session.turns:
            assert set(re.findall(r"\b[12]\d\d\b", turn.question.text)) <= theirs


def test_a_session_has_the_length_that_was_asked_for() -> None:
    assert all(len(session.turns) == session.length for session in SESSIONS)


def test_every_session_begins_with_the_scores() -> None:
    assert {session.turns[0].question.topic for session in SESSIONS} == {"score"}


def test_sessions_differ_by_seed() -> None:
    first = {next_question(start(RECORD, "neutral", 3, str(seed), TODAY)).text for seed in range(30)}
    assert len(first) >= 3


def test_the_same_seed_and_answers_give_the_same_session() -> None:
    assert simulated(7) == simulated(7)


def test_a_question_stays_the_same_until_it_is_answered() -> None:
    session = start(RECORD, "warm", 3, "s", TODAY)
    assert next_question(session) == next_question(session)


def test_after_a_strong_answer_the_next_question_is_a_new_one() -> None:
    session = answer(start(RECORD, "neutral", 3, "s", TODAY), STRONG)
    assert next_question(session).kind is Kind.MAIN


def test_a_trait_is_pressed_twice_at_most_before_another_topic_comes() -> None:
    session = start(RECORD, "blunt", 8, "s", TODAY)
    for _ in range(3):
        session = answer(session, "My school never taught me anything.")
    kinds = [turn.question.kind for turn in session.turns]
    assert kinds == [Kind.MAIN, Kind.FOLLOW_UP, Kind.FOLLOW_UP]
    assert next_question(session).kind is Kind.MAIN


@pytest.mark.parametrize("tone", Tone)
def test_a_follow_up_is_led_into_in_the_tone_of_the_session(tone: Tone) -> None:
    session = answer(start(RECORD, tone, 3, "s", TODAY), "My school never taught me anything.")
    asked = next_question(session)
    assert asked.lead in load_bank().leads[tone]
    assert asked.text.startswith(asked.lead)


def test_an_empty_profile_begins_with_two_questions() -> None:
    session = start({}, "neutral", 3, "s", TODAY)
    assert next_question(session).kind is Kind.SETUP
    session = answer(session, "Step 2")
    asked = next_question(session)
    assert asked.kind is Kind.SETUP
    assert "Step 2 CK" in asked.text
    session = answer(session, "214, first attempt")
    assert session.profile == {"step2ck": 214, "step2ck_failures": 0}
    assert next_question(session).kind is Kind.MAIN
    assert not session.turns


def test_the_second_opening_question_is_left_out_when_the_first_answer_says_it_all() -> None:
    session = answer(start({}, "neutral", 3, "s", TODAY), "I failed step 1 once and then passed")
    assert session.profile["step1_failures"] == 1
    assert next_question(session).kind is Kind.MAIN


def test_somebody_who_does_not_want_to_say_is_asked_twice_and_practises_anyway() -> None:
    session = start({}, "warm", 3, "s", TODAY)
    for _ in range(2):
        session = answer(session, "I'd rather not say")
    assert next_question(session).kind is Kind.MAIN


def test_a_known_record_is_not_asked_for() -> None:
    assert next_question(start(RECORD, "warm", 3, "s", TODAY)).kind is Kind.MAIN


@pytest.mark.parametrize(("tone", "length"), [("rude", 3), ("warm", 2), ("warm", 9), ("", 5)])
def test_another_tone_or_length_is_refused(tone: str, length: int) -> None:
    with pytest.raises(BadInput):
        start(RECORD, tone, length, "s", TODAY)


def test_an_empty_answer_is_refused() -> None:
    with pytest.raises(BadInput, match="words"):
        answer(start(RECORD, "warm", 3, "s", TODAY), "  \n")


def test_a_session_that_has_ended_asks_nothing() -> None:
    with pytest.raises(BadInput, match="ended"):
        next_question(SESSIONS[0])


def test_a_session_is_a_value_and_its_profile_is_not_shared() -> None:
    profile = dict(RECORD)
    session = start(profile, "warm", 3, "s", TODAY)
    profile["step2ck"] = 260
    assert session.profile["step2ck"] == 226


def test_the_weakest_trait_of_a_report_has_quotes_of_the_answers() -> None:
    session = start(RECORD, "neutral", 3, "s", TODAY)
    for _ in range(3):
        session = answer(session, "My school never taught me anything.")
    summed = report(session)
    assert summed.weakest is not None
    assert summed.weakest.id == "ownership"
    assert summed.quotes == ("My school never taught me anything.",)
    assert summed.flags["blames_others"] == 3


def test_a_report_says_what_was_strong_in_their_words() -> None:
    session = answer(start(RECORD, "neutral", 3, "s", TODAY), STRONG)
    strong = {found.element: found.quote for found in report(session).strong}
    assert {"acknowledge", "growth", "evidence"} <= strong.keys()
    assert all(quote in STRONG for quote in strong.values())


def test_an_untrue_answer_is_never_called_strong() -> None:
    lie = "I failed Step 1 once and do forty questions every day now, so my CK is 260."
    assert not report(answer(start(RECORD, "neutral", 3, "s", TODAY), lie)).strong


@pytest.mark.parametrize("session", SESSIONS[:10], ids=lambda session: session.seed)
def test_every_report_names_a_next_drill(session: Session) -> None:
    summed = report(session)
    assert summed.drill
    assert 1.0 <= summed.mean <= 5.0


def test_a_report_before_the_first_answer_is_empty() -> None:
    summed = report(start(RECORD, "warm", 3, "s", TODAY))
    assert summed.overall == ()
    assert summed.weakest is None


STORIES: tuple[dict[str, Value], ...] = (
    {},
    {"step1": "pass", "step1_failures": 1, "step2ck": 224},
    {
        "step2ck": 212,
        "step2ck_failures": 0,
        "step3": 226,
        "us_letters": 2,
        "story_cause": "I worked nights. I studied when I was tired. Then my son was born.",
        "story_change": "I cut my shifts. I did 60 timed questions every day. I kept a log. I asked a tutor.",
        "story_evidence": "My attending wrote that my notes are clear. I present every new admission.",
    },
    {
        "step1": "pass",
        "step1_failures": 1,
        "story_cause": "because my school closed and "
        + "I moved from one town to another and " * 12
        + "wept",
        "story_change": "I stopped reading and " + "wrote every error down and " * 12 + "slept",
    },
)


@pytest.mark.parametrize("profile", STORIES)
@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_each_shorter_answer_is_contained_in_the_longer(profile: dict[str, Value], seed: str) -> None:
    texts = [version.text for version in lengths(profile, (), seed).versions]
    assert len(texts) == len(SECONDS)
    assert left_out(texts[0], texts[1]) == ()
    assert left_out(texts[1], texts[2]) == ()


def test_an_answer_that_does_not_nest_is_told() -> None:
    assert left_out("I passed. I slept.", "I passed.") == ("I slept.",)


def test_what_is_not_known_stands_in_the_lengths_as_a_question() -> None:
    texts = [version.text for version in lengths({"step1": "pass", "step1_failures": 1}, (), "s").versions]
    assert all(re.search(r"\[[^\[\]]+\?\]", text) for text in texts)


def test_the_longer_text_is_longer() -> None:
    words = [len(version.text.split()) for version in lengths(STORIES[2], (), "s").versions]
    assert words == sorted(set(words))


def test_the_lengths_are_labelled_as_an_example() -> None:
    assert "example" in lengths(RECORD, (), "s").label


def test_a_result_without_its_exam_is_of_the_exam_named_before() -> None:
    session = answer(
        answer(start({}, "neutral", 3, "a", TODAY), "Step 1"), "I failed it twice, then passed. CK 214"
    )
    assert session.profile == {"step1": "pass", "step1_failures": 2, "step2ck": 214}
