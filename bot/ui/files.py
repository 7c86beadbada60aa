"""Files on their way through the page: what was uploaded and what is saved, kept for as short as can be.

Covers: a folder of their own for each run of the program, that only its user can read and that goes with it,
handing a file to the browser, reading an uploaded one, and deleting what is left. Does not cover what is in a
file, or who may fetch it (access.gate).
"""

import hashlib
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import IO

import gradio as gr
from gradio.processing_utils import save_bytes_to_cache

from bot.errors import BadInput, StorageError
from bot.store import Applicant
from bot.ui.access.own import asking
from bot.ui.tongue import say

_LOCK = "in-use"


class Folder:
    """The folder of one run. Raises StorageError when it cannot be made.

    It is inside the data folder, as the system's folder for temporary files can be read by everybody. Those
    of runs that were killed are deleted.
    """

    def __init__(self, parent: Path) -> None:
        try:
            parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            starting = _locked(parent / _LOCK, wait=True)  # or another run may clear away what is made here
            for old in parent.iterdir():
                if old.is_dir() and not _in_use(old):
                    shutil.rmtree(old, ignore_errors=True)
            self.path = parent.resolve() / token_hex(8)
            self.path.mkdir(mode=0o700)
            self._lock = _locked(self.path / _LOCK)
            if starting is not None:
                starting.close()
        except OSError as error:
            raise StorageError(
                f"{parent} cannot be written ({error.strerror}); allow it, or free space"
            ) from None

    def close(self) -> None:
        if self._lock is not None:
            self._lock.close()
        shutil.rmtree(self.path, ignore_errors=True)


def named(applicant: Applicant, name: str) -> str:
    """What a file of a record is called; one of the example says so, lest it be taken for real."""
    return f"example-{name}" if applicant.example else name


def handed_out(button: gr.DownloadButton, data: bytes, name: str) -> str:
    """The path of a new file that the button gives to whoever is asking, and to nobody else."""
    folder = Path(button.GRADIO_CACHE, place(asking()), token_hex())  # a new one, so each save is a change
    path: str = save_bytes_to_cache(data, name, str(folder))
    button.temp_files.add(path)  # so that the page's clearing of old files reaches it
    return path


@contextmanager
def uploaded(path: str) -> Iterator[tuple[bytes, str]]:
    """The bytes and the name of an uploaded file, which is deleted after it was read, also on trouble."""
    file = Path(path)
    try:
        yield file.read_bytes(), file.name
    except FileNotFoundError:
        raise BadInput(say("this file is not here any more; choose it again")) from None
    finally:
        file.unlink(missing_ok=True)
        with suppress(OSError):
            file.parent.rmdir()


def place(user: str) -> str:
    """The folder of what a user saves, inside that of the run; the empty name is where nobody logs in."""
    return f"for-{hashlib.sha256(user.encode()).hexdigest()[:32]}"


def forget(button: gr.DownloadButton) -> None:
    """Delete every file that whoever is asking saved in this run; the browser has its own copies."""
    shutil.rmtree(Path(button.GRADIO_CACHE, place(asking())), ignore_errors=True)


def _locked(path: Path, *, wait: bool = False) -> IO[str] | None:
    """A lock that ends with the process, whatever ends it; None where the system has none."""
    if sys.platform == "win32":
        return None
    import fcntl

    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise
    return file


def _in_use(folder: Path) -> bool:
    try:
        lock = _locked(folder / _LOCK) if (folder / _LOCK).exists() else None
    except OSError:
        return True
    if lock is not None:
        lock.close()
    return False
