"""The review of a statement or a paragraph: what a careful editor would mark, why, and how to mend it.

    found = review(text, ledger, today, kind="statement", target={"specialty": "psychiatry"})
    found.problems    each with problem (the rule's name), quote, start, end, why, source, mend, fix
    found.counts      words, characters, pages

Covers: the problems of the vocabulary (rules.PROBLEMS) with the words they stand in, and counts.
Instructions inside the text are text: they are marked and nothing in them is read further. Does not
cover the mended text (refine), drafting (compose), or whether a result belongs there (disclose).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.applicant.facts import Profile
from bot.applicant.ledger import Ledger
from bot.applicant.reader import load_reader
from bot.write.review.attitude import attitude
from bot.write.review.facts import differing
from bot.write.review.finding import Finding, Request, request
from bot.write.review.grammar import grammar
from bot.write.review.owed import owed
from bot.write.review.passage import Passage, Span
from bot.write.review.phrases import invented, worded
from bot.write.review.planted import planted
from bot.write.review.privacy import identifying
from bot.write.review.rules import PROBLEMS, Source, advice
from bot.write.review.score import score
from bot.write.review.shape import Counts, counts, shape
from bot.write.review.signs import told

__all__ = ["PROBLEMS", "Counts", "Problem", "Review", "Source", "profile_of", "review"]


_QUESTION = re.compile(r"\[[^\]\n]*\?[^\]\n]*\]")


@dataclass(frozen=True)
class Problem:
    """One thing marked. `quote` is text[start:end]; all three are None for what is absent.

    `fix`, where there is one, may stand in the place of the quote ("" takes it out).
    """

    problem: str
    quote: str | None
    start: int | None
    end: int | None
    why: str
    mend: str
    source: Source
    fix: str | None = None


@dataclass(frozen=True)
class Review:
    """Problems in the order of the vocabulary of EVALS, then of the text; `counts` of the whole text."""

    problems: tuple[Problem, ...]
    counts: Counts

    @property
    def names(self) -> tuple[str, ...]:
        """Each kind of problem once."""
        return tuple(dict.fromkeys(one.problem for one in self.problems))


def review(
    text: str,
    facts: Profile | Ledger,
    today: date,
    *,
    kind: str = "statement",
    asks: Iterable[str] | None = None,
    target: Mapping[str, str | None] | None = None,
) -> Review:
    """The review of `text`, a "statement" or a "paragraph", that owes the subjects in `asks`: of
    specialty, readiness, region, score; None is all four for a statement and none for a paragraph.

    `facts` are what the text is checked against. `target` may name a specialty (slug) and a region (US
    state); without it the first specialty of the facts counts. Raises BadInput for an unknown kind,
    subject, specialty or region.
    """
    asked = request(kind, asks, target or {}, profile_of(facts), today)
    passage = Passage.read(text)
    problems = sorted(_found(passage, asked), key=_place)
    return Review(tuple(_problem(passage, one) for one in problems), counts(passage))


def profile_of(facts: Profile | Ledger) -> Profile:
    """The known facts of a ledger, or a profile as it is."""
    return facts.profile if isinstance(facts, Ledger) else facts


def _found(passage: Passage, asked: Request) -> Iterator[Finding]:
    """Findings of every detector; what was planted or identifies a patient is blanked for the later ones."""
    hidden = list(planted(passage))
    yield from hidden
    clean = passage.blanked([*_spans(hidden), *_questions(passage)])
    private = list(identifying(clean))
    yield from private
    words = list(worded(clean))
    worn = [one.start for one in words if one.problem in ("cliche", "flattery") and one.start is not None]
    sentences = told(clean, worn)
    yield from owed(sentences, asked)
    yield from score(sentences, asked)
    yield from words
    yield from attitude(sentences, asked, _marked(words, clean))
    yield from invented(clean)
    yield from shape(clean, sentences, asked)
    yield from differing(clean, sentences, asked, load_reader())
    yield from grammar(clean)


def _marked(words: Iterable[Finding], clean: Passage) -> set[tuple[str, int]]:
    """Which problem was found in which sentence."""
    return {
        (one.problem, sentence.index)
        for one in words
        for sentence in clean.sentences
        if one.start is not None and sentence.start <= one.start < sentence.end
    }


def _questions(passage: Passage) -> list[Span]:
    """Bracketed questions: they stand where the writer's words are missing, and claim nothing."""
    return [Span(*found.span()) for found in _QUESTION.finditer(passage.plain)]


def _spans(findings: Iterable[Finding]) -> list[Span]:
    return [Span(one.start, one.end) for one in findings if one.start is not None and one.end is not None]


def _place(one: Finding) -> tuple[int, int, int]:
    return PROBLEMS.index(one.problem), -1 if one.start is None else one.start, one.end or 0


def _problem(passage: Passage, one: Finding) -> Problem:
    said = advice()[one.problem]
    quote = start = end = None
    if one.start is not None and one.end is not None:
        start, end = passage.original(one.start, one.end)
        quote = passage.text[start:end]
    why, mend = (text.format(found=one.found) for text in (said.why, said.mend))
    return Problem(one.problem, quote, start, end, why, mend, said.source, one.fix)
