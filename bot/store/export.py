"""Taking an applicant's record out and in: one JSON object with everything, and a readable form.

Covers: the exchange format, its checks, import under fresh ids, the ledger of an exported file, and
Markdown. Does not cover files and folders (the caller reads and writes them), backups of the whole
database, or the flat profile format (applicant/facts).
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.applicant.facts import FIELDS, parse, plain, show
from bot.applicant.intake import GOALS
from bot.applicant.ledger import Event, Ledger, Status
from bot.errors import BadInput
from bot.store.applicants import Applicant, add_applicant, add_events, applicant_row, clean_name, events_of
from bot.store.database import Database, new_id
from bot.store.drafts import StoredDraft, add_stored, drafts_of
from bot.store.schema import TurnRow
from bot.store.transcript import Thread, add_thread, said, threads_of

FORMAT = "stepwise-applicant"
VERSION = 1


def _time(text: str) -> str:
    datetime.fromisoformat(text)
    return text


def _name(text: str) -> str:
    try:
        return clean_name(text)
    except BadInput as error:
        raise ValueError(str(error)) from None


def _reply(reply: dict[str, Any]) -> dict[str, Any]:
    try:
        said(reply)
        json.dumps(reply, allow_nan=False)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ValueError("a reply is JSON, and its sentences are a list of objects with a text") from None
    return reply


_Time = Annotated[str, AfterValidator(_time)]
_Name = Annotated[str, AfterValidator(_name)]
_Count = Annotated[int, Field(ge=1, le=2**31 - 1)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class _Person(_Part):
    name: _Name
    example: bool
    created: _Time


class _Made(_Part):
    """What a turn may have made; `thread` is its number in this file. Both None: made outside a turn."""

    thread: _Count | None
    turn: _Count | None


class _Event(_Made):
    field: str
    value: str | int | float | bool | list[str] | None
    status: Literal["stated", "confirmed", "declined", "unknown", "retracted"]
    quote: str
    by: str
    at: _Time


class _Turn(_Part):
    n: _Count
    text: str
    reply: Annotated[dict[str, Any], AfterValidator(_reply)] | None
    started: _Time
    finished: _Time | None

    @model_validator(mode="after")
    def _whole(self) -> "_Turn":
        if (self.reply is None) != (self.finished is None):
            raise ValueError("a finished turn has a reply, and no other one has")
        return self


class _Thread(_Part):
    """A conversation by its number in this file: ids are not exported, an import makes new ones."""

    number: _Count
    title: _Name
    goal: str
    created: _Time
    updated: _Time
    turns: list[_Turn]


class _Draft(_Made):
    kind: str
    version: _Count
    text: str
    notes: list[str]
    created: _Time


class _Record(_Part):
    format: Literal["stepwise-applicant"]
    version: Literal[1]
    applicant: _Person
    events: list[_Event]
    threads: list[_Thread]
    drafts: list[_Draft]

    @model_validator(mode="after")
    def _consistent(self) -> "_Record":
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


def export_applicant(database: Database, applicant_id: str) -> dict[str, Any]:
    """Everything stored about an applicant, as JSON values: ledger, conversations, drafts.

    Ids stay out of it, so that the export of an import equals what was imported.
    """
    with database.read() as session:
        person = applicant_row(session, applicant_id)
        threads = sorted(threads_of(session, applicant_id), key=lambda thread: thread.created)
        numbers: dict[str | None, int | None] = {None: None}
        numbers |= {thread.id: number for number, thread in enumerate(threads, start=1)}
        return {
            "format": FORMAT,
            "version": VERSION,
            "applicant": {"name": person.name, "example": person.example, "created": person.created},
            "events": [_event_out(event, numbers) for event in events_of(session, applicant_id)],
            "threads": [_thread_out(session, thread, numbers) for thread in threads],
            "drafts": [_draft_out(draft, numbers) for draft in drafts_of(session, applicant_id)],
        }


def import_applicant(database: Database, data: object) -> Applicant:
    """Add an exported record as a new applicant, whole or not at all.

    Raises BadInput naming the place when the content is not an export of this format.
    """
    record = _checked(data)
    ids = {thread.number: new_id() for thread in record.threads}
    today = date.fromisoformat(database.now()[:10])
    events = tuple(_events(record, ids, today))
    person = Applicant(new_id(), record.applicant.name, record.applicant.example, record.applicant.created)
    with database.write() as session:
        add_applicant(session, person)
        for thread in record.threads:
            _add_thread(session, person.id, ids[thread.number], thread)
        add_events(session, person.id, events)
        for draft in record.drafts:
            add_stored(session, person.id, _draft_in(draft, ids))
    return person


def exported_ledger(data: object, today: date) -> Ledger:
    """The ledger of an exported record, without storing anything. Raises BadInput like an import."""
    record = _checked(data)
    return Ledger(
        tuple(_events(record, {thread.number: str(thread.number) for thread in record.threads}, today))
    )


def as_markdown(data: object, today: date) -> str:
    """An exported record for reading: facts, conversations and drafts. Raises BadInput like an import."""
    record = _checked(data)
    lines = [f"# {record.applicant.name}", "", "## Facts", ""]
    ledger = exported_ledger(data, today)
    facts = ledger.profile.items()
    lines += [f"- {FIELDS[key].label}: {show(key, value)}" for key, value in facts] or ["None yet."]
    lines += ["", "## How each fact was learned", ""]
    lines += [_event_line(event) for event in ledger.events] or ["Nothing yet."]
    for thread in record.threads:
        lines += ["", f"## Conversation: {thread.title}", "", f"Begun {thread.created[:10]}."]
        for turn in thread.turns:
            reply = "(not answered)" if turn.reply is None else said(turn.reply)
            lines += ["", "**You**", "", _quoted(turn.text), "", "**Stepwise**", "", _quoted(reply)]
    for draft in record.drafts:
        lines += ["", f"## Draft: {draft.kind.replace('_', ' ')}, version {draft.version}", ""]
        lines += [_quoted(draft.text), *(f"\nNote: {note}" for note in draft.notes)]
    return "\n".join(lines) + "\n"


def _checked(data: object) -> _Record:
    try:
        return _Record.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        problem = first["msg"].removeprefix("Value error, ")
        raise BadInput(
            f"this is not a usable Stepwise export: {place + ': ' if place else ''}{problem}"
        ) from None


def _events(record: _Record, ids: Mapping[int, str], today: date) -> Iterator[Event]:
    for place, event in enumerate(record.events):
        value = None
        if event.value is not None or event.field not in FIELDS:
            try:
                value = parse(event.field, event.value, today)
            except BadInput as error:
                raise BadInput(f"this is not a usable Stepwise export: events.{place}: {error}") from None
        thread = None if event.thread is None else ids[event.thread]
        yield Event(
            event.field, value, Status(event.status), event.quote, event.by, thread, event.turn, event.at
        )


def _add_thread(session: Session, applicant_id: str, thread_id: str, thread: _Thread) -> None:
    last = max((turn.n for turn in thread.turns), default=0)
    row = Thread(thread_id, applicant_id, thread.title, thread.goal, thread.created, thread.updated)
    add_thread(session, row, last_turn=last)
    turns = [turn.model_dump() | {"thread_id": thread_id, "owner": None} for turn in thread.turns]
    if turns:
        session.execute(insert(TurnRow), turns)


def _event_out(event: Event, numbers: Mapping[str | None, int | None]) -> dict[str, Any]:
    return {
        "field": event.field,
        "value": None if event.value is None else plain(event.value),
        "status": event.status.value,
        "quote": event.quote,
        "by": event.by,
        "thread": numbers[event.thread],
        "turn": event.turn,
        "at": event.at,
    }


def _thread_out(session: Session, thread: Thread, numbers: Mapping[str | None, int | None]) -> dict[str, Any]:
    rows = session.scalars(select(TurnRow).where(TurnRow.thread_id == thread.id).order_by(TurnRow.n))
    return {
        "number": numbers[thread.id],
        "title": thread.title,
        "goal": thread.goal,
        "created": thread.created,
        "updated": thread.updated,
        "turns": [
            {
                "n": row.n,
                "text": row.text,
                "reply": row.reply,
                "started": row.started,
                "finished": row.finished,
            }
            for row in rows
        ],
    }


def _draft_out(draft: StoredDraft, numbers: Mapping[str | None, int | None]) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "version": draft.version,
        "text": draft.text,
        "notes": list(draft.notes),
        "thread": numbers[draft.thread_id],
        "turn": draft.turn,
        "created": draft.created,
    }


def _draft_in(draft: _Draft, ids: Mapping[int, str]) -> StoredDraft:
    return StoredDraft(
        id=new_id(),
        kind=draft.kind,
        version=draft.version,
        text=draft.text,
        thread_id=None if draft.thread is None else ids[draft.thread],
        turn=draft.turn,
        created=draft.created,
        notes=tuple(draft.notes),
    )


def _once(what: str, keys: list[Any]) -> None:
    if len(set(keys)) != len(keys):
        raise ValueError(f"the same {what} stands there twice")


def _event_line(event: Event) -> str:
    value = "" if event.value is None else f" {show(event.field, event.value)},"
    quote = f' ("{" ".join(event.quote.split())}")' if event.quote else ""
    return f"- {event.at[:10]} {FIELDS[event.field].label}:{value} {event.status}, by {event.by}{quote}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
