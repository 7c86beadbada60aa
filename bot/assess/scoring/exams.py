"""What is on record about the exams: passed, failed, open, or nothing.

Covers: pass marks by date, the Step 2 CK under today's mark, failed attempts that a result implies.
Does not cover points (factors) or the words about them (gates, standing).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.applicant.facts import FLAT_KEYS, Profile, Value

EXAMS = ("step1", "step2ck", "step3")
SETTLING = ("step2ck_result", "step2ck_date")
"""Facts outside the flat keys that the score reads, and only for a Step 2 CK under today's mark."""


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    OPEN = "open"  # a number that was a pass under some marks and a fail under others
    NONE = "none"  # nothing on record: not taken, or not told


@dataclass(frozen=True)
class Exam:
    """Pass marks of one exam. `eras` are (first month "YYYY-MM", marks then in force), oldest first.

    A score of `surely_passed` or more passed under every mark held; `now` is today's mark, if any.
    """

    key: str
    source: str
    surely_passed: int
    now: int | None
    note: str | None
    eras: tuple[tuple[str, tuple[int, ...]], ...]

    def outcome(
        self, value: Value | None, result: Value | None = None, taken: Value | None = None
    ) -> Outcome:
        """What a value on record means; `result` and `taken` settle a number under `surely_passed`."""
        if value is None or value == "not_taken":
            return Outcome.NONE
        if isinstance(value, str):
            return Outcome.PASSED if value == "pass" else Outcome.FAILED
        score = int(value) if isinstance(value, int | float) else 0
        if score >= self.surely_passed:
            return Outcome.PASSED
        if isinstance(result, str):
            return Outcome.PASSED if result == "pass" else Outcome.FAILED
        marks = self.marks(taken) if isinstance(taken, str) else ()
        if marks and score >= max(marks):
            return Outcome.PASSED
        return Outcome.FAILED if marks and score < min(marks) else Outcome.OPEN

    def marks(self, taken: str) -> tuple[int, ...]:
        """Every mark that may have been in force in a month or year; empty when one is not known."""
        months = [taken] if len(taken) > 4 else [f"{taken}-{month:02}" for month in range(1, 13)]
        found: set[int] = set()
        for month in months:
            eras = [marks for start, marks in self.eras if start <= month]
            if not eras:
                return ()
            found.update(eras[-1])
        return tuple(sorted(found))


@dataclass(frozen=True)
class Record:
    """The facts a score reads, with the outcome of each exam."""

    facts: Profile
    outcomes: Mapping[str, Outcome]

    def settled(self, outcome: Outcome) -> "Record":
        """The same record as if an open Step 2 CK had turned out this way."""
        return Record(self.facts, {**self.outcomes, "step2ck": outcome})

    def failures(self, exam: str) -> int | None:
        """Failed attempts stated, or at least the one that a failed result implies; None if unknown."""
        stated = self.facts.get(f"{exam}_failures")
        known = int(stated) if isinstance(stated, int | float) else None
        return max(1, known or 0) if self.outcomes[exam] is Outcome.FAILED else known


def read_record(profile: Profile, exams: Mapping[str, Exam]) -> Record:
    """The record behind a profile.

    "not_taken" is left out as no result, so that a conversation and a file give the same score.
    """
    facts = {key: profile[key] for key in FLAT_KEYS if key in profile and profile[key] != "not_taken"}
    step2ck = facts.get("step2ck")
    under = isinstance(step2ck, int) and step2ck < exams["step2ck"].surely_passed
    facts |= {key: profile[key] for key in SETTLING if under and key in profile}
    outcomes = {
        key: exams[key].outcome(
            facts.get(key),
            *((facts.get("step2ck_result"), facts.get("step2ck_date")) if key == "step2ck" else ()),
        )
        for key in EXAMS
    }
    return Record(facts, outcomes)
