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
from bot.ui.tongue import later, say

Form = Mapping[str, object]

_YES_NO = (("yes", later("Yes")), ("no", later("No")))
_NOTHING_LIKE_IT = (NO_LIMIT, later("There is no such limit"))

_UP_TO = later("Up to")

WHERE: Mapping[str, str] = {
    "phone": later("By phone"),
    "email": later("By email"),
    "page": later("On its page"),
}


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
        ("0", later("None: the first attempt must be a pass")),
        *((str(n), f"{_UP_TO} {n}") for n in range(1, most + 1)),
    ]
    return Answer(label, (*counts, _NOTHING_LIKE_IT))


ANSWERS: Mapping[str, Answer] = {
    "accepts_imgs": Answer(later("Do they take IMGs?"), _YES_NO),
    "visa_j1": Answer(later("Do they take the J-1?"), _YES_NO),
    "visa_h1b": Answer(later("Do they sponsor the H-1B?"), _YES_NO),
    "step1_min": Answer(later("Lowest Step 1 score"), low=LOWEST_SCORE, high=HIGHEST_SCORE),
    "step2ck_min": Answer(later("Lowest Step 2 CK score"), low=LOWEST_SCORE, high=HIGHEST_SCORE),
    "max_step1_failures": _allowed(later("Failed Step 1 attempts they allow"), 3),
    "max_step2ck_failures": _allowed(later("Failed Step 2 CK attempts they allow"), 3),
    "max_total_failures": _allowed(later("Failed attempts they allow in all"), 6),
    "max_years_since_graduation": Answer(later("Most years since graduation"), high=50),
    "usce": Answer(
        later("Do they ask for US clinical experience?"),
        (("required", later("Yes, it is required")), ("not_required", later("No, or it is only preferred"))),
    ),
    "usce_min_months": Answer(later("Months they ask for"), high=60),
    "usce_hands_on_only": Answer(later("Does only hands-on experience count?"), _YES_NO),
    "letters_us_min": Answer(later("US letters they ask for"), high=6),
    "step2ck_by": Answer(
        later("When must the result be there?"),
        (
            ("application", later("With the application")),
            ("rank_list", later("By the rank list deadline")),
            _NOTHING_LIKE_IT,
        ),
    ),
    "step3": Answer(
        later("Do they ask for Step 3?"),
        (
            ("required", later("Yes")),
            ("required_for_h1b", later("Only for an H-1B visa")),
            ("not_required", later("No")),
        ),
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
        return wrong("value", say("This rule is not known here."))
    value = _value(rule, given)
    if isinstance(value, _Wrong):
        return wrong("value", value.why)
    day = _day(given.get("found_on", ""))
    if day is None or day > today:
        return wrong("found_on", say("Please give the day you were told, not later than today."))
    if given.get("where", "") not in WHERE:
        return wrong("where", say("Please choose how you found out."))
    where = WHERE[given["where"]].lower()
    return Finding(program_id, rule, value, day.isoformat(), where, given.get("note", ""))


@dataclass(frozen=True)
class _Wrong:
    why: str


def _value(rule: str, given: Mapping[str, str]) -> "RuleValue | _Wrong":
    answer, said = ANSWERS[rule], given.get("value", "")
    if answer.choices:
        if said not in dict(answer.choices):
            return _Wrong(say("Please choose what they answered."))
        if rule in _FLAGS:
            return said == "yes"
        return int(said) if said.isdecimal() else said
    if given.get("no_limit"):
        return NO_LIMIT
    if not said.isascii() or not said.isdecimal() or not answer.low <= int(said) <= answer.high:
        return _Wrong(
            say(
                "Please give a whole number from {low} to {high}, or tick that there is no such limit.",
                low=answer.low,
                high=answer.high,
            )
        )
    return int(said)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
