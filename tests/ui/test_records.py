"""Your records on the Data tab, in a real browser: out as a file and in again, another one, deleting them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.store import Applicant, Store
from tests.fakes_ui import FACTS
from tests.ui.conftest import Site, answered, answers, arrived, box, send, watched

LEFT = "AbortError"
"""What Gradio says of an answer that was on its way when the page is left, as it is here to begin anew."""


@pytest.fixture
def tab(site: Site, page: Page) -> Iterator[Page]:
    """The tab of somebody with one record, who has said something in it; no trouble is on the page."""
    for one in site.services.store.applicants():
        site.services.store.delete_applicant(one.id)
    site.newcomer()
    troubles = watched(page)
    arrived(page, site.url)
    send(page, FACTS)
    answered(page, 1)
    yield opened(page)
    assert [one for one in troubles if not one.startswith(LEFT)] == []


def opened(page: Page) -> Page:
    page.get_by_role("tab", name="Data", exact=True).click()
    expect(page.get_by_role("heading", name="Your records")).to_be_visible()
    return page


def rows(page: Page) -> Locator:
    return page.locator("#records-card .sw-records > li")


def begun_anew(page: Page, act: Callable[[], object]) -> Page:
    """The page after something that loads it anew."""
    page.evaluate("() => { window.before = true }")
    act()
    page.wait_for_function("() => !window.before && document.documentElement.dataset.ready")
    expect(page.get_by_role("button", name="New conversation")).to_be_attached()
    return page


def mine(site: Site) -> list[Applicant]:
    return store(site).applicants()


def store(site: Site) -> Store:
    return site.services.store


def saved(page: Page, kind: str) -> Path:
    with page.expect_download() as waiting:
        rows(page).first.get_by_role("button", name=f"Save (.{kind})").click()
    assert waiting.value.suggested_filename == f"stepwise-record-2026-11-25.{kind}"
    return Path(waiting.value.path())


def bring(page: Page, file: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Bring in a record from a file").click()
    chooser.value.set_files(str(file))


def second(page: Page) -> Page:
    """The tab after another record was begun."""
    begun_anew(page, page.get_by_role("button", name="Begin another record").click)
    return opened(page)


def sure(part: Locator, yes: str) -> Locator:
    part.locator("summary").filter(has_text="Delete").click()
    return part.get_by_role("button", name=yes)


def test_a_record_is_saved_whole(tab, site):
    kept = json.loads(saved(tab, "json").read_text(encoding="utf-8"))
    (one,) = mine(site)
    assert kept == json.loads(json.dumps(store(site).export_applicant(one.id)))
    expect(tab.locator("#records-said")).to_contain_text("Saved as stepwise-record-2026-11-25.json")


def test_a_record_is_saved_to_be_read(tab):
    words = saved(tab, "md").read_text(encoding="utf-8")
    assert FACTS in words
    assert not words.startswith("{")


def test_a_saved_record_is_brought_in_and_used(tab, site, tmp_path):
    file = tmp_path / "record.json"
    file.write_bytes(saved(tab, "json").read_bytes())
    (first,) = mine(site)
    store(site).delete_applicant(first.id)
    begun_anew(tab, lambda: bring(tab, file))
    answered(tab, 1)
    expect(tab.locator("#fact-step1")).to_contain_text("214")
    expect(rows(opened(tab))).to_have_count(1)
    assert mine(site)[0].id != first.id


def test_a_file_that_is_no_record_changes_nothing(tab, site, tmp_path):
    file = tmp_path / "other.json"
    file.write_text("{not a record")
    bring(tab, file)
    expect(tab.locator("#records-said")).to_contain_text("This file is no record that was saved here")
    assert len(mine(site)) == 1


def test_another_record_begins_empty(tab, site):
    begun_anew(tab, tab.get_by_role("button", name="Begin another record").click)
    expect(tab.get_by_role("heading", name="Welcome")).to_be_visible()
    expect(tab.locator("#fact-step1")).not_to_contain_text("214")
    expect(tab.locator("#conversations")).to_contain_text("Record: Applicant 2")
    expect(rows(opened(tab))).to_have_count(2)
    assert len(mine(site)) == 2


def test_going_back_to_a_record_shows_its_conversation(tab):
    second(tab)
    begun_anew(tab, tab.get_by_role("button", name="Use this record").click)
    answered(tab, 1)
    expect(tab.locator("#fact-step1")).to_contain_text("214")
    expect(rows(opened(tab)).filter(has_text="in use")).to_contain_text("1 conversation")


def test_a_record_gets_another_name(tab, site):
    tab.locator("#records-card summary").filter(has_text="Rename").click()
    tab.locator("#records-card").get_by_role("textbox", name="Name", exact=True).fill("For my sister")
    tab.locator("#records-card").get_by_role("button", name="Rename", exact=True).click()
    expect(rows(tab)).to_contain_text(["For my sister"])
    assert [one.name for one in mine(site)] == ["For my sister"]


def test_a_name_is_no_markup(tab, site):
    store(site).rename_applicant(mine(site)[0].id, "<img src=x onerror=alert(1)>")
    page = opened(arrived(tab, tab.url))
    expect(rows(page)).to_contain_text(["<img src=x"])
    assert page.locator("#records-card img").count() == 0


def test_deleting_asks_first(tab, site):
    expect(tab.get_by_role("button", name="Yes, delete it")).to_be_hidden()
    expect(tab.get_by_role("button", name="Yes, delete them all")).to_be_hidden()
    assert len(mine(site)) == 1


def test_deleting_one_record_leaves_the_other(tab, site):
    second(tab)
    old = rows(tab).filter(has_not_text="in use")
    begun_anew(tab, sure(old, "Yes, delete it").click)
    expect(rows(opened(tab))).to_have_count(1)
    assert [one.name for one in mine(site)] == ["Applicant 2"]


def test_deleting_all_begins_anew_and_the_browser_keeps_nothing(tab, site):
    tab.get_by_role("button", name="Switch between light and dark").click()
    assert tab.evaluate("localStorage.length") > 0
    second(tab)
    begun_anew(tab, sure(tab.locator("#erase-all"), "Yes, delete them all").click)
    expect(tab.get_by_role("heading", name="Welcome")).to_be_visible()
    expect(answers(tab)).to_have_count(0)
    expect(box(tab)).to_be_enabled()
    assert tab.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert "?" not in tab.url
    assert all(store(site).threads(one.id) == [] for one in mine(site))


def test_the_address_of_a_deleted_conversation_opens_nothing(tab, site):
    address = tab.url
    begun_anew(tab, sure(tab.locator("#erase-all"), "Yes, delete them all").click)
    arrived(tab, address)
    expect(tab.get_by_role("heading", name="Welcome")).to_be_visible()
    expect(answers(tab)).to_have_count(0)
