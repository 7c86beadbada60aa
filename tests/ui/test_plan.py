"""The Plan tab in a real browser: ticks and the budget are kept, files come, the plan follows the facts."""

import re
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from bot.applicant.facts import Value
from bot.applicant.ledger import Event, Status
from bot.errors import StorageError
from tests.ui.conftest import arrived

PHONE = {"width": 390, "height": 844}
KNOWN: dict[str, Value] = {
    "step1": 214,
    "step1_failures": 1,
    "step2ck": 223,
    "step2ck_failures": 0,
    "graduation_year": 2017,
    "citizenship_status": "permanent_resident",
    "specialty": ("family_medicine", "psychiatry"),
    "target_region": "coast_first",
}
SHOWN = ("#plan-now", "#plan-money", "#plan-programs", "#plan-season")


@pytest.fixture
def plan(visit, site):
    """The tab of an applicant whose basics are known."""
    store = site.services.store
    applicant = store.ensure_applicant().id
    for key, value in KNOWN.items():
        at = site.services.now()
        store.append_event(applicant, Event(key, value, Status.CONFIRMED, "", "card", None, None, at))
    return opened(visit())


def opened(page):
    page.get_by_role("tab", name="Plan", exact=True).click()
    expect(page.locator("#plan-week .sw-steps")).to_be_visible()
    return page


def boxes(page):
    return page.locator("#plan-week").get_by_role("checkbox")


def total(page):
    return int(re.sub(r"\D", "", page.locator(".sw-bill .total td").inner_text()))


def on_the_list(page):
    return [int(words) for words in page.locator(".sw-tiers .total").all_inner_texts()]


def with_budget(page, words):
    page.get_by_label("Budget in whole US dollars").fill(words)
    page.get_by_label("Budget in whole US dollars").press("Enter")
    return page


def test_before_anything_is_known_the_tab_leads_to_the_advisor(visit):
    page = visit()
    expect(page.locator("#plan-season .sw-timeline")).to_have_count(0)
    page.get_by_role("tab", name="Plan", exact=True).click()
    expect(page.locator("#plan-now")).to_contain_text("No plan yet")
    expect(page.locator("#plan-season .sw-timeline")).to_be_visible()
    page.locator("#plan-now").get_by_role("button", name="Tell the advisor").click()
    expect(page.get_by_role("textbox", name="Your message")).to_be_visible()


def test_a_tick_survives_a_reload_and_the_next_step_moves_up(plan, site):
    words = plan.locator("#plan-week label").first.inner_text()
    boxes(plan).first.check()
    expect(plan.locator("#plan-said")).to_contain_text("Ticked off")
    expect(plan.locator("#plan-week")).not_to_contain_text(words)
    expect(plan.locator("#plan-done")).to_contain_text(words)
    store = site.services.store
    assert len(store.choices(store.ensure_applicant().id)["checklist"]) == 1
    opened(arrived(plan, plan.url))
    expect(plan.locator("#plan-week")).not_to_contain_text(words)
    plan.locator("#plan-done > summary").click()
    expect(plan.locator("#plan-done").get_by_role("checkbox")).to_be_checked()


def test_a_tick_can_be_taken_back(plan, site):
    words = plan.locator("#plan-week label").first.inner_text()
    boxes(plan).first.check()
    plan.get_by_role("button", name="Undo").click()
    expect(plan.locator("#plan-week label").first).to_have_text(words)
    expect(boxes(plan).first).not_to_be_checked()
    store = site.services.store
    assert store.choices(store.ensure_applicant().id)["checklist"] == []


def test_quick_ticks_are_all_kept(plan, site):
    steps = plan.locator("#plan-checklist").get_by_role("checkbox")
    ids = [steps.nth(n).get_attribute("id") for n in range(4)]
    plan.evaluate("ids => ids.forEach(id => document.getElementById(id).click())", ids)
    expect(plan.locator("#plan-done > summary")).to_have_text("Done (4)")
    store = site.services.store
    kept = store.choices(store.ensure_applicant().id)["checklist"]
    assert {f"tick-all-{step}" for step in kept} == set(ids)


