"""The order of the programs that are not blocked: fit with its reasons, and the tier.

Covers: points for evidence, ties, setting and warnings, each with a reason; tiers reach, target and
safety. A blocked program has no place here. Does not cover verdicts (eligibility) or how many to apply
to and what that costs (plan).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from bot.applicant.facts import SPECIALTIES, STATES, Profile
from bot.assess.eligibility import Judgement, Verdict
from bot.assess.records import PACIFIC, Program, Programs
from bot.assess.tables import read_toml
from bot.settings import KNOWLEDGE


class Tier(StrEnum):
    REACH = "reach"
    TARGET = "target"
    SAFETY = "safety"


@dataclass(frozen=True)
class Reason:
    """One part of the fit: points (may be negative) and why."""

    points: int
    text: str


@dataclass(frozen=True)
class Ranked:
    """One program in its place; `fit` is 0 to 100 and the bounded sum of its reasons' points."""

    judgement: Judgement
    tier: Tier
    tier_reason: str
    fit: int
    reasons: tuple[Reason, ...]

    @property
    def program(self) -> Program:
        return self.judgement.program


@dataclass(frozen=True)
class Weights:
    """ranking.toml."""

    evidence: Mapping[str, int]
    state: int
    specialty_order: tuple[int, ...]
    language: int
    populations: tuple[str, ...]
    population: int
    setting: Mapping[str, int]
    hardest: tuple[str, ...]
    target_from: int
    reach_settings: tuple[str, ...]
    says: Mapping[str, str]
    settings: Mapping[str, str]


@dataclass(frozen=True)
class Openness:
    """What all records together say about taking IMGs, by institution and by state."""

    institutions: frozenset[str]
    states: frozenset[str]


_EVIDENCE = (
    "takes_imgs",
    "hint_of_imgs",
    "sibling_takes_imgs",
    "state_takes_imgs",
    "img_share_from",
    "img_share",
    "rule_met",
    "rules_met_at_most",
    "warning",
)
_KINDS = (
    "community",
    "community_university_affiliated",
    "county_safety_net",
    "integrated_health_system",
    "va",
    "military",
    "university",
    "unknown",
)
_SAYS: Mapping[str, tuple[str, ...]] = {
    "takes_imgs": (),
    "found_imgs": (),
    "hint_of_imgs": (),
    "sibling_takes_imgs": ("institution",),
    "state_takes_imgs": ("state",),
    "img_share": ("share",),
    "rules_met": ("count",),
    "warnings": ("count",),
    "state": ("state",),
    "specialty": ("specialty", "place"),
    "language": ("language",),
    "population": (),
    "setting": ("setting",),
    "tier_reach_california": (),
    "tier_reach_university": (),
    "tier_target": (),
    "tier_target_california": (),
    "tier_safety": (),
}


@cache
def load_weights(path: Path = KNOWLEDGE / "ranking.toml") -> Weights:
    """The weights. Raises DataError naming table and key."""
    top = read_toml(path)
    top.basis()
    evidence, ties, setting, tiers = (top.table(key) for key in ("evidence", "ties", "setting", "tiers"))
    tiers.basis()
    found = Weights(
        evidence={key: evidence.whole(key, -100, 100) for key in _EVIDENCE},
        state=ties.whole("state", 0, 100),
        specialty_order=tuple(int(points) for points in ties.items("specialty_order")),
        language=ties.whole("language", 0, 100),
        populations=ties.texts("populations"),
        population=ties.whole("population_with_language", 0, 100),
        setting={key: setting.whole(key, 0, 100) for key in _KINDS},
        hardest=tiers.texts("hardest"),
        target_from=tiers.whole("target_from", 0, 100),
        reach_settings=tiers.texts("reach_settings"),
        says=top.table("says").phrases(_SAYS),
        settings=top.table("settings").phrases(dict.fromkeys(_KINDS, ())),
    )
    for table in (evidence, ties, setting, tiers, top):
        table.done()
    return found


@cache
def openness(programs: Programs) -> Openness:
    """Which institutions have a program that says it takes IMGs, and in which states most do."""
    stated = [
        (program, rule.value == "yes")
        for program in programs
        if (rule := program.rules.get("accepts_imgs")) is not None and rule.doubt is None
    ]
    totals = Counter(program.state for program, _ in stated)
    yes = Counter(program.state for program, takes in stated if takes)
    return Openness(
        institutions=frozenset(program.institution for program, takes in stated if takes),
        states=frozenset(state for state in yes if 2 * yes[state] > totals[state]),
    )


