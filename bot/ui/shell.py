"""The frame around the work: header, footer, welcome, list of conversations, and what is said above the box.

Covers: their markup. Does not cover what tapping anything in them does (page, advisor).
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from bot.ui.components import Html, act, callout, esc, fold, join, shortened, tag, text, unseen
from bot.ui.tongue import ENGLISH, TONGUES, later, say, several, tongue
from bot.ui.tour import offer, tour

if TYPE_CHECKING:
    from bot.store import Thread

STARTERS = (
    later("I failed Step 1 once. Can I still match?"),
    later("How many programs should I apply to?"),
    later("What should I do first with a low Step 2 CK?"),
    later("Help me explain a failed attempt"),
)


LONGEST_SEARCH = 80
"""Characters of a search among the conversations."""

_IN_ENGLISH = later(
    "The advisor's answers, the guide and the facts of programs are in English, because applications are. "
    "Write to the advisor in English too; it need not be perfect."
)
_HERE = later("What you write stays on this computer, unless you choose a hosted model.")
_THERE = later("What you write stays on the computer that serves this page; whoever runs it can read it.")


def conversations(
    threads: Sequence["Thread"], current: str, today: date, who: str = "", found: str = ""
) -> Html:
    """The list of conversations, latest first, each with rename and delete behind one fold; `who` says whose
    they are, where there is more than one record, `found` which words all of them hold."""
    new = act(say("New conversation"), "new", "", "sw-button wide")
    items = join(_conversation(item, item.id == current, today) for item in threads)
    empty = text("p", say("Your conversations will be listed here."), "fine")
    body = tag("ul", items, "sw-threads") if threads else (Html("") if found else empty)
    whose = text("p", who, "fine") if who else Html("")
    search = _search(found) if threads or found else Html("")
    told = _told(len(threads), found) if found else Html("")
    parts = [closer(), text("h2", say("Conversations")), whose, new, search, told, body]
    return tag("nav", join(parts), aria_label=say("Conversations"), data_found=found)


def _search(words: str) -> Html:
    """The box whose words the listed conversations hold; find.js keeps it as it is typed."""
    field = Html(
        f'<input id="threads-find" type="search" name="text" maxlength="{LONGEST_SEARCH}" autocomplete="off"'
        f' placeholder="{esc(say("Search conversations"))}" value="{esc(words)}">'
    )
    label = text("label", say("Search your conversations"), "sw-unseen", for_="threads-find")
    given = {"name": "sw:find", "data_live": "yes", "role": "search"}
    return tag("form", join([label, field]), "sw-find", **given)


def _told(count: int, words: str) -> Html:
    """How many were found, and the way back to all."""
    sought = shortened(words, 40)
    if count:
        said = several(
            count,
            "{n} conversation holds “{words}”.",
            "{n} conversations hold “{words}”.",
            words=sought,
        )
    else:
        said = say("No conversations hold “{words}”.", words=sought)
    every = act(say("Show all"), "find_all", "", "sw-link", say("conversations"))
    return tag("p", join([esc(f"{said} "), every]), "fine", data_say=said)


def _conversation(item: "Thread", now: bool, today: date) -> Html:
    words = join([text("span", item.title, "title"), text("span", _ago(item.updated, today), "when")])
    given = {"type": "button", "name": "sw:open", "value": item.id, "aria_current": "true" if now else ""}
    opener = tag("button", words, "sw-thread", **given)
    field = f"title-{item.id}"
    rename = Html(
        f'<form name="sw:rename"><label for="{esc(field)}">{esc(say("Name"))}</label>'
        f'<input type="hidden" name="thread" value="{esc(item.id)}">'
        f'<input id="{esc(field)}" name="title" type="text" maxlength="80" value="{esc(item.title)}">'
        f'<button type="submit" class="sw-button small">{esc(say("Rename"))}</button></form>'
    )
    ask = say("Delete this conversation, with the facts that were read in it? This cannot be undone.")
    sure = join(
        [text("p", ask), act(say("Yes, delete it"), "delete", item.id, "sw-button small bad", item.title)]
    )
    delete = fold(esc(say("Delete")), sure, f"delete-{item.id}", css="sw-sure")
    sign = join(
        [Html('<span aria-hidden="true">⋯</span>'), unseen(say("Rename or delete {title}", title=item.title))]
    )
    menu = fold(sign, join([rename, delete]), f"menu-{item.id}", css="sw-menu")
    return tag("li", join([opener, menu]), "now" if now else "")


def _ago(updated: str, today: date) -> str:
    """When a conversation was last used, in whole days."""
    days = (today - date.fromisoformat(updated[:10])).days
    if days <= 0:
        return say("today")
    return say("yesterday") if days == 1 else say("{n} days ago", n=days)


def header(login: bool = False) -> Html:
    """`login`: people log in to reach this page, so there is a way out."""
    mark = Html(
        '<svg class="sw-mark" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="9"/>'
        '<path d="M7 24h6v-5h6v-5h6V8"/></svg>'
    )
    name = tag("h1", join([mark, text("span", "Stepwise")]), "sw-brand")
    line = text("p", say("A calm guide to residency for international medical graduates"), "sw-tagline")
    buttons = [
        _drawer("left", say("Chats")),
        _drawer("side", say("Profile")),
        act("◐", "theme", "", "sw-button small quiet sw-theme", say("Switch between light and dark")),
        _other_tongue(),
    ]
    if login:
        buttons.append(_log_out())
    region = Html('<div id="sw-say" class="sw-unseen" role="status"></div>')
    shade = act(say("Close"), "close", "", "sw-shade")
    tools = tag("div", join(buttons), "sw-top-tools")
    skip = text("a", say("Skip to the main part"), "sw-skip", href="#work")
    return join([skip, tag("header", join([name, line, tools]), "sw-header"), region, shade, tour()])


def _other_tongue() -> Html:
    """The way to the page in its other language, which stands there by its own name."""
    other = next(code for code in TONGUES if code != tongue())
    given = {"type": "button", "name": "sw:language", "value": other, "lang": other}
    return text("button", TONGUES[other], "sw-button small quiet sw-tongue", **given)


def _log_out() -> Html:
    button = tag("button", esc(say("Log out")), "sw-button small quiet", type="submit")
    return tag("form", button, method="post", action="/logout")


def _drawer(name: str, words: str) -> Html:
    return Html(
        f'<button type="button" name="sw:drawer" value="{name}" class="sw-button small quiet sw-open-{name}"'
        f' aria-expanded="false">{esc(words)}</button>'
    )


def closer() -> Html:
    """The way out of a drawer; only narrow screens show it."""
    return act(say("Close"), "close", "", "sw-button small quiet sw-close", say("this panel"))


def footer(login: bool = False) -> Html:
    first = say(
        "Practice and planning help, not an evaluation. Not affiliated with AAMC, NRMP, ECFMG or any program."
    )
    rules = say("Rules change: check the official page before you pay, and ask a lawyer about visas.")
    more = f" {rules} {say(_THERE if login else _HERE)}"
    show = act(say("Show me around"), "tour", "", "sw-link", say("the page again"))
    return tag(
        "footer", tag("p", join([text("span", first), text("span", more, "more"), show], " ")), "sw-footer"
    )


def welcome(login: bool = False) -> str:
    """The first screen: what this is, what it costs, where data stays, and four ways to start."""
    about = say(
        "Stepwise is a residency advisor for international medical graduates with a low or failed "
        "Step score, with the Pacific Coast in mind: California, Oregon and Washington."
    )
    promises = (
        (say("Free."), say("No key and nothing to pay.") if login else say("No account and no key.")),
        (say("Private."), say(_THERE if login else _HERE)),
        (say("Honest."), say("Every answer shows its source.")),
    )
    parts = [
        text("h2", say("Welcome. Let us look at this together.")),
        text("p", about, "sw-lead"),
        text("p", say(_IN_ENGLISH), "sw-english") if tongue() != ENGLISH else Html(""),
        tag(
            "ul", join(tag("li", join([text("strong", a), esc(f" {b}")])) for a, b in promises), "sw-promises"
        ),
        text("p", say("Tell me about yourself below, or start with a question:"), "sw-start"),
        tag("div", join(act(say(words), "say", words, "sw-starter") for words in STARTERS), "sw-starters"),
        _first_look(),
        text("p", say("Not affiliated with AAMC, NRMP, ECFMG or any program."), "fine"),
    ]
    return tag("div", join(parts), "sw-welcome")


def _first_look() -> Html:
    """The ways to look around before telling anything: an example, and the tour."""
    load = act(say("Load an example applicant"), "example_load", "", "sw-button small")
    about = text("span", say("A made-up person to try every tab with; nothing of yours is touched."), "about")
    return tag("div", join([load, offer(), about]), "sw-try")


def unanswered(said: str) -> Html:
    """A message that was stopped, or cut off when the program ended, offered again."""
    buttons = [
        act(say("Send again"), "resend", "", "sw-button small primary"),
        act(say("Discard"), "discard", "", "sw-button small quiet", say("the message without an answer")),
    ]
    words = join([esc(say("This message has no answer yet:") + " "), tag("q", esc(shortened(said, 160)))])
    return callout(join([tag("p", words), tag("div", join(buttons), "sw-row")]), "note")


def editing_banner() -> Html:
    words = esc(say("You are editing an earlier message. Sending replaces it and everything after it."))
    cancel = act(say("Keep it as it was"), "leave_edit", "", "sw-button small quiet")
    return callout(join([tag("p", words), tag("div", cancel, "sw-row")]), "note")


def problem(words: str) -> Html:
    said = words[:1].upper() + words[1:]
    return callout(esc(said if said.endswith((".", "?", "!")) else f"{said}."), "warn", alert=True)
