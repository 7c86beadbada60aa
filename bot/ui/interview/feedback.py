"""Feedback on one answer beside the answer itself: what was said of what was owed, and the notes by number.

Covers: its markup. Does not cover judging (interview) or the question that comes next (asking).
"""

from bot.agent.practice import ABSENT
from bot.interview import Feedback, Note, Turn
from bot.interview.elements import ELEMENTS, MORE
from bot.interview.rubric import load_rubric
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, in_english, join, tag, text, unseen
from bot.ui.interview.marks import marked, open_questions
from bot.ui.interview.speech import Speech, told
from bot.ui.tongue import english, later, say, several

FULL = 5.0
_ALL_WELL = later("Nothing here speaks against you.")
_FALSE = later(
    "This does not agree with your record. Programs see every attempt and score, so it comes first."
)


def feedback(turn: Turn, number: int, spoken: Speech | None = None, *, fresh: bool = False) -> Html:
    """All of the feedback on answer `number` (from 1); `fresh` lets the page scroll to it."""
    found = turn.feedback
    given = {"id": f"iv-answer-{number}", "tabindex": "-1"} | ({"data_reveal": "yes"} if fresh else {})
    parts = [
        text("h3", say("Your answer to question {n}", n=number), **given),
        text("p", turn.question.text, "asked", lang=english()),
        tag("div", join([_answer(turn, found), _parts(found)]), "sw-beside"),
        _measured(found, spoken),
        kit.callout(esc(say(_FALSE)), "warn") if found.failed else Html(""),
        _good(found),
        _notes(found.notes, number),
    ]
    return tag("section", join(parts), "sw-card sw-feedback")


def mark(overall: float) -> Html:
    """The practice mark of an answer or a session, in words and as a bar."""
    words = text("p", say("Practice mark {mark:.1f} of 5", mark=overall), "mark-words")
    return join([words, kit.bar(say("Practice mark"), overall, overall, overall, FULL)])


def element_name(key: str) -> str:
    """An element as a part of an answer: "what changed"."""
    return say(load_rubric().traits[key].name)


def _answer(turn: Turn, found: Feedback) -> Html:
    words = tag("blockquote", marked(turn.answer, found.notes), "sw-own-words")
    return tag("div", join([text("h4", say("Your words")), words]), "own")


def _parts(found: Feedback) -> Html:
    """Each part of a full answer with its words, or as missing; parts not owed and not said are left out."""
    rows = [_part(key, found) for key in (*ELEMENTS, *MORE) if key in found.owed or key in found.shown]
    extra = [key for key in MORE if any(note.name == key for note in found.notes)]
    rows += [_part(key, found) for key in extra if key not in (*found.owed, *found.shown)]
    return tag("div", join([text("h4", say("What is in it")), tag("ul", join(rows), "sw-parts")]), "parts")


def _part(key: str, found: Feedback) -> Html:
    name = element_name(key)
    if key in found.shown:
        quote = text("q", found.shown[key])
        return tag("li", join([kit.chip(say("{part}: said", part=name), "good"), quote], " "))
    optional = key == "context" or key not in found.owed
    words = say("{part}: not said, optional", part=name) if optional else say("{part}: missing", part=name)
    return tag("li", kit.chip(words, "" if optional else "warn"))


def _measured(found: Feedback, spoken: Speech | None) -> Html:
    most = load_rubric().words
    if found.words <= most:
        long = several(
            found.words,
            "{n} word long; a short answer is fine.",
            "{n} words long; a short answer is fine.",
        )
    else:
        long = say("{n} words long; {most} is the most anybody listens to.", n=found.words, most=most)
    lines = [mark(found.overall), text("p", long, "fine")]
    if spoken is not None:
        said = say("Your recording: {told} This is information and not marked.", told=told(spoken))
        lines.append(text("p", said, "fine"))
    return tag("div", join(lines), "measured")


def _good(found: Feedback) -> Html:
    said = join(text("li", line) for line in found.good)
    if found.good:
        return join([text("h4", say("What works")), tag("ul", said, "plain good", lang=english())])
    return text("p", say(_ALL_WELL)) if not found.notes else Html("")


def _notes(notes: tuple[Note, ...], number: int) -> Html:
    if not notes:
        return Html("")
    items = (_note(note, k, number) for k, note in enumerate(notes, start=1))
    lead = text("p", say("The numbers stand in your answer, after the words in question."), "fine")
    return join([text("h4", say("What to work on")), lead, tag("ol", join(items), "sw-notes")])


def _note(note: Note, k: int, number: int) -> Html:
    better = f"iv-better-{number}-{k}"
    copy = act(say("Copy"), "copy", better, "sw-button small quiet", say("this sentence"))
    head = [
        tag("span", join([unseen(say("Note") + " "), esc(k)]), "sw-nr"),
        text("strong", note.title, lang=english()),
    ]
    quote = text("q", note.quote, "words") if note.quote and note.name not in ABSENT else Html("")
    said = join([text("span", say("One better way to say it:") + " ", "lead"), _example(note.better, better)])
    where = f"{say('Guide')}, “{note.section}”"
    parts = [
        tag("p", join(head, " "), "title"),
        quote,
        tag("p", join([in_english(note.why), text("span", f" {where}.", "where", lang=english())])),
        tag("div", join([tag("p", said), copy]), "better"),
    ]
    return tag("li", join(parts))


def _example(words: str, id_: str) -> Html:
    return tag("span", open_questions(words), "example", id=id_, lang=english())
