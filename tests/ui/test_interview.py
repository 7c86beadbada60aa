"""The Interview tab in a real browser: practise, feedback, going on after a reload, and the recorder."""

import math
import random
import struct
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserType, Page, expect

from bot.agent import practice
from bot.applicant.facts import Value
from bot.applicant.ledger import Event, Status
from tests.ui.conftest import Site, arrived, watched

PHONE = {"width": 390, "height": 844}
KNOWN: dict[str, Value] = {"step1": 214, "step1_failures": 1, "step2ck": 223}
WEAK = "My school did not prepare us and the exam was unfair. I was so ashamed."
STRONG = (
    "I failed Step 1 once because I only read. Since then I do two timed blocks each morning with a friend, "
    "scored 223 on Step 2 CK, and will keep this for the in-training exam, as I do with my patients."
)
SPEAKS, PAUSES = 1.6, 1.2
"""Seconds of voice and of silence in turn in what the fake microphone hears."""


def known(site: Site) -> None:
    store = site.services.store
    for key, value in KNOWN.items():
        at = site.services.now()
        event = Event(key, value, Status.CONFIRMED, "", "card", None, None, at)
        store.append_event(store.ensure_applicant().id, event)


@pytest.fixture
def tab(visit, site):
    """The tab of an applicant whose exams are known."""
    known(site)
    return opened(visit())


def opened(page: Page) -> Page:
    page.get_by_role("tab", name="Interview", exact=True).click()
    expect(page.locator("#iv-begin, #iv-question, #iv-report").first).to_be_visible()
    return page


def begin(page: Page, length: int = 3) -> Page:
    page.locator(f"label[for=iv-length-{length}]").click()
    page.get_by_role("button", name="Begin the practice").click()
    expect(answer_box(page)).to_be_visible()
    return page


def answer_box(page: Page):
    return page.get_by_role("textbox", name="Your answer", exact=True)


def give(page: Page, words: str, number: int) -> None:
    answer_box(page).fill(words)
    page.get_by_role("button", name="Give this answer").click()
    expect(page.locator(f"#iv-answer-{number}")).to_be_visible()


def kept(site: Site) -> list[practice.Listed]:
    store = site.services.store
    return practice.listed(store, store.ensure_applicant().id)


def test_an_empty_profile_practises_after_two_questions(visit, site):
    page = begin(opened(visit()))
    first = answer_box(page).get_attribute("id")
    answer_box(page).fill("Step 1")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(f"#{first}")).to_have_count(0)
    expect(answer_box(page)).to_have_value("")
    answer_box(page).fill("failed it twice, then passed")
    page.get_by_role("button", name="Give this answer").click()
    expect(page.locator(".sw-where")).to_contain_text("Question 1 of 3")
    expect(page.locator("#profile")).to_contain_text("Step 1 failed attempts")
    give(page, WEAK, 1)
    expect(page.locator(".sw-own-words mark").first).to_have_text("My school did not prepare us")


def test_feedback_stands_beside_the_own_words_and_takes_the_focus(tab):
    begin(tab)
    give(tab, WEAK, 1)
    expect(tab.locator("#iv-answer-1")).to_be_focused()
    expect(tab.locator("#iv-answer-1")).to_be_in_viewport()
    expect(tab.locator("#iv-main .sw-own-words")).to_contain_text(WEAK[:20])
    expect(tab.locator("#iv-main .sw-notes > li").first).to_contain_text("One better way to say it")
    expect(tab.locator("#iv-main .sw-parts")).to_contain_text("what changed: missing")
    expect(answer_box(tab)).to_have_value("")


def test_a_whole_practice_ends_with_its_report_and_the_next_one(tab, site):
    begin(tab)
    for number, words in enumerate((WEAK, WEAK), start=1):
        give(tab, words, number)
    answer_box(tab).fill(WEAK)
    tab.get_by_role("button", name="Give this answer").click()
    expect(tab.locator("#iv-report")).to_contain_text("3 of 3 questions answered")
    expect(answer_box(tab)).to_have_count(0)
    tab.locator("#iv-report").get_by_role("button", name="Practise ownership").click()
    expect(tab.locator(".sw-where")).to_contain_text("This practice is for ownership")
    assert [item.over for item in kept(site)].count(True) == 1


