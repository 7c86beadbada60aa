"""A second, plain reading of the gate, written apart from bot/assess/eligibility, to compare with it.

It reads the program files as raw YAML and follows the words of knowledge/programs/README.md one rule at a
time, without doubts, details or sources. Slow and repetitive on purpose.
"""

import tomllib
from collections.abc import Callable
from functools import cache
from typing import Any

import yaml

from bot.assess.records import FOLDER

Raw = dict[str, Any]
ELIGIBLE, UNKNOWN, BLOCKED, WARNING, MET = "eligible", "unknown", "blocked", "warning", "met"
HANDS_ON = ("hands_on", "externship")
BOUNDS = tomllib.loads((FOLDER / "rules.toml").read_text(encoding="utf-8"))["concerns"]


@cache
def records() -> tuple[Raw, ...]:
    texts = (path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yaml")))
    return tuple(record for text in texts for record in yaml.load(text, Loader=yaml.CBaseLoader))


def verdict(record: Raw, facts: Raw, year: int, start: int) -> str:
    found = [item for check in CHECKS for item in check(record, facts, year, start)]
    if BLOCKED in found:
        return BLOCKED
    return UNKNOWN if UNKNOWN in found else ELIGIBLE


def stated(record: Raw, key: str) -> str | None:
    value = record.get("rules", {}).get(key)
    return None if value is None else str(value)


def only_listed(record: Raw, key: str) -> bool:
    pages = [source for source in record.get("sources", []) if key in source["supports"]]
    return all(source.get("listing") == "true" for source in pages)


def weigh(record: Raw, key: str, met: bool | None, *, concerned: bool = True) -> list[str]:
    """`met` None: the applicant has not said. `concerned`: some limit could go against them."""
    if stated(record, key) is None:
        return [UNKNOWN] if concerned else []
    if only_listed(record, key):
        return [UNKNOWN] if concerned or not met else [MET]
    if met is None:
        return [UNKNOWN]
    if met:
        return [MET]
    if key in record.get("inferred", []):
        return [UNKNOWN]
    return [WARNING if key in record.get("flexible", []) else BLOCKED]


def takes_imgs(record: Raw, facts: Raw, year: int, start: int) -> list[str]:
    return weigh(record, "accepts_imgs", stated(record, "accepts_imgs") == "yes")


def visas(record: Raw, facts: Raw, year: int, start: int) -> list[str]:
    status, wanted = facts.get("citizenship_status"), facts.get("visa")
    if status in ("us_citizen", "permanent_resident"):
        return []
    j1, h1b = one_visa(record, "visa_j1"), one_visa(record, "visa_h1b")
    if wanted == "j1":
        return j1
    if wanted == "h1b":
        return h1b
    both = j1 + h1b
    if wanted == "either":
        return [min(both, key=[MET, WARNING, UNKNOWN, BLOCKED].index)]
    if status is None:
        return [UNKNOWN]
    return [MET] if both == [MET, MET] else [BLOCKED] if both == [BLOCKED, BLOCKED] else [UNKNOWN]


def one_visa(record: Raw, key: str) -> list[str]:
    return weigh(record, key, stated(record, key) == "yes")


def step3(record: Raw, facts: Raw, year: int, start: int) -> list[str]:
    rule, result, wanted = stated(record, "step3"), facts.get("step3"), facts.get("visa")
    resident = facts.get("citizenship_status") in ("us_citizen", "permanent_resident")
    h1b = not resident and (wanted == "h1b" or (wanted == "either" and stated(record, "visa_j1") == "no"))
    passed = None if result is None else result not in ("fail", "not_taken")
    if rule is None:
        return [UNKNOWN] if not resident and wanted == "h1b" and passed is not True else []
    if rule == "not_required" or (rule == "required_for_h1b" and not h1b):
        return []
    return weigh(record, "step3", passed)


def scores(record: Raw, facts: Raw, year: int, start: int) -> list[str]:
    found = []
    for exam, key, below in (
        ("step1", "step1_min", BOUNDS["step1_below"]),
        ("step2ck", "step2ck_min", BOUNDS["step2ck_below"]),
    ):
        value, limit = facts.get(exam), stated(record, key)
        number = value if isinstance(value, int) else None
        if exam == "step1":
            concerned = value is None or (number is not None and number < below)
        else:
            concerned = number is None or number < below
        if exam == "step1" and value == "pass" and limit is not None:
            found += [UNKNOWN] if concerned and only_listed(record, key) else [WARNING]
        else:
            met = None if number is None or limit is None else number >= int(limit)
            found += weigh(record, key, met, concerned=concerned)
    return found


def failed(facts: Raw, exam: str) -> tuple[int, bool]:
    """Failures known of, and whether that is the whole number."""
    least = int(facts.get(exam) == "fail")
    told = facts.get(f"{exam}_failures")
    if told is not None:
        return max(least, told), True
    return least, facts.get(exam) == "not_taken" or (exam == "step3" and exam not in facts)


def failures(record: Raw, facts: Raw, year: int, start: int) -> list[str]:
    found = []
    for exams, key in (
        (("step1",), "max_step1_failures"),
        (("step2ck",), "max_step2ck_failures"),
        (("step1", "step2ck", "step3"), "max_total_failures"),
    ):
        counts = [failed(facts, exam) for exam in exams]
        least, whole = sum(count for count, _ in counts), all(sure for _, sure in counts)
        limit = stated(record, key)
        if limit is None:
            found += [UNKNOWN] if len(exams) == 1 and (least > 0 or not whole) else []
        else:
            met = False if least > int(limit) else (True if whole else None)
            found += weigh(record, key, met, concerned=least > 0 or not whole)
    return found


def graduation(record: Raw, facts: Raw, year: int, start: int) -> list[str]:
    key, graduated = "max_years_since_graduation", facts.get("graduation_year")
    years = max(0, year - graduated) if graduated is not None else facts.get("years_since_graduation")
    at_start = max(0, start - graduated) if graduated is not None else years
    limit = stated(record, key)
    concerned = years is None or years > BOUNDS["years_above"]
    if limit is not None and years is not None and years <= int(limit) < at_start:
        return [UNKNOWN] if concerned and only_listed(record, key) else [WARNING]
    met = None if years is None or limit is None else years <= int(limit)
    return weigh(record, key, met, concerned=concerned)


def experience(record: Raw, facts: Raw, year: int, start: int) -> list[str]:
    kind = facts.get("usce_kind")
    months = 0 if kind in ("none", "research") else facts.get("usce_months")
    concerned = months is None or months < BOUNDS["usce_months_below"] or kind not in HANDS_ON
    rule = stated(record, "usce")
    if rule == "not_required":
        found = [UNKNOWN] if only_listed(record, "usce") and concerned else [MET]
    else:
        has = False if months == 0 else (True if months is not None or kind is not None else None)
        found = weigh(record, "usce", has, concerned=concerned)
    least = stated(record, "usce_min_months")
    if least is not None:
        enough = None if months is None else months >= int(least)
        found += weigh(record, "usce_min_months", enough, concerned=concerned)
    if stated(record, "usce_hands_on_only") == "true":
        counts = kind in HANDS_ON if kind is not None else (False if months == 0 else None)
        found += weigh(record, "usce_hands_on_only", counts, concerned=concerned)
    return found


def letters(record: Raw, facts: Raw, year: int, start: int) -> list[str]:
    limit, have = stated(record, "letters_us_min"), facts.get("us_letters")
    if limit is None:
        return []
    met = (True if limit == "0" else None) if have is None else have >= int(limit)
    return weigh(record, "letters_us_min", met, concerned=not met)


def result_by(record: Raw, facts: Raw, year: int, start: int) -> list[str]:
    by, result = stated(record, "step2ck_by"), facts.get("step2ck")
    if by is None:
        return []
    if result == "not_taken" and by == "rank_list":
        return [WARNING]
    met = None if result is None else result != "not_taken"
    return weigh(record, "step2ck_by", met, concerned=not met)


CHECKS: tuple[Callable[[Raw, Raw, int, int], list[str]], ...] = (
    takes_imgs,
    visas,
    step3,
    scores,
    failures,
    graduation,
    experience,
    letters,
    result_by,
)
