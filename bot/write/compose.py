"""Score explanations from the applicant's own facts and words.

Covers: a paragraph for the statement, an email, and one spoken answer in three nested lengths;
each says the result as it is, what happened, what changed and what shows it. Own words stand as
sentences of their own; what is missing is a [bracketed question]. The few words of ours come from
prompts/builtin/drafts.toml, varied by seed. Does not cover other kinds of draft, whether to write
at all (disclose), or judging a text somebody else wrote (review).
"""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.applicant.facts import Profile
from bot.write import lock
from bot.write.material import (
    ADDRESS,
    CONTEXT,
    EVIDENCE,
    EXAMPLE,
    EXAMS,
    SUPPORT,
    THANKS,
    Unit,
    framing,
    question,
    units,
)
from bot.write.originality import RUN, longest_run, ours
from bot.write.outline import EMAIL, KINDS, Outline, exams, needed, phrases

__all__ = ["KINDS", "DraftText", "draft"]

_INTERVIEWS = tuple(kind for kind in KINDS if "interview" in kind)
_TRIES = 300
_BRACKETED = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True)
class DraftText:
    """One draft. `questions` are its bracketed questions without the brackets, in order;
    `facts_used` the keys of the facts that stand in it; `notes` are said beside it, never in it."""

    kind: str
    text: str
    questions: tuple[str, ...]
    label: str
    facts_used: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Said:
    """A unit with its wording chosen."""

    unit: Unit
    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())


def draft(kind: str, profile: Profile, typed: tuple[str, ...], seed: str) -> DraftText:
    """A draft of `kind` from known facts and the applicant's own words; one seed, one text.

    `typed` are the applicant's messages, which may support what an own sentence says. Raises
    BadInput naming the available kinds when `kind` is not one of them.
    """
    outline = needed(kind, profile)
    material = units(outline, profile)
    if kind == EMAIL:
        material = framing(profile, material)
    found, doubts = _locked(material, profile, typed)
    wording = _worded(kind, found, seed)
    said = _fitted(kind, wording)
    text = _text(kind, said)
    used = {key for each in said for key in each.unit.facts}
    return DraftText(
        kind,
        text,
        tuple(_BRACKETED.findall(text)),
        phrases()["label"],
        tuple(key for key in profile if key in used),
        (*_notes(outline, profile, wording, said), *doubts),
    )


def _pick(seed: str, slot: str, attempt: int) -> int:
    return int.from_bytes(hashlib.blake2s(f"{seed}|{slot}|{attempt}".encode()).digest()[:4], "big")


def _locked(
    material: Sequence[Unit], profile: Profile, typed: tuple[str, ...]
) -> tuple[tuple[Unit, ...], tuple[str, ...]]:
    """The units without own sentences that the lock refuses, and a note on each doubt.

    A part that loses its only sentence is asked for again.
    """
    support = lock.Support(facts=profile, typed=typed)
    words = phrases()["notes"]
    kept: list[Unit] = []
    notes: list[str] = []
    for unit in material:
        text = unit.own_words
        problems = lock.check(text, support) if text else []
        if not problems:
            kept.append(unit)
            continue
        differing = lock.contradictions(text, profile)
        note, problem = ("differs", differing[0]) if differing else ("own_problem", problems[0])
        notes.append(words[note].format(words=text, reason=problem.reason))
        if sum(other.own and other.slot == unit.slot for other in material) == 1:
            kept.append(question(phrases()["question"][unit.slot], unit.slot))
    return tuple(kept), tuple(notes)


def _worded(kind: str, material: Sequence[Unit], seed: str) -> tuple[_Said, ...]:
    """Each unit with a wording and a place, so that at most seven of our words stand in a row.

    The choice is the same for the three lengths of an interview answer, which are then nested.
    """
    lengths = _INTERVIEWS if kind in _INTERVIEWS else (kind,)
    best_run = RUN * RUN
    best: tuple[_Said, ...] = ()
    for attempt in range(_TRIES):
        said = tuple(
            _Said(unit, unit.options[_pick(seed, f"{i} {unit.slot}", attempt) % len(unit.options)].text)
            for i, unit in enumerate(material)
        )
        order = _pick(seed, "order", attempt)
        said = _support_first(said) if _budget(kind)["sentences"] or order % 2 else said
        said = _step1_last(said) if order // 2 % 2 else said
        run = max(_run(length, said) for length in lengths)
        if run < best_run:
            best_run, best = run, said
        if run < RUN:
            break
    return best


def _support_first(said: tuple[_Said, ...]) -> tuple[_Said, ...]:
    """The same with US work and letters said before what shows the change in own words."""
    rest = [each for each in said if each.unit.slot != SUPPORT]
    place = next((i for i, each in enumerate(rest) if each.unit.slot == EVIDENCE), len(rest))
    support = [each for each in said if each.unit.slot == SUPPORT]
    return (*rest[:place], *support, *rest[place:]) if place < len(rest) else said


