"""The Score tab: application strength with its range, every factor, and what would change it.

Covers: markup made from the JSON form of a score. Does not cover how a score is computed (assess.scoring).
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from bot.applicant.facts import SPECIALTIES
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, in_english, join, linked, spoken, tag, text, unseen
from bot.ui.tongue import english, later, say

Score: TypeAlias = Mapping[str, Any]

_GATE: Mapping[str, tuple[str, str]] = {
    "pass": (later("met"), "good"),
    "fail": (later("not met"), "bad"),
    "unknown": (later("not known yet"), "unknown"),
}
_MISSING_SHOWN = 8
_MENTION = "Should I explain my scores in my personal statement?"
_EXPLAINED = ("step2ck", "step1", "attempts", "trend", "graduation", "cycles")
"""Factors that a program asks about, so that there is something to explain."""


def empty() -> Html:
    """Before anything is known: what the tab will show and the way there."""
    lead = say(
        "Tell the advisor about your exams, your graduation year and your experience. "
        "Your score then appears here with its whole arithmetic: "
        "what counts, how much, and what would change it."
    )
    note = say("Three facts are enough to start. What is missing is shown as a range, never guessed.")
    go = act(say("Tell the advisor"), "tab", "Advisor", "sw-button primary")
    ways = tag(
        "div", join([go, act(say("Look at an example first"), "example_load", "", "sw-button")]), "sw-row"
    )
    return kit.card(
        say("No score yet"), join([text("p", lead), text("p", note, "fine"), ways]), css="sw-empty-score"
    )


def panel(score: Score, specialties: Sequence[str] = ()) -> Html:
    """The score itself; `specialties` are the applicant's, in order, when there is a choice."""
    parts = [
        _total(score, specialties),
        _missing(score["missing"]),
        _factors(score["factors"]),
        _changes(score["counterfactuals"], score["step3_advice"]),
    ]
    return tag("div", join(parts), "sw-score")


def background(score: Score) -> Html:
    """What stands below the score: conditions, published groups, and how many programs to apply to."""
    parts = [
        _gates(score["gates"]),
        _standing(score["exam_standing"]),
        _applications(score["applications"]),
        _onward(score["factors"]),
    ]
    return tag("div", join(parts), "sw-score")


def _total(score: Score, specialties: Sequence[str]) -> Html:
    total, low, high = score["total"], score["low"], score["high"]
    full = sum(factor["max"] for factor in score["factors"])
    if low == high:
        span = say("Everything that counts is known, so there is no range.")
    else:
        span = say(
            "Between {low} and {high}, depending on what is not known yet.",
            low=spoken(low),
            high=spoken(high),
        )
    buttons = [
        act(say("Explain my score in the chat"), "say", "Explain my score", "sw-button"),
        act(say("Try a change"), "to", "whatif", "sw-button"),
    ]
    figure = join(
        [text("span", spoken(total), "figure"), text("span", say("of {full}", full=spoken(full)), "of")]
    )
    body = [
        _specialties(specialties, score["specialty"]),
        tag("p", figure, "sw-total"),
        kit.bar(say("Application strength"), total, low, high, full),
        text("p", span, "range"),
        kit.callout(in_english(score["not_a_chance"])),
        text("p", score["weights"]["reason"], "fine", lang=english()),
        tag("div", join(buttons), "sw-row"),
    ]
    return kit.card(say("Application strength"), join(body), css="sw-hero")


def _specialties(keys: Sequence[str], chosen: str | None) -> Html:
    if len(keys) < 2:
        return Html("")
    buttons = join(_specialty(key, key == chosen) for key in keys)
    return tag("div", buttons, "sw-pills", role="group", aria_label=say("Scored for which specialty"))


def _specialty(key: str, now: bool) -> Html:
    given = {"type": "button", "name": "sw:specialty", "value": key, "aria_pressed": str(now).lower()}
    return text("button", say(SPECIALTIES.get(key, key)), "sw-pill now" if now else "sw-pill", **given)


def _missing(items: Sequence[Score]) -> Html:
    if not items:
        return Html("")
    buttons = join(act(_open(item), "fill", item["field"], "sw-pill") for item in items[:_MISSING_SHOWN])
    lead = say(
        "Each of these would narrow the range. Tap one to add it, or tell the advisor in your own words."
    )
    return kit.card(say("Still missing"), tag("div", buttons, "sw-pills"), lead=lead)


def _open(item: Score) -> str:
    points = spoken(item["width"])
    return say("{label} · {points} points open", label=say(item["label"]), points=points)


def _factors(factors: Sequence[Score]) -> Html:
    lead = say("These points add up to your total. A striped part is open until a fact is known.")
    rows = join(_factor(item) for item in factors)
    return kit.card(say("What the score is made of"), tag("ul", rows, "sw-rows"), lead=lead)


