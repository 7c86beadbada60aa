"""Clauses: where they begin, whose they are, and what they claim."""

import pytest

from bot.applicant.reader import load_reader
from bot.applicant.reader.clauses import Message
from tests.reader.reading import TODAY


def moods(text: str) -> list[tuple[str, str]]:
    message = Message.read(text, load_reader().lexicon, TODAY)
    names = ("other", "planned", "conditional", "general", "question")
    return [
        (message.quote(clause.start, clause.end), " ".join(name for name in names if getattr(clause, name)))
        for clause in message.clauses
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My wife scored 240 and I got 214", ["other", ""]),
        ("I live with my wife in Salem", [""]),
        ("I failed while my dad was ill, passed later", ["", "other", ""]),
        ("a letter from my friend", [""]),
        ("my uncle's practice in Tacoma", [""]),
        ("He matched. I did not.", ["other", ""]),
        ("as someone who failed", ["other", "other"]),
        ("planning 2 months in LA (Fresno)", ["planned", "planned"]),
        ("2 months in LA, starting in January", ["planned", "planned"]),
        ("if I fail again, I quit", ["conditional", "conditional"]),
        ("Programs want 230", ["general"]),
        ("108 programs, 16 invites", ["", ""]),
        ("what is FREIDA", ["question"]),
        ("CK 214, any chance?", ["", "question"]),
        ("rotation in March 2027", ["planned"]),
        ("applying for the 2027 match", [""]),
    ],
)
def test_each_clause_has_its_subject_and_mood(text: str, expected: list[str]) -> None:
    assert [mood for _, mood in moods(text)] == expected


def test_clauses_cover_every_token_once() -> None:
    message = Message.read(
        "I failed (once), then passed; my wife too. And you?", load_reader().lexicon, TODAY
    )
    covered = [at for clause in message.clauses for at in clause.places]
    assert covered == list(range(len(message.tokens)))


def test_text_without_marks_is_still_cut_into_clauses() -> None:
    message = Message.read("word " * 500, load_reader().lexicon, TODAY)
    assert max(clause.end - clause.start for clause in message.clauses) <= 60
