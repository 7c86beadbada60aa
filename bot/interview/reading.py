"""A spoken answer cut into clauses, each with the signs found in it.

Covers: sentences, clauses with their place in the answer, and quoting the answer's own words. Grammar is
never judged: a clause without a verb or with a wrong one is read for what it says. Does not cover what the
clauses add up to (elements, flags).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.interview.scores import scores
from bot.interview.signs import Signs
from bot.prose import first_end

_CLAUSE = re.compile(
    r"(?:[;()–—\n]|,(?!\d{3}(?!\d))|:(?!\d\d(?!\d)))+\s*|\s-\s|(?<=[.!?…])\s+"
    r"|\s+(?=so\b(?! (?:sorry|ashamed|embarrassed|much|many|few|little|far|bad|hard|sad|stupid|low|tired)\b))"
    r"|\s+(?=(?:but|because|since|then|and|which|while|although|though|whereas|until)\b)"
)
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_QUOTE = re.compile(r"(?<![^\W_])’|’(?![^\W_])|[“”\"]")
_LEAST_QUOTED = 3


@dataclass(frozen=True, eq=False)
class Clause:
    """`start` and `end` are places in the answer; `sentence` counts from 0. A clause equals only itself."""

    text: str
    start: int
    end: int
    sentence: int
    signs: Mapping[str, tuple[int, int]]
    scores: tuple[int, ...]

    @property
    def asks(self) -> bool:
        """Whether the clause ends in a question of more than a word ("Honestly?" asks nothing)."""
        return self.text.rstrip().endswith("?") and " " in self.text.strip()

    def has(self, *names: str) -> bool:
        return any(name in self.signs for name in names)


@dataclass(frozen=True)
class Answer:
    """`spans` are the sentences as (start, end) of `text`."""

    text: str
    spans: tuple[tuple[int, int], ...]
    clauses: tuple[Clause, ...]

    @property
    def words(self) -> int:
        return len(_WORD.findall(self.text))

    def sentence(self, clause: Clause) -> str:
        start, end = self.spans[clause.sentence]
        return self.text[start:end]

    def in_sentence(self, number: int) -> tuple[Clause, ...]:
        return tuple(clause for clause in self.clauses if clause.sentence == number)

    def quote(self, clause: Clause) -> str:
        """The clause in the answer's own words; its sentence when it has fewer than three words."""
        words = self.text[clause.start : clause.end].strip(" ,;:()–—\n")
        if len(_WORD.findall(words)) >= _LEAST_QUOTED:
            return words
        sentence = self.sentence(clause)
        if len(_WORD.findall(sentence)) >= _LEAST_QUOTED:
            return sentence
        return self.text[clause.start :].strip() if self.words >= _LEAST_QUOTED else self.text.strip()


def read(text: str, signs: Signs) -> Answer:
    """An answer in clauses. The words are kept as they stand, so that they can be quoted."""
    plain = text.lower().replace("'", "’").replace("‘", "’")
    if len(plain) != len(text):  # a letter whose lower case is longer would shift every quote
        plain = "".join(c.lower() if len(c.lower()) == 1 else c for c in text).replace("'", "’")
    plain = _QUOTE.sub(" ", plain)
    spans = tuple(_sentences(text))
    clauses = []
    for number, (start, end) in enumerate(spans):
        for left, right in _clauses(plain, start, end):
            words = plain[left:right]
            clauses.append(Clause(words, left, right, number, signs.find(words), scores(words)))
    return Answer(text, spans, tuple(clauses))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while (end := first_end(text, start)) is not None:
        if text[start:end].strip():
            yield _trimmed(text, start, end)
        start = end
    if text[start:].strip():
        yield _trimmed(text, start, len(text))


def _clauses(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    left = start
    for cut in _CLAUSE.finditer(plain, start, end):
        if _WORD.search(plain, left, cut.start()):
            yield left, cut.start()
            left = cut.end()
    if _WORD.search(plain, left, end):
        yield left, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())
