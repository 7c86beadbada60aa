"""A scripted hosted model that says its briefing and keeps every prompt it got, to count what is sent.

Covers: the chat model, and a consultation played with it. Does not cover counting (performance).
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage
from pydantic import Field

from bot.agent import turn
from bot.agent.models import Chat, Chats
from bot.agent.services import Services
from bot.builtin.scripted import Scripted
from evals import rows
from evals.conversations import NO_ANSWER


class Recorder(Scripted):
    """Answers with the briefing of its last message; `prompts` are what it was sent, as text."""

    prompts: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "recorder"

    def said(self, messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]]) -> AIMessage:
        offered = json.dumps(list(tools), ensure_ascii=False)
        self.prompts.append("\n".join([offered, *(f"{one.type}: {one.text}" for one in messages)]))
        return AIMessage(messages[-1].text.partition("<briefing>")[2].partition("</briefing>")[0].strip())


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
