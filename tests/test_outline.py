"""bot/write/outline.py: what a draft needs, what is a weakness, and what is still open."""

import pytest

from bot.applicant.facts import FIELDS, Value
from bot.errors import BadInput
from bot.write.outline import EMAIL, KINDS, exams, needed, phrases, weaknesses

STATEMENT = "score_explanation_statement"


def weak(profile: dict[str, Value]) -> list[str]:
    return [exam.key for exam in weaknesses(profile)]


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ({}, []),
        ({"step1": "pass", "step1_failures": 0, "step2ck": 245}, []),
        ({"step1": "pass", "step1_failures": 1, "step2ck": 223}, ["step1"]),
        ({"step1": "pass", "step1_failures": 1, "step2ck": 212}, ["step1", "step2ck"]),
        ({"step1": "pass", "step1_failures": 0, "step2ck": 223}, ["step2ck"]),
        ({"step1": 240, "step1_failures": 0, "step2ck": 215}, ["step2ck"]),
        ({"step1": "fail"}, ["step1"]),
        ({"step2ck": 230, "step2ck_failures": 0}, []),
        ({"step2ck": 221, "step2ck_result": "fail"}, ["step2ck"]),
        ({"step3": "fail", "step2ck": 240}, ["step3"]),
        ({"step1": 205, "step2ck": 219, "step2ck_failures": 1}, ["step2ck", "step1"]),
        ({"step2ck": "not_taken", "step1": "pass"}, []),
    ],
)
def test_weaknesses_are_failures_first_then_low_scores(
    profile: dict[str, Value], expected: list[str]
) -> None:
    assert weak(profile) == expected


def test_a_step_3_result_shows_that_the_others_were_passed() -> None:
    (step2ck, _) = exams({"step2ck": 212, "step3": 220})
    assert step2ck.passed is True


def test_a_score_under_the_pass_mark_alone_says_neither_pass_nor_fail() -> None:
    (step2ck,) = exams({"step2ck": 212})
    assert step2ck.passed is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_weak_exam_without_a_story_asks_for_every_part(kind: str) -> None:
    ask = phrases()["question"]
    questions = needed(kind, {"step1": "pass", "step1_failures": 1}).questions
    assert [ask[name] for name in ("context", "growth", "evidence")] == [
        question for question in questions if question in (ask["context"], ask["growth"], ask["evidence"])
    ]


def test_a_known_part_is_not_asked_for() -> None:
    known = {"step1": "pass", "step1_failures": 1, "step2ck": 231, "story_change": "I found a tutor"}
    parts = {part.name: part for part in needed(STATEMENT, known).parts}
    assert parts["growth"].have and parts["growth"].facts == ("story_change",)
    assert parts["evidence"].have and "step2ck" in parts["evidence"].facts
    assert not parts["context"].have and parts["context"].field == "story_cause"


@pytest.mark.parametrize(
    ("profile", "field"),
    [
        ({"step2ck": 225}, "step2ck_failures"),
        ({"step2ck": 212}, "step2ck_result"),
        ({"step1": "fail"}, "step1_failures"),
        ({"step1_failures": 1}, "step1"),
        ({"step1": 190, "step1_failures": 1}, "step1"),
    ],
)
def test_what_is_open_about_the_attempts_names_the_field_to_ask(
    profile: dict[str, Value], field: str
) -> None:
    (part,) = [part for part in needed(STATEMENT, profile).parts if part.name == "attempts"]
    assert not part.have and part.field == field and part.field in FIELDS


def test_a_good_record_is_asked_only_what_it_wants_to_explain() -> None:
    outline = needed(STATEMENT, {"step1": "pass", "step1_failures": 0, "step2ck": 245})
    assert outline.questions == (phrases()["question"]["acknowledge_optional"],)


def test_nothing_that_is_none_or_zero_counts_as_evidence() -> None:
    known = {"step1": "fail", "usce_months": 0, "usce_kind": "none", "us_letters": 0}
    (part,) = [part for part in needed(STATEMENT, known).parts if part.name == "evidence"]
    assert not part.have


def test_an_email_also_needs_its_reader_and_a_reason_to_write() -> None:
    assert [part.name for part in needed(EMAIL, {}).parts].count("address") == 3


def test_an_unknown_kind_is_refused_with_the_kinds_there_are() -> None:
    with pytest.raises(BadInput, match="score_explanation_statement"):
        needed("why_specialty", {})


def test_questions_name_no_exam_place_or_figure() -> None:
    for question in phrases()["question"].values():
        assert question.endswith("?")
        assert not any(character.isdigit() for character in question)
        assert "Step" not in question
