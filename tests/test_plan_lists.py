"""The application list: never a blocked program, exact cost, the best choice under a budget."""

from collections import Counter
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.assess.eligibility import Gate, Verdict
from bot.assess.plan import Plan, make_plan
from bot.assess.plan.choosing import says_takes_imgs
from bot.assess.ranking import Ranked, Tier, rank
from bot.assess.records import PACIFIC, load_programs
from bot.assess.scoring import load_rubric
from bot.assess.season import load_season
from bot.errors import BadInput
from tests.test_eligibility import FACTS, MAIN, TODAY

PROGRAMS, RUBRIC, SEASON = load_programs(), load_rubric(), load_season()
SEPTEMBER = date(2026, 9, 25)
WISHES = st.fixed_dictionaries(
    {
        "specialty": st.lists(
            st.sampled_from(
                [
                    "family_medicine",
                    "internal_medicine",
                    "psychiatry",
                    "pediatrics",
                    "neurology",
                    "emergency_medicine",
                    "obgyn",
                ]
            ),
            min_size=1,
            max_size=3,
            unique=True,
        ).map(tuple)
    },
    optional={
        "region_ties": st.sampled_from([(), ("California",), ("Oregon", "Texas"), ("New York",)]),
        "target_region": st.sampled_from(["coast_only", "coast_first", "anywhere"]),
        "languages": st.just(("Spanish",)),
        "applied_this_cycle": st.booleans(),
    },
)
PROFILES = st.builds(lambda facts, wishes: {**facts, **wishes}, FACTS, WISHES)
DAYS = st.sampled_from([date(2026, 6, 20), SEPTEMBER, TODAY, date(2027, 2, 5), date(2027, 5, 1)])
BUDGETS = st.one_of(st.none(), st.integers(0, 400), st.integers(400, 6000))
few = settings(max_examples=30, deadline=None)


def ranked(profile: dict[str, Any]) -> tuple[Ranked, ...]:
    return rank(Gate(profile, TODAY).judge_all(PROGRAMS), profile, PROGRAMS)


def plan(profile: dict[str, Any], today: date = TODAY, **more: Any) -> Plan:
    return make_plan(profile, ranked(profile), RUBRIC, SEASON, today, **more)


def tracked(profile: dict[str, Any], data: st.DataObject) -> dict[str, str]:
    """Applications already out, some of them to programs that are blocked now."""
    mine = [program.id for program in PROGRAMS if program.specialty in profile["specialty"]]
    sent = data.draw(st.lists(st.sampled_from(mine), max_size=60, unique=True)) if mine else []
    return dict.fromkeys(sent, "applied")


