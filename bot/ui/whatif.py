"""What if: controls below the score that show what a change would do, and keep nothing.

Covers: the parts inside the Score tab, re-running the score with what was moved, and the markup. Does not
cover what can be moved (assess.levers) or how a score is computed (assess.scoring). The store is only read.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias

import gradio as gr

from bot.applicant.facts import Profile
from bot.assess.levers import Lever, Moved, levers, moved_facts
from bot.assess.scale import points
from bot.assess.scoring import FactorScore, Score, what_if
from bot.errors import StepwiseError
from bot.ui.components import Html, act, esc, join, spoken, tag, text
from bot.ui.events import QUICK, in_order
from bot.ui.score import signed
from bot.ui.shell import problem
from bot.ui.tongue import english, later, say, several

if TYPE_CHECKING:
    from bot.agent.services import Services

Frame: TypeAlias = dict[Any, Any]
"""New values for some of the parts."""

EVENTS = ("suppose", "suppose_nothing")
"""What the controls and the reset button send."""

LIMIT = later("Application strength; not a chance of matching.")
NOTHING_SAVED = later("Nothing here is saved. Your profile stays as it is.")
_LEAD = later(
    "Move something to see what your total would be. Each move is a real re-run of the score. "
    "What nobody can change, such as the year you graduated or a failed attempt on record, is not here."
)
_STILL = later("What you moved does not change the total.")


@dataclass(frozen=True)
class Tries:
    """What one window has moved. `drawn` counts drawings of the controls, so that each reaches the page."""

    moved: Moved
    drawn: int = 0

    @classmethod
    def read(cls, raw: str) -> "Tries":
        """Tries as `written`; whatever a browser may send instead becomes none."""
        try:
            given = json.loads(raw or "{}")
            moved = {str(key): str(words) for key, words in given["moved"].items()}
            return cls(moved, int(given["drawn"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls({})

    def written(self) -> str:
        return json.dumps({"moved": dict(self.moved), "drawn": self.drawn}, ensure_ascii=False)


@dataclass(eq=False)
class WhatIf:
    """The parts and their handlers; `applicant` says whose conversation a thread is."""

    services: "Services"
    applicant: Callable[[str], str]
    form: gr.HTML = field(init=False)
    total: gr.HTML = field(init=False)
    parts_of_it: gr.HTML = field(init=False)
    tries: gr.Textbox = field(init=False)

    def draw(self, pane: Callable[[str], gr.HTML]) -> None:
        """Create the parts in the current tab, empty until there is a score."""
        with gr.Column(elem_id="whatif", min_width=0):
            self.form = pane("whatif-form")
            self.total = pane("whatif-total")
            self.parts_of_it = pane("whatif-factors")
        self.tries = gr.Textbox("", visible="hidden", elem_id="whatif-tries", label="what if")

    @property
    def parts(self) -> list[Any]:
        return [self.tries, self.form, self.total, self.parts_of_it]

    def wire(self, bus: gr.HTML, score: gr.HTML, seat: Sequence[gr.Textbox]) -> None:
        """Follow the score pane, and the moves; `seat` is the thread and the specialty that is shown."""
        given = [*seat, self.tries]
        score.change(self.plainly(self.redraw), given, self.parts, **QUICK)
        bus.suppose(self.plainly(self.move), given, self.parts, **in_order("what-if"))
        bus.suppose_nothing(self.plainly(self.reset), given, self.parts, **in_order("what-if"))

    def plainly(self, handler: Callable[..., Frame]) -> Callable[..., Frame]:
        """The handler with its trouble said where the total would stand."""

        @wraps(handler)
        def guarded(*given: Any, **named: Any) -> Frame:
            try:
                return handler(*given, **named)
            except StepwiseError as error:
                return {self.total: problem(str(error))}

        return guarded

    def redraw(self, thread: str, specialty: str, raw: str) -> Frame:
        """The controls over the facts as they are now; what was moved stays moved."""
        tries = Tries.read(raw)
        known = self._known(thread)
        if not known:
            return dict.fromkeys(self.parts, "")
        found = levers(known, self.services.rubric)
        moved = {
            lever.key: lever.stops[place].words
            for lever in found
            if (place := lever.place(tries.moved)) != lever.now
        }
        drawn = Tries(moved, tries.drawn + 1)
        return {
            **self._told(known, specialty, found, drawn),
            self.form: controls(found, drawn),
        }

    def move(self, thread: str, specialty: str, raw: str, event: gr.EventData) -> Frame:
        """What the total would be with the controls where they stand."""
        known = self._known(thread)
        found = levers(known, self.services.rubric)
        tries = Tries(placed(found, event._data), Tries.read(raw).drawn)
        return self._told(known, specialty, found, tries, aloud=True)

    def reset(self, thread: str, specialty: str, raw: str) -> Frame:
        return self.redraw(thread, specialty, Tries({}, Tries.read(raw).drawn).written())

    def _known(self, thread: str) -> Profile:
        return self.services.store.ledger(self.applicant(thread)).profile

    def _told(
        self, known: Profile, specialty: str, found: Sequence[Lever], tries: Tries, *, aloud: bool = False
    ) -> Frame:
        picked = known.get("specialty")
        chosen = specialty if isinstance(picked, tuple) and specialty in picked else None
        changes = moved_facts(found, tries.moved)
        before, after = what_if(known, changes, self.services.rubric, self.services.today, chosen)
        return {
            self.tries: tries.written(),
            self.total: total(before, after, bool(tries.moved), aloud=aloud),
            self.parts_of_it: factors(before, after, bool(tries.moved)),
        }


def placed(found: Sequence[Lever], form: Mapping[str, object]) -> dict[str, str]:
    """What a form of the controls has moved, by key; a place that a control does not have moves nothing."""
    moved = {}
    for lever in found:
        told = str(form.get(lever.key, ""))
        place = int(told) if told.isdecimal() and int(told) < len(lever.stops) else lever.now
        if place != lever.now:
            moved[lever.key] = lever.stops[place].words
    return moved


def controls(found: Sequence[Lever], tries: Tries) -> Html:
    """The form with every control where it stands."""
    fields = join(_control(lever, lever.place(tries.moved)) for lever in found)
    form = Html(
        f'<form name="sw:suppose" data-live data-drawn="{tries.drawn}" class="sw-levers">{fields}</form>'
    )
    return join([text("h3", say("What if")), text("p", say(_LEAD), "sw-lead"), form])


def total(before: Score, after: Score, moved: bool, *, aloud: bool = False) -> Html:
    """The one line that stays in view while something is moved; `aloud` has it read out."""
    delta = points(after.now - before.now)
    span = f" ({_span(after)})" if after.low != after.high else ""
    figure = text("b", spoken(after.total), "sum")
    words = [esc((say("Would be") if moved else say("Now")) + " "), figure, esc(span)]
    if moved:
        words += [esc(", "), text("span", _change(delta), f"delta {_tone(delta)}".strip())]
    line = tag("p", join(words), "would", **({"data_say": _spoken_line(after, delta)} if aloud else {}))
    return join([line, text("p", say(LIMIT), "fine")])


def factors(before: Score, after: Score, moved: bool) -> Html:
    """Which factors change, by how much, and that nothing is saved."""
    changed = [
        (old, new)
        for old, new in zip(before.factors, after.factors, strict=True)
        if (old.now, old.low, old.high) != (new.now, new.low, new.high)
    ]
    rows = (
        tag("ul", join(_factor(old, new) for old, new in changed), "sw-rows sw-changes")
        if changed
        else Html("")
    )
    still = text("p", say(_STILL)) if moved and not changed else Html("")
    title = text("h4", say("What changes")) if moved else Html("")
    back = act(say("Back to my facts"), "suppose_nothing", "", "sw-button small") if moved else Html("")
    kept = tag("div", join([back, text("span", say(NOTHING_SAVED), "fine")]), "sw-row")
    return join([title, rows, still, kept])


def _control(lever: Lever, at: int) -> Html:
    id_, note = f"if-{lever.key}", f"if-{lever.key}-note" if lever.note else ""
    described = f' aria-describedby="{note}"' if note else ""
    said = [_place(stop.words) for stop in lever.stops]
    words = [say("{words} (now)", words=one) if n == lever.now else one for n, one in enumerate(said)]
    label = text("label", say(lever.label), for_=id_)
    field_ = (
        _slider(lever, at, id_, words, described)
        if lever.slider
        else _choice(lever, at, id_, words, described)
    )
    hint = text("p", _note(lever.note), "fine", id=note) if note else Html("")
    moved = "sw-field moved" if at != lever.now else "sw-field"
    return tag("div", join([label, field_, hint]), moved)


def _place(words: str) -> str:
    """The words of a stop; months are counted here, as both languages bend them."""
    months = re.fullmatch(r"(\d+) months?", words)
    return several(int(months[1]), "{n} month", "{n} months") if months else say(words)


def _note(words: str) -> str:
    most = re.fullmatch(r"More than (\d+)( months)? count the same\.", words)
    if most is None:
        return say(words)
    if most[2]:
        return say("More than {n} months count the same.", n=most[1])
    return say("More than {n} count the same.", n=most[1])


def _slider(lever: Lever, at: int, id_: str, words: Sequence[str], described: str) -> Html:
    """A range over the stops, with the words of the one it stands at and a mark at today's."""
    last = len(lever.stops) - 1
    said = text("span", words[at], "said", aria_hidden="true")
    knob = Html(
        f'<input type="range" id="{id_}" name="{lever.key}" min="0" max="{last}" step="1" value="{at}"'
        f' aria-valuetext="{esc(words[at])}" data-now="{lever.now}" data-words="{esc(json.dumps(words))}"'
        f"{described}>"
    )
    mark = tag("span", Html(""), "now", style=f"--at: {lever.now / last:.4f}", aria_hidden="true")
    return join([said, tag("div", join([mark, knob]), "track")])


