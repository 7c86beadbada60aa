"""The frame around the work: header, footer, welcome, list of conversations, and what is said above the box.

Covers: their markup. Does not cover what tapping anything in them does (page, advisor).
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from bot.ui.components import Html, act, callout, esc, fold, join, tag, text, unseen
from bot.ui.render import shortened

if TYPE_CHECKING:
    from bot.store import Thread

STARTERS = (
    "I failed Step 1 once. Can I still match?",
    "How many programs should I apply to?",
    "What should I do first with a low Step 2 CK?",
    "Help me explain a failed attempt",
)


def conversations(threads: Sequence["Thread"], current: str, today: date) -> Html:
    """The list of conversations, latest first, each with rename and delete behind one fold."""
    new = act("New conversation", "new", "", "sw-button wide")
    items = join(_conversation(item, item.id == current, today) for item in threads)
    empty = text("p", "Your conversations will be listed here.", "fine")
    body = tag("ul", items, "sw-threads") if threads else empty
    return tag("nav", join([closer(), text("h2", "Conversations"), new, body]), aria_label="Conversations")


def _conversation(item: "Thread", now: bool, today: date) -> Html:
    words = join([text("span", item.title, "title"), text("span", _ago(item.updated, today), "when")])
    given = {"type": "button", "name": "sw:open", "value": item.id, "aria_current": "true" if now else ""}
    opener = tag("button", words, "sw-thread", **given)
    field = f"title-{item.id}"
    rename = Html(
        f'<form name="sw:rename"><label for="{esc(field)}">Name</label>'
        f'<input type="hidden" name="thread" value="{esc(item.id)}">'
        f'<input id="{esc(field)}" name="title" type="text" maxlength="80" value="{esc(item.title)}">'
        '<button type="submit" class="sw-button small">Rename</button></form>'
    )
    ask = "Delete this conversation, with the facts that were read in it? This cannot be undone."
    sure = join([text("p", ask), act("Yes, delete it", "delete", item.id, "sw-button small bad", item.title)])
    delete = fold(esc("Delete"), sure, f"delete-{item.id}", css="sw-sure")
    sign = join([Html('<span aria-hidden="true">⋯</span>'), unseen(f"Rename or delete {item.title}")])
    menu = fold(sign, join([rename, delete]), f"menu-{item.id}", css="sw-menu")
    return tag("li", join([opener, menu]), "now" if now else "")


def _ago(updated: str, today: date) -> str:
    """When a conversation was last used, in whole days."""
    days = (today - date.fromisoformat(updated[:10])).days
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{days} days ago"


def header() -> Html:
    mark = Html(
        '<svg class="sw-mark" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="9"/>'
        '<path d="M7 24h6v-5h6v-5h6V8"/></svg>'
    )
    name = tag("h1", join([mark, text("span", "Stepwise")]), "sw-brand")
    line = text("p", "A calm guide to residency for international medical graduates", "sw-tagline")
    buttons = [
        _drawer("left", "Chats"),
        _drawer("side", "Profile"),
        act("◐", "theme", "", "sw-button small quiet sw-theme", "Switch between light and dark"),
    ]
    region = Html('<div id="sw-say" class="sw-unseen" role="status"></div>')
    shade = act("Close", "close", "", "sw-shade")
    tools = tag("div", join(buttons), "sw-top-tools")
    return join([tag("header", join([name, line, tools]), "sw-header"), region, shade])


def _drawer(name: str, words: str) -> Html:
    return Html(
        f'<button type="button" name="sw:drawer" value="{name}" class="sw-button small quiet sw-open-{name}"'
        f' aria-expanded="false">{esc(words)}</button>'
    )


def closer() -> Html:
    """The way out of a drawer; only narrow screens show it."""
    return act("Close", "close", "", "sw-button small quiet sw-close", "this panel")


def footer() -> Html:
    first = (
        "Practice and planning help, not an evaluation. Not affiliated with AAMC, NRMP, ECFMG or any program."
    )
    more = (
        " Rules change: check the official page before you pay, and ask a lawyer about visas. "
        "What you write stays on this computer, unless you choose a hosted model."
    )
    return tag("footer", tag("p", join([text("span", first), text("span", more, "more")])), "sw-footer")


def welcome() -> str:
    """The first screen: what this is, what it costs, where data stays, and four ways to start."""
    about = (
        "Stepwise is a residency advisor for international medical graduates with a low or failed "
        "Step score, with the Pacific Coast in mind: California, Oregon and Washington."
    )
    promises = (
        ("Free.", "No account and no key."),
        ("Private.", "What you write stays on this computer, unless you choose a hosted model."),
        ("Honest.", "Every answer shows its source."),
    )
    parts = [
        text("h2", "Welcome. Let us look at this together."),
        text("p", about, "sw-lead"),
        tag(
            "ul", join(tag("li", join([text("strong", a), esc(f" {b}")])) for a, b in promises), "sw-promises"
        ),
        text("p", "Tell me about yourself below, or start with a question:", "sw-start"),
        tag("div", join(act(words, "say", words, "sw-starter") for words in STARTERS), "sw-starters"),
        text("p", "Not affiliated with AAMC, NRMP, ECFMG or any program.", "fine"),
    ]
    return tag("div", join(parts), "sw-welcome")


def unanswered(said: str) -> Html:
    """A message that was stopped, or cut off when the program ended, offered again."""
    buttons = [
        act("Send again", "resend", "", "sw-button small primary"),
        act("Discard", "discard", "", "sw-button small quiet", "the message without an answer"),
    ]
    words = join([esc("This message has no answer yet: "), tag("q", esc(shortened(said, 160)))])
    return callout(join([tag("p", words), tag("div", join(buttons), "sw-row")]), "note")


def editing_banner() -> Html:
    words = esc("You are editing an earlier message. Sending replaces it and everything after it.")
    cancel = act("Keep it as it was", "leave_edit", "", "sw-button small quiet")
    return callout(join([tag("p", words), tag("div", cancel, "sw-row")]), "note")


def problem(words: str) -> Html:
    said = words[:1].upper() + words[1:]
    return callout(esc(said if said.endswith((".", "?", "!")) else f"{said}."), "warn", alert=True)
