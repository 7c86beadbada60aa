"""Reading one sheet from a CSV or XLSX file that somebody else made.

Covers: limits, kinds of file, encodings, delimiters, the header line, the values of cells as text. Does not
cover unpacking a workbook (workbook) or what a column means (lists).
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from bot.errors import BadInput
from bot.packed import is_packed
from bot.store.spreadsheet.cells import Row, Table, clean
from bot.store.spreadsheet.workbook import workbook_rows

LARGEST_FILE = 2 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 5_000, 60
LONGEST_CELL = 2_000

TEXT_KINDS, BOOK_KINDS = (".csv", ".tsv", ".txt"), (".xlsx",)
_KINDS = {
    ".xls": "an old Excel workbook",
    ".xlsb": "a binary Excel workbook",
    ".xlsm": "a workbook with macros",
    ".ods": "an OpenDocument sheet",
    ".numbers": "a Numbers sheet",
    ".pdf": "a PDF",
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp", ".heic", ".bmp", ".tif", ".tiff"), "an image"),
    **dict.fromkeys((".doc", ".docx", ".odt", ".rtf"), "a text document"),
}
_SAVE = "open your list in a spreadsheet program and save it as .xlsx or .csv"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",;\t"
_WHOLE_LINE = "\x1f"
"""A delimiter that no cleaned text holds: each line is one cell."""
_SAMPLE = 50

Lines = Iterable[tuple[int, list[str]]]


def read_table(source: Path | str | bytes, filename: str) -> Table:
    """The sheet of a file, from its path or its bytes; `filename` is what the person calls it.

    Limits: 2 MB, 5,000 rows, 60 columns, 2,000 characters a cell. Raises BadInput, one line that names the
    file, what is wrong, and what to do.
    """
    name = _shown(filename)
    suffix = Path(name).suffix.lower()
    if suffix not in (*TEXT_KINDS, *BOOK_KINDS):
        raise BadInput(f"{name}: {_KINDS.get(suffix, 'a file of this kind')} cannot be read here; {_SAVE}")
    data = source if isinstance(source, bytes) else _bytes(Path(source), name)
    if len(data) > LARGEST_FILE:
        raise BadInput(f"{name}: is larger than 2 MB; keep only the sheet with your list and save it again")
    if not data.strip():
        raise BadInput(f"{name}: is empty; choose the file that holds your list")
    if data.startswith(_OLD_OFFICE):
        locked = _ENCRYPTED in data
        what = "is protected with a password" if locked else "is an old Excel workbook (.xls)"
        raise BadInput(f"{name}: {what}; {'remove the password' if locked else _SAVE}")
    if is_packed(data):
        return _table(name, workbook_rows(data, name))
    if suffix in BOOK_KINDS:
        raise BadInput(f"{name}: is not an .xlsx workbook or is damaged; {_SAVE}")
    return _table(name, _text_rows(_decoded(data, name), name))


def _bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise BadInput(f"{name}: cannot be opened ({error.strerror}); check that the file is there") from None


def _shown(filename: str) -> str:
    """The file's own name, short enough for one line."""
    name = " ".join(clean(re.split(r"[/\\]", filename)[-1]).split())
    return name if len(name) <= 80 else f"{name[:60]}…{name[-19:]}"


def _decoded(data: bytes, name: str) -> str:
    encodings = ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and not text.lstrip().lower().startswith(("<!doctype", "<html", "%pdf-")):
            return text
    raise BadInput(f"{name}: is not a table of text; {_SAVE} (CSV UTF-8)")


def _text_rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Records with the line on which each begins: a quoted cell may hold line ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(f"{name}: line {line} cannot be read ({error}); {_SAVE}") from None


def _delimiter(text: str) -> str:
    """The mark that cuts the most lines, and those into as many cells as the first line has.

    A mark that cuts neither the first line nor most lines belongs to the words of a list of one column.
    Quotes are taken strictly first: a wrong mark breaks them.
    """
    for strict in (True, False):
        best: tuple[tuple[int, bool, int, int], str] | None = None
        for mark in _DELIMITERS:
            widths = _widths(text, mark, strict)
            cut = sum(1 for width in widths if width > 1)
            if cut * 2 <= len(widths) and widths[:1] <= [1]:
                continue
            usual, count = max(Counter(widths).items(), key=lambda one: (one[1], one[0]))
            score = (cut, widths[0] == usual, usual, count)
            if best is None or score > best[0]:
                best = score, mark
        if best:
            return best[1]
    return _WHOLE_LINE


def _widths(text: str, mark: str, strict: bool) -> list[int]:
    """How many cells the first lines have with this delimiter; empty when it breaks their quotes."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=strict)
    try:
        return [len(cells) for cells in islice(reader, _SAMPLE) if cells]
    except csv.Error:
        return []


def _table(name: str, lines: Lines) -> Table:
    """The filled lines as a table, once they are within the limits."""
    filled: list[tuple[int, list[str]]] = []
    for line, raw in lines:
        cells = [text if (text := clean(cell)).strip() else "" for cell in raw]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise BadInput(f"{name}: line {line} has more than {MOST_COLUMNS} columns; delete some")
        long = next((n for n, cell in enumerate(cells, start=1) if len(cell) > LONGEST_CELL), None)
        if long:
            raise BadInput(
                f"{name}: line {line}, column {long} holds more than {LONGEST_CELL:,} characters; shorten it"
            )
        filled.append((line, cells))
        if len(filled) > MOST_ROWS + 1:
            raise BadInput(f"{name}: has more than {MOST_ROWS:,} rows; split it into smaller files")
    if not filled:
        raise BadInput(f"{name}: has no filled cell; put your list on its first sheet")
    head = _header(filled)
    width = max(len(cells) for _, cells in filled[head:])
    padded = [(line, (*cells, *("",) * (width - len(cells)))) for line, cells in filled[head:]]
    return Table(padded[0][1], tuple(Row(line, cells) for line, cells in padded[1:]))


def _header(filled: list[tuple[int, list[str]]]) -> int:
    """Where the header is: titles above it fill one cell while most lines fill more."""
    wide = [sum(map(bool, cells)) > 1 for _, cells in filled]
    return wide.index(True) if sum(wide) * 2 > len(wide) else 0
