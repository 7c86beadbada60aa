"""The agent loop of any model: one model, the tools, the middleware, and how long each step may take.

Covers: making the loop once for each model, its stream of messages, time limits of a hosted one. Does not
cover what of a stream is the answer (answering) or what happens around the model (middleware).
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from contextvars import Context
from functools import lru_cache
from typing import Any, TypeAlias, cast

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph.state import CompiledStateGraph
from langsmith import set_runtime_overrides, tracing_context

from bot.agent import middleware, models
from bot.agent.consultation import Consultation
from bot.agent.models import Chat
from bot.agent.note_tools import NOTE_TOOLS
from bot.agent.safety import load_safety
from bot.agent.tools import TOOLS
from bot.agent.trouble import Kind, Trouble, trouble
from bot.settings import PROMPTS

_BUILT_IN: RunnableConfig = {"recursion_limit": 16}
"""Steps of the loop around the built-in model: two before it, then it and its tools in turn; it needs seven
at most."""

Steps: TypeAlias = AsyncGenerator[tuple[AIMessage, str], None]
"""Messages or pieces of messages, with the node of the loop that made each."""


async def messages(chat: Chat, consultation: Consultation, past: Sequence[AnyMessage]) -> Steps:
    """The stream of one turn. Raises Trouble for every way in which a hosted model can fail."""
    async with aclosing(_stream(chat, consultation, past)) as stream:
        async for step in _in_time(stream) if chat.hosted else stream:
            yield step


@lru_cache(maxsize=8)
def model(chat: Chat) -> BaseChatModel:
    return chat.make()


@lru_cache(maxsize=8)
def agent(chat: Chat, without_tools: bool) -> CompiledStateGraph[Any, Consultation, Any, Any]:
    # around each step langsmith goes to another thread and back twice, to report what is not reported here
    set_runtime_overrides(aio_to_thread=_at_once)
    safety = load_safety()
    around = middleware.hosted(safety, tools=not without_tools) if chat.hosted else middleware.stack(safety)
    return create_agent(
        model(chat),
        [*TOOLS, *(NOTE_TOOLS if chat.hosted else ())],
        system_prompt=(PROMPTS / "advisor.md").read_text(encoding="utf-8"),
        middleware=around,
        context_schema=Consultation,
    )


async def _at_once(
    threaded: object, context: Context, work: Callable[..., Any], /, *given: Any, **named: Any
) -> Any:
    return context.run(work, *given, **named)


async def _stream(chat: Chat, consultation: Consultation, past: Sequence[AnyMessage]) -> Steps:
    """Nothing of it is reported to anybody, whatever the environment says."""
    given: Any = {"messages": list(past)}
    with tracing_context(enabled=False):
        made = agent(chat, chat.without_tools)
        limited = None if chat.hosted else _BUILT_IN
        stream = made.astream(given, limited, stream_mode="messages", context=consultation)
        async for step in stream:
            message, metadata = cast(tuple[AnyMessage, dict[str, Any]], step)
            if isinstance(message, AIMessage):
                yield message, metadata["langgraph_node"]


async def _in_time(stream: AsyncIterator[tuple[AIMessage, str]]) -> Steps:
    """The same, but not for longer than the limits say."""
    most = models.limits()
    ends, speaking = time.monotonic() + most.turn_seconds, False
    while True:
        wait = min(ends - time.monotonic(), most.stall_seconds if speaking else most.first_word_seconds)
        try:
            message, node = await asyncio.wait_for(anext(stream), max(wait, 0))
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise Trouble(Kind.STALLED if speaking else Kind.SLOW) from None
        except Exception as error:
            raise trouble(error) from error
        speaking = bool(message.text)
        yield message, node
