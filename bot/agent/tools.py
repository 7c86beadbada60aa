"""The tools a model may call: search the guide, score, suppose, draft, and steer the intake.

Covers: each tool's contract with the model (its docstring is a prompt) and what it makes citable.
Facts come back as JSON with the ids that a sentence may cite. Does not cover judging (assess),
searching (library) or writing (write); the tools only carry.
"""

import asyncio
import json
from collections.abc import Sequence

from langchain.tools import tool
from langchain_core.tools import BaseTool

from bot.agent import handing_in
from bot.agent.consultation import Citation, Consultation
from bot.agent.plan_tools import PLAN_TOOLS
from bot.agent.practice_tools import PRACTICE_TOOLS
from bot.agent.program_tools import PROGRAM_TOOLS
from bot.agent.runtime import Runtime
from bot.agent.statement_tools import STATEMENT_TOOLS
from bot.applicant.facts import FIELDS, flat, parse
from bot.applicant.intake import GOALS
from bot.applicant.ledger import Event, Status
from bot.assess.scoring import Score, score
from bot.errors import BadInput
from bot.library.corpus import Passage, sentences
from bot.library.search import SearchResult
from bot.store import Draft
from bot.write import disclose, drafts
from bot.write.outline import phrases

_SHOWN_IN_A_STATEMENT = (drafts.KINDS[0], "why_ready")
"""Kinds in which a weak result may stand in the statement, so that whether it should is said too."""

HITS = 4
RUBRIC = "Scoring rubric (knowledge/rubric.toml)"


@tool
async def search_guide(question: str, runtime: Runtime) -> str:
    """Find what the guide and the national facts say on a question, in passages to cite by their ids.

    A scope "outside" is not covered: say so. "refuse" is not to be done: say kindly why.
    """
    library = await asyncio.to_thread(runtime.context.services.library.get)
    result = await asyncio.to_thread(library.search, question, HITS)
    consultation = runtime.context
    if consultation.confidence is None or result.confidence > consultation.confidence:
        consultation.confidence = result.confidence
    for hit in result.hits:
        consultation.cite_passage(hit.passage)
    consultation.ground += tuple(hit.passage.title for hit in result.hits[:1])
    if result.topic is not None:
        nearest = library.passages.get(result.topic.nearest or "")
        title = nearest.title if nearest else ""
        consultation.ground += (result.topic.reply, result.topic.instead, title)
    return _json(_found(question, result, library.passages))


@tool
async def open_passages(ids: list[str], runtime: Runtime) -> str:
    """Read passages of the guide by their ids."""
    library = await asyncio.to_thread(runtime.context.services.library.get)
    opened = [library.passages[key] for key in ids if key in library.passages]
    for passage in opened:
        runtime.context.cite_passage(passage)
    return _json({"tool": "open_passages", "passages": [_passage(passage) for passage in opened]})


@tool
def score_application(runtime: Runtime, specialty: str | None = None) -> str:
    """Score the application; the total is its strength on paper, never a chance of matching.

    Cite "score" for the total, "score.<n>" for part n, "change.<n>" for what would change it.
    """
    consultation = runtime.context
    services = consultation.services
    result = score(consultation.ledger.profile, services.rubric, services.today, specialty)
    scored = result.as_json()
    consultation.scored = scored
    consultation.cite(*_score_citations(scored))
    return _json({"tool": "score_application", **scored})


@tool
def what_if(facts: dict[str, object], runtime: Runtime) -> str:
    """Re-run the score with changed facts, like {"step3": 230}; saves nothing. Cite "whatif" and "score"."""
    consultation = runtime.context
    services, profile = consultation.services, consultation.ledger.profile
    changed = {key: parse(key, value, services.today) for key, value in facts.items()}
    now = score(profile, services.rubric, services.today)
    then = score({**profile, **changed}, services.rubric, services.today)
    consultation.cite(*_score_citations(now.as_json()), _what_if_citation(now, then))
    return _json({"tool": "what_if", "facts": facts, "now": now.as_json(), "then": then.as_json()})


@tool
def submit_draft(text: str, runtime: Runtime, kind: str = "", notes: list[str] | None = None) -> str:
    """Hand in your own wording of the draft that the briefing speaks of; it is shown in its place.

    Use only their facts and words, {{story_cause}} and the like where their story belongs, a [question?] for
    what is missing. A sentence that nothing supports is replaced. Say the rule that comes back.
    """
    consultation = runtime.context
    if not kind and consultation.drafts:
        kind = consultation.drafts[-1].kind
    handed_in = handing_in.checked(kind, text, consultation)
    consultation.drafts.append(Draft(kind, handed_in.text, (*(notes or ()), *handed_in.problems)))
    said = phrases()
    standing = {"label": said["label"], "rule": said["notes"]["own_work"]}
    consultation.ground += (*standing.values(), *(notes or ()))
    source = said["notes"]["own_work_source"]
    consultation.cite(Citation("own-work", "AI and your own work", None, source, standing["rule"]))
    verdict = _disclosure(consultation) if kind in _SHOWN_IN_A_STATEMENT else None
    return _json(
        {
            "tool": "submit_draft",
            "kind": kind,
            "text": handed_in.text,
            "problems": list(handed_in.problems),
            "notes": notes or [],
            "disclosure": verdict,
            **standing,
        }
    )


