"""The commands that keep: backup, restore, recovery, moving a record, deleting all, and who may log in."""

import io
import json
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.applicant.ledger import Event, Status
from bot.store import Store
from bot.users import read_users, verified

AT = "2026-11-25T09:00:00+00:00"
CK = Event("step2ck", 223, Status.STATED, "223", "reader", None, None, AT)


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A database with the record of Ana, which every command finds."""
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ADVISOR_AUTH_FILE", str(tmp_path / "users"))
    monkeypatch.delenv("ADVISOR_DATABASE_URL", raising=False)
    address = f"sqlite:///{tmp_path / 'data' / 'stepwise.db'}"
    with closing(Store.open(address)) as store:
        store.append_event(store.set_active_applicant(store.create_applicant("Ana").id).id, CK)
    return address


def names(url: str) -> list[str]:
    with closing(Store.open(url)) as store:
        return [person.name for person in store.applicants()]


def refused(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert (out, len(err.splitlines())) == ("", 1)
    return err


def typed(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))


def test_a_backup_brings_back_what_was_deleted_and_keeps_what_was_there(url: str, tmp_path: Path) -> None:
    kept = str(tmp_path / "kept.zip")
    assert main(["backup", kept]) == 0
    assert main(["delete", "--applicant", "Ana"]) == 0
    assert names(url) == []
    assert main(["restore", kept]) == 0
    assert names(url) == ["Ana"]
    assert list((tmp_path / "data").glob("stepwise.db.before-restore-*"))


def test_a_backup_does_not_replace_a_file(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kept.zip").write_text("mine")
    assert "there already" in refused(capsys, "backup", str(tmp_path / "kept.zip"))
    assert (tmp_path / "kept.zip").read_text() == "mine"


def test_a_damaged_database_is_kept_aside_and_a_new_one_begun(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "data" / "stepwise.db"
    file.write_bytes(b"no database at all, only words" * 100)
    assert "recover" in refused(capsys, "export")
    assert main(["recover"]) == 0
    assert names(url) == []
    assert [kept.read_bytes()[:11] for kept in file.parent.glob("*.damaged-*")] == [b"no database"]


def test_a_healthy_database_is_not_recovered(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert "not damaged" in refused(capsys, "recover")
    assert names(url) == ["Ana"]


def test_an_exported_record_comes_in_as_the_active_applicant(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export"]) == 0
    file = tmp_path / "ana.json"
    file.write_text(capsys.readouterr().out)
    assert main(["import", str(file)]) == 0
    with closing(Store.open(url)) as store:
        assert len(store.applicants()) == 2
        active = store.active_applicant()
        assert active is not None
        assert store.ledger(active.id).profile == {"step2ck": 223}


@pytest.mark.parametrize("text", ["{", "[]", '{"format": "another"}'])
def test_what_is_no_record_is_refused(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (tmp_path / "no.json").write_text(text)
    refused(capsys, "import", str(tmp_path / "no.json"))
    assert names(url) == ["Ana"]


def test_deleting_all_takes_copies_beside_the_database_too(url: str, tmp_path: Path) -> None:
    main(["backup", str(tmp_path / "kept.zip")])
    main(["restore", str(tmp_path / "kept.zip")])
    assert main(["delete", "--all"]) == 0
    assert names(url) == []
    assert not list((tmp_path / "data").glob("stepwise.db.*-*"))


def test_deleting_all_takes_saved_files_of_a_page_that_was_killed(url: str, tmp_path: Path) -> None:
    left = tmp_path / "data" / "files" / "window" / "record.md"
    left.parent.mkdir(parents=True)
    left.write_text("words of Ana")
    assert main(["delete", "--all"]) == 0
    assert not left.exists()


def test_exporting_somebody_who_is_not_there_makes_no_record(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Zoe" in refused(capsys, "export", "--applicant", "Zoe")
    assert names(url) == ["Ana"]


@pytest.mark.parametrize("argv", [("delete",), ("delete", "--all", "--applicant", "Ana")])
def test_what_to_delete_is_said(url: str, capsys: pytest.CaptureFixture[str], argv: tuple[str, ...]) -> None:
    assert "--all" in refused(capsys, *argv)
    assert names(url) == ["Ana"]


def test_a_user_is_added_gets_another_password_and_is_listed(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for command, password in (("add", "a first password"), ("password", "a second password")):
        typed(monkeypatch, password)
        assert main(["users", command, "Ana"]) == 0
        assert verified(read_users(tmp_path / "users"), "ana", password)
    assert not verified(read_users(tmp_path / "users"), "ana", "a first password")
    capsys.readouterr()
    assert main(["users", "list"]) == 0
    assert capsys.readouterr().out == "ana\n"
    assert "password" not in (tmp_path / "users").read_text()


def test_a_removed_user_leaves_no_record_when_asked(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ana", "ben"):
        typed(monkeypatch, "a good password")
        main(["users", "add", name])
    with closing(Store.open(url)) as store:
        store.create_applicant("Ana's own", owner="ana")
        store.create_applicant("Ben's own", owner="ben")
    assert main(["users", "remove", "ana", "--records"]) == 0
    assert names(url) == ["Ana", "Ben's own"]
    assert list(read_users(tmp_path / "users")) == ["ben"]


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("users", "add", "x y"), "user name"),
        (("users", "password", "nobody"), "users"),
        (("users", "remove", "nobody"), "users"),
    ],
)
def test_a_bad_user_is_refused(
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    argv: tuple[str, ...],
    said: str,
) -> None:
    typed(monkeypatch, "a good password")
    assert said in refused(capsys, *argv)
    assert not (tmp_path / "users").exists()


def test_a_short_password_is_refused(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "short")
    assert "characters" in refused(capsys, "users", "add", "ana")
    assert not (tmp_path / "users").exists()


def test_the_export_that_comes_in_is_the_same_record(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["export"])
    first = capsys.readouterr().out
    (tmp_path / "ana.json").write_text(first)
    main(["import", str(tmp_path / "ana.json")])
    capsys.readouterr()
    main(["export"])
    assert json.loads(capsys.readouterr().out) == json.loads(first)
