"""Signs: what to look for in one clause of a spoken answer, from knowledge/interview/signs.toml.

Covers: loading and checking the lists, and finding signs in a clause with denials ("never failed") and
exceptions. Does not cover what a find means for an answer (elements, flags).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.errors import DataError
from bot.settings import KNOWLEDGE

FOLDER = KNOWLEDGE / "interview"
_ANY_WORD = (("(?: \\w+)", "(?: [\\w’-]+)"), ("(?:\\w+ )", "(?:[\\w’-]+ )"))
_REACH = 3
"""How many words before a find may hold its denial."""


@dataclass(frozen=True)
class Sign:
    name: str
    any: re.Pattern[str]
    unless: re.Pattern[str] | None
    nowhere: re.Pattern[str] | None
    deniable: bool


@dataclass(frozen=True)
class Signs:
    signs: tuple[Sign, ...]
    negator: re.Pattern[str]

    def find(self, clause: str) -> Mapping[str, tuple[int, int]]:
        """The first find of each sign in a clause (lower case, ’ for apostrophes), as (start, end)."""
        found = {}
        for sign in self.signs:
            place = self._first(sign, clause)
            if place is not None:
                found[sign.name] = place
        return found

    def _first(self, sign: Sign, clause: str) -> tuple[int, int] | None:
        if sign.nowhere and sign.nowhere.search(clause):
            return None
        barred = [place.span() for place in sign.unless.finditer(clause)] if sign.unless else []
        for place in sign.any.finditer(clause):
            start, end = place.span()
            if any(start < b and a < end for a, b in barred):
                continue
            if sign.deniable and self.denied(clause[:start]):
                continue
            return start, end
        return None

    def denied(self, before: str) -> bool:
        """Whether the last words before a find deny it."""
        return any(self.negator.fullmatch(word) for word in re.findall(r"[\w’-]+", before)[-_REACH:])


@cache
def load_signs(path: Path = FOLDER / "signs.toml") -> Signs:
    """All signs of the file. Raises DataError naming the sign and the pattern that cannot be used."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"interview/{path.name}: {error}") from None
    words = {name: f"(?:{'|'.join(map(_word, entries))})" for name, entries in raw["words"].items()}
    signs = tuple(_sign(path, name, table, words) for name, table in raw["sign"].items())
    return Signs(signs, re.compile(words["negator"]))


def _sign(path: Path, name: str, table: Mapping[str, Any], words: Mapping[str, str]) -> Sign:
    unknown = table.keys() - {"any", "unless", "nowhere", "denied"}
    if unknown or not table.get("any"):
        raise DataError(
            f"interview/{path.name}: [sign.{name}] needs 'any' and does not know {sorted(unknown)}"
        )

    def pattern(key: str) -> re.Pattern[str]:
        patterns = [_filled(path, name, entry, words) for entry in table[key]]
        return re.compile(rf"(?<![\w’-])(?:{'|'.join(patterns)})(?![\w’-])")

    def compiled(key: str) -> re.Pattern[str] | None:
        return pattern(key) if table.get(key) else None

    return Sign(name, pattern("any"), compiled("unless"), compiled("nowhere"), table.get("denied") is False)


def _filled(path: Path, name: str, pattern: str, words: Mapping[str, str]) -> str:
    """A pattern with its <lists> filled in and its free words widened to apostrophes."""
    try:
        text = re.sub(r"<(\w+)>", lambda hole: words[hole[1]], _word(pattern))
        re.compile(text)
    except (KeyError, re.error) as error:
        raise DataError(f"interview/{path.name}: [sign.{name}] '{pattern}': {error}") from None
    return text


def _word(pattern: str) -> str:
    for short, wide in _ANY_WORD:
        pattern = pattern.replace(short, wide)
    return pattern
