"""The season's dates on the Plan tab: a line of time, and the same as a table.

Covers: their markup. Does not cover the dates themselves (assess.season).
"""

from collections.abc import Sequence
from datetime import date

from bot.assess.plan.steps import PlanDate
from bot.ui import components as kit
from bot.ui.components import Html, esc, join, link, tag, text

_STATES = {"past": ("past", "good"), "today": ("today", "unknown"), "open": ("to come", "")}


def dates(items: Sequence[PlanDate]) -> Html:
    """A timeline and a table; nothing when there are no dates."""
    if not items:
        return Html("")
    rows = [(esc(item.date), esc(item.what), kit.chip(*_STATES[item.state]), _check(item)) for item in items]
    table = kit.table("Dates of the season", ("Date", "What", "State", "Confidence"), rows)
    lead = "Official pages decide; the dates were read in November 2026."
    return kit.card("The season", join([_line(items), table]), lead=lead)


def _check(item: PlanDate) -> Html:
    if not item.check:
        return esc(item.confidence)
    return join(
        [kit.chip("check", "unknown"), link("official page", item.url) if item.url else Html("")], " "
    )


def _line(items: Sequence[PlanDate]) -> Html:
    """Points on a line, placed by their day; the table says the same in words."""
    days = [date.fromisoformat(item.date).toordinal() for item in items]
    first, span = days[0], max(1, days[-1] - days[0])
    points = join(
        text(
            "span",
            "",
            f"point {item.state}",
            style=f"left:{round(100 * (day - first) / span, 1)}%",
            title=f"{item.date}: {item.what}",
        )
        for item, day in zip(items, days, strict=True)
    )
    ends = join([text("span", items[0].date), text("span", items[-1].date)])
    return join(
        [
            tag("div", points, "sw-timeline", aria_hidden="true"),
            tag("div", ends, "sw-ends", aria_hidden="true"),
        ]
    )