def rank(
    judgements: Iterable[Judgement], profile: Profile, programs: Programs, weights: Weights | None = None
) -> tuple[Ranked, ...]:
    """The programs that are not blocked, best fit first; equal fits by id, so that order never varies."""
    judge = _Ranker(profile, openness(programs), weights or load_weights())
    ranked = [judge.place(item) for item in judgements if item.verdict is not Verdict.BLOCKED]
    return tuple(sorted(ranked, key=lambda item: (-item.fit, item.program.id)))


class _Ranker:
    def __init__(self, profile: Profile, openness: Openness, weights: Weights) -> None:
        self.openness, self.weights = openness, weights
        self.ties = frozenset(_words(profile, "region_ties"))
        self.languages = frozenset(_words(profile, "languages")) - {"English"}
        self.specialties = _words(profile, "specialty")

    def place(self, judgement: Judgement) -> Ranked:
        reasons = (*self._evidence(judgement), *self._ties(judgement.program))
        fit = min(100, max(0, sum(reason.points for reason in reasons)))
        tier, why = self._tier(judgement.program, fit)
        return Ranked(judgement, tier, why, fit, reasons)

    def _evidence(self, judgement: Judgement) -> list[Reason]:
        points, says, program = self.weights.evidence, self.weights.says, judgement.program
        found = [self._takes_imgs(judgement)]
        if program.img_share is not None and program.img_share >= points["img_share_from"]:
            found.append(Reason(points["img_share"], says["img_share"].format(share=program.img_share)))
        met = sum(
            rule.verdict is Verdict.MET and rule.stated and rule.rule != "accepts_imgs"
            for rule in judgement.rules
        )
        if met:
            gained = min(met * points["rule_met"], points["rules_met_at_most"])
            found.append(Reason(gained, says["rules_met"].format(count=met)))
        missed = sum(rule.verdict is Verdict.WARNING for rule in judgement.rules)
        if missed:
            found.append(Reason(missed * points["warning"], says["warnings"].format(count=missed)))
        return [reason for reason in found if reason is not None]

    def _takes_imgs(self, judgement: Judgement) -> Reason | None:
        points, says, program = self.weights.evidence, self.weights.says, judgement.program
        verdict = next((rule for rule in judgement.rules if rule.rule == "accepts_imgs"), None)
        if verdict is not None and verdict.verdict is Verdict.MET:
            own = program.rules.get("accepts_imgs")
            found = own is None or own.source.url != verdict.source
            return Reason(points["takes_imgs"], says["found_imgs" if found else "takes_imgs"])
        rule = program.rules.get("accepts_imgs")
        if rule is not None and rule.value == "yes":
            return Reason(points["hint_of_imgs"], says["hint_of_imgs"])
        if program.institution in self.openness.institutions:
            said = says["sibling_takes_imgs"].format(institution=program.institution)
            return Reason(points["sibling_takes_imgs"], said)
        if program.state in self.openness.states:
            said = says["state_takes_imgs"].format(state=STATES[program.state])
            return Reason(points["state_takes_imgs"], said)
        return None

    def _ties(self, program: Program) -> list[Reason]:
        weights, says = self.weights, self.weights.says
        kind = program.setting or "unknown"
        found = [Reason(weights.setting[kind], says["setting"].format(setting=weights.settings[kind]))]
        if STATES[program.state] in self.ties:
            found.append(Reason(weights.state, says["state"].format(state=STATES[program.state])))
        if program.specialty in self.specialties:
            place = self.specialties.index(program.specialty)
            points = weights.specialty_order[min(place, len(weights.specialty_order) - 1)]
            said = says["specialty"].format(specialty=SPECIALTIES[program.specialty], place=place + 1)
            found.append(Reason(points, said))
        spoken = [language for language in program.languages if language in self.languages]
        if spoken:
            found.append(Reason(weights.language, says["language"].format(language=", ".join(spoken))))
        elif self.languages and set(program.serves) & set(weights.populations):
            found.append(Reason(weights.population, says["population"]))
        return found

    def _tier(self, program: Program, fit: int) -> tuple[Tier, str]:
        says, weights = self.weights.says, self.weights
        if program.state not in PACIFIC:
            return Tier.SAFETY, says["tier_safety"]
        if program.setting in weights.reach_settings:
            return Tier.REACH, says["tier_reach_university"]
        if program.state not in weights.hardest:
            return Tier.TARGET, says["tier_target"]
        if fit >= weights.target_from:
            return Tier.TARGET, says["tier_target_california"]
        return Tier.REACH, says["tier_reach_california"]


def _words(profile: Profile, key: str) -> tuple[str, ...]:
    value = profile.get(key, ())
    return value if isinstance(value, tuple) else ()
