"""What the reader makes of a message, in the forms the tests compare."""

from datetime import date

from bot.applicant.facts import FLAT_KEYS, Value, plain
from bot.applicant.ledger import Event, Ledger, Reading, Status
from bot.applicant.reader import load_reader

TODAY = date(2026, 11, 25)


def ledger(**facts: Value) -> Ledger:
    """A ledger in which these facts were stated, in this order."""
    return Ledger(
        tuple(
            Event(key, value, Status.STATED, "…", "reader", "t", at, "2026-11-25T08:00:00+00:00")
            for at, (key, value) in enumerate(facts.items())
        )
    )


def read(text: str, asked: str | None = None, held: Ledger | None = None) -> dict[str, Reading]:
    """The readings of a message by field."""
    readings = load_reader().read(text, asked, held or Ledger(), TODAY)
    return {reading.field: reading for reading in readings}


def facts(text: str) -> dict[str, object]:
    """The facts of a message in the exchange format, as the intake suite writes them."""
    return {
        key: plain(reading.value)
        for key, reading in read(text).items()
        if key in FLAT_KEYS and reading.value is not None and reading.value != "not_taken"
    }


def answer(asked: str, text: str) -> dict[str, object]:
    """What a message says when a field was just asked: values, else the doubt or the status."""
    return {
        key: plain(reading.value) if reading.value is not None else str(reading.doubt or reading.status)
        for key, reading in read(text, asked).items()
    }
