"""The applicant's stories as sentences that may stand in a draft.

Covers: cutting each story into sentences and leaving out, with a note, those that the lock refuses
or that contradict a fact. Does not cover how many of them a draft takes (fill).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.applicant.facts import Profile
from bot.write import lock
from bot.write.outline import STORY, phrases
from bot.write.own import Own, own_sentences

_DOCTOR = re.compile(r"\b(?:Dr\.?|Prof\.?)\s+(?:[A-Z][\w'’-]+\s+){0,2}[A-Z][\w'’-]+")
_PARTS = {field: part for part, field in STORY.items()}


@dataclass(frozen=True)
class Told:
    """`stories`: sentences by field, none of them empty; `notes`: what was left out and why; `writer`: the
    one doctor whom the applicant's messages name, "" when they name none or several."""

    stories: Mapping[str, tuple[Own, ...]]
    notes: Mapping[str, tuple[str, ...]]
    writer: str = ""


def told(fields: Iterable[str], profile: Profile, typed: tuple[str, ...]) -> Told:
    """The stories of these fields, made ready; `typed` may support what a sentence says."""
    support = lock.Support(facts=profile, typed=typed)
    stories: dict[str, tuple[Own, ...]] = {}
    notes: dict[str, tuple[str, ...]] = {}
    for key in fields:
        sentences = own_sentences(str(profile.get(key, "")), _PARTS.get(key, key))
        refused = {own: note for own in sentences if (note := doubt(own.words, profile, support))}
        kept = tuple(own for own in sentences if own not in refused)
        notes[key] = tuple(refused.values())
        if kept:
            stories[key] = kept
    return Told(stories, notes, _writer(typed))


def _writer(typed: Iterable[str]) -> str:
    found = {" ".join(name.split()) for said in typed for name in _DOCTOR.findall(said)}
    return found.pop() if len(found) == 1 else ""


def doubt(words: str, profile: Profile, support: lock.Support) -> str | None:
    """Why an own sentence may not stand, as a note; None when it may."""
    problems = lock.check(words, support)
    if not problems:
        return None
    differing = lock.contradictions(words, profile)
    note, problem = ("differs", differing[0]) if differing else ("own_problem", problems[0])
    said: str = phrases()["notes"][note]
    return said.format(words=words, reason=problem.reason)
