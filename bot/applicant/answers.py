"""Short answers to the question just asked: "no", "2", "last one", "skip", "don't know".

Covers: declining and not knowing, yes and no, bare numbers, years, dates and choices, each by the
kind of the field asked. Does not cover answers that say what they are about (the other readers find
those), nor the applicant's story. A question in reply is no answer.
"""

import re
from collections.abc import Iterable

from bot.applicant.clauses import HARD, Message
from bot.applicant.facts import FIELDS, Field, Kind, Value
from bot.applicant.ledger import Doubt, Ledger, Reading, Status
from bot.applicant.lexicon import Lexicon
from bot.applicant.status import refuses_visa

_SHORT, _LONG = 8, 14
"""Words up to which an answer may stand anywhere in a message, and up to which a refusal may."""


class Answer:
    """The statement part of a message, put beside the field that was asked."""

    def __init__(self, message: Message, lexicon: Lexicon, read: Iterable[Reading]) -> None:
        self.message = message
        self._known = lexicon.answers
        used = [
            (start, start + len(one.quote)) for one in read if (start := message.text.find(one.quote)) >= 0
        ]
        self.at = [
            at
            for at, token in enumerate(message.tokens)
            if _stated_here(message, at) and token.norm not in HARD | {",", "(", ")", "--", ":", "'"}
        ]
        self._free = [
            at for at in self.at if not any(start <= message.tokens[at].start < end for start, end in used)
        ]
        self.words = [part for at in self.at for part in message.norm(at).split("_")]

    def says(self, name: str, limit: int = _SHORT) -> bool:
        """Whether it begins with one of the known answers, or is short and holds one."""
        for phrase in self._known[name]:
            size = len(phrase)
            places = range(len(self.words) - size + 1) if len(self.words) <= limit else range(1)
            if any(tuple(self.words[at : at + size]) == phrase for at in places):
                return True
        return False

    def begins(self, name: str) -> bool:
        return any(tuple(self.words[: len(phrase)]) == phrase for phrase in self._known[name])

    def tagged(self, tag: str) -> int | None:
        return next((at for at in self.at if self.message.has(at, tag)), None)

    @property
    def number(self) -> float | None:
        """The number it gives: one that is said to be US, else the first."""
        numbers = [at for at in self._free if self.message.tokens[at].number is not None]
        american = [
            at for at in numbers if self.message.has(at + 1, "us") or self.message.has(at + 1, "usletter")
        ]
        chosen = (american or numbers)[:1]
        return self.message.tokens[chosen[0]].number if chosen else None

    @property
    def quote(self) -> str:
        return self.message.quote(self.at[0], self.at[-1] + 1)


def _stated_here(message: Message, at: int) -> bool:
    """Whether a word can be part of an answer: not in a question, nor about somebody else."""
    clause = message.clause(at)
    return not (clause.question or clause.other or clause.general)


def read_answer(
    message: Message, asked: str, ledger: Ledger, lexicon: Lexicon, read: Iterable[Reading]
) -> list[Reading]:
    """Readings of the asked field, and of what the answer settles beside it; empty when it is none.

    A number that another reading stands on (`read`) is not taken for the answer.
    """
    answer = Answer(message, lexicon, read)
    spec = FIELDS.get(asked)
    if spec is None or not answer.words:
        return []
    if answer.says("skip", _LONG):
        return [Reading(asked, None, answer.quote, Status.DECLINED)]
    if answer.says("unknown", _LONG):
        return [Reading(asked, None, answer.quote, Status.UNKNOWN)]
    if spec.kind is Kind.TEXT or len(answer.words) > _LONG:
        return []
    return _by_kind(answer, spec, ledger)


def _by_kind(answer: Answer, spec: Field, ledger: Ledger) -> list[Reading]:
    match spec.kind:
        case Kind.EXAM:
            return _exam(answer, spec)
        case Kind.COUNT if spec.key.endswith("_failures"):
            return _failures(answer, spec, ledger)
        case Kind.COUNT | Kind.MONTHS:
            return _count(answer, spec)
        case Kind.YEAR:
            return _year(answer, spec)
        case Kind.YEAR_MONTH:
            return _year_month(answer, spec)
        case Kind.CHOICE:
            return _choice(answer, spec)
        case Kind.FLAG:
            return _flag(answer, spec)
        case Kind.LIST if spec.key == "region_ties" and (
            answer.begins("negative") or (answer.says("negative") and answer.tagged("place") is None)
        ):
            return [Reading(spec.key, (), answer.quote)]
        case _:
            return []


