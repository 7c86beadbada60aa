"""The tool about the plan: what to do now, whether it is too late, and what applications cost.

Covers: its contract with the model (the docstring is a prompt) and what it makes citable: "plan.outlook",
"plan.step.<n>", "plan.cost", "plan.dates" and "plan.note.<n>". Does not cover making the plan (assess/plan).
"""

import json
import re
from typing import Any

from langchain.tools import tool

from bot.agent.consultation import Citation, Consultation
from bot.agent.runtime import Runtime
from bot.applicant.facts import SPECIALTIES
from bot.assess.plan import Cost, Plan, applications_cost
from bot.errors import BadInput

STEPS_SHOWN = 4
DATES_SHOWN = 4
_MOST = 1_000
_APPLICATIONS = re.compile(
    r"\b(\d{1,4})\s+(?:\w+\s+){0,2}?(?:applications?|programs?|places|hospitals?)\b", re.I
)
_MONEY = re.compile(
    r"(?:\$|usd\s?)\s?(\d[\d,]{1,6})|\b(\d[\d,]{1,6})\s?(?:\$|usd\b|dollars?\b|bucks\b)", re.I
)


@tool
def plan_applications(
    runtime: Runtime, question: str = "", applications: int | None = None, budget: int | None = None
) -> str:
    """What to do this week, where the season stands, the next dates, and what applications cost.

    What is left out is read from `question`. Cite "plan.outlook", "plan.step.<n>", "plan.cost", "plan.dates".
    """
    consultation = runtime.context
    services = consultation.services
    number = applications if applications is not None else _number(_APPLICATIONS, question)
    limit = budget if budget is not None else _number(_MONEY, question)
    for value in (number, limit):
        if value is not None and value < 0:
            raise BadInput(f"must be 0 or more, not {value}")
    plan = services.plan(consultation.applicant, profile=consultation.ledger.profile, budget=limit)
    wanted = services.reader.subjects(question).specialties or _specialties(consultation)
    result: dict[str, Any] = {
        "tool": "plan_applications",
        "outlook": list(plan.outlook.says),
        "steps": [{"do": step.do, "by": step.by, "why": step.why} for step in plan.steps[:STEPS_SHOWN]],
        "more_steps": len(plan.steps) > STEPS_SHOWN,
        "dates": _dates(plan),
        "season": services.season.year,
        "budget": plan.budget,
        "listed": sum(len(item.chosen) for item in plan.applications),
        "cost": _cost(plan.cost),
        "notes": list(plan.notes),
        "priced": None if number is None else _priced(min(number, _MOST), wanted, consultation),
    }
    consultation.cite(*_citations(plan, result))
    return json.dumps(result, ensure_ascii=False)


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return int(next(group for group in found.groups() if group).replace(",", "")) if found else None


def _specialties(consultation: Consultation) -> tuple[str, ...]:
    stated = consultation.ledger.value("specialty")
    return stated if isinstance(stated, tuple) else ()


def _priced(number: int, specialties: tuple[str, ...], consultation: Consultation) -> dict[str, Any]:
    """The cost of so many applications: all in one specialty, and shared evenly when there are several."""
    season = consultation.services.season
    first = specialties[0] if specialties else "internal_medicine"
    found = {
        "number": number,
        "specialty": SPECIALTIES[first] if specialties else None,
        "one": _cost(applications_cost({first: number}, season)),
        "shared": None,
        "specialties": [SPECIALTIES[slug] for slug in specialties],
    }
    if len(specialties) > 1:
        part, left = divmod(number, len(specialties))
        shares = {slug: part + (n < left) for n, slug in enumerate(specialties)}
        found["shared"] = _cost(applications_cost(shares, season))
    return found


def _cost(cost: Cost) -> dict[str, Any]:
    lines = [{"what": line.what, "usd": line.usd, "check": line.check} for line in cost.lines]
    return {"total": cost.total, "lines": lines, "not_counted": [item.what for item in cost.not_counted]}


def _dates(plan: Plan) -> list[dict[str, str]]:
    ahead = [item for item in plan.dates if item.state != "past"]
    return [{"date": item.date, "what": item.what, "check": item.url} for item in ahead[:DATES_SHOWN]]


def _citations(plan: Plan, result: dict[str, Any]) -> list[Citation]:
    outlook = "; ".join(plan.outlook.sources)
    found = [Citation("plan.outlook", "Where the season stands", None, outlook, " ".join(plan.outlook.says))]
    for n, step in enumerate(plan.steps[:STEPS_SHOWN], start=1):
        text = f"{step.do} {step.why} The date for it: {step.by or 'none'}."
        found.append(Citation(f"plan.step.{n}", "Plan", None, step.source, text))
    dates = "\n".join(f"{item['date']}: {item['what']}" for item in result["dates"])
    found.append(Citation("plan.dates", "Season dates", None, "Season dates (knowledge/season.toml)", dates))
    found.append(Citation("plan.cost", "Cost of applications", None, _fees(plan), _money(result)))
    return found


def _fees(plan: Plan) -> str:
    return "; ".join(dict.fromkeys(line.source for line in plan.cost.lines)) or "Fees (knowledge/fees.toml)"


def _money(result: dict[str, Any]) -> str:
    costs = [result["cost"]]
    priced = result["priced"] or {}
    costs += [priced[key] for key in ("one", "shared") if priced.get(key)]
    lines = [
        f"{result['listed']} programs on the list. Budget: {result['budget']} USD. {priced.get('number', '')}"
    ]
    for cost in costs:
        lines += [f"{line['what']}: {line['usd']:,} USD" for line in cost["lines"]]
        lines.append(f"The applications cost {cost['total']:,} USD in all, with the fees that are paid once.")
        lines += cost["not_counted"]
    return "\n".join(lines)


PLAN_TOOLS = (plan_applications,)
