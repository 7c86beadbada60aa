"""A scripted hosted model that says its briefing and keeps every prompt it got, to count what is sent.

Covers: the chat model, and a consultation played with it. Does not cover counting (performance).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import Field

from bot.agent import turn
from bot.agent.models import Chat, Chats
from bot.agent.services import Services
from evals import rows
from evals.conversations import NO_ANSWER


class Recorder(BaseChatModel):
    """Answers with the briefing of its last message; `prompts` are what it was sent, as text."""

    prompts: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "recorder"

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
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self._said(messages, kwargs)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        said = self._said(messages, kwargs)
        yield ChatGenerationChunk(message=AIMessageChunk(content=said, chunk_position="last"))

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        said = self._said(messages, kwargs)
        yield ChatGenerationChunk(message=AIMessageChunk(content=said, chunk_position="last"))

    def _said(self, messages: list[BaseMessage], given: dict[str, Any]) -> str:
        tools = json.dumps(given.get("tools", []), ensure_ascii=False)
        self.prompts.append("\n".join([tools, *(f"{one.type}: {one.text}" for one in messages)]))
        return messages[-1].text.partition("<briefing>")[2].partition("</briefing>")[0].strip()


def consultation(context: Services, script: rows.Row) -> list[str]:
    """The prompts of one scripted consultation of twenty turns, in order."""
    model = Recorder(prompts=[])
    services = replace(context, chats=Chats(Chat("recorder", lambda: model)))
    applicant = services.store.create_applicant(script["id"]).id
    thread = services.store.create_thread(applicant, "tokens").id
    asked = None
    for line in script["talk"]:
        message = line if line is not None else script["answers"].get(asked, NO_ANSWER)
        asked = asyncio.run(turn.reply_to(services, applicant, thread, message))["asked"]
    return model.prompts
