"""Flags: what in an answer speaks against the applicant, each with the answer's own words.

Covers: blames_others, excuses, over_explains, defensive, ashamed, dishonest, no_growth, generic and too_long.
A circumstance beside a change is context and no excuse; shame that is past and small is none; a change with
an owned fault is no blame. Does not cover elements, marks or advice.
"""

from bot.interview.elements import Parts
from bot.interview.reading import Answer, Clause
from bot.interview.roles import load_roles
from bot.interview.rubric import FALSE, load_rubric

FLAGS = (
    "blames_others",
    "excuses",
    "over_explains",
    "defensive",
    "ashamed",
    FALSE,
    "no_growth",
    "generic",
    "too_long",
)
_LABELS_OF_A_TEMPLATE = 2


def flags(answer: Answer, parts: Parts, false: str | None, change_due: bool = True) -> dict[str, str | None]:
    """Each flag raised, in the order of FLAGS, with words of the answer; `false` are words the record denies.

    A flag for what is absent (no_growth) has the sentence after which it was owed; too_long has none. When no
    change is due, a circumstance that stands alone is simply the answer, and only plain words of blame or
    excuse count.
    """
    found = {
        "blames_others": _first(answer, _blame(answer, parts, change_due)),
        "excuses": _first(answer, _excuses(answer, parts, change_due)),
        "over_explains": _first(answer, parts.detour),
        "defensive": _first(answer, _defensive(answer, parts)),
        "ashamed": _first(answer, [clause for clause in answer.clauses if clause.has("ashamed")]),
        FALSE: false,
        "generic": _first(answer, _generic(answer, parts)),
    }
    raised: dict[str, str | None] = {name: words for name, words in found.items() if words is not None}
    if change_due and not (parts.has("growth") or parts.good or parts.gesture):
        raised["no_growth"] = answer.quote(answer.clauses[-1]) if answer.clauses else None
    if answer.words > load_rubric().words:
        raised["too_long"] = None
    return {name: raised[name] for name in FLAGS if name in raised}


def _first(answer: Answer, clauses: tuple[Clause, ...] | list[Clause]) -> str | None:
    return answer.quote(clauses[0]) if clauses else None


def _taken(parts: Parts) -> set[Clause]:
    return {clause for name in ("growth", "evidence") for clause in parts.shown[name]}


def _owns(answer: Answer) -> bool:
    return any(clause.has("own") for clause in answer.clauses)


def _owns_fault(answer: Answer) -> bool:
    return any(load_roles().own_fault(clause) for clause in answer.clauses)


def _blame(answer: Answer, parts: Parts, change_due: bool) -> list[Clause]:
    """Clauses that put the cause on somebody else: in words of blame, or, when no part of one's own and no
    change is told, by telling only what others did."""
    free = [clause for clause in answer.clauses if clause not in _taken(parts)]
    owns, grew = _owns(answer), parts.has("growth")
    if owns and grew:
        return []
    found = [clause for clause in free if clause.has("blame", "reason")]
    if found or grew or owns or not change_due or _owns_fault(answer):
        return found
    roles = load_roles()
    return [clause for clause in free if roles.acts_on_me(clause) and not clause.has("defensive", "fail")]


def _excuses(answer: Answer, parts: Parts, change_due: bool) -> list[Clause]:
    """Without a change: words of excuse, or a circumstance that stands alone."""
    if parts.has("growth"):
        return []
    found = [clause for clause in answer.clauses if clause.has("excuse")]
    owns = _owns(answer) or _owns_fault(answer)
    if not change_due:
        return [] if owns else found
    if found or owns:
        return found
    return [
        clause
        for clause in parts.shown["context"]
        if clause.has("conditions" if clause.has("blame") else "life", "luck")
        or (clause.has("blame") and clause.has("conditions"))
    ]


def _defensive(answer: Answer, parts: Parts) -> list[Clause]:
    """Words that push back, unless the answer goes on to a change and what shows it; without a change a
    question asked back is such words too."""
    grew = parts.has("growth")
    if grew and parts.has("evidence"):
        return []
    return [c for c in answer.clauses if c.has("defensive") or (c.asks and not grew)]


def _generic(answer: Answer, parts: Parts) -> list[Clause]:
    """Words that fit everybody, where nothing of one's own stands beside them; a template read out."""
    labels = [clause for clause in answer.clauses if clause.has("label")]
    if len(labels) >= _LABELS_OF_A_TEMPLATE:
        return labels
    if parts.vague:
        return list(parts.shown["growth"])
    solid = any(clause.has("habit", "quantity", "praise") or clause.scores for clause in _taken(parts))
    if parts.has("growth") and solid:
        return []
    return [clause for clause in answer.clauses if clause.has("platitude")]
