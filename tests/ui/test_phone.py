"""Every tab with a full record on a phone and a small tablet: nothing sideways, nothing too small to tap."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.ui.shell import header
from tests.ui.conftest import Site, arrived, watched
from tests.ui.record import TABS, fill, to_tab

DESKTOP = {"width": 1280, "height": 800}
SIZES = {"phone": {"width": 390, "height": 844}, "tablet": {"width": 768, "height": 1024}}
FINGER = 44

_LAY_OPEN = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"
_SIDEWAYS = """() => [...document.querySelectorAll('#top *, #work *, #foot *')].filter((part) =>
  part.checkVisibility({ visibilityProperty: true })
  && !part.closest('.sw-unseen, .visually-hidden, .tab-container, .sw-skip, .sw-shade')
  && (part.getBoundingClientRect().right > innerWidth + 1 || part.getBoundingClientRect().left < -1)
).map((part) => part.outerHTML.slice(0, 120))"""
# A box to tick is as large as it and its words; a sign inside a sentence has its room from the lines around.
_SMALL = """(least) => [...document.querySelectorAll(
    ':is(#top, #work, #left, #side) :is(button, summary, input, select, textarea)')].filter((part) => {
  if (!part.checkVisibility({ visibilityProperty: true })) return false;
  if (part.closest('.visually-hidden, .overflow-menu') || part.matches('.sw-cite, [type=file]')) return false;
  const ticked = part.matches('[type=checkbox], [type=radio]');
  const boxes = [part, ...(ticked ? part.labels : [])].map((one) => one.getBoundingClientRect());
  const wide = Math.max(...boxes.map((one) => one.right)) - Math.min(...boxes.map((one) => one.left));
  const high = Math.max(...boxes.map((one) => one.bottom)) - Math.min(...boxes.map((one) => one.top));
  return wide < least - 0.5 || high < least - 0.5;
}).map((part) => `${Math.round(part.getBoundingClientRect().width)} x ${
  Math.round(part.getBoundingClientRect().height)} ${part.outerHTML.slice(0, 120)}`)"""


@pytest.fixture(scope="module")
def filled(site: Site, browser: Browser) -> Iterator[Page]:
    """One page with a full record; the tests go through its tabs."""
    site.newcomer()
    fill(site)
    context = browser.new_context(reduced_motion="reduce", viewport=DESKTOP, has_touch=True)
    page = context.new_page()
    troubles = watched(page)
    arrived(page, site.url)
    yield page
    assert troubles == []
    context.close()


@pytest.fixture(params=SIZES)
def small(request: pytest.FixtureRequest, filled: Page) -> Iterator[Page]:
    filled.set_viewport_size(SIZES[request.param])
    yield filled
    filled.set_viewport_size(DESKTOP)


@pytest.fixture
def phone(filled: Page) -> Iterator[Page]:
    filled.set_viewport_size(SIZES["phone"])
    yield filled
    filled.set_viewport_size(DESKTOP)


def laid_open(page: Page, tab: str) -> None:
    to_tab(page, tab)
    if tab == "Programs" and not page.locator(".sw-program .body").count():
        page.locator("#programs-list .sw-opener[aria-expanded=false]").first.click()
        expect(page.locator(".sw-program .body")).to_be_visible()
    page.evaluate(_LAY_OPEN)


@pytest.mark.parametrize("tab", TABS)
def test_no_tab_scrolls_sideways(small, tab):
    laid_open(small, tab)
    assert small.evaluate("document.documentElement.scrollWidth") <= small.viewport_size["width"]
    assert small.evaluate(_SIDEWAYS) == []


def test_the_header_has_room_for_the_way_out_where_people_log_in(phone):
    before = phone.locator(".sw-header").evaluate(
        "(part, made) => { const kept = part.innerHTML; const page = new DOMParser();"
        " part.innerHTML = page.parseFromString(made, 'text/html').querySelector('header').innerHTML;"
        " return kept; }",
        header(login=True),
    )
    expect(phone.get_by_role("button", name="Log out")).to_be_in_viewport(ratio=1)
    found = phone.evaluate(_SIDEWAYS)
    phone.locator(".sw-header").evaluate("(part, kept) => { part.innerHTML = kept; }", before)
    assert found == []


@pytest.mark.parametrize("tab", TABS)
def test_whatever_can_be_tapped_is_as_large_as_a_finger(small, tab):
    laid_open(small, tab)
    assert small.evaluate(_SMALL, FINGER) == []


@pytest.mark.parametrize("name", ["Chats", "Profile"])
def test_whatever_can_be_tapped_in_a_drawer_is_as_large_as_a_finger(small, name):
    small.get_by_role("button", name=name, exact=True).click()
    small.evaluate(_LAY_OPEN)
    found = small.evaluate(_SMALL, FINGER)
    small.locator(".sw-shade").dispatch_event("click")
    assert found == []


def test_a_citation_can_be_hit_with_a_finger(phone):
    to_tab(phone, "Advisor")
    cite = phone.locator(".sw-cite").last
    cite.scroll_into_view_if_needed()
    around = cite.bounding_box()
    middle = around["x"] + around["width"] / 2, around["y"] + around["height"] / 2
    for aside in (-20, 20):
        hit = "([x, y]) => document.elementFromPoint(x, y)?.closest('.sw-cite') !== null"
        assert phone.evaluate(hit, [middle[0], middle[1] + aside])


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_can_be_reached_and_is_then_in_sight(phone, tab):
    to_tab(phone, tab)
    expect(phone.get_by_role("tab", name=tab, exact=True)).to_be_in_viewport(ratio=1)
    expect(phone.get_by_role("button", name="More tabs")).not_to_be_visible()


def test_tables_become_cards(phone):
    laid_open(phone, "Programs")
    cells = phone.locator("#programs .sw-table td").filter(visible=True)
    assert cells.count() > 0
    shown = cells.evaluate_all("(all) => all.map((one) => getComputedStyle(one).display)")
    assert "table-cell" not in shown
    assert all(cells.evaluate_all("(all) => all.map((one) => one.dataset.label)"))


def test_what_is_written_in_a_field_is_large_enough_that_the_phone_does_not_zoom(phone):
    sizes = """(all) => all.filter((one) => one.checkVisibility()).map((one) =>
      parseFloat(getComputedStyle(one).fontSize))"""
    for tab in TABS:
        laid_open(phone, tab)
        found = phone.locator("#work :is(input, select, textarea)").evaluate_all(sizes)
        assert min(found, default=16) >= 16


def test_the_box_stays_at_the_lower_edge_while_the_conversation_scrolls(phone):
    to_tab(phone, "Advisor")
    phone.locator("#chat .bubble-wrap").evaluate("(part) => part.scrollTo(0, 0)")
    expect(phone.get_by_role("textbox", name="Your message", exact=True)).to_be_in_viewport(ratio=1)
