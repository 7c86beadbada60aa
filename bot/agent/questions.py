"""How each field is asked for: the wording and quick replies in prompts/questions.md.

Covers: loading and checking the file, and filling in what is on record. Does not cover which
question comes next (applicant/intake).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.applicant.facts import FIELDS
from bot.errors import DataError
from bot.settings import PROMPTS


@dataclass(frozen=True)
class Wording:
    """`ask` and `again` are the first and the second asking; `quick` is what a tap sends."""

    ask: str
    again: str
    quick: tuple[str, ...]


@cache
def load_questions(path: Path = PROMPTS / "questions.md") -> Mapping[str, Wording]:
    """Wordings by field. Raises DataError naming a field without wording, or one that is unknown."""
    found: dict[str, Wording] = {}
    for section in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        key, *lines = section.strip().splitlines()
        ask, again = (
            next((line.removeprefix(lead).strip() for line in lines if line.startswith(lead)), "")
            for lead in ("Ask:", "Again:")
        )
        if key not in FIELDS or not ask or not again:
            raise DataError(f"{path.name}: '{key}' must be a field with an Ask: and an Again: line")
        found[key] = Wording(ask, again, tuple(line[2:].strip() for line in lines if line.startswith("- ")))
    return found


def wording(key: str, values: Mapping[str, str]) -> Wording:
    """How to ask for a field, with values on record filled in."""
    raw = load_questions()[key]
    return Wording(raw.ask.format_map(values), raw.again.format_map(values), raw.quick)
