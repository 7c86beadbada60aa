"""The Score tab: application strength with its range, every factor, and what would change it.

Covers: markup made from the JSON form of a score. Does not cover how a score is computed (assess.scoring).
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from bot.applicant.facts import SPECIALTIES
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, join, linked, spoken, tag, text, unseen

Score: TypeAlias = Mapping[str, Any]

_GATE: Mapping[str, tuple[str, str]] = {
    "pass": ("met", "good"),
    "fail": ("not met", "bad"),
    "unknown": ("not known yet", "unknown"),
}
_MISSING_SHOWN = 8


def empty() -> Html:
    """Before anything is known: what the tab will show and the way there."""
    lead = (
        "Tell the advisor about your exams, your graduation year and your experience. "
        "Your score then appears here with its whole arithmetic: "
        "what counts, how much, and what would change it."
    )
    note = "Three facts are enough to start. What is missing is shown as a range, never guessed."
    go = act("Tell the advisor", "tab", "Advisor", "sw-button primary")
    return kit.card(
        "No score yet", join([text("p", lead), text("p", note, "fine"), go]), css="sw-empty-score"
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
    ]
    return tag("div", join(parts), "sw-score")


def _total(score: Score, specialties: Sequence[str]) -> Html:
    total, low, high = score["total"], score["low"], score["high"]
    full = sum(factor["max"] for factor in score["factors"])
    if low == high:
        span = "Everything that counts is known, so there is no range."
    else:
        span = f"Between {spoken(low)} and {spoken(high)}, depending on what is not known yet."
    buttons = [
        act("Explain my score in the chat", "say", "Explain my score", "sw-button"),
        act("Try a change", "to", "whatif", "sw-button"),
    ]
    figure = join([text("span", spoken(total), "figure"), text("span", f"of {spoken(full)}", "of")])
    body = [
        _specialties(specialties, score["specialty"]),
        tag("p", figure, "sw-total"),
        kit.bar("Application strength", total, low, high, full),
        text("p", span, "range"),
        kit.callout(esc(score["not_a_chance"])),
        text("p", score["weights"]["reason"], "fine"),
        tag("div", join(buttons), "sw-row"),
    ]
    return kit.card("Application strength", join(body), css="sw-hero")


def _specialties(keys: Sequence[str], chosen: str | None) -> Html:
    if len(keys) < 2:
        return Html("")
    buttons = join(_specialty(key, key == chosen) for key in keys)
    return tag("div", buttons, "sw-pills", role="group", aria_label="Scored for which specialty")


def _specialty(key: str, now: bool) -> Html:
    given = {"type": "button", "name": "sw:specialty", "value": key, "aria_pressed": str(now).lower()}
    return text("button", SPECIALTIES.get(key, key), "sw-pill now" if now else "sw-pill", **given)


def _missing(items: Sequence[Score]) -> Html:
    if not items:
        return Html("")
    buttons = join(
        act(f"{item['label']} · {spoken(item['width'])} points open", "fill", item["field"], "sw-pill")
        for item in items[:_MISSING_SHOWN]
    )
    lead = "Each of these would narrow the range. Tap one to add it, or tell the advisor in your own words."
    return kit.card("Still missing", tag("div", buttons, "sw-pills"), lead=lead)


def _factors(factors: Sequence[Score]) -> Html:
    lead = "These points add up to your total. A striped part is open until a fact is known."
    rows = join(_factor(item) for item in factors)
    return kit.card("What the score is made of", tag("ul", rows, "sw-rows"), lead=lead)


def _factor(item: Score) -> Html:
    points, low, high, full = (item[key] for key in ("points", "low", "high", "max"))
    figures = f"{spoken(points)} of {spoken(full)}"
    span = text("span", f"{spoken(low)} to {spoken(high)}", "span-words") if low != high else Html("")
    worth = tag("span", join([text("b", figures), span], " "))
    head = tag("div", join([text("strong", item["name"]), worth]), "head")
    fact = text("p", f"Your fact: {item['fact']}", "fine") if item.get("fact") else Html("")
    reason = join([tag("p", linked(str(item["reason"]))), fact, _source(item["source"])])
    why = kit.fold(
        join([esc("Why"), unseen(f": {item['name']}")]), reason, f"why-{item['key']}", css="sw-because"
    )
    return tag("li", join([head, kit.bar(item["name"], points, low, high, full), why]))


def _changes(changes: Sequence[Score], step3: Score) -> Html:
    rows = join(_change(item) for item in changes)
    lead = "Each line is a real re-run of the score with that one change, most gain for the effort first."
    body = tag("ul", rows, "sw-rows sw-changes") if changes else text("p", "Nothing you can still change.")
    advice = kit.callout(
        join([tag("p", linked(str(step3["detail"]))), _source(step3["source"])]), title="Step 3"
    )
    return kit.card("What would change it", join([body, advice]), lead=lead)


def _change(item: Score) -> Html:
    told = join([text("span", item["change"]), _source(item["source"])])
    return tag("li", join([text("span", signed(item["delta"]), "delta"), tag("div", told)]))


def _gates(gates: Sequence[Score]) -> Html:
    lead = "Conditions that many programs check before they read anything else."
    return kit.card("Gates", tag("ul", join(_gate(gate) for gate in gates), "sw-rows"), lead=lead)


def _gate(gate: Score) -> Html:
    words, tone = _GATE[gate["verdict"]]
    head = tag("div", join([text("strong", gate["name"]), kit.chip(words, tone)]), "head")
    return tag("li", join([head, tag("p", linked(str(gate["detail"]))), _source(gate["source"])]))


def _standing(rows: Sequence[Score]) -> Html:
    if not rows:
        return Html("")
    columns = ("Exam", "Yours", "How it reads", "Pass mark")
    body = [
        (
            esc(row["exam"]),
            text("strong", row["value"]),
            esc(row["band"]),
            esc("pass or fail" if row["pass_mark"] is None else row["pass_mark"]),
        )
        for row in rows
    ]
    notes = join(_standing_note(row) for row in rows)
    return kit.card("Where your exams stand", join([kit.table("Exam standing", columns, body), notes]))


def _standing_note(row: Score) -> Html:
    """The published middle half of matched and unmatched applicants, whose it is, and what to know."""
    parts = []
    if row["quartiles_matched"] and isinstance(row["value"], int):
        groups = {"Matched": row["quartiles_matched"], "Not matched": row["quartiles_not_matched"]}
        parts = [
            text("h4", f"{row['exam']}: the middle half of a group"),
            kit.plot(f"{row['exam']}, yours {row['value']}", groups, row["value"]),
            text("p", row["population"], "fine"),
        ]
    return join([*parts, text("p", f"{row['exam']}: {row['note']}", "fine"), _source(row["source"])])


def _applications(span: Score) -> Html:
    words = f"{span['low']} to {span['high']} programs"
    body = [text("p", words, "sw-big"), text("p", span["reason"]), _source(span["source"])]
    return kit.card("How many to apply to", join(body))


def _source(words: object) -> Html:
    return tag("p", join([esc("Source: "), linked(str(words))]), "fine") if words else Html("")


def signed(delta: float) -> str:
    """A difference in points with its sign."""
    return f"+{spoken(delta)}" if delta > 0 else f"−{spoken(abs(delta))}"
