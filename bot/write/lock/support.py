"""What a sentence may rest on: cited texts, the ledger's facts, and what the applicant typed.

Covers: the words, numbers, months, links and exam results that stand there, and what follows from
facts by counting: differences of scores, spans between years, months as weeks, the next attempt.
Does not cover judging a sentence (lock).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import combinations

from bot.applicant.facts import FIELDS, STATES, Kind, Profile, Value, number, show
from bot.write.lock.exams import Result, What, results
from bot.write.lock.numbers import Amount, amounts
from bot.write.lock.text import links, months
from bot.write.outline import Exam, exams

_WORD = re.compile(r"[^\W_]+")
_WEEKS_A_MONTH = 4  # EVALS: weeks divide by 4
_EXACT = ("percent", "usd")


def normal(text: str) -> str:
    """Lower-case words with single spaces around each, for asking whether words stand in a text."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


@dataclass(frozen=True)
class Support:
    """What a sentence may rest on. With `today`, years since a known year count too."""

    texts: tuple[str, ...] = ()
    facts: Profile = field(default_factory=dict)
    typed: tuple[str, ...] = ()
    today: date | None = None

    def says(self, words: str) -> bool:
        """Whether `words` stand somewhere, whatever their case and punctuation."""
        return normal(words) in self._words

    def writes(self, words: str) -> bool:
        """Whether `words` stand somewhere with these capitals."""
        return words in self._raw

    def counts(self, amount: Amount) -> bool:
        """Whether a number stands or follows, of the same unit as far as both say one."""
        units = self._amounts.get(amount.value, frozenset())
        if amount.unit in _EXACT:
            return amount.unit in units
        return bool(units) and (amount.unit == "" or amount.unit in units or "" in units)

    def dates(self, month: str) -> bool:
        return month in self._months

    def links_to(self, link: str) -> bool:
        return link in self._links

    def cites(self, result: Result) -> bool:
        """Whether a cited text gives this score; what it says of people in general is no result."""
        given = replace(result, words="")
        return result.what is What.SCORE and any(given in _read(text).results for text in self.texts)

    def typed_it(self, result: Result) -> bool:
        """Whether the applicant typed this result."""
        given = replace(result, words="")
        return any(given in _read(text).results for text in self._own)

    @cached_property
    def exams(self) -> Mapping[str, Exam]:
        return {exam.key: exam for exam in exams(self.facts)}

    @cached_property
    def _own(self) -> tuple[str, ...]:
        """Everything in the applicant's own words: what was typed, and the story."""
        story = (str(value) for key, value in self.facts.items() if FIELDS[key].kind is Kind.TEXT)
        return (*self.typed, *story)

    @cached_property
    def _shown(self) -> str:
        """The facts in words, as a card shows them."""
        return "\n".join(f"{FIELDS[key].label}: {show(key, value)}" for key, value in self.facts.items())

    @cached_property
    def _raw(self) -> str:
        return "\n".join((*self.texts, *self._own, self._shown))

    @cached_property
    def _words(self) -> str:
        return "".join(_read(text).words for text in (*self.texts, *self._own, self._shown))

    @cached_property
    def _months(self) -> frozenset[str]:
        dated = (str(value) for key, value in self.facts.items() if FIELDS[key].kind is Kind.YEAR_MONTH)
        return frozenset().union(*(_read(text).months for text in (*self.texts, *self._own, *dated)))

    @cached_property
    def _links(self) -> frozenset[str]:
        return frozenset().union(*(_read(text).links for text in (*self.texts, *self._own)))

    @cached_property
    def _amounts(self) -> Mapping[float, frozenset[str]]:
        own = [amount for text in self._own for amount in _read(text).amounts]
        stated = [amount for key, value in self.facts.items() for amount in _stated(key, value)]
        cited = [amount for text in self.texts for amount in _read(text).amounts]
        known: dict[float, set[str]] = defaultdict(set)
        for amount in (*cited, *own, *stated, *_followed(own + stated, self.facts, self.today)):
            known[amount.value].add(amount.unit)
        return {value: frozenset(units) for value, units in known.items()}


@dataclass(frozen=True)
class _Reading:
    """What stands in one text; `words` is its normal form, states spelled out."""

    words: str
    amounts: tuple[Amount, ...]
    months: frozenset[str]
    links: frozenset[str]
    results: frozenset[Result]


@lru_cache(maxsize=4096)
def _read(text: str) -> _Reading:
    """One text, read once: a long thread supports each of its sentences with the same messages."""
    named = [STATES[word] for word in set(_WORD.findall(text)) if word in STATES]
    return _Reading(
        normal("\n".join((text, *named))),
        tuple(amounts(text)),
        frozenset(months(text)),
        frozenset(links(text)),
        frozenset(replace(result, words="") for result in results(text, personal=False)),
    )


def _stated(key: str, value: Value) -> Iterable[Amount]:
    """The numbers that a fact says by itself."""
    kind = FIELDS[key].kind
    if kind is Kind.LIST and isinstance(value, tuple):
        yield _count(len(value), key)
    elif key.endswith("_failures") and isinstance(value, int):
        yield _count(value, "failures")
        yield from (_count(attempt, "attempts") for attempt in range(1, value + 2))
    elif kind is Kind.YEAR_MONTH:
        yield _count(int(str(value)[:4]), "date")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield _count(value, _UNITS.get(key, ""))


_UNITS = {
    "graduation_year": "date",
    "years_since_graduation": "years",
    "usce_months": "months",
    "us_letters": "letters",
    "publications": "publications",
    "interviews_this_cycle": "interviews",
}


def _followed(own: list[Amount], facts: Profile, today: date | None) -> Iterable[Amount]:
    """The numbers that follow from the applicant's own by counting."""
    scores = [score for key in ("step1", "step2ck", "step3") if (score := number(facts, key)) is not None]
    yield from (_count(abs(one - other), "points") for one, other in combinations(scores, 2))
    failures = [number(facts, key) or 0 for key in facts if key.endswith("_failures")]
    yield _count(sum(failures), "failures")
    years = {amount.value for amount in own if amount.unit == "date"}
    years |= {float(today.year)} if today else set()
    yield from (_count(abs(one - other), "years") for one, other in combinations(years, 2))
    for amount in own:
        if amount.unit == "months":
            yield _count(amount.value * _WEEKS_A_MONTH, "weeks")
            yield _count(amount.value / 12, "years")
        elif amount.unit == "weeks":
            yield _count(amount.value / _WEEKS_A_MONTH, "months")


def _count(value: float, unit: str) -> Amount:
    return Amount(float(value), unit, "")
