"""The component kit: pure functions that return escaped HTML for cards, chips, bars, tables, forms.

Covers: markup that every tab shares. Text arguments are escaped here; arguments of type `Html` are
markup made here. Does not cover colours (theme), rules (style.css) or any content.
"""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NewType

from bot.ui.tongue import english, say, speaking, tongue

Html = NewType("Html", str)

_MARGIN = 6.0
"""Points left free at both ends of a plot."""

_URL = re.compile(r"https?://[^\s<>\"'()]+[^\s<>\"'().,;:!?]")
_SAFE_SCHEME = re.compile(r"https?://", re.IGNORECASE)

ICONS = {"good": "✓", "warn": "!", "bad": "✕", "unknown": "?", "note": "i", "clay": "•", "accent": "•"}


def esc(text: object) -> Html:
    """Text as markup; line breaks become <br>, because a blank line would end an HTML block in the chat."""
    return Html(html.escape(str(text), quote=True).replace("\n", "<br>"))


def join(parts: Iterable[Html], between: str = "") -> Html:
    return Html(between.join(parts))


def tag(name: str, body: Html, css: str = "", /, **attributes: str) -> Html:
    """An element; attribute values are escaped, a trailing underscore of a name is dropped."""
    given = {"class": css, **attributes}
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value, quote=True)}"'
        for key, value in given.items()
        if value
    )
    return Html(f"<{name}{written}>{body}</{name}>")


def text(name: str, words: object, css: str = "", /, **attributes: str) -> Html:
    """An element around plain words."""
    return tag(name, esc(words), css, **attributes)


def in_english(words: object) -> Html:
    """Words that are English on every page, marked where the page speaks another language."""
    return text("span", words, lang=english()) if english() else esc(words)


def unseen(words: str, lang: str = "") -> Html:
    """Words for screen readers only."""
    return text("span", words, "sw-unseen", lang=lang)


def link(words: str, url: str) -> Html:
    """A link out; anything but http and https stays plain words."""
    if not _SAFE_SCHEME.match(url):
        return esc(words)
    return Html(
        f'<a href="{html.escape(url, quote=True)}" target="_blank" rel="noopener noreferrer">{esc(words)}</a>'
    )


def linked(words: str) -> Html:
    """Plain words in which http and https addresses are links."""
    parts: list[Html] = []
    end = 0
    for found in _URL.finditer(words):
        parts += [esc(words[end : found.start()]), link(found[0], found[0])]
        end = found.end()
    return join([*parts, esc(words[end:])])


def act(
    words: str, name: str, value: str = "", css: str = "sw-button", hint: str = "", id_: str = ""
) -> Html:
    """A button that page.js carries to the server as event `name` with `value`; `hint` is read aloud too."""
    body = join([esc(words), unseen(f" {hint}")]) if hint else esc(words)
    title = hint if len(words) < 3 else ""
    return Html(
        f'<button type="button" name="sw:{name}" value="{html.escape(value, quote=True)}"'
        f' class="{css}"{_attribute("id", id_)}{_attribute("title", title)}>{body}</button>'
    )


def chip(words: str, tone: str = "") -> Html:
    """A short verdict: a sign and words, never colour alone."""
    sign = Html(f'<span aria-hidden="true">{ICONS[tone]}</span> ') if tone in ICONS else Html("")
    return Html(f'<span class="sw-chip {tone}">{sign}{esc(words)}</span>')


def callout(body: Html, tone: str = "note", title: str = "", alert: bool = False) -> Html:
    head = text("strong", title) if title else Html("")
    role = ' role="alert"' if alert else ""
    return Html(f'<div class="sw-callout {tone}"{role}>{head}<div>{body}</div></div>')


def card(title: str, body: Html, id_: str = "", lead: str = "", css: str = "") -> Html:
    opening = text("p", lead, "sw-lead") if lead else Html("")
    return Html(
        f'<section class="sw-card {css}"{_attribute("id", id_)}>'
        f"<h3>{esc(title)}</h3>{opening}{body}</section>"
    )


