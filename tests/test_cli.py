"""The command line: JSON on the last line, one-line errors, exit 2, nothing kept unless asked."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bot import settings as settings_module
from bot.__main__ import main
from bot.store import Finding, Store
from tests.conftest import library_folder

TEXT = (
    "old IMG, yog 2017, failed step 1 once then 214, ck 223, green card, 3 months hands on in fresno, "
    "want FM or IM in california"
)
FACTS = {
    "step1": 214,
    "step1_failures": 1,
    "step2ck": 223,
    "graduation_year": 2017,
    "citizenship_status": "permanent_resident",
    "usce_months": 3,
    "usce_kind": "hands_on",
    "specialty": ["family_medicine", "internal_medicine"],
    "region_ties": ["California"],
}


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ADVISOR_TODAY", "2026-11-25")
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "data"))


def printed(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, object]:
    assert main(argv) == 0
    value: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return value


def refused(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    return err


def test_the_first_message_of_the_readme_is_read_whole(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "score", "--text", TEXT, "--json")["facts"] == FACTS


def test_the_same_text_scores_to_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    first = printed(capsys, "score", "--text", TEXT, "--json")
    assert json.dumps(printed(capsys, "score", "--text", TEXT, "--json")) == json.dumps(first)


def test_another_text_gives_another_score(capsys: pytest.CaptureFixture[str]) -> None:
    first = printed(capsys, "score", "--text", TEXT, "--json")
    other = printed(capsys, "score", "--text", "step 1 pass, ck 251, US citizen, yog 2024, IM", "--json")
    assert other["total"] != first["total"]


def test_a_counterfactual_rerun_through_a_file_gives_its_delta(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    first = printed(capsys, "score", "--text", TEXT, "--json")
    changes = first["counterfactuals"]
    assert isinstance(changes, list)
    assert len(changes) >= 2
    for change in changes:
        path = tmp_path / "facts.json"
        path.write_text(json.dumps({**FACTS, **change["facts"]}))
        again = printed(capsys, "score", "--profile", str(path), "--json")
        assert round(float(str(again["total"])) - float(str(first["total"])), 1) == change["delta"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("not json", "not JSON"),
        ("[1, 2]", "JSON object"),
        ('{"step1": 412}', "step1"),
        ('{"step2ck": 99}', "two-digit"),
        ('{"step2ck": "2 hundred"}', "step2ck"),
        ('{"graduation_year": 2031}', "graduation_year"),
        ('{"shoe_size": 44}', "shoe_size"),
    ],
)
def test_a_bad_profile_file_is_named_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str, words: str
) -> None:
    path = tmp_path / "facts.json"
    path.write_text(content)
    error = refused(capsys, "score", "--profile", str(path), "--json")
    assert "facts.json" in error
    assert words in error
    assert not (tmp_path / "data").exists()


def test_a_missing_profile_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "nowhere.json" in refused(capsys, "score", "--profile", "nowhere.json")


def test_a_question_is_answered_as_one_json_value(
    capsys: pytest.CaptureFixture[str],
    library: object,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(library_folder(tmp_path_factory)))
    reply = printed(capsys, "ask", "How many programs should an IMG with a low CK apply to?", "--json")
    assert set(reply) == {"kind", "answer", "citations", "confidence"}
    assert "150" in str(reply["answer"])
    assert isinstance(reply["citations"], list)
    assert all(set(c) == {"id", "title", "section", "source", "text"} for c in reply["citations"])
    declined = printed(capsys, "ask", "Can you get me a UWorld discount code?", "--json")
    assert (declined["kind"], declined["citations"]) == ("declined", [])


@pytest.mark.parametrize("question", ["", "   ", "x" * 50_000])
def test_an_empty_or_endless_question_is_refused(capsys: pytest.CaptureFixture[str], question: str) -> None:
    assert "message" in refused(capsys, "ask", question, "--json")


def test_a_stateless_command_writes_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    printed(capsys, "score", "--text", TEXT, "--json")
    assert not list((tmp_path / "data").rglob("*.db"))


def test_a_named_applicant_is_kept_exported_and_deleted(capsys: pytest.CaptureFixture[str]) -> None:
    printed(capsys, "score", "--text", TEXT, "--applicant", "Ana", "--json")
    kept = printed(capsys, "score", "--applicant", "Ana", "--json")
    assert kept["facts"] == FACTS
    assert main(["export", "--applicant", "Ana"]) == 0
    assert '"value": 223' in capsys.readouterr().out
    assert main(["delete", "--applicant", "Ana"]) == 0
    assert "Deleted" in capsys.readouterr().err
    assert "Ana" in refused(capsys, "delete", "--applicant", "Ana")


def test_an_export_can_be_scored(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    first = printed(capsys, "score", "--text", TEXT, "--applicant", "Ana", "--json")
    assert main(["export", "--applicant", "Ana"]) == 0
    path = tmp_path / "export.json"
    path.write_text(capsys.readouterr().out)
    assert printed(capsys, "score", "--profile", str(path), "--json")["total"] == first["total"]


def test_a_model_that_cannot_run_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVISOR_MODEL", "openai:gpt")
    assert "openai:gpt" in refused(capsys, "ask", "How many programs?", "--json")


def test_programs_prints_every_program_of_the_specialties(capsys: pytest.CaptureFixture[str]) -> None:
    rows: Any = printed(capsys, "programs", "--text", TEXT, "--json")
    assert len({row["id"] for row in rows}) == len(rows) == 281
    assert {row["specialty"] for row in rows} == {"family_medicine", "internal_medicine"}


def test_programs_can_be_narrowed_by_state_and_specialty(capsys: pytest.CaptureFixture[str]) -> None:
    argv = ("programs", "--text", TEXT, "--state", "Oregon", "--state", "wa", "--specialty", "psychiatry")
    rows: Any = printed(capsys, *argv, "--json")
    assert rows
    assert {row["state"] for row in rows} <= {"OR", "WA"}
    assert {row["specialty"] for row in rows} == {"psychiatry"}


def test_the_plan_keeps_to_its_budget_and_holds_no_closed_program(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan: Any = printed(capsys, "plan", "--text", TEXT, "--budget", "1200", "--json")
    rows: Any = printed(capsys, "programs", "--text", TEXT, "--json")
    closed = {row["id"] for row in rows if row["verdict"] == "blocked"}
    listed = {program for tier in plan["tiers"].values() for program in tier}
    assert {"applications", "cost", "tiers", "dates", "signals", "steps"} <= set(plan)
    assert plan["cost"]["total"] == sum(line["usd"] for line in plan["cost"]["lines"]) <= 1200
    assert listed
    assert not listed & closed


def test_what_was_found_out_counts_in_an_export(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    store = Store.open(settings_module.load(os.environ).database_url)
    applicant = store.create_applicant("Ana").id
    store.record_finding(applicant, Finding("natividad-salinas-fm", "visa_j1", "no", "2026-11-20", "phone"))
    exported = tmp_path / "export.json"
    exported.write_text(json.dumps(store.export_applicant(applicant)), encoding="utf-8")
    argv = ("programs", "--profile", str(exported), "--text", "I need a J-1 visa, FM", "--json")
    rows: Any = printed(capsys, *argv)
    assert {row["id"]: row["verdict"] for row in rows}["natividad-salinas-fm"] == "blocked"


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (("programs", "--state", "Cali"), "'Cali' is not a US state"),
        (("programs", "--specialty", "fm"), "'fm' is not known"),
        (("plan", "--budget", "much"), "--budget must be whole US dollars"),
        (("plan", "--budget", "-5"), "--budget"),
        (("plan", "--specialty", "dentistry"), "'dentistry' is not known"),
    ],
)
def test_a_wrong_option_is_named_in_one_line(
    capsys: pytest.CaptureFixture[str], argv: tuple[str, ...], says: str
) -> None:
    assert says in refused(capsys, argv[0], "=".join(argv[1:]), "--json")


@pytest.mark.parametrize("command", ["programs", "plan"])
def test_a_readable_answer_has_no_hole(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert main((command, "--text", TEXT)) == 0
    assert "{" not in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["score_explanation_statement", "letter_request"])
def test_a_draft_is_printed_with_its_open_questions(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draft", kind, "--text", "I failed Step 1 once, CK 223, family medicine", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["kind"] == kind
    assert told["questions"]
    assert all(f"[{question}]" in told["text"] for question in told["questions"])


def test_an_unknown_kind_of_draft_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draft", "poem", "--text", "CK 223"]) == 2
    caught = capsys.readouterr()
    assert caught.out == ""
    assert "'poem' is no kind of draft" in caught.err


def test_a_file_is_reviewed_and_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ps.txt"
    file.write_text("In Fresno I treated 40 patient a day. Ever since childhood I wanted to be a doctor.")
    assert main(["review", str(file), "--kind", "paragraph", "--refine", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {one["problem"] for one in told["problems"]} >= {"grammar", "cliche"}
    assert "40 patients a day" in told["refined"]


@pytest.mark.parametrize("name", ["missing.txt", "picture.png"])
def test_a_file_that_cannot_be_read_is_named(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if name.endswith("png"):
        (tmp_path / name).write_bytes(b"\x89PNG")
    assert main(["review", str(tmp_path / name)]) == 2
    caught = capsys.readouterr()
    assert caught.out == ""
    assert name in caught.err


def test_a_mock_interview_runs_in_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter(["I failed Step 1 once because I studied alone. I changed that and passed with 214.", ""])
    monkeypatch.setattr("builtins.input", lambda _prompt: next(answers))
    assert main(["interview", "--text", "I failed Step 1 once, then 214", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert told["summary"]["answered"] == 1
