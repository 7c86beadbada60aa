"""Talking about the score: the total, its parts, what would change it, and a "what if".

Covers: turning the score tools' results into sentences with their citations. Does not cover
computing anything: every figure is the tool's.
"""

from collections import Counter
from typing import Any

from bot.applicant.facts import FIELDS, from_plain, show
from bot.builtin.phrases import Phrases
from bot.prose import sentences

MOST_CHANGES = 3
MOST_DETAILED = 5
"""Parts of the score that are explained in the chat; of the others the points are said."""
MOST_MISSING = 4


def short(scored: dict[str, Any], phrases: Phrases) -> list[str]:
    """Total, meaning, strongest and weakest part, the best changes, number of applications."""
    parts = " ".join([_total(scored, phrases), *_ends(scored["factors"], phrases)])
    return [parts, *changes(scored, phrases), _applications(scored, phrases)]


def _ends(factors: list[dict[str, Any]], phrases: Phrases) -> list[str]:
    """The part that carries most and the part that costs most, among those that are known. Attempts that
    failed are nobody's strongest part, however much is left of their points."""
    known = [n for n, factor in enumerate(factors) if factor["fact"] and factor["low"] == factor["high"]]
    good = [n for n in known if factors[n]["key"] != "attempts" or factors[n]["points"] == factors[n]["max"]]
    if len(known) < 2 or not good:
        return []
    best = max(good, key=lambda n: factors[n]["points"])
    worst = max((n for n in known if n != best), key=lambda n: factors[n]["max"] - factors[n]["points"])
    return [
        phrases.say("score.strong", first=factors[best]["name"], n=best + 1),
        phrases.say("score.weak", first=factors[worst]["name"], n=worst + 1),
    ]


def whole(scored: dict[str, Any], phrases: Phrases) -> list[str]:
    """The whole arithmetic: what costs most with its reason, the points of the rest, what would change it."""
    factors = scored["factors"]
    by_loss = sorted(range(len(factors)), key=lambda n: (factors[n]["points"] - factors[n]["max"], n))
    reasons = [sentences(factor["reason"]) for factor in factors]
    counted = Counter(said for reason in reasons for said in reason)
    alike = [said for said, count in counted.items() if count > len(factors) / 2]
    lines = [
        "- " + _factor(n + 1, factors[n], [said for said in reasons[n] if said not in alike], phrases)
        for n in by_loss[:MOST_DETAILED]
    ]
    rest = [f"{_points(factors[n], phrases)} [[score.{n + 1}]]" for n in by_loss[MOST_DETAILED:]]
    lines += [f"- {' '.join(rest)}"] if rest else []
    told = " ".join(f"{said} [[score.1]]" for said in alike)
    arithmetic = phrases.say("score.factors") + "\n" + "\n".join(lines)
    return [
        _total(scored, phrases),
        arithmetic,
        *([told] if told else []),
        *changes(scored, phrases),
        phrases.say("score.more"),
    ]


def changes(scored: dict[str, Any], phrases: Phrases) -> list[str]:
    """The counterfactuals with the most gain for their effort, best first."""
    items = scored["counterfactuals"][:MOST_CHANGES]
    if not items:
        return []
    lines = [
        "- " + phrases.say("score.change", n=n, change=item["change"], delta=item["delta"])
        for n, item in enumerate(items, start=1)
    ]
    return [phrases.say("score.changes") + "\n" + "\n".join(lines)]


def supposed(result: dict[str, Any], phrases: Phrases) -> list[str]:
    """What a "what if" comes to; nothing was saved."""
    now, then = result["now"], result["then"]
    delta = round(then["total"] - now["total"], 1)
    facts = ", ".join(f"{FIELDS[key].label} {_shown(key, value)}" for key, value in result["facts"].items())
    key = "whatif.more" if delta > 0 else "whatif.less" if delta < 0 else "whatif.same"
    said = phrases.say(key, facts=facts, now=now["total"], then=then["total"], delta=abs(delta))
    spread = phrases.say("whatif.range", low=then["low"], high=then["high"])
    return [f"{said} {spread} {phrases.say('score.meaning')}", phrases.say("whatif.note")]


def _total(scored: dict[str, Any], phrases: Phrases) -> str:
    key = "score.total" if scored["low"] < scored["high"] else "score.total.known"
    total = phrases.say(key, total=scored["total"], low=scored["low"], high=scored["high"])
    line = f"{total} {phrases.say('score.meaning')}"
    missing = [item["label"] for item in scored["missing"]][:MOST_MISSING]
    return f"{line} {phrases.say('score.range', fields=', '.join(missing))}" if missing else line


def _applications(scored: dict[str, Any], phrases: Phrases) -> str:
    count = scored["applications"]
    return phrases.say("score.applications", low=count["low"], high=count["high"])


def _factor(n: int, factor: dict[str, Any], reasons: list[str], phrases: Phrases) -> str:
    """One part of the arithmetic: points, and the reason sentence by sentence, all citing the part."""
    return " ".join(f"{sentence} [[score.{n}]]" for sentence in [_points(factor, phrases), *reasons])


def _points(factor: dict[str, Any], phrases: Phrases) -> str:
    return phrases.say("score.factor", **{key: factor[key] for key in ("name", "points", "max")})


def _shown(key: str, value: Any) -> str:
    return show(key, from_plain(value))
