"""The tool of the mock interview in a conversation: begin, judge an answer, end with a report.

Covers: its contract with the model (the docstring is a prompt) and what it makes citable: "practice" for the
mark and the report, "practice.note.<n>" for the reason behind note n. Does not cover questions and feedback
(interview) or keeping them (practice).
"""

import json
import re
from typing import Any, Literal

from langchain.tools import tool

from bot.agent import practice, practice_chat
from bot.agent.consultation import Citation, Consultation
from bot.agent.practice import Chat, Practice
from bot.agent.runtime import Runtime
from bot.errors import BadInput
from bot.interview import LONGEST, SHORTEST, Feedback, Tone, report
from bot.interview.rubric import load_rubric

NOTES_SHOWN = 2
"""Notes on one answer in the chat; the Interview tab has all."""
USUAL_LENGTH = 4
_RUBRIC = "Rubric of the mock interview (knowledge/interview/rubric.toml)"
_GUIDE = "Residency Advisor guide"
_LENGTH = re.compile(r"\b([3-8]|three|four|five|six|seven|eight)\s+(?:\w+\s+)?questions?\b", re.IGNORECASE)
_NUMBERS = ("three", "four", "five", "six", "seven", "eight")
_TONES = {
    Tone.WARM: re.compile(r"\b(?:warm|gentle|gently|kind|friendly|easy|soft)\b", re.IGNORECASE),
    Tone.BLUNT: re.compile(r"\b(?:blunt|tough|hard|harsh|strict|press\s+me|grill)\b", re.IGNORECASE),
}


@tool
def practise(step: Literal["begin", "answer", "end"], runtime: Runtime, request: str = "") -> str:
    """Run a mock interview in this conversation, one question at a time.

    "begin": a new one; `request` may ask for a warm, neutral or blunt interviewer and for 3 to 8 questions.
    "answer": the applicant's message, as it stands, is their answer to the question in the Case; returns the
    findings of the rubric and the next question, or the report after the last. "end": stop, with the report.
    Ask exactly the question that comes back, say the findings as they are, and never comment on grammar,
    accent or pace. Cite "practice" for the mark and the report, "practice.note.<n>" for the why of note n.
    """
    consultation = runtime.context
    store, applicant = consultation.services.store, consultation.applicant
    if step == "begin":
        return _told(consultation, step, _begin(consultation, request))
    now = practice_chat.running(store, applicant, consultation.thread, consultation.turn)
    if now is None:
        raise BadInput("no mock interview is running in this conversation")
    if step == "end":
        return _told(consultation, step, practice.ended(store, applicant, now, turn=consultation.turn))
    if now.chat is not None and now.chat.answered[-1:] == (0,):  # it went on in the tab meanwhile
        return _told(consultation, "ask", practice_chat.resumed(store, applicant, now))
    text = consultation.text[: practice.MAX_ANSWER]
    done = practice.answered(store, applicant, now, text, turn=consultation.turn)
    judged = len(done.session.turns) > len(now.session.turns)
    if judged:
        consultation.unread_message()
    else:
        consultation.take(practice.learned(done, now, text, consultation.services.now(), _at(consultation)))
    return _told(consultation, "answer" if judged else "ask", done)


def _at(consultation: Consultation) -> tuple[str, int]:
    return consultation.thread, consultation.turn


def _begin(consultation: Consultation, request: str) -> Practice:
    services = consultation.services
    found = _LENGTH.search(request)
    word = found[1].lower() if found else ""
    length = int(word) if word.isdigit() else _NUMBERS.index(word) + SHORTEST if word else USUAL_LENGTH
    tone = next((tone for tone, words in _TONES.items() if words.search(request)), Tone.NEUTRAL)
    return practice_chat.begin_in_chat(
        services.store,
        consultation.applicant,
        consultation.ledger.profile,
        tone.value,
        min(length, LONGEST),
        services.today,
        Chat(consultation.thread, consultation.turn),
    )


def _told(consultation: Consultation, step: str, now: Practice) -> str:
    """What a step gave, as JSON, with everything in it citable or said on its own ground."""
    session, question = now.session, now.question
    result: dict[str, Any] = {
        "tool": "practise",
        "step": step,
        "tone": session.tone.value,
        "answered": len(session.turns),
        "of": session.length,
        "setup": question is not None and question.kind == "setup",
        "question": question.text if question else None,
        "feedback": _feedback(session.turns[-1].feedback) if step == "answer" else None,
        "report": None if question else _report(now),
    }
    consultation.cite(*_citations(result))
    asked = f"Question {len(session.turns) + 1} of {session.length}: {question.text}" if question else ""
    consultation.ground += ("Interview tab", asked)
    return json.dumps(result, ensure_ascii=False)


def _feedback(found: Feedback) -> dict[str, Any]:
    notes = [
        {
            "title": note.title,
            "quote": None if note.name in practice.ABSENT else note.quote,
            "why": note.why,
            "better": note.better,
            "section": note.section,
        }
        for note in found.notes
    ]
    traits = load_rubric().traits
    return {
        "mark": found.overall,
        "failed": found.failed,
        "good": list(found.good),
        "said": [traits[name].name for name in found.shown],
        "missing": [traits[name].name for name in found.owed if name not in found.shown],
        "notes": notes[:NOTES_SHOWN],
        "more_notes": max(0, len(notes) - NOTES_SHOWN),
    }


def _report(now: Practice) -> dict[str, Any]:
    summed = report(now.session)
    return {
        "mean": summed.mean,
        "strong": [{"said": item.said, "quote": item.quote} for item in summed.strong[:NOTES_SHOWN]],
        "weakest": summed.weakest.name if summed.weakest else None,
        "drill": summed.drill,
    }


def _citations(result: dict[str, Any]) -> list[Citation]:
    feedback, summed = result["feedback"], result["report"]
    found: list[Citation] = []
    lines = [f"{result['answered']} of {result['of']} questions answered."]
    if feedback:
        lines.append(f"Mark of this answer: {feedback['mark']:.1f} of 5.0. {' '.join(feedback['good'])}")
        lines.append(f"Said: {', '.join(feedback['said'])}. Missing: {', '.join(feedback['missing'])}.")
        lines.append(f"{feedback['more_notes']} more notes.")
        for n, note in enumerate(feedback["notes"], start=1):
            text = f"{note['title']}. {note['quote'] or ''}\n{note['why']}\nExample: {note['better']}"
            found.append(Citation(f"practice.note.{n}", note["title"], note["section"], _GUIDE, text))
    if summed:
        strong = " ".join(f"{item['said']} {item['quote']}" for item in summed["strong"])
        lines.append(f"Mean mark {summed['mean']:.1f} of 5.0. {strong}")
        lines.append(f"Weakest: {summed['weakest'] or 'nothing'}. Next exercise: {summed['drill']}")
    return [Citation("practice", "Mock interview", None, _RUBRIC, "\n".join(lines)), *found]


PRACTICE_TOOLS = (practise,)
