"""Taking a statement out: what is said before, the files, the authorship log.

Covers: the card, and the bytes of each file. Does not cover making text plain (write.studio.leaving).
"""

import re
from datetime import date

from bot.errors import BadInput
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, in_english, join, tag, text
from bot.ui.studio.keeping import Kept
from bot.ui.studio.words import words_of
from bot.ui.tongue import english, later, say
from bot.write.outline import phrases
from bot.write.studio import Examined
from bot.write.studio.authorship import HOW, log, shares
from bot.write.studio.leaving import docx, plain, warnings

FORMATS = ("txt", "docx")
LOGS = ("log.md", "log.txt")
_LEAD = later(
    "Plain text as ERAS takes it: straight quotes, no tabs, no bold type. "
    "Paste it there and look at the preview."
)
_UNCOMPARED = later("Your profile holds no facts yet, so nothing in it was compared with them.")
_CLEAR = later("Nothing stands open, and nothing in it is marked as unsupported.")


def leaving(kept: Kept, found: Examined, facts: int, asked: str = "") -> Html:
    """The card; `facts` is how many facts the text was compared with, `asked` the format that waits for a
    yes because of what is said."""
    if not kept.now.text.strip():
        return Html("")
    said = warnings(kept.now, found)
    parts = [
        _said(said),
        text("p", say(_UNCOMPARED), "fine") if not facts else Html(""),
        _asked(asked) if asked and said else _buttons(),
        _changes(kept),
        _log(kept),
    ]
    return kit.card(say("Take it with you"), join(parts), lead=say(_LEAD), id_="st-leaving")


def needs_yes(kept: Kept, found: Examined) -> bool:
    return bool(warnings(kept.now, found))


def made(kind: str, kept: Kept) -> bytes:
    """The file of a kind. Raises BadInput for another kind."""
    if kind == "txt":
        return plain(kept.now.text).text.encode()
    if kind == "docx":
        return docx(kept.now.text)
    if kind in LOGS:
        notes = phrases()["notes"]
        rule, source = notes["own_work"], notes["own_work_source"]
        return log(kept.now, kept.title, rule, source, markdown=kind.endswith("md")).encode()
    raise BadInput(say("a statement is saved as one of {kinds}", kinds=", ".join((*FORMATS, *LOGS))))


def file_name(kind: str, kept: Kept, today: date) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", kept.title.lower()).strip("-")[:40] or "statement"
    return f"stepwise-{slug}-{today.isoformat()}{'-' if kind in LOGS else '.'}{kind}"


def _said(said: tuple[str, ...]) -> Html:
    if not said:
        return tag("p", kit.chip(say(_CLEAR), "good"))
    rows = tag("ul", join(text("li", line) for line in said), "plain", lang=english())
    return kit.callout(rows, "warn", say("Look at this first ({n})", n=len(said)))


def _buttons() -> Html:
    names = {"txt": say("Save as plain text (.txt)"), "docx": say("Save as Word (.docx)")}
    return tag("div", join(act(words, "st_save", kind) for kind, words in names.items()), "sw-row")


def _asked(kind: str) -> Html:
    question = say("Save it although this stands open? It leaves the text as it is, brackets included.")
    yes = act(say("Yes, save the .{kind}", kind=kind), "st_save", f"{kind}!", "sw-button")
    buttons = tag("div", join([yes, act(say("Not now"), "st_save", "", "sw-button quiet")]), "sw-row")
    return tag(
        "div", join([text("p", question, id="st-sure", tabindex="-1", data_reveal="yes"), buttons]), "sure"
    )


def _changes(kept: Kept) -> Html:
    changes = plain(kept.now.text).changes
    if not changes:
        return Html("")
    said = [esc(say("Made plain on the way out:") + " "), in_english(f"{', '.join(changes)}.")]
    return tag("p", join(said), "fine")


def _log(kept: Kept) -> Html:
    origin = "; ".join(f"{say(HOW[how])} {words_of(n)}" for how, n in shares(kept.now))
    lines = [
        text("h4", say("Who wrote what")),
        text("p", say("In the text now: {what}.", what=origin) if origin else "", "fine"),
        tag(
            "div",
            join(
                [
                    act(say("Authorship log (.md)"), "st_save", "log.md", "sw-button small"),
                    act(say("Authorship log (.txt)"), "st_save", "log.txt", "sw-button small quiet"),
                ]
            ),
            "sw-row",
        ),
    ]
    return join(lines)
