"""The pane of conversations: opening, finding, renaming and deleting them.

Covers: the pane and what its forms do. Does not cover the list's looks (shell) or what is said in a
conversation (advisor).
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.agent import practice_chat
from bot.errors import StepwiseError
from bot.store import Thread
from bot.ui.access.own import asking
from bot.ui.advisor import Advisor, Frame, value_of
from bot.ui.components import Html
from bot.ui.events import EACH, QUICK
from bot.ui.shell import LONGEST_SEARCH, conversations, problem
from bot.ui.tongue import say

if TYPE_CHECKING:
    from bot.agent.services import Services

EVENTS = ("open", "rename", "delete", "new", "find")


class Conversations:
    def __init__(self, services: "Services", advisor: Advisor) -> None:
        self.services, self.advisor = services, advisor

    def draw(self, pane: Callable[[str], gr.HTML]) -> None:
        self.pane = pane("conversations")

    def wire(self, bus: gr.HTML) -> Iterator[Any]:
        """The events after which all panes are to be drawn anew."""
        advisor = self.advisor
        for name, handler in (
            ("open", self._open),
            ("new", self._new),
            ("rename", self._rename),
            ("delete", self._delete),
        ):
            yield getattr(bus, name)(advisor.plainly(handler), advisor.thread, advisor.parts, **QUICK)
        bus.find(self._find, advisor.thread, self.pane, **EACH)

    def listed(self, applicant: str, thread: str, found: list[Thread], words: str = "") -> Html:
        """The list of `found`, with whose it is if there are several records or somebody logged in."""
        user, people = asking(), self.services.store.applicants(asking())
        name = next((one.name for one in people if one.id == applicant), "")
        record = say("Record: {name}", name=name) if len(people) > 1 and name else ""
        whose = (say("Logged in as {user}", user=user) if user else "", record)
        return conversations(found, thread, self.services.today, ". ".join(filter(None, whose)), words)

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
        return self.listed(applicant, thread, found, words)

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
