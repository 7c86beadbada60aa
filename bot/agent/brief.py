"""What a hosted model is told, as short as it can be: Case, briefing, tools, results.

Covers: the last message of its prompt, the tools it is offered, and results of its own calls. Does not cover
which words may leave at all (veil) or when it is asked (middleware).
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import HumanMessage
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from bot.agent.case import Case, Read, tagged

OFFERED: Mapping[str, tuple[str, ...]] = {
    "search_guide": ("question",),
    "find_programs": ("question",),
    "look_up_program": ("name",),
    "plan_applications": ("question",),
    "score_application": (),
    "what_if": ("facts",),
    "submit_draft": ("text",),
    "note_facts": ("facts",),
}
"""The tools that a hosted model may call, with the arguments it is told of. The built-in policy calls all
others ahead of it, and fills what is left out here."""

_HITS = 3
_COSTLIEST = 6
_CHANGES = 4


def last_message(known: Case, briefing: str) -> HumanMessage:
    """The Case and what the built-in advisor would say, as the end of a prompt."""
    return HumanMessage(
        f"{tagged(json.dumps(_case(known), ensure_ascii=False))}\n<briefing>\n{briefing}\n</briefing>"
    )


def tools(given: Sequence[BaseTool | dict[str, Any]]) -> list[BaseTool | dict[str, Any]]:
    """The offered ones, each with the arguments of OFFERED and its description on one line."""
    return [_tool(one) for one in given if isinstance(one, BaseTool) and one.name in OFFERED]


def result(text: str) -> str:
    """A tool's result without what a model has no use for."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return text
    shorten = _SHORT.get(found.get("tool", "")) if isinstance(found, dict) else None
    return json.dumps(shorten(found), ensure_ascii=False) if shorten else text


def _tool(one: BaseTool) -> dict[str, Any]:
    whole = convert_to_openai_tool(one)
    function = whole["function"]
    known = OFFERED[one.name]
    told = function["parameters"]["properties"]
    parameters = {
        "type": "object",
        "properties": {name: told[name] for name in known},
        "required": list(known),
    }
    words = " ".join(function["description"].split())
    return {**whole, "function": {**function, "description": words, "parameters": parameters}}


def _case(known: Case) -> dict[str, Any]:
    """Only what is there: an empty part costs tokens and says nothing."""
    question = known.next_question
    parts: dict[str, Any] = {
        "today": known.today,
        "facts": "; ".join(
            f"{one.field} {_value(one.value)}" for one in known.facts if one.value is not None
        ),
        "not_told": ", ".join(fact.field for fact in known.facts if fact.value is None),
        "just_read": ", ".join(read.field for read in known.saved),
        "conflicts": [_read(read) for read in known.conflicts],
        "unsure": [_read(read) for read in known.unsure],
        "next_question": {"field": question.field, "ask": question.ask} if question else None,
    }
    return {name: part for name, part in parts.items() if part}


def _value(value: object) -> str:
    """A value without the marks of JSON, which cost more tokens than they tell."""
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _read(read: Read) -> dict[str, str]:
    told = {"field": read.field, "said": read.shown or read.quote}
    return {**told, "before": read.before} if read.before else told


def _search(found: dict[str, Any]) -> dict[str, Any]:
    if found["topic"]:
        return {
            "scope": found["scope"],
            "say": f"{found['topic']['reply']} {found['topic']['instead']}".strip(),
        }
    hits = [{key: hit[key] for key in ("id", "title", "sentences")} for hit in found["hits"][:_HITS]]
    return {"scope": found["scope"], "hits": hits}


def _score(found: dict[str, Any]) -> dict[str, Any]:
    """The total, the parts that cost most by their ids, and what would change it."""
    numbered = [(f"score.{n}", one) for n, one in enumerate(found["factors"], start=1)]
    numbered.sort(key=lambda item: item[1]["points"] - item[1]["max"])
    return {
        **{key: found[key] for key in ("total", "low", "high", "applications")},
        "parts": {
            key: f"{one['name']}: {one['points']} of {one['max']}. {one['reason']}"
            for key, one in numbered[:_COSTLIEST]
        },
        "changes": {
            f"change.{n}": f"{one['change']}: {one['delta']:+}"
            for n, one in enumerate(found["counterfactuals"][:_CHANGES], start=1)
        },
        "missing": [one["label"] for one in found["missing"]],
    }


def _what_if(found: dict[str, Any]) -> dict[str, Any]:
    keys = ("total", "low", "high")
    return {
        "facts": found["facts"],
        **{name: {key: found[name][key] for key in keys} for name in ("now", "then")},
    }


def _program(found: dict[str, Any]) -> dict[str, Any]:
    programs = [
        {
            **{key: one[key] for key in ("id", "name", "verdict", "summary", "asked", "notes") if key in one},
            "rules": [_rule(rule) for rule in one["rules"] if rule["verdict"] != "unknown"],
        }
        for one in found["programs"][:2]
    ]
    return {"found": found["found"], "programs": programs}


def _rule(rule: dict[str, Any]) -> str:
    return f"{rule['detail']} ({rule['as_of']})"


def _draft(found: dict[str, Any]) -> dict[str, Any]:
    """Without the text, which holds the applicant's own words."""
    return {key: found[key] for key in ("kind", "problems", "disclosure", "rule")}


def _programs(found: dict[str, Any]) -> dict[str, Any]:
    keep = ("total", "eligible", "unknown", "blocked")
    names = [{key: one[key] for key in ("id", "name", "city", "summary")} for one in found["open"][:4]]
    return {**{key: found[key] for key in keep}, "open": names}


_SHORT = {
    "search_guide": _search,
    "score_application": _score,
    "what_if": _what_if,
    "look_up_program": _program,
    "find_programs": _programs,
    "submit_draft": _draft,
}
