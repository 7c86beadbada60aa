"""Facts from a file: a CV or a statement is read like a message, and what it says goes through the same gate.

Covers: reading the text, saving what is new, and saying what was left out and why. Does not cover kinds of
files (applicant/documents) or questions about the file.
"""

from dataclasses import dataclass, replace

from bot.agent.services import Services
from bot.applicant.documents import read_document
from bot.applicant.facts import FIELDS, show
from bot.applicant.ledger import propose

_KEPT = "{label}: the file says {file} and your record says {record}, so your record was kept."


@dataclass(frozen=True)
class FileReading:
    """What a file changed: labels of saved facts, and sentences on what was not taken."""

    name: str
    saved: tuple[str, ...]
    left: tuple[str, ...]


def read_file(services: Services, applicant_id: str, data: bytes, name: str) -> FileReading:
    """Read the facts of a file into an applicant's ledger; a fact that contradicts it is told, not taken.

    Raises BadInput naming the file when it cannot be read.
    """
    text = read_document(data, name)
    ledger = services.store.ledger(applicant_id)
    readings = services.reader.read(text, None, ledger, services.today)
    found = propose(ledger, readings, asked=None, thread=None, turn=None, at=services.now())
    saved = [replace(event, by="file") for event in found.saved if ledger.value(event.field) != event.value]
    for event in saved:
        services.store.append_event(applicant_id, event)
    left = [
        _KEPT.format(
            label=FIELDS[item.field].label,
            file=show(item.field, item.reading.value),
            record=show(item.field, item.standing),
        )
        for item in found.conflicts
        if item.reading.value is not None
    ]
    left += [
        f"{FIELDS[item.field].label}: “{item.quote}” was not certain enough to keep." for item in found.unsure
    ]
    return FileReading(name, tuple(FIELDS[event.field].label for event in saved), tuple(left))
