"""What is done to an open statement: writing, taking and leaving edits, refining, versions, saving a file.

Covers: the handlers, each reading the statement from the store, changing it and keeping it at once. Does not
cover opening and listing (tab) or what a change means (write.studio).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import gradio as gr

from bot.errors import BadInput, StepwiseError
from bot.ui.advisor import value_of
from bot.ui.components import Html, act
from bot.ui.events import EACH, in_order
from bot.ui.files import handed_out, named
from bot.ui.studio import desk, keeping, leaving
from bot.ui.studio.keeping import Kept, whole
from bot.ui.studio.refining import LONGEST_REQUEST, chosen, refining
from bot.ui.studio.versions import versions
from bot.ui.studio.words import changes_of, note
from bot.ui.tongue import ENGLISH, later, say, several, speaking
from bot.write import studio
from bot.write.refine import refine
from bot.write.studio import Document, Goal
from bot.write.studio.titles import TITLES

if TYPE_CHECKING:
    from bot.ui.studio.tab import Desk

Frame: TypeAlias = dict[Any, Any]
"""New values for some of the tab's parts."""

ACTS = (
    "st_text",
    "st_goal",
    "st_rename",
    "st_accept",
    "st_refuse",
    "st_back",
    "st_safe",
    "st_refine",
    "st_take",
    "st_drop",
    "st_point",
    "st_compare",
    "st_restore",
)
_FETCH = "() => window.stepwise.press('st-file')"
_ELSEWHERE = later(
    "This statement was changed in another window. What you typed here is kept as a version below, "
    "and the text is the one from the other window."
)


def wire_acts(tab: "Desk", bus: gr.HTML, seat: list[Any]) -> None:
    acts = Acts(tab)
    for name in ACTS:
        handler = getattr(acts, name.removeprefix("st_"))
        getattr(bus, name)(tab.plainly(handler), seat, tab.parts, **in_order("studio"))
    bus.st_save(tab.plainly(acts.save), seat, [tab.file, *tab.parts], **in_order("studio"))
    tab.file.change(None, None, None, js=_FETCH, **EACH)


