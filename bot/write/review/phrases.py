"""Problems that stand in the words themselves, by the patterns of knowledge/review/phrases.toml.

Covers: cliche, flattery, self_deprecating, defensive, blame, excuses, unverifiable_claim, and stories
with two signs of invention. Does not cover what a text lacks (owed, score) or how words go (refine).
"""

import re
from collections.abc import Iterator

from bot.write.review.finding import Finding
from bot.write.review.passage import Passage, Sentence
from bot.write.review.rules import Phrase, phrases

_WORDED = ("cliche", "flattery", "self_deprecating", "defensive", "blame", "excuses", "unverifiable_claim")
_INVENTED = 2
"""From which weight on signs of invention make a problem."""
_QUOTED = re.compile(r'"[^"\n]{1,200}"')
_DENIED = re.compile(
    r"\b(?:not|never|no longer|don't|do not|without|rather than|instead of|no)(?: \w+){0,2} $"
)
_DENIABLE = ("self_deprecating", "blame", "cliche")


def worded(passage: Passage) -> Iterator[Finding]:
    """Each match, longest first where two of one problem overlap; never inside a quotation."""
    quoted = [found.span() for found in _QUOTED.finditer(passage.plain)]
    for problem in _WORDED:
        taken: list[tuple[int, int]] = []
        for start, end, phrase in sorted(_matches(passage, problem), key=lambda m: (m[0] - m[1], m[0])):
            inside = any(low <= start and end <= high for low, high in quoted)
            overlaps = any(start < high and low < end for low, high in taken)
            if not inside and not overlaps:
                taken.append((start, end))
                yield Finding(problem, start, end, fix=_plain(phrase, passage.plain[start:end]))


def invented(passage: Passage) -> Iterator[Finding]:
    """The sentence with the first of the signs that a story is too large to be true."""
    seen: list[tuple[Sentence, int]] = []
    for phrase in phrases()["fabricated"]:
        for sentence in passage.sentences:
            if phrase.pattern.search(sentence.low):
                seen.append((sentence, phrase.weight))
    if sum(weight for _, weight in seen) >= _INVENTED:
        first = min(seen, key=lambda one: one[0].start)[0]
        yield Finding("fabricated_sounding", first.start, first.end)


def _matches(passage: Passage, problem: str) -> Iterator[tuple[int, int, Phrase]]:
    for phrase in phrases()[problem]:
        for sentence in passage.sentences:
            for found in phrase.pattern.finditer(sentence.low):
                denied = problem in _DENIABLE and _DENIED.search(sentence.low[: found.start()])
                if found[0].strip() and not denied:
                    yield sentence.start + found.start(), sentence.start + found.end(), phrase


def _plain(phrase: Phrase, matched: str) -> str | None:
    """What may stand in the place of the match; {first} and {last} are its own words."""
    if phrase.plain is None:
        return None
    own = matched.split()
    return phrase.plain.format(first=own[0], last=own[-1])
