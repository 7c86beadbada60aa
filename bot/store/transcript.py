"""The transcript: conversations and their turns, the only memory of what was said.

Covers: threads, searching them, and the life of a turn: started, then finished whole, interrupted,
or dropped with all it made. Does not cover running a turn (agent), which facts it yields
(applicant/ledger), or how a reply is shown (ui).
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, func, or_, select, true
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.orm import Session

from bot.applicant.intake import ADVICE, GOALS
from bot.applicant.ledger import Event
from bot.errors import BadInput
from bot.store.applicants import add_events, applicant_row, clean_name
from bot.store.database import Database, new_id
from bot.store.drafts import Draft, add_drafts
from bot.store.leases import LONGEST_RUN, has_ended
from bot.store.schema import ThreadRow, TurnRow

_REPLY_TEXT = Text().with_variant(TEXT(collation="C"), "postgresql")


@dataclass(frozen=True)
class Thread:
    """A conversation of an applicant. Times are UTC, ISO 8601; `updated` is the latest message."""

    id: str
    applicant_id: str
    title: str
    goal: str
    created: str
    updated: str


@dataclass(frozen=True)
class Turn:
    """A message and its reply. Numbers grow within a thread, and a dropped number is never reused."""

    n: int
    text: str
    reply: dict[str, Any] | None
    started: str
    finished: str | None


def create_thread(database: Database, applicant_id: str, title: str, goal: str = ADVICE) -> Thread:
    with database.write() as session:
        applicant_row(session, applicant_id)
        now = database.now()
        thread = Thread(new_id(), applicant_id, clean_name(title), _goal(goal), now, now)
        add_thread(session, thread, last_turn=0)
        return thread


def add_thread(session: Session, thread: Thread, *, last_turn: int) -> None:
    session.add(
        ThreadRow(
            id=thread.id,
            applicant_id=thread.applicant_id,
            title=thread.title,
            goal=thread.goal,
            last_turn=last_turn,
            created=thread.created,
            updated=thread.updated,
        )
    )
    session.flush()


def threads(database: Database, applicant_id: str) -> list[Thread]:
    """All conversations of an applicant, the one with the latest message first."""
    with database.read() as session:
        return threads_of(session, applicant_id)


def threads_of(session: Session, applicant_id: str) -> list[Thread]:
    rows = session.scalars(
        select(ThreadRow)
        .where(ThreadRow.applicant_id == applicant_id)
        .order_by(ThreadRow.updated.desc(), ThreadRow.id)
    )
    return [_thread(row) for row in rows]


def thread(database: Database, thread_id: str) -> Thread:
    """Raises BadInput when there is no such conversation."""
    with database.read() as session:
        return _thread(_row(session, thread_id))


def rename_thread(database: Database, thread_id: str, title: str) -> Thread:
    with database.write() as session:
        row = _row(session, thread_id)
        row.title = clean_name(title)
        return _thread(row)


def set_goal(database: Database, thread_id: str, goal: str) -> Thread:
    with database.write() as session:
        row = _row(session, thread_id)
        row.goal = _goal(goal)
        return _thread(row)


def delete_thread(database: Database, thread_id: str) -> None:
    """Delete a conversation with the facts and drafts that came from it, and wipe them from the file."""
    with database.erase() as session:
        _row(session, thread_id)
        session.execute(delete(ThreadRow).where(ThreadRow.id == thread_id))


def search_threads(database: Database, applicant_id: str, query: str) -> list[Thread]:
    """Conversations whose title, messages or replies hold the words as typed; upper case is ignored."""
    wanted = query.strip().lower()
    with database.read() as session:
        found = threads_of(session, applicant_id)
        if not wanted:
            return found
        # Where the database knows no other capitals than A to Z, all turns are looked through below.
        can_choose = database.place.folds_case or wanted.isascii()
        rows = session.execute(
            select(TurnRow.thread_id, TurnRow.text, TurnRow.reply)
            .join(ThreadRow, ThreadRow.id == TurnRow.thread_id)
            .where(ThreadRow.applicant_id == applicant_id, _holds(wanted) if can_choose else true())
        )
        # The reply's JSON also holds keys, ids and passages, which nobody said in the conversation.
        ids = {row.thread_id for row in rows if wanted in f"{row.text}\n{said(row.reply)}".lower()}
    return [thread for thread in found if thread.id in ids or wanted in thread.title.lower()]


def _holds(wanted: str) -> ColumnElement[bool]:
    in_json = json.dumps(wanted, ensure_ascii=False)[1:-1]
    return or_(
        TurnRow.text.icontains(wanted, autoescape=True),
        cast(TurnRow.reply, _REPLY_TEXT).icontains(in_json, autoescape=True),
    )


def said(reply: Mapping[str, Any] | None) -> str:
    """The sentences of a reply as plain text, one paragraph, bullet or heading a line."""
    text = ""
    for sentence in (reply or {}).get("sentences", ()):
        joint = " " if sentence.get("block", "inline") == "inline" else "\n"
        text += (joint if text else "") + str(sentence["text"])
    return text


def start_turn(database: Database, thread_id: str, text: str) -> int:
    """Write a message down as started and return its number; an interrupted one before it is dropped.

    Raises BadInput while another message of the conversation is being answered.
    """
    n = 0
    try:
        with database.write() as session:
            n = _start(database, session, thread_id, text)
            database.leases.hold(thread_id, n)  # before others can see the turn
    except BaseException:
        database.leases.release(thread_id, n)
        raise
    return n


def _start(database: Database, session: Session, thread_id: str, text: str) -> int:
    row = _row(session, thread_id)
    now = database.now()
    for turn, running in _unfinished(database, session, thread_id, now):
        if running:
            raise BadInput("a message in this conversation is still being answered")
        session.delete(turn)
    n = row.last_turn = row.last_turn + 1
    row.updated = now
    turn = TurnRow(thread_id=thread_id, n=n, text=text, owner=database.token, started=now)
    turn.lease = database.lease()
    session.add(turn)
    return n


def finish_turn(
    database: Database,
    thread_id: str,
    n: int,
    reply: Mapping[str, Any],
    events: Iterable[Event] = (),
    drafts: Iterable[Draft] = (),
) -> None:
    """Write the reply, the events and the drafts of a started turn in one transaction.

    Raises BadInput when the turn was dropped, interrupted or finished meanwhile, and ValueError when
    an event does not name this turn; nothing is written then.
    """
    events, drafts = tuple(events), tuple(drafts)
    if any((event.thread, event.turn) != (thread_id, n) for event in events):
        raise ValueError("an event names another turn than the one that is finished with it")
    with database.write() as session:
        row = session.get(ThreadRow, thread_id)
        turn = session.get(TurnRow, (thread_id, n))
        if row is None or turn is None or turn.owner != database.token:
            raise BadInput("this message was taken back before its answer was ready; nothing was saved")
        now = database.now()
        turn.reply, turn.finished, turn.owner, turn.lease = dict(reply), now, None, None
        row.updated = now
        add_events(session, row.applicant_id, events)
        add_drafts(session, row.applicant_id, drafts, thread_id=thread_id, turn=n, created=now)
    database.leases.release(thread_id, n)


def cancel_turn(database: Database, thread_id: str, n: int) -> None:
    """Mark a running turn as interrupted: its text is offered again. Any other turn stays as it is."""
    with database.write() as session:
        turn = session.get(TurnRow, (thread_id, n))
        if turn is not None:
            turn.owner = None
    database.leases.release(thread_id, n)


def turns(database: Database, thread_id: str, last: int | None = None) -> list[Turn]:
    """Finished turns in their order; with `last`, only that many of the latest."""
    with database.read() as session:
        _row(session, thread_id)
        rows = session.scalars(
            select(TurnRow)
            .where(TurnRow.thread_id == thread_id, TurnRow.finished.is_not(None))
            .order_by(TurnRow.n.desc())
            .limit(last)
        )
        return [_turn(row) for row in rows][::-1]


def window(database: Database, thread_id: str, size: Callable[[int], int]) -> list[Turn]:
    """The latest finished turns in their order, as many as `size` says for the number of all."""
    with database.read() as session:
        mine = (TurnRow.thread_id == thread_id, TurnRow.finished.is_not(None))
        count = session.scalar(select(func.count()).select_from(TurnRow).where(*mine)) or 0
        rows = session.scalars(select(TurnRow).where(*mine).order_by(TurnRow.n.desc()).limit(size(count)))
        return [_turn(row) for row in rows][::-1]


def unfinished(database: Database, thread_id: str) -> Turn | None:
    """A turn that was interrupted or left by a process that ended; not one that is being answered."""
    with database.read() as session:
        turns = _unfinished(database, session, thread_id, database.now())
        return next((_turn(turn) for turn, running in turns if not running), None)


def drop_unfinished(database: Database, thread_id: str) -> None:
    """Forget the turn that `unfinished` offers; one that is being answered goes on."""
    with database.write() as session:
        for turn, running in _unfinished(database, session, thread_id, database.now()):
            if not running:
                session.delete(turn)


def drop_turns_from(database: Database, thread_id: str, n: int) -> str:
    """Delete turn n and all later ones with the events and drafts they made; returns the text of turn n.

    A later turn that is being answered is dropped too, and its answer is refused.
    """
    with database.write() as session:
        turn = session.get(TurnRow, (thread_id, n))
        if turn is None:
            raise BadInput("this message is no longer in the conversation")
        text = turn.text
        session.execute(delete(TurnRow).where(TurnRow.thread_id == thread_id, TurnRow.n >= n))
        return text


def _goal(goal: str) -> str:
    if goal not in GOALS:
        raise BadInput(f"the goal of a conversation must be one of {', '.join(GOALS)}, not '{goal}'")
    return goal


def _unfinished(database: Database, session: Session, thread_id: str, now: str) -> list[tuple[TurnRow, bool]]:
    """Each unfinished turn, and whether it is being answered by this or another copy of the program."""
    left = select(TurnRow, TurnRow.lease > database.place.now)
    rows = session.execute(
        left.where(TurnRow.thread_id == thread_id, TurnRow.finished.is_(None)).order_by(TurnRow.n)
    )
    return [(turn, _running(database, turn, bool(leased), now)) for turn, leased in rows]


def _running(database: Database, turn: TurnRow, leased: bool, now: str) -> bool:
    if turn.owner == database.token and database.leases.holds(turn.thread_id, turn.n):
        age = datetime.fromisoformat(now) - datetime.fromisoformat(turn.started)
        return age < timedelta(seconds=LONGEST_RUN)
    others = turn.owner not in (None, database.token)
    return others and leased and not has_ended(str(turn.owner))


def _row(session: Session, thread_id: str) -> ThreadRow:
    row = session.get(ThreadRow, thread_id)
    if row is None:
        raise BadInput("this conversation is no longer here; choose another one")
    return row


def _thread(row: ThreadRow) -> Thread:
    return Thread(row.id, row.applicant_id, row.title, row.goal, row.created, row.updated)


def _turn(row: TurnRow) -> Turn:
    return Turn(row.n, row.text, row.reply, row.started, row.finished)
