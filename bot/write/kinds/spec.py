"""What a kind of draft is made of, as data: one file a kind in prompts/builtin/drafts/.

Covers: reading those files and checking that each names facts, stories and makers that exist. Does
not cover the score explanations, which have an outline of their own (outline, material), or
filling a kind with facts (fill).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.applicant.facts import FIELDS
from bot.errors import DataError
from bot.settings import PROMPTS
from bot.write.outline import read_toml

KINDS = (
    "why_specialty",
    "why_ready",
    "why_region",
    "letter_request",
    "coordinator_email",
    "update_letter",
    "thank_you",
    "gap_year",
)
"""The kinds that have a file of their own, in the order in which they are offered."""

WRITER = "writer"
"""A name from the messages, not a fact: who is asked for a letter."""

MAKERS = ("exams", "weak", "support", "step3", "record")
"""Sentences that depend on too much for a list of wordings; bot/write/kinds/fill makes them."""
CONDITIONS = ("", "proven")
BREAKS = ("", "line", "paragraph", "item")


@dataclass(frozen=True)
class Wording:
    """Ways to say something once all `facts` are known; `plain` ones need none."""

    facts: tuple[str, ...]
    text: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One thing said, in its place: a story of the applicant's, or the first wording whose facts are
    known, or what a maker makes of the exams. `ask` stands in brackets when there is nothing to say;
    `field` is the fact that would answer it. Not asked for when one of `unless` is known."""

    name: str
    wordings: tuple[Wording, ...]
    story: str | None
    most: int
    maker: str | None
    ask: str | None
    field: str | None
    unless: tuple[str, ...]
    when: str
    starts: str


@dataclass(frozen=True)
class KindSpec:
    """`words` is the most a text should have; `notes` are said beside it."""

    kind: str
    words: int
    notes: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def stories(self) -> tuple[str, ...]:
        """The fields whose own sentences a draft takes."""
        return tuple(part.story for part in self.parts if part.story)


@lru_cache(maxsize=len(KINDS))
def load(kind: str) -> KindSpec:
    """A kind from its file. Raises DataError naming the file and what is wrong in it."""
    return read(PROMPTS / "builtin" / "drafts" / f"{kind}.toml")


def read(path: Path) -> KindSpec:
    raw = read_toml(path)
    try:
        parts = tuple(_part(entry) for entry in raw["part"])
        return KindSpec(path.stem, int(raw["words"]), tuple(raw["notes"]), parts)
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"{path.name}: {error}") from None


def _part(raw: Mapping[str, Any]) -> Part:
    wordings = [Wording(tuple(one.get("facts", ())), tuple(one["text"])) for one in raw.get("say", ())]
    story = raw.get("story")
    part = Part(
        raw["name"],
        tuple(wordings),
        story,
        int(raw.get("most", 0)),
        raw.get("maker"),
        raw.get("ask"),
        raw.get("field", story),
        tuple(raw.get("unless", ())),
        raw.get("when", ""),
        raw.get("starts", ""),
    )
    _checked(part)
    return part


def _checked(part: Part) -> None:
    named = [key for wording in part.wordings for key in wording.facts]
    named += [*part.unless, *([part.field] if part.field else [])]
    unknown = [key for key in named if key not in FIELDS and key != WRITER]
    if unknown:
        raise ValueError(f"part '{part.name}' names '{unknown[0]}', which is no fact")
    if part.maker not in (None, *MAKERS):
        raise ValueError(f"part '{part.name}' has the unknown maker '{part.maker}'")
    if part.when not in CONDITIONS or part.starts not in BREAKS:
        raise ValueError(f"part '{part.name}' has an unknown condition or break")
    if part.story and part.most < 1:
        raise ValueError(f"part '{part.name}' must say how many sentences it may take")
