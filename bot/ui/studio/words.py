"""Words and small markup that the parts of the Statement tab share: days, goals, diffs, sources, numbers.

Covers: labels and markup of one line. Does not cover the parts themselves (home, desk, findings and others).
"""

from collections.abc import Iterable
from datetime import date

from bot.applicant.facts import SPECIALTIES
from bot.ui import components as kit
from bot.ui.components import Html, esc, join, link, tag, text, unseen
from bot.ui.tongue import english, later, say, several
from bot.write.refine import Change, Edit, Piece
from bot.write.review import Source
from bot.write.studio import Goal, compared

KINDS = {"statement": later("A whole statement"), "paragraph": later("One paragraph")}
ASKS = {
    "specialty": later("Why this specialty"),
    "readiness": later("Why I am ready"),
    "region": later("Why this region"),
    "score": later("My exam results"),
}
OWED = {
    "specialty": later("this specialty"),
    "readiness": later("readiness"),
    "region": later("this region"),
    "score": later("exams"),
}
"""The same in a line."""

_SHORT = 320
"""Characters of kept text that a small diff shows at most on each side of a change."""


def aimed(goal: Goal) -> str:
    """What a statement is for, in one line."""
    parts = [say(KINDS[goal.kind]), say(SPECIALTIES.get(goal.specialty or "", "")), goal.region or ""]
    return ", ".join(part for part in parts if part)


def ago(updated: str, today: date) -> str:
    days = (today - date.fromisoformat(updated[:10])).days
    if days <= 0:
        return say("today")
    return say("yesterday") if days == 1 else say("{n} days ago", n=days)


def words_of(n: int) -> str:
    return several(n, "{n:,} word", "{n:,} words")


def changes_of(n: int) -> str:
    return several(n, "{n:,} change", "{n:,} changes")


def moment(at: str) -> Html:
    """A UTC time, which studio.js shows as the reader's own."""
    return text("time", f"{at[:16].replace('T', ' ')} UTC", datetime=at)


def number(n: int) -> Html:
    return tag("span", join([unseen(say("Finding") + " "), esc(n)]), "sw-nr")


def where(source: Source) -> Html:
    said = link(source.title, source.url) if source.url else esc(source.title)
    return tag("p", join([esc(say("Source:") + " "), tag("span", said, lang=english())]), "fine")


def diff(pieces: Iterable[Piece], id_: str = "") -> Html:
    """Words that go and come, struck and underlined, and said for screen readers."""
    given = {"id": id_} if id_ else {}
    return tag("div", join(_piece(one) for one in pieces), "sw-diff", **given)


def small_diff(edit: Edit) -> Html:
    """One edit by itself."""
    if not edit.after:
        said = join([_piece(Piece(Change.OUT, edit.before)), text("span", f" ({say('taken out')})", "fine")])
        return tag("div", said, "sw-diff")
    found = compared(edit.before, edit.after)
    kept = sum(len(one.text) for one in found if one.change is Change.KEPT)
    if 2 * kept < len(edit.before):  # a patchwork of words is harder to read than two whole sentences
        both = (Piece(Change.OUT, edit.before), Piece(Change.IN, edit.after))
        return tag("div", join(_piece(one) for one in both if one.text), "sw-diff swap")
    return diff(_cut(one) for one in found)


def note(words: str, *more: Html) -> Html:
    """What was just done, shown above and read aloud."""
    return kit.callout(join([text("p", words, data_say=words), *more]))


def _cut(piece: Piece) -> Piece:
    if piece.change is not Change.KEPT or len(piece.text) <= 2 * _SHORT:
        return piece
    return Piece(Change.KEPT, f"{piece.text[:_SHORT]} … {piece.text[-_SHORT:]}")


def _piece(one: Piece) -> Html:
    if one.change is Change.KEPT:
        return esc(one.text)
    said, name = (say("taken out"), "del") if one.change is Change.OUT else (say("put in"), "ins")
    return join([tag(name, join([unseen(f"{said}: "), esc(one.text)])), unseen(". ")])
