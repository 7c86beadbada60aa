"""The Programs tab's parts and what is done in it.

Covers: drawing the panes, filters, laying programs open, the tracker, answers of programs, saving the
list. Does not cover the import of a list (own_list), markup (the modules beside it) or verdicts (assess).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from secrets import token_hex
from typing import TYPE_CHECKING, Any, TypeAlias

import gradio as gr

from bot.errors import BadInput, StepwiseError
from bot.ui.advisor import value_of
from bot.ui.components import Html
from bot.ui.events import EACH, in_order
from bot.ui.files import handed_out, named
from bot.ui.programs import listing, saving
from bot.ui.programs.answers import Mistake, finding_of
from bot.ui.programs.asking import first_list
from bot.ui.programs.board import Board, board, look
from bot.ui.programs.overview import filters, overview
from bot.ui.programs.own_list import OwnList
from bot.ui.programs.view import Focus, View
from bot.ui.programs.words import STAND, STATUS
from bot.ui.shell import problem
from bot.ui.tongue import ENGLISH, fixed, say, speaking

if TYPE_CHECKING:
    from bot.agent.services import Services

Frame: TypeAlias = dict[Any, Any]
"""New values for some of the tab's parts."""

EVENTS = (
    "show_programs",
    "filter",
    "unfilter",
    "program",
    "look_at",
    "more",
    "closed",
    "status",
    "found",
    "unfound",
    "save_list",
    "columns",
    "import_list",
    "drop_sheet",
    "drop_own",
    "hush",
)
"""What the tab's buttons and forms send."""

_FETCH = "() => window.stepwise.press('programs-file')"


