"""Tagging: longest phrases, ordinary words, slips of spelling, two-letter states, labels."""

from pathlib import Path

import pytest

from bot.applicant.facts import SPECIALTIES
from bot.applicant.reader import load_reader
from bot.applicant.reader.lexicon import Lexicon
from bot.applicant.reader.text import value
from bot.errors import DataError


def tags(text: str) -> list[tuple[str, ...]]:
    return [token.tags for token in load_reader().lexicon.read(text)]


def values(text: str, tag: str) -> list[str]:
    return [found for token in load_reader().lexicon.read(text) if (found := value(token, tag))]


def test_the_longest_phrase_wins() -> None:
    assert values("Step 2 CS", "step") == []
    assert values("Step 2 CK", "step") == ["step2ck"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IM or FM", ["internal_medicine", "family_medicine"]),
        ("im from India", []),
        ("applying to im programs", ["internal_medicine"]),
        ("path residency", ["pathology"]),
        ("my career path", []),
        ("applying for surgery", ["general_surgery"]),
        ("I had a surgery", []),
    ],
)
def test_a_word_that_is_also_an_ordinary_one_needs_its_neighbours(text: str, expected: list[str]) -> None:
    assert values(text, "specialty") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lodi, CA", "California"),
        ("Walla Walla, WA", "Washington"),
        ("family in Boise, ID", "Idaho"),
        ("CA/OR/WA", "Oregon"),
    ],
)
def test_two_letter_states_are_read_where_they_are_states(text: str, expected: str) -> None:
    assert expected in values(text, "place")


@pytest.mark.parametrize("text", ["J1 OR H1B", "i am OK", "THIS IS ME IN ALL CAPS OR NOT", "ME AND HER"])
def test_capitals_alone_make_no_state(text: str) -> None:
    assert values(text, "place") == []


@pytest.mark.parametrize(
    ("typed", "tag"),
    [("obsrvership", "usce"), ("psychaitry", "specialty"), ("publicatons", "pub"), ("gradauted", "grad")],
)
def test_a_slip_of_spelling_is_forgiven_in_long_words(typed: str, tag: str) -> None:
    assert any(held.startswith(tag) for found in tags(typed) for held in found)


@pytest.mark.parametrize("word", ["pathologist", "external", "interval", "selective", "observers"])
def test_correct_words_are_not_corrected(word: str) -> None:
    assert [token.norm for token in load_reader().lexicon.read(word)] == [word]


def test_a_label_put_as_a_question_is_a_label() -> None:
    assert [token.norm for token in load_reader().lexicon.read("Graduation? 2018.")] == [
        "graduation",
        ":",
        "#2018",
        ".",
    ]


def test_every_specialty_of_the_fields_has_words() -> None:
    phrases = load_reader().lexicon.phrases
    held = {tag for entries in phrases.values() for _, found in entries for tag in found}
    assert {f"specialty:{slug}" for slug in SPECIALTIES} <= held


@pytest.mark.parametrize(
    "content", ["", "[words]\ni = 3\n", "not toml at all =", "[numbers]\n[ordinals]\n[contractions]\n"]
)
def test_a_broken_lexicon_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "lexicon.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"lexicon\.toml"):
        Lexicon.load(path)
