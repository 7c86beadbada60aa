"""Answers to questions with choices: work authorisation, visa, kind of experience, region, result.

Covers: the choice that a short answer names, also by its place ("last one"). Does not cover numbers,
years or yes and no (answers).
"""

import re

from bot.applicant.facts import Field
from bot.applicant.ledger import Reading, Status
from bot.applicant.reader.replies import Answer, stated
from bot.applicant.reader.status import refuses_visa


def read_choice(answer: Answer, spec: Field) -> list[Reading]:
    ordinal = next((int(word[1:]) for word in answer.words if re.fullmatch(r"@[1-5]", word)), None)
    if answer.says("last"):
        return stated(answer, spec.key, spec.choices[-1])
    if ordinal and answer.words[-1] in ("one", "#1", "option") and ordinal <= len(spec.choices):
        return stated(answer, spec.key, spec.choices[ordinal - 1])
    reader = {
        "citizenship_status": _citizenship,
        "visa": _visa,
        "usce_kind": _usce_kind,
        "target_region": _region,
        "step2ck_result": _passed,
    }.get(spec.key)
    return reader(answer) if reader else []


def _citizenship(answer: Answer) -> list[Reading]:
    key = "citizenship_status"
    if any(answer.tagged(tag) is not None for tag in ("plan", "filed")):
        coming = answer.tagged("residentcard") is not None
        return [Reading(key, None, answer.quote, Status.UNKNOWN)] if coming else []
    if answer.tagged("residentcard") is not None or {"gc", "pr"} & set(answer.words):
        return stated(answer, key, "permanent_resident")
    if answer.tagged("citizen") is not None and len(answer.words) <= 4 and answer.tagged("abroad") is None:
        return stated(answer, key, "us_citizen")
    if answer.words == ["american"] or answer.words == ["us"]:
        return stated(answer, key, "us_citizen")
    if answer.tagged("visaword") is not None and not refuses_visa(answer.message):
        return stated(answer, key, "needs_visa")
    return stated(answer, key, "needs_visa") if answer.tagged("nonus") is not None else []


def _visa(answer: Answer) -> list[Reading]:
    if (
        refuses_visa(answer.message)
        or answer.says("negative", 6, unread=True)
        or answer.tagged("residentcard") is not None
        or answer.tagged("uscitizen") is not None
    ):
        return stated(answer, "visa", None)
    return stated(answer, "visa", "either") if answer.tagged("either") is not None else []


def _usce_kind(answer: Answer) -> list[Reading]:
    if answer.says("negative", 6, unread=True):
        return [*stated(answer, "usce_kind", "none"), *stated(answer, "usce_months", 0)]
    if answer.tagged("rotation") is not None or answer.tagged("core") is not None:
        return stated(answer, "usce_kind", "hands_on")
    return stated(answer, "usce_kind", "research") if answer.tagged("research") is not None else []


def _region(answer: Answer) -> list[Reading]:
    coastal = answer.tagged("coast") is not None or answer.tagged("place") is not None
    if answer.tagged("anywhere") is not None or {"open", "flexible", "all", "any"} & set(answer.words):
        return stated(
            answer,
            "target_region",
            "coast_first" if coastal and {"first", "@1", "prefer"} & set(answer.words) else "anywhere",
        )
    if {"first", "@1", "prefer", "preferably"} & set(answer.words) and coastal:
        return stated(answer, "target_region", "coast_first")
    return stated(answer, "target_region", "coast_only") if coastal else []


def _passed(answer: Answer) -> list[Reading]:
    if answer.tagged("fail") is not None:
        return stated(answer, "step2ck_result", "fail")
    return stated(answer, "step2ck_result", "pass") if answer.tagged("pass") is not None else []
