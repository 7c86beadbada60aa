"""Words and small markup that the parts of the Plan tab share: days, money, sources, programs, tick boxes.

Covers: labels, and markup of one line. Does not cover the parts themselves (view, money, listing, dates).
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from bot.applicant.facts import SPECIALTIES, Profile
from bot.assess.plan import Plan, Step
from bot.assess.plan.words import THIS_WEEK, load_words
from bot.assess.ranking import Tier
from bot.assess.records import Programs
from bot.ui import components as kit
from bot.ui import tongue
from bot.ui.components import Html, esc, join, link, linked, tag, text, unseen
from bot.ui.tongue import english, later, say

TIERS = {
    Tier.REACH: (later("Reach"), later("The hardest to get. Keep these few.")),
    Tier.TARGET: (
        later("Main target"),
        later("Where most of your applications and your best effort belong."),
    ),
    Tier.SAFETY: (later("Safety and breadth"), later("They protect you from a year without a place.")),
}


LEADS = {
    "tell-facts": later("Advisor"),
    "tell-more": later("Advisor"),
    "tell-applied": later("Advisor"),
    "settle-ck": later("Advisor"),
    "interview-answer": later("Interview"),
    "attempts-script": later("Interview"),
    "statement": later("Statement"),
    "weakest-first": later("Score"),
    "step3": later("Score"),
    "mark-sent": later("Programs"),
    "ask-first": later("Programs"),
    "send-list": later("Programs"),
    "late-list": later("Programs"),
    "late-more": later("Programs"),
    "find-more": later("Programs"),
    "h1b-check": later("Programs"),
}
"""The tab in which a step is done, by its id; a step without one is done elsewhere."""


@dataclass(frozen=True)
class Seen:
    """What the tab is drawn from: the plan of an applicant on a day."""

    plan: Plan
    programs: Programs
    profile: Profile
    today: date

    @property
    def placed(self) -> dict[str, str]:
        """The kind of signal that each program gets, by program id."""
        found: dict[str, str] = {}
        for item in self.plan.signals:
            kinds = [kind for kind, n in item.counts.items() for _ in range(n)]
            found.update(zip(item.placed, kinds, strict=False))
        return {key: signal_name(kind) for key, kind in found.items()}


_SIGNALS = {
    "signals": later("signal"),
    "gold": later("gold signal"),
    "silver": later("silver signal"),
}


def signal_name(kind: str) -> str:
    return say(_SIGNALS[kind]) if kind in _SIGNALS else f"{kind} signal"


def usd(amount: int) -> str:
    return load_words().usd(amount)


def specialty(slug: str) -> str:
    return say(SPECIALTIES.get(slug, slug))


def day(iso: str) -> str:
    return tongue.day(date.fromisoformat(iso))


def due(step: Step) -> str:
    """By when a step is to be done; empty when it has no date."""
    if step.by == THIS_WEEK:
        return say(THIS_WEEK)
    return say("by {day}", day=day(step.by)) if step.by else ""


def away(iso: str, today: date) -> str:
    """How far a day is from today: "in 67 days", "12 days ago"."""
    days = (date.fromisoformat(iso) - today).days
    if days in (-1, 0, 1):
        return {-1: say("yesterday"), 0: say("today"), 1: say("tomorrow")}[days]
    return say("in {n} days", n=days) if days > 0 else say("{n} days ago", n=-days)


def check(needed: bool, url: str, what: str) -> Html:
    """The mark of what is to be looked up, with the official page; `what` is read aloud with the link."""
    if not needed:
        return Html("")
    site = urlsplit(url).netloc.removeprefix("www.")
    named = join([unseen(f", {say('the official page for')} "), unseen(what, english())])
    page = tag("span", join([link(site, url), named])) if site else esc("")
    return tag("span", join([kit.chip(say("check"), "warn"), page], " "), "sw-check")


def source(words: str) -> Html:
    return tag("p", join([esc(say("Source:") + " "), tag("span", linked(words), lang=english())]), "fine")


def sources(words: tuple[str, ...], id_: str) -> Html:
    """Sources folded away, each said once."""
    lines = join(tag("li", linked(line)) for line in dict.fromkeys(words))
    summary = esc(say("Where this comes from"))
    return (
        kit.fold(summary, tag("ul", lines, "plain", lang=english()), id_, css="sw-because")
        if words
        else Html("")
    )


def opener(program_id: str, seen: Seen) -> Html:
    """A program's name that leads to its entry in the Programs tab; places beside it."""
    program = seen.programs.by_id[program_id]
    given = {"type": "button", "name": "sw:plan_program", "value": program_id}
    where = f"{program.city}, {program.state} · {specialty(program.specialty)}"
    return join([text("button", program.name, "sw-opener", **given), text("span", where, "where")], " ")


def listed(ids: tuple[str, ...], seen: Seen, *, ordered: bool = True) -> Html:
    """Programs in their order, each with its signal."""
    placed = seen.placed
    rows = (
        join([opener(key, seen), kit.chip(placed[key], "accent") if key in placed else Html("")], " ")
        for key in ids
    )
    return tag("ol" if ordered else "ul", join(tag("li", row) for row in rows), "sw-names")


def _opener(tab: str, step: Step) -> Html:
    """The way to the tab in which a step is done."""
    hint = join([unseen(f" {say('for this step:')} "), unseen(step.do, english())])
    given = {"type": "button", "name": "sw:tab", "value": tab}
    return tag("button", join([esc(say("Open {tab}", tab=say(tab))), hint]), "sw-link", **given)


def tick(step: Step, done: bool, where: str) -> Html:
    """The box of a step with what it says as its label; `where` keeps the ids of two lists apart."""
    id_ = f"tick-{where}-{step.id}"
    box = Html(
        f'<input type="checkbox" id="{esc(id_)}" name="done" value="yes"{" checked" if done else ""}>'
        f'<input type="hidden" name="step" value="{esc(step.id)}">'
    )
    form = tag(
        "form",
        join([box, text("label", step.do, for_=id_, lang=english())]),
        "sw-tick",
        name="sw:tick",
        data_live="yes",
    )
    when = due(step) if step.by != THIS_WEEK else ""
    shown = kit.chip(when, "warn" if step.urgent else "") if when else Html("")
    why = join([text("p", step.why, lang=english()), source(step.source)])
    because = kit.fold(
        join([esc(say("Why")), unseen(f": {step.do}", english())]), why, f"why-{id_}", css="sw-because"
    )
    tab = LEADS.get(step.id)
    lead = _opener(tab, step) if tab and not done else esc("")
    more = tag("div", join([shown, lead, because]), "more")
    return tag("li", join([form, more]), "done" if done else "")
