"""The honest Pacific verdict: what the coast alone, or more than the coast, does to list and money.

Covers: counts on and beyond the coast, two lists made by the same rule, the guide's view, where not to
pay. Silent for somebody who is free in where they go, or of whom no wish and no tie is known. Does not
cover the application list itself (lists).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.assess.eligibility import Verdict
from bot.assess.plan.choosing import says_takes_imgs, surely_takes_imgs
from bot.assess.plan.lists import Draft
from bot.assess.plan.situation import Situation
from bot.assess.plan.words import Words
from bot.assess.ranking import Ranked, Tier
from bot.assess.records import PACIFIC

CONCERNED = ("only", "first", "tied")
"""How much the coast matters (situation.coast) where the verdict is given."""


@dataclass(frozen=True)
class PacificVerdict:
    """`coast` and `beyond` count programs that are not blocked; costs are whole US dollars of two lists.

    `sources` stand beside `says`.
    """

    says: tuple[str, ...]
    coast: int
    beyond: int
    coast_cost: int
    broad_cost: int
    sources: tuple[str, ...] = ()


def on_coast(item: Ranked) -> bool:
    return item.program.state in PACIFIC


def where_not_to_pay(ranked: Iterable[Ranked], taken: Iterable[str]) -> tuple[Ranked, ...]:
    """Reach programs of which nothing says that they take IMGs, least fit first."""
    known = frozenset(taken)
    found = [
        item
        for item in ranked
        if item.tier is Tier.REACH and item.program.id not in known and not says_takes_imgs(item)
    ]
    return tuple(sorted(found, key=lambda item: (item.fit, item.program.id)))


def counts(open_programs: Sequence[Ranked], coast: Draft, broad: Draft, words: Words) -> dict[str, object]:
    """The holes of the verdict's sentences."""
    here = [item for item in open_programs if on_coast(item)]
    away = [item for item in open_programs if not on_coast(item)]
    narrow, wide = _all(coast), _all(broad)
    return {
        "coast": len(here),
        "coast_open": _eligible(here) or words.says["none"],
        "coast_imgs": _sure(here),
        "away": len(away),
        "away_open": _eligible(away) or words.says["none"],
        "away_imgs": _sure(away),
        "coast_list": len(narrow),
        "coast_list_imgs": _sure(narrow),
        "coast_cost": words.usd(coast.cost.total),
        "broad_list": len(wide),
        "broad_list_imgs": _sure(wide),
        "broad_list_away": sum(not on_coast(item) for item in wide),
        "broad_cost": words.usd(broad.cost.total),
    }


def verdict(
    open_programs: Sequence[Ranked],
    coast: Draft,
    broad: Draft,
    situation: Situation,
    holes: Mapping[str, object],
    words: Words,
) -> PacificVerdict:
    """The verdict over the programs that are not blocked and the two lists."""
    filled = {**holes, **counts(open_programs, coast, broad, words)}
    said = [entry for entry in words.pacific if entry.when.holds(situation)]
    here = sum(on_coast(item) for item in open_programs)
    return PacificVerdict(
        says=tuple(entry.says.format_map(filled) for entry in said),
        coast=here,
        beyond=len(open_programs) - here,
        coast_cost=coast.cost.total,
        broad_cost=broad.cost.total,
        sources=tuple(dict.fromkeys(entry.source for entry in said)),
    )


def _all(draft: Draft) -> list[Ranked]:
    return [item for items in draft.chosen.values() for item in items]


def _eligible(items: Iterable[Ranked]) -> int:
    return sum(item.judgement.verdict is Verdict.ELIGIBLE for item in items)


def _sure(items: Iterable[Ranked]) -> int:
    return sum(surely_takes_imgs(item) for item in items)
