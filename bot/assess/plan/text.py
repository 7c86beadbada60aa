"""The plan as plain text, one screen first: what to do this week, then the list, the money, the dates.

Covers: the order and layout of the text for a terminal and for transcripts. Does not cover wording
(knowledge/plan.toml) or the page.
"""

from bot.applicant.facts import SPECIALTIES
from bot.assess.plan.result import Plan
from bot.assess.plan.signals import SignalPlan
from bot.assess.plan.steps import Step
from bot.assess.ranking import Tier
from bot.assess.records import Programs

_NEXT_DATES = 5
_TIER_SHOWN = 8
_SIGNALS_SHOWN = 5
_TIERS = {Tier.REACH: "Reach", Tier.TARGET: "Main target", Tier.SAFETY: "Safety and breadth"}


def as_text(plan: Plan, programs: Programs) -> str:
    """The whole plan; sections that hold nothing are left out."""
    sections = [
        plan.phase_name + ". " + " ".join(plan.outlook.says),
        _section("This week", [_step(n, step) for n, step in enumerate(plan.steps, start=1)]),
        _section("Applications", _applications(plan)),
        _section("Cost", _cost(plan)),
        *(_section(title, _tier(plan, tier, programs)) for tier, title in _TIERS.items()),
        _section("Signals", [_signals(item, programs) for item in plan.signals if item.counts]),
        _section("The coast alone, or wider", list(plan.pacific.says) if plan.pacific else []),
        _section("Next dates", _dates(plan)),
        _section("Good to know", list(plan.notes)),
    ]
    return "\n\n".join(section for section in sections if section)


def _section(title: str, lines: list[str]) -> str:
    return "\n".join([title, *(f"  {line}" for line in lines)]) if lines else ""


def _step(n: int, step: Step) -> str:
    when = f" (by {step.by})" if step.by and step.by != "this week" else ""
    return f"{n}. {step.do}{when}\n     Why: {step.why}\n     Source: {step.source}"


def _applications(plan: Plan) -> list[str]:
    return [
        f"{SPECIALTIES[item.specialty]}: {item.share} advised, {item.sent} sent, "
        f"{len(item.chosen)} on the list, {item.available} open in our data"
        for item in plan.applications
    ]


def _cost(plan: Plan) -> list[str]:
    lines = [f"{line.usd:>6,} USD  {line.what} ({line.source})" for line in plan.cost.lines]
    return [*lines, f"{plan.cost.total:>6,} USD  in all"] if lines else []


def _tier(plan: Plan, tier: Tier, programs: Programs) -> list[str]:
    ids = plan.tiers[tier]
    shown = [_program(programs, key) for key in ids[:_TIER_SHOWN]]
    rest = len(ids) - len(shown)
    return [*shown, f"and {rest} more"] if rest > 0 else shown


def _program(programs: Programs, key: str) -> str:
    program = programs.by_id.get(key)
    return f"{program.name} ({program.city}, {program.state})" if program else key


def _signals(item: SignalPlan, programs: Programs) -> str:
    counts = ", ".join(f"{n} {kind}" for kind, n in item.counts.items())
    check = f", check: {item.source}" if item.check else ""
    placed = "; ".join(_program(programs, key) for key in item.placed[:_SIGNALS_SHOWN])
    said = f"{SPECIALTIES[item.specialty]} ({counts}{check}): {placed or 'none placed'}"
    return f"{said}. {item.note}".rstrip(". ") + "."


def _dates(plan: Plan) -> list[str]:
    ahead = [item for item in plan.dates if item.state != "past"]
    return [
        f"{item.date}  {item.what}{f' (check at {item.url})' if item.check else ''}"
        for item in ahead[:_NEXT_DATES]
    ]
