"""Words: short forms meet their long forms, scores their meaning, and slips their words."""

from pathlib import Path

import pytest

from bot.errors import DataError
from bot.library.words import Words, folded, mended, vocabulary
from bot.settings import KNOWLEDGE

WORDS = Words.load()


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("yog", "year of graduation"),
        ("LORs", "letters of recommendation"),
        ("fm", "family medicine"),
        ("IM programs", "internal medicine programs"),
        ("psych", "psychiatry"),
        ("PM&R", "physical medicine and rehabilitation"),
        ("ob/gyn", "obstetrics and gynecology"),
        ("s2", "step 2 ck"),
        ("H-1B", "work visa"),
        ("cuántos", "how many"),
        ("kitne", "how many"),
    ],
)
def test_a_short_form_is_read_as_what_it_stands_for(short: str, long: str) -> None:
    assert long in WORDS.meaning(short)
    assert set(WORDS.stems(long)) <= set(WORDS.stems(short))


@pytest.mark.parametrize("text", ["im scared", "i do not know, or do i", "my career path", "la carta"])
def test_a_word_that_only_looks_like_a_short_form_is_left(text: str) -> None:
    read = WORDS.meaning(text)
    assert "medicine" not in read
    assert "pathology" not in read
    assert "oregon" not in read
    assert "osteopathic" not in read
    assert "angeles" not in read


def test_capitals_count_only_in_a_text_that_is_not_all_capitals() -> None:
    assert "oregon" in WORDS.meaning("programs in OR please")
    assert "oregon" not in WORDS.meaning("NOW OR NEVER")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("got a 214", "got a low score"),
        ("got a 245", "got a score"),
        ("apply to 100 programs", "apply to 100 programs"),
        ("250 programs", "250 programs"),
        ("it costs $220", "it costs $220"),
        ("1,220 people", "1,220 people"),
        ("in 2024", "in 2024"),
    ],
)
def test_an_exam_score_is_read_by_whether_it_is_low(text: str, expected: str) -> None:
    assert WORDS.meaning(text) == expected


def test_words_match_a_score_by_its_number() -> None:
    assert "214" in WORDS.stems("got a 214")


def test_folding_splits_letters_from_digits_and_drops_accents() -> None:
    assert folded("Step2CK, reprobé; Dr. Kim's U.S. J-1") == [
        "step", "2", "ck", "reprobe", "dr", "kim", "us", "j", "1",
    ]  # fmt: skip


def test_common_words_are_no_stems() -> None:
    assert WORDS.stems("how do I please") == []


OURS = vocabulary(["Letters of recommendation for California residency"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("recomendation", "recommendation"),
        ("residancy", "residency"),
        ("Calfornia", "california"),
        ("letters", "letters"),
        ("better", "better"),
        ("leter", "leter"),
        ("xyzzyx", "xyzzyx"),
    ],
)
def test_only_a_slip_is_mended(typed: str, meant: str) -> None:
    assert mended(typed, OURS, lambda word: word in {"better", "leter"}) == meant


def test_punctuation_and_order_survive_mending() -> None:
    assert mended("A residancy, in calfornia?", OURS, lambda word: False) == "A residency, in california?"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('yog = "year of graduation"', 'YOG = "year of graduation"', "'YOG' can never match"),
        ('yog = "year of graduation"', "yog = 3", "'yog' must be text"),
        ("[capitals]", "[letters]", "'capitals' missing"),
        ("[short]", "[short", "abbreviations.toml"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = (KNOWLEDGE / "abbreviations.toml").read_text(encoding="utf-8")
    path = tmp_path / "abbreviations.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=words):
        Words.load(path)
