"""The Data tab: every data set the advisor uses, how much it holds, how sure and how old it is.

Covers: drawing the tab when it is first opened, and its markup. Does not cover the numbers
(assess.provenance) or the passages behind one answer (cited.sources).
"""

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
from bot.ui import tongue
from bot.ui.components import Html, esc, join, linked, tag, text, unseen
from bot.ui.events import QUICK
from bot.ui.shell import problem
from bot.ui.tongue import day, english, fixed, later, say

if TYPE_CHECKING:
    from bot.agent.services import Services

GRADES = (
    (later("High"), later("read on an official page, or in two sources that agree")),
    (later("Medium"), later("read in one copy that can be trusted")),
    (later("Low"), later("old, read between the lines, or from one weak source")),
    (later("Check"), later("look at the official page before you pay, book or rely on it")),
)
_LEAD = later(
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
        with gr.Tab(fixed("Data"), id="data", elem_id="data-tab", render_children=True) as self.tab:
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
    grades = join(join([text("dt", say(name)), text("dd", say(means))]) for name, means in GRADES)
    meaning = kit.fold(
        esc(say("What high, medium, low and check mean")), tag("dl", grades), "data-grades", css="sw-because"
    )
    body = [text("p", say(_LEAD)), text("p", say("As of {day}.", day=day(today)), "fine"), meaning]
    return tag(
        "div", join([kit.card(say("What the advisor knows"), join(body), css="sw-hero"), *map(_card, sets)])
    )


def _card(item: DataSet) -> Html:
    more = [_counts(item), _confidence(item), _told(say("Keep in mind"), item.notes), _differing(item)]
    body = [
        text("p", item.holds, lang=english()),
        _chips(item),
        _told(say("What is old"), item.stale, "stale"),
        _more(item, [_origin(item), *more]),
    ]
    return kit.card(say(item.name), join(body), id_=f"data-{item.id}", css="sw-set")


def _chips(item: DataSet) -> Html:
    found = [kit.chip(say("read {when}", when=_months(item.read)))] if item.read else []
    if item.confidence is not None:
        found.append(_check_chip(item.confidence))
    return tag("div", join(found), "sw-row") if found else Html("")


def _check_chip(split: Confidence) -> Html:
    total = split.high + split.medium + split.low
    words = say("{n} of {total} to check", n=split.check, total=total)
    return kit.chip(words, "warn") if split.check else kit.chip(say("nothing to check"), "good")


def _more(item: DataSet, parts: Sequence[Html]) -> Html:
    summary = join([esc(say("Numbers, sources and limits")), unseen(": " + say(item.name))])
    return kit.fold(summary, tag("div", join(parts), "inside"), f"data-more-{item.id}", css="sw-because")


def _origin(item: DataSet) -> Html:
    return join([text("h4", say("Where it comes from")), tag("p", linked(item.origin), lang=english())])


def _counts(item: DataSet) -> Html:
    rows = [(what, f"{n:,}") for what, n in item.counts]
    return join(
        [text("h4", say("In numbers")), _figures(say("{name} in numbers", name=say(item.name)), rows)]
    )


def _confidence(item: DataSet) -> Html:
    split = item.confidence
    if split is None:
        return Html("")
    rows = [
        (say("High"), split.high),
        (say("Medium"), split.medium),
        (say("Low"), split.low),
        (say("Check"), split.check),
    ]
    shown = _figures(
        say("{name}: how sure it is", name=say(item.name)),
        [(name, f"{n:,}") for name, n in rows],
        [name for name, _ in rows],
    )
    return join([text("h4", say("How sure it is")), shown])


def _told(title: str, lines: Sequence[str], css: str = "") -> Html:
    if not lines:
        return Html("")
    items = join(tag("li", linked(line)) for line in lines)
    return tag(
        "div", join([text("h4", title), tag("ul", items, "plain", lang=english())]), f"told {css}".strip()
    )


def _differing(item: DataSet) -> Html:
    """Sources that disagree, with what is kept of both."""
    items = item.differing
    if not items:
        return Html("")
    told = join(
        join([text("dt", one.about, lang=english()), tag("dd", linked(one.says), lang=english())])
        for one in items
    )
    summary = join([esc(say("Where sources disagree ({n})", n=len(items))), unseen(": " + say(item.name))])
    return kit.fold(summary, tag("dl", told), f"data-differ-{item.id}", css="sw-because")


def _figures(caption: str, rows: Sequence[tuple[str, str]], said: Sequence[str] = ()) -> Html:
    """A table of two columns that fits a phone as it is: what, and how many."""
    body = join(
        tag(
            "tr", join([text("th", what, scope="row", lang="" if what in said else english()), text("td", n)])
        )
        for what, n in rows
    )
    return tag("table", join([text("caption", caption), tag("tbody", body)]), "sw-figures")


def _months(read: Sequence[str]) -> str:
    first, last = _month(read[0]), _month(read[-1])
    return first if first == last else say("{low} to {high}", low=first, high=last)


def _month(month: str) -> str:
    year, number = month.split("-")[:2]
    return tongue.month(date(int(year), int(number), 1))
