"""Intake: which fact to ask for next, by goal.

Covers: the order of questions, when a field concerns this applicant at all, and progress. Does not
cover the wording of questions (prompts/builtin/questions.md) or reading the answers (reader).
"""

from collections.abc import Callable, Mapping

from bot.applicant.facts import Profile, number
from bot.applicant.ledger import Ledger

ADVICE, STATEMENT, QUESTIONS_ONLY = "advice", "statement", "questions_only"

CURRENT_PASS_MARK = 218
"""USMLE Step 2 CK pass mark since 2025-07-01; a lower score needs its date or result."""

_ADVICE = (
    "applied_this_cycle",
    "interviews_this_cycle",
    "specialty",
    "step1",
    "step1_failures",
    "step2ck",
    "step2ck_result",
    "step2ck_failures",
    "step3",
    "step3_failures",
    "graduation_year",
    "citizenship_status",
    "visa",
    "usce_months",
    "usce_kind",
    "us_letters",
    "publications",
    "region_ties",
    "languages",
    "previously_unmatched",
    "target_region",
)
_STATEMENT = (
    "specialty",
    "step1",
    "step1_failures",
    "step2ck",
    "step2ck_failures",
    "story_cause",
    "story_change",
    "story_evidence",
)
_DRAFTS: Mapping[str, tuple[str, ...]] = {
    "why_specialty": ("specialty", "story_specialty", "story_work"),
    "why_ready": ("step2ck", "step2ck_failures", "usce_months", "us_letters", "story_ready"),
    "why_region": ("region_ties", "story_region", "story_service", "languages"),
    "letter_request": ("specialty", "story_letter"),
    "coordinator_email": ("specialty", "story_connection", "story_update"),
    "update_letter": ("specialty", "story_update"),
    "thank_you": ("specialty", "story_thanks"),
    "gap_year": ("graduation_year", "story_gap", "story_gap_growth"),
}
"""What each draft asks for first, by its kind (bot/write/drafts)."""
GOALS: Mapping[str, tuple[str, ...]] = {
    ADVICE: _ADVICE,
    STATEMENT: _STATEMENT,
    QUESTIONS_ONLY: (),
    **_DRAFTS,
}


def _taken(exam: str) -> Callable[[Profile], bool]:
    return lambda known: known.get(exam) not in (None, "not_taken")


def _step2ck_ambiguous(known: Profile) -> bool:
    score = number(known, "step2ck")
    return score is not None and score < CURRENT_PASS_MARK and "step2ck_date" not in known


def _has_usce(known: Profile) -> bool:
    return bool(number(known, "usce_months"))


def _had_trouble(known: Profile) -> bool:
    """Whether there is an exam history to explain: a failed attempt, or a score someone may ask about."""
    return any(number(known, f"{exam}_failures") for exam in ("step1", "step2ck", "step3")) or any(
        number(known, exam) is not None or known.get(exam) == "fail" for exam in ("step1", "step2ck")
    )


_CONCERNS: Mapping[str, Callable[[Profile], bool]] = {
    "interviews_this_cycle": lambda known: known.get("applied_this_cycle") is True,
    "step1_failures": _taken("step1"),
    "step2ck_failures": _taken("step2ck"),
    "step3_failures": _taken("step3"),
    "step2ck_result": _step2ck_ambiguous,
    "visa": lambda known: known.get("citizenship_status") == "needs_visa",
    "usce_kind": _has_usce,
    "story_cause": _had_trouble,
    "story_change": _had_trouble,
    "story_evidence": _had_trouble,
}
_EITHER = {"graduation_year": "years_since_graduation"}


def next_question(goal: str, ledger: Ledger, *, in_season: bool) -> str | None:
    """The field to ask for, or None when the goal has all it needs.

    A goal that is served falls back to advice, so a finished draft leads on to the rest. Whether
    they applied this cycle is asked only while the season runs (`in_season`).
    """
    order = GOALS[goal] + _ADVICE if goal not in (ADVICE, QUESTIONS_ONLY) else GOALS[goal]
    for key in order:
        if _concerns(key, ledger, in_season) and not _settled(key, ledger):
            return key
    return None


def progress(goal: str, ledger: Ledger, *, in_season: bool) -> tuple[int, int]:
    """How many of the questions that concern this applicant are settled, and how many there are."""
    keys = [key for key in GOALS[goal] if _concerns(key, ledger, in_season)]
    return sum(_settled(key, ledger) for key in keys), len(keys)


def _settled(key: str, ledger: Ledger) -> bool:
    other = _EITHER.get(key)
    return ledger.settled(key) or (other is not None and ledger.settled(other))


def _concerns(key: str, ledger: Ledger, in_season: bool) -> bool:
    if key == "applied_this_cycle":
        return in_season
    condition = _CONCERNS.get(key)
    return condition is None or condition(ledger.profile)