def _factor(item: Score) -> Html:
    points, low, high, full = (item[key] for key in ("points", "low", "high", "max"))
    figures = say("{points} of {full}", points=spoken(points), full=spoken(full))
    span = (
        text("span", say("{low} to {high}", low=spoken(low), high=spoken(high)), "span-words")
        if low != high
        else Html("")
    )
    worth = tag("span", join([text("b", figures), span], " "))
    head = tag("div", join([text("strong", item["name"], lang=english()), worth]), "head")
    fact = _fact(item["fact"]) if item.get("fact") else Html("")
    reason = join([tag("p", linked(str(item["reason"])), lang=english()), fact, _source(item["source"])])
    asked = join([esc(say("Why")), unseen(f": {item['name']}", english())])
    why = kit.fold(asked, reason, f"why-{item['key']}", css="sw-because")
    return tag("li", join([head, kit.bar(item["name"], points, low, high, full, english()), why]))


def _fact(words: str) -> Html:
    return tag("p", join([esc(say("Your fact:") + " "), in_english(words)]), "fine")


def _changes(changes: Sequence[Score], step3: Score) -> Html:
    rows = join(_change(item) for item in changes)
    lead = say(
        "Each line is a real re-run of the score with that one change, most gain for the effort first."
    )
    body = (
        tag("ul", rows, "sw-rows sw-changes") if changes else text("p", say("Nothing you can still change."))
    )
    advice = kit.callout(
        join([tag("p", linked(str(step3["detail"])), lang=english()), _source(step3["source"])]),
        title="Step 3",
    )
    return kit.card(say("What would change it"), join([body, advice]), lead=lead)


def _change(item: Score) -> Html:
    told = join([text("span", item["change"], lang=english()), _source(item["source"])])
    return tag("li", join([text("span", signed(item["delta"]), "delta"), tag("div", told)]))


def _gates(gates: Sequence[Score]) -> Html:
    lead = say("Conditions that many programs check before they read anything else.")
    return kit.card(say("Gates"), tag("ul", join(_gate(gate) for gate in gates), "sw-rows"), lead=lead)


def _gate(gate: Score) -> Html:
    words, tone = _GATE[gate["verdict"]]
    head = tag(
        "div", join([text("strong", gate["name"], lang=english()), kit.chip(say(words), tone)]), "head"
    )
    return tag(
        "li", join([head, tag("p", linked(str(gate["detail"])), lang=english()), _source(gate["source"])])
    )


def _standing(rows: Sequence[Score]) -> Html:
    if not rows:
        return Html("")
    columns = (say("Exam"), say("Yours"), say("How it reads"), say("Pass mark"))
    body = [
        (
            esc(row["exam"]),
            text("strong", say(str(row["value"]))),
            in_english(row["band"]),
            esc(say("pass or fail") if row["pass_mark"] is None else row["pass_mark"]),
        )
        for row in rows
    ]
    notes = join(_standing_note(row) for row in rows)
    return kit.card(
        say("Where your exams stand"), join([kit.table(say("Exam standing"), columns, body), notes])
    )


def _standing_note(row: Score) -> Html:
    """The published middle half of matched and unmatched applicants, whose it is, and what to know."""
    parts = []
    if row["quartiles_matched"] and isinstance(row["value"], int):
        groups = {say("Matched"): row["quartiles_matched"], say("Not matched"): row["quartiles_not_matched"]}
        parts = [
            text("h4", say("{exam}: the middle half of a group", exam=row["exam"])),
            kit.plot(
                say("{exam}, yours {value}", exam=row["exam"], value=row["value"]), groups, row["value"]
            ),
            text("p", row["population"], "fine", lang=english()),
        ]
    return join(
        [*parts, text("p", f"{row['exam']}: {row['note']}", "fine", lang=english()), _source(row["source"])]
    )


def _applications(span: Score) -> Html:
    words = say("{low} to {high} programs", low=span["low"], high=span["high"])
    ways = [
        act(say("See which programs"), "tab", "Programs", "sw-button small"),
        act(say("See what they cost"), "tab", "Plan#plan-cost", "sw-button small"),
    ]
    row = tag("div", join(ways), "sw-row")
    body = [
        text("p", words, "sw-big"),
        text("p", span["reason"], lang=english()),
        _source(span["source"]),
        row,
    ]
    return kit.card(say("How many to apply to"), join(body))


def _onward(factors: Sequence[Score]) -> Html:
    """The other tabs from here: what costs most leads to where something can be done about it."""
    costly = max(factors, key=lambda item: item["max"] - item["points"])
    ways = [act(say("What to do this week"), "tab", "Plan", "sw-button")]
    if costly["key"] in _EXPLAINED:
        ways = [
            act(say("Practise explaining it"), "tab", "Interview", "sw-button primary"),
            act(say("Ask whether to mention it in my statement"), "say", _MENTION, "sw-button"),
            *ways,
        ]
    words = [esc(say("What costs most in this score is:") + " "), in_english(costly["name"])]
    return kit.card(
        say("Where to go from here"), join([tag("p", join(words)), tag("div", join(ways), "sw-row")])
    )


def _source(words: object) -> Html:
    return (
        tag("p", join([esc(say("Source:") + " "), tag("span", linked(str(words)), lang=english())]), "fine")
        if words
        else Html("")
    )


def signed(delta: float) -> str:
    """A difference in points with its sign."""
    return f"+{spoken(delta)}" if delta > 0 else f"−{spoken(abs(delta))}"
