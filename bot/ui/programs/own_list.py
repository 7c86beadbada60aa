"""The import of the applicant's own list: from a file over its columns to the store.

Covers: the upload, the mapping that is being made, and keeping the result. Does not cover its markup and
which programs the rows are (lists) or reading files (store.spreadsheet).
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.errors import BadInput, StepwiseError
from bot.store.lists import FIELDS, ListReading, guess_columns, read_list
from bot.store.spreadsheet import read_table
from bot.ui.components import Html
from bot.ui.events import EACH, QUICK
from bot.ui.files import uploaded
from bot.ui.programs import lists
from bot.ui.programs.listing import said
from bot.ui.programs.lists import Finder, Match, Sheet
from bot.ui.shell import problem
from bot.ui.tongue import fixed, later, say

if TYPE_CHECKING:
    from bot.agent.services import Services

_NOTHING = later("choose a file first")
_MAPPED = 3600
"""Seconds that a file which was read but not imported stays in memory."""


@dataclass(eq=False)
class OwnList:
    """The section's parts and handlers; the file being mapped belongs to one window and is not stored."""

    services: "Services"
    applicant: Callable[[str], str]
    upload: gr.UploadButton = field(init=False)
    mapping: gr.HTML = field(init=False)
    sheet: gr.State = field(init=False)

    def draw(self, pane: Callable[[str], gr.HTML]) -> None:
        with gr.Column(elem_id="programs-own"):
            gr.HTML(fixed(lists.heading), js_on_load=None, apply_default_css=False)
            self.upload = gr.UploadButton(
                fixed("Choose a CSV or XLSX file"), elem_id="own-list-file", type="filepath"
            )
            self.mapping = pane("programs-mapping")
        self.sheet = gr.State(None, time_to_live=_MAPPED)

    def wire(self, bus: gr.HTML, thread: gr.Textbox, told: gr.HTML) -> Any:
        """Connect the section; returns the event after which all of the tab has to be drawn anew."""
        parts = [self.sheet, self.mapping]
        self.upload.upload(self.read, [self.upload, thread], parts, **QUICK)
        bus.columns(self.choose, [self.sheet, thread], parts, **EACH)
        bus.drop_sheet(self.drop, None, parts, **QUICK)
        return bus.import_list(self.keep, [self.sheet, thread], [*parts, told], **QUICK)

    def read(self, path: str, thread: str) -> tuple[Sheet | None, Html]:
        """Read an uploaded file and guess its columns; the copy that was uploaded is deleted."""
        try:
            with uploaded(path) as (_, name):
                table = read_table(Path(path), name)
            return self._mapped(Sheet(name, table, guess_columns(table.headers)), thread)
        except StepwiseError as error:
            return None, problem(str(error))

    def choose(self, sheet: Sheet | None, thread: str, event: gr.EventData) -> tuple[Sheet | None, Html]:
        """Take the columns that were chosen."""
        if sheet is None:
            return None, problem(say(_NOTHING))
        given = {key: str(event._data.get(key, "")) for key in (*FIELDS, "blank")}
        columns = {key: int(given[key]) for key in FIELDS if given[key].isdecimal()}
        return self._mapped(replace(sheet, columns=columns, blank=given["blank"]), thread)

    def drop(self) -> tuple[None, Html]:
        return None, Html("")

    def keep(self, sheet: Sheet | None, thread: str) -> tuple[Sheet | None, Html, Html]:
        """Import the good rows: statuses of known programs, and the others as own programs."""
        try:
            if sheet is None:
                raise BadInput(say(_NOTHING))
            _, found = self._read(sheet, thread)
            return None, Html(""), said(lists.done(found, self._kept(found, sheet.blank, thread)))
        except StepwiseError as error:
            return sheet, problem(str(error)), Html("")

    def _kept(self, found: Match, blank: str, thread: str) -> int:
        """Write it down; returns how many statuses were set."""
        store, applicant = self.services.store, self.applicant(thread)
        added = store.add_own_programs(applicant, [lists.new_program(row) for row in found.new])
        places = [
            *((row, program.id) for row, program in found.known),
            *((row, item.id) for row, item in found.again),
            *zip(found.new, (item.id for item in added), strict=True),
        ]
        told = [(id_, lists.status_of(row, blank)) for row, id_ in places]
        for id_, status in told:
            if status is not None:
                store.track(applicant, id_, status)
        return sum(status is not None for _, status in told)

    def _read(self, sheet: Sheet, thread: str) -> tuple[ListReading, Match]:
        reading = read_list(sheet.table, sheet.columns)
        own = self.services.store.own_programs(self.applicant(thread))
        return reading, Finder(self.services.programs, own).sort(reading.good)

    def _mapped(self, sheet: Sheet, thread: str) -> tuple[Sheet, Html]:
        try:
            reading, found = self._read(sheet, thread)
        except StepwiseError as error:
            return sheet, lists.mapping(sheet, None, None, str(error))
        return sheet, lists.mapping(sheet, reading, found)
