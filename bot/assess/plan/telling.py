"""What a plan says: the situation of the applicant, the holes of every sentence, outlook, notes and verdict.

Covers: filling the entries of plan.toml that hold. Does not cover which entries there are (words) or the
lists behind them (parts).
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.applicant.facts import FIELDS, SPECIALTIES, STATES, Value
from bot.assess.plan import situation as facing
from bot.assess.plan.choosing import pool_of
from bot.assess.plan.pacific import CONCERNED, PacificVerdict, on_coast, verdict
from bot.assess.plan.parts import Parts, short_name
from bot.assess.plan.result import Outlook
from bot.assess.plan.situation import Situation
from bot.assess.plan.steps import spoken
from bot.assess.scoring.exams import read_record


def situation_of(parts: Parts) -> Situation:
    """Everything that conditions may ask about."""
    profile, general = parts.asked.profile, parts.scores[0]
    record = read_record(profile, parts.known.rubric.exams)
    found: dict[str, Value] = {
        **profile,
        **facing.tracked_counts(profile, parts.sent),
        "phase": parts.phase,
        "mode": parts.mode,
        "applied": parts.applied,
        "coast": parts.coast,
        "exams": facing.exams(profile, record),
        "step3_case": general.step3_advice.kind,
        "failures": facing.failures(record),
        "specialties": len(parts.asked.specialties),
        "list": parts.draft.number,
        "list_cost": parts.draft.cost.total,
        "aim": sum(parts.draft.aims.values()),
        "available": len(parts.wanted),
        "beyond": sum(not on_coast(item) for item in parts.open),
        "asks": len(parts.asks),
        "short": parts.short,
        "spare": len(parts.spare),
        "changes": len(general.counterfactuals),
        "untold": len(general.missing),
        "free_ranks_over": parts.over_ranks,
    }
    years = facing.years(profile, parts.asked.today)
    if years is not None:
        found["years"] = years
    if parts.asked.budget is not None:
        found["budget"] = parts.asked.budget
    return found


def holes_of(parts: Parts, situation: Situation) -> Mapping[str, object]:
    """What fills the holes of every sentence."""
    words, general, season = parts.words, parts.scores[0], parts.known.season
    record = read_record(parts.asked.profile, parts.known.rubric.exams)
    first = parts.asked.specialties[0] if parts.asked.specialties else ""
    return {
        **situation,
        **words.figures,
        **{entry.id.replace("-", "_"): spoken(entry.date) for entry in season.dates},
        **_money(parts),
        "season": season.year,
        "next_season": season.year + 1,
        "specialty": SPECIALTIES.get(first, first),
        "low": parts.drafter.low,
        "high": parts.drafter.high,
        "asks": words.list_of([item.name for item in parts.asks]),
        "spare": words.examples([short_name(item.program) for item in parts.spare]),
        "spare_count": len(parts.spare),
        "exams_to_pass": words.list_of(facing.exams_to_pass(parts.asked.profile, record)),
        "step2ck": parts.asked.profile.get("step2ck", ""),
        "step3_advice": general.step3_advice.detail,
        "best_change": general.counterfactuals[0].change if general.counterfactuals else "",
        "tied_programs": _tied(parts),
        "untold": words.examples([FIELDS[item.field].label for item in general.missing]),
    }


def _money(parts: Parts) -> dict[str, object]:
    usd, fees, ranks = parts.words.usd, parts.known.fees, parts.known.fees.ranks
    spare = sum(
        fees.eras.usd(len(items), parts.counted.get(specialty, 0))
        for specialty, items in pool_of(parts.spare, parts.asked.specialties).items()
        if specialty not in fees.elsewhere
    )
    return {
        "list_cost": usd(parts.draft.cost.total),
        "spare_cost": usd(spare),
        "free_ranks": ranks.free,
        "rank_fee": usd(ranks.each),
        "rank_cost": usd(min(parts.over_ranks, ranks.most - ranks.free) * ranks.each),
    }


def _tied(parts: Parts) -> str:
    """A few programs applied to and not heard from, where the applicant has ties, best fit first."""
    ties = facing.ties(parts.asked.profile)
    names = [
        short_name(item.program)
        for item in parts.asked.ranked
        if parts.sent.statuses.get(item.program.id) == "applied" and STATES[item.program.state] in ties
    ]
    shown = parts.words.list_of(names[: parts.words.listing.names_at_most])
    return parts.words.says["tied"].format(names=shown) if shown else ""


def outlook_of(parts: Parts, situation: Situation, holes: Mapping[str, object]) -> Outlook:
    """Where today stands, and whether it is too late."""
    said = [entry for entry in parts.words.outlook if entry.when.holds(situation)]
    return Outlook(
        tuple(entry.says.format_map(holes) for entry in said), tuple(entry.source for entry in said)
    )


def notes_of(parts: Parts, situation: Situation, holes: Mapping[str, object]) -> tuple[str, ...]:
    """What has to be said about list and cost."""
    says, usd, found = parts.words.says, parts.words.usd, []
    if parts.draft.empty:
        budget, fixed = usd(parts.asked.budget or 0), usd(parts.draft.fixed)
        found.append(says[parts.draft.empty].format(budget=budget, fixed=fixed))
    found += _shortages(parts)
    if parts.asked.budget is not None:
        found += [
            says["no_fee"].format(specialty=SPECIALTIES[specialty])
            for specialty in parts.asked.specialties
            if specialty in parts.known.fees.elsewhere
        ]
    held = (entry for entry in parts.words.notes if entry.when.holds(situation))
    return (*found, *(entry.says.format_map(holes) for entry in held))


def _shortages(parts: Parts) -> list[str]:
    """The specialties for which our data holds fewer programs than are advised."""
    if parts.mode == "closed":
        return []
    few = parts.words.says["few_on_coast" if parts.coast == "only" else "few_open"]
    found = []
    for item in parts.specialty_plans:
        name = SPECIALTIES.get(item.specialty, item.specialty)
        if not item.available:
            found.append(parts.words.says["none_open"].format(specialty=name))
        elif item.available < item.share:
            advised = {"low": parts.drafter.low, "high": parts.drafter.high, "share": item.share}
            counts = {"available": item.available, "beyond": item.beyond}
            found.append(few.format(specialty=name, **advised, **counts))
    return found


def pacific_of(parts: Parts, situation: Situation, holes: Mapping[str, object]) -> PacificVerdict | None:
    """The verdict, where the coast matters and a list can still be made."""
    silent = parts.coast not in CONCERNED or parts.asked.states or not parts.open
    if parts.mode == "closed" or silent:
        return None
    # A late list is short wherever it goes, so the two are compared at the advised length.
    shares, drafter = parts.words.listing.shares, replace(parts.drafter, mode="full")
    coast = drafter.draft(parts.pool(item for item in parts.open if on_coast(item)), shares["only"])
    broad = drafter.draft(parts.pool(parts.open), shares["first"])
    return verdict(parts.open, coast, broad, situation, holes, parts.words)
