"""What happens around the model in a turn, in order: safety, reading, the Case, limits.

Covers: the middleware of the one agent loop. Does not cover what is read (reader), what the Case
holds (case) or the turn's start and end (turn).
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from langchain.agents.middleware import (
    AgentMiddleware,
    AgentState,
    ModelCallLimitMiddleware,
    ModelRequest,
    ModelResponse,
    ToolCallRequest,
    ToolRetryMiddleware,
    hook_config,
)
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langchain_core.utils.function_calling import convert_to_openai_tool
from langgraph.runtime import Runtime
from langgraph.types import Command

from bot.agent import brief, case, reading
from bot.agent.consultation import Consultation
from bot.agent.safety import Safety
from bot.agent.undertone import Weight, load_undertone
from bot.agent.veil import Veil, cleared, cleared_json
from bot.applicant.facts import FIELDS, Kind
from bot.builtin import model, statements
from bot.builtin.intents import is_question, load_intents
from bot.builtin.policy import INVENTED
from bot.errors import StepwiseError

MODEL_CALLS = 8
"""Of a hosted model in a turn, after the two or three of the built-in advisor; one that asks for more goes
round in circles."""


class SafetyFirst(AgentMiddleware[AgentState[Any], Consultation]):
    """Someone in distress gets people to call before anything else; no model runs, nothing is read.

    Where no word is certain, a message is compared with written examples; facts alone are not, nor an answer
    to the question that was asked, nor one in a mock interview.
    """

    def __init__(self, safety: Safety) -> None:
        super().__init__()
        self._safety = safety

    @hook_config(can_jump_to=["end"])
    async def abefore_agent(
        self, state: AgentState[Any], runtime: Runtime[Consultation]
    ) -> dict[str, Any] | None:
        consultation = runtime.context
        reply = self._safety.reply(consultation.text)
        if reply is None and _may_be_troubled(consultation):
            weight = await asyncio.to_thread(_weight, consultation)
            consultation.heavy = weight is Weight.HEAVY
            reply = self._safety.help() if weight is Weight.DISTRESS else None
        if reply is None:
            return None
        consultation.fixed_reply = True
        return {"messages": [AIMessage(reply)], "jump_to": "end"}


def _may_be_troubled(consultation: Consultation) -> bool:
    asked = consultation.asked
    told = asked is not None and FIELDS[asked].kind is Kind.TEXT
    if told or consultation.practice:
        return False
    read = reading.once(consultation)
    answered = any(one.field == asked for one in read)
    return not answered and load_undertone().may_show(consultation.text, (one.quote for one in read))


def _weight(consultation: Consultation) -> Weight:
    """How near the message stands to written distress. Where the guide cannot be opened, the patterns of
    `Safety` have to be enough."""
    try:
        library = consultation.services.library.get()
    except StepwiseError:
        return Weight.LIGHT
    return load_undertone().weight(consultation.text, library)


async def _invents(consultation: Consultation) -> bool:
    """Whether a message wants something invented or hidden: by its words, or by the topics we refuse."""
    intents = load_intents()
    request, _ = statements.split(consultation.text, intents)
    if intents.of(request) & INVENTED:
        return True
    if not intents.wishes(request) or is_question(request) or consultation.practice:
        return False
    return await asyncio.to_thread(_refused, consultation, request)


def _refused(consultation: Consultation, request: str) -> bool:
    try:
        return consultation.services.library.get().search(request, 1).scope == "refuse"
    except StepwiseError:
        return False


class ReadFacts(AgentMiddleware[AgentState[Any], Consultation]):
    """The reader runs before any model, so every model works from the same facts. Of a message that wants
    something invented nothing is noted, since it may tell as a fact what is to be invented."""

    async def abefore_agent(
        self, state: AgentState[Any], runtime: Runtime[Consultation]
    ) -> dict[str, Any] | None:
        if not await _invents(runtime.context):
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


class Cleared(AgentMiddleware[AgentState[Any], Consultation]):
    """What a tool brings is data: an order to a program in a passage, a record or a list is taken out of it
    before any model reads it, and out of what may be cited."""

    async def awrap_tool_call(
        self,
        request: ToolCallRequest,
        handler: Callable[[ToolCallRequest], Awaitable[ToolMessage | Command[Any]]],
    ) -> ToolMessage | Command[Any]:
        found = await handler(request)
        if isinstance(found, ToolMessage) and isinstance(found.content, str):
            found = found.model_copy(update={"content": cleared_json(found.content)})
        consultation: Any = request.runtime.context
        consultation.sources = {
            key: replace(one, text=cleared(one.text)) for key, one in consultation.sources.items()
        }
        return found


class BuiltInFirst(AgentMiddleware[AgentState[Any], Consultation]):
    """Before a hosted model is asked, the built-in advisor looks things up and words an answer: its briefing.

    So one request a turn is enough for most messages, every sentence of the briefing has its sources, and a
    model that takes no tools works all the same.
    """

    async def awrap_model_call(
        self,
        request: ModelRequest[Consultation],
        handler: Callable[[ModelRequest[Consultation]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any] | AIMessage:
        consultation = request.runtime.context
        if consultation.briefing is None:
            known = HumanMessage(case.render(consultation.case()))
            offered = [convert_to_openai_tool(one) for one in request.tools]
            chosen = model.answer([*request.messages, known], offered)
            if chosen.tool_calls:
                return chosen
            consultation.briefing, consultation.briefed = chosen.text, len(request.messages)
        said = max(i for i, one in enumerate(request.messages) if isinstance(one, HumanMessage))
        own = request.messages[consultation.briefed :]
        return await handler(request.override(messages=[*request.messages[: said + 1], *own]))


class HostedPrompt(AgentMiddleware[AgentState[Any], Consultation]):
    """What a hosted model reads: the messages, then Case and briefing. Private words stay here, orders
    planted in texts are taken out, and tools and results are as short as they can be."""

    def __init__(self, *, tools: bool) -> None:
        super().__init__()
        self._tools = tools

    async def awrap_model_call(
        self,
        request: ModelRequest[Consultation],
        handler: Callable[[ModelRequest[Consultation]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        consultation = request.runtime.context
        veil = Veil.of(consultation.ledger)
        last = brief.last_message(veil.case(consultation.case()), veil.text(consultation.briefing or ""))
        told = [*veil.messages([_shortened(one) for one in request.messages]), last]
        return await handler(
            request.override(messages=told, tools=brief.tools(request.tools) if self._tools else [])
        )


def _shortened(message: AnyMessage) -> AnyMessage:
    if isinstance(message, ToolMessage) and message.status == "success":
        return message.model_copy(update={"content": brief.result(message.text)})
    return message


def stack(safety: Safety) -> list[AgentMiddleware[Any, Any]]:
    """Around the built-in model. It is a pure function, so the loop's own limit of steps is enough."""
    return [
        SafetyFirst(safety),
        ReadFacts(),
        Cleared(),
        CaseLast(),
        ToolRetryMiddleware(max_retries=0, on_failure="continue"),
    ]


def hosted(safety: Safety, *, tools: bool) -> list[AgentMiddleware[Any, Any]]:
    """The same around a hosted model; one that goes round in circles is an error there."""
    return [
        SafetyFirst(safety),
        ReadFacts(),
        Cleared(),
        BuiltInFirst(),
        HostedPrompt(tools=tools),
        ModelCallLimitMiddleware(run_limit=MODEL_CALLS, exit_behavior="error"),
        ToolRetryMiddleware(max_retries=0, on_failure="continue"),
    ]
