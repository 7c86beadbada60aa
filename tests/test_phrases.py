"""Phrases and questions: every hole is filled, every field can be asked, variants are repeatable."""

import re
from pathlib import Path

import pytest

from bot.agent.questions import load_questions, wording
from bot.applicant.intake import GOALS
from bot.builtin.phrases import load_phrases
from bot.errors import DataError


def test_a_variant_is_repeatable_and_varies_between_turns() -> None:
    phrases = load_phrases()
    said = {phrases.seeded(f"t/{n}").say("thanks") for n in range(30)}
    assert len(said) > 1
    assert phrases.seeded("t/1").say("thanks") == phrases.seeded("t/1").say("thanks")


def test_a_hole_that_is_not_filled_never_reaches_a_person() -> None:
    with pytest.raises(DataError, match="quote"):
        load_phrases().say("unsure.two_digit", label="Step 1")


def test_an_unknown_phrase_is_named() -> None:
    with pytest.raises(DataError, match="no phrase 'nonsense'"):
        load_phrases().say("nonsense")


def test_every_phrase_the_builtin_model_says_exists() -> None:
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (Path(__file__).parents[1] / "bot" / "builtin").glob("*.py")
    )
    said = set(re.findall(r"phrases\.say\(\s*\"([a-z_.]+)\"", source))
    assert said
    assert said <= load_phrases().variants.keys()


def test_a_repeated_heading_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "phrases.md"
    path.write_text("# x\n\n## a\n- one\n\n## a\n- two\n")
    with pytest.raises(DataError, match="'a' must stand once"):
        load_phrases(path)


def test_every_field_of_every_goal_can_be_asked() -> None:
    assert {key for goal in GOALS.values() for key in goal} <= load_questions().keys()


def test_a_question_is_filled_from_the_record() -> None:
    assert "214" in wording("step2ck_result", {"step2ck": "214"}).ask


def test_a_question_for_an_unknown_field_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "questions.md"
    path.write_text("## shoe_size\nAsk: What?\nAgain: What?\n")
    with pytest.raises(DataError, match="shoe_size"):
        load_questions(path)
