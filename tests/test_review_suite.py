"""evals/statements.py: the form of its rows and outputs, and its metrics."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from bot.errors import BadInput
from bot.write.review import PROBLEMS
from evals import rows, statements

CONTEXT = SimpleNamespace(today=date(2026, 11, 25))


def row(text: str = "A text.", problems: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {"id": "x", "text": text, "kind": "paragraph", "problems": list(problems), **more}


def out(refined: str = "A text.", **problems: str | None) -> dict[str, Any]:
    found = [{"problem": name, "quote": quote} for name, quote in problems.items()]
    return {"id": "x", "problems": found, "refined": refined}


def test_the_own_cases_have_the_form_of_the_contract() -> None:
    given = rows.read(statements.CASES, statements.REQUIRED)
    assert len({one["id"] for one in given}) == len(given)
    assert {problem for one in given for problem in one["problems"]} <= set(PROBLEMS)
    for one in given:
        assert all(kept in one["text"] for kept in one.get("must_preserve", []))


def test_every_problem_of_the_vocabulary_has_a_case() -> None:
    given = rows.read(statements.CASES, statements.REQUIRED)
    assert {problem for one in given for problem in one["problems"]} == set(PROBLEMS)


def test_only_the_required_keys_are_demanded() -> None:
    line = statements.run([{"id": "a", "text": "We met in May.", "kind": "paragraph"}], CONTEXT)[0]
    assert set(line) == {"id", "problems", "refined"} and line["id"] == "a"


def test_unknown_keys_and_null_values_are_ignored() -> None:
    given = row(asks=None, target=None, profile={"shoe_size": 44}, origin="written")
    assert statements.run([given], CONTEXT)[0]["id"] == "x"


def test_the_labels_do_not_change_the_output() -> None:
    bare = row("I will go the extra mile in Lodi.")
    labelled = row("I will go the extra mile in Lodi.", ("cliche",), must_not_survive=["Lodi"])
    assert statements.run([bare], CONTEXT) == statements.run([labelled], CONTEXT)


def test_a_table_of_another_form_is_named() -> None:
    with pytest.raises(BadInput, match="row x: 'profile'"):
        statements.run([row(profile=[1])], CONTEXT)


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(BadInput, match="poem"):
        statements.run([row() | {"kind": "poem"}], CONTEXT)


def test_each_kind_counts_once_a_row() -> None:
    given = [row(problems=("blame", "cliche")), row()]
    outs = [out(blame="a", grammar="b"), out()]
    outs[0]["problems"].append({"problem": "blame", "quote": "c"})
    assert statements.problem_f1(list(zip(given, outs, strict=True))) == 0.5


def test_every_place_on_a_clean_row_is_an_alarm() -> None:
    noisy = out(cliche="a", blame="b")
    assert statements.evaluate([row(), row()], [noisy, out()])["clean_false_alarms"] == 1.0


def test_strings_that_had_to_stay_and_to_go_are_counted() -> None:
    given = [row(must_preserve=["Lodi", "214"], must_not_survive=["Rosa", "448210"])]
    metrics = statements.evaluate(given, [out("Lodi and Rosa")])
    assert metrics["preserved"] == 0.5 and metrics["leaked"] == 1.0


@pytest.mark.parametrize(
    ("refined", "quote", "mended"),
    [("I met him.", "so sad", True), ("I was so sad.", "so sad", False), ("A text.", "gone", False)],
)
def test_a_row_is_mended_when_it_changed_and_no_quote_is_left(refined: str, quote: str, mended: bool) -> None:
    assert statements.is_mended(row(problems=("cliche",)), out(refined, cliche=quote)) is mended


def test_a_row_whose_problem_was_not_found_is_not_mended() -> None:
    assert not statements.is_mended(row(problems=("cliche",)), out("Another text.", blame="x"))


def test_changed_words_are_a_share_of_those_before() -> None:
    assert statements.changed("a b c d", "a b c d") == 0.0
    assert statements.changed("a b c d", "a x c d") == 0.25
    assert statements.changed("a b c d", "a b c d e") == 0.25


def test_rows_without_labels_are_run_and_not_scored() -> None:
    given = [{"id": "a", "text": "We met.", "kind": "paragraph"}]
    metrics = statements.evaluate(given, statements.run(given, CONTEXT))
    assert "problem_f1" not in metrics
