"""The example applicant on the page: loading it, the strip that names it on every tab, leaving, deleting.

Covers: the parts, their markup and handlers. Does not cover what the example is or how it is made
(agent.example), or the other records (records).
"""

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from secrets import token_hex
from typing import TYPE_CHECKING, Any, TypeAlias

import gradio as gr

from bot.errors import StepwiseError
from bot.store import Applicant
from bot.store.applicants import DEFAULT_NAME
from bot.ui import components as kit
from bot.ui.access.own import asking
from bot.ui.advisor import UNEXPECTED
from bot.ui.components import Html, act, esc, join, tag, text, unseen
from bot.ui.events import LONG, QUICK
from bot.ui.running import Talk
from bot.ui.shell import problem
from bot.ui.tongue import later, say

if TYPE_CHECKING:
    from bot.agent.example import Step
    from bot.agent.services import Services

Frame: TypeAlias = dict[Any, Any]
"""New values for some of the parts."""

EVENTS = ("example_load", "example_stop", "example_leave", "example_delete")
"""What the strip's buttons and those of empty tabs send; none names a record: each is about one's own."""

CAME_FROM = "came_from"
"""The choice of the example under which it is kept which record was in use before it."""

ALREADY = later("The example is being made already; it opens in a moment.")

_AGAIN = "(what) => window.stepwise.again(what)"
_SURE = later("Delete the example with everything that was tried in it? Your own record stays as it is.")

log = logging.getLogger(__name__)


@dataclass(eq=False)
class ExampleStrip:
    """The strip above the tabs; `talk` answers messages, `cut` stops an answer that is being written."""

    services: "Services"
    talk: Callable[[], Talk]
    cut: Callable[[str], None]
    pane: gr.HTML = field(init=False)
    moved: gr.Textbox = field(init=False)
    _making: dict[str, bool] = field(default_factory=dict)
    """Who has an example made just now, and whether they called it off."""

    def draw(self, pane: Callable[[str], gr.HTML]) -> None:
        self.pane = pane("example")
        self.moved = gr.Textbox("", visible="hidden", elem_id="example-moved", label="moved")

    def wire(self, bus: gr.HTML) -> None:
        """Connect the strip. Going to another record is a fresh start, so the page is loaded anew."""
        parts = [self.pane, self.moved]
        bus.example_stop(self.stop, None, None, **QUICK)
        for event in (
            bus.example_load(self.load, None, parts, **LONG),
            bus.example_leave(self.leave, None, parts, **QUICK),
            bus.example_delete(self.delete, None, parts, **QUICK),
        ):
            event.then(None, self.moved, None, js=_AGAIN, **QUICK)  # the stream of a loading is closed then

    def strip(self, applicant: str) -> Html:
        """What stands above the tabs while the record in use is the example; nothing elsewhere."""
        here = self.services.store.applicant(applicant)
        return strip(here) if here.example else Html("")

    async def load(self) -> AsyncGenerator[Frame, None]:
        """Go to the example; it is made when it is not there yet, with progress."""
        owner = asking()
        if owner in self._making:
            yield {self.pane: _waiting(say(ALREADY))}
            return
        self._making[owner] = False
        try:
            async with aclosing(self._made(owner)) as frames:
                async for frame in frames:
                    yield frame
        except StepwiseError as error:
            yield {self.pane: _again(str(error))}
        except Exception as error:
            log.error("the example could not be made: %s", type(error).__name__)
            yield {self.pane: _again(say(UNEXPECTED))}
        finally:
            del self._making[owner]

    async def _made(self, owner: str) -> AsyncGenerator[Frame, None]:
        from bot.agent import example  # brings LangChain, which the page does not wait for

        one = example.kept(self.services, owner)
        if one is None:
            async with aclosing(example.make(self.services, owner, self.talk().run)) as steps:
                async for step in steps:
                    if self._making[owner]:
                        break
                    one = step.made
                    yield {self.pane: making(step)}
        if one is None:
            yield {self.pane: ""}
            return
        store = self.services.store
        before = store.ensure_applicant(owner)
        if not before.example:
            store.choose(one.id, CAME_FROM, before.id)
        store.set_active_applicant(one.id)
        yield self._moved()

    def stop(self) -> None:
        """Call the making off; what was made of it is deleted."""
        if asking() in self._making:
            self._making[asking()] = True

    def leave(self) -> Frame:
        """Back to the record that was in use before, else to the first own one."""
        store, owner = self.services.store, asking()
        people = store.applicants(owner)
        came = {store.choices(one.id).get(CAME_FROM) for one in people if one.example}
        own = sorted((one for one in people if not one.example), key=lambda one: one.id not in came)
        back = own[0] if own else store.create_applicant(DEFAULT_NAME, owner=owner)
        store.set_active_applicant(back.id)
        return self._moved()

    def delete(self) -> Frame:
        """Back to the own record, and nothing of the example stays."""
        frame = self.leave()
        for one in self.services.store.applicants(asking()):
            if one.example:
                for thread in self.services.store.threads(one.id):
                    self.cut(thread.id)
                self.services.store.delete_applicant(one.id)
        return frame

    def _moved(self) -> Frame:
        return {self.moved: f"one {token_hex(8)}"}


def strip(here: Applicant) -> Html:
    """What the record in use is, and the ways out of it."""
    name = here.name.removeprefix("Example: ")
    words = [
        kit.chip(say("Example"), "clay"),
        text("strong", say("{name} is not a real person.", name=name)),
        text(
            "span",
            say("Look around and try things: what you write here goes into the example, never into yours."),
        ),
    ]
    yes = act(say("Yes, delete it"), "example_delete", "", "sw-button small bad", say("the example"))
    sure = kit.fold(
        join([esc(say("Delete")), unseen(" " + say("the example"))]),
        join([text("p", say(_SURE)), yes]),
        "example-gone",
        css="sw-sure",
    )
    leave = act(say("Leave the example"), "example_leave", "", "sw-button small primary")
    row = tag("div", join([leave, sure]), "sw-row")
    return tag(
        "section", join([tag("p", join(words, " ")), row]), "sw-strip", aria_label=say("Example applicant")
    )


def making(step: "Step") -> Html:
    """How far the example is, with a way to call it off."""
    words = say("Making the example: {what}", what=say(step.doing))
    stop = act(say("Cancel"), "example_stop", "", "sw-button small quiet", say("making the example"))
    bar = kit.progress(step.done, step.total, words)
    return tag("section", join([bar, tag("div", stop, "sw-row")]), "sw-strip", role="status")


def _waiting(words: str) -> Html:
    return tag("section", text("p", words, data_say=words), "sw-strip")


def _again(trouble: str) -> Html:
    """What went wrong, and the way to try it once more."""
    once_more = act(say("Try again"), "example_load", "", "sw-button small")
    return tag("section", join([problem(trouble), tag("div", once_more, "sw-row")]), "sw-strip")
