"""The page in Spanish: no English on any tab beside what is English on purpose, and the switch."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.ui.conftest import Site, send, watched
from tests.ui.record import THERE, fill

TABS = {
    "Advisor": "advisor",
    "Score": "score-tab",
    "Programs": "programs",
    "Plan": "plan-tab",
    "Interview": "interview-tab",
    "Statement": "statement-tab",
    "Data": "data-tab",
}
COMMON = re.compile(
    r"\b(the|and|of|your|you|with|for|is|are|not|this|that|to|from|what|have|it|was|were|will|be|by|all|any"
    r"|more|open|close|save|add|edit|delete|send|write|show|known|program|programs|score|facts|day|days|ago"
    r"|today|week|step|steps|question|answer|words|file|here|there|about|which|when|how|who|at)\b",
    re.IGNORECASE,
)
"""Words that English needs and Spanish does not have."""

FINE = re.compile(
    r"Step [123]\b|Step 2 CK|\bStep\b(?= no aprobado)|hands-on|green card|rank list|Match \w+|https?://\S+",
    re.IGNORECASE,
)
"""Names that stay as they are, in Spanish sentences too."""

WORDS = """(root) => {
  const theirs = 'q, .sw-own-words, .sw-words, .sw-diff, .sw-under, .sw-thread .title, .begins, textarea';
  const apart = `[lang="en"], script, style, ${theirs}`;
  const found = [];
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const inside = walk.currentNode.parentElement;
    if (!inside.closest(apart) && inside.checkVisibility()) found.push(walk.currentNode.data.trim());
  }
  for (const one of root.querySelectorAll('[aria-label], [placeholder], [title]')) {
    if (one.closest(apart) || !one.checkVisibility()) continue;
    for (const name of ['aria-label', 'placeholder', 'title']) found.push(one.getAttribute(name) ?? '');
  }
  return found;
}"""


@pytest.fixture
def spanish(site: Site, browser: Browser) -> Iterator[Callable[[], Page]]:
    """Open the page in a browser that wants Spanish; the test fails on any trouble that `watched` notices."""
    site.newcomer()
    context = browser.new_context(locale="es-ES", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    troubles = watched(page)
    yield lambda: arrived(page, site.url)
    context.close()
    assert troubles == []


def arrived(page: Page, url: str) -> Page:
    page.goto(url)
    expect(page.locator("html[data-ready]")).to_have_count(1)
    expect(page.locator("#conversations nav")).to_be_attached()
    return page


def english_in(part: Locator, names: tuple[str, ...]) -> list[str]:
    """Texts with English words, after names of programs and of the user's own things are taken out."""
    found = []
    for words in part.evaluate(WORDS):
        left = words
        for name in names:
            left = left.replace(name, "")
        if COMMON.search(FINE.sub("", left)):
            found.append(words)
    return found


def own_names(site: Site) -> tuple[str, ...]:
    services = site.services
    applicant = services.store.ensure_applicant().id
    names = [program.name for program in services.programs]
    names += [item.title for item in services.store.threads(applicant)]
    return tuple(sorted([*names, "For Fresno"], key=len, reverse=True))


def opened(page: Page, tab: str) -> Locator:
    page.locator(f"#{TABS[tab]}-button").click()
    expect(page.locator(THERE[tab]).locator("visible=true").first).to_be_visible()
    return page.locator(f"#{TABS[tab]}")


@pytest.mark.parametrize("tab", TABS)
def test_an_empty_tab_is_spanish(spanish: Callable[[], Page], site: Site, tab: str) -> None:
    page = spanish()
    opened(page, tab)
    assert page.locator("html").get_attribute("lang") == "es"
    assert english_in(page.locator("body"), own_names(site)) == []


@pytest.mark.parametrize("tab", TABS)
def test_a_filled_tab_is_spanish(spanish: Callable[[], Page], site: Site, tab: str) -> None:
    fill(site)
    page = spanish()
    opened(page, tab)
    page.locator(f"#{TABS[tab]} details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
    assert english_in(page.locator("body"), own_names(site)) == []


def test_the_answer_is_marked_as_english(spanish: Callable[[], Page]) -> None:
    page = spanish()
    page.get_by_role("textbox", name="Tu mensaje", exact=True).fill("How many programs?")
    page.get_by_role("textbox", name="Tu mensaje", exact=True).press("Enter")
    answer = page.locator("#chat .sw-said.assistant").last
    expect(answer.get_by_role("button", name="Deshacer")).to_be_visible()
    expect(answer.locator(".sw-prose[lang=en]")).to_be_visible()
    expect(answer.get_by_role("button", name="Copiar")).to_be_visible()


def test_the_switch_is_remembered_and_keeps_what_was_typed(spanish: Callable[[], Page], site: Site) -> None:
    page = spanish()
    page.get_by_role("textbox", name="Tu mensaje", exact=True).fill("half a thought")
    page.get_by_role("button", name="English", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    box = page.get_by_role("textbox", name="Your message", exact=True)
    expect(box).to_have_value("half a thought")
    expect(page.get_by_role("button", name="New conversation")).to_be_attached()
    arrived(page, site.url)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
    page.get_by_role("button", name="Español", exact=True).click()
    expect(page.get_by_role("button", name="Enviar", exact=True)).to_be_visible()


def test_a_window_follows_the_choice_of_another(spanish: Callable[[], Page], site: Site) -> None:
    page = spanish()
    other = arrived(page.context.new_page(), site.url)
    other.get_by_role("button", name="English", exact=True).click()
    expect(other.locator("html")).to_have_attribute("lang", "en")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_english_browsers_see_english(visit: Callable[..., Page]) -> None:
    page = visit()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("tab", name="Programs", exact=True)).to_be_visible()
    send(page, "How many programs?")
    expect(page.locator("#chat .sw-prose").last).to_be_visible()
    expect(page.locator("#chat [lang=en]")).to_have_count(0)


def test_another_language_sees_english_throughout(site: Site, browser: Browser) -> None:
    site.newcomer()
    context = browser.new_context(locale="fr-FR")
    page = arrived(context.new_page(), site.url)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("tab", name="Programs", exact=True)).to_be_visible()
    context.close()


def test_buttons_lead_to_their_tab(spanish: Callable[[], Page]) -> None:
    page = spanish()
    opened(page, "Plan")
    page.get_by_role("button", name="Contarle al asesor").locator("visible=true").click()
    expect(page.locator("#advisor-button")).to_have_attribute("aria-selected", "true")


def test_a_phone_needs_no_sideways_scrolling(spanish: Callable[[], Page], site: Site) -> None:
    fill(site)
    page = spanish()
    page.set_viewport_size({"width": 390, "height": 844})
    for tab in TABS:
        opened(page, tab)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, tab


def test_the_first_markup_is_in_the_right_language(spanish: Callable[[], Page], site: Site) -> None:
    page = spanish()
    answer = page.request.get(site.url, headers={"accept-language": "es-MX,es;q=0.9"})
    assert 'lang="es"' in answer.text()[:400]
    assert "vary" in answer.headers
