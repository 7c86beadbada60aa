"""Words and small markup that the parts of the Plan tab share: days, money, sources, programs, tick boxes.

Covers: labels, and markup of one line. Does not cover the parts themselves (view, money, listing, dates).
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from bot.applicant.facts import SPECIALTIES, Profile
from bot.assess.plan import Plan, Step
from bot.assess.plan.steps import spoken
from bot.assess.plan.words import THIS_WEEK, load_words
from bot.assess.ranking import Tier
from bot.assess.records import Programs
from bot.ui import components as kit
from bot.ui.components import Html, esc, join, link, linked, tag, text, unseen

TIERS = {
    Tier.REACH: ("Reach", "The hardest to get. Keep these few."),
    Tier.TARGET: ("Main target", "Where most of your applications and your best effort belong."),
    Tier.SAFETY: ("Safety and breadth", "They protect you from a year without a place."),
}


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
        return {key: "signal" if kind == "signals" else f"{kind} signal" for key, kind in found.items()}


def usd(amount: int) -> str:
    return load_words().usd(amount)


def specialty(slug: str) -> str:
    return SPECIALTIES.get(slug, slug)


def day(iso: str) -> str:
    return spoken(date.fromisoformat(iso))


def due(step: Step) -> str:
    """By when a step is to be done; empty when it has no date."""
    if step.by == THIS_WEEK:
        return THIS_WEEK
    return f"by {day(step.by)}" if step.by else ""


def away(iso: str, today: date) -> str:
    """How far a day is from today: "in 67 days", "12 days ago"."""
    days = (date.fromisoformat(iso) - today).days
    if days in (-1, 0, 1):
        return {-1: "yesterday", 0: "today", 1: "tomorrow"}[days]
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def check(needed: bool, url: str, what: str) -> Html:
    """The mark of what is to be looked up, with the official page; `what` is read aloud with the link."""
    if not needed:
        return Html("")
    site = urlsplit(url).netloc.removeprefix("www.")
    page = (
        tag("span", join([link(site, url), unseen(f", the official page for {what}")])) if site else esc("")
    )
    return tag("span", join([kit.chip("check", "warn"), page], " "), "sw-check")


def source(words: str) -> Html:
    return tag("p", join([esc("Source: "), linked(words)]), "fine")


def sources(words: tuple[str, ...], id_: str) -> Html:
    """Sources folded away, each said once."""
    lines = join(tag("li", linked(line)) for line in dict.fromkeys(words))
    summary = esc("Where this comes from")
    return kit.fold(summary, tag("ul", lines, "plain"), id_, css="sw-because") if words else Html("")


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


def tick(step: Step, done: bool, where: str) -> Html:
    """The box of a step with what it says as its label; `where` keeps the ids of two lists apart."""
    id_ = f"tick-{where}-{step.id}"
    box = Html(
        f'<input type="checkbox" id="{esc(id_)}" name="done" value="yes"{" checked" if done else ""}>'
        f'<input type="hidden" name="step" value="{esc(step.id)}">'
    )
    form = tag(
        "form", join([box, text("label", step.do, for_=id_)]), "sw-tick", name="sw:tick", data_live="yes"
    )
    when = due(step) if step.by != THIS_WEEK else ""
    shown = kit.chip(when, "warn" if step.urgent else "") if when else Html("")
    why = join([text("p", step.why), source(step.source)])
    because = kit.fold(join([esc("Why"), unseen(f": {step.do}")]), why, f"why-{id_}", css="sw-because")
    more = tag("div", join([shown, because]), "more")
    return tag("li", join([form, more]), "done" if done else "")
