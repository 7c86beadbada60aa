"""How a text tells an exam result: what was changed, what shows it, and how much room it takes.

Covers: no_growth, no_evidence, score_is_centre, over_explains, and excuses that lie in the account as
a whole (circumstances, and no part of one's own). Does not cover phrases of blame or defence
(phrases) or whether the result belongs in a statement (bot/write/disclose).
"""

import re
from collections.abc import Iterator, Sequence

from bot.write.review.finding import Finding, Request
from bot.write.review.owed import ready
from bot.write.review.rules import signs
from bot.write.review.signs import LOW_SCORE, Told, failed_told, weak_told

_CENTRE_SHARE, _CENTRE_SENTENCES = 0.5, 4
_MOST_CONTEXT, _MOST_CLOCK = 55, 5


def score(told: Sequence[Told], request: Request) -> Iterator[Finding]:
    """The findings on the account of an exam result, or of a gap."""
    about = [one for one in told if one.exam]
    if weak_told(told):
        if _owes_growth(about, request) and not _grown(told):
            yield Finding("no_growth", *_place(about))
            yield from _excused(told)
        elif any(_excusing(one) for one in told) and not any(one.has("owning") for one in told):
            yield Finding("excuses", *_place([one for one in told if _excusing(one)]))
        if not _evidence(told):
            yield Finding("no_evidence", *_place(about[-1:]))
    yield from _centre(told, about, request)
    yield from _over(told, request)


def _owes_growth(about: Sequence[Told], request: Request) -> bool:
    """A statement may name a low pass in one sentence and go on; a failure or a paragraph on it may not."""
    return (
        ("score" in request.asks and not request.is_statement)
        or len(about) > 1
        or any(one.has("low_words") or one.has("fail") for one in about)
    )


def _grown(told: Sequence[Told]) -> bool:
    """Whether a change of one's own is told: how one studies or works, with whom, how often."""
    if any(_changed(one) for one in told):
        return True
    owned = any(one.has("owning") for one in told)
    return owned and any((one.has("since") or one.scores) and one.own and one.has("did") for one in told)


def _changed(one: Told) -> bool:
    low = one.sentence.low
    if signs()["with_method"].search(low) and not one.wish:
        return True
    told = (
        one.has("past")
        or one.has("duration")
        or bool(re.search(r"\b(?:now|since|i do|i wake|i keep|what i can do)\b", low))
    )
    against = re.search(
        r"\b(?:never used|did not use|taught an old|wrong advice|made me wait|practice tests showed)\b", low
    )
    acted = re.search(r"\b(?:i|i've|i'd|me|we)\b", low)
    return bool(acted) and one.has("method") and told and not one.wish and not against


def _excused(told: Sequence[Told]) -> Iterator[Finding]:
    """Circumstances, no change, and no part of one's own."""
    spoken = {one.sentence.paragraph for one in told if one.exam}
    given = [one for one in told if one.has("circumstance") and one.sentence.paragraph in spoken]
    if given and not any(one.has("owning") for one in told):
        yield Finding("excuses", *_place(given))


def _excusing(one: Told) -> bool:
    """A sentence that makes a circumstance the cause of the result."""
    cause = re.search(r"\b(?:because|since|as|due to|so|therefore|caused)\b", one.sentence.low)
    return bool(cause) and one.has("circumstance") and one.has("result") and not one.has("method")


def _evidence(told: Sequence[Told]) -> bool:
    """Whether something after the weak result can be checked: an exam, a pass, an evaluation, work."""
    text = " ".join(one.sentence.low for one in told)
    scores = {score for one in told for score in one.scores if one.exam or score < LOW_SCORE}
    if len(scores) > 1 or any(score >= LOW_SCORE for score in scores):
        return True
    if failed_told(told) and any(_passed(one) for one in told):
        return True
    if re.search(r"\bstep ?3\b[^.]{0,60}(?<![\d,.])(?:2\d\d)\b", text):
        return True
    return any(_judged(one) for one in told)


def _passed(one: Told) -> bool:
    supposed = re.search(r"would have (?:\w+ )?passed", one.sentence.low)
    return bool(signs()["passed"].search(one.sentence.low)) and not one.wish and not supposed


def _judged(one: Told) -> bool:
    """Work that others judged, or that can be counted; study does not count."""
    if one.exam or one.wish:
        return False
    worked = (
        ready(one)
        and one.has("work_place")
        and (one.has("duration") or one.has("number"))
        and not one.has("method")
    )
    return one.has("evaluation") or worked


def _centre(told: Sequence[Told], about: Sequence[Told], request: Request) -> Iterator[Finding]:
    """Exams as the subject of a text that was to speak of more."""
    total = sum(len(one.sentence.words) for one in told) or 1
    spoken = sum(len(one.sentence.words) for one in about)
    if request.is_statement and len(about) >= _CENTRE_SENTENCES and spoken / total >= _CENTRE_SHARE:
        yield Finding("score_is_centre", *_place(about))


def _over(told: Sequence[Told], request: Request) -> Iterator[Finding]:
    """A run of circumstances told by the clock and the calendar, beside a result or a gap."""
    explaining = _explaining(told, request)
    run: list[Told] = []
    best: list[Told] = []
    for one in [*told, None]:
        if one is not None and one.sentence.paragraph in explaining and _circumstantial(one):
            run.append(one)
            continue
        best = max(best, run, key=_clocks)
        run = []
    words = sum(len(one.sentence.words) for one in best)
    if words >= _MOST_CONTEXT and _clocks(best) >= _MOST_CLOCK:
        for one in [one for one in best[1:] if _trivial(one)] or best[-1:]:
            yield Finding("over_explains", one.sentence.start, one.sentence.end, fix="")


def _explaining(told: Sequence[Told], request: Request) -> frozenset[int]:
    """The paragraphs that account for a weak result or a gap; a paragraph asked for is one."""
    parts: dict[int, list[Told]] = {}
    for one in told:
        parts.setdefault(one.sentence.paragraph if request.is_statement else 0, []).append(one)
    found = [some for some in parts.values() if weak_told(some) or any(map(_of_gap, some))]
    return frozenset(one.sentence.paragraph for some in found for one in some)


def _of_gap(one: Told) -> bool:
    return bool(re.search(r"\bgap\b|\breason (?:for|is)\b", one.sentence.low))


def _circumstantial(one: Told) -> bool:
    """Whether a sentence may belong to such an account: it is neither the change, nor the result that
    shows it, nor work."""
    worked = one.has("work_place") and (one.has("did") or one.has("evaluation"))
    return not (_changed(one) and one.scores) and not worked


def _trivial(one: Told) -> bool:
    """Told by the clock, with nothing in it that another sentence would need."""
    held = one.scores or one.names or one.exam or _changed(one) or re.search(r"\d{3}", one.sentence.low)
    return one.has("clock") and not held and not one.has("owning")


def _clocks(run: Sequence[Told]) -> int:
    return sum(one.count("clock") for one in run)


def _place(some: Sequence[Told]) -> tuple[int, int] | tuple[()]:
    return (some[0].sentence.start, some[0].sentence.end) if some else ()
