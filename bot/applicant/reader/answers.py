"""Short answers to the question just asked: "no", "2", "last one", "skip", "don't know".

Covers: declining and not knowing, yes and no, bare numbers, years, dates and choices, each by the
kind of the field asked. Does not cover answers that say what they are about (the other readers find
those), nor the applicant's story. A question in reply is no answer.
"""

import re
from collections.abc import Iterable

from bot.applicant.facts import FIELDS, Field, Kind
from bot.applicant.ledger import Doubt, Ledger, Reading, Status
from bot.applicant.reader.choices import read_choice
from bot.applicant.reader.clauses import MARKS, Message
from bot.applicant.reader.lexicon import Lexicon
from bot.applicant.reader.replies import ALONE, LONG, SHORT, Answer, stated
from bot.applicant.reader.status import other_papers
from bot.applicant.reader.text import words


def read_answer(
    message: Message, asked: str, ledger: Ledger, lexicon: Lexicon, read: Iterable[Reading]
) -> list[Reading]:
    """Readings of the asked field, and of what the answer settles beside it; empty when it is none.

    A number that another reading stands on (`read`) is not taken for the answer.
    """
    others = list(read)
    answer = Answer(message, lexicon, others)
    spec = FIELDS.get(asked)
    if spec is None or not answer.words:
        return []
    limit = ALONE if others else LONG
    if answer.says("skip", limit):
        return [Reading(asked, None, answer.quote, Status.DECLINED)]
    papers = other_papers(message) if asked == "citizenship_status" else None
    if papers:
        return [Reading(asked, None, papers, Status.UNKNOWN)]
    told = spec.kind is Kind.TEXT
    unknown = answer.says("unknown", limit) or (not told and answer.opens("unknown"))
    wonders = not told and "why" in message.norms(range(*message.sentence(answer.at[0])))
    if unknown and not wonders:
        return [Reading(asked, None, answer.quote, Status.UNKNOWN)]
    if unknown and answer.number_of(asked) is None:
        return []  # "I don't know why you ask"
    if spec.kind is Kind.TEXT or len(answer.words) > LONG:
        return []
    return _by_kind(answer, spec, ledger)


def _by_kind(answer: Answer, spec: Field, ledger: Ledger) -> list[Reading]:
    match spec.kind:
        case Kind.EXAM:
            return _exam(answer, spec, ledger)
        case Kind.COUNT if spec.key.endswith("_failures"):
            return _failures(answer, spec, ledger)
        case Kind.COUNT | Kind.MONTHS:
            return _count(answer, spec)
        case Kind.YEAR:
            return _year(answer, spec)
        case Kind.YEAR_MONTH:
            return _year_month(answer, spec)
        case Kind.CHOICE:
            return read_choice(answer, spec)
        case Kind.FLAG:
            return _flag(answer, spec)
        case Kind.LIST if spec.key == "region_ties" and (
            answer.begins("negative") or (answer.says("negative") and answer.tagged("place") is None)
        ):
            return [Reading(spec.key, (), answer.quote)]
        case Kind.LIST if spec.key == "specialty":
            return _specialty(answer)
        case _:
            return []


def _specialty(answer: Answer) -> list[Reading]:
    """Words that are specialties only when a specialty was asked for: "im", "internal", "family"."""
    named = tuple(dict.fromkeys(name for word in answer.words if (name := answer.specialty(word))))
    return stated(answer, "specialty", named) if named and len(answer.words) <= SHORT else []


def _exam(answer: Answer, spec: Field, ledger: Ledger) -> list[Reading]:
    if "#?" in answer.words:
        return stated(answer, spec.key, None, Doubt.UNREADABLE)
    number = answer.number_of(spec.key)
    if number is not None and 9 < number < 1000 and len(answer.words) <= 4:
        doubt = Doubt.TWO_DIGIT if 9 < number < 100 else Doubt.OUT_OF_RANGE
        return stated(answer, spec.key, None, doubt)
    if answer.tagged("scored") is not None and answer.tagged("plan") is not None:
        return [Reading(spec.key, None, answer.quote, Status.UNKNOWN)]  # taken, the result is awaited
    if answer.says("negative", 5) and answer.tagged("fail") is not None:
        return []  # "I did not fail" says that it was taken
    if answer.says("negative", 5, unread=True) or answer.tagged("plan") is not None:
        untaken = "not_taken" in spec.choices and not ledger.value(f"{spec.key}_failures")
        return stated(answer, spec.key, "not_taken") if untaken else []
    if answer.tagged("fail") is not None and len(answer.words) <= 4:
        return stated(answer, spec.key, "fail")
    if answer.words in (["p"], ["yes"], ["f"]):
        value = {"p": "pass", "f": "fail"}.get(answer.words[0])
        return stated(answer, spec.key, value, None if value else Doubt.UNREADABLE)
    return []


_TIMES = {"once": 1, "twice": 2, "thrice": 3}


def leading_count(message: Message, asked: str | None) -> list[Reading]:
    """ "One, the first time": a count said first answers how often an exam was failed."""
    if not asked or not asked.endswith("_failures") or message.norm(1) not in (*MARKS, "--"):
        return []
    count = message.number(0)
    whole = count is not None and count == int(count) <= FIELDS[asked].high
    return [Reading(asked, int(count or 0), message.quote(0, 1))] if whole else []


