"""The Plan tab in a real browser: ticks and the budget are kept, files come, the plan follows the facts."""

import re
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from bot.applicant.ledger import Event, Status
from tests.fakes_ui import FACTS
from tests.ui.conftest import answered, arrived, send

WIDE = "[...document.querySelectorAll('#plan *')].some(e => e.getBoundingClientRect().right > innerWidth + 1)"


@pytest.fixture(name="planning")
def page_with_a_plan(visit, site):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    store = site.services.store
    wish = Event(
        "specialty", ("family_medicine",), Status.STATED, "FM", "card", None, None, site.services.now()
    )
    store.append_event(store.ensure_applicant().id, wish)
    opened(page)
    return page


def opened(page):
    page.get_by_role("tab", name="Plan", exact=True).click()
    expect(page.locator(".sw-plan")).to_be_visible()


def total(page):
    return int(re.sub(r"\D", "", page.locator(".sw-plan .sw-big").first.inner_text()))


def test_before_anything_is_known_the_tab_leads_to_the_advisor(visit):
    page = visit()
    page.get_by_role("tab", name="Plan", exact=True).click()
    expect(page.locator("#plan")).to_contain_text("No plan yet")


def test_a_tick_moves_a_step_to_what_is_done_and_survives_a_reload(planning):
    first = planning.locator("#plan-week .sw-tick").first
    words = first.get_attribute("aria-label")
    first.press("Space")
    expect(planning.locator("#plan-done")).to_contain_text("Done (1)")
    arrived(planning, planning.url)
    opened(planning)
    expect(planning.locator("#plan-done")).to_contain_text("Done (1)")
    expect(planning.locator("#plan-week")).not_to_contain_text(words)


def test_a_budget_is_kept_and_never_exceeded(planning):
    field = planning.get_by_label("Budget in US dollars")
    field.fill("$1,200")
    field.press("Enter")
    expect(field).to_have_attribute("value", "1200")
    assert 0 < total(planning) <= 1200
    arrived(planning, planning.url)
    opened(planning)
    expect(planning.get_by_label("Budget in US dollars")).to_have_value("1200")


def test_a_budget_that_is_no_number_is_named_and_changes_nothing(planning):
    before = total(planning)
    field = planning.get_by_label("Budget in US dollars")
    field.fill("much")
    field.press("Enter")
    expect(planning.locator("#plan").get_by_role("alert")).to_contain_text("whole US dollars")
    expect(field).to_have_value("much")
    assert total(planning) == before


def test_the_dates_come_as_a_calendar_and_the_plan_for_printing(planning):
    with planning.expect_download() as given:
        planning.get_by_role("button", name="Save the dates").click()
    events = Calendar.from_ical(Path(given.value.path()).read_bytes()).walk("VEVENT")
    assert given.value.suggested_filename.endswith(".ics")
    assert events
    with planning.expect_download() as given:
        planning.get_by_role("button", name="Save for printing").click()
    assert "This week" in Path(given.value.path()).read_text(encoding="utf-8")


def test_the_plan_fits_a_phone(planning):
    planning.set_viewport_size({"width": 390, "height": 844})
    expect(planning.locator(".sw-plan")).to_be_visible()
    assert not planning.evaluate(WIDE)
    tabs = planning.locator("#tabs [role=tab]")
    expect(tabs).to_have_count(5)