def _disclosure(consultation: Consultation) -> dict[str, object]:
    """Whether the weak result belongs in a statement: the rule that fired and the view against it."""
    found = disclose.verdict(consultation.ledger.profile, consultation.services.today)
    sources = "; ".join(f"{source.title} {source.url or ''}".strip() for source in found.sources)
    text = f"{found.text} {found.reason} {found.opposing}"
    consultation.cite(Citation("disclosure", "Disclose or not", None, sources, text))
    return {
        "verdict": found.verdict.value,
        "rule": found.text,
        "reason": found.reason,
        "opposing": found.opposing,
    }


@tool
def set_goal(goal: str, runtime: Runtime) -> str:
    """Change what the intake works towards: "advice", "statement", or "questions_only" to stop asking."""
    if goal not in GOALS:
        raise BadInput(f"'{goal}' is no goal; goals: {', '.join(GOALS)}")
    runtime.context.goal = goal
    return _json({"tool": "set_goal", "goal": goal})


@tool
def leave_open(field: str, runtime: Runtime) -> str:
    """Record that the applicant cannot answer a question now, so that it is not asked again."""
    if field not in FIELDS:
        raise BadInput(f"'{field}' is not a known fact")
    consultation = runtime.context
    at = consultation.services.now()
    quote, thread, turn = consultation.text, consultation.thread, consultation.turn
    consultation.take([Event(field, None, Status.UNKNOWN, quote, "model", thread, turn, at)])
    return _json({"tool": "leave_open", "field": field, "label": FIELDS[field].label})


TOOLS: Sequence[BaseTool] = (
    *PROGRAM_TOOLS,
    *PLAN_TOOLS,
    *PRACTICE_TOOLS,
    *STATEMENT_TOOLS,
    search_guide,
    open_passages,
    score_application,
    what_if,
    submit_draft,
    set_goal,
    leave_open,
)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _passage(passage: Passage) -> dict[str, object]:
    return {
        "id": passage.id,
        "title": passage.title,
        "section": passage.section,
        "topic": passage.topic,
        "sentences": list(sentences(passage)),
    }


def _found(question: str, result: SearchResult, passages: object) -> dict[str, object]:
    topic = None
    if result.topic is not None:
        nearest = passages.get(result.topic.nearest) if isinstance(passages, dict) else None
        topic = {
            "id": result.topic.id,
            "reply": result.topic.reply,
            "instead": result.topic.instead,
            "nearest": nearest.title if nearest else None,
        }
    return {
        "tool": "search_guide",
        "question": question,
        "scope": result.scope,
        "confidence": result.confidence,
        "topic": topic,
        "hits": [{**_passage(hit.passage), "score": hit.score} for hit in result.hits],
    }


def _score_citations(scored: dict[str, object]) -> list[Citation]:
    """What may be cited of a score: the total, each factor, each change, the number of applications."""
    unknown = ", ".join(str(item["label"]) for item in _items(scored, "missing"))
    total = (
        f"Application strength {scored['total']} of 100, range {scored['low']} to {scored['high']}; "
        f"not a chance of matching. Not known yet: {unknown or 'nothing'}"
    )
    found = [Citation("score", "Application strength", None, RUBRIC, total)]
    for n, factor in enumerate(_items(scored, "factors"), start=1):
        text = (
            f"{factor['name']}: {factor['points']} of {factor['max']} points, range {factor['low']} to "
            f"{factor['high']}. {factor['reason']} {factor['fact'] or ''}"
        )
        found.append(Citation(f"score.{n}", str(factor["name"]), None, str(factor["source"]), text))
    for n, change in enumerate(_items(scored, "counterfactuals"), start=1):
        text = f"{change['change']}: +{change['delta']} points"
        found.append(Citation(f"change.{n}", "What would change it", None, RUBRIC, text))
    applications = scored["applications"]
    assert isinstance(applications, dict)
    text = f"{applications['low']} to {applications['high']} applications"
    return [*found, Citation("applications", "Number of applications", None, RUBRIC, text)]


def _items(scored: dict[str, object], key: str) -> list[dict[str, object]]:
    items = scored[key]
    assert isinstance(items, list)
    return items


def _what_if_citation(now: Score, then: Score) -> Citation:
    before, after = now.as_json(), then.as_json()
    change = round(float(str(after["total"])) - float(str(before["total"])), 1)
    facts = "; ".join(f"{key} {value}" for key, value in flat(then.profile).items())
    text = (
        f"Application strength would be {after['total']}, range {after['low']} to {after['high']}, "
        f"instead of {before['total']}: a change of {abs(change)} points. With: {facts}"
    )
    return Citation("whatif", "What if", None, RUBRIC, text)
