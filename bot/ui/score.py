"""The Score tab: application strength with its range, every factor, and what would change it.

Covers: markup made from the JSON form of a score. Does not cover how a score is computed (assess.scoring).
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from bot.applicant.facts import FIELDS, SPECIALTIES
from bot.ui.components import Html, act, bar, callout, card, chip, esc, fold, join, linked, spoken, table, tag, text

Score: TypeAlias = Mapping[str, Any]

_GATE: Mapping[str, tuple[str, str]] = {
    "pass": ("met", "good"),
    "fail": ("not met", "bad"),
    "unknown": ("not known yet", "unknown"),
}
NOT_A_CHANCE = (
    "This is application strength: how your record compares with what programs ask for. "
    "It is not a chance of matching, and nobody can give you one honestly."
)


def empty() -> Html:
    """Before anything is known: what the tab will show and the way there."""
    lead = (
        "Tell the advisor about your exams, your graduation year and your experience. "
        "Your score then appears here with its whole arithmetic: what counts, how much, and what would change it."
    )
    return card(
        "No score yet",
        join(
            [
                text("p", lead),
                text("p", "Three facts are enough to start. What is missing is shown as a range, never guessed.", "fine"),
                act("Tell the advisor", "tab", "Advisor", "sw-button primary"),
            ]
        ),
        css="sw-empty-score",
    )


def panel(score: Score | None, missing: Sequence[str], specialties: Sequence[str] = (), chosen: str = "") -> Html:
    """The whole tab. `missing` are the field keys that would narrow the range, most useful first."""
    if score is None:
        return empty()
    parts = [
        _total(score, specialties, chosen),
        _gates(score["gates"]),
        _factors(score["factors"]),
        _changes(score["counterfactuals"]),
        _missing(missing),
        _standing(score["exam_standing"]),
        _applications(score["applications"]),
    ]
    return tag("div", join(parts), "sw-score")


def _total(score: Score, specialties: Sequence[str], chosen: str) -> Html:
    total, low, high = score["total"], score["low"], score["high"]
    full = sum(factor["max"] for factor in score["factors"])
    if low == high:
        span = "Everything that counts is known, so there is no range."
    else:
        span = f"Between {spoken(low)} and {spoken(high)}, depending on what is not known yet."
    figure = tag("p", join([text("span", spoken(total), "figure"), text("span", f" of {spoken(full)}", "of")]), "sw-total")
    body = [
        _specialties(specialties, chosen),
        figure,
        bar("Application strength", total, low, high, full),
        text("p", span, "range"),
        callout(esc(NOT_A_CHANCE), "note"),
        act("Explain my score in the chat", "say", "Explain my score", "sw-button quiet"),
    ]
    return card("Application strength", join(body), css="sw-hero")


def _specialties(keys: Sequence[str], chosen: str) -> Html:
    if len(keys) < 2:
        return Html("")
    buttons = join(
        act(SPECIALTIES.get(key, key), "specialty", key, "sw-pill now" if key == chosen else "sw-pill") for key in keys
    )
    label = text("p", "Weights differ by specialty. Scored for:", "fine")
    return join([label, tag("div", buttons, "sw-pills", role="group", aria_label="Specialty")])


def _gates(gates: Sequence[Score]) -> Html:
    if not gates:
        return Html("")
    rows = []
    for gate in gates:
        words, tone = _GATE[gate["verdict"]]
        head = tag("div", join([text("strong", gate["name"]), chip(words, tone)]), "head")
        rows.append(tag("li", join([head, tag("p", linked(str(gate["detail"]))), _source(gate["source"])])))
    lead = "Conditions that many programs check before they read anything else."
    return card("Gates", tag("ul", join(rows), "sw-rows"), lead=lead)


def _factors(factors: Sequence[Score]) -> Html:
    lead = "The points below add up to your total. A striped part is open until a fact is known."
    return card("What the score is made of", tag("ul", join(_factor(item) for item in factors), "sw-rows"), lead=lead)


def _factor(item: Score) -> Html:
    points, low, high, full = (item[key] for key in ("points", "low", "high", "max"))
    figures = f"{spoken(points)} of {spoken(full)}"
    span = text("span", f"{spoken(low)} to {spoken(high)}", "span-words") if low != high else Html("")
    head = tag("div", join([text("strong", item["name"]), tag("span", join([text("b", figures), Html(" "), span]))]), "head")
    fact = text("p", f"From: {item['fact']}", "fine") if item.get("fact") else Html("")
    why = fold(esc("Why"), join([tag("p", linked(str(item["reason"]))), fact, _source(item["source"])]), css="sw-why-fold")
    return tag("li", join([head, bar(item["name"], points, low, high, full), why]))


def _changes(changes: Sequence[Score]) -> Html:
    if not changes:
        return Html("")
    rows = join(
        tag("li", join([text("span", _signed(item["delta"]), "delta"), text("span", item["change"])]), "sw-change")
        for item in changes
    )
    lead = "Each line is a real re-run of the whole score with that one change, most gain for the effort first."
    return card("What would change it", tag("ul", rows, "sw-rows"), lead=lead)


def _missing(keys: Sequence[str]) -> Html:
    if not keys:
        return Html("")
    buttons = join(act(FIELDS[key].label, "fill", key, "sw-pill", "– add it to your profile") for key in keys)
    lead = "These facts would narrow the range. Add one here, or tell the advisor in your own words."
    return card("Still missing", tag("div", buttons, "sw-pills"), lead=lead)


def _standing(rows: Sequence[Score]) -> Html:
    if not rows:
        return Html("")
    columns = ("Exam", "Yours", "How it reads", "Pass mark", "Matched, middle half", "Not matched, middle half")
    body = [
        (
            esc(row["exam"]),
            text("strong", row["value"]),
            esc(row["band"]),
            esc(row["pass_mark"] if row["pass_mark"] is not None else "–"),
            _quartiles(row["quartiles_matched"]),
            _quartiles(row["quartiles_not_matched"]),
        )
        for row in rows
    ]
    notes = dict.fromkeys(str(row["population"]) for row in rows if row.get("population"))
    where = dict.fromkeys(str(row["source"]) for row in rows if row.get("source"))
    below = join([*(text("p", f"Compared with: {note}", "fine") for note in notes), *(_source(item) for item in where)])
    return card("Where your exams stand", join([table("Exam standing", columns, body), below]))


def _quartiles(values: object) -> Html:
    if not isinstance(values, list | tuple) or not values:
        return esc("not published")
    ends = [spoken(float(value)) for value in (values[0], values[-1])]
    middle = f" (median {spoken(float(values[1]))})" if len(values) == 3 else ""
    return esc(f"{ends[0]} to {ends[1]}{middle}")


def _applications(span: Score) -> Html:
    words = f"{span['low']} to {span['high']} programs"
    more = "Breadth helps only where a program can take you, so read the rules of each before you pay."
    return card("How many to apply to", join([text("p", words, "sw-big"), text("p", more, "fine")]))


def _source(words: object) -> Html:
    return tag("p", join([text("span", "Source: "), linked(str(words))]), "fine") if words else Html("")


def _signed(delta: float) -> str:
    return f"+{spoken(delta)}" if delta > 0 else f"−{spoken(abs(delta))}"
