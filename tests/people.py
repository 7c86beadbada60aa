"""A served page with a login and two people on it, reached as any client would: by plain HTTP.

Covers: serving, logging in, sending an event to the page as a browser does, queued or not, and making one of
everything that is kept. Does not cover what may be reached (test_isolation) or the login (test_access).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import gradio as gr
import httpx
import pytest

from bot.agent import practice
from bot.applicant.ledger import Event, Status
from bot.store import Draft, Finding, NewProgram
from bot.ui import serve
from bot.ui.access.limits import Limits, load_limits
from bot.ui.running import Talk
from bot.ui.studio import keeping
from bot.users import add_user
from bot.write import studio
from bot.write.studio import Goal, How
from tests.fakes_ui import FakeServices, FakeTalk, reply, said, services

PASSWORD = "correct horse battery"
NAMES = ("ada", "ben")


@dataclass
class Served:
    """A running page; `config` is what Gradio tells a browser about it."""

    url: str
    services: FakeServices
    blocks: gr.Blocks
    talk: Talk

    @cached_property
    def config(self) -> dict[str, Any]:
        return self.blocks.get_config_file()  # type: ignore[return-value]

    @cached_property
    def events(self) -> dict[str, dict[str, Any]]:
        """Every event with a handler on the server, named by what triggers it, its handler and its number."""
        return {
            f"{item['targets'][0][1]}-{self.blocks.fns[item['id']].fn.__name__}-{item['id']}": item
            for item in self.config["dependencies"]
            if item["backend_fn"]
        }

    def event(self, name: str) -> dict[str, Any]:
        """The event that a name on the bus triggers and that changes something on the page."""
        bus = next(one for one in self.config["components"] if one["props"].get("elem_id") == "bus")["id"]
        return next(
            item
            for item in self.events.values()
            if item["outputs"] and [bus, name] in [list(t) for t in item["targets"]]
        )


@contextmanager
def served(
    folder: Path,
    *,
    talk: Talk | None = None,
    made: Any = None,
    login: bool = True,
    limits: Limits | None = None,
) -> Iterator[Served]:
    """A page on a free port; with a login it has two users, and no limit of requests unless one is given."""
    made = made or services(folder)
    if login:
        path = folder / "users"
        for name in NAMES:
            add_user(path, name, PASSWORD)
        made = replace(made, settings=replace(made.settings, auth_file=path))
    talk = talk or FakeTalk()
    urls: list[str] = []
    patch = pytest.MonkeyPatch()
    roomy = replace(
        load_limits(), requests_in_a_minute=100_000, messages_in_a_minute=1000, uploads_in_an_hour=100_000
    )
    patch.setattr(serve, "load_limits", lambda: limits or roomy)
    # What serving sets is set back, so that a page which is served longer goes on with its own folder.
    patch.setenv("GRADIO_TEMP_DIR", os.environ.get("GRADIO_TEMP_DIR", ""))
    blocks = serve.launch(made, talk=talk, warm_up=lambda _services: None, on_up=urls.append, block=False)
    try:
        yield Served(urls[0], made, blocks, talk)
    finally:
        patch.undo()
        blocks.close()
        made.store.close()


@dataclass
class Person:
    """Somebody in front of a browser window."""

    site: Served
    name: str
    window: str = "window1"
    http: httpx.Client = field(default_factory=httpx.Client)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.site.url, headers={"origin": self.site.url}, timeout=30)

    def log_in(self, password: str = PASSWORD) -> httpx.Response:
        return self.http.post("/login", data={"name": self.name, "password": password})

    def send(self, event: dict[str, Any], data: list[Any], event_data: Any = None, **more: Any) -> str:
        """Everything that the page answers to an event, as text."""
        body = {
            "data": data,
            "event_data": event_data,
            "fn_index": event["id"],
            "trigger_id": event["targets"][0][0],
            "session_hash": self.window,
            **more,
        }
        if not event["queue"]:
            return self.http.post("/gradio_api/run/predict", json=body).text
        joined = self.http.post("/gradio_api/queue/join", json=body)
        if joined.status_code != 200:
            return joined.text
        lines = []
        with self.http.stream("GET", "/gradio_api/queue/data", params={"session_hash": self.window}) as told:
            lines.extend(told.iter_lines())
        return "\n".join(lines)

    def upload(self, name: str, content: bytes) -> str:
        return self.http.post("/gradio_api/upload", files={"files": (name, content)}).json()[0]


def file_of(path: str) -> dict[str, Any]:
    """An uploaded file as the browser names it."""
    return {"path": path, "orig_name": Path(path).name, "meta": {"_type": "gradio.FileData"}}


@dataclass(frozen=True)
class Planted:
    """The ids of a record of every kind, each holding one word in all its texts."""

    applicant: str
    thread: str
    statement: str
    practice: str
    own: str

    @property
    def ids(self) -> dict[str, str]:
        return asdict(self)


def plant(made: FakeServices, word: str, owner: str = "") -> Planted:
    """Make one of everything that is kept; it is the owner's active record."""
    store, now = made.store, made.now()
    person = store.set_active_applicant(store.create_applicant(f"{word} name", owner=owner).id).id
    thread = store.create_thread(person, f"{word} title").id
    n = store.start_turn(thread, f"{word} message")
    read = Event("step1", 214, Status.STATED, f"{word} quote", "reader", thread, n, now)
    draft = Draft("score_explanation_statement", f"{word} draft of a paragraph", (f"[{word} note]",))
    store.finish_turn(thread, n, reply(said(f"{word} answer")), [read], [draft])
    store.append_event(person, Event("step2ck", 223, Status.STATED, f"{word} card", "card", None, None, now))
    begun = studio.begin(f"{word} statement. I grew up by the sea.", How.TYPED, now, Goal())
    statement = keeping.create(made, person, f"{word} statement", begun).id  # type: ignore[arg-type]
    profile = store.ledger(person).profile
    mock = practice.begin(store, person, profile, "neutral", 3, made.today)
    mock = practice.answered(
        store, person, mock, f"{word} answer: I failed once, and then I changed how I study."
    )
    own = store.add_own_programs(person, [NewProgram(f"{word} program", notes=f"{word} notes")])[0].id
    store.track(person, own, "applied")
    store.record_finding(
        person, Finding(own, "step1_failures_accepted", True, "2026-11-20", "phone", f"{word} found")
    )
    typed = {"id": mock.id, "number": 2, "answer": f"{word} typed"}
    store.choose(person, "interview_draft", typed)
    return Planted(person, thread, statement, mock.id, own)
