"""Advice on an answer: why each finding matters, where the guide says so, and one better way to say it.

Covers: a note for each flag, each missing element and each health detail, with the sentence in question and a
better one made of the applicant's own facts and words; what was good. Nothing in a better sentence is
invented: what is not known asks in brackets. Does not cover finding flags and elements, or marks.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.applicant.facts import Profile
from bot.interview.elements import ELEMENTS, Parts
from bot.interview.health import unchosen
from bot.interview.reading import Answer
from bot.interview.rubric import FALSE, Trait, load_rubric
from bot.interview.wording import holes, load_phrases
from bot.write.lock import contradictions

OPTIONAL = "context"
"""The one element that may be left out without a word."""
HEALTH = "health"
_HEALTH_TRAIT = "context"
_SPOILS = {"blames_others", "excuses", "over_explains"}


@dataclass(frozen=True)
class Note:
    """One finding. `name` is a flag, a missing element or "health", `title` the same in words.

    `quote` are the answer's own words, or None when nothing was said; `better` is an example with the
    applicant's facts, open parts in brackets; `passage` and `section` are where the guide speaks of it."""

    name: str
    title: str
    quote: str | None
    why: str
    better: str
    passage: str
    section: str


def notes(
    answer: Answer, parts: Parts, profile: Profile, owed: Collection[str], flags: Mapping[str, str | None]
) -> tuple[Note, ...]:
    """The notes on an answer: flags in order, then what is missing, then health; gravest first.

    A missing reason is no finding, and a missing change is said once, by its flag.
    """
    facts = holes(profile)
    kept = "" if FALSE in flags else _kept(answer, parts, profile)
    known = {**facts, "kept": kept or facts["record"]}
    found = [_note(name, quote, known, answer) for name, quote in flags.items()]
    for name in owed:
        said = parts.has(name) or (name == "growth" and "no_growth" in flags)
        if not said and name != OPTIONAL:
            found.append(_note(name, _where_owed(answer, name), known, answer))
    found += [_note(HEALTH, quote, known, answer) for quote in unchosen(answer, profile)]
    return tuple(found)


def praise(
    owed: Collection[str], shown: Mapping[str, str], flags: Mapping[str, str | None]
) -> tuple[str, ...]:
    """What was good, in words, with the note that a short and complete answer is complete."""
    say, strong = load_phrases().say, strengths(shown, flags)
    found = [say(f"praise.{name}") for name in owed if name in strong]
    whole = owed and all(name in shown for name in owed if name != OPTIONAL)
    return (*found, say("note.short")) if whole and not flags else tuple(found)


def strengths(shown: Mapping[str, str], flags: Collection[str]) -> Mapping[str, str]:
    """The words for each element that deserve praise: none of an untrue answer, and no reason that was an
    excuse, blame or a detour."""
    if FALSE in flags:
        return {}
    spoilt = OPTIONAL if _SPOILS & set(flags) else ""
    return {name: words for name, words in shown.items() if name != spoilt}


def _note(name: str, quote: str | None, known: Mapping[str, str], answer: Answer) -> Note:
    say, trait = load_phrases().say, _trait(name)
    better = say(f"better.{name}", **known)
    title, why = say(f"name.{name}"), say(f"why.{name}", answer.text)
    return Note(name, title, quote, why, better, trait.passage, trait.section)


def _trait(name: str) -> Trait:
    traits = load_rubric().traits
    if name == HEALTH:
        return traits[_HEALTH_TRAIT]
    return next(trait for trait in traits.values() if name == trait.id or name in trait.flags)


def _where_owed(answer: Answer, name: str) -> str | None:
    """The sentence where an element was owed: the first for the result, else the last; None when empty."""
    if not answer.clauses:
        return None
    return answer.sentence(answer.clauses[0 if name == "acknowledge" else -1])


def _kept(answer: Answer, parts: Parts, profile: Profile) -> str:
    """The sentences of a long answer that are worth keeping, in order: the first of each element that the
    record does not contradict; empty when there is none."""
    numbers = sorted({parts.shown[name][0].sentence for name in ELEMENTS if parts.shown[name]})
    kept = [answer.text[slice(*answer.spans[number])] for number in numbers]
    return " ".join(sentence for sentence in kept if not contradictions(sentence, profile))
