"""The parts of an answer about a weak result: is it named, is there a cause, a change, a later result?

Covers: acknowledge, context, growth and evidence (guide, '3. Interview Prep: Addressing Your Scores
Confidently'), then prevention (the worry about board exams) and the turn to patient care, each with the
clauses that show it. What was done before the weak result is a cause, the same words after it are a change.
Does not cover flags, or whether it is true.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.applicant.facts import Profile, number
from bot.interview.reading import Answer, Clause, read
from bot.interview.roles import Roles, load_roles
from bot.interview.rubric import Rubric, load_rubric
from bot.interview.signs import load_signs

ELEMENTS = ("acknowledge", "context", "growth", "evidence")
MORE = ("prevention", "patient_care")
_STEP3 = re.compile(r"\b(?:step[ -]?(?:3|three)|s3)\b")
_EXAM_OR_ALL = re.compile(r"\b(?:step[ -]?(?:2|two|3|three)|ck|s[23]|every\w*|all|each|since|after)\b")
_AFTER = re.compile(r"\b(?:after|following|since)(?: (?:the|my|a|that|failing|step|[123]|ck))*\W*$")
_DENIALS = ("deny_fail", "deny_all", "deny_record")
_TELLING = ("fail", "retake", "low", "change", "habit", "quantity", "pass", "improve", "praise")
_NARRATED_AWAY = ("ashamed", "defensive", "platitude", "deny_fail")


@dataclass(frozen=True)
class Parts:
    """The clauses that show each element, in order; an element without one is absent.

    `good`: neither the record nor the answer holds a weak result, so that none of the four is owed.
    `vague`: the change is named in general words only. `gesture`: help is mentioned and nothing more.
    `detour`: details that explain nothing, when they are a good part of the answer.
    """

    shown: Mapping[str, tuple[Clause, ...]]
    good: bool
    vague: bool
    gesture: bool
    detour: tuple[Clause, ...]

    def has(self, element: str) -> bool:
        return bool(self.shown[element])


def parts(answer: Answer, profile: Profile) -> Parts:
    """Which elements an answer has; the profile only tells whether the record has a weakness at all."""
    roles, rubric = load_roles(), load_rubric()
    good = _good(answer, profile, roles, rubric)
    weak = () if good else _weak(answer, roles, rubric)
    detour = _detour(answer, rubric)
    growth = _growth(answer, weak, detour, roles)
    evidence = _evidence(answer, growth, roles, _failed_once(profile))
    shown = {
        "acknowledge": weak,
        "context": () if good else _context(answer, growth, evidence, roles),
        "growth": growth,
        "evidence": () if good else evidence,
        **{name: tuple(c for c in answer.clauses if c.has(name)) for name in MORE},
    }
    concrete = [clause for clause in growth if clause.has("habit") or not clause.has("vague")]
    gesture = any(clause.has("gesture") for clause in answer.clauses)
    return Parts(shown, good, bool(growth) and not concrete, gesture, detour)


def names_result(question: str) -> bool:
    """Whether a question itself names a weak result, so that an answer need not ("You failed it. Why?")."""
    clauses = read(question, load_signs()).clauses
    return any(clause.has("fail", "retake", "low") or clause.scores for clause in clauses)


def _weak(answer: Answer, roles: Roles, rubric: Rubric) -> tuple[Clause, ...]:
    """Clauses that name the weak result: a failure, a second attempt, a low score or its number."""
    found = []
    for clause in answer.clauses:
        of_step3 = _STEP3.search(answer.sentence(clause).lower())
        line = rubric.low["step3" if of_step3 else "step2ck"]
        low = any(score < line for score in roles.own_scores(clause))
        named = low or clause.has("fail", "retake", "low", "named", "ashamed")
        pushed = clause.has("defensive", "deny_record") and not clause.has("fail", "ashamed")
        if named and not pushed:
            found.append(clause)
    return tuple(found)


def _growth(
    answer: Answer, weak: tuple[Clause, ...], detour: tuple[Clause, ...], roles: Roles
) -> tuple[Clause, ...]:
    """Clauses that tell a concrete change of behaviour, after the weak result, marked as later, or of today.

    A result that is named only late in an answer does not tell what came before it.
    """
    first = weak[0].start if weak and weak[0].start < len(answer.text) / 2 else 0
    lessons = {clause.sentence for clause in answer.clauses if clause.has("lesson")}
    found = []
    for clause in answer.clauses:
        aside = clause in detour or (detour and not clause.has("change", "habit", "quantity"))
        if clause.has("deny_fail") or clause.sentence in lessons or aside:
            continue
        before = [c for c in answer.in_sentence(clause.sentence) if c.start <= clause.start]
        since = clause.start >= first or any(c.has("marker") for c in before)
        if roles.improves(clause) and (since or roles.today.match(clause.text)):
            found.append(clause)
    return tuple(found)


def _failed_once(profile: Profile) -> bool:
    return any(number(profile, f"{step}_failures") for step in load_rubric().low)


def _evidence(
    answer: Answer, growth: tuple[Clause, ...], roles: Roles, on_record: bool
) -> tuple[Clause, ...]:
    """Clauses that tell a later result: a pass after a failure, said or on record, a later score, what others
    saw."""
    failed = any(clause.has("fail", "retake") for clause in answer.clauses)
    on_record = on_record and not any(clause.has(*_DENIALS) for clause in answer.clauses)
    found = []
    for clause in answer.clauses:
        if clause.has("blame", "defensive"):
            continue
        grown = any(c.start < clause.start for c in growth)
        turned = failed or on_record or clause.has("marker") or grown
        passed = clause.has("pass") and not clause.has("deny_fail", "deny_record") and turned
        later = bool(roles.own_scores(clause)) and _later(
            clause, answer, failed or (on_record and grown), growth, roles
        )
        since = failed and _first_time_since(clause, answer, roles)
        if passed or later or since or clause.has("praise", "improve", "practice_result"):
            found.append(clause)
    return tuple(found)


def _first_time_since(clause: Clause, answer: Answer, roles: Roles) -> bool:
    """ "CK first time", "everything since then was on the first try", beside a failure that is told."""
    if not clause.has("deny_fail") or clause.has("fail"):
        return False
    start, end = clause.signs["deny_fail"]
    sentence = answer.sentence(clause).lower()
    told = _EXAM_OR_ALL.search(sentence) and not roles.denies.search(clause.text[:start])
    return bool(told) and bool(roles.affirms.match(clause.text[start:end]))


def _later(clause: Clause, answer: Answer, failed: bool, growth: tuple[Clause, ...], roles: Roles) -> bool:
    """Whether a score is a later result: after a failure, of Step 3, above an earlier one, after a change."""
    if clause.has("low"):
        return False
    if clause.has("fail") and not _AFTER.search(clause.text[: clause.signs["fail"][0]]):
        return False
    if failed or _STEP3.search(clause.text):
        return True
    before = [c for c in answer.clauses if c.start < clause.start]
    earlier = [score for c in before for score in roles.own_scores(c)]
    if earlier and max(clause.scores) > min(earlier):
        return True
    return any(c.has("low", "named") for c in before) and any(c in growth for c in before)


def _context(
    answer: Answer, growth: tuple[Clause, ...], evidence: tuple[Clause, ...], roles: Roles
) -> tuple[Clause, ...]:
    """Clauses that tell a circumstance or what the applicant did wrong, before the change."""
    taken = {*growth, *evidence}
    turn = min((clause.start for clause in growth or evidence), default=len(answer.text))
    away = {clause.sentence for clause in answer.clauses if clause.has(*_NARRATED_AWAY)}
    found = []
    for clause in answer.clauses:
        if clause in taken:
            continue
        early = clause.start < turn
        told = early and clause.sentence not in away and _narrates(clause)
        caused = clause.has("fault", "luck", "blame", "cause") or (early and roles.acts_on_me(clause))
        if caused or told or (clause.has("life") and early):
            found.append(clause)
    return tuple(found)


def _narrates(clause: Clause) -> bool:
    """Whether a clause tells what somebody did or was at that time, beyond naming the result."""
    return clause.has("past") and not clause.has("fail", "retake", "low", "named") and not clause.scores


def _detour(answer: Answer, rubric: Rubric) -> tuple[Clause, ...]:
    """Details that explain nothing when they are many, or the clauses of a sentence that does not end."""
    found = tuple(clause for clause in answer.clauses if clause.has("trivia"))
    if len(found) >= max(rubric.details, rubric.details_share * len(answer.clauses)):
        return found
    for at in range(len(answer.spans)):
        told = tuple(c for c in answer.in_sentence(at) if len(c.text.split()) > 2 and not c.has(*_TELLING))
        if len(told) >= rubric.clauses:
            return told
    return ()


def _good(answer: Answer, profile: Profile, roles: Roles, rubric: Rubric) -> bool:
    """Whether neither the record nor the answer holds anything weak."""
    low = rubric.low
    if any(number(profile, f"{step}_failures") or profile.get(step) == "fail" for step in low):
        return False
    known = {step: value for step in low if (value := number(profile, step)) is not None}
    if any(value < low[step] for step, value in known.items()):
        return False
    said = [score for clause in answer.clauses for score in roles.own_scores(clause)]
    if any(clause.has("fail", "low") for clause in answer.clauses):
        return False
    stands = any(step in profile for step in low)
    return (stands or bool(said)) and all(score >= min(low.values()) for score in said)
