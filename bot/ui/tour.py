"""The tour: a few quiet steps through the page, each beside the part that it tells about.

Covers: its words as markup that the page carries hidden. Does not cover showing a step, moving on, ending it
or remembering that it was seen (tour.js, in the browser only).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.ui.components import Html, act, esc, join, tag, text
from bot.ui.tongue import later, say


@dataclass(frozen=True)
class Stop:
    """One step: the tab that it opens, the part it stands beside, its title and words."""

    tab: str
    part: str
    title: str
    words: str


STOPS: tuple[Stop, ...] = (
    Stop(
        "Advisor",
        "#box",
        later("Tell it in your own words"),
        later(
            "Write about your exams, your year of graduation, your hopes. Or just ask. Every answer shows "
            "where it comes from: tap a small number to read the source."
        ),
    ),
    Stop(
        "Advisor",
        "#side, .sw-open-side",
        later("Your profile fills itself"),
        later(
            "What you tell stands on your profile, with your own words beside it. Correct anything there, "
            "and everything else follows."
        ),
    ),
    Stop(
        "Score",
        "#score-tab-button",
        later("A score you can check"),
        later(
            "Every point with its reason and source, and what would change it. It is not a chance of "
            "matching; nobody can honestly give you that."
        ),
    ),
    Stop(
        "Programs",
        "#programs-button",
        later("Which programs are open to you"),
        later(
            "Rule by rule, with page and date. What no page says stands as unknown, with a short "
            "script to ask."
        ),
    ),
    Stop(
        "Plan",
        "#plan-tab-button",
        later("What to do, and what it costs"),
        later("This week's steps, the season's dates, and the best list for your budget."),
    ),
    Stop(
        "Interview",
        "#interview-tab-button",
        later("Practise the hard question"),
        later(
            "An interviewer who presses kindly, and feedback that quotes your own words. Next to it, under "
            "Statement, your text is reviewed and stays yours."
        ),
    ),
    Stop(
        "Data",
        "#data-tab-button",
        later("It belongs to you"),
        later(
            "Here you see how old and how sure the data is, save everything about you as a file, "
            "or delete it."
        ),
    ),
)


def tour(stops: Sequence[Stop] = STOPS) -> Html:
    """The card of the tour, hidden until it is begun; one step of it is shown at a time."""
    steps = join(_step(n, stop, len(stops)) for n, stop in enumerate(stops, start=1))
    buttons = [
        act(say("End the tour"), "tour_end", "", "sw-button small quiet"),
        act(say("Back"), "tour_back", "", "sw-button small"),
        act(say("Next"), "tour_next", "", "sw-button small primary"),
    ]
    row = tag("div", join(buttons), "sw-row")
    given = {
        "id": "sw-tour",
        "role": "dialog",
        "tabindex": "-1",
        "data_next": say("Next"),
        "data_done": say("Done"),
    }
    return tag("div", join([steps, row]), "sw-tour", hidden="hidden", **given)


def offer() -> Html:
    """The offer on the first screen; it goes once the tour was seen in this browser."""
    return act(say("Take the tour, one minute"), "tour", "", "sw-button small quiet sw-tour-offer")


def _step(n: int, stop: Stop, total: int) -> Html:
    given = {"data_tab": stop.tab, "data_part": stop.part, "hidden": "hidden"}
    parts = [
        text("p", say("Step {n} of {total}", n=n, total=total), "at"),
        text("h2", say(stop.title), "", id=f"sw-tour-title-{n}"),
        tag("p", esc(say(stop.words)), "", id=f"sw-tour-words-{n}"),
    ]
    return tag("div", join(parts), "step", **given)
