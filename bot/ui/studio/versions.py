"""Earlier versions of a statement: kept points, what has changed since, and going back.

Covers: its markup. Does not cover when versions are made (write.studio).
"""

from bot.ui import components as kit
from bot.ui.components import Html, act, esc, join, tag, text
from bot.ui.studio.words import diff, moment, words_of
from bot.ui.tongue import later, say
from bot.write.studio import Document, Version, compared
from bot.write.studio.document import LONGEST_LABEL, MOST_VERSIONS, words

_LEAD = later(
    "One is kept before and after every edit that you take, and whenever you ask; up to {n}. "
    "Going back loses nothing."
)


def versions(now: Document, shown: int = 0) -> Html:
    """The versions, the latest first; `shown` is the one that is compared with the text."""
    if not now.text.strip() and not now.versions:
        return Html("")
    form = Html(
        '<form class="sw-point" name="sw:st_point">'
        f'<label for="st-label">{esc(say("Name, if you like"))}</label>'
        f'<div class="sw-row"><input id="st-label" name="label" type="text" maxlength="{LONGEST_LABEL}">'
        f'<button type="submit" class="sw-button small">{esc(say("Keep this version"))}</button>'
        "</div></form>"
    )
    rows = join(_row(one, now, shown) for one in reversed(now.versions))
    body = [form, tag("ol", rows, "sw-versions") if rows else text("p", say("None yet."), "fine")]
    return kit.card(say("Versions"), join(body), lead=say(_LEAD, n=MOST_VERSIONS), id_="st-versions-card")


def _row(one: Version, now: Document, shown: int) -> Html:
    same = one.text == now.text
    count = words_of(words(one.text))
    head = [text("strong", say(one.label)), kit.chip(say("the text now"), "good") if same else Html("")]
    parts = [
        tag("p", join(head, " "), "title"),
        tag("p", join([moment(one.at), text("span", f" · {count}")]), "fine"),
    ]
    if not same:
        name = f"{say(one.label)}, {count}"
        buttons = [
            act(say("Hide"), "st_compare", "0", "sw-button small quiet", name)
            if one.id == shown
            else act(say("Compare"), "st_compare", str(one.id), "sw-button small quiet", name),
            act(say("Go back to this"), "st_restore", str(one.id), "sw-button small quiet", name),
        ]
        parts.append(tag("div", join(buttons), "sw-row"))
    if one.id == shown and not same:
        lead = text(
            "p",
            say("From this version to the text now:"),
            "fine",
            id="st-compared",
            data_reveal="yes",
            tabindex="-1",
        )
        parts += [lead, diff(compared(one.text, now.text))]
    return tag("li", join(parts))