def fold(summary: Html, body: Html, id_: str = "", opened: bool = False, css: str = "") -> Html:
    """A part that opens on demand; with an id, page.js keeps it open across redraws."""
    return Html(
        f'<details class="sw-fold {css}"{_attribute("id", id_)}{" open" if opened else ""}>'
        f"<summary>{summary}</summary>{body}</details>"
    )


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[Html]]) -> Html:
    """A table that page width turns into cards: every cell carries its column's name."""
    head = join(text("th", name, scope="col") for name in columns)
    body = join(
        tag("tr", join(tag("td", cell, data_label=name) for name, cell in zip(columns, row, strict=True)))
        for row in rows
    )
    return Html(
        f'<table class="sw-table"><caption>{esc(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def bar(label: str, points: float, low: float, high: float, full: float, lang: str = "") -> Html:
    """A value from 0 to `full` with its range as whiskers; the same in words for screen readers, in the
    language `lang` of the label where that is not the page's."""
    with speaking(lang or tongue()):
        words = html.escape(_bar_words(label, points, low, high, full), quote=True)
    at, start, end = (_percent(value, full) for value in (points, low, high))
    wide = round(end - start, 2)
    span = f'<span class="span" style="left:{start}%;width:{wide}%"></span>' if low != high else ""
    return Html(
        f'<div class="sw-bar" role="img"{_attribute("lang", lang)} aria-label="{words}">'
        f'<span class="fill" style="width:{start}%"></span>{span}'
        f'<span class="mark" style="left:{at}%"></span></div>'
    )


def _bar_words(label: str, points: float, low: float, high: float, full: float) -> str:
    words = say("{label}: {points} of {full}", label=label, points=spoken(points), full=spoken(full))
    if low == high:
        return words
    return words + say(", from {low} to {high} until more is known", low=spoken(low), high=spoken(high))


def progress(done: int, total: int, words: str) -> Html:
    return Html(
        f'<div class="sw-progress"><progress max="{max(total, 1)}" value="{done}" aria-label="{esc(words)}">'
        f"</progress><span>{esc(words)}</span></div>"
    )


def spoken(value: float) -> str:
    """A number without a needless decimal."""
    return str(int(value)) if value == int(value) else f"{value:.1f}"


def _percent(value: float, full: float) -> float:
    return round(100 * min(max(value / full, 0.0), 1.0), 2) if full else 0.0


def _attribute(name: str, value: str) -> str:
    return f' {name}="{html.escape(value, quote=True)}"' if value else ""


def plot(label: str, groups: Mapping[str, Sequence[float]], yours: float) -> Html:
    """The middle half of each group as a box with its median, and one value across them all."""
    ends = [yours, *(value for box in groups.values() for value in (box[0], box[-1]))]
    start, full = min(ends) - _MARGIN, max(ends) - min(ends) + 2 * _MARGIN
    words = "; ".join(
        say(
            "{name} {low} to {high}, median {middle}",
            name=name,
            low=spoken(box[0]),
            high=spoken(box[-1]),
            middle=spoken(box[1]),
        )
        for name, box in groups.items()
    )
    at = _percent(yours - start, full)
    rows = join(_box(name, box, start, full, at, k) for k, (name, box) in enumerate(groups.items()))
    yours_name = tag(
        "div", text("span", say("yours {value}", value=spoken(yours)), style=f"left:{at}%"), "name"
    )
    return tag("div", join([yours_name, rows]), "sw-plot", role="img", aria_label=f"{label}; {words}")


def _box(name: str, box: Sequence[float], start: float, full: float, at: float, k: int) -> Html:
    left, middle, right = (_percent(value - start, full) for value in box)
    marks = join(
        [
            tag("span", Html(""), "box", style=f"left:{left}%;width:{round(right - left, 2)}%"),
            tag("span", Html(""), "median", style=f"left:{middle}%"),
            tag("span", Html(""), "you", style=f"left:{at}%"),
        ]
    )
    figures = say("{low} to {high}", low=spoken(box[0]), high=spoken(box[-1]))
    track = join([text("span", f"{name} {figures}"), tag("div", marks, "track")])
    return tag("div", track, "row other" if k else "row")


def shortened(words: str, most: int) -> str:
    """Words on one line, cut at `most` characters."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
