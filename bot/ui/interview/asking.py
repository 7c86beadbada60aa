"""What the applicant does in the Interview tab: the form that begins a practice, the question and its answer.

Covers: their markup. Does not cover feedback (feedback), recording in the browser (voice.js) or what comes of
a form (tab).
"""

import json

from bot.agent.practice import MAX_ANSWER, Practice
from bot.interview import LONGEST, SHORTEST, Kind, Tone
from bot.interview.rubric import load_rubric
from bot.interview.wording import load_phrases
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, in_english, join, tag, text
from bot.ui.interview.speech import LONGEST_SECONDS, Speech, as_json, told
from bot.ui.tongue import english, later, say

TONES = {
    Tone.WARM: (later("Warm"), later("kind, gives you time")),
    Tone.NEUTRAL: (later("Neutral"), later("polite, to the point")),
    Tone.BLUNT: (later("Blunt"), later("presses you; some interviewers do")),
}
USUAL_TONE, USUAL_LENGTH = Tone.NEUTRAL, 5

_LEAD = later(
    "Practise “tell me about your USMLE scores” and what comes after it. You get one question at a time, "
    "then feedback beside your own words. It works before you have told anything about yourself."
)
_FAIR = later("Your accent, grammar and pace are never marked, and a short complete answer is a good one.")
_PRIVATE = later("Your answers stay on this computer, and every practice can be deleted.")
_VOICE = later(
    "The recording stays in this page and is gone when you leave it or go on: it is not saved and not sent "
    "anywhere. Only its loudness over time is passed on and measured, for length and pauses. There is no "
    "transcript, as no speech service is set up, so nothing is said about your pace: type what you said, in "
    "your own words."
)


def beginning(tone: str = USUAL_TONE, length: int = USUAL_LENGTH, *, known: bool = True) -> Html:
    """The form that begins a practice; `known`: something of the record is known already."""
    about = (
        say("The questions use what is on your profile.")
        if known
        else say(
            "Your profile is empty, so two short questions about your exam come first. They are not marked."
        )
    )
    tones = join(_tone(key, key == tone) for key in TONES)
    numbers = join(_number(n, n == length) for n in range(SHORTEST, LONGEST + 1))
    form = tag(
        "form",
        join(
            [
                tag("fieldset", join([text("legend", say("How the interviewer speaks")), tones]), "tones"),
                tag("fieldset", join([text("legend", say("Questions")), numbers]), "numbers"),
                tag("button", esc(say("Begin the practice")), "sw-button primary", type="submit"),
            ]
        ),
        "sw-begin",
        name="sw:iv_start",
    )
    said = [text("p", about), form, text("p", say(_FAIR), "fine"), text("p", say(_PRIVATE), "fine")]
    return kit.card(say("Mock interview"), join(said), lead=say(_LEAD), id_="iv-begin", css="sw-hero")


def progress(practice: Practice) -> Html:
    """Where the practice stands, with its aim."""
    session = practice.session
    done, total = len(session.turns), session.length
    question = practice.question
    setup = question is not None and question.kind is Kind.SETUP
    at = (
        say("Before the first question")
        if setup
        else say("Question {n} of {total}", n=min(done + 1, total), total=total)
    )
    tone = say(TONES[session.tone][0]).lower()
    parts = [kit.progress(done, total, say("{at}, {tone} interviewer", at=at, tone=tone))]
    if practice.aim in load_rubric().traits:
        drill = load_phrases().say(f"drill.{practice.aim}")
        name = load_rubric().traits[str(practice.aim)].name
        parts.append(
            kit.callout(
                join([esc(say("This practice is for {name}.", name=say(name)) + " "), in_english(drill)])
            )
        )
    on = act(say("To the next question"), "to", "iv-question", "sw-button small quiet") if done else Html("")
    leave = act(say("Leave for now"), "iv_home", "", "sw-button small quiet", say("everything is kept"))
    end = (
        act(say("End and see the report"), "iv_end", practice.id, "sw-button small quiet")
        if done
        else Html("")
    )
    return tag("div", join([*parts, tag("div", join([on, end, leave]), "sw-row")]), "sw-where")


def number(practice: Practice) -> int:
    """The place of the open question in the practice, from 1, the opening questions counted."""
    return len(practice.session.turns) + len(practice.session.setup) + 1


