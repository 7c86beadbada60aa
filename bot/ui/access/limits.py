"""How often one person may do something: the numbers, and counting them.

Covers: reading limits.toml, and counting what happened within a time for each name. Does not cover what is
counted (gate, own, sessions).
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from threading import Lock

from bot.assess.tables import Table, read_toml
from bot.settings import KNOWLEDGE

LIMITS = KNOWLEDGE / "limits.toml"
_KEYS = 20_000
"""Names that are counted at once; beyond them those that did nothing lately are forgotten."""


@dataclass(frozen=True)
class Limits:
    """limits.toml as it is there; times are seconds."""

    failed_by_name: int
    failed_by_address: int
    within_seconds: int
    at_once: int
    idle_seconds: int
    longest_seconds: int
    most_sessions: int
    messages_in_a_minute: int
    messages_in_an_hour: int
    requests_in_a_minute: int
    uploads_in_an_hour: int
    largest_bytes: int


@cache
def load_limits() -> Limits:
    """Raises DataError naming the key that is wrong."""
    raw = read_toml(LIMITS)
    logins, sessions, messages, requests = (
        _part(raw, name) for name in ("logins", "sessions", "messages", "requests")
    )
    found = Limits(
        failed_by_name=logins.whole("failed_by_name", 1),
        failed_by_address=logins.whole("failed_by_address", 1),
        within_seconds=logins.whole("within_seconds", 1, 86_400),
        at_once=logins.whole("at_once", 1),
        idle_seconds=sessions.whole("idle_seconds", 60, 10_000_000),
        longest_seconds=sessions.whole("longest_seconds", 60, 10_000_000),
        most_sessions=sessions.whole("most", 1),
        messages_in_a_minute=messages.whole("in_a_minute", 1),
        messages_in_an_hour=messages.whole("in_an_hour", 1, 100_000),
        requests_in_a_minute=requests.whole("in_a_minute", 1, 100_000),
        uploads_in_an_hour=requests.whole("uploads_in_an_hour", 1),
        largest_bytes=requests.whole("largest_bytes", 1000, 100_000_000),
    )
    for part in (logins, sessions, messages, requests, raw):
        part.done()
    return found


def _part(raw: Table, name: str) -> Table:
    part = raw.table(name)
    part.basis()
    return part


class Counted:
    """What each name did within the last `seconds`, at most `most` times."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._seen: dict[str, deque[float]] = {}
        self._lock = Lock()

    def wait(self, name: str) -> float:
        """Seconds until this name may go on; 0 when it may now."""
        with self._lock:
            seen = self._recent(name)
            return seen[0] + self._seconds - self._clock() if len(seen) >= self._most else 0.0

    def add(self, name: str) -> None:
        with self._lock:
            self._recent(name).append(self._clock())

    def allow(self, name: str) -> bool:
        """Count one more, if there is room for it."""
        with self._lock:
            seen = self._recent(name)
            if len(seen) >= self._most:
                return False
            seen.append(self._clock())
            return True

    def forget(self, name: str) -> None:
        with self._lock:
            self._seen.pop(name, None)

    def _recent(self, name: str) -> deque[float]:
        if name not in self._seen and len(self._seen) >= _KEYS:
            self._prune()
        seen = self._seen.setdefault(name, deque(maxlen=self._most))
        while seen and seen[0] <= self._clock() - self._seconds:
            seen.popleft()
        return seen

    def _prune(self) -> None:
        old = self._clock() - self._seconds
        live = {name: seen for name, seen in self._seen.items() if seen and seen[-1] > old}
        self._seen = dict(sorted(live.items(), key=lambda item: item[1][-1])[-_KEYS // 2 :])
