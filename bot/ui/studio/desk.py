"""A statement that is open: its title, what it is for, the sheet to write on, what is counted.

Covers: their markup. Does not cover the marks under the words (studio.js draws them), findings (findings) or
keeping what is typed (tab).
"""

from collections.abc import Mapping
from secrets import token_hex

from bot.applicant.facts import SPECIALTIES, STATES
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, join, tag, text, unseen
from bot.ui.studio.keeping import LONGEST_TITLE, Kept
from bot.ui.studio.words import ASKS, KINDS, OWED, aimed, words_of
from bot.ui.tongue import later, say
from bot.write.review import Counts
from bot.write.review.rules import limits
from bot.write.studio import Goal

_BEGIN = later("Write or paste your text here. It is saved as you go.")


def top(kept: Kept) -> Html:
    """The way back, the title with its menu, and what the text is for."""
    back = act(f"‹ {say('All statements')}", "st_home", "", "sw-button small quiet")
    head = [text("h3", kept.title), _menu(kept)]
    return join([tag("div", join([back, tag("div", join(head), "title")]), "sw-desk-top"), _goal(kept)])


def sheet(kept: Kept, *, fresh: bool = False) -> Html:
    """The text to write in; the layer under it carries the marks."""
    area = Html(
        f'<textarea id="st-text" name="text" rows="14" spellcheck="true" autocomplete="off"'
        f' aria-describedby="st-count" placeholder="{esc(say(_BEGIN))}"'
        f"{' data-reveal' if fresh and not kept.now.text else ''}>\n{_raw(kept.now.text)}</textarea>"
    )
    under = tag("div", Html(""), "sw-under", aria_hidden="true")
    body = [text("label", say("Your text"), for_="st-text"), tag("div", join([under, area]), "sw-sheet")]
    given = {"id": "st-form", "data_id": kept.id, "data_revision": str(kept.revision)}
    return tag("form", join(body), "sw-writing", name="sw:st_text", **given)


def state(kept: Kept, counts: Counts, at: str) -> Html:
    """Counters, and quietly that all is saved; the token tells the page that an answer has come."""
    return join([_saved(say("Saved"), "yes", kept, at), _counts(counts)])


def unsaved() -> Html:
    """The same when the text could not be kept; why is said above."""
    return _saved(say("Not saved"), "no", None, "")


def _saved(words: str, ok: str, kept: Kept | None, at: str) -> Html:
    given = {"data_token": token_hex(), "data_ok": ok, "data_at": at}
    if kept is not None:
        given |= {"data_id": kept.id, "data_revision": str(kept.revision)}
    return text("p", words, "saved", id="st-saved", **given)


def _counts(counts: Counts) -> Html:
    most = limits()["characters"]
    over = counts.characters > most
    pages = say("about {n} page") if counts.pages == 1 else say("about {n} pages")
    line = [
        text("strong", words_of(counts.words)),
        text("span", say("{n:,} of {most:,} characters (the ERAS limit)", n=counts.characters, most=most)),
        text("span", pages.format(n=kit.spoken(counts.pages))),
    ]
    chip = kit.chip(say("{n:,} too many for ERAS", n=counts.characters - most), "bad") if over else Html("")
    return tag("p", join([*line, chip], " "), "counts", id="st-count")


def _menu(kept: Kept) -> Html:
    field = (
        f'<form name="sw:st_rename"><label for="st-title">{esc(say("Name"))}</label>'
        f'<input id="st-title" name="title" type="text" maxlength="{LONGEST_TITLE}"'
        f' value="{esc(kept.title)}">'
        f'<button type="submit" class="sw-button small">{esc(say("Rename"))}</button></form>'
    )
    ask = say("Delete this statement with all its versions and its log? This cannot be undone.")
    yes = act(say("Yes, delete it"), "st_delete", kept.id, "sw-button small bad", kept.title)
    delete = kit.fold(
        esc(say("Delete this statement")), join([text("p", ask), yes]), "st-delete", css="sw-sure"
    )
    sign = join([Html('<span aria-hidden="true">⋯</span>'), unseen(say("Rename or delete this statement"))])
    return kit.fold(sign, join([Html(field), delete]), "st-menu", css="sw-menu")


def _goal(kept: Kept) -> Html:
    goal = kept.now.goal
    fields = [
        _choice("st-kind", "kind", say("This text is"), _said(KINDS), goal.kind, None),
        _choice(
            "st-specialty",
            "specialty",
            say("For"),
            _said(SPECIALTIES),
            goal.specialty,
            say("No specialty yet"),
        ),
        _choice(
            "st-region",
            "region",
            say("Region"),
            {name: name for name in STATES.values()},
            goal.region,
            say("No single state"),
        ),
        _asks(goal),
    ]
    form = tag("form", join(fields), "sw-goal", name="sw:st_goal", data_live="yes")
    owed = ", ".join(say(said) for name, said in OWED.items() if name in goal.asks)
    unseen_region = "region" in goal.asks and goal.region is None
    said = " " + say("It is to speak of: {what}.", what=owed or say("nothing in particular"))
    if unseen_region:
        said += " " + say("Choose a state, and the region is looked at too.")
    head = join([text("strong", aimed(goal)), text("span", said, "fine")])
    return kit.fold(
        tag("span", join([head, text("span", say("Change"), "change")], " ")), form, "st-goal", css="goal"
    )


def _choice(
    id_: str, name: str, label: str, options: Mapping[str, str], now: str | None, none: str | None
) -> Html:
    pairs = [("", none)] if none else []
    pairs += list(options.items())
    items = join(
        Html(
            f'<option value="{esc(value)}"{" selected" if value == (now or "") else ""}>{esc(said)}</option>'
        )
        for value, said in pairs
    )
    menu = Html(f'<select id="{id_}" name="{name}">{items}</select>')
    return tag("div", join([text("label", label, for_=id_), menu]), "field")


def _said(options: Mapping[str, str]) -> dict[str, str]:
    return {key: say(words) for key, words in options.items()}


def _asks(goal: Goal) -> Html:
    boxes = join(
        tag(
            "div",
            join(
                [
                    Html(
                        f'<input type="checkbox" id="st-ask-{name}" name="asks" value="{name}"'
                        f"{' checked' if name in goal.asks else ''}>"
                    ),
                    text("label", say(said), for_=f"st-ask-{name}"),
                ]
            ),
            "box",
        )
        for name, said in ASKS.items()
    )
    return tag("fieldset", join([text("legend", say("It is to say")), boxes]))


def _raw(words: str) -> Html:
    """Text inside a text area: escaped, with its line ends."""
    return Html(esc(words).replace("<br>", "\n"))
