"""Whether one published rule is met by one applicant, and whether an unpublished one matters to them.

Covers: what is known about the applicant in the terms of program rules (`Standing`), the outcome of
each rule for a value, and which rules concern the applicant at all. A fact that is not known is never
guessed. Does not cover doubt, flexibility and the program's verdict (`judge`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from bot.applicant.facts import Profile, number, show
from bot.assess.eligibility.words import Concern, Words
from bot.assess.records import RuleValue

NO_LIMIT = "no_limit"
"""What a finding says when a program told the applicant that a limit does not exist."""

_NEW_YEAR_OF_TRAINING = 7  # programs start in July
_NO_CLINIC = ("none", "research")
_HANDS_ON = ("hands_on", "externship")


class Outcome(StrEnum):
    MET = "met"
    FREE = "free"  # the page says that this is not asked for
    CLOSE = "close"  # met in one reading, missed in another
    CHECK = "check"  # whether what the applicant has counts must be asked
    NOT_MET = "not_met"
    UNANSWERED = "unanswered"  # a fact of the applicant is not known


@dataclass(frozen=True)
class Standing:
    """An applicant in the terms of program rules; None is unknown.

    Failures are the number stated, with `*_at_least` a lower bound from a failed result. `years` count
    from the graduation year to today, `years_at_start` to the next July. `visas` are those that would
    do: "j1", "h1b", both when either would, empty when none is needed.
    """

    profile: Profile
    step1: int | None
    step2ck: int | None
    failures: Mapping[str, int | None]
    at_least: Mapping[str, int]
    years: float | None
    years_at_start: float | None
    usce_months: float | None
    usce_kind: str | None
    visas: tuple[str, ...] | None

    @property
    def needs_visa(self) -> bool | None:
        """None: not known."""
        status = self.profile.get("citizenship_status")
        return None if status is None else status == "needs_visa"


def standing(profile: Profile, today: date) -> Standing:
    """What program rules can be compared with."""
    exams = ("step1", "step2ck", "step3")
    year, since = number(profile, "graduation_year"), number(profile, "years_since_graduation")
    start = today.year + (today.month >= _NEW_YEAR_OF_TRAINING)
    kind = profile.get("usce_kind")
    return Standing(
        profile=profile,
        step1=_score(profile, "step1"),
        step2ck=_score(profile, "step2ck"),
        failures={exam: _failures(profile, exam) for exam in exams},
        at_least={exam: int(profile.get(exam) == "fail") for exam in exams},
        years=max(0, today.year - year) if year is not None else since,
        years_at_start=max(0, start - year) if year is not None else since,
        usce_months=0 if kind in _NO_CLINIC else number(profile, "usce_months"),
        usce_kind=str(kind) if kind is not None else None,
        visas=_visas(profile),
    )


def _score(profile: Profile, exam: str) -> int | None:
    value = number(profile, exam)
    return int(value) if value is not None else None


def _failures(profile: Profile, exam: str) -> int | None:
    stated = number(profile, f"{exam}_failures")
    if stated is not None:
        return max(int(stated), int(profile.get(exam) == "fail"))
    # Step 3 comes last and most applicants have not taken it; silence about it is no open question.
    return 0 if profile.get(exam) == "not_taken" or (exam == "step3" and exam not in profile) else None


def _visas(profile: Profile) -> tuple[str, ...] | None:
    if profile.get("citizenship_status") in ("us_citizen", "permanent_resident"):
        return ()
    match profile.get("visa"):
        case "j1":
            return ("j1",)
        case "h1b":
            return ("h1b",)
        case "either":
            return ("j1", "h1b")
    return None


Judged: TypeAlias = tuple[Outcome, str]
"""An outcome and the applicant's side in words ({mine})."""


def outcome(
    key: str, value: RuleValue, mine: Standing, words: Words, other: RuleValue | None = None
) -> Judged:
    """How the applicant stands to a published rule; `other` is the value of the other visa's rule."""
    if value == NO_LIMIT:
        return Outcome.FREE if "free" in words.rules[key].says else Outcome.MET, ""
    if key in ("visa_j1", "visa_h1b"):
        return _visa(value == "yes", mine, other), ""
    return _OUTCOMES[key](value, mine)


def _visa(taken: bool, mine: Standing, other: RuleValue | None) -> Outcome:
    if mine.visas is None:
        same = other is not None and taken == (other == "yes")
        if mine.needs_visa is None or not same:
            return Outcome.UNANSWERED
        return Outcome.MET if taken else Outcome.NOT_MET
    return Outcome.MET if taken else Outcome.NOT_MET


def _accepts(value: RuleValue, mine: Standing) -> Judged:
    return (Outcome.MET if value == "yes" else Outcome.NOT_MET), ""


def _lowest(exam: str) -> Callable[[RuleValue, Standing], Judged]:
    def judge(value: RuleValue, mine: Standing) -> Judged:
        score = mine.step1 if exam == "step1" else mine.step2ck
        if score is not None:
            return (Outcome.MET if score >= int(value) else Outcome.NOT_MET), str(score)
        if mine.profile.get(exam) != "pass":
            return Outcome.UNANSWERED, ""
        # Step 1 has had no number since 2022, so a limit in numbers can only be asked about.
        return (Outcome.CLOSE if exam == "step1" else Outcome.CHECK), ""

    return judge


