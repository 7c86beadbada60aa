"""Every tab for those who do not use a mouse, do not see well or do not want things to move.

axe-core (in a package, so nothing is fetched) looks at each tab, empty and with a full record, with all that
can be laid open laid open; then the keyboard goes through each tab.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.ui.conftest import Site, arrived, box, watched
from tests.ui.record import TABS, fill, to_tab

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
ZOOMED = {"width": 640, "height": 400}
"""A window of 1280 by 800 that is enlarged to 200 %."""

CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
NO_CONTRAST = {"rules": {"color-contrast": {"enabled": False}}, "resultTypes": ["violations"]}
ALL: dict[str, Any] = {"resultTypes": ["violations"]}

_AXE = """([part, options]) => axe.run(part, options).then((found) => found.violations.flatMap((rule) =>
  rule.nodes.map((node) => `${rule.id} (${rule.impact}): ${node.target} ${node.failureSummary}`)))"""
_LAY_OPEN = "document.querySelectorAll('details').forEach((part) => { part.open = true; })"
_FOLD = "document.querySelectorAll('details').forEach((part) => { part.open = false; })"
_DARK = """(dark) => { localStorage.setItem('stepwise-theme', dark ? 'dark' : 'light');
  document.body.classList.toggle('dark', dark); }"""


@pytest.fixture(scope="module", params=["empty", "filled"])
def seen(request: pytest.FixtureRequest, site: Site, browser: Browser) -> Iterator[Page]:
    """One page with one record for many looks at it."""
    site.newcomer()
    if request.param == "filled":
        fill(site)
    context = browser.new_context(reduced_motion="reduce", viewport=DESKTOP)
    page = context.new_page()
    troubles = watched(page)
    arrived(page, site.url)
    page.evaluate(Axe().axe_script)
    yield page
    assert troubles == []
    context.close()


@pytest.fixture
def desk(seen: Page) -> Iterator[Page]:
    """The page on a desktop, light; afterwards no drawer is left open."""
    seen.set_viewport_size(DESKTOP)
    seen.evaluate(_DARK, False)
    yield seen
    seen.keyboard.press("Escape")


def faults(page: Page, options: dict[str, Any] = ALL, part: str = "html") -> list[str]:
    """What axe has against a part of the page, of any weight."""
    found: list[str] = page.evaluate(_AXE, [part, options])
    return found


def laid_open(page: Page, tab: str) -> None:
    to_tab(page, tab)
    row = page.locator("#programs-list .sw-opener[aria-expanded=false]").first
    if tab == "Programs" and not page.locator(".sw-program .body").count():
        row.click()
        expect(page.locator(".sw-program .body")).to_be_visible()
    page.evaluate(_LAY_OPEN)


@pytest.mark.parametrize("tab", TABS)
def test_axe_has_nothing_against_a_tab(desk, tab):
    laid_open(desk, tab)
    assert faults(desk, part="html" if tab == "Advisor" else "#work") == []


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_can_be_read_in_the_dark(desk, tab):
    laid_open(desk, tab)
    desk.evaluate(_DARK, True)
    assert faults(desk, CONTRAST, "html" if tab == "Advisor" else "#work") == []


@pytest.mark.parametrize("tab", TABS)
def test_axe_has_nothing_against_a_tab_on_a_phone(desk, tab):
    desk.set_viewport_size(PHONE)
    laid_open(desk, tab)
    assert faults(desk, NO_CONTRAST) == []


@pytest.mark.parametrize("name", ["Chats", "Profile"])
def test_axe_has_nothing_against_a_drawer(desk, name):
    desk.set_viewport_size(PHONE)
    desk.get_by_role("button", name=name, exact=True).click()
    desk.evaluate(_LAY_OPEN)
    assert faults(desk) == []


# --- the keyboard ------------------------------------------------------------------------------------

_STEP = """() => {
  const now = document.activeElement;
  if (!now || !now.closest('#work')) return null;
  now.dataset.been = 'yes';
  const shows = (part) => {
    if (!part) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2)
      || boxShadow.includes('0px 0px 0px 2px');
  };
  const around = now.closest('.input-container, .sw-sheet');
  // The thumb of a slider shows the focus, which no script can ask for.
  const shown = shows(now) || shows(around) || (now.labels && shows(now.labels[0])) || now.type === 'range';
  return shown ? '' : now.outerHTML.slice(0, 120);
}"""
_MISSED = """() => [...document.querySelectorAll(
    '#work :is(button, a[href], input, select, textarea, summary)')].filter((part) =>
  part.checkVisibility({ visibilityProperty: true }) && !part.disabled && part.tabIndex >= 0
  && !part.dataset.been && !(part.type === 'radio' && !part.checked) && part.type !== 'file'
  && !part.matches('[role=tab], .tab-container *, .overflow-menu *')
).map((part) => part.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("tab", TABS)
def test_the_keyboard_reaches_every_control_of_a_tab_and_shows_where_it_is(desk, tab):
    to_tab(desk, tab)
    desk.get_by_role("tab", name=tab, exact=True).focus()
    unseen = []
    for _ in range(400):
        desk.keyboard.press("Tab")
        step = desk.evaluate(_STEP)
        if step is None:
            break
        unseen += [step] if step else []
    assert unseen == []
    assert desk.evaluate(_MISSED) == []


def test_the_first_key_offers_to_skip_to_the_main_part(visit):
    page = visit()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the main part")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("tab", name="Advisor")).to_be_focused()


def test_arrows_go_from_tab_to_tab(desk):
    desk.get_by_role("tab", name="Score").focus()
    desk.keyboard.press("ArrowRight")
    expect(desk.get_by_role("tab", name="Programs")).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("End")
    expect(desk.get_by_role("tab", name="Data")).to_be_focused()
    desk.keyboard.press("ArrowRight")
    expect(desk.get_by_role("tab", name="Advisor")).to_be_focused()


def test_every_tab_has_a_heading_of_its_name_and_a_labelled_panel(desk):
    for tab in TABS:
        to_tab(desk, tab)
        panel = desk.get_by_role("tabpanel", name=tab, exact=True)
        expect(panel.get_by_role("heading", name=tab, level=2, exact=True)).to_have_count(1)


@pytest.mark.parametrize(("name", "drawer"), [("Chats", "left"), ("Profile", "side")])
def test_a_drawer_keeps_the_keyboard_until_it_is_left_and_gives_the_focus_back(desk, name, drawer):
    desk.set_viewport_size(PHONE)
    desk.evaluate(_FOLD)
    desk.get_by_role("button", name=name, exact=True).press("Enter")
    expect(desk.get_by_role("dialog", name=name, exact=True)).to_be_visible()
    for _ in range(60):
        desk.keyboard.press("Tab")
        # Past the last control a browser comes to its own bar, and to the document before the first one.
        # The footer stands in the left drawer on a phone.
        allowed = "body, .sw-shade, #left *, #foot *" if drawer == "left" else "body, .sw-shade, #side *"
        assert desk.evaluate(f"document.activeElement.matches('{allowed}')")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name=name, exact=True)).to_be_focused()
    expect(desk.get_by_role("dialog")).to_have_count(0)


