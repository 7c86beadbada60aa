"""Field specs: what can be known about an applicant, and which values each fact may take.

Covers: keys, kinds, bounds, choices, parsing and showing of values, and the flat form used by
files and evals. Does not cover who said a fact and when (ledger), how it is read from text
(reader), or how it is asked for (intake; wording in prompts/builtin/).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from bot.errors import BadInput

Value: TypeAlias = str | int | float | bool | tuple[str, ...]
Profile: TypeAlias = Mapping[str, Value]
"""Known facts only, by field key; an absent key is unknown."""

LOWEST_SCORE, HIGHEST_SCORE = 100, 300
"""Bounds of a three-digit USMLE score in this program; anything outside is asked about."""


class Kind(StrEnum):
    EXAM = "exam"  # "pass", "fail", "not_taken" where allowed, or a three-digit score
    SCORE = "score"
    COUNT = "count"
    MONTHS = "months"
    YEAR = "year"
    YEAR_MONTH = "year_month"  # "2024" or "2024-07"
    CHOICE = "choice"
    LIST = "list"
    FLAG = "flag"
    TEXT = "text"


@dataclass(frozen=True)
class Field:
    """One fact an applicant can state.

    `choices` of an exam are the words allowed beside a score. `flat` marks the keys of the
    exchange format (EVALS intake keys, `--profile` files). `private` facts never leave the
    machine: they are not sent to a hosted model.
    """

    key: str
    label: str
    kind: Kind
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    flat: bool = True
    private: bool = False


SPECIALTIES: Mapping[str, str] = {
    "internal_medicine": "Internal Medicine",
    "family_medicine": "Family Medicine",
    "psychiatry": "Psychiatry",
    "pediatrics": "Pediatrics",
    "neurology": "Neurology",
    "pathology": "Pathology",
    "general_surgery": "General Surgery",
    "emergency_medicine": "Emergency Medicine",
    "anesthesiology": "Anesthesiology",
    "radiology": "Radiology",
    "obgyn": "Obstetrics and Gynecology",
    "pmr": "Physical Medicine and Rehabilitation",
    "transitional_year": "Transitional Year",
    "preliminary": "Preliminary Year",
    "internal_medicine_prelim": "Internal Medicine (preliminary)",
    "general_surgery_prelim": "General Surgery (preliminary)",
    "medicine_pediatrics": "Medicine-Pediatrics",
    "child_neurology": "Child Neurology",
    "dermatology": "Dermatology",
    "ophthalmology": "Ophthalmology",
    "orthopedic_surgery": "Orthopedic Surgery",
    "neurosurgery": "Neurosurgery",
    "urology": "Urology",
    "ent": "Otolaryngology",
    "plastic_surgery": "Plastic Surgery",
    "vascular_surgery": "Vascular Surgery",
    "thoracic_surgery": "Thoracic Surgery",
    "radiation_oncology": "Radiation Oncology",
    "nuclear_medicine": "Nuclear Medicine",
    "preventive_medicine": "Preventive Medicine",
    "medical_genetics": "Medical Genetics",
}
STATES: Mapping[str, str] = {
    "CA": "California",
    "OR": "Oregon",
    "WA": "Washington",
    "AL": "Alabama",
    "AK": "Alaska",
    "AZ": "Arizona",
    "AR": "Arkansas",
    "CO": "Colorado",
    "CT": "Connecticut",
    "DE": "Delaware",
    "FL": "Florida",
    "GA": "Georgia",
    "HI": "Hawaii",
    "ID": "Idaho",
    "IL": "Illinois",
    "IN": "Indiana",
    "IA": "Iowa",
    "KS": "Kansas",
    "KY": "Kentucky",
    "LA": "Louisiana",
    "ME": "Maine",
    "MD": "Maryland",
    "MA": "Massachusetts",
    "MI": "Michigan",
    "MN": "Minnesota",
    "MS": "Mississippi",
    "MO": "Missouri",
    "MT": "Montana",
    "NE": "Nebraska",
    "NV": "Nevada",
    "NH": "New Hampshire",
    "NJ": "New Jersey",
    "NM": "New Mexico",
    "NY": "New York",
    "NC": "North Carolina",
    "ND": "North Dakota",
    "OH": "Ohio",
    "OK": "Oklahoma",
    "PA": "Pennsylvania",
    "RI": "Rhode Island",
    "SC": "South Carolina",
    "SD": "South Dakota",
    "TN": "Tennessee",
    "TX": "Texas",
    "UT": "Utah",
    "VT": "Vermont",
    "VA": "Virginia",
    "WV": "West Virginia",
    "WI": "Wisconsin",
    "WY": "Wyoming",
    "DC": "District of Columbia",
    "PR": "Puerto Rico",
}
"""US states by two-letter code, the coast first."""
PACIFIC_STATES = ("California", "Oregon", "Washington")

_PASS_FAIL = ("pass", "fail")

_SPECS = (
    Field("step1", "Step 1", Kind.EXAM, ("pass", "fail", "not_taken"), LOWEST_SCORE, HIGHEST_SCORE),
    Field("step1_failures", "Step 1 failed attempts", Kind.COUNT, high=6),
    Field("step2ck", "Step 2 CK", Kind.EXAM, ("pass", "fail", "not_taken"), LOWEST_SCORE, HIGHEST_SCORE),
    Field("step2ck_failures", "Step 2 CK failed attempts", Kind.COUNT, high=6),
    Field("step2ck_result", "Step 2 CK on the transcript", Kind.CHOICE, _PASS_FAIL, flat=False),
    Field("step2ck_date", "Step 2 CK taken", Kind.YEAR_MONTH, flat=False),
    Field("step3", "Step 3", Kind.EXAM, ("pass", "fail", "not_taken"), LOWEST_SCORE, HIGHEST_SCORE),
    Field("step3_failures", "Step 3 failed attempts", Kind.COUNT, high=6),
    Field("graduation_year", "Graduation year", Kind.YEAR, low=1950),
    Field("years_since_graduation", "Years since graduation", Kind.COUNT, high=70),
    Field(
        "citizenship_status",
        "Work authorisation",
        Kind.CHOICE,
        ("us_citizen", "permanent_resident", "needs_visa"),
    ),
    Field("visa", "Visa", Kind.CHOICE, ("j1", "h1b", "either")),
    Field("usce_months", "US clinical experience (months)", Kind.MONTHS, high=240),
    Field(
        "usce_kind",
        "Kind of US clinical experience",
        Kind.CHOICE,
        ("hands_on", "observership", "externship", "research", "none"),
    ),
    Field("specialty", "Specialty", Kind.LIST, tuple(SPECIALTIES)),
    Field("us_letters", "Letters from US physicians", Kind.COUNT, high=20),
    Field("publications", "Publications", Kind.COUNT, high=500),
    Field("region_ties", "Ties to US states", Kind.LIST),
    Field("languages", "Languages", Kind.LIST),
    Field("previously_unmatched", "Unmatched in an earlier cycle", Kind.FLAG),
    Field("applied_this_cycle", "Applied this season", Kind.FLAG, flat=False),
    Field("interviews_this_cycle", "Interview invitations this season", Kind.COUNT, high=200, flat=False),
    Field(
        "target_region",
        "Where you want to train",
        Kind.CHOICE,
        ("coast_only", "coast_first", "anywhere"),
        flat=False,
    ),
    Field("story_cause", "What happened", Kind.TEXT, flat=False, private=True),
    Field("story_change", "What you changed", Kind.TEXT, flat=False, private=True),
    Field("story_evidence", "What shows the change", Kind.TEXT, flat=False, private=True),
    Field("story_specialty", "Why this specialty", Kind.TEXT, flat=False, private=True),
    Field("story_work", "The daily work you want", Kind.TEXT, flat=False, private=True),
    Field("story_ready", "What you were trusted with", Kind.TEXT, flat=False, private=True),
    Field("story_region", "Why this region", Kind.TEXT, flat=False, private=True),
    Field("story_service", "Patients you want to serve", Kind.TEXT, flat=False, private=True),
    Field("story_letter", "What a letter writer saw", Kind.TEXT, flat=False, private=True),
    Field("story_connection", "Your connection to a program", Kind.TEXT, flat=False, private=True),
    Field("story_update", "What is new", Kind.TEXT, flat=False, private=True),
    Field("story_thanks", "What you remember of an interview", Kind.TEXT, flat=False, private=True),
    Field("story_gap", "The time without training", Kind.TEXT, flat=False, private=True),
    Field("story_gap_growth", "What that time gave you", Kind.TEXT, flat=False, private=True),
)
FIELDS: Mapping[str, Field] = {spec.key: spec for spec in _SPECS}
FLAT_KEYS = tuple(spec.key for spec in _SPECS if spec.flat)

_WORDS: Mapping[str, str] = {
    "pass": "passed",
    "fail": "failed",
    "not_taken": "not taken",
    "us_citizen": "US citizen",
    "permanent_resident": "permanent resident (green card)",
    "needs_visa": "needs a visa",
    "j1": "J-1",
    "h1b": "H-1B",
    "either": "J-1 or H-1B",
    "hands_on": "hands-on",
    "observership": "observership",
    "externship": "externship",
    "research": "research only",
    "none": "none",
    "coast_only": "only the Pacific Coast",
    "coast_first": "the Pacific Coast first, but open to other regions",
    "anywhere": "anywhere in the US",
}
STORY_LIMIT = 2_000


def parse(key: str, raw: object, today: date) -> Value:
    """The typed value of a raw one (from JSON, a form or a reading).

    Raises BadInput naming the field, the value and what would be accepted.
    """
    if key not in FIELDS:
        raise BadInput(f"'{key}' is not a known fact; known: {', '.join(FIELDS)}")
    spec = FIELDS[key]
    match spec.kind:
        case Kind.EXAM | Kind.SCORE:
            return _exam(spec, raw)
        case Kind.COUNT:
            return int(_number(spec, raw, whole=True, low=0, high=spec.high))
        case Kind.MONTHS:
            months = _number(spec, raw, whole=False, low=0, high=spec.high)
            return int(months) if months == int(months) else round(months, 2)
        case Kind.YEAR:
            return int(_number(spec, raw, whole=True, low=spec.low, high=today.year + 1))
        case Kind.YEAR_MONTH:
            return _year_month(spec, raw, today)
        case Kind.CHOICE:
            return _choice(spec, raw)
        case Kind.LIST:
            return _list(spec, raw)
        case Kind.FLAG:
            if isinstance(raw, bool):
                return raw
            raise BadInput(f"{key} must be true or false, not {raw!r}")
        case Kind.TEXT:
            if isinstance(raw, str) and 0 < len(raw.strip()) <= STORY_LIMIT:
                return raw.strip()
            raise BadInput(f"{key} must be text of at most {STORY_LIMIT} characters")


def parse_profile(raw: object, today: date, where: str = "profile") -> dict[str, Value]:
    """A profile from a JSON object of flat keys; null values are unknown and left out."""
    if not isinstance(raw, dict):
        raise BadInput(f"{where}: a profile is a JSON object of facts, not {type(raw).__name__}")
    profile: dict[str, Value] = {}
    for key, value in raw.items():
        if value is not None:
            try:
                profile[str(key)] = parse(str(key), value, today)
            except BadInput as error:
                raise BadInput(f"{where}: {error}") from None
    return profile


def plain(value: Value) -> str | int | float | bool | list[str]:
    """The JSON form of a value."""
    return list(value) if isinstance(value, tuple) else value


def from_plain(value: Any) -> Value:
    """The typed value of a JSON one that was valid before: lists become tuples again."""
    typed: Value = tuple(value) if isinstance(value, list) else value
    return typed


def flat(profile: Profile) -> dict[str, str | int | float | bool | list[str]]:
    """The exchange form: flat keys only, in spec order, "not_taken" left out as no fact."""
    return {key: plain(profile[key]) for key in FLAT_KEYS if key in profile and profile[key] != "not_taken"}


def show(key: str, value: Value) -> str:
    """A value in words, for cards, reasons and sentences ("Family Medicine", "green card")."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(SPECIALTIES.get(item, item) for item in value) or "none"
    if isinstance(value, str) and FIELDS[key].kind in (Kind.EXAM, Kind.CHOICE):
        return _WORDS.get(value, value)
    return str(value)


