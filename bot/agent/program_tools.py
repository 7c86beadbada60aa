"""The tools about programs: find those that are open, and look one up by its name.

Covers: each tool's contract with the model (its docstring is a prompt) and what it makes citable: the
survey as "programs", each record as "program.<id>". Does not cover judging (assess) or the plan.
"""

import json
from typing import Any

from langchain.tools import tool

from bot.agent.consultation import Citation
from bot.agent.runtime import Runtime
from bot.applicant.facts import SPECIALTIES, STATES
from bot.assess.eligibility import Gate, Judgement, Verdict
from bot.assess.ranking import Ranked
from bot.assess.records import PACIFIC, Program
from bot.assess.records.lookup import load_lookup
from bot.assess.survey import Survey, checked_specialties, checked_states
from bot.errors import BadInput

SHOWN = 5
CLOSED_SHOWN = 3
LOOKED_UP = 4
RECORDS = "Program records (knowledge/programs), read 2026-11"


@tool
def find_programs(
    runtime: Runtime,
    question: str = "",
    states: list[str] | None = None,
    specialties: list[str] | None = None,
    rules: list[str] | None = None,
) -> str:
    """Which programs are open to the applicant, and which a published rule closes.

    What is left out is read from `question`. Cite "programs" for counts, "program.<id>" for a program.
    """
    consultation = runtime.context
    subjects = consultation.services.reader.subjects(question)
    places = checked_states(states or subjects.states)
    chosen_specialties = checked_specialties(specialties or subjects.specialties)
    found = consultation.services.survey(
        consultation.applicant,
        profile=consultation.ledger.profile,
        specialties=chosen_specialties,
        states=places,
    )
    asked = _known_rules(found.gate, rules or found.gate.words.asked(question))
    chosen, closed = _by_rules(found, asked), _closed_first(found, asked)[:CLOSED_SHOWN]
    for item in chosen[:SHOWN]:
        consultation.cite(_citation(found.gate, item.judgement, asked))
    for judgement in closed:
        consultation.cite(_citation(found.gate, judgement, asked))
    result: dict[str, Any] = {
        "tool": "find_programs",
        "states": [STATES[code] for code in places],
        "specialties": _specialties(found),
        "total": sum(found.counts.values()),
        **{verdict.value: count for verdict, count in found.counts.items()},
        "beyond": any(item.program.state not in PACIFIC for item in found.ranked),
        "all_specialties": not (
            specialties or subjects.specialties or consultation.ledger.value("specialty")
        ),
        "rules": [_published(found, key) for key in asked],
        "suiting": sum(_suits(item.judgement, asked) for item in found.ranked),
        "open": [_open(found.gate, item, asked) for item in chosen[:SHOWN]],
        "closed": [_closed(item) for item in closed],
    }
    consultation.cite(_survey_citation(result))
    return json.dumps(result, ensure_ascii=False)


@tool
def look_up_program(name: str, runtime: Runtime, rules: list[str] | None = None) -> str:
    """What a named program publishes, rule by rule, and what it means for the applicant.

    `name` may be the whole question. What is not published is unknown, never "no". Cite "program.<id>".
    """
    consultation = runtime.context
    services = consultation.services
    lookup = load_lookup(services.programs)
    specialties = services.reader.subjects(name).specialties
    stated = consultation.ledger.value("specialty")
    wanted = stated if isinstance(stated, tuple) else ()
    matches = sorted(
        lookup.find(name, specialties) or lookup.find(name),
        key=lambda program: (program.specialty not in wanted, not program.rules),
    )
    gate = Gate(consultation.ledger.profile, services.today)
    asked = _known_rules(gate, rules or gate.words.asked(name))
    findings = services.findings(consultation.applicant)
    judged = gate.judge_all(matches[:LOOKED_UP], findings)
    for judgement in judged:
        consultation.cite(_citation(gate, judgement, asked))
    told = f"{len(matches)} programs on record fit the name; {len(judged)} of them are shown."
    consultation.cite(Citation("programs", "Program records", None, RECORDS, told, "2026-11"))
    result = {
        "tool": "look_up_program",
        "asked": name,
        "found": len(matches),
        "other_specialty": bool(specialties)
        and not {item.program.specialty for item in judged} & set(specialties),
        "programs": [_whole(gate, judgement, asked) for judgement in judged],
    }
    return json.dumps(result, ensure_ascii=False)


PROGRAM_TOOLS = (find_programs, look_up_program)


