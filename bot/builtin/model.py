"""The built-in model: a LangChain chat model that needs no key, no network and no weights.

Covers: the BaseChatModel contract (tools, streaming) around policy and compose. It is a pure
function of (messages, tools). Does not cover deciding (policy) or wording (compose).
"""

import hashlib
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool

from bot.agent import case
from bot.builtin import compose, policy
from bot.builtin.intents import load_intents
from bot.builtin.phrases import load_phrases


class Builtin(BaseChatModel):
    """Reads the Case from the last message; calls tools first, then words their results."""

    @property
    def _llm_type(self) -> str:
        return "builtin"

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=answer(messages, kwargs.get("tools", [])))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in _chunks(answer(messages, kwargs.get("tools", []))):
            if run_manager:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in _chunks(answer(messages, kwargs.get("tools", []))):
            if run_manager:
                await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk


def answer(messages: list[BaseMessage], tools: Sequence[dict[str, Any]]) -> AIMessage:
    """Tool calls while there are none yet this turn and the message needs them, else the reply.

    The last of `messages` is a Case; raises ValueError when it is none.
    """
    known = case.parse(messages[-1].text)
    before = [message for message in messages[:-1] if not isinstance(message, ToolMessage)]
    spoken = [message.text for message in before if isinstance(message, HumanMessage)]
    earlier = spoken[-2] if len(spoken) > 1 else None
    intents = load_intents()
    now = policy.moment(known, spoken[-1], earlier, intents)
    results = _results(messages)
    wanted = policy.follow_up(now, results) if results else policy.calls(now, intents)
    offered = {tool["function"]["name"] for tool in tools}
    calls = [call for call in wanted if call.name in offered]
    if calls:
        made = [_tool_call(known, len(results) + n, call) for n, call in enumerate(calls)]
        return AIMessage("", tool_calls=made)
    return AIMessage(compose.reply(now, results, load_phrases().seeded(known.seed), intents))


def _results(messages: list[BaseMessage]) -> list[dict[str, Any]]:
    """What the tools of this turn returned; one that failed is left out and so not spoken of."""
    found: list[dict[str, Any]] = []
    for message in reversed(messages[:-1]):
        if isinstance(message, HumanMessage):
            break
        if isinstance(message, ToolMessage):
            found.append(json.loads(message.text) if message.status == "success" else {"tool": "failed"})
    return found[::-1]


def _tool_call(known: case.Case, n: int, call: policy.Call) -> dict[str, Any]:
    key = f"{known.seed}/{n}/{call.name}"
    return {"name": call.name, "args": dict(call.args), "id": hashlib.sha256(key.encode()).hexdigest()[:24]}


def _chunks(message: AIMessage) -> Iterator[ChatGenerationChunk]:
    """A message in pieces: lines of the reply, or all tool calls at once."""
    if message.tool_calls:
        calls = [
            tool_call_chunk(name=call["name"], args=json.dumps(call["args"]), id=call["id"], index=n)
            for n, call in enumerate(message.tool_calls)
        ]
        yield ChatGenerationChunk(
            message=AIMessageChunk(content="", tool_call_chunks=calls, chunk_position="last")
        )
        return
    *lines, last = message.text.splitlines(keepends=True) or [""]
    for line in lines:
        yield ChatGenerationChunk(message=AIMessageChunk(content=line))
    yield ChatGenerationChunk(message=AIMessageChunk(content=last, chunk_position="last"))
