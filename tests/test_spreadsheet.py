"""Spreadsheets: no written cell can run, what is written is read back, a bad file is named in one line."""

import csv
import io
import random
import unicodedata
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bot.errors import BadInput
from bot.store.spreadsheet import Row, read_table, to_csv, to_xlsx
from bot.store.spreadsheet.reading import LARGEST_FILE, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS

few = settings(max_examples=60, deadline=None)

DANGERS = (
    *(
        "=1+1",
        "+1",
        "-1+2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\tx",
        "  =1",
        "\u00a0=1",
        "\u200b=1",
        "\ufeff=1",
    ),
    *(
        "＝1+1",
        "＋1",
        "－1",
        "＠x",
        "﹦1",
        "\u3000＝1",
        "\x00=1",
        '=cmd|"/c calc"!A1',
        '=HYPERLINK("http://a.org")',
    ),
)
HARMLESS = (
    "",
    "Kern Medical",
    "3-year program",
    "a=b",
    "'=1",
    "1+1",
    "-",
    "#N/A",
    "_x003D_1",
    "12/25",
    "007",
    "TRUE",
)
TEXTS = st.one_of(
    st.text(max_size=40), st.sampled_from(DANGERS + HARMLESS), st.from_regex(r"[=+\-@\s]{1,3}\w")
)


