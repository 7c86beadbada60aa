"""The application list: which programs, how many by specialty, and what they cost.

Covers: aims out of the advised numbers, the list with or without a budget, fees paid once, and why a list
stays empty. Does not cover the choice itself (choosing), prices (fees) or words (words).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from bot.assess.plan.choosing import (
    Chosen,
    Pool,
    Shares,
    by_number,
    says_takes_imgs,
    shared_out,
    under_budget,
)
from bot.assess.plan.fees import Cost, Fee, Fees, cost_of
from bot.assess.plan.words import Listing

BELOW_FIXED, BUYS_NOTHING = "below_fixed", "buys_nothing"


@dataclass(frozen=True)
class Draft:
    """A list and its cost. `aims`: how many were wanted by specialty. `empty`: why a budget bought nothing.

    `fixed` are the dollars that come before any program.
    """

    chosen: Chosen
    cost: Cost
    aims: Mapping[str, int]
    fixed: int
    empty: str = ""

    @property
    def number(self) -> int:
        return sum(len(items) for items in self.chosen.values())


@dataclass(frozen=True)
class Drafter:
    """What lists of one applicant have in common.

    `mode` is what a list is for in this phase. `sent` counts applications by specialty this season;
    `started` whether any went out, be it known where or not. `low` and `high` are the advised numbers.
    `paying`: whether somebody who applied still has the Match to pay for.
    """

    fees: Fees
    listing: Listing
    season: int
    mode: str
    budget: int | None
    sent: Mapping[str, int]
    started: bool
    low: int
    high: int
    paying: bool
    paid: Collection[str]

    def draft(self, pool: Pool, shares: Shares) -> Draft:
        """The list over this pool, with its cost."""
        aims = shared_out(self._wanted, self.sent, list(pool), self.listing.order_weights)
        nothing: Chosen = dict.fromkeys(pool, ())
        if self.mode == "closed":
            aims = dict.fromkeys(aims, 0)
            return Draft(nothing, self._cost(nothing), aims, 0)
        if self.budget is not None:
            return self._within(self.budget, pool, nothing, aims)
        if self.mode == "late":
            # A late try is worth its money only where something says that IMGs are taken.
            pool = {key: [item for item in items if says_takes_imgs(item)] for key, items in pool.items()}
            shares = self.listing.shares["late"]
        chosen = by_number(pool, aims, shares)
        return Draft(chosen, self._cost(chosen), aims, 0)

    def _within(self, budget: int, pool: Pool, nothing: Chosen, aims: Mapping[str, int]) -> Draft:
        known = {key: items if key not in self.fees.elsewhere else () for key, items in pool.items()}
        once = self.fees.due(first=not self.started, matching=True, paid=self.paid)
        fixed = sum(fee.usd for fee in once)
        chosen = under_budget(known, self.sent, budget - fixed, self.fees.eras)
        if any(chosen.values()):
            return Draft(chosen, self._cost(chosen), aims, fixed)
        cost = self._cost(nothing)
        if cost.total > budget:
            cost = replace(cost, total=0, lines=())
        return Draft(nothing, cost, aims, fixed, BELOW_FIXED if fixed > budget else BUYS_NOTHING)

    @property
    def _wanted(self) -> int:
        """Applications wanted in all, those sent already among them."""
        if self.mode != "late":
            return self.low
        return min(self.high, sum(self.sent.values()) + self.listing.late_at_most)

    def _cost(self, chosen: Chosen) -> Cost:
        numbers = {specialty: len(items) for specialty, items in chosen.items()}
        return cost_of(numbers, self.sent, self._once(numbers), self.fees, self.season)

    def _once(self, numbers: Mapping[str, int]) -> tuple[Fee, ...]:
        in_eras = any(count for key, count in numbers.items() if key not in self.fees.elsewhere)
        matching = any(numbers.values()) or (self.started and self.paying)
        return self.fees.due(first=in_eras and not self.started, matching=matching, paid=self.paid)
