"""Faults of disk and file: each is one clear line, what was there is kept, and there is a way on."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import BadInput, StorageError
from bot.store import Store
from bot.store.database import Database
from bot.store.rescue import delete_kept_aside, kept_aside, recover
from bot.store.sqlite import upgrade_copy

ROOT = Path(__file__).parents[1]
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)

TALKS_UNTIL_FULL = """
import resource, sys
from bot.errors import StorageError
from bot.store import Store

url, limit = sys.argv[1], int(sys.argv[2])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    store = Store.open(url)
    thread = store.create_thread(store.ensure_applicant().id, "Talk").id
    for _ in range(2000):
        n = store.start_turn(thread, "m" * 2000)
        store.finish_turn(thread, n, {"sentences": [{"text": "a" * 2000}]})
        print(n, flush=True)
except StorageError as error:
    sys.exit(str(error))
"""


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A closed database with a conversation of some pages."""
    path = tmp_path / "stepwise.db"
    with closing(Store.open(url_of(path))) as store:
        talk(store, 30)
    return path


def talk(store: Store, turns: int) -> str:
    thread = store.create_thread(store.ensure_applicant().id, "Talk").id
    for _ in range(turns):
        n = store.start_turn(thread, "m" * 1000)
        store.finish_turn(thread, n, {"sentences": [{"text": "Noted."}]})
    return thread


def one_line(caught: pytest.ExceptionInfo[Exception]) -> str:
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


