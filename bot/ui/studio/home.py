"""The list of statements, and the ways to begin one.

Covers: its markup. Does not cover the file button (tab) or a statement that is open (desk).
"""

from collections.abc import Sequence
from datetime import date

from bot.applicant.documents import LARGEST, MOST_PAGES
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, join, tag, text
from bot.ui.render import shortened
from bot.ui.studio.keeping import Kept
from bot.ui.studio.words import ago, aimed, counted
from bot.write.outline import phrases
from bot.write.studio.document import words

FILES = (
    f"A file may be .txt, .docx or .pdf with up to {LARGEST // 1024 // 1024} MB and {MOST_PAGES} pages; "
    "a scanned page holds no text."
)
_BEGINS = 110
_LEAD = "Write it here, paste it, or open a file. Then this tab shows, beside your own words:"
_SHOWS = (
    "what a careful editor would mark, why it matters, and how to mend it",
    "where the text and your facts do not agree",
    "edits that you take or leave one by one, with every earlier version kept",
    "plain text for ERAS, and a log of who wrote what",
)
_PRIVATE = "It is saved on this machine while you write, and nothing of it is sent anywhere."


def notes() -> Html:
    """Under the file button: its limits, where a text is kept, AAMC's rule."""
    return tag("div", join([text("p", FILES, "fine"), text("p", _PRIVATE, "fine"), rule()]), "notes")


def home(items: Sequence[Kept], today: date) -> Html:
    """The statements, the latest first, and a new one."""
    return join([_listed(items, today) if items else Html(""), _new(first=not items)])


def rule() -> Html:
    """What AAMC says about help with a statement, wherever a text is made."""
    said = phrases()["notes"]
    return tag(
        "p",
        join([esc(said["own_work"]), text("span", f" Source: {said['own_work_source']}.", "where")]),
        "fine rule",
    )


def _listed(items: Sequence[Kept], today: date) -> Html:
    rows = tag("ul", join(_row(item, today) for item in items), "sw-statements")
    return kit.card("Your statements", rows, id_="st-list")


def _row(item: Kept, today: date) -> Html:
    title = tag("button", esc(item.title), "sw-opener", type="button", name="sw:st_open", value=item.id)
    begins = shortened(" ".join(item.now.text.split()), _BEGINS)
    facts = f"{aimed(item.now.goal)} · {counted(words(item.now.text), 'word')} · {ago(item.updated, today)}"
    lines = [title, text("p", begins, "begins") if begins else Html(""), text("p", facts, "fine")]
    return tag("li", join(lines))


def _new(*, first: bool) -> Html:
    shows = [text("p", _LEAD), tag("ul", join(text("li", line) for line in _SHOWS), "plain")]
    go = act("Write or paste", "st_new", "", "sw-button primary")
    parts = [*(shows if first else ()), tag("div", go, "sw-row")]
    title = "Your personal statement" if first else "Another statement"
    return kit.card(title, join(parts), id_="st-home")
