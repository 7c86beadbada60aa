"""Feedback on one spoken answer: what is in it, what speaks against it, and one better way to say it.

Covers: putting elements, flags, truth and health together for an answer, with a mark from 1 to 5, why each
finding matters (with the passage of the guide) and one better sentence from the applicant's own facts. The
same answer gets the same feedback; grammar, accent and pace are never judged. Does not cover choosing the
next question (session) or speech.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.applicant.facts import Profile
from bot.interview.advice import OPTIONAL, Note, notes, praise
from bot.interview.bank import Topic, load_bank
from bot.interview.elements import ELEMENTS, MORE, names_result, parts
from bot.interview.flags import flags
from bot.interview.reading import read
from bot.interview.rubric import FALSE, Trait, load_rubric
from bot.interview.signs import load_signs
from bot.interview.truth import contradiction


@dataclass(frozen=True)
class Feedback:
    """`elements` tells which of the four are there, with `shown` their words; `owed` which of all a full
    answer to this question has. `flags` in order, each with words or None. `overall` is 1.0
    to 5.0, `traits` 0 to 1, the gravest first."""

    elements: Mapping[str, bool]
    shown: Mapping[str, str]
    owed: tuple[str, ...]
    flags: Mapping[str, str | None]
    notes: tuple[Note, ...]
    good: tuple[str, ...]
    words: int
    overall: float
    traits: Mapping[str, float]

    @property
    def failed(self) -> bool:
        """A hard fail: the answer contradicts the record or denies an attempt."""
        return FALSE in self.flags

    @property
    def weakest(self) -> Trait | None:
        """The trait to press next; None when all are fine."""
        return load_rubric().weakest(self.traits)


def assess(
    answer: str,
    question: str,
    profile: Profile,
    today: date,
    *,
    topic: Topic | None = None,
    owed: tuple[str, ...] | None = None,
) -> Feedback:
    """Feedback on `answer` to `question`, judged against known facts only.

    `topic` is told from the question's words when it is not given; `owed` are the elements that a full answer
    has, by default those of the topic. A good record owes none of the four, and a result that the question
    itself names need not be named again. Sources: guide,
    '3. Interview Prep: Addressing Your Scores Confidently'; knowledge/interview/rubric.toml.
    """
    rubric, topic = load_rubric(), topic or load_bank().topic_of(question)
    spoken = read(answer, load_signs())
    found = parts(spoken, profile)
    told = owed is None and names_result(question)
    needless = {*(ELEMENTS if found.good else ()), *(("acknowledge",) if told else ())}
    due = tuple(name for name in (topic.owes if owed is None else owed) if name not in needless)
    false = contradiction(spoken, profile, today)
    raised = flags(spoken, found, false, change_due="growth" in due)
    for name in topic.mutes:
        raised.pop(name, None)
    shown = {name: spoken.quote(found.shown[name][0]) for name in (*ELEMENTS, *MORE) if found.has(name)}
    full = owed is None and all(name in shown for name in due if name != OPTIONAL)
    better = topic.then if full and not found.good else ()
    return Feedback(
        elements={name: found.has(name) for name in ELEMENTS},
        shown=shown,
        owed=due,
        flags=raised,
        notes=notes(spoken, found, profile, (*due, *better), raised),
        good=praise((*due, *better), shown, raised),
        words=spoken.words,
        overall=rubric.mark(due, shown, raised),
        traits=rubric.values((*due, *better), shown, raised),
    )
