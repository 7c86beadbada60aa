"""The Data tab: every data set the advisor uses, how much it holds, how sure and how old it is.

Covers: drawing the tab when it is first opened, and its markup. Does not cover the numbers
(assess.provenance) or the passages behind one answer (render.sources).
"""

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import gradio as gr

from bot.assess.provenance import (
    DATASETS,
    Confidence,
    DataSet,
    Holdings,
    load_holdings,
    provenance,
)
from bot.assess.records import load_programs
from bot.assess.tables import read_toml
from bot.errors import StepwiseError
from bot.library import corpus
from bot.ui import components as kit
from bot.ui.components import Html, esc, join, linked, tag, text, unseen
from bot.ui.events import QUICK
from bot.ui.shell import problem

if TYPE_CHECKING:
    from bot.agent.services import Services

GRADES = (
    ("High", "read on an official page, or in two sources that agree"),
    ("Medium", "read in one copy that can be trusted"),
    ("Low", "old, read between the lines, or from one weak source"),
    ("Check", "look at the official page before you pay, book or rely on it"),
)
_LEAD = (
    "Everything the advisor tells you comes from these sets of data, which lie on this computer. "
    "The numbers are counted from the files themselves."
)


@dataclass(eq=False)
class DataTab:
    """The tab's one pane, the same for every applicant."""

    services: "Services"
    tab: gr.Tab = field(init=False)
    pane: gr.HTML = field(init=False)

    def draw(self, pane: Callable[[str], gr.HTML], first: Callable[[Callable[[str], gr.HTML]], None]) -> None:
        """Create the tab with its pane inside the current tabs, empty until it is opened; `first` draws
        what stands above it."""
        with gr.Tab("Data", id="data", elem_id="data-tab", render_children=True) as self.tab:
            first(pane)
            self.pane = pane("data")

    def wire(self) -> None:
        self.tab.select(self.show, None, self.pane, **QUICK)

    def show(self) -> Html:
        """The sets as of today; trouble with a file is said in their place."""
        try:
            return panel(
                provenance(holdings(), read_toml(DATASETS), self.services.today), self.services.today
            )
        except StepwiseError as error:
            return problem(str(error))


@cache
def holdings() -> Holdings:
    """All data of this installation, read when first asked for, then kept."""
    return load_holdings(corpus.load().passages, load_programs())


def panel(sets: Sequence[DataSet], today: date) -> Html:
    """The whole tab as seen on a day."""
    grades = join(join([text("dt", name), text("dd", means)]) for name, means in GRADES)
    meaning = kit.fold(
        esc("What high, medium, low and check mean"), tag("dl", grades), "data-grades", css="sw-because"
    )
    body = [text("p", _LEAD), text("p", f"As of {_day(today)}.", "fine"), meaning]
    return tag(
        "div", join([kit.card("What the advisor knows", join(body), css="sw-hero"), *map(_card, sets)])
    )


def _card(item: DataSet) -> Html:
    more = [_counts(item), _confidence(item), _told("Keep in mind", item.notes), _differing(item)]
    body = [
        text("p", item.holds),
        _chips(item),
        _told("What is old", item.stale, "stale"),
        _more(item, [_origin(item), *more]),
    ]
    return kit.card(item.name, join(body), id_=f"data-{item.id}", css="sw-set")


def _chips(item: DataSet) -> Html:
    found = [kit.chip(f"read {_months(item.read)}")] if item.read else []
    if item.confidence is not None:
        found.append(_check_chip(item.confidence))
    return tag("div", join(found), "sw-row") if found else Html("")


def _check_chip(split: Confidence) -> Html:
    total = split.high + split.medium + split.low
    words = f"{split.check} of {total} to check"
    return kit.chip(words, "warn") if split.check else kit.chip("nothing to check", "good")


def _more(item: DataSet, parts: Sequence[Html]) -> Html:
    summary = join([esc("Numbers, sources and limits"), unseen(f" of {item.name}")])
    return kit.fold(summary, tag("div", join(parts), "inside"), f"data-more-{item.id}", css="sw-because")


def _origin(item: DataSet) -> Html:
    return join([text("h4", "Where it comes from"), tag("p", linked(item.origin))])


def _counts(item: DataSet) -> Html:
    rows = [(what, f"{n:,}") for what, n in item.counts]
    return join([text("h4", "In numbers"), _figures(f"{item.name} in numbers", rows)])


def _confidence(item: DataSet) -> Html:
    split = item.confidence
    if split is None:
        return Html("")
    rows = [("High", split.high), ("Medium", split.medium), ("Low", split.low), ("Check", split.check)]
    shown = _figures(f"{item.name}: how sure it is", [(name, f"{n:,}") for name, n in rows])
    return join([text("h4", "How sure it is"), shown])


def _told(title: str, lines: Sequence[str], css: str = "") -> Html:
    if not lines:
        return Html("")
    items = join(tag("li", linked(line)) for line in lines)
    return tag("div", join([text("h4", title), tag("ul", items, "plain")]), f"told {css}".strip())


def _differing(item: DataSet) -> Html:
    """Sources that disagree, with what is kept of both."""
    items = item.differing
    if not items:
        return Html("")
    told = join(join([text("dt", one.about), tag("dd", linked(one.says))]) for one in items)
    summary = join([esc(f"Where sources disagree ({len(items)})"), unseen(f" on {item.name}")])
    return kit.fold(summary, tag("dl", told), f"data-differ-{item.id}", css="sw-because")


def _figures(caption: str, rows: Sequence[tuple[str, str]]) -> Html:
    """A table of two columns that fits a phone as it is: what, and how many."""
    body = join(tag("tr", join([text("th", what, scope="row"), text("td", n)])) for what, n in rows)
    return tag("table", join([text("caption", caption), tag("tbody", body)]), "sw-figures")


def _months(read: Sequence[str]) -> str:
    first, last = _month(read[0]), _month(read[-1])
    return first if first == last else f"{first} to {last}"


def _month(month: str) -> str:
    year, number = month.split("-")[:2]
    return f"{calendar.month_name[int(number)]} {year}"


def _day(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
