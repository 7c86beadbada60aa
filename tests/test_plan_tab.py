"""The Plan tab without a browser: what of a plan stands on it, budgets that are read, and its files."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.assess.plan import ChecklistItem, PlanDate, Step
from bot.assess.ranking import Tier
from bot.assess.records import load_programs
from bot.assess.season import load_season
from bot.assess.survey import survey
from bot.errors import BadInput
from bot.ui.components import esc
from bot.ui.plan import dates, listing, money, saving, view
from bot.ui.plan.words import Seen, away
from tests.test_eligibility import CLEAN, MAIN, TODAY
from tests.test_plan_lists import PROFILES, plan

PROGRAMS = load_programs()
SEASON = load_season().year
NOW = "2026-11-25T10:00:00+00:00"
WANTS = {"specialty": ("family_medicine", "internal_medicine"), "target_region": "coast_first"}
FACTS: dict[str, Any] = {**MAIN, **WANTS}
DAYS = ("2026-05-01", "2026-10-05", "2026-11-25", "2027-02-20", "2027-03-16", "2027-03-19", "2027-04-20")
LATER = date(2026, 10, 5)


def seen(facts: dict[str, Any] | None = None, today: date = TODAY, **given: Any) -> Seen:
    facts = FACTS if facts is None else facts
    return Seen(plan(facts, today, **given), PROGRAMS, facts, today)


def drawn(found: Seen) -> str:
    """All of the tab in one string."""
    parts = [view.now(found), money.money(found), listing.programs(found)]
    return "".join(
        [*parts, dates.dates(found.plan.dates, found.today), view.checklist(found), view.notes(found)]
    )


# --- steps ---------------------------------------------------------------------------------------------


def ticks(markup: str, where: str) -> list[tuple[str, bool]]:
    found = re.findall(rf'id="tick-{where}-([^"]+)" name="done" value="yes"( checked)?', markup)
    return [(step, bool(checked)) for step, checked in found]


def test_the_steps_of_this_week_stand_in_their_order_with_reason_and_source() -> None:
    found = seen()
    markup = view.now(found)
    assert ticks(markup, "now") == [(step.id, False) for step in found.plan.steps]
    for step in found.plan.steps:
        assert esc(step.do) in markup
        assert esc(step.why) in markup


def test_the_checklist_holds_every_step_once_and_done_ones_ticked() -> None:
    done = frozenset({"late-list", "soap-plan"})
    found = seen(done=done)
    boxes = dict(ticks(view.checklist(found), "all"))
    assert boxes == {item.step.id: item.step.id in done for item in found.plan.checklist}
    assert len(ticks(view.checklist(found), "all")) == len(boxes)
    assert sum(boxes.values()) == 2


def test_what_was_ticked_has_the_way_back() -> None:
    items = seen().plan.checklist
    step = items[0].step
    assert f'name="sw:untick" value="{step.id}"' in view.ticked(items, step.id, True)
    assert f'name="sw:retick" value="{step.id}"' in view.ticked(items, step.id, False)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("facts", [FACTS, {**CLEAN, **WANTS}, {}, {"step2ck": 223}])
def test_the_tab_can_be_drawn_in_every_part_of_the_year(facts: dict[str, Any], day: str) -> None:
    found = seen(facts, date.fromisoformat(day))
    assert found.plan.phase_name in drawn(found)
    assert "None" not in re.sub("<[^>]*>", "", drawn(found)).replace("None that a published", "")


# --- money ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("", None),
        ("  ", None),
        ("0", 0),
        ("1500", 1500),
        (" 1,500 ", 1500),
        ("1 500", 1500),
        ("$900", 900),
        ("900 USD", 900),
        ("usd 900", 900),
        ("900 dollars", 900),
        ("100000", 100_000),
    ],
)
def test_a_budget_is_read(typed: str, amount: int | None) -> None:
    assert money.budget_of(typed) == amount


@pytest.mark.parametrize(
    "typed", ["much", "-5", "12.50", "1.500", "15,00", "1e3", "100001", "9" * 400, "٣٠٠", "1500 EUR", "<b>1"]
)
def test_what_is_no_budget_is_refused(typed: str) -> None:
    assert money.budget_of(typed) == money.Mistake(typed[:40])


def test_a_wrong_budget_is_drawn_back_escaped_with_one_line() -> None:
    markup = money.money(seen(), money.Mistake('"><b>much'))
    assert 'aria-invalid="true"' in markup
    assert "<b>much" not in markup
    assert markup.count(esc(money.WRONG)) == 1


def test_every_line_of_the_cost_and_its_sum_are_shown() -> None:
    found = seen(budget=1500)
    amounts = re.findall(r"<td>([\d,]+) USD</td>", money.money(found))
    lines = [line.usd for line in found.plan.cost.lines]
    assert [int(amount.replace(",", "")) for amount in amounts] == [*lines, sum(lines)]


def test_what_is_doubtful_is_marked_with_the_official_page() -> None:
    found = seen()
    doubtful = [line for line in found.plan.cost.lines if line.check]
    markup = money.money(found)
    assert doubtful
    for line in doubtful:
        assert f'href="{line.url}"' in markup
    assert markup.count("</span> check</span>") == len(doubtful) + len(found.plan.cost.not_counted)


def test_where_nothing_can_be_sent_no_budget_is_asked_for() -> None:
    assert "plan-budget" not in money.money(seen(today=date(2027, 3, 16)))


# --- programs ------------------------------------------------------------------------------------------


def named(markup: str) -> set[str]:
    return set(re.findall(r'name="sw:plan_program" value="([^"]+)"', markup))


@settings(max_examples=25, deadline=None)
@given(PROFILES, st.sampled_from([None, 0, 500, 2000]))
def test_no_closed_program_is_named_anywhere(facts: dict[str, Any], budget: int | None) -> None:
    found = seen(facts, LATER, budget=budget)
    closed = {item.program.id for item in survey(facts, LATER, PROGRAMS).blocked}
    assert not named(drawn(found)) & closed
    report = saving.report(found)
    for item in closed:
        assert f"<li>{esc(PROGRAMS.by_id[item].name)}, {esc(PROGRAMS.by_id[item].city)}" not in report


def test_every_program_of_the_list_is_named_and_leads_to_its_entry() -> None:
    found = seen(today=LATER)
    listed = {key for ids in found.plan.tiers.values() for key in ids}
    assert len(listed) > 50
    assert listed <= named(listing.programs(found))


def test_the_chart_says_its_numbers_in_words() -> None:
    found = seen(today=LATER)
    markup = listing.programs(found)
    for tier, name in (
        (Tier.REACH, "Reach"),
        (Tier.TARGET, "Main target"),
        (Tier.SAFETY, "Safety and breadth"),
    ):
        assert f'aria-label="{name}: {len(found.plan.tiers[tier])} programs, ' in markup


def test_signals_stand_beside_the_programs_they_are_placed_on() -> None:
    found = seen(today=LATER)
    gold = [item for item in found.plan.signals if "gold" in item.counts]
    assert gold[0].placed
    assert found.placed[gold[0].placed[0]] == "gold signal"
    assert set(found.placed) == {key for item in found.plan.signals for key in item.placed}


def test_without_a_specialty_the_tab_says_so_and_leads_to_it() -> None:
    markup = listing.programs(seen({"step2ck": 223}))
    assert "You have not named a specialty" in markup
    assert 'name="sw:fill" value="specialty"' in markup


def test_an_empty_list_leads_to_the_reason() -> None:
    found = seen(budget=10)
    assert 'name="sw:to" value="plan-notes"' in listing.programs(found)
    assert found.plan.notes
    assert 'id="plan-notes"' in view.notes(found)


def test_there_is_no_verdict_on_the_coast_for_somebody_who_would_go_anywhere() -> None:
    assert "The coast alone" in listing.programs(seen())
    assert "The coast alone" not in listing.programs(seen({**CLEAN, **WANTS, "target_region": "anywhere"}))


# --- dates ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-25", "today"),
        ("2026-11-26", "tomorrow"),
        ("2026-11-24", "yesterday"),
        ("2027-01-31", "in 67 days"),
        ("2026-11-13", "12 days ago"),
    ],
)
def test_a_day_is_told_from_today(day: str, words: str) -> None:
    assert away(day, TODAY) == words


@pytest.mark.parametrize("day", ["2026-01-01", "2026-11-25", "2027-03-19", "2027-12-31"])
def test_the_line_stays_within_its_ends(day: str) -> None:
    today = date.fromisoformat(day)
    markup = dates.dates(seen(today=today).plan.dates, today)
    places = [float(found) for found in re.findall(r"(?:left|width):([\d.-]+)%", markup)]
    assert places
    assert all(0 <= place <= 100 for place in places)


def test_every_date_stands_in_words_with_its_page_to_check() -> None:
    found = seen()
    markup = dates.dates(found.plan.dates, TODAY)
    for item in found.plan.dates:
        assert esc(item.what) in markup
        assert not item.check or f'href="{item.url}"' in markup


# --- files ---------------------------------------------------------------------------------------------


def events(found: Seen) -> dict[str, date]:
    parsed = Calendar.from_ical(saving.made("ics", found, SEASON, NOW))
    return {str(event["UID"]): event["DTSTART"].dt for event in parsed.walk("VEVENT")}


def test_the_calendar_holds_the_dates_to_come_and_the_steps_with_a_day() -> None:
    found = seen()
    kept = events(found)
    ahead = {f"date-{item.id}-{SEASON}@stepwise" for item in found.plan.dates if item.state == "open"}
    dated = {
        f"step-{item.step.id}-{SEASON}@stepwise" for item in found.plan.checklist if item.step.by[:1] == "2"
    }
    assert ahead
    assert dated
    assert set(kept) == ahead | dated
    assert min(kept.values()) > TODAY


def test_a_ticked_step_is_not_in_the_calendar() -> None:
    step = f"step-soap-plan-{SEASON}@stepwise"
    assert step in events(seen())
    assert step not in events(seen(done=frozenset({"soap-plan"})))


def test_a_date_that_moved_keeps_its_entry() -> None:
    one = PlanDate("match-day", "2027-03-19", "Match Day", "open", "high", "x", False, "")
    other = PlanDate("match-day", "2027-03-20", "Match Day", "open", "high", "x", False, "")

    def uid(item: PlanDate) -> str:
        return str(Calendar.from_ical(saving.calendar([item], [], SEASON, NOW)).walk("VEVENT")[0]["UID"])

    assert uid(one) == uid(other)


def test_the_report_stands_alone_and_holds_list_cost_and_steps() -> None:
    found = seen(today=LATER, done=frozenset({"ask-first"}))
    page = saving.report(found)
    assert not re.search(r"<(script|link|img|iframe)|@import|url\(", page)
    for item in found.plan.checklist:
        assert esc(item.step.do) in page
    for ids in found.plan.tiers.values():
        assert all(esc(PROGRAMS.by_id[key].name) in page for key in ids)
    assert f"{found.plan.cost.total:,} USD" in page
    assert page.count('<li class="done">') == 1


def test_the_report_is_escaped() -> None:
    found = seen()
    step = Step("x", "<script>do</script>", "", "why", "source", False)
    made = saving._steps([ChecklistItem(step, False)])
    assert "<script" not in made
    assert "&lt;script&gt;" in made
    assert "<script" not in saving.report(found)


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(BadInput, match="ics, html"):
        saving.made("exe", seen(), SEASON, NOW)
