"""The mock interview on "tell me about your USMLE scores": questions that press, feedback that quotes.

A session is a value: each step gives a new one, and the same input gives the same session.

    session = start(profile, "neutral", 5, seed, today)     # tone warm, neutral or blunt; 3 to 8 questions
    while session.question:                                 # None when the session has ended
        print(session.question.text)                        # .kind: setup, main or follow_up; .trait pressed
        session = answer(session, input())                  # BadInput when the answer is empty
        feedback = session.feedback                         # on the last answer; None after a setup question
    summed = report(session)                                # at any time; .mean, .strong, .weakest, .drill

An empty profile starts as well: the first two questions then ask for the exam and its result (kind setup, not
counted, no feedback).

`Feedback`: `overall` 1.0 to 5.0; `elements` (acknowledge, context, growth, evidence: bool) and `shown`, their
words; `flags` {flag: words or None}; `failed`, a contradiction with the record; `good`, praise in words;
`notes`, each a `Note`: `title`, `quote` (an exact span of the answer, to be highlighted, or None), `why`,
`better` (one better sentence, an example with the applicant's facts, unknown parts as [questions]), `passage`
and `section` (where the guide speaks of it). Accent, grammar and pace are never judged.

`assess(answer, question, profile, today)` judges one answer outside a session.
`lengths(profile, typed, seed)` is the applicant's own answer in 20, 60 and 90 seconds, with its label.
`to_dict` and `from_dict` store a session as plain JSON, whose `summary` holds what a list or a chart needs.

Covers: questions, feedback, reports. Does not cover storing, speech, or the page.
"""

from bot.interview.advice import Note
from bot.interview.bank import Tone
from bot.interview.feedback import Feedback, assess
from bot.interview.lengths import SECONDS, Lengths, lengths
from bot.interview.report import Report, Strength, report
from bot.interview.session import LONGEST, SHORTEST, Kind, Question, Session, Turn, answer, start
from bot.interview.stored import from_dict, to_dict

__all__ = [
    "LONGEST",
    "SECONDS",
    "SHORTEST",
    "Feedback",
    "Kind",
    "Lengths",
    "Note",
    "Question",
    "Report",
    "Session",
    "Strength",
    "Tone",
    "Turn",
    "answer",
    "assess",
    "from_dict",
    "lengths",
    "report",
    "start",
    "to_dict",
]