def strings(value: Any) -> set[str]:
    """Every text in a JSON value."""
    if isinstance(value, dict):
        return set().union(*map(strings, value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*map(strings, value)) if value else set()
    return {value} if isinstance(value, str) else set()


def chosen(found: Plan) -> dict[str, tuple[str, ...]]:
    return {item.specialty: item.chosen for item in found.applications}


@few
@given(PROFILES, DAYS, BUDGETS, st.data())
def test_a_blocked_program_stands_nowhere(
    profile: dict[str, Any], today: date, budget: int | None, data: st.DataObject
) -> None:
    judged = Gate(profile, TODAY).judge_all(PROGRAMS)
    blocked = {item.program.id for item in judged if item.verdict is Verdict.BLOCKED}
    found = plan(profile, today, budget=budget, tracked=tracked(profile, data))
    assert not strings(found.as_json()) & blocked


@few
@given(PROFILES, DAYS, BUDGETS, st.data())
def test_the_tiers_hold_the_list_and_nothing_else(
    profile: dict[str, Any], today: date, budget: int | None, data: st.DataObject
) -> None:
    sent = tracked(profile, data)
    found = plan(profile, today, budget=budget, tracked=sent)
    tiered = [program_id for ids in found.tiers.values() for program_id in ids]
    listed = [program_id for ids in chosen(found).values() for program_id in ids]
    by_id = {item.program.id: item for item in ranked(profile)}
    assert Counter(tiered) == Counter(listed)
    assert len(set(listed)) == len(listed)
    for tier, ids in found.tiers.items():
        assert all(by_id[program_id].tier is tier for program_id in ids)
    if found.mode != "next":
        assert not set(listed) & set(sent)
    if profile.get("target_region") == "coast_only":
        assert all(PROGRAMS.by_id[program_id].state in PACIFIC for program_id in listed)


def recount(found: Plan, sent: Counter[str], started: bool, registered: bool) -> int:
    """The cost of a plan, counted one program after another."""
    total, eras = 0, 0
    for specialty, ids in chosen(found).items():
        if specialty in ("emergency_medicine", "obgyn"):
            continue
        eras += len(ids)
        for place in range(sent[specialty] + 1, sent[specialty] + len(ids) + 1):
            total += 11 if place <= 30 else 30
    total += 185 + 80 if eras and not started else 0
    return total + (0 if registered else 85)


@few
@given(PROFILES, st.sampled_from([date(2026, 6, 20), SEPTEMBER, TODAY]), BUDGETS, st.data())
def test_the_cost_equals_an_independent_recount(
    profile: dict[str, Any], today: date, budget: int | None, data: st.DataObject
) -> None:
    tracker = tracked(profile, data)
    found = plan(profile, today, budget=budget, tracked=tracker)
    sent = Counter(PROGRAMS.by_id[program_id].specialty for program_id in tracker)
    started = bool(tracker) or profile.get("applied_this_cycle") is True
    nothing = not any(chosen(found).values())
    counted = recount(found, sent, started, registered=nothing and not started)
    assert found.cost.total == sum(line.usd for line in found.cost.lines)
    if budget is not None and nothing and counted > budget:
        counted = 0
    assert found.cost.total == counted


@few
@given(PROFILES, DAYS, BUDGETS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_plays_no_part(
    profile: dict[str, Any], today: date, budget: int | None, random: Any
) -> None:
    items = list(ranked(profile))
    straight = make_plan(profile, tuple(items), RUBRIC, SEASON, today, budget=budget)
    random.shuffle(items)
    shuffled = make_plan(profile, tuple(items), RUBRIC, SEASON, today, budget=budget)
    assert straight.as_json() == shuffled.as_json()


def affordable(profile: dict[str, Any], sent: dict[str, str]) -> dict[str, list[Ranked]]:
    """What a list under a budget may choose from, best fit first."""
    pool: dict[str, list[Ranked]] = {key: [] for key in profile["specialty"]}
    for item in ranked(profile):
        state, specialty = item.program.state, item.program.specialty
        wanted = profile.get("target_region") != "coast_only" or state in PACIFIC
        known = specialty in pool and specialty not in ("emergency_medicine", "obgyn")
        if wanted and known and item.program.id not in sent:
            pool[specialty].append(item)
    return pool


def fees(counts: dict[str, int], sent: Counter[str], started: bool) -> int:
    steps = sum(
        11 if place <= 30 else 30
        for specialty, count in counts.items()
        for place in range(sent[specialty] + 1, sent[specialty] + count + 1)
    )
    return steps + (85 if started else 350)


@few
@given(PROFILES, st.integers(300, 5000), st.data())
def test_no_swap_and_no_further_program_betters_a_list_under_a_budget(
    profile: dict[str, Any], budget: int, data: st.DataObject
) -> None:
    tracker = tracked(profile, data)
    started = bool(tracker) or profile.get("applied_this_cycle") is True
    found = plan(profile, budget=budget, tracked=tracker)
    assert found.cost.total <= budget
    sent = Counter(PROGRAMS.by_id[program_id].specialty for program_id in tracker)
    pool, ids = affordable(profile, tracker), chosen(found)
    counts = {specialty: len(ids[specialty]) for specialty in pool}
    fit_of = {item.program.id: item.fit for items in pool.values() for item in items}
    for leaves, enters in product([None, *pool], pool):
        out = [fit_of[program_id] for program_id in ids[leaves]] if leaves else [0]
        rest = [item.fit for item in pool[enters] if item.program.id not in ids[enters]]
        if not out or not rest:
            continue
        changed = Counter(counts)
        changed[enters] += 1
        if leaves:
            changed[leaves] -= 1
        if fees(changed, sent, started) <= budget:
            assert max(rest) <= min(out), (leaves, enters)


@settings(max_examples=15, deadline=None)
@given(PROFILES, st.integers(350, 1500), st.data())
def test_a_list_under_a_budget_is_as_good_as_trying_every_number(
    profile: dict[str, Any], budget: int, data: st.DataObject
) -> None:
    tracker = tracked(profile, data)
    started = bool(tracker) or profile.get("applied_this_cycle") is True
    sent = Counter(PROGRAMS.by_id[program_id].specialty for program_id in tracker)
    pool = affordable(profile, tracker)
    left = budget - (85 if started else 350)
    best = {0: 0}
    for specialty, items in pool.items():
        after = dict(best)
        worth = spent = 0
        for place, item in enumerate(items, start=sent[specialty] + 1):
            worth += item.fit
            spent += 11 if place <= 30 else 30
            for cost, value in best.items():
                if cost + spent <= left:
                    after[cost + spent] = max(after.get(cost + spent, 0), value + worth)
        best = after
    found = plan(profile, budget=budget, tracked=tracker)
    fit_of = {item.program.id: item.fit for items in pool.values() for item in items}
    assert sum(fit_of[item] for ids in chosen(found).values() for item in ids) == max(best.values())


@few
@given(PROFILES, st.integers(0, 4000), st.integers(1, 400), st.data())
def test_more_budget_never_lowers_the_sum_of_fit(
    profile: dict[str, Any], budget: int, more: int, data: st.DataObject
) -> None:
    tracker = tracked(profile, data)
    fit_of = {item.program.id: item.fit for item in ranked(profile)}
    sums = [
        sum(fit_of[item] for ids in chosen(found).values() for item in ids)
        for found in (
            plan(profile, budget=budget, tracked=tracker),
            plan(profile, budget=budget + more, tracked=tracker),
        )
    ]
    assert sums[0] <= sums[1]


FAMILY = {**MAIN, "specialty": ("family_medicine",), "target_region": "coast_first"}


@pytest.mark.parametrize(
    ("budget", "words"), [(0, "0 USD does not cover"), (349, "350 USD"), (360, "nothing")]
)
def test_a_budget_that_buys_nothing_says_why(budget: int, words: str) -> None:
    found = plan(FAMILY, SEPTEMBER, budget=budget)
    assert not any(found.tiers.values())
    assert found.cost.total == 0
    assert words in found.notes[0]


def test_a_budget_below_nothing_is_refused() -> None:
    with pytest.raises(BadInput, match="budget"):
        plan(FAMILY, budget=-1)


def test_without_a_budget_the_list_has_the_advised_length_where_there_are_enough() -> None:
    found = plan({**FAMILY, "specialty": ("family_medicine", "internal_medicine", "psychiatry")}, SEPTEMBER)
    assert [(item.share, len(item.chosen)) for item in found.applications] == [(50, 50), (30, 30), (20, 20)]
    assert [(item.low, item.high) for item in found.applications] == [(100, 150)] * 3


def test_what_is_sent_counts_into_the_advised_length_and_goes_on_in_price() -> None:
    first = plan(FAMILY, SEPTEMBER)
    sent = dict.fromkeys(first.applications[0].chosen[:40], "applied")
    later = plan(FAMILY, SEPTEMBER, tracked=sent)
    assert later.applications[0].sent == 40
    assert {line.usd // line.n for line in later.cost.lines if line.row == "eras-fees"} == {30}
    assert len(later.applications[0].chosen) == len(first.applications[0].chosen) - 40


def test_an_added_program_counts_as_sent_in_its_specialty() -> None:
    found = plan(FAMILY, SEPTEMBER, tracked={"own-1": "applied"}, own={"own-1": "family_medicine"})
    assert found.applications[0].sent == 1
    assert "programs 2 to 30" in found.cost.lines[0].what


def test_a_status_of_none_is_not_sent() -> None:
    found = plan(FAMILY, SEPTEMBER, tracked={"saint-agnes-fresno-fm": "none"})
    assert found.applications[0].sent == 0


def test_a_reach_stays_within_its_share_and_needs_a_sign_that_imgs_are_taken() -> None:
    found = plan(FAMILY, SEPTEMBER)
    by_id = {item.program.id: item for item in ranked(FAMILY)}
    assert len(found.tiers[Tier.REACH]) <= 15
    assert found.tiers[Tier.SAFETY]
    assert all(says_takes_imgs(by_id[item]) for item in found.tiers[Tier.REACH])


def test_a_shortage_is_said_with_the_word_sample() -> None:
    found = plan({**MAIN, "specialty": ("neurology",), "target_region": "anywhere"}, SEPTEMBER)
    assert any("our data is a sample" in note and "Neurology" in note for note in found.notes)


def test_emergency_medicine_is_left_out_of_a_budget_because_its_fee_is_unknown() -> None:
    both = {**FAMILY, "specialty": ("emergency_medicine", "family_medicine")}
    bought = plan(both, SEPTEMBER, budget=2000)
    assert not chosen(bought)["emergency_medicine"]
    assert any("Emergency Medicine does not use ERAS" in note for note in bought.notes)


def test_a_late_list_is_short_and_every_program_on_it_speaks_of_imgs() -> None:
    found = plan({**FAMILY, "applied_this_cycle": False})
    by_id = {item.program.id: item for item in ranked(FAMILY)}
    assert found.mode == "late"
    assert len(chosen(found)["family_medicine"]) == 30
    assert all(says_takes_imgs(by_id[item]) for item in chosen(found)["family_medicine"])


@pytest.mark.parametrize("day", ["2027-02-10", "2027-03-10", "2027-03-16", "2027-03-19"])
def test_once_it_is_closed_there_is_no_list(day: str) -> None:
    found = plan(FAMILY, date.fromisoformat(day), budget=3000)
    assert found.mode == "closed"
    assert not any(found.tiers.values())
    assert not found.signals


def test_a_new_season_begins_at_the_first_program() -> None:
    found = plan(FAMILY, date(2027, 5, 1), tracked={"saint-agnes-fresno-fm": "rejected"})
    assert found.mode == "next"
    assert found.applications[0].sent == 0
    assert any("draft for the 2028 Match" in note for note in found.notes)


def test_a_state_narrows_the_list() -> None:
    found = plan(FAMILY, SEPTEMBER, states=("WA",))
    listed = [program_id for ids in found.tiers.values() for program_id in ids]
    assert listed
    assert {PROGRAMS.by_id[program_id].state for program_id in listed} == {"WA"}
    assert found.pacific is None


def test_a_named_specialty_stands_before_the_stated_ones() -> None:
    assert [item.specialty for item in plan(FAMILY, specialties=("psychiatry",)).applications] == [
        "psychiatry"
    ]


def test_without_a_specialty_there_is_no_list() -> None:
    found = plan(MAIN)
    assert not found.applications
    assert found.cost.total == 0
    assert "choose-specialty" in [step.id for step in found.steps]
