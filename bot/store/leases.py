"""Leases on turns: which copy of the program answers a message, and for how long others leave it alone.

Covers: the token of a copy, seeing that its process has ended, and renewing the leases of its turns while
they are answered. A copy that is killed renews nothing more, so its message is free after LEASE seconds
of the database's own clock, and at once for a copy on the same computer. Does not cover what becomes of
a turn (transcript).
"""

import hashlib
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from bot.errors import StepwiseError

LEASE = 30.0
"""Seconds that a turn is left to the copy that answers it, counted from its last sign of life."""

BEAT = 10.0
"""Seconds between two signs of life: two may be late or lost before the lease ends."""

LONGEST_RUN = 15 * 60.0
"""Seconds after which a turn counts as interrupted, so that a hung one cannot close a conversation."""


def new_token() -> str:
    """Names one opening of the store: an id that cannot be guessed, the process and its computer."""
    return f"{secrets.token_urlsafe(12)}.{os.getpid()}.{_computer()}"


def has_ended(token: str) -> bool:
    """Whether the process of a token is certainly gone; False also where that cannot be seen."""
    _, _, place = token.partition(".")
    process, _, computer = place.partition(".")
    if computer != _computer() or os.name == "nt" or not process.isdecimal():  # there, a signal would kill
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


@cache
def _computer() -> str:
    """What processes that see one another by number have in common, and no others."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
        name = f"{boot} {Path('/proc/self/ns/pid').readlink()}"  # a container counts its processes anew
    except OSError:
        name = socket.gethostname()
    return hashlib.sha256(name.encode()).hexdigest()[:16]


class Leases:
    """The turns that one opening of the store is answering.

    `renew(thread_id, n)` writes a sign of life and says whether the turn is still there to be answered.
    """

    def __init__(self, renew: Callable[[str, int], bool]) -> None:
        self._renew = renew
        self._held: dict[tuple[str, int], float] = {}
        self._lock = threading.Lock()
        self._beating: threading.Thread | None = None
        self._closed = threading.Event()

    def hold(self, thread_id: str, n: int) -> None:
        with self._lock:
            self._held[thread_id, n] = time.monotonic()
            if self._beating is None and not self._closed.is_set():
                self._beating = threading.Thread(target=self._beat_until_idle, name="leases", daemon=True)
                self._beating.start()

    def release(self, thread_id: str, n: int) -> None:
        with self._lock:
            self._held.pop((thread_id, n), None)

    def holds(self, thread_id: str, n: int) -> bool:
        with self._lock:
            return (thread_id, n) in self._held

    def held(self) -> list[tuple[str, int]]:
        with self._lock:
            return list(self._held)

    def beat(self) -> None:
        """Renew every lease; one whose turn is gone, or runs for too long, is given up."""
        for thread_id, n in self.held():
            started = self._held.get((thread_id, n), 0.0)
            still = time.monotonic() - started < LONGEST_RUN
            with suppress(StepwiseError):  # the database is busy or away: the next beat may reach it
                still = still and self._renew(thread_id, n)
            if not still:
                self.release(thread_id, n)

    def close(self) -> None:
        self._closed.set()

    def _beat_until_idle(self) -> None:
        while not self._closed.wait(BEAT):
            with self._lock:
                if not self._held:
                    self._beating = None
                    return
            self.beat()
