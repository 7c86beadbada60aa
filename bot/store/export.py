"""Taking an applicant's record out and in: one JSON object with everything, and a readable form.

Covers: export without ids, import under fresh ones, the ledger of an exported file, and Markdown.
Does not cover the parts of the format and their checks (export_format), files and folders (the caller
reads and writes them), backups of the whole database, or the flat profile format (applicant/facts).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.applicant.facts import FIELDS, SPECIALTIES, parse, plain, show
from bot.applicant.ledger import Event, Ledger, Status
from bot.errors import BadInput
from bot.store.applicants import Applicant, add_applicant, add_events, applicant_row, events_of
from bot.store.choices import choices_of, put_choice, renamed
from bot.store.database import Database, new_id
from bot.store.drafts import StoredDraft, add_stored, drafts_of
from bot.store.export_format import (
    FORMAT,
    VERSION,
    DraftPart,
    FindingPart,
    OwnProgramPart,
    Record,
    ThreadPart,
    WorkPart,
    checked,
    own_reference,
)
from bot.store.schema import TurnRow
from bot.store.tracker import (
    OwnProgram,
    Tracked,
    findings_of,
    new_own_id,
    own_programs_of,
    put_finding,
    put_own_programs,
    put_tracked,
    tracked_of,
)
from bot.store.transcript import Thread, add_thread, said, threads_of
from bot.store.works import Work, add_work, works_of


def export_applicant(database: Database, applicant_id: str) -> dict[str, Any]:
    """Everything stored about an applicant, as JSON values: ledger, conversations, drafts, programs.

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
            **_programs_out(session, applicant_id),
            "works": [_work_out(work) for work in works_of(session, applicant_id)],
        }


def import_applicant(database: Database, data: object, owner: str = "") -> Applicant:
    """Add an exported record as a new applicant of `owner`, whole or not at all.

    Raises BadInput naming the place when the content is not an export of this format.
    """
    record = checked(data)
    ids = {thread.number: new_id() for thread in record.threads}
    today = date.fromisoformat(database.now()[:10])
    events = tuple(_events(record, ids, today))
    who = record.applicant
    person = Applicant(new_id(), who.name, who.example, who.created, owner)
    with database.write() as session:
        add_applicant(session, person)
        for thread in record.threads:
            _add_thread(session, person.id, ids[thread.number], thread)
        add_events(session, person.id, events)
        for draft in record.drafts:
            add_stored(session, person.id, _draft_in(draft, ids))
        _add_programs(session, person.id, record)
        for work in record.works:
            add_work(session, person.id, Work(new_id(), **work.model_dump()))
    return person


def exported_ledger(data: object, today: date) -> Ledger:
    """The ledger of an exported record, without storing anything. Raises BadInput like an import."""
    record = checked(data)
    return Ledger(
        tuple(_events(record, {thread.number: str(thread.number) for thread in record.threads}, today))
    )


def as_markdown(data: object, today: date) -> str:
    """An exported record for reading: facts, programs, conversations and drafts.

    Raises BadInput like an import.
    """
    record = checked(data)
    lines = [f"# {record.applicant.name}", "", "## Facts", ""]
    ledger = exported_ledger(data, today)
    facts = ledger.profile.items()
    lines += [f"- {FIELDS[key].label}: {show(key, value)}" for key, value in facts] or ["None yet."]
    lines += ["", "## How each fact was learned", ""]
    lines += [_event_line(event) for event in ledger.events] or ["Nothing yet."]
    lines += _program_lines(record)
    for thread in record.threads:
        lines += ["", f"## Conversation: {thread.title}", "", f"Begun {thread.created[:10]}."]
        for turn in thread.turns:
            reply = "(not answered)" if turn.reply is None else said(turn.reply)
            lines += ["", "**You**", "", _quoted(turn.text), "", "**Stepwise**", "", _quoted(reply)]
    for draft in record.drafts:
        lines += ["", f"## Draft: {draft.kind.replace('_', ' ')}, version {draft.version}", ""]
        lines += [_quoted(draft.text), *(f"\nNote: {note}" for note in draft.notes)]
    for work in record.works:
        lines += _work_lines(work)
    return "\n".join(lines) + "\n"


def _events(record: Record, ids: Mapping[int, str], today: date) -> Iterator[Event]:
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


def _add_thread(session: Session, applicant_id: str, thread_id: str, thread: ThreadPart) -> None:
    last = max((turn.n for turn in thread.turns), default=0)
    row = Thread(thread_id, applicant_id, thread.title, thread.goal, thread.created, thread.updated)
    add_thread(session, row, last_turn=last)
    turns = [turn.model_dump() | {"thread_id": thread_id, "owner": None} for turn in thread.turns]
    if turns:
        session.execute(insert(TurnRow), turns)


