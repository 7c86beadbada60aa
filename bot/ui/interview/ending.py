"""The end of a practice: its report, all answers again, and the applicant's own answer in three lengths.

Covers: their markup. Does not cover summing up (interview.report) or composing (interview.lengths).
"""

from collections.abc import Sequence

from bot.agent.practice import Practice
from bot.applicant.facts import Profile
from bot.interview import SECONDS, Lengths, lengths, report
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, in_english, join, tag, text
from bot.ui.interview.feedback import element_name, feedback, mark
from bot.ui.interview.marks import open_questions
from bot.ui.interview.speech import from_json
from bot.ui.tongue import english, later, say

_NO_JUDGEMENT = later("The mark is for practice: it is ours, and no program uses it.")


def ending(practice: Practice, *, fresh: bool = False) -> Html:
    """The report with what to do next; `fresh` lets the page scroll to it."""
    summed = report(practice.session)
    answered = len(practice.session.turns)
    lead = say("{n} of {total} questions answered.", n=answered, total=practice.session.length)
    if not answered:
        return kit.card(say("Ended before the first answer"), _next(practice, None), id_="iv-report")
    given = {"tabindex": "-1"} | ({"data_reveal": "yes"} if fresh else {})
    parts = [tag("div", mark(summed.mean), "", **given), text("p", say(_NO_JUDGEMENT), "fine")]
    if summed.strong:
        rows = join(
            tag("li", join([text("strong", item.said, lang=english()), text("q", item.quote)], " "))
            for item in summed.strong
        )
        parts += [text("h4", say("What was strong")), tag("ul", rows, "sw-strong")]
    weakest = summed.weakest
    if weakest is not None:
        quotes = join(tag("li", text("q", quote)) for quote in summed.quotes)
        parts += [
            text("h4", say("Weakest: {what}", what=say(weakest.name))),
            tag("ul", quotes, "plain") if quotes else Html(""),
        ]
        parts.append(tag("p", join([esc(say("Guide") + ", "), in_english(f"“{weakest.section}”.")]), "fine"))
    parts += [text("h4", say("Your next exercise")), text("p", summed.drill, "drill", lang=english())]
    parts.append(_next(practice, weakest.id if weakest else None))
    return kit.card(say("Report"), join(parts), lead=lead, id_="iv-report")


def earlier(practice: Practice, *, but_last: bool) -> Html:
    """The answers that were given, folded, the latest first."""
    turns = list(enumerate(practice.session.turns, start=1))
    shown = turns[:-1] if but_last else turns
    folds = (
        kit.fold(
            join(
                [
                    text("span", f"{n}. {turn.question.text}", lang=english()),
                    text("span", f"{turn.feedback.overall:.1f}", "of"),
                ]
            ),
            feedback(turn, n, from_json(practice.spoken[n - 1])),
            f"iv-turn-{practice.id}-{n}",
            css="sw-turn",
        )
        for n, turn in reversed(shown)
    )
    title = say("Earlier answers") if but_last else say("Your answers")
    return tag("section", join([text("h3", title), *folds]), "sw-turns") if shown else Html("")


def three_lengths(profile: Profile, typed: Sequence[str], seed: str) -> Html:
    """The own answer in 20, 60 and 90 seconds, as an example to be rewritten."""
    made = lengths(profile, tuple(typed), seed)
    parts = [kit.chip(say(made.label), "clay"), *_versions(made)]
    lead = say(
        "From your facts and words. Each longer one holds the shorter; [brackets] ask what is not known."
    )
    body = join([text("p", lead, "fine"), *parts])
    summary = esc(say("Your answer in 20, 60 and 90 seconds: an example"))
    return kit.fold(summary, body, "iv-lengths", css="sw-card sw-lengths")


def _versions(made: Lengths) -> list[Html]:
    found: list[Html] = []
    before = ""
    for seconds, version in zip(SECONDS, made.versions, strict=True):
        id_ = f"iv-length-{seconds}-text"
        copy = act(
            say("Copy"), "copy", id_, "sw-button small quiet", say("the example of {n} seconds", n=seconds)
        )
        same = version.text == before
        words = text("p", say("Nothing to add yet: answer the [questions] above first."), "fine")
        body = (
            words
            if same
            else join([tag("p", open_questions(version.text), "body", id=id_, lang=english()), copy])
        )
        found.append(tag("div", join([text("h4", say("{n} seconds", n=seconds)), body])))
        before = version.text
    return found


def _next(practice: Practice, weakest: str | None) -> Html:
    """The ways on from a report; the one that helps most comes first."""
    words = say("Practise {what}", what=element_name(weakest)) if weakest else say("Practise once more")
    again = act(words, "iv_again", f"{practice.id} {weakest or ''}".strip(), "sw-button primary")
    save = act(
        say("Save as a file (.md)"),
        "iv_save",
        practice.id,
        "sw-button",
        say("this practice with its feedback"),
    )
    home = act(say("All practices"), "iv_home", "", "sw-button")
    write = act(say("Write it down: your statement"), "tab", "Statement", "sw-button")
    return tag("div", join([again, write, save, home]), "sw-row")
