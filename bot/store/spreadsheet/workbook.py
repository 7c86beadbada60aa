"""Unpacking an XLSX workbook that may be broken or hostile.

Covers: what the packed file claims to hold, its unpacked size, document types, the first visible sheet,
values as text. Does not cover formulas (their last values are read), links, pictures or other sheets.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from bot.errors import BadInput

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

LARGEST_UNPACKED = 20 * 1024 * 1024
MOST_CELLS = 1_000_000
"""A row with one cell in the last of 16,384 columns is short in the file and long in memory."""
_LAST_LINE = 1_048_576
_DAMAGED = "is damaged or not an .xlsx workbook; open it in a spreadsheet program and save it again as .xlsx"
_DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be"))


def is_packed(data: bytes) -> bool:
    """Whether the bytes begin as every workbook of today does."""
    return data.startswith(b"PK\x03\x04")


def workbook_rows(data: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each row. Raises BadInput naming the file."""
    _check(data, name)
    try:
        yield from _rows(data)
    except BadInput as error:
        raise BadInput(f"{name}: {error}") from None
    except Exception:  # openpyxl lets through whatever its parsers meet in a broken part
        raise BadInput(f"{name}: {_DAMAGED}") from None


def _check(data: bytes, name: str) -> None:
    """Refuse what must not reach the parser: bombs, passwords, other kinds, XML that defines entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            if sum(member.file_size for member in members) > LARGEST_UNPACKED:
                raise BadInput(f"{name}: unpacks to more than 20 MB; keep only the sheet with your list")
            if any(member.flag_bits & 1 for member in members):
                raise BadInput(f"{name}: is protected with a password; remove the password")
            if "[Content_Types].xml" not in packed.namelist():
                raise BadInput(f"{name}: {_DAMAGED}")
            for member in members:
                # Other methods unpack a block at once, however large it turns out to be.
                if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise BadInput(f"{name}: {_DAMAGED}")
                content = packed.read(member)
                if any(mark in content for mark in _DOCTYPES):
                    raise BadInput(f"{name}: {_DAMAGED}")
    except BadInput:
        raise
    except (
        Exception
    ):  # zipfile raises many kinds for a broken archive, zlib.error and struct.error among them
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
