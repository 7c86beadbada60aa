"""Fees: they agree with the national facts, and a cost is the sum of its lines."""

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assess.plan import applications_cost
from bot.assess.plan.fees import Fee, load_fees
from bot.assess.season import load_season
from bot.errors import BadInput, DataError
from bot.settings import KNOWLEDGE

FEES = load_fees()
SEASON = load_season()
with (KNOWLEDGE / "statistics" / "national.csv").open(encoding="utf-8", newline="") as file:
    ROWS = {row["id"]: row for row in csv.DictReader(file)}


def numbers(row: str) -> list[int]:
    return [int(found) for found in re.findall(r"\d+", ROWS[row]["value"])]


def test_eras_prices_agree_with_the_national_facts() -> None:
    first, one, until, then, after = numbers("eras-fees")
    eras = FEES.eras
    assert (eras.first, one, eras.until, eras.then, eras.until + 1) == (first, 1, until, then, after)
    assert eras.basis.confidence == ROWS["eras-fees"]["confidence"]


@pytest.mark.parametrize("fee", [*FEES.once, *FEES.maybe], ids=lambda fee: fee.id)
def test_a_single_fee_agrees_with_its_row(fee: Fee) -> None:
    assert numbers(fee.basis.row) == [fee.usd]
    assert fee.basis.confidence == ROWS[fee.basis.row]["confidence"]


def test_rank_fees_agree_with_their_row() -> None:
    ranks = FEES.ranks
    assert numbers(ranks.basis.row) == [ranks.each, ranks.free, ranks.most]


def test_the_specialties_outside_eras_are_those_of_the_national_facts() -> None:
    named = {row["specialty"] for row in ROWS.values() if "ResidencyCAS" in row["statement"]}
    assert set(FEES.elsewhere) == named


@pytest.mark.parametrize(
    ("count", "sent", "usd"),
    [(0, 0, 0), (1, 0, 11), (30, 0, 330), (31, 0, 360), (100, 0, 2430), (1, 30, 30), (5, 28, 112)],
)
def test_prices_rise_from_the_31st_program_of_a_specialty(count: int, sent: int, usd: int) -> None:
    assert FEES.eras.usd(count, sent) == usd


@given(
    st.dictionaries(
        st.sampled_from(["family_medicine", "internal_medicine", "obgyn", "psychiatry"]), st.integers(0, 200)
    ),
    st.dictionaries(st.sampled_from(["family_medicine", "psychiatry"]), st.integers(0, 100)),
)
def test_the_total_is_an_independent_count(wanted: dict[str, int], sent: dict[str, int]) -> None:
    cost = applications_cost(wanted, SEASON, sent)
    programs = 0
    for specialty, count in wanted.items():
        before = sent.get(specialty, 0)
        if specialty != "obgyn":
            programs += sum(11 if place <= 30 else 30 for place in range(before + 1, before + count + 1))
    in_eras = any(count for key, count in wanted.items() if key != "obgyn")
    once = (265 if in_eras and not any(sent.values()) else 0) + (85 if any(wanted.values()) else 0)
    assert cost.total == sum(line.usd for line in cost.lines) == programs + once
    assert sum(line.n for line in cost.lines if line.row == "eras-fees") == sum(
        count for key, count in wanted.items() if key != "obgyn"
    )


def test_a_hundred_applications_in_one_specialty() -> None:
    cost = applications_cost({"family_medicine": 100}, SEASON)
    assert [(line.n, line.usd) for line in cost.lines] == [(30, 330), (70, 2100), (1, 185), (1, 80), (1, 85)]
    assert cost.total == 2780


def test_each_line_names_source_and_page_and_what_is_doubtful_says_check() -> None:
    for line in applications_cost({"family_medicine": 40}, SEASON).lines:
        assert line.row in ROWS
        assert line.check
        assert "check at https://" in line.source


def test_emergency_medicine_is_never_priced_with_eras_fees() -> None:
    cost = applications_cost({"emergency_medicine": 20}, SEASON)
    assert [line.row for line in cost.lines] == ["nrmp-registration-fee"]
    assert any(item.n == 20 and "ResidencyCAS" in item.what for item in cost.not_counted)


def test_a_number_below_nothing_is_refused() -> None:
    with pytest.raises(BadInput, match="family_medicine"):
        applications_cost({"family_medicine": -1}, SEASON)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("first = 11", "first = 40", r"\[eras\] 'then' must not be less"),
        ("until = 30 ", "until = 'x' ", r"\[eras\] 'until' must be a whole number"),
        ('due = "match"', 'due = "later"', r"\[once 3\] 'due' must be"),
        ("usd = 185", "cost = 185", r"\[once 1\] 'usd' is missing"),
        ("{each} USD each", "{price} USD each", r"\[says\] 'step' has the unknown hole {price}"),
        ('specialty = "obgyn"', 'specialty = "gyn"', r"\[elsewhere 2\] 'specialty' is not a known"),
        ('confidence = "medium"', 'confidence = "good"', r"'confidence' must be one of"),
    ],
)
def test_a_wrong_file_is_named_by_table_and_key(tmp_path: Path, old: str, new: str, named: str) -> None:
    text = (KNOWLEDGE / "fees.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "fees.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=named):
        load_fees(path)
