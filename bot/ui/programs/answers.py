"""What a program may answer about a rule: the fields of the form, and turning it into a finding.

Covers: which values each rule takes, reading a submitted form, and what is wrong with one. Does not cover
the form's place on the page (asking) or what a finding changes (assess.eligibility).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.applicant.facts import HIGHEST_SCORE, LOWEST_SCORE
from bot.assess.eligibility.outcomes import NO_LIMIT
from bot.assess.records import RuleValue
from bot.store.tracker import Finding

Form = Mapping[str, object]

_YES_NO = (("yes", "Yes"), ("no", "No"))
_NOTHING_LIKE_IT = (NO_LIMIT, "There is no such limit")

WHERE: Mapping[str, str] = {"phone": "By phone", "email": "By email", "page": "On its page"}


@dataclass(frozen=True)
class Answer:
    """The values a rule takes: words to choose from, else a whole number from `low` to `high`.

    `label` says what is asked for in the form. A number may also be "no such limit".
    """

    label: str
    choices: tuple[tuple[str, str], ...] = ()
    low: int = 0
    high: int = 0


def _allowed(label: str, most: int) -> Answer:
    counts = [
        ("0", "None: the first attempt must be a pass"),
        *((str(n), f"Up to {n}") for n in range(1, most + 1)),
    ]
    return Answer(label, (*counts, _NOTHING_LIKE_IT))


ANSWERS: Mapping[str, Answer] = {
    "accepts_imgs": Answer("Do they take IMGs?", _YES_NO),
    "visa_j1": Answer("Do they take the J-1?", _YES_NO),
    "visa_h1b": Answer("Do they sponsor the H-1B?", _YES_NO),
    "step1_min": Answer("Lowest Step 1 score", low=LOWEST_SCORE, high=HIGHEST_SCORE),
    "step2ck_min": Answer("Lowest Step 2 CK score", low=LOWEST_SCORE, high=HIGHEST_SCORE),
    "max_step1_failures": _allowed("Failed Step 1 attempts they allow", 3),
    "max_step2ck_failures": _allowed("Failed Step 2 CK attempts they allow", 3),
    "max_total_failures": _allowed("Failed attempts they allow in all", 6),
    "max_years_since_graduation": Answer("Most years since graduation", high=50),
    "usce": Answer(
        "Do they ask for US clinical experience?",
        (("required", "Yes, it is required"), ("not_required", "No, or it is only preferred")),
    ),
    "usce_min_months": Answer("Months they ask for", high=60),
    "usce_hands_on_only": Answer("Does only hands-on experience count?", _YES_NO),
    "letters_us_min": Answer("US letters they ask for", high=6),
    "step2ck_by": Answer(
        "When must the result be there?",
        (
            ("application", "With the application"),
            ("rank_list", "By the rank list deadline"),
            _NOTHING_LIKE_IT,
        ),
    ),
    "step3": Answer(
        "Do they ask for Step 3?",
        (("required", "Yes"), ("required_for_h1b", "Only for an H-1B visa"), ("not_required", "No")),
    ),
}
_FLAGS = frozenset({"usce_hands_on_only"})


@dataclass(frozen=True)
class Mistake:
    """A form that could not be kept: which one, the name of the field that is wrong, why, and the rest."""

    program_id: str
    rule: str
    name: str
    why: str
    given: Mapping[str, str] = field(default_factory=dict)


def finding_of(form: Form, today: date) -> Finding | Mistake:
    """What a submitted form says, or the mistake to show in it."""
    given = {key: " ".join(str(value).split()) for key, value in form.items()}
    program_id, rule = given.get("program", ""), given.get("rule", "")

    def wrong(name: str, why: str) -> Mistake:
        return Mistake(program_id, rule, name, why, given)

    if rule not in ANSWERS:
        return wrong("value", "This rule is not known here.")
    value = _value(rule, given)
    if isinstance(value, _Wrong):
        return wrong("value", value.why)
    day = _day(given.get("found_on", ""))
    if day is None or day > today:
        return wrong("found_on", "Please give the day you were told, not later than today.")
    if given.get("where", "") not in WHERE:
        return wrong("where", "Please choose how you found out.")
    where = WHERE[given["where"]].lower()
    return Finding(program_id, rule, value, day.isoformat(), where, given.get("note", ""))


@dataclass(frozen=True)
class _Wrong:
    why: str


def _value(rule: str, given: Mapping[str, str]) -> "RuleValue | _Wrong":
    answer, said = ANSWERS[rule], given.get("value", "")
    if answer.choices:
        if said not in dict(answer.choices):
            return _Wrong("Please choose what they answered.")
        if rule in _FLAGS:
            return said == "yes"
        return int(said) if said.isdecimal() else said
    if given.get("no_limit"):
        return NO_LIMIT
    if not said.isascii() or not said.isdecimal() or not answer.low <= int(said) <= answer.high:
        span = f"from {answer.low} to {answer.high}"
        return _Wrong(f"Please give a whole number {span}, or tick that there is no such limit.")
    return int(said)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
