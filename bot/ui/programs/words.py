"""The words of the tab for statuses, stands and tiers, and markup that its parts share.

Covers: labels, chips, drop-down lists with their labels. Does not cover what the parts show (overview,
entry, asking, lists).
"""

import html
from collections.abc import Iterable, Mapping

from bot.store.tracker import STATUSES
from bot.ui import components as kit
from bot.ui.components import Html, esc, join, tag, text, unseen
from bot.ui.programs.board import Entry
from bot.ui.programs.view import Stand
from bot.ui.tongue import later, say

STATUS: Mapping[str, str] = dict(
    zip(
        STATUSES,
        (
            later("not applied"),
            later("applied"),
            later("invited"),
            later("interviewed"),
            later("on my rank list"),
            later("rejected"),
        ),
        strict=True,
    )
)
STAND: Mapping[Stand, str] = {
    Stand.OPEN: later("Open to you"),
    Stand.CLEAR: later("Nothing known against you"),
    Stand.CHECK: later("Something to check"),
    Stand.CLOSED: later("Closed to you"),
}
TONE: Mapping[Stand, str] = {
    Stand.OPEN: "good",
    Stand.CLEAR: "unknown",
    Stand.CHECK: "warn",
    Stand.CLOSED: "bad",
}
RULE: Mapping[str, tuple[str, str]] = {
    "met": (later("met"), "good"),
    "warning": (later("preference missed"), "warn"),
    "unknown": (later("open"), "unknown"),
    "blocked": (later("not met"), "bad"),
}

_TIERS = {"reach": later("reach"), "target": later("target"), "safety": later("safety")}

Options = Iterable[tuple[str, str]]


def stand_chip(entry: Entry) -> Html:
    return kit.chip(say(STAND[entry.stand]), TONE[entry.stand])


def statuses() -> list[tuple[str, str]]:
    """Every status with its words."""
    return [(key, say(words)) for key, words in STATUS.items()]


def tier_name(tier: str) -> str:
    return say(_TIERS[tier])


def menu(id_: str, name: str, label: str, options: Options, now: str, hint: str = "", more: str = "") -> Html:
    """A drop-down list under its label; `hint` is read aloud after the label, `more` are attributes."""
    written = "".join(
        f'<option value="{esc(value)}"{" selected" if value == now else ""}>{esc(words)}</option>'
        for value, words in options
    )
    words = join([esc(label), unseen(f" {hint}")]) if hint else esc(label)
    field = Html(f'<select id="{esc(id_)}" name="{esc(name)}"{more}>{written}</select>')
    return tag("div", join([tag("label", words, for_=id_), field]), "sw-field")


def entry_field(id_: str, name: str, label: str, kind: str, now: str = "", more: str = "") -> Html:
    """An input under its label; `more` are attributes."""
    field = Html(f'<input id="{esc(id_)}" name="{esc(name)}" type="{kind}" value="{esc(now)}"{more}>')
    return tag("div", join([text("label", label, for_=id_), field]), "sw-field")


def hidden(name: str, value: str) -> Html:
    return Html(f'<input type="hidden" name="{esc(name)}" value="{esc(value)}">')


def verbatim(words: str, id_: str, shown: bool = True) -> Html:
    """Text whose line breaks stay, so that it can be copied as it is."""
    hide = "" if shown else " hidden"
    return Html(f'<pre id="{esc(id_)}" class="sw-script" lang="en"{hide}>{html.escape(words)}</pre>')


def copy(words: str, from_: str, hint: str = "") -> Html:
    """A button that copies the text of another part of the page."""
    return kit.act(words, "copy", from_, "sw-button small quiet", hint)
