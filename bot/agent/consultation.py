"""One turn's working state: what was read, which sources were opened, what the tools produced.

Covers: building the Case from it, and the registry of what may be cited. It lives for one turn;
what must last is written by turn.py in one transaction. Does not cover running the model.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bot import interview
from bot.agent import practice_chat
from bot.agent.case import Case, KnownFact, Practising, Question, Read
from bot.agent.practice import Practice
from bot.agent.questions import wording
from bot.agent.services import Services
from bot.applicant import intake
from bot.applicant.facts import FIELDS, Kind, Value, plain, show
from bot.applicant.ledger import Conflict, Event, Ledger, Proposal, Reading
from bot.library.corpus import Passage
from bot.store import Draft


@dataclass(frozen=True)
class Citation:
    """Something a sentence may cite: a passage, a fact row, a part of the score, a stated fact."""

    id: str
    title: str
    section: str | None
    source: str
    text: str
    date: str = ""

    def as_json(self) -> dict[str, str | None]:
        return {
            "id": self.id,
            "title": self.title,
            "section": self.section,
            "source": self.source,
            "text": self.text,
            "date": self.date,
        }


@dataclass
class Consultation:
    """Mutable on purpose: middleware and tools of one turn write here, and nothing else does."""

    services: Services
    applicant: str
    thread: str
    turn: int
    goal: str
    text: str
    ledger: Ledger
    asked: str | None = None
    unread: int = 0
    typed: tuple[str, ...] = ()
    draft_kinds: tuple[str, ...] = ()
    missed: bool = False
    after_safety: bool = False
    unsettled: tuple[Read, ...] = ()
    readings: tuple[Reading, ...] | None = None
    proposal: Proposal = field(default_factory=Proposal)
    before: dict[str, Value] = field(default_factory=dict)
    supposed: dict[str, Value] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    sources: dict[str, Citation] = field(default_factory=dict)
    ground: tuple[str, ...] = ()
    briefing: str | None = None
    briefed: int = 0
    fixed_reply: bool = False
    heavy: bool = False
    asked_how_they_are: bool = False
    confidence: float | None = None
    scored: dict[str, object] | None = None

    @cached_property
    def practice(self) -> Practice | None:
        """The mock interview that this conversation was in when the message came."""
        return practice_chat.running(self.services.store, self.applicant, self.thread, self.turn)

    def take(self, events: Iterable[Event]) -> None:
        """Make events part of this turn: the ledger knows them now, the store at the end."""
        taken = list(events)
        self.events += taken
        self.ledger = self.ledger.with_(taken)

    def note(self, more: Proposal) -> None:
        """Add what a model found in the messages to what the reader found."""
        before = self.proposal
        self.proposal = Proposal(
            (*before.saved, *more.saved),
            (*before.conflicts, *more.conflicts),
            (*before.unsure, *more.unsure),
            (*before.known, *more.known),
        )

    def unread_message(self) -> None:
        """Take back what was read of this message: an answer in a practice is judged, never noted as fact."""
        self.events, self.proposal, self.missed = [], Proposal(), False
        self.ledger = self.services.store.ledger(self.applicant)

    def cite(self, *citations: Citation) -> None:
        self.sources.update({citation.id: citation for citation in citations})

    def cite_passage(self, passage: Passage) -> None:
        text = f"{passage.title}\n{passage.text}"
        source = "; ".join(passage.sources)
        self.cite(Citation(passage.id, passage.title, passage.section, source, text, passage.date))

    def source(self, key: str) -> Citation | None:
        """What an id stands for; "you.<field>" is always there for a known fact."""
        name = key.removeprefix("you.")
        value = self.ledger.value(name) if key.startswith("you.") else None
        if value is not None:
            text = f"Noted on your record, from what you told me: {FIELDS[name].label}: {_words(name, value)}"
            return Citation(key, FIELDS[name].label, None, "What you told me", text)
        return self.sources.get(key)

    def _conflicts(self) -> Iterable[Read]:
        """Disagreements of this message, and the one just asked about when it was not settled."""
        now = [_conflict(conflict) for conflict in self.proposal.conflicts]
        settled = {event.field for event in self.events} | {read.field for read in now}
        return [*now, *(read for read in self.unsettled if read.field not in settled)]

    def _question(self) -> Question | None:
        key = intake.next_question(self.goal, self.ledger, in_season=self.services.in_season)
        if key is None:
            return None
        known = {name: show(name, value) for name, value in self.ledger.profile.items()}
        words = wording(key, known)
        unread = self.unread if key == self.asked and self.missed else 0
        return Question(key, words.ask, words.again, words.quick, unread)

    def case(self) -> Case:
        return Case(
            today=self.services.today.isoformat(),
            thread=self.thread,
            turn=self.turn,
            goal=self.goal,
            facts=tuple(_known(self.ledger)),
            saved=tuple(_saved(event, self.before) for event in self.proposal.saved),
            conflicts=tuple(self._conflicts()),
            unsure=tuple(_read(reading) for reading in self.proposal.unsure),
            repeated=tuple(_read(reading) for reading in self.proposal.known),
            supposed={name: plain(value) for name, value in self.supposed.items()},
            next_question=self._question(),
            missed=self.missed,
            after_safety=self.after_safety,
            asked=self.asked,
            progress=self.services.progress(self.goal, self.ledger),
            drafts=self.draft_kinds,
            practice=_practising(self.practice),
        )


def _practising(running: Practice | None) -> Practising | None:
    question = running.question if running else None
    if running is None or question is None:
        return None
    session = running.session
    n = 0 if question.kind is interview.Kind.SETUP else len(session.turns) + 1
    return Practising(question.text, n, session.length)


def _known(ledger: Ledger) -> Iterable[KnownFact]:
    for key, spec in FIELDS.items():
        event = ledger.last(key)
        if event is not None:
            shown = "" if event.value is None else show(key, event.value)
            value = None if event.value is None else plain(event.value)
            yield KnownFact(key, spec.label, value, shown, event.status.value)


def _words(key: str, value: Value) -> str:
    """A value as citable text: in words, and as a number where a flag or count may be said either way."""
    return str(value) if FIELDS[key].kind is Kind.TEXT else show(key, value)


def _saved(event: Event, before: Mapping[str, Value]) -> Read:
    shown = "" if event.value is None else show(event.field, event.value)
    earlier = show(event.field, before[event.field]) if event.field in before else None
    label = FIELDS[event.field].label
    return Read(event.field, label, shown, event.quote, event.status.value, before=earlier)


def _conflict(conflict: Conflict) -> Read:
    reading = conflict.reading
    shown = "" if reading.value is None else show(reading.field, reading.value)
    standing = show(reading.field, conflict.standing)
    return Read(reading.field, FIELDS[reading.field].label, shown, reading.quote, before=standing)


def _read(reading: Reading) -> Read:
    shown = "" if reading.value is None else show(reading.field, reading.value)
    doubt = reading.doubt.value if reading.doubt else None
    return Read(reading.field, FIELDS[reading.field].label, shown, reading.quote, doubt=doubt)
