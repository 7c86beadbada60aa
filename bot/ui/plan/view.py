"""The Plan tab as markup: outlook, steps to tick off, budget and cost, applications, tiers, signals.

Covers: markup made from a plan. Does not cover the season's dates (dates), files (saving) or how a plan is
made (assess.plan).
"""

from collections.abc import Sequence

from bot.applicant.facts import SPECIALTIES
from bot.assess.plan import Plan, SignalPlan, short_name
from bot.assess.plan.steps import ChecklistItem, Step
from bot.assess.ranking import Tier
from bot.assess.records import Programs
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, join, link, linked, tag, text, unseen
from bot.ui.plan.dates import dates

TIERS = {Tier.REACH: "Reach", Tier.TARGET: "Main target", Tier.SAFETY: "Safety and breadth"}
_THIS_WEEK = "this week"


def empty() -> Html:
    """Before anything is known: what the tab will show and the way there."""
    lead = (
        "Tell the advisor about your exams, your specialty and whether you have applied. The plan then says "
    )
    rest = "what to do this week, which programs to pay for, what that costs, and which dates come next."
    go = act("Tell the advisor", "tab", "Advisor", "sw-button primary")
    return kit.card("No plan yet", join([text("p", lead + rest), go]), css="sw-empty-score")


def panel(plan: Plan, programs: Programs, wrong: str = "", typed: str = "") -> Html:
    """The whole tab; `wrong` is what cannot be used in the budget that was `typed`."""
    parts = [
        _outlook(plan),
        _steps(plan),
        _money(plan, wrong, typed),
        _tiers(plan, programs),
        _signals(plan, programs),
        _pacific(plan),
        dates(plan.dates),
        _checklist(plan),
        _notes(plan),
    ]
    return tag("div", join(parts), "sw-plan")


def _outlook(plan: Plan) -> Html:
    said = join(text("p", line) for line in plan.outlook.says)
    sources = join(tag("li", linked(source)) for source in plan.outlook.sources)
    why = kit.fold(esc("Where this comes from"), tag("ul", sources), "plan-outlook-sources", css="sw-because")
    save = [
        act("Save the dates (.ics)", "save_plan", "ics", "sw-button"),
        act("Save for printing", "save_plan", "html", "sw-button"),
    ]
    body = [said, why, tag("div", join(save), "sw-actions")]
    return kit.card(plan.phase_name, join(body), css="sw-hero")


def _steps(plan: Plan) -> Html:
    if not plan.steps:
        return Html("")
    items = join(_step(step, done=False) for step in plan.steps)
    lead = "The most urgent first. Tick off what is done, and the next thing moves up."
    return kit.card("This week", tag("ol", items, "sw-steps"), lead=lead, id_="plan-week")


def _step(step: Step, *, done: bool) -> Html:
    dated = step.by and step.by != _THIS_WEEK
    when = kit.chip(f"by {step.by}", "unknown") if dated else Html("")
    why = join([text("p", step.why), tag("p", join([esc("Source: "), linked(step.source)]), "fine")])
    fold = kit.fold(join([esc("Why"), unseen(f": {step.do}")]), why, css="sw-because")
    body = join([tag("p", join([linked(step.do), when], " ")), fold])
    return tag("li", join([_tick(step, done), tag("div", body)]), "done" if done else "")


def _tick(step: Step, done: bool) -> Html:
    given = {"type": "button", "name": "sw:tick", "value": step.id, "role": "checkbox"}
    return text(
        "button", "✓" if done else "", "sw-tick", **given, aria_checked=str(done).lower(), aria_label=step.do
    )


def _money(plan: Plan, wrong: str, typed: str) -> Html:
    known = typed or ("" if plan.budget is None else str(plan.budget))
    invalid = ' aria-invalid="true" aria-describedby="budget-wrong"' if wrong else ""
    field = Html(
        '<form name="sw:budget" class="sw-budget" novalidate>'
        '<label for="plan-budget">Budget in US dollars</label>'
        '<input id="plan-budget" name="usd" inputmode="numeric" autocomplete="off" '
        f'value="{esc(known)}"{invalid}>'
        '<button type="submit" class="sw-button">Use</button></form>'
    )
    said = text("p", wrong, "sw-wrong", id="budget-wrong", role="alert") if wrong else Html("")
    hint = "Leave it empty for the list without a limit. The list never costs more than the budget."
    return kit.card(
        "What it costs", join([field, said, text("p", hint, "fine"), _bill(plan), _numbers(plan)])
    )


