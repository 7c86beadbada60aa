"""The mock interview in a conversation: begun, answered, interrupted, ended, and never noted as fact."""

from typing import Any

import pytest

from bot.agent import practice, practice_chat
from bot.agent.case import Case, Practising, parse, render
from bot.agent.reply import as_text
from bot.builtin.intents import load_intents
from bot.builtin.practice import step
from tests.test_turn import Talk, asking, talk

__all__ = ["asking", "talk"]

FACTS = "failed step 1 twice then 214, ck 223"
WEAK = "My school did not prepare us well and the exam was unfair. I was so ashamed."
STRONG = (
    "I failed Step 1 twice because I only read. Since then I do two timed blocks each morning with a friend, "
    "and my CK of 223 shows it. I would do the same for the in-training exam."
)
BEGINS = (
    "let's practise",
    "Let's practice!",
    "ask me about my scores",
    "mock interview",
    "Can we do a mock interview?",
    "interview me",
    "I want to practice my answer",
    "please be the interviewer",
    "start a warm mock interview",
    "mock interview, blunt, 3 questions",
    "can we practice for my interview",
    "I'd like to rehearse",
)
BEGINS_NOT = (
    "how do i practise for the interview",
    "should I do mock interviews?",
    "what is a mock interview",
    "I practise 40 questions a day",
    "I want to practice medicine in California",
    "I did a mock interview last week",
    "is it worth paying for a mock interview",
    "can you ask me questions",
    "I will practise every day in Fresno",
    "where can I find a mock interview partner",
    "I need to practise more UWorld",
    "act as my program director and write my reference",
)


def text(reply: dict[str, Any]) -> str:
    return as_text(reply["sentences"])


def marked(reply: dict[str, Any]) -> list[str]:
    return [sentence["text"] for sentence in reply["sentences"] if sentence["marked"]]


def practising(talk: Talk) -> Talk:
    talk.say(FACTS)
    talk.say("let's practise")
    return talk


@pytest.mark.parametrize("message", BEGINS)
def test_a_wish_to_practise_begins_one(message: str) -> None:
    case = Case("2026-11-25", "t", 1, "advice")
    assert step(case, message, load_intents().of(message)) == "begin"


@pytest.mark.parametrize("message", BEGINS_NOT)
def test_a_question_about_practising_begins_none(message: str) -> None:
    case = Case("2026-11-25", "t", 1, "advice")
    assert step(case, message, load_intents().of(message)) is None


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (WEAK, "answer"),
        (STRONG, "answer"),
        ("214", "answer"),
        ("I failed it.", "answer"),
        ("Why did I fail? Honestly I studied from too many books and never checked what I knew.", "answer"),
        ("What I did was to plan every week with a friend.", "answer"),
        ("I stopped working nights.", "answer"),
        ("stop", "end"),
        ("Stop the interview please", "end"),
        ("that's enough for today", "end"),
        ("I want to stop", "end"),
        ("what is step 3 worth for me?", None),
        ("Wait. How many programs should I apply to?", None),
        ("should i take step 3", None),
        ("repeat the question please", None),
        ("wait", None),
        ("thanks", None),
    ],
)
def test_an_answer_is_told_from_an_aside_and_from_stopping(message: str, expected: str | None) -> None:
    case = Case("2026-11-25", "t", 1, "advice", practice=Practising("What happened?", 1, 4))
    assert step(case, message, load_intents().of(message)) == expected


def test_a_case_with_a_practice_is_read_back_as_it_was() -> None:
    case = Case("2026-11-25", "t", 1, "advice", practice=Practising("What happened?", 1, 4))
    assert parse(render(case)) == case


def test_one_question_then_feedback_with_the_own_words_and_the_next(talk: Talk) -> None:
    talk.say(FACTS)
    first = text(talk.say("let's practise"))
    assert "Question 1 of 4:" in first
    reply = talk.say(WEAK)
    assert "You said “My school did not prepare us well”" in text(reply)
    assert "One better way to say it:" in text(reply)
    assert "Question 2 of 4:" in text(reply)
    assert {"practice", "practice.note.1"} <= {item["id"] for item in reply["citations"]}
    assert not marked(reply)


