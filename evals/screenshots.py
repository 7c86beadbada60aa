"""`python -m evals.screenshots`: every tab as a visitor sees it, written to docs/screenshots/.

Serves the page on a temporary data folder, fills one made-up record by talking to it, and writes each tab in
light, dark and phone size, with the first visit before any of it. Needs Chromium and pytest-playwright (`pip
install -e ".[dev]"`). Judges nothing: the images are there to be looked at.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Read once by gradio when it is imported.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

from playwright.sync_api import Page, expect, sync_playwright

from bot import settings as settings_module
from bot.agent import services as services_module
from bot.errors import StepwiseError
from bot.settings import ROOT
from bot.ui.serve import launch

TODAY = "2026-11-25"
FOLDER = ROOT / "docs" / "screenshots"
TABS = ("Advisor", "Score", "Programs", "Plan", "Interview", "Statement", "Data")
LOOKS: dict[str, dict[str, object]] = {
    "light": {"viewport": {"width": 1360, "height": 850}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1360, "height": 850}, "color_scheme": "dark"},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "color_scheme": "light",
        "device_scale_factor": 1.5,
        "has_touch": True,
        "is_mobile": True,
    },
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SAID = (
    "I graduated from Dow Medical College in 2019. I failed Step 1 once, then passed it. My Step 2 CK is "
    "231, first try. I have a green card, 4 months of hands-on work at a clinic in Fresno and two US "
    "letters. I want family medicine, then psychiatry, in California first.",
    "How bad is a failed Step 1 for family medicine?",
)
ANSWER = (
    "I failed Step 1 because I only read and never tested myself. I moved to timed blocks every morning with "
    "a study partner and passed six months later, then scored 231 on Step 2 CK. I keep that habit for every "
    "exam I still have to take, and for my patients."
)
STATEMENT = (
    "Ever since I was a child I have always wanted to be a doctor.\n\n"
    "In a clinic in Fresno I sat with a grandmother who had walked out of two appointments because nobody "
    "asked her about the price of her insulin. I asked. We found a plan she could pay for, and in March her "
    "A1c was 7.1. I learned that day what I want to do with my life: stay with one family for years.\n\n"
    "Unfortunately, I failed Step 1 because my school did not prepare me. I changed how I study and scored "
    "231 on Step 2 CK."
)
STILL = """() => new Promise((done) => {
  let timer = setTimeout(done, 400);
  new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(done, 400); })
    .observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
})"""
"""Nothing on the page has changed for a moment."""

PATIENCE = 30_000
"""Milliseconds that an answer may take."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.screenshots", description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write")
    folder = parser.parse_args().folder
    try:
        with tempfile.TemporaryDirectory() as kept, served(Path(kept)) as url:
            folder.mkdir(parents=True, exist_ok=True)
            for look in LOOKS:
                first_visit(url, look, folder)
            fill(url)
            for look in LOOKS:
                shoot(url, look, folder)
    except StepwiseError as error:
        print(f"screenshots: {error}", file=sys.stderr)
        return 2
    return 0


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The page on a data folder of its own."""
    settings = settings_module.load(os.environ, today=TODAY, data_dir=data, port=0)
    services = services_module.build(settings)
    urls: list[str] = []
    blocks = launch(services, on_up=urls.append, block=False)
    try:
        services.library.get()
        yield urls[0]
    finally:
        blocks.close()
        services.store.close()


@contextmanager
def opened(url: str, look: str) -> Iterator[Page]:
    """The page in a browser of its own: one that goes on to another look may lose a font on the way."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        raise StepwiseError("no Chromium or Chrome was found on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(reduced_motion="reduce", **LOOKS[look])  # type: ignore[arg-type]
        page.goto(url)
        expect(page.locator("html[data-ready]")).to_have_count(1)
        yield page
        browser.close()


def fill(url: str) -> None:
    """One record: two messages, a budget, a mock interview with one answer, a statement."""
    with opened(url, "light") as page:
        for count, words in enumerate(SAID, start=1):
            box = page.get_by_role("textbox", name="Your message", exact=True)
            box.fill(words)
            box.press("Enter")
            said = page.locator("#chat .sw-said.assistant")
            expect(said).to_have_count(count, timeout=PATIENCE)
            expect(said.last.get_by_role("button", name="Undo")).to_be_visible(timeout=PATIENCE)
        to_tab(page, "Plan")
        budget = page.get_by_label("Budget in whole US dollars")
        budget.fill("2500")
        budget.press("Enter")
        expect(page.locator("#plan-money .within")).to_be_visible()
        to_tab(page, "Interview")
        page.get_by_role("button", name="Begin the practice").click()
        page.get_by_role("textbox", name="Your answer", exact=True).fill(ANSWER)
        page.locator("#iv-form [type=submit]").click()
        expect(page.locator("#interview-tab .sw-feedback").first).to_be_visible()
        to_tab(page, "Statement")
        page.get_by_role("button", name="Write or paste").click()
        page.get_by_role("textbox", name="Your text").fill(STATEMENT)
        expect(page.locator("#statement-tab .sw-findings > li").first).to_be_visible()


def first_visit(url: str, look: str, folder: Path) -> None:
    with opened(url, look) as page:
        expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
        picture(page, folder / f"welcome-{look}.png")


def shoot(url: str, look: str, folder: Path) -> None:
    """Every tab in one look."""
    with opened(url, look) as page:
        expect(page.locator("#chat .sw-said.assistant").last).to_be_visible()
        for tab in TABS:
            to_tab(page, tab)
            picture(page, folder / f"{tab.lower()}-{look}.png")


def to_tab(page: Page, name: str) -> None:
    """Open a tab and wait until what it shows has come."""
    page.get_by_role("tab", name=name, exact=True).click()
    expect(page.locator(SHOWN[name]).first).to_be_visible(timeout=PATIENCE)


SHOWN = {
    "Advisor": "#box",
    "Score": "#score .sw-hero",
    "Programs": "#programs-list .count",
    "Plan": "#plan-week .sw-steps",
    "Interview": "#iv-begin, #iv-question, #iv-report",
    "Statement": "#st-home, #st-text",
    "Data": "#data .sw-card",
}
"""A part of each tab that is there once its content is."""


def picture(page: Page, path: Path) -> None:
    page.evaluate(STILL)
    expect(page.locator("#status .sw-status")).to_have_count(0)
    page.screenshot(path=path)


if __name__ == "__main__":
    sys.exit(main())
