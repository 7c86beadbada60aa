"""The profile card in a real browser: where facts come from, setting, refusing and removing them."""

from playwright.sync_api import expect

from bot.errors import StorageError
from tests.fakes_ui import FACTS
from tests.ui.conftest import answered, send


def opened(page, key):
    """The form of a fact, unfolded."""
    fact = page.locator(f"#fact-{key}")
    group = page.locator("details.sw-add:not([open])").filter(has=fact)
    if group.count():
        group.locator("> summary").click()
    fact.locator("> summary").click()
    return fact


def test_a_fact_shows_the_words_it_came_from(visit):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    expect(page.locator("#fact-step1_failures")).to_contain_text("from your message: failed step 1 once")


def test_setting_a_fact_marks_it_as_set_by_you(visit):
    page = visit()
    fact = opened(page, "step2ck")
    fact.get_by_label("Score (100 to 300)").fill("231")
    fact.get_by_role("button", name="Save").click()
    expect(page.locator("#fact-step2ck")).to_contain_text("231")
    expect(page.locator("#fact-step2ck")).to_contain_text("set by you")


def test_a_value_that_cannot_be_is_refused_beside_its_field(visit):
    page = visit()
    fact = opened(page, "step2ck")
    fact.get_by_label("Score (100 to 300)").fill("412")
    fact.get_by_role("button", name="Save").click()
    expect(fact.get_by_role("alert")).to_contain_text("Step 2 CK must be a score from 100 to 300")
    expect(fact.get_by_label("Score (100 to 300)")).to_have_value("412")
    expect(fact.get_by_label("Score (100 to 300)")).to_be_focused()


def test_a_refused_value_can_be_corrected(visit):
    page = visit()
    fact = opened(page, "graduation_year")
    fact.get_by_role("spinbutton", name="Graduation year").fill("2031")
    fact.get_by_role("button", name="Save").click()
    expect(fact.get_by_role("alert")).to_be_visible()
    fact.get_by_role("spinbutton", name="Graduation year").fill("2017")
    fact.get_by_role("button", name="Save").click()
    expect(page.locator("#fact-graduation_year > summary")).to_contain_text("2017")
    expect(page.locator("#profile").get_by_role("alert")).to_have_count(0)


def test_removing_a_fact_opens_the_question_again(visit):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    expect(page.locator("#fact-step1")).to_contain_text("214")
    fact = opened(page, "step1")
    fact.get_by_role("button", name="Remove").click()
    expect(page.locator("#fact-step1")).not_to_contain_text("214")


def test_specialties_keep_their_order(visit, site):
    page = visit()
    fact = opened(page, "specialty")
    fact.get_by_label("First choice").select_option("psychiatry")
    fact.get_by_label("Second").select_option("family_medicine")
    fact.get_by_role("button", name="Save").click()
    expect(page.locator("#fact-specialty > summary")).to_contain_text("Psychiatry, Family Medicine")


def test_what_is_half_typed_survives_a_redraw(visit):
    page = visit()
    fact = opened(page, "story_cause")
    fact.get_by_label("What happened").fill("My mother was ill")
    send(page, "Hello")
    answered(page, 1)
    expect(page.locator("#fact-story_cause textarea")).to_have_value("My mother was ill")
    expect(page.locator("#fact-story_cause textarea")).to_be_visible()


def test_progress_counts_what_is_known(visit):
    page = visit()
    expect(page.locator(".sw-progress")).to_contain_text("0 of")
    send(page, FACTS)
    answered(page, 1)
    expect(page.locator(".sw-progress")).to_contain_text("5 of")


def test_not_knowing_is_an_answer(visit):
    page = visit()
    fact = opened(page, "publications")
    fact.get_by_role("button", name="I don't know").click()
    expect(page.locator("#fact-publications")).to_contain_text("not known yet")


def test_a_fact_that_cannot_be_saved_is_said_on_the_card(visit, site, monkeypatch):
    page = visit()
    fact = opened(page, "us_letters")

    def full(*_given: object) -> None:
        raise StorageError("The disk is full, so this was not saved.")

    monkeypatch.setattr(site.services.store, "append_event", full)
    fact.get_by_role("spinbutton", name="Letters from US physicians").fill("2")
    fact.get_by_role("button", name="Save").click()
    expect(page.locator("#profile").get_by_role("alert")).to_contain_text("The disk is full")


def uploaded(page, file):
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Read facts from a file").click()
    chooser.value.set_files(file)


def test_facts_of_a_file_stand_on_the_card_with_their_words(visit):
    page = visit()
    cv = {"name": "cv.txt", "mimeType": "text/plain", "buffer": b"Step 2 CK: 223 (first attempt)\nYOG 2017"}
    uploaded(page, cv)
    expect(page.locator("#profile")).to_contain_text("Read from cv.txt")
    expect(page.locator("#fact-step2ck")).to_contain_text("223")
    expect(page.locator("#fact-step2ck")).to_contain_text("from your file")


def test_a_file_that_cannot_be_read_is_named(visit):
    page = visit()
    bad = {"name": "cv.docx", "mimeType": "application/octet-stream", "buffer": b"no document"}
    uploaded(page, bad)
    alert = page.locator("#profile").get_by_role("alert")
    expect(alert).to_contain_text("is damaged or not a .docx document")
