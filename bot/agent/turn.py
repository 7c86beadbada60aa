"""One turn: a message in, sentences out, and everything it changed written in one transaction.

Covers: limits on a message, the window of past messages, the agent loop, the lock on each sentence
and the reply record. A turn that is stopped or killed leaves only its message, which is offered
again. Does not cover what the model says (builtin) or what it may call (tools).
"""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, cast

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, AIMessageChunk, AnyMessage, HumanMessage
from langgraph.graph.state import CompiledStateGraph

from bot.agent import middleware, models
from bot.agent.case import Case, Read, defused
from bot.agent.consultation import Consultation
from bot.agent.reply import ReplyKind, ReplyParser, Sentence, as_text
from bot.agent.safety import load_safety
from bot.agent.services import Services
from bot.agent.tools import TOOLS
from bot.applicant.facts import FIELDS, SPECIALTIES
from bot.assess.tables import read_toml
from bot.errors import BadInput
from bot.settings import PROMPTS
from bot.store import Turn
from bot.write import lock

MAX_MESSAGE = 8_000
"""Characters in one message; a personal statement of about a page fits."""

WINDOW, STEP = 20, 10
"""Past turns a model sees at most; ten are dropped at a time so that a prompt's prefix lasts."""

log = logging.getLogger(__name__)


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
    text = text.replace("\x00", "").strip()
    if not text:
        raise BadInput("The message is empty. Write a few words about yourself, or ask a question.")
    if len(text) > MAX_MESSAGE:
        raise BadInput(
            f"The message has {len(text):,} characters; up to {MAX_MESSAGE:,} can be read at once. "
            "Please send the part you want help with."
        )
    return text


async def run(
    services: Services, applicant_id: str, thread_id: str, text: str
) -> AsyncGenerator[SentenceReady | TurnDone, None]:
    """Answer one message. Raises BadInput before anything is stored, StorageError if it cannot be kept."""
    text = checked(text)
    n = services.store.start_turn(thread_id, text)
    finished = False
    try:
        history = services.store.turns(thread_id, last=_window_size(services.store.count_turns(thread_id)))
        consultation = _open(services, applicant_id, thread_id, n, text, history)
        parser, kept = ReplyParser(), []
        async for piece in _reply(consultation, history):
            for sentence in parser.feed(piece):
                kept.append(_locked(sentence, consultation))
                yield SentenceReady(kept[-1].as_json())
        for sentence in parser.close():
            kept.append(_locked(sentence, consultation))
            yield SentenceReady(kept[-1].as_json())
        reply = _record(consultation, parser, kept)
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


@lru_cache(maxsize=4)
def _agent(model: str) -> CompiledStateGraph[Any, Consultation, Any, Any]:
    return create_agent(
        models.make(model),
        list(TOOLS),
        system_prompt=(PROMPTS / "advisor.md").read_text(encoding="utf-8"),
        middleware=middleware.stack(load_safety()),
        context_schema=Consultation,
    )


def warm_up(services: Services) -> None:
    """Build the agent ahead of the first message."""
    _agent(services.settings.model)


async def _reply(consultation: Consultation, history: list[Turn]) -> AsyncIterator[str]:
    """The text of the model as it comes; what it said before calling a tool is not for the reader."""
    agent = _agent(consultation.services.settings.model)
    stream = agent.astream(
        {"messages": [*_window(history), HumanMessage(defused(consultation.text))]},
        stream_mode="messages",
        context=consultation,
    )
    async for step in stream:
        message, metadata = cast(tuple[AnyMessage, dict[str, Any]], step)
        node = metadata["langgraph_node"]
        streamed = isinstance(message, AIMessageChunk) and node == "model"
        if streamed or (isinstance(message, AIMessage) and node.endswith("before_agent")):
            yield message.text


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
        after_safety=bool(replies) and replies[-1]["kind"] == ReplyKind.SAFETY,
        typed=(*(turn.text for turn in history), text),
        unsettled=_unsettled(replies),
        draft_kinds=tuple(dict.fromkeys(drafted)),
    )


def _locked(sentence: Sentence, consultation: Consultation) -> Sentence:
    """The sentence, or a marked note in its place when something in it has no support."""
    if consultation.fixed_reply:
        return sentence
    sources = [consultation.source(key) for key in sentence.citations]
    problems = lock.check(
        sentence.text,
        lock.Support(
            texts=(_common_ground(), *consultation.ground, *(source.text for source in sources if source)),
            facts=consultation.ledger.profile,
            typed=consultation.typed,
            today=consultation.services.today,
        ),
    )
    if not problems and all(sources):
        return sentence
    log.warning("a sentence was left out: %s", ", ".join(problem.kind for problem in problems) or "citation")
    return replace(sentence, text=left_out(), citations=(), marked=True)


@cache
def left_out() -> str:
    """What stands in place of a sentence without support. Raises DataError when it cannot be read."""
    return read_toml(PROMPTS / "notices.toml").text("left_out")


@cache
def _common_ground() -> str:
    """What a sentence may rest on without citing: names we must use, and the labels of facts."""
    labels = (*(spec.label for spec in FIELDS.values()), *SPECIALTIES.values())
    return "\n".join(((PROMPTS / "common_ground.md").read_text(encoding="utf-8"), *labels))


def _record(consultation: Consultation, parser: ReplyParser, sentences: list[Sentence]) -> dict[str, object]:
    """The reply as it is stored and shown; its citations stand in order of first use."""
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
    }


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
