"""The page as a whole in a real browser: conversations, reload, two visitors, phone, dark, keyboard."""

from playwright.sync_api import expect

from tests.fakes_ui import FACTS, SLOW
from tests.ui.conftest import answered, answers, arrived, box, send, watched

PHONE = {"width": 390, "height": 844}


def test_the_browser_is_told_to_stay_on_this_machine(site, page):
    response = page.goto(site.url)
    assert "default-src 'self'" in response.headers["content-security-policy"]
    assert response.headers["referrer-policy"] == "same-origin"


def test_a_newcomer_is_told_what_this_is(visit):
    page = visit()
    welcome = page.locator(".sw-welcome")
    for words in ("residency advisor", "Free.", "stays on this computer", "Not affiliated with AAMC"):
        expect(welcome).to_contain_text(words)


def test_reload_restores_the_conversation(visit):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    arrived(page, page.url)
    answered(page, 1)
    expect(page.locator(".sw-words")).to_have_text(FACTS)
    expect(page.locator("#fact-step1")).to_contain_text("214")


def test_coming_back_without_an_address_opens_the_latest_conversation(visit):
    page = visit()
    send(page, "Hello there")
    answered(page, 1)
    visit()
    answered(page, 1)


def test_a_turn_cut_off_is_offered_again_after_reload(visit, site):
    page = visit()
    send(page, "Hello there")
    answered(page, 1)
    store = site.services.store
    thread = store.threads(store.ensure_applicant().id)[0].id
    store.cancel_turn(thread, store.start_turn(thread, "What about my visa?"))
    arrived(page, page.url)
    expect(page.locator("#offer")).to_contain_text("What about my visa?")
    page.get_by_role("button", name="Send again").click()
    answered(page, 2)
    expect(answers(page).last).to_contain_text("What about my visa?")


def test_two_windows_on_two_conversations_do_not_mix(visit, site, browser):
    first = visit()
    send(first, "From the first window")
    answered(first, 1)
    context = browser.new_context()
    second = context.new_page()
    troubles = watched(second)
    arrived(second, site.url)
    second.get_by_role("button", name="New conversation").click()
    expect(second.get_by_role("heading", name="Welcome")).to_be_visible()
    send(second, "From the second window")
    answered(second, 1)
    send(first, "Once more from the first")
    answered(first, 2)
    expect(first.locator("#chat")).not_to_contain_text("second window")
    expect(second.locator("#chat")).not_to_contain_text("first")
    assert troubles == []
    context.close()


def test_conversations_can_be_opened_again(visit):
    page = visit()
    send(page, "The first one")
    answered(page, 1)
    page.get_by_role("button", name="New conversation").click()
    expect(answers(page)).to_have_count(0)
    send(page, "The second one")
    expect(page.locator(".sw-thread")).to_have_count(2)
    page.locator(".sw-thread").filter(has_text="The first one").click()
    expect(answers(page).last).to_contain_text("The first one")


def test_a_conversation_can_be_renamed(visit):
    page = visit()
    send(page, "The first one")
    answered(page, 1)
    page.get_by_text("Rename or delete The first one").locator("..").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("My plan")
    page.get_by_role("button", name="Rename", exact=True).click()
    expect(page.locator(".sw-thread")).to_contain_text("My plan")


def test_deleting_a_conversation_asks_first_and_takes_its_facts(visit):
    page = visit()
    send(page, FACTS)
    answered(page, 1)
    page.locator(".sw-menu > summary").click()
    page.locator(".sw-sure > summary").click()
    page.get_by_role("button", name="Yes, delete it").click()
    expect(page.locator(".sw-thread")).to_have_count(0)
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    expect(page.locator("#fact-step1")).not_to_contain_text("214")


def test_touch_targets_on_a_phone_are_44_pixels(visit):
    page = visit()
    page.set_viewport_size(PHONE)
    send(page, FACTS)
    answered(page, 1)
    small = page.evaluate(
        "() => [...document.querySelectorAll('#top button, #work button, #work summary')].filter(part =>"
        " part.offsetParent && !part.matches('.sw-cite') && !part.closest('.visually-hidden')"
        " && part.getBoundingClientRect().height < 43.5).map(part => part.textContent)"
    )
    assert small == []