# A full disk


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a disk of one megabyte needs root; the test with a size limit covers it")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def talk_until_full(file: Path, limit: int = 0) -> tuple[list[int], str]:
    """Turns that were announced as finished, and what was said at the end."""
    command = [sys.executable, "-c", TALKS_UNTIL_FULL, url_of(file), str(limit)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1, ended.stderr
    return [int(line) for line in ended.stdout.split()], ended.stderr.strip()


def finished(file: Path) -> list[int]:
    with closing(Store.open(url_of(file))) as store:
        (thread,) = store.threads(store.ensure_applicant().id)
        return [turn.n for turn in store.turns(thread.id)]


def test_a_full_disk_loses_no_finished_turn(tiny_disk: Path, tmp_path: Path) -> None:
    file = tiny_disk / "stepwise.db"
    announced, said = talk_until_full(file)
    assert len(announced) > 5
    assert (
        said == f"The disk of {file} is full. Free some space and try again; what was saved before is safe."
    )
    roomy = tmp_path / "roomy"
    shutil.copytree(tiny_disk, roomy)
    assert finished(roomy / "stepwise.db") == announced


def test_a_database_on_a_full_disk_is_still_there_when_room_is_made(tiny_disk: Path) -> None:
    file, ballast = tiny_disk / "stepwise.db", tiny_disk / "ballast"
    ballast.write_bytes(b"x" * 300_000)
    announced, _said = talk_until_full(file)
    ballast.unlink()
    assert finished(file) == announced


def test_a_disk_that_is_full_from_the_start_is_said(tiny_disk: Path) -> None:
    (tiny_disk / "ballast").write_bytes(b"x" * 1_040_000)
    with pytest.raises(StorageError) as caught:
        Database.open(url_of(tiny_disk / "stepwise.db"))
    assert "stepwise.db" in one_line(caught)


@pytest.mark.skipif(os.name == "nt", reason="size limits of files are a matter of POSIX")
@pytest.mark.parametrize("limit", [400_000, 700_000, 1_000_000])
def test_a_write_that_the_system_refuses_loses_no_finished_turn(tmp_path: Path, limit: int) -> None:
    file = tmp_path / "stepwise.db"
    announced, said = talk_until_full(file, limit)
    assert str(file) in said
    assert len(said.splitlines()) == 1
    assert announced
    assert finished(file) == announced


# Nothing may be written


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can become somebody else")
def test_a_read_only_file_in_a_folder_that_is_not_is_named_and_kept(file: Path, tmp_path: Path) -> None:
    file.chmod(0o444)
    before = file.read_bytes()
    top = Path(tempfile.gettempdir())
    open_to_all = [one for one in (tmp_path, *tmp_path.parents) if top in one.parents]
    modes = [folder.stat().st_mode for folder in open_to_all]
    for folder in open_to_all:
        folder.chmod(0o777)
    try:
        os.seteuid(65534)
        with pytest.raises(StorageError, match="cannot be opened for writing") as caught:
            Database.open(url_of(file))
    finally:
        os.seteuid(0)
        for folder, mode in zip(open_to_all, modes, strict=True):
            folder.chmod(mode)
    assert str(file) in one_line(caught)
    assert file.read_bytes() == before


# A damaged file, and the way on


def with_a_broken_header(content: bytes) -> bytes:
    return b"\0" * 100 + content[100:]


def with_a_broken_page(content: bytes) -> bytes:
    return content[:8192] + b"\xff" * 4096 + content[12288:]


def cut_short(content: bytes) -> bytes:
    return content[: len(content) // 2]


DAMAGES = [with_a_broken_header, with_a_broken_page, cut_short]


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_line_about_damage_names_the_way_on(file: Path, damage: Callable[[bytes], bytes]) -> None:
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(StorageError, match="python -m bot recover") as caught:
        Database.open(url_of(file))
    assert str(file) in one_line(caught)


@pytest.mark.parametrize("damage", DAMAGES)
def test_recovering_keeps_the_damaged_file_and_begins_anew(
    file: Path, damage: Callable[[bytes], bytes]
) -> None:
    damaged = damage(file.read_bytes())
    file.write_bytes(damaged)
    aside = recover(url_of(file), lambda: NOON)
    assert aside == file.with_name("stepwise.db.damaged-20261125-120000")
    assert aside.read_bytes() == damaged
    with closing(Store.open(url_of(file))) as store:
        assert store.applicants() == []
        talk(store, 1)


def test_recovering_takes_the_log_along(file: Path, tmp_path: Path) -> None:
    file.write_bytes(with_a_broken_header(file.read_bytes()))
    (tmp_path / "stepwise.db-wal").write_bytes(b"the log")
    aside = recover(url_of(file))
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == b"the log"


def test_two_damaged_files_of_one_second_are_both_kept(file: Path) -> None:
    kept = set()
    for content in (b"first " * 100, b"second " * 100):
        file.write_bytes(content)
        kept.add(recover(url_of(file), lambda: NOON))
    assert {path.read_bytes()[:5] for path in kept} == {b"first", b"secon"}


def test_a_healthy_database_is_not_moved(file: Path) -> None:
    with pytest.raises(BadInput, match="not damaged"):
        recover(url_of(file))
    assert file.exists()
    assert kept_aside(url_of(file)) == []


def test_a_database_of_another_program_is_not_moved(tmp_path: Path) -> None:
    file = tmp_path / "recipes.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    with pytest.raises(StorageError, match="another program"):
        recover(url_of(file))
    assert file.exists()


def test_a_missing_file_or_none_at_all_cannot_be_recovered(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="nothing to recover"):
        recover(url_of(tmp_path / "stepwise.db"))
    with pytest.raises(BadInput, match="in a file"):
        recover("sqlite://")


def test_what_is_kept_aside_is_found_and_deleted_and_nothing_else(file: Path, tmp_path: Path) -> None:
    stranger = tmp_path / "stepwise.db.mine"
    stranger.write_text("a file of the person's own")
    file.write_bytes(with_a_broken_header(file.read_bytes()))
    aside = recover(url_of(file))
    copy = upgrade_copy(file, 1)
    copy.write_bytes(b"as it was")
    assert kept_aside(url_of(file)) == sorted([aside, copy])
    assert delete_kept_aside(url_of(file)) == 2
    assert kept_aside(url_of(file)) == []
    assert stranger.exists()
    assert file.exists()


def test_an_error_of_the_database_repeats_no_message(file: Path) -> None:
    with closing(Store.open(url_of(file))) as store:
        (thread,) = store.threads(store.ensure_applicant().id)
        content = file.read_bytes()
        file.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
        with pytest.raises(StorageError) as caught:
            store.start_turn(thread.id, " ".join(("my", "secret", "message")))
    assert "my secret" not in "".join(traceback.format_exception(caught.value))
