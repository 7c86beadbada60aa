"""Why this region: a tie, praise without one, another region, or nothing.

Covers: places of the target state by the reader's gazetteer, and what is told beside them: life, kin,
work, the people there. Does not cover whether a tie is true (facts).
"""

import re
from collections.abc import Iterator, Sequence

from bot.write.review.finding import Finding, Request
from bot.write.review.rules import signs
from bot.write.review.signs import Told, places

_WANTING = re.compile(
    r"\b(?:want|hope|goal|aim|like to|eager|excited|plan|wish|would|prefer|will|looking|second home)\b"
)
_WORKED = re.compile(r"\bi (?:\w+ )?(?:worked|volunteered|studied|trained|rotated|interned|learned|taught)\b")
_DREAMT = re.compile(
    r"\b(?:would|dream\w*|imagin\w+|on my list|television|films?|always been drawn|tourist|vacation|holiday"
    r"|admir\w+|beach\w*|weather|climate|sunshine|mild|scenery|landscapes?)\b"
)


def region(told: Sequence[Told], request: Request) -> Iterator[Finding]:
    """The finding on the region, if any; none when no region is the target."""
    state = request.region
    if state is None:
        return
    at_home = [i for i, one in enumerate(told) if state in one.states]
    tied = any(_tied(told, i) for i in at_home)
    other = _other_goal(told, state)
    if other is not None and not tied:
        yield Finding("wrong_region", other[1], other[2], found=other[0])
    elif not at_home and not _unlisted_tie(told, request):
        yield Finding("no_region_reason")
    elif at_home and not tied:
        first = told[at_home[0]].sentence
        yield Finding("region_without_tie", first.start, first.end)


def _tied(told: Sequence[Told], at: int) -> bool:
    """Whether a place of the region stands with a life or work there, in its sentence or beside it."""
    paragraph = told[at].sentence.paragraph
    near = [one for one in told[max(0, at - 1) : at + 3] if one.sentence.paragraph == paragraph]
    return any(_lives(one, one is told[at]) for one in near)


def _lives(one: Told, names_it: bool) -> bool:
    if one.wish or (_DREAMT.search(one.sentence.low) and not one.has("duration")):
        return False
    lived = one.has("live") and (one.own or one.has("kin")) and (names_it or one.concrete)
    worked = (
        (one.has("did") or one.has("habit")) and one.own and (one.has("work_place") or one.has("duration"))
    )
    known = one.has("community") and one.own and one.concrete
    theirs = one.has("kin") and not re.search(r"\b(?:told|tell|for|suit) my \w+", one.sentence.low)
    acted = names_it and one.own and one.concrete and bool(_WORKED.search(one.sentence.low))
    return lived or worked or known or acted or (names_it and theirs and one.concrete)


def _unlisted_tie(told: Sequence[Told], request: Request) -> bool:
    """A life told with a place that no list knows: no state is named, so the benefit of the doubt.

    In a statement, where other places stand too, it takes a home or the wish to stay.
    """
    if any(one.states for one in told):
        return False
    settled = any(one.has("live") or one.has("here") for one in told if one.names or not request.is_statement)
    if request.is_statement:
        return settled and any(one.names and one.has("live") and one.concrete for one in told)
    counted = any(one.names and one.own and (one.has("duration") or one.has("number")) for one in told)
    return counted or any(one.names and _lives(one, True) for one in told)


def _other_goal(told: Sequence[Told], state: str) -> tuple[str, int, int] | None:
    """Another region named as the place to train, with its words."""
    for one in told:
        low = one.sentence.low
        if not one.has("goal_place"):
            continue
        broad = signs()["other_region"].search(low)
        if broad:
            return broad[0], one.sentence.start, one.sentence.end
        elsewhere = [named for named, _, _ in places(one.sentence.text) if named != state]
        if elsewhere and state not in one.states and _WANTING.search(low):
            return elsewhere[0], one.sentence.start, one.sentence.end
    return None
