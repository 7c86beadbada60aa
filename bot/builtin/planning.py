"""The plan in the chat: what to do now, whether it is too late, what applications cost.

Covers: the plan tool's result as sentences with their citations. Does not cover making the plan
(assess/plan): every figure, date and step is the tool's.
"""

from typing import Any

from bot.builtin.phrases import Phrases, cited


def said(result: dict[str, Any], wants: frozenset[str], phrases: Phrases) -> list[str]:
    """The answer to what was asked of the plan; the season first when it may be too late."""
    lines: list[str] = []
    if "cost" in wants:
        lines += cost(result, phrases)
    if "late" in wants:
        lines += [*_outlook(result), *_dates(result, phrases)]
    if "plan" in wants:
        lines += _outlook(result) if "late" not in wants else []
    if wants & {"plan", "late"}:
        lines += steps(result, phrases)
    return lines


def steps(result: dict[str, Any], phrases: Phrases) -> list[str]:
    """What to do this week, most urgent first."""
    items = [f"- {_step(n, step, phrases)}" for n, step in enumerate(result["steps"], start=1)]
    if not items:
        return []
    listed = "\n".join([phrases.say("plan.steps"), *items])
    return [listed, phrases.say("plan.more")]


def cost(result: dict[str, Any], phrases: Phrases) -> list[str]:
    """What so many applications cost, or how far a budget reaches."""
    priced = result["priced"]
    if priced is None:
        key = "plan.budget" if result["budget"] is not None else "plan.cost"
        total = f"{result['cost']['total']:,}"
        lead = phrases.say(key, budget=_usd(result["budget"]), n=result["listed"], total=total)
        return [_bill(lead, result["cost"], phrases), *_fees(result["cost"], phrases)]
    number, shared = priced["number"], priced["shared"]
    if shared is None:
        where = f" {phrases.say('plan.in', specialty=priced['specialty'])}" if priced["specialty"] else ""
        lead = phrases.say("plan.priced", n=number, where=where, total=_usd(priced["one"]["total"]))
        return [_bill(lead, priced["one"], phrases), *_fees(priced["one"], phrases)]
    names = " and ".join(priced["specialties"])
    lead = phrases.say("plan.shared", n=number, names=names, total=_usd(shared["total"]))
    one = phrases.say("plan.one", specialty=priced["specialty"], total=_usd(priced["one"]["total"]))
    return [_bill(lead, shared, phrases), cited(one, "plan.cost"), *_fees(shared, phrases)]


def _bill(lead: str, cost: dict[str, Any], phrases: Phrases) -> str:
    lines = [
        f"- {phrases.say('plan.line', what=line['what'], usd=_usd(line['usd']))} [[plan.cost]]"
        for line in cost["lines"]
    ]
    lines += [f"- {phrases.say('plan.beside', what=what)} [[plan.cost]]" for what in cost["not_counted"]]
    return "\n".join([cited(lead, "plan.cost"), *lines])


def _fees(cost: dict[str, Any], phrases: Phrases) -> list[str]:
    return [phrases.say("plan.check")] if any(line["check"] for line in cost["lines"]) else []


def _step(n: int, step: dict[str, Any], phrases: Phrases) -> str:
    dated = step["by"] and step["by"] != "this week"
    text = f"{step['do']} {phrases.say('plan.by', date=step['by'])}" if dated else step["do"]
    return cited(text, f"plan.step.{n}")


def _outlook(result: dict[str, Any]) -> list[str]:
    return [cited(" ".join(result["outlook"]), "plan.outlook")] if result["outlook"] else []


def _dates(result: dict[str, Any], phrases: Phrases) -> list[str]:
    if not result["dates"]:
        return []
    items = [f"- {item['date']}: {item['what']}. [[plan.dates]]" for item in result["dates"]]
    return ["\n".join([phrases.say("plan.dates"), *items])]


def _usd(value: int | None) -> str:
    return f"{value:,}" if value is not None else ""
