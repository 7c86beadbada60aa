"""The page with the real advisor and the real guide: one consultation from first message to score."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from bot.agent.services import build
from bot.settings import Settings
from bot.ui.serve import launch
from tests.conftest import library_folder
from tests.ui.conftest import answered, answers, arrived, box, send, tap, watched

STORY = (
    "old IMG, yog 2017, failed step 1 once then 214, ck 223, green card, 3 months hands on in fresno, "
    "want FM or IM in california"
)


@pytest.fixture(scope="module")
def real_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("real")
    settings = Settings(
        port=0,
        data_dir=library_folder(tmp_path_factory),
        database_url=f"sqlite:///{folder / 'stepwise.db'}",
        fixed_today=date(2026, 11, 25),
    )
    services = build(settings)
    services.library.get()
    urls: list[str] = []
    blocks = launch(services, on_up=urls.append, block=False)
    yield urls[0]
    blocks.close()
    services.store.close()


def test_a_consultation_from_the_first_message_to_the_score(real_url: str, page: Page) -> None:
    troubles = watched(page)
    arrived(page, real_url)
    send(page, STORY)
    answered(page, 1)
    expect(page.locator("#fact-step2ck")).to_contain_text("223")
    expect(page.locator("#fact-specialty")).to_contain_text("Family Medicine, Internal Medicine")
    page.locator("#chat .option").first.click()
    answered(page, 2)
    send(page, "How many programs should an IMG with a low CK apply to?")
    answered(page, 3)
    expect(answers(page).last).to_contain_text("80")
    answers(page).last.locator(".sw-cite").first.click()
    expect(page.locator(".sw-source[open]")).to_contain_text("Source")
    page.get_by_role("tab", name="Score").click()
    expect(page.locator("#score .figure")).to_be_visible()
    page.get_by_role("tab", name="Advisor").click()
    tap(page, "Undo")
    expect(box(page)).to_have_value("How many programs should an IMG with a low CK apply to?")
    arrived(page, page.url)
    answered(page, 2)
    assert troubles == []
