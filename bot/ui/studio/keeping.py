"""Statements in the store: opening, keeping and listing them, and which one was open last.

Covers: documents as pieces of work with their title and revision, what they are examined against. Does not
cover what is done to a document (write.studio) or markup.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.errors import BadInput
from bot.library import corpus
from bot.store import Work
from bot.store.works import STATEMENT, STATEMENT_OPEN
from bot.ui.tongue import say
from bot.write import studio
from bot.write.studio import Document, Examined

if TYPE_CHECKING:
    from bot.agent.services import Services

MOST = 60
"""Statements of one applicant; ERAS takes any number, and a list longer than this is not read."""

LONGEST_TITLE = 80


@dataclass(frozen=True)
class Kept:
    """A document as it is kept; `revision` counts the savings, `updated` is UTC, ISO 8601."""

    id: str
    title: str
    revision: int
    updated: str
    now: Document


def statement(services: "Services", applicant: str, id_: str) -> Kept:
    """Raises BadInput when it is gone or cannot be read."""
    return _kept(services.store.work(applicant, id_))


def listed(services: "Services", applicant: str) -> list[Kept]:
    """All statements, the latest first; one that cannot be read is left out."""
    found = []
    for work in services.store.works(applicant, STATEMENT):
        try:
            found.append(_kept(work))
        except BadInput:
            continue
    return found


def create(services: "Services", applicant: str, title: str, now: Document) -> Kept:
    """Keep a new statement and leave it open. Raises BadInput when there are too many."""
    if len(services.store.works(applicant, STATEMENT)) >= MOST:
        raise BadInput(
            say("{n} statements are kept at most; delete one that you do not need any more", n=MOST)
        )
    title = title.strip()[:LONGEST_TITLE] or _untitled(services, applicant)
    made = _kept(services.store.create_work(applicant, STATEMENT, title, studio.to_dict(now)))
    open_(services, applicant, made.id)
    return made


def save(services: "Services", applicant: str, kept: Kept, now: Document, title: str = "") -> Kept:
    """Keep another state of a statement. Raises BadInput when it was changed elsewhere meanwhile."""
    if now == kept.now and not title:
        return kept
    data = studio.to_dict(now)
    work = services.store.save_work(applicant, kept.id, data, revision=kept.revision, title=title)
    return replace(_named(work), now=now)


def delete(services: "Services", applicant: str, id_: str) -> None:
    services.store.delete_work(applicant, id_)
    if last_open(services, applicant) == id_:
        open_(services, applicant, "")


def open_(services: "Services", applicant: str, id_: str) -> None:
    """Remember which statement is open; an empty id is the list."""
    if last_open(services, applicant) != id_:
        services.store.choose(applicant, STATEMENT_OPEN, id_ or None)


def last_open(services: "Services", applicant: str) -> str:
    kept = services.store.choices(applicant).get(STATEMENT_OPEN)
    return kept if isinstance(kept, str) else ""


def examine(services: "Services", applicant: str, kept: Kept) -> Examined:
    """The findings of a statement against the applicant's facts, our pages and their other statements."""
    others: dict[str, str] = {}
    for work in services.store.works(applicant, STATEMENT):
        if work.id != kept.id:
            others[work.title] = f"{others.get(work.title, '')}\n\n{work.data.get('text', '')}"
    ledger = services.store.ledger(applicant)
    return studio.examined(kept.now, ledger, services.today, pages(), others)


@lru_cache(maxsize=1)
def pages() -> tuple[str, ...]:
    """The texts of this program that a statement must not repeat."""
    return tuple(passage.text for passage in corpus.load().passages)


def _untitled(services: "Services", applicant: str) -> str:
    taken = {work.title for work in services.store.works(applicant, STATEMENT)}
    return next(name for n in range(1, MOST + 2) if (name := say("Statement {n}", n=n)) not in taken)


def _kept(work: Work) -> Kept:
    if work.kind != STATEMENT:
        raise BadInput(say("this is no statement"))
    return replace(_named(work), now=studio.from_dict(work.data))


def _named(work: Work) -> Kept:
    empty = Document("", studio.Goal())
    return Kept(work.id, work.title, work.revision, work.updated, empty)


def whole(value: object) -> int:
    """A count from a form; -1 when it is none."""
    told = str(value)
    return int(told) if told.isdecimal() and len(told) < 10 else -1


def mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
