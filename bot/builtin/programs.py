"""Programs in the chat: which tool a question about them needs, and how its result is said.

Covers: questions about a named program, questions for a list, the counts, rules and programs of a
result as sentences with their citations. Does not cover judging (assess) or the plan.
"""

from enum import Enum
from typing import Any

from bot.assess.eligibility.words import load_words
from bot.assess.records import load_programs
from bot.assess.records.lookup import load_lookup
from bot.builtin.intents import Intents
from bot.builtin.phrases import Phrases, cited
from bot.prose import sentences

MOST_LIMITS = 4
_WHERE_ALL = "all states"
_YES_OR_NO = ("accepts_imgs", "visa_j1", "visa_h1b")


class Source(Enum):
    """Where the answer to a question stands."""

    GUIDE = "guide"
    LIST = "the survey of all programs"
    RECORD = "the record of a named program"
    RECORD_AND_GUIDE = "both"


def source_for(question: str, intents: Intents) -> Source:
    """A name alone is no question about a program: "a hotel near Harbor-UCLA" is about hotels."""
    words, wants = load_words(), intents.of(question)
    if named(question):
        if words.asked(question):
            return Source.RECORD
        return Source.RECORD_AND_GUIDE if intents.about_program(question) else Source.GUIDE
    if "programs" in wants or words.asked_alone(question):
        return Source.LIST
    return Source.GUIDE


def named(text: str) -> bool:
    """Whether a text names a program on record."""
    return bool(load_lookup(load_programs()).find(text))


def found(result: dict[str, Any], phrases: Phrases) -> list[str]:
    """The answer to "which programs": counts, the asked rules, the best, some that are closed."""
    where = ", ".join(result["states"]) or _WHERE_ALL
    named = {"total": result["total"], "specialties": _listed(result["specialties"]), "where": where}
    if not result["total"]:
        return [phrases.say("programs.counts.none", **named)]
    counts = {key: result[key] or "none" for key in ("eligible", "unknown", "blocked")}
    lines = [_rule(rule, result["total"], phrases) for rule in result["rules"] if rule["published"]]
    lines += [phrases.say("programs.all")] if result["all_specialties"] else []
    lines.append(f"{phrases.say('programs.counts', **named, **counts)} {phrases.say('programs.unknown')}")
    if result["rules"] and not result["suiting"]:
        lines.append(phrases.say("programs.none_suits"))
    if result["open"]:
        items = [_line(item, [item["summary"], *item["rules"]], phrases) for item in result["open"]]
        lines.append(_bullets(phrases.say("programs.open"), items))
    if result["closed"]:
        items = [_line(item, item["because"][:1], phrases) for item in result["closed"]]
        lines.append(_bullets(phrases.say("programs.closed"), items))
    if result["beyond"]:
        lines.append(phrases.say("programs.sample"))
    return [*lines, phrases.say("programs.more")]


def looked_up(result: dict[str, Any], phrases: Phrases) -> list[str]:
    """The answer about a named program: the asked rules, else what its rules mean for the applicant."""
    shown = result["programs"]
    if not shown:
        return [phrases.say("program.none")]
    lines = [phrases.say("program.other")] if result["other_specialty"] else []
    if result["found"] > len(shown):
        lines.append(cited(phrases.say("program.many", found=result["found"], shown=len(shown)), "programs"))
    if len(shown) > 1:
        return [*lines, *(_line(item, item["asked"] or [item["summary"]], phrases) for item in shown)]
    (item,) = shown
    said = item["asked"] or [item["summary"], *(rule["detail"] for rule in item["rules"])]
    lines.append(_line(item, said, phrases))
    if item["notes"]:
        lines.append(cited(item["notes"], _key(item)))
    page = "program.page" if item["page"] else "program.page.none"
    return [*lines, cited(phrases.say(page, **item), _key(item))]


def _line(item: dict[str, Any], statements: list[str], phrases: Phrases) -> str:
    """Name and place of a program, then what is said of it, sentence by sentence."""
    first, *others = statements
    named = phrases.say("program.line", **_place(item), statement=first)
    said = dict.fromkeys(sentence for text in (named, *others) for sentence in sentences(text))
    return " ".join(f"{sentence} [[{_key(item)}]]" for sentence in said)


def _rule(rule: dict[str, Any], total: int, phrases: Phrases) -> str:
    listed = rule["limits"][:MOST_LIMITS]
    limits = [f"{item['limit']} ({item['programs']})" for item in listed]
    if rule["rule"] in _YES_OR_NO or not rule["concerns"]:
        key, limits = "programs.rule.plain", [f"{item['limit']} at {item['programs']}" for item in listed]
    else:
        key = "programs.rule" if rule["met"] or rule["not_met"] else "programs.rule.open"
    return cited(phrases.say(key, total=total, **rule | {"limits": ", ".join(limits)}), "programs")


def _key(item: dict[str, Any]) -> str:
    return f"program.{item['id']}"


def _place(item: dict[str, Any]) -> dict[str, Any]:
    return {key: item[key] for key in ("id", "name", "city", "state", "specialty")}


def _bullets(lead: str, items: list[str]) -> str:
    return "\n".join([lead, *(f"- {item}" for item in items)])


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
