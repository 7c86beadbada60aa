"""Unpacking an XLSX workbook that may be broken or hostile.

Covers: what the packed file claims to hold, its unpacked size, document types, the first visible sheet,
values as text. Does not cover formulas (their last values are read), links, pictures or other sheets.
"""

import io
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from bot.errors import BadInput
from bot.packed import check_packed

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

MOST_CELLS = 1_000_000
"""A row with one cell in the last of 16,384 columns is short in the file and long in memory."""
_LAST_LINE = 1_048_576
_DAMAGED = "is damaged or not an .xlsx workbook; open it in a spreadsheet program and save it again as .xlsx"
_TOO_LARGE = "unpacks to more than 20 MB; keep only the sheet with your list"


def workbook_rows(data: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row. Raises BadInput naming the file."""
    check_packed(data, name, _DAMAGED, _TOO_LARGE)
    try:
        yield from _rows(data)
    except BadInput as error:
        raise BadInput(f"{name}: {error}") from None
    except Exception:  # openpyxl lets through whatever its parsers meet in a broken part
        raise BadInput(f"{name}: {_DAMAGED}") from None


def _rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if not sheets:
            raise BadInput("has no sheet with cells; put your list on the first sheet")
        sheet = sheets[0]
        if isinstance(sheet, ReadOnlyWorksheet):
            sheet.reset_dimensions()  # some programs write wrong ones, and rows would be cut to them
        cells = 0
        for line, row in enumerate(sheet.iter_rows(), start=1):
            cells += len(row)
            if cells > MOST_CELLS or line > _LAST_LINE:
                raise BadInput("has far more cells than a list needs; copy your list into a new sheet")
            yield line, [_text(cell) for cell in row]
    finally:
        book.close()


def _text(cell: "ReadOnlyCell | EmptyCell | Cell | MergedCell") -> str:
    """A value as the sheet shows it, dates as ISO dates. A formula's error is no value."""
    from openpyxl.utils.escape import unescape

    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return unescape(value) if isinstance(value, str) else str(value)
