"""The numbers of the search, from knowledge/calibration.toml, checked and typed.

Covers: weights of the fusion and settings of the edge. Does not cover what is learned from the
corpus itself (edge).
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from bot.errors import DataError
from bot.settings import KNOWLEDGE


@dataclass(frozen=True)
class Calibration:
    """See knowledge/calibration.toml for what each number does."""

    text: float
    question: float
    words: float
    other_specialty: float
    kernel_width: float
    ridge: float
    folds: int
    refuse_at: float
    covered_at: float
    topic_at: float

    @classmethod
    def load(cls, path: Path = KNOWLEDGE / "calibration.toml") -> "Calibration":
        """Raises DataError naming the file and the number that is missing or wrong."""
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
            numbers = {**tables["fusion"], **tables["edge"]}
        except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
            raise DataError(f"{path}: {error}") from None
        for name, kind in cls.__annotations__.items():
            value = numbers.get(name)
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise DataError(f"{path}: {name} must be a number of at least 0, not {value!r}")
            numbers[name] = kind(value)
        return cls(**{name: numbers[name] for name in cls.__annotations__})
