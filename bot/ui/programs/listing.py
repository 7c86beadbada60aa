"""The list of programs: the open ones, the closed ones in a group of their own, and those added.

Covers: the markup of the list as a whole, its pages, its empty state and the buttons that save it. Does
not cover single programs (entry) or what a saved list holds (saving).
"""

from collections.abc import Sequence

from bot.store.tracker import NOTHING
from bot.ui import components as kit
from bot.ui.components import Html, act, join, tag, text
from bot.ui.programs.answers import Mistake
from bot.ui.programs.board import Board, Entry, Shown, look
from bot.ui.programs.entry import more, own_row, row
from bot.ui.programs.view import PAGE, Focus, Stand, View
from bot.ui.tongue import later, say, several

FORMATS = {"xlsx": "Excel", "csv": "CSV", "html": later("Report to print")}


def listing(board: Board, view: View, *, wrong: Mistake | None = None, focus: Focus | None = None) -> Html:
    """The whole list; `wrong` is a form to show with its mistake."""
    shown = look(board, view)
    parts = [
        _open(shown, board, view, wrong, focus or Focus()),
        _own(shown, board),
        _closed(shown, board, view, wrong),
    ]
    return join(parts)


def _open(shown: Shown, board: Board, view: View, wrong: Mistake | None, focus: Focus) -> Html:
    entries = shown.open
    said = several(len(entries), "{n:,} program", "{n:,} programs")
    if view.filters:
        said = several(
            len(board.open),
            "{shown} of {n:,} program with these filters",
            "{shown} of {n:,} programs with these filters",
            shown=len(entries),
        )
    head = [
        text("h3", say("Programs you can apply to")),
        tag("p", join([text("strong", said)]), "count", data_say="" if focus.quiet else said),
    ]
    if view.filters:
        head.append(act(say("Clear the filters"), "unfilter", "", "sw-button small quiet"))
    if not entries:
        why = (
            say("No program passes these filters.")
            if view.filters
            else say("No program is left to apply to here.")
        )
        if view.stand == Stand.CLOSED:
            why = say("Only closed programs are chosen; they stand in their own group below.")
        return tag("section", join([*head, text("p", why, "sw-empty")]), "sw-list")
    rows = [
        row(entry, board, opened=entry.program.id in view.opened, wrong=wrong, focus=focus)
        for entry in entries[: view.shown]
    ]
    parts = [
        *head,
        _saving(len(entries) + len(shown.own)),
        tag("ul", join(rows), "sw-programs"),
        more(len(rows), len(entries), "more", PAGE),
    ]
    return tag("section", join(parts), "sw-list")


def _saving(number: int) -> Html:
    """Buttons that save what passes the filters; closed programs are in none of the files."""
    hint = several(number, "with {n:,} program", "with {n:,} programs")
    buttons = join(
        act(say(words), "save_list", kind, "sw-button small quiet", hint) for kind, words in FORMATS.items()
    )
    return tag("div", join([text("span", say("Save this list:"), "fine"), buttons]), "sw-row sw-saving")


def _own(shown: Shown, board: Board) -> Html:
    if not board.own:
        return Html("")
    lead = say("From your own list. Nothing about them is known here, so every rule is a question to ask.")
    rows = join(own_row(item, board.statuses.get(item.id, NOTHING)) for item in shown.own)
    none = text("p", say("None of them passes these filters."), "sw-empty")
    body = tag("ul", rows, "sw-programs") if shown.own else none
    head = [text("h3", say("Your own additions ({n})", n=len(board.own))), text("p", lead, "fine")]
    return tag("section", join([*head, body]), "sw-list")


def _closed(shown: Shown, board: Board, view: View, wrong: Mistake | None) -> Html:
    """The closed programs, drawn only when their group is laid open."""
    total = len(shown.closed)
    if not total:
        return Html("")
    opened = view.closed > 0
    name = say("Closed to you ({n})", n=total)
    given = {
        "type": "button",
        "name": "sw:closed",
        "value": "0" if opened else str(PAGE),
        "aria_expanded": str(opened).lower(),
    }
    head = [
        tag("h3", text("button", name, "sw-opener", **given)),
        text(
            "p",
            say("A published rule is not met. They are in no list to apply to, no count and no cost."),
            "fine",
        ),
    ]
    if opened:
        head += _closed_rows(shown.closed, board, view, wrong)
    return tag("section", join(head), "sw-list closed")


def _closed_rows(entries: Sequence[Entry], board: Board, view: View, wrong: Mistake | None) -> list[Html]:
    rows = [
        row(entry, board, opened=entry.program.id in view.opened, wrong=wrong)
        for entry in entries[: view.closed]
    ]
    return [tag("ul", join(rows), "sw-programs"), more(len(rows), len(entries), "closed", PAGE)]


def said(words: str) -> Html:
    """What was just done, shown above the list and read aloud."""
    close = act(say("Close"), "hush", "", "sw-button small quiet", say("this note"))
    return kit.callout(join([tag("p", kit.esc(words), data_say=words), close]), "note said")
