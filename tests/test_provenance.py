"""Provenance: the numbers are those of the files, they follow the day, and the words hold no count."""

import csv
import io
import re
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.assess.provenance import DATASETS, DataSet, Holdings, load_holdings, provenance
from bot.assess.records import load_programs
from bot.assess.tables import read_toml
from bot.errors import DataError
from bot.library import corpus
from bot.settings import KNOWLEDGE

TODAY = date(2026, 11, 25)
HOLDINGS: Holdings = load_holdings(corpus.load().passages, load_programs())
RAW: list[dict[str, Any]] = [
    program
    for path in sorted((KNOWLEDGE / "programs").glob("*.yaml"))
    for program in yaml.safe_load(path.read_text(encoding="utf-8"))
]
NATIONAL = (KNOWLEDGE / "statistics" / "national.csv").read_text(encoding="utf-8")
ROWS = list(csv.DictReader(io.StringIO(NATIONAL, newline="")))


def seen(set_id: str, today: date = TODAY, holdings: Holdings = HOLDINGS) -> DataSet:
    return next(item for item in provenance(holdings, read_toml(DATASETS), today) if item.id == set_id)


def rows(set_id: str, today: date = TODAY) -> dict[str, int]:
    return dict(seen(set_id, today).counts)


def words(path: Path, text: str) -> Any:
    path.write_text(text, encoding="utf-8")
    return read_toml(path)


HEAD = '[old]\nyears = 3\nmonths = 12\njudgement = true\nreason = "r"\n[says]\nread_long_ago = "{months}"\n'
SET = '[[set]]\nid = "guide"\nname = "Guide"\nholds = "{passages}"\norigin = "o"\n'
COUNT = '[[set.count]]\nwhat = "Passages"\nn = "passages"\n'


def test_guide_passages_are_the_files_of_the_folder():
    files = list((KNOWLEDGE / "guide").glob("*.md"))
    assert rows("guide")["Passages"] == len(files)


def test_programs_are_counted_by_state():
    states = Counter(program["state"] for program in RAW)
    found = rows("programs")
    assert found["Programs in California"] == states["CA"]
    assert found["Programs in Oregon"] == states["OR"]
    assert found["Programs in Washington"] == states["WA"]
    beyond = len(RAW) - states["CA"] - states["OR"] - states["WA"]
    assert found["Programs beyond the coast (a sample)"] == beyond


def test_every_program_has_rules_or_only_its_identity():
    found = rows("programs")
    ruled = found["Programs with at least one rule"]
    assert ruled == sum(bool(program.get("rules")) for program in RAW)
    assert ruled + found["Programs without a rule: only who and where they are"] == len(RAW)


def test_rules_are_outright_preferences_or_hints():
    found = rows("programs")
    kinds = (
        "Rules stated outright",
        "Rules that are preferences or have exceptions",
        "Rules that are only hints",
    )
    assert sum(found[kind] for kind in kinds) == sum(len(program.get("rules", ())) for program in RAW)
    inferred = sum(len(set(p.get("inferred", ())) & set(p.get("rules", ()))) for p in RAW)
    assert found["Rules that are only hints"] >= inferred > 0


def test_undated_old_and_dated_words_are_said_of_the_programs():
    ruled = [program for program in RAW if program.get("rules")]
    years = [program["as_of_year"] for program in ruled if program.get("as_of_year")]
    terms = Counter(term for program in RAW for term in program.get("stale_terms", ()))
    undated, old, dated = seen("programs").stale
    assert undated.startswith(f"{len(ruled) - len(years)} of the {len(ruled)} programs")
    assert old.startswith(f"{sum(year < 2023 for year in years)} of the {len(years)} programs")
    assert f"Step 2 CS on {terms['Step 2 CS']}, PTAL on {terms['PTAL']}" in dated


def test_national_facts_are_split_by_confidence():
    grades = Counter(row["confidence"] for row in ROWS)
    found = seen("national").confidence
    assert found is not None
    assert (found.high, found.medium, found.low) == (grades["high"], grades["medium"], grades["low"])


def test_a_fact_is_to_check_when_its_own_words_say_so():
    found = seen("national").confidence
    assert found is not None
    assert found.check == sum(bool(re.search(r"\bcheck\b", row["statement"], re.I)) for row in ROWS)


def test_a_rule_that_holds_from_a_day_on_does_not_grow_old():
    lasting = next(fact for fact in HOLDINGS.facts if fact.season.startswith("from 20"))
    assert not lasting.old(2100)
    assert replace(lasting, season="2020").old(2021)


@pytest.mark.parametrize(
    ("season", "year"),
    [("2026", 2026), ("2019-2023", 2023), ("2021; 2025", 2025), ("undated booklet", None), ("2025-26", 2025)],
)
def test_the_year_of_a_fact_is_the_last_one_its_season_names(season, year):
    assert replace(HOLDINGS.facts[0], season=season).year == year


@pytest.mark.parametrize("set_id", ["season", "fees", "signals"])
def test_less_than_sure_or_of_another_season_is_to_check(set_id):
    raw = tomllib.loads((KNOWLEDGE / f"{set_id}.toml").read_text(encoding="utf-8"))
    entries: list[dict[str, Any]] = []
    stack: list[Any] = [raw]
    while stack:
        item = stack.pop()
        stack += item.values() if isinstance(item, dict) else item if isinstance(item, list) else []
        if isinstance(item, dict) and "confidence" in item:
            entries.append(item)
    found = seen(set_id).confidence
    assert found is not None
    assert found.high + found.medium + found.low == len(entries) > 0
    season = HOLDINGS.season.year
    sure = [e for e in entries if e["confidence"] == "high" and e.get("season", season) == season]
    assert found.check == len(entries) - len(sure)