def test_panes_are_drawers_on_a_phone(visit):
    page = visit()
    page.set_viewport_size(PHONE)
    expect(page.locator("#conversations")).not_to_be_visible()
    page.get_by_role("button", name="Chats").click()
    expect(page.get_by_role("button", name="New conversation")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#conversations")).not_to_be_visible()
    expect(page.get_by_role("button", name="Chats")).to_be_focused()


def test_a_citation_opens_the_sources_drawer_on_a_phone(visit):
    page = visit()
    page.set_viewport_size(PHONE)
    send(page, "How many programs?")
    answered(page, 1)
    page.locator(".sw-cite").first.click()
    expect(page.locator(".sw-source[open]")).to_be_in_viewport()
    page.get_by_role("button", name="Back to the answer").click()
    expect(page.locator("#sources")).not_to_be_visible()


def test_dark_follows_the_system_and_can_be_switched(page, visit):
    page.emulate_media(color_scheme="dark")
    visit()
    expect(page.locator("body")).to_have_class("dark")
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("body")).not_to_have_class("dark")
    expect(page.locator("#conversations")).to_contain_text("will be listed here")  # nothing is on its way
    arrived(page, page.url)
    expect(page.locator("body")).not_to_have_class("dark")


def test_a_turn_needs_only_the_keyboard(visit):
    page = visit()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#box textarea')"):
            break
    expect(box(page)).to_be_focused()
    page.keyboard.type("How many programs?")
    page.keyboard.press("Enter")
    answered(page, 1)
    expect(page.get_by_role("button", name="How many programs? today")).to_be_visible()  # all is redrawn
    expect(box(page)).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.sw-cite')"):
            break
    expect(page.locator(".sw-cite:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".sw-source[open] > summary")).to_be_focused()


def test_shift_enter_makes_a_line_and_does_not_send(visit):
    page = visit()
    box(page).fill("one")
    box(page).press("Shift+Enter")
    box(page).press_sequentially("two")
    expect(box(page)).to_have_value("one\ntwo")
    expect(answers(page)).to_have_count(0)


def test_the_conversation_is_a_log_that_names_who_speaks(visit):
    page = visit()
    send(page, "Hello")
    answered(page, 1)
    log = page.get_by_role("log")
    expect(log.get_by_role("group", name="You")).to_have_count(1)
    expect(log.get_by_role("group", name="Stepwise")).to_have_count(1)


def test_loading_the_guide_is_said_and_goes_away(visit, site):
    site.services.library.state = "loading"
    page = visit()
    expect(page.get_by_role("status").filter(has_text="Getting the guide ready")).to_be_visible()
    site.services.library.state = "ready"
    expect(page.locator("#status")).not_to_contain_text("Getting the guide ready")


def test_a_long_conversation_shows_its_latest_part_first(visit, site):
    page = visit()
    store = site.services.store
    thread = store.create_thread(store.ensure_applicant().id, "A long one").id
    for number in range(45):
        n = store.start_turn(thread, f"message {number}")
        store.finish_turn(thread, n, {"sentences": [], "citations": [], "asked": None}, [], [])
    visit(f"/?c={thread}")
    expect(page.locator(".sw-words")).to_have_count(40)
    page.get_by_role("button", name="Show earlier messages").click()
    expect(page.locator(".sw-words")).to_have_count(45)


def test_an_answer_goes_on_when_the_window_is_closed_and_can_be_watched_again(visit, site, browser):
    context = browser.new_context()
    other = context.new_page()
    site.newcomer()
    arrived(other, site.url)
    send(other, SLOW)
    expect(answers(other).last).to_contain_text("First, take a breath.")
    address = other.url
    context.close()
    page = visit(address.removeprefix(site.url))
    expect(answers(page).last).to_contain_text("First, take a breath.")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#offer")).to_contain_text(SLOW)


def test_a_conversation_deleted_elsewhere_is_said(visit, site):
    page = visit()
    send(page, "Hello there")
    answered(page, 1)
    store = site.services.store
    store.delete_thread(store.threads(store.ensure_applicant().id)[0].id)
    send(page, "Are you there?")
    expect(page.locator("#offer").get_by_role("alert")).to_contain_text("no longer here")
    expect(box(page)).to_have_value("Are you there?")
