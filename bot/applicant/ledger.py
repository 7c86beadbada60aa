"""The ledger: an append-only list of events about one applicant, and the fold that is the profile.

Covers: readings and events, the one gate through which a reading becomes a fact (`propose`), and
the fold. Does not cover finding facts in text (reader), asking (intake) or keeping (store).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from bot.applicant.facts import FIELDS, Kind, Value


class Status(StrEnum):
    STATED = "stated"  # said in the applicant's own words
    CONFIRMED = "confirmed"  # set or tapped on the card, or answered when two values disagreed
    DECLINED = "declined"  # "skip", "I'd rather not say"
    UNKNOWN = "unknown"  # "I don't know"
    RETRACTED = "retracted"  # taken back; the field is open again


@dataclass(frozen=True)
class Event:
    """One thing that was said or set. `at` is UTC, ISO 8601; `turn` is None for card and file."""

    field: str
    value: Value | None
    status: Status
    quote: str
    by: str  # reader, model, card, file
    thread: str | None
    turn: int | None
    at: str


class Doubt(StrEnum):
    """Why a reading is not taken as a fact without asking."""

    APPROXIMATE = "approximate"  # "low 220s"
    TWO_DIGIT = "two_digit"  # "99": an old two-digit score, or a percentile
    OUT_OF_RANGE = "out_of_range"  # "412"
    FUTURE = "future"  # a graduation year that has not come
    UNREADABLE = "unreadable"  # "2 hundred"


@dataclass(frozen=True)
class Reading:
    """One fact as read from a message.

    `quote` stands verbatim in the message. `correction`: the words say that an earlier value was
    wrong, so the new one wins without a question. `adds`: a list is extended rather than replaced.
    A reading with a `doubt` is never saved; it is asked about. `value` is None when `status` is
    DECLINED, UNKNOWN or RETRACTED, or when no usable value could be read.
    """

    field: str
    value: Value | None
    quote: str
    status: Status = Status.STATED
    doubt: Doubt | None = None
    correction: bool = False
    adds: bool = False


@dataclass(frozen=True)
class Conflict:
    """A new statement that disagrees with a standing fact; the applicant decides."""

    field: str
    standing: Value
    reading: Reading


@dataclass(frozen=True)
class Proposal:
    saved: tuple[Event, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    unsure: tuple[Reading, ...] = ()
    known: tuple[Reading, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """Events in order, and their fold: the last event of a field decides."""

    events: tuple[Event, ...] = ()
    _last: Mapping[str, Event] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_last", {event.field: event for event in self.events})

    @cached_property
    def _known(self) -> dict[str, Value]:
        return {key: value for key in FIELDS if (value := self.value(key)) is not None}

    def last(self, key: str) -> Event | None:
        """The event that decides a field, or None while nothing was said of it."""
        event = self._last.get(key)
        return None if event is None or event.status is Status.RETRACTED else event

    def value(self, key: str) -> Value | None:
        event = self.last(key)
        return event.value if event else None

    def settled(self, key: str) -> bool:
        """Whether a field is known, declined or not known to the applicant: never asked again."""
        return self.last(key) is not None

    @property
    def profile(self) -> dict[str, Value]:
        """Known facts only, in the order of the field specs."""
        return dict(self._known)

    def with_(self, events: Iterable[Event]) -> "Ledger":
        return Ledger(self.events + tuple(events))


def propose(
    ledger: Ledger,
    readings: Iterable[Reading],
    *,
    asked: str | None,
    thread: str | None,
    turn: int | None,
    at: str,
    by: str = "reader",
) -> Proposal:
    """The gate: each reading is saved, found in conflict, or left to be confirmed.

    A reading is saved when its field is open, when it repeats the standing value, when it answers
    the question just asked, or when its words correct an earlier one. Any other disagreement with
    a standing fact is a conflict, and a reading with a doubt is unsure; neither changes the ledger.
    What only repeats a standing value is `known`.
    """
    saved: list[Event] = []
    conflicts: list[Conflict] = []
    unsure: list[Reading] = []
    known: list[Reading] = []
    for reading in readings:
        standing = ledger.with_(saved).value(reading.field)
        if reading.doubt is not None:
            unsure.append(reading)
            continue
        value = _merged(standing, reading)
        same = reading.status is Status.STATED and value is not None and value == standing
        if same and asked != reading.field:
            known.append(reading)
            continue
        decided = reading.correction or reading.adds or asked == reading.field
        if (
            standing is None
            or decided
            or reading.status is Status.RETRACTED
            or _refines(reading.field, standing, value)
        ):
            confirmed = standing is not None and asked == reading.field and value is not None
            status = Status.CONFIRMED if confirmed else reading.status
            saved.append(Event(reading.field, value, status, reading.quote, by, thread, turn, at))
        elif value is not None:
            conflicts.append(Conflict(reading.field, standing, reading))
    return Proposal(tuple(saved), tuple(conflicts), tuple(unsure), tuple(known))


def _merged(standing: Value | None, reading: Reading) -> Value | None:
    if reading.adds and isinstance(standing, tuple) and isinstance(reading.value, tuple):
        return standing + tuple(item for item in reading.value if item not in standing)
    return reading.value


def _refines(key: str, standing: Value, value: Value | None) -> bool:
    """A score makes an earlier "pass" exact, and a result ends "not taken"; neither contradicts it."""
    if FIELDS[key].kind is not Kind.EXAM or value is None:
        return False
    return standing == "not_taken" or (standing == "pass" and isinstance(value, int))