def held(text: str) -> str:
    """What a workbook can hold of a text."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        c for c in text if c in "\t\n" or (ord(c) >= 32 and not 0xD800 <= ord(c) < 0xE000)
    ).translate({0xFFFE: None, 0xFFFF: None})


def could_run(text: str) -> bool:
    """Whether the first visible character, or the first one, is one that starts a formula."""
    visible = [c for c in text if unicodedata.category(c)[0] not in "ZC"]
    first = unicodedata.normalize("NFKC", visible[0])[:1] if visible else ""
    return first in tuple("=+-@") or text[:1] in tuple("\t\r\n")


def csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def workbook(*rows: list, title: str = "Sheet") -> bytes:
    """A workbook as another program would write it."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, name: str, content: bytes) -> bytes:
    """The packed file with one member replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return out.getvalue()


def refusal(data: bytes, filename: str) -> str:
    with pytest.raises(BadInput) as caught:
        read_table(data, filename)
    message = str(caught.value)
    assert "\n" not in message
    return message


# ---------------------------------------------------------------- writing


@few
@given(TEXTS, TEXTS)
@example("=1+1", "\t")
def test_no_cell_of_a_csv_can_run_and_its_text_is_kept(header: str, text: str) -> None:
    (first,), (second,) = csv_rows(to_csv([header], [[text]]))
    for written, meant in ((first, header), (second, text)):
        assert not could_run(written)
        assert written == (f"'{held(meant)}" if could_run(held(meant)) else held(meant))


@few
@given(TEXTS, TEXTS)
@example("=1+1", "#N/A")
def test_every_text_cell_of_a_workbook_is_a_string_and_never_a_formula(header: str, text: str) -> None:
    sheet = load_workbook(io.BytesIO(to_xlsx([header, "n"], [[text, 1]], "Programs"))).active
    for cell, meant in ((sheet["A1"], header), (sheet["A2"], text)):
        assert cell.data_type == ("s" if held(meant) else "n")
        assert cell.quotePrefix == could_run(held(meant))


@pytest.mark.parametrize("text", DANGERS)
def test_a_dangerous_text_is_quoted_in_a_csv(text: str) -> None:
    assert csv_rows(to_csv(["a"], [[text]]))[1][0].startswith("'")


@pytest.mark.parametrize("text", [*HARMLESS[:3], "a=b", "'=1", "1+1"])
def test_a_harmless_text_is_left_alone(text: str) -> None:
    assert csv_rows(to_csv(["a", "b"], [[text, "x"]]))[1] == [text, "x"]


def test_numbers_stay_numbers() -> None:
    assert to_csv(["a"], [[-3, 2.5, True, None]]).decode("utf-8-sig") == '"a"\r\n-3,2.5,"yes",""\r\n'
    sheet = load_workbook(io.BytesIO(to_xlsx(["a"], [[-3, 2.5, True, None]], "x"))).active
    assert [cell.value for cell in sheet[2]] == [-3, 2.5, "yes", None]


def test_an_id_too_long_for_a_number_is_text() -> None:
    sheet = load_workbook(io.BytesIO(to_xlsx(["a"], [[1234567890123456789]], "x"))).active
    assert sheet["A2"].value == "1234567890123456789"


def test_what_is_no_number_is_left_empty() -> None:
    rows = [[float("nan"), float("inf"), "x"]]
    assert csv_rows(to_csv(["a", "b", "c"], rows))[1] == ["", "", "x"]
    assert read_table(to_xlsx(["a", "b", "c"], rows, "x"), "a.xlsx").rows[0].cells == ("", "", "x")


def test_a_csv_begins_with_the_mark_that_excel_needs() -> None:
    assert to_csv(["Año"], []).startswith(b"\xef\xbb\xbf")


def test_a_workbook_has_a_bold_frozen_header_a_filter_and_fitting_widths() -> None:
    data = to_xlsx(["Program", "State"], [["Kern Medical " * 3, "CA"], ["x" * 500, "OR"]], "Programs")
    sheet = load_workbook(io.BytesIO(data)).active
    assert [cell.font.bold for cell in sheet[1]] == [True, True]
    assert not sheet["A2"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert 39 <= sheet.column_dimensions["A"].width <= 60
    assert sheet.column_dimensions["B"].width < 15


@pytest.mark.parametrize("title", ["My: list [2027] / coast?", "'quoted'", "", "x" * 60, "\x00"])
def test_any_title_gives_a_sheet_that_can_be_opened(title: str) -> None:
    assert 1 <= len(load_workbook(io.BytesIO(to_xlsx(["a"], [["b"]], title))).active.title) <= 31


def test_a_text_longer_than_a_cell_ends_in_dots() -> None:
    sheet = load_workbook(io.BytesIO(to_xlsx(["a"], [["x" * 40_000]], "x"))).active
    assert len(sheet["A2"].value) == 32_767
    assert sheet["A2"].value.endswith("…")


# ---------------------------------------------------------------- round trip

TABLES = st.integers(1, 5).flatmap(
    lambda width: st.tuples(
        st.lists(st.from_regex(r"[A-Z][a-z]{1,8}", fullmatch=True), min_size=width, max_size=width),
        st.lists(st.lists(TEXTS, min_size=width, max_size=width), max_size=6),
    )
)


def kept(rows: list[list[str]]) -> tuple[Row, ...]:
    """The rows that are read back: those not blank, on their lines."""
    cells = ([text if (text := held(cell)).strip() else "" for cell in row] for row in rows)
    return tuple(Row(line, tuple(row)) for line, row in enumerate(cells, start=2) if any(row))


@few
@given(TABLES)
def test_what_is_written_as_a_workbook_is_read_back(table: tuple[list[str], list[list[str]]]) -> None:
    headers, rows = table
    found = read_table(to_xlsx(headers, rows, "Programs"), "programs.xlsx")
    assert found.headers == tuple(headers)
    assert found.rows == kept(rows)


@few
@given(TABLES)
def test_what_is_written_as_csv_is_read_back_but_for_the_apostrophe(
    table: tuple[list[str], list[list[str]]],
) -> None:
    headers, rows = table
    found = read_table(to_csv(headers, rows), "programs.csv")
    assert found.headers == tuple(headers)
    expected = [[f"'{text}" if could_run(text) else text for text in map(held, row)] for row in rows]
    assert [row.cells for row in found.rows] == [row.cells for row in kept(expected)]


def test_the_escapes_of_a_workbook_stay_the_text_they_are() -> None:
    for text in ("_x0041_", "_x005F_x0041_", "a_x000D_b", "__x0041__", "_x00"):
        assert read_table(to_xlsx(["a"], [[text]], "x"), "a.xlsx").rows[0].cells == (text,)


# ---------------------------------------------------------------- reading text


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_delimiter_is_found(mark: str) -> None:
    rows = (("Program", "City", "Notes"), ("Kern", "Bakersfield", "x"), ("Río, Hond; o", "", "y"))
    text = "\n".join(mark.join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)
    table = read_table(text.encode(), "list.csv")
    assert (table.headers, *(row.cells for row in table.rows)) == rows


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Program,Notes\nKern,call; ask; visit; wait\nRio,a; b; c; d\n", ("Kern", "call; ask; visit; wait")),
        ("Program;Place\nKern;Bakersfield, CA\nRio;Fresno, CA\n", ("Kern", "Bakersfield, CA")),
        ("Program\nKern Medical; Bakersfield\nRio\nHondo\n", ("Kern Medical; Bakersfield",)),
        ("Program\nKern\n", ("Kern",)),
        ('Program,Notes\nKern,"a "quoted" word"\n', ("Kern", 'a quoted" word"')),
    ],
)
def test_other_marks_inside_cells_do_not_cut_them(text: str, cells: tuple[str, ...]) -> None:
    assert read_table(text.encode(), "list.csv").rows[0].cells == cells


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_are_read_in_the_usual_encodings(encoding: str) -> None:
    data = "Programa,Ciudad\nRío Hondo,Peñasco\n".encode(encoding)
    assert read_table(data, "list.csv").rows[0].cells == ("Río Hondo", "Peñasco")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_numbered_as_in_the_file(end: str) -> None:
    text = end.join(["a,b", "", '"one', 'two",x', ",", "three,y"])
    table = read_table(text.encode(), "list.csv")
    assert table.rows == (Row(3, ("one\ntwo", "x")), Row(6, ("three", "y")))


def test_a_title_above_the_header_is_passed_over() -> None:
    table = read_table(b"My list 2027\n\nProgram,State\nKern,CA\nRio,CA\n", "list.csv")
    assert table.headers == ("Program", "State")
    assert table.rows[0] == Row(4, ("Kern", "CA"))


def test_a_list_of_one_column_begins_with_its_header() -> None:
    assert read_table(b"Program\nKern\nRio\n", "list.csv").headers == ("Program",)


def test_rows_are_as_wide_as_the_widest_line() -> None:
    table = read_table(b"a,b,,\nc\nd,e,f\n", "list.csv")
    assert table.headers == ("a", "b", "")
    assert [row.cells for row in table.rows] == [("c", "", ""), ("d", "e", "f")]


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Program,State\nKern,CA\n", encoding="utf-8")
    assert read_table(path, path.name) == read_table(path.read_bytes(), path.name)


# ---------------------------------------------------------------- reading workbooks


def test_values_are_read_as_a_sheet_shows_them() -> None:
    values = [1400521234, 2.0, 2.5, True, date(2026, 9, 25), datetime(2026, 9, 25, 13, 5), None, " x "]
    table = read_table(workbook([*"abcdefgh"], values), "list.xlsx")
    expected = ("1400521234", "2", "2.5", "TRUE", "2026-09-25", "2026-09-25 13:05", "", " x ")
    assert table.rows[0].cells == expected


def test_a_formula_is_read_as_its_value_and_never_as_its_text() -> None:
    table = read_table(workbook(["a", "b"], ["=1+1", "x"]), "list.xlsx")
    assert table.rows[0].cells == ("", "x")


def test_an_error_value_is_empty() -> None:
    assert read_table(workbook(["a", "b"], ["#N/A", "x"]), "list.xlsx").rows[0].cells == ("", "x")


def test_the_first_visible_sheet_is_read() -> None:
    book = Workbook()
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Mine").append(["Program"])
    book.create_sheet("Later").append(["other"])
    out = io.BytesIO()
    book.save(out)
    assert read_table(out.getvalue(), "list.xlsx").headers == ("Program",)


def test_a_wrong_dimension_cuts_nothing_off() -> None:
    data = workbook(["Program", "State"], ["Kern", "CA"])
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    data = repacked(data, "xl/worksheets/sheet1.xml", sheet.replace(b'ref="A1:B2"', b'ref="A1"'))
    assert read_table(data, "list.xlsx").rows == (Row(2, ("Kern", "CA")),)


def test_a_workbook_called_csv_is_read_as_the_workbook_it_is() -> None:
    assert read_table(workbook(["Program"], ["Kern"]), "list.csv").rows[0].cells == ("Kern",)


# ---------------------------------------------------------------- refusals

BOOK = workbook(["Program", "State"], ["Kern", "CA"])
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LOL = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'


@pytest.mark.parametrize(
    ("data", "filename", "said"),
    [
        (b"", "list.csv", "is empty"),
        (b" \n\n", "list.csv", "is empty"),
        (b",,\n,,\n", "list.csv", "no filled cell"),
        (workbook([]), "list.xlsx", "no filled cell"),
        (OLD, "list.xls", "an old Excel workbook"),
        (OLD, "list.xlsx", "an old Excel workbook"),
        (OLD + "EncryptedPackage".encode("utf-16-le"), "list.xlsx", "password"),
        (BOOK, "list.ods", "an OpenDocument sheet"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "list.png", "an image"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "list.csv", "not a table of text"),
        (b"%PDF-1.7 x", "list.csv", "not a table of text"),
        (b"<!DOCTYPE html><table>", "list.csv", "not a table of text"),
        (b"a,b\n\x81\x8d,c", "list.csv", "not a table of text"),
        (b"x", "list", "a file of this kind"),
        (b"Program,State\nKern,CA\n", "list.xlsx", "not an .xlsx workbook"),
        (BOOK[:-200], "list.xlsx", "damaged"),
        (BOOK[:900] + bytes(40) + BOOK[940:], "list.xlsx", "damaged"),
        (repacked(BOOK, "xl/workbook.xml", b"<a>"), "list.xlsx", "damaged"),
        (repacked(BOOK, "xl/sharedStrings.xml", LOL), "list.xlsx", "damaged"),
        (repacked(BOOK, "xl/sharedStrings.xml", LOL.decode().encode("utf-16")), "list.xlsx", "damaged"),
        (b"a,b\n" * (LARGEST_FILE // 4) + b"a,b\n", "list.csv", "larger than 2 MB"),
        (b"a,b\n" + b"c,d\n" * (MOST_ROWS + 1), "list.csv", "more than 5,000 rows"),
        (b"a,b\n" + b"," * MOST_COLUMNS + b"x\n", "list.csv", "line 2 has more than 60 columns"),
        (b"a,b\nc,d\ne," + b"x" * (LONGEST_CELL + 1), "list.csv", "line 3, column 2 holds more than 2,000"),
        (b'a,b\n"' + b"x" * 140_000, "list.csv", "line 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_what_is_wrong(
    data: bytes, filename: str, said: str
) -> None:
    message = refusal(data, filename)
    assert message.startswith(f"{filename}: ")
    assert said in message


def test_a_file_at_the_limits_is_read() -> None:
    rows = ("x" * LONGEST_CELL, *[""] * (MOST_COLUMNS - 2), "y")
    text = ",".join(["h"] * MOST_COLUMNS) + "\n" + ",".join(rows) + "\n" + "z\n" * (MOST_ROWS - 1)
    table = read_table(text.encode(), "list.csv")
    assert (len(table.headers), len(table.rows)) == (MOST_COLUMNS, MOST_ROWS)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = repacked(BOOK, "xl/sharedStrings.xml", bytes(30 * 1024 * 1024))
    assert len(bomb) < 200_000
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("the bomb was unpacked"))
    assert "20 MB" in refusal(bomb, "list.xlsx")


def test_many_small_members_that_are_large_together_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for n in range(22):
            packed.writestr(f"xl/{n}.xml", bytes(1024 * 1024))
    assert "20 MB" in refusal(out.getvalue(), "list.xlsx")


def test_a_sheet_of_far_cells_is_refused_before_it_fills_the_memory() -> None:
    rows = "".join(f'<row r="{n}"><c r="XFD{n}" s="0"/></row>' for n in range(1, 3000))
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )
    assert "far more cells" in refusal(
        repacked(BOOK, "xl/worksheets/sheet1.xml", sheet.encode()), "list.xlsx"
    )


def test_a_row_far_below_does_not_keep_the_reader_busy() -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData></worksheet>'
    )
    assert "far more cells" in refusal(
        repacked(BOOK, "xl/worksheets/sheet1.xml", sheet.encode()), "list.xlsx"
    )


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"^gone\.csv: cannot be opened"):
        read_table(tmp_path / "gone.csv", "gone.csv")


def test_a_file_name_cannot_break_the_line_or_show_a_folder() -> None:
    message = refusal(b"", "../secret/my\nlist\x00.csv")
    assert message.startswith("my list.csv: ")
    assert len(refusal(b"", "x" * 500 + ".csv")) < 200


@few
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx", "a.txt"]))
def test_any_bytes_are_a_table_or_one_line(data: bytes, filename: str) -> None:
    try:
        table = read_table(data, filename)
    except BadInput as error:
        assert "\n" not in str(error)
    else:
        assert all(len(row.cells) == len(table.headers) for row in table.rows)


@pytest.mark.parametrize("seed", range(40))
def test_a_workbook_with_broken_bytes_is_a_table_or_one_line(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(BOOK)
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(4, len(data))] = chance.randrange(256)
    try:
        read_table(bytes(data), "a.xlsx")
    except BadInput as error:
        assert str(error).startswith("a.xlsx: ")