def _step1_last(said: tuple[_Said, ...]) -> tuple[_Said, ...]:
    """The same with Step 1 said after the other exams that are no weakness."""
    places = [i for i, each in enumerate(said) if each.unit.slot == EXAMS]
    moved = sorted((said[i] for i in places), key=lambda each: "step1" in each.unit.facts)
    ordered = dict(zip(places, moved, strict=True))
    return tuple(ordered.get(i, each) for i, each in enumerate(said))


def _run(kind: str, said: tuple[_Said, ...]) -> int:
    fitted = _fitted(kind, said)
    return longest_run(ours(_text(kind, fitted), [each.unit.own_words for each in fitted if each.unit.own]))


def _fitted(kind: str, said: tuple[_Said, ...]) -> tuple[_Said, ...]:
    """What of a full text fits `kind`, in order; a longer interview answer begins with the shorter."""
    taken: set[int] = set()
    lengths = _INTERVIEWS[: _INTERVIEWS.index(kind) + 1] if kind in _INTERVIEWS else (kind,)
    for length in lengths:
        budget = _budget(length)
        for i in sorted(range(len(said)), key=lambda i: said[i].unit.rank):
            words = sum(said[j].words for j in taken)
            if i not in taken and _due(i, said, taken, budget) and words + said[i].words <= budget["words"]:
                taken.add(i)
        told = {said[i].unit.slot for i in taken if said[i].unit.own}
        taken = {i for i in taken if not (said[i].unit.instead and said[i].unit.slot in told)}
    return tuple(said[i] for i in sorted(taken))


def _due(i: int, said: tuple[_Said, ...], taken: set[int], budget: dict[str, Any]) -> bool:
    """Whether a unit has a place in a text of this length: own sentences only after the one before,
    and as many as the part may take; a stand-in question only when no own sentence was taken."""
    unit = said[i].unit
    if unit.slot == EXAMPLE:
        return bool(budget["example"])
    same = [j for j, each in enumerate(said) if each.unit.slot == unit.slot and each.unit.own]
    if unit.instead:
        return not any(j in taken for j in same)
    if not unit.own:
        return True
    if unit.slot == CONTEXT and not budget["cut_context"] and len(same) > budget["own"][CONTEXT]:
        return False
    before = [j for j in same if j < i]
    return all(j in taken for j in before) and len(before) < budget["own"][unit.slot]


def _text(kind: str, said: Sequence[_Said]) -> str:
    body = [each for each in said if each.unit.slot not in (ADDRESS, THANKS)]
    words = " ".join(_joined(body, _budget(kind)["sentences"]))
    if kind != EMAIL:
        return words
    frame = {each.unit.slot: each.text for each in said}
    layout: str = phrases()["email"]["layout"]
    filled = layout.format(body=words, address=frame[ADDRESS], thanks=frame[THANKS], **phrases()["question"])
    return filled.strip()


def _joined(said: Sequence[_Said], most: int) -> list[str]:
    """The sentences; with a limit, neighbours of one part are joined by semicolons until no more
    than `most` stand: first facts of ours, then the applicant's own."""
    parts = [(EXAMS if each.unit.slot == SUPPORT else each.unit.slot, each.unit.own) for each in said]
    texts = [each.text for each in said]
    for own in (False, True):
        for i in range(len(texts) - 1, 0, -1):
            many = most and sum(not text.startswith("[") for text in texts) > most
            alike = parts[i] == parts[i - 1] == (parts[i][0], own)
            if many and alike and "[" not in texts[i] + texts[i - 1]:
                texts[i - 1 : i + 1] = [f"{texts[i - 1].rstrip('.')}; {_lowered(texts[i])}"]
                del parts[i]
    return texts


def _lowered(text: str) -> str:
    return text if text.split(maxsplit=1)[0] in ("I", "Step") else text[0].lower() + text[1:]


def _budget(kind: str) -> dict[str, Any]:
    budget: dict[str, Any] = phrases()["budget"][kind]
    return budget


def _notes(
    outline: Outline, profile: Profile, wording: tuple[_Said, ...], said: tuple[_Said, ...]
) -> list[str]:
    """What is said beside the draft: the rule on AI, length, what was left out, when to use it."""
    words, budget = phrases()["notes"], _budget(outline.kind)
    notes = [words["own_work"]]
    if not outline.weak and exams(profile):
        notes.append(words["no_apology"])
    if outline.kind == EMAIL:
        notes.append(words["email"])
    text = " ".join(each.text for each in said)
    count = len(_BRACKETED.sub(" ", text).split())
    if budget["seconds"] and count:
        seconds = round(count / phrases()["budget"]["words_per_second"])
        spoken = words["spoken_open" if _BRACKETED.search(text) else "spoken"]
        notes.append(spoken.format(words=count, most=budget["words"], seconds=seconds))
    left = Counter(each.unit.slot for each in wording if each.unit.own and each not in said)
    for slot, count in left.items():
        notes.append(words["left_out"].format(count=count, part=phrases()["part"][slot]))
    return notes
