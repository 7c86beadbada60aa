"""The profile pane: facts that are set, confirmed, taken back, said to be unknown, or read from a file.

Covers: what the card's forms do. Does not cover how the card looks (profile) or how facts follow from events
(applicant/ledger).
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.applicant.facts import FIELDS
from bot.applicant.ledger import Event, Status
from bot.errors import StepwiseError
from bot.ui import profile
from bot.ui.advisor import Advisor, value_of
from bot.ui.events import QUICK
from bot.ui.files import uploaded
from bot.ui.tongue import fixed

if TYPE_CHECKING:
    from bot.agent.services import Services

EVENTS = ("confirm", "retract", "unknown", "fact")


class Card:
    """`redraw` draws all panes of a conversation and a specialty, with what is to be said on the card."""

    def __init__(
        self, services: "Services", advisor: Advisor, redraw: Callable[..., tuple[Any, ...]]
    ) -> None:
        self.services, self.advisor, self.redraw = services, advisor, redraw

    def draw(self, pane: Callable[[str], gr.HTML]) -> None:
        self.pane = pane("profile")
        self.upload = gr.UploadButton(
            fixed("Read facts from a file"),
            file_types=[".txt", ".docx", ".pdf"],
            elem_id="upload",
            size="sm",
        )

    def wire(self, bus: gr.HTML, seat: list[gr.Textbox], panes: list[gr.HTML]) -> None:
        outputs = [self.advisor.chat, *panes]
        for name, handler in zip(
            EVENTS, (self._confirm, self._retract, self._unknown, self._set_fact), strict=True
        ):
            getattr(bus, name)(handler, seat, outputs, **QUICK)
        self.upload.upload(self._read_file, [*seat, self.upload], outputs, **QUICK)

    def _confirm(self, thread: str, specialty: str, event: gr.EventData) -> tuple[Any, ...]:
        key = value_of(event)

        def confirmed() -> Event | None:
            standing = self.services.store.ledger(self.advisor.applicant(thread)).last(key)
            if standing is None or standing.value is None:
                return None
            return profile.set_to(key, standing.value, self.services.now(), standing.quote)

        return self._changed(thread, specialty, confirmed)

    def _retract(self, thread: str, specialty: str, event: gr.EventData) -> tuple[Any, ...]:
        made = profile.settled(value_of(event), Status.RETRACTED, self.services.now())
        return self._changed(thread, specialty, lambda: made)

    def _unknown(self, thread: str, specialty: str, event: gr.EventData) -> tuple[Any, ...]:
        made = profile.settled(value_of(event), Status.UNKNOWN, self.services.now())
        return self._changed(thread, specialty, lambda: made)

    def _set_fact(self, thread: str, specialty: str, event: gr.EventData) -> tuple[Any, ...]:
        made = profile.event_of(event._data, self.services.today, self.services.now())
        if isinstance(made, profile.Mistake):
            return gr.skip(), *self.redraw(thread, specialty, made)
        return self._changed(thread, specialty, lambda: made)

    def _read_file(self, thread: str, specialty: str, path: str) -> tuple[Any, ...]:
        """Read the facts of an uploaded file; what was kept and what was not stands above the card."""
        from bot.agent.documents import read_file

        try:
            with uploaded(path) as (raw, name):
                read = read_file(self.services, self.advisor.applicant(thread), raw, name)
            chat = self.advisor.shown(thread)[self.advisor.chat]
        except StepwiseError as error:
            return gr.skip(), *self.redraw(thread, specialty, trouble=str(error))
        return chat, *self.redraw(thread, specialty, told=profile.file_read(read))

    def _changed(self, thread: str, specialty: str, make: Callable[[], Event | None]) -> tuple[Any, ...]:
        """Keep what the card says, then draw the chat and all panes; trouble is said on the card."""
        trouble, chat = "", gr.skip()
        try:
            event = make()
            if event is not None and event.field in FIELDS:
                self.services.store.append_event(self.advisor.applicant(thread), event)
            chat = self.advisor.shown(thread)[self.advisor.chat]
        except StepwiseError as error:
            trouble = str(error)
        return chat, *self.redraw(thread, specialty, trouble=trouble)
