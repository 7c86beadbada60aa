"""What a plan says: a few steps for this week, dates, outlook and the honest word on the coast."""

import csv
import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.applicant.facts import SPECIALTIES
from bot.assess.plan import Plan, short_name
from bot.assess.plan.fees import load_fees
from bot.assess.plan.parts import Asked, Knowledge, Parts
from bot.assess.plan.signals import load_signals
from bot.assess.plan.telling import holes_of, situation_of
from bot.assess.plan.words import HOLES, load_words
from bot.assess.season import PHASES
from bot.settings import KNOWLEDGE
from tests.test_eligibility import CLEAN, MAIN, TODAY
from tests.test_plan_lists import PROFILES, PROGRAMS, RUBRIC, SEASON, plan, ranked

WORDS = load_words()
ONE = {**MAIN, "specialty": ("family_medicine", "internal_medicine"), "step2ck_failures": 0}
VISA = {"citizenship_status": "needs_visa"}
APPLICANTS: dict[str, dict[str, Any]] = {
    "nothing known": {},
    "main, not applied": {**ONE, "applied_this_cycle": False},
    "applied, no word": {**ONE, "applied_this_cycle": True, "interviews_this_cycle": 0},
    "invited": {**ONE, "applied_this_cycle": True, "interviews_this_cycle": 24},
    "clean citizen": {**CLEAN, "specialty": ("internal_medicine",), "target_region": "anywhere"},
    "Step 2 CK failed": {"step1": "pass", "step2ck": "fail", "specialty": ("psychiatry",), **VISA},
    "Step 2 CK open": {"step1": "pass", "step2ck": 215, "specialty": ("pediatrics",)},
    "Step 2 CK ahead": {"step1": "pass", "step2ck": "not_taken", "specialty": ("family_medicine",)},
    "H-1B, Step 3 failed": {**CLEAN, **VISA, "visa": "h1b", "step3": "fail", "specialty": ("neurology",)},
    "H-1B, Step 3 ahead": {**CLEAN, **VISA, "visa": "h1b", "specialty": ("internal_medicine",)},
    "again, coast only": {
        **ONE,
        "previously_unmatched": True,
        "target_region": "coast_only",
        "usce_months": 0,
    },
    "surgeon": {**MAIN, "specialty": ("general_surgery", "obgyn"), "us_letters": 0},
}
DAYS = [
    *("2026-05-01", "2026-06-20", "2026-09-10", "2026-10-01", "2026-11-25", "2027-01-31", "2027-02-10"),
    *("2027-03-03", "2027-03-10", "2027-03-16", "2027-03-19", "2027-06-01", "2028-02-29"),
]


def steps(found: Plan) -> list[str]:
    return [step.id for step in found.steps]


@pytest.mark.parametrize("name", APPLICANTS)
@pytest.mark.parametrize("day", DAYS)
def test_every_applicant_has_a_few_steps_on_every_day(name: str, day: str) -> None:
    found = plan(APPLICANTS[name], date.fromisoformat(day))
    assert 1 <= len(found.steps) <= 7
    assert found.outlook.says
    for said in [*found.outlook.says, *found.notes, *(step.do + step.why for step in found.steps)]:
        assert "{" not in said
        assert "  " not in said
        assert not re.search(r"\b(you will match|guarantee|your chance)\b", said, re.IGNORECASE)
    for step in found.steps:
        assert step.source
        assert step.by in ("", "this week") or step.by >= day


@settings(max_examples=30, deadline=None)
@given(PROFILES, st.dates(date(2026, 3, 1), date(2027, 9, 1)))
def test_a_plan_can_be_made_on_any_day(profile: dict[str, Any], today: date) -> None:
    found = plan(profile, today)
    assert found.phase in PHASES
    assert 1 <= len(found.steps) <= 7
    assert found.as_json()["phase"] == found.phase


def test_every_step_holds_for_somebody() -> None:
    held = set()
    for profile in APPLICANTS.values():
        sent = dict.fromkeys((item.program.id for item in ranked(profile)[:3]), "interviewed")
        for day in DAYS:
            for tracker in ({}, sent):
                found = plan(profile, date.fromisoformat(day), tracked=tracker)
                held |= {item.step.id for item in found.checklist}
    assert {entry.id for entry in WORDS.steps} == held


def test_the_json_form_has_the_agreed_keys() -> None:
    found = plan(ONE).as_json()
    assert {"applications", "cost", "tiers", "dates", "signals", "steps"} <= set(found)
    assert {"what", "n", "usd", "source"} <= set(found["cost"]["lines"][0])
    assert set(found["tiers"]) == {"reach", "target", "safety"}
    assert all({"date", "what", "state", "confidence", "source"} <= set(item) for item in found["dates"])
    assert all({"do", "by", "why", "source"} <= set(item) for item in found["steps"])


def test_dates_are_seen_from_today() -> None:
    found = plan(ONE, date(2027, 3, 3))
    states = {item.id: item.state for item in found.dates}
    assert states["pathways-deadline"] == "past"
    assert states["rank-list-deadline"] == "today"
    assert states["match-day"] == "open"
    assert all(item.check and item.url for item in found.dates if item.confidence != "high")


