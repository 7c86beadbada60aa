"""The list of statements, and the ways to begin one.

Covers: its markup. Does not cover the file button (tab) or a statement that is open (desk).
"""

from collections.abc import Sequence
from datetime import date

from bot.applicant.documents import LARGEST, MOST_PAGES
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, in_english, join, shortened, tag, text
from bot.ui.studio.keeping import Kept
from bot.ui.studio.words import ago, aimed, words_of
from bot.ui.tongue import later, say
from bot.write.outline import phrases
from bot.write.studio.document import words

FILES = later(
    "A file may be .txt, .docx or .pdf with up to {size} MB and {pages} pages; a scanned page holds no text."
)
_BEGINS = 110
_LEAD = later("Write it here, paste it, or open a file. Then this tab shows, beside your own words:")
_SHOWS = (
    later("what a careful editor would mark, why it matters, and how to mend it"),
    later("where the text and your facts do not agree"),
    later("edits that you take or leave one by one, with every earlier version kept"),
    later("plain text for ERAS, and a log of who wrote what"),
)
_PRIVATE = later("It is saved on this machine while you write, and nothing of it is sent anywhere.")


def notes() -> Html:
    """Under the file button: its limits, where a text is kept, AAMC's rule."""
    return tag(
        "div",
        join(
            [
                text("p", say(FILES, size=LARGEST // 1024 // 1024, pages=MOST_PAGES), "fine"),
                text("p", say(_PRIVATE), "fine"),
                rule(),
            ]
        ),
        "notes",
    )


def home(items: Sequence[Kept], today: date) -> Html:
    """The statements, the latest first, and a new one."""
    return join([_listed(items, today) if items else Html(""), _new(first=not items)])


def rule() -> Html:
    """What AAMC says about help with a statement, wherever a text is made."""
    said = phrases()["notes"]
    return tag(
        "p",
        join(
            [
                in_english(said["own_work"]),
                text("span", f" {say('Source:')} {said['own_work_source']}.", "where"),
            ]
        ),
        "fine rule",
    )


def _listed(items: Sequence[Kept], today: date) -> Html:
    rows = tag("ul", join(_row(item, today) for item in items), "sw-statements")
    return kit.card(say("Your statements"), rows, id_="st-list")


def _row(item: Kept, today: date) -> Html:
    title = tag("button", esc(item.title), "sw-opener", type="button", name="sw:st_open", value=item.id)
    begins = shortened(" ".join(item.now.text.split()), _BEGINS)
    facts = f"{aimed(item.now.goal)} · {words_of(words(item.now.text))} · {ago(item.updated, today)}"
    lines = [title, text("p", begins, "begins") if begins else Html(""), text("p", facts, "fine")]
    return tag("li", join(lines))


def _new(*, first: bool) -> Html:
    shows = [text("p", say(_LEAD)), tag("ul", join(text("li", say(line)) for line in _SHOWS), "plain")]
    go = act(say("Write or paste"), "st_new", "", "sw-button primary")
    ask = act(say("Ask the advisor for an example"), "tab", "Advisor", "sw-button")
    parts = [*(shows if first else ()), tag("div", join([go, ask]), "sw-row")]
    title = say("Your personal statement") if first else say("Another statement")
    return kit.card(title, join(parts), id_="st-home")
