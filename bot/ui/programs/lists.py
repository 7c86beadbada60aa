"""The applicant's own list: which column is which, what was read, and which programs the rows are.

Covers: the markup of the import, finding rows in our records, and what an import will do. Does not cover
reading the file and its rows (store.lists) or keeping the result (tab).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.applicant.facts import SPECIALTIES
from bot.assess.records import Program, Programs
from bot.store.lists import FIELDS, BadRow, ListedProgram, ListReading
from bot.store.lists.words import plain
from bot.store.spreadsheet import Table
from bot.store.tracker import NewProgram, OwnProgram
from bot.ui import components as kit
from bot.ui.components import Html, act, esc, in_english, join, tag, text
from bot.ui.programs.words import STATUS, menu
from bot.ui.shell import problem
from bot.ui.tongue import later, say, several

_LABEL: Mapping[str, str] = {
    "name": later("Program name"),
    "specialty": later("Specialty"),
    "state": later("State"),
    "city": later("City"),
    "acgme_id": later("ACGME ID"),
    "website": later("Website"),
    "status": later("Status"),
    "notes": later("Notes"),
}
_BAD_SHOWN, _GOOD_SHOWN = 20, 8
_UNSAID = later("not said")
_FILLER = frozenset(("the", "a", "of", "at", "and", "residency", "program", "programme", "residencies"))


@dataclass(frozen=True)
class Sheet:
    """A file that was read and is being mapped: its columns by field, and the status of rows without one."""

    name: str
    table: Table
    columns: Mapping[str, int]
    blank: str = ""


@dataclass(frozen=True)
class Match:
    """The rows of a list: those of our records, those added before, and new ones."""

    known: tuple[tuple[ListedProgram, Program], ...]
    again: tuple[tuple[ListedProgram, OwnProgram], ...]
    new: tuple[ListedProgram, ...]


class Finder:
    """Finds the program that a row means: by ACGME ID, else by name with state and specialty."""

    def __init__(self, programs: Programs, own: Iterable[OwnProgram] = ()) -> None:
        self._ids: dict[str, list[Program]] = {}
        self._names: dict[frozenset[str], list[Program]] = {}
        for program in programs:
            if program.acgme_id:
                self._ids.setdefault(program.acgme_id, []).append(program)
            for name in {_key(program.name), _key(program.institution)}:
                self._names.setdefault(name, []).append(program)
        self._own: dict[frozenset[str], list[OwnProgram]] = {}
        for item in own:
            self._own.setdefault(_key(item.name), []).append(item)

    def sort(self, listed: Iterable[ListedProgram]) -> Match:
        known, again, new = [], [], []
        for row in listed:
            if (program := self._known(row)) is not None:
                known.append((row, program))
            elif (item := self._again(row)) is not None:
                again.append((row, item))
            else:
                new.append(row)
        return Match(tuple(known), tuple(again), tuple(new))

    def _known(self, row: ListedProgram) -> Program | None:
        """One program, or None when there is none or more than one could be meant."""
        by_id = [item for item in self._ids.get(row.acgme_id or "", ()) if _agrees(row, item)]
        by_name = [item for item in self._names.get(_key(row.name), ()) if _agrees(row, item)]
        for found in (by_id, by_name):
            if len(found) == 1:
                return found[0]
        return None

    def _again(self, row: ListedProgram) -> OwnProgram | None:
        same = [
            item
            for item in self._own.get(_key(row.name), ())
            if (item.specialty, item.state) == (row.specialty, row.state or "")
        ]
        return same[0] if same else None


def new_program(row: ListedProgram) -> NewProgram:
    return NewProgram(row.name, row.specialty, row.city or "", row.state or "", row.website or "", row.notes)


def status_of(row: ListedProgram, blank: str) -> str | None:
    """The status that an import sets; None leaves what is there."""
    return row.status or blank or None


def heading() -> Html:
    """What the section is for, above the button that takes a file."""
    lead = say(
        "Have you kept a list of programs in a spreadsheet? Bring it here. Programs that we know get your "
        "status; the others are added as your own. Files up to 2 MB; yours is read here and not kept."
    )
    return join([text("h3", say("Bring your own list"), id="own-list"), text("p", lead)])


def mapping(sheet: Sheet, reading: ListReading | None, found: Match | None, why: str = "") -> Html:
    """The columns to choose and, once a name is among them, what an import would do."""
    parts = [
        text(
            "h4", several(len(sheet.table.rows), "{name}: {n:,} row", "{name}: {n:,} rows", name=sheet.name)
        ),
        _columns(sheet),
    ]
    if reading is None or found is None:
        parts.append(problem(why))
    else:
        parts += [_reading(reading), _preview(reading.good, found), _buttons(found)]
    return join(parts)


def done(found: Match, statuses: int) -> str:
    """What an import did, in one line."""
    known, new = len(found.known) + len(found.again), len(found.new)
    said = [
        several(
            known,
            "{n:,} program on your list was known here",
            "{n:,} programs on your list were known here",
        )
    ]
    if statuses:
        said.append(several(statuses, "{n:,} status set", "{n:,} statuses set"))
    if new:
        said.append(several(new, "{n:,} program added as your own", "{n:,} programs added as your own"))
    return say("Imported: {what}.", what=", ".join(said))


def _key(name: str) -> frozenset[str]:
    return frozenset(plain(name).split()) - _FILLER


def _agrees(row: ListedProgram, program: Program) -> bool:
    """Whether nothing the row says is against it, and it says at least one of state and specialty."""
    said = [(row.state, program.state), (row.specialty, program.specialty)]
    given = [(mine, theirs) for mine, theirs in said if mine]
    return bool(given or row.acgme_id) and all(mine == theirs for mine, theirs in given)


def _columns(sheet: Sheet) -> Html:
    names = [header.strip() or say("Column {n}", n=at + 1) for at, header in enumerate(sheet.table.headers)]
    options = [("", say("not in my file")), *((str(at), name) for at, name in enumerate(names))]
    fields = [
        menu(f"column-{key}", key, say(_LABEL[key]), options, str(sheet.columns.get(key, "")))
        for key in FIELDS
    ]
    blanks = [("", say("leave as they are")), *((key, say(STATUS[key])) for key in ("applied", "invited"))]
    fields.append(menu("column-blank", "blank", say("Rows without a status"), blanks, sheet.blank))
    lead = text("p", say("Which column is which? What I guessed can be changed."), "fine")
    form = tag(
        "form", join(fields), "sw-filters", name="sw:columns", data_live="yes", aria_label=say("Columns")
    )
    return join([lead, form])


def _reading(reading: ListReading) -> Html:
    good, bad = len(reading.good), len(reading.bad)
    if bad:
        said = several(good, "{n:,} row kept, {bad} not:", "{n:,} rows kept, {bad} not:", bad=bad)
    else:
        said = several(good, "{n:,} row kept.", "{n:,} rows kept.")
    parts = [tag("p", text("strong", said), data_say=said)]
    if bad:
        parts.append(tag("ul", join(_bad(item) for item in reading.bad[:_BAD_SHOWN]), "plain"))
    if bad > _BAD_SHOWN:
        parts.append(text("p", say("and {n} more.", n=bad - _BAD_SHOWN), "fine"))
    return join(parts)


def _bad(item: BadRow) -> Html:
    return tag("li", join([esc(say("line {n}:", n=item.line) + " "), in_english(item.problem)]))


def _preview(rows: Sequence[ListedProgram], found: Match) -> Html:
    if not rows:
        return Html("")
    known = {row.line: program.name for row, program in found.known}
    again = {row.line for row, _ in found.again}
    unsaid = say(_UNSAID)
    cells = [
        (
            esc(row.name),
            esc(", ".join(part for part in (row.city, row.state) if part) or unsaid),
            esc(say(SPECIALTIES.get(row.specialty or "", _UNSAID))),
            esc(say(STATUS[row.status]) if row.status else unsaid),
            esc(
                known.get(row.line, say("added before") if row.line in again else say("new, added as yours"))
            ),
        )
        for row in rows[:_GOOD_SHOWN]
    ]
    columns = (say("In your file"), say("Place"), say("Specialty"), say("Status"), say("In our records"))
    rest = len(rows) - len(cells)
    more = (
        text("p", several(rest, "and {n:,} more row.", "and {n:,} more rows."), "fine")
        if rest > 0
        else Html("")
    )
    return join([kit.table(say("The first rows of your list"), columns, cells), more])


def _buttons(found: Match) -> Html:
    total = len(found.known) + len(found.again) + len(found.new)
    buttons = [act(say("Leave it"), "drop_sheet", "", "sw-button small quiet", say("and forget this file"))]
    if total:
        buttons.insert(
            0,
            act(
                several(total, "Import {n:,} row", "Import {n:,} rows"),
                "import_list",
                "",
                "sw-button small primary",
            ),
        )
    return tag("div", join(buttons), "sw-row")
