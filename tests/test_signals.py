"""Signals: counts agree with the national facts, and only realistic programs of the list get one."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from bot.assess.eligibility import Gate
from bot.assess.plan.signals import Sender, SignalPlan, load_signals, place_signals
from bot.assess.ranking import Ranked, Tier, rank
from bot.assess.records import PACIFIC, load_programs
from bot.errors import DataError
from bot.settings import KNOWLEDGE
from tests.test_eligibility import MAIN, TODAY

SIGNALS = load_signals()
PROGRAMS = load_programs()
with (KNOWLEDGE / "statistics" / "national.csv").open(encoding="utf-8", newline="") as file:
    ROWS = {row["id"]: row for row in csv.DictReader(file) if row["key"] == "signals_in"}
PROFILE = {**MAIN, "specialty": ("internal_medicine", "family_medicine", "psychiatry")}


def some(specialty: str, number: int | None = None) -> list[Ranked]:
    judged = Gate(PROFILE, TODAY).judge_all(PROGRAMS.of((specialty,)))
    return list(rank(judged, PROFILE, PROGRAMS))[:number]


def placed(specialty: str, chosen: list[Ranked], sent: int = 0, **changes: Any) -> SignalPlan:
    given: dict[str, Any] = {"ties": ("California",), "coast": True, "started": False, "season": 2027}
    return place_signals(specialty, chosen, sent, Sender(**given | changes), SIGNALS)


def test_every_count_agrees_with_its_row() -> None:
    assert {count.basis.row for count in SIGNALS.counts.values()} == set(ROWS)
    for specialty, count in SIGNALS.counts.items():
        row = ROWS[count.basis.row]
        possible = re.split(r", or ", row["value"])
        assert row["specialty"] == specialty
        assert [list(kinds.values()) for kinds in count.possible] == [
            [int(number) for number in re.findall(r"\d+", words)] for words in possible
        ]
        assert count.basis.confidence == row["confidence"]
        assert str(count.basis.season) == row["season"]


@pytest.mark.parametrize("specialty", ["internal_medicine", "family_medicine", "psychiatry"])
def test_no_reach_gets_a_signal_and_no_program_two(specialty: str) -> None:
    chosen = some(specialty)
    by_id = {item.program.id: item for item in chosen}
    plan = placed(specialty, chosen)
    assert len(plan.placed) == sum(plan.counts.values()) == len(set(plan.placed))
    assert all(by_id[program_id].tier is not Tier.REACH for program_id in plan.placed)


def test_some_signals_go_beyond_the_coast() -> None:
    states = [
        PROGRAMS.by_id[item].state for item in placed("internal_medicine", some("internal_medicine")).placed
    ]
    away = sum(state not in PACIFIC for state in states)
    assert (len(states), away) == (15, 5)


def test_a_tie_stands_before_a_better_fit_without_one() -> None:
    first = PROGRAMS.by_id[placed("family_medicine", some("family_medicine"), ties=("Oregon",)).placed[0]]
    assert first.state == "OR"


def test_for_somebody_free_in_the_region_fit_decides() -> None:
    chosen = [item for item in some("internal_medicine") if item.tier is not Tier.REACH]
    plan = placed("internal_medicine", chosen, coast=False, ties=())
    assert plan.placed == tuple(item.program.id for item in chosen[:15])


def test_the_order_of_the_list_plays_no_part() -> None:
    chosen = some("internal_medicine")
    assert placed("internal_medicine", chosen) == placed("internal_medicine", chosen[::-1])


def test_where_sources_disagree_nothing_is_placed() -> None:
    plan = placed("child_neurology", some("neurology"))
    assert plan.check
    assert not plan.placed
    assert not plan.counts
    assert "3 signals, or 3 gold, 6 silver" in plan.note


def test_a_specialty_without_a_number_says_so() -> None:
    plan = placed("preliminary", [])
    assert (plan.counts, plan.placed, plan.check) == ({}, (), True)
    assert "Preliminary Year" in plan.note


def test_signals_cannot_be_added_to_what_is_sent() -> None:
    assert "none can be added to the 40" in placed("family_medicine", some("family_medicine"), sent=40).note


def test_signals_spent_at_unknown_programs_are_gone_too() -> None:
    chosen = some("family_medicine")
    assert "those you have spent are gone" in placed("family_medicine", chosen, started=True).note
    assert not placed("family_medicine", chosen).note


def test_a_count_of_another_season_is_marked() -> None:
    plan = placed("dermatology", [])
    assert plan.check
    assert "2025" in plan.note


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("counts = { gold = 3, silver = 12 }", "counts = { gold = 3 }", r"\[specialty 1.counts\] 'counts'"),
        ('id = "psychiatry"', 'id = "psych"', r"\[specialty 3\] 'id' is not a known specialty"),
        ("beyond_share = 0.334", "beyond_share = 3", r"\[placing\] 'beyond_share' must be a share"),
        ("season = 2027", "", r"\[specialty 1\] 'season' is missing"),
    ],
)
def test_a_wrong_file_is_named_by_table_and_key(tmp_path: Path, old: str, new: str, named: str) -> None:
    text = (KNOWLEDGE / "signals.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "signals.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=named):
        load_signals(path)
