"""The Statement tab's parts: drawn when it is opened, and connected to what is done in it.

Covers: the panes, opening and beginning statements, what is shown after something changed. Does not cover
what is done to an open statement (acts), markup (home, desk, findings, refining, versions, leaving), keeping
(keeping) or reviewing (write.studio).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.applicant.documents import read_document
from bot.applicant.facts import STATES, Profile
from bot.errors import BadInput, StepwiseError
from bot.ui.advisor import value_of
from bot.ui.components import Html
from bot.ui.drafted import draft_name
from bot.ui.events import EACH, in_order
from bot.ui.files import uploaded
from bot.ui.shell import problem
from bot.ui.studio import desk, keeping
from bot.ui.studio.acts import ACTS, Frame, wire_acts
from bot.ui.studio.findings import findings
from bot.ui.studio.home import home, notes
from bot.ui.studio.keeping import Kept
from bot.ui.studio.leaving import leaving
from bot.ui.studio.refining import refining
from bot.ui.studio.versions import versions
from bot.ui.studio.words import note
from bot.ui.tongue import fixed, later, say
from bot.write import studio
from bot.write.studio import Examined, Goal, How

if TYPE_CHECKING:
    from bot.agent.services import Services

EVENTS = ("show_statement", "st_new", "st_draft", "st_open", "st_home", "st_delete", *ACTS, "st_save")
"""What the tab's buttons and forms send."""

_EXAMPLE = later(
    "This is the example from your conversation. Answer its brackets and say it your way: "
    "the log below keeps apart which words are yours."
)

HOME = "home"
"""The view of the list; an empty view is the statement that was open last, if there is one."""


@dataclass(eq=False)
class Desk:
    """The tab's panes and what they show; `applicant` says whose conversation a thread is."""

    services: "Services"
    applicant: Callable[[str], str]
    tab: gr.Tab = field(init=False)
    view: gr.Textbox = field(init=False)
    said: gr.HTML = field(init=False)
    top: gr.HTML = field(init=False)
    upload: gr.UploadButton = field(init=False)
    sheet: gr.HTML = field(init=False)
    state: gr.HTML = field(init=False)
    findings: gr.HTML = field(init=False)
    refining: gr.HTML = field(init=False)
    leaving: gr.HTML = field(init=False)
    versions: gr.HTML = field(init=False)
    file: gr.DownloadButton = field(init=False)

    def draw(self, pane: Callable[[str], gr.HTML]) -> None:
        """Create the tab with its panes inside the current tabs, empty until it is opened."""
        with gr.Tab(
            fixed("Statement"), id="statement", elem_id="statement-tab", render_children=True
        ) as self.tab:
            self.said = pane("st-said")
            self.top = pane("st-top")
            self.upload = gr.UploadButton(
                fixed("Open a file"), file_types=[".txt", ".docx", ".pdf"], elem_id="st-upload", size="sm"
            )
            with gr.Row(elem_id="st-desk", equal_height=False):
                with gr.Column(elem_id="st-writing", min_width=0):
                    self.sheet = pane("st-sheet")
                    self.state = pane("st-state")
                self.findings = pane("st-findings")
            self.refining = pane("st-refine")
            self.leaving = pane("st-leave")
            self.versions = pane("st-versions")
            self.view = gr.Textbox(visible="hidden", elem_id="st-view", label="statement")
            self.file = gr.DownloadButton("Your statement", visible="hidden", elem_id="st-file")

    @property
    def parts(self) -> list[Any]:
        panes = [self.said, self.top, self.sheet, self.state, self.findings]
        return [self.view, *panes, self.refining, self.leaving, self.versions]

    def plainly(self, handler: Callable[..., Frame]) -> Callable[..., Frame]:
        """The handler with its trouble said above the tab instead of raised."""

        @wraps(handler)
        def guarded(*given: Any, **named: Any) -> Frame:
            try:
                return handler(*given, **named)
            except StepwiseError as error:
                return self.trouble(error)

        return guarded

    def trouble(self, error: StepwiseError) -> Frame:
        """What went wrong, marked anew: the browser passes over markup that it drew before."""
        return {self.said: Html(f"{problem(str(error))}<!-- {token_hex()} -->")}

    def home(self, applicant: str) -> Frame:
        items = keeping.listed(self.services, applicant)
        return {**self._blank(HOME), self.top: home(items, self.services.today), self.refining: notes()}

    def opened(self, applicant: str, kept: Kept, *, fresh: bool = False) -> Frame:
        """All of the tab at a statement; `fresh`: it was just opened, so writing can begin."""
        found = keeping.examine(self.services, applicant, kept)
        return {
            **self._blank(kept.id),
            self.top: desk.top(kept),
            self.sheet: desk.sheet(kept, fresh=fresh),
            self.versions: versions(kept.now),
            **self.beside(applicant, kept, found),
        }

    def beside(self, applicant: str, kept: Kept, found: Examined) -> Frame:
        """What stands around the text, as it follows from it; the text itself is left alone."""
        facts = self.facts(applicant)
        return {
            self.state: desk.state(kept, found.counts, kept.updated),
            self.findings: findings(kept.now, found, facts),
            self.refining: refining(kept.now),
            self.leaving: leaving(kept, found, facts),
        }

    def facts(self, applicant: str) -> int:
        """How many facts a text is compared with."""
        return len(self.services.store.ledger(applicant).profile)

    def _blank(self, view: str) -> Frame:
        return {**dict.fromkeys(self.parts, ""), self.view: view}


