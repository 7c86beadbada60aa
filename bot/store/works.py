"""Pieces of work that grow over days: statements in the studio and mock interviews.

Covers: keeping each as one JSON object under a title, with a revision number so that a second window
never overwrites what it has not seen, and deleting them. Does not cover what the object means (the
caller), or drafts made in a conversation (drafts).
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.errors import BadInput
from bot.store.applicants import applicant_row, clean_name
from bot.store.database import Database, new_id
from bot.store.schema import WorkRow

STATEMENT, INTERVIEW = "statement", "interview"
KINDS = (STATEMENT, INTERVIEW)

STATEMENT_OPEN = "statement_open"
"""The choice under which it is kept which statement is open."""

WORK_LIMIT = 2_000_000
"""Characters of a piece of work as JSON: sixty versions of a statement of 28,000 characters fit."""


@dataclass(frozen=True)
class Work:
    """`revision` counts the savings from 1; `created` and `updated` are UTC, ISO 8601."""

    id: str
    kind: str
    title: str
    data: dict[str, Any]
    revision: int
    created: str
    updated: str


def create_work(database: Database, applicant_id: str, kind: str, title: str, data: dict[str, Any]) -> Work:
    """Keep a new piece of work. Raises BadInput for an unknown kind, a bad title or too much data."""
    title, data = clean_name(title), checked_data(data)
    now = database.now()
    work = Work(new_id(), checked_kind(kind), title, data, 1, now, now)
    with database.write() as session:
        applicant_row(session, applicant_id)
        add_work(session, applicant_id, work)
    return work


def save_work(
    database: Database,
    applicant_id: str,
    work_id: str,
    data: dict[str, Any],
    *,
    revision: int,
    title: str = "",
) -> Work:
    """Keep a new state in place of `revision`, the one it was made from.

    Raises BadInput when the work is gone, or was saved elsewhere since.
    """
    data = checked_data(data)
    with database.write() as session:
        row = _row(session, applicant_id, work_id)
        if row.revision != revision:
            raise BadInput("this was changed in another window; open it again to go on from there")
        row.data, row.revision, row.updated = data, revision + 1, database.now()
        row.title = clean_name(title) if title else row.title
        return _work(row)


def works(database: Database, applicant_id: str, kind: str) -> list[Work]:
    """The pieces of one kind, the latest first."""
    with database.read() as session:
        found = [work for work in works_of(session, applicant_id) if work.kind == kind]
    return sorted(found, key=lambda work: (work.updated, work.created, work.id), reverse=True)


def work(database: Database, applicant_id: str, work_id: str) -> Work:
    """Raises BadInput when this applicant has no such piece."""
    with database.read() as session:
        return _work(_row(session, applicant_id, work_id))


def delete_work(database: Database, applicant_id: str, work_id: str) -> None:
    """Forget a piece of work; one that is gone already is no error."""
    mine = (WorkRow.applicant_id == applicant_id, WorkRow.id == work_id)
    with database.write() as session:
        session.execute(delete(WorkRow).where(*mine))


def works_of(session: Session, applicant_id: str) -> list[Work]:
    rows = select(WorkRow).where(WorkRow.applicant_id == applicant_id).order_by(WorkRow.created, WorkRow.id)
    return [_work(row) for row in session.scalars(rows)]


def add_work(session: Session, applicant_id: str, work: Work) -> None:
    session.add(
        WorkRow(
            id=work.id,
            applicant_id=applicant_id,
            kind=work.kind,
            title=work.title,
            data=work.data,
            revision=work.revision,
            created=work.created,
            updated=work.updated,
        )
    )
    session.flush()


def checked_kind(kind: str) -> str:
    if kind not in KINDS:
        raise BadInput(f"'{kind[:80]}' is no kind of work; kinds: {', '.join(KINDS)}")
    return kind


def checked_data(data: dict[str, Any]) -> dict[str, Any]:
    """The data as it comes back from JSON. Raises BadInput when it is no JSON object, or too long."""
    try:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise BadInput("a piece of work must be plain JSON") from None
    if not isinstance(data, dict):
        raise BadInput("a piece of work must be a JSON object")
    if len(text) > WORK_LIMIT:
        raise BadInput(f"a piece of work is longer than {WORK_LIMIT:,} characters; begin a new one")
    kept: dict[str, Any] = json.loads(text)
    return kept


def _row(session: Session, applicant_id: str, work_id: str) -> WorkRow:
    row = session.get(WorkRow, work_id)
    if row is None or row.applicant_id != applicant_id:
        raise BadInput("this piece of work is not there any more")
    return row


def _work(row: WorkRow) -> Work:
    return Work(row.id, row.kind, row.title, row.data, row.revision, row.created, row.updated)
