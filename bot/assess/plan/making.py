"""Making a plan out of its parts.

Covers: the order of work and the whole result. Does not cover the parts (parts, telling, signals, steps).
"""

from bot.assess.plan import steps as stepping
from bot.assess.plan import telling
from bot.assess.plan.pacific import CONCERNED
from bot.assess.plan.parts import Asked, Knowledge, Parts
from bot.assess.plan.result import Plan
from bot.assess.plan.signals import Sender, SignalPlan, place_signals
from bot.assess.plan.situation import ties
from bot.assess.ranking import Tier


def make(asked: Asked, known: Knowledge) -> Plan:
    """The plan for what was asked."""
    parts = Parts(asked, known)
    situation = telling.situation_of(parts)
    holes = telling.holes_of(parts, situation)
    checklist = stepping.checklist(situation, holes, known.words, known.season, asked.today, asked.done)
    return Plan(
        phase=parts.phase,
        phase_name=parts.phase_words.name,
        mode=parts.mode,
        outlook=telling.outlook_of(parts, situation, holes),
        applications=parts.specialty_plans,
        cost=parts.draft.cost,
        budget=asked.budget,
        tiers={tier: tuple(item.program.id for item in parts.chosen if item.tier is tier) for tier in Tier},
        dates=stepping.dates(known.season, asked.today),
        signals=_signals(parts),
        steps=stepping.this_week(checklist, known.words),
        pacific=telling.pacific_of(parts, situation, holes),
        notes=telling.notes_of(parts, situation, holes),
        checklist=checklist,
        ask_first=parts.asks,
        where_not_to_pay=tuple(item.program.id for item in parts.spare),
    )


def _signals(parts: Parts) -> tuple[SignalPlan, ...]:
    """The signals of every specialty while applications of this season can still carry them."""
    if parts.mode not in ("full", "late"):
        return ()
    sender = Sender(
        ties=ties(parts.asked.profile),
        coast=parts.coast in CONCERNED,
        started=parts.drafter.started and not parts.sent.total,
        season=parts.known.season.year,
    )
    return tuple(
        place_signals(
            specialty,
            parts.draft.chosen[specialty],
            parts.counted.get(specialty, 0),
            sender,
            parts.known.signals,
        )
        for specialty in parts.asked.specialties
    )
