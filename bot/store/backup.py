"""A backup: the whole database in one file with a checksum, made while the program runs.

Covers: making the file, and unpacking one after a look that it is whole. A backup of SQLite holds a copy of
the file, one of PostgreSQL every row as JSON; both can be restored to both (restore). Does not cover one
applicant's record (export). What is deleted later stays in the backups made before.
"""

import hashlib
import json
import tempfile
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from bot.errors import BadInput, StorageError
from bot.store.database import Clock, Database, place_of, utc_now
from bot.store.rescue import BEGUN
from bot.store.rows import rows_of, written
from bot.store.schema import SCHEMA
from bot.store.sqlite import copy_file, inspect, put_in_place

FORMAT = "stepwise-backup"
VERSION = 1

MANIFEST, FILE, ROWS = "manifest.json", "stepwise.db", "rows.jsonl"

_PIECE = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself; `content` is FILE or ROWS, `made` UTC, ISO 8601."""

    format: str
    version: int
    schema: int
    made: str
    content: str
    sha256: str


def backup(url: str, path: Path, clock: Clock = utc_now) -> None:
    """Write a consistent copy of the whole database to a new file that only its owner can read.

    Raises BadInput when the file is there already, and StorageError when the database cannot be read or
    the file cannot be written; no half file is left.
    """
    if path.exists():
        raise BadInput(f"{path} is there already; choose another name for the backup")
    try:
        with tempfile.TemporaryDirectory(prefix=BEGUN, dir=path.parent) as folder:
            content, schema = _copy(url, Path(folder))
            begun = Path(folder) / "backup"
            begun.touch(mode=0o600)
            made = clock().isoformat(timespec="seconds")
            manifest = Manifest(FORMAT, VERSION, schema, made, content.name, _checksum(content))
            with zipfile.ZipFile(begun, "w", zipfile.ZIP_DEFLATED) as packed:
                packed.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
                packed.write(content, content.name)
            put_in_place(begun, path)
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror})") from error


def unpacked(path: Path, folder: Path) -> tuple[Manifest, Path]:
    """What a backup says of itself and its content, unpacked into a folder, after a look at the checksum.

    Raises BadInput when the file is no backup, is damaged or was made by a newer version.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            manifest = _manifest(path, packed.read(MANIFEST))
            content = folder / manifest.content
            content.touch(mode=0o600)
            with packed.open(manifest.content) as source, content.open("wb") as target:
                _copy_pieces(source, target)
    except FileNotFoundError:
        raise BadInput(f"{path} is not there") from None
    except (zipfile.BadZipFile, EOFError, KeyError, NotImplementedError, RuntimeError) as error:
        raise _refused(path, error) from None
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror})") from error
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise _refused(path, error) from None
        raise
    if _checksum(content) != manifest.sha256:
        raise BadInput(f"{path} is damaged (its checksum differs), so nothing was changed")
    return manifest, content


def _copy(url: str, folder: Path) -> tuple[Path, int]:
    """The content of a backup as a file in the folder, and the version of its tables."""
    place = place_of(url)
    if place.path is not None:
        if not place.path.exists():
            raise BadInput(f"{place.path} is not there, so there is nothing to back up")
        with Database(place, utc_now).plain_words():
            schema = inspect(place.path)
            copy_file(place.path, folder / FILE)
        return folder / FILE, schema or SCHEMA
    if place.wipes:
        raise BadInput("a database in memory cannot be backed up")
    database = Database(place, utc_now)
    try:
        with database.plain_words():
            schema = place.prepare()
            if schema is None:
                raise BadInput("the database is empty, so there is nothing to back up")
        with database.read() as session, (folder / ROWS).open("w", encoding="utf-8") as file:
            file.writelines(written(rows_of(session.connection())))
    finally:
        database.close()
    return folder / ROWS, schema


def _manifest(path: Path, text: bytes) -> Manifest:
    try:
        found: dict[str, Any] = json.loads(text)
        manifest = Manifest(**found)
        known = manifest.format == FORMAT and manifest.content in (FILE, ROWS)
        numbers = type(manifest.version) is type(manifest.schema) is int and manifest.schema > 0
    except (TypeError, ValueError):
        known = numbers = False
    if not (known and numbers):
        raise BadInput(f"{path} is not a Stepwise backup, so nothing was changed")
    if manifest.version > VERSION or manifest.schema > SCHEMA:
        raise BadInput(f"{path} was made by a newer version of Stepwise; install that version to restore it")
    return manifest


def _refused(path: Path, error: Exception) -> BadInput:
    if isinstance(error, KeyError) or "File is not a zip file" in str(error):
        return BadInput(f"{path} is not a Stepwise backup, so nothing was changed")
    return BadInput(f"{path} is damaged, so nothing was changed")


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy_pieces(source: Any, target: BinaryIO) -> None:
    while piece := source.read(_PIECE):
        target.write(piece)
