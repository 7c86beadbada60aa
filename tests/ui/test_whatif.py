"""What if in a real browser: moving shows what would be, nothing is kept, and the keyboard is enough."""

import re

import pytest
from playwright.sync_api import expect

from bot.assess.scoring import what_if
from bot.ui.components import spoken
from tests.fakes_ui import FACTS
from tests.ui.conftest import answered, arrived, send

WIDE = "[...document.querySelectorAll('#whatif *')].some(e => e.getBoundingClientRect().right > innerWidth)"


@pytest.fixture(name="moving")
def page_at_the_controls(visit):
    """A page with a score, its Score tab open."""
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    page.get_by_role("tab", name="Score").click()
    expect(would(page)).to_contain_text("Now ")
    return page


def would(page):
    return page.locator("#whatif .would")


def ck(page):
    return page.get_by_role("slider", name="Step 2 CK", exact=True)


def ledger(site):
    store = site.services.store
    return store.ledger(store.ensure_applicant().id)


def test_the_controls_start_at_the_known_facts(moving):
    expect(ck(moving)).to_have_attribute("aria-valuetext", "223 (now)")
    expect(moving.locator("#whatif").get_by_label("Kind of US clinical experience")).to_have_value("0")
    total = moving.locator("#score-strength .figure").inner_text()
    expect(would(moving)).to_contain_text(f"Now {total} (")


def test_moving_a_control_changes_the_figure_and_not_the_ledger(moving, site):
    before, total = ledger(site), moving.locator("#score-strength .figure").inner_text()
    ck(moving).press("End")
    expect(would(moving)).to_have_text(re.compile(r"^Would be [\d.]+ \([\d.]+ to [\d.]+\), \+[\d.]+$"))
    expect(moving.locator("#whatif-factors")).to_contain_text("Step 2 CK")
    expect(moving.locator("#whatif-factors")).to_contain_text("Nothing here is saved.")
    expect(moving.locator("#score-strength .figure")).to_have_text(total)
    assert ledger(site) == before
    arrived(moving, moving.url)
    moving.get_by_role("tab", name="Score").click()
    expect(moving.locator("#score-strength .figure")).to_have_text(total)
    expect(would(moving)).to_contain_text(f"Now {total} (")
    expect(moving.locator("#fact-step2ck")).to_contain_text("223")
    assert ledger(site) == before


def test_the_last_of_many_quick_moves_counts(moving, site):
    services = site.services
    _, after = what_if(ledger(site).profile, {"step2ck": 243}, services.rubric, services.today)
    for _ in range(20):
        ck(moving).press("ArrowRight")
    expect(ck(moving)).to_have_attribute("aria-valuetext", "243")
    expect(would(moving)).to_contain_text(f"Would be {spoken(after.total)} (")


def test_reset_puts_everything_back(moving):
    ck(moving).press("End")
    moving.locator("#whatif").get_by_label("Step 3").select_option(label="failed")
    expect(moving.locator("#whatif-factors")).to_contain_text("Failed attempts")
    moving.get_by_role("button", name="Back to my facts").click()
    expect(would(moving)).to_contain_text("Now ")
    expect(ck(moving)).to_have_attribute("aria-valuetext", "223 (now)")
    expect(moving.locator("#whatif").get_by_label("Step 3")).to_have_value("0")
    expect(moving.get_by_role("button", name="Back to my facts")).to_have_count(0)


def test_it_follows_a_fact_that_is_set_on_the_card(moving):
    ck(moving).press("End")
    expect(would(moving)).to_contain_text("Would be ")
    fact = moving.locator("#fact-step1")
    fact.locator("> summary").click()
    fact.get_by_label("Score (100 to 300)").fill("240")
    moved = would(moving).inner_text()
    fact.get_by_role("button", name="Save").click()
    expect(would(moving)).not_to_have_text(moved)
    expect(would(moving)).to_contain_text("Would be ")
    expect(ck(moving)).to_have_attribute("aria-valuetext", "260")


def test_what_was_moved_stays_when_another_tab_is_looked_at(moving):
    ck(moving).press("End")
    expect(would(moving)).to_contain_text("Would be ")
    said = would(moving).inner_text()
    moving.get_by_role("tab", name="Data").click()
    expect(moving.locator("#data")).to_contain_text("What the advisor knows")
    moving.get_by_role("tab", name="Score").click()
    expect(would(moving)).to_have_text(said)
    expect(ck(moving)).to_have_attribute("aria-valuetext", "260")


def test_a_move_is_read_out_with_the_difference(moving):
    ck(moving).press("End")
    expect(moving.locator("#sw-say")).to_have_text(re.compile(r"Would be .* more than now"))
    expect(ck(moving)).to_be_focused()


def test_the_limit_stands_beside_the_figure_while_scrolling(moving):
    moving.set_viewport_size({"width": 390, "height": 844})
    moving.get_by_role("button", name="Try a change").click()
    expect(ck(moving)).to_be_focused()
    limit = moving.locator("#whatif-total").get_by_text("Application strength; not a chance of matching.")
    expect(limit).to_be_in_viewport(ratio=1)
    assert moving.evaluate(WIDE) is False


def test_no_control_hides_under_the_figure_when_the_keyboard_reaches_it(moving):
    moving.set_viewport_size({"width": 390, "height": 600})
    moving.get_by_role("button", name="Try a change").click()
    for _ in range(5):
        moving.keyboard.press("Tab")
        top = moving.locator("#whatif-total").bounding_box()
        focused = moving.locator("#whatif :focus").bounding_box()
        assert top is not None
        assert focused is not None
        assert focused["y"] + focused["height"] <= top["y"] + 1


def test_without_a_score_there_are_no_controls(visit):
    other = visit()
    other.get_by_role("tab", name="Score").click()
    expect(other.locator("#score")).to_contain_text("No score yet")
    expect(other.locator("#whatif")).to_be_hidden()
