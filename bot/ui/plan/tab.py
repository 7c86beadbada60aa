"""The Plan tab's parts and what is done in it: ticking off, the budget, saving files.

Covers: drawing the pane when the tab is opened or something changed, and the handlers. Does not cover
markup (view, dates), files (saving) or the plan itself (assess.plan).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.processing_utils import save_bytes_to_cache

from bot.errors import StepwiseError
from bot.ui.advisor import value_of
from bot.ui.components import Html
from bot.ui.plan import saving, view
from bot.ui.shell import problem

if TYPE_CHECKING:
    from bot.agent.services import Services

EVENTS = ("show_plan", "tick", "budget", "save_plan")
"""What the tab's buttons and forms send."""

_QUICK: dict[str, Any] = {
    "queue": False,
    "show_progress": "hidden",
    "api_visibility": "private",
    "trigger_mode": "multiple",
}
_FETCH = "() => window.stepwise.press('plan-file')"
_WRONG = "Write whole US dollars, like 1500, or leave the field empty."


@dataclass(eq=False)
class PlanTab:
    """The tab's pane and handlers; `applicant` says whose conversation a thread is."""

    services: "Services"
    applicant: Callable[[str], str]
    tab: gr.Tab = field(init=False)
    pane: gr.HTML = field(init=False)
    file: gr.DownloadButton = field(init=False)

    def draw(self, pane: Callable[[str], gr.HTML]) -> None:
        """Create the tab with its pane inside the current tabs, empty until it is opened."""
        with gr.Tab("Plan", id="plan", elem_id="plan-tab", render_children=True) as self.tab:
            self.pane = pane("plan")
            self.file = gr.DownloadButton("Your plan", visible="hidden", elem_id="plan-file")

    def wire(self, bus: gr.HTML, thread: gr.Textbox) -> None:
        """Connect the events of the page's bus, and opening the tab."""
        self.tab.select(self.show, thread, self.pane, **_QUICK)
        for name, handler in (("show_plan", self.show), ("tick", self.tick), ("budget", self.budget)):
            getattr(bus, name)(handler, thread, self.pane, **_QUICK)
        bus.save_plan(self.save, thread, self.file, **_QUICK)
        self.file.change(None, None, None, js=_FETCH, **_QUICK)

    def show(self, thread: str) -> Html:
        """The plan as it stands now."""
        return self._panel(self.applicant(thread))

    def tick(self, thread: str, event: gr.EventData) -> Html:
        """Tick a step off, or take the tick back; the plan is made anew."""
        applicant, step = self.applicant(thread), value_of(event)
        try:
            kept = self.services.store.choices(applicant).get("checklist")
            ticked = [item for item in kept if isinstance(item, str)] if isinstance(kept, list) else []
            left = [item for item in ticked if item != step]
            self.services.store.choose(applicant, "checklist", left if step in ticked else [*ticked, step])
        except StepwiseError as error:
            return problem(str(error))
        return self._panel(applicant)

    def budget(self, thread: str, event: gr.EventData) -> Html:
        """Keep a budget in whole US dollars, or none."""
        applicant, typed = self.applicant(thread), str(event._data.get("usd", "")).strip()
        plain = re.sub(r"[\s,$]", "", typed)
        if plain and not re.fullmatch(r"\d{1,6}", plain, re.ASCII):
            return self._panel(applicant, _WRONG, typed)
        try:
            self.services.store.choose(applicant, "budget", int(plain) if plain else None)
        except StepwiseError as error:
            return problem(str(error))
        return self._panel(applicant)

    def save(self, thread: str, event: gr.EventData) -> gr.DownloadButton:
        """The plan as a file of the asked kind, in a new folder each time, so that each save is a change."""
        kind, today = value_of(event), self.services.today
        plan = self.services.plan(self.applicant(thread))
        data = saving.made(kind, plan, self.services.programs, today)
        folder = Path(self.file.GRADIO_CACHE, token_hex())
        path = save_bytes_to_cache(data, f"stepwise-plan-{today.isoformat()}.{kind}", str(folder))
        self.file.temp_files.add(path)  # so that the page's clearing of old files reaches it
        return gr.DownloadButton(value=path)

    def _panel(self, applicant: str, wrong: str = "", typed: str = "") -> Html:
        try:
            if not self.services.store.ledger(applicant).profile:
                return view.empty()
            return view.panel(self.services.plan(applicant), self.services.programs, wrong, typed)
        except StepwiseError as error:
            return problem(str(error))
