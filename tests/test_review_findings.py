"""The review: what is found, where, and that it points at exactly those words."""

import json
import random
from datetime import date
from pathlib import Path

import pytest

from bot.applicant.ledger import Event, Ledger, Status
from bot.errors import BadInput
from bot.write.review import PROBLEMS, Problem, review
from bot.write.review.passage import Passage
from bot.write.review.phrases import worded
from bot.write.review.rules import advice, data, phrases

TODAY = date(2026, 11, 25)
CASES = Path(__file__).parents[1] / "evals" / "cases" / "statements.jsonl"
TEXTS = [json.loads(line)["text"] for line in CASES.read_text(encoding="utf-8").splitlines()]
ODD = [
    "",
    "   \n\t\n ",
    "\u200b\u200b",
    "…",
    "I wa\u200bnt to help peo\u200bple. İstanbul’da 2019 ﬁve ﬃ 𝔘𝔫𝔦 👩🏽‍⚕️ नमस्ते مرحبا",
    "ſtep ② ck 2͞1͞4 — I failed\u2028again\x00\x07.",
    "a" * 5_000,
    "(((((" * 500,
    "no. 5 no. 6 no. 7",
]


def found(text: str, **request: object) -> tuple[Problem, ...]:
    return review(text, {}, TODAY, **{"kind": "paragraph", "asks": [], **request}).problems  # type: ignore[arg-type]


def names(text: str, **request: object) -> set[str]:
    return {one.problem for one in found(text, **request)}


def exact(text: str, problems: tuple[Problem, ...]) -> bool:
    """Whether each quote is the text between its places, or nothing is quoted at all."""
    return all(
        text[one.start : one.end] == one.quote if one.quote is not None else one.start is one.end is None
        for one in problems
    )


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_reviewed_and_their_quotes_are_exact(text: str) -> None:
    assert exact(text, found(text, kind="statement", asks=None))


def test_quotes_are_exact_in_every_case_and_in_their_mixtures() -> None:
    chance = random.Random(5)
    for _ in range(60):
        text = "\n\n".join(chance.sample(TEXTS, 2))[:6_000]
        text = text.replace("'", "’") if chance.random() < 0.5 else text
        assert exact(text, found(text, kind="statement", asks=None))


def test_characters_that_show_nothing_do_not_shift_the_quotes() -> None:
    plain = "We met in May. I will go the extra mile and leave no stone unturned."
    split = plain.replace("extra", "ex\u200btra")
    quotes = [one.quote for one in found(split) if one.problem == "cliche"]
    assert quotes and exact(split, found(split))
    assert any("ex\u200btra" in quote for quote in quotes if quote)


def test_a_text_at_the_limit_of_eras_is_reviewed_and_found_too_long() -> None:
    text = " ".join(TEXTS)[:28_500]
    problems = found(text, kind="statement", asks=None)
    assert "too_long" in {one.problem for one in problems}
    assert exact(text, problems)


def test_the_same_text_gives_the_same_review() -> None:
    assert found(TEXTS[3]) == found(TEXTS[3])


@pytest.mark.parametrize("name", PROBLEMS)
def test_every_problem_has_a_reason_a_mending_and_a_source(name: str) -> None:
    said = advice()[name]
    assert said.why and said.mend and said.source.title


RULES = [(name, i) for name, rules in phrases().items() for i in range(len(rules))]
CLEAR = [(name, i) for name, i in RULES if "clear" in data("phrases")[name][i]]


@pytest.mark.parametrize(("name", "i"), RULES)
def test_every_phrase_rule_finds_its_example(name: str, i: int) -> None:
    assert phrases()[name][i].pattern.search(Passage.read(data("phrases")[name][i]["example"]).low)


@pytest.mark.parametrize(("name", "i"), CLEAR)
def test_a_phrase_that_only_looks_alike_is_left_alone(name: str, i: int) -> None:
    clear = Passage.read(data("phrases")[name][i]["clear"])
    assert name not in {one.problem for one in worded(clear)}


@pytest.mark.parametrize(
    ("asks", "text", "problem"),
    [
        (["region"], "I ran a ward for two years.", "no_region_reason"),
        (["score"], "I ran a ward in Kumasi for two years with 40 beds.", "score_not_addressed"),
        (["readiness"], "I hope to learn very much and I am eager to begin.", "no_readiness"),
    ],
)
def test_a_subject_is_owed_only_where_it_is_asked(asks: list[str], text: str, problem: str) -> None:
    target = {"specialty": "internal_medicine", "region": "California"}
    assert problem in names(text, asks=asks, target=target)
    assert problem not in names(text, asks=[], target=target)


def test_a_statement_without_asks_owes_all_four_and_a_paragraph_none() -> None:
    text = "We met on the bus and spoke of the rain in March."
    owed = {"no_readiness", "no_region_reason", "score_not_addressed"}
    target = {"specialty": "psychiatry", "region": "Oregon"}
    assert owed <= names(text, kind="statement", asks=None, target=target)
    assert not owed & names(text, kind="paragraph", asks=None, target=target)


def test_a_quotation_of_somebody_else_is_not_the_writers_cliche() -> None:
    assert "cliche" not in names('My chief said "go the extra mile" and I asked him how far that is.')


def test_a_bracketed_question_is_no_part_of_the_text() -> None:
    asked = "I ran the clinic in Delano. [Why should a reader care about 214, and who is to blame?]"
    assert names(asked) == names("I ran the clinic in Delano.")


def test_an_attempt_that_is_no_exam_is_no_result() -> None:
    text = "She came to our ward after her third attempt, and I sat with her every evening for five weeks."
    assert not {"no_growth", "no_evidence"} & names(text, asks=["score"])


def test_organ_failure_is_no_failed_exam() -> None:
    assert not {"no_growth", "cliche"} & names("Heart failure was the first thing I learned to treat.")


def test_a_ledger_is_read_as_its_profile() -> None:
    event = Event("step2ck", 222, Status.STATED, "222", "reader", None, None, "2026-11-01T00:00:00Z")
    text = "My Step 2 CK score is 244."
    by_ledger = review(text, Ledger((event,)), TODAY, kind="paragraph", asks=[])
    assert by_ledger == review(text, {"step2ck": 222}, TODAY, kind="paragraph", asks=[])
    assert "contradicts_profile" in by_ledger.names


@pytest.mark.parametrize(
    ("request_", "word"),
    [
        ({"kind": "poem"}, "poem"),
        ({"asks": ["salary"]}, "salary"),
        ({"target": {"specialty": "wizardry"}}, "wizardry"),
        ({"target": {"region": "Atlantis"}}, "Atlantis"),
    ],
)
def test_bad_requests_are_named(request_: dict[str, object], word: str) -> None:
    with pytest.raises(BadInput, match=word):
        found("A text.", **request_)
