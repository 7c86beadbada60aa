"""The application strength: exact sums, honest ranges, no better fact that costs points."""

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.applicant.facts import FIELDS, Profile, parse_profile
from bot.assess.scoring import load_rubric, score, total_tenths, what_if
from bot.assess.scoring.rubric import Rubric
from bot.errors import BadInput
from bot.settings import ROOT
from evals import rows
from evals import scoring as suite

TODAY = date(2026, 11, 25)
RUBRIC = load_rubric()
FULL: dict[str, Any] = {
    "step1": "pass",
    "step1_failures": 1,
    "step2ck": 226,
    "step2ck_failures": 0,
    "graduation_year": 2018,
    "citizenship_status": "needs_visa",
    "visa": "h1b",
    "usce_months": 1,
    "usce_kind": "observership",
    "specialty": ("internal_medicine",),
    "us_letters": 1,
    "publications": 0,
    "region_ties": (),
    "languages": ("Urdu",),
    "previously_unmatched": True,
}
BARE_CK: dict[str, Any] = {
    "specialty": ("internal_medicine",),
    "step1": "pass",
    "step1_failures": 0,
    "step2ck_failures": 0,
}
PROFILES = st.integers(0, 10**6).map(lambda seed: list(suite.generated(4, seed))[seed % 4])
few = settings(max_examples=60, deadline=None)


@dataclass(frozen=True)
class Context:
    rubric: Rubric = RUBRIC
    today: date = TODAY


def scored(profile: Profile, specialty: str | None = None) -> dict[str, Any]:
    return score(profile, RUBRIC, TODAY, specialty).as_json()


def factor(profile: Profile, key: str) -> dict[str, Any]:
    return next(item for item in scored(profile)["factors"] if item["key"] == key)


def gate(profile: Profile, name: str) -> dict[str, Any]:
    return next(item for item in scored(profile)["gates"] if item["name"] == name)


def span(item: dict[str, Any]) -> tuple[float, float, float]:
    return item["low"], item["points"], item["high"]


# ---- the shape


def test_json_has_every_key_of_the_design() -> None:
    found = scored(FULL)
    assert {"total", "low", "high", "factors", "gates", "counterfactuals", "applications"} <= set(found)
    assert {"exam_standing", "facts"} <= set(found)
    assert {"name", "points", "low", "high", "max", "reason", "fact", "source"} <= set(found["factors"][0])
    assert {"name", "verdict", "detail", "source"} <= set(found["gates"][0])
    assert {"change", "facts", "delta"} <= set(found["counterfactuals"][0])
    assert {"low", "high"} <= set(found["applications"])
    assert {"exam", "value", "band", "pass_mark", "population", "quartiles_matched", "source"} <= set(
        found["exam_standing"][0]
    )


def test_total_is_named_and_never_a_chance() -> None:
    found = scored(FULL)
    assert found["label"] == "application strength"
    assert "not a chance" in found["not_a_chance"]
    assert "probab" not in json.dumps(found).lower() and "%" not in json.dumps(found)


