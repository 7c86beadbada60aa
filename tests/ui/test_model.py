"""Choosing a hosted model on the page, what is said of it, and every failure as its notice in the chat."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot import settings
from bot.agent import models
from bot.agent import services as services_module
from bot.agent.models import limits
from bot.agent.trouble import Kind, Trouble, cut_notice, notice
from bot.ui.serve import launch
from tests.conftest import library_folder
from tests.fakes_models import FakeOpenAI, Say, librarian
from tests.test_hosted import FAILURES
from tests.ui.conftest import watched

QUESTION = "How many programs should an IMG with a low CK apply to?"
KEY = "secret-key-123"


@dataclass
class Room:
    """The whole program over a fake server whose next answer can be set."""

    url: str
    server: FakeOpenAI
    folder: Path
    next: list[Say] = field(default_factory=list)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory, browser_path: str) -> Iterator[Room]:
    data = tmp_path_factory.mktemp("data")
    shutil.copytree(library_folder(tmp_path_factory) / "index", data / "index")
    told: list[Say] = []
    server = FakeOpenAI(lambda asked: told[0] if told else librarian(asked))
    made = services_module.build(settings.load({}, data_dir=data, port=0, today="2026-11-25"))
    urls: list[str] = []
    blocks = launch(made, on_up=urls.append, block=False)
    short = replace(limits(), first_word_seconds=3, stall_seconds=2, wait_seconds=0)
    patch = pytest.MonkeyPatch()
    patch.setattr(models, "limits", lambda: short)
    yield Room(urls[0], server, data, told)
    patch.undo()
    blocks.close()
    made.store.close()
    server.http.shutdown()


@pytest.fixture
def open_page(room: Room, page: Page) -> Iterator[Page]:
    troubles = watched(page)
    room.next.clear()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(room.url)
    expect(page.locator("#box textarea")).to_be_visible(timeout=20_000)
    yield page
    assert troubles == []


def _choose(page: Page, room: Room, name: str = "fake-1") -> None:
    page.get_by_role("tab", name="Data").click()
    expect(page.locator("#model-card")).to_be_visible()
    page.locator("#model-choice > summary").click()
    page.get_by_label("Provider").select_option("openai")
    page.get_by_label("Model", exact=True).fill(name)
    page.get_by_label("Address").fill(room.server.url)
    page.get_by_label("Key", exact=True).fill(KEY)
    page.get_by_role("button", name="Use this model").click()


def _ask(page: Page, words: str = QUESTION) -> None:
    page.get_by_role("tab", name="Advisor").click()
    page.locator("#box textarea").fill(words)
    page.keyboard.press("Enter")


def test_a_model_is_chosen_and_answers_and_what_is_sent_is_said(open_page: Page, room: Room) -> None:
    card = open_page.locator("#model-card")
    open_page.get_by_role("tab", name="Data").click()
    expect(card).to_contain_text("nothing leaves it")
    _choose(open_page, room)
    expect(card).to_contain_text("openai:fake-1")
    expect(card).to_contain_text("Never sent: your private facts")
    _ask(open_page)
    expect(open_page.locator("#chat")).to_contain_text("80 to 150", timeout=30_000)
    expect(open_page.locator("#chat")).to_contain_text("tokens read")
    open_page.get_by_role("tab", name="Data").click()
    expect(card).to_contain_text("This conversation so far")
    open_page.get_by_role("button", name="Back to the built-in advisor").click()
    expect(card).to_contain_text("nothing leaves it")


def test_a_key_is_nowhere_on_the_page_or_on_the_disk(open_page: Page, room: Room) -> None:
    _choose(open_page, room)
    expect(open_page.locator("#model-card")).to_contain_text("openai:fake-1")
    _ask(open_page)
    expect(open_page.locator("#chat")).to_contain_text("80 to 150", timeout=30_000)
    assert KEY not in open_page.content()
    stored = open_page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert KEY not in stored
    for file in room.folder.rglob("*"):
        if file.is_file():
            assert KEY.encode() not in file.read_bytes()


def test_a_model_without_a_name_is_refused_in_one_line(open_page: Page, room: Room) -> None:
    _choose(open_page, room, "")
    expect(open_page.locator("#model")).to_contain_text("ive the name of the model")


def test_each_failure_is_seen_as_its_notice(open_page: Page, room: Room) -> None:
    _choose(open_page, room)
    expect(open_page.locator("#model-card")).to_contain_text("openai:fake-1")
    shown = {name: (said, notice(Trouble(kind))) for name, (said, kind) in FAILURES.items()}
    shown["filtered"] = (Say("I can", ended="content_filter"), notice(Trouble(Kind.FILTERED)))
    shown["cut"] = (Say("Your letters matter a great deal. The next", ended="length"), cut_notice())
    for name, (said, words) in shown.items():
        room.next[:] = [said]
        before = open_page.locator("#chat .sw-note", has_text=words).count()
        _ask(open_page)
        seen = open_page.locator("#chat .sw-note", has_text=words)
        expect(seen, name).to_have_count(before + 1, timeout=30_000)
        expect(open_page.get_by_role("button", name="Undo")).to_be_visible()


def test_what_a_model_said_before_it_broke_off_does_not_stay(open_page: Page, room: Room) -> None:
    _choose(open_page, room)
    expect(open_page.locator("#model-card")).to_contain_text("openai:fake-1")
    room.next[:] = [Say("I am glad that you asked me this. " * 20, stall=4)]
    _ask(open_page)
    expect(open_page.locator("#chat")).to_contain_text("I am glad that you asked", timeout=30_000)
    expect(open_page.locator("#chat")).to_contain_text("80 to 150", timeout=30_000)
    expect(open_page.locator("#chat")).not_to_contain_text("I am glad that you asked")
