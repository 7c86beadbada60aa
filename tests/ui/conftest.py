"""A served page for browser tests: one server a module, one applicant and one browser page a test."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import gradio as gr
import pytest
from playwright.sync_api import Locator, Page, expect

from bot.ui.serve import launch
from tests.fakes_ui import FakeServices, FakeTalk, services

expect.set_options(timeout=10_000)


@dataclass
class Site:
    """A running page with its services and the script that answers."""

    url: str
    services: FakeServices
    talk: FakeTalk

    def newcomer(self) -> str:
        """A new applicant who is now the active one; returns the id."""
        store = self.services.store
        return store.set_active_applicant(store.create_applicant("Me").id).id


BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The browser of this machine; without one the tests are skipped, unless they are required."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None and os.environ.get("STEPWISE_REQUIRE_BROWSER"):
        pytest.fail("no Chromium or Chrome was found, and STEPWISE_REQUIRE_BROWSER asks for one")
    if found is None:
        pytest.skip("no Chromium or Chrome on this machine")
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], browser_path: str) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": browser_path, "args": ["--no-sandbox"]}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = services(tmp_path_factory.mktemp("data"))
    talk = FakeTalk()
    urls: list[str] = []
    blocks: gr.Blocks = launch(
        made,  # type: ignore[arg-type]
        talk=talk,
        warm_up=lambda _services: None,
        on_up=urls.append,
        block=False,
    )
    yield Site(urls[0], made, talk)
    blocks.close()
    made.store.close()


ABORTED, LOST = "AbortError: signal is aborted", "Connection errored out"


def watched(page: Page) -> list[str]:
    """What must not happen on a page: console errors, uncaught errors, requests off this machine."""
    troubles: list[str] = []
    aborted: list[str] = []

    def logged(said: Any) -> None:
        # Gradio says both of requests that the browser ended because the page was left or loaded again.
        if ABORTED in said.text:
            aborted.append(said.text)
        elif said.type == "error" and not (aborted and LOST in said.text):
            troubles.append(said.text)

    page.on("console", logged)
    page.on("pageerror", lambda error: troubles.append(str(error)))

    def requested(request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            troubles.append(f"request to {request.url}")

    page.on("request", requested)
    return troubles


def arrived(page: Page, url: str) -> Page:
    page.goto(url)
    expect(page.locator("html[data-ready]")).to_have_count(1)
    expect(page.get_by_role("button", name="New conversation")).to_be_attached()
    return page


@pytest.fixture
def visit(site: Site, page: Page) -> Iterator[Callable[..., Page]]:
    """Open the page as a newcomer; the test fails on any trouble that `watched` notices."""
    site.newcomer()
    troubles = watched(page)
    yield lambda query="": arrived(page, site.url + query)
    assert troubles == []


def box(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your message", exact=True)


def send(page: Page, words: str) -> None:
    box(page).fill(words)
    box(page).press("Enter")


def answers(page: Page) -> Locator:
    return page.locator("#chat .sw-said.assistant")


def tap(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).last.click()


def answered(page: Page, count: int) -> None:
    """Wait until `count` answers are there and the last one is finished."""
    expect(answers(page)).to_have_count(count)
    expect(answers(page).last.get_by_role("button", name="Undo")).to_be_visible()
