"""The statistics: quartiles are checked on loading, and what is said of them agrees with them."""

import csv
from pathlib import Path

import pytest

from bot.assess.statistics import load_outcomes
from bot.errors import DataError
from bot.settings import KNOWLEDGE

OUTCOMES = KNOWLEDGE / "statistics" / "outcomes.csv"
NATIONAL = KNOWLEDGE / "statistics" / "national.csv"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("outcome", rows(OUTCOMES), ids=lambda row: row["specialty"])
def test_the_sentence_about_a_specialty_says_what_the_table_says(outcome: dict[str, str]) -> None:
    slug = outcome["specialty"].replace("_", "-")
    statement = next(row["statement"] for row in rows(NATIONAL) if row["id"] == f"outcome-{slug}")
    figures = (
        "match_rate_pct",
        "ck_median_matched",
        "ck_median_not_matched",
        "ck_q1_matched",
        "ck_q3_matched",
    )
    for figure in figures:
        assert outcome[figure] in statement, figure


def test_every_outcome_names_its_population_and_source() -> None:
    for row in rows(OUTCOMES):
        assert row["population"]
        assert "NRMP" in row["source"]


def test_a_table_with_a_wrong_figure_is_refused(tmp_path: Path) -> None:
    lines = OUTCOMES.read_text(encoding="utf-8").splitlines()
    path = tmp_path / "outcomes.csv"
    path.write_text("\n".join([lines[0], lines[1].replace("240", "many", 1)]), encoding="utf-8")
    with pytest.raises(DataError, match=r"outcomes\.csv"):
        load_outcomes(path)