def number(profile: Profile, key: str) -> float | None:
    """A numeric fact, or None when it is unknown or not a number ("pass")."""
    value = profile.get(key)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _exam(spec: Field, raw: object) -> Value:
    if isinstance(raw, str) and raw.strip().lower() in spec.choices:
        return raw.strip().lower()
    text = str(raw).strip()
    if not isinstance(raw, bool) and re.fullmatch(r"\d+", text):
        score = int(text)
        if spec.low <= score <= spec.high:
            return score
        if score < spec.low:
            raise BadInput(
                f"{spec.key}: {score} is not a three-digit score; is it a two-digit score or a percentile?"
            )
    words = ", ".join(spec.choices)
    raise BadInput(f"{spec.key} must be a score from {spec.low} to {spec.high} or {words}, not {raw!r}")


def _number(spec: Field, raw: object, *, whole: bool, low: int, high: int) -> float:
    try:
        if isinstance(raw, bool) or not isinstance(raw, int | float | str):
            raise ValueError
        value = float(raw)
    except ValueError:
        value = float("nan")
    if not low <= value <= high or (whole and value != int(value)):
        kind = "a whole number" if whole else "a number"
        raise BadInput(f"{spec.key} must be {kind} from {low} to {high}, not {raw!r}")
    return value


def _year_month(spec: Field, raw: object, today: date) -> str:
    text = str(raw)
    found = re.fullmatch(r"(\d{4})(?:-(0[1-9]|1[0-2]))?", text)
    if not found or int(found[1]) < 1990 or text[:7] > today.isoformat()[: len(text)]:
        raise BadInput(f"{spec.key} must be a past year or month like 2024 or 2024-07, not {raw!r}")
    return text


def _choice(spec: Field, raw: object) -> str:
    if isinstance(raw, str) and raw.strip().lower() in spec.choices:
        return raw.strip().lower()
    raise BadInput(f"{spec.key} must be one of {', '.join(spec.choices)}, not {raw!r}")


def _list(spec: Field, raw: object) -> tuple[str, ...]:
    items = raw if isinstance(raw, list | tuple) else [raw]
    cleaned: list[str] = []
    for item in items:
        if not isinstance(item, str) or not item.strip() or len(item) > 80:
            raise BadInput(f"{spec.key} must be a list of names, not {item!r}")
        name = item.strip()
        if spec.choices and name not in spec.choices:
            raise BadInput(f"{spec.key}: '{name}' is not known; known: {', '.join(spec.choices)}")
        if name not in cleaned:
            cleaned.append(name)
    return tuple(cleaned)
