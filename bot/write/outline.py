"""Outlines: what a draft of each kind needs, what of it is known, and the question for the rest.

Covers: the exams as the ledger has them, which of them is a weakness (lines in
knowledge/disclosure.toml), and the parts of a score explanation: the result, the attempts, what
happened, what changed, what shows it, and for an email its reader. Does not cover wording
(compose), whether to write at all (disclose), or asking in the chat (intake).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.applicant.facts import FIELDS, Profile, number
from bot.errors import BadInput, DataError
from bot.settings import KNOWLEDGE, PROMPTS

KINDS = (
    "score_explanation_statement",
    "score_explanation_email",
    "score_explanation_interview_20",
    "score_explanation_interview_60",
    "score_explanation_interview_90",
)
EMAIL = "score_explanation_email"
STORY: Mapping[str, str] = {
    "context": "story_cause",
    "growth": "story_change",
    "evidence": "story_evidence",
}
"""Which fact holds the applicant's own words for a part."""

_EXAMS = ("step1", "step2ck", "step3")


@dataclass(frozen=True)
class Exam:
    """One Step as the ledger has it; None is unknown, and a score is in three-digit points."""

    key: str
    failures: int | None
    score: int | None
    passed: bool | None

    @property
    def name(self) -> str:
        return FIELDS[self.key].label

    @property
    def failed(self) -> bool:
        """Whether any attempt failed, or the standing result is a fail."""
        return bool(self.failures) or self.passed is False

    @property
    def facts(self) -> tuple[str, ...]:
        """Keys of the facts that a full sentence about this exam states."""
        known = self.score is not None or self.passed is not None
        return (self.key,) * known + (f"{self.key}_failures",) * (self.failures is not None)


@dataclass(frozen=True)
class Part:
    """One part of a draft. `field` is the fact to ask for, `missing` the short question that
    stands in the draft's brackets until it is known; `facts` are the keys that fill it."""

    name: str
    have: bool
    facts: tuple[str, ...] = ()
    field: str | None = None
    missing: str | None = None


@dataclass(frozen=True)
class Outline:
    kind: str
    parts: tuple[Part, ...]
    weak: tuple[Exam, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """The open questions, in the order of the draft."""
        return tuple(part.missing for part in self.parts if not part.have and part.missing)


def needed(kind: str, profile: Profile) -> Outline:
    """What a draft of `kind` needs and what of it this profile knows.

    Raises BadInput naming the available kinds when `kind` is not one of them.
    """
    if kind not in KINDS:
        raise BadInput(f"'{kind}' is not a draft I can write yet; available: {', '.join(KINDS)}")
    ask = phrases()["question"]
    weak = weaknesses(profile)
    parts = [_result(profile, weak), *(_attempts(exam) for exam in weak)]
    for name, field in STORY.items():
        facts: tuple[str, ...] = (field,) if field in profile else ()
        if name == "evidence":
            facts = support(profile, weak) + facts
        # A good record owes no story: only what the applicant chose to tell is a part of it.
        if facts or weak or not exams(profile):
            parts.append(Part(name, bool(facts), facts, field, ask[name]))
    if kind == EMAIL:
        parts += [Part("address", False, (), None, ask[name]) for name in ("reader", "program", "why_now")]
    return Outline(kind, tuple(parts), weak)


def exams(profile: Profile) -> tuple[Exam, ...]:
    """Every Step of which a result or the number of failed attempts is known, Step 1 first."""
    found = (_exam(key, profile) for key in _EXAMS)
    return tuple(exam for exam in found if exam.facts)


def weaknesses(profile: Profile) -> tuple[Exam, ...]:
    """The exams that need an explanation: those with a failed attempt, then those with a low score.

    Source: Residency Advisor guide, "What “Low Score” Means in Practice"; disclosure.toml [lines].
    Beside a failed attempt only a score under the lower line counts, so that an exam which shows
    the recovery is not itself apologised for.
    """
    known = exams(profile)
    line = "low" if any(exam.failed for exam in known) else "below_average"
    weak = (exam for exam in known if exam.failed or is_low(exam, line))
    return tuple(sorted(weak, key=lambda exam: not exam.failed))


def is_low(exam: Exam, line: str) -> bool:
    """Whether a score is known and lies under a line of disclosure.toml."""
    return exam.score is not None and exam.score < rules()["lines"][exam.key][line]


def support(profile: Profile, weak: tuple[Exam, ...]) -> tuple[str, ...]:
    """Keys of facts that can be set beside a weak result: other exams, US work, US letters."""
    facts: list[str] = []
    for exam in exams(profile):
        if exam not in weak and exam.passed is not False and (exam.passed or exam.score is not None):
            facts += exam.facts
    worked = (number(profile, "usce_months") or 0) > 0 and profile.get("usce_kind") != "none"
    if worked:
        facts.append("usce_months")
    if profile.get("usce_kind", "none") != "none" and (worked or "usce_months" not in profile):
        facts.append("usce_kind")
    if (number(profile, "us_letters") or 0) > 0:
        facts.append("us_letters")
    return tuple(facts)


@lru_cache(maxsize=1)
def phrases() -> Mapping[str, Any]:
    """The words of prompts/builtin/drafts.toml. Raises DataError when it cannot be read."""
    return read_toml(PROMPTS / "builtin" / "drafts.toml")


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Any]:
    """The lines and rules of knowledge/disclosure.toml. Raises DataError when it cannot be read."""
    return read_toml(KNOWLEDGE / "disclosure.toml")


def read_toml(path: Path) -> Mapping[str, Any]:
    """A data file as it stands. Raises DataError naming it when it is missing or no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path.parent.name}/{path.name}: {error}") from None


def _result(profile: Profile, weak: tuple[Exam, ...]) -> Part:
    ask = phrases()["question"]
    if weak:
        return Part("acknowledge", True, tuple(key for exam in weak for key in exam.facts))
    name = "acknowledge_optional" if exams(profile) else "acknowledge"
    return Part("acknowledge", False, (), None, ask[name])


def _attempts(exam: Exam) -> Part:
    """What is still open about a weak exam's attempts; the field to ask for is named."""
    ask = phrases()["question"]
    count = f"{exam.key}_failures"
    unclear = is_low(exam, "pass_line") and exam.passed is None
    if unclear and exam.failures:
        return Part("attempts", False, (count,), exam.key, ask["which_attempt"])
    if unclear and exam.key == "step2ck":
        return Part("attempts", False, (), "step2ck_result", ask["transcript"])
    if exam.failures is None:
        name = "how_often" if exam.failed else "first_attempt"
        return Part("attempts", False, (), count, ask[name])
    if exam.passed is False:
        return Part("attempts", False, (count,), exam.key, ask["retake"])
    if exam.failed and exam.passed is None and exam.score is None:
        return Part("attempts", False, (count,), exam.key, ask["passed_since"])
    return Part("attempts", True, (count,))


def _exam(key: str, profile: Profile) -> Exam:
    failures = number(profile, f"{key}_failures")
    score = number(profile, key)
    word = profile.get(f"{key}_result", profile.get(key))
    passed = word == "pass" if word in ("pass", "fail") else None
    # Step 3 is open only to those who passed the other two, whatever the pass mark was then.
    later = key != "step3" and profile.get("step3", "not_taken") != "not_taken"
    if passed is None and score is not None:
        passed = True if later or failures == 0 or score >= rules()["lines"][key]["pass_line"] else None
    elif passed is None and later and failures is not None:
        passed = True
    return Exam(
        key,
        None if failures is None or (passed is False and not failures) else int(failures),
        None if score is None else int(score),
        passed,
    )
