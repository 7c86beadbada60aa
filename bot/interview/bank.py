"""The question bank: topics, wordings in three tones, and follow-ups by trait, placed in one record.

Covers: loading knowledge/interview/questions.toml, which questions fit a record, and the topic of any
question. A question that names a score, an attempt or a visa is offered only to somebody who has it. Does
not cover which question is asked next (session).
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from bot.applicant.facts import SPECIALTIES, Profile, number
from bot.errors import DataError
from bot.interview.signs import FOLDER
from bot.write.outline import exams, phrases, weaknesses

SCORE = "score"
_GAP_FROM_YEARS = 2
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven")


class Tone(StrEnum):
    WARM = "warm"
    NEUTRAL = "neutral"
    BLUNT = "blunt"


@dataclass(frozen=True)
class Wording:
    """One question with holes. `tone` is None when it fits all; `needs` are what the record must hold."""

    text: str
    tone: Tone | None
    needs: frozenset[str]

    @property
    def holes(self) -> frozenset[str]:
        return frozenset(name for _, name, _, _ in Formatter().parse(self.text) if name)


@dataclass(frozen=True)
class Topic:
    """`owes` are the elements that a full answer has, `then` those that make it better; `mutes` are flags
    that mean nothing in an answer to it; `knows` tells a question of this topic by its words."""

    id: str
    owes: tuple[str, ...]
    then: tuple[str, ...]
    mutes: tuple[str, ...]
    needs: frozenset[str]
    knows: re.Pattern[str]
    wordings: tuple[Wording, ...]


@dataclass(frozen=True)
class Follow:
    """Follow-ups that press one trait; `owes` are the elements that an answer to them has."""

    trait: str
    owes: tuple[str, ...]
    wordings: tuple[Wording, ...]


@dataclass(frozen=True)
class Bank:
    topics: Mapping[str, Topic]
    follows: Mapping[str, Follow]
    leads: Mapping[Tone, tuple[str, ...]]
    setup: Mapping[str, tuple[str, ...]]

    def topic_of(self, question: str) -> Topic:
        """The topic of any question, ours or not: the first whose words it has, else the scores."""
        words = question.lower().replace("’", "'")
        return next((t for t in self.topics.values() if t.knows.search(words)), self.topics[SCORE])


@dataclass(frozen=True)
class Record:
    """What a question may say of an applicant: the values of holes, and the needs that hold."""

    values: Mapping[str, str]
    holds: frozenset[str]

    def fits(self, wording: Wording, tone: Tone) -> bool:
        return (
            wording.tone in (None, tone)
            and wording.needs <= self.holds
            and wording.holes <= self.values.keys()
        )

    def place(self, wordings: Sequence[Wording], tone: Tone) -> tuple[str, ...]:
        """The wordings that fit, filled and with a capital, those that use the record first."""
        fitting = sorted(
            (w for w in wordings if self.fits(w, tone)), key=lambda w: -(len(w.needs) + len(w.holes))
        )
        texts = (wording.text.format_map(self.values) for wording in fitting)
        return tuple(text[0].upper() + text[1:] for text in texts)


def record(profile: Profile, today: date) -> Record:
    """What is known of the weakest exam, of the one after it, and of the rest that questions speak of."""
    values: dict[str, str] = {}
    holds: set[str] = set()
    weak = weaknesses(profile)
    if weak:
        exam = weak[0]
        values["exam"] = exam.name
        if exam.failed and exam.failures:
            holds |= {"failed", "once" if exam.failures == 1 else "often"}
            values["times"] = phrases()["words"]["times"][exam.failures - 1]
            values["attempts"] = _NUMBERS[exam.failures + 1]
        elif exam.failed:
            holds.add("failed")
        else:
            holds.add("low")
        if exam.score is not None:
            holds.add("score")
            values["score"] = str(exam.score)
        later = [e for e in exams(profile) if e.key > exam.key and e not in weak and e.passed]
        if later:
            holds.add("later")
            values["later"] = later[0].name
    return Record(values | dict(_others(profile, today, holds)), frozenset(holds))


def _others(profile: Profile, today: date, holds: set[str]) -> Iterator[tuple[str, str]]:
    graduated = number(profile, "graduation_year")
    years = number(profile, "years_since_graduation") if graduated is None else today.year - graduated
    if years is not None and years >= _GAP_FROM_YEARS:
        holds.add("gap")
        yield "years", str(int(years))
    if profile.get("citizenship_status") == "needs_visa" or "visa" in profile:
        holds.add("visa")
    if profile.get("previously_unmatched") is True:
        holds.add("unmatched")
    chosen = profile.get("specialty")
    if isinstance(chosen, tuple) and chosen:
        holds.add("specialty")
        yield "specialty", SPECIALTIES.get(chosen[0], chosen[0])


@cache
def load_bank(path: Path = FOLDER / "questions.toml") -> Bank:
    """Raises DataError naming what is missing or wrong in the file."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        topics = [_topic(table) for table in raw["topic"]]
        return Bank(
            {topic.id: topic for topic in topics},
            {trait: _follow(trait, table) for trait, table in raw["follow"].items()},
            {Tone(tone): tuple(texts) for tone, texts in raw["leads"].items()},
            {key: tuple(texts) for key, texts in raw["setup"].items()},
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValueError, re.error) as error:
        raise DataError(f"interview/{path.name}: {error}") from None
    except KeyError as missing:
        raise DataError(f"interview/{path.name}: {missing} is missing") from None


def _topic(table: Mapping[str, Any]) -> Topic:
    return Topic(
        table["id"],
        tuple(table["owes"]),
        tuple(table.get("then", ())),
        tuple(table.get("mutes", ())),
        frozenset(table.get("needs", ())),
        re.compile("|".join(table["knows"])),
        tuple(_wording(question) for question in table["question"]),
    )


def _follow(trait: str, table: Mapping[str, Any]) -> Follow:
    plain = ({"text": text} for text in table["questions"])
    return Follow(trait, tuple(table["owes"]), tuple(map(_wording, (*table.get("placed", ()), *plain))))


def _wording(table: Mapping[str, Any]) -> Wording:
    tone = table.get("tone")
    return Wording(table["text"], None if tone is None else Tone(tone), frozenset(table.get("needs", ())))
