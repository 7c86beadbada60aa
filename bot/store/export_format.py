"""The exchange format of an applicant's record: its parts, and the checks of a file that claims to be one.

Covers: versions 1 to 3, shapes and limits, and references inside a file: conversations and own
programs go by numbers, for ids are not exported. Does not cover which values a fact may have
(applicant/facts), or making, storing and showing a record (export).
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.applicant.intake import GOALS
from bot.errors import BadInput
from bot.store.applicants import clean_name
from bot.store.choices import checked_key, checked_value
from bot.store.tracker import (
    NOTHING,
    OWN,
    Finding,
    FoundValue,
    NewProgram,
    checked_finding,
    checked_id,
    checked_program,
    checked_status,
)
from bot.store.transcript import said
from bot.store.works import checked_data, checked_kind

FORMAT = "stepwise-applicant"
VERSION = 3

_NEW_IN: dict[int, dict[str, Any]] = {
    2: {"tracked": [], "findings": [], "own_programs": [], "choices": {}},
    3: {"works": []},
}
"""The parts that a version added, empty as a file of an earlier one has them."""

_Given = TypeVar("_Given")
_Clean = TypeVar("_Clean")


def own_reference(number: int) -> str:
    """The name of an own program inside a file; the ids in the store are much longer."""
    return f"{OWN}{number}"


def _accepted(check: Callable[[_Given], _Clean], given: _Given) -> _Clean:
    """What a check of the store makes of a value, its complaint in the form that pydantic reports."""
    try:
        return check(given)
    except BadInput as error:
        raise ValueError(str(error)) from None


def _time(text: str) -> str:
    datetime.fromisoformat(text)
    return text


def _name(text: str) -> str:
    return _accepted(clean_name, text)


def _program(text: str) -> str:
    return checked_id("a program", text)


def _status(text: str) -> str:
    if _accepted(checked_status, text) == NOTHING:
        raise ValueError(f"a program whose status is '{NOTHING}' is not tracked")
    return text


def _reply(reply: dict[str, Any]) -> dict[str, Any]:
    try:
        said(reply)
        json.dumps(reply, allow_nan=False)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ValueError("a reply is JSON, and its sentences are a list of objects with a text") from None
    return reply


def _choices(chosen: dict[str, Any]) -> dict[str, Any]:
    return {_accepted(checked_key, key): _accepted(checked_value, value) for key, value in chosen.items()}


_Time = Annotated[str, AfterValidator(_time)]
_Name = Annotated[str, AfterValidator(_name)]
_Program = Annotated[str, AfterValidator(lambda text: _accepted(_program, text))]
_Count = Annotated[int, Field(ge=1, le=2**31 - 1)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Person(_Part):
    name: _Name
    example: bool
    created: _Time


class _Made(_Part):
    """What a turn may have made; `thread` is its number in this file. Both None: made outside a turn."""

    thread: _Count | None
    turn: _Count | None


class EventPart(_Made):
    field: str
    value: str | int | float | bool | list[str] | None
    status: Literal["stated", "confirmed", "declined", "unknown", "retracted"]
    quote: str
    by: str
    at: _Time


class TurnPart(_Part):
    n: _Count
    text: str
    reply: Annotated[dict[str, Any], AfterValidator(_reply)] | None
    started: _Time
    finished: _Time | None

    @model_validator(mode="after")
    def _whole(self) -> "TurnPart":
        if (self.reply is None) != (self.finished is None):
            raise ValueError("a finished turn has a reply, and no other one has")
        return self


class ThreadPart(_Part):
    """A conversation by its number in this file: ids are not exported, an import makes new ones."""

    number: _Count
    title: _Name
    goal: str
    created: _Time
    updated: _Time
    turns: list[TurnPart]


class DraftPart(_Made):
    kind: str
    version: _Count
    text: str
    notes: list[str]
    created: _Time


class TrackedPart(_Part):
    """`program` is an id of the program data or, here and below, an `own_reference`."""

    program: _Program
    status: Annotated[str, AfterValidator(_status)]
    changed: _Time


class FindingPart(_Part):
    program: _Program
    rule: str
    value: FoundValue
    found_on: str
    where: str
    note: str
    at: _Time

    @model_validator(mode="after")
    def _usable(self) -> "FindingPart":
        _accepted(self.finding, self.program)
        return self

    def finding(self, program_id: str) -> Finding:
        found = Finding(program_id, self.rule, self.value, self.found_on, self.where, self.note)
        return checked_finding(found)


class OwnProgramPart(_Part):
    """An added program by its number in this file."""

    number: _Count
    name: str
    specialty: str | None
    city: str
    state: str
    website: str
    notes: str
    created: _Time

    @model_validator(mode="after")
    def _usable(self) -> "OwnProgramPart":
        _accepted(OwnProgramPart.program, self)
        return self

    @property
    def reference(self) -> str:
        return own_reference(self.number)

    def program(self) -> NewProgram:
        return checked_program(
            NewProgram(self.name, self.specialty, self.city, self.state, self.website, self.notes)
        )


class WorkPart(_Part):
    kind: Annotated[str, AfterValidator(lambda text: _accepted(checked_kind, text))]
    title: _Name
    data: Annotated[dict[str, Any], AfterValidator(lambda data: _accepted(checked_data, data))]
    revision: _Count
    created: _Time
    updated: _Time


class Record(_Part):
    format: Literal["stepwise-applicant"]
    version: Literal[3]
    applicant: Person
    events: list[EventPart]
    threads: list[ThreadPart]
    drafts: list[DraftPart]
    tracked: list[TrackedPart]
    findings: list[FindingPart]
    own_programs: list[OwnProgramPart]
    choices: Annotated[dict[str, Any], AfterValidator(_choices)]
    works: list[WorkPart]

    @model_validator(mode="after")
    def _conversations(self) -> "Record":
        _once("thread number", [thread.number for thread in self.threads])
        _once("draft", [(draft.kind, draft.version) for draft in self.drafts])
        for thread in self.threads:
            _once(f"turn in thread {thread.number}", [turn.n for turn in thread.turns])
            if thread.goal not in GOALS:
                raise ValueError(f"thread {thread.number}: '{thread.goal}' is not a goal")
        known = {(thread.number, turn.n) for thread in self.threads for turn in thread.turns}
        made: tuple[_Made, ...] = (*self.events, *self.drafts)
        for part in made:
            if (part.thread, part.turn) not in known | {(None, None)}:
                raise ValueError(f"there is no turn {part.turn} in thread {part.thread}")
        return self

    @model_validator(mode="after")
    def _programs(self) -> "Record":
        _once("own program number", [own.number for own in self.own_programs])
        _once("tracked program", [part.program for part in self.tracked])
        _once("finding", [(part.program, part.rule) for part in self.findings])
        known = {own.reference for own in self.own_programs}
        named = {part.program for part in self.tracked} | {part.program for part in self.findings}
        for program in sorted(named - known):
            if program.startswith(OWN):
                raise ValueError(f"there is no own program '{program}'")
        return self


def checked(data: object) -> Record:
    """The record in a file of any version. Raises BadInput naming the place of what is wrong."""
    try:
        return Record.model_validate(_upgraded(data))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        problem = first["msg"].removeprefix("Value error, ")
        raise BadInput(
            f"this is not a usable Stepwise export: {place + ': ' if place else ''}{problem}"
        ) from None


def _upgraded(data: object) -> object:
    """A file of an earlier version as one of today's: with the parts that were added since, empty."""
    for version, parts in _NEW_IN.items():
        if isinstance(data, dict) and data.get("version") == version - 1 and not data.keys() & parts.keys():
            data = data | parts | {"version": version}
    return data


def _once(what: str, keys: list[Any]) -> None:
    if len(set(keys)) != len(keys):
        raise ValueError(f"the same {what} stands there twice")
