"""The gate agrees with a second, plain reading of the same files, for very different applicants."""

from typing import Any

import pytest
from hypothesis import given, settings

from bot.assess.eligibility import Gate
from bot.assess.records import load_programs
from tests import reference_gate
from tests.test_eligibility import CLEAN, FACTS, MAIN, TODAY

VISA = {**CLEAN, "citizenship_status": "needs_visa"}
APPLICANTS: dict[str, dict[str, Any]] = {
    "the main applicant": MAIN,
    "a clean US citizen": CLEAN,
    "needs a J-1": {**VISA, "visa": "j1", "usce_kind": "observership", "graduation_year": 2021},
    "H-1B only, Step 3 passed": {**VISA, "visa": "h1b", "step3": 221, "step3_failures": 0},
    "H-1B only, no Step 3": {**VISA, "visa": "h1b", "step3": "not_taken"},
    "either visa, four years out": {**VISA, "visa": "either", "graduation_year": 2022},
    "needs a visa and says no more": {**VISA, "step2ck": 222},
    "two Step 1 failures": {**CLEAN, "step1_failures": 2, "step2ck": 224},
    "one failure on each Step": {**CLEAN, "step1_failures": 1, "step2ck_failures": 1, "step2ck": 219},
    "failed Step 1, not passed yet": {"step1": "fail", "graduation_year": 2024},
    "an old graduate": {**CLEAN, "graduation_year": 2012, "step1": 228, "usce_months": 2},
    "exactly five years out": {**CLEAN, "graduation_year": 2021, "us_letters": 1},
    "no US experience": {**CLEAN, "usce_months": 0, "usce_kind": "none", "us_letters": 0},
    "research only": {**CLEAN, "usce_kind": "research", "step1": 198},
    "Step 2 CK not taken": {**CLEAN, "step2ck": "not_taken", "step2ck_failures": 0},
    "two facts": {"step2ck": 231, "years_since_graduation": 3},
    "nothing told": {},
}


def differences(facts: dict[str, Any]) -> list[tuple[str, str, str]]:
    gate, programs = Gate(facts, TODAY), load_programs().by_id
    found = []
    for record in reference_gate.records():
        ours = gate.judge(programs[record["id"]]).verdict.value
        theirs = reference_gate.verdict(record, facts, TODAY.year, TODAY.year + 1)
        if ours != theirs:
            found.append((record["id"], ours, theirs))
    return found


@pytest.mark.parametrize("who", APPLICANTS)
def test_every_verdict_agrees(who: str) -> None:
    assert differences(APPLICANTS[who]) == []


@settings(max_examples=10, deadline=None)
@given(FACTS)
def test_every_verdict_agrees_for_anybody(facts: dict[str, Any]) -> None:
    assert differences(facts) == []