def test_the_same_bytes_in_two_processes() -> None:
    code = (
        "import json; from datetime import date; from bot.assess.scoring import load_rubric, score;"
        f"print(json.dumps(score({FULL!r}, load_rubric(), date(2026, 11, 25)).as_json()))"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


def test_a_score_with_its_changes_takes_under_ten_milliseconds() -> None:
    times = []
    for _ in range(20):
        start = time.perf_counter()
        scored(FULL)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.010


# ---- properties


@few
@given(PROFILES)
def test_factors_sum_to_total_low_and_high_in_tenths(profile: Profile) -> None:
    found = scored(profile)
    for key, part in (("total", "points"), ("low", "low"), ("high", "high")):
        assert sum(round(item[part] * 10) for item in found["factors"]) == round(found[key] * 10)


@few
@given(PROFILES)
def test_every_factor_and_the_total_stay_within_bounds(profile: Profile) -> None:
    found = scored(profile)
    assert all(0 <= item["low"] <= item["points"] <= item["high"] <= item["max"] for item in found["factors"])
    assert sum(round(item["max"] * 10) for item in found["factors"]) == 1000


@few
@given(PROFILES, st.integers(0, 10**6))
def test_no_better_fact_lowers_the_total(profile: Profile, seed: int) -> None:
    now = total_tenths(profile, RUBRIC, TODAY)
    for key, best in suite.better(profile, RUBRIC, random.Random(seed)):
        assert total_tenths(best, RUBRIC, TODAY) >= now, key


@few
@given(PROFILES)
def test_each_counterfactual_equals_a_real_re_run(profile: Profile) -> None:
    found = scored(profile)
    for change in found["counterfactuals"]:
        after = scored({**profile, **parse_profile(change["facts"], TODAY)})
        assert round((after["total"] - found["total"]) * 10) == round(change["delta"] * 10) > 0


@few
@given(PROFILES)
def test_scoring_the_facts_that_were_read_gives_the_same_score(profile: Profile) -> None:
    found = scored(profile)
    assert scored(parse_profile(found["facts"], TODAY)) == found


@few
@given(st.data())
def test_the_range_holds_whatever_the_open_facts_turn_out_to_be(data: st.DataObject) -> None:
    usual = {key: item for key, item in FULL.items() if key != "specialty"}
    filled = {
        **usual,
        "step1": data.draw(st.sampled_from(["pass", 196, 214, 233, 251])),
        "step1_failures": data.draw(st.integers(0, 4)),
        "step2ck": data.draw(st.integers(218, 280)),
        "usce_kind": data.draw(st.sampled_from(["none", "research", "externship", "hands_on"])),
        "citizenship_status": data.draw(st.sampled_from(["needs_visa", "us_citizen"])),
    }
    hidden = data.draw(st.sets(st.sampled_from(sorted(usual))))
    wide = score({key: item for key, item in filled.items() if key not in hidden}, RUBRIC, TODAY)
    assert wide.low <= total_tenths(filled, RUBRIC, TODAY) <= wide.high


# ---- known and unknown


def test_known_facts_leave_no_range() -> None:
    found = scored(FULL)
    assert found["low"] == found["total"] == found["high"]
    assert found["missing"] == []


def test_every_missing_field_is_labelled_and_widens_the_range() -> None:
    for item in scored({})["missing"]:
        assert item["label"] == FIELDS[item["field"]].label and item["width"] > 0


@pytest.mark.parametrize("exam", ["step2ck", "step3"])
def test_not_taken_scores_like_nothing_on_record(exam: str) -> None:
    assert scored({"step1": "pass", exam: "not_taken"}) == scored({"step1": "pass"})


def test_facts_outside_the_flat_keys_change_nothing() -> None:
    extra: dict[str, Any] = {
        "target_region": "coast_only",
        "interviews_this_cycle": 4,
        "story_cause": "a hard year",
    }
    assert scored({**FULL, **extra}) == scored(FULL)


def test_the_order_of_a_list_of_ties_changes_nothing() -> None:
    one, other = ({**FULL, "region_ties": ties} for ties in (("Ohio", "Oregon"), ("Oregon", "Ohio")))
    assert scored(one)["total"] == scored(other)["total"]


# ---- Step 2 CK under today's mark


def test_an_open_step2ck_runs_from_the_fail_to_the_pass() -> None:
    asked = {**BARE_CK, "step2ck": 214}
    failed, passed = (scored({**asked, "step2ck_result": result}) for result in ("fail", "pass"))
    found = scored(asked)
    assert (found["low"], found["high"]) == (failed["low"], passed["high"])
    assert failed["total"] <= found["total"] <= passed["total"]
    assert gate(asked, "Step 2 CK passed")["verdict"] == "unknown"
    assert "step2ck_result" in [item["field"] for item in found["missing"]]


@pytest.mark.parametrize(
    ("value", "taken", "verdict"),
    [
        (216, "2025-07", "fail"),
        (216, "2025-06", "pass"),
        (216, "2025", "unknown"),
        (213, "2026-01", "fail"),
        (214, "2024", "pass"),
        (211, "2023-03", "unknown"),
        (208, "2019", "fail"),
        (208, "2013", "unknown"),
        (218, "2026-01", "pass"),
    ],
)
def test_the_date_settles_a_score_where_the_marks_agree(value: int, taken: str, verdict: str) -> None:
    assert gate({"step2ck": value, "step2ck_date": taken}, "Step 2 CK passed")["verdict"] == verdict


def test_the_transcript_counts_more_than_the_date() -> None:
    facts: dict[str, Any] = {"step2ck": 216, "step2ck_date": "2026-01", "step2ck_result": "pass"}
    assert gate(facts, "Step 2 CK passed")["verdict"] == "pass"


def test_result_and_date_change_nothing_from_the_mark_upwards() -> None:
    asked = {**BARE_CK, "step2ck": 218}
    assert scored({**asked, "step2ck_result": "fail", "step2ck_date": "2019"}) == scored(asked)


def test_a_settled_fail_counts_as_a_failed_attempt() -> None:
    failed = {**BARE_CK, "step2ck": 210, "step2ck_result": "fail"}
    assert factor(failed, "attempts")["points"] < factor({**BARE_CK, "step2ck": 230}, "attempts")["points"]


def test_a_bare_pass_leaves_the_number_open() -> None:
    low, now, high = span(factor({"step2ck": "pass"}, "step2ck"))
    assert low < now < high


# ---- Step 3


@pytest.mark.parametrize("step3", ["pass", 200, 215, 240])
def test_step3_only_adds(step3: Any) -> None:
    assert total_tenths({**FULL, "step3": step3}, RUBRIC, TODAY) >= total_tenths(FULL, RUBRIC, TODAY)


def test_an_absent_step3_is_said_and_opens_nothing() -> None:
    item = factor(FULL, "step3")
    assert span(item) == (0, 0, 0)
    assert "none is counted" in item["reason"] and item["fact"] is None


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"step3": 231}, "solid"),
        ({"step3": 212}, "low"),
        ({"step3": "pass"}, "passed"),
        ({"step3": "fail"}, "failed"),
        ({"step1": "fail"}, "not_yet"),
        ({"visa": "h1b"}, "h1b"),
        ({"visa": "j1"}, "consider"),
        ({"visa": "j1", "step1_failures": 0, "step2ck": 251}, "optional"),
        ({"step2ck": "not_taken"}, "unknown"),
    ],
)
def test_step3_advice_follows_the_record(changes: dict[str, Any], kind: str) -> None:
    assert scored({**FULL, **changes})["step3_advice"]["kind"] == kind


