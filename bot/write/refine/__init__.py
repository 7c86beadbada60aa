"""A text refined: what the review found and what was asked for, as edits that stand each for itself.

    refined = refine(text, "less defensive, keep my opening", ledger, today)
    refined.text      the text with every edit
    refined.edits     each with start, end, before, after, problem, why
    refined.said      plain sentences: what was done, what could not be
    apply(text, some) the text with any choice of the edits
    pieces(text, some) the same as a diff

Covers: mending without inventing (every number, name, date and exam stays unless it identifies a patient,
was planted, or was asked to go), requests in plain words, a question in brackets for what only the writer
knows. An empty request mends everything. What stands in the text is never read as a request. Does not
cover problems that only the writer can mend, or writing new sentences.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.applicant.facts import Profile
from bot.applicant.ledger import Ledger
from bot.write import lock
from bot.write.refine.edit import Change, Edit, Piece, apart, apply, overlaps, pieces
from bot.write.refine.facts import lost
from bot.write.refine.mend import MENDABLE, mend
from bot.write.refine.requests import Asked, protected, understood
from bot.write.refine.said import said
from bot.write.refine.wording import asked_edits
from bot.write.review import Problem, Review, profile_of, review
from bot.write.review.rules import data

__all__ = [
    "MENDABLE",
    "Asked",
    "Change",
    "Edit",
    "Piece",
    "Refined",
    "apply",
    "pieces",
    "refine",
    "refine_reviewed",
]


@dataclass(frozen=True)
class Refined:
    """`text` is the original with all `edits` applied; `said` is what to tell the writer about it.

    `removed` are facts that went because they were asked to go, identify a patient, or were planted.
    """

    text: str
    edits: tuple[Edit, ...]
    said: str
    removed: tuple[str, ...] = ()

    def edit_for(self, problem: Problem) -> Edit | None:
        """The edit that mends a finding of the same text, if any."""
        if problem.start is None or problem.end is None:
            return None
        span = (problem.start, problem.end)
        return next((one for one in self.edits if overlaps(one.start, one.end, [span])), None)


def refine(
    text: str,
    request: str,
    facts: Profile | Ledger,
    today: date,
    *,
    kind: str = "statement",
    asks: Iterable[str] | None = None,
    target: Mapping[str, str | None] | None = None,
) -> Refined:
    """`text` refined as `request` asks, reviewed against `facts`; an empty request mends everything.

    Raises BadInput for an unknown kind, subject, specialty or region.
    """
    found = review(text, facts, today, kind=kind, asks=asks, target=target)
    return refine_reviewed(text, request, found, facts)


def refine_reviewed(text: str, request: str, found: Review, facts: Profile | Ledger) -> Refined:
    """The same for a text that is already reviewed."""
    asked = understood(request)
    known = profile_of(facts)
    if not text.strip():
        return Refined(text, (), data("refine")["note"]["empty"])
    keep = protected(text, asked)
    support = lock.Support(typed=(text, request))
    mends = [one for one in mend(text, found, asked.mends, keep) if _supported(one, support)]
    busy = [*keep, *((one.start, one.end) for one in mends)]
    edits = apart([*mends, *asked_edits(text, asked, known, busy)])
    edits = _not_emptied(text, edits)
    refined = apply(text, edits)
    removed = tuple(lost(text, refined, ""))
    return Refined(refined, tuple(edits), said(text, asked, edits, removed, known), removed)


def _not_emptied(text: str, edits: list[Edit]) -> list[Edit]:
    """The edits, with a question in the place of the last one when nothing would be left."""
    if not edits or apply(text, edits).strip():
        return edits
    *rest, last = edits
    empty: str = data("refine")["question"]["empty"]
    return [*rest, Edit(last.start, last.end, last.before, f"[{empty}]", last.problem, last.why)]


def _supported(edit: Edit, support: lock.Support) -> bool:
    """Whether the new words claim nothing beyond the writer's own text."""
    standing = {problem.words for problem in lock.check(edit.before, support)}
    return all(problem.words in standing for problem in lock.check(edit.after, support))
