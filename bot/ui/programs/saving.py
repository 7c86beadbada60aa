"""A list to keep: what passes the filters as CSV, as a workbook, and as a page to print.

Covers: rows and columns, the printed page, the file's name. A closed program is in none of them. Does not
cover how cells are made safe (store.spreadsheet) or handing the file over (tab).
"""

from collections.abc import Sequence
from datetime import date

from bot.applicant.facts import SPECIALTIES
from bot.store.spreadsheet import Cell, to_csv, to_xlsx
from bot.store.tracker import NOTHING, OwnProgram
from bot.ui.components import Html, esc, join, link, tag, text
from bot.ui.programs.board import Board, Entry, Shown, place, questions, summary
from bot.ui.programs.words import STAND, STATUS

TITLE = "Stepwise: my programs"
COLUMNS = (
    "Program",
    "City",
    "State",
    "Specialty",
    "Verdict",
    "What is known",
    "Tier",
    "Fit (0 to 100)",
    "Status",
    "To ask",
    "Confirmed by me",
    "To prepare",
    "Notes",
    "Page",
    "ACGME ID",
    "Id",
)
NOTICE = (
    "Practice and planning help, not an evaluation, and no chance of matching. Not affiliated with AAMC, "
    "NRMP, ECFMG or any program. Rules change: look at the page of a program before you pay."
)
_STYLE = """
body { font: 11pt/1.45 -apple-system, "Segoe UI", Roboto, Arial, sans-serif; color: #111; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 18pt; margin: 0; }
h2 { font-size: 12pt; margin: 0; }
p { margin: 2px 0; }
article { padding: 10px 0; border-top: 1px solid #999; break-inside: avoid; }
.fine { color: #444; font-size: 9.5pt; }
ul { margin: 2px 0; padding-left: 1.4em; list-style: "\\2610  "; }
a { color: inherit; overflow-wrap: anywhere; }
@page { margin: 18mm; }
@media print { body { margin: 0; max-width: none; } }
"""


def file_name(kind: str, today: date) -> str:
    return f"stepwise-programs-{today.isoformat()}.{kind}"


def made(kind: str, board: Board, shown: Shown) -> bytes:
    """The file of a kind: "csv", "xlsx" or "html"."""
    if kind == "html":
        return report(board, shown).encode()
    lines = rows(board, shown)
    return to_csv(COLUMNS, lines) if kind == "csv" else to_xlsx(COLUMNS, lines, TITLE)


def rows(board: Board, shown: Shown) -> list[tuple[Cell, ...]]:
    """One row a program under COLUMNS: the open ones in their order, then those that were added."""
    found = [_row(entry, board) for entry in shown.open]
    return found + [_own(item, board.statuses.get(item.id, NOTHING)) for item in shown.own]


def _row(entry: Entry, board: Board) -> tuple[Cell, ...]:
    program, ranked = entry.program, entry.ranked
    labels = board.gate.words.rules
    confirmed = (
        f"{labels[key].label}: {found.found_on}, {found.where}" for key, found in entry.found.items()
    )
    return (
        program.name,
        program.city,
        program.state,
        SPECIALTIES[program.specialty],
        STAND[entry.stand],
        summary(entry, board),
        ranked.tier.value if ranked else "",
        ranked.fit if ranked else None,
        STATUS[entry.status],
        " ".join(board.gate.question(key) for key in questions(entry)),
        "; ".join(confirmed),
        " ".join(entry.judgement.conditions),
        program.notes,
        program.page() or "",
        program.acgme_id or "",
        program.id,
    )


def _own(item: OwnProgram, status: str) -> tuple[Cell, ...]:
    specialty = SPECIALTIES.get(item.specialty or "", "")
    known = (item.name, item.city, item.state, specialty, "Added by me", "Nothing known here", "", None)
    return (*known, STATUS[status], "", "", "", item.notes, item.website, "", item.id)


def report(board: Board, shown: Shown) -> str:
    """A page that prints well and needs nothing else, no network and no script."""
    total = len(shown.open) + len(shown.own)
    head = [
        text("h1", TITLE),
        text("p", f"{total} programs, {board.today.isoformat()}", "fine"),
        text("p", NOTICE, "fine"),
    ]
    parts = [_article(number, entry, board) for number, entry in enumerate(shown.open, start=1)]
    parts += [_own_article(item, board.statuses.get(item.id, NOTHING)) for item in shown.own]
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{esc(TITLE)}</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{_STYLE}</style></head><body>{join([*head, *parts])}</body></html>\n"
    )


def _article(number: int, entry: Entry, board: Board) -> Html:
    program, ranked = entry.program, entry.ranked
    where = f"{place(program)} · {SPECIALTIES[program.specialty]}"
    tier = f" · {ranked.tier}, fit {ranked.fit} of 100" if ranked else ""
    page = program.page()
    parts = [
        text("h2", f"{number}. {program.name}"),
        text("p", f"{where}{tier} · {STATUS[entry.status]}"),
        text("p", summary(entry, board)),
        _items([board.gate.question(key) for key in questions(entry)]),
        tag("p", link(page, page), "fine") if page else Html(""),
    ]
    return tag("article", join(parts))


def _own_article(item: OwnProgram, status: str) -> Html:
    where = (place(item), SPECIALTIES.get(item.specialty or "", ""), STATUS[status])
    parts = [
        text("h2", item.name),
        text("p", " · ".join(part for part in where if part)),
        text("p", "Added by you; nothing is known about it here."),
        tag("p", link(item.website, item.website), "fine") if item.website else Html(""),
    ]
    return tag("article", join(parts))


def _items(lines: Sequence[str]) -> Html:
    return tag("ul", join(text("li", line) for line in lines)) if lines else Html("")