def test_a_ticked_step_leaves_the_screen_and_stays_on_the_checklist() -> None:
    before = plan(APPLICANTS["main, not applied"])
    first = before.steps[0].id
    after = plan(APPLICANTS["main, not applied"], done=frozenset({first}))
    assert first not in steps(after)
    assert [item.done for item in after.checklist if item.step.id == first] == [True]


def test_a_ticked_registration_is_not_paid_again() -> None:
    profile = APPLICANTS["applied, no word"]
    before, after = plan(profile), plan(profile, done=frozenset({"register-nrmp"}))
    assert before.cost.total - after.cost.total == 85


def test_a_step_presses_two_weeks_before_its_date() -> None:
    deadline = date(2027, 1, 31)
    urgent = {}
    for days in (15, 14):
        items = plan(ONE, deadline - timedelta(days=days)).checklist
        urgent[days] = next(item.step.urgent for item in items if item.step.id == "pathway")
    assert urgent == {15: False, 14: True}


def test_the_steps_name_programs_to_ask_first_of_the_list() -> None:
    found = plan(ONE)
    listed = {program_id for ids in found.tiers.values() for program_id in ids}
    step = next(step for step in found.steps if step.id == "ask-first")
    assert 1 <= len(found.ask_first) <= 5
    for item in found.ask_first:
        assert item.program_id in listed
        assert item.rules
        assert short_name(PROGRAMS.by_id[item.program_id]) in step.do


def test_the_programs_to_ask_have_open_rules_that_they_can_answer() -> None:
    by_id = {item.program.id: item for item in ranked(ONE)}
    for item in plan(ONE).ask_first:
        rules = {rule.rule: rule for rule in by_id[item.program_id].judgement.open}
        assert all(not rules[key].yours for key in item.rules)


@pytest.mark.parametrize(
    ("name", "day", "expected", "absent"),
    [
        ("main, not applied", "2026-11-25", {"decide-season", "late-list", "pathway"}, {"write-with-reason"}),
        ("applied, no word", "2026-11-25", {"write-with-reason", "register-nrmp"}, {"decide-season"}),
        ("invited", "2026-11-25", {"interview-answer"}, {"soap-plan", "weakest-first"}),
        ("Step 2 CK failed", "2026-11-25", {"pass-exams", "keep-the-money"}, {"late-list", "ask-first"}),
        ("Step 2 CK open", "2026-11-25", {"settle-ck"}, {"pass-exams"}),
        ("nothing known", "2026-11-25", {"tell-applied", "choose-specialty"}, {"late-list"}),
        ("H-1B, Step 3 failed", "2026-09-10", {"send-list", "h1b-check", "step3-failed"}, {"choose-visa"}),
        ("again, coast only", "2026-06-20", {"new-file", "widen"}, {"send-list"}),
        ("invited", "2027-02-10", {"rank-list", "extra-ranks", "interview-answer"}, {"weakest-first"}),
        ("applied, no word", "2027-02-10", {"soap-plan", "weakest-first"}, {"rank-list"}),
        ("applied, no word", "2027-03-10", {"wait-well", "soap-plan"}, {"pathway", "ask-first"}),
        ("applied, no word", "2027-03-16", {"soap-week", "tell-somebody"}, {"soap-plan"}),
        ("applied, no word", "2027-06-01", {"new-dates", "gap-year", "reassess"}, {"register-nrmp"}),
    ],
)
def test_the_steps_fit_person_and_season(name: str, day: str, expected: set[str], absent: set[str]) -> None:
    found = set(steps(plan(APPLICANTS[name], date.fromisoformat(day))))
    assert expected <= found
    assert not absent & found


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-10-01", "not too late"),
        ("2026-11-25", "It is late"),
        ("2027-02-10", "too late to begin"),
        ("2027-06-01", "season is over"),
    ],
)
def test_is_it_too_late_has_an_answer_on_every_day(day: str, words: str) -> None:
    said = plan(APPLICANTS["main, not applied"], date.fromisoformat(day)).outlook.says
    assert any(words in sentence for sentence in said)


def test_what_is_judgement_about_lateness_is_called_judgement() -> None:
    said = " ".join(plan(APPLICANTS["main, not applied"]).outlook.says)
    assert "our judgement is that most of them are out" in said


def test_the_rank_list_step_counts_what_further_ranks_cost() -> None:
    found = plan(APPLICANTS["invited"], date(2027, 2, 10))
    step = next(step for step in found.steps if step.id == "extra-ranks")
    assert "120 USD" in step.do  # 24 invitations, 20 ranks free, 30 USD each


def test_emails_name_a_few_programs_where_there_are_ties() -> None:
    sent = {item.program.id: "applied" for item in ranked(ONE)[:40]}
    found = plan(ONE, tracked=sent)
    step = next(step for step in found.steps if step.id == "write-with-reason")
    named = [item for item in sent if short_name(PROGRAMS.by_id[item]) in step.do]
    assert len(named) == 3
    assert {PROGRAMS.by_id[item].state for item in named} == {"CA"}


