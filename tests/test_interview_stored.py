"""bot/interview/__init__.py as a page uses it, and stored.py: a session to plain JSON and back."""

import json
from datetime import date
from typing import Any

import pytest

from bot import interview
from bot.applicant.facts import Value
from bot.errors import BadInput

TODAY = date(2026, 11, 25)
RECORD: dict[str, Value] = {
    "step1": "pass",
    "step1_failures": 1,
    "step2ck": 226,
    "specialty": ("family_medicine", "internal_medicine"),
    "story_change": "I write down every error.",
}
SAID = (
    "My school never taught me anything.",
    "I failed Step 1 once. Now I do two timed blocks a day.",
    "My CK was 226.",
)


def practised(answers: int, profile: dict[str, Value] = RECORD) -> interview.Session:
    session = interview.start(profile, "blunt", 3, "seed", TODAY)
    for said in SAID[:answers]:
        session = interview.answer(session, said)
    return session


def stored(answers: int = 2) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(json.dumps(interview.to_dict(practised(answers))))
    return raw


def test_a_page_can_go_through_a_session_with_the_public_names_alone() -> None:
    session = interview.start({}, "warm", 3, "seed", TODAY)
    texts = []
    while session.question:
        texts.append(session.question.text)
        session = interview.answer(
            session, "Step 2 CK was 214, first attempt, and I do 40 questions a day now."
        )
    assert len(texts) == len(set(texts)) >= 3
    assert interview.report(session).drill


def test_there_is_no_feedback_before_the_first_answer() -> None:
    assert interview.start(RECORD, "warm", 3, "s", TODAY).feedback is None


def test_there_is_feedback_and_a_next_question_after_an_answer() -> None:
    session = practised(1)
    assert session.feedback is not None
    assert "blames_others" in session.feedback.flags
    assert session.question is not None


def test_there_is_no_question_after_the_last() -> None:
    assert practised(3).question is None


@pytest.mark.parametrize("answers", [0, 1, 2, 3])
def test_a_session_comes_back_as_it_was(answers: int) -> None:
    session = practised(answers)
    assert interview.from_dict(json.loads(json.dumps(interview.to_dict(session)))) == session


def test_a_session_in_its_opening_questions_comes_back() -> None:
    session = interview.answer(interview.start({}, "warm", 4, "s", TODAY), "Step 1")
    again = interview.from_dict(interview.to_dict(session))
    assert again.question == session.question


def test_the_next_question_is_the_same_after_a_restart() -> None:
    assert interview.from_dict(stored()).question == practised(2).question


def test_the_summary_has_what_a_chart_needs() -> None:
    summary = stored()["summary"]
    summed = interview.report(practised(2))
    assert summary["answered"] == 2
    assert summary["mean"] == summed.mean
    assert summary["traits"] == summed.traits


def test_a_question_whose_topic_is_no_longer_asked_is_kept() -> None:
    raw = stored()
    raw["turns"][0]["question"] |= {"topic": "gone", "trait": "gone"}
    again = interview.from_dict(raw)
    assert again.turns[0].question.text == practised(2).turns[0].question.text


@pytest.mark.parametrize("key", ["tone", "length", "seed", "today", "profile", "setup", "turns"])
def test_what_is_missing_is_named(key: str) -> None:
    raw = stored()
    del raw[key]
    with pytest.raises(BadInput, match=key):
        interview.from_dict(raw)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"tone": "rude"},
        {"length": 99},
        {"length": "many"},
        {"today": "yesterday"},
        {"profile": {"step2ck": 99}},
        {"profile": []},
        {"turns": [{"question": "Why?", "answer": "So."}]},
        {"turns": [{"answer": "So."}]},
        {"turns": 3},
        {"setup": None},
    ],
    ids=str,
)
def test_a_damaged_session_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        interview.from_dict(stored() | change)


@pytest.mark.parametrize("raw", [None, [], "session", 3])
def test_what_is_no_object_is_refused(raw: object) -> None:
    with pytest.raises(BadInput, match="object"):
        interview.from_dict(raw)
