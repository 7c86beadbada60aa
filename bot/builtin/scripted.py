"""A chat model whose words are made by a function: LangChain's contract around it, once for all of them.

Covers: binding tools, whole and streamed answers, tool calls in a stream. Does not cover what is said (the
built-in model, and the scripted ones of the evals, say that).
"""

import json
from abc import abstractmethod
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool


class Scripted(BaseChatModel):
    """Needs no key and no network; one answer streams line by line, or as all its tool calls at once."""

    @abstractmethod
    def said(self, messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]]) -> AIMessage:
        """The answer to a prompt; `tools` are the bound ones in OpenAI's form."""

    def bind_tools(
        self, tools: Sequence[Any], *, tool_choice: str | None = None, **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        return self.bind(tools=[_form(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        message = self.said(messages, kwargs.get("tools", []))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in chunks(self.said(messages, kwargs.get("tools", []))):
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
        for chunk in chunks(self.said(messages, kwargs.get("tools", []))):
            if run_manager:
                await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk


_FORMS: dict[int, tuple[Any, dict[str, Any]]] = {}
"""Tools by their identity, each with its form; it is kept here so that no other takes its number."""


def _form(tool: Any) -> dict[str, Any]:
    """A tool in OpenAI's form; a loop binds the same ones at each step."""
    if (known := _FORMS.get(id(tool))) is not None:
        return known[1]
    form = convert_to_openai_tool(tool)
    _FORMS[id(tool)] = tool, form
    return form


def chunks(message: AIMessage) -> Iterator[ChatGenerationChunk]:
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