def test_a_tick_that_cannot_be_kept_is_taken_back_and_said(plan, site, monkeypatch):
    def full(*_given: object) -> None:
        raise StorageError("The disk is full, so this was not saved.")

    monkeypatch.setattr(site.services.store, "choose", full)
    boxes(plan).first.click()
    expect(plan.locator("#plan-said").get_by_role("alert")).to_contain_text("The disk is full")
    expect(boxes(plan).first).not_to_be_checked()


@pytest.mark.parametrize("budget", [400, 1200])
def test_a_budget_changes_list_and_cost_and_is_never_exceeded(plan, budget):
    before = sum(on_the_list(plan)), total(plan)
    with_budget(plan, f"${budget:,}")
    expect(plan.locator("#plan-said")).to_contain_text(f"Budget kept: {budget:,} USD")
    now = sum(on_the_list(plan)), total(plan)
    assert now != before
    assert 0 < now[1] <= budget
    opened(arrived(plan, plan.url))
    expect(plan.get_by_label("Budget in whole US dollars")).to_have_value(str(budget))
    assert (sum(on_the_list(plan)), total(plan)) == now


def test_a_budget_can_be_removed(plan):
    before = total(plan)
    with_budget(plan, "900")
    expect(plan.locator("#plan-money .within")).to_contain_text("Your budget is 900 USD")
    plan.get_by_role("button", name="Remove the budget").click()
    expect(plan.locator("#plan-money .within")).to_have_count(0)
    expect(plan.get_by_label("Budget in whole US dollars")).to_have_value("")
    assert total(plan) == before


@pytest.mark.parametrize("words", ["much", "-5", "12.50"])
def test_a_budget_that_is_none_gets_one_line_and_changes_nothing(plan, words):
    before = total(plan)
    with_budget(plan, words)
    expect(plan.locator("#plan-money").get_by_role("alert")).to_contain_text("in whole US dollars from 0")
    expect(plan.locator("#plan-budget-wrong")).to_be_in_viewport()
    field = plan.get_by_label("Budget in whole US dollars")
    expect(field).to_have_value(words)
    expect(field).to_be_focused()
    assert total(plan) == before
    with_budget(plan, "1200")
    expect(plan.locator("#plan-money").get_by_role("alert")).to_have_count(0)


def test_the_calendar_file_parses_and_holds_what_is_to_come(plan):
    with plan.expect_download() as given:
        plan.get_by_role("button", name="Save for my calendar").click()
    assert given.value.suggested_filename == "stepwise-plan-2026-11-25.ics"
    events = Calendar.from_ical(Path(given.value.path()).read_bytes()).walk("VEVENT")
    days = {event["DTSTART"].dt.isoformat() for event in events}
    assert {"2027-01-31", "2027-03-03", "2027-03-15", "2027-03-19"} <= days
    assert min(days) > "2026-11-25"


def test_the_plan_is_printed_as_a_page_of_its_own(plan):
    words = plan.locator("#plan-week label").first.inner_text()
    with plan.expect_download() as given:
        plan.get_by_role("button", name="Print my plan").click()
    page = Path(given.value.path()).read_text(encoding="utf-8")
    assert "<h1>Stepwise: my plan</h1>" in page
    assert words[:60] in page


def test_no_closed_program_is_anywhere_in_the_tab(plan, site):
    drawn = "".join(plan.locator(part).inner_html() for part in SHOWN)
    closed = site.services.survey(site.services.store.ensure_applicant().id).blocked
    ids = set(re.findall(r'name="sw:plan_program"[^>]*value="([^"]+)"', drawn))
    ids |= set(re.findall(r'value="([^"]+)"[^>]*name="sw:plan_program"', drawn))
    assert len(ids) > 20
    assert closed
    assert not ids & {item.program.id for item in closed}


def test_the_plan_follows_a_fact_that_is_set_while_it_is_open(plan):
    expect(plan.locator("#plan-programs")).to_contain_text("Psychiatry")
    fact = plan.locator("#fact-applied_this_cycle")
    before = plan.locator("#plan-week").inner_text()
    fact.locator("xpath=ancestor::details[contains(@class, 'sw-add')]/summary").click()
    fact.locator("> summary").click()
    fact.get_by_role("combobox").select_option("yes")
    fact.get_by_role("button", name="Save").click()
    expect(plan.locator("#plan-week")).not_to_have_text(before)


