"""The situation of an applicant in the words that the conditions of plan.toml may use.

Covers: which names there are and which values each may have; finding them out of facts, tracker, lists
and score. An absent name is unknown. Does not cover conditions (conditions) or what follows (steps).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from bot.applicant.facts import FIELDS, PACIFIC_STATES, Kind, Profile, Value, number
from bot.assess.scoring.exams import EXAMS, Outcome, Record
from bot.assess.season import PHASES

Situation: TypeAlias = Mapping[str, Value]

APPLIED = ("yes", "no", "unknown")
COAST = ("only", "first", "tied", "anywhere", "unknown")
MODES = ("full", "late", "closed", "next")
"""What a list is for in a phase: this season; a late try; nothing any more; the season to come."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "phase": PHASES,
    "mode": MODES,
    "applied": APPLIED,
    "coast": COAST,
    "exams": ("passed", "open", "failed", "ahead", "unknown"),
    "step3_case": (
        "solid",
        "passed",
        "low",
        "failed",
        "not_yet",
        "h1b",
        "consider",
        "optional",
        "unknown",
    ),
}
COUNTS = (
    "specialties",
    "sent",
    "invited",
    "interviewed",
    "ranked",
    "rejected",
    "waiting",
    "list",
    "list_cost",
    "aim",
    "available",
    "beyond",
    "asks",
    "short",
    "spare",
    "changes",
    "failures",
    "years",
    "untold",
    "free_ranks_over",
    "budget",
)
_TYPES = {Kind.FLAG: bool, Kind.COUNT: int, Kind.MONTHS: int, Kind.YEAR: int, Kind.EXAM: int}


def value_problem(name: str, value: object) -> str | None:
    """Why a value can never be that of a name, or None when it can."""
    if name in CHOICES:
        return None if value in CHOICES[name] else f"must be one of {', '.join(CHOICES[name])}"
    if name in COUNTS:
        return None if _whole(value) else "must be a whole number"
    spec = FIELDS[name]
    if isinstance(value, str) and spec.kind in (Kind.CHOICE, Kind.EXAM, Kind.LIST):
        known = not spec.choices or value in spec.choices
        return None if known else f"must be one of {', '.join(spec.choices)}"
    wanted = _TYPES.get(spec.kind)
    if wanted is bool:
        return None if isinstance(value, bool) else "must be true or false"
    return None if wanted is int and _whole(value) else "does not fit this fact"


def names() -> frozenset[str]:
    """Every name a condition may use: the facts and what is worked out from them."""
    return frozenset(FIELDS) | CHOICES.keys() | frozenset(COUNTS)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@dataclass(frozen=True)
class Sent:
    """What the tracker says. `by_specialty` counts the applications sent this season."""

    statuses: Mapping[str, str]
    by_specialty: Mapping[str, int]

    @property
    def total(self) -> int:
        return len(self.statuses)

    def reached(self, *statuses: str) -> int:
        """How many programs stand at one of these statuses."""
        return sum(status in statuses for status in self.statuses.values())


def applied(profile: Profile, sent: Sent) -> str:
    """Whether applications went out this season: yes, no or unknown. The tracker counts before words."""
    if sent.total:
        return "yes"
    said, invitations = profile.get("applied_this_cycle"), number(profile, "interviews_this_cycle")
    if said is None:
        return "yes" if invitations else "unknown"
    return "yes" if said else "no"


def coast(profile: Profile) -> str:
    """How much the coast matters: only, first, tied (no wish known but a tie), anywhere, unknown."""
    match profile.get("target_region"):
        case "coast_only":
            return "only"
        case "coast_first":
            return "first"
        case "anywhere":
            return "anywhere"
    return "tied" if set(ties(profile)) & set(PACIFIC_STATES) else "unknown"


def exams(profile: Profile, record: Record) -> str:
    """Where Step 1 and Step 2 CK stand together: the worst of the two."""
    found = [record.outcomes[exam] for exam in EXAMS[:2]]
    if Outcome.FAILED in found:
        return "failed"
    if any(profile.get(exam) == "not_taken" for exam in EXAMS[:2]):
        return "ahead"
    if Outcome.OPEN in found:
        return "open"
    return "unknown" if Outcome.NONE in found else "passed"


def exams_to_pass(profile: Profile, record: Record) -> tuple[str, ...]:
    """The exams that still have to be passed for a place, of Step 1 and Step 2 CK."""
    return tuple(
        FIELDS[exam].label
        for exam in EXAMS[:2]
        if record.outcomes[exam] is Outcome.FAILED or profile.get(exam) == "not_taken"
    )


def failures(record: Record) -> int:
    """Failed attempts known so far, over all Steps."""
    return sum(record.failures(exam) or 0 for exam in EXAMS)


def tracked_counts(profile: Profile, sent: Sent) -> dict[str, Value]:
    """Counts of the tracker; invitations are the larger of tracker and words, unknown when neither says."""
    counts: dict[str, Value] = {
        "sent": sent.total,
        "interviewed": sent.reached("interviewed", "ranked"),
        "ranked": sent.reached("ranked"),
        "rejected": sent.reached("rejected"),
        "waiting": sent.reached("applied"),
    }
    told = profile.get("interviews_this_cycle")
    invited = sent.reached("invited", "interviewed", "ranked")
    if isinstance(told, int) or invited:
        counts["invited"] = max(invited, told if isinstance(told, int) else 0)
    return counts


def years(profile: Profile, today: date) -> int | None:
    """Whole years since graduation."""
    year, since = number(profile, "graduation_year"), number(profile, "years_since_graduation")
    if year is not None:
        return max(0, today.year - int(year))
    return None if since is None else int(since)


def ties(profile: Profile) -> tuple[str, ...]:
    """States that the applicant has ties to, by name."""
    found = profile.get("region_ties", ())
    return found if isinstance(found, tuple) else ()
