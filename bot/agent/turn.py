"""One turn: a message in, sentences out, and everything it changed written in one transaction.

Covers: limits on a message, the window of past messages and the reply record. A turn that is stopped
or killed leaves only its message, which is offered again. Does not cover the agent loop and the lock on
each sentence (answering, support), what a model says (builtin) or what it may call (tools).
"""

import re
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage

from bot.agent import loop
from bot.agent.answering import Answering, StartOver
from bot.agent.case import Case, Read, defused
from bot.agent.consultation import Consultation
from bot.agent.reply import ReplyKind, as_text
from bot.agent.services import Services
from bot.agent.undertone import heavy_notice
from bot.errors import BadInput
from bot.store import Turn

MAX_MESSAGE = 8_000
"""Characters in one message; a personal statement of about a page fits."""

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
"""Characters that show nothing, turn the order of words around or carry hidden text. Joiners stay: Persian,
Indian scripts and emoji need them."""

_SHOWN = re.compile(r"[^\s\u200c\u200d\u00ad]")

WINDOW, STEP = 11, 10
"""Past turns a model sees at most; ten are dropped at a time so that a prompt's prefix lasts."""


@dataclass(frozen=True)
class SentenceReady:
    """A sentence that passed the lock, in the form of the reply record."""

    sentence: dict[str, object]


@dataclass(frozen=True)
class TurnDone:
    """The turn is written down; `reply` is its record."""

    n: int
    reply: dict[str, object]


def checked(text: str) -> str:
    """The message to answer. Raises BadInput when it is empty or too long; nothing is stored then."""
    text = _UNSEEN.sub("", text).strip()
    if not _SHOWN.search(text):
        raise BadInput("The message is empty. Write a few words about yourself, or ask a question.")
    if len(text) > MAX_MESSAGE:
        raise BadInput(
            f"The message has {len(text):,} characters; up to {MAX_MESSAGE:,} can be read at once. "
            "Please send the part you want help with."
        )
    return text


async def run(
    services: Services, applicant_id: str, thread_id: str, text: str
) -> AsyncGenerator[SentenceReady | StartOver | TurnDone, None]:
    """Answer one message. Raises BadInput before anything is stored, StorageError if it cannot be kept."""
    text = checked(text)
    n = services.store.start_turn(thread_id, text)
    finished = False
    try:
        history = services.store.window(thread_id, _window_size)
        answer = Answering(
            services.chats.of(applicant_id),
            lambda: _open(services, applicant_id, thread_id, n, text, history),
            [*_window(history), HumanMessage(defused(text))],
        )
        async for one in answer.said():
            yield one if isinstance(one, StartOver) else SentenceReady(one.as_json())
        reply = _record(answer)
        if (spent := answer.usage.as_json()) is not None:
            answer.chat.spent.append(spent)
        consultation = answer.consultation
        services.store.finish_turn(thread_id, n, reply, consultation.events, consultation.drafts)
        finished = True
        yield TurnDone(n, reply)
    finally:
        if not finished:
            services.store.cancel_turn(thread_id, n)


async def reply_to(services: Services, applicant_id: str, thread_id: str, text: str) -> dict[str, Any]:
    """The reply record of one message, for callers that do not stream."""
    reply: dict[str, Any] = {}
    async for event in run(services, applicant_id, thread_id, text):
        if isinstance(event, TurnDone):
            reply = event.reply
    return reply


def warm_up(services: Services) -> None:
    """Build the agent ahead of the first message."""
    chat = services.chats.default
    loop.agent(chat, chat.without_tools)


