"""Disclose or not: whether a weak result belongs in the personal statement (promise 8).

Covers: the verdict with the rule that fired, the opposing view and the sources, all from
knowledge/disclosure.toml. Does not cover how to word it (compose), and never advises to hide,
round up or deny an attempt: programs see the transcript.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bot.applicant.facts import FIELDS, Profile, number, show
from bot.write.outline import Exam, exams, is_low, rules, weaknesses


class Verdict(StrEnum):
    DISCLOSE = "disclose"  # two to five sentences, after the first third
    LEAVE_OUT = "leave_out"
    NOT_YET = "not_yet"  # prepare the spoken answer, revisit with a new result
    UNKNOWN = "unknown"  # a fact that decides it is missing


@dataclass(frozen=True)
class Source:
    """Where a rule or the view against it can be read; the guide has no `url`."""

    title: str
    url: str | None


@dataclass(frozen=True)
class Disclosure:
    """`rule` is the id of the rule in disclosure.toml, `text` the rule in words."""

    verdict: Verdict
    rule: str
    text: str
    reason: str
    opposing: str
    sources: tuple[Source, ...]


def verdict(profile: Profile, today: date) -> Disclosure:
    """Whether this applicant's weak result, or long time since graduation, belongs in the statement.

    `today` counts the years since a graduation year. Source: DESIGN 2, promise 8; disclosure.toml.
    """
    failed = [exam for exam in exams(profile) if exam.failed]
    missing = _missing(profile, failed)
    if missing:
        return _decided("attempts_unknown", missing=missing)
    if failed:
        weakness = " and ".join(map(_weakness, failed))
        proof = _exam_proof(profile, failed)
        if proof:
            return _decided("failed_with_proof", weakness=weakness, proof=proof)
        return _decided("failed_no_proof", weakness=weakness)
    gap = _years(profile, today)
    if gap is not None and gap >= rules()["gap"]["years"]:
        proof = _gap_proof(profile)
        if proof:
            return _decided("gap_with_proof", gap=str(gap), proof=proof)
        return _decided("gap_no_proof", gap=str(gap))
    low = weaknesses(profile)
    if low:
        return _decided("low_pass", weakness=" and ".join(map(_weakness, low)))
    return _decided("nothing")


def unproven(profile: Profile) -> tuple[Exam, ...]:
    """The failed exams of an applicant who has nothing later that shows a change yet."""
    failed = [exam for exam in exams(profile) if exam.failed]
    return () if _exam_proof(profile, failed) else tuple(failed)


def _missing(profile: Profile, failed: list[Exam]) -> str:
    """What has to be known first, in words; empty when the verdict can be given.

    A failed attempt decides alone, so another exam's attempts are asked about only without one.
    """
    known = exams(profile)
    if not known:
        return _words("no_exam")
    for exam in failed:
        if exam.passed is None and exam.score is None:
            return _words("passed_since", exam=exam.name)
    for exam in () if failed else known:
        if exam.key == "step2ck" and exam.passed is None and is_low(exam, "pass_line"):
            return _words("transcript", exam=exam.name)
        if exam.failures is None:
            return _words("attempts", exam=exam.name)
    return ""


def _weakness(exam: Exam) -> str:
    if not exam.failed:
        return _words("scored", exam=exam.name, score=str(exam.score))
    if not exam.failures:
        return _words("fail", exam=exam.name)
    word = "failed_once" if exam.failures == 1 else "failed_often"
    return _words(word, exam=exam.name, count=str(exam.failures))


def _exam_proof(profile: Profile, failed: list[Exam]) -> str:
    """A later result, in words: another exam passed without a failure, a strong retake, or what the
    applicant says shows the change. Nothing proves an exam whose standing result is a fail."""
    if any(exam.passed is False for exam in failed):
        return ""
    proofs = [
        _words("passed", exam=exam.name)
        if exam.score is None
        else _words("scored", exam=exam.name, score=str(exam.score))
        for exam in exams(profile)
        if _proves(exam, failed)
    ]
    if "story_evidence" in profile:
        proofs.append(_words("story"))
    return " and ".join(proofs)


def _proves(exam: Exam, failed: list[Exam]) -> bool:
    if exam.failed:
        return exam.score is not None and not is_low(exam, "retake_proof")
    if exam.key == "step3":
        return exam.passed is True
    follows = exam.key == "step2ck" and any(other.key == "step1" for other in failed)
    strong = exam.score is None or exam.score >= rules()["proof"]["step2ck_from"]
    return follows and exam.passed is True and strong


def _gap_proof(profile: Profile) -> str:
    proofs = []
    months = number(profile, "usce_months") or 0
    if profile.get("usce_kind") == "hands_on" and months >= rules()["gap"]["usce_months"]:
        word = "hands_on_one" if months == 1 else "hands_on"
        proofs.append(_words(word, months=show("usce_months", profile["usce_months"])))
    if any(exam.key == "step3" and exam.passed and not exam.failed for exam in exams(profile)):
        proofs.append(_words("passed", exam=FIELDS["step3"].label))
    if "story_evidence" in profile:
        proofs.append(_words("story"))
    return " and ".join(proofs)


def _years(profile: Profile, today: date) -> int | None:
    stated = number(profile, "years_since_graduation")
    graduated = number(profile, "graduation_year")
    if graduated is not None:
        return max(0, today.year - int(graduated))
    return None if stated is None else int(stated)


def _decided(rule: str, **facts: str) -> Disclosure:
    row: dict[str, Any] = next(row for row in rules()["rule"] if row["id"] == rule)
    sources = (rules()["source"][name] for name in row["sources"])
    return Disclosure(
        Verdict(row["verdict"]),
        rule,
        row["text"],
        row["reason"].format(**facts),
        row["opposing"],
        tuple(Source(source["title"], source.get("url")) for source in sources),
    )


def _words(name: str, **facts: str) -> str:
    words: str = rules()["words"][name]
    return words.format(**facts)
