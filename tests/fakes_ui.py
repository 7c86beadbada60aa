"""Stand-ins for the page's tests: services on a real store, and a talk whose answers are scripted.

Covers: one advisor script with facts, citations, a draft, a slow answer and a failing one. Does not
cover the real advisor, which has its own tests.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ClassVar

from bot.agent.models import Chats
from bot.agent.services import Services
from bot.applicant import intake
from bot.applicant.facts import FIELDS, Value, show
from bot.applicant.ledger import Event, Ledger, Status
from bot.applicant.reader import load_reader
from bot.assess.scoring import load_rubric
from bot.assess.season import load_season
from bot.errors import BadInput
from bot.settings import Settings
from bot.store import Draft, Store

TODAY = date(2026, 11, 25)
FACTS = "I failed step 1 once then got 214, ck 223, graduated 2017, green card"
SLOW = "Tell me slowly"
BROKEN = "Break something"
DRAFT = "Draft how I explain my step 1 failure"
READ: tuple[tuple[str, Value, str], ...] = (
    ("step1", 214, "then got 214"),
    ("step1_failures", 1, "failed step 1 once"),
    ("step2ck", 223, "ck 223"),
    ("graduation_year", 2017, "graduated 2017"),
    ("citizenship_status", "permanent_resident", "green card"),
)
PASSAGE = {
    "id": "failed-step-1",
    "title": "I failed Step 1: how bad is it",
    "section": "2. What “Low Score” Means in Practice",
    "source": "Residency Advisor guide",
    "text": "I failed Step 1: how bad is it\nA failed attempt is a red flag that later proof answers.\n\n"
    "- A strong Step 2 CK helps most.\n- One failure matters less when everything after it points upward.",
    "date": "2026-11",
}
COUNT = {
    "id": "how-many-programs",
    "title": "How many programs to apply to",
    "section": "4. How many programs should I apply to as an IMG with low scores?",
    "source": "Residency Advisor guide; https://www.nrmp.org/match-data/",
    "text": "How many programs to apply to\nPlan for 80 to 150 or more programs.",
    "date": "2026-11",
}


@dataclass(frozen=True)
class Sentence:
    sentence: dict[str, object]


@dataclass(frozen=True)
class Done:
    n: int
    reply: dict[str, object]


@dataclass
class FakeLibrary:
    state: str = "ready"

    def get(self, timeout: float | None = None) -> None:
        self.state = "ready"


@dataclass(frozen=True)
class FakeServices:
    settings: Settings
    store: Store
    library: FakeLibrary = field(default_factory=FakeLibrary)
    rubric: Any = field(default_factory=load_rubric)
    today: date = TODAY
    in_season: bool = True
    programs: ClassVar[property] = Services.programs  # type: ignore[assignment]
    findings: ClassVar[Any] = Services.findings
    survey: ClassVar[Any] = Services.survey
    plan: ClassVar[Any] = Services.plan
    season: Any = field(default_factory=load_season)
    reader: Any = field(default_factory=load_reader)
    chats: Chats = field(default_factory=Chats)

    def now(self) -> str:
        return datetime.now(UTC).isoformat(timespec="seconds")

    def progress(self, goal: str, ledger: Ledger) -> tuple[int, int]:
        return intake.progress(goal, ledger, in_season=True)


def services(folder: Path) -> FakeServices:
    url = f"sqlite:///{folder / 'stepwise.db'}"
    settings = Settings(port=0, data_dir=folder, database_url=url, fixed_today=TODAY)
    return FakeServices(settings, Store.open(url))


class FakeTalk:
    """Answers by script; `sent` records every message that reached it."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def checked(self, text: str) -> str:
        if not text.strip():
            raise BadInput("The message is empty. Write a few words about yourself, or ask a question.")
        if len(text) > 8_000:
            raise BadInput(f"The message has {len(text):,} characters; up to 8,000 can be read at once.")
        return text.strip()

    async def run(self, services: Any, applicant_id: str, thread_id: str, text: str) -> AsyncIterator[Any]:
        self.sent.append(text)
        n = services.store.start_turn(thread_id, text)
        finished = False
        try:
            reply, events, drafts = script(text, thread_id, n, services.now(), len(self.sent))
            for sentence in reply["sentences"]:
                yield Sentence(sentence)
                await asyncio.sleep(0)
            if text == SLOW:
                await asyncio.Event().wait()
            if text == BROKEN:
                raise RuntimeError("the secret words of the applicant")
            services.store.finish_turn(thread_id, n, reply, events, drafts)
            finished = True
            yield Done(n, reply)
        finally:
            if not finished:
                services.store.cancel_turn(thread_id, n)


def said(text: str, *citations: str, block: str = "paragraph", marked: bool = False) -> dict[str, object]:
    return {"text": text, "citations": list(citations), "block": block, "marked": marked}


def reply(*sentences: dict[str, object], **given: object) -> dict[str, Any]:
    return {
        "kind": "answered",
        "sentences": list(sentences),
        "citations": [],
        "asked": None,
        "quick_replies": [],
        "goal": "advice",
        "read": [],
        "conflicts": [],
        "draft": None,
        "score": None,
        "confidence": None,
        **given,
    }


def script(
    text: str, thread: str, n: int, at: str, count: int
) -> tuple[dict[str, Any], list[Event], list[Draft]]:
    if text == FACTS:
        return _facts(thread, n, at)
    if text == DRAFT:
        words = "I did not pass Step 1 at first. I changed how I study, and my Step 2 CK of 223 shows it."
        draft = Draft("score_explanation_statement", words, ("[What did you change in your study?]",))
        record = {"kind": draft.kind, "text": draft.text, "notes": list(draft.notes)}
        return reply(said("Here is an example to rewrite."), draft=record), [], [draft]
    if text == SLOW:
        return reply(said("First, take a breath.")), [], []
    if "how many" in text.lower():
        answer = reply(
            said("Plan for 80 to 150 or more programs.", "how-many-programs"),
            said("A failed attempt needs later proof.", "failed-step-1", block="inline"),
            said("Read each program's rules first.", "how-many-programs", block="bullet"),
            citations=[COUNT, PASSAGE],
        )
        return answer, [], []
    return reply(said(f"You said: {text}"), said(f"I have read {count} messages in all.")), [], []


def _facts(thread: str, n: int, at: str) -> tuple[dict[str, Any], list[Event], list[Draft]]:
    events = [Event(key, value, Status.STATED, quote, "reader", thread, n, at) for key, value, quote in READ]
    read = [
        {"field": key, "label": FIELDS[key].label, "shown": show(key, value), "quote": quote}
        for key, value, quote in READ
    ]
    answer = reply(
        said("Thank you for telling me this so openly."),
        said("One failed attempt is a red flag that later proof answers.", "failed-step-1", block="inline"),
        said("Your Step 2 CK is above the pass mark.", block="bullet"),
        said("A green card opens programs that do not sponsor visas.", block="bullet"),
        said("How was your hands-on experience in the US?"),
        citations=[PASSAGE],
        read=read,
        asked="usce_kind",
        quick_replies=["Hands-on", "Observership", "Externship", "Research only", "None"],
        score={"total": 50},
    )
    return answer, events, []
