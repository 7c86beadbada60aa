"""People's own lists: columns are found, every row is either good or named with what is wrong in it."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.applicant.facts import SPECIALTIES, STATES
from bot.errors import BadInput, DataError
from bot.settings import KNOWLEDGE
from bot.store.lists import FIELDS, BadRow, ListedProgram, ListReading, guess_columns, read_list
from bot.store.lists.words import load_words
from bot.store.spreadsheet import Row, Table, read_table, to_csv, to_xlsx
from bot.store.tracker import STATUSES, checked_program, checked_status

few = settings(max_examples=60, deadline=None)
COLUMNS = {field: at for at, field in enumerate(FIELDS)}
HEADERS = ("Program", "Specialty", "State", "City", "ACGME ID", "Website", "Status", "Notes")


def table(*rows: tuple[str, ...], headers: tuple[str, ...] = HEADERS) -> Table:
    padded = (row + ("",) * (len(headers) - len(row)) for row in rows)
    return Table(headers, tuple(Row(line, row) for line, row in enumerate(padded, start=2)))


def read(**cells: str) -> ListReading:
    """A list of one row, which has a name unless one is given."""
    row = {"name": "Kern Medical"} | cells
    return read_list(table(tuple(row.get(field, "") for field in FIELDS)), COLUMNS)


def good(**cells: str) -> ListedProgram:
    reading = read(**cells)
    assert not reading.bad, reading.bad
    return reading.good[0]


def problem(**cells: str) -> str:
    reading = read(**cells)
    assert not reading.good
    return reading.bad[0].problem


# ---------------------------------------------------------------- columns


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        (HEADERS, COLUMNS),
        (
            ("Link", "Speciality", "Hospital", "ACGME"),
            {"name": 2, "specialty": 1, "acgme_id": 3, "website": 0},
        ),
        (("Hospital", "Program"), {"name": 1}),
        (("Program website", "Program"), {"name": 1, "website": 0}),
        (("Program", "Program"), {"name": 0}),
        (("Residency program name", "State (US)", "My notes"), {"name": 0, "state": 1, "notes": 2}),
        (("PROGRAM_NAME", "web-site", "  city "), {"name": 0, "website": 1, "city": 2}),
        (
            ("Programa", "Especialidad", "Estado", "Ciudad"),
            {"name": 0, "specialty": 1, "state": 2, "city": 3},
        ),
        (("Hospital", "Applied?", "Location"), {"name": 0, "city": 2, "status": 1}),
        (("Program director name", "Date applied", "Visa status", "Program email"), {}),
        (("", "x", "2027"), {}),
    ],
)
def test_headers_name_their_fields(headers: tuple[str, ...], columns: dict[str, int]) -> None:
    assert guess_columns(headers) == columns


@few
@given(st.lists(st.one_of(st.text(max_size=20), st.sampled_from(HEADERS)), max_size=12))
def test_each_column_is_used_once_at_most(headers: list[str]) -> None:
    columns = guess_columns(tuple(headers))
    assert len(set(columns.values())) == len(columns)
    assert all(0 <= at < len(headers) for at in columns.values())


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({}, "name"),
        ({"state": 0}, "name"),
        ({"name": 8}, "column 9"),
        ({"name": -1}, "column 0"),
        ({"x": 0}, "'x'"),
    ],
)
def test_columns_that_are_not_there_are_refused(columns: dict[str, int], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read_list(table(("Kern",)), columns)


# ---------------------------------------------------------------- rows


def test_a_row_is_read_whole() -> None:
    row = (
        "Kern  Medical\n",
        "IM",
        "california",
        "Bakersfield",
        "1400521023",
        "www.kernmedical.com",
        "II 10/12",
        "a\nb",
    )
    assert read_list(table(row), COLUMNS).good == (
        ListedProgram(
            line=2,
            name="Kern Medical",
            specialty="internal_medicine",
            city="Bakersfield",
            state="CA",
            acgme_id="1400521023",
            website="https://www.kernmedical.com",
            status="invited",
            notes="a b",
        ),
    )


def test_a_name_is_enough() -> None:
    assert good() == ListedProgram(line=2, name="Kern Medical")


def test_good_rows_are_kept_beside_bad_ones_and_each_has_its_line() -> None:
    rows = (("Kern", "IM"), ("", "FM"), ("Rio", "Alchemy", "XX"), ("Hondo", "", "OR"))
    reading = read_list(table(*rows), COLUMNS)
    assert [program.line for program in reading.good] == [2, 5]
    assert reading.bad == (
        BadRow(3, "the program's name is missing"),
        BadRow(4, "state 'XX' is not a US state; specialty 'Alchemy' is not known here"),
    )


def test_columns_that_are_not_chosen_are_not_read() -> None:
    reading = read_list(table(("Kern", "Alchemy", "XX")), {"name": 0})
    assert reading.good == (ListedProgram(line=2, name="Kern"),)


@pytest.mark.parametrize("name", ["123", "--", "x" * 201])
def test_a_name_that_is_none_is_bad(name: str) -> None:
    assert "name" in problem(name=name)


def test_what_is_shown_of_a_cell_is_short() -> None:
    assert len(problem(specialty="alchemy " * 200)) < 120


# ---------------------------------------------------------------- specialties


@pytest.mark.parametrize("slug", SPECIALTIES)
def test_a_specialty_is_known_by_its_name_and_its_key(slug: str) -> None:
    assert good(specialty=SPECIALTIES[slug]).specialty == slug
    assert good(specialty=slug).specialty == slug


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("im", "internal_medicine"),
        ("IM", "internal_medicine"),
        ("Internal Medicine (Categorical)", "internal_medicine"),
        ("Internal Medicine-Primary Care", "internal_medicine"),
        ("Medicine-Preliminary", "internal_medicine_prelim"),
        ("IM - Prelim", "internal_medicine_prelim"),
        ("Surgery (Prelim)", "general_surgery_prelim"),
        ("Surgery-General", "general_surgery"),
        ("FM", "family_medicine"),
        ("Family Medicine Residency Program", "family_medicine"),
        ("psych", "psychiatry"),
        ("Psychatry", "psychiatry"),
        ("Peds", "pediatrics"),
        ("OB/GYN", "obgyn"),
        ("Obstetrics & Gynecology", "obgyn"),
        ("Pathology-Anatomic and Clinical", "pathology"),
        ("PM&R", "pmr"),
        ("Internal Medicine/Pediatrics", "medicine_pediatrics"),
        ("Radiology-diagnostic", "radiology"),
        ("Medicina Familiar", "family_medicine"),
    ],
)
def test_specialties_are_known_as_people_write_them(written: str, slug: str) -> None:
    assert good(specialty=written).specialty == slug


@pytest.mark.parametrize("written", ["Cardiology", "primary care", "140", "program", "?"])
def test_an_unknown_specialty_is_bad_and_shown(written: str) -> None:
    assert problem(specialty=written) == f"specialty '{written}' is not known here"


@pytest.mark.parametrize(
    "written", ["IM/FM", "IM / Family", "Psychiatry, Neurology", "FM and IM", "TY & Prelim"]
)
def test_two_specialties_in_one_cell_are_not_guessed(written: str) -> None:
    assert "names more than one" in problem(specialty=written)


# ---------------------------------------------------------------- places


@pytest.mark.parametrize("code", STATES)
def test_a_state_is_known_by_name_and_code_in_any_case(code: str) -> None:
    for written in (code, code.lower(), STATES[code], STATES[code].upper(), f"{STATES[code]} ({code})"):
        assert good(state=written).state == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Calif.", "CA"),
        ("Wash", "WA"),
        ("D.C.", "DC"),
        ("Washington, DC", "DC"),
        ("N.Y.", "NY"),
        ("CA - California", "CA"),
    ],
)
def test_states_are_known_as_people_shorten_them(written: str, code: str) -> None:
    assert good(state=written).state == code


@pytest.mark.parametrize("written", ["Ontario", "CA/OR", "XX", "California, Ontario", "-"])
def test_an_unknown_state_is_bad_and_shown(written: str) -> None:
    assert problem(state=written) == f"state '{written}' is not a US state"


@pytest.mark.parametrize(
    ("city", "state", "found"),
    [
        ("Fresno, CA", "", ("Fresno", "CA")),
        ("Fresno, California 93701", "", ("Fresno", "CA")),
        ("Fresno, CA", "California", ("Fresno", "CA")),
        ("Fresno, CA", "OR", ("Fresno, CA", "OR")),
        ("Fresno, near the park", "CA", ("Fresno, near the park", "CA")),
        ("Fresno", "", ("Fresno", "")),
    ],
)
def test_a_city_may_bring_its_state(city: str, state: str, found: tuple[str, str]) -> None:
    program = good(city=city, state=state)
    assert (program.city, program.state) == found


# ---------------------------------------------------------------- ids and pages


@pytest.mark.parametrize(
    ("written", "found"),
    [("1400521023", "1400521023"), ("400521023", "0400521023"), ("140-05-21-023", "1400521023")],
)
def test_an_acgme_id_has_ten_digits(written: str, found: str) -> None:
    assert good(acgme_id=written).acgme_id == found


@pytest.mark.parametrize("written", ["1.40052E+09", "1058140C0", "12", "14005210234", "١٤٠٠٥٢١٠٢٣"])
def test_another_number_is_no_acgme_id(written: str) -> None:
    assert "ten digits" in problem(acgme_id=written)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("https://a.org/x?y=1#z", "https://a.org/x?y=1#z"),
        ("HTTP://a.org", "HTTP://a.org"),
        ("kernmedical.com/im", "https://kernmedical.com/im"),
        ("http://a.org:8080/", "http://a.org:8080/"),
    ],
)
def test_a_page_of_the_web_is_kept(written: str, found: str) -> None:
    assert good(website=written).website == found


@pytest.mark.parametrize(
    "written",
    [
        *("javascript:alert(1)", "data:text/html,x", "ftp://a.org", "file:///etc/passwd", "mailto:a@b.org"),
        *(
            "https://good.org@evil.org",
            "https://good.org:80@evil.org",
            'https://a.org/"onload=',
            "https://a b.org",
        ),
        *(
            "https://",
            "https://[::1",
            "https://localhost/",
            "Link",
            "see notes",
            "https://a.org:99999999/",
            "=1+1",
        ),
        *("https://a.org\\@evil.org", "//a.org", f"https://a.org/{'x' * 500}"),
    ],
)
def test_anything_else_is_no_page(written: str) -> None:
    assert "website" in problem(website=written)


# ---------------------------------------------------------------- statuses


@pytest.mark.parametrize("status", STATUSES)
def test_the_tracker_words_are_statuses_in_any_case(status: str) -> None:
    assert good(status=status.upper()).status == status


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("Applied 9/25", "applied"),
        ("submitted via ERAS", "applied"),
        ("Applied (gold signal)", "applied"),
        ("waiting", "applied"),
        ("II", "invited"),
        ("Interview invite, 12 Oct 2026", "invited"),
        ("Interview Nov 30 via Zoom", "invited"),
        ("IV done", "interviewed"),
        ("on my rank list", "ranked"),
        ("Rejection", "rejected"),
        ("not applied yet", "none"),
    ],
)
def test_statuses_are_known_as_people_write_them(written: str, status: str) -> None:
    assert good(status=written).status == status


def test_an_empty_status_says_nothing() -> None:
    assert good(status="").status is None


@pytest.mark.parametrize("written", ["yes", "blue", "2026-09-25", "not rejected", "October"])
def test_an_unknown_status_is_bad_and_shown(written: str) -> None:
    assert f"status '{written}'" in problem(status=written)


@pytest.mark.parametrize(
    ("header", "written", "status"),
    [
        ("Applied?", "yes", "applied"),
        ("Applied?", "✓", "applied"),
        ("Applied?", "2026-09-25", "applied"),
        ("Applied?", "no", "none"),
        ("Interview", "x", "invited"),
        ("Interview", "no", None),
        ("Rejected", "No", None),
        ("Ranked", "3", "ranked"),
        ("Applied", "Rejected", "rejected"),
    ],
)
def test_a_header_that_is_a_status_is_answered_by_its_cells(
    header: str, written: str, status: str | None
) -> None:
    reading = read_list(table(("Kern", written), headers=("Program", header)), {"name": 0, "status": 1})
    assert [program.status for program in reading.good] == [status]


# ---------------------------------------------------------------- rows that stand there twice


def test_a_row_that_is_there_twice_is_bad_and_names_the_first() -> None:
    rows = (
        ("Rio", "FM"),
        ("x", "IM"),
        ("Kern Médical", "IM", "CA"),
        ("kern medical", "Internal Medicine", "California"),
    )
    assert read_list(table(*rows), COLUMNS).bad == (BadRow(5, "same as line 4"),)


def test_the_same_id_is_the_same_program_whatever_its_name() -> None:
    rows = (("Kern", "IM", "", "", "1400521023"), ("Kern Medical Center", "IM", "", "", "1400521023"))
    assert read_list(table(*rows), COLUMNS).bad == (BadRow(3, "same as line 2"),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Kern", "IM"), ("Kern", "FM")),
        (("Kern", "IM", "CA"), ("Kern", "IM", "OR")),
        (("Mercy", "FM", "CA", "Redding"), ("Mercy", "FM", "CA", "Merced")),
        (("Kern", "IM", "", "", "1400521023"), ("Kern", "IM", "", "", "1400521024")),
        (("Kern", "IM", "", "", "1400521023"), ("Kern", "IM prelim", "", "", "1400521023")),
    ],
)
def test_programs_that_differ_are_both_kept(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert len(read_list(table(one, other), COLUMNS).good) == 2


def test_a_bad_row_does_not_make_its_repetition_a_double() -> None:
    reading = read_list(table(("Kern", "IM", "XX"), ("Kern", "IM", "")), COLUMNS)
    assert [program.line for program in reading.good] == [3]


# ---------------------------------------------------------------- whatever is written

CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["IM", "CA", "Kern", "applied", "1400521023", "https://a.org", "=1+1", "Fresno, CA"]),
)
ROWS = st.lists(st.tuples(*[CELLS] * len(FIELDS)), max_size=8)


@few
@given(ROWS)
def test_every_row_is_good_or_bad_and_none_is_lost(rows: list[tuple[str, ...]]) -> None:
    reading = read_list(table(*rows), COLUMNS)
    assert sorted([one.line for one in reading.good] + [one.line for one in reading.bad]) == list(
        range(2, len(rows) + 2)
    )
    assert all(one.problem and "\n" not in one.problem for one in reading.bad)


@few
@given(ROWS)
def test_every_good_row_can_be_tracked_as_it_is(rows: list[tuple[str, ...]]) -> None:
    for program in read_list(table(*rows), COLUMNS).good:
        assert checked_program(program.as_new) == program.as_new
        assert program.status is None or checked_status(program.status) == program.status


@pytest.mark.parametrize("write", [to_csv, lambda headers, rows: to_xlsx(headers, rows, "Programs")])
def test_an_exported_list_is_read_again(write) -> None:
    rows = [
        [
            "Kern Medical",
            "Internal Medicine",
            "CA",
            "Bakersfield",
            "1400521023",
            "https://a.org",
            "applied",
            "call",
        ],
        ["Río Hondo", "Pathology", "Oregon", "", "", "", "", "1; 2, 3"],
    ]
    data = write(HEADERS, rows)
    read_back = read_table(data, "list.csv" if write is to_csv else "list.xlsx")
    reading = read_list(read_back, guess_columns(read_back.headers))
    assert not reading.bad
    assert [program.name for program in reading.good] == ["Kern Medical", "Río Hondo"]
    assert reading.good[1].notes == "1; 2, 3"


# ---------------------------------------------------------------- the words


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[answers]", "[answer]", r"\[answers\]"),
        ('ranked = ["ranked"', 'placed = ["ranked"', r"\[status\] must be a table with the keys"),
        ('AZ = ["ariz"]', 'ZZ = ["ariz"]', r"\[state\]"),
        ('AZ = ["ariz"]', 'AZ = ["calif"]', r"\[state\] 'calif' stands under both CA and AZ"),
        ('AZ = ["ariz"]', 'AZ = ["..."]', r"\[state\] 'AZ' must be a list of words"),
        ('AZ = ["ariz"]', 'AZ = "ariz"', r"\[state\] 'AZ' must be a list of words"),
        ("[answers]", "[answers", "lists.toml"),
    ],
)
def test_a_wrong_word_file_is_named_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "lists.toml"
    shutil.copy(KNOWLEDGE / "lists.toml", path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(DataError, match=said) as caught:
        load_words(path)
    assert "lists.toml" in str(caught.value)
