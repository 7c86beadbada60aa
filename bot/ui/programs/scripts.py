"""What to say to a program: a phone script and an email made from its open questions.

Covers: filling prompts/verification.toml with the questions and with facts the applicant stated. Does not
cover which questions are open (assess.eligibility) or keeping the answers (asking).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.applicant.facts import Profile
from bot.assess.records import Program
from bot.assess.tables import read_toml
from bot.settings import PROMPTS

_WHO: Mapping[str, tuple[str, ...]] = {
    "plain": (),
    "graduated": ("year",),
    "us_citizen": (),
    "permanent_resident": (),
    "needs_visa": (),
    "j1": (),
    "h1b": (),
    "either": (),
}
_PHONE: Mapping[str, tuple[str, ...]] = {
    "opening": ("who", "program", "count"),
    "one": (),
    "many": ("number",),
    "closing": (),
}
_EMAIL: Mapping[str, tuple[str, ...]] = {
    "subject": ("program",),
    "opening": ("who", "program"),
    "closing": (),
}


@dataclass(frozen=True)
class Phrases:
    """verification.toml."""

    who: Mapping[str, str]
    phone: Mapping[str, str]
    email: Mapping[str, str]


@cache
def load_phrases(path: Path = PROMPTS / "verification.toml") -> Phrases:
    """The phrases. Raises DataError naming table and key."""
    top = read_toml(path)
    found = Phrases(
        who=top.table("who").phrases(_WHO),
        phone=top.table("phone").phrases(_PHONE),
        email=top.table("email").phrases(_EMAIL),
    )
    top.done()
    return found


def who(profile: Profile) -> str:
    """The applicant in one or two sentences, with nothing but what they stated."""
    says = load_phrases().who
    year, status, visa = (profile.get(key) for key in ("graduation_year", "citizenship_status", "visa"))
    parts = [says["plain"] if year is None else says["graduated"].format(year=year)]
    if status == "needs_visa":
        parts.append(says[str(visa or "needs_visa")])
    elif status is not None:
        parts.append(says[str(status)])
    return " ".join(parts)


def phone(program: Program, questions: Sequence[str], profile: Profile) -> str:
    """A call of a minute: who, how many questions, the questions, thanks."""
    says = load_phrases().phone
    count = says["one"] if len(questions) == 1 else says["many"].format(number=len(questions))
    opening = says["opening"].format(who=who(profile), program=program.name, count=count)
    return "\n\n".join((opening, _listed(questions), says["closing"]))


def email(program: Program, questions: Sequence[str], profile: Profile) -> str:
    """Subject and text of a short email."""
    says = load_phrases().email
    subject = says["subject"].format(program=program.name)
    opening = says["opening"].format(who=who(profile), program=program.name)
    return "\n\n".join((f"Subject: {subject}", opening, _listed(questions), says["closing"]))


def _listed(questions: Sequence[str]) -> str:
    return "\n".join(f"{number}. {words}" for number, words in enumerate(questions, start=1))
