"""The Plan tab's parts and what is done in it: ticking steps off, the budget, saving files.

Covers: drawing the panes when the tab is opened or something changed, and the handlers. Does not cover
markup (view, money, listing, dates), files (saving) or the plan itself (assess.plan).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from secrets import token_hex
from typing import TYPE_CHECKING, Any, TypeAlias

import gradio as gr

from bot.errors import BadInput, StepwiseError
from bot.ui.advisor import value_of
from bot.ui.components import Html, join
from bot.ui.events import EACH, in_order
from bot.ui.files import handed_out, named
from bot.ui.plan import listing, money, saving, view
from bot.ui.plan.dates import dates
from bot.ui.plan.words import Seen, usd
from bot.ui.programs.tab import ProgramsTab
from bot.ui.shell import problem
from bot.ui.tongue import ENGLISH, fixed, say, several, speaking

if TYPE_CHECKING:
    from bot.agent.services import Services

Frame: TypeAlias = dict[Any, Any]
"""New values for some of the tab's parts."""

EVENTS = ("show_plan", "tick", "untick", "retick", "budget", "save_plan", "plan_program")
"""What the tab's buttons and forms send."""

_FETCH = "() => window.stepwise.press('plan-file')"
_OPEN_PROGRAMS = "() => window.stepwise.openTabAt('Programs', '.sw-program .sw-opener[aria-expanded=true]')"