def _choice(lever: Lever, at: int, id_: str, words: Sequence[str], described: str) -> Html:
    options = "".join(
        f'<option value="{n}"{" selected" if n == at else ""}>{esc(said)}</option>'
        for n, said in enumerate(words)
    )
    return Html(f'<select id="{id_}" name="{lever.key}" data-now="{lever.now}"{described}>{options}</select>')


def _factor(old: FactorScore, new: FactorScore) -> Html:
    delta = points(new.now - old.now)
    change = signed(delta) if delta else "±0"
    worth = say(
        "{before} → {after} of {full}", before=_worth(old), after=_worth(new), full=spoken(points(new.most))
    )
    said = join([text("span", new.name, lang=english()), text("span", worth, "span-words")])
    return tag("li", join([text("span", change, f"delta {_tone(delta)}".strip()), tag("div", said, "head")]))


def _worth(factor: FactorScore) -> str:
    span = "" if factor.low == factor.high else f" ({_span(factor)})"
    return f"{spoken(points(factor.now))}{span}"


def _span(worth: Score | FactorScore) -> str:
    return say("{low} to {high}", low=spoken(points(worth.low)), high=spoken(points(worth.high)))


def _change(delta: float) -> str:
    return signed(delta) if delta else say("no change")


def _tone(delta: float) -> str:
    return "bad" if delta < 0 else ""


def _spoken_line(after: Score, delta: float) -> str:
    way = say("no change")
    if delta > 0:
        way = say("{points} more than now", points=spoken(delta))
    elif delta:
        way = say("{points} less than now", points=spoken(-delta))
    span = say(", from {range}", range=_span(after)) if after.low != after.high else ""
    return f"{say('Would be')} {spoken(after.total)}{span}, {way}"
