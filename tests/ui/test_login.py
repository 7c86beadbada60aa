"""Logging in and out in a real browser, and what the page says where it is opened over the network."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserType, Page, expect

from bot.applicant.ledger import Event, Status
from tests.people import PASSWORD, Served, served
from tests.ui.conftest import answered, answers, box, send, watched

WORDS = "What nobody else may read"
NAME = "stepwise.example"
"""A name of this computer that the browser does not trust, as it would not trust one on the network."""


@pytest.fixture(scope="module")
def login(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A page with a login and two users, Ada and Ben."""
    with served(tmp_path_factory.mktemp("login")) as site:
        yield site


@pytest.fixture
def door(login: Served, page: Page) -> Iterator[Page]:
    """The page to log in; the test fails on any trouble that `watched` notices."""
    for one in login.services.store.applicants():
        login.services.store.delete_applicant(one.id)
    troubles = watched(page)
    page.goto(login.url)
    yield page
    assert [one for one in troubles if "status of 403" not in one and "status of 401" not in one] == []


def enter(page: Page, name: str = "ada", password: str = PASSWORD) -> Page:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    return page


def inside(page: Page, name: str = "ada") -> Page:
    enter(page, name)
    expect(page.locator("html[data-ready]")).to_have_count(1)
    expect(page.locator("#conversations")).to_contain_text(f"Logged in as {name}")
    return page


def log_out(page: Page) -> Page:
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    return page


def test_whoever_is_not_logged_in_sees_only_the_form(door, login):
    assert door.url == f"{login.url}/login"
    expect(door.get_by_role("heading", name="Stepwise")).to_be_visible()
    expect(door.get_by_text("Whoever runs that computer can read it.")).to_be_visible()
    assert door.locator("#tabs").count() == 0


def test_a_wrong_password_is_said_and_the_name_kept(door):
    enter(door, "ada", "not the password")
    expect(door.get_by_role("alert")).to_have_text("The name or the password is not right.")
    expect(door.get_by_label("Name")).to_have_value("ada")
    expect(door.get_by_label("Password")).to_have_value("")


def test_the_right_one_leads_to_the_page(door):
    inside(door)
    expect(door.get_by_role("heading", name="Welcome")).to_be_visible()


def test_the_form_needs_only_the_keyboard(door):
    expect(door.get_by_label("Name")).to_be_focused()
    door.keyboard.type("ada")
    door.keyboard.press("Tab")
    door.keyboard.type(PASSWORD)
    door.keyboard.press("Enter")
    expect(door.locator("#conversations")).to_contain_text("Logged in as ada")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_has_no_accessibility_violations(door, scheme):
    door.emulate_media(color_scheme=scheme)
    found = Axe().run(door)
    assert [(one["id"], one["help"]) for one in found.response["violations"]] == []


def test_the_form_fits_a_phone(door):
    door.set_viewport_size({"width": 320, "height": 640})
    assert door.evaluate("document.documentElement.scrollWidth") <= 320
    for part in (door.get_by_label("Name"), door.get_by_role("button", name="Log in")):
        assert part.bounding_box()["height"] >= 44


def test_the_conversation_of_an_address_opens_after_the_login(door, login):
    inside(door)
    send(door, WORDS)
    answered(door, 1)
    address = door.url
    assert "?c=" in address
    log_out(door)
    door.goto(address)
    inside(door)
    answered(door, 1)
    assert door.url == address


def test_after_logging_out_nothing_is_seen_by_going_back(door, login):
    inside(door)
    send(door, WORDS)
    answered(door, 1)
    log_out(door)
    door.go_back()
    expect(door.get_by_role("button", name="Log in")).to_be_visible()
    expect(door.get_by_text(WORDS)).to_have_count(0)


def test_the_next_one_at_the_same_computer_sees_nothing_of_the_first(door):
    inside(door)
    send(door, WORDS)
    answered(door, 1)
    log_out(door)
    inside(door, "ben")
    expect(door.get_by_role("heading", name="Welcome")).to_be_visible()
    expect(door.get_by_text(WORDS)).to_have_count(0)
    expect(answers(door)).to_have_count(0)


def test_the_records_of_a_user_are_theirs(door, login):
    inside(door)
    door.get_by_role("tab", name="Data", exact=True).click()
    expect(door.locator("#records-card")).to_contain_text(
        "You are logged in as ada. Only you see these records."
    )


def test_whose_session_is_over_is_told_so_and_loses_no_words(door):
    inside(door)
    send(door, WORDS)
    answered(door, 1)
    door.context.clear_cookies()
    send(door, "Are you still there?")
    expect(door.get_by_text("You are logged out. Copy what you have just written")).to_be_visible()
    expect(box(door)).to_have_value("Are you still there?")


# --- over the network ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def far(browser_type: BrowserType, browser_path: str) -> Iterator[Browser]:
    """A browser for which this computer is one on the network: opened by its name, without https."""
    browser = browser_type.launch(
        executable_path=browser_path,
        args=["--no-sandbox", f"--host-resolver-rules=MAP {NAME} 127.0.0.1"],
    )
    yield browser
    browser.close()


@pytest.fixture
def abroad(far: Browser, login: Served) -> Iterator[Page]:
    page = far.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(login.url.replace("127.0.0.1", NAME))
    yield page
    page.close()
    assert troubles == []


def test_over_the_network_one_can_log_in_and_talk(abroad):
    inside(abroad)
    send(abroad, WORDS)
    answered(abroad, 1)


def test_over_the_network_without_https_typing_is_offered_in_place_of_recording(abroad, login):
    record = login.services.store.ensure_applicant("ada").id
    for key, value in (("step1", 214), ("step1_failures", 1), ("step2ck", 223)):
        known = Event(key, value, Status.CONFIRMED, "", "card", None, None, login.services.now())
        login.services.store.append_event(record, known)
    inside(abroad)
    abroad.get_by_role("tab", name="Interview", exact=True).click()
    abroad.locator("label[for=iv-length-3]").click()
    abroad.get_by_role("button", name="Begin the practice").click()
    voice = abroad.locator("#iv-voice")
    expect(voice.locator(".voice-said")).to_contain_text("only to a page opened by https")
    expect(voice.locator(".voice-said")).to_contain_text("You can type your answer")
    expect(voice.get_by_role("button")).to_have_count(0)
    expect(abroad.get_by_role("textbox", name="Your answer", exact=True)).to_be_editable()