def test_a_window_that_grows_leaves_no_drawer_behind(desk):
    desk.set_viewport_size(PHONE)
    desk.get_by_role("button", name="Chats", exact=True).click()
    desk.set_viewport_size(DESKTOP)
    expect(desk.locator("html[data-drawer]")).to_have_count(0)
    to_tab(desk, "Advisor")
    box(desk).click()
    expect(box(desk)).to_be_focused()


def test_escape_closes_a_menu_and_gives_the_focus_back(desk):
    to_tab(desk, "Data")
    desk.evaluate(_FOLD)
    rename = desk.locator("#records-card .sw-menu-row > summary").first
    rename.press("Enter")
    desk.keyboard.press("Tab")
    expect(desk.locator("#records-card input:focus")).to_have_count(1)
    desk.keyboard.press("Escape")
    expect(rename).to_be_focused()
    expect(desk.locator("#records-card details[open]")).to_have_count(0)


# --- motion and size ---------------------------------------------------------------------------------


def test_nothing_moves_for_those_who_do_not_want_it(desk):
    to_tab(desk, "Advisor")
    moving = """() => [...document.querySelectorAll('*')].filter((part) => {
      const { animationName, animationTimeline, transitionDuration } = getComputedStyle(part);
      return (animationName !== 'none' && animationTimeline === 'auto') || /[1-9]/.test(transitionDuration);
    }).map((part) => part.outerHTML.slice(0, 80))"""
    assert desk.evaluate(moving) == []


@pytest.mark.parametrize("tab", TABS)
def test_nothing_is_lost_at_twice_the_size(desk, tab):
    desk.set_viewport_size(ZOOMED)
    laid_open(desk, tab)
    assert desk.evaluate("document.documentElement.scrollWidth") <= ZOOMED["width"]
    panel = desk.get_by_role("tabpanel", name=tab, exact=True)
    assert panel.bounding_box()["height"] >= ZOOMED["height"] / 2
    cut = """() => [...document.querySelectorAll('#work *')].filter((part) =>
      part.checkVisibility() && part.childElementCount === 0 && part.textContent.trim()
      && !part.closest('.sw-unseen, .visually-hidden, .tab-container, option, caption, textarea, select')
      && !part.closest('#box label')
      && part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX === 'hidden'
    ).map((part) => part.outerHTML.slice(0, 120))"""
    assert desk.evaluate(cut) == []


def test_all_of_the_footer_can_be_read_at_twice_the_size(desk):
    desk.set_viewport_size(ZOOMED)
    desk.get_by_role("button", name="Chats", exact=True).click()
    foot = desk.locator("#foot")
    expect(foot.get_by_text(re.compile("ask a lawyer about visas"))).to_be_in_viewport(ratio=1)
