"""Commands that judge: the score, the programs, the plan.

Covers: each as text or as one JSON value. Does not cover judging (assess).
"""

import argparse
import re
from typing import Any

from bot.applicant.facts import show
from bot.assess.eligibility import Judgement
from bot.assess.plan.text import as_text as plan_text
from bot.assess.survey import checked_specialties, checked_states
from bot.commands.inputs import opened, print_json
from bot.errors import BadInput
from bot.settings import Settings


def score(arguments: argparse.Namespace, settings: Settings) -> None:
    from bot.assess import scoring

    services, applicant = opened(arguments, settings)
    profile = services.store.ledger(applicant.id).profile
    result = scoring.score(profile, services.rubric, services.today, arguments.specialty)
    scored: dict[str, Any] = result.as_json()
    if arguments.json:
        print_json(scored)
        return
    print(f"Application strength {scored['total']} of 100 (range {scored['low']} to {scored['high']}).")
    print("It describes the file on paper; it is not a chance of matching.\n")
    for factor in scored["factors"]:
        print(f"{factor['points']:>6} of {factor['max']:>4}  {factor['name']}: {factor['reason']}")
    print("\nWhat would change it:")
    for change in scored["counterfactuals"]:
        print(f"{change['delta']:>+6}  {change['change']}")


def programs(arguments: argparse.Namespace, settings: Settings) -> None:
    states, specialties = checked_states(arguments.state), checked_specialties(arguments.specialty)
    services, applicant = opened(arguments, settings)
    found = services.survey(applicant.id, specialties=specialties, states=states)
    if arguments.json:
        print_json(found.as_json())
        return
    counts = ", ".join(f"{number} {verdict}" for verdict, number in found.counts.items())
    print(f"{sum(found.counts.values())} programs: {counts}.")
    print("Unknown means that the program publishes too little to tell; ask before you pay.\n")
    for item in found.ranked:
        print(f"{item.fit:>3}  {item.tier:<6}  {_program_line(item.judgement)}")
        print(f"     {found.gate.summary(item.judgement)}")
    for judgement in found.blocked:
        print(f"  -  closed  {_program_line(judgement)}")
        for rule in judgement.blocking:
            print(f"     {rule.detail} ({rule.source}, {rule.as_of})")


def plan(arguments: argparse.Namespace, settings: Settings) -> None:
    states, specialties = checked_states(arguments.state), checked_specialties(arguments.specialty)
    budget = None if arguments.budget is None else _dollars(arguments.budget)
    services, applicant = opened(arguments, settings)
    plan = services.plan(applicant.id, budget=budget, specialties=specialties, states=states)
    if arguments.json:
        print_json(plan.as_json())
    else:
        print(plan_text(plan, services.programs))


def _dollars(text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII):
        raise BadInput(f"--budget must be whole US dollars like 1500, not '{text}'")
    return int(text)


def _program_line(judgement: Judgement) -> str:
    program = judgement.program
    place = f"{program.city}, {program.state}"
    return f"{program.name} ({place}; {show('specialty', (program.specialty,))}): {judgement.verdict}"
