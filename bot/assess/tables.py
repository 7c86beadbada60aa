"""Reading one table of a TOML file with checks, so that an error names file, table and key.

Covers: texts, phrases with holes, shares, whole numbers, lists, curves, and keys that nobody reads.
Does not cover what a table means (rubric).
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from string import Formatter
from typing import Any

from bot.assess.scale import WHOLE, Curve
from bot.errors import DataError


def read_toml(path: Path) -> "Table":
    """The whole file as one table. Raises DataError when it cannot be read."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path.name}: {error}") from None
    return Table(path.name, "", raw)


@dataclass
class Table:
    """One table being read; every reader raises DataError naming the table and the key."""

    file: str
    name: str
    raw: Mapping[str, object]
    seen: set[str] = field(default_factory=set)

    def wrong(self, key: str, must: str) -> DataError:
        """The error for a key that is not as it must be."""
        return DataError(f"{self.file}: [{self.name}] '{key}' {must}")

    def get(self, key: str) -> object:
        """A raw value that must be there."""
        self.seen.add(key)
        if key not in self.raw:
            raise self.wrong(key, "is missing")
        return self.raw[key]

    def has(self, key: str) -> bool:
        """Whether the key is given; asking counts as reading it."""
        self.seen.add(key)
        return key in self.raw

    def done(self) -> None:
        """Refuse keys that were never read: a misspelt key would silently change nothing."""
        for key in self.raw:
            if key not in self.seen:
                raise self.wrong(key, "is not known here")

    def table(self, key: str) -> "Table":
        """A table inside this one."""
        return self._inside(key, self.get(key), key)

    def tables(self, key: str) -> list["Table"]:
        """A list of tables inside this one, numbered from 1 in errors."""
        value = self.get(key)
        if not isinstance(value, list):
            raise self.wrong(key, "must be a list of tables")
        return [self._inside(key, item, f"{key} {n}") for n, item in enumerate(value, start=1)]

    def _inside(self, key: str, value: object, label: str) -> "Table":
        if not isinstance(value, dict):
            raise self.wrong(key, "must be a table")
        return Table(self.file, f"{self.name}.{label}" if self.name else label, value)

    def text(self, key: str) -> str:
        """Words that must not be empty."""
        value = self.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "must be text")
        return value

    def phrase(self, key: str, holes: Iterable[str] = ()) -> str:
        """Words whose {holes} are all among `holes`, so that none is left unfilled."""
        value, known = self.text(key), set(holes)
        try:
            found = {name for _, name, _, _ in Formatter().parse(value) if name is not None}
        except ValueError as error:
            raise self.wrong(key, f"is not a usable phrase: {error}") from None
        if not found <= known:
            raise self.wrong(key, f"has the unknown hole {{{min(found - known)}}}")
        return value

    def phrases(self, holes: Mapping[str, Iterable[str]]) -> Mapping[str, str]:
        """All phrases of the table: exactly the keys of `holes`, each with its holes."""
        found = {key: self.phrase(key, names) for key, names in holes.items()}
        self.done()
        return found

    def whole(self, key: str, low: int = 0, high: int = 1000) -> int:
        """A whole number within bounds."""
        value = self.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.wrong(key, f"must be a whole number from {low} to {high}")
        return value

    def amount(self, key: str) -> float:
        """A number that is not negative, like dollars."""
        value = self.get(key)
        if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
            raise self.wrong(key, "must be a number that is not negative")
        return float(value)

    def wholes(self, key: str) -> tuple[int, ...]:
        """A list of rising whole numbers."""
        found = tuple(item for item in self.items(key) if isinstance(item, int))
        if len(found) != len(self.items(key)) or any(a >= b for a, b in pairwise(found)):
            raise self.wrong(key, "must be a list of rising whole numbers")
        return found

    def points(self, key: str) -> int:
        """Points as tenths."""
        value = self.get(key)
        number = value if isinstance(value, int | float) and not isinstance(value, bool) else -1
        if number < 0 or abs(number * 10 - round(number * 10)) > 1e-6:
            raise self.wrong(key, "must be points in steps of 0.1")
        return round(number * 10)

    def share(self, key: str) -> int:
        """A share from 0 to 1 as thousandths."""
        return self._share(key, self.get(key))

    def shares(self, key: str, length: int | None = None) -> tuple[int, ...]:
        """A list of shares as thousandths."""
        found = tuple(self._share(key, item) for item in self.items(key))
        if length is not None and len(found) != length:
            raise self.wrong(key, f"must hold {length} shares")
        return found

    def share_table(self, key: str, names: Iterable[str]) -> Mapping[str, int]:
        """A table of shares with exactly these names."""
        inner = self.table(key)
        found = {name: inner.share(name) for name in names}
        inner.done()
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words."""
        found = self.items(key)
        if not all(isinstance(item, str) for item in found):
            raise self.wrong(key, "must be a list of texts")
        return tuple(str(item) for item in found)

    def curve(self, key: str, rising: bool = True) -> Curve:
        """Anchors [x, share] with x rising and shares that never turn back."""
        anchors = self.steps(key)
        for (_, before), (_, after) in pairwise(anchors):
            if (after < before) if rising else (after > before):
                raise self.wrong(key, f"must never {'fall' if rising else 'rise'}")
        return Curve(anchors)

    def steps(self, key: str) -> tuple[tuple[int, int], ...]:
        """Pairs [from, share] with the first numbers rising."""
        pairs: list[tuple[int, int]] = []
        for item in self.items(key):
            if not isinstance(item, list) or len(item) != 2 or not isinstance(item[0], int):
                raise self.wrong(key, "must be a list of pairs [whole number, share]")
            pairs.append((item[0], self._share(key, item[1])))
        if len(pairs) < 2 or any(a[0] >= b[0] for a, b in pairwise(pairs)):
            raise self.wrong(key, "must hold two or more pairs whose first numbers rise")
        return tuple(pairs)

    def basis(self) -> str:
        """Where the table comes from: its `source`, or "Judgement: <reason>" for one of ours.

        Raises DataError when the table has neither, or a judgement without its reason.
        """
        judged = self.has("judgement") and self.get("judgement") is True
        reason = self.text("reason") if judged else ""
        if self.has("source"):
            return self.text("source")
        if not judged:
            raise self.wrong("source", "is missing, and there is no `judgement = true` with a `reason`")
        return f"Judgement: {reason}"

    def items(self, key: str) -> list[Any]:
        """A list that is not empty, its items unchecked."""
        value = self.get(key)
        if not isinstance(value, list) or not value:
            raise self.wrong(key, "must be a list that is not empty")
        return value

    def _share(self, key: str, value: object) -> int:
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
            raise self.wrong(key, "must be a share from 0 to 1")
        return round(value * WHOLE)
