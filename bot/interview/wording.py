"""What the mock interview says about an answer: prompts/interview.md, chosen by seed and filled with facts.

Covers: loading the phrases, and the applicant's own result, change and proof as sentences, each with a
[bracketed question] where it is not known. Does not cover which phrase is due (advice).
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.applicant.facts import Profile, number
from bot.errors import DataError
from bot.settings import PROMPTS
from bot.write.outline import Exam, exams, phrases, weaknesses
from bot.write.own import own_sentences


@dataclass(frozen=True)
class Phrases:
    """All phrases by key, each with its variants."""

    variants: Mapping[str, tuple[str, ...]]

    def say(self, key: str, seed: str = "", **holes: str) -> str:
        """One variant of a phrase, filled. Raises DataError when the key or a hole is missing."""
        if key not in self.variants:
            raise DataError(f"interview.md has no phrase '{key}'")
        choices = self.variants[key]
        digest = hashlib.blake2s(f"{seed}|{key}".encode()).digest()
        try:
            return choices[digest[0] % len(choices)].format_map(holes)
        except KeyError as hole:
            raise DataError(f"interview.md: '{key}' has a hole {hole} that was not filled") from None


@cache
def load_phrases(path: Path = PROMPTS / "interview.md") -> Phrases:
    """All phrases of the file: a heading is a key, each bullet under it a variant."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path.name}: {error}") from None
    found: dict[str, tuple[str, ...]] = {}
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        key, *lines = section.strip().splitlines()
        choices = tuple(line[2:].strip() for line in lines if line.startswith("- "))
        if not choices or key in found:
            raise DataError(f"{path.name}: '{key}' must stand once and have a variant")
        found[key] = choices
    return Phrases(found)


def holes(profile: Profile) -> dict[str, str]:
    """Every hole that a better sentence may have, from the facts; what is unknown asks in brackets."""
    say = load_phrases().say
    return {
        "result": result(profile),
        "record": standing(profile),
        "cause": _own(profile, "story_cause", "context") or say("ask.cause"),
        "change": _own(profile, "story_change", "growth") or say("ask.change"),
        "proof": _proof(profile) or _own(profile, "story_evidence", "evidence") or say("ask.proof"),
        "own_part": say("ask.own_part"),
        "habit": say("ask.habit"),
        "moment": say("ask.moment"),
    }


def result(profile: Profile) -> str:
    """The weak result as the record has it, in one sentence; the best result when none is weak."""
    say = load_phrases().say
    weak = weaknesses(profile)
    if not weak:
        scored = [exam for exam in exams(profile) if exam.score is not None]
        return say("result.good", **_values(scored[-1])) if scored else say("ask.result")
    return " ".join(_said(exam) for exam in weak)


def standing(profile: Profile) -> str:
    """Every exam as the record has it, the weak ones first."""
    say, weak = load_phrases().say, weaknesses(profile)
    others = [exam for exam in exams(profile) if exam not in weak]
    found = [result(profile)] if weak else []
    for exam in others:
        if exam.score is not None:
            found.append(say("record.score", **_values(exam)))
        elif exam.passed:
            found.append(say("record.pass", **_values(exam)))
    return " ".join(found) or say("ask.result")


def _said(exam: Exam) -> str:
    say, values = load_phrases().say, _values(exam)
    if not exam.failed:
        return say("result.low", **values)
    if exam.failures is None:
        return f"{say('result.failed', **values)} {say('ask.passed_since')}"
    if exam.passed and exam.score is not None:
        return say("result.failed_scored", **values)
    if exam.passed:
        return say("result.failed_passed", **values)
    return f"{say('result.failed_often', **values)} {say('ask.passed_since')}"


def _values(exam: Exam) -> dict[str, str]:
    times = phrases()["words"]["times"]
    count = exam.failures or 1
    return {
        "exam": exam.name,
        "score": str(exam.score),
        "times": times[count - 1] if count <= len(times) else f"{count} times",
    }


def _proof(profile: Profile) -> str:
    """The strongest later result on record, or letters from US physicians; empty when there is none."""
    say, weak = load_phrases().say, weaknesses(profile)
    for exam in reversed(exams(profile)):
        if exam in weak:
            continue
        if exam.score is not None and exam.key > min((each.key for each in weak), default=""):
            return say("proof.score", **_values(exam))
        if exam.key != "step1" and exam.passed and exam.failures == 0 and exam.score is None:
            return say("proof.pass", **_values(exam))
    letters = int(number(profile, "us_letters") or 0)
    if letters:
        return say("proof.letter" if letters == 1 else "proof.letters", letters=str(letters))
    return ""


def _own(profile: Profile, key: str, part: str) -> str:
    """The first sentence of a story the applicant told, in their words; empty when they told none."""
    story = profile.get(key)
    told = own_sentences(story, part) if isinstance(story, str) else ()
    return told[0].words if told else ""
