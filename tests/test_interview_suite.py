"""evals/interview.py: the form of its rows and outputs, and its metrics."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from bot.errors import BadInput
from evals import interview, rows

CONTEXT = SimpleNamespace(today=date(2026, 11, 25))


def out(elements: str = "", flags: tuple[str, ...] = (), overall: float = 3.0) -> dict[str, Any]:
    named = dict.fromkeys(interview.ELEMENTS, False) | dict.fromkeys(elements.split(), True)
    return {
        "id": "x",
        "elements": named,
        "flags": [{"flag": flag, "quote": None} for flag in flags],
        "overall": overall,
    }


def row(elements: str = "", flags: tuple[str, ...] = (), overall: float = 3.0, **more: str) -> dict[str, Any]:
    labels = dict.fromkeys(interview.ELEMENTS, False) | dict.fromkeys(elements.split(), True)
    return {"id": "x", "labels": labels, "flags": list(flags), "overall": overall, **more}


def test_the_own_cases_have_the_form_of_the_contract() -> None:
    given = rows.read(interview.CASES, interview.REQUIRED)
    assert len({one["id"] for one in given}) == len(given) >= 240
    for one in given:
        assert set(one["labels"]) == set(interview.ELEMENTS)
        assert set(one["flags"]) <= set(interview.FLAGS)
        assert 1 <= one["overall"] <= 5


def test_a_line_holds_what_the_contract_says_and_nothing_else() -> None:
    given = [{"id": "a", "question": "Scores?", "answer": "I failed.", "overall": 5, "odd": 1}]
    (line,) = interview.run(given, CONTEXT)
    assert set(line) == {"id", "elements", "flags", "overall"}
    assert set(line["elements"]) == set(interview.ELEMENTS)
    assert all(set(flag) == {"flag", "quote"} for flag in line["flags"])


def test_outputs_do_not_depend_on_labels() -> None:
    given = rows.read(interview.CASES, interview.REQUIRED)[:20]
    bare = [
        {key: one[key] for key in (*interview.REQUIRED, "applicant_facts") if key in one} for one in given
    ]
    assert interview.run(given, CONTEXT) == interview.run(bare, CONTEXT)


def test_facts_that_are_no_object_name_their_row() -> None:
    given = [{"id": "odd-1", "question": "", "answer": "I failed.", "applicant_facts": "none"}]
    with pytest.raises(BadInput, match="odd-1"):
        interview.run(given, CONTEXT)


def test_a_fact_that_cannot_be_held_leaves_the_others_in_use() -> None:
    facts = {"step1": "pass", "step1_failures": 1, "step2ck": 99}
    given = [{"id": "a", "question": "", "answer": "I never failed an exam.", "applicant_facts": facts}]
    assert [flag["flag"] for flag in interview.run(given, CONTEXT)[0]["flags"]][:1] == ["dishonest"]


def test_facts_that_are_unknown_here_are_ignored() -> None:
    given = [{"id": "a", "question": "", "answer": "I failed.", "applicant_facts": {"shoe_size": 41}}]
    assert len(interview.run(given, CONTEXT)) == 1


def test_element_f1_is_the_mean_over_elements() -> None:
    judged = [(row("growth"), out("growth evidence")), (row("growth evidence"), out("growth evidence"))]
    assert interview.element_f1(judged) == pytest.approx((1 + 1 + 1 + 2 / 3) / 4)


def test_flag_f1_is_over_all_flags_at_once() -> None:
    judged = [(row(flags=("ashamed", "excuses")), out(flags=("ashamed", "generic")))]
    assert interview.flag_f1(judged) == pytest.approx(0.5)


def test_recall_looks_only_at_rows_that_have_the_flag() -> None:
    judged = [(row(flags=("dishonest",)), out()), (row(), out(flags=("dishonest",)))]
    assert interview.recall(judged, "dishonest") == 0.0


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [([1, 2, 3], [10, 20, 30], 1.0), ([1, 2, 3], [3, 2, 1], -1.0), ([1, 1, 1], [1, 2, 3], 0.0)],
)
def test_spearman_ranks(one: list[float], other: list[float], expected: float) -> None:
    assert interview.spearman(one, other) == pytest.approx(expected)


def test_spearman_shares_the_rank_of_ties() -> None:
    assert interview.spearman([1, 2, 2, 3], [1, 3, 3, 9]) == pytest.approx(1.0)


def test_a_bad_answer_that_is_not_below_its_twin_is_named() -> None:
    given = [row(pair="p", side="bad"), row(pair="p", side="good")]
    metrics = interview.evaluate(given, [out(overall=4.0), out(overall=4.0)])
    assert metrics["twins_broken"] == ["p"]
    assert metrics["bad_below_good"] == 0.0


def test_grammar_that_changes_the_feedback_is_named() -> None:
    given = [row(pair="g", side="polished"), row(pair="g", side="simple")]
    metrics = interview.evaluate(given, [out("growth"), out("")])
    assert metrics["grammar_broken"] == ["g"]


def test_metrics_stand_with_their_intervals() -> None:
    metrics = interview.evaluate([row("growth")] * 3, [out("growth")] * 3)
    low, high = metrics["element_f1_interval"]
    assert low <= metrics["element_f1"] <= high


def test_rows_without_labels_are_run_and_not_scored() -> None:
    given = [{"id": "a", "question": "", "answer": "I failed."}]
    assert "element_f1" not in interview.evaluate(given, interview.run(given, CONTEXT), CONTEXT)