@dataclass(eq=False)
class ProgramsTab:
    """The tab's parts and handlers; `applicant` says whose conversation a thread is."""

    services: "Services"
    applicant: Callable[[str], str]
    tab: gr.Tab = field(init=False)
    overview: gr.HTML = field(init=False)
    filters: gr.HTML = field(init=False)
    said: gr.HTML = field(init=False)
    listing: gr.HTML = field(init=False)
    view: gr.Textbox = field(init=False)
    file: gr.DownloadButton = field(init=False)
    own: OwnList = field(init=False)

    def draw(self, pane: Callable[[str], gr.HTML]) -> None:
        """Create the tab with its parts inside the current tabs, empty until it is opened."""
        with gr.Tab(fixed("Programs"), id="programs", elem_id="programs", render_children=True) as self.tab:
            self._draw(pane)

    def _draw(self, pane: Callable[[str], gr.HTML]) -> None:
        self.overview = pane("programs-overview")
        self.filters = pane("programs-filters")
        self.said = pane("programs-said")
        self.listing = pane("programs-list")
        self.own = OwnList(self.services, self.applicant)
        self.own.draw(pane)
        self.view = gr.Textbox(View().written(), visible="hidden", elem_id="programs-view", label="view")
        self.file = gr.DownloadButton("Your list", visible="hidden", elem_id="programs-file")

    @property
    def parts(self) -> list[Any]:
        return [self.view, self.overview, self.filters, self.said, self.listing]

    def wire(self, bus: gr.HTML, thread: gr.Textbox) -> None:
        """Connect the events of the page's bus, and opening the tab."""
        seat = [thread, self.view]
        self.tab.select(self.plainly(self.show), seat, self.parts, **EACH)
        bus.status(self.track, seat, self.parts, **in_order("programs"))
        for name, handler in (
            ("show_programs", self.show),
            ("filter", self.filter),
            ("unfilter", self.unfilter),
            ("program", self.toggle),
            ("look_at", self.look_at),
            ("more", self.more),
            ("closed", self.open_closed),
            ("found", self.found),
            ("unfound", self.unfound),
            ("drop_own", self.drop_own),
        ):
            getattr(bus, name)(self.plainly(handler), seat, self.parts, **in_order("programs"))
        bus.save_list(self.plainly(self.save), seat, [self.file, self.said], **EACH)
        self.file.change(None, None, None, js=_FETCH, **EACH)
        imported = self.own.wire(bus, thread, self.said)
        imported.then(self.plainly(self.imported), seat, self.parts, **EACH)
        bus.hush(lambda: "", None, self.said, **EACH)

    def plainly(self, handler: Callable[..., Frame]) -> Callable[..., Frame]:
        """The handler with its trouble said above the list instead of raised."""

        @wraps(handler)
        def guarded(*given: Any, **named: Any) -> Frame:
            try:
                return handler(*given, **named)
            except StepwiseError as error:
                return {self.said: problem(str(error))}

        return guarded

    def show(self, thread: str, raw: str) -> Frame:
        """All of the tab as it stands now."""
        return self._all(self._board(thread), View.read(raw))

    def imported(self, thread: str, raw: str) -> Frame:
        """All of the tab after an import, under the note of what it did."""
        frame = self._all(self._board(thread), View.read(raw), Focus(quiet=True))
        return {part: value for part, value in frame.items() if part is not self.said}

    def filter(self, thread: str, raw: str, event: gr.EventData) -> Frame:
        return self._list(self._board(thread), View.read(raw).filtered(event._data))

    def unfilter(self, thread: str, raw: str) -> Frame:
        now, seen = View.read(raw), self._board(thread)
        view = View(opened=now.opened, closed=now.closed, sort=now.sort)
        return {**self._list(seen, view), self.filters: filters(seen, view)}

    def toggle(self, thread: str, raw: str, event: gr.EventData) -> Frame:
        return self._list(self._board(thread), View.read(raw).toggled(value_of(event)))

    def look_at(self, thread: str, raw: str, event: gr.EventData) -> Frame:
        """Show one program alone, laid open."""
        seen = self._board(thread)
        view = View(search=self._name(seen, value_of(event)), opened=(value_of(event),))
        frame = self._list(seen, view, focus=Focus(value_of(event)))
        return {**frame, self.filters: filters(seen, view)}

    def more(self, thread: str, raw: str, event: gr.EventData) -> Frame:
        """Show further programs; reading goes on at the first of them."""
        view, seen = View.read(raw), self._board(thread)
        first = look(seen, view).open[view.shown : view.shown + 1]
        focus = Focus(first[0].program.id if first else "")
        return self._list(seen, view.narrowed({"shown": _count(event)}), focus=focus)

    def open_closed(self, thread: str, raw: str, event: gr.EventData) -> Frame:
        """Lay the group of closed programs open up to a number, or fold it."""
        return self._list(self._board(thread), View.read(raw).narrowed({"closed": _count(event)}))

    def track(self, thread: str, raw: str, event: gr.EventData) -> Frame:
        """Keep the status of a program at once.

        The list is drawn anew only when that failed: the menu shows the new status already, and a row
        that no longer passes a filter stays where it was changed.
        """
        program_id, status = str(event._data.get("program", "")), str(event._data.get("status", ""))
        try:
            name = self._name(self._board(thread), program_id)
            self.services.store.track(self.applicant(thread), program_id, status)
        except StepwiseError as error:
            stored = self.plainly(self._stored)(thread, raw)
            return {**stored, self.said: problem(str(error))}
        return {
            self.said: listing.said(say("Saved: {status}, {name}.", status=say(STATUS[status]), name=name))
        }

    def _stored(self, thread: str, raw: str) -> Frame:
        """The list as it is stored, marked anew: the browser passes over markup that it drew before."""
        frame = self._list(self._board(thread), View.read(raw))
        return {**frame, self.listing: Html(f"{frame[self.listing]}<!-- {token_hex()} -->")}

    def found(self, thread: str, raw: str, event: gr.EventData) -> Frame:
        """Keep what a program answered, and show what that makes of its verdict."""
        view, before = View.read(raw), self._board(thread)
        made = finding_of(event._data, self.services.today)
        name = self._name(before, made.program_id)
        if isinstance(made, Mistake):
            return self._list(before, view, wrong=made)
        self.services.store.record_finding(self.applicant(thread), made)
        now = self._board(thread)
        entry = now.entry(made.program_id)
        told = say("Written down for {name}.", name=name)
        if entry:
            told += " " + say("Its verdict is now: {verdict}.", verdict=say(STAND[entry.stand]))
        frame = self._all(now, view, Focus(made.program_id, asking=True, quiet=True))
        return {**frame, self.said: listing.said(told)}

    def unfound(self, thread: str, raw: str, event: gr.EventData) -> Frame:
        program_id, _, rule = value_of(event).partition(" ")
        self.services.store.drop_finding(self.applicant(thread), program_id, rule)
        told = listing.said(say("Taken back. What is published counts again."))
        focus = Focus(program_id, asking=True, quiet=True)
        return {**self._all(self._board(thread), View.read(raw), focus), self.said: told}

    def drop_own(self, thread: str, raw: str, event: gr.EventData) -> Frame:
        self.services.store.delete_own_program(self.applicant(thread), value_of(event))
        told = listing.said(say("Removed from your own additions."))
        frame = self._list(self._board(thread), View.read(raw), focus=Focus(quiet=True))
        return {**frame, self.said: told}

    def save(self, thread: str, raw: str, event: gr.EventData) -> Frame:
        """The list that passes the filters as a file; nothing closed is in it."""
        kind = value_of(event)
        if kind not in listing.FORMATS:
            raise BadInput(say("a list is saved as one of {kinds}", kinds=", ".join(listing.FORMATS)))
        seen = self._board(thread)
        with speaking(ENGLISH):
            data = saving.made(kind, seen, look(seen, View.read(raw)))
        whose = self.services.store.applicant(self.applicant(thread))
        name = named(whose, saving.file_name(kind, self.services.today))
        path = handed_out(self.file, data, name)
        return {
            self.file: gr.DownloadButton(value=path),
            self.said: listing.said(say("Saved as {name}.", name=name)),
        }

    def _board(self, thread: str) -> Board:
        applicant, store = self.applicant(thread), self.services.store
        return board(
            self.services.survey(applicant),
            self.services.today,
            store.tracked(applicant),
            store.findings(applicant),
            store.own_programs(applicant),
        )

    def _name(self, seen: Board, program_id: str) -> str:
        """The name of a program on the board. Raises BadInput when it is not there."""
        entry = seen.entry(program_id)
        own = (item.name for item in seen.own if item.id == program_id)
        name = entry.program.name if entry else next(own, None)
        if name is None:
            raise BadInput(say("this program is no longer on the list"))
        return name

    def _all(self, seen: Board, view: View, focus: Focus | None = None) -> Frame:
        head = overview(seen, self.services.programs, first_list(seen))
        frame = self._list(seen, view, focus=focus)
        return {**frame, self.overview: head, self.filters: filters(seen, view)}

    def _list(
        self, seen: Board, view: View, *, wrong: Mistake | None = None, focus: Focus | None = None
    ) -> Frame:
        if wrong is not None and wrong.program_id not in view.opened:
            view = view.toggled(wrong.program_id)
        drawn = listing.listing(seen, view, wrong=wrong, focus=focus)
        return {self.view: view.written(), self.listing: drawn, self.said: ""}


def _count(event: gr.EventData) -> int:
    told = value_of(event)
    return int(told) if told.isdecimal() else 0
