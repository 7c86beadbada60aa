"""Attitudes that no list of phrases holds: read from who acts, beside what, in a sentence that tells nothing.

Covers: others who did wrong and things that went wrong beside an exam result (blame, excuses), arguing
with the reader (defensive), lofty words without an event (cliche), praise of "you" (flattery). Does not
cover phrases that stand in the lists (phrases); a sentence marked there is not marked again here.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from bot.write.review.finding import Finding, Request
from bot.write.review.passage import Passage
from bot.write.review.phrases import worded
from bot.write.review.rules import signs
from bot.write.review.signs import Told, exam_told, weak_told
from bot.write.review.signs import told as tell

_LOFTY = 2


def attitude(
    told: Sequence[Told], request: Request, marked: Collection[tuple[str, int]]
) -> Iterator[Finding]:
    """The findings, one for a sentence and problem; `marked` are (problem, sentence) found by phrases."""
    beside = _beside_exam(told, request)
    for one in told:
        for problem in _seen(one, beside):
            if (problem, one.sentence.index) not in marked:
                yield Finding(problem, one.sentence.start, one.sentence.end)


def shows(text: str, problem: str) -> bool:
    """Whether a sentence by itself still shows a problem, in its words or in its manner."""
    passage = Passage.read(text)
    if any(one.problem == problem for one in worded(passage)):
        return True
    return any(problem in _seen(one, ()) for one in tell(passage))


def _beside_exam(told: Sequence[Told], request: Request) -> frozenset[int]:
    """Paragraphs that explain a weak result."""
    if not (weak_told(told) or (request.asks == {"score"} and exam_told(told))):
        return frozenset()
    if not request.is_statement:
        return frozenset(one.sentence.paragraph for one in told)
    return frozenset(
        one.sentence.paragraph
        for one in told
        if one.exam and (one.has("fail") or one.has("low_words") or one.scores)
    )


def _seen(one: Told, beside: Collection[int]) -> Iterator[str]:
    explains = one.sentence.paragraph in beside
    own = one.has("owning")
    if explains and not own and _subject(one, "other_party", "wrong"):
        yield "blame"
    if explains and not own and not one.has("method") and _subject(one, "setting", "hindered"):
        yield "excuses"
    if explains and _argues(one):
        yield "defensive"
    lofty = one.count("poetic")
    plain = not one.names and not one.has("number") and not one.has("duration") and not one.exam
    if plain and (not one.concrete or one.has("future")) and lofty >= _LOFTY:
        yield "cliche"
    addressed = re.search(r"\byours?\b", one.sentence.low) or not re.search(
        r"\b(?:if|when) you\b", one.sentence.low
    )
    if one.has("you") and addressed and one.has("praise") and not one.exam and not one.has("person"):
        yield "flattery"


def _subject(one: Told, who: str, what: str) -> bool:
    """Whether somebody or something of one list stands before a word of the other in one clause."""
    return any(
        _in_clause(clause, who, what) for clause in re.split(r"[;:]| - |, and |, so ", one.sentence.low)
    )


def _in_clause(clause: str, who: str, what: str) -> bool:
    found = signs()[who].search(clause)
    return bool(found and signs()[what].search(clause, found.end()))


def _argues(one: Told) -> bool:
    """A question to the reader that wants no answer, or "let nobody tell me"."""
    asked = one.has("rhetorical") and not one.has("first_person")
    demanded = bool(re.search(r"\bwhy should\b", one.sentence.low))
    return asked or demanded or one.has("let_nobody")
