"""The page: three panes, and what connects them.

Covers: the layout, redrawing panes after a change, facts set on the card, and opening, renaming and
deleting conversations. Does not cover what the panes show (advisor, score, profile, render), how it
looks (theme) or serving it (serve).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import gradio as gr

from bot.agent import practice_chat
from bot.applicant.facts import FIELDS
from bot.applicant.intake import ADVICE
from bot.applicant.ledger import Event, Ledger, Status
from bot.assess import scoring
from bot.errors import StepwiseError
from bot.ui import example, model, plan, profile, render, score, whatif
from bot.ui.access.own import asking
from bot.ui.advisor import Advisor, Frame, value_of
from bot.ui.components import Html, join, text
from bot.ui.events import EACH, LONG, QUICK
from bot.ui.files import uploaded
from bot.ui.interview import tab as interview
from bot.ui.programs import tab as programs
from bot.ui.records import EVENTS as RECORDS
from bot.ui.records import Records
from bot.ui.running import Talk
from bot.ui.shell import LONGEST_SEARCH, closer, conversations, footer, header, problem
from bot.ui.since import since
from bot.ui.sources_tab import DataTab
from bot.ui.studio import tab as studio
from bot.ui.tongue import fixed, say

if TYPE_CHECKING:
    from bot.agent.services import Services

Panes: TypeAlias = tuple[Html, Html, Html, Html, Html, Html]
"""Conversations, profile, sources, score, what stands below the score, the strip of the example."""

EVENTS = (
    "say",
    "retry",
    "undo",
    "edit",
    "leave_edit",
    "resend",
    "discard",
    "earlier",
    "cite",
    "confirm",
    "retract",
    "unknown",
    "fact",
    "open",
    "rename",
    "delete",
    "new",
    "find",
    "specialty",
    *programs.EVENTS,
    *plan.EVENTS,
    *interview.EVENTS,
    *studio.EVENTS,
    *model.EVENTS,
    *whatif.EVENTS,
    *RECORDS,
    *example.EVENTS,
)
"""What a button or form of the page may send to the server; page.js carries it to the bus."""

_BUS_JS = f"window.stepwise.connect(trigger, {list(EVENTS)!r});"
_PANE_JS = "window.stepwise.pane(element, watch);"
_REFRESH = "() => window.stepwise.refresh()"
"""The profile changed, so the tab that is open, if it is drawn from the ledger, asks to be drawn anew."""
_FOCUS_BOX = "() => window.stepwise.focusBox()"
_KEEP_ADDRESS = "(thread) => window.stepwise.address(thread)"
_NOTHING = Html("")
_STATUS_SECONDS = 1.0
_CLEARED = (600, 3600)
"""Seconds between two clearings of files that were saved from the page, and their age when they go."""
_RECENT = 6
"""Turns among which the sources pane looks for the latest answer that has any."""


def build(services: "Services", talk: Talk | None = None) -> gr.Blocks:
    """The page over these services; `talk` stands in for the advisor in tests."""
    return Page(services, talk).build()


class Page:
    """One page for all visitors; which conversation is shown travels with each event."""

    def __init__(self, services: "Services", talk: Talk | None = None) -> None:
        self.services = services
        self.login = services.settings.auth_file is not None
        self.advisor = Advisor(services, talk)
        self.programs = programs.ProgramsTab(services, self.advisor.applicant)
        self.plan = plan.PlanTab(services, self.advisor.applicant)
        self.interview = interview.InterviewTab(services, self.advisor.applicant)
        self.studio = studio.StudioTab(services, self.advisor.applicant)
        self.whatif = whatif.WhatIf(services, self.advisor.applicant)
        self.data = DataTab(services)
        self.records = Records(services, self.advisor.cut)
        self.example = example.ExampleStrip(services, self.advisor.answers, self.advisor.cut)
        self.model = model.ModelCard(services, self.advisor.applicant)

    def build(self) -> gr.Blocks:
        with gr.Blocks(
            title="Stepwise", fill_width=True, analytics_enabled=False, delete_cache=_CLEARED
        ) as blocks:
            self._draw()
            self._wire(blocks)
            drawn: gr.Blocks = blocks
        return drawn

    def _draw(self) -> None:
        gr.HTML(fixed(lambda: header(self.login)), elem_id="top", js_on_load=None, apply_default_css=False)
        with gr.Row(elem_id="panes", equal_height=False):
            with gr.Column(elem_id="left", min_width=0):
                self.conversations = _pane("conversations")
            with gr.Column(elem_id="work", min_width=0):
                self.example.draw(_pane)
                with gr.Tabs(elem_id="tabs"):
                    self._draw_tabs()
            with gr.Column(elem_id="side", min_width=0):
                gr.HTML(fixed(closer), elem_id="side-close", js_on_load=None, apply_default_css=False)
                with gr.Tabs(elem_id="side-tabs") as self.side:
                    with gr.Tab(fixed("Your profile"), id="profile", elem_id="profile-tab"):
                        self.profile = _pane("profile")
                        self.upload = gr.UploadButton(
                            fixed("Read facts from a file"),
                            file_types=[".txt", ".docx", ".pdf"],
                            elem_id="upload",
                            size="sm",
                        )
                    with gr.Tab(fixed("Sources"), id="sources", elem_id="sources-tab"):
                        self.sources = _pane("sources")
        gr.HTML(fixed(lambda: footer(self.login)), elem_id="foot", js_on_load=None, apply_default_css=False)
        self.ticking = gr.Timer(_STATUS_SECONDS)
        self.specialty = gr.Textbox(visible="hidden", elem_id="specialty", label="specialty")
        self.bus = gr.HTML("", elem_id="bus", js_on_load=_BUS_JS)

    def _draw_tabs(self) -> None:
        with gr.Tab(fixed("Advisor"), id="advisor", elem_id="advisor"):
            self.since = gr.HTML("", elem_id="since", js_on_load=None, apply_default_css=False)
            self.advisor.draw()
            self.status = gr.HTML(fixed(self._status), elem_id="status", js_on_load=None)
        with (
            gr.Tab(fixed("Score"), id="score", elem_id="score-tab", render_children=True) as self.score_tab,
            gr.Column(elem_id="score", min_width=0),
        ):
            self.score = _pane("score-strength")
            self.whatif.draw(_pane)
            self.background = _pane("score-background")
        self.programs.draw(_pane)
        self.plan.draw(_pane)
        self.interview.draw(_pane)
        self.studio.draw(_pane)
        self.data.draw(_pane, self._above_data)

    def _above_data(self, pane: Callable[[str], gr.HTML]) -> None:
        self.records.draw(pane)
        self.model.draw(pane)

    @property
    def panes(self) -> list[gr.HTML]:
        panes = [self.conversations, self.profile, self.sources, self.score, self.background]
        return [*panes, self.example.pane]

    def _wire(self, blocks: gr.Blocks) -> None:
        advisor = self.advisor
        arrived = blocks.load(advisor.plainly(self._arrive), None, [*advisor.parts, self.since], **QUICK)
        arrived.then(self._redraw, self._seat, self.panes, **QUICK)
        rejoined = arrived.then(advisor.rejoin, advisor.thread, advisor.parts, **LONG)
        rejoined.then(self._redraw, self._seat, self.panes, **QUICK)
        self.ticking.tick(self._tick, None, [self.status, self.ticking], **QUICK)
        advisor.thread.change(None, advisor.thread, None, js=_KEEP_ADDRESS, **QUICK)
        self._wire_turns()
        self._wire_facts()
        self._wire_conversations()
        self.score_tab.select(self._redraw, self._seat, self.panes, **QUICK)
        self.programs.wire(self.bus, advisor.thread)
        self.plan.wire(self.bus, advisor.thread, self.programs)
        told = self.interview.wire(self.bus, advisor.thread)
        told.then(self._redraw, self._seat, self.panes, **QUICK)
        self.studio.wire(self.bus, advisor.thread)
        self.whatif.wire(self.bus, self.score, self._seat)
        self.data.wire()
        self.records.wire(self.bus, self.data.tab)
        self.example.wire(self.bus)
        self.model.wire(self.bus, self.data.tab, advisor.thread)
        self.profile.change(None, None, None, js=_REFRESH, **QUICK)

    @property
    def _seat(self) -> list[gr.Textbox]:
        return [self.advisor.thread, self.specialty]

    def _wire_turns(self) -> None:
        advisor, bus = self.advisor, self.bus
        written = [advisor.box, advisor.thread, advisor.editing]
        answers = [
            advisor.box.submit(advisor.send, written, advisor.parts, **LONG),
            advisor.chat.option_select(advisor.say, advisor.thread, advisor.parts, **LONG),
            bus.say(advisor.say, advisor.thread, advisor.parts, **LONG),
            bus.retry(advisor.retry, advisor.thread, advisor.parts, **LONG),
            bus.resend(advisor.resend, advisor.thread, advisor.parts, **LONG),
        ]
        changes = [
            bus.undo(advisor.plainly(advisor.undo), advisor.thread, advisor.parts, **QUICK),
            bus.discard(advisor.plainly(advisor.discard), advisor.thread, advisor.parts, **QUICK),
        ]
        for event in answers + changes:
            event.then(self._redraw, self._seat, self.panes, **QUICK)
        for event in (
            *changes,
            bus.edit(advisor.plainly(advisor.edit), advisor.thread, advisor.parts, **QUICK),
        ):
            event.then(None, None, None, js=_FOCUS_BOX)
        bus.leave_edit(advisor.plainly(advisor.leave_edit), advisor.thread, advisor.parts, **QUICK)
        bus.earlier(advisor.plainly(advisor.earlier), advisor.thread, [advisor.chat], **QUICK)
        advisor.box.stop(advisor.stop, advisor.thread, None, **QUICK)
        bus.cite(self._cite, advisor.thread, [self.sources, self.side], **QUICK)

    def _wire_facts(self) -> None:
        outputs = [self.advisor.chat, *self.panes]
        for name, handler in (
            ("confirm", self._confirm),
            ("retract", self._retract),
            ("unknown", self._unknown),
            ("fact", self._set_fact),
        ):
            getattr(self.bus, name)(handler, self._seat, outputs, **QUICK)
        self.upload.upload(self._read_file, [*self._seat, self.upload], outputs, **QUICK)
        self.bus.specialty(self._choose, self._seat, [self.specialty, self.score, self.background], **QUICK)

    def _wire_conversations(self) -> None:
        advisor, bus = self.advisor, self.bus
        for name, handler in (
            ("open", self._open),
            ("new", self._new),
            ("rename", self._rename),
            ("delete", self._delete),
        ):
            opened = getattr(bus, name)(advisor.plainly(handler), advisor.thread, advisor.parts, **QUICK)
            opened.then(self._redraw, self._seat, self.panes, **QUICK)

        bus.find(self._find, advisor.thread, self.conversations, **EACH)

    def _arrive(self, request: gr.Request) -> Frame:
        """The conversation in the address, else the latest one."""
        asked = str(dict(request.query_params).get("c", ""))
        known = [item.id for item in self.services.store.threads(self.advisor.applicant(""))]
        thread = asked if asked in known else next(iter(known), "")
        passed = since(self.services, self.advisor.applicant(thread))
        return {**self.advisor.arrived(thread), self.since: passed}

    def _tick(self) -> tuple[Html, Any]:
        return self._status(), gr.Timer(active=self.services.library.state == "loading")

    def _status(self) -> Html:
        state = self.services.library.state
        if state == "loading":
            return text(
                "p", say("Getting the guide ready. You can already write."), "sw-status", role="status"
            )
        if state == "ready":
            return Html("")
        return problem(say("The guide could not be opened: {why}", why=state.removeprefix("failed: ")))

    def _redraw(
        self,
        thread: str,
        specialty: str,
        mistake: profile.Mistake | None = None,
        trouble: str = "",
        told: Html = _NOTHING,
    ) -> Panes:
        """All panes beside the chat, as the store has them."""
        try:
            applicant = self.advisor.applicant(thread)
            ledger = self.services.store.ledger(applicant)
            turns = self.services.store.turns(thread, last=_RECENT) if thread else []
            threads = self.services.store.threads(applicant)
        except StepwiseError as error:
            said = problem(str(error))
            return said, said, said, said, Html(""), Html("")
        reply = (turns[-1].reply if turns else None) or {}
        sourced = next((turn for turn in reversed(turns) if render.has_sources(turn.reply)), None)
        done, total = self.services.progress(ADVICE, ledger)
        card = profile.card(ledger, done, total, reply.get("conflicts", ()), mistake)
        if trouble:
            card = join([problem(trouble), card])
        card = join([told, card])
        sources = render.sources(sourced)
        listed = conversations(threads, thread, self.services.today, self._whose(applicant))
        strip = self.example.strip(applicant)
        return listed, card, sources, *self._score(ledger, specialty), strip

    def _whose(self, applicant: str) -> str:
        """Whose conversations are shown, where there is more than one record, or somebody logged in."""
        user, people = asking(), self.services.store.applicants(asking())
        name = next((one.name for one in people if one.id == applicant), "")
        record = say("Record: {name}", name=name) if len(people) > 1 and name else ""
        return ". ".join(
            part for part in (say("Logged in as {user}", user=user) if user else "", record) if part
        )

    def _score(self, ledger: Ledger, chosen: str) -> tuple[Html, Html]:
        known = ledger.profile
        picked = known.get("specialty")
        options = picked if isinstance(picked, tuple) else ()
        chosen = chosen if chosen in options else (options[0] if options else "")
        if not known:
            return score.empty(), Html("")
        result = scoring.score(known, self.services.rubric, self.services.today, chosen or None).as_json()
        return score.panel(result, options), score.background(result)

    def _choose(self, thread: str, _now: str, event: gr.EventData) -> tuple[str, Html, Html]:
        ledger = self.services.store.ledger(self.advisor.applicant(thread))
        return value_of(event), *self._score(ledger, value_of(event))

    def _cite(self, thread: str, event: gr.EventData) -> tuple[Html, Any]:
        n, _, k = value_of(event).partition(".")
        turn = next((turn for turn in self.services.store.turns(thread) if str(turn.n) == n), None)
        return render.sources(turn, int(k)), gr.Tabs(selected="sources")

    def _confirm(self, thread: str, specialty: str, event: gr.EventData) -> tuple[Any, ...]:
        key = value_of(event)

        def confirmed() -> Event | None:
            standing = self.services.store.ledger(self.advisor.applicant(thread)).last(key)
            if standing is None or standing.value is None:
                return None
            return profile.set_to(key, standing.value, self.services.now(), standing.quote)

        return self._changed(thread, specialty, confirmed)

    def _retract(self, thread: str, specialty: str, event: gr.EventData) -> tuple[Any, ...]:
        made = profile.settled(value_of(event), Status.RETRACTED, self.services.now())
        return self._changed(thread, specialty, lambda: made)

    def _unknown(self, thread: str, specialty: str, event: gr.EventData) -> tuple[Any, ...]:
        made = profile.settled(value_of(event), Status.UNKNOWN, self.services.now())
        return self._changed(thread, specialty, lambda: made)

    def _set_fact(self, thread: str, specialty: str, event: gr.EventData) -> tuple[Any, ...]:
        made = profile.event_of(event._data, self.services.today, self.services.now())
        if isinstance(made, profile.Mistake):
            return gr.skip(), *self._redraw(thread, specialty, made)
        return self._changed(thread, specialty, lambda: made)

    def _read_file(self, thread: str, specialty: str, path: str) -> tuple[Any, ...]:
        """Read the facts of an uploaded file; what was kept and what was not stands above the card."""
        from bot.agent.documents import read_file

        try:
            with uploaded(path) as (raw, name):
                read = read_file(self.services, self.advisor.applicant(thread), raw, name)
            chat = self.advisor.shown(thread)[self.advisor.chat]
        except StepwiseError as error:
            return gr.skip(), *self._redraw(thread, specialty, trouble=str(error))
        return chat, *self._redraw(thread, specialty, told=profile.file_read(read))

    def _changed(self, thread: str, specialty: str, make: Callable[[], Event | None]) -> tuple[Any, ...]:
        """Keep what the card says, then draw the chat and all panes; trouble is said on the card."""
        trouble, chat = "", gr.skip()
        try:
            event = make()
            if event is not None and event.field in FIELDS:
                self.services.store.append_event(self.advisor.applicant(thread), event)
            chat = self.advisor.shown(thread)[self.advisor.chat]
        except StepwiseError as error:
            trouble = str(error)
        return chat, *self._redraw(thread, specialty, trouble=trouble)

    def _open(self, _thread: str, event: gr.EventData) -> Frame:
        return self.advisor.shown(value_of(event))

    def _new(self, _thread: str) -> Frame:
        return self.advisor.shown("")

    def _find(self, thread: str, event: gr.EventData) -> Html:
        """The conversations that hold some words; all of them for none."""
        words = str(event._data.get("text", "")).strip()[:LONGEST_SEARCH]
        try:
            applicant = self.advisor.applicant(thread)
            found = self.services.store.search_threads(applicant, words)
        except StepwiseError as error:
            return problem(str(error))
        return conversations(found, thread, self.services.today, self._whose(applicant), words)

    def _delete(self, thread: str, event: gr.EventData) -> Frame:
        gone = value_of(event)
        applicant = self.advisor.applicant(gone)
        self.advisor.cut(gone)
        practice_chat.forget_chat(self.services.store, applicant, gone)
        self.services.store.delete_thread(gone)
        rest = self.services.store.threads(applicant)
        return self.advisor.shown(thread if thread != gone else (rest[0].id if rest else ""))

    def _rename(self, _thread: str, event: gr.EventData) -> Frame:
        title = str(event._data.get("title", ""))
        self.services.store.rename_thread(str(event._data.get("thread", "")), title)
        return {self.advisor.offer: gr.skip()}


def _pane(name: str) -> gr.HTML:
    return gr.HTML("", elem_id=name, js_on_load=_PANE_JS, apply_default_css=False)
