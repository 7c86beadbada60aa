"""The Programs tab in a real browser: filters, laying open, tracking, answers, own lists, saving."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.applicant.facts import Value
from bot.applicant.ledger import Event, Status
from tests.ui.conftest import arrived

PHONE = {"width": 390, "height": 844}
KNOWN: dict[str, Value] = {
    "step1": 214,
    "step1_failures": 1,
    "step2ck": 223,
    "step2ck_failures": 0,
    "graduation_year": 2017,
    "citizenship_status": "permanent_resident",
    "usce_months": 3,
    "usce_kind": "hands_on",
    "specialty": ("family_medicine", "psychiatry"),
}
AGNES = "Saint Agnes Medical Center Family Medicine Residency"
AGNES_ID = "saint-agnes-fresno-fm"
TWICE = "There is no such limit"


@pytest.fixture
def programs(visit, site):
    """The tab of an applicant whose basics are known."""
    store = site.services.store
    applicant = store.ensure_applicant().id
    for key, value in KNOWN.items():
        at = site.services.now()
        store.append_event(applicant, Event(key, value, Status.CONFIRMED, "", "card", None, None, at))
    return opened(visit())


def opened(page):
    page.get_by_role("tab", name="Programs").click()
    expect(page.locator("#programs-list .count")).to_be_visible()
    return page


def rows(page):
    return page.locator("#programs-list .sw-list:not(.closed) .sw-program")


def one(page, name=AGNES):
    """The row of one program."""
    return page.locator(".sw-program").filter(has=page.get_by_role("button", name=name, exact=True))


def found(page, words):
    page.get_by_label("Name or place").fill(words)
    expect(page.locator(".count")).to_contain_text("with these filters")


def laid_open(page, name=AGNES):
    found(page, name)
    one(page, name).get_by_role("button", name=name, exact=True).click()
    expect(one(page, name).locator(".body")).to_be_visible()
    return one(page, name)


def answer(page, program, question, fill):
    """Write down the answer to a question of a program that is laid open."""
    item = program.locator(".sw-questions > li").filter(has_text=question)
    item.locator("summary").click()
    fill(item)
    item.get_by_label("How").select_option("By phone")
    item.get_by_role("button", name="Save the answer").click()


def no_limit(item):
    item.get_by_label(TWICE).check()


def test_nothing_is_drawn_before_the_tab_is_opened(visit):
    page = visit()
    expect(page.locator("#programs-list .sw-program")).to_have_count(0)
    expect(opened(page).locator("#programs-overview")).to_contain_text("Nothing is known about you yet")


def test_the_head_says_how_things_stand(programs):
    head = programs.locator("#programs-overview")
    expect(head).to_contain_text(
        re.compile(r"certainly open to you, \d+ are closed, and \d+ publish too little")
    )
    expect(
        head.get_by_role("img", name=re.compile(r"California, \d+ programs: \d+ open to you"))
    ).to_be_visible()


def test_filters_narrow_the_list_and_are_kept_when_it_is_redrawn(programs):
    programs.get_by_label("State", exact=True).select_option("OR")
    expect(programs.locator(".count")).to_contain_text("with these filters")
    for place in rows(programs).locator(".place").all():
        expect(place).to_contain_text("Oregon")
    rows(programs).first.get_by_role("combobox").select_option("applied")
    expect(programs.locator("#programs-said")).to_contain_text("Saved: applied")
    expect(rows(programs).first.locator(".place")).to_contain_text("Oregon")
    programs.get_by_role("tab", name="Score").click()
    rows(programs).first.evaluate("row => { row.dataset.before = 'yes'; }")
    opened(programs)
    expect(programs.locator("#programs-list [data-before]")).to_have_count(0)  # it is drawn anew
    expect(programs.get_by_label("State", exact=True)).to_have_value("OR")
    programs.get_by_role("button", name="Clear the filters").click()
    expect(programs.get_by_label("State", exact=True)).to_have_value("")
    expect(rows(programs)).to_have_count(25)


def test_typing_in_the_search_keeps_the_place_in_the_field(programs):
    field = programs.get_by_label("Name or place")
    field.press_sequentially("fresno")
    expect(programs.locator(".count")).to_contain_text("with these filters")
    expect(field).to_be_focused()
    field.press_sequentially(" saint")
    expect(rows(programs)).to_have_count(1)
    expect(field).to_have_value("fresno saint")


def test_more_programs_come_on_request_and_reading_goes_on_there(programs):
    expect(rows(programs)).to_have_count(25)
    programs.get_by_role("button", name="Show 25 more").click()
    expect(rows(programs)).to_have_count(50)
    expect(rows(programs).nth(25).locator(".sw-opener")).to_be_focused()


def test_a_program_laid_open_shows_its_rules_with_pages(programs):
    program = laid_open(programs)
    expect(program.get_by_role("button", name=AGNES, exact=True)).to_have_attribute("aria-expanded", "true")
    expect(program.get_by_role("table")).to_contain_text("It allows 1 failed attempt on Step 1")
    link = program.get_by_role("table").get_by_role("link").first
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    program.get_by_role("button", name=AGNES, exact=True).click()
    expect(program.locator(".body")).to_have_count(0)


def test_answers_change_the_verdict_and_outlive_a_reload(programs):
    program = laid_open(programs)
    expect(program.locator(".sum")).to_contain_text("Nothing known against you")
    for question in ("minimum Step 1 score", "minimum Step 2 CK score"):
        answer(programs, program, question, no_limit)
        expect(programs.locator("#programs-said")).to_contain_text("Nothing known against you")
        expect(program.locator(".sw-questions > li").filter(has_text=question)).to_have_count(0)
    answer(
        programs, program, "years since graduation", lambda item: item.get_by_role("spinbutton").fill("12")
    )
    expect(programs.locator("#programs-said")).to_contain_text("Its verdict is now: Open to you.")
    expect(program.locator(".sum")).to_contain_text("Open to you")
    expect(program).to_contain_text("confirmed by you on 2026-11-25 (by phone)")
    arrived(programs, programs.url)
    opened(programs)
    expect(laid_open(programs).locator(".sum")).to_contain_text("Open to you")


def test_after_an_answer_reading_goes_on_at_the_questions_and_the_note_can_be_closed(programs):
    program = laid_open(programs)
    answer(programs, program, "minimum Step 2 CK score", no_limit)
    expect(program.get_by_role("heading", name="What to ask")).to_be_focused()
    expect(programs.locator("#programs-said")).to_be_in_viewport()
    expect(programs.locator("#sw-say")).to_contain_text("Written down for")
    programs.get_by_role("button", name="Close this note").click()
    expect(programs.locator("#programs-said")).not_to_contain_text("Written down")


def test_an_answer_can_be_taken_back(programs):
    program = laid_open(programs)
    answer(programs, program, "minimum Step 2 CK score", no_limit)
    program.get_by_role("button", name="Undo").click()
    expect(programs.locator("#programs-said")).to_contain_text("Taken back")
    expect(program.locator(".sw-questions > li").filter(has_text="minimum Step 2 CK score")).to_have_count(1)


def test_an_answer_against_the_applicant_closes_the_program(programs):
    program = laid_open(programs)
    answer(
        programs, program, "minimum Step 2 CK score", lambda item: item.get_by_role("spinbutton").fill("240")
    )
    expect(programs.locator("#programs-said")).to_contain_text("Its verdict is now: Closed to you.")
    expect(rows(programs)).to_have_count(0)


def test_an_answer_that_cannot_be_kept_is_refused_in_its_form(programs):
    program = laid_open(programs)
    item = program.locator(".sw-questions > li").filter(has_text="minimum Step 2 CK score")
    answer(
        programs, program, "minimum Step 2 CK score", lambda item: item.get_by_role("spinbutton").fill("999")
    )
    expect(item.get_by_role("alert")).to_contain_text("whole number from 100 to 300")
    expect(item.get_by_role("spinbutton")).to_have_value("999")
    expect(item.get_by_role("spinbutton")).to_be_focused()


def test_a_status_is_kept_at_once(programs, site):
    found(programs, AGNES)
    one(programs).get_by_role("combobox").select_option("interviewed")
    expect(programs.locator("#programs-said")).to_contain_text(f"Saved: interviewed, {AGNES}")
    store = site.services.store
    assert store.tracked(store.ensure_applicant().id)[AGNES_ID].status == "interviewed"
    arrived(programs, programs.url)
    opened(programs).get_by_label("Your status").select_option("interviewed")
    expect(rows(programs)).to_have_count(1)
    expect(one(programs).get_by_role("combobox")).to_have_value("interviewed")


def test_a_status_stays_with_its_program_when_the_list_changes(programs):
    name = rows(programs).first.locator(".sw-opener").inner_text()
    rows(programs).first.get_by_role("combobox").select_option("applied")
    expect(programs.locator("#programs-said")).to_contain_text("Saved: applied")
    programs.get_by_label("Order").select_option("name")
    expect(rows(programs).first.locator(".sw-opener")).not_to_have_text(name)
    expect(rows(programs).first.get_by_role("combobox")).to_have_value("none")
    found(programs, name)
    expect(one(programs, name).get_by_role("combobox")).to_have_value("applied")


def test_quick_changes_are_all_kept(programs, site):
    menus = rows(programs).get_by_role("combobox").all()[:6]
    for menu in menus:
        menu.select_option("applied")
    store = site.services.store
    expect(programs.locator("#programs-said")).to_contain_text("Saved: applied")
    programs.get_by_label("Your status").select_option("applied")
    expect(rows(programs)).to_have_count(6)
    assert len(store.tracked(store.ensure_applicant().id)) == 6


def test_closed_programs_are_a_group_of_their_own(programs):
    group = programs.locator(".sw-list.closed")
    expect(group.locator(".sw-program")).to_have_count(0)
    group.get_by_role("button", name=re.compile("Closed to you")).click()
    expect(group.locator(".sw-program").first).to_contain_text("Closed to you")
    expect(rows(programs).filter(has_text="Closed to you")).to_have_count(0)


def test_the_tab_follows_a_fact_that_is_set_while_it_is_open(programs):
    before = programs.locator(".sw-stand").inner_text()
    fact = programs.locator("#fact-graduation_year")
    fact.locator("> summary").click()
    fact.get_by_role("spinbutton").fill("2026")
    fact.get_by_role("button", name="Save").click()
    expect(programs.locator(".sw-stand")).not_to_have_text(before)


def test_a_script_can_be_copied(programs, context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    program = laid_open(programs)
    program.get_by_text("A short email", exact=True).click()
    program.get_by_role("button", name="Copy a short email").click()
    expect(programs.locator("#sw-say")).to_have_text("Copied")
    copied = programs.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"Subject: Question about the requirements of the {AGNES}\n")
    assert "1. Is there a minimum Step 1 score" in copied


def test_whom_to_ask_first_leads_to_the_program(programs):
    programs.get_by_text("Whom to ask first").first.click()
    entry = programs.locator(".sw-first > li").nth(1)
    name = entry.locator("button").evaluate("button => button.firstChild.textContent")
    entry.get_by_role("button").click()
    expect(one(programs, name).locator(".body")).to_be_visible()
    expect(one(programs, name).locator(".sw-opener")).to_be_focused()


def saved(page, name):
    with page.expect_download() as waiting:
        page.get_by_role("button", name=re.compile(f"^{name} with")).click()
    return waiting.value


def test_a_saved_list_holds_what_is_shown_and_nothing_closed(programs, site):
    programs.get_by_label("State", exact=True).select_option("CA")
    expect(programs.locator(".count")).to_contain_text("with these filters")
    number = int(programs.locator(".count").inner_text().split()[0])
    file = saved(programs, "CSV")
    assert file.suggested_filename == "stepwise-programs-2026-11-25.csv"
    text = Path(file.path()).read_text(encoding="utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == number
    store = site.services.store
    closed = {item.program.id for item in site.services.survey(store.ensure_applicant().id).blocked}
    assert closed and not closed & {line["Id"] for line in lines}


def test_the_second_list_saved_is_not_the_first_one_again(programs):
    every = Path(saved(programs, "CSV").path()).read_bytes()
    programs.get_by_label("State", exact=True).select_option("WA")
    expect(programs.locator(".count")).to_contain_text("with these filters")
    assert len(Path(saved(programs, "CSV").path()).read_bytes()) < len(every)


def test_the_report_is_a_page_of_its_own(programs):
    file = saved(programs, "Report to print")
    assert file.suggested_filename.endswith(".html")
    assert "<h1>Stepwise: my programs</h1>" in Path(file.path()).read_text(encoding="utf-8")


LIST = f"""Hospital,Field,Where,Status
{AGNES},FM,CA,Invited
My Tiny Hospital,Psychiatry,WA,
Bad Place,FM,ZZ,Applied
"""


def uploaded(page, tmp_path, text=LIST, name="mine.csv"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    page.locator("#programs-own input[type=file]").set_input_files(tmp_path / name)


def test_an_own_list_is_mapped_checked_and_imported(programs, tmp_path):
    uploaded(programs, tmp_path)
    mapping = programs.locator("#programs-mapping")
    expect(mapping).to_contain_text("mine.csv: 3 rows")
    mapping.get_by_label("Specialty").select_option("Field")
    mapping.get_by_label("State", exact=True).select_option("Where")
    expect(mapping).to_contain_text("2 rows kept, 1 not:")
    expect(mapping).to_contain_text("line 4: state 'ZZ' is not a US state")
    mapping.get_by_role("button", name="Import 2 rows").click()
    own = programs.locator(".sw-list").filter(has_text="Your own additions (1)")
    expect(own).to_contain_text("My Tiny Hospital")
    expect(programs.locator("#programs-said")).to_contain_text("1 program added as your own")
    expect(mapping.get_by_role("button")).to_have_count(0)
    found(programs, AGNES)
    expect(one(programs).get_by_role("combobox")).to_have_value("invited")


def test_an_added_program_can_be_removed(programs, tmp_path, site):
    uploaded(programs, tmp_path, "Program,State\nMy Tiny Hospital,WA\n")
    programs.get_by_role("button", name="Import 1 row").click()
    expect(programs.locator("#programs-list")).to_contain_text("Your own additions (1)")
    programs.get_by_text("Remove").first.click()
    programs.get_by_role("button", name="Yes, remove it").click()
    expect(programs.locator("#programs-said")).to_contain_text("Removed")
    store = site.services.store
    assert store.own_programs(store.ensure_applicant().id) == []


def test_a_file_that_is_no_list_is_refused_with_what_to_do(programs, tmp_path):
    uploaded(programs, tmp_path, "%PDF-1.7", "list.pdf")
    alert = programs.locator("#programs-mapping").get_by_role("alert")
    expect(alert).to_contain_text("save it as .xlsx or .csv")


def test_the_uploaded_copy_does_not_stay(programs, tmp_path):
    uploaded(programs, tmp_path, LIST.replace("My Tiny", "My Very Own"), "unusual-name.csv")
    expect(programs.locator("#programs-mapping")).to_contain_text("unusual-name.csv")
    import gradio.utils

    left = Path(gradio.utils.get_upload_folder()).rglob("unusual-name.csv")
    assert list(left) == []


def test_the_keyboard_alone_lays_a_program_open(programs):
    programs.get_by_label("Name or place").focus()
    for _ in range(20):
        programs.keyboard.press("Tab")
        if programs.evaluate("document.activeElement.matches('.sw-opener')"):
            break
    programs.keyboard.press("Enter")
    expect(rows(programs).first.locator(".body")).to_be_visible()
    expect(rows(programs).first.locator(".sw-opener")).to_be_focused()


def test_nothing_is_wider_than_a_phone(programs, tmp_path):
    programs.set_viewport_size(PHONE)
    laid_open(programs)
    uploaded(programs, tmp_path)
    expect(programs.locator("#programs-mapping")).to_contain_text("mine.csv")
    wide = programs.evaluate(
        "() => [...document.querySelectorAll('#programs *')].filter(part => part.offsetParent"
        " && !part.closest('.sw-unseen, label') && part.getBoundingClientRect().right > innerWidth + 1)"
        ".map(part => part.className)"
    )
    assert wide == []


def test_what_is_tapped_on_a_phone_is_44_pixels_high(programs):
    programs.set_viewport_size(PHONE)
    laid_open(programs)
    small = programs.evaluate(
        "() => [...document.querySelectorAll('#programs :is(button, summary, select, input)')].filter(part =>"
        " part.offsetParent && part.type !== 'checkbox' && part.type !== 'file'"
        " && part.getBoundingClientRect().height < 43.5).map(part => part.outerHTML.slice(0, 80))"
    )
    assert small == []


def test_every_field_has_a_name_for_screen_readers(programs):
    program = laid_open(programs)
    for summary in program.locator(".sw-answer > summary").all():
        summary.click()
    nameless = programs.evaluate(
        "() => [...document.querySelectorAll('#programs :is(select, input:not([type=hidden], [type=file]))')]"
        ".filter(part => part.offsetParent && !part.labels?.length).map(part => part.outerHTML)"
    )
    assert nameless == []


def test_trouble_with_the_store_is_said_above_the_list(programs, site, monkeypatch):
    from bot.errors import StorageError

    def full(*_given: object) -> None:
        raise StorageError("The disk is full, so this was not saved.")

    monkeypatch.setattr(site.services.store, "track", full)
    rows(programs).first.get_by_role("combobox").select_option("applied")
    expect(programs.locator("#programs-said").get_by_role("alert")).to_contain_text("The disk is full")
    expect(rows(programs).first.get_by_role("combobox")).to_have_value("none")