def test_a_reload_goes_on_where_it_was(tab):
    begin(tab)
    give(tab, WEAK, 1)
    question = tab.locator("#iv-question .question").inner_text()
    page = opened(arrived(tab, tab.url))
    expect(page.locator("#iv-question .question")).to_have_text(question)
    expect(page.locator("#iv-answer-1")).to_be_visible()


def test_an_answer_is_kept_while_it_is_typed(tab):
    begin(tab)
    answer_box(tab).fill("What I was going to say")
    expect(tab.locator("#iv-draft-said")).to_have_text("Draft saved")
    page = opened(arrived(tab, tab.url))
    expect(answer_box(page)).to_have_value("What I was going to say")


def test_a_window_that_is_behind_loses_nothing_and_overwrites_nothing(tab, site):
    begin(tab)
    other = opened(arrived(tab.context.new_page(), site.url))
    give(tab, WEAK, 1)
    answer_box(other).fill(STRONG)
    other.get_by_role("button", name="Give this answer").click()
    expect(other.get_by_role("alert")).to_contain_text("another window")
    expect(answer_box(other)).to_have_value(STRONG)
    assert kept(site)[0].answered == 1
    other.close()


def test_an_empty_answer_is_said_to_be_one(tab, site):
    begin(tab)
    tab.get_by_role("button", name="Give this answer").click()
    expect(tab.get_by_role("alert")).to_contain_text("needs some words")
    assert kept(site)[0].answered == 0


def test_a_practice_is_saved_as_a_file_and_deleted_after_a_question(tab, site):
    begin(tab)
    give(tab, STRONG, 1)
    tab.get_by_role("button", name="Leave for now").click()
    with tab.expect_download() as given:
        tab.get_by_role("button", name="Save (.md)").click()
    assert given.value.suggested_filename == "stepwise-interview-2026-11-25.md"
    assert STRONG[:40] in Path(given.value.path()).read_text(encoding="utf-8")
    tab.locator("#iv-history .sw-sure > summary").click()
    tab.get_by_role("button", name="Yes, delete it").click()
    expect(tab.locator("#iv-history")).to_have_count(0)
    assert kept(site) == []


def test_the_trend_is_a_picture_with_its_words_and_a_table(tab, site):
    store = site.services.store
    for words in (WEAK, STRONG):
        applicant = store.ensure_applicant().id
        now = practice.begin(store, applicant, KNOWN, "neutral", 3, site.services.today)
        practice.ended(store, applicant, practice.answered(store, applicant, now, words))
    page = opened(arrived(tab, tab.url))
    expect(page.get_by_role("img", name="Mean mark of your last 2 practices: ")).to_be_visible()
    page.locator("#iv-table > summary").click()
    expect(page.get_by_role("table", name="Mean marks of your practices")).to_be_visible()


def test_nothing_is_wider_than_a_phone_and_what_is_tapped_is_high_enough(tab):
    begin(tab)
    give(tab, WEAK, 1)
    give(tab, STRONG, 2)
    tab.evaluate("document.querySelectorAll('#interview-tab details').forEach(part => { part.open = true; })")
    tab.set_viewport_size(PHONE)
    wide, small = tab.evaluate(
        "() => { const shown = [...document.querySelectorAll('#interview-tab *')].filter(part =>"
        " part.offsetParent && !part.closest('.sw-unseen'));"
        " const name = part => part.outerHTML.slice(0, 90);"
        " return [shown.filter(part => part.getBoundingClientRect().right > innerWidth + 1).map(name),"
        " shown.filter(part => part.matches('button, summary, .choice label, textarea') &&"
        " part.getBoundingClientRect().height < 43.5).map(name)]; }"
    )
    assert (wide, small) == ([], [])


# --- the recorder --------------------------------------------------------------------------------------


def heard(path: Path) -> Path:
    """A file in which something like a voice and silence follow one another."""
    chance, rate = random.Random(1), 48_000
    frames = bytearray()
    for n in range(int(rate * SPEAKS)):
        swell = 0.6 + 0.4 * math.sin(n / rate * 25)
        frames += struct.pack("<h", int(9_000 * swell * (2 * chance.random() - 1)))
    frames += bytes(2 * int(rate * PAUSES))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(frames))
    return path