def _stated(answer: Answer, key: str, value: Value | None, doubt: Doubt | None = None) -> list[Reading]:
    return [Reading(key, value, answer.quote, doubt=doubt)]


def _exam(answer: Answer, spec: Field) -> list[Reading]:
    if "#?" in answer.words:
        return _stated(answer, spec.key, None, Doubt.UNREADABLE)
    number = answer.number
    if number is not None and 9 < number < 1000 and len(answer.words) <= 4:
        doubt = Doubt.TWO_DIGIT if 9 < number < 100 else Doubt.OUT_OF_RANGE
        return _stated(answer, spec.key, None, doubt)
    if answer.says("negative", 5) or answer.tagged("plan") is not None:
        return _stated(answer, spec.key, "not_taken") if "not_taken" in spec.choices else []
    if answer.tagged("fail") is not None and len(answer.words) <= 4:
        return _stated(answer, spec.key, "fail")
    if answer.words in (["p"], ["yes"], ["f"]):
        value = {"p": "pass", "f": "fail"}.get(answer.words[0])
        return _stated(answer, spec.key, value, None if value else Doubt.UNREADABLE)
    return []


_TIMES = {"once": 1, "twice": 2, "thrice": 3}


def _failures(answer: Answer, spec: Field, ledger: Ledger) -> list[Reading]:
    exam = spec.key.removesuffix("_failures")
    untaken = ledger.value(exam) == "not_taken"
    if answer.words[:2] == ["not", "taken"] or (untaken and answer.says("negative")):
        taken = [] if exam == "step1" or untaken else _stated(answer, exam, "not_taken")
        return [*taken, Reading(spec.key, None, answer.quote, Status.UNKNOWN)]
    times = next((count for tag, count in _TIMES.items() if answer.tagged(tag) is not None), None)
    if times is not None:
        return _stated(answer, spec.key, times)
    if answer.says("negative"):
        return _stated(answer, spec.key, 0)
    if answer.number is not None and answer.number <= spec.high:
        return _stated(answer, spec.key, int(answer.number))
    ordinal = next((word for word in answer.words if re.fullmatch(r"@[1-7]", word)), None)
    if ordinal:
        return _stated(answer, spec.key, int(ordinal[1:]) - 1)
    return _stated(answer, spec.key, 1, Doubt.APPROXIMATE) if answer.begins("yes") else []


def _count(answer: Answer, spec: Field) -> list[Reading]:
    number = answer.number
    if number is not None and spec.key == "years_since_graduation" and number > 1900:
        return (
            _stated(answer, "graduation_year", int(number)) if number <= answer.message.today.year + 1 else []
        )
    if number is not None:
        if spec.kind is Kind.MONTHS:
            number *= (
                0.25 if answer.tagged("week") is not None else 12 if answer.tagged("year") is not None else 1
            )
        whole = number == int(number)
        if number > spec.high or (spec.kind is Kind.COUNT and not whole):
            return _stated(answer, spec.key, None, Doubt.OUT_OF_RANGE)
        if number == 0 and spec.key == "usce_months":
            return [*_stated(answer, spec.key, 0), *_stated(answer, "usce_kind", "none")]
        hedged = (
            any(answer.tagged(tag) is not None for tag in ("about", "above", "below")) or "+" in answer.words
        )
        return _stated(
            answer,
            spec.key,
            int(number) if whole else round(number, 2),
            Doubt.APPROXIMATE if hedged else None,
        )
    if "couple" in answer.words:
        return _stated(answer, spec.key, 2, Doubt.APPROXIMATE)
    if answer.words[0] in ("a", "an") or answer.tagged("once") is not None:
        return _stated(answer, spec.key, 1)
    if answer.says("negative"):
        beside = _stated(answer, "usce_kind", "none") if spec.key == "usce_months" else []
        return [*_stated(answer, spec.key, 0), *beside]
    return []