class Acts:
    """The handlers over one tab."""

    def __init__(self, tab: "Desk") -> None:
        self.tab = tab
        self.services = tab.services

    def text(self, thread: str, _view: str, event: gr.EventData) -> Frame:
        """Keep what is typed; when that fails it is said, and the text stays where it was typed."""
        try:
            return self._written(thread, event)
        except StepwiseError as error:
            return {**self.tab.trouble(error), self.tab.state: desk.unsaved()}

    def _written(self, thread: str, event: gr.EventData) -> Frame:
        """What another window saved meanwhile is never overwritten."""
        applicant = self.tab.applicant(thread)
        kept = keeping.statement(self.services, applicant, str(event._data.get("id", "")))
        typed, at = str(event._data.get("text", "")), self.services.now()
        if kept.revision != whole(event._data.get("revision")) and typed != kept.now.text:
            after = keeping.save(self.services, applicant, kept, studio.kept_aside(kept.now, typed, at))
            return {**self.tab.opened(applicant, after), self.tab.said: note(say(_ELSEWHERE))}
        pasted = [str(one) for one in event._data.get("pasted") or ()][:50]
        after = keeping.save(self.services, applicant, kept, studio.written(kept.now, typed, at, pasted))
        found = keeping.examine(self.services, applicant, after)
        shown = self.tab.beside(applicant, after, found)
        offered, grown = after.now.proposal, bool(after.now.text) != bool(kept.now.text)
        if not grown and offered == kept.now.proposal and offered is None:
            del shown[self.tab.refining]
        if grown:
            shown[self.tab.versions] = versions(after.now)
        return {**shown, self.tab.said: ""}

    def goal(self, thread: str, view: str, event: gr.EventData) -> Frame:
        """What the text is for, from the form; the findings follow it."""
        given = event._data
        asks = given.get("asks", [])
        owed = tuple(asks) if isinstance(asks, list) else (str(asks),)
        goal = Goal(
            str(given.get("kind", "")), owed, given.get("specialty") or None, given.get("region") or None
        )
        return self._changed(thread, view, lambda now: replace(now, goal=goal))

    def rename(self, thread: str, view: str, event: gr.EventData) -> Frame:
        applicant, kept = self._kept(thread, view)
        title = str(event._data.get("title", "")).strip()[: keeping.LONGEST_TITLE]
        if not title:
            raise BadInput(say("a statement needs a name"))
        after = keeping.save(self.services, applicant, kept, kept.now, title)
        return {
            **self.tab.opened(applicant, after),
            self.tab.said: note(say("It is called “{title}” now.", title=title)),
        }

    def accept(self, thread: str, view: str, event: gr.EventData) -> Frame:
        applicant, kept = self._kept(thread, view)
        item = keeping.examine(self.services, applicant, kept).item(value_of(event))
        if item is None or item.edit is None:
            raise BadInput(say("these words have changed since, so the edit does not fit any more"))
        label = TITLES[item.problem].lower()
        after = studio.accepted(kept.now, [item.edit], label, self.services.now())
        said = say("Accepted: {what}.", what=say(TITLES[item.problem]).lower())
        return self._done(applicant, kept, after, said)

    def safe(self, thread: str, view: str) -> Frame:
        """Every safe edit together, as one version."""
        applicant, kept = self._kept(thread, view)
        edits = [one.edit for one in keeping.examine(self.services, applicant, kept).safe if one.edit]
        label = "1 safe edit" if len(edits) == 1 else f"{len(edits):,} safe edits"
        after = studio.accepted(kept.now, edits, label, self.services.now())
        what = several(len(edits), "{n:,} safe edit", "{n:,} safe edits")
        return self._done(applicant, kept, after, say("Accepted: {what}.", what=what))

    def refuse(self, thread: str, view: str, event: gr.EventData) -> Frame:
        return self._changed(thread, view, lambda now: studio.refused(now, value_of(event)))

    def back(self, thread: str, view: str, event: gr.EventData) -> Frame:
        return self._changed(thread, view, lambda now: studio.brought_back(now, value_of(event)))

    def refine(self, thread: str, view: str, event: gr.EventData) -> Frame:
        """What is offered for a request; nothing changes before it is taken."""
        applicant, kept = self._kept(thread, view)
        request, goal = value_of(event).strip()[:LONGEST_REQUEST], kept.now.goal
        if not kept.now.text.strip():
            raise BadInput(say("there is no text to refine yet"))
        refined = refine(
            kept.now.text,
            request,
            self.services.store.ledger(applicant),
            self.services.today,
            kind=goal.kind,
            asks=goal.asks,
            target={"specialty": goal.specialty, "region": goal.region},
        )
        after = keeping.save(self.services, applicant, kept, studio.proposed(kept.now, request, refined))
        return {
            **self.tab.opened(applicant, after),
            self.tab.refining: refining(after.now, fresh=True),
        }

    def take(self, thread: str, view: str, event: gr.EventData) -> Frame:
        applicant, kept = self._kept(thread, view)
        offered = kept.now.proposal
        places = chosen(offered.edits, event._data.get("edit")) if offered else set()
        after = studio.taken(kept.now, places, self.services.now())
        return self._done(applicant, kept, after, say("Taken: {what}.", what=changes_of(len(places))))

    def drop(self, thread: str, view: str) -> Frame:
        return self._changed(thread, view, studio.dropped)

    def point(self, thread: str, view: str, event: gr.EventData) -> Frame:
        label, at = str(event._data.get("label", "")), self.services.now()
        frame = self._changed(thread, view, lambda now: studio.pointed(now, label, at))
        return {**frame, self.tab.said: note(say("This version is kept."))}

    def compare(self, thread: str, view: str, event: gr.EventData) -> Frame:
        _, kept = self._kept(thread, view)
        return {self.tab.versions: versions(kept.now, whole(value_of(event)))}

    def restore(self, thread: str, view: str, event: gr.EventData) -> Frame:
        applicant, kept = self._kept(thread, view)
        old = kept.now.version(whole(value_of(event)))
        after = studio.restored(kept.now, old.id, self.services.now())
        return self._done(applicant, kept, after, say("Back at “{label}”.", label=say(old.label)))

    def save(self, thread: str, view: str, event: gr.EventData) -> Frame:
        """A file of the statement, after a yes where something stands open."""
        applicant, kept = self._kept(thread, view)
        asked = value_of(event)
        kind = asked.removesuffix("!")
        found = keeping.examine(self.services, applicant, kept)
        if not kind or (kind in leaving.FORMATS and kind == asked and leaving.needs_yes(kept, found)):
            return {
                self.tab.leaving: leaving.leaving(kept, found, self.tab.facts(applicant), kind),
                self.tab.said: "",
            }
        with speaking(ENGLISH):
            data, name = leaving.made(kind, kept), leaving.file_name(kind, kept, self.services.today)
        name = named(self.services.store.applicant(applicant), name)
        path = handed_out(self.tab.file, data, name)
        return {
            self.tab.file: gr.DownloadButton(value=path),
            self.tab.leaving: leaving.leaving(kept, found, self.tab.facts(applicant)),
            self.tab.said: note(say("Saved as {name}.", name=name)),
        }

    def _kept(self, thread: str, view: str) -> tuple[str, Kept]:
        applicant = self.tab.applicant(thread)
        return applicant, keeping.statement(self.services, applicant, view)

    def _changed(self, thread: str, view: str, change: Callable[[Document], Document]) -> Frame:
        """Keep another state of the statement and draw everything."""
        applicant, kept = self._kept(thread, view)
        return self.tab.opened(applicant, keeping.save(self.services, applicant, kept, change(kept.now)))

    def _done(self, applicant: str, kept: Kept, after: Document, said: str) -> Frame:
        """The same after the text changed, with the way back in reach."""
        frame = self.tab.opened(applicant, keeping.save(self.services, applicant, kept, after))
        before = next((one.id for one in reversed(after.versions) if one.text == kept.now.text), 0)
        undo = act(say("Undo"), "st_restore", str(before), "sw-button small") if before else Html("")
        return {**frame, self.tab.said: note(said, undo)}
