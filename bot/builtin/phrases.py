"""The built-in advisor's phrases: prompts/builtin/phrases.md, chosen and filled.

Covers: loading, choosing a variant by seed (varied between turns, the same on replay) and filling
holes. A hole that is not filled raises, so an unfinished phrase never reaches a person.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.errors import DataError
from bot.prose import sentences
from bot.settings import PROMPTS


@dataclass(frozen=True)
class Phrases:
    variants: Mapping[str, tuple[str, ...]]
    seed: str = ""

    def say(self, key: str, **holes: object) -> str:
        """One variant of a phrase. Raises DataError when the key or a hole is missing."""
        if key not in self.variants:
            raise DataError(f"phrases.md has no phrase '{key}'")
        choices = self.variants[key]
        digest = hashlib.sha256(f"{self.seed}/{key}".encode()).digest()
        phrase = choices[digest[0] % len(choices)]
        try:
            return phrase.format_map({name: str(value) for name, value in holes.items()})
        except KeyError as hole:
            raise DataError(f"phrases.md: '{key}' has a hole {hole} that was not filled") from None

    def has(self, key: str) -> bool:
        return key in self.variants

    def seeded(self, seed: str) -> "Phrases":
        return Phrases(self.variants, seed)


@cache
def load_phrases(path: Path = PROMPTS / "builtin" / "phrases.md") -> Phrases:
    """All phrases of the file: a heading is a key, each bullet under it a variant."""
    found: dict[str, tuple[str, ...]] = {}
    for section in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        key, *lines = section.strip().splitlines()
        choices = tuple(line[2:].strip() for line in lines if line.startswith("- "))
        if not choices or key in found:
            raise DataError(f"{path.name}: '{key}' must stand once and have a variant")
        found[key] = choices
    return Phrases(found)


def cited(text: str, key: str) -> str:
    """A text in the reply grammar, each of its sentences citing `key`."""
    return " ".join(f"{sentence} [[{key}]]" for sentence in sentences(text))