def _year(answer: Answer, spec: Field) -> list[Reading]:
    number = answer.number
    if number is None or number != int(number):
        return []
    year, today = int(number), answer.message.today.year
    if answer.tagged("year") is not None and year <= 70:
        return _stated(answer, "years_since_graduation", year)
    if year < 100:
        year += 2000 if year <= today % 100 + 1 else 1900
    if year > today + 1:
        return _stated(answer, spec.key, None, Doubt.FUTURE if year < 2100 else Doubt.OUT_OF_RANGE)
    return (
        _stated(answer, spec.key, year)
        if year >= spec.low
        else _stated(answer, spec.key, None, Doubt.OUT_OF_RANGE)
    )


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _year_month(answer: Answer, spec: Field) -> list[Reading]:
    numbers = [int(n) for at in answer.at if (n := answer.message.tokens[at].number) is not None]
    year = next((n for n in numbers if 1990 <= n <= answer.message.today.year), None)
    if year is None:
        return []
    named = next((_MONTHS.index(word[:3]) + 1 for word in answer.words if word[:3] in _MONTHS), None)
    month = named or next((n for n in numbers if 1 <= n <= 12), None)
    value = f"{year}-{month:02d}" if month else f"{year}"
    future = value > answer.message.today.isoformat()[: len(value)]
    return _stated(answer, spec.key, None if future else value, Doubt.FUTURE if future else None)


def _choice(answer: Answer, spec: Field) -> list[Reading]:
    ordinal = next((int(word[1:]) for word in answer.words if re.fullmatch(r"@[1-5]", word)), None)
    if answer.says("last"):
        return _stated(answer, spec.key, spec.choices[-1])
    if ordinal and answer.words[-1] in ("one", "#1", "option") and ordinal <= len(spec.choices):
        return _stated(answer, spec.key, spec.choices[ordinal - 1])
    reader = {
        "citizenship_status": _citizenship,
        "visa": _visa,
        "usce_kind": _usce_kind,
        "target_region": _region,
        "step2ck_result": _passed,
    }.get(spec.key)
    return reader(answer) if reader else []


def _citizenship(answer: Answer) -> list[Reading]:
    key = "citizenship_status"
    if answer.tagged("residentcard") is not None or {"gc", "pr"} & set(answer.words):
        return _stated(answer, key, "permanent_resident")
    if answer.tagged("otherauth") is not None:
        return _stated(answer, key, None)
    if answer.tagged("citizen") is not None and len(answer.words) <= 4 and answer.tagged("abroad") is None:
        return _stated(answer, key, "us_citizen")
    if answer.words == ["american"] or answer.words == ["us"]:
        return _stated(answer, key, "us_citizen")
    if answer.tagged("visaword") is not None and not refuses_visa(answer.message):
        return _stated(answer, key, "needs_visa")
    return _stated(answer, key, "needs_visa") if answer.tagged("nonus") is not None else []


def _visa(answer: Answer) -> list[Reading]:
    if (
        refuses_visa(answer.message)
        or answer.says("negative", 6)
        or answer.tagged("residentcard") is not None
        or answer.tagged("uscitizen") is not None
    ):
        return _stated(answer, "visa", None)
    return _stated(answer, "visa", "either") if answer.tagged("either") is not None else []


def _usce_kind(answer: Answer) -> list[Reading]:
    if answer.says("negative", 6):
        return [*_stated(answer, "usce_kind", "none"), *_stated(answer, "usce_months", 0)]
    if answer.tagged("rotation") is not None or answer.tagged("core") is not None:
        return _stated(answer, "usce_kind", "hands_on")
    return _stated(answer, "usce_kind", "research") if answer.tagged("research") is not None else []


def _region(answer: Answer) -> list[Reading]:
    coastal = answer.tagged("coast") is not None or answer.tagged("place") is not None
    if answer.tagged("anywhere") is not None or {"open", "flexible", "all", "any"} & set(answer.words):
        return _stated(
            answer,
            "target_region",
            "coast_first" if coastal and {"first", "@1", "prefer"} & set(answer.words) else "anywhere",
        )
    if {"first", "@1", "prefer", "preferably"} & set(answer.words) and coastal:
        return _stated(answer, "target_region", "coast_first")
    return _stated(answer, "target_region", "coast_only") if coastal else []


def _passed(answer: Answer) -> list[Reading]:
    if answer.tagged("fail") is not None:
        return _stated(answer, "step2ck_result", "fail")
    return _stated(answer, "step2ck_result", "pass") if answer.tagged("pass") is not None else []


def _flag(answer: Answer, spec: Field) -> list[Reading]:
    if answer.begins("negative") or answer.says("negative", 4):
        return _stated(answer, spec.key, False)
    repeated = spec.key == "previously_unmatched" and any(
        answer.tagged(tag) is not None for tag in (*_TIMES, "time")
    )
    return _stated(answer, spec.key, True) if answer.begins("yes") or repeated else []