def _add_programs(session: Session, applicant_id: str, record: Record) -> None:
    ids = {own.reference: new_own_id() for own in record.own_programs}
    own = [
        OwnProgram(**asdict(part.program()), id=ids[part.reference], created=part.created)
        for part in record.own_programs
    ]
    put_own_programs(session, applicant_id, own)
    for part in record.tracked:
        program = ids.get(part.program, part.program)
        put_tracked(session, applicant_id, Tracked(program, part.status, part.changed))
    for found in record.findings:
        program = ids.get(found.program, found.program)
        put_finding(session, applicant_id, found.finding(program), found.at)
    for key, value in record.choices.items():
        put_choice(session, applicant_id, key, renamed(value, ids))


def _programs_out(session: Session, applicant_id: str) -> dict[str, Any]:
    """Tracker, findings, own programs and choices; own programs by their numbers, not their ids."""
    own = own_programs_of(session, applicant_id)
    names = {program.id: own_reference(number) for number, program in enumerate(own, start=1)}
    tracked = [asdict(item) for item in tracked_of(session, applicant_id).values()]
    findings = [asdict(finding) | {"at": at} for finding, at in findings_of(session, applicant_id)]
    for row in (*tracked, *findings):
        program = row.pop("program_id")
        row["program"] = names.get(program, program)
    own_parts = [asdict(program) | {"number": number} for number, program in enumerate(own, start=1)]
    for part in own_parts:
        del part["id"]
    return {
        "tracked": sorted(tracked, key=lambda row: row["program"]),
        "findings": sorted(findings, key=lambda row: (row["program"], row["rule"])),
        "own_programs": own_parts,
        "choices": renamed(choices_of(session, applicant_id), names),
    }


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


def _work_out(work: Work) -> dict[str, Any]:
    out = asdict(work)
    del out["id"]
    return out


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


def _draft_in(draft: DraftPart, ids: Mapping[int, str]) -> StoredDraft:
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


def _event_line(event: Event) -> str:
    value = "" if event.value is None else f" {show(event.field, event.value)},"
    quote = f' ("{" ".join(event.quote.split())}")' if event.quote else ""
    return f"- {event.at[:10]} {FIELDS[event.field].label}:{value} {event.status}, by {event.by}{quote}"


def _program_lines(record: Record) -> list[str]:
    """The parts about programs, each with its heading if there is something in it."""
    names = {own.reference: f"{own.program().name} (added by you)" for own in record.own_programs}
    parts = {
        "Programs you follow": [
            f"- {names.get(part.program, part.program)}: {part.status}, since {part.changed[:10]}"
            for part in record.tracked
        ],
        "What you found out": [_finding_line(part, names) for part in record.findings],
        "Programs you added": [_own_line(part) for part in record.own_programs],
        "Your choices": [
            f"- {key.replace('_', ' ')}: {json.dumps(renamed(value, names), ensure_ascii=False)}"
            for key, value in record.choices.items()
        ],
    }
    return [line for title, part in parts.items() if part for line in ("", f"## {title}", "", *part)]


def _work_lines(work: WorkPart) -> list[str]:
    """A statement or an interview: its texts, quoted, in the order they are kept."""
    heading = f"## {work.kind.capitalize()}: {work.title}"
    return ["", heading, "", f"Last changed {work.updated[:10]}.", "", *map(_quoted, _texts(work.data))]


def _texts(value: Any) -> Iterator[str]:
    """The texts of more than a few words in a JSON value, each once."""
    found: dict[str, None] = {}

    def walk(item: Any) -> None:
        if isinstance(item, str) and len(item.split()) > 3:
            found[item] = None
        for inner in item.values() if isinstance(item, dict) else item if isinstance(item, list) else ():
            walk(inner)

    walk(value)
    yield from found


def _finding_line(part: FindingPart, names: Mapping[str, str]) -> str:
    found = part.finding(part.program)
    value = ("no", "yes")[found.value] if isinstance(found.value, bool) else found.value
    note = f": {' '.join(found.note.split())}" if found.note else ""
    return (
        f"- {names.get(part.program, part.program)}, {found.rule.replace('_', ' ')}: {value}, "
        f"confirmed by you on {found.found_on}, {found.where}{note}"
    )


def _own_line(part: OwnProgramPart) -> str:
    own = part.program()
    specialty = SPECIALTIES.get(own.specialty or "", own.specialty)
    places = [text for text in (own.name, specialty, own.city, own.state, own.website) if text]
    notes = f". {' '.join(own.notes.split())}" if own.notes else ""
    return f"- {', '.join(places)}{notes}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
