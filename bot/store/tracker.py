"""Programs of an applicant: how far each application is, what they found out, and which they added.

Covers: the tracker's statuses, findings about the rules of a program, own programs, and the checks of
their shape. Does not cover which programs and rules there are or what a finding changes (assess), or
plan choices such as the budget (choices).
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TypeAlias

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from bot.errors import BadInput
from bot.store.applicants import applicant_row
from bot.store.choices import forget_in_choices
from bot.store.database import Database, new_id
from bot.store.schema import FindingRow, OwnProgramRow, TrackedRow

STATUSES = ("none", "applied", "invited", "interviewed", "ranked", "rejected")
NOTHING = STATUSES[0]

OWN = "own-"
"""What the id of an own program begins with; no id of the program data does."""

LINE_LIMIT = 200
WEBSITE_LIMIT = 500
NOTE_LIMIT = 2000
"""Characters: a name, place or value; an address; a note."""

_LARGEST = 10**9
_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,99}", re.ASCII)
_WEBSITE = re.compile(r"https?://[^\s<>\"/?#@]+([/?#][^\s<>\"]*)?", re.IGNORECASE)

FoundValue: TypeAlias = str | int | float | bool


@dataclass(frozen=True)
class Tracked:
    """A program that something was done about. `changed` is when the status changed, UTC, ISO 8601."""

    program_id: str
    status: str
    changed: str


@dataclass(frozen=True)
class Finding:
    """What the applicant found out about a rule: when ("YYYY-MM-DD") and where (a page, phone, email)."""

    program_id: str
    rule: str
    value: FoundValue
    found_on: str
    where: str
    note: str = ""


@dataclass(frozen=True)
class NewProgram:
    """A program to be added; `specialty` is a key like "family_medicine", or None when not known."""

    name: str
    specialty: str | None = None
    city: str = ""
    state: str = ""
    website: str = ""
    notes: str = ""


@dataclass(frozen=True)
class OwnProgram(NewProgram):
    """An added program. `created` is UTC, ISO 8601."""

    id: str = field(kw_only=True)
    created: str = field(kw_only=True)


def track(database: Database, applicant_id: str, program_id: str, status: str) -> None:
    """Set how far the application to a program is; "none" takes the program off the tracker."""
    program_id, status = checked_id("a program", program_id), checked_status(status)
    with database.write() as session:
        _check_program(session, applicant_id, program_id)
        row = session.get(TrackedRow, (applicant_id, program_id))
        if status == NOTHING and row is not None:
            session.delete(row)
        elif status != NOTHING and (row is None or row.status != status):
            put_tracked(session, applicant_id, Tracked(program_id, status, database.now()))


def tracked(database: Database, applicant_id: str) -> dict[str, Tracked]:
    """What stands on the tracker, by the id of the program."""
    with database.read() as session:
        return tracked_of(session, applicant_id)


def tracked_of(session: Session, applicant_id: str) -> dict[str, Tracked]:
    rows = select(TrackedRow).where(TrackedRow.applicant_id == applicant_id).order_by(TrackedRow.program_id)
    return {row.program_id: Tracked(row.program_id, row.status, row.changed) for row in session.scalars(rows)}


def put_tracked(session: Session, applicant_id: str, tracked: Tracked) -> None:
    session.merge(TrackedRow(applicant_id=applicant_id, **asdict(tracked)))


def record_finding(database: Database, applicant_id: str, finding: Finding) -> None:
    """Keep what was found out about a rule, in place of an earlier finding about it."""
    finding = checked_finding(finding)
    with database.write() as session:
        _check_program(session, applicant_id, finding.program_id)
        put_finding(session, applicant_id, finding, database.now())


def findings(database: Database, applicant_id: str) -> tuple[Finding, ...]:
    """All findings, by program and then by rule."""
    with database.read() as session:
        return tuple(finding for finding, _at in findings_of(session, applicant_id))


def findings_of(session: Session, applicant_id: str) -> list[tuple[Finding, str]]:
    """Each finding with the time it was recorded."""
    rows = session.scalars(
        select(FindingRow)
        .where(FindingRow.applicant_id == applicant_id)
        .order_by(FindingRow.program_id, FindingRow.rule)
    )
    return [
        (Finding(row.program_id, row.rule, row.value, row.found_on, row.where, row.note), row.at)
        for row in rows
    ]


def put_finding(session: Session, applicant_id: str, finding: Finding, at: str) -> None:
    row = session.merge(FindingRow(applicant_id=applicant_id, at=at, **asdict(finding)))
    flag_modified(row, "value")  # 1 and True are equal in Python, so the change would go unseen


def drop_finding(database: Database, applicant_id: str, program_id: str, rule: str) -> None:
    """Forget the finding about a rule, if there is one; the published rule counts again."""
    with database.write() as session:
        applicant_row(session, applicant_id)
        session.execute(
            delete(FindingRow).where(
                FindingRow.applicant_id == applicant_id,
                FindingRow.program_id == program_id,
                FindingRow.rule == rule,
            )
        )


def add_own_programs(
    database: Database, applicant_id: str, programs: Iterable[NewProgram]
) -> list[OwnProgram]:
    """Add programs that the data lacks, all or none. Raises BadInput naming the first bad one."""
    checked = []
    for place, program in enumerate(programs, start=1):
        try:
            checked.append(checked_program(program))
        except BadInput as error:
            raise BadInput(f"program {place}: {error}") from None
    with database.write() as session:
        applicant_row(session, applicant_id)
        created = database.now()
        own = [OwnProgram(**asdict(program), id=new_own_id(), created=created) for program in checked]
        put_own_programs(session, applicant_id, own)
        return own


def own_programs(database: Database, applicant_id: str) -> list[OwnProgram]:
    """The programs that were added, in that order."""
    with database.read() as session:
        return own_programs_of(session, applicant_id)


def own_programs_of(session: Session, applicant_id: str) -> list[OwnProgram]:
    rows = session.scalars(
        select(OwnProgramRow).where(OwnProgramRow.applicant_id == applicant_id).order_by(OwnProgramRow.number)
    )
    return [
        OwnProgram(
            row.name,
            row.specialty,
            row.city,
            row.state,
            row.website,
            row.notes,
            id=row.id,
            created=row.created,
        )
        for row in rows
    ]


def put_own_programs(session: Session, applicant_id: str, programs: Iterable[OwnProgram]) -> None:
    rows = [asdict(program) | {"applicant_id": applicant_id} for program in programs]
    if rows:
        session.execute(insert(OwnProgramRow), rows)


def delete_own_program(database: Database, applicant_id: str, program_id: str) -> None:
    """Delete an added program with all that is kept about it, and wipe its text from the file."""
    with database.erase() as session:
        session.delete(_own_row(session, applicant_id, program_id))
        for table in (TrackedRow, FindingRow):
            mine = (table.applicant_id == applicant_id, table.program_id == program_id)
            session.execute(delete(table).where(*mine))
        forget_in_choices(session, applicant_id, program_id)


def new_own_id() -> str:
    return OWN + new_id()


def checked_id(what: str, text: str) -> str:
    if not _ID.fullmatch(text):
        raise BadInput(f"{what} is named by its id, not {text[:80]!r}")
    return text


def checked_status(text: str) -> str:
    if text not in STATUSES:
        raise BadInput(f"the status of a program must be one of {', '.join(STATUSES)}, not {text[:80]!r}")
    return text


def checked_finding(finding: Finding) -> Finding:
    """The finding with its texts trimmed. Raises BadInput naming what is wrong."""
    return Finding(
        checked_id("a program", finding.program_id),
        checked_id("a rule", finding.rule),
        _value(finding.value),
        _day(finding.found_on),
        _line("where it was found", finding.where, needed=True),
        _text("the note", finding.note),
    )


def checked_program(program: NewProgram) -> NewProgram:
    """The program with its texts trimmed. Raises BadInput naming what is wrong."""
    website = _line("the website", program.website, WEBSITE_LIMIT)
    if website and not _WEBSITE.fullmatch(website):
        raise BadInput("the website must begin with http:// or https:// and have no spaces")
    return NewProgram(
        _line("the name of a program", program.name, needed=True),
        None if program.specialty is None else checked_id("a specialty", program.specialty),
        _line("the city", program.city),
        _line("the state", program.state),
        website,
        _text("the notes", program.notes),
    )


def _value(value: FoundValue) -> FoundValue:
    if isinstance(value, str):
        return _line("the answer", value, needed=True)
    if abs(value) <= _LARGEST:  # false for what is not a number too
        return value
    raise BadInput("the answer is too large or is not a number")


def _day(text: str) -> str:
    try:
        # Other ISO forms are dates too, but would not sort and show as all others do.
        if date.fromisoformat(text).isoformat() == text:
            return text
    except ValueError:
        pass
    raise BadInput(f"the date it was found must look like 2026-11-20, not {text[:80]!r}")


def _line(what: str, text: str, limit: int = LINE_LIMIT, *, needed: bool = False) -> str:
    line = " ".join(text.split())
    if needed and not line:
        raise BadInput(f"{what} must not be empty")
    return _short(what, line, limit)


def _text(what: str, text: str) -> str:
    return _short(what, text.strip(), NOTE_LIMIT)


def _short(what: str, text: str, limit: int) -> str:
    if len(text) > limit:
        raise BadInput(f"{what} must have at most {limit} characters")
    return text


def _check_program(session: Session, applicant_id: str, program_id: str) -> None:
    """Refuse an unknown applicant, and an own program that is not theirs."""
    applicant_row(session, applicant_id)
    if program_id.startswith(OWN):
        _own_row(session, applicant_id, program_id)


def _own_row(session: Session, applicant_id: str, program_id: str) -> OwnProgramRow:
    mine = (OwnProgramRow.applicant_id == applicant_id, OwnProgramRow.id == program_id)
    row = session.scalar(select(OwnProgramRow).where(*mine))
    if row is None:
        raise BadInput("this program is no longer among those you added")
    return row
