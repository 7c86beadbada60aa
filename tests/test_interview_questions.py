"""bot/interview/bank.py with knowledge/interview/questions.toml: what may be asked of whom."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.applicant.facts import Value
from bot.errors import DataError
from bot.interview.bank import SCORE, Tone, load_bank, record
from bot.interview.rubric import load_rubric

TODAY = date(2026, 11, 25)
PROFILES: tuple[dict[str, Value], ...] = (
    {},
    {"step1": "pass", "step1_failures": 1},
    {"step1": "pass", "step1_failures": 3, "step2ck": 221, "step2ck_failures": 0},
    {"step1": "fail"},
    {"step2ck": 212},
    {"step2ck": 251, "step1": "pass", "step1_failures": 0},
    {"step1": "pass", "step1_failures": 6, "citizenship_status": "needs_visa", "graduation_year": 2012},
    {"specialty": ("family_medicine",), "previously_unmatched": True, "years_since_graduation": 9},
)


def asked(profile: dict[str, Value], tone: Tone) -> list[str]:
    bank, here = load_bank(), record(profile, TODAY)
    wordings = [topic.wordings for topic in bank.topics.values() if topic.needs <= here.holds]
    wordings += [follow.wordings for follow in bank.follows.values()]
    return [text for group in wordings for text in here.place(group, tone)]


def test_the_score_question_has_at_least_24_wordings() -> None:
    assert len({wording.text for wording in load_bank().topics[SCORE].wordings}) >= 24


@pytest.mark.parametrize("tone", Tone)
def test_each_tone_has_its_own_score_questions_for_an_empty_record(tone: Tone) -> None:
    own = [w for w in load_bank().topics[SCORE].wordings if w.tone is tone and not w.needs]
    assert len(own) >= 5


@pytest.mark.parametrize("trait", load_rubric().traits)
def test_each_trait_has_at_least_eight_follow_ups(trait: str) -> None:
    assert len({wording.text for wording in load_bank().follows[trait].wordings}) >= 8


@pytest.mark.parametrize("tone", Tone)
def test_each_tone_has_a_lead_for_every_question_of_the_longest_session(tone: Tone) -> None:
    assert len(set(load_bank().leads[tone])) >= 8


@pytest.mark.parametrize("profile", PROFILES, ids=str)
@pytest.mark.parametrize("tone", Tone)
def test_no_question_cites_a_score_that_is_not_theirs(profile: dict[str, Value], tone: Tone) -> None:
    theirs = {str(value) for value in profile.values()}
    for text in asked(profile, tone):
        assert set(re.findall(r"\b[12]\d\d\b", text)) <= theirs, text


@pytest.mark.parametrize("profile", PROFILES, ids=str)
@pytest.mark.parametrize("tone", Tone)
def test_no_hole_is_left_unfilled(profile: dict[str, Value], tone: Tone) -> None:
    assert not [text for text in asked(profile, tone) if "{" in text or "}" in text]


@pytest.mark.parametrize(
    "topic",
    [
        "learned",
        "boards",
        "gap",
        "visa",
        "why_here",
        "weakness",
        "yourself",
        "patient",
        "reapply",
        "specialty",
    ],
)
@pytest.mark.parametrize("tone", Tone)
def test_what_else_a_low_score_graduate_is_asked_can_be_asked_in_each_tone(topic: str, tone: Tone) -> None:
    full: dict[str, Value] = {
        "step1": "pass",
        "step1_failures": 1,
        "citizenship_status": "needs_visa",
        "graduation_year": 2015,
        "previously_unmatched": True,
        "specialty": ("internal_medicine",),
    }
    assert record(full, TODAY).place(load_bank().topics[topic].wordings, tone)


def test_an_empty_record_is_asked_about_no_exam_by_name() -> None:
    texts = [text for tone in Tone for text in asked({}, tone)]
    assert not [text for text in texts if re.search(r"Step \d", text)]


def test_a_failed_attempt_is_named_only_to_somebody_who_has_one() -> None:
    texts = [text for tone in Tone for text in asked({"step2ck": 212}, tone)]
    assert not [text for text in texts if re.search(r"failed|attempts? at", text) and "Step" in text]


def test_the_record_is_used_where_it_is_known() -> None:
    texts = asked({"step2ck": 212}, Tone.NEUTRAL)
    assert any("212" in text and "Step 2 CK" in text for text in texts)


@pytest.mark.parametrize("profile", [{}, {"citizenship_status": "us_citizen"}])
def test_nobody_is_asked_about_a_visa_they_do_not_need(profile: dict[str, Value]) -> None:
    assert not [text for text in asked(profile, Tone.NEUTRAL) if "visa" in text.lower()]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Can you say something about the USMLE?", "score"),
        ("I see a failed attempt on your transcript. What happened?", "score"),
        ("What did you learn from that experience?", "learned"),
        ("How will you pass our boards?", "boards"),
        ("Why this program?", "why_here"),
        ("Tell me about a difficult patient.", "patient"),
        ("What would you say to that?", "score"),
    ],
)
def test_the_topic_of_any_question_is_told_from_its_words(question: str, topic: str) -> None:
    assert load_bank().topic_of(question).id == topic


@pytest.mark.parametrize("text", ["[[topic]]\nid = 'x'\n", "[[topic", "topic = []\n"])
def test_a_wrong_bank_is_refused_by_name(text: str, tmp_path: Path) -> None:
    path = tmp_path / "questions.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"questions\.toml"):
        load_bank(path)


def test_a_wrong_rubric_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "rubric.toml"
    path.write_text("[limits]\nwords = 220\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"rubric\.toml"):
        load_rubric(path)