def _bill(plan: Plan) -> Html:
    rows = [
        (
            esc(line.what),
            join([esc(f"{line.usd:,} USD"), _check(line.check, line.url)], " "),
            linked(line.source),
        )
        for line in plan.cost.lines
    ]
    total = tag("p", join([text("b", f"{plan.cost.total:,} USD"), esc(" in all")]), "sw-big")
    beside = join(tag("li", join([esc(f"Not counted: {item.what}")])) for item in plan.cost.not_counted)
    listed = kit.table("Cost of the list", ("What", "Cost", "Source"), rows) if rows else Html("")
    return join([total, listed, tag("ul", beside, "fine") if plan.cost.not_counted else Html("")])


def _check(check: bool, url: str) -> Html:
    if not check:
        return Html("")
    return join([kit.chip("check", "unknown"), link("official page", url) if url else Html("")], " ")


def _numbers(plan: Plan) -> Html:
    rows = [
        (
            esc(SPECIALTIES.get(item.specialty, item.specialty)),
            esc(f"{item.share} (of {item.low} to {item.high} in all)"),
            esc(item.sent),
            esc(len(item.chosen)),
            esc(f"{item.available}, {item.beyond} of them beyond the coast"),
        )
        for item in plan.applications
    ]
    columns = ("Specialty", "Advised", "Sent", "On the list", "Open in our data")
    return kit.table("Number of applications", columns, rows) if rows else Html("")


def _tiers(plan: Plan, programs: Programs) -> Html:
    total = sum(len(ids) for ids in plan.tiers.values())
    if not total:
        return Html("")
    bars = join(
        join([text("span", TIERS[tier]), kit.bar(TIERS[tier], len(ids), len(ids), len(ids), total)])
        for tier, ids in plan.tiers.items()
    )
    lists = join(_tier(tier, ids, programs) for tier, ids in plan.tiers.items() if ids)
    spare = _spare(plan, programs)
    lead = f"{total} programs to apply to, best fit first. None is closed to you by a published rule."
    return kit.card("The list in tiers", join([tag("div", bars, "sw-tiers"), lists, spare]), lead=lead)


def _tier(tier: Tier, ids: Sequence[str], programs: Programs) -> Html:
    head = esc(f"{TIERS[tier]} ({len(ids)})")
    listed = tag("ol", join(_program(key, programs) for key in ids))
    return kit.fold(head, listed, f"plan-{tier}", css="sw-because")


def _program(key: str, programs: Programs) -> Html:
    program = programs.by_id.get(key)
    if program is None:
        return tag("li", esc(key))
    where = f"{program.city}, {program.state}"
    name, page = short_name(program), program.page()
    return tag("li", join([link(name, page) if page else esc(name), esc(f", {where}")]))


def _spare(plan: Plan, programs: Programs) -> Html:
    ids = plan.where_not_to_pay
    if not ids:
        return Html("")
    lead = text(
        "p", "Reach programs of which nothing that was read says that they take IMGs. Ask before you pay."
    )
    listed = tag("ul", join(_program(key, programs) for key in ids))
    return kit.fold(
        esc(f"Where not to pay without an answer ({len(ids)})"), join([lead, listed]), "plan-spare"
    )


def _signals(plan: Plan, programs: Programs) -> Html:
    rows = [_signal(item, programs) for item in plan.signals if item.counts]
    if not rows:
        return Html("")
    return kit.card("Signals", kit.table("Signals", ("Specialty", "You have", "Placed on"), rows))


def _signal(item: SignalPlan, programs: Programs) -> tuple[Html, Html, Html]:
    counts = ", ".join(f"{n} {kind}" for kind, n in item.counts.items())
    placed = tag("ol", join(_program(key, programs) for key in item.placed)) if item.placed else Html("")
    note = text("p", item.note) if item.note else Html("")
    have = join([esc(counts), _check(item.check, item.url)], " ")
    return esc(SPECIALTIES[item.specialty]), have, join([note, placed])


def _pacific(plan: Plan) -> Html:
    if plan.pacific is None:
        return Html("")
    return kit.card("The coast alone, or wider", join(text("p", line) for line in plan.pacific.says))


def _checklist(plan: Plan) -> Html:
    this_week = {step.id for step in plan.steps}
    later = [item for item in plan.checklist if not item.done and item.step.id not in this_week]
    done = [item for item in plan.checklist if item.done]
    groups = [_group("After that", later, "plan-later"), _group("Done", done, "plan-done")]
    return kit.card("Everything on the list", join(groups)) if later or done else Html("")


def _group(title: str, items: Sequence[ChecklistItem], id_: str) -> Html:
    if not items:
        return Html("")
    listed = tag("ol", join(_step(item.step, done=item.done) for item in items), "sw-steps")
    return kit.fold(esc(f"{title} ({len(items)})"), listed, id_, css="sw-because")


def _notes(plan: Plan) -> Html:
    if not plan.notes:
        return Html("")
    return kit.card("Good to know", tag("ul", join(text("li", note) for note in plan.notes)))
