"""What the review finds in a document, each with the edit that mends it and what the writer decided.

Covers: the findings by number in the order of the text, what is missing behind them, those that were refused,
which edits are safe to take together, runs of words that are not the writer's own. Does not cover finding
(review), mending (refine) or markup.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from bot.applicant.facts import Profile
from bot.applicant.ledger import Ledger
from bot.settings import KNOWLEDGE
from bot.write.originality import shared_runs
from bot.write.outline import read_toml
from bot.write.refine import MENDABLE, Edit, refine_reviewed
from bot.write.review import Counts, Problem, Review, Source, review
from bot.write.studio.document import Document

SHARED = "shared_words"
"""A run of words that also stands in the pages of this program; no rule of the review."""

SAFE = ("grammar", "patient_privacy", "prompt_injection")
"""Edits that may be taken together: slips, what identifies a patient, words meant for a program."""

PRESSING = ("contradicts_profile", "patient_privacy", "prompt_injection", SHARED)
"""What must not leave unnoticed, even when the writer refused it."""

_CHANGING = ("too_long",)
"""Findings whose words change with every word typed, so that they are not part of what was refused."""

_SHARED_WHY = "Eight or more words in a row stand in the same order in the pages of this program."
_SHARED_MEND = "Say it in your own words: a text that others could have copied too is no use to you."


@dataclass(frozen=True)
class Item:
    """One finding. `number` counts from 1 in the order of the text; a missing thing has no quote.

    `edit` mends it; `also` is the number of an earlier finding whose edit is the same one.
    """

    number: int
    key: str
    problem: str
    quote: str | None
    start: int | None
    end: int | None
    why: str
    mend: str
    source: Source
    edit: Edit | None = None
    also: int | None = None

    @property
    def safe(self) -> bool:
        return self.edit is not None and self.also is None and self.edit.problem in SAFE


@dataclass(frozen=True)
class Examined:
    """`items` to decide on, `aside` those that were refused, `own` what other statements share, by title."""

    items: tuple[Item, ...]
    aside: tuple[Item, ...]
    counts: Counts
    own: Mapping[str, int]

    @property
    def safe(self) -> tuple[Item, ...]:
        return tuple(one for one in self.items if one.safe)

    @property
    def first(self) -> tuple[Item, ...]:
        """The findings in the order in which they matter; what is missing from a beginning does not."""
        order: list[str] = rules()["first"]
        early = self.counts.words < rules()["enough"]
        told = [one for one in self.items if one.start is not None or not early]
        return tuple(sorted(told, key=lambda one: (order.index(one.problem), one.number)))

    def item(self, key: str) -> Item | None:
        return next((one for one in self.items if one.key == key), None)


def examined(
    now: Document,
    facts: Profile | Ledger,
    today: date,
    pages: Iterable[str] = (),
    others: Mapping[str, str] | None = None,
) -> Examined:
    """The findings of a document against the facts.

    `pages` are texts of this program, `others` the applicant's other statements by title: words shared
    with a page are a finding, words shared with a statement of one's own are only counted. Raises BadInput
    for a goal with an unknown subject, specialty or region.
    """
    goal = now.goal
    target = {"specialty": goal.specialty, "region": goal.region}
    found = review(now.text, facts, today, kind=goal.kind, asks=goal.asks, target=target)
    own = {title: len(shared_runs(now.text, [text])) for title, text in (others or {}).items()}
    shared = {title: runs for title, runs in own.items() if runs}
    items = _items(now.text, found, facts, pages) if now.text.strip() else []
    open_ = [one for one in items if one.key not in now.refused]
    aside = [one for one in items if one.key in now.refused]
    return Examined(tuple(_numbered(open_)), tuple(_numbered(aside)), found.counts, shared)


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Any]:
    """knowledge/studio.toml."""
    return read_toml(KNOWLEDGE / "studio.toml")


def key_of(problem: Problem) -> str:
    """What a decision is kept under: the rule and the words, wherever they stand."""
    said = "" if problem.problem in _CHANGING else problem.why
    mark = hashlib.sha256(f"{problem.quote}\n{said}".encode()).hexdigest()[:16]
    return f"{problem.problem}-{mark}"


def _items(text: str, found: Review, facts: Profile | Ledger, pages: Iterable[str]) -> list[Item]:
    """The findings in the order of the text, what is missing last, each with its edit."""
    problems = [*found.problems, *_copied(text, pages)]
    mended = refine_reviewed(text, "", found, facts)
    placed = sorted((one for one in problems if one.start is not None), key=lambda one: one.start or 0)
    missing = [one for one in problems if one.start is None]
    return [
        _item(one, mended.edit_for(one) if one.problem in MENDABLE else None) for one in (*placed, *missing)
    ]


def _item(one: Problem, edit: Edit | None) -> Item:
    place = (one.quote, one.start, one.end)
    return Item(0, key_of(one), one.problem, *place, one.why, one.mend, one.source, edit)


def _numbered(items: Iterable[Item]) -> Iterator[Item]:
    seen: dict[tuple[int, int, str], int] = {}
    for number, one in enumerate(items, start=1):
        edit = one.edit
        first = seen.setdefault((edit.start, edit.end, edit.after), number) if edit else number
        yield replace(one, number=number, also=None if first == number else first)


def _copied(text: str, pages: Iterable[str]) -> Iterator[Problem]:
    source = Source("", "Stepwise: no run of eight words of ours in a text of yours", None)
    for run in shared_runs(text, pages):
        words = r"[\W_]+".join(map(re.escape, run.split()))
        at = re.search(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE)
        if at:
            yield Problem(SHARED, at[0], *at.span(), _SHARED_WHY, _SHARED_MEND, source)
