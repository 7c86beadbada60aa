"""The eval runner: one output line per row, labels never reach it, bad input is named by file and row."""

import json
from pathlib import Path

import pytest

from evals.__main__ import SUITES, main
from evals.intervals import interval, mean


def test_scoring_writes_one_line_per_row_in_order(tmp_path: Path) -> None:
    cases, out = tmp_path / "cases.jsonl", tmp_path / "out.jsonl"
    cases.write_text(
        '{"id": "b", "profile": {"step1": "pass"}, "unknown": 1}\n{"id": "a", "profile": {}}\n',
        encoding="utf-8",
    )
    assert main(["scoring", "--cases", str(cases), "--out", str(out)]) == 0
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["id"] for line in lines] == ["b", "a"]
    assert all(set(line) == {"id", "score"} for line in lines)


def test_intake_outputs_hold_nothing_of_the_labels(tmp_path: Path) -> None:
    cases, out = tmp_path / "cases.jsonl", tmp_path / "out.jsonl"
    cases.write_text('{"id": "x", "text": "ck 223", "expected": {"step2ck": 999}}\n', encoding="utf-8")
    assert main(["intake", "--cases", str(cases), "--out", str(out)]) == 0
    assert json.loads(out.read_text()) == {
        "id": "x",
        "facts": {"step2ck": 223},
        "quotes": {"step2ck": "ck 223"},
    }


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("nonsense\n", "line 1: not JSON"),
        ('{"id": "x"}\n', "line 1: required key missing: text"),
        ('{"id": "x", "text": "a"}\n[]\n', "line 2: required key missing"),
    ],
)
def test_a_bad_row_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, words: str
) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text(content, encoding="utf-8")
    assert main(["intake", "--cases", str(cases)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert "cases.jsonl" in err


def test_an_unknown_suite_and_a_missing_file_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err
    assert main(["intake", "--cases", "nowhere.jsonl"]) == 2
    assert "nowhere.jsonl" in capsys.readouterr().err


def test_json_is_one_object_on_the_last_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_text('{"id": "x", "text": "ck 223", "expected": {"step2ck": 223}}\n', encoding="utf-8")
    assert main(["intake", "--cases", str(cases), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["rows"] == 1


def test_every_suite_has_its_own_cases_except_two_that_need_none() -> None:
    generated, measured = "drafts", "performance"
    assert {name for name, suite in SUITES.items() if suite.CASES is None} == {generated, measured}
    for name, suite in SUITES.items():
        assert suite.CASES is None or suite.CASES.is_file(), name


def test_performance_says_whether_a_row_holds(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    named = tmp_path / "rows.jsonl"
    named.write_text('{"name": "match"}\n')
    assert main(["performance", "--cases", str(named), "--json"]) == 0
    row = json.loads(capsys.readouterr().out.splitlines()[-1])["match"]
    assert row["holds"] is (row["value"] <= row["target"])


def test_an_interval_holds_the_mean_and_is_repeatable() -> None:
    values = [0.0, 1.0, 1.0, 0.0, 1.0, 1.0]
    low, high = interval(values, mean)
    assert low <= mean(values) <= high
    assert interval(values, mean) == (low, high)
