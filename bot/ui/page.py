"""The page: three panes, and what connects them.

Covers: the layout, and redrawing panes after a change. Does not cover what each pane shows and does
(conversations, advisor, card, cited, score), how it looks (theme) or serving it (serve).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import gradio as gr

from bot.applicant.intake import ADVICE
from bot.applicant.ledger import Ledger
from bot.assess import scoring
from bot.errors import StepwiseError
from bot.ui import card, cited, conversations, example, model, plan, profile, score, whatif
from bot.ui.advisor import Advisor, Frame, value_of
from bot.ui.components import Html, join, text
from bot.ui.events import LONG, QUICK
from bot.ui.interview import tab as interview
from bot.ui.programs import tab as programs
from bot.ui.records import EVENTS as RECORDS
from bot.ui.records import Records
from bot.ui.running import Talk
from bot.ui.shell import closer, footer, header, problem
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
    "specialty",
    *card.EVENTS,
    *conversations.EVENTS,
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
        self.card = card.Card(services, self.advisor, self._redraw)
        self.conversations = conversations.Conversations(services, self.advisor)
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
                self.conversations.draw(_pane)
            with gr.Column(elem_id="work", min_width=0):
                self.example.draw(_pane)
                with gr.Tabs(elem_id="tabs"):
                    self._draw_tabs()
            with gr.Column(elem_id="side", min_width=0):
                gr.HTML(fixed(closer), elem_id="side-close", js_on_load=None, apply_default_css=False)
                with gr.Tabs(elem_id="side-tabs") as self.side:
                    with gr.Tab(fixed("Your profile"), id="profile", elem_id="profile-tab"):
                        self.card.draw(_pane)
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
        beside = [self.conversations.pane, self.card.pane, self.sources]
        return [*beside, self.score, self.background, self.example.pane]

    def _wire(self, blocks: gr.Blocks) -> None:
        advisor = self.advisor
        arrived = blocks.load(advisor.plainly(self._arrive), None, [*advisor.parts, self.since], **QUICK)
        arrived.then(self._redraw, self._seat, self.panes, **QUICK)
        rejoined = arrived.then(advisor.rejoin, advisor.thread, advisor.parts, **LONG)
        rejoined.then(self._redraw, self._seat, self.panes, **QUICK)
        self.ticking.tick(self._tick, None, [self.status, self.ticking], **QUICK)
        advisor.thread.change(None, advisor.thread, None, js=_KEEP_ADDRESS, **QUICK)
        self._wire_turns()
        self.card.wire(self.bus, self._seat, self.panes)
        self.bus.specialty(self._choose, self._seat, [self.specialty, self.score, self.background], **QUICK)
        for opened in self.conversations.wire(self.bus):
            opened.then(self._redraw, self._seat, self.panes, **QUICK)
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
        self.card.pane.change(None, None, None, js=_REFRESH, **QUICK)

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
        sourced = next((turn for turn in reversed(turns) if cited.has_sources(turn.reply)), None)
        done, total = self.services.progress(ADVICE, ledger)
        facts = profile.card(ledger, done, total, reply.get("conflicts", ()), mistake)
        told = join([told, problem(trouble)]) if trouble else told
        listed = self.conversations.listed(applicant, thread, threads)
        strip = self.example.strip(applicant)
        shown = listed, join([told, facts]), cited.sources(sourced)
        return *shown, *self._score(ledger, specialty), strip

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
        return cited.sources(turn, int(k)), gr.Tabs(selected="sources")


def _pane(name: str) -> gr.HTML:
    return gr.HTML("", elem_id=name, js_on_load=_PANE_JS, apply_default_css=False)