class StudioTab(Desk):
    """The desk with its handlers."""

    def wire(self, bus: gr.HTML, thread: gr.Textbox) -> None:
        """Connect the events of the page's bus, opening the tab, and the file button."""
        seat = [thread, self.view]
        self.tab.select(self.plainly(self.show), seat, self.parts, **EACH)
        bus.show_statement(self.plainly(self.show), seat, self.parts, **EACH)
        for name, handler in (
            ("st_new", self.new),
            ("st_draft", self.draft),
            ("st_open", self.open),
            ("st_home", self.leave),
            ("st_delete", self.delete),
        ):
            getattr(bus, name)(self.plainly(handler), seat, self.parts, **in_order("studio"))
        self.upload.upload(self.plainly(self.read), [thread, self.upload], self.parts, **in_order("studio"))
        wire_acts(self, bus, seat)

    def show(self, thread: str, view: str) -> Frame:
        """All of the tab as it stands now."""
        applicant = self.applicant(thread)
        chosen = view or keeping.last_open(self.services, applicant)
        if chosen in ("", HOME):
            return self.home(applicant)
        try:
            return self.opened(applicant, keeping.statement(self.services, applicant, chosen))
        except BadInput as error:
            keeping.open_(self.services, applicant, "")
            return {**self.home(applicant), self.said: problem(str(error))}

    def new(self, thread: str, _view: str) -> Frame:
        """An empty statement to write or paste in."""
        applicant = self.applicant(thread)
        goal = aim(self.services.store.ledger(applicant).profile)
        begun = studio.begin("", How.TYPED, self.services.now(), goal)
        return self.opened(applicant, keeping.create(self.services, applicant, "", begun), fresh=True)

    def draft(self, thread: str, _view: str, event: gr.EventData) -> Frame:
        """The latest draft of a kind from the conversation, as a text to make one's own."""
        applicant, kind = self.applicant(thread), value_of(event)
        found = [one for one in self.services.store.drafts(applicant) if one.kind == kind]
        if not found:
            raise BadInput(say("this draft is not kept any more"))
        latest = max(found, key=lambda one: one.version)
        goal = replace(aim(self.services.store.ledger(applicant).profile), kind="paragraph", asks=())
        begun = studio.begin(latest.text, How.DRAFT, self.services.now(), goal, draft_name(kind))
        kept = keeping.create(self.services, applicant, draft_name(kind).capitalize(), begun)
        return {**self.opened(applicant, kept), self.said: note(say(_EXAMPLE))}

    def read(self, thread: str, path: str) -> Frame:
        """A statement from a file; its name is the title."""
        with uploaded(path) as (raw, name):
            applicant, words = self.applicant(thread), read_document(raw, name)
        goal = aim(self.services.store.ledger(applicant).profile)
        begun = studio.begin(words, How.FILE, self.services.now(), goal, name)
        kept = keeping.create(self.services, applicant, Path(name).stem, begun)
        frame = self.opened(applicant, kept)
        return {**frame, self.said: note(say("Read from {name}. The file itself is not kept.", name=name))}

    def open(self, thread: str, _view: str, event: gr.EventData) -> Frame:
        applicant = self.applicant(thread)
        kept = keeping.statement(self.services, applicant, value_of(event))
        keeping.open_(self.services, applicant, kept.id)
        return self.opened(applicant, kept)

    def leave(self, thread: str, _view: str) -> Frame:
        applicant = self.applicant(thread)
        keeping.open_(self.services, applicant, "")
        return self.home(applicant)

    def delete(self, thread: str, _view: str, event: gr.EventData) -> Frame:
        applicant = self.applicant(thread)
        keeping.delete(self.services, applicant, value_of(event))
        return {
            **self.home(applicant),
            self.said: note(say("The statement is deleted, with all its versions.")),
        }


def aim(profile: Profile) -> Goal:
    """What a new statement is for, as far as the profile says: the first specialty, the one state of ties."""
    named, ties = profile.get("specialty"), profile.get("region_ties")
    states = [one for one in ties if one in STATES.values()] if isinstance(ties, tuple) else []
    return Goal(
        specialty=named[0] if isinstance(named, tuple) and named else None,
        region=states[0] if len(states) == 1 else None,
    )