@pytest.fixture(scope="module")
def listening(browser_type: BrowserType, browser_path: str, tmp_path_factory) -> Iterator[object]:
    """A browser whose microphone hears the file above, over and over."""
    voice = heard(tmp_path_factory.mktemp("voice") / "voice.wav")
    browser = browser_type.launch(
        executable_path=browser_path,
        args=[
            "--no-sandbox",
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-audio-capture={voice}",
        ],
    )
    yield browser
    browser.close()


@pytest.fixture
def speaking(listening, site):
    """The first question of a practice, on a page with that microphone."""
    site.newcomer()
    known(site)
    page = listening.new_page()
    troubles = watched(page)
    yield begin(opened(arrived(page, site.url)))
    page.close()
    assert troubles == []


def recorded(page: Page, until: str = "0:07") -> Page:
    page.get_by_role("button", name="Record my answer").click()
    expect(page.locator("#iv-voice .clock")).to_have_text(until, timeout=20_000)
    page.locator("#iv-voice").get_by_role("button", name="Stop").click()
    expect(page.locator("#iv-spoken")).to_contain_text("Your recording:")
    return page


def test_length_pauses_and_share_are_those_of_what_was_heard(speaking, site):
    recorded(speaking)
    give(speaking, WEAK, 1)
    expect(speaking.locator("#iv-main .measured")).to_contain_text("Your recording:")
    expect(speaking.locator("#iv-spoken")).not_to_contain_text("Your recording:")
    store = site.services.store
    applicant = store.ensure_applicant().id
    (numbers,) = practice.kept(store, applicant, kept(site)[0].id).spoken
    assert numbers is not None
    assert 6.5 < numbers["duration"] < 9.5
    assert 2 <= numbers["pauses"] <= 3
    assert numbers["longest_pause"] == pytest.approx(PAUSES, abs=0.25)
    assert numbers["share"] == pytest.approx(SPEAKS / (SPEAKS + PAUSES), abs=0.15)


def test_a_recording_is_played_back_and_deleted(speaking):
    recorded(speaking, "0:02")
    part = speaking.locator("#iv-voice")
    part.get_by_role("button", name="Play it back").click()
    expect(part).to_have_attribute("data-state", "playing")
    expect(part).to_have_attribute("data-state", "done")
    part.get_by_role("button", name="Delete the recording").click()
    expect(speaking.locator("#iv-spoken")).not_to_contain_text("Your recording:")
    expect(part.get_by_role("button", name="Record my answer")).to_be_visible()
    expect(part.get_by_role("button", name="Play it back")).to_be_hidden()


def test_the_sound_never_leaves_the_page(speaking, site):
    sent = []
    speaking.on("request", lambda request: sent.append((request.url, len(request.post_data_buffer or b""))))
    recorded(speaking, "0:04")
    give(speaking, WEAK, 1)
    assert not [url for url, _ in sent if "upload" in url]
    assert max(size for _, size in sent) < 20_000
    sounds = ("wav", "webm", "ogg", "mp3", "mp4")
    folder = Path(site.services.settings.data_dir)
    assert not [path for path in folder.rglob("*") if path.suffix[1:] in sounds]


def test_a_recording_is_gone_with_its_question(speaking):
    recorded(speaking, "0:02")
    give(speaking, WEAK, 1)
    part = speaking.locator("#iv-voice")
    expect(part.get_by_role("button", name="Record my answer")).to_be_visible()
    expect(part.get_by_role("button", name="Play it back")).to_be_hidden()


def test_without_a_microphone_typing_is_offered(tab):
    begin(tab)
    tab.get_by_role("button", name="Record my answer").click()
    expect(tab.locator("#iv-voice .voice-said")).to_contain_text("You can type your answer.")
    expect(tab.get_by_role("button", name="Record my answer")).to_be_visible()


def test_what_happens_to_a_recording_is_said_beside_it(tab):
    begin(tab)
    tab.locator("#iv-voice-about > summary").click()
    expect(tab.locator("#iv-voice-about")).to_contain_text("it is not saved and not sent anywhere")
    expect(tab.locator("#iv-voice-about")).to_contain_text("There is no transcript")