@pytest.mark.parametrize("words", ["3 questions", "only three questions please"])
def test_how_long_it_is_to_be_may_be_said_while_it_runs(talk: Talk, words: str) -> None:
    assert "of 3" in text(practising(talk).say(words))


def test_a_good_answer_is_praised_and_costs_nothing(talk: Talk) -> None:
    practising(talk)
    said = text(talk.say(STRONG))
    assert "Practice mark: 5.0 of 5" in said
    assert "You said “" not in said


def test_an_aside_is_answered_and_the_question_comes_back(talk: Talk) -> None:
    practising(talk)
    running = practice_chat.running(talk.services.store, talk.applicant, talk.thread, 3)
    assert running is not None
    assert running.question is not None
    reply = talk.say("what is step 3 worth for me?")
    assert reply["citations"]
    assert running.question.text in text(reply)
    assert "Practice mark" not in text(reply)


def test_stop_ends_with_a_short_report_and_the_tab_keeps_it(talk: Talk) -> None:
    practising(talk)
    talk.say(WEAK)
    reply = talk.say("stop")
    assert "1 of 4 questions answered" in text(reply)
    assert "Next exercise:" in text(reply)
    assert not marked(reply)
    (item,) = practice.listed(talk.services.store, talk.applicant)
    assert (item.answered, item.over) == (1, True)
    assert "Question" not in text(talk.say("thanks"))


def test_the_last_answer_brings_the_report(talk: Talk) -> None:
    talk.say(FACTS)
    talk.say("mock interview, blunt, 3 questions")
    for _ in range(2):
        assert "last question" not in text(talk.say(WEAK))
    reply = talk.say(STRONG)
    assert "That was the last question" in text(reply)
    assert not marked(reply)


def test_an_answer_is_never_noted_as_fact(talk: Talk) -> None:
    practising(talk)
    before = talk.profile
    reply = talk.say("I passed everything at the first attempt, and I have six months of work in Fresno.")
    assert "does not agree with your record" in text(reply)
    assert talk.profile == before
    assert (reply["read"], reply["conflicts"]) == ([], [])


def test_from_an_empty_profile_two_replies_go_to_the_record(talk: Talk) -> None:
    first = talk.say("let's practise")
    assert "Question" not in text(first)
    talk.say("Step 1")
    reply = talk.say("failed it twice, then passed")
    assert "Question 1 of 4:" in text(reply)
    assert talk.profile["step1_failures"] == 2
    assert not marked(talk.say(WEAK))


def test_undo_takes_an_answer_out_of_the_practice(talk: Talk) -> None:
    practising(talk)
    asked = text(talk.say(WEAK))
    store = talk.services.store
    n = store.turns(talk.thread)[-1].n
    store.drop_turns_from(talk.thread, n)
    assert text(talk.say(WEAK)) == asked
    (item,) = practice.listed(store, talk.applicant)
    assert item.answered == 1


def test_distress_comes_before_any_feedback(talk: Talk) -> None:
    practising(talk)
    reply = talk.say("I failed twice and I want to kill myself")
    assert reply["kind"] == "safety"
    (item,) = practice.listed(talk.services.store, talk.applicant)
    assert item.answered == 0


def test_an_answer_that_speaks_of_hiding_is_judged_and_not_refused(talk: Talk) -> None:
    practising(talk)
    reply = talk.say("I never hide my failed attempt on Step 1. I failed twice and learned to ask for help.")
    assert reply["kind"] == "answered"
    assert "Practice mark" in text(reply)


def test_practising_a_lie_is_refused(talk: Talk) -> None:
    talk.say(FACTS)
    reply = talk.say("let's practise an answer that will hide my failed attempt")
    assert reply["kind"] == "refused"
    assert practice.listed(talk.services.store, talk.applicant) == []


def test_what_went_on_in_the_tab_is_not_judged_twice(talk: Talk) -> None:
    practising(talk)
    store = talk.services.store
    (item,) = practice.listed(store, talk.applicant)
    now = practice.answered(store, talk.applicant, practice.kept(store, talk.applicant, item.id), WEAK)
    assert now.question is not None
    reply = talk.say(STRONG)
    assert "went on in the Interview tab" in text(reply)
    assert now.question.text in text(reply)
    assert "Question 3 of 4" in text(talk.say(STRONG))
