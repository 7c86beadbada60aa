"""Stored drafts: each text that passed the lock, as the next version of its kind.

Covers: numbering versions, writing drafts with the turn that made them, and reading them back. Does
not cover writing or checking the text (write) or deleting it: a draft goes with its turn.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.database import Database, new_id
from bot.store.schema import DraftRow


@dataclass(frozen=True)
class Draft:
    """A text to be stored; `kind` names what it is for, `notes` are shown beside it."""

    kind: str
    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class StoredDraft:
    """A stored version, counted from 1 for each kind of an applicant. `created` is UTC, ISO 8601."""

    id: str
    kind: str
    version: int
    text: str
    thread_id: str | None
    turn: int | None
    created: str
    notes: tuple[str, ...]


def drafts(database: Database, applicant_id: str) -> list[StoredDraft]:
    """All versions, by kind and then from the first to the last."""
    with database.read() as session:
        return drafts_of(session, applicant_id)


def drafts_of(session: Session, applicant_id: str) -> list[StoredDraft]:
    rows = session.scalars(
        select(DraftRow)
        .where(DraftRow.applicant_id == applicant_id)
        .order_by(DraftRow.kind, DraftRow.version)
    )
    return [
        StoredDraft(
            row.id, row.kind, row.version, row.text, row.thread_id, row.turn, row.created, tuple(row.notes)
        )
        for row in rows
    ]


def add_drafts(
    session: Session, applicant_id: str, drafts: Iterable[Draft], *, thread_id: str, turn: int, created: str
) -> None:
    """Write each draft as the version after the latest one of its kind."""
    for draft in drafts:
        latest = session.scalar(
            select(func.max(DraftRow.version)).where(
                DraftRow.applicant_id == applicant_id, DraftRow.kind == draft.kind
            )
        )
        stored = StoredDraft(
            new_id(), draft.kind, (latest or 0) + 1, draft.text, thread_id, turn, created, draft.notes
        )
        add_stored(session, applicant_id, stored)


def add_stored(session: Session, applicant_id: str, draft: StoredDraft) -> None:
    session.add(
        DraftRow(
            id=draft.id,
            applicant_id=applicant_id,
            kind=draft.kind,
            version=draft.version,
            text=draft.text,
            notes=list(draft.notes),
            thread_id=draft.thread_id,
            turn=draft.turn,
            created=draft.created,
        )
    )
    session.flush()
