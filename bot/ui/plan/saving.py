"""The plan as files: dates for a calendar, and a page for printing.

Covers: which dates go into the calendar and the report that stands on its own. Does not cover the calendar
format (assess.calendar) or the plain text (assess.plan.text).
"""

from datetime import UTC, date, datetime, time

from bot.assess.calendar import CalendarEntry, to_ics
from bot.assess.plan import Plan
from bot.assess.plan.text import as_text
from bot.assess.records import Programs
from bot.errors import BadInput
from bot.ui.components import esc

FORMATS = ("ics", "html")
_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "pre{white-space:pre-wrap;font:inherit}@media print{body{margin:0;max-width:none}}"
)


def made(kind: str, plan: Plan, programs: Programs, today: date) -> bytes:
    """The file's bytes. Raises BadInput for a kind that is not known."""
    if kind == "ics":
        return calendar(plan, today)
    if kind == "html":
        return report(plan, programs, today)
    raise BadInput(f"a plan is saved as one of {', '.join(FORMATS)}")


def calendar(plan: Plan, today: date) -> bytes:
    """What is still to come: dates of the season and steps that have a day."""
    entries = [
        CalendarEntry(
            f"date-{item.id}", date.fromisoformat(item.date), item.what, f"Check: {item.source}", item.url
        )
        for item in plan.dates
        if item.state != "past"
    ]
    for item in plan.checklist:
        day = _day(item.step.by)
        if day is not None and day >= today and not item.done:
            entries.append(CalendarEntry(f"step-{item.step.id}", day, item.step.do, item.step.why))
    return to_ics(entries, datetime.combine(today, time(), UTC))


def report(plan: Plan, programs: Programs, today: date) -> bytes:
    """The whole plan as one page that needs nothing else."""
    title = f"My plan, {today.isoformat()}"
    note = (
        "Made by Stepwise. Practice and planning help, not an evaluation and not a chance of matching. "
        "Rules change: check each page before you pay."
    )
    page = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{esc(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{esc(title)}</h1><p>{esc(note)}</p>"
        f"<pre>{esc(as_text(plan, programs))}</pre></body></html>"
    )
    return page.encode()


def _day(by: str) -> date | None:
    try:
        return date.fromisoformat(by)
    except ValueError:
        return None