def _attempts(exams: tuple[str, ...]) -> Callable[[RuleValue, Standing], Judged]:
    def judge(value: RuleValue, mine: Standing) -> Judged:
        known = [mine.failures[exam] for exam in exams]
        least = sum(
            count if count is not None else mine.at_least[exam]
            for exam, count in zip(exams, known, strict=True)
        )
        if least > int(value):
            return Outcome.NOT_MET, count_of(least, "failed attempt")
        if any(count is None for count in known):
            return Outcome.UNANSWERED, ""
        return Outcome.MET, count_of(least, "failed attempt")

    return judge


def _years(value: RuleValue, mine: Standing) -> Judged:
    if mine.years is None or mine.years_at_start is None:
        return Outcome.UNANSWERED, ""
    said = count_of(mine.years, "year")
    if mine.years > int(value):
        return Outcome.NOT_MET, said
    return (Outcome.CLOSE if mine.years_at_start > int(value) else Outcome.MET), said


def _usce(value: RuleValue, mine: Standing) -> Judged:
    if value == "not_required":
        return Outcome.FREE, ""
    if mine.usce_months == 0:
        return Outcome.NOT_MET, ""
    known = mine.usce_months is not None or mine.usce_kind is not None
    return (Outcome.MET if known else Outcome.UNANSWERED), ""


def _months(value: RuleValue, mine: Standing) -> Judged:
    if mine.usce_months is None:
        return Outcome.UNANSWERED, ""
    return (Outcome.MET if mine.usce_months >= int(value) else Outcome.NOT_MET), count_of(
        mine.usce_months, "month"
    )


def _hands_on(value: RuleValue, mine: Standing) -> Judged:
    if value is False:
        return Outcome.FREE, ""
    if mine.usce_kind is None:
        return (Outcome.NOT_MET, "none") if mine.usce_months == 0 else (Outcome.UNANSWERED, "")
    return (Outcome.MET if mine.usce_kind in _HANDS_ON else Outcome.NOT_MET), show(
        "usce_kind", mine.usce_kind
    )


def _letters(value: RuleValue, mine: Standing) -> Judged:
    letters = number(mine.profile, "us_letters")
    if letters is None:
        return (Outcome.MET if value == 0 else Outcome.UNANSWERED), ""
    return (Outcome.MET if letters >= int(value) else Outcome.NOT_MET), count_of(letters, "letter")


def _result_by(value: RuleValue, mine: Standing) -> Judged:
    result = mine.profile.get("step2ck")
    if result is None:
        return Outcome.UNANSWERED, ""
    if result != "not_taken":
        return Outcome.MET, ""
    return (Outcome.NOT_MET if value == "application" else Outcome.CLOSE), ""


def _step3(value: RuleValue, mine: Standing) -> Judged:
    if value == "not_required":
        return Outcome.FREE, ""
    result = mine.profile.get("step3")
    if result is None:
        return Outcome.UNANSWERED, ""
    return (Outcome.NOT_MET if result in ("fail", "not_taken") else Outcome.MET), ""


_OUTCOMES: Mapping[str, Callable[[RuleValue, Standing], Judged]] = {
    "accepts_imgs": _accepts,
    "step1_min": _lowest("step1"),
    "step2ck_min": _lowest("step2ck"),
    "max_step1_failures": _attempts(("step1",)),
    "max_step2ck_failures": _attempts(("step2ck",)),
    "max_total_failures": _attempts(("step1", "step2ck", "step3")),
    "max_years_since_graduation": _years,
    "usce": _usce,
    "usce_min_months": _months,
    "usce_hands_on_only": _hands_on,
    "letters_us_min": _letters,
    "step2ck_by": _result_by,
    "step3": _step3,
}


def concerns(mine: Standing, bounds: Concern) -> frozenset[str]:
    """The rules whose unpublished or doubtful value may go against this applicant."""
    open_count = {exam: count is None or count > 0 for exam, count in mine.failures.items()}
    visas = ("j1", "h1b") if mine.visas is None else mine.visas
    found = {
        "accepts_imgs": True,
        "visa_j1": mine.needs_visa is not False and "j1" in visas,
        "visa_h1b": mine.needs_visa is not False and "h1b" in visas,
        "max_step1_failures": open_count["step1"],
        "max_step2ck_failures": open_count["step2ck"],
        "step1_min": "step1" not in mine.profile
        or (mine.step1 is not None and mine.step1 < bounds.step1_below),
        "step2ck_min": mine.step2ck is None or mine.step2ck < bounds.step2ck_below,
        "max_years_since_graduation": mine.years is None or mine.years > bounds.years_above,
        "usce": mine.usce_months is None
        or mine.usce_months < bounds.usce_months_below
        or mine.usce_kind not in _HANDS_ON,
        "step3": mine.visas == ("h1b",) and mine.profile.get("step3") in (None, "fail", "not_taken"),
    }
    return frozenset(key for key, concerned in found.items() if concerned)


def count_of(number: float, what: str) -> str:
    """A count in words: "no failed attempt", "1 year", "2.5 months"."""
    if number == 0:
        return f"no {what}"
    return f"{number:g} {what}{'' if number == 1 else 's'}"