def _known_rules(gate: Gate, rules: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    for key in rules:
        if key not in gate.words.rules:
            raise BadInput(f"'{key}' is not a rule; known: {', '.join(gate.words.rules)}")
    return tuple(rules)


def _by_rules(found: Survey, asked: tuple[str, ...]) -> tuple[Ranked, ...]:
    """The open programs; those that publish an asked rule which suits the applicant first."""
    return tuple(sorted(found.ranked, key=lambda item: not _suits(item.judgement, asked)))


def _suits(judgement: Judgement, asked: tuple[str, ...]) -> bool:
    """Whether an asked rule is published and met; for a visa or IMGs, whether the page says yes."""
    verdicts = {rule.rule: rule.verdict for rule in judgement.rules if rule.stated}
    rules = judgement.program.rules
    return any(
        rules[key].value == "yes" or (rules[key].value != "no" and verdicts.get(key) is Verdict.MET)
        for key in asked
        if key in rules
    )


def _closed_first(found: Survey, asked: tuple[str, ...]) -> list[Judgement]:
    """The closed programs: by an asked rule first, then those on the coast."""
    return sorted(
        found.blocked,
        key=lambda item: (
            not any(rule.rule in asked for rule in item.blocking),
            item.program.state not in PACIFIC,
        ),
    )


def _published(found: Survey, key: str) -> dict[str, Any]:
    """How many programs publish a rule, and how those stand to the applicant."""
    judged = [*(item.judgement for item in found.ranked), *found.blocked]
    stated = [rule for item in judged for rule in item.rules if rule.rule == key and rule.stated]
    return {
        "rule": key,
        "label": found.gate.words.rules[key].label,
        "published": sum(key in item.program.rules for item in judged),
        "concerns": bool(stated),
        "met": sum(rule.verdict is Verdict.MET for rule in stated),
        "not_met": sum(rule.verdict in (Verdict.BLOCKED, Verdict.WARNING) for rule in stated),
        "limits": _limits(found, key, judged),
    }


def _limits(found: Survey, key: str, judged: list[Judgement]) -> list[dict[str, Any]]:
    """The published values with how many programs give each, the most common first."""
    counts: dict[str, int] = {}
    for item in judged:
        rule = item.program.rules.get(key)
        if rule is not None:
            shown = found.gate.limit(rule)
            counts[shown] = counts.get(shown, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [{"limit": limit, "programs": count} for limit, count in ordered]


def _specialties(found: Survey) -> list[str]:
    slugs = {item.program.specialty for item in found.ranked} | {
        item.program.specialty for item in found.blocked
    }
    return [name for slug, name in SPECIALTIES.items() if slug in slugs]


def _place(program: Program) -> dict[str, Any]:
    return {
        "id": program.id,
        "name": program.name,
        "city": program.city,
        "state": program.state,
        "specialty": SPECIALTIES[program.specialty],
    }


def _open(gate: Gate, item: Ranked, asked: tuple[str, ...]) -> dict[str, Any]:
    return {
        **_place(item.program),
        "tier": item.tier.value,
        "fit": item.fit,
        "summary": gate.summary(item.judgement),
        "rules": [gate.statement(item.program, key) for key in asked if key in item.program.rules],
    }


def _closed(judgement: Judgement) -> dict[str, Any]:
    return {**_place(judgement.program), "because": [rule.detail for rule in judgement.blocking]}


def _whole(gate: Gate, judgement: Judgement, asked: tuple[str, ...]) -> dict[str, Any]:
    program = judgement.program
    return {
        **_place(program),
        "verdict": judgement.verdict.value,
        "summary": gate.summary(judgement),
        "asked": [gate.statement(program, key) for key in asked],
        "rules": [
            {"rule": rule.rule, "verdict": rule.verdict.value, "detail": rule.detail, "as_of": rule.as_of}
            for rule in judgement.rules
        ],
        "conditions": list(judgement.conditions),
        "notes": program.notes,
        "page": program.page(),
        "as_of": _as_of(program, asked),
    }


def _as_of(program: Program, asked: tuple[str, ...]) -> str:
    """The date of the asked rules' pages, else of the newest page."""
    dates = [program.rules[key].source.as_of for key in asked if key in program.rules]
    return next(iter(dates or [rule.source.as_of for rule in program.rules.values()]), "")


def _citation(gate: Gate, judgement: Judgement, asked: tuple[str, ...]) -> Citation:
    """One record as something to cite: identity, what it means for the applicant, notes."""
    program = judgement.program
    place = f"{program.city}, {STATES[program.state]} ({program.state})"
    as_of = _as_of(program, asked)
    lines = [
        f"{program.name}, {program.institution}, {place}. {SPECIALTIES[program.specialty]}.",
        gate.summary(judgement),
        *(gate.statement(program, key) for key in asked),
        *(f"{rule.detail} ({rule.as_of})" for rule in judgement.rules),
        *judgement.conditions,
        program.notes,
        f"Page: {program.page() or 'none on record'} ({as_of})",
    ]
    text = "\n".join(filter(None, lines))
    return Citation(f"program.{program.id}", program.name, None, program.page() or RECORDS, text, as_of)


def _survey_citation(result: dict[str, Any]) -> Citation:
    where = ", ".join(result["states"]) or "all states in the records"
    lines = [
        f"{result['total']} programs in {', '.join(result['specialties'])} in {where}: "
        f"{result['eligible']} open by every published rule, {result['unknown']} publish too little to tell, "
        f"{result['blocked']} closed by a published rule."
    ]
    for rule in result["rules"]:
        limits = "; ".join(f"{item['limit']}: {item['programs']} programs" for item in rule["limits"])
        lines.append(
            f"{rule['label']}: published by {rule['published']} of {result['total']} programs ({limits}). "
            f"You meet it at {rule['met']} and miss it at {rule['not_met']}."
        )
    if result["rules"]:
        lines.append(f"{result['suiting']} of the open ones publish what suits you there.")
    return Citation("programs", "Program records", None, RECORDS, "\n".join(lines), "2026-11")
