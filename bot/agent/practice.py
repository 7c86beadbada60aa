"""Practices that are kept: mock interviews in the store, begun in the Interview tab or in a conversation.

Covers: beginning, reading, answering and ending a practice, each written down at once, and the list of them
with what a chart needs. Does not cover questions and feedback (interview), what undoing does to one in a
conversation (practice_chat) or what is said there (practice_tools).
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from bot import interview
from bot.applicant.facts import Profile
from bot.applicant.ledger import Event, Status
from bot.errors import BadInput
from bot.interview.elements import ELEMENTS, MORE
from bot.store import Store, Work

KIND = "interview"

MAX_ANSWER = 8_000
"""Characters of one answer; ten minutes of speech fit."""

ABSENT = frozenset({*ELEMENTS, *MORE, "no_growth"})
"""Notes on something that was not said: their quote is the place where it was owed, and nothing is wrong
with those words."""

Numbers = Mapping[str, Any]
"""What was measured of a spoken answer, as plain JSON."""


@dataclass(frozen=True)
class Chat:
    """Where a practice runs in a conversation: begun in turn `begun`, ended by word in turn `stopped` (0: it
    was not), with the turn of each answer, the opening ones counted (0: given in
    the tab, -1: and the conversation has caught up with it)."""

    thread: str
    begun: int
    answered: tuple[int, ...] = ()
    stopped: int = 0


@dataclass(frozen=True)
class Practice:
    """A session with what is kept beside it.

    `aim` is the trait it was begun for; `ended`: closed before its last question; `spoken` has one entry an
    answer, None where it was typed; `chat` says in which conversation it runs, None in the tab alone.
    """

    id: str
    revision: int
    created: str
    session: interview.Session
    aim: str | None = None
    ended: bool = False
    spoken: tuple[Numbers | None, ...] = ()
    chat: "Chat | None" = None

    @property
    def question(self) -> interview.Question | None:
        """The question to answer now; None when the practice is over."""
        return None if self.ended else self.session.question


@dataclass(frozen=True)
class Listed:
    """One line of the history; `mean` is None before the first answer was judged."""

    id: str
    created: str
    tone: str
    length: int
    answered: int
    mean: float | None
    weakest: str | None
    over: bool


def begin(
    store: Store,
    applicant: str,
    profile: Profile,
    tone: str,
    length: int,
    today: date,
    *,
    aim: str | None = None,
    seed: str = "",
    chat: Chat | None = None,
) -> Practice:
    """Begin and keep a practice; without a seed its questions come in an order of their own. Raises BadInput
    for another tone or length."""
    session = interview.start(profile, tone, length, seed or secrets.token_hex(8), today)
    practice = Practice("", 0, "", session, aim, chat=chat)
    title = f"Mock interview, {today.day} {today:%B %Y}"
    return _practice(store.create_work(applicant, KIND, title, _data(practice)))


def kept(store: Store, applicant: str, practice_id: str) -> Practice:
    """Raises BadInput when it is not there or cannot be read."""
    work = store.work(applicant, practice_id)
    if work.kind != KIND:
        raise BadInput("this is no mock interview")
    return _practice(work)


def answered(
    store: Store,
    applicant: str,
    practice: Practice,
    text: str,
    spoken: Numbers | None = None,
    *,
    turn: int = 0,
) -> Practice:
    """The practice with an answer to its question, kept; `turn` is that of the conversation, 0 in the tab.
    Raises BadInput when the answer is empty or too long, when the practice is over, or when it was changed
    elsewhere since."""
    if len(text) > MAX_ANSWER:
        raise BadInput(f"the answer has {len(text):,} characters; up to {MAX_ANSWER:,} can be read")
    if practice.ended:
        raise BadInput("this practice has ended; its report is ready")
    session = interview.answer(practice.session, text.strip())
    judged = len(session.turns) > len(practice.session.turns)
    told = (*practice.spoken, spoken) if judged else practice.spoken
    chat = practice.chat and replace(practice.chat, answered=(*practice.chat.answered, turn))
    return saved(store, applicant, replace(practice, session=session, spoken=told, chat=chat))


def learned(
    now: Practice, before: Practice, text: str, at: str, where: tuple[str, int] | None = None
) -> list[Event]:
    """What a reply to an opening question told of the record, as events of the one ledger; `at` is a UTC
    time, `where` the thread and turn of a conversation."""
    thread, turn = where if where else (None, None)
    known = before.session.profile
    return [
        Event(key, value, Status.STATED, text, "reader" if where else "card", thread, turn, at)
        for key, value in now.session.profile.items()
        if known.get(key) != value
    ]


def ended(store: Store, applicant: str, practice: Practice, *, turn: int = 0) -> Practice:
    """The practice closed, with its report over what was answered."""
    chat = practice.chat and replace(practice.chat, stopped=turn)
    return saved(store, applicant, replace(practice, ended=True, chat=chat))


def saved(store: Store, applicant: str, practice: Practice) -> Practice:
    """Keep a practice in place of the state it was made from. Raises BadInput when it was changed since."""
    return _practice(store.save_work(applicant, practice.id, _data(practice), revision=practice.revision))


def listed(store: Store, applicant: str) -> list[Listed]:
    """All practices, the latest first; one that an edited file made unreadable has no figures."""
    return [_listed(work) for work in store.works(applicant, KIND)]


def latest_open(practices: list[Listed]) -> str:
    """The practice that waits for an answer, the one used last; empty when there is none."""
    return next((item.id for item in practices if not item.over), "")


def _data(practice: Practice) -> dict[str, Any]:
    return {
        **interview.to_dict(practice.session),
        "aim": practice.aim,
        "ended": practice.ended,
        "spoken": list(practice.spoken),
        "chat": asdict(practice.chat) if practice.chat is not None else None,
    }


def _practice(work: Work) -> Practice:
    data = work.data
    session = interview.from_dict(data)
    told = data.get("spoken")
    spoken = [item if isinstance(item, dict) else None for item in told] if isinstance(told, list) else []
    count = len(session.turns)
    return Practice(
        id=work.id,
        revision=work.revision,
        created=work.created,
        session=session,
        aim=str(data["aim"]) if data.get("aim") else None,
        ended=data.get("ended") is True,
        spoken=tuple([*spoken, *[None] * count][:count]),
        chat=_chat(data.get("chat"), len(session.setup) + count),
    )


def _chat(raw: object, answers: int) -> Chat | None:
    """Where it runs; of an edited file only what fits the answers that are there."""
    if not isinstance(raw, dict):
        return None
    given = raw.get("answered")
    turns = [at for at in given if isinstance(at, int)] if isinstance(given, list) else []
    begun, stopped = raw.get("begun"), raw.get("stopped")
    return Chat(
        thread=str(raw.get("thread", "")),
        begun=begun if isinstance(begun, int) else 0,
        answered=tuple([*turns, *[0] * answers][:answers]),
        stopped=stopped if isinstance(stopped, int) else 0,
    )


def _listed(work: Work) -> Listed:
    found, summary = work.data, work.data.get("summary")
    summed = summary if isinstance(summary, dict) else {}
    count, mean, weakest = summed.get("answered"), summed.get("mean"), summed.get("weakest")
    length = found.get("length")
    answers = count if isinstance(count, int) else 0
    asked = length if isinstance(length, int) else 0
    return Listed(
        id=work.id,
        created=work.created,
        tone=str(found.get("tone", "")),
        length=asked,
        answered=answers,
        mean=float(mean) if answers and isinstance(mean, int | float) else None,
        weakest=weakest if isinstance(weakest, str) else None,
        over=found.get("ended") is True or answers >= asked,
    )
