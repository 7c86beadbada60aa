"""The applicant's own answer in three nested lengths: 20, 60 and 90 seconds.

Covers: the three texts from their facts and words (made by the same composer as the drafts), and whether a
shorter one is contained in a longer. Open parts stand as [bracketed questions]. Does not cover wording
(write) or how fast anybody speaks.
"""

import re
from dataclasses import dataclass

from bot.applicant.facts import Profile
from bot.prose import sentences
from bot.write.compose import DraftText, draft
from bot.write.outline import KINDS

SECONDS = (20, 60, 90)
_QUESTION = re.compile(r"\[[^\[\]]*\]")


@dataclass(frozen=True)
class Lengths:
    """The three versions, shortest first, with the label that goes with them."""

    label: str
    versions: tuple[DraftText, ...]


def lengths(profile: Profile, typed: tuple[str, ...], seed: str) -> Lengths:
    """One true answer in three lengths; the same profile, words and seed give the same texts."""
    kinds = [kind for seconds in SECONDS for kind in KINDS if kind.endswith(f"interview_{seconds}")]
    versions = tuple(draft(kind, profile, typed, seed) for kind in kinds)
    return Lengths(versions[0].label, versions)


def left_out(shorter: str, longer: str) -> tuple[str, ...]:
    """Sentences of a shorter answer that a longer one lacks, open questions aside; empty when it nests."""
    there = {_plain(sentence) for sentence in sentences(longer)}
    missing = (s for s in sentences(shorter) if _plain(s) and _plain(s) not in there)
    return tuple(missing)


def _plain(sentence: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", _QUESTION.sub(" ", sentence).lower()))
