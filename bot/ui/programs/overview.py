"""The head of the Programs tab: how things stand in counts and a chart, what the data is, and the filters.

Covers: their markup. Does not cover single programs (entry) or whom to ask (asking).
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from bot.applicant.facts import SPECIALTIES, STATES
from bot.assess.records import PACIFIC, Programs
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, join, tag, text
from bot.ui.programs.board import Board, Entry, specialties_of, states_of
from bot.ui.programs.view import BEYOND, COAST, SORTS, STATUS_FILTERS, TIERS, Stand, View
from bot.ui.programs.words import STAND, STATUS, entry_field, menu, tier_name
from bot.ui.tongue import later, month, say, several, value

_ANY = later("any but not applied")
_ELSEWHERE = later("Other states")
_SORTS: Mapping[str, str] = {
    "fit": later("Best fit first"),
    "name": later("Name"),
    "state": later("State and city"),
}


def overview(board: Board, programs: Programs, more: Html) -> Html:
    """Counts, chart and the honest sentence; `more` is what the card ends with."""
    counts = Counter(entry.stand for entry in board.entries)
    body = [
        _hint(board),
        tag("p", esc(sentence(counts, bool(board.profile))), "sw-stand"),
        chart(board.entries),
        text("p", meaning(counts)),
        _about(programs),
        more,
        _onward() if board.profile.get("specialty") else Html(""),
    ]
    return kit.card(title(board), join(body), css="sw-hero")


def title(board: Board) -> str:
    chosen = board.profile.get("specialty")
    total = len(board.entries)
    if not chosen:
        return several(total, "{n:,} program of all specialties", "{n:,} programs of all specialties")
    return several(
        total, "{n:,} program in {what}", "{n:,} programs in {what}", what=value("specialty", chosen)
    )


def sentence(counts: Mapping[Stand, int], known: bool = True) -> str:
    """The state of things in one sentence; what is not published is not called open.

    Unless anything is `known` about the applicant, nothing can be known against them either.
    """
    unknown = counts.get(Stand.CLEAR, 0) + counts.get(Stand.CHECK, 0)
    closed, certain = counts.get(Stand.CLOSED, 0), counts.get(Stand.OPEN, 0)
    parts = [
        several(certain, "{n} is certainly open to you", "{n} are certainly open to you"),
        several(closed, "{n} is closed", "{n} are closed"),
        several(unknown, "{n} publishes too little to tell", "{n} publish too little to tell"),
    ]
    said = say("{certain}, {closed}, and {unknown}", certain=parts[0], closed=parts[1], unknown=parts[2])
    clear = counts.get(Stand.CLEAR, 0)
    if unknown and known:
        said += several(
            clear,
            "; of those, {n} has nothing known against you",
            "; of those, {n} have nothing known against you",
        )
    return f"{said}."


def meaning(counts: Mapping[Stand, int]) -> str:
    if not counts.get(Stand.CLEAR, 0) + counts.get(Stand.CHECK, 0):
        return say("Rules change: look at the page of a program before you pay for an application.")
    return say(
        "Most programs publish only some of their rules, so this is how it looks for almost everybody. "
        "An open rule is a question, not a refusal: ask, write down the answer here, and the verdict follows."
    )


def chart(entries: Sequence[Entry]) -> Html:
    """Verdicts by state as stacked bars, each with its numbers in words."""
    groups = [(say("All"), entries)]
    groups += [(STATES[code], [e for e in entries if e.program.state == code]) for code in PACIFIC]
    groups.append((say(_ELSEWHERE), [e for e in entries if e.program.state not in PACIFIC]))
    most = max((len(members) for name, members in groups[1:]), default=0)
    rows = [
        _bar(name, Counter(entry.stand for entry in members), len(entries) if members is entries else most)
        for name, members in groups
        if members
    ]
    key = join(
        tag(
            "li", join([tag("span", Html(""), f"swatch {stand}", aria_hidden="true"), esc(say(STAND[stand]))])
        )
        for stand in Stand
    )
    return tag("div", join([tag("ul", key, "key"), *rows]), "sw-verdicts")


def filters(board: Board, view: View) -> Html:
    """The filter form; it is sent whenever something in it changes."""
    states, specialties = states_of(board.entries), specialties_of(board.entries)
    fields = [
        entry_field(
            "find-search", "search", say("Name or place"), "search", view.search, ' autocomplete="off"'
        ),
        menu("find-state", "state", say("State"), _state_options(states), view.state),
        menu(
            "find-stand",
            "stand",
            say("Verdict"),
            [("", say("All")), *((key, say(words)) for key, words in STAND.items())],
            view.stand,
        ),
        menu(
            "find-tier",
            "tier",
            say("Tier"),
            [("", say("All")), *((tier, tier_name(tier)) for tier in TIERS)],
            view.tier,
        ),
        menu("find-status", "status", say("Your status"), _status_options(), view.status),
        menu("find-sort", "sort", say("Order"), [(sort, say(_SORTS[sort])) for sort in SORTS], view.sort),
    ]
    if len(specialties) > 1:
        options = [("", say("All")), *((slug, say(SPECIALTIES[slug])) for slug in specialties)]
        fields.insert(2, menu("find-specialty", "specialty", say("Specialty"), options, view.specialty))
    form = tag(
        "form",
        join(fields),
        "sw-filters",
        name="sw:filter",
        data_live="yes",
        role="search",
        aria_label=say("Filter the programs"),
    )
    return join([text("h3", say("Find and sort"), "sw-unseen"), form])


def _hint(board: Board) -> Html:
    """What to add first, as long as the most telling facts are missing."""
    if not board.profile:
        words = say(
            "Nothing is known about you yet, so almost every rule is open. A few facts change this picture."
        )
        ways = [
            act(say("Tell the advisor"), "tab", "Advisor", "sw-button small primary"),
            act(say("Look at an example first"), "example_load", "", "sw-button small"),
        ]
    elif not board.profile.get("specialty"):
        words = say("You have not said which specialty you want, so these are the programs of all of them.")
        ways = [act(say("Choose your specialties"), "fill", "specialty", "sw-button small primary")]
    else:
        return Html("")
    return kit.callout(join([text("p", words), tag("div", join(ways), "sw-row")]))


def _onward() -> Html:
    way = act(say("See the list to apply to, with its cost"), "tab", "Plan#plan-list", "sw-button small")
    return tag("div", way, "sw-row")


def _bar(name: str, counts: Mapping[Stand, int], full: int) -> Html:
    """One stacked bar, as long as its share of `full`."""
    total = sum(counts.values())
    said = ", ".join(f"{counts.get(stand, 0)} {say(STAND[stand]).lower()}" for stand in Stand)
    parts = join(
        text("span", number, f"part {stand}", style=f"flex-grow:{number}")
        for stand in Stand
        if (number := counts.get(stand, 0))
    )
    track = tag("div", parts, "parts", style=f"width:{100 * total / full:.2f}%")
    row = [text("span", name, "name"), tag("div", track, "track"), text("span", total, "total")]
    return tag(
        "div",
        join(row),
        "row",
        role="img",
        aria_label=several(
            total, "{name}, {n} program: {said}", "{name}, {n} programs: {said}", name=name, said=said
        ),
    )


@dataclass(frozen=True)
class _Data:
    """The records as a whole: how many, how many on the coast, when read, how many rules carry no date."""

    coast: int
    beyond: int
    read: str
    rules: int
    undated: int
    oldest: str


@cache
def _data(programs: Programs) -> _Data:
    coast = sum(program.state in PACIFIC for program in programs)
    rules = [rule.source.as_of for program in programs for rule in program.rules.values()]
    read = max(
        (found[1] for dated in rules if (found := re.search(r"read (\d{4}-\d{2})", dated))), default=""
    )
    years = [found[0] for dated in rules if (found := re.match(r"\d{4}", dated))]
    undated = sum(dated.startswith("undated") for dated in rules)
    return _Data(coast, len(programs) - coast, read, len(rules), undated, min(years, default=""))


def _about(programs: Programs) -> Html:
    """What the data is and is not: the short of it, and the rest folded."""
    data = _data(programs)
    when = month(date.fromisoformat(f"{data.read}-01")) if data.read else say("an unknown month")
    short = say(
        "Outside California, Oregon and Washington the records are a sample. The pages were read in {when}; "
        "rules change, so look at a program's page before you pay.",
        when=when,
    )
    words = [
        say(
            "The records hold {coast} programs in California, Oregon and Washington and {beyond} in "
            "other states. That a program is missing there says nothing about it.",
            coast=data.coast,
            beyond=data.beyond,
        ),
        say(
            "Of {rules:,} rules, {undated:,} stand on pages without a date of their own, and the "
            "oldest dated page is from {oldest}. Each rule shows its page and its date.",
            rules=data.rules,
            undated=data.undated,
            oldest=data.oldest,
        ),
    ]
    more = join(text("p", line, "fine") for line in words)
    return join(
        [
            text("p", short, "fine"),
            kit.fold(esc(say("About this data")), more, "programs-data", css="sw-because"),
        ]
    )


def _state_options(states: Sequence[str]) -> list[tuple[str, str]]:
    groups = [
        ("", say("All")),
        (COAST, say("The coast: CA, OR, WA")),
        (BEYOND, say("Other states (a sample)")),
    ]
    return [*groups, *((code, STATES[code]) for code in states)]


def _status_options() -> list[tuple[str, str]]:
    return [("", say("All")), *((key, say(STATUS.get(key, _ANY))) for key in STATUS_FILTERS)]
