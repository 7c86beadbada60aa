"""Rows `turn` and `long_thread`: a turn of the built-in model, by a bare agent and in a long conversation.

Covers: turns that are stored in an SQLite file and need no search, in turns with what they are compared to.
Does not cover the first turn of a process (starting) or many people at once (crowd).
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle
from pathlib import Path
from typing import Any

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver

from bot.agent import turn as turns
from bot.agent.services import Services
from bot.builtin.scripted import Scripted
from bot.errors import StepwiseError
from bot.library.search import Library, SearchResult
from bot.store import Store
from evals.performance.figures import against
from evals.rows import Row

TURN_RATIO, LONG_RATIO = 4.0, 1.5
ROUNDS, ASKED = 6, 40
SHORT_MESSAGES, LONG_MESSAGES = 10, 1_000

QUESTION = "How many US letters of recommendation do I need?"
MESSAGES = (
    "I graduated in 2015.",
    "My Step 2 CK score is 231.",
    "I have two US letters.",
    "I need a J-1 visa.",
    "I have three months of hands-on experience in the US.",
    "I speak Spanish and Portuguese.",
    "Family medicine.",
    "I have two publications.",
)


@dataclass(eq=False)
class Watched:
    """The library, and what was searched in it; comparing a message with written distress is no search."""

    library: Library
    searched: list[str] = field(default_factory=list)
    state: str = "ready"

    def get(self, timeout: float | None = None) -> "Watched":
        return self

    def search(self, query: str, k: int = 6) -> SearchResult:
        self.searched.append(query)
        return self.library.search(query, k)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.library, name)


class TwoSteps(Scripted):
    """Calls its tool once, then answers."""

    @property
    def _llm_type(self) -> str:
        return "two-steps"

    def said(self, messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]]) -> AIMessage:
        if messages[-1].type == "tool":
            return AIMessage("Thank you, I noted that.")
        return AIMessage(
            "", tool_calls=[{"name": "note", "args": {"text": "fact"}, "id": str(len(messages))}]
        )


@tool
def note(text: str) -> str:
    """Note a fact."""
    return text


@dataclass
class Talk:
    """One conversation, each of whose turns can be timed."""

    services: Services
    applicant: str
    thread: str

    @classmethod
    def begun(cls, services: Services) -> "Talk":
        applicant = services.store.create_applicant("Ana").id
        return cls(services, applicant, services.store.create_thread(applicant, "performance").id)

    async def say(self, message: str) -> None:
        await turns.reply_to(self.services, self.applicant, self.thread, message)

    async def say_and_drop(self, message: str) -> float:
        """The seconds of a turn that is taken back, so that the conversation keeps its length."""
        taken = await _seconds(self.say(message))
        last = self.services.store.turns(self.thread, last=1)[-1]
        self.services.store.drop_turns_from(self.thread, last.n)
        return taken


def turn(context: Services) -> Row:
    ours, bare = _on_disk(context, _beside_bare)
    words = f"median of {len(ours)} turns; baseline: create_agent, one tool, InMemorySaver, a scripted model"
    return against("turn", ours, bare, "ms", TURN_RATIO, words)


def long_thread(context: Services) -> Row:
    ours, short = _on_disk(context, _long_beside_short)
    words = f"a turn after {LONG_MESSAGES:,} messages; baseline: after {SHORT_MESSAGES}"
    return against("long_thread", ours, short, "ms", LONG_RATIO, words)


def _on_disk(
    context: Services, work: Callable[[Services], Awaitable[tuple[list[float], list[float]]]]
) -> tuple[list[float], list[float]]:
    """Milliseconds of both that `work` measures, over a database in a file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{Path(folder) / 'stepwise.db'}")
        services = replace(context, store=store)
        try:
            ours, other = asyncio.run(_measured(work(services)))
        finally:
            store.close()
    return [1000 * one for one in ours], [1000 * one for one in other]


async def _measured(work: Awaitable[tuple[list[float], list[float]]]) -> tuple[list[float], list[float]]:
    return await work


async def _beside_bare(services: Services) -> tuple[list[float], list[float]]:
    watched: Any = Watched(services.library.get())
    services = replace(services, library=watched)
    agent = create_agent(TwoSteps(), [note], checkpointer=InMemorySaver())
    ours: list[float] = []
    bare: list[float] = []
    for number in range(ROUNDS + 1):
        talk = Talk.begun(services)
        config: Any = {"configurable": {"thread_id": str(number)}}
        for message in MESSAGES:
            given: Any = {"messages": [("user", message)]}
            ours.append(await _seconds(talk.say(message)))
            bare.append(await _seconds(agent.ainvoke(given, config)))
    if watched.searched:
        raise StepwiseError(f"a turn that is measured as one without search searched: {watched.searched[0]}")
    warm = len(MESSAGES)
    return ours[warm:], bare[warm:]


async def _long_beside_short(services: Services) -> tuple[list[float], list[float]]:
    long, short = Talk.begun(services), Talk.begun(services)
    for talk, length in ((long, LONG_MESSAGES), (short, SHORT_MESSAGES)):
        for message, _ in zip(cycle(MESSAGES), range(length // 2), strict=False):
            await talk.say(message)
    asked = [
        (await long.say_and_drop(QUESTION), await short.say_and_drop(QUESTION)) for _ in range(ASKED + 1)
    ]
    measured = asked[1:]
    return [one for one, _ in measured], [two for _, two in measured]


async def _seconds(work: Awaitable[object]) -> float:
    started = time.perf_counter()
    await work
    return time.perf_counter() - started
