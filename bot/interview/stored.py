"""A session as a plain dict, to be stored and read again.

Covers: what was asked and answered with the facts it was judged by, and a summary for lists and charts that
can be read without loading the session. Feedback is not stored: it is made again from the answer, so that old
and new sessions are judged alike. Does not cover where the dict is kept, or its deletion (store).
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.applicant.facts import parse_profile, plain
from bot.errors import BadInput
from bot.interview.bank import SCORE
from bot.interview.report import report
from bot.interview.session import Kind, Question, Session, judged, start

VERSION = 1


def to_dict(session: Session) -> dict[str, Any]:
    """The session in JSON's own types: `version`, `tone`, `length`, `seed`, `today` (ISO), `profile`,
    `setup`, `turns` ({question, answer}) and `summary` ({answered, mean, overall, traits, weakest, flags}).

    It holds the applicant's facts and words, so it is as private as they are.
    """
    return {
        "version": VERSION,
        "tone": session.tone.value,
        "length": session.length,
        "seed": session.seed,
        "today": session.today.isoformat(),
        "profile": {key: plain(value) for key, value in session.profile.items()},
        "setup": list(session.setup),
        "turns": [{"question": _asked(turn.question), "answer": turn.answer} for turn in session.turns],
        "summary": _summary(session),
    }


def from_dict(raw: object) -> Session:
    """The session that `to_dict` made a dict of. Raises BadInput naming what is missing or wrong."""
    if not isinstance(raw, Mapping):
        raise BadInput(f"a stored session is a JSON object, not {type(raw).__name__}")
    if raw.get("version") != VERSION:
        raise BadInput(f"a stored session of version {raw.get('version')!r}; this program reads {VERSION}")
    try:
        today = date.fromisoformat(raw["today"])
        profile = parse_profile(raw["profile"], today, "stored session")
        session = start(profile, raw["tone"], int(raw["length"]), str(raw["seed"]), today)
        asked = [(_question(turn["question"]), str(turn["answer"])) for turn in raw["turns"]]
        return judged(session, tuple(map(str, raw["setup"])), asked)
    except KeyError as missing:
        raise BadInput(f"a stored session lacks {missing}") from None
    except (TypeError, ValueError) as error:
        raise BadInput(f"a stored session cannot be read: {error}") from None


def _asked(question: Question) -> dict[str, Any]:
    return {
        "text": question.text,
        "kind": question.kind.value,
        "topic": question.topic,
        "trait": question.trait,
        "core": question.core,
        "lead": question.lead,
    }


def _question(raw: Mapping[str, Any]) -> Question:
    text = str(raw["text"])
    return Question(
        text,
        Kind(raw["kind"]),
        str(raw.get("topic") or SCORE),
        raw.get("trait"),
        str(raw.get("core") or text),
        str(raw.get("lead") or ""),
    )


def _summary(session: Session) -> dict[str, Any]:
    summed = report(session)
    return {
        "answered": len(session.turns),
        "mean": summed.mean,
        "overall": list(summed.overall),
        "traits": dict(summed.traits),
        "weakest": summed.weakest.id if summed.weakest else None,
        "flags": dict(summed.flags),
    }
