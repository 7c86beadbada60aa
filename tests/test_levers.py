"""Levers: what can be moved, what a move sets, and that no move hides a failed attempt."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.applicant.facts import parse
from bot.assess.levers import Lever, levers, moved_facts
from bot.assess.scoring import load_rubric, score, what_if
from evals import scoring as suite

TODAY = date(2026, 11, 25)
RUBRIC = load_rubric()
PROFILES = st.integers(0, 10**6).map(lambda seed: list(suite.generated(4, seed))[seed % 4])
few = settings(max_examples=60, deadline=None)


def lever(key: str, **profile: Any) -> Lever:
    return next(item for item in levers(profile, RUBRIC) if item.key == key)


def keys(**profile: Any) -> set[str]:
    return {item.key for item in levers(profile, RUBRIC)}


def words(item: Lever) -> list[str]:
    return [stop.words for stop in item.stops]


@few
@given(PROFILES)
def test_nothing_is_set_where_everything_stands_today(profile):
    assert moved_facts(levers(profile, RUBRIC), {}) == {}


@few
@given(PROFILES)
def test_every_stop_sets_values_that_the_ledger_could_hold(profile):
    for item in levers(profile, RUBRIC):
        for stop in item.stops:
            assert all(parse(key, value, TODAY) == value for key, value in stop.facts.items())


@few
@given(PROFILES)
def test_only_what_can_be_changed_or_learned_is_ever_set(profile):
    fixed = {"graduation_year", "years_since_graduation", "citizenship_status", "step1", "specialty"}
    for item in levers(profile, RUBRIC):
        assert not fixed & {key for stop in item.stops for key in stop.facts}


@few
@given(PROFILES, st.data())
def test_no_move_takes_a_failed_attempt_off_the_record(profile, data):
    found = levers(profile, RUBRIC)
    moved = {item.key: data.draw(st.sampled_from(words(item))) for item in found}
    after = {**profile, **moved_facts(found, moved)}
    for exam in ("step1", "step2ck", "step3"):
        known = profile.get(f"{exam}_failures", 1 if profile.get(exam) == "fail" else 0)
        left = after.get(f"{exam}_failures", 1 if after.get(exam) == "fail" else 0)
        assert left >= known


@few
@given(PROFILES, st.data())
def test_the_stops_of_one_lever_have_different_words(profile, data):
    item = data.draw(st.sampled_from(levers(profile, RUBRIC)))
    assert len(set(words(item))) == len(item.stops) > 1


def test_a_known_score_stands_at_its_own_place():
    item = lever("step2ck", step2ck=223)
    assert item.stops[item.now].words == "223"


def test_a_number_that_is_no_usual_stop_has_its_own():
    item = lever("usce_months", usce_months=2.5)
    assert words(item)[item.now] == "2.5 months"
    assert words(item) == ["0 months", "1 month", "2 months", "2.5 months", "3 months", "4 months"]


def test_more_than_counts_is_kept_as_it_is():
    item = lever("us_letters", us_letters=7)
    assert words(item)[item.now] == "7"


def test_an_unknown_fact_starts_as_not_known():
    item = lever("publications")
    assert (item.now, words(item)[0]) == (0, "not known")


def test_a_retake_begins_at_the_pass_mark_and_keeps_the_failure():
    item = lever("step2ck", step2ck="fail", step2ck_failures=2)
    assert words(item)[:2] == ["failed", "218"]
    assert all(stop.facts["step2ck_failures"] == 2 for stop in item.stops[1:])


def test_a_failed_result_without_a_count_keeps_at_least_one_failure():
    assert lever("step2ck", step2ck="fail").stops[-1].facts["step2ck_failures"] == 1


def test_a_score_that_was_a_fail_is_a_retake_too():
    item = lever("step2ck", step2ck=205, step2ck_result="fail")
    assert words(item)[:2] == ["205 (failed)", "218"]


def test_no_attempt_left_means_no_lever():
    assert "step2ck" not in keys(step2ck="fail", step2ck_failures=RUBRIC.attempt_limit)
    assert "step3" not in keys(step3="fail", step3_failures=RUBRIC.attempt_limit)


def test_an_exam_still_to_come_can_also_be_failed():
    assert words(lever("step2ck", step2ck="not_taken"))[:3] == ["not taken", "failed", "218"]


def test_a_step_3_score_on_record_has_no_lever():
    assert "step3" not in keys(step3=215)


def test_a_passed_step_3_can_only_get_its_number():
    assert words(lever("step3", step3="pass"))[:2] == ["passed", "200"]


def test_failed_attempts_on_record_have_no_lever():
    assert {"step1_failures", "step2ck_failures"} <= keys()
    assert not {"step1_failures", "step2ck_failures"} & keys(step1_failures=1, step2ck_failures=0)


def test_a_chosen_number_of_failures_counts_beside_a_retake():
    found = levers({"step2ck": "fail"}, RUBRIC)
    facts = moved_facts(found, {"step2ck": "230", "step2ck_failures": "3"})
    assert (facts["step2ck"], facts["step2ck_failures"]) == (230, 3)


def test_a_stop_that_is_gone_moves_nothing():
    assert moved_facts(levers({"step2ck": 223}, RUBRIC), {"step2ck": "failed"}) == {}


@pytest.mark.parametrize("key", ["usce_months", "us_letters", "publications"])
def test_beyond_the_last_usual_stop_nothing_is_gained(key):
    item = lever(key)
    last = item.stops[-1].facts[key]
    base = {"usce_kind": "hands_on", key: last}
    more = {**base, key: int(last) + 5}
    assert score(base, RUBRIC, TODAY).now == score(more, RUBRIC, TODAY).now


def test_a_failed_step_3_costs_points():
    found = levers({"step2ck": 223}, RUBRIC)
    before, after = what_if({"step2ck": 223}, moved_facts(found, {"step3": "failed"}), RUBRIC, TODAY)
    assert after.now < before.now