# ---------------------------------------------------------------- the Pacific verdict


@pytest.mark.parametrize(
    ("facts", "spoken"),
    [
        ({"target_region": "coast_only"}, True),
        ({"target_region": "coast_first"}, True),
        ({"target_region": "anywhere"}, False),
        ({"region_ties": ("Oregon",)}, True),
        ({"region_ties": ("Texas",)}, False),
        ({"region_ties": ()}, False),
    ],
)
def test_the_verdict_is_for_those_to_whom_the_coast_matters(facts: dict[str, Any], spoken: bool) -> None:
    assert (plan({**ONE, "region_ties": (), **facts}).pacific is not None) is spoken


def test_who_is_free_hears_that_the_data_is_a_sample() -> None:
    found = plan({**ONE, "target_region": "anywhere"})
    assert any("only a sample" in note for note in found.notes)


def test_the_verdict_counts_what_is_open() -> None:
    found, items = plan(ONE).pacific, ranked(ONE)
    open_here = [item for item in items if item.program.specialty in ONE["specialty"]]
    assert found is not None
    coast = sum(item.program.state in ("CA", "OR", "WA") for item in open_here)
    assert (found.coast, found.coast + found.beyond) == (coast, len(open_here))
    assert str(coast) in found.says[0]


def test_the_verdict_sets_money_beside_counts() -> None:
    found = plan(ONE, date(2026, 9, 25)).pacific
    assert found is not None
    said = " ".join(found.says)
    assert f"{found.coast_cost:,} USD" in said
    assert f"{found.broad_cost:,} USD" in said


def test_the_broad_list_does_not_depend_on_the_wish() -> None:
    only, first = (plan({**ONE, "target_region": wish}).pacific for wish in ("coast_only", "coast_first"))
    assert only is not None
    assert first is not None
    assert (only.coast_cost, only.broad_cost, only.beyond) == (
        first.coast_cost,
        first.broad_cost,
        first.beyond,
    )


def test_where_not_to_pay_are_reaches_without_a_sign_and_none_of_the_list() -> None:
    found = plan(ONE)
    listed = {program_id for ids in found.tiers.values() for program_id in ids}
    by_id = {item.program.id: item for item in ranked(ONE)}
    assert found.where_not_to_pay
    assert not listed & set(found.where_not_to_pay)
    for program_id in found.where_not_to_pay:
        assert by_id[program_id].tier == "reach"
        assert "accepts_imgs" not in PROGRAMS.by_id[program_id].rules


# ---------------------------------------------------------------- data behind the words


def test_every_hole_is_filled_for_an_applicant_of_whom_nothing_is_known() -> None:
    known = Knowledge(RUBRIC, SEASON, PROGRAMS, WORDS, load_fees(), load_signals())
    parts = Parts(Asked({}, (), TODAY, None, {}, {}, frozenset(), (), ()), known)
    holes = holes_of(parts, situation_of(parts))
    assert not [hole for hole in HOLES if hole not in holes]


def test_every_figure_stands_in_the_national_facts() -> None:
    with (KNOWLEDGE / "statistics" / "national.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: f"{row['value']} {row['statement']}" for row in csv.DictReader(file)}
    for figure, row in WORDS.rows.items():
        number = re.search(r"[\d,]+", WORDS.figures[figure])
        assert number is not None
        assert re.search(rf"(?<![\d,]){number[0]}(?![\d,])", rows[row]), figure


def test_sources_name_national_facts_that_exist() -> None:
    with (KNOWLEDGE / "statistics" / "national.csv").open(encoding="utf-8", newline="") as file:
        ids = {row["id"] for row in csv.DictReader(file)}
    entries = [*WORDS.steps, *WORDS.outlook, *WORDS.notes, *WORDS.pacific]
    named = [
        name.strip()
        for entry in entries
        for part in re.findall(r"National facts: ([^;(]+)", entry.source)
        for name in re.split(r",| and ", part)
    ]
    assert len(named) > 10
    assert {name for name in named if re.fullmatch(r"[a-z0-9-]+", name)} <= ids


def test_guide_sources_name_headings_of_the_passages() -> None:
    sections = {
        line.split(":", 1)[1].strip().strip('"')
        for path in (KNOWLEDGE / "guide").glob("*.md")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("section:")
    }
    entries = [*WORDS.steps, *WORDS.outlook, *WORDS.notes, *WORDS.pacific]
    named = {name for entry in entries for name in re.findall(r"'([^']+)'", entry.source)}
    assert named
    assert named <= {section.replace('\\"', '"') for section in sections}


def test_a_specialty_is_said_in_words() -> None:
    found = plan({**ONE, "specialty": ("neurology",)}, date(2026, 9, 25))
    assert any(SPECIALTIES["neurology"] in line.what for line in found.cost.lines)
    assert not any("family_medicine" in note for note in found.notes)
