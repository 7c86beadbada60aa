"""What a plan is: its parts as plain values, and the JSON form of the command line.

Covers: the shape only. Does not cover how any of it is found (making).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.applicant.facts import SPECIALTIES
from bot.assess.plan.fees import Cost
from bot.assess.plan.pacific import PacificVerdict
from bot.assess.plan.signals import SignalPlan
from bot.assess.plan.steps import ChecklistItem, PlanDate, Step
from bot.assess.ranking import Tier


@dataclass(frozen=True)
class SpecialtyPlan:
    """One specialty. `low` and `high`: applications advised for an applicant of this one specialty.

    `share`: how many of the advised total belong here. `available`: programs in our data that are not
    blocked, `beyond` of them outside CA, OR and WA. `chosen` are program ids, best fit first.
    """

    specialty: str
    low: int
    high: int
    share: int
    available: int
    beyond: int
    sent: int
    chosen: tuple[str, ...]


@dataclass(frozen=True)
class AskFirst:
    """A program to ask before paying, with the rules that are open there."""

    program_id: str
    name: str
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Outlook:
    """Where today stands in the season, and whether it is too late: sentences with their sources."""

    says: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """Everything the plan says. `tiers` hold the ids of the application list; no blocked program is in it.

    `mode` is what the list is for: "full", "late", "closed" (no list), "next" (the season to come).
    """

    phase: str
    phase_name: str
    mode: str
    outlook: Outlook
    applications: tuple[SpecialtyPlan, ...]
    cost: Cost
    budget: int | None
    tiers: Mapping[Tier, tuple[str, ...]]
    dates: tuple[PlanDate, ...]
    signals: tuple[SignalPlan, ...]
    steps: tuple[Step, ...]
    pacific: PacificVerdict | None
    notes: tuple[str, ...]
    checklist: tuple[ChecklistItem, ...]
    ask_first: tuple[AskFirst, ...]
    where_not_to_pay: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The shape of `plan --json`."""
        return {
            "phase": self.phase,
            "phase_name": self.phase_name,
            "mode": self.mode,
            "outlook": {"says": list(self.outlook.says), "sources": list(self.outlook.sources)},
            "applications": [
                {"name": SPECIALTIES.get(item.specialty, item.specialty)} | _plain(item)
                for item in self.applications
            ],
            "cost": _plain(self.cost),
            "budget": self.budget,
            "tiers": {tier.value: list(self.tiers[tier]) for tier in Tier},
            "dates": [_plain(item) for item in self.dates],
            "signals": [_plain(item) for item in self.signals],
            "steps": [_plain(step) for step in self.steps],
            "pacific": None if self.pacific is None else _plain(self.pacific),
            "notes": list(self.notes),
            "checklist": [_plain(item.step) | {"done": item.done} for item in self.checklist],
            "ask_first": [_plain(item) for item in self.ask_first],
            "where_not_to_pay": list(self.where_not_to_pay),
        }


def _plain(item: Any) -> dict[str, Any]:
    """A dataclass as JSON values: tuples become lists, at every depth."""
    found: dict[str, Any] = _listed(asdict(item))
    return found


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(item) for key, item in value.items()}
    return [_listed(item) for item in value] if isinstance(value, list | tuple) else value