# ---- specialty


def test_step2ck_separates_more_in_internal_than_in_family_medicine() -> None:
    def gain(specialty: str) -> int:
        low, high = ({**FULL, "specialty": (specialty,), "step2ck": ck} for ck in (220, 250))
        return total_tenths(high, RUBRIC, TODAY) - total_tenths(low, RUBRIC, TODAY)

    assert gain("internal_medicine") > 1.4 * gain("family_medicine")


def test_the_first_specialty_counts_unless_another_is_asked_for() -> None:
    both = {**FULL, "specialty": ("family_medicine", "pathology")}
    assert scored(both)["specialty"] == "family_medicine"
    assert scored(both, "pathology")["weights"]["name"] == "pathology"


@pytest.mark.parametrize("specialty", [None, "medical_genetics", "space_medicine"])
def test_a_specialty_without_its_own_weights_gets_the_general_ones(specialty: str | None) -> None:
    assert scored({"step2ck": 240}, specialty)["weights"]["name"] == "default"


# ---- standing, gates, advice


def test_quartiles_name_their_population() -> None:
    row = scored({**FULL, "citizenship_status": "permanent_resident"})["exam_standing"][-1]
    assert row["quartiles_matched"] == [240, 251, 259] and row["quartiles_not_matched"] == [233, 243, 253]
    assert "non-US IMGs" in row["population"] and "2026" in row["population"]


def test_a_us_img_gets_no_quartiles_and_the_reason() -> None:
    row = scored({**FULL, "citizenship_status": "us_citizen"})["exam_standing"][-1]
    assert row["quartiles_matched"] is None and row["population"] is None
    assert "US IMG" in row["note"]


def test_unknown_citizenship_gets_quartiles_with_a_doubt() -> None:
    facts = {key: item for key, item in FULL.items() if key != "citizenship_status"}
    row = scored(facts)["exam_standing"][-1]
    assert row["quartiles_matched"] and "If you are a US citizen" in row["note"]


def test_the_pass_mark_is_the_one_of_the_month_when_it_is_known() -> None:
    assert scored({"step2ck": 216, "step2ck_date": "2026-01"})["exam_standing"][0]["pass_mark"] == 218


