"""Program records: every value is checked, and an error names file, line and column."""

from pathlib import Path

import pytest

from bot.assess.records import Doubt, load_programs
from bot.errors import DataError

GOOD = """
- id: one-fm
  name: One Family Medicine
  institution: One Hospital
  specialty: family_medicine
  city: Fresno
  state: CA
  region: central_valley
  rules:
    accepts_imgs: yes
    visa_j1: no
    max_years_since_graduation: 5
    usce_hands_on_only: true
  flexible: [max_years_since_graduation]
  exceptions: {max_years_since_graduation: or recent practice}
  inferred: [visa_j1]
  website: https://example.org/one
  sources:
  - url: https://example.org/one/apply
    as_of: 2024-05-01
    supports: [accepts_imgs, visa_j1, max_years_since_graduation]
  - url: https://list.example.org/one
    as_of: undated, read 2026-11
    supports: [usce_hands_on_only, accepts_imgs]
    listing: true
"""


def load(folder: Path, text: str, name: str = "CA.yaml"):
    (folder / name).write_text(text, encoding="utf-8")
    return load_programs(folder)


def test_every_packaged_record_loads() -> None:
    programs = load_programs()
    assert len(programs) == 405
    assert sum(program.state in ("CA", "OR", "WA") for program in programs) == 246


def test_every_packaged_rule_has_a_page_and_a_date() -> None:
    for program in load_programs():
        for rule in program.rules.values():
            assert rule.source.as_of, (program.id, rule.key)
            assert rule.key in rule.source.supports


def test_no_packaged_page_is_a_staging_or_test_copy() -> None:
    hosts = ("staging.", "stg-", "test-www", "backup.", "development.", "wwwapi.", "mccdn.io")
    for program in load_programs():
        pages = [program.website, *(source.url for source in program.sources)]
        assert not [page for page in pages if page and any(host in page for host in hosts)], program.id


def test_a_plain_no_is_the_word_no(tmp_path: Path) -> None:
    program = load(tmp_path, GOOD).by_id["one-fm"]
    assert program.rules["visa_j1"].value == "no"
    assert program.rules["accepts_imgs"].value == "yes"
    assert program.rules["usce_hands_on_only"].value is True


def test_a_rule_carries_its_flexibility_its_exception_and_its_doubt(tmp_path: Path) -> None:
    rules = load(tmp_path, GOOD).by_id["one-fm"].rules
    assert rules["max_years_since_graduation"].flexible
    assert rules["max_years_since_graduation"].exception == "or recent practice"
    assert rules["visa_j1"].doubt is Doubt.INFERRED
    assert rules["accepts_imgs"].doubt is None


def test_a_rule_that_stands_only_on_a_listing_site_is_a_hint(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD).by_id["one-fm"].rules["usce_hands_on_only"].doubt is Doubt.LISTING


def test_a_rule_on_a_program_page_and_a_listing_site_cites_the_program_page(tmp_path: Path) -> None:
    rule = load(tmp_path, GOOD).by_id["one-fm"].rules["accepts_imgs"]
    assert rule.source.url == "https://example.org/one/apply"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("accepts_imgs: yes", "accepts_imgs: maybe", "CA.yaml:10:19: must be one of yes, no, not 'maybe'"),
        ("graduation: 5\n", "graduation: five\n", "CA.yaml:12:33: must be a whole number from 0 to 50"),
        ("max_years_since_graduation: 5", "max_years: 5", "CA.yaml:12:16: 'max_years' is not a known rule"),
        ("family_medicine", "family", "CA.yaml:5:14: must be one of internal_medicine"),
        ("state: CA", "state: OR", "CA.yaml:7:10: must be CA, as the file is named"),
        ("  name: One Family Medicine\n", "", "CA.yaml:2:3: 'name' is missing"),
        ("city: Fresno", "town: Fresno", "CA.yaml:2:3: 'city' is missing"),
        (
            "region: central_valley",
            "region: central_valley\n  rating: 5",
            "'rating' is not known in a program",
        ),
        ("id: one-fm", "id: One FM", "must be lower-case words joined by hyphens"),
        ("https://example.org/one\n", "example.org/one\n", "must be a web address, not 'example.org/one'"),
        ("https://example.org/one\n", "javascript:alert(1)\n", "must be a web address"),
        ("as_of: 2024-05-01", "as_of: 2024-13-01", "'2024-13-01' is not a date"),
        ("as_of: 2024-05-01", "as_of: recently", "must be a year, a date or begin with 'undated, '"),
        ("  flexible: [max_years_since_graduation]\n", "", "so it must stand in 'flexible'"),
        ("supports: [usce_hands_on_only, accepts_imgs]", "supports: [city]", "has no source"),
        ("flexible: [max_years_since_graduation]", "flexible: [usce]", "must be one of accepts_imgs"),
        ("visa_j1: no", "accepts_imgs: no", "CA.yaml:11:5: 'accepts_imgs' stands twice"),
        ("- id: one-fm", "- id: [one", "CA.yaml:"),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, before: str, after: str, says: str) -> None:
    assert before in GOOD
    with pytest.raises(DataError) as caught:
        load(tmp_path, GOOD.replace(before, after))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="'one-fm' stands twice"):
        load(tmp_path, GOOD + GOOD)


@pytest.mark.parametrize("text", ["", "just words", "{}", "[]"])
def test_a_file_without_records_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match=r"CA\.yaml"):
        load(tmp_path, text)


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no program file"):
        load_programs(tmp_path)


def test_programs_are_chosen_by_specialty_and_state() -> None:
    found = load_programs().of(("psychiatry",), ("OR", "WA"))
    assert found
    assert {(program.specialty, program.state) for program in found} <= {
        ("psychiatry", "OR"),
        ("psychiatry", "WA"),
    }