def _window_size(finished: int) -> int:
    """How many of the past turns a model sees: all at first, then WINDOW - STEP + 1 to WINDOW of them,
    so that the window's start moves STEP turns at a time."""
    return finished - STEP * max(0, -(-(finished - WINDOW) // STEP))


def _window(history: list[Turn]) -> list[AnyMessage]:
    """Past turns as messages, oldest first."""
    messages: list[AnyMessage] = []
    for turn in history:
        if turn.reply is not None:
            messages += [HumanMessage(defused(turn.text)), AIMessage(as_text(turn.reply["sentences"]))]
    return messages


def _open(
    services: Services, applicant_id: str, thread_id: str, n: int, text: str, history: list[Turn]
) -> Consultation:
    replies = [turn.reply for turn in history if turn.reply is not None]
    asked = replies[-1]["asked"] if replies else None
    unread = 0
    for reply in reversed(replies):
        if asked is None or reply["missed"] != asked:
            break
        unread += 1
    drafted = [reply["draft"]["kind"] for reply in replies if reply["draft"]]
    return Consultation(
        services=services,
        applicant=applicant_id,
        thread=thread_id,
        turn=n,
        goal=replies[-1]["goal"] if replies else services.store.thread(thread_id).goal,
        text=text,
        ledger=services.store.ledger(applicant_id),
        asked=asked,
        unread=unread,
        asked_how_they_are=any(heavy_notice() in reply.get("notices", ()) for reply in replies),
        after_safety=bool(replies) and replies[-1]["kind"] == ReplyKind.SAFETY,
        typed=(*(turn.text for turn in history), text),
        unsettled=_unsettled(replies),
        draft_kinds=tuple(dict.fromkeys(drafted)),
    )


def _record(answer: Answering) -> dict[str, object]:
    """The reply as it is stored and shown; its citations stand in order of first use."""
    consultation, parser, sentences = answer.consultation, answer.parser, answer.sentences
    used = dict.fromkeys(key for sentence in sentences for key in sentence.citations)
    case = consultation.case()
    draft = consultation.drafts[-1] if consultation.drafts else None
    return {
        "kind": parser.kind.value if sentences else ReplyKind.CLARIFY.value,
        "sentences": [sentence.as_json() for sentence in sentences],
        "citations": [source.as_json() for key in used if (source := consultation.source(key))],
        "asked": parser.asked,
        "quick_replies": list(_quick_replies(parser.asked, case)),
        "missed": consultation.asked if consultation.missed else None,
        "goal": consultation.goal,
        "read": [
            {"field": read.field, "label": read.label, "shown": read.shown, "quote": read.quote}
            for read in case.saved
        ],
        "conflicts": [_disagreement(read) for read in case.conflicts],
        "draft": {"kind": draft.kind, "text": draft.text, "notes": list(draft.notes)} if draft else None,
        "score": consultation.scored,
        "confidence": consultation.confidence,
        "by": answer.by,
        "notices": list(_notices(answer)),
        "usage": answer.usage.as_json(),
    }


def _notices(answer: Answering) -> Iterable[str]:
    """What is said beside the answer: what went wrong, and whether there is more to a heavy message."""
    if answer.notice:
        yield answer.notice
    if answer.consultation.heavy and not answer.consultation.asked_how_they_are:
        yield heavy_notice()


def _quick_replies(asked: str | None, case: Case) -> Iterable[str]:
    """What a tap may answer: both values of a disagreement, or the replies that go with the question."""
    for read in case.conflicts:
        if read.field == asked:
            return [f"{read.label}: {said}" for said in (read.before, read.shown) if said]
    question = case.next_question
    return question.quick if question is not None and question.field == asked else ()


def _disagreement(read: Read) -> dict[str, str | None]:
    return {"field": read.field, "label": read.label, "standing": read.before, "said": read.shown}


def _unsettled(replies: list[dict[str, Any]]) -> tuple[Read, ...]:
    """Disagreements the last reply asked about for the first time; they are asked about once more."""
    if not replies:
        return ()
    asked_before = {item["field"] for reply in replies[-2:-1] for item in reply["conflicts"]}
    return tuple(
        Read(item["field"], item["label"], item["said"], "", before=item["standing"])
        for item in replies[-1]["conflicts"]
        if item["field"] == replies[-1]["asked"] and item["field"] not in asked_before
    )
