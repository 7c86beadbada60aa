"""evals/drafts.py: the suite finds what it is there to find."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from bot.write.drafts import KINDS
from evals.drafts import claims_without_support, evaluate, generate, run, shared_between

TODAY = SimpleNamespace(today=date(2026, 11, 25))


def out(text: str, typed: str = "", person: str = "1-1", **profile: Any) -> dict[str, Any]:
    return {"id": f"{person}-gap_year", "profile": profile, "typed": typed, "kind": "gap_year", "text": text}


def test_one_seed_gives_one_set_with_every_kind() -> None:
    rows = generate(3, 4)
    assert rows == generate(3, 4) != generate(4, 4)
    assert [row["kind"] for row in rows] == list(KINDS) * 4


def test_sparse_and_full_applicants_take_turns() -> None:
    sizes = [len(row["profile"]) for row in generate(3, 3)[:: len(KINDS)]]
    assert sizes == sorted(sizes) and sizes[0] < sizes[2] / 2


def test_a_line_holds_what_the_contract_names_and_no_label() -> None:
    rows = generate(3, 2)
    for row, line in zip(rows, run(rows, TODAY), strict=True):
        assert list(line) == ["id", "profile", "typed", "kind", "text", "questions"]
        assert line["id"] == row["id"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I graduated in 2018.", ["2018"]),
        ("I worked in Fresno.", ["Fresno"]),
        ("I passed Step 3.", ["Step 3"]),
        ("I have 2 letters. [Which year, 1999?]", []),
    ],
)
def test_a_claim_without_support_is_found(text: str, found: list[str]) -> None:
    assert claims_without_support(out(text, us_letters=2)) == found


def test_what_was_typed_or_follows_from_facts_is_supported() -> None:
    text = "I worked in Fresno in 2018. I gained 9 points on Step 2 CK."
    assert claims_without_support(out(text, "i worked in fresno in 2018", step1=214, step2ck=223)) == []


def test_eight_words_in_two_applicants_drafts_are_a_shared_run() -> None:
    ours = "These are eight words that nobody typed himself."
    assert shared_between([out(ours), out(ours, person="1-2")])
    assert not shared_between([out(ours, ours), out(ours, ours, person="1-2")])
    assert not shared_between([out(ours), out(ours)])


def test_a_small_run_holds_what_the_contract_asks() -> None:
    rows = generate(11, 12)
    found = evaluate(rows, run(rows, TODAY), TODAY)
    assert (found["unsupported_facts"], found["shared_runs"]) == (0, 0)
    assert found["facts_used"]["mean"] >= 0.8 and found["placeholders"]["mean"] == 1.0
