"""The order of open programs: explained, independent of input order, without a blocked one."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assess.eligibility import Gate, Verdict
from bot.assess.ranking import Tier, load_weights, rank
from bot.assess.records import PACIFIC, load_programs
from bot.assess.survey import checked_specialties, checked_states, survey
from bot.errors import BadInput
from tests.test_eligibility import CLEAN, FACTS, MAIN, TODAY

PROGRAMS = load_programs()
few = settings(max_examples=30, deadline=None)
WISHES: dict[str, Any] = {"specialty": ("family_medicine", "internal_medicine"), "languages": ("Spanish",)}


def ranked(profile: dict[str, Any]):
    return rank(Gate(profile, TODAY).judge_all(PROGRAMS), profile, PROGRAMS)


@few
@given(FACTS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_plays_no_part(facts: dict[str, Any], random: Any) -> None:
    judged = list(Gate(facts, TODAY).judge_all(PROGRAMS))
    straight = [(item.program.id, item.fit, item.tier) for item in rank(judged, facts, PROGRAMS)]
    random.shuffle(judged)
    assert straight == [(item.program.id, item.fit, item.tier) for item in rank(judged, facts, PROGRAMS)]


@few
@given(FACTS)
def test_a_blocked_program_has_no_place(facts: dict[str, Any]) -> None:
    judged = Gate(facts, TODAY).judge_all(PROGRAMS)
    blocked = {item.program.id for item in judged if item.verdict is Verdict.BLOCKED}
    places = {item.program.id for item in rank(judged, facts, PROGRAMS)}
    assert places == {item.program.id for item in judged} - blocked


@few
@given(FACTS)
def test_fit_is_the_sum_of_its_reasons(facts: dict[str, Any]) -> None:
    for item in ranked(facts):
        assert item.fit == min(100, max(0, sum(reason.points for reason in item.reasons)))
        assert item.tier_reason
        assert item.reasons


def test_best_fit_stands_first() -> None:
    fits = [item.fit for item in ranked(MAIN | WISHES)]
    assert fits == sorted(fits, reverse=True)


def test_a_tie_to_the_state_raises_its_programs_only() -> None:
    without = {item.program.id: item.fit for item in ranked({**MAIN, "region_ties": ()})}
    for item in ranked({**MAIN, "region_ties": ("Oregon",)}):
        raised = item.fit - without[item.program.id]
        assert (raised > 0) == (item.program.state == "OR")


def test_a_language_that_the_program_names_counts() -> None:
    plain = {item.program.id: item.fit for item in ranked(MAIN)}
    spanish = {item.program.id: item.fit for item in ranked(MAIN | {"languages": ("Spanish",)})}
    assert spanish["natividad-salinas-fm"] > plain["natividad-salinas-fm"]
    assert spanish["ucsd-fm"] == plain["ucsd-fm"]


def test_the_first_specialty_stands_before_the_second() -> None:
    one = {item.program.id: item.fit for item in ranked(MAIN | WISHES)}
    other = {
        item.program.id: item.fit
        for item in ranked(MAIN | {**WISHES, "specialty": ("internal_medicine", "family_medicine")})
    }
    assert one["saint-agnes-fresno-fm"] > other["saint-agnes-fresno-fm"]


def test_tiers_follow_the_guide() -> None:
    for item in ranked(MAIN | WISHES):
        if item.program.state not in PACIFIC:
            assert item.tier is Tier.SAFETY
        elif item.program.setting == "university":
            assert item.tier is Tier.REACH
        elif item.program.state == "CA":
            assert (item.tier is Tier.TARGET) == (item.fit >= load_weights().target_from)
        else:
            assert item.tier is Tier.TARGET


def test_a_survey_keeps_to_the_stated_specialties() -> None:
    found = survey(MAIN | WISHES, TODAY, PROGRAMS)
    shown = {item.program.specialty for item in found.ranked} | {
        item.program.specialty for item in found.blocked
    }
    assert shown == {"family_medicine", "internal_medicine"}
    assert sum(found.counts.values()) == len(found.ranked) + len(found.blocked)


def test_the_json_form_names_every_program_once_with_rules_and_place() -> None:
    found = survey(MAIN | WISHES, TODAY, PROGRAMS, states=("CA",))
    rows = found.as_json()
    assert len({row["id"] for row in rows}) == len(rows) == 125
    for row in rows:
        assert set(row) == {
            "id",
            "name",
            "state",
            "specialty",
            "verdict",
            "rules",
            "tier",
            "fit",
            "reasons",
        }
        assert (row["tier"] is None) == (row["verdict"] == "blocked")
        assert row["reasons"]
        for rule in row["rules"]:
            assert set(rule) == {"rule", "verdict", "detail", "source", "as_of"}


def test_a_survey_of_a_clean_applicant_on_another_day_is_the_same_bytes() -> None:
    first = survey(CLEAN, TODAY, PROGRAMS).as_json()
    assert first == survey(CLEAN, date(2026, 11, 25), PROGRAMS).as_json()


def test_states_are_read_by_code_and_by_name() -> None:
    assert checked_states(["ca", "Oregon", "CA"]) == ("CA", "OR")


@pytest.mark.parametrize("word", ["Cali", "", "XX"])
def test_what_is_no_state_is_named(word: str) -> None:
    with pytest.raises(BadInput, match="is not a US state"):
        checked_states([word])


def test_what_is_no_specialty_is_named() -> None:
    with pytest.raises(BadInput, match="'fm' is not known"):
        checked_specialties(["fm"])
