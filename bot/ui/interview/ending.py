"""The end of a practice: its report, all answers again, and the applicant's own answer in three lengths.

Covers: their markup. Does not cover summing up (interview.report) or composing (interview.lengths).
"""

from collections.abc import Sequence

from bot.agent.practice import Practice
from bot.applicant.facts import Profile
from bot.interview import SECONDS, Lengths, lengths, report
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, join, tag, text
from bot.ui.interview.feedback import element_name, feedback, mark
from bot.ui.interview.marks import open_questions
from bot.ui.interview.speech import from_json

_NO_JUDGEMENT = "The mark is for practice: it is ours, and no program uses it."


def ending(practice: Practice, *, fresh: bool = False) -> Html:
    """The report with what to do next; `fresh` lets the page scroll to it."""
    summed = report(practice.session)
    answered = len(practice.session.turns)
    lead = f"{answered} of {practice.session.length} questions answered."
    if not answered:
        return kit.card("Ended before the first answer", _next(practice, None), id_="iv-report")
    given = {"tabindex": "-1"} | ({"data_reveal": "yes"} if fresh else {})
    parts = [tag("div", mark(summed.mean), "", **given), text("p", _NO_JUDGEMENT, "fine")]
    if summed.strong:
        rows = join(
            tag("li", join([text("strong", item.said), text("q", item.quote)], " ")) for item in summed.strong
        )
        parts += [text("h4", "What was strong"), tag("ul", rows, "sw-strong")]
    weakest = summed.weakest
    if weakest is not None:
        quotes = join(tag("li", text("q", quote)) for quote in summed.quotes)
        parts += [text("h4", f"Weakest: {weakest.name}"), tag("ul", quotes, "plain") if quotes else Html("")]
        parts.append(text("p", f"Guide, “{weakest.section}”.", "fine"))
    parts += [text("h4", "Your next exercise"), text("p", summed.drill, "drill")]
    parts.append(_next(practice, weakest.id if weakest else None))
    return kit.card("Report", join(parts), lead=lead, id_="iv-report")


def earlier(practice: Practice, *, but_last: bool) -> Html:
    """The answers that were given, folded, the latest first."""
    turns = list(enumerate(practice.session.turns, start=1))
    shown = turns[:-1] if but_last else turns
    folds = (
        kit.fold(
            join(
                [
                    text("span", f"{n}. {turn.question.text}"),
                    text("span", f"{turn.feedback.overall:.1f}", "of"),
                ]
            ),
            feedback(turn, n, from_json(practice.spoken[n - 1])),
            f"iv-turn-{practice.id}-{n}",
            css="sw-turn",
        )
        for n, turn in reversed(shown)
    )
    title = "Earlier answers" if but_last else "Your answers"
    return tag("section", join([text("h3", title), *folds]), "sw-turns") if shown else Html("")


def three_lengths(profile: Profile, typed: Sequence[str], seed: str) -> Html:
    """The own answer in 20, 60 and 90 seconds, as an example to be rewritten."""
    made = lengths(profile, tuple(typed), seed)
    parts = [kit.chip(made.label, "clay"), *_versions(made)]
    lead = "From your facts and words. Each longer one holds the shorter; [brackets] ask what is not known."
    body = join([text("p", lead, "fine"), *parts])
    summary = esc("Your answer in 20, 60 and 90 seconds: an example")
    return kit.fold(summary, body, "iv-lengths", css="sw-card sw-lengths")


def _versions(made: Lengths) -> list[Html]:
    found: list[Html] = []
    before = ""
    for seconds, version in zip(SECONDS, made.versions, strict=True):
        id_ = f"iv-length-{seconds}-text"
        copy = act("Copy", "copy", id_, "sw-button small quiet", f"the example of {seconds} seconds")
        same = version.text == before
        words = text("p", "Nothing to add yet: answer the [questions] above first.", "fine")
        body = words if same else join([tag("p", open_questions(version.text), "body", id=id_), copy])
        found.append(tag("div", join([text("h4", f"{seconds} seconds"), body])))
        before = version.text
    return found


def _next(practice: Practice, weakest: str | None) -> Html:
    """The ways on from a report; the one that helps most comes first."""
    words = f"Practise {element_name(weakest)}" if weakest else "Practise once more"
    again = act(words, "iv_again", f"{practice.id} {weakest or ''}".strip(), "sw-button primary")
    save = act("Save as a file (.md)", "iv_save", practice.id, "sw-button", "this practice with its feedback")
    home = act("All practices", "iv_home", "", "sw-button")
    return tag("div", join([again, save, home]), "sw-row")
