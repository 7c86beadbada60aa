"""The Plan tab without a browser: everything of the plan is on it, escaped, and nothing that is closed."""

import re
from datetime import date
from typing import Any

import pytest
from icalendar import Calendar

from bot.assess.plan import Plan, make_plan
from bot.assess.records import load_programs
from bot.assess.scoring import load_rubric
from bot.assess.season import load_season
from bot.assess.survey import survey
from bot.errors import BadInput
from bot.ui.plan import saving, view
from tests.test_eligibility import CLEAN, MAIN, TODAY

PROGRAMS = load_programs()
WANTS = {"specialty": ("family_medicine", "internal_medicine"), "target_region": "coast_first"}


def plan(facts: dict[str, Any], today: date = TODAY, **given: Any) -> Plan:
    ranked = survey(facts, today, PROGRAMS).ranked
    return make_plan(facts, ranked, load_rubric(), load_season(), today, **given)


def test_every_step_stands_on_the_tab_with_its_tick_and_its_reason() -> None:
    made = plan(MAIN | WANTS)
    drawn = view.panel(made, PROGRAMS)
    for step in made.steps:
        assert f'value="{step.id}"' in drawn
    assert drawn.count('role="checkbox"') == len(made.checklist)


def test_a_ticked_step_is_drawn_as_done() -> None:
    first = plan(MAIN | WANTS).steps[0].id
    drawn = view.panel(plan(MAIN | WANTS, done=frozenset({first})), PROGRAMS)
    ticked = re.findall(r'<button[^>]*value="([^"]+)"[^>]*aria-checked="true"', drawn)
    assert ticked == [first]


def test_the_total_and_each_line_of_the_cost_are_shown() -> None:
    made = plan(MAIN | WANTS, budget=1500)
    drawn = view.panel(made, PROGRAMS)
    assert f"{made.cost.total:,} USD" in drawn
    assert made.cost.total <= 1500
    for line in made.cost.lines:
        assert f"{line.usd:,} USD" in drawn


@pytest.mark.parametrize("facts", [MAIN | WANTS, CLEAN | WANTS])
def test_no_closed_program_is_named(facts: dict[str, Any]) -> None:
    drawn = view.panel(plan(facts), PROGRAMS)
    for judgement in survey(facts, TODAY, PROGRAMS).blocked:
        assert f"{judgement.program.name}<" not in drawn


def test_a_wrong_budget_keeps_what_was_typed_and_says_why() -> None:
    drawn = view.panel(plan(MAIN | WANTS), PROGRAMS, "Write whole US dollars.", '<b>"much"')
    assert 'aria-invalid="true"' in drawn
    assert "Write whole US dollars." in drawn
    assert "<b>" not in drawn.replace("<b>1", "").replace("<b>2", "").replace("<b>6", "")


def test_there_is_no_pacific_verdict_for_somebody_who_would_go_anywhere() -> None:
    assert "The coast alone" in view.panel(plan(MAIN | WANTS), PROGRAMS)
    anywhere = {**CLEAN, **WANTS, "target_region": "anywhere"}
    assert "The coast alone" not in view.panel(plan(anywhere), PROGRAMS)


def test_the_calendar_holds_what_is_to_come_and_parses() -> None:
    made = plan(MAIN | WANTS)
    parsed = Calendar.from_ical(saving.made("ics", made, PROGRAMS, TODAY))
    days = [event["DTSTART"].dt for event in parsed.walk("VEVENT")]
    assert date(2027, 3, 3) in days
    assert all(day >= TODAY for day in days)


def test_the_report_stands_on_its_own_and_escapes_what_it_holds() -> None:
    made = plan(MAIN | WANTS)
    page = saving.made("html", made, PROGRAMS, TODAY).decode()
    assert "<script" not in page
    assert "src=" not in page
    assert made.steps[0].do[:40] in page
    assert "not a chance of matching" in page


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(BadInput, match="ics, html"):
        saving.made("exe", plan(MAIN | WANTS), PROGRAMS, TODAY)


def test_every_phase_of_the_year_can_be_drawn() -> None:
    for day in (
        "2026-05-01",
        "2026-07-01",
        "2026-09-10",
        "2026-11-25",
        "2027-02-20",
        "2027-03-16",
        "2027-04-20",
    ):
        drawn = view.panel(plan(MAIN | WANTS, date.fromisoformat(day)), PROGRAMS)
        assert "This week" in drawn, day
