"""The Data tab in a real browser: counts equal to the data, on wide and narrow screens."""

import pytest
from playwright.sync_api import expect

from bot.assess.provenance import DATASETS, provenance
from bot.assess.tables import read_toml
from bot.ui.sources_tab import holdings
from tests.fakes_ui import TODAY

SETS = provenance(holdings(), read_toml(DATASETS), TODAY)
WIDE = "[...document.querySelectorAll('#data *')].some(e => e.getBoundingClientRect().right > innerWidth)"


def data(page):
    page.get_by_role("tab", name="Data").click()
    shown = page.locator("#data")
    expect(shown).to_contain_text("What the advisor knows")
    return shown


def opened(shown, set_id):
    card = shown.locator(f"#data-{set_id}")
    card.locator(f"#data-more-{set_id} > summary").click()
    return card


def test_every_set_shows_what_was_counted(visit):
    shown = data(visit())
    for item in SETS:
        card = opened(shown, item.id)
        expect(card).to_contain_text(item.holds)
        for what, n in item.counts:
            row = card.get_by_role("row").filter(
                has=card.page.get_by_role("rowheader", name=what, exact=True)
            )
            expect(row.get_by_role("cell")).to_have_text(f"{n:,}")


def test_programs_are_as_many_as_there_are_records(visit, site):
    card = data(visit()).locator("#data-programs")
    expect(card).to_contain_text(f"{len(site.services.programs)} residency programs")


def test_what_is_old_is_seen_without_opening_anything(visit):
    shown = data(visit())
    for words in next(item.stale for item in SETS if item.id == "programs"):
        expect(shown.get_by_text(words)).to_be_visible()


def test_disagreements_are_a_tap_away(visit):
    card = opened(data(visit()), "national")
    card.get_by_text("Where sources disagree").click()
    expect(card.get_by_text("another page says 194")).to_be_visible()


def test_nrmp_is_linked(visit):
    card = opened(data(visit()), "outcomes")
    expect(card.get_by_role("link", name="https://www.nrmp.org")).to_have_attribute(
        "href", "https://www.nrmp.org"
    )
    expect(card).to_contain_text("not offered as a table")


def test_what_is_open_stays_open_when_another_tab_is_looked_at(visit):
    page = visit()
    card = opened(data(page), "season")
    page.get_by_role("tab", name="Advisor").click()
    data(page)
    expect(card.get_by_text("Where it comes from")).to_be_visible()


@pytest.mark.parametrize("width", [390, 768])
def test_narrow_screens_do_not_scroll_sideways(visit, width):
    page = visit()
    page.set_viewport_size({"width": width, "height": 844})
    shown = data(page)
    for item in SETS:
        opened(shown, item.id)
    assert page.evaluate(WIDE) is False


def test_the_tab_opens_by_keyboard(visit):
    page = visit()
    page.get_by_role("tab", name="Data").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#data-programs")).to_be_visible()
    page.locator("#data-more-programs > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#data-programs").get_by_text("Where it comes from")).to_be_visible()
