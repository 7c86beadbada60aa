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
from bot.ui.components import Html, act, esc, join, linked, tag, text
from bot.ui.plan.money import numbers
from bot.ui.plan.words import TIERS, Seen, check, listed, opener, sources, specialty

_OPEN_AT_MOST = 12
"""Programs of a tier that are shown without a tap."""

_TITLES = {
    "full": "Your application list",
    "late": "Your list for a late try",
    "next": "Your list for the next season",
    "closed": "No application list now",
}
_CLOSED = "In this part of the season no application is sent any more, so there is no list to pay for."


def programs(seen: Seen) -> Html:
    """Everything about programs, in order."""
    if not seen.plan.applications:
        return join([_no_specialty(), _coast(seen)])
    return join([_list(seen), _signals(seen), _coast(seen)])


def _no_specialty() -> Html:
    words = (
        "You have not named a specialty, so there is no list and no cost yet. "
        "Name one, or two in their order."
    )
    go = act("Choose your specialties", "fill", "specialty", "sw-button primary")
    return kit.card(
        "No application list yet", join([text("p", words), tag("div", go, "sw-row")]), id_="plan-list"
    )


def _list(seen: Seen) -> Html:
    plan = seen.plan
    total = sum(len(ids) for ids in plan.tiers.values())
    if plan.mode == "closed":
        return kit.card(_TITLES["closed"], text("p", _CLOSED), id_="plan-list")
    parts = [_tiers(seen, total), numbers(seen), _ask_first(seen), _spare(seen)]
    return kit.card(_TITLES[plan.mode], join(parts), id_="plan-list", lead=_lead(total))


def _lead(total: int) -> str:
    if not total:
        return "No program is on the list; what stands in its way is said under “Good to know”."
    many = "1 program" if total == 1 else f"{total} programs"
    return f"{many}, best fit first. None that a published rule closes to you is among them."


def _tiers(seen: Seen, total: int) -> Html:
    if not total:
        return act("Read why", "to", "plan-notes", "sw-button small")
    return join([_chart(seen, total), *(_tier(tier, seen) for tier in TIERS)])


def _chart(seen: Seen, total: int) -> Html:
    """One bar a tier, its part beyond the coast in another texture; each with its numbers in words."""
    most = max(len(ids) for ids in seen.plan.tiers.values())
    rows = [_bar(TIERS[tier][0], seen.plan.tiers[tier], most, seen) for tier in TIERS]
    names = (("coast", "on the coast"), ("beyond", "in other states"))
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
    words = f"{name}: {len(ids)} programs, {coast} on the coast, {len(ids) - coast} in other states"
    return tag("div", join(row), "row", role="img", aria_label=words)


def _tier(tier: Tier, seen: Seen) -> Html:
    ids = seen.plan.tiers[tier]
    name, means = TIERS[tier]
    if not ids:
        return Html("")
    shown = listed(ids, seen)
    body = join([text("p", means, "fine"), shown])
    return kit.fold(
        esc(f"{name} ({len(ids)})"),
        body,
        f"plan-tier-{tier}",
        opened=len(ids) <= _OPEN_AT_MOST and tier is Tier.TARGET,
        css="sw-tier",
    )


def _ask_first(seen: Seen) -> Html:
    items = seen.plan.ask_first
    if not items:
        return Html("")
    labels = load_words().rules
    rows = (
        join(
            [
                opener(item.program_id, seen),
                text("p", f"To ask: {', '.join(labels[rule].label for rule in item.rules)}.", "fine"),
            ]
        )
        for item in items
    )
    lead = (
        "Nothing known closes them to you, but rules that concern you are not published. "
        "The name leads to a script."
    )
    named = tag("ol", join(tag("li", row) for row in rows), "sw-names")
    return join([text("h4", "Ask these first"), text("p", lead, "fine"), named])


def _spare(seen: Seen) -> Html:
    ids = seen.plan.where_not_to_pay
    if not ids:
        return Html("")
    lead = text(
        "p",
        "A reach, and nothing that was read says that they take IMGs. Ask before you pay for one.",
        "fine",
    )
    summary = esc(f"Where not to pay without an answer ({len(ids)})")
    return kit.fold(summary, join([lead, listed(ids, seen, ordered=False)]), "plan-spare", css="sw-tier")


def _signals(seen: Seen) -> Html:
    rows = [_signal(item, seen) for item in seen.plan.signals]
    if not rows:
        return Html("")
    lead = (
        "A signal tells a program that you mean it. "
        "They go to realistic programs of your list, never to a reach."
    )
    return kit.card("Signals", tag("ul", join(rows), "sw-rows"), lead=lead, id_="plan-signals")


def _signal(item: SignalPlan, seen: Seen) -> Html:
    name = specialty(item.specialty)
    counts = ", ".join(f"{n} {kind}" for kind, n in item.counts.items())
    said = join([text("strong", name), text("span", counts or "number not certain")])
    head = tag("div", join([said, check(item.check, item.url, f"signals in {name}")], " "), "head")
    note = tag("p", linked(item.note)) if item.note else Html("")
    placed = kit.fold(
        esc(f"Placed on {len(item.placed)}"),
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
    body = [tag("div", said, "sw-verdict"), sources(verdict.sources, "plan-coast-sources")]
    return kit.card("The coast alone, or wider", join(body), id_="plan-coast")
