"""The Plan tab's first screen and its end: where the season stands, this week, the checklist, the notes.

Covers: their markup, the empty states, and what is said after something was done. Does not cover money
(money), programs (listing) or dates (dates).
"""

from collections.abc import Iterable, Sequence

from bot.assess.plan import ChecklistItem, Step
from bot.assess.plan.words import THIS_WEEK
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, join, linked, tag, text
from bot.ui.plan.words import Seen, sources, tick
from bot.ui.tongue import english, later, say, several

_LEAD = later(
    "Tell the advisor about your exams, your specialty and whether you have applied. Then this tab shows:"
)
_SHOWS = (
    later("what to do this week, and whether it is too late"),
    later("which programs to apply to, in three tiers, and where not to pay"),
    later("what it costs, and the best list for your budget"),
    later("the dates of the season, for your calendar"),
)


def empty() -> Html:
    """Before anything is known: what the tab will show and the way there."""
    shows = tag("ul", join(text("li", say(line)) for line in _SHOWS), "plain")
    go = act(say("Tell the advisor"), "tab", "Advisor", "sw-button primary")
    ways = tag(
        "div", join([go, act(say("Look at an example first"), "example_load", "", "sw-button")]), "sw-row"
    )
    return kit.card(say("No plan yet"), join([text("p", say(_LEAD)), shows, ways]), css="sw-empty-score")


def now(seen: Seen) -> Html:
    """The first screen: the season as it stands today, and the steps of this week."""
    return join([_outlook(seen), _this_week(seen)])


def _outlook(seen: Seen) -> Html:
    outlook = seen.plan.outlook
    said = join(tag("p", linked(line)) for line in outlook.says)
    shown = tag("div", said, "sw-outlook", lang=english())
    keep = act(
        say("Print my plan"), "save_plan", "html", "sw-button", say("as a page that needs nothing else")
    )
    parts = [shown, sources(outlook.sources, "plan-outlook-sources"), tag("div", keep, "sw-row")]
    return kit.card(say(seen.plan.phase_name), join(parts), css="sw-hero")


def _this_week(seen: Seen) -> Html:
    steps = seen.plan.steps
    if not steps:
        return kit.card(
            say("This week"),
            text("p", say("Nothing is left to do. Well done; rest a little.")),
            id_="plan-week",
        )
    done = sum(item.done for item in seen.plan.checklist)
    total = len(seen.plan.checklist)
    lead = say("The most urgent first. Tick a step when it is done, and the next one moves up.")
    bar = kit.progress(
        done, total, several(total, "{done} of {n} step done", "{done} of {n} steps done", done=done)
    )
    items = tag("ol", join(tick(step, False, "now") for step in steps), "sw-steps")
    return kit.card(say("This week"), join([bar, items]), lead=lead, id_="plan-week")


def checklist(seen: Seen) -> Html:
    """Every step of the plan in groups: pressing ones, dated ones, the rest, and what is done."""
    items = seen.plan.checklist
    left = [item.step for item in items if not item.done]
    groups = [
        (say("This week"), [step for step in left if step.by == THIS_WEEK]),
        (say("By a date"), sorted((step for step in left if _dated(step)), key=lambda step: step.by)),
        (say("When you can"), [step for step in left if not step.by]),
    ]
    parts = [_group(title, steps, False) for title, steps in groups if steps]
    done = [item.step for item in items if item.done]
    if done:
        summary = esc(say("Done ({n})", n=len(done)))
        parts.append(kit.fold(summary, _items(done, True), "plan-done", css="sw-because"))
    lead = say(
        "All {n} steps of your plan. Ticks are kept, and the plan and its cost follow them.", n=len(items)
    )
    return kit.card(say("The full checklist"), join(parts), lead=lead, id_="plan-checklist")


def notes(seen: Seen) -> Html:
    if not seen.plan.notes:
        return Html("")
    lines = join(tag("li", linked(note)) for note in seen.plan.notes)
    return kit.card(say("Good to know"), tag("ul", lines, "plain", lang=english()), id_="plan-notes")


def ticked(items: Iterable[ChecklistItem], step_id: str, done: bool) -> Html:
    """What was just ticked, with the way back in reach; reading goes on there."""
    step = next((item.step for item in items if item.step.id == step_id), None)
    name = f": {step.do}" if step else ""
    words = f"{say('Ticked off') if done else say('Open again')}{name}"
    given = {"type": "button", "name": "sw:untick" if done else "sw:retick", "value": step_id}
    back = text("button", say("Undo"), "sw-button small", **given, data_reveal="yes")
    return kit.callout(join([text("p", words, data_say=words), back]))


def said(words: str) -> Html:
    """What was just done, shown above and read aloud."""
    return kit.callout(text("p", words, data_say=words))


def _dated(step: Step) -> bool:
    return bool(step.by) and step.by != THIS_WEEK


def _group(title: str, steps: Sequence[Step], done: bool) -> Html:
    return join([text("h4", f"{title} ({len(steps)})"), _items(steps, done)])


def _items(steps: Sequence[Step], done: bool) -> Html:
    return tag("ul", join(tick(step, done, "all") for step in steps), "sw-steps")
