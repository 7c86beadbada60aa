"""The list of conversations in a real browser: searching it, and that it stays narrowed while one works."""

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import answered, send

NAMES = ("About my visa", "About my letters", "About my score")


@pytest.fixture
def listed(visit, site) -> Page:
    store = site.services.store
    me = store.ensure_applicant().id
    for name in NAMES:
        thread = store.create_thread(me, name).id
        n = store.start_turn(thread, f"{name}, please")
        store.finish_turn(thread, n, {"sentences": [], "citations": [], "asked": None}, [], [])
    page = visit()
    expect(page.locator(".sw-thread")).to_have_count(3)
    return page


def find(page: Page, words: str) -> None:
    page.get_by_role("searchbox", name="Search your conversations").press_sequentially(words)


def test_the_list_follows_what_is_typed(listed):
    find(listed, "VISA")
    expect(listed.locator(".sw-thread")).to_have_count(1)
    expect(listed.locator(".sw-thread")).to_contain_text("About my visa")
    expect(listed.locator("#sw-say")).to_contain_text("1 conversation holds “VISA”")
    expect(listed.get_by_role("searchbox")).to_be_focused()
    expect(listed.get_by_role("searchbox")).to_have_value("VISA")


def test_escape_shows_all_again(listed):
    find(listed, "visa")
    expect(listed.locator(".sw-thread")).to_have_count(1)
    listed.keyboard.press("Escape")
    expect(listed.locator(".sw-thread")).to_have_count(3)
    expect(listed.get_by_role("searchbox")).to_have_value("")


def test_emptying_the_box_shows_all_again(listed):
    find(listed, "vi")
    expect(listed.locator(".sw-thread")).to_have_count(1)
    for _ in "vi":
        listed.keyboard.press("Backspace")
    expect(listed.locator(".sw-thread")).to_have_count(3)


def test_nothing_found_is_said_with_a_way_back(listed):
    find(listed, "zebra")
    expect(listed.locator("#conversations")).to_contain_text("No conversations hold “zebra”")
    listed.get_by_role("button", name="Show all").click()
    expect(listed.locator(".sw-thread")).to_have_count(3)


def test_the_results_stay_while_one_of_them_is_opened_and_answered(listed):
    find(listed, "about my letters")
    expect(listed.locator(".sw-thread")).to_have_count(1)
    listed.locator(".sw-thread").click()
    expect(listed.locator(".sw-words")).to_have_text("About my letters, please")
    send(listed, "One more thing")
    answered(listed, 2)
    expect(listed.locator(".sw-threads > li.now")).to_have_count(1)
    expect(listed.locator(".sw-thread")).to_have_count(1)
    expect(listed.get_by_role("searchbox")).to_have_value("about my letters")


def test_markup_in_a_search_stays_words(listed):
    find(listed, "<b>x</b>")
    expect(listed.locator("#conversations")).to_contain_text("“<b>x</b>”")
    expect(listed.locator("#conversations nav b")).to_have_count(0)
