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
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.runtime import Runtime

from bot.agent import case, reading
from bot.agent.consultation import Consultation
from bot.agent.safety import Safety

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


def stack(safety: Safety) -> list[AgentMiddleware[Any, Any]]:
    return [
        SafetyFirst(safety),
        ReadFacts(),
        CaseLast(),
        ModelCallLimitMiddleware(run_limit=MODEL_CALLS, exit_behavior="end"),
        ToolRetryMiddleware(max_retries=0, on_failure="continue"),
    ]
