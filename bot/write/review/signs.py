"""What each sentence of a statement does: tells an event, an exam, a change, a result, names a place.

Covers: the signs of one sentence, read from the word lists of knowledge/review/signs.toml, the lock's
names and the reader's places. Does not cover what is owed or wrong in the whole text (owed, score).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.applicant.facts import PACIFIC_STATES, STATES
from bot.applicant.reader import load_reader
from bot.applicant.reader.text import has, value
from bot.write.lock.names import names
from bot.write.review.passage import Passage, Sentence
from bot.write.review.rules import signs, specialties

_ADJECTIVE = re.compile(
    r"\b(?:am|is|are|be|being|feel|seem) (?:\w+ )?(?:\w+ed|made|known|born|meant|drawn)\b"
)
_GOES_ON = re.compile(r"(?:it|that|this|the (?:result|score|outcome)|mine|i got|i had) (?:\w+ )?")
_AHEAD = re.compile(r"\b(?:will|would|shall|to|can|could)(?: \w+)? \w+")
_STOCK = 0.5
"""From which share of stock words a sentence could stand in any statement."""


@dataclass(frozen=True)
class Told:
    """One sentence and its signs."""

    sentence: Sentence
    before: str = ""
    """The sentence before it, lower-cased; what "it" or "there" may speak of."""
    worn: bool = False
    """Whether a stock phrase carries it; then only figures and names make it particular."""

    def has(self, sign: str) -> bool:
        return bool(signs()[sign].search(self.sentence.low))

    def count(self, sign: str) -> int:
        return len(signs()[sign].findall(self.sentence.low))

    @cached_property
    def scores(self) -> tuple[int, ...]:
        if signs()["hypothetical"].search(self.sentence.low):
            return ()
        return tuple(int(found[0][:3]) for found in signs()["score"].finditer(self.sentence.low))

    @cached_property
    def exam(self) -> bool:
        """Whether it speaks of the licensing exams."""
        named = signs()["exam"].search(signs()["another_attempt"].sub(" ", self.sentence.low)) is not None
        goes_on = _GOES_ON.match(self.sentence.low) and signs()["exam"].search(self.before)
        return named or bool(self.scores and (self.has("result") or goes_on))

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(name.words for name in names(self.sentence.text))

    @cached_property
    def states(self) -> tuple[str, ...]:
        """US states whose names or cities stand in it; "the coast" is all three, "East Coast" none."""
        return tuple(state for state, _, _ in places(self.sentence.text))

    @cached_property
    def stock(self) -> float:
        """The share of its content words that stand in every statement."""
        content = [word for word in self.sentence.words if not signs()["function"].fullmatch(word)]
        if not content:
            return 0.0
        return sum(bool(signs()["stock"].fullmatch(word)) for word in content) / len(content)

    @cached_property
    def detail(self) -> int:
        """How many things in it could be pointed at: persons, places of work, figures, names, spans."""
        if self.has("general_work"):
            return 0
        kinds = ("person", "kin", "work_place", "duration", "number")
        return sum(self.has(kind) for kind in kinds) + bool(self.names)

    @cached_property
    def concrete(self) -> bool:
        """Whether it tells something particular: what happened or is done, by, with or to somebody, or
        somewhere. Stock words, plans and scores alone are nothing particular."""
        if self.wish or self.has("general_work") or self.has("abstract"):
            return False
        low = _ADJECTIVE.sub(" ", self.sentence.low)
        habit = self.has("habit") and self.detail >= 1 and not self.has("quality")
        told = bool(signs()["past"].search(low)) or self.has("duration") or habit
        if self.worn:
            particular = [name for name in self.names if name not in STATES.values()]
            return told and (bool(particular) or self.has("number"))
        few_stock = self.stock < _STOCK
        return told and few_stock and (self.detail >= 1 or self.stock < _STOCK / 2)

    @cached_property
    def wish(self) -> bool:
        """Whether it only looks forward."""
        return self.has("future") and not signs()["past"].search(_AHEAD.sub(" ", self.sentence.low))

    @cached_property
    def own(self) -> bool:
        return self.has("first_person")

    def names_specialty(self, slug: str | None) -> bool:
        """Whether it names the specialty applied for ("this specialty", "my field" count)."""
        if slug and slug in specialties() and specialties()[slug].search(self.sentence.low):
            return True
        return bool(re.search(r"\b(?:this|the|that|my|choice of) (?:specialty|field)\b", self.sentence.low))


def told(passage: Passage, worn: Iterable[int] = ()) -> tuple[Told, ...]:
    """Every sentence with its signs; `worn` are the places of stock phrases."""
    places = sorted(worn)
    lows = ["", *(sentence.low for sentence in passage.sentences)]
    return tuple(
        Told(one, before, any(one.start <= place < one.end for place in places))
        for one, before in zip(passage.sentences, lows, strict=False)
    )


def places(text: str) -> Iterator[tuple[str, int, int]]:
    """US states named in a text, themselves or by a city, with their places in it."""
    for token in load_reader().lexicon.read(text):
        named = value(token, "place")
        around = text[max(0, token.start - 8) : token.start].lower()
        if named:
            yield named.replace("_", " "), token.start, token.end
        elif has(token, "coast") and not re.search(r"\beast(?:ern)?\W*$", around):
            for state in PACIFIC_STATES:
                yield state, token.start, token.end


LOW_SCORE = 220
"""Under this a score is spoken of as low (disclosure.toml, lines of Step 2 CK)."""


def exam_told(told: Sequence[Told]) -> bool:
    """Whether an exam result is told at all, also in words that name no exam ("since my 206")."""
    return (
        any(one.exam for one in told)
        or any(signs()["score_alone"].search(one.sentence.low) for one in told)
        or failed_told(told)
    )


def weak_told(told: Sequence[Told]) -> bool:
    """Whether a failed attempt or a low score is told."""
    if failed_told(told):
        return True
    for one in told:
        low = one.sentence.low
        if any(score < LOW_SCORE for score in one.scores) and (
            one.exam or signs()["score_alone"].search(low)
        ):
            return True
        if one.exam and (one.has("low_words") or re.search(r"\bdid not go well\b", low)):
            return True
    return False


def failed_told(told: Sequence[Told]) -> bool:
    """Whether an attempt failed; "heart failure" and "never failed" are none."""
    for one in told:
        low = signs()["another_attempt"].sub(" ", signs()["organ_failure"].sub(" ", one.sentence.low))
        spoken = (
            one.exam
            or re.search(r"\b(?:exam|step|score|attempt|test)\b", one.before)
            or re.search(
                r"\bi (?:\w+ )?failed\b|\ba fail\b|\bfail\b\W|board failed me|passed the next time", low
            )
        )
        if signs()["fail"].search(low) and spoken and not re.search(r"\bnever (?:have )?fail", low):
            return True
    return False
