"""bot/interview/reading.py, scores.py, signs.py and roles.py: an answer in clauses."""

from pathlib import Path

import pytest

from bot.errors import DataError
from bot.interview.reading import read
from bot.interview.roles import load_roles
from bot.interview.scores import scores
from bot.interview.signs import load_signs


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("my score is 214", (214,)),
        ("two thirty four", (234,)),
        ("two-one-four", (214,)),
        ("two nineteen", (219,)),
        ("two hundred and thirty", (230,)),
        ("in the 190s", (190,)),
        ("198 on the first and 221 on the second", (198, 221)),
        ("i did 200 questions", ()),
        ("24 points higher", ()),
        ("100% committed", ()),
        ("it took two months", ()),
        ("12 of 214.5", ()),
    ],
)
def test_scores_are_read_as_written_and_as_spoken(words: str, expected: tuple[int, ...]) -> None:
    assert scores(words) == expected


def test_a_clause_keeps_its_place_in_the_answer() -> None:
    text = "I failed Step 1, and I didn’t know why. Then I passed."
    for clause in read(text, load_signs()).clauses:
        assert text[clause.start : clause.end].lower() == clause.text


@pytest.mark.parametrize("apostrophe", ["'", "’", "‘"])
def test_any_apostrophe_is_read_alike(apostrophe: str) -> None:
    clauses = read(f"I haven{apostrophe}t failed.", load_signs()).clauses
    assert clauses[0].has("deny_fail")
    assert not clauses[0].has("fail")


def test_a_short_clause_is_quoted_with_its_sentence() -> None:
    answer = read("It went badly, yes, at first.", load_signs())
    assert answer.quote(answer.clauses[1]) == "It went badly, yes, at first."


@pytest.mark.parametrize(
    ("words", "acts"),
    [
        ("The school pushed me to sit.", True),
        ("Then they cancelled my date.", True),
        ("My wife kept me from studying.", True),
        ("My wife was pregnant.", False),
        ("I worked in the hospital.", False),
        ("My attending wrote that I listen.", False),
        ("A tutor asked me to explain.", False),
    ],
)
def test_others_act_on_the_applicant_only_when_they_do(words: str, acts: bool) -> None:
    clause = read(words, load_signs()).clauses[0]
    assert load_roles().acts_on_me(clause) is acts


@pytest.mark.parametrize(
    ("words", "improves"),
    [
        ("I changed to timed blocks.", True),
        ("I do forty questions every day.", True),
        ("A tutor explained each mistake.", True),
        ("Join group, every evening 40 question.", True),
        ("I had not done timed blocks.", False),
        ("The program changed its schedule.", False),
        ("They cut our practice questions.", False),
    ],
)
def test_a_change_is_something_the_applicant_does(words: str, improves: bool) -> None:
    clause = read(words, load_signs()).clauses[0]
    assert load_roles().improves(clause) is improves


@pytest.mark.parametrize(
    "text",
    [
        "[words]\nnegator = ['not']\n[sign.a]\nany = ['(']\n",
        "[words]\nnegator = ['not']\n[sign.a]\nany = ['<nothing>']\n",
        "[words]\nnegator = ['not']\n[sign.a]\nany = ['x']\nanyy = ['y']\n",
        "[words]\nnegator = ['not']\n[sign.a]\nany = []\n",
        "[words\n",
    ],
)
def test_a_wrong_list_of_signs_is_refused_by_name(text: str, tmp_path: Path) -> None:
    path = tmp_path / "signs.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"signs\.toml"):
        load_signs(path)


def test_wrong_roles_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "roles.toml"
    path.write_text("me = ['me']\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"roles\.toml"):
        load_roles(path)
