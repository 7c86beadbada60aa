"""A person's own program list: which column is which, and what each row says.

Covers: guessing columns from headers, checking each row, rows that stand there twice. Does not cover the
file (spreadsheet), the words people use (words), finding the program in our own records, or saving.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from bot.errors import BadInput
from bot.store.lists.words import FIELDS, ListWords, load_words, plain, shown
from bot.store.spreadsheet import Row, Table
from bot.store.tracker import LINE_LIMIT, WEBSITE_LIMIT, NewProgram

__all__ = ["FIELDS", "BadRow", "ListReading", "ListedProgram", "guess_columns", "read_list"]

_CITY_STATE = re.compile(r"(?P<city>.*\S)\s*,\s*(?P<state>[A-Za-z][A-Za-z. ]*?)(?:\s+\d{5}(?:-\d{4})?)?")
_UNSAFE = re.compile(r"[\s<>\"'\\\x00-\x20]")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


@dataclass(frozen=True)
class ListedProgram:
    """One program of the list; None and "" are unknown. `state` has two letters, `acgme_id` ten digits.

    `status` is one of the tracker's: "none" was written so, an empty cell is None and says nothing.
    """

    line: int
    name: str
    specialty: str | None = None
    city: str = ""
    state: str = ""
    acgme_id: str = ""
    website: str = ""
    status: str | None = None
    notes: str = ""

    @property
    def as_new(self) -> NewProgram:
        """The same for the tracker, for a program that our records lack."""
        return NewProgram(self.name, self.specialty, self.city, self.state, self.website, self.notes)


@dataclass(frozen=True)
class BadRow:
    """A row that was left out; `problem` says what is wrong in it, all of it, in one line."""

    line: int
    problem: str


@dataclass(frozen=True)
class ListReading:
    good: tuple[ListedProgram, ...]
    bad: tuple[BadRow, ...]


def guess_columns(headers: tuple[str, ...]) -> dict[str, int]:
    """The column of each field that some header names; each column is used once."""
    words = load_words()
    ranked = sorted(
        (rank, at, FIELDS.index(field), field)
        for at, header in enumerate(headers)
        for field in FIELDS
        if (rank := words.rank(field, header)) is not None
    )
    found: dict[str, int] = {}
    for _, at, _, field in ranked:
        if field not in found and at not in found.values():
            found[field] = at
    return {field: found[field] for field in FIELDS if field in found}


def read_list(table: Table, columns: Mapping[str, int]) -> ListReading:
    """Every row as a program or as a bad row, in the order of the file.

    Raises BadInput when `columns` has no "name", or names a field or a column that is not there.
    """
    _check(table, columns)
    words, seen = load_words(), _Seen()
    good: list[ListedProgram] = []
    bad: list[BadRow] = []
    for row in table.rows:
        try:
            program = _program(row, table.headers, columns, words)
            seen.add(program)
        except BadInput as error:
            bad.append(BadRow(row.line, str(error)))
        else:
            good.append(program)
    return ListReading(tuple(good), tuple(bad))


def _check(table: Table, columns: Mapping[str, int]) -> None:
    for field, at in columns.items():
        if field not in FIELDS:
            raise BadInput(f"'{shown(field)}' is not a column of a program list; known: {', '.join(FIELDS)}")
        if not 0 <= at < len(table.headers):
            raise BadInput(f"column {at + 1} for '{field}' is not in the file; it has {len(table.headers)}")
    if "name" not in columns:
        raise BadInput("no column is chosen for the program's name; choose the one with program or hospital")


def _program(
    row: Row, headers: tuple[str, ...], columns: Mapping[str, int], words: ListWords
) -> ListedProgram:
    """Raises BadInput with everything that is wrong in the row."""
    problems: list[str] = []

    def read(field: str, check: Callable[[str], str | None]) -> str | None:
        text = " ".join(row.cells[columns[field]].split()) if field in columns else ""
        try:
            return check(text) if text else None
        except BadInput as error:
            problems.append(str(error))
            return None

    name = read("name", _name)
    if name is None and not problems:
        problems.append("the program's name is missing")
    city, state = _city(
        read("city", partial(_within, "the city")) or "", read("state", words.state) or "", words
    )
    status_header = headers[columns["status"]] if "status" in columns else ""
    program = ListedProgram(
        line=row.line,
        name=name or "",
        specialty=read("specialty", words.specialty),
        city=city,
        state=state,
        acgme_id=read("acgme_id", _acgme_id) or "",
        website=read("website", _website) or "",
        status=read("status", lambda text: words.status(text, status_header)),
        notes=read("notes", str) or "",
    )
    if problems:
        raise BadInput("; ".join(problems))
    return program


def _name(text: str) -> str:
    if not any(char.isalpha() for char in text):
        raise BadInput(f"the name '{shown(text)}' has no letters")
    return _within("the name", text)


def _within(what: str, text: str, limit: int = LINE_LIMIT) -> str:
    if len(text) > limit:
        raise BadInput(f"{what} '{shown(text)}' is longer than {limit} characters")
    return text


def _city(city: str, state: str, words: ListWords) -> tuple[str, str]:
    """ "Fresno, CA 93701" is a city and its state, unless the state's own column says another."""
    parts = _CITY_STATE.fullmatch(city)
    if not parts:
        return city, state
    try:
        told = words.state(parts["state"])
    except BadInput:
        return city, state
    return (parts["city"], told) if state in ("", told) else (city, state)


def _acgme_id(text: str) -> str:
    """Ten digits. A sheet that took the id for a number has dropped its leading zero."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"[0-9]{9,10}", digits):
        raise BadInput(f"ACGME ID '{shown(text)}' is not a number of ten digits")
    return digits.zfill(10)


def _website(text: str) -> str:
    """An address of the web; one without http:// gets https://."""
    address = text if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", text) else f"https://{text}"
    if not _sound(address):
        raise BadInput(f"website '{shown(text)}' is not a web address that begins with http:// or https://")
    return _within("the website", address, WEBSITE_LIMIT)


def _sound(address: str) -> bool:
    """Whether it leads to a named host of the web, with nothing in it that hides where."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain_host = "@" not in parts.netloc and _HOST.fullmatch(host) is not None
    return parts.scheme in ("http", "https") and plain_host and not _UNSAFE.search(address)


class _Seen:
    """The good rows so far, to tell a row that is there twice from another track of the same program."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str | None], int] = {}
        self._names: dict[tuple[str | None, ...], ListedProgram] = {}

    def add(self, program: ListedProgram) -> None:
        """Raises BadInput naming the line when the program stands there already."""
        name = (plain(program.name), program.specialty, program.state, plain(program.city))
        earlier = self._names.get(name)
        if earlier and not (earlier.acgme_id and program.acgme_id):
            raise BadInput(f"same as line {earlier.line}")
        if program.acgme_id:
            line = self._ids.setdefault((program.acgme_id, program.specialty), program.line)
            if line != program.line:
                raise BadInput(f"same as line {line}")
        self._names.setdefault(name, program)
