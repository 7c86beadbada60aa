"""Who does what in a clause: something the applicant did for the better, or what others did to them.

Covers: verbs of change with the applicant or a helper as their subject, institutions and people that act on
the applicant, faults of one's own, and scores that are one's own results. Reads the first words of a clause
and no grammar beyond them, so that broken English is read alike; lists are in knowledge/interview/roles.toml.
Does not cover what this means for the whole answer (elements, flags).
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.errors import DataError
from bot.interview.reading import Clause
from bot.interview.signs import FOLDER

_WORD = re.compile(r"[\w’-]+")
_UNDONE_REACH, _PERFECT_REACH, _HARMLESS_REACH = 4, 3, 5
_LISTS = (
    "places",
    "applicant",
    "me",
    "listener",
    "outside",
    "near",
    "before_a_verb",
    "subjects",
    "undone",
    "past_perfect",
    "others",
    "later",
)
_PATTERNS = (
    "harmless",
    "not_own",
    "background",
    "did_to_me",
    "today",
    "left_behind",
    "unreal",
    "but_for",
    "affirms",
    "denies",
)
_ACTIONS = ("change", "habit", "quantity", "turn")


@dataclass(frozen=True)
class Roles:
    """The lists of roles.toml, by the names they have there."""

    places: frozenset[str]
    applicant: frozenset[str]
    me: frozenset[str]
    listener: frozenset[str]
    outside: frozenset[str]
    near: frozenset[str]
    before_a_verb: frozenset[str]
    subjects: frozenset[str]
    undone: frozenset[str]
    past_perfect: frozenset[str]
    others: frozenset[str]
    later: frozenset[str]
    harmless: re.Pattern[str]
    not_own: re.Pattern[str]
    background: re.Pattern[str]
    did_to_me: re.Pattern[str]
    today: re.Pattern[str]
    left_behind: re.Pattern[str]
    unreal: re.Pattern[str]
    but_for: re.Pattern[str]
    affirms: re.Pattern[str]
    denies: re.Pattern[str]
    opening: int

    def improves(self, clause: Clause) -> bool:
        """Whether a clause tells an action for the better, not one left undone or done before the result."""
        places = [clause.signs[name][0] for name in _ACTIONS if clause.has(name)]
        if not places or clause.text.startswith("if ") or self._of_the_result(clause):
            return False
        before = _WORD.findall(clause.text[: min(places)])
        found = _WORD.findall(clause.text[slice(*clause.signs["change"])]) if clause.has("change") else []
        if self.undone & {*before[-_UNDONE_REACH:], *found}:
            return False
        earlier = bool(self.past_perfect & set(before[-_PERFECT_REACH:]))
        if earlier and not clause.has("marker") and not (clause.has("habit") and clause.has("change")):
            return False
        if found and found[0] in self.subjects:
            return True
        if self.acts_on_me(clause) or (not found and self.background.search(clause.text)):
            return False
        if clause.has("habit", "quantity", "turn") or not before:
            return True
        return bool(found) and before[-1] in self.before_a_verb

    def _of_the_result(self, clause: Clause) -> bool:
        """Whether a clause with an action tells of the failure or its fault, not of what came after it
        ("after failing") or what was given up ("stopped rereading")."""
        for name in ("fault", "fail"):
            if clause.has(name) and not self.left_behind.search(clause.text[: clause.signs[name][0]]):
                return True
        return False

    def acts_on_me(self, clause: Clause) -> bool:
        """Whether a clause tells what an institution, a stranger or a person near did to the applicant, or
        did not do for them."""
        words = _WORD.findall(clause.text)
        if self.listener & set(words):
            return False
        place = self._other(words)
        if place is None:
            return bool(self.did_to_me.match(clause.text)) and not self.harmless.search(clause.text)
        rest = words[place + 1 :]
        if not rest or self.harmless.search(" ".join(rest[:_HARMLESS_REACH])):
            return False
        left_undone = any(word.endswith("n’t") for word in rest[:_PERFECT_REACH])
        return words[place] in self.outside or left_undone or bool(self.me & set(rest))

    def own_fault(self, clause: Clause) -> bool:
        """Whether a clause tells something that the applicant did wrong or left undone."""
        words = [word for word in _WORD.findall(clause.text) if word not in ("and", "but", "because", "that")]
        other = (words and words[0] in self.others) or self._other(words) is not None
        return clause.has("fault") and not clause.has("blame") and not other

    def _other(self, words: list[str]) -> int | None:
        """The place of the somebody else who is what a clause begins with; None when it is the applicant."""
        for place, word in enumerate(words[: self.opening]):
            if word in self.applicant:
                return None
            who = word in self.outside or word in self.near
            if who and not self.places & set(words[max(0, place - 2) : place]):
                return place
        return None

    def own_scores(self, clause: Clause) -> tuple[int, ...]:
        """Scores in a clause that are results, not practice, targets or other people's."""
        return () if self.not_own.search(clause.text) else clause.scores

    def of_later(self, words: str) -> bool:
        """Whether words put what follows them after the result."""
        return bool(self.later & set(_WORD.findall(words)))


@cache
def load_roles(path: Path = FOLDER / "roles.toml") -> Roles:
    """The lists of the file. Raises DataError when it cannot be used."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        lists: dict[str, Any] = {name: frozenset(raw[name]) for name in _LISTS}
        patterns: dict[str, Any] = {
            name: re.compile(rf"(?<![\w’-])(?:{raw[name]})(?![\w’-])") for name in _PATTERNS
        }
        opening = int(raw["opening"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, re.error) as error:
        raise DataError(f"interview/{path.name}: {error}") from None
    return Roles(**lists, **patterns, opening=opening)
