"""A stored draft in the chat: labelled as an example, with what it still asks for and where it goes on.

Covers: the card and what each kind of draft is called. Does not cover making a draft (bot/write).
"""

from collections.abc import Mapping

from bot.ui.cited import Reply
from bot.ui.components import Html, act, chip, esc, join, tag, text
from bot.ui.tongue import english, later, say

OWN_WORDS = later(
    "This is an example made from your facts. What you send has to be your own writing: "
    "use it to see the shape, then say it your way."
)

_PARAGRAPHS = (
    "score_explanation_statement",
    "why_specialty",
    "why_ready",
    "why_region",
    "gap_year",
    "edited",
)
"""Drafts that belong in a statement, so that the Statement tab takes them."""

_DRAFTS: Mapping[str, str] = {
    "score_explanation_statement": later("your exams explained, for the statement"),
    "score_explanation_email": later("your exams explained, in an email"),
    "score_explanation_interview_20": later("an interview answer of 20 seconds"),
    "score_explanation_interview_60": later("an interview answer of 60 seconds"),
    "score_explanation_interview_90": later("an interview answer of 90 seconds"),
    "why_specialty": later("why this specialty"),
    "why_ready": later("why you are ready"),
    "why_region": later("why this region"),
    "letter_request": later("a request for a letter"),
    "coordinator_email": later("an email to a program"),
    "update_letter": later("an update letter"),
    "thank_you": later("a thank-you note"),
    "gap_year": later("the time without training"),
    "edited": later("your text with the edits"),
}
_ANSWERS = tuple(kind for kind in _DRAFTS if "_interview_" in kind)
"""Drafts that are said aloud."""


def draft_card(draft: Reply) -> Html:
    """A stored draft, labelled as an example, with what it still asks for."""
    kind = str(draft["kind"])
    notes = join(tag("li", esc(note)) for note in draft.get("notes", ()))
    label = join(
        [
            text("strong", say("Draft: {what}", what=draft_name(kind))),
            chip(say("rewrite in your own words"), "clay"),
        ]
    )
    parts = [
        tag("div", label, "top"),
        text("div", draft["text"], "body", lang=english()),
        tag("ul", notes, "notes", lang=english()) if notes else Html(""),
        text("p", say(OWN_WORDS), "fine"),
        tag("div", join(_draft_acts(kind)), "sw-row"),
    ]
    return tag("div", join(parts), "sw-draft")


def draft_name(kind: str) -> str:
    """What a kind of draft is called in a sentence."""
    return say(_DRAFTS.get(kind, kind.replace("_", " ")))


def _draft_acts(kind: str) -> list[Html]:
    copy = act(say("Copy draft"), "copy", "draft", "sw-button small quiet")
    if kind in _PARAGRAPHS:
        return [act(say("Work on it in the Statement tab"), "st_draft", kind, "sw-button small"), copy]
    if kind in _ANSWERS:
        return [act(say("Practise it in the Interview tab"), "tab", "Interview", "sw-button small"), copy]
    return [copy]
