"""Writing rows as CSV or XLSX so that no cell can run as a formula.

Covers: neutralised text, numbers as numbers, the look of a sheet (header, widths, filter). Does not cover
which rows are written, or a comma file opened where the spreadsheet expects semicolons: there the program
itself cuts the lines anew, so offer XLSX first.
"""

import csv
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from bot.store.spreadsheet.cells import clean

if TYPE_CHECKING:
    from openpyxl.cell import Cell as SheetCell
    from openpyxl.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

Cell: TypeAlias = str | int | float | bool | date | None

_STARTS = frozenset("=+-@")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST_TEXT = 32_767
_LONGEST_NUMBER = 10**15
"""Excel keeps 15 digits; a longer number is an id and is written as text."""
_NARROWEST, _WIDEST = 9, 60
_LONGEST_TITLE = 31


def to_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, without which Excel misreads accents. Texts are quoted."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    for row in ([*headers], *rows):
        values = (_plain(cell) for cell in row)
        writer.writerow([_neutral(value) if isinstance(value, str) else value for value in values])
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(headers: Sequence[str], rows: Iterable[Sequence[Cell]], title: str) -> bytes:
    """A workbook of one sheet: bold frozen header, widths by content, a filter over all columns.

    A text that looks like a formula stays text: it is stored as a string and marked as quoted, so that it
    does not become a formula when somebody edits the cell.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.properties.creator = "Stepwise"
    sheet: Worksheet = book.worksheets[0]
    sheet.title = _sheet_title(title)
    lines: list[list[Cell]] = [[*headers], *([*row] for row in rows)]
    for number, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            _write(sheet.cell(number, column), value)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column in range(1, len(headers) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _width(lines, column - 1)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(headers), 1))}{len(lines)}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def runs(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula: what it begins with once invisible
    characters are passed over, full-width forms included, or a tab or line end at its start."""
    if text[:1] in ("\t", "\r", "\n"):
        return True
    for char in text:
        if unicodedata.category(char)[0] not in "ZC":
            return unicodedata.normalize("NFKC", char)[:1] in _STARTS
    return False


def _neutral(text: str) -> str:
    return f"'{text}" if runs(text) else text


def _plain(cell: Cell) -> str | int | float:
    """What is written in either format: numbers as they are, everything else as clean text."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            return ""
        return str(cell) if isinstance(cell, int) and abs(cell) >= _LONGEST_NUMBER else cell
    return cell.isoformat() if isinstance(cell, date) else clean(cell)


def _write(cell: "SheetCell | MergedCell", value: Cell) -> None:
    from openpyxl.styles import Alignment

    plain = _plain(value)
    if isinstance(plain, str) and plain:
        cell.value = _ESCAPE.sub("_x005F_", _short(plain))
        cell.data_type = "s"  # openpyxl took it for a formula or an error where it looks like one
        cell.quotePrefix = runs(plain)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    elif not isinstance(plain, str):
        cell.value = plain
        cell.alignment = Alignment(vertical="top")


def _short(text: str) -> str:
    """Excel calls a workbook damaged when a cell holds more; what is cut ends in three dots."""
    room = _LONGEST_TEXT - 6 * len(_ESCAPE.findall(text))
    return text if len(text) <= room else text[: room - 1] + "…"


def _width(lines: Sequence[Sequence[Cell]], column: int) -> int:
    texts = (str(_plain(line[column])) for line in lines if column < len(line))
    longest = max((len(part) for text in texts for part in text.split("\n")), default=0)
    return min(max(longest + 2, _NARROWEST), _WIDEST)


def _sheet_title(title: str) -> str:
    """A name that Excel accepts for a sheet."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", clean(title))
    return " ".join(plain.split())[:_LONGEST_TITLE].strip("' ") or "Stepwise"
