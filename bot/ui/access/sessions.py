"""Who is in: sessions from a login to its end, kept in the memory of this process.

Covers: logging in with its limits, finding the user of a cookie, logging out, and ending the sessions of a
user whose password changed or who was taken out of the file. Does not cover requests (gate) or passwords
(users). A restart ends all sessions.
"""

import asyncio
import hashlib
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot import users
from bot.errors import BadInput
from bot.ui.access.limits import Counted, Limits
from bot.ui.tongue import later, say
from bot.users import Hashed

WRONG = later("The name or the password is not right.")
_LONGEST_NAME = 64
_NO_FILE = (0, 0, 0)

log = logging.getLogger(__name__)


@dataclass
class Session:
    """`hashed` is the password it began with; `begun` and `seen` are seconds of the clock."""

    user: str
    hashed: Hashed
    begun: float
    seen: float


class UsersFile:
    """The file of users as it is now; a change while the page is served counts at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp = _NO_FILE
        self._stamp = self._stamped()
        self._users = users.read_users(path)

    def now(self) -> dict[str, Hashed]:
        """With a mistake in the file the users stay as they were; without the file there are none."""
        stamp = self._stamped()
        if stamp == self._stamp:
            return self._users
        self._stamp = stamp
        if stamp == _NO_FILE:
            log.error("nobody can log in, as this file of users is not there any more: %s", self.path)
            self._users = {}
            return self._users
        try:
            self._users = users.read_users(self.path)
        except BadInput as error:
            log.error("the users stay as they were: %s", error)
        return self._users

    def _stamped(self) -> tuple[int, int, int]:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return _NO_FILE
        except OSError:  # it cannot be seen now
            return self._stamp
        return found.st_mtime_ns, found.st_size, found.st_ino


class Sessions:
    """All sessions of this process."""

    def __init__(self, path: Path, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._file = UsersFile(path)
        self._limits, self._clock = limits, clock
        self._kept: dict[str, Session] = {}
        self._by_name = Counted(limits.failed_by_name, limits.within_seconds, clock)
        self._by_address = Counted(limits.failed_by_address, limits.within_seconds, clock)
        self._trying = asyncio.Semaphore(limits.at_once)

    async def log_in(self, name: str, password: str, address: str) -> str:
        """The token of a new session. Raises BadInput, in the same words for a wrong name and password."""
        name = name.strip().lower()[:_LONGEST_NAME]
        async with self._trying:
            wait = max(self._by_name.wait(name), self._by_address.wait(address))
            if wait > 0:
                minutes = int(wait // 60) + 1
                raise BadInput(say("Too many wrong passwords. Wait {n} minutes, then try again.", n=minutes))
            known = self._file.now()
            given = password[: users.LONGEST_PASSWORD + 1]
            if not await asyncio.to_thread(users.verified, known, name, given):
                self._by_name.add(name)
                self._by_address.add(address)
                raise BadInput(say(WRONG))
        self._by_name.forget(name)
        return self._begin(name, known[name])

    def user(self, token: str) -> str | None:
        """Whose session a token is; None when there is none any more."""
        key, now = _key(token), self._clock()
        session = self._kept.get(key)
        if session is None:
            return None
        old = (
            now - session.seen > self._limits.idle_seconds
            or now - session.begun > self._limits.longest_seconds
        )
        if old or self._file.now().get(session.user) != session.hashed:
            self._kept.pop(key, None)
            return None
        session.seen = now
        return session.user

    def log_out(self, token: str) -> None:
        self._kept.pop(_key(token), None)

    def _begin(self, name: str, hashed: Hashed) -> str:
        now = self._clock()
        own = sorted(
            (key for key in self._kept if self._kept[key].user == name), key=lambda k: self._kept[k].seen
        )
        for key in own[: max(0, len(own) - self._limits.most_sessions + 1)]:
            del self._kept[key]
        token = secrets.token_urlsafe(32)
        self._kept[_key(token)] = Session(name, hashed, now, now)
        return token


def _key(token: str) -> str:
    """What is kept of a token, so that the memory of this process holds no cookie."""
    return hashlib.sha256(token.encode()).hexdigest()
