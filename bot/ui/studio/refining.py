"""The box to ask for a change, and what is offered for it, as edits to take or leave.

Covers: its markup, and which edits a form names. Does not cover refining (write.refine).
"""

import hashlib
from collections import Counter
from collections.abc import Sequence

from bot.ui import components as kit
from bot.ui.components import Html, act, esc, join, tag, text, unseen
from bot.ui.studio.home import rule
from bot.ui.studio.words import changes_of, diff, small_diff
from bot.ui.tongue import english, later, say
from bot.write.refine import Edit, pieces
from bot.write.studio import Document, Proposal

LONGEST_REQUEST = 400
_TRY = (later("shorter"), later("less defensive"), later("keep my opening"), later("correct the grammar"))
_LEAD = later(
    "Say in plain words what should change. No fact is added, and nothing changes before you take it."
)
_EXAMPLE = "shorter, keep my opening, more about Fresno"
"""English, as the statement is, and so are the requests that are understood."""


def refining(now: Document, *, fresh: bool = False) -> Html:
    """The box, and the proposal if there is one; `fresh`: it was just made, and reading goes on there."""
    if not now.text.strip():
        return Html("")
    offered = _proposal(now, now.proposal, fresh) if now.proposal else Html("")
    pills = join(act(say(words), "st_refine", words, "sw-pill") for words in _TRY)
    field = Html(
        f'<textarea id="st-request" name="value" rows="2" maxlength="{LONGEST_REQUEST}"'
        f' placeholder="{_EXAMPLE}"></textarea>'
    )
    go = tag("button", esc(say("Show me the change")), "sw-button", type="submit")
    form = tag(
        "form",
        join([text("label", say("What should change?"), for_="st-request"), field, tag("div", go, "sw-row")]),
        "sw-refining",
        name="sw:st_refine",
    )
    body = join([offered, form, tag("div", pills, "sw-pills"), rule()])
    return kit.card(say("Refine it"), body, lead=say(_LEAD), id_="st-refining")


def keys(edits: Sequence[Edit]) -> list[str]:
    """A name for each edit that stays when the text before it grows."""
    seen: Counter[str] = Counter()
    found = []
    for one in edits:
        mark = hashlib.sha256(f"{one.before}\n{one.after}".encode()).hexdigest()[:12]
        found.append(f"{mark}-{seen[mark]}")
        seen[mark] += 1
    return found


def chosen(edits: Sequence[Edit], ticked: object) -> set[int]:
    """The places of the edits that a form names."""
    names = {str(one) for one in ticked} if isinstance(ticked, list) else {str(ticked)}
    return {i for i, key in enumerate(keys(edits)) if key in names}


def _proposal(now: Document, proposal: Proposal, fresh: bool) -> Html:
    asked = say("You asked to mend everything")
    if proposal.request:
        asked = say("You asked: “{request}”", request=proposal.request)
    given = {"id": "st-offered", "tabindex": "-1", "data_reveal": "yes" if fresh else ""}
    head = [text("h4", asked, **given), text("p", proposal.said, lang=english())]
    if not proposal.edits:
        close = act(say("Close"), "st_drop", "", "sw-button small", say("what was offered"))
        return tag("div", join([*head, tag("div", close, "sw-row")]), "sw-proposal")
    rows = join(
        _row(one, key, n)
        for n, (one, key) in enumerate(zip(proposal.edits, keys(proposal.edits), strict=True), 1)
    )
    whole = kit.fold(
        esc(say("The whole text with these changes")),
        diff(pieces(now.text, proposal.edits)),
        "st-whole",
        css="sw-because",
    )
    buttons = [
        tag("button", esc(say("Take the ticked ones")), "sw-button", type="submit"),
        act(say("Take none"), "st_drop", "", "sw-button quiet"),
    ]
    lead = text("p", f"{changes_of(len(proposal.edits))}, {say('each to be taken or left:')}", "fine")
    form = tag(
        "form",
        join([lead, tag("ol", rows, "sw-edits"), whole, tag("div", join(buttons), "sw-row")]),
        "",
        name="sw:st_take",
    )
    return tag("div", join([*head, form]), "sw-proposal")


def _row(one: Edit, key: str, n: int) -> Html:
    box = Html(f'<input type="checkbox" id="st-edit-{key}" name="edit" value="{key}" checked>')
    label = tag("label", join([esc(say("Change {n}", n=n)), unseen(f": {one.why}")]), for_=f"st-edit-{key}")
    return tag(
        "li",
        join(
            [
                tag("div", join([box, label]), "box"),
                small_diff(one),
                text("p", one.why, "fine", lang=english()),
            ]
        ),
    )
