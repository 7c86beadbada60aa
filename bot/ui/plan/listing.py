"""The programs of the plan: tiers with a chart, whom to ask, where not to pay, signals, the coast verdict.

Covers: their markup; no blocked program is in any of them. Does not cover single programs (the Programs
tab) or how they were chosen (assess.plan).
"""

from collections.abc import Sequence

from bot.assess.eligibility.words import load_words
from bot.assess.plan import SignalPlan
from bot.assess.ranking import Tier
from bot.assess.records import PACIFIC
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, in_english, join, linked, tag, text
from bot.ui.plan.money import numbers
from bot.ui.plan.words import TIERS, Seen, check, listed, opener, sources, specialty
from bot.ui.tongue import english, later, say, several

_OPEN_AT_MOST = 12
"""Programs of a tier that are shown without a tap."""

_TITLES = {
    "full": later("Your application list"),
    "late": later("Your list for a late try"),
    "next": later("Your list for the next season"),
    "closed": later("No application list now"),
}
_CLOSED = later("In this part of the season no application is sent any more, so there is no list to pay for.")


def programs(seen: Seen) -> Html:
    """Everything about programs, in order."""
    if not seen.plan.applications:
        return join([_no_specialty(), _coast(seen)])
    return join([_list(seen), _signals(seen), _coast(seen)])


def _no_specialty() -> Html:
    words = say(
        "You have not named a specialty, so there is no list and no cost yet. "
        "Name one, or two in their order."
    )
    go = act(say("Choose your specialties"), "fill", "specialty", "sw-button primary")
    return kit.card(
        say("No application list yet"), join([text("p", words), tag("div", go, "sw-row")]), id_="plan-list"
    )


def _list(seen: Seen) -> Html:
    plan = seen.plan
    total = sum(len(ids) for ids in plan.tiers.values())
    if plan.mode == "closed":
        return kit.card(say(_TITLES["closed"]), text("p", say(_CLOSED)), id_="plan-list")
    parts = [_tiers(seen, total), numbers(seen), _ask_first(seen), _spare(seen)]
    return kit.card(say(_TITLES[plan.mode]), join(parts), id_="plan-list", lead=_lead(total))


def _lead(total: int) -> str:
    if not total:
        return say("No program is on the list; what stands in its way is said under “Good to know”.")
    return several(
        total,
        "{n} program, best fit first. None that a published rule closes to you is among them.",
        "{n} programs, best fit first. None that a published rule closes to you is among them.",
    )


def _tiers(seen: Seen, total: int) -> Html:
    if not total:
        return act(say("Read why"), "to", "plan-notes", "sw-button small")
    return join([_chart(seen, total), *(_tier(tier, seen) for tier in TIERS)])


def _chart(seen: Seen, total: int) -> Html:
    """One bar a tier, its part beyond the coast in another texture; each with its numbers in words."""
    most = max(len(ids) for ids in seen.plan.tiers.values())
    rows = [_bar(say(TIERS[tier][0]), seen.plan.tiers[tier], most, seen) for tier in TIERS]
    names = (("coast", say("on the coast")), ("beyond", say("in other states")))
    key = join(
        tag("li", join([tag("span", Html(""), f"swatch {css}", aria_hidden="true"), esc(name)]))
        for css, name in names
    )
    return tag("div", join([tag("ul", key, "key"), *rows]), "sw-tiers")


def _bar(name: str, ids: Sequence[str], most: int, seen: Seen) -> Html:
    coast = sum(seen.programs.by_id[key].state in PACIFIC for key in ids)
    numbers_ = (("coast", coast), ("beyond", len(ids) - coast))
    parts = join(text("span", n, f"part {css}", style=f"flex-grow:{n}") for css, n in numbers_ if n)
    wide = f"width:{100 * len(ids) / most:.2f}%"
    row = [
        text("span", name, "name"),
        tag("div", tag("div", parts, "parts", style=wide), "track"),
        text("span", len(ids), "total"),
    ]
    words = several(
        len(ids),
        "{name}: {n} program, {coast} on the coast, {beyond} in other states",
        "{name}: {n} programs, {coast} on the coast, {beyond} in other states",
        name=name,
        coast=coast,
        beyond=len(ids) - coast,
    )
    return tag("div", join(row), "row", role="img", aria_label=words)


