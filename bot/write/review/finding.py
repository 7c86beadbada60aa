"""What the detectors of the review hand over, and what they are asked with.

Covers: a finding in places of the passage's plain form, and the request: kind, what is asked, the
goal, the facts. Does not cover the advice that is said with a finding (rules, review).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.applicant.facts import SPECIALTIES, STATES, Profile
from bot.errors import BadInput

KINDS = ("statement", "paragraph")
ASKS = ("specialty", "readiness", "region", "score")


@dataclass(frozen=True)
class Finding:
    """One problem; without places it is about something that is absent.

    `found` fills the hole in the advice. `fix` may stand in the place of the words when the text is
    refined; None leaves it to refine how the words go.
    """

    problem: str
    start: int | None = None
    end: int | None = None
    found: str = ""
    fix: str | None = None


@dataclass(frozen=True)
class Request:
    """What a text is reviewed for; `asks` are the subjects that it owes."""

    kind: str
    asks: frozenset[str]
    specialty: str | None
    region: str | None
    profile: Profile
    today: date

    @cached_property
    def is_statement(self) -> bool:
        return self.kind == "statement"


def request(
    kind: str,
    asks: Iterable[str] | None,
    target: Mapping[str, str | None],
    profile: Profile,
    today: date,
) -> Request:
    """A checked request. Raises BadInput naming the kind, subject, specialty or region that is unknown.

    Without `asks` a statement owes all four subjects and a paragraph none (EVALS, suite statements).
    """
    if kind not in KINDS:
        raise BadInput(f"kind '{kind}' is not known; known: {', '.join(KINDS)}")
    owed = frozenset(asks) if asks is not None else frozenset(ASKS if kind == "statement" else ())
    if owed - set(ASKS):
        raise BadInput(f"asks: '{min(owed - set(ASKS))}' is not known; known: {', '.join(ASKS)}")
    own = profile.get("specialty")
    specialty = target.get("specialty") or (own[0] if isinstance(own, tuple) and own else None)
    region = target.get("region")
    if specialty is not None and specialty not in SPECIALTIES:
        raise BadInput(f"target specialty '{specialty}' is not known; known: {', '.join(SPECIALTIES)}")
    region = STATES.get(region or "", region)
    if region is not None and region not in STATES.values():
        raise BadInput(f"target region '{region}' is no US state")
    return Request(kind, owed, specialty, region, profile, today)