@dataclass(eq=False)
class PlanTab:
    """The tab's parts and handlers; `applicant` says whose conversation a thread is."""

    services: "Services"
    applicant: Callable[[str], str]
    tab: gr.Tab = field(init=False)
    said: gr.HTML = field(init=False)
    now: gr.HTML = field(init=False)
    money: gr.HTML = field(init=False)
    programs: gr.HTML = field(init=False)
    season: gr.HTML = field(init=False)
    file: gr.DownloadButton = field(init=False)

    def draw(self, pane: Callable[[str], gr.HTML]) -> None:
        """Create the tab with its panes inside the current tabs, empty until it is opened."""
        with gr.Tab(fixed("Plan"), id="plan", elem_id="plan-tab", render_children=True) as self.tab:
            self.said = pane("plan-said")
            self.now = pane("plan-now")
            self.money = pane("plan-money")
            self.programs = pane("plan-programs")
            self.season = pane("plan-season")
            self.file = gr.DownloadButton("Your plan", visible="hidden", elem_id="plan-file")

    @property
    def parts(self) -> list[Any]:
        return [self.said, self.now, self.money, self.programs, self.season]

    def wire(self, bus: gr.HTML, thread: gr.Textbox, programs: ProgramsTab) -> None:
        """Connect the events of the page's bus, opening the tab, and the way to a program's entry."""
        self.tab.select(self.plainly(self.show), thread, self.parts, **EACH)
        bus.show_plan(self.plainly(self.show), thread, self.parts, **EACH)
        for name, handler in (
            ("tick", self.tick),
            ("untick", self.untick),
            ("retick", self.retick),
            ("budget", self.budget),
        ):
            getattr(bus, name)(self.plainly(handler), thread, self.parts, **in_order("plan"))
        bus.save_plan(self.plainly(self.save), thread, [self.file, self.said], **EACH)
        self.file.change(None, None, None, js=_FETCH, **EACH)
        self._wire_look(bus, [thread, programs.view], programs)

    def _wire_look(self, bus: gr.HTML, seat: list[Any], programs: ProgramsTab) -> None:
        """Draw the Programs tab with one entry laid open, then open it: so nothing moves when it is seen."""

        def look(thread: str, raw: str, event: gr.EventData) -> Frame:
            return {**programs.show(thread, raw), **programs.look_at(thread, raw, event)}

        looked = bus.plan_program(programs.plainly(look), seat, programs.parts, **EACH)
        looked.then(None, None, None, js=_OPEN_PROGRAMS, **EACH)

    def plainly(self, handler: Callable[..., Frame]) -> Callable[..., Frame]:
        """The handler with its trouble said above the plan instead of raised."""

        @wraps(handler)
        def guarded(*given: Any, **named: Any) -> Frame:
            try:
                return handler(*given, **named)
            except StepwiseError as error:
                return {self.said: problem(str(error))}

        return guarded

    def show(self, thread: str) -> Frame:
        """All of the tab as it stands now."""
        return self._all(thread)

    def tick(self, thread: str, event: gr.EventData) -> Frame:
        """Keep a box as it was just set."""
        return self._ticked(thread, str(event._data.get("step", "")), "done" in event._data)

    def untick(self, thread: str, event: gr.EventData) -> Frame:
        return self._ticked(thread, value_of(event), False)

    def retick(self, thread: str, event: gr.EventData) -> Frame:
        return self._ticked(thread, value_of(event), True)

    def budget(self, thread: str, event: gr.EventData) -> Frame:
        """Keep what was typed as the budget, or say why it cannot be one."""
        amount = money.budget_of(str(event._data.get("usd", "")))
        if isinstance(amount, money.Mistake):
            return {self.money: money.money(self._seen(self.applicant(thread)), amount), self.said: ""}
        self.services.store.choose(self.applicant(thread), "budget", amount)
        seen = self._seen(self.applicant(thread))
        listed = sum(len(ids) for ids in seen.plan.tiers.values())
        kept = say("No budget now.") if amount is None else say("Budget kept: {usd}.", usd=usd(amount))
        on_list = several(
            listed,
            "{n} program is on the list, for {usd} in all.",
            "{n} programs are on the list, for {usd} in all.",
            usd=usd(seen.plan.cost.total),
        )
        words = f"{kept} {on_list}"
        return {**self._all(thread), self.said: view.said(words)}

    def save(self, thread: str, event: gr.EventData) -> Frame:
        """The plan as a file."""
        kind, today = value_of(event), self.services.today
        applicant = self.applicant(thread)
        seen = self._seen(applicant)
        with speaking(ENGLISH):
            data = saving.made(kind, seen, self.services.season.year, self.services.now())
        name = named(self.services.store.applicant(applicant), saving.file_name(kind, today))
        path = handed_out(self.file, data, name)
        return {
            self.file: gr.DownloadButton(value=path),
            self.said: view.said(say("Saved as {name}.", name=name)),
        }

    def _ticked(self, thread: str, step_id: str, done: bool) -> Frame:
        applicant = self.applicant(thread)
        try:
            items = self._seen(applicant).plan.checklist
            if all(item.step.id != step_id for item in items):
                raise BadInput(say("this step is no longer part of your plan"))
            kept = self.services.store.choices(applicant).get("checklist")
            others = [item for item in kept if item != step_id] if isinstance(kept, list) else []
            self.services.store.choose(applicant, "checklist", [*others, step_id] if done else others)
        except StepwiseError as error:
            return {**self._again(thread), self.said: problem(str(error))}
        return {**self._all(thread), self.said: view.ticked(items, step_id, done)}

    def _again(self, thread: str) -> Frame:
        """The tab as it is stored, marked anew: the browser passes over markup that it drew before."""
        mark = f"<!-- {token_hex()} -->"
        drawn = self.plainly(self._all)(thread)
        return {part: Html(f"{html}{mark}") if html else html for part, html in drawn.items()}

    def _seen(self, applicant: str) -> Seen:
        profile = self.services.store.ledger(applicant).profile
        return Seen(self.services.plan(applicant), self.services.programs, profile, self.services.today)

    def _all(self, thread: str) -> Frame:
        seen = self._seen(self.applicant(thread))
        season = [dates(seen.plan.dates, seen.today)]
        if not seen.profile:
            return {
                **dict.fromkeys(self.parts, ""),
                self.now: view.empty(),
                self.season: join(season),
            }
        season += [view.checklist(seen), view.notes(seen)]
        return {
            self.said: "",
            self.now: view.now(seen),
            self.money: money.money(seen) if seen.plan.applications else "",
            self.programs: listing.programs(seen),
            self.season: join(season),
        }