def _tier(tier: Tier, seen: Seen) -> Html:
    ids = seen.plan.tiers[tier]
    name, means = TIERS[tier]
    if not ids:
        return Html("")
    shown = listed(ids, seen)
    body = join([text("p", say(means), "fine"), shown])
    return kit.fold(
        esc(f"{say(name)} ({len(ids)})"),
        body,
        f"plan-tier-{tier}",
        opened=len(ids) <= _OPEN_AT_MOST and tier is Tier.TARGET,
        css="sw-tier",
    )


def _ask_first(seen: Seen) -> Html:
    items = seen.plan.ask_first
    if not items:
        return Html("")
    rows = (
        join(
            [
                opener(item.program_id, seen),
                tag("p", join([esc(say("To ask:") + " "), in_english(_labels(item.rules))]), "fine"),
            ]
        )
        for item in items
    )
    lead = say(
        "Nothing known closes them to you, but rules that concern you are not published. "
        "The name leads to a script."
    )
    named = tag("ol", join(tag("li", row) for row in rows), "sw-names")
    return join([text("h4", say("Ask these first")), text("p", lead, "fine"), named])


def _labels(rules: Sequence[str]) -> str:
    labels = load_words().rules
    return f"{', '.join(labels[rule].label for rule in rules)}."


def _spare(seen: Seen) -> Html:
    ids = seen.plan.where_not_to_pay
    if not ids:
        return Html("")
    lead = text(
        "p",
        say("A reach, and nothing that was read says that they take IMGs. Ask before you pay for one."),
        "fine",
    )
    summary = esc(say("Where not to pay without an answer ({n})", n=len(ids)))
    return kit.fold(summary, join([lead, listed(ids, seen, ordered=False)]), "plan-spare", css="sw-tier")


_KINDS = {"signals": later("signals"), "gold": later("gold"), "silver": later("silver")}


def _signals(seen: Seen) -> Html:
    rows = [_signal(item, seen) for item in seen.plan.signals]
    if not rows:
        return Html("")
    lead = say(
        "A signal tells a program that you mean it. "
        "They go to realistic programs of your list, never to a reach."
    )
    return kit.card(say("Signals"), tag("ul", join(rows), "sw-rows"), lead=lead, id_="plan-signals")


def _signal(item: SignalPlan, seen: Seen) -> Html:
    name = specialty(item.specialty)
    counts = ", ".join(f"{n} {say(_KINDS.get(kind, kind))}" for kind, n in item.counts.items())
    said = join([text("strong", name), text("span", counts or say("number not certain"))])
    head = tag(
        "div", join([said, check(item.check, item.url, say("signals in {what}", what=name))], " "), "head"
    )
    note = tag("p", linked(item.note), lang=english()) if item.note else Html("")
    placed = kit.fold(
        esc(say("Placed on {n}", n=len(item.placed))),
        listed(item.placed, seen),
        f"plan-signals-{item.specialty}",
        css="sw-tier",
    )
    parts = [
        head,
        note,
        placed if item.placed else Html(""),
        sources((item.source,), f"plan-signal-{item.specialty}"),
    ]
    return tag("li", join(parts))


def _coast(seen: Seen) -> Html:
    verdict = seen.plan.pacific
    if verdict is None:
        return Html("")
    said = join(tag("p", linked(line)) for line in verdict.says)
    body = [tag("div", said, "sw-verdict", lang=english()), sources(verdict.sources, "plan-coast-sources")]
    return kit.card(say("The coast alone, or wider"), join(body), id_="plan-coast")
