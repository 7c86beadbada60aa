"""The reader: a message, the field just asked and the ledger become typed readings with quotes.

A message is cut into tokens (text), tagged with what they mean (lexicon), and divided into clauses
that say who is spoken of and whether it is done, planned or asked (clauses). Each reader then finds
its own facts: exams and exam_results, background, status, experience, records, wishes, places,
cycles. Short answers to the asked field are read by answers; corrections settles what replaces what.

Covers: what the text states about the applicant. Does not cover saving (ledger), deriving one fact
from another, or the applicant's story.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from bot.applicant.facts import FIELDS, PACIFIC_STATES, parse
from bot.applicant.ledger import Ledger, Reading
from bot.applicant.reader.answers import leading_count, read_answer
from bot.applicant.reader.background import read_graduation, read_languages
from bot.applicant.reader.clauses import Message
from bot.applicant.reader.corrections import corrected
from bot.applicant.reader.cycles import read_cycles
from bot.applicant.reader.exam_results import exam_continued, read_exams
from bot.applicant.reader.exams import STEPS
from bot.applicant.reader.experience import read_experience
from bot.applicant.reader.lexicon import Lexicon
from bot.applicant.reader.places import read_ties
from bot.applicant.reader.records import read_letters, read_publications
from bot.applicant.reader.status import read_status
from bot.applicant.reader.text import has, value
from bot.applicant.reader.wishes import read_region, read_specialties
from bot.errors import BadInput
from bot.settings import KNOWLEDGE


@dataclass(frozen=True)
class Subjects:
    """What a text speaks of: states by name, specialties by slug; whether they are facts is not said."""

    states: tuple[str, ...]
    specialties: tuple[str, ...]


@dataclass(frozen=True)
class Reader:
    """Reads one message at a time; pure, so one reader serves everybody."""

    lexicon: Lexicon

    def read(self, text: str, asked: str | None, ledger: Ledger, today: date) -> list[Reading]:
        """What a message states, one reading per field, in the order of the field specs."""
        message = Message.read(text, self.lexicon, today)
        if not message.tokens:
            return []
        known = [step for step in STEPS if ledger.value(step) not in (None, "not_taken")]
        readings = [
            *leading_count(message, asked),
            *read_exams(message, exam_continued(message, asked, ledger) or asked, known),
            *read_graduation(message),
            *read_status(message, asked),
            *read_experience(message, asked),
            *read_specialties(message, asked),
            *read_letters(message),
            *read_publications(message),
            *read_ties(message, asked),
            *read_languages(message, asked),
            *read_cycles(message),
            *read_region(message),
        ]
        if asked and not any(reading.field == asked for reading in readings):
            fields = {reading.field for reading in readings}
            answers = read_answer(message, asked, ledger, self.lexicon, readings)
            readings += [one for one in answers if one.field not in fields]
        readings = corrected(message, _of_the_exam_asked(readings, asked), ledger, asked)
        return _ordered([one for one in readings if _sound(one, today) and not _known_better(one, ledger)])

    def subjects(self, text: str) -> Subjects:
        """The states and specialties a question is about, in the order named."""
        tokens = self.lexicon.read(text)
        states = [named.replace("_", " ") for token in tokens if (named := value(token, "place"))]
        if any(has(token, "coast") for token in tokens):
            states += PACIFIC_STATES
        specialties = [slug for token in tokens if (slug := value(token, "specialty"))]
        return Subjects(tuple(dict.fromkeys(states)), tuple(dict.fromkeys(specialties)))


@lru_cache(maxsize=4)
def load_reader(path: Path = KNOWLEDGE / "lexicon.toml") -> Reader:
    """Raises DataError when the lexicon cannot be used."""
    return Reader(Lexicon.load(path))


def _of_the_exam_asked(readings: list[Reading], asked: str | None) -> list[Reading]:
    """ "No, never failed" after a question about one exam speaks of that exam alone: readings from the
    same words for the failures of others are dropped."""
    words = next((one.quote for one in readings if one.field == asked and asked.endswith("_failures")), None)
    return [
        one
        for one in readings
        if one.field == asked or not one.field.endswith("_failures") or one.quote != words
    ]


def _sound(reading: Reading, today: date) -> bool:
    """Whether the field specs accept the value."""
    try:
        if reading.value is not None:
            parse(reading.field, reading.value, today)
    except BadInput:
        return False
    return True


def _known_better(reading: Reading, ledger: Ledger) -> bool:
    """ "Passed" says nothing new, and contradicts nothing, where the score stands; "waiting for my CK"
    does not undo a result that is on record."""
    standing = ledger.value(reading.field)
    if reading.value == "pass":
        return isinstance(standing, int)
    return reading.value == "not_taken" and standing not in (None, "not_taken") and not reading.correction


def _ordered(readings: list[Reading]) -> list[Reading]:
    """One reading per field: a sure one before a doubtful one, else the first."""
    best: dict[str, Reading] = {}
    for reading in readings:
        held = best.get(reading.field)
        if held is None or (held.doubt is not None and reading.doubt is None):
            best[reading.field] = reading
    return [best[key] for key in FIELDS if key in best]
