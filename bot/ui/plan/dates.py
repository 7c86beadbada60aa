"""The season's dates on the Plan tab: a line of time, the same in words, and the ways to keep them.

Covers: their markup. Does not cover the dates themselves (assess.season) or the files (saving).
"""

from collections.abc import Sequence
from datetime import date

from bot.assess.plan import PlanDate
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, join, tag, text
from bot.ui.plan.words import away, check, day, source
from bot.ui.tongue import english, later, say, short_day

_TONE = {"past": "good", "today": "warn", "open": "accent"}
_NOTHING = later("Nothing of this season is still to come.")


def dates(items: Sequence[PlanDate], today: date) -> Html:
    """The line, what comes next, what has passed, and the files; nothing when there are no dates."""
    if not items:
        return Html("")
    ahead = [item for item in items if item.state != "past"]
    past = [item for item in items if item.state == "past"]
    lead = say("Dates can move. Look at the official page of each before you rely on it.")
    body = [
        _line(items, today),
        tag("ol", join(_row(item, today) for item in ahead), "sw-dates")
        if ahead
        else text("p", say(_NOTHING)),
    ]
    if past:
        rows = tag("ol", join(_row(item, today) for item in past), "sw-dates")
        body.append(kit.fold(esc(say("Past ({n})", n=len(past))), rows, "plan-past", css="sw-because"))
    return kit.card(
        say("The season"), join([*body, _saving() if ahead else Html("")]), lead=lead, id_="plan-dates"
    )


def _row(item: PlanDate, today: date) -> Html:
    head = [
        text("time", day(item.date), datetime=item.date),
        text("span", away(item.date, today), "away"),
        check(item.check, item.url, item.what),
    ]
    state = kit.chip(say("today"), _TONE[item.state]) if item.state == "today" else Html("")
    return tag(
        "li",
        join(
            [
                tag("div", join([*head, state], " "), "head"),
                text("p", item.what, lang=english()),
                source(item.source),
            ]
        ),
        item.state,
    )


def _line(items: Sequence[PlanDate], today: date) -> Html:
    """Every date as a point at its day, filled up to today; in words for screen readers."""
    first, last = (date.fromisoformat(items[at].date) for at in (0, -1))
    span = max((last - first).days, 1)

    def place(when: date) -> str:
        return f"left:{min(max(100 * (when - first).days / span, 0), 100):.2f}%"

    points = join(
        tag("span", Html(""), f"point {item.state}", style=place(date.fromisoformat(item.date)))
        for item in items
    )
    gone = tag("span", Html(""), "gone", style=place(today).replace("left", "width"))
    inside = first <= today <= last
    you = tag("span", text("span", say("today")), "you", style=place(today)) if inside else Html("")
    ends = join(text("span", short_day(when)) for when in (first, last))
    left = [item for item in items if item.state != "past"]
    words = say(
        "{n} dates from {first} to {last}, {left} still to come",
        n=len(items),
        first=day(items[0].date),
        last=day(items[-1].date),
        left=len(left),
    )
    if left:
        words += say("; next: {day}", day=day(left[0].date))
        words += "" if english() else f", {left[0].what}"  # a label cannot mark a part of it as English
    track = tag("div", join([gone, points, you]), "track")
    return tag("div", join([track, tag("div", ends, "ends")]), "sw-timeline", role="img", aria_label=words)


def _saving() -> Html:
    hint = say("with the dates to come and the steps that have a date")
    return tag(
        "div", act(say("Save for my calendar (.ics)"), "save_plan", "ics", "sw-button", hint), "sw-row"
    )