def _failures(answer: Answer, spec: Field, ledger: Ledger) -> list[Reading]:
    exam = spec.key.removesuffix("_failures")
    untaken = ledger.value(exam) == "not_taken"
    if answer.words[:2] == ["not", "taken"] or (untaken and answer.says("negative")):
        taken = [] if exam == "step1" or untaken else stated(answer, exam, "not_taken")
        return [*taken, Reading(spec.key, None, answer.quote, Status.UNKNOWN)]
    times = next((count for tag, count in _TIMES.items() if answer.tagged(tag) is not None), None)
    if times is not None:
        return stated(answer, spec.key, times)
    if answer.says("negative", unread=True):
        return stated(answer, spec.key, 0)
    number = answer.number_of(spec.key)
    if number is not None and number <= spec.high:
        return stated(answer, spec.key, int(number))
    ordinal = next((word for word in answer.words if re.fullmatch(r"@[1-7]", word)), None)
    if ordinal:
        return stated(answer, spec.key, int(ordinal[1:]) - 1)
    agreed = answer.agrees() and (len(answer.words) <= ALONE or answer.tagged("fail") is not None)
    return stated(answer, spec.key, 1, Doubt.APPROXIMATE) if agreed else []


def _count(answer: Answer, spec: Field) -> list[Reading]:
    number = answer.number_of(spec.key)
    if number is not None and "half" in answer.words:
        number += 0.5
    if number is not None and spec.key == "years_since_graduation" and number > 1900:
        return (
            stated(answer, "graduation_year", int(number)) if number <= answer.message.today.year + 1 else []
        )
    if number is not None:
        if spec.kind is Kind.MONTHS:
            number *= (
                0.25 if answer.tagged("week") is not None else 12 if answer.tagged("year") is not None else 1
            )
        whole = number == int(number)
        if number > spec.high or (spec.kind is Kind.COUNT and not whole):
            return stated(answer, spec.key, None, Doubt.OUT_OF_RANGE)
        if number == 0 and spec.key == "usce_months":
            return [*stated(answer, spec.key, 0), *stated(answer, "usce_kind", "none")]
        hedged = (
            any(answer.tagged(tag) is not None for tag in ("about", "above", "below")) or "+" in answer.words
        )
        return stated(
            answer,
            spec.key,
            int(number) if whole else round(number, 2),
            Doubt.APPROXIMATE if hedged else None,
        )
    if "couple" in answer.words:
        return stated(answer, spec.key, 2, Doubt.APPROXIMATE)
    if answer.words[0] in ("a", "an") or answer.tagged("once") is not None:
        return stated(answer, spec.key, 1)
    if answer.says("negative", unread=True):
        beside = stated(answer, "usce_kind", "none") if spec.key == "usce_months" else []
        return [*stated(answer, spec.key, 0), *beside]
    return []


def _year(answer: Answer, spec: Field) -> list[Reading]:
    number = answer.number_of(spec.key)
    if number is None and (answer.begins("negative") or "not" in answer.words):
        return [Reading(spec.key, None, answer.quote, Status.UNKNOWN)]  # "not graduated yet"
    if number is None or number != int(number):
        return []
    year, today = int(number), answer.message.today.year
    if answer.tagged("year") is not None and year <= 70:
        return stated(answer, "years_since_graduation", year)
    if year < 100:
        year += 2000 if year <= today % 100 + 1 else 1900
    if year > today + 1:
        return stated(answer, spec.key, None, Doubt.FUTURE if year < 2100 else Doubt.OUT_OF_RANGE)
    return (
        stated(answer, spec.key, year)
        if year >= spec.low
        else stated(answer, spec.key, None, Doubt.OUT_OF_RANGE)
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
    return stated(answer, spec.key, None if future else value, Doubt.FUTURE if future else None)


_AHEAD = words("will going gonna plan planning plans hope hoping want intend next soon last ago before would")
_MOST_PROGRAMS = 1000


def _flag(answer: Answer, spec: Field) -> list[Reading]:
    if answer.says("negative", 4, unread=True):
        return stated(answer, spec.key, False)
    if answer.holds("@1") or any(word.startswith("next") for word in answer.words):
        return stated(answer, spec.key, False)
    repeated = spec.key == "previously_unmatched" and any(
        answer.tagged(tag) is not None for tag in (*_TIMES, "time")
    )
    if answer.agrees() or repeated:
        return stated(answer, spec.key, True)
    if answer.decides("negative"):
        return stated(answer, spec.key, False)
    sent = spec.key == "applied_this_cycle" and _sent(answer)
    return stated(answer, spec.key, True) if answer.agrees(anywhere=True) or sent else []


def _sent(answer: Answer) -> bool:
    """ "Sent 93", "about 120 programs", "did it in September": applications that are out."""
    if (
        answer.tagged("not") is not None
        or answer.tagged("no") is not None
        or not _AHEAD.isdisjoint(answer.words)
    ):
        return False
    told = answer.tagged("sent") is not None or not {"applied", "reapplied"}.isdisjoint(answer.words)
    if any(answer.tagged(tag) is not None for tag in ("pass", "fail", "attempt", "step")):
        return False  # a result of an exam
    counted = answer.number_of("applied_this_cycle")
    some = counted is not None and 0 < counted <= _MOST_PROGRAMS
    return told or some or answer.words[:1] in (["did"], ["done"], ["already"])
