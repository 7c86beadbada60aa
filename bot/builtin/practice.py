"""The mock interview in the chat: what a message is to it, and wording its questions and feedback.

Covers: telling an answer from an aside and from the wish to stop, and sentences from what the tool returned.
Pure functions. Does not cover judging an answer (interview) or keeping it (agent/practice).
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.agent.case import Case
from bot.builtin.intents import plainly_asks
from bot.builtin.phrases import Phrases, cited
from bot.errors import DataError
from bot.prose import sentences
from bot.settings import KNOWLEDGE

BEGIN, ANSWER, END = "begin", "answer", "end"

MOST_BESIDE = 8
"""Words beside a question that still leave a message a question to the advisor; an answer has more."""

GOOD_SHOWN = 2
"""What works, in the chat: the first of it."""


def step(case: Case, text: str, wants: Collection[str]) -> str | None:
    """What a message asks of the practice; None when it is an aside, or has nothing to do with one."""
    if case.practice is None:
        return BEGIN if "practise" in wants else None
    if _says("stop", text):
        return END
    if _says("anew", text):
        return BEGIN
    return None if repeats(case, text, wants) or _asks(text) else ANSWER


def repeats(case: Case, text: str, wants: Collection[str]) -> bool:
    """Whether a message during a practice only asks for its question again."""
    return case.practice is not None and ("practise" in wants or _says("aside", text))


def _says(name: str, text: str) -> bool:
    return any(pattern.search(text) for pattern in load_words()[name])


def _asks(text: str) -> bool:
    """Whether a message asks the advisor something: its last sentence is a question, with little beside."""
    parts = sentences(text)
    asking = [part for part in parts if part.rstrip().endswith("?")]
    if not asking:
        return len(parts) == 1 and plainly_asks(text)
    beside = sum(len(part.split()) for part in parts if part not in asking)
    return parts[-1] in asking and beside <= MOST_BESIDE


def said(result: Mapping[str, Any], phrases: Phrases) -> str:
    """The reply to a step of the practice in the reply grammar."""
    lines: list[str] = []
    if result["step"] == BEGIN:
        lines.append(phrases.say("practice.begin"))
        if result["setup"]:
            lines.append(phrases.say("practice.setup"))
    elif result["step"] == "ask" and result["answered"]:
        lines.append(phrases.say("practice.on"))
    if result["feedback"]:
        lines += _feedback(result["feedback"], phrases)
    if result["report"]:
        lines += _report(result, phrases)
    if result["question"]:
        key = "practice.ask_setup" if result["setup"] else "practice.ask"
        holes = {"n": result["answered"] + 1, "of": result["of"], "question": result["question"]}
        lines.append(phrases.say(key, **holes))
    return "\n\n".join(lines)


def _feedback(found: Mapping[str, Any], phrases: Phrases) -> list[str]:
    """The mark and what works, then the gravest notes with the own words and one better sentence each."""
    lead = [phrases.say("practice.failed")] if found["failed"] else []
    mark = phrases.say("practice.mark", mark=f"{found['mark']:.1f}")
    works = found["good"][:GOOD_SHOWN] or ([] if found["notes"] else [phrases.say("practice.well")])
    lines = [*lead, cited(" ".join([mark, *works]), "practice")]
    for n, note in enumerate(found["notes"], start=1):
        key = f"practice.note.{n}"
        title = "practice.note" if note["quote"] else "practice.note_bare"
        head = phrases.say(title, title=note["title"], quote=(note["quote"] or "").rstrip(" .,;"))
        better = phrases.say("practice.better", better=note["better"])
        lines.append("\n\n".join([cited(f"{head} {note['why']}", key), cited(better, key)]))
    if found["more_notes"]:
        lines.append(cited(phrases.say("practice.more", n=found["more_notes"]), "practice"))
    return lines


def _report(result: Mapping[str, Any], phrases: Phrases) -> list[str]:
    summed, stopped = result["report"], result["step"] == END
    if not result["answered"]:
        return [phrases.say("practice.stopped_early")]
    key = "practice.stopped" if stopped else "practice.end"
    holes = {"mean": f"{summed['mean']:.1f}", "answered": result["answered"], "of": result["of"]}
    lines = [cited(phrases.say(key, **holes), "practice")]
    for item in summed["strong"][:1]:
        lines.append(cited(phrases.say("practice.strong", **item), "practice"))
    if summed["weakest"]:
        lines.append(cited(phrases.say("practice.weakest", weakest=summed["weakest"]), "practice"))
    lines.append(cited(phrases.say("practice.drill", drill=summed["drill"]), "practice"))
    return [*lines, phrases.say("practice.kept")]


@cache
def load_words(path: Path = KNOWLEDGE / "intents.toml") -> Mapping[str, tuple[re.Pattern[str], ...]]:
    """Patterns of messages that are no answer. Raises DataError naming what is missing or wrong."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))["practice"]
        return {
            name: tuple(re.compile(pattern, re.IGNORECASE) for pattern in raw[name])
            for name in ("stop", "aside", "anew")
        }
    except (OSError, tomllib.TOMLDecodeError, re.error) as error:
        raise DataError(f"{path.name}: practice: {error}") from None
    except KeyError as missing:
        raise DataError(f"{path.name}: practice: {missing} is missing") from None
