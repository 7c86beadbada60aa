"""A survey: the programs of an applicant's specialties, judged and put in order in one pass.

Covers: which programs are looked at, open ones ranked, blocked ones apart, the counts, and the JSON form
of the command line. Does not cover how they are judged (eligibility), ordered (ranking) or planned (plan).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.applicant.facts import SPECIALTIES, STATES, Profile
from bot.assess.eligibility import Finding, Gate, Judgement, RuleVerdict, Verdict
from bot.assess.ranking import Ranked, rank
from bot.assess.records import Programs
from bot.errors import BadInput


@dataclass(frozen=True)
class Survey:
    """`ranked` holds every program that is not blocked, best fit first; `blocked` stand by id."""

    gate: Gate
    ranked: tuple[Ranked, ...]
    blocked: tuple[Judgement, ...]

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """Programs by verdict: eligible, unknown, blocked."""
        found = Counter(item.judgement.verdict for item in self.ranked)
        return {
            Verdict.ELIGIBLE: found[Verdict.ELIGIBLE],
            Verdict.UNKNOWN: found[Verdict.UNKNOWN],
            Verdict.BLOCKED: len(self.blocked),
        }

    def as_json(self) -> list[dict[str, Any]]:
        """One object a program: the open ones in order, then the blocked ones without tier and fit."""
        found = [
            _program(item.judgement)
            | {
                "tier": item.tier.value,
                "fit": item.fit,
                "reasons": [item.tier_reason, *(reason.text for reason in item.reasons)],
            }
            for item in self.ranked
        ]
        return found + [
            _program(item) | {"tier": None, "fit": None, "reasons": [rule.detail for rule in item.blocking]}
            for item in self.blocked
        ]


def survey(
    profile: Profile,
    today: date,
    programs: Programs,
    *,
    specialties: tuple[str, ...] = (),
    states: tuple[str, ...] = (),
    findings: Iterable[Finding] = (),
) -> Survey:
    """Look at the programs of `specialties` (else of the profile's, else all) in `states` (else all)."""
    gate = Gate(profile, today)
    stated = profile.get("specialty")
    chosen = specialties or (stated if isinstance(stated, tuple) else ())
    judged = gate.judge_all(programs.of(chosen, states), findings)
    blocked = (item for item in judged if item.verdict is Verdict.BLOCKED)
    return Survey(
        gate,
        rank(judged, profile, programs),
        tuple(sorted(blocked, key=lambda item: item.program.id)),
    )


def checked_states(words: Iterable[str]) -> tuple[str, ...]:
    """Two-letter codes for "CA", "ca" or "California". Raises BadInput naming a word that is no state."""
    by_name = {name.lower(): code for code, name in STATES.items()}
    found = []
    for word in words:
        code = word.strip().upper()
        code = code if code in STATES else by_name.get(word.strip().lower(), "")
        if not code:
            raise BadInput(f"'{word}' is not a US state; write a code like CA or a name like California")
        found.append(code)
    return tuple(dict.fromkeys(found))


def checked_specialties(words: Iterable[str]) -> tuple[str, ...]:
    """Known specialty slugs. Raises BadInput naming one that is not known."""
    found = tuple(dict.fromkeys(word.strip().lower() for word in words))
    for slug in found:
        if slug not in SPECIALTIES:
            raise BadInput(f"specialty: '{slug}' is not known; known: {', '.join(SPECIALTIES)}")
    return found


def _program(judgement: Judgement) -> dict[str, Any]:
    program = judgement.program
    return {
        "id": program.id,
        "name": program.name,
        "state": program.state,
        "specialty": program.specialty,
        "verdict": judgement.verdict.value,
        "rules": [_rule(rule) for rule in judgement.rules],
    }


def _rule(rule: RuleVerdict) -> dict[str, str]:
    return {
        "rule": rule.rule,
        "verdict": rule.verdict.value,
        "detail": rule.detail,
        "source": rule.source,
        "as_of": rule.as_of,
    }
