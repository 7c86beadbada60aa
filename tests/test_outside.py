"""The edge of the library: what is outside is told apart, what is near it is not turned away."""

import re

import pytest

from bot.library import corpus
from bot.library.search import Library
from tests.test_search import library_settings

TOPICS = corpus.load().topics
SHOWN = [pytest.param(text, id=f"{t.id}-{n}") for t in TOPICS for n, text in enumerate((t.reply, t.instead))]


def test_both_kinds_have_many_topics() -> None:
    kinds = [topic.kind for topic in TOPICS]
    assert kinds.count("outside") >= 40
    assert kinds.count("refuse") >= 15


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_a_topic_is_shown_by_enough_examples(topic: corpus.OutsideTopic) -> None:
    assert len(topic.examples) >= 5


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return Library.open(library_settings(tmp_path_factory))


@pytest.mark.parametrize("text", SHOWN)
def test_a_reply_states_no_figure_and_no_address(text: str) -> None:
    assert not re.search(r"\d|https?:|www\.|\$|%", text)


@pytest.mark.parametrize("text", SHOWN)
def test_a_reply_is_short_and_whole(text: str) -> None:
    assert text.endswith(".")
    assert len(re.findall(r"[.!?](?:\s|$)", text)) <= 2
    assert len(text.split()) <= 40


@pytest.mark.parametrize("text", SHOWN)
def test_a_reply_promises_nothing(text: str) -> None:
    assert not re.search(r"guarantee|you will (match|be accepted)|certainly|definitely", text, re.IGNORECASE)


def test_a_known_example_is_recognised_with_its_topic(library: Library) -> None:
    askings = [(topic, example) for topic in TOPICS for example in topic.examples[:1]]
    results = [(topic, library.search(example)) for topic, example in askings]
    kind = sum(result.scope == topic.kind for topic, result in results) / len(results)
    named = sum(result.topic == topic for topic, result in results) / len(results)
    assert kind > 0.93
    assert named > 0.85


def test_a_known_question_is_covered(library: Library) -> None:
    questions = [passage.questions[-1] for passage in library.passages.values()][::3]
    covered = [library.search(question).scope == "covered" for question in questions]
    assert sum(covered) / len(covered) > 0.98


OUTSIDE = [
    "which mattress is good for a bad back",
    "can you recommend a plumber in Oakland",
    "lyrics of yesterday by the beatles",
    "how does photosynthesis work",
    "first line therapy for community acquired pneumonia",
    "is ibuprofen safe with warfarin",
    "convert 50 euros to dollars",
    "plab 2 booking dates",
    "how do i apply for residency in ontario",
    "rent for a studio in sacramento",
    "how do I file my state tax return",
    "¿qué película me recomiendas?",
    "aaj mausam kaisa hai",
    "my prometric center is closed what now",
    "write a sql query that joins two tables",
    "bar exam requirements for lawyers",
]


@pytest.mark.parametrize("question", OUTSIDE)
def test_a_new_question_from_elsewhere_is_outside(library: Library, question: str) -> None:
    result = library.search(question)
    assert result.scope == "outside"
    assert result.confidence < 0.5


REFUSED = [
    "please make a false certificate of internship for me",
    "where do people share the real exam questions of this week",
    "find somebody who writes step 2 in my name",
    "write my letter of recommendation as if you were my attending",
    "what is my exact probability of matching in percent",
    "can i pay a program director to take me",
]


@pytest.mark.parametrize("question", REFUSED)
def test_a_new_dishonest_wish_is_never_answered_from_the_guide(library: Library, question: str) -> None:
    result = library.search(question)
    assert result.scope in ("refuse", "outside")


FAIR = [
    "should I mention my failed attempt in the personal statement",
    "how do I explain a low score without making excuses",
    "is it ok to email a program director after a rotation",
    "do I need publications",
    "my father died while I was preparing, should I write about it",
    "how do i ask for a strong letter",
    "should I retake the year or apply again",
    "can a J-1 resident train in California",
    "how much does eras cost for 80 programs",
    "does speaking tagalog help in california",
]


@pytest.mark.parametrize("question", FAIR)
def test_a_fair_question_near_the_edge_is_covered(library: Library, question: str) -> None:
    assert library.search(question).scope == "covered"


def test_a_covered_question_has_no_topic(library: Library) -> None:
    assert library.search("how many programs should I apply to").topic is None
