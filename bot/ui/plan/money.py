"""Money on the Plan tab: the budget and its field, the cost line by line, the number of applications.

Covers: their markup, and reading what was typed as a budget. Does not cover fees (assess.plan) or keeping
the budget (tab).
"""

import re
from dataclasses import dataclass

from bot.ui import components as kit
from bot.ui.components import Html, act, esc, join, tag, text
from bot.ui.plan.words import Seen, check, sources, specialty, usd
from bot.ui.tongue import english, later, say

MOST = 100_000
"""US dollars that a budget may be at most; a larger number is a slip of the hand."""

WRONG = later(
    "Write the budget in whole US dollars from 0 to 100,000, such as 1500. Leave it empty for no budget."
)
_AMOUNT = re.compile(
    r"(?:USD|US\$|\$)?\s*(\d{1,3}(?:[, ]\d{3})+|\d{1,9})\s*(?:USD|US\$|\$|dollars?)?", re.ASCII | re.I
)


@dataclass(frozen=True)
class Mistake:
    """What was typed as a budget and cannot be one."""

    typed: str


def budget_of(typed: str) -> int | Mistake | None:
    """Whole US dollars, or None for an empty field."""
    words = typed.strip()
    if not words:
        return None
    found = _AMOUNT.fullmatch(words)
    amount = int(re.sub("[, ]", "", found[1])) if found else MOST + 1
    return amount if amount <= MOST else Mistake(words[:40])


def money(seen: Seen, wrong: Mistake | None = None) -> Html:
    """Budget, cost and numbers; `wrong` is drawn back into its field with what is wrong."""
    lead, field = say("What is still to pay in this part of the season."), Html("")
    if seen.plan.mode != "closed":
        lead = say("Set a budget, and the list becomes the best one that fits into it, fees included.")
        field = _field(seen.plan.budget, wrong)
    parts = [field, _bill(seen), _not_counted(seen)]
    return kit.card(say("What it costs"), join(parts), lead=lead, id_="plan-cost")


def _field(budget: int | None, wrong: Mistake | None) -> Html:
    shown = wrong.typed if wrong else ("" if budget is None else str(budget))
    invalid = ' aria-invalid="true" aria-describedby="plan-budget-wrong"' if wrong else ""
    field = Html(
        '<input id="plan-budget" name="usd" type="text" inputmode="numeric" autocomplete="off" maxlength="20"'
        f' placeholder="{esc(say("none"))}" value="{esc(shown)}"{invalid}>'
    )
    buttons = [tag("button", esc(say("Apply")), "sw-button", type="submit")]
    if budget is not None:
        buttons.append(act(say("Remove"), "budget", "", "sw-button quiet", say("the budget")))
    why = text("p", say(WRONG), "sw-why", id="plan-budget-wrong", role="alert") if wrong else Html("")
    label = text("label", say("Budget in whole US dollars"), for_="plan-budget")
    row = tag("div", join([field, *buttons]), "sw-row")
    return tag("form", join([label, row, why]), "sw-budget", name="sw:budget", novalidate="novalidate")


def _bill(seen: Seen) -> Html:
    """The lines with their sum, each with the page to check."""
    cost = seen.plan.cost
    if not cost.lines:
        return text("p", say("Nothing is to pay for applications as things stand."))
    rows = [
        tag("tr", join([tag("th", _what(line.what, line.check, line.url), scope="row"), _amount(line.usd)]))
        for line in cost.lines
    ]
    total = tag("tr", join([text("th", say("In all"), scope="row"), _amount(cost.total)]), "total")
    table = tag(
        "table",
        join([text("caption", say("Cost of the list")), tag("tbody", join([*rows, total]))]),
        "sw-bill",
    )
    return join(
        [table, _within(seen), sources(tuple(line.source for line in cost.lines), "plan-cost-sources")]
    )


def _what(words: str, doubtful: bool, url: str) -> Html:
    return join([text("span", words, lang=english()), check(doubtful, url, words)], " ")


def _amount(amount: int) -> Html:
    return text("td", usd(amount))


def _within(seen: Seen) -> Html:
    """What the budget leaves."""
    budget, total = seen.plan.budget, seen.plan.cost.total
    if budget is None:
        return Html("")
    left = budget - total
    if left < 0:
        return text("p", say("Your budget is {budget}.", budget=usd(budget)), "within")
    words = say("Your budget is {budget}; {left} of it is left.", budget=usd(budget), left=usd(left))
    return text("p", words, "within")


def _not_counted(seen: Seen) -> Html:
    items = seen.plan.cost.not_counted
    if not items:
        return Html("")
    lines = join(tag("li", _what(item.what, bool(item.url), item.url)) for item in items)
    return join([text("h4", say("Not counted")), tag("ul", lines, "plain")])


def numbers(seen: Seen) -> Html:
    """How many applications belong to each specialty, and how many there are to choose from."""
    items = seen.plan.applications
    rows = [
        (
            text("strong", specialty(item.specialty)),
            esc(item.share),
            esc(item.sent),
            esc(len(item.chosen)),
            esc(item.available),
        )
        for item in items
    ]
    columns = (
        say("Specialty"),
        say("Advised"),
        say("Sent"),
        say("On the list"),
        say("Open to you in our data"),
    )
    low, high = max(item.low for item in items), max(item.high for item in items)
    lead = say(
        "{low} to {high} applications are advised for you in all; the shares below add up to {low}.",
        low=low,
        high=high,
    )
    return join(
        [
            text("h4", say("Applications by specialty")),
            text("p", lead, "fine"),
            kit.table(say("Applications"), columns, rows),
        ]
    )
