"""The built-in model: a LangChain chat model that needs no key, no network and no weights.

Covers: policy and compose as one chat model, a pure function of (messages, tools). Does not cover
deciding (policy), wording (compose) or LangChain's contract (scripted).
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from bot.agent import case
from bot.builtin import compose, policy
from bot.builtin.intents import load_intents
from bot.builtin.phrases import load_phrases
from bot.builtin.scripted import Scripted


class Builtin(Scripted):
    """Reads the Case from the last message; calls tools first, then words their results."""

    @property
    def _llm_type(self) -> str:
        return "builtin"

    def said(self, messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]]) -> AIMessage:
        return answer(messages, tools)


def answer(messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]]) -> AIMessage:
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


def _results(messages: Sequence[BaseMessage]) -> list[dict[str, Any]]:
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
