"""Reading a message into a consultation: the reader, the gate, and what the message supposes.

Covers: one turn's readings. Does not cover the grammar of what is read (applicant/reader).
"""

from bot.agent.consultation import Consultation
from bot.applicant.facts import FIELDS, Kind, Value
from bot.applicant.ledger import Doubt, Ledger, Status, propose
from bot.applicant.suppose import adds_more, supposed


def take(consultation: Consultation) -> None:
    """Read the turn's message; saved events become part of the turn, the rest stands in the proposal."""
    services, text = consultation.services, consultation.text
    clause = supposed(text)
    if clause is not None:
        consultation.supposed = _suppose(consultation, clause)
        if consultation.supposed:
            return
    readings = services.reader.read(text, consultation.asked, consultation.ledger, services.today)
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
    return facts
