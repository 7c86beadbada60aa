"""A practice as a Markdown file that can be read without this program.

Covers: its text. Does not cover handing the file over (tab).
"""

import re
from datetime import date

from bot.agent.practice import Practice
from bot.interview import Note, Turn, report
from bot.interview.elements import ELEMENTS, MORE
from bot.ui.interview.feedback import element_name
from bot.ui.interview.speech import Speech, from_json, told

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LINE_START = re.compile(r"^(\s*\d*)([-+=.)])", re.MULTILINE)
_NOTICE = (
    "Practice from your own words, not an evaluation by any program. Examples are to be rewritten by you."
)


def file_name(today: date) -> str:
    return f"stepwise-interview-{today.isoformat()}.md"


def markdown(practice: Practice) -> str:
    """The report, then each question with the answer, its feedback and examples."""
    session, summed = practice.session, report(practice.session)
    lines = [
        f"# Mock interview, {practice.created[:10]}",
        f"{session.tone.value.capitalize()} interviewer, {len(session.turns)} of {session.length} answered. "
        f"Mean practice mark {summed.mean:.1f} of 5.",
        _NOTICE,
    ]
    if session.turns:
        weakest = summed.weakest.name if summed.weakest else "nothing"
        lines += ["## Report", f"Weakest: {weakest}.", f"Next exercise: {_plain(summed.drill)}"]
        lines += [f"- {_plain(item.said)} “{_plain(item.quote)}”" for item in summed.strong]
    for n, turn in enumerate(session.turns, start=1):
        lines += _turn(n, turn, from_json(practice.spoken[n - 1]))
    return "\n\n".join(lines) + "\n"


def _turn(n: int, turn: Turn, spoken: Speech | None) -> list[str]:
    found = turn.feedback
    quoted = "\n".join(f"> {line}" for line in _plain(turn.answer).splitlines())
    said = [element_name(key) for key in (*ELEMENTS, *MORE) if key in found.shown]
    lacks = [element_name(key) for key in found.owed if key not in found.shown]
    lines = [
        f"## {n}. {_plain(turn.question.text)}",
        quoted,
        f"Practice mark {found.overall:.1f} of 5. {found.words} words.",
        f"Said: {', '.join(said) or 'none of the parts'}."
        + (f" Missing: {', '.join(lacks)}." if lacks else ""),
    ]
    if spoken is not None:
        lines.append(f"Recording: {told(spoken)}")
    lines += [f"- {_plain(line)}" for line in found.good]
    return [*lines, *(_note(k, note) for k, note in enumerate(found.notes, start=1))]


def _note(k: int, note: Note) -> str:
    quote = f" “{_plain(note.quote)}”" if note.quote else ""
    return (
        f"{k}. **{_plain(note.title)}**{quote}\n   {_plain(note.why)} (Guide, “{_plain(note.section)}”)\n"
        f"   Example: {_plain(note.better)}"
    )


def _plain(words: str) -> str:
    """Words as themselves: nothing typed by anybody becomes a heading, a link or markup."""
    return _LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", words))
