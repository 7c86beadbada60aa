"""Quick replies: the answers to a question that one tap can give; typing stays possible.

Covers: which words are offered for which field. Does not cover the question (builtin) or how an
answer is read (applicant.reader).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.applicant.facts import FIELDS, SPECIALTIES, Kind, show

SKIP, UNSURE = "Skip", "I don't know"
_QUICK_LISTS: Mapping[str, tuple[str, ...]] = {
    "specialty": ("family_medicine", "internal_medicine", "psychiatry", "pediatrics"),
    "region_ties": ("California", "Oregon", "Washington", "None"),
    "languages": ("English only", "Spanish", "Mandarin"),
}
_QUICK_COUNT = 4


def quick_replies(reply: Mapping[str, Any]) -> list[dict[str, str]]:
    """One-tap answers to the question just asked; the label is what is sent."""
    key = reply.get("asked")
    spec = FIELDS.get(key) if isinstance(key, str) else None
    if spec is None:
        return []
    disputed = [item for item in reply.get("conflicts", ()) if item.get("label") == spec.label]
    words: Iterable[str] = ()
    if disputed:
        sides = (disputed[0].get("standing"), disputed[0].get("said"))
        words = dict.fromkeys(str(side) for side in sides if side)
    elif spec.key in _QUICK_LISTS:
        words = (SPECIALTIES.get(item, item) for item in _QUICK_LISTS[spec.key])
    elif spec.kind is Kind.CHOICE or spec.kind is Kind.EXAM:
        words = (show(spec.key, choice) for choice in spec.choices)
    elif spec.kind is Kind.FLAG:
        words = ("Yes", "No")
    elif spec.kind is Kind.COUNT:
        words = ("None", *(str(n) for n in range(1, _QUICK_COUNT)))
    said = [word[0].upper() + word[1:] for word in words if word] + [SKIP, UNSURE]
    return [{"label": word, "value": word} for word in said]
