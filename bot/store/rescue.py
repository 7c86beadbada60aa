"""A way on from a damaged database: keeping it aside and beginning anew.

Covers: moving a file with its log aside under a name that tells why and when, finding and deleting what
is kept aside, and beginning anew when a file is damaged. Does not cover putting a backup in its place
(backup), or PostgreSQL, whose files are its administrator's.
"""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from bot.errors import BadInput, StorageError
from bot.store.database import Clock, Database, place_of, utc_now
from bot.store.schema import SCHEMA
from bot.store.sqlite import DamagedError, inspect, upgrade_copy

LOGS = ("-wal", "-shm")
"""What SQLite keeps beside a file, under its name and this."""

BEGUN = ".stepwise-part-"
"""What the folder of a backup or restore that is being made begins with; a kill may leave it."""

_KEPT = (".damaged-", ".before-restore-")


def recover(url: str, clock: Clock = utc_now) -> Path:
    """Move a damaged database aside and begin anew; the path where the damaged file is kept.

    Raises BadInput when there is nothing to recover: no file, or one that is not damaged; StorageError
    when the file cannot be moved, or is of another program or a newer version.
    """
    path = file_of(url, "recover")
    if not path.exists():
        raise BadInput(f"{path} is not there, so there is nothing to recover")
    if not _is_damaged(url, path):
        raise BadInput(f"{path} is not damaged, so it was left as it is")
    aside = move_aside(path, "damaged", clock)
    Database.open(url, clock).close()
    return aside


def move_aside(path: Path, why: str, clock: Clock) -> Path:
    """Rename a database with its log, so that both still belong together; its new path."""
    aside = name_aside(path, why, clock)
    try:
        for log in ("", *LOGS):
            with suppress(FileNotFoundError):
                path.with_name(path.name + log).rename(aside.with_name(aside.name + log))
    except OSError as error:
        raise StorageError(
            f"{path} cannot be moved ({error.strerror}). Allow writing to its folder, then try again."
        ) from error
    return aside


def name_aside(path: Path, why: str, clock: Clock) -> Path:
    """A free name beside a file that tells why and when it was kept."""
    name = f"{path.name}.{why}-{clock():%Y%m%d-%H%M%S}"
    names = (path.with_name(name + again) for again in ("", *(f"-{n}" for n in range(2, 100))))
    return next(free for free in names if not free.exists())


def kept_aside(url: str) -> list[Path]:
    """Files with applicants' text beside the database: damaged or replaced ones, and copies of upgrades.

    Backups that a person made are not among them, wherever they are.
    """
    path = place_of(url).path
    if path is None:
        return []
    kept = [file for why in _KEPT for file in path.parent.glob(f"{path.name}{why}*")]
    copies = [upgrade_copy(path, version) for version in range(1, SCHEMA)]
    begun = path.parent.glob(f"{BEGUN}*/*")
    return sorted([*kept, *begun, *(copy for copy in copies if copy.exists())])


def delete_kept_aside(url: str) -> int:
    """Delete what `kept_aside` finds; how many files that were."""
    kept = kept_aside(url)
    for file in kept:
        file.unlink(missing_ok=True)
        if file.parent.name.startswith(BEGUN):
            with suppress(OSError):  # there is more in it
                file.parent.rmdir()
    return len(kept)


def file_of(url: str, what: str) -> Path:
    """The file of a database. Raises BadInput when it is in none."""
    path = place_of(url).path
    if path is None:
        raise BadInput(f"{what} is for a database in a file; this one is not")
    return path


def _is_damaged(url: str, path: Path) -> bool:
    place = place_of(url)
    try:
        inspect(path)
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()
        return bool(found != ("ok",))
    except DamagedError:
        return True
    except sqlite3.Error as error:
        trouble = place.trouble(error)
        if trouble is None or isinstance(trouble, DamagedError):
            return True
        raise trouble from error
