"""What the review found, beside the text: each finding with its reason, its edit and the decision.

Covers: its markup, and where the marks stand for studio.js. Does not cover finding (write.studio).
"""

import json

from bot.ui import components as kit
from bot.ui.components import Html, act, esc, in_english, join, tag, text, unseen
from bot.ui.studio.words import number, small_diff, where
from bot.ui.tongue import english, later, say, several
from bot.write.studio import Document, Examined, Item
from bot.write.studio.findings import PRESSING, rules
from bot.write.studio.titles import TITLES

_NONE = later("Nothing to mark. Read it aloud once, and let somebody who knows you read it.")
_EMPTY = later("Findings come here while you write, whenever you pause.")
_EARLY = later("What is missing is said when there is more text.")


def findings(now: Document, found: Examined, facts: int) -> Html:
    """All findings; `facts` is how many facts the text was compared with."""
    if not now.text.strip():
        return join([_marks(now, ()), text("h3", say("Findings")), text("p", say(_EMPTY), "fine")])
    placed = [one for one in found.items if one.start is not None]
    missing = [one for one in found.items if one.start is None]
    early = found.counts.words < rules()["enough"] and any(one.problem != "too_long" for one in missing)
    shown = placed if early else [*placed, *missing]
    parts = [
        _marks(now, tuple(placed)),
        text("h3", say("Findings ({n})", n=len(shown))),
        _checked(facts),
        _safe(found),
        tag("ol", join(_item(one) for one in shown), "sw-findings") if shown else text("p", say(_NONE)),
        text("p", say(_EARLY), "fine") if early else Html(""),
        _own(found),
        _aside(found),
    ]
    return join(parts)


def utf16(words: str, at: int) -> int:
    """A place in the text as the browser counts it."""
    return len(words[:at].encode("utf-16-le")) // 2


def _marks(now: Document, items: tuple[Item, ...]) -> Html:
    """Where the marks stand: start, end, number, and whether it is pressing."""
    places = [
        [utf16(now.text, one.start or 0), utf16(now.text, one.end or 0), one.number, one.problem in PRESSING]
        for one in items
    ]
    raw = Html(esc(now.text).replace("<br>", "\n"))
    area = Html(f'<textarea id="st-marked" hidden tabindex="-1" aria-hidden="true">\n{raw}</textarea>')
    return tag("div", area, "", id="st-marks", hidden="hidden", data_marks=json.dumps(places))


def _checked(facts: int) -> Html:
    if facts:
        said = several(
            facts, "Compared with {n} fact of your profile.", "Compared with {n} facts of your profile."
        )
    else:
        said = say("Your profile holds no facts yet, so the text could not be compared with them.")
    return text("p", said, "fine")


def _safe(found: Examined) -> Html:
    count = len(found.safe)
    if not count:
        return Html("")
    hint = say("Safe: slips of language, what identifies a patient, words meant for a program.")
    words = several(count, "Accept the safe one ({n})", "Accept the safe ones ({n})")
    go = act(words, "st_safe", "", "sw-button small primary")
    return tag("div", join([go, text("span", hint, "fine")]), "sw-row safe")


def _item(one: Item) -> Html:
    pressing = kit.chip(say("before you send it"), "bad") if one.problem in PRESSING else Html("")
    head = tag(
        "p", join([number(one.number), text("strong", say(TITLES[one.problem])), pressing], " "), "title"
    )
    quote = text("q", one.quote, "words") if one.quote and (one.edit is None or one.also) else Html("")
    body = [
        head,
        quote,
        text("p", one.why, lang=english()),
        tag("p", join([text("em", say("To mend it:") + " "), in_english(one.mend)])),
    ]
    return tag(
        "li",
        join([*body, _edit(one), _acts(one), where(one.source)]),
        id=f"st-item-{one.number}",
        tabindex="-1",
    )


def _edit(one: Item) -> Html:
    if one.edit is None:
        return Html("")
    if one.also:
        return text("p", say("The edit at {n} mends this too.", n=one.also), "fine")
    asks = one.edit.after.strip().startswith("[")
    hint = (
        text("p", say("The bracket asks you; write the answer in your own words."), "fine")
        if asks
        else Html("")
    )
    return tag("div", join([text("p", say("Proposed edit"), "lead"), small_diff(one.edit), hint]), "edit")


def _acts(one: Item) -> Html:
    name = say("{title}, finding {n}", title=say(TITLES[one.problem]).lower(), n=one.number)
    buttons = []
    if one.edit is not None and not one.also:
        buttons.append(act(say("Accept"), "st_accept", one.key, "sw-button small", name))
        buttons.append(act(say("Reject"), "st_refuse", one.key, "sw-button small quiet", name))
    else:
        buttons.append(act(say("Leave it as it is"), "st_refuse", one.key, "sw-button small quiet", name))
    if one.start is not None:
        given = {"type": "button", "data_studio": "show", "value": str(one.number)}
        words = join([esc(say("Show")), unseen(" " + say("{name}, in the text", name=name))])
        buttons.append(tag("button", words, "sw-button small quiet", **given))
    return tag("div", join(buttons), "sw-row")


def _own(found: Examined) -> Html:
    if not found.own:
        return Html("")
    said = (
        several(
            runs,
            "Shares {n} passage of eight or more words with your own “{title}”.",
            "Shares {n} passages of eight or more words with your own “{title}”.",
            title=title,
        )
        for title, runs in found.own.items()
    )
    end = say("Your own words may be used again; look that specialty and region fit.")
    return join([*(text("p", line, "fine") for line in said), text("p", end, "fine")])


def _aside(found: Examined) -> Html:
    if not found.aside:
        return Html("")
    rows = join(
        tag(
            "li",
            join(
                [
                    text("strong", say(TITLES[one.problem])),
                    text("q", one.quote, "words") if one.quote else Html(""),
                    act(
                        say("Show it again"),
                        "st_back",
                        one.key,
                        "sw-button small quiet",
                        say(TITLES[one.problem]),
                    ),
                ]
            ),
        )
        for one in found.aside
    )
    summary = esc(say("Left as they are ({n})", n=len(found.aside)))
    return kit.fold(summary, tag("ul", rows, "sw-aside"), "st-aside", css="sw-because")
