"""The store: everything that is kept about applicants, behind one thin facade.

Covers: `Store`, whose methods are the functions of the modules beside it, bound to one database.
Does not cover any logic of its own; each method says no more than the function it calls.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.applicant.intake import ADVICE
from bot.applicant.ledger import Event, Ledger
from bot.store import applicants, choices, drafts, export, tracker, transcript, works
from bot.store.applicants import Applicant
from bot.store.database import Clock, Database, utc_now
from bot.store.drafts import Draft, StoredDraft
from bot.store.tracker import STATUSES, Finding, NewProgram, OwnProgram, Tracked
from bot.store.transcript import Thread, Turn
from bot.store.works import Work

__all__ = [
    "STATUSES",
    "Applicant",
    "Draft",
    "Finding",
    "NewProgram",
    "OwnProgram",
    "Store",
    "StoredDraft",
    "Thread",
    "Tracked",
    "Turn",
    "Work",
]


class Store:
    """One opening of the applicant database; safe to share between threads of one process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str, clock: Clock = utc_now) -> "Store":
        return cls(Database.open(url, clock))

    def close(self) -> None:
        self._database.close()

    def create_applicant(self, name: str, example: bool = False, owner: str = "") -> Applicant:
        return applicants.create_applicant(self._database, name, example, owner)

    def applicants(self, owner: str | None = None) -> list[Applicant]:
        return applicants.applicants(self._database, owner)

    def applicant(self, applicant_id: str) -> Applicant:
        return applicants.applicant(self._database, applicant_id)

    def rename_applicant(self, applicant_id: str, name: str) -> Applicant:
        return applicants.rename_applicant(self._database, applicant_id, name)

    def delete_applicant(self, applicant_id: str) -> None:
        applicants.delete_applicant(self._database, applicant_id)

    def active_applicant(self, owner: str = "") -> Applicant | None:
        return applicants.active_applicant(self._database, owner)

    def set_active_applicant(self, applicant_id: str) -> Applicant:
        return applicants.set_active_applicant(self._database, applicant_id)

    def ensure_applicant(self, owner: str = "") -> Applicant:
        return applicants.ensure_applicant(self._database, owner)

    def ledger(self, applicant_id: str) -> Ledger:
        return applicants.ledger(self._database, applicant_id)

    def append_event(self, applicant_id: str, event: Event) -> None:
        applicants.append_event(self._database, applicant_id, event)

    def create_thread(self, applicant_id: str, title: str, goal: str = ADVICE) -> Thread:
        return transcript.create_thread(self._database, applicant_id, title, goal)

    def threads(self, applicant_id: str) -> list[Thread]:
        return transcript.threads(self._database, applicant_id)

    def thread(self, thread_id: str) -> Thread:
        return transcript.thread(self._database, thread_id)

    def rename_thread(self, thread_id: str, title: str) -> Thread:
        return transcript.rename_thread(self._database, thread_id, title)

    def set_goal(self, thread_id: str, goal: str) -> Thread:
        return transcript.set_goal(self._database, thread_id, goal)

    def delete_thread(self, thread_id: str) -> None:
        transcript.delete_thread(self._database, thread_id)

    def search_threads(self, applicant_id: str, query: str) -> list[Thread]:
        return transcript.search_threads(self._database, applicant_id, query)

    def start_turn(self, thread_id: str, text: str) -> int:
        return transcript.start_turn(self._database, thread_id, text)

    def finish_turn(
        self,
        thread_id: str,
        n: int,
        reply: Mapping[str, Any],
        events: Iterable[Event] = (),
        drafts: Iterable[Draft] = (),
    ) -> None:
        transcript.finish_turn(self._database, thread_id, n, reply, events, drafts)

    def cancel_turn(self, thread_id: str, n: int) -> None:
        transcript.cancel_turn(self._database, thread_id, n)

    def turns(self, thread_id: str, last: int | None = None) -> list[Turn]:
        return transcript.turns(self._database, thread_id, last)

    def window(self, thread_id: str, size: Callable[[int], int]) -> list[Turn]:
        return transcript.window(self._database, thread_id, size)

    def unfinished(self, thread_id: str) -> Turn | None:
        return transcript.unfinished(self._database, thread_id)

    def drop_unfinished(self, thread_id: str) -> None:
        transcript.drop_unfinished(self._database, thread_id)

    def drop_turns_from(self, thread_id: str, n: int) -> str:
        return transcript.drop_turns_from(self._database, thread_id, n)

    def drafts(self, applicant_id: str) -> list[StoredDraft]:
        return drafts.drafts(self._database, applicant_id)

    def track(self, applicant_id: str, program_id: str, status: str) -> None:
        tracker.track(self._database, applicant_id, program_id, status)

    def tracked(self, applicant_id: str) -> dict[str, Tracked]:
        return tracker.tracked(self._database, applicant_id)

    def record_finding(self, applicant_id: str, finding: Finding) -> None:
        tracker.record_finding(self._database, applicant_id, finding)

    def findings(self, applicant_id: str) -> tuple[Finding, ...]:
        return tracker.findings(self._database, applicant_id)

    def drop_finding(self, applicant_id: str, program_id: str, rule: str) -> None:
        tracker.drop_finding(self._database, applicant_id, program_id, rule)

    def add_own_programs(self, applicant_id: str, programs: Iterable[NewProgram]) -> list[OwnProgram]:
        return tracker.add_own_programs(self._database, applicant_id, programs)

    def own_programs(self, applicant_id: str) -> list[OwnProgram]:
        return tracker.own_programs(self._database, applicant_id)

    def delete_own_program(self, applicant_id: str, program_id: str) -> None:
        tracker.delete_own_program(self._database, applicant_id, program_id)

    def choose(self, applicant_id: str, key: str, value: Any) -> None:
        choices.choose(self._database, applicant_id, key, value)

    def choices(self, applicant_id: str) -> dict[str, Any]:
        return choices.choices(self._database, applicant_id)

    def create_work(self, applicant_id: str, kind: str, title: str, data: dict[str, Any]) -> Work:
        return works.create_work(self._database, applicant_id, kind, title, data)

    def save_work(
        self, applicant_id: str, work_id: str, data: dict[str, Any], *, revision: int, title: str = ""
    ) -> Work:
        return works.save_work(self._database, applicant_id, work_id, data, revision=revision, title=title)

    def works(self, applicant_id: str, kind: str) -> list[Work]:
        return works.works(self._database, applicant_id, kind)

    def work(self, applicant_id: str, work_id: str) -> Work:
        return works.work(self._database, applicant_id, work_id)

    def delete_work(self, applicant_id: str, work_id: str) -> None:
        works.delete_work(self._database, applicant_id, work_id)

    def export_applicant(self, applicant_id: str) -> dict[str, Any]:
        return export.export_applicant(self._database, applicant_id)

    def import_applicant(self, data: object, owner: str = "") -> Applicant:
        return export.import_applicant(self._database, data, owner)