@pytest.mark.parametrize(
    ("today", "past", "over"),
    [
        (date(2026, 1, 1), 0, False),
        (TODAY, 4, False),
        (date(2027, 3, 19), None, False),
        (date(2027, 3, 20), None, True),
    ],
)
def test_the_season_is_over_the_day_after_its_last_date(today, past, over):
    item = seen("season", today)
    counts = dict(item.counts)
    assert any("is over" in words for words in item.stale) == over
    assert sum(n for what, n in item.counts if what.startswith("Dates")) == len(HOLDINGS.season.dates)
    if past is not None:
        assert counts["Dates that are past"] == past


@pytest.mark.parametrize("set_id", ["fees", "signals"])
def test_what_belongs_to_a_season_is_stale_when_it_is_over(set_id):
    assert not any("is over" in words for words in seen(set_id).stale)
    assert any("is over" in words for words in seen(set_id, date(2027, 6, 1)).stale)


@pytest.mark.parametrize(("today", "long_ago"), [(date(2027, 10, 31), False), (date(2027, 11, 1), True)])
def test_pages_read_a_year_ago_are_stale(today, long_ago):
    assert any("months ago" in words for words in seen("outcomes", today).stale) == long_ago


def test_nrmp_is_named_with_its_address_and_its_figures_are_no_table_to_take():
    for set_id in ("outcomes", "national"):
        item = seen(set_id)
        told = " ".join((item.origin, *item.notes))
        assert "National Resident Matching Program" in told
        assert "https://www.nrmp.org" in told
        assert "not offered as a table" in told


def test_sources_that_disagree_are_kept_in_the_words_of_their_record():
    notes = {program["id"]: " ".join(program["notes"].split()) for program in RAW if program.get("notes")}
    psychiatry = next(one for one in seen("programs").differing if "Loma Linda" in one.about)
    assert psychiatry.says == notes["llu-lomalinda-psych"]
    assert any("another page says 194" in one.says for one in seen("national").differing)


def test_every_signal_with_two_numbers_is_told_as_a_disagreement():
    raw = tomllib.loads((KNOWLEDGE / "signals.toml").read_text(encoding="utf-8"))
    told = {one.says for one in seen("national").differing}
    facts = {fact.id: fact.statement for fact in HOLDINGS.facts}
    either = [entry["row"] for entry in raw["specialty"] if "either" in entry]
    assert dict(seen("signals").counts)["With two different numbers in the sources"] == len(either)
    assert {facts[row] for row in either} <= told


def test_no_count_is_typed_into_the_words():
    typed = re.compile(r"(?<![\w.])\d+(?![\w.])")
    allowed = re.compile(r"Step [123]\b|\b(?:19|20)\d\d\b|J-1|H-1B")
    for line in DATASETS.read_text(encoding="utf-8").splitlines():
        if re.match(r"(holds|origin|says|  \{ what)", line):
            assert not typed.search(allowed.sub("", line)), line


def test_all_that_is_used_by_the_advisor_is_told():
    ids = {item.id for item in provenance(HOLDINGS, read_toml(DATASETS), TODAY)}
    assert ids >= {
        "guide",
        "programs",
        "national",
        "outcomes",
        "season",
        "fees",
        "signals",
        "score",
        "ranking",
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (HEAD + SET.replace("{passages}", "{nothing}") + COUNT, "nothing"),
        (HEAD + SET + COUNT.replace('"passages"', '"nothing"'), "'n' must be one of"),
        (HEAD + SET + COUNT.replace('"passages"', '"before"'), "'n' must be one of"),
        (HEAD + SET + COUNT + '[[set.note]]\nsays = "x"\nwhen = "nothing"\n', "'when' must be one of"),
        (HEAD + SET + 'differ = ["nobody"]\n' + COUNT, "'nobody'"),
        (HEAD + SET + 'files = ["nothing.toml"]\n' + COUNT, "'nothing.toml'"),
        (HEAD + SET + "extra = 1\n" + COUNT, "'extra'"),
        (HEAD.replace('reason = "r"\n', "") + SET + COUNT, "'reason'"),
    ],
)
def test_words_that_do_not_fit_the_data_are_refused(tmp_path, text, why):
    with pytest.raises(DataError, match=re.escape(why)):
        provenance(HOLDINGS, words(tmp_path / "words.toml", text), TODAY)


def test_a_note_is_shown_only_where_its_number_is_not_zero(tmp_path):
    text = HEAD + SET + COUNT + '[[set.note]]\nsays = "over"\nwhen = "over"\n[[set.note]]\nsays = "always"\n'
    top = words(tmp_path / "words.toml", text)
    assert provenance(HOLDINGS, top, TODAY)[0].notes == ("always",)


def test_a_folder_with_a_broken_fact_file_is_refused(tmp_path):
    (tmp_path / "statistics").mkdir()
    (tmp_path / "statistics" / "national.csv").write_text("id,key\na,b\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"national\.csv: every row needs the columns"):
        load_holdings((), (), tmp_path)
