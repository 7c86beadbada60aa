"""The Advisor tab: the conversation, the message box, and everything done to a turn.

Covers: streaming an answer, stop, retry, undo, editing an earlier message, quick replies, and
offering an unanswered message again. The chat is always drawn from the stored transcript. Does not
cover how a message is answered (agent.turn), its markup (render) or the other panes (page).
"""

import asyncio
import logging
import traceback
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import gradio as gr

from bot.errors import StepwiseError
from bot.ui import render
from bot.ui.components import Html, join
from bot.ui.running import Running, Talk
from bot.ui.shell import editing_banner, problem, unanswered, welcome
from bot.ui.tongue import fixed, later, say

if TYPE_CHECKING:
    from bot.agent.services import Services

Frame: TypeAlias = dict[Any, Any]
"""New values for some of the tab's parts."""

FRAME_SECONDS = 0.04
"""Least time between two redraws of a streamed answer; each one sends the chat anew."""

TITLE_LENGTH = 48
STILL_ANSWERING = later("I am still answering. Press Stop, or wait a moment and send this again.")
UNEXPECTED = later("Something went wrong on this computer, so this has no answer. Nothing you wrote is lost.")

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Advisor:
    """The tab's parts and their handlers; nothing about a conversation is kept here but running answers."""

    services: "Services"
    talk: Talk | None = None
    chat: gr.Chatbot = field(init=False)
    box: gr.Textbox = field(init=False)
    thread: gr.Textbox = field(init=False)
    editing: gr.Textbox = field(init=False)
    offer: gr.HTML = field(init=False)
    _running: dict[str, Running] = field(default_factory=dict)

    def draw(self) -> None:
        """Create the parts inside the current Blocks context."""
        self.chat = gr.Chatbot(
            elem_id="chat",
            label=fixed("Conversation"),
            show_label=False,
            container=False,
            height="100%",
            buttons=[],
            latex_delimiters=[],
            allow_tags=False,
            feedback_options=None,
            group_consecutive_messages=False,
            placeholder=fixed(lambda: welcome(self.services.settings.auth_file is not None)),
            layout="bubble",
        )
        self.offer = gr.HTML(elem_id="offer", js_on_load=None)
        self.box = gr.Textbox(
            elem_id="box",
            label=fixed("Your message"),
            placeholder=fixed("Write in your own words"),
            lines=1,
            max_lines=8,
            submit_btn="Send",
            stop_btn=False,
            autofocus=False,
        )
        self.thread = gr.Textbox(visible="hidden", elem_id="thread", label="thread")
        self.editing = gr.Textbox(visible="hidden", elem_id="editing", label="editing")

    def plainly(self, handler: Callable[..., Frame]) -> Callable[..., Frame]:
        """The handler with its trouble said above the box instead of raised."""

        @wraps(handler)
        def guarded(*given: Any, **named: Any) -> Frame:
            try:
                return handler(*given, **named)
            except StepwiseError as error:
                return {self.offer: problem(str(error))}

        return guarded

    @property
    def parts(self) -> list[Any]:
        return [self.chat, self.box, self.thread, self.editing, self.offer]

    def applicant(self, thread: str) -> str:
        """Whose conversation this is; a new one belongs to the active applicant."""
        store = self.services.store
        return store.thread(thread).applicant_id if thread else store.ensure_applicant().id

    def shown(self, thread: str, turns: int = render.SHOWN) -> Frame:
        """The tab as the store has it."""
        if not thread:
            return {self.chat: [], self.offer: "", self.thread: "", self.editing: ""}
        store = self.services.store
        told = store.turns(thread, last=turns + 1)
        chat = render.messages(told, store.ledger(self.applicant(thread)), shown=turns)
        left = store.unfinished(thread)
        offer = unanswered(left.text) if left else ""
        return {self.chat: chat, self.offer: offer, self.thread: thread, self.editing: ""}

    def arrived(self, thread: str) -> Frame:
        """The same when the page was opened; the words on a button are not Gradio's to translate."""
        return {**self.shown(thread), self.box: gr.update(**_idle())}

    async def send(self, said: str, thread: str, editing: str) -> AsyncGenerator[Frame, None]:
        """Answer what is in the box; on trouble the words are back in the box or offered again."""
        async with aclosing(self._answer(said, thread, editing, from_box=True)) as frames:
            async for frame in frames:
                yield frame

    async def say(self, thread: str, event: gr.EventData) -> AsyncGenerator[Frame, None]:
        """Answer a tapped reply or starter; what is typed in the box stays there."""
        async with aclosing(self._answer(value_of(event), thread, "", from_box=False)) as frames:
            async for frame in frames:
                yield frame

    async def retry(self, thread: str, event: gr.EventData) -> AsyncGenerator[Frame, None]:
        """Answer a message anew: the turn is dropped with all it changed, and its words are sent again."""
        try:
            said = self.services.store.drop_turns_from(thread, int(value_of(event)))
        except StepwiseError as error:
            yield {self.offer: problem(str(error))}
            return
        async with aclosing(self._answer(said, thread, "", from_box=False)) as frames:
            async for frame in frames:
                yield frame

    async def resend(self, thread: str) -> AsyncGenerator[Frame, None]:
        """Send the message that was left without an answer."""
        left = self.services.store.unfinished(thread) if thread else None
        if left is None:
            yield self.shown(thread)
            return
        async with aclosing(self._answer(left.text, thread, "", from_box=False)) as frames:
            async for frame in frames:
                yield frame

    def answers(self) -> Talk:
        """What answers messages; the first time it is brought in."""
        if self.talk is None:
            self.talk = _turn_module()
        return self.talk

    def discard(self, thread: str) -> Frame:
        self.services.store.drop_unfinished(thread)
        return self.shown(thread)

    def undo(self, thread: str, event: gr.EventData) -> Frame:
        """Take back the last message with what was read in it; its words return to the box."""
        said = self.services.store.drop_turns_from(thread, int(value_of(event)))
        return {**self.shown(thread), self.box: said}

    def edit(self, thread: str, event: gr.EventData) -> Frame:
        """Put an earlier message into the box; it is replaced only when it is sent."""
        n = int(value_of(event))
        turn = next((turn for turn in self.services.store.turns(thread) if turn.n == n), None)
        if turn is None:
            return {self.offer: problem(say("This message is no longer in the conversation."))}
        return {self.box: turn.text, self.editing: str(n), self.offer: editing_banner()}

    def leave_edit(self, thread: str) -> Frame:
        return {**self.shown(thread), self.box: ""}

    def earlier(self, thread: str, event: gr.EventData) -> Frame:
        return {self.chat: self.shown(thread, int(value_of(event)))[self.chat]}

    async def stop(self, thread: str) -> None:
        """Stop the answer that is being written; whoever watches it then shows what is left."""
        running = self._answering(thread)
        if running is not None and running.task is not None:
            running.task.cancel()

    def cut(self, thread: str) -> None:
        """Stop the answer that is being written in a conversation that is deleted, from any thread."""
        running = self._answering(thread)
        if running is not None and running.task is not None:
            running.task.get_loop().call_soon_threadsafe(running.task.cancel)

    async def rejoin(self, thread: str) -> AsyncGenerator[Frame, None]:
        """Watch an answer that was begun in another window, or before this one was reloaded."""
        running = self._answering(thread)
        if running is None:
            yield {self.editing: gr.skip()}
            return
        yield {self.box: gr.update(**_busy())}
        async with aclosing(self._watched(thread, running)) as frames:
            async for frame in frames:
                yield frame
        yield self._settled("", thread, running.error, from_box=False)

    async def _answer(
        self, said: str, thread: str, editing: str, *, from_box: bool
    ) -> AsyncGenerator[Frame, None]:
        """Frames of one turn: the message at once, sentences as they come, then the stored state."""
        if self._answering(thread) is not None:
            yield {self.offer: problem(say(STILL_ANSWERING))}
            return
        trouble: Exception | None = None
        try:
            thread, said = await self._opened(said, thread, editing)
            yield self._begun(said, thread, from_box)
            running = self._started(said, thread)
            async with aclosing(self._watched(thread, running)) as frames:
                async for frame in frames:
                    yield frame
            trouble = running.error
        except StepwiseError as error:
            trouble = error
        yield self._settled(said, thread, trouble, from_box=from_box)

    async def _opened(self, said: str, thread: str, editing: str) -> tuple[str, str]:
        """The conversation, made on its first message, and the message to answer."""
        if self.talk is None:
            self.talk = await asyncio.to_thread(_turn_module)
        said = self.talk.checked(said)
        if thread and editing:
            self.services.store.drop_turns_from(thread, int(editing))
        if not thread:
            made = self.services.store.create_thread(self.applicant(""), title_of(said))
            thread = made.id
        return thread, said

    def _begun(self, said: str, thread: str, from_box: bool) -> Frame:
        frame: Frame = {
            self.chat: [*self._past(thread), *render.live(said)],
            self.box: gr.update(**{**_busy(), **({"value": ""} if from_box else {})}),
            self.offer: "",
            self.thread: thread,
            self.editing: "",
        }
        return frame

    def _started(self, said: str, thread: str) -> Running:
        assert self.talk is not None, "a message is opened before it is answered"
        running = self._running[thread] = Running(said)
        events = self.talk.run(self.services, self.applicant(thread), thread, said)
        running.task = asyncio.create_task(running.follow(events))
        running.task.add_done_callback(lambda _task: self._running.pop(thread, None))
        return running

    async def _watched(self, thread: str, running: Running) -> AsyncGenerator[Frame, None]:
        """The chat as sentences arrive, at most one frame each FRAME_SECONDS."""
        past = self._past(thread)
        drawn = -1
        while drawn != len(running.ready) or not running.ended:
            news = running.news
            if drawn != len(running.ready):
                drawn = len(running.ready)
                yield {self.chat: [*past, *render.live(running.said, running.ready)]}
                await asyncio.sleep(FRAME_SECONDS if drawn else 0)
            elif not running.ended:
                await news.wait()

    def _answering(self, thread: str) -> Running | None:
        """The answer that is being written in a conversation, if it is one of whoever asks."""
        if thread in self._running:
            with suppress(StepwiseError):
                self.services.store.thread(thread)
                return self._running.get(thread)
        return None

    def _past(self, thread: str) -> list[render.Message]:
        """The finished turns as they are drawn beside one that is being answered."""
        store = self.services.store
        turns = store.turns(thread, last=render.SHOWN + 1)
        return render.messages(turns, store.ledger(self.applicant(thread)), settled=False)

    def _settled(self, said: str, thread: str, trouble: Exception | None, *, from_box: bool) -> Frame:
        """The stored state after a turn; words that are neither stored nor answered return to the box."""
        box: dict[str, Any] = _idle()
        try:
            frame = self.shown(thread)
        except StepwiseError as error:
            frame, trouble = {}, trouble or error
        if trouble is not None:
            if from_box and not frame.get(self.offer):
                box["value"] = said
            frame[self.offer] = join([problem(_told(trouble)), Html(frame.get(self.offer, ""))])
        return {**frame, self.box: gr.update(**box)}


def _busy() -> dict[str, Any]:
    return {"submit_btn": False, "stop_btn": say("Stop")}


def _idle() -> dict[str, Any]:
    return {"submit_btn": say("Send"), "stop_btn": False}


def title_of(said: str) -> str:
    """A conversation's first title: the beginning of its first message, at a word's end."""
    words = " ".join(said.split())
    if len(words) <= TITLE_LENGTH:
        return words
    return words[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def value_of(event: gr.EventData) -> str:
    """What a tapped button or quick reply carries."""
    return str(event._data.get("value", ""))


def _turn_module() -> Talk:
    """bot.agent.turn, imported late: it brings LangChain, and the page has to be up before that."""
    from bot.agent import turn

    return turn


def _told(error: Exception) -> str:
    """An error in words for the page. The message of an unexpected one is neither shown nor logged,
    because it may hold what the applicant wrote.
    """
    if isinstance(error, StepwiseError):
        return str(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    log.error("a turn failed: %s at %s:%s", type(error).__name__, Path(last.filename).name, last.lineno)
    return say(UNEXPECTED)
