"""Finding the programs that a text speaks of by name.

Covers: words that set a name apart, initials of institutions ("RUHS"), nicknames, and the city as a help
to tell namesakes apart. Does not cover what a person wants to know about a program, or fuzzy spelling.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.assess.records import FOLDER, Program, Programs
from bot.assess.tables import read_toml

_NEAR_BEST = 0.85
_CITY = 0.5
_WHOLE = 5.0
_LONG_NAME = 3
_SHORTEST_INITIALS = 3
_ONE_IN = re.compile(r" (?:one|program|residency|hospital|clinic) (?:in|at|near) ")


@dataclass(frozen=True)
class _Name:
    """What a program is called: its name before "Residency" and its institution whole, words that set it
    apart, words of its city, initials of its names."""

    wholes: tuple[str, ...]
    words: frozenset[str]
    city: frozenset[str]
    initials: frozenset[str]


@dataclass(frozen=True, eq=False)
class Lookup:
    """The names of all programs; pure and shared."""

    names: tuple[tuple[Program, _Name], ...]
    weights: Mapping[str, float]
    places: frozenset[str]
    nicknames: Mapping[str, tuple[str, ...]]

    def find(self, text: str, specialties: Collection[str] = ()) -> tuple[Program, ...]:
        """The programs a text names, best first; of these specialties only, unless it is empty."""
        said = _tokens(text)
        asked = set(said)
        line = f" {' '.join(said)} "
        for nickname, words in self.nicknames.items():
            if f" {nickname} " in line:
                asked.update(words)
        pool = [
            (program, name)
            for program, name in self.names
            if not specialties or program.specialty in specialties
        ]
        scored = [(self._score(name, asked, line), program) for program, name in pool]
        best = max((score for score, _ in scored), default=0.0)
        if best <= 0:
            return tuple(program for program, _ in pool if _is_the_one(program, line))
        found = [(score, program) for score, program in scored if score >= _NEAR_BEST * best]
        return tuple(program for _, program in sorted(found, key=lambda item: (-item[0], item[1].id)))

    def _score(self, name: _Name, asked: set[str], line: str) -> float:
        strong = (name.words | name.initials) & asked
        whole = any(f" {phrase} " in line for phrase in name.wholes)
        if not whole and not strong - self.places:
            return 0.0
        return (
            whole * _WHOLE
            + sum(self.weights[word] for word in strong)
            + _CITY * sum(self.weights[word] for word in (name.city - strong) & asked)
        )


@cache
def load_lookup(programs: Programs, path: Path = FOLDER / "names.toml") -> Lookup:
    """The names of these programs. Raises DataError naming table and key."""
    top = read_toml(path)
    top.basis()
    generic = frozenset(top.text("generic").split())
    institutions = frozenset(top.texts("cities_that_name_an_institution"))
    nicknames = top.table("nicknames")
    named = {nickname: nicknames.texts(nickname) for nickname in nicknames.raw}
    top.done()
    names = tuple((program, _name(program, generic, institutions)) for program in programs)
    counts = Counter(word for _, name in names for word in name.words | name.city | name.initials)
    weights = {word: math.log(1 + len(names) / count) for word, count in counts.items()}
    places = frozenset(word for _, name in names for word in name.city)
    return Lookup(names, weights, places, named)


def _name(program: Program, generic: frozenset[str], institutions: frozenset[str]) -> _Name:
    words = frozenset(_tokens(f"{program.name} {program.institution}")) - generic
    initials = {
        "".join(word[0] for word in re.findall(r"\b[A-Z][a-z]+", part)).lower()
        for whole in (program.name, program.institution)
        for part in re.split(r"[/(),-]", whole)
    }
    named = re.split(r"\bResidency\b|\bProgram\b|\(", program.name)[0]
    parts = [part for text in (named, program.institution) for part in (text, *re.split(r"[/(]", text))]
    wholes = {" ".join(said) for part in parts if len(said := _tokens(part)) >= _LONG_NAME}
    return _Name(
        wholes=tuple(sorted(wholes)),
        words=words,
        city=frozenset() if program.city in institutions else frozenset(_tokens(program.city)) - generic,
        initials=frozenset(item for item in initials if len(item) >= _SHORTEST_INITIALS) - generic,
    )


def _is_the_one(program: Program, line: str) -> bool:
    """Whether a line speaks of a program by its city alone: "the one in Yakima"."""
    asked = _ONE_IN.search(line)
    return asked is not None and line.startswith(f"{' '.join(_tokens(program.city))} ", asked.end())


def _tokens(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", re.sub(r"['\u2019]s?\b", "", text.lower()))
