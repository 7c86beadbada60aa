"""The Advisor tab: the conversation, the message box, and everything done to a turn.

Covers: streaming an answer, stop, retry, undo, editing an earlier message, quick replies, and
offering an unanswered message again. The chat is always drawn from the stored transcript. Does not
cover how a message is answered (agent.turn), its markup (render) or the other panes (page).
"""

import asyncio
import logging
import traceback
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import gradio as gr

from bot.errors import StepwiseError
from bot.ui import render
from bot.ui.components import Html, join
from bot.ui.shell import editing_banner, problem, unanswered, welcome

if TYPE_CHECKING:
    from bot.agent.services import Services


class Talk(Protocol):
    """What bot.agent.turn offers; events that carry a sentence have it as `sentence`."""

    def checked(self, text: str) -> str: ...
    def run(self, services: Any, applicant_id: str, thread_id: str, text: str) -> AsyncIterator[Any]: ...


Frame: TypeAlias = dict[Any, Any]
"""New values for some of the tab's parts."""

FRAME_SECONDS = 0.04
"""Least time between two redraws of a streamed answer; each one sends the chat anew."""

TITLE_LENGTH = 48
STILL_ANSWERING = "I am still answering. Press Stop, or wait a moment and send this again."
UNEXPECTED = "Something went wrong on this computer, so this has no answer. Nothing you wrote is lost."
_BUSY: dict[str, Any] = {"submit_btn": False, "stop_btn": "Stop"}
_IDLE: dict[str, Any] = {"submit_btn": "Send", "stop_btn": False}

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
    _running: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def draw(self) -> None:
        """Create the parts inside the current Blocks context."""
        self.chat = gr.Chatbot(
            elem_id="chat",
            label="Conversation",
            show_label=False,
            container=False,
            height="100%",
            buttons=[],
            latex_delimiters=[],
            allow_tags=False,
            feedback_options=None,
            group_consecutive_messages=False,
            placeholder=welcome(),
            layout="bubble",
        )
        self.offer = gr.HTML(elem_id="offer", js_on_load=None)
        self.box = gr.Textbox(
            elem_id="box",
            label="Your message",
            placeholder="Write in your own words",
            lines=1,
            max_lines=8,
            submit_btn="Send",
            stop_btn=False,
            autofocus=False,
        )
        self.thread = gr.Textbox(visible="hidden", elem_id="thread", label="thread")
        self.editing = gr.Textbox(visible="hidden", elem_id="editing", label="editing")

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
        chat = render.messages(store.turns(thread), store.ledger(self.applicant(thread)), shown=turns)
        left = store.unfinished(thread)
        offer = unanswered(left.text) if left else ""
        return {self.chat: chat, self.offer: offer, self.thread: thread, self.editing: ""}

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

    def discard(self, thread: str) -> Frame:
        self.services.store.drop_unfinished(thread)
        return self.shown(thread)

    def undo(self, thread: str, event: gr.EventData) -> Frame:
        """Take back the last message with what was read in it; its words return to the box."""
        try:
            said = self.services.store.drop_turns_from(thread, int(value_of(event)))
        except StepwiseError as error:
            return {self.offer: problem(str(error))}
        return {**self.shown(thread), self.box: said}

    def edit(self, thread: str, event: gr.EventData) -> Frame:
        """Put an earlier message into the box; it is replaced only when it is sent."""
        n = int(value_of(event))
        turn = next((turn for turn in self.services.store.turns(thread) if turn.n == n), None)
        if turn is None:
            return {self.offer: problem("This message is no longer in the conversation.")}
        return {self.box: turn.text, self.editing: str(n), self.offer: editing_banner()}

    def leave_edit(self, thread: str) -> Frame:
        return {**self.shown(thread), self.box: ""}

    def earlier(self, thread: str, event: gr.EventData) -> Frame:
        return {self.chat: self.shown(thread, int(value_of(event)))[self.chat]}

    async def stop(self, thread: str) -> None:
        """Stop the answer that is being written; `send` then shows what is left."""
        task = self._running.get(thread)
        if task is not None:
            task.cancel()

    async def _answer(
        self, said: str, thread: str, editing: str, *, from_box: bool
    ) -> AsyncGenerator[Frame, None]:
        """Frames of one turn: the message at once, sentences as they come, then the stored state."""
        if thread and thread in self._running:
            yield {self.offer: problem(STILL_ANSWERING)}
            return
        trouble = ""
        try:
            thread, said = await self._opened(said, thread, editing)
            yield self._begun(said, thread, from_box)
            async with aclosing(self._streamed(said, thread)) as frames:
                async for frame in frames:
                    yield frame
        except StepwiseError as error:
            trouble = str(error)
        except Exception as error:
            log.error("a turn failed: %s at %s", type(error).__name__, _place(error))
            trouble = UNEXPECTED
        yield self._settled(said, thread, trouble, from_box)

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
            self.box: gr.update(**{**_BUSY, **({"value": ""} if from_box else {})}),
            self.offer: "",
            self.thread: thread,
            self.editing: "",
        }
        return frame

    async def _streamed(self, said: str, thread: str) -> AsyncGenerator[Frame, None]:
        assert self.talk is not None, "a message is opened before it is answered"
        events = self.talk.run(self.services, self.applicant(thread), thread, said)
        past = self._past(thread)
        ready: list[render.Reply] = []
        queue: asyncio.Queue[render.Reply | None] = asyncio.Queue()

        async def pump() -> None:
            try:
                async for event in events:
                    if (sentence := getattr(event, "sentence", None)) is not None:
                        queue.put_nowait(sentence)
            finally:
                queue.put_nowait(None)

        task = self._running[thread] = asyncio.create_task(pump())
        try:
            while (sentence := await queue.get()) is not None:
                ready.append(sentence)
                if queue.empty():
                    yield {self.chat: [*past, *render.live(said, ready)]}
                    await asyncio.sleep(FRAME_SECONDS)
            with suppress(asyncio.CancelledError):
                await task
        finally:
            task.cancel()
            self._running.pop(thread, None)

    def _past(self, thread: str) -> list[render.Message]:
        """The finished turns as they are drawn beside one that is being answered."""
        store = self.services.store
        return render.messages(store.turns(thread), store.ledger(self.applicant(thread)), settled=False)

    def _settled(self, said: str, thread: str, trouble: str, from_box: bool) -> Frame:
        """The stored state after a turn; words that are neither stored nor answered return to the box."""
        box: dict[str, Any] = dict(_IDLE)
        try:
            frame = self.shown(thread)
        except StepwiseError as error:
            frame, trouble = {}, trouble or str(error)
        kept = not trouble or frame.get(self.offer)
        if trouble:
            frame[self.offer] = join([problem(trouble), Html(frame.get(self.offer, ""))])
            if from_box and not kept:
                box["value"] = said
        return {**frame, self.box: gr.update(**box)}


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


def _place(error: Exception) -> str:
    """Where an unexpected error arose; its message may hold what the applicant wrote, so it is not logged."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"