@pytest.mark.parametrize(
    ("changes", "name", "verdict"),
    [
        ({"step1": "fail"}, "Step 1 passed", "fail"),
        ({"step1": 240}, "Step 1 passed", "pass"),
        ({"step1": 190}, "Step 1 passed", "unknown"),
        ({"step2ck": "fail"}, "ECFMG certificate", "fail"),
        ({}, "ECFMG certificate", "unknown"),
        ({"step1_failures": 4}, "Attempt limit", "fail"),
        ({}, "Attempt limit", "pass"),
        ({"step1_failures": 0}, "Rules about failed attempts", "pass"),
        ({"step1_failures": 1}, "Rules about failed attempts", "unknown"),
        ({"citizenship_status": "us_citizen"}, "Visa sponsorship", "pass"),
        ({"citizenship_status": "needs_visa"}, "Visa sponsorship", "unknown"),
        ({}, "Step 3 for an H-1B", "unknown"),
        ({"step3": 221}, "Step 3 for an H-1B", "pass"),
    ],
)
def test_gates(changes: dict[str, Any], name: str, verdict: str) -> None:
    assert gate({**FULL, **changes}, name)["verdict"] == verdict


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"step1": 209, "step1_failures": 0, "step2ck": 226}, "above Step 1 209"),
        ({"step1": 244, "step1_failures": 0, "step2ck": 226}, "below Step 1 244"),
        ({"step1": 224, "step1_failures": 0, "step2ck": 226}, "measuring error"),
        ({}, "After a failed attempt"),
        ({"step1": "fail"}, "still to be passed"),
    ],
)
def test_trend_is_put_into_words(changes: dict[str, Any], words: str) -> None:
    assert words in factor({**FULL, **changes}, "trend")["reason"]


def test_every_reason_says_that_the_points_are_judgement() -> None:
    assert all("our judgement" in item["reason"] for item in scored(FULL)["factors"])


def test_reasons_and_facts_name_the_fact_as_given() -> None:
    item = factor(FULL, "step2ck")
    assert "226" in item["reason"] and item["fact"] == "Step 2 CK 226"
    assert factor(FULL, "graduation")["fact"] == "Graduation year: 2018"


def test_applications_stay_within_the_guide_and_shrink_with_strength() -> None:
    weak, strong = (
        scored({**FULL, "step2ck": "fail"}),
        scored({**FULL, "step2ck": 262, "usce_kind": "hands_on"}),
    )
    assert weak["applications"]["low"] > strong["applications"]["low"] >= 80
    assert weak["applications"]["high"] == 150


# ---- what would change it


def test_changes_are_ordered_by_gain_for_the_effort() -> None:
    worth = [item["delta"] / item["effort"] for item in scored(FULL)["counterfactuals"]]
    assert len(worth) > 3 and worth == sorted(worth, reverse=True)


@few
@given(PROFILES)
def test_no_change_asks_for_another_life(profile: Profile) -> None:
    for item in scored(profile)["counterfactuals"]:
        assert not {"citizenship_status", "graduation_year", "previously_unmatched"} & set(item["facts"])


@pytest.mark.parametrize(
    ("exam", "stated", "after"), [("step1", None, 1), ("step2ck", 2, 2), ("step3", 0, 1)]
)
def test_passing_a_failed_exam_keeps_its_failures(exam: str, stated: int | None, after: int) -> None:
    profile: dict[str, Any] = {exam: "fail"} | ({} if stated is None else {f"{exam}_failures": stated})
    change = next(item for item in scored(profile)["counterfactuals"] if exam in item["facts"])
    assert change["facts"][f"{exam}_failures"] == after


def test_no_new_attempt_is_advised_at_the_limit() -> None:
    found = scored({"step1": "fail", "step1_failures": 4})["counterfactuals"]
    assert not [item for item in found if "step1" in item["facts"]]


def test_a_passed_step2ck_is_never_to_be_taken_again() -> None:
    assert not [item for item in scored(FULL)["counterfactuals"] if "step2ck" in item["facts"]]


def test_an_unknown_fact_is_offered_only_with_an_if() -> None:
    found = scored({})["counterfactuals"]
    assert found and all(item["change"].startswith("If ") for item in found)


def test_what_if_scores_before_and_after() -> None:
    before, after = what_if(FULL, {"step3": 230}, RUBRIC, TODAY)
    assert after.total > before.total and before.as_json() == scored(FULL)


# ---- the suite


def test_the_suite_finds_nothing_broken_in_its_own_cases() -> None:
    given_rows = rows.read(suite.CASES, suite.REQUIRED)
    outs = suite.run(given_rows, Context())
    assert len(outs) == len(given_rows) >= 30
    assert suite.evaluate(given_rows, outs, Context())["broken"] == []


def test_the_suite_notices_an_output_that_another_run_would_not_give() -> None:
    row = {"id": "x", "profile": {"step2ck": 230}}
    (out,) = suite.run([row], Context())
    out["score"]["total"] += 0.1
    assert suite.evaluate([row], [out], Context())["same_bytes"]["mean"] < 1


def test_the_suite_ignores_unknown_keys_and_names_a_bad_row() -> None:
    assert suite.run([{"id": "x", "profile": {"shoe_size": 41}}], Context())[0]["score"]["facts"] == {}
    with pytest.raises(BadInput, match="row y"):
        suite.run([{"id": "y", "profile": {"step2ck": 412}}], Context())
