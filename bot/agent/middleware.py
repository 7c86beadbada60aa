"""What happens around the model in a turn, in order: safety, reading, the Case, limits.

Covers: the middleware of the one agent loop. Does not cover what is read (reader), what the Case
holds (case) or the turn's start and end (turn).
"""

from collections.abc import Awaitable, Callable
from typing import Any

from langchain.agents.middleware import (
    AgentMiddleware,
    AgentState,
    ModelCallLimitMiddleware,
    ModelRequest,
    ModelResponse,
    ToolRetryMiddleware,
    hook_config,
)
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.runtime import Runtime

from bot.agent import case, reading
from bot.agent.consultation import Consultation
from bot.agent.safety import Safety
from bot.agent.veil import Veil
from bot.builtin import model

MODEL_CALLS = 6
"""A turn needs two or three; a model that asks for more is going round in circles."""


class SafetyFirst(AgentMiddleware[AgentState[Any], Consultation]):
    """Someone in distress gets people to call before anything else; no model runs, nothing is read."""

    def __init__(self, safety: Safety) -> None:
        super().__init__()
        self._safety = safety

    @hook_config(can_jump_to=["end"])
    async def abefore_agent(
        self, state: AgentState[Any], runtime: Runtime[Consultation]
    ) -> dict[str, Any] | None:
        reply = self._safety.reply(runtime.context.text)
        if reply is None:
            return None
        runtime.context.fixed_reply = True
        return {"messages": [AIMessage(reply)], "jump_to": "end"}


class ReadFacts(AgentMiddleware[AgentState[Any], Consultation]):
    """The reader runs before any model, so every model works from the same facts."""

    async def abefore_agent(
        self, state: AgentState[Any], runtime: Runtime[Consultation]
    ) -> dict[str, Any] | None:
        reading.take(runtime.context)
        return None


class CaseLast(AgentMiddleware[AgentState[Any], Consultation]):
    """Appends the Case, as it stands now, as the last message of every prompt."""

    async def awrap_model_call(
        self,
        request: ModelRequest[Consultation],
        handler: Callable[[ModelRequest[Consultation]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        last = HumanMessage(case.render(request.runtime.context.case()))
        return await handler(request.override(messages=[*request.messages, last]))


class VeiledCaseLast(AgentMiddleware[AgentState[Any], Consultation]):
    """The same for a hosted model: private words stay here, and orders planted in texts are taken out."""

    async def awrap_model_call(
        self,
        request: ModelRequest[Consultation],
        handler: Callable[[ModelRequest[Consultation]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        consultation = request.runtime.context
        veil = Veil.of(consultation.ledger)
        last = HumanMessage(case.render(veil.case(consultation.case())))
        return await handler(request.override(messages=[*veil.messages(request.messages), last]))


class PolicyChooses(AgentMiddleware[AgentState[Any], Consultation]):
    """For a model that takes no tools: the built-in policy calls them, the model words what they return."""

    async def awrap_model_call(
        self,
        request: ModelRequest[Consultation],
        handler: Callable[[ModelRequest[Consultation]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any] | AIMessage:
        known = HumanMessage(case.render(request.runtime.context.case()))
        chosen = model.answer(
            [*request.messages, known], [convert_to_openai_tool(one) for one in request.tools]
        )
        if chosen.tool_calls:
            return chosen
        return await handler(request.override(tools=[], messages=[_told(one) for one in request.messages]))


def _told(message: AnyMessage) -> AnyMessage:
    """A tool's result, or its call, as a message that any model reads."""
    if isinstance(message, ToolMessage):
        return HumanMessage(f"Result of {message.name}:\n{message.text}")
    if isinstance(message, AIMessage) and message.tool_calls:
        return AIMessage("I looked it up.")
    return message


def stack(safety: Safety) -> list[AgentMiddleware[Any, Any]]:
    return [
        SafetyFirst(safety),
        ReadFacts(),
        CaseLast(),
        ModelCallLimitMiddleware(run_limit=MODEL_CALLS, exit_behavior="end"),
        ToolRetryMiddleware(max_retries=0, on_failure="continue"),
    ]


def hosted(safety: Safety, *, policy_chooses: bool) -> list[AgentMiddleware[Any, Any]]:
    """The same around a hosted model; one that goes round in circles is an error there."""
    return [
        SafetyFirst(safety),
        ReadFacts(),
        *([PolicyChooses()] if policy_chooses else []),
        VeiledCaseLast(),
        ModelCallLimitMiddleware(run_limit=MODEL_CALLS, exit_behavior="error"),
        ToolRetryMiddleware(max_retries=0, on_failure="continue"),
    ]
