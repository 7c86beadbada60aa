"""Applicants and their ledgers: who there is, who is active, and what is known about each.

Covers: the records of people, the active one, and reading and appending ledger events. Does not
cover what an event means or whether a reading becomes one (applicant/ledger), the conversations
(transcript), or taking everything out and in (export).
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from bot.applicant.facts import FIELDS, from_plain, plain
from bot.applicant.ledger import Event, Ledger, Status
from bot.errors import BadInput
from bot.store.database import Database, new_id
from bot.store.schema import ApplicantRow, EventRow, SettingRow

DEFAULT_NAME = "Me"
NAME_LIMIT = 80

_ACTIVE = "active_applicant"


@dataclass(frozen=True)
class Applicant:
    """`example` marks the record that only shows how the program works. `created` is UTC, ISO 8601.

    `owner` is the user name of a login, empty where nobody logs in.
    """

    id: str
    name: str
    example: bool
    created: str
    owner: str = ""


def create_applicant(database: Database, name: str, example: bool = False, owner: str = "") -> Applicant:
    with database.write() as session:
        return add_applicant(session, Applicant(new_id(), clean_name(name), example, database.now(), owner))


def add_applicant(session: Session, applicant: Applicant) -> Applicant:
    session.add(ApplicantRow(**asdict(applicant)))
    session.flush()
    return applicant


def applicants(database: Database, owner: str | None = None) -> list[Applicant]:
    """The records of one owner, or with None everyone's, in the order they were created."""
    rows = select(ApplicantRow).order_by(ApplicantRow.created, ApplicantRow.id)
    if owner is not None:
        rows = rows.where(ApplicantRow.owner == owner)
    with database.read() as session:
        return [_applicant(row) for row in session.scalars(rows)]


def applicant(database: Database, applicant_id: str) -> Applicant:
    """Raises BadInput when there is no such applicant."""
    with database.read() as session:
        return _applicant(applicant_row(session, applicant_id))


def rename_applicant(database: Database, applicant_id: str, name: str) -> Applicant:
    with database.write() as session:
        row = applicant_row(session, applicant_id)
        row.name = clean_name(name)
        return _applicant(row)


def delete_applicant(database: Database, applicant_id: str) -> None:
    """Delete a record with all that belongs to it, and wipe its text from the file."""
    with database.erase() as session:
        applicant_row(session, applicant_id)
        session.execute(delete(ApplicantRow).where(ApplicantRow.id == applicant_id))
        active = (SettingRow.key.startswith(_ACTIVE, autoescape=True), SettingRow.value == applicant_id)
        session.execute(delete(SettingRow).where(*active))


def active_applicant(database: Database, owner: str = "") -> Applicant | None:
    """The record that an owner works with; each owner has their own."""
    with database.read() as session:
        row = _active(session, owner)
        return _applicant(row) if row else None


def set_active_applicant(database: Database, applicant_id: str) -> Applicant:
    """Make a record the active one of its owner."""
    with database.write() as session:
        row = applicant_row(session, applicant_id)
        session.merge(SettingRow(key=_active_key(row.owner), value=row.id))
        return _applicant(row)


def ensure_applicant(database: Database, owner: str = "") -> Applicant:
    """The owner's active applicant; else their first real one, created as "Me" when there is none."""
    active = active_applicant(database, owner)
    if active is not None:
        return active
    with database.write() as session:
        theirs = (ApplicantRow.owner == owner, ApplicantRow.example.is_(False))
        real = select(ApplicantRow).where(*theirs).order_by(ApplicantRow.created, ApplicantRow.id)
        row = _active(session, owner) or session.scalars(real).first()
        chosen = (
            _applicant(row)
            if row
            else add_applicant(session, Applicant(new_id(), DEFAULT_NAME, False, database.now(), owner))
        )
        session.merge(SettingRow(key=_active_key(owner), value=chosen.id))
        return chosen


def ledger(database: Database, applicant_id: str) -> Ledger:
    """All events of an applicant in the order they were saved; one query."""
    with database.read() as session:
        return Ledger(tuple(events_of(session, applicant_id)))


def append_event(database: Database, applicant_id: str, event: Event) -> None:
    """Save an event of the card or of a file; it belongs to no turn, so no undo takes it back."""
    if event.thread is not None or event.turn is not None:
        raise ValueError("an event of a turn is saved by finish_turn, with its turn")
    with database.write() as session:
        applicant_row(session, applicant_id)
        add_events(session, applicant_id, (event,))


def events_of(session: Session, applicant_id: str) -> list[Event]:
    columns = (
        EventRow.field,
        EventRow.value,
        EventRow.status,
        EventRow.quote,
        EventRow.by,
        EventRow.thread_id,
        EventRow.turn,
        EventRow.at,
    )
    rows = session.execute(
        select(*columns).where(EventRow.applicant_id == applicant_id).order_by(EventRow.id)
    )
    return [
        Event(
            field, None if value is None else from_plain(value), Status(status), quote, by, thread, turn, at
        )
        for field, value, status, quote, by, thread, turn, at in rows
    ]


def add_events(session: Session, applicant_id: str, events: Iterable[Event]) -> None:
    """Write events in their order. Raises ValueError when one is about a field that does not exist."""
    rows = []
    for event in events:
        if event.field not in FIELDS:
            raise ValueError(f"'{event.field}' is not a known fact")
        rows.append(
            {
                "applicant_id": applicant_id,
                "field": event.field,
                "value": None if event.value is None else plain(event.value),
                "status": event.status.value,
                "quote": event.quote,
                "by": event.by,
                "thread_id": event.thread,
                "turn": event.turn,
                "at": event.at,
            }
        )
    if rows:
        session.execute(insert(EventRow), rows)


def applicant_row(session: Session, applicant_id: str) -> ApplicantRow:
    row = session.get(ApplicantRow, applicant_id)
    if row is None:
        raise BadInput("this applicant is no longer here; choose another one")
    return row


def clean_name(text: str) -> str:
    """A name or title on one line, shortened to NAME_LIMIT characters. Raises BadInput when empty."""
    name = " ".join(text.split())
    if not name:
        raise BadInput("a name cannot be empty")
    return name if len(name) <= NAME_LIMIT else name[: NAME_LIMIT - 1].rstrip() + "…"


def _active_key(owner: str) -> str:
    return f"{_ACTIVE}:{owner}" if owner else _ACTIVE


def _active(session: Session, owner: str) -> ApplicantRow | None:
    setting = session.get(SettingRow, _active_key(owner))
    return session.get(ApplicantRow, setting.value) if setting else None


def _applicant(row: ApplicantRow) -> Applicant:
    return Applicant(row.id, row.name, row.example, row.created, row.owner)
