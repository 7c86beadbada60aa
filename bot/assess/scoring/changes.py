"""What would change the score: the rubric's changes that fit an applicant, each worth a real re-run.

Covers: which changes fit, the facts they would set, their order by gain per effort. Does not cover
facts that are only unknown (they widen the range and are listed as missing), nor anything a person
cannot truthfully do.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.applicant.facts import FIELDS, Profile, Value, number
from bot.assess.scoring.change_tables import Change
from bot.assess.scoring.exams import Outcome, Record
from bot.assess.scoring.rubric import Rubric


@dataclass(frozen=True)
class Counterfactual:
    """One change, the flat facts to set, and the tenths by which the total then rises."""

    change: str
    facts: Profile
    gain: int
    effort: int
    source: str


def counterfactuals(
    profile: Profile, record: Record, rubric: Rubric, known: Collection[str], total: Callable[[Profile], int]
) -> tuple[Counterfactual, ...]:
    """Changes that raise the total, most gain per effort first.

    `known` are the keys of factors without an open fact; `total` scores a profile in tenths.
    """
    now, found = total(profile), []
    for change in rubric.changes:
        words = _words(change, record, known)
        if words:
            facts = _facts(change, record, rubric.attempt_limit)
            gain = total({**profile, **facts}) - now if facts else 0
            if gain >= max(1, rubric.smallest_gain):
                found.append(Counterfactual(words, facts, gain, change.effort, change.basis))
    return tuple(sorted(found, key=lambda item: -item.gain / item.effort))


def _words(change: Change, record: Record, known: Collection[str]) -> str | None:
    """The change in words, or None when it does not fit this applicant."""
    if change.if_unknown and not any(key in record.facts for key in change.set):
        return change.if_unknown
    return change.change if _fits(change, record, known) else None


def _fits(change: Change, record: Record, known: Collection[str]) -> bool:
    facts = record.facts
    return (
        all(key in known for key in change.known)
        and not any(key in facts for key in change.absent)
        and all(facts.get(key) for key in change.some)
        and all(record.outcomes[exam] is Outcome.PASSED for exam in change.passed)
        and all(facts.get(key, "") in values for key, values in change.current.items())
        and all(
            (count := number(facts, key)) is not None and count < limit for key, limit in change.under.items()
        )
        and not any(set(_items(facts, key)) & set(values) for key, values in change.lacking.items())
    )


def _facts(change: Change, record: Record, attempt_limit: int) -> dict[str, Value]:
    """The flat facts after the change; none when it cannot be made."""
    found: dict[str, Value] = {key: _value(value) for key, value in change.set.items()}
    for key, more in change.add.items():
        found[key] = min((number(record.facts, key) or 0) + more, FIELDS[key].high)
    for key, item in change.join.items():
        found[key] = tuple(dict.fromkeys((*_items(record.facts, key), item)))
    for key, item in change.lead.items():
        found[key] = tuple(dict.fromkeys((item, *_items(record.facts, key))))
    if change.retake:
        exam, to = change.retake
        failures = record.failures(exam) or 0
        if record.outcomes[exam] is not Outcome.FAILED or failures >= attempt_limit:
            return {}
        found |= {exam: _value(to), f"{exam}_failures": failures}
    return found


def _items(facts: Profile, key: str) -> tuple[str, ...]:
    value = facts.get(key, ())
    return value if isinstance(value, tuple) else ()


def _value(value: object) -> Value:
    if isinstance(value, str | int | float | bool):
        return value
    return tuple(str(item) for item in value) if isinstance(value, list | tuple) else str(value)
