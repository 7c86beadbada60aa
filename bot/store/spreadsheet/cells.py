"""A table as it was found in a file, and the characters that a cell may hold.

Covers: the types Table and Row, dropping what no workbook can hold. Does not cover files.
"""

import re
from dataclasses import dataclass

_UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""XML 1.0 has no way to write these; a lone surrogate is not text at all."""


@dataclass(frozen=True)
class Row:
    """One row below the header; `line` is its line in the file, the first line being 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The rows that are not blank, each with as many cells as there are headers; a blank cell is ""."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]


def clean(text: str) -> str:
    """The text with line ends as "\\n" and without characters that a workbook cannot hold."""
    return _UNHELD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
