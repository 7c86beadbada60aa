"""bot/write/disclose.py: the verdict of promise 8, rule by rule."""

from datetime import date

import pytest

from bot.applicant.facts import Value
from bot.settings import PROMPTS
from bot.write.disclose import Verdict, verdict
from bot.write.lock import Support, check
from bot.write.outline import rules

TODAY = date(2026, 11, 25)
CLEAN = {"step1": "pass", "step1_failures": 0, "step2ck": 241, "step2ck_failures": 0}

CASES: list[tuple[dict[str, Value], Verdict, str]] = [
    ({}, Verdict.UNKNOWN, "attempts_unknown"),
    ({"step1": "pass", "step2ck": 212}, Verdict.UNKNOWN, "attempts_unknown"),
    ({"step1_failures": 1}, Verdict.UNKNOWN, "attempts_unknown"),
    ({"step2ck": 212, "step2ck_failures": 0, "step1": "pass"}, Verdict.UNKNOWN, "attempts_unknown"),
    ({"step1": "pass", "step1_failures": 1, "step2ck": 231}, Verdict.DISCLOSE, "failed_with_proof"),
    ({"step1": 214, "step1_failures": 1, "step2ck": 223}, Verdict.DISCLOSE, "failed_with_proof"),
    ({"step1": "pass", "step1_failures": 1, "step3": "pass"}, Verdict.DISCLOSE, "failed_with_proof"),
    ({"step2ck": 236, "step2ck_failures": 1}, Verdict.DISCLOSE, "failed_with_proof"),
    (
        {"step1": "pass", "step1_failures": 1, "story_evidence": "My evaluations are strong"},
        Verdict.DISCLOSE,
        "failed_with_proof",
    ),
    ({"step1": "pass", "step1_failures": 1}, Verdict.NOT_YET, "failed_no_proof"),
    ({"step1": "pass", "step1_failures": 1, "step2ck": 212}, Verdict.NOT_YET, "failed_no_proof"),
    ({"step1": "fail"}, Verdict.NOT_YET, "failed_no_proof"),
    ({"step1": "fail", "step1_failures": 1, "step2ck": 245}, Verdict.NOT_YET, "failed_no_proof"),
    (CLEAN | {"step2ck": 222}, Verdict.LEAVE_OUT, "low_pass"),
    (CLEAN, Verdict.LEAVE_OUT, "nothing"),
    (CLEAN | {"graduation_year": 2015}, Verdict.NOT_YET, "gap_no_proof"),
    (
        CLEAN | {"graduation_year": 2015, "usce_months": 2, "usce_kind": "hands_on"},
        Verdict.DISCLOSE,
        "gap_with_proof",
    ),
    (
        CLEAN | {"years_since_graduation": 7, "usce_months": 2, "usce_kind": "observership"},
        Verdict.NOT_YET,
        "gap_no_proof",
    ),
    (CLEAN | {"graduation_year": 2023}, Verdict.LEAVE_OUT, "nothing"),
]


@pytest.mark.parametrize(("profile", "expected", "rule"), CASES)
def test_the_rule_that_fires(profile: dict[str, Value], expected: Verdict, rule: str) -> None:
    found = verdict(profile, TODAY)
    assert (found.verdict, found.rule) == (expected, rule)


@pytest.mark.parametrize(("profile", "expected", "rule"), CASES)
def test_every_verdict_gives_rule_reason_opposing_view_and_sources(
    profile: dict[str, Value], expected: Verdict, rule: str
) -> None:
    found = verdict(profile, TODAY)
    assert found.text and found.reason and found.opposing and found.sources
    assert "{" not in found.reason + found.text + found.opposing


@pytest.mark.parametrize(("profile", "expected", "rule"), CASES)
def test_what_is_said_passes_the_lock(profile: dict[str, Value], expected: Verdict, rule: str) -> None:
    found = verdict(profile, TODAY)
    support = Support(texts=(found.text, found.opposing), facts=profile, today=TODAY)
    assert check(f"{found.reason} {found.text}", support) == []


def test_the_reason_names_this_applicants_weakness_and_proof() -> None:
    reason = verdict({"step1": "pass", "step1_failures": 2, "step2ck": 231}, TODAY).reason
    assert "2 failed attempts at Step 1" in reason
    assert "Step 2 CK score of 231" in reason


def test_a_score_under_the_pass_mark_asks_for_pass_or_fail() -> None:
    found = verdict({"step1": "pass", "step1_failures": 0, "step2ck": 214}, TODAY)
    assert "transcript says pass or fail" in found.reason


def test_every_rule_and_source_of_the_file_is_reachable() -> None:
    assert {row["id"] for row in rules()["rule"]} == {rule for _, _, rule in CASES}
    cited = {name for row in rules()["rule"] for name in row["sources"]}
    assert cited == set(rules()["source"])


def test_no_rule_advises_to_hide_or_deny_an_attempt() -> None:
    said = " ".join(row["text"] + row["reason"] for row in rules()["rule"]).lower()
    assert "hide" not in said
    assert "never deny it" in said


def test_prompts_hold_no_second_copy_of_the_rules() -> None:
    drafts = (PROMPTS / "builtin" / "drafts.toml").read_text(encoding="utf-8")
    assert "first third" not in drafts
