"""Coming back: one line on the Advisor tab about the dates that passed since the last visit and the next one.

Covers: keeping when a record was last looked at, and the line. Does not cover the dates themselves
(assess.plan) or the calendar on the Plan tab (plan.dates).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.assess.plan import PlanDate
from bot.errors import StepwiseError
from bot.ui.components import Html, act, esc, in_english, join, linked, tag, text
from bot.ui.plan.words import away, check, day
from bot.ui.tongue import english, say, several

if TYPE_CHECKING:
    from bot.agent.services import Services

VISIT = "visit"
"""The choice that keeps the day of the last visit and of the one before it, which is told all day."""


def since(services: "Services", applicant: str) -> Html:
    """Note the visit; the line about what passed since the one before, else nothing."""
    try:
        if services.store.applicant(applicant).example:
            return Html("")
        before = _noted(services, applicant)
        if before is None or before >= services.today:
            return Html("")
        return line(services.plan(applicant).dates, before, services.today)
    except StepwiseError:  # the same trouble is said where it stands in the way
        return Html("")


def line(dates: Sequence[PlanDate], before: date, today: date) -> Html:
    """Nothing when no date passed between two visits."""
    passed = [item for item in dates if before <= date.fromisoformat(item.date) < today]
    if not passed:
        return Html("")
    ahead = next((item for item in dates if date.fromisoformat(item.date) >= today), None)
    days = (today - before).days
    last = passed[-1]
    others = say(", and {n} more before it", n=len(passed) - 1) if len(passed) > 1 else ""
    parts = [
        text("strong", several(days, "Since you were here: {n} day.", "Since you were here: {n} days.")),
        _told(say("This passed:"), last.what, f"{day(last.date)}{others}."),
    ]
    told = [last]
    if ahead is not None:
        when = f"{day(ahead.date)}, {away(ahead.date, today)}."
        parts.append(_told(say("Next:"), ahead.what, when))
        told.append(ahead)
    parts += [check(item.check, item.url, item.what) for item in told[-1:]]
    sources = join((linked(words) for words in dict.fromkeys(item.source for item in told)), "; ")
    parts.append(tag("span", join([esc(say("Source:") + " "), tag("span", sources, lang=english())]), "fine"))
    parts.append(act(say("See all dates"), "tab", "Plan#plan-dates", "sw-link"))
    return tag("p", join(parts, " "), "sw-since", role="note")


def _told(begins: str, what: str, when: str) -> Html:
    return join([esc(f"{begins} "), in_english(what), esc(f", {when}")])


def _noted(services: "Services", applicant: str) -> date | None:
    """The day of the visit before today's; one is kept a day. A record from before visits were kept goes by
    its latest conversation."""
    store, today = services.store, services.today
    kept: Any = store.choices(applicant).get(VISIT)
    visit: Mapping[str, Any] = kept if isinstance(kept, dict) else {}
    last, before = _day(visit.get("last")), _day(visit.get("before"))
    if last is None:
        last = next((_day(one.updated[:10]) for one in store.threads(applicant)), None)
    elif last == today:
        return before
    noted = {"last": today.isoformat(), "before": last.isoformat() if last else ""}
    store.choose(applicant, VISIT, noted)
    return last


def _day(value: object) -> date | None:
    """A kept day; anything else, from an edited file, counts as none."""
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None
