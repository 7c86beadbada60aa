"""Progress in the Interview tab: the trend over practices, and the list of them.

Covers: their markup. Does not cover keeping them (agent.practice).
"""

from collections.abc import Sequence
from datetime import date

from bot.agent.practice import Listed
from bot.interview.rubric import load_rubric
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, join, tag, text
from bot.ui.interview.asking import TONES
from bot.ui.tongue import say, short_day

_SHOWN = 12
"""Practices in the chart, the latest ones."""
_WIDE, _HIGH, _EDGE = 640, 150, 30
_LOWEST, _FULL = 1.0, 5.0


def history(practices: Sequence[Listed]) -> Html:
    """Chart and list; nothing before the first practice."""
    if not practices:
        return Html("")
    rows = tag("ol", join(map(_row, practices)), "sw-practices")
    return kit.card(say("Your practices"), join([trend(practices), rows]), id_="iv-history")


def trend(practices: Sequence[Listed]) -> Html:
    """The mean mark of each practice over time as a line, with the same in a table; nothing under two."""
    judged = [item for item in reversed(practices) if item.mean is not None][-_SHOWN:]
    if len(judged) < 2:
        return Html("")
    marks = [item.mean or 0.0 for item in judged]
    told = ", ".join(f"{mark:.1f}" for mark in marks)
    words = say("Mean mark of your last {n} practices: {marks}", n=len(judged), marks=told)
    change = marks[-1] - marks[0]
    up = say("{points:.1f} up", points=change) if change > 0 else say("{points:.1f} down", points=-change)
    way = up if round(change, 1) else say("as at the start")
    lead = text(
        "p",
        say(
            "Mean mark from 1 to 5: {mark:.1f} in the last practice, {way} since the first shown.",
            mark=marks[-1],
            way=way,
        ),
    )
    columns = (say("When"), say("Mean mark"), say("Weakest"))
    lines = [[esc(_day(item)), esc(f"{item.mean:.1f}"), esc(_weakest(item))] for item in judged]
    table = kit.table(say("Mean marks of your practices"), columns, lines)
    return join(
        [
            lead,
            _line(marks, words),
            kit.fold(esc(say("The same as a table")), table, "iv-table", css="sw-because"),
        ]
    )


def _line(marks: Sequence[float], words: str) -> Html:
    wide = (_WIDE - 2 * _EDGE) / (len(marks) - 1)

    def height(mark: float) -> float:
        return round(_HIGH - _EDGE + 10 - (_HIGH - _EDGE - 10) * (mark - _LOWEST) / (_FULL - _LOWEST), 1)

    points = [(round(_EDGE + n * wide, 1), height(mark)) for n, mark in enumerate(marks)]
    grid = "".join(
        f'<line x1="{_EDGE}" x2="{_WIDE - _EDGE}" y1="{height(n)}" y2="{height(n)}" class="grid"/>'
        f'<text x="{_EDGE - 10}" y="{height(n) + 5}" class="axis">{n}</text>'
        for n in (1, 3, 5)
    )
    drawn = " ".join(f"{x},{y}" for x, y in points)
    dots = "".join(f'<circle cx="{x}" cy="{y}" r="5"/>' for x, y in points)
    ends = "".join(
        f'<text x="{x}" y="{y - 11 if y > 26 else y + 20}" class="value">{mark:.1f}</text>'
        for (x, y), mark in ((points[0], marks[0]), (points[-1], marks[-1]))
    )
    return Html(
        f'<svg class="sw-trend" viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="{esc(words)}">'
        f'{grid}<polyline points="{drawn}"/>{dots}{ends}</svg>'
    )


def _row(item: Listed) -> Html:
    tone = next((say(name) for key, (name, _) in TONES.items() if key == item.tone), item.tone)
    done = say("{n} of {total} answered", n=item.answered, total=item.length)
    mean = [kit.chip(say("mean {mark:.1f} of 5", mark=item.mean))] if item.mean is not None else []
    state = [] if item.over else [kit.chip(say("to go on with"), "accent")]
    weakest = text("p", say("Weakest: {what}", what=_weakest(item)), "fine") if item.weakest else Html("")
    when = text("strong", _day(item))
    head = tag("div", join([when, text("span", f"{tone}, {done}"), *mean, *state], " "), "head")
    name = say("the practice of {day}", day=_day(item))
    opening = act(say("Open") if item.over else say("Go on"), "iv_open", item.id, "sw-button small", name)
    save = (
        act(say("Save (.md)"), "iv_save", item.id, "sw-button small quiet", name)
        if item.answered
        else Html("")
    )
    sure = join(
        [
            text("p", say("Delete this practice with its answers? This cannot be undone.")),
            act(say("Yes, delete it"), "iv_delete", item.id, "sw-button small bad", name),
        ]
    )
    delete = kit.fold(esc(say("Delete")), sure, f"iv-delete-{item.id}", css="sw-sure")
    return tag("li", join([head, weakest, tag("div", join([opening, save, delete]), "sw-row")]))


def _day(item: Listed) -> str:
    day = date.fromisoformat(item.created[:10])
    return f"{short_day(day)}, {item.created[11:16]} UTC"


def _weakest(item: Listed) -> str:
    trait = load_rubric().traits.get(item.weakest or "")
    return say(trait.name) if trait else say("nothing")
