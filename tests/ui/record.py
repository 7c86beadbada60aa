"""A record in which every tab has something to show, written straight into the store."""

from typing import Any

from playwright.sync_api import Page, expect

from bot.agent import practice
from bot.applicant.facts import Value
from bot.applicant.ledger import Event, Status
from bot.store.tracker import Finding
from bot.ui.studio import keeping
from bot.write import studio
from bot.write.studio import Goal, How
from tests.fakes_ui import DRAFT, FACTS, TODAY, script
from tests.ui.conftest import Site

TABS = ("Advisor", "Score", "Programs", "Plan", "Interview", "Statement", "Data")
THERE = {
    "Advisor": "#box",
    "Score": "#score .sw-card",
    "Programs": "#programs-list .sw-list, #programs-list .sw-card, #programs-overview .sw-card",
    "Plan": "#plan-now .sw-card",
    "Interview": "#iv-begin, #iv-question, #iv-report",
    "Statement": "#st-home, #st-text",
    "Data": "#data .sw-card",
}
"""A part of each tab that is there once its content has come."""

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
    "target_region": "coast_first",
    "region_ties": ("California",),
}
AGNES = "saint-agnes-fresno-fm"
ANSWER = (
    "My school did not prepare us and I failed Step 1 because I only read. Since then I do two timed blocks "
    "each morning with a friend, scored 223 on Step 2 CK and keep this habit for my patients."
)
STATEMENT = (
    "Ever since I was a little child I wanted this. In the ward in Lahore I sat with a man who would "
    "not eat, every evening for two weeks.\n\nMy sister lives in Fresno. Mr. Juan Alvarez came to our clinic."
)


def fill(site: Site) -> None:
    """The active applicant's record."""
    services, store = site.services, site.services.store
    applicant = store.ensure_applicant().id
    now = services.now()
    for key, value in KNOWN.items():
        store.append_event(applicant, Event(key, value, Status.CONFIRMED, "", "card", None, None, now))
    thread = store.create_thread(applicant, "Where I stand").id
    for count, words in enumerate((FACTS, DRAFT, "How many programs?"), start=1):
        n = store.start_turn(thread, words)
        store.finish_turn(thread, n, *script(words, thread, n, now, count))
    store.cancel_turn(thread, store.start_turn(thread, "And what about my visa?"))
    store.track(applicant, AGNES, "applied")
    found = Finding(AGNES, "attempt_limit", True, "2026-11-20", "phone")
    store.record_finding(applicant, found)
    store.choose(applicant, "budget", 2_000)
    _practised(services, applicant)
    keeping.create(services, applicant, "For Fresno", studio.begin(STATEMENT, How.TYPED, now, Goal()))


def _practised(services: Any, applicant: str) -> None:
    """One mock interview that has ended and one in which a question is open."""
    store = services.store
    for tone, ending in (("warm", True), ("neutral", False)):
        profile = store.ledger(applicant).profile
        begun = practice.begin(store, applicant, profile, tone, 3, TODAY, seed="one")
        done = practice.answered(store, applicant, begun, ANSWER)
        if ending:
            practice.ended(store, applicant, done)


def to_tab(page: Page, name: str) -> Page:
    page.get_by_role("tab", name=name, exact=True).click()
    expect(page.locator(THERE[name]).locator("visible=true").first).to_be_visible()
    return page
