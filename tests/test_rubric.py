"""The rubric file: what is wrong in it is named by table and key, and nothing unsound is loaded."""

import shutil
from pathlib import Path

import pytest

from bot.applicant.facts import Value
from bot.assess.scale import Curve, Span, tenths
from bot.assess.scoring.factor_types import KINDS
from bot.assess.scoring.rubric import FACTOR_KEYS, load_rubric
from bot.assess.statistics import load_outcomes
from bot.errors import DataError
from bot.settings import KNOWLEDGE

OUTCOMES = KNOWLEDGE / "statistics" / "outcomes.csv"
RUBRIC = load_rubric()


def edited(folder: Path, old: str, new: str) -> Path:
    text = (KNOWLEDGE / "rubric.toml").read_text(encoding="utf-8")
    assert old in text
    path = folder / "rubric.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("[exams.step3]", "[exams.step4]", r"\[exams\] 'step3' is missing"),
        ("unknown = 0.7\n", "unknown = 1.7\n", r"\[factors.cycles\] 'unknown' must be a share"),
        ("unknown = 0.7\n", "unknown = 0.2\n", r"\[factors.cycles\] 'unknown' must lie between"),
        ("open_share = 0.5", "open_shore = 0.5", r"\[factors.step2ck\] 'open_share' is missing"),
        ("limit = 4", "limit = 4\nextra = 1", r"\[attempts\] 'extra' is not known"),
        ("[209, 0.14]", "[209, 0.04]", r"\[factors.step2ck\] 'curve' must never fall"),
        ("[5, 0.75]", "[5, 1.0], [6, 1.0], [6, 0.7]", r"\[factors.graduation\] 'curve' must hold"),
        ("step2ck = 26,", "step2ck = 27,", r"\[weights.internal_medicine\] 'points' must add up to 100"),
        ("step2ck = 26,", "step2ck = 25.96,", r"internal_medicine.points\] 'step2ck' must be points"),
        ('["family_medicine"]\npoints', '["psychiatry"]\npoints', r"\[weights.psychiatry\] 'specialties'"),
        ("step1 = 0.5, step2ck = 0.4", "step1 = 0.6, step2ck = 0.4", r"'share' must add up to 1"),
        ("[1.0, 0.4, 0.15, 0.05, 0.0]", "[1.0, 0.4, 0.5, 0.05, 0.0]", r"'by_failures' must start at 1"),
        ("observership = 0.5,", "observership = 0.1,", r"\[factors.usce\] 'kind' must never fall"),
        ("permanent_resident = 0.95", "permanent_resident = 0.3", r"\[factors.authorisation\] 'needs_visa'"),
        ('unmatched before."', 'unmatched {often}."', r"\[factors.cycles.says\] 'no' has the unknown hole"),
        ("rows.pass = [0.0, 0.1,", "rows.pass = [0.2, 0.1,", r"trend.rows\] 'pass' must never fall"),
        ("rows.250 = [0.0, 0.0, 0.0, 0.0, 0.2, 0.5, 0.8]", "rows.250 = [0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.2]",
         "rows '240' and '250'.*a better fact could lower"),
        ('retake = { exam = "step1"', 'retake = { exam = "step9"', r"\[changes 1.retake\] 'exam'"),
        ("set = { us_letters = 2 }", "set = { letters = 2 }", r"9.set\] 'letters' is not a flat fact"),
        ('id = "three_letters"', 'id = "two_letters"', r"\[changes 9\] 'id'"),
        ('chain = ["needs_visa", "permanent', 'numbers = "up"\nchain = ["needs_visa", "permanent',
         r"\[order.citizenship_status\] 'numbers'"),
        ('source = "USMLE attempt limit', 'sauce = "USMLE attempt limit', r"attempts\] 'source' is missing"),
        ("from = 45, low = 100", "from = 45, low = 160", r"\[applications\] 'bands' must each have 'low'"),
        ('[0, "under 210', '[100, "under 210', r"\[bands.step2ck\] 'scores'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    with pytest.raises(DataError, match=named) as error:
        load_rubric(edited(tmp_path, old, new), OUTCOMES)
    assert str(error.value).startswith("rubric.toml: ")


def test_a_judgement_needs_its_reason(tmp_path: Path) -> None:
    path = edited(tmp_path, 'reason = "No failed attempt helps."', 'season = "none"')
    with pytest.raises(DataError, match=r"\[order.step1_failures\] 'reason' is missing"):
        load_rubric(path, OUTCOMES)


def test_a_file_that_is_not_toml_or_not_there_is_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "rubric.toml"
    broken.write_text("[weights", encoding="utf-8")
    for path in (broken, tmp_path / "nowhere.toml"):
        with pytest.raises(DataError) as error:
            load_rubric(path, OUTCOMES)
        assert "\n" not in str(error.value)


def test_outcomes_are_read_from_beside_the_rubric(tmp_path: Path) -> None:
    shutil.copy(KNOWLEDGE / "rubric.toml", tmp_path)
    with pytest.raises(DataError, match=r"outcomes\.csv"):
        load_rubric(tmp_path / "rubric.toml")


def test_every_table_of_weights_adds_up_to_a_hundred_points() -> None:
    for weights in RUBRIC.weights.values():
        assert sum(weights.tenths.values()) == 1000 and set(weights.tenths) == set(FACTOR_KEYS)


def test_every_weight_and_change_says_where_it_comes_from() -> None:
    assert all(table.basis.startswith("Judgement: ") for table in RUBRIC.weights.values())
    assert all(change.basis for change in RUBRIC.changes)


def test_the_order_of_kinds_is_the_one_the_points_follow() -> None:
    assert RUBRIC.order["usce_kind"].chain == KINDS


@pytest.mark.parametrize(
    ("key", "worse", "better", "holds"),
    [
        ("step2ck", 219, 223, True),
        ("step2ck", 223, 219, False),
        ("step2ck", "fail", 203, True),
        ("step2ck", "pass", 240, False),
        ("step3", "not_taken", 205, False),
        ("step3", "fail", "pass", True),
        ("step1_failures", 2, 1, True),
        ("step1_failures", 1, 1, False),
        ("years_since_graduation", 9, 3, True),
        ("citizenship_status", "needs_visa", "us_citizen", True),
        ("visa", "j1", "either", True),
        ("visa", "j1", "h1b", False),
        ("usce_kind", "none", "hands_on", True),
        ("region_ties", ("Ohio",), ("Ohio", "Oregon"), True),
        ("region_ties", ("Ohio",), ("Oregon",), False),
        ("previously_unmatched", True, False, True),
    ],
)
def test_better_is_a_partial_order(key: str, worse: Value, better: Value, holds: bool) -> None:
    assert RUBRIC.order[key].better(worse, better) is holds


# ---- the arithmetic


def test_tenths_round_half_up() -> None:
    assert [tenths(50, share) for share in (0, 9, 10, 29, 30, 1000)] == [0, 0, 1, 1, 2, 50]


def test_a_curve_is_flat_outside_and_straight_between_its_anchors() -> None:
    curve = Curve(((0, 100), (4, 500)))
    assert [curve.at(x) for x in (-1, 0, 1, 2.5, 4, 9)] == [100, 100, 200, 350, 500, 500]


def test_either_of_two_spans_keeps_both_ends() -> None:
    assert Span.exactly(0).either(Span(200, 400, 600), 500) == Span(0, 200, 600)


# ---- published outcomes


def outcomes(folder: Path, old: str, new: str) -> Path:
    path = folder / "outcomes.csv"
    path.write_text(OUTCOMES.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    return path


def test_outcomes_name_population_and_source() -> None:
    found = load_outcomes()
    assert len(found) == 12
    assert all("non-US IMG" in item.population and "NRMP" in item.source for item in found.values())


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("internal_medicine,2026", "alchemy,2026", "row 1: 'alchemy'"),
        (",240,251,259,", ",240,230,259,", "row 1: the quartiles of 'matched'"),
        (",240,251,259,", ",240,,259,", "row 1: 'ck_median_matched' is missing"),
        (",240,251,259,", ",240,many,259,", "row 1: 'ck_median_matched' must be a number"),
        (",48.5,", ",148.5,", "row 1: 'match_rate_pct' must be from 0 to 100"),
        ("family_medicine,2026", "internal_medicine,2026", "twice"),
        ("match_rate_pct", "rate", "row 1: 'match_rate_pct' is missing"),
    ],
)
def test_wrong_outcomes_are_named_by_row_and_column(tmp_path: Path, old: str, new: str, named: str) -> None:
    with pytest.raises(DataError, match=named):
        load_outcomes(outcomes(tmp_path, old, new))


def test_outcomes_without_rows_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_text("specialty,match_year\n", encoding="utf-8")
    with pytest.raises(DataError, match="needs rows"):
        load_outcomes(path)
