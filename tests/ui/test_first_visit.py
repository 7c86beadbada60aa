"""A first visit in a real browser: the example applicant, the tour, empty tabs that lead on, coming back."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from bot.ui.since import VISIT
from bot.ui.tour import STOPS
from tests.fakes_ui import FACTS, TODAY
from tests.ui.conftest import answered, arrived, box, send


def load_example(page: Page) -> None:
    page.get_by_role("button", name="Load an example applicant").click()
    expect(page.locator(".sw-strip")).to_contain_text("not a real person", timeout=60_000)
    expect(page.locator("#fact-step2ck")).to_contain_text("226")


def clean(site) -> None:
    """The example is one of a person, and all tests here are the same person."""
    for one in site.services.store.applicants(""):
        if one.example:
            site.services.store.delete_applicant(one.id)


def at_rest(page: Page) -> None:
    """Wait until a second of frames brings no answer: leaving a page cuts off what is on its way."""
    page.evaluate(
        "() => new Promise(done => { let calm = 0, count = -1; const look = () => {"
        " const now = performance.getEntriesByType('resource').length;"
        " calm = now === count ? calm + 1 : 0; count = now;"
        " calm > 60 ? done() : requestAnimationFrame(look); }; look(); })"
    )


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    expect(page.get_by_role("tab", name=name, exact=True)).to_have_attribute("aria-selected", "true")


def test_the_example_fills_every_tab_and_can_be_left(visit, site):
    clean(site)
    page = visit()
    send(page, "Hello, this is me")
    answered(page, 1)
    page.get_by_role("button", name="New conversation").click()
    load_example(page)
    expect(page.locator("#chat .sw-said.assistant").first).to_be_visible()
    seen = {
        "Score": "#score .sw-total",
        "Programs": "#programs-list .sw-program",
        "Plan": "#plan-list",
        "Interview": "#iv-history .sw-practices > li",
        "Statement": "#st-text",
    }
    for tab, part in seen.items():
        open_tab(page, tab)
        expect(page.locator(part).first).to_be_attached()
        expect(page.locator(".sw-strip")).to_be_visible()
    at_rest(page)
    page.get_by_role("button", name="Leave the example").click()
    expect(page.locator(".sw-strip")).to_have_count(0)
    expect(page.locator(".sw-words").first).to_have_text("Hello, this is me")
    expect(page.locator("#fact-step2ck")).not_to_contain_text("226")


def test_the_example_can_be_deleted_and_nothing_of_the_own_record_goes(visit, site):
    clean(site)
    page = visit()
    own = site.services.store.ensure_applicant().id
    load_example(page)
    open_tab(page, "Statement")
    expect(page.locator("#st-text")).to_be_visible()
    page.locator(".sw-strip summary").click()
    at_rest(page)
    page.get_by_role("button", name="Yes, delete it").first.click()
    expect(page.locator(".sw-strip")).to_have_count(0)
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    people = site.services.store.applicants("")
    assert own in [one.id for one in people]
    assert not [one for one in people if one.example]


def test_the_tour_goes_through_by_keyboard_and_is_remembered(visit):
    page = visit()
    page.get_by_role("button", name="Take the tour").press("Enter")
    card = page.get_by_role("dialog", name=STOPS[0].title)
    expect(card).to_be_focused()
    for stop in STOPS[1:]:
        page.get_by_role("button", name="Next").press("Enter")
        expect(page.get_by_role("dialog", name=stop.title)).to_be_focused()
        expect(page.get_by_role("tab", name=stop.tab, exact=True)).to_have_attribute("aria-selected", "true")
    page.get_by_role("button", name="Done").press("Enter")
    expect(page.locator("#sw-tour")).to_be_hidden()
    arrived(page, page.url)
    expect(page.get_by_role("button", name="Take the tour")).to_be_hidden()


def test_escape_ends_the_tour_and_the_focus_goes_back(visit):
    page = visit()
    again = page.get_by_role("button", name="Show me around")
    again.click()
    page.get_by_role("button", name="Next").click()
    page.keyboard.press("Escape")
    expect(page.locator("#sw-tour")).to_be_hidden()
    expect(again).to_be_focused()
    expect(page.get_by_role("tab", name="Advisor", exact=True)).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_tour_stays_on_the_screen_and_does_not_cover_what_it_shows(visit, width):
    page = visit()
    page.set_viewport_size({"width": width, "height": 844})
    page.get_by_role("button", name="Take the tour").click()
    for n in range(len(STOPS)):
        page.wait_for_function("document.querySelector('.sw-toured')")
        where = page.evaluate(
            "() => ['#sw-tour', '.sw-toured'].map(part => {"
            " const at = document.querySelector(part).getBoundingClientRect();"
            " return [at.left, at.top, at.right, at.bottom]; })"
        )
        (left, top, right, bottom), (other_left, other_top, other_right, other_bottom) = where
        assert left >= 0
        assert top >= 0
        assert right <= width
        assert bottom <= 844
        apart = right <= other_left or left >= other_right or bottom <= other_top or top >= other_bottom
        assert apart, STOPS[n].title
        if n + 1 < len(STOPS):
            page.get_by_role("button", name="Next").click()
            expect(page.get_by_role("dialog", name=STOPS[n + 1].title)).to_be_visible()


@pytest.mark.parametrize("tab", ["Score", "Programs", "Plan"])
def test_an_empty_tab_leads_to_the_advisor_with_the_box_ready(visit, tab):
    page = visit()
    open_tab(page, tab)
    page.get_by_role("button", name="Tell the advisor").click()
    expect(box(page)).to_be_focused()


def test_the_score_leads_to_programs_and_to_the_cost(visit):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    open_tab(page, "Score")
    page.get_by_role("button", name="See which programs").click()
    expect(page.get_by_role("tab", name="Programs", exact=True)).to_have_attribute("aria-selected", "true")
    open_tab(page, "Score")
    page.get_by_role("button", name="Practise explaining it").click()
    expect(page.get_by_role("tab", name="Interview", exact=True)).to_have_attribute("aria-selected", "true")


def test_coming_back_says_what_passed_and_leads_to_the_dates(visit, site):
    store = site.services.store
    before = (TODAY - timedelta(days=80)).isoformat()
    store.choose(store.ensure_applicant().id, VISIT, {"last": before, "before": ""})
    page = visit()
    expect(page.locator(".sw-since")).to_contain_text("Since you were here: 80 days.")
    page.get_by_role("button", name="See all dates").click()
    expect(page.locator("#plan-dates")).to_be_in_viewport()
