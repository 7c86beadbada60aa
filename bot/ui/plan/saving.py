"""The plan as files: dates for a calendar, and a page to print that stands on its own.

Covers: which dates go into the calendar, and the report. Does not cover the calendar format
(assess.calendar) or handing the file over (tab).
"""

from collections.abc import Sequence
from datetime import date, datetime

from bot.assess.calendar import CalendarEntry, to_ics
from bot.assess.plan import ChecklistItem, PlanDate
from bot.assess.plan.words import THIS_WEEK
from bot.errors import BadInput
from bot.ui.components import Html, esc, join, linked, tag, text
from bot.ui.plan.words import TIERS, Seen, day, due, specialty, usd
from bot.ui.programs.saving import NOTICE

FORMATS = ("ics", "html")
TITLE = "Stepwise: my plan"
_CHECK = "Look at the official page before you rely on this date."
_STYLE = """
body { font: 11pt/1.45 -apple-system, "Segoe UI", Roboto, Arial, sans-serif; color: #111; background: #fff; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 18pt; margin: 0; }
h2 { font-size: 13pt; margin: 1.4em 0 0.3em; break-after: avoid; }
h3 { font-size: 11pt; margin: 0.8em 0 0.2em; break-after: avoid; }
p { margin: 2px 0; }
.fine { color: #444; font-size: 9.5pt; }
li { margin: 3px 0; break-inside: avoid; }
ul.boxes { list-style: "\\2610  "; padding-left: 1.6em; }
ul.boxes li.done { list-style: "\\2611  "; }
table { border-collapse: collapse; width: 100%; }
td, th { padding: 4px 8px 4px 0; border-top: 1px solid #999; text-align: left; vertical-align: top; }
th { font-weight: 400; }
td:last-child { text-align: right; white-space: nowrap; }
tr.total > * { font-weight: 700; }
a { color: inherit; overflow-wrap: anywhere; }
@page { margin: 18mm; }
@media print { body { margin: 0; max-width: none; } }
"""


def file_name(kind: str, today: date) -> str:
    return f"stepwise-plan-{today.isoformat()}.{kind}"


def made(kind: str, seen: Seen, season: int, now: str) -> bytes:
    """The file of a kind; `season` is the Match year, `now` a UTC time. Raises BadInput for another kind."""
    if kind not in FORMATS:
        raise BadInput(f"a plan is saved as one of {', '.join(FORMATS)}")
    if kind == "html":
        return report(seen).encode()
    return calendar(seen.plan.dates, seen.plan.checklist, season, now)


def calendar(dates: Sequence[PlanDate], items: Sequence[ChecklistItem], season: int, now: str) -> bytes:
    """Dates still to come, and steps with a day that are not ticked."""
    entries = [
        CalendarEntry(
            f"date-{item.id}-{season}@stepwise",
            date.fromisoformat(item.date),
            item.what,
            f"{_CHECK if item.check else ''}\nSource: {item.source}",
            item.url,
        )
        for item in dates
        if item.state == "open"
    ]
    entries += [
        CalendarEntry(
            f"step-{item.step.id}-{season}@stepwise",
            date.fromisoformat(item.step.by),
            item.step.do,
            f"{item.step.why}\nSource: {item.step.source}",
        )
        for item in items
        if item.step.by not in ("", THIS_WEEK) and not item.done
    ]
    return to_ics(entries, datetime.fromisoformat(now))


def report(seen: Seen) -> str:
    """A page that prints well and needs nothing else, no network and no script."""
    plan = seen.plan
    parts = [
        text("h1", TITLE),
        text("p", f"As of {day(seen.today.isoformat())}. {plan.phase_name}.", "fine"),
        text("p", NOTICE, "fine"),
        join(tag("p", linked(line)) for line in plan.outlook.says),
        _section("To do", _steps(plan.checklist)),
        _section("Dates", _dates(plan.dates)),
        _section("Cost", _cost(seen)),
        *(
            _section(f"{TIERS[tier][0]} ({len(ids)})", _programs(ids, seen))
            for tier, ids in plan.tiers.items()
            if ids
        ),
        _section("Signals", _signals(seen)),
        _section("The coast alone, or wider", _lines(plan.pacific.says if plan.pacific else ())),
        _section("Do not pay for these without an answer", _programs(plan.where_not_to_pay, seen)),
        _section("Good to know", _lines(plan.notes)),
    ]
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{esc(TITLE)}</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{_STYLE}</style></head><body>{join(parts)}</body></html>\n"
    )


def _section(title: str, body: Html) -> Html:
    return join([text("h2", title), body]) if body else Html("")


def _steps(items: Sequence[ChecklistItem]) -> Html:
    def row(item: ChecklistItem) -> Html:
        when = due(item.step)
        said = f"{item.step.do} ({when})" if when else item.step.do
        why = join([esc(f"{item.step.why} Source: "), linked(item.step.source)])
        return tag("li", join([esc(said), tag("p", why, "fine")]), "done" if item.done else "")

    return tag("ul", join(map(row, items)), "boxes") if items else Html("")


def _dates(items: Sequence[PlanDate]) -> Html:
    rows = (
        join([text("strong", day(item.date)), esc(f" {item.what}"), _to_check(item.check, item.url)])
        for item in items
        if item.state != "past"
    )
    return tag("ul", join(tag("li", row) for row in rows))


def _to_check(needed: bool, url: str) -> Html:
    return (
        tag("span", join([esc(" (check at "), linked(url), esc(")")]), "fine") if needed and url else Html("")
    )


def _cost(seen: Seen) -> Html:
    cost = seen.plan.cost
    rows = [
        tag(
            "tr",
            join(
                [
                    tag("th", join([esc(line.what), _to_check(line.check, line.url)])),
                    text("td", usd(line.usd)),
                ]
            ),
        )
        for line in cost.lines
    ]
    rows.append(tag("tr", join([text("th", "In all"), text("td", usd(cost.total))]), "total"))
    budget = seen.plan.budget
    extra = [f"Budget: {usd(budget)}."] if budget is not None else []
    extra += [f"Not counted: {item.what}" for item in cost.not_counted]
    return join([tag("table", join(rows)), _lines(extra)])


def _programs(ids: Sequence[str], seen: Seen) -> Html:
    found = [seen.programs.by_id[key] for key in ids]
    rows = (
        join(
            [
                esc(f"{item.name}, {item.city}, {item.state} · {specialty(item.specialty)}"),
                esc(f" · {seen.placed[item.id]}" if item.id in seen.placed else ""),
                tag("span", join([esc(" "), linked(item.page() or "")]), "fine"),
            ]
        )
        for item in found
    )
    return tag("ul", join(tag("li", row) for row in rows), "boxes") if found else Html("")


def _signals(seen: Seen) -> Html:
    return _lines(
        [
            f"{specialty(item.specialty)}: {', '.join(f'{n} {kind}' for kind, n in item.counts.items())}."
            f" {item.note} Source: {item.source}"
            for item in seen.plan.signals
            if item.counts
        ]
    )


def _lines(lines: Sequence[str]) -> Html:
    return join(tag("p", linked(line)) for line in lines)
