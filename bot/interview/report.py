"""The report that ends a session: what was strong, which trait is weakest, and what to practise next.

Covers: means over a session's answers, the quotes behind them, and the next drill. Does not cover history
over sessions or charts.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.interview.advice import strengths
from bot.interview.elements import ELEMENTS, MORE
from bot.interview.rubric import Trait, load_rubric
from bot.interview.session import Session
from bot.interview.wording import load_phrases


@dataclass(frozen=True)
class Strength:
    """An element that was shown, and the applicant's own words for it."""

    element: str
    said: str
    quote: str


@dataclass(frozen=True)
class Report:
    """`overall` are the marks in order, 1.0 to 5.0; `traits` means from 0 to 1, the gravest first. `quotes`
    are the words that pulled the weakest trait down; `flags` counts how often each was raised."""

    overall: tuple[float, ...]
    strong: tuple[Strength, ...]
    traits: Mapping[str, float]
    weakest: Trait | None
    quotes: tuple[str, ...]
    flags: Mapping[str, int]
    drill: str

    @property
    def mean(self) -> float:
        """The mean mark; 0.0 when nothing was answered."""
        return round(sum(self.overall) / len(self.overall), 1) if self.overall else 0.0


def report(session: Session) -> Report:
    """The report of a session, finished or not."""
    turns, rubric, say = session.turns, load_rubric(), load_phrases().say
    traits = {
        name: round(sum(turn.feedback.traits[name] for turn in turns) / len(turns), 2) if turns else 1.0
        for name in rubric.traits
    }
    lowest = min(traits, key=lambda name: traits[name])
    weakest = rubric.traits[lowest] if traits[lowest] < 1.0 else None
    return Report(
        overall=tuple(turn.feedback.overall for turn in turns),
        strong=_strong(session),
        traits=traits,
        weakest=weakest,
        quotes=_quotes(session, weakest) if weakest else (),
        flags=Counter(name for turn in turns for name in turn.feedback.flags),
        drill=say(f"drill.{weakest.id}" if weakest else "drill.none"),
    )


def _strong(session: Session) -> tuple[Strength, ...]:
    """Each element once, with the words of the best answer that shows it."""
    best = sorted(session.turns, key=lambda turn: -turn.feedback.overall)
    found: dict[str, str] = {}
    for turn in best:
        for name, quote in strengths(turn.feedback.shown, turn.feedback.flags).items():
            found.setdefault(name, quote)
    say = load_phrases().say
    return tuple(
        Strength(name, say(f"praise.{name}"), found[name]) for name in (*ELEMENTS, *MORE) if name in found
    )


def _quotes(session: Session, trait: Trait) -> tuple[str, ...]:
    names = {trait.id, *trait.flags}
    quotes = (note.quote for turn in session.turns for note in turn.feedback.notes if note.name in names)
    return tuple(dict.fromkeys(quote for quote in quotes if quote))
