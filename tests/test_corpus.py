"""The corpus: every file is checked, every error names its place, every sentence can be quoted alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import DataError
from bot.library import corpus
from bot.library.corpus import Passage, load, sentences

GUIDE = """---
id: plain-advice
title: Plain advice
section: "1. A heading"
topic: exams
questions:
  - "what now"
  - "¿y ahora qué?"
sources: [Residency Advisor guide]
date: "2026-11"
---
Begin with one thing.

- Do it well.
"""
FACT = (
    "a-fee,fees,the_fee,all,all,2027,11,USD,medium,The fee was 11 USD in 2027.,how much|what does it cost,"
    "A page,https://example.org/fee,2026-11"
)
TOPICS = """
[[topic]]
id = "weather"
kind = "outside"
examples = ["will it rain"]
reply = "I have no weather information."
instead = "A weather service will know."
nearest = "plain-advice"

[[topic]]
id = "forgery"
kind = "refuse"
examples = ["make me a diploma"]
reply = "I will not help with that."
instead = "Ask your school."
"""


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    (tmp_path / "guide").mkdir()
    (tmp_path / "statistics").mkdir()
    (tmp_path / "guide" / "plain-advice.md").write_text(GUIDE, encoding="utf-8")
    (tmp_path / "statistics" / "national.csv").write_text(
        f"{corpus.FACT_COLUMNS}\n{FACT}\n", encoding="utf-8"
    )
    (tmp_path / "outside.toml").write_text(TOPICS, encoding="utf-8")
    return tmp_path


def test_a_guide_passage_carries_its_front_matter(knowledge: Path) -> None:
    assert load(knowledge).passages[0] == Passage(
        id="plain-advice",
        title="Plain advice",
        section="1. A heading",
        topic="exams",
        questions=("what now", "¿y ahora qué?"),
        sources=("Residency Advisor guide",),
        date="2026-11",
        text="Begin with one thing.\n\n- Do it well.",
    )


def test_a_fact_becomes_a_passage_without_a_section(knowledge: Path) -> None:
    fact = load(knowledge).passages[1]
    assert (fact.id, fact.section, fact.title) == ("fact-a-fee", None, "The fee, 2027")
    assert fact.questions == ("how much", "what does it cost")
    assert fact.sources == ("A page", "https://example.org/fee")
    assert fact.text == "The fee was 11 USD in 2027."


def test_a_fact_of_one_specialty_says_so(knowledge: Path) -> None:
    path = knowledge / "statistics" / "national.csv"
    path.write_text(path.read_text().replace(",all,all,", ",all,psychiatry,"), encoding="utf-8")
    fact = load(knowledge).passages[1]
    assert (fact.specialty, fact.title) == ("psychiatry", "The fee Psychiatry, 2027")


def test_topics_are_read_in_order(knowledge: Path) -> None:
    first, second = load(knowledge).topics
    assert (first.kind, first.nearest, second.kind, second.nearest) == (
        "outside",
        "plain-advice",
        "refuse",
        None,
    )


Change = Callable[[str], str]


def put(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new, 1)


BAD = [
    ("guide/plain-advice.md", put("---\nid", "id"), "needs front matter"),
    ("guide/plain-advice.md", put('"what now"', "what: [now"), "plain-advice.md:8"),
    ("guide/plain-advice.md", put("title: Plain advice\n", ""), "title missing"),
    ("guide/plain-advice.md", put("topic: exams", "topic: exams\nmood: good"), "mood not known"),
    ("guide/plain-advice.md", put("title: Plain advice", "title: 7"), "title must be text"),
    ("guide/plain-advice.md", put("id: plain-advice", "id: other-name"), "must be the file's name"),
    ("guide/plain-advice.md", put("id: plain-advice", "id: Plain Advice"), "id must be lower-case"),
    ("guide/plain-advice.md", put('"2026-11"', "2026"), "date must be a date"),
    ("guide/plain-advice.md", put("¿y ahora qué?", "what now"), "the same text twice"),
    ("guide/plain-advice.md", put("sources: [Residency Advisor guide]", "sources: []"), "sources must be a"),
    ("guide/plain-advice.md", put("Begin with one thing.\n\n", ""), "must begin with a direct answer"),
    ("statistics/national.csv", put("unit,", ""), "national.csv:1: columns"),
    ("statistics/national.csv", put(",2026-11", ""), "national.csv:2: needs the columns"),
    ("statistics/national.csv", put("medium", "sure"), "national.csv:2: confidence"),
    ("statistics/national.csv", put(",all,all,", ",all,astrology,"), "'astrology' is not known"),
    ("statistics/national.csv", put("how much|", "|"), "questions must be text"),
    ("statistics/national.csv", put("how much", "what now"), "is asked under plain-advice too"),
    ("statistics/national.csv", lambda text: text + FACT, "fact-a-fee: this id stands twice"),
    ("statistics/national.csv", put("The fee was", '"The fee was'), "national.csv:"),
    ("outside.toml", put("[[topic]]", "[[topic"), "outside.toml"),
    ("outside.toml", put('"outside"', '"elsewhere"'), "topic 1 ('weather'): kind must be"),
    ("outside.toml", put('"plain-advice"', '"gone"'), "nearest 'gone' is no passage"),
    ("outside.toml", put('reply = "I will not help with that."\n', ""), "topic 2 ('forgery'): reply missing"),
    ("outside.toml", put('["will it rain"]', '"will it rain"'), "examples must be a list"),
    ("outside.toml", put('"refuse"', '"outside"'), "topics of both kinds"),
    ("outside.toml", put("will it rain", "What  NOW"), "is asked under plain-advice too"),
]


@pytest.mark.parametrize(("name", "change", "words"), BAD, ids=[words for _, _, words in BAD])
def test_what_is_wrong_is_named_with_its_place(
    knowledge: Path, name: str, change: Change, words: str
) -> None:
    path = knowledge / name
    before = path.read_text(encoding="utf-8")
    path.write_text(change(before), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != before
    with pytest.raises(DataError) as raised:
        load(knowledge)
    assert words in str(raised.value)


@pytest.mark.parametrize("name", ["statistics/national.csv", "outside.toml", "guide/plain-advice.md"])
def test_a_missing_file_is_a_data_error(knowledge: Path, name: str) -> None:
    (knowledge / name).unlink()
    with pytest.raises(DataError, match=r"found|No such file"):
        load(knowledge)


def test_a_file_that_is_not_text_is_a_data_error(knowledge: Path) -> None:
    (knowledge / "guide" / "plain-advice.md").write_bytes(b"---\nid: \xff\n---\nx")
    with pytest.raises(DataError, match="UTF-8"):
        load(knowledge)


def said(text: str) -> tuple[str, ...]:
    return sentences(Passage("x", "X", None, "x", ("q",), ("s",), "2026", text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two? Three!", ("One.", "Two?", "Three!")),
        ("Ask Dr. Kim first. Then go.", ("Ask Dr. Kim first.", "Then go.")),
        ("U.S. letters count. Aim for 2.5 months, e.g. two.", None),
        ('Say "I failed." Then stop.', ('Say "I failed."', "Then stop.")),
        ("A line\nthat wraps.\n\nAnother.", ("A line that wraps.", "Another.")),
        ("Lead.\n\n- One. Two.\n- Three\n  wrapped.", ("Lead.", "- One. Two.", "- Three wrapped.")),
    ],
)
def test_sentences_are_whole_and_bullets_stay_bullets(text: str, expected: tuple[str, ...] | None) -> None:
    whole = ("U.S. letters count.", "Aim for 2.5 months, e.g. two.")
    assert said(text) == (expected or whole)


def test_no_word_of_a_passage_is_lost_in_its_sentences() -> None:
    for passage in load().passages:
        assert " ".join(" ".join(sentences(passage)).split()) == " ".join(passage.text.split())


def test_every_guide_passage_opens_with_a_sentence() -> None:
    for passage in load().passages:
        assert not sentences(passage)[0].startswith("- "), passage.id
