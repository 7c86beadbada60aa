"""Steps: what to do, by when and why, the most urgent first, and the checklist they come from.

Covers: dates seen from today, which steps hold, their order, ticked ones, the few of this week. Does not
cover which steps there are (knowledge/plan.toml) or the situation (situation).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from bot.assess.plan.basis import CONFIDENCE
from bot.assess.plan.situation import Situation
from bot.assess.plan.words import THIS_WEEK, StepEntry, Words
from bot.assess.season import Season


@dataclass(frozen=True)
class PlanDate:
    """A date of the season; `state` is past, today or open. `check`: look at `url` before relying on it."""

    id: str
    date: str
    what: str
    state: str
    confidence: str
    source: str
    check: bool
    url: str


@dataclass(frozen=True)
class Step:
    """One thing to do. `by` is an ISO date, "this week" or "" when it has no date."""

    id: str
    do: str
    by: str
    why: str
    source: str
    urgent: bool


@dataclass(frozen=True)
class ChecklistItem:
    """A step that can be ticked."""

    step: Step
    done: bool


def dates(season: Season, today: date) -> tuple[PlanDate, ...]:
    """Every date of the season in order."""
    return tuple(
        PlanDate(
            id=entry.id,
            date=entry.date.isoformat(),
            what=entry.what,
            state=entry.state(today),
            confidence=entry.confidence,
            source=entry.source,
            check=entry.confidence != CONFIDENCE[0],
            url=entry.check,
        )
        for entry in season.dates
    )


def spoken(day: date) -> str:
    """A day in words: "3 March 2027"."""
    return f"{day.day} {day:%B} {day.year}"


def checklist(
    situation: Situation,
    holes: Mapping[str, object],
    words: Words,
    season: Season,
    today: date,
    done: Collection[str],
) -> tuple[ChecklistItem, ...]:
    """Every step that holds, the most urgent first; one whose date has passed no longer does."""
    days = {entry.id: entry.date for entry in season.dates}
    found = []
    for entry in sorted(words.steps, key=lambda entry: entry.priority):
        by = _by(entry, days)
        if entry.when.holds(situation) and not (isinstance(by, date) and by < today):
            found.append(ChecklistItem(_step(entry, by, holes, words, today), entry.id in done))
    return tuple(found)


def this_week(items: Collection[ChecklistItem], words: Words) -> tuple[Step, ...]:
    """The few steps for the screen: the first ones that are not ticked."""
    return tuple(item.step for item in items if not item.done)[: words.steps_at_most]


def _by(entry: StepEntry, days: Mapping[str, date]) -> date | str:
    if entry.by in ("", THIS_WEEK):
        return entry.by
    return days[entry.by] if entry.by in days else date.fromisoformat(entry.by)


def _step(entry: StepEntry, by: date | str, holes: Mapping[str, object], words: Words, today: date) -> Step:
    near = isinstance(by, date) and (by - today).days <= words.urgent_days
    return Step(
        id=entry.id,
        do=entry.says.format_map(holes).strip(),
        by=by.isoformat() if isinstance(by, date) else by,
        why=entry.why.format_map(holes).strip(),
        source=entry.source,
        urgent=by == THIS_WEEK or near,
    )
