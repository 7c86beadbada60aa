"""Reading a message into a consultation: the reader, the gate, and what the message supposes.

Covers: one turn's readings. Does not cover the grammar of what is read (applicant/reader).
"""

import re
from collections.abc import Sequence

from bot.agent.consultation import Consultation
from bot.applicant.facts import FIELDS, STORY_LIMIT, Kind, Value
from bot.applicant.intake import GOALS
from bot.applicant.ledger import Doubt, Ledger, Reading, Status, propose
from bot.applicant.suppose import adds_more, speaks_of_self, supposed
from bot.builtin.intents import is_question, lead_in, load_intents, plainly_asks

LONGEST_LEAD = 4
"""Words before a question that may answer what was asked ("one, in 2016. But ..."); more are an
introduction to the question."""

SHORTEST_STORY = 4
"""Words that make an answer to "what happened?"; fewer are asked about again."""

SHORTEST_UNASKED = 20
"""Words from which a message about oneself is part of the story although something else was asked."""

_ONESELF = re.compile(r"\b(?:i|my|me|we|our)\b", re.IGNORECASE)

_CHOICES = frozenset({"specialty", "region_ties"})


def take(consultation: Consultation) -> None:
    """Read the turn's message; saved events become part of the turn, the rest stands in the proposal."""
    services, text = consultation.services, consultation.text
    clause = supposed(text)
    if clause is not None:
        consultation.supposed = _suppose(consultation, clause)
        if consultation.supposed:
            return
    readings = list(once(consultation))
    readings += _story(consultation, readings)
    consultation.before = consultation.ledger.profile
    consultation.proposal = propose(
        consultation.ledger,
        readings,
        asked=consultation.asked,
        thread=consultation.thread,
        turn=consultation.turn,
        at=services.now(),
    )
    consultation.take(consultation.proposal.saved)
    consultation.missed = _missed(consultation)


def once(consultation: Consultation) -> tuple[Reading, ...]:
    """What the message states, read once a turn; nothing is noted."""
    if consultation.readings is None:
        consultation.readings = tuple(_read(consultation))
    return consultation.readings


def _read(consultation: Consultation) -> list[Reading]:
    """Only words before a question or a wish can answer what was asked: "prepare a 60 second answer" is no
    number of publications."""
    services, text, ledger = consultation.services, consultation.text, consultation.ledger
    asked, lead = consultation.asked, lead_in(text)
    if load_intents().tone(text) == "unhelped":
        asked = None  # "that does not answer what I asked" answers nothing of ours
    if asked is None or lead == text:
        return services.reader.read(text, asked, ledger, services.today)
    readings = services.reader.read(text, None, ledger, services.today)
    fields = {reading.field for reading in readings}
    short = 0 < len(lead.split()) <= LONGEST_LEAD
    answers = services.reader.read(lead, asked, ledger, services.today) if short else []
    return readings + [answer for answer in answers if answer.field == asked and asked not in fields]


def _missed(consultation: Consultation) -> bool:
    """Whether the question just asked is still open although the message asked and wanted nothing."""
    asked, text = consultation.asked, consultation.text
    intents = load_intents()
    if asked is None or intents.of(text) or intents.tone(text) or is_question(text):
        return False
    proposal = consultation.proposal
    if any(FIELDS[event.field].kind is Kind.TEXT for event in proposal.saved):
        return False
    fields = {conflict.field for conflict in proposal.conflicts} | {doubt.field for doubt in proposal.unsure}
    return asked not in fields and not consultation.ledger.settled(asked)


def _story(consultation: Consultation, readings: Sequence[Reading]) -> list[Reading]:
    """The whole message as the answer to a question about the story, when it is one."""
    text, key = consultation.text, _story_told(consultation)
    if key is None:
        return []
    settled = any(reading.field == key for reading in readings)
    wants = load_intents().of(text) - {"greeting"}
    if (
        settled
        or wants
        or plainly_asks(text)
        or len(text.split()) < SHORTEST_STORY
        or len(text) > STORY_LIMIT
    ):
        return []
    return [Reading(key, text, text)]


def _story_told(consultation: Consultation) -> str | None:
    """The part of the story that a message may tell: the one that was asked for; or, while a draft waits for
    more, the next one, if the message is long enough to be told unasked."""
    asked = consultation.asked
    if asked is not None and FIELDS[asked].kind is Kind.TEXT:
        return asked
    unasked = len(consultation.text.split()) >= SHORTEST_UNASKED and _ONESELF.search(consultation.text)
    if not consultation.draft_kinds or not unasked:
        return None
    parts = (key for key in GOALS[consultation.goal] if FIELDS[key].kind is Kind.TEXT)
    return next((key for key in parts if not consultation.ledger.settled(key)), None)


def _suppose(consultation: Consultation, clause: str) -> dict[str, Value]:
    """The facts a "what if" names, read as if they were stated; counted on top when it says "more"."""
    services = consultation.services
    facts: dict[str, Value] = {}
    for reading in services.reader.read(clause, None, Ledger(), services.today):
        usable = reading.doubt in (None, Doubt.APPROXIMATE) and reading.status is Status.STATED
        if not usable or reading.value is None or not FIELDS[reading.field].flat:
            continue
        standing, value = consultation.ledger.value(reading.field), reading.value
        countable = FIELDS[reading.field].kind in (Kind.COUNT, Kind.MONTHS)
        if adds_more(clause) and countable and isinstance(standing, int | float):
            value = standing + value if isinstance(value, int | float) else value
        facts[reading.field] = value
    # "What if every FM program bins my file" names a specialty and supposes nothing about the applicant.
    return facts if set(facts) - _CHOICES or speaks_of_self(clause) else {}
