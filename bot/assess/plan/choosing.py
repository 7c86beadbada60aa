"""Which programs to apply to: the best list under a budget, or a list of a given length by tier.

Covers: the pool, the exact optimum under a budget, and tiers by share. Both take the best fits of each
specialty, so the order in which programs come in plays no part. Does not cover fees, or which of the two
is asked for (plan).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

from bot.assess.eligibility import Verdict
from bot.assess.plan.fees import Eras
from bot.assess.ranking import Ranked, Tier
from bot.assess.scale import WHOLE

Pool: TypeAlias = Mapping[str, Sequence[Ranked]]
"""Programs that may be chosen, by specialty in the applicant's order, best fit first."""

Chosen: TypeAlias = Mapping[str, tuple[Ranked, ...]]


@dataclass(frozen=True)
class Shares:
    """How a list is divided, in thousandths: at most so much reach, at least so much target and safety."""

    reach: int
    target: int
    safety: int


def pool_of(ranked: Iterable[Ranked], specialties: Sequence[str]) -> dict[str, list[Ranked]]:
    """The programs by specialty; every specialty has its list, be it empty."""
    found: dict[str, list[Ranked]] = {specialty: [] for specialty in specialties}
    for item in sorted(ranked, key=_place):
        if item.program.specialty in found:
            found[item.program.specialty].append(item)
    return found


def _place(item: Ranked) -> tuple[int, str]:
    return -item.fit, item.program.id


def under_budget(pool: Pool, sent: Mapping[str, int], dollars: int, eras: Eras) -> Chosen:
    """The choice with the highest sum of fit that costs at most `dollars` in ERAS; programs of no fit never.

    In each specialty the first programs still cost less, and the best fits take these places. So every
    choice is some number of the best cheap places over all specialties and some number of the best dear
    ones, and trying each number of cheap ones finds the optimum. A dear place taken while a cheap one of
    its specialty is free would only cost too much; counting by specialty at the end sets that right.
    Of equal sums the cheapest wins, then the one with more programs.
    """
    cheap: list[tuple[int, int, str]] = []
    dear: list[tuple[int, int, str]] = []
    for order, (specialty, items) in enumerate(pool.items()):
        left = eras.cheap_left(sent.get(specialty, 0))
        worth = [(-item.fit, order, specialty) for item in items if item.fit > 0]
        cheap += worth[:left]
        dear += worth[left:]
    cheap.sort()
    dear.sort()
    cheap_sums = list(accumulate((-fit for fit, _, _ in cheap), initial=0))
    dear_sums = list(accumulate((-fit for fit, _, _ in dear), initial=0))
    best, counts = (0, 0, 0), (0, 0)
    for first in range(min(len(cheap), max(0, dollars) // eras.first) + 1):
        later = min(len(dear), (max(0, dollars) - first * eras.first) // eras.then)
        cost = first * eras.first + later * eras.then
        worth_of = (cheap_sums[first] + dear_sums[later], -cost, first + later)
        if worth_of > best:
            best, counts = worth_of, (first, later)
    taken = [specialty for _, _, specialty in cheap[: counts[0]] + dear[: counts[1]]]
    return {specialty: tuple(items[: taken.count(specialty)]) for specialty, items in pool.items()}


def by_number(pool: Pool, aims: Mapping[str, int], shares: Shares) -> Chosen:
    """A list of `aims` programs by specialty; what one lacks goes to the others, in their order.

    Reach programs never exceed their share, nor enter when nothing says that they take IMGs.
    """
    chosen = {specialty: _by_tier(items, aims[specialty], shares) for specialty, items in pool.items()}
    missing = sum(aims.values()) - sum(len(items) for items in chosen.values())
    for specialty, items in pool.items():
        rest = _without([item for item in items if item.tier is not Tier.REACH], chosen[specialty])
        chosen[specialty] += rest[:missing]
        missing -= len(rest[:missing])
    return {specialty: tuple(sorted(items, key=_place)) for specialty, items in chosen.items()}


def _by_tier(items: Sequence[Ranked], number: int, shares: Shares) -> list[Ranked]:
    by_tier = {tier: [item for item in items if item.tier is tier] for tier in Tier}
    found = by_tier[Tier.TARGET][: number * shares.target // WHOLE]
    found += by_tier[Tier.SAFETY][: number * shares.safety // WHOLE]
    reach = number * shares.reach // WHOLE
    for item in _without(items, found):
        if len(found) >= number:
            break
        if item.tier is not Tier.REACH:
            found.append(item)
        elif reach and says_takes_imgs(item):
            found.append(item)
            reach -= 1
    return found


def says_takes_imgs(item: Ranked) -> bool:
    """Whether anything published says, or hints, that a program takes IMGs."""
    return item.program.img_share is not None or any(
        rule.rule == "accepts_imgs" and (rule.stated or rule.verdict is Verdict.MET)
        for rule in item.judgement.rules
    )


def surely_takes_imgs(item: Ranked) -> bool:
    """Whether the program's own page, or the applicant's own finding, says that it takes IMGs."""
    return any(rule.rule == "accepts_imgs" and rule.verdict is Verdict.MET for rule in item.judgement.rules)


def _without(items: Sequence[Ranked], taken: Sequence[Ranked]) -> list[Ranked]:
    ids = {item.program.id for item in taken}
    return [item for item in items if item.program.id not in ids]


def shared_out(
    total: int, sent: Mapping[str, int], specialties: Sequence[str], weights: Sequence[int]
) -> dict[str, int]:
    """How many of `total` applications are still to send in each specialty.

    The total is shared by the weights in the applicant's order (the last one repeats), less what was sent;
    where more was sent in one specialty than its share, the later ones get less.
    """
    mine = [weights[min(place, len(weights) - 1)] for place in range(len(specialties))]
    shares = [total * weight // sum(mine) for weight in mine]
    for place in range(total - sum(shares) if shares else 0):
        shares[place] += 1
    left = max(0, total - sum(sent.get(specialty, 0) for specialty in specialties))
    found = {}
    for specialty, share in zip(specialties, shares, strict=True):
        found[specialty] = min(left, max(0, share - sent.get(specialty, 0)))
        left -= found[specialty]
    return found