def asking(practice: Practice, typed: str = "", *, fresh: bool = False) -> Html:
    """The question with the box for its answer; `typed` is put back into the box, and `fresh` lets the page
    scroll to it."""
    question = practice.question
    if question is None:
        return Html("")
    at = number(practice)
    box = f"iv-box-{practice.id}-{at}"
    kinds = {Kind.SETUP: say("First, for your record"), Kind.FOLLOW_UP: say("The interviewer follows up")}
    title = kinds.get(question.kind, say("The interviewer asks"))
    reveal = ' data-reveal="yes"' if fresh else ""
    area = Html(
        f'<textarea id="{esc(box)}" class="sw-answer-box" name="answer" rows="7" maxlength="{MAX_ANSWER}"'
        f' required data-draft="{esc(practice.id)}" data-number="{at}"{reveal}>'
        f"{_kept_lines(typed)}</textarea>"
    )
    hidden = join(
        Html(f'<input type="hidden" name="{name}" value="{esc(value)}">')
        for name, value in (("id", practice.id), ("revision", practice.revision))
    )
    send = tag("button", esc(say("Give this answer")), "sw-button primary", type="submit")
    note = text("span", "", "fine", id="iv-draft-said", role="status")
    label = text("label", say("Your answer"), for_=box)
    form = tag(
        "form",
        join([hidden, label, area, tag("div", join([send, note]), "sw-row")]),
        "sw-answering",
        id="iv-form",
        name="sw:iv_answer",
        novalidate="novalidate",
    )
    spoken = voice(f"{practice.id}-{at}") if question.kind is not Kind.SETUP else Html("")
    return kit.card(
        title, join([text("p", question.text, "question", lang=english()), form, spoken]), id_="iv-question"
    )


def voice(key: str) -> Html:
    """The recorder; `key` names the question, so that a recording never goes over to the next one."""
    buttons = join(
        Html(
            f'<button type="button" class="sw-button small" data-voice="{name}"{extra}>{esc(words)}</button>'
        )
        for name, words, extra in (
            ("record", say("Record my answer"), ""),
            ("stop", say("Stop"), " hidden"),
            ("play", say("Play it back"), " hidden"),
            ("drop", say("Delete the recording"), " hidden"),
        )
    )
    meter = Html(f'<meter min="0" max="100" value="0" aria-label="{esc(say("Loudness"))}" hidden></meter>')
    clock = text("span", "", "clock")
    status = text("p", "", "voice-said", role="status")
    about = kit.fold(
        esc(say("What happens to a recording")), text("p", say(_VOICE)), "iv-voice-about", css="sw-because"
    )
    row = tag("div", join([buttons, meter, clock]), "sw-row")
    lead = text("p", say("Or say it aloud first, up to {n} minutes:", n=LONGEST_SECONDS // 60), "lead")
    given = {"id": "iv-voice", "data_key": key, "data_most": str(LONGEST_SECONDS)}
    return tag("div", join([lead, row, status, about]), "sw-voice", **given)


def measured(found: Speech) -> Html:
    """The numbers of a recording, which go along with the answer when it is given."""
    hidden = Html(
        f'<input type="hidden" form="iv-form" name="spoken" value="{esc(json.dumps(as_json(found)))}">'
    )
    said = say("Your recording: {told} This is information and not marked.", told=told(found))
    return tag("div", join([text("p", said, data_say=said), hidden]), "sw-measured")


def _kept_lines(typed: str) -> Html:
    """Typed words inside a textarea, where a line break is itself and a leading one would be lost."""
    words = Html(esc(typed).replace("<br>", "\n"))
    return Html(f"\n{words}") if words.startswith("\n") else words


def _tone(key: Tone, chosen: bool) -> Html:
    name, means = TONES[key]
    id_ = f"iv-tone-{key}"
    radio = Html(f'<input type="radio" id="{id_}" name="tone" value="{key}"{" checked" if chosen else ""}>')
    words = join([text("strong", say(name)), text("span", say(means))])
    return tag("div", join([radio, tag("label", words, for_=id_)]), "choice")


def _number(n: int, chosen: bool) -> Html:
    id_ = f"iv-length-{n}"
    radio = Html(f'<input type="radio" id="{id_}" name="length" value="{n}"{" checked" if chosen else ""}>')
    return tag("div", join([radio, text("label", n, for_=id_)]), "choice")