def test_nothing_is_drawn_while_another_tab_is_open(plan):
    boxes(plan).first.check()
    expect(plan.locator("#plan-said")).to_contain_text("Ticked off")
    plan.get_by_role("tab", name="Score").click()
    before = plan.locator("#plan-week").text_content()
    fact = plan.locator("#fact-graduation_year")
    fact.locator("> summary").click()
    fact.get_by_role("spinbutton").fill("2026")
    fact.get_by_role("button", name="Save").click()
    expect(fact).to_contain_text("2026")
    assert plan.locator("#plan-week").text_content() == before


def test_a_program_leads_to_its_entry_in_the_programs_tab(plan):
    opener = plan.locator("#plan-list > ol .sw-opener").nth(2)
    name = opener.inner_text()
    opener.click()
    expect(plan.get_by_role("tab", name="Programs")).to_have_attribute("aria-selected", "true")
    entry = plan.locator(".sw-program").filter(has=plan.get_by_role("button", name=name, exact=True))
    expect(entry.locator(".body")).to_be_in_viewport()
    expect(entry.locator(".sw-opener").first).to_be_focused()
    expect(plan.get_by_label("Name or place")).to_have_value(name)


def test_the_keyboard_alone_ticks_a_step_and_takes_it_back(plan):
    boxes(plan).first.focus()
    plan.keyboard.press("Space")
    expect(plan.get_by_role("button", name="Undo")).to_be_focused()
    plan.keyboard.press("Enter")
    expect(plan.locator("#plan-said")).to_contain_text("Open again")
    expect(plan.locator("#plan-done")).to_have_count(0)


def test_without_a_specialty_the_tab_says_what_is_missing(visit, site):
    store = site.services.store
    at = site.services.now()
    event = Event("step2ck", 223, Status.CONFIRMED, "", "card", None, None, at)
    store.append_event(store.ensure_applicant().id, event)
    page = opened(visit())
    expect(page.locator("#plan-list")).to_contain_text("You have not named a specialty")
    page.locator("#plan-list").get_by_role("button", name="Choose your specialties").click()
    expect(page.locator("#fact-specialty")).to_be_visible()


def every_part_open(page):
    page.evaluate("document.querySelectorAll('#plan-tab details').forEach(part => { part.open = true; })")
    page.set_viewport_size(PHONE)


def test_nothing_is_wider_than_a_phone(plan):
    every_part_open(plan)
    wide = plan.evaluate(
        "() => [...document.querySelectorAll('#plan-tab *')].filter(part => part.offsetParent"
        " && !part.closest('.sw-unseen') && part.getBoundingClientRect().right > innerWidth + 1)"
        ".map(part => part.outerHTML.slice(0, 90))"
    )
    assert wide == []
    expect(plan.locator("#tabs > .tab-wrapper").get_by_role("tab")).to_have_count(7)


def test_what_is_tapped_on_a_phone_is_44_pixels_high(plan):
    every_part_open(plan)
    small = plan.evaluate(
        "() => [...document.querySelectorAll('#plan-tab :is(button, summary, .sw-tick label, #plan-budget)')]"
        ".filter(part => part.offsetParent && part.getBoundingClientRect().height < 43.5)"
        ".map(part => part.outerHTML.slice(0, 90))"
    )
    assert small == []


def test_every_field_has_a_name_for_screen_readers(plan):
    nameless = plan.evaluate(
        "() => [...document.querySelectorAll('#plan-tab input:not([type=hidden])')]"
        ".filter(part => part.offsetParent && !part.labels?.length).map(part => part.outerHTML)"
    )
    assert nameless == []
    expect(plan.get_by_role("img", name=re.compile("dates from .* still to come; next: "))).to_be_visible()
    expect(plan.get_by_role("img", name=re.compile(r"Main target: \d+ programs, "))).to_be_visible()
