"""Every kind of draft there is, behind one call.

Covers: the kinds, what each still needs from the applicant, and a draft of any of them from the
ledger and the applicant's own words. Does not cover the score explanations' wording (compose), the
other kinds' (prompts/builtin/drafts/, one file a kind), or storing a draft (agent).
"""

import re

from bot.applicant.facts import FIELDS, Profile
from bot.errors import BadInput
from bot.write import compose, outline
from bot.write.compose import DraftText
from bot.write.kinds import spec
from bot.write.kinds.arrange import arranged
from bot.write.kinds.fill import Filled, fill
from bot.write.kinds.told import Told, told
from bot.write.outline import phrases

__all__ = ["KINDS", "DraftText", "draft", "missing"]

KINDS = (*compose.KINDS, *spec.KINDS)
_BRACKETED = re.compile(r"\[([^\[\]]*)\]")


def draft(kind: str, profile: Profile, typed: tuple[str, ...], seed: str) -> DraftText:
    """A draft of `kind` from known facts and the applicant's own words; one seed, one text.

    `typed` are the applicant's messages, which may support what an own sentence says. Raises
    BadInput naming the kinds when `kind` is not one of them.
    """
    if _known(kind) in compose.KINDS:
        return compose.draft(kind, profile, typed, seed)
    found = spec.load(kind)
    stories = told(found.stories, profile, typed)
    filled = fill(found, profile, stories)
    text = arranged(filled.pieces, f"{seed}|{kind}")
    used = {key for piece in filled.pieces for key in piece.facts}
    return DraftText(
        kind,
        text,
        tuple(_BRACKETED.findall(text)),
        phrases()["label"],
        tuple(key for key in profile if key in used),
        tuple(_notes(found, filled, stories)),
    )


def missing(kind: str, profile: Profile) -> tuple[outline.Part, ...]:
    """What a draft of `kind` needs and does not have: the short question, and the field to ask for."""
    if _known(kind) in compose.KINDS:
        return tuple(part for part in outline.needed(kind, profile).parts if not part.have)
    found = spec.load(kind)
    return fill(found, profile, told(found.stories, profile, ())).missing


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise BadInput(f"'{kind}' is no kind of draft; kinds: {', '.join(KINDS)}")
    return kind


def _notes(found: spec.KindSpec, filled: Filled, stories: Told) -> list[str]:
    """What is said beside the draft: the rule on AI, when and how to use it, what was left out."""
    words = phrases()["notes"]
    notes = [words["own_work"], *found.notes]
    if filled.unproven:
        notes.append(words["unproven"])
    for field, count in filled.left.items():
        notes.append(words["left_out"].format(count=count, part=f"“{FIELDS[field].label.lower()}”"))
    return [*notes, *(note for doubts in stories.notes.values() for note in doubts)]
