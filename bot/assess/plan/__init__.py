"""The plan: what to do now, with which programs, and what it costs, for one applicant on one day.

Covers: `make_plan`, and `applications_cost` for "what would 100 applications cost?". A blocked program
stands in no list of a plan. Does not cover verdicts (eligibility), order (ranking), keeping anything
(store) or how it looks (ui).
"""

from collections.abc import Mapping
from datetime import date

from bot.applicant.facts import Profile
from bot.assess.plan.fees import Cost, CostLine, cost_of, load_fees
from bot.assess.plan.making import make
from bot.assess.plan.pacific import PacificVerdict
from bot.assess.plan.parts import Asked, Knowledge, short_name
from bot.assess.plan.result import AskFirst, Outlook, Plan, SpecialtyPlan
from bot.assess.plan.signals import SignalPlan, load_signals
from bot.assess.plan.steps import ChecklistItem, PlanDate, Step
from bot.assess.plan.words import load_words
from bot.assess.ranking import Ranked
from bot.assess.records import Programs, load_programs
from bot.assess.scoring import Rubric
from bot.assess.season import Season
from bot.errors import BadInput

__all__ = [
    "AskFirst",
    "ChecklistItem",
    "Cost",
    "CostLine",
    "Outlook",
    "PacificVerdict",
    "Plan",
    "PlanDate",
    "SignalPlan",
    "SpecialtyPlan",
    "Step",
    "applications_cost",
    "make_plan",
    "short_name",
]

_NOTHING: Mapping[str, str] = {}


def make_plan(
    profile: Profile,
    ranked: tuple[Ranked, ...],
    rubric: Rubric,
    season: Season,
    today: date,
    *,
    budget: int | None = None,
    tracked: Mapping[str, str] = _NOTHING,
    own: Mapping[str, str | None] = _NOTHING,
    done: frozenset[str] = frozenset(),
    specialties: tuple[str, ...] = (),
    states: tuple[str, ...] = (),
    programs: Programs | None = None,
) -> Plan:
    """The plan for one applicant.

    `ranked` are the programs that are not blocked, of all states. `budget` is in whole US dollars.
    `tracked` gives the status by program id; `own` the specialty of added programs by id; `done` the
    ticked steps. `specialties` (else the profile's) and `states` (else all) narrow the list.
    Raises BadInput for a budget below 0.
    """
    if budget is not None and budget < 0:
        raise BadInput(f"budget: must be 0 or more US dollars, not {budget}")
    stated = profile.get("specialty")
    chosen = specialties or (stated if isinstance(stated, tuple) else ())
    asked = Asked(profile, ranked, today, budget, tracked, own, done, chosen, states)
    known = Knowledge(rubric, season, programs or load_programs(), load_words(), load_fees(), load_signals())
    return make(asked, known)


def applications_cost(
    numbers: Mapping[str, int], season: Season, sent: Mapping[str, int] | None = None
) -> Cost:
    """What so many further applications by specialty cost this season, with the fees paid once.

    `sent` are applications sent already, by specialty; fees of a first application fall due when it is
    empty. Raises BadInput for a number below 0.
    """
    for specialty, count in numbers.items():
        if count < 0:
            raise BadInput(f"{specialty}: must be 0 or more applications, not {count}")
    fees, before = load_fees(), sent or {}
    in_eras = any(count for key, count in numbers.items() if key not in fees.elsewhere)
    first = in_eras and not any(before.values())
    once = fees.due(first=first, matching=any(numbers.values()), paid=())
    return cost_of(numbers, before, once, fees, season.year)
