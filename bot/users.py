"""Who may log in: a file of names with hashed passwords, one user a line.

Covers: reading and checking the file, adding, changing and removing a user, and comparing a password in the
same time whether or not the name is there. Does not cover logging in itself (ui.access) or who owns what.
"""

import hashlib
import hmac
import os
import re
import secrets
import stat
import unicodedata
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import BadInput

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
"""Characters of a password."""

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}", re.ASCII)
_SHAPE = "name:scrypt$15$8$3$salt$key"
_LOG2_N, _R, _P = 15, 8, 3
"""OWASP's second choice for scrypt: 32 MB and about a quarter of a second for each try."""
_MEMORY = 160 * 1024 * 1024
_SALT_BYTES, _KEY_BYTES = 16, 32


@dataclass(frozen=True)
class Hashed:
    """A password as it is kept. `log2_n`, `r` and `p` are the costs of scrypt."""

    salt: bytes
    key: bytes
    log2_n: int = _LOG2_N
    r: int = _R
    p: int = _P

    def __str__(self) -> str:
        return "$".join(
            ("scrypt", str(self.log2_n), str(self.r), str(self.p), _text(self.salt), _text(self.key))
        )


def read_users(path: Path) -> dict[str, Hashed]:
    """The users of a file by name. Raises BadInput naming the file, and the line where one is wrong.

    A file that everybody on the computer can read, or that others can change, is refused.
    """
    try:
        mode, raw = path.stat().st_mode, path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadInput(f"{path}: this file of users is not there; make it by adding a user") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path}: this file of users cannot be read ({type(error).__name__})") from None
    if os.name == "posix" and mode & (stat.S_IROTH | stat.S_IWOTH | stat.S_IWGRP):
        raise BadInput(f"{path}: others on this computer can read or change it; run: chmod 600 {path}")
    users: dict[str, Hashed] = {}
    for number, line in enumerate(map(str.strip, raw.splitlines()), start=1):
        if not line or line.startswith("#"):
            continue
        name, hashed = _user(line, f"{path}, line {number}")
        if name in users:
            raise BadInput(f"{path}, line {number}: '{name}' is there twice")
        users[name] = hashed
    if not users:
        raise BadInput(f"{path}: there is no user in it; add one first")
    return users


def add_user(path: Path, name: str, password: str, *, replace: bool = False) -> None:
    """Add a user, or with `replace` change the password of one; the file is written whole, for its owner
    only. Raises BadInput for a bad name or password, or a name that is taken."""
    name = checked_name(name)
    password = checked_password(password, name)
    users = read_users(path) if _is_begun(path) else {}
    if name in users and not replace:
        raise BadInput(f"'{name}' is in {path} already")
    _write(path, {**users, name: hashed(password)})


def remove_user(path: Path, name: str) -> None:
    """Take a user out; their sessions end with it. Raises BadInput when there is none, or no other."""
    users = read_users(path)
    if checked_name(name) not in users:
        raise BadInput(f"'{name}' is not in {path}")
    if len(users) == 1:
        raise BadInput(f"'{name}' is the only user in {path}; delete the file instead")
    _write(path, {key: value for key, value in users.items() if key != checked_name(name)})


def verified(users: Mapping[str, Hashed], name: str, password: str) -> bool:
    """Whether this is the user's password; an unknown name takes as long as a known one."""
    known = users.get(name)
    against = known or _nobody(users)
    key = _derived(password, against)
    return hmac.compare_digest(key, against.key) and known is not None


def hashed(password: str) -> Hashed:
    """A password with a salt of its own."""
    empty = Hashed(secrets.token_bytes(_SALT_BYTES), b"")
    return Hashed(empty.salt, _derived(password, empty))


def checked_name(name: str) -> str:
    """A user name as it is kept, in small letters. Raises BadInput."""
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"a user name has 1 to 64 letters a to z, digits and . _ @ - and begins with a letter or "
            f"a digit, not '{' '.join(name.split())[:80]}'"
        )
    return name


def checked_password(password: str, name: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadInput(f"a password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
    if password.strip().lower() == name:
        raise BadInput("a password must not be the user name")
    try:
        password.encode()
    except UnicodeEncodeError:
        raise BadInput("this password cannot be read; set the terminal to UTF-8") from None
    return password


def _nobody(users: Mapping[str, Hashed]) -> Hashed:
    """What an unknown name is compared with: nobody's password, at the costs of one in the file."""
    like = next(iter(users.values()), Hashed(b"", b""))
    return replace(like, salt=bytes(_SALT_BYTES), key=bytes(_KEY_BYTES))


def _is_begun(path: Path) -> bool:
    """Whether there is something in the file; where that cannot be seen, writing it says why."""
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _derived(password: str, against: Hashed) -> bytes:
    # The same letters can be typed in more than one way, on two keyboards.
    words = unicodedata.normalize("NFKC", password).encode()
    return hashlib.scrypt(
        words,
        salt=against.salt,
        n=1 << against.log2_n,
        r=against.r,
        p=against.p,
        maxmem=_MEMORY,
        dklen=_KEY_BYTES,
    )


def _user(line: str, where: str) -> tuple[str, Hashed]:
    name, _, told = line.partition(":")
    parts = told.split("$")
    if not _NAME.fullmatch(name) or len(parts) != 6 or parts[0] != "scrypt":
        raise BadInput(f"{where}: this is not {_SHAPE}; remove it and add the user anew")
    try:
        log2_n, r, p = (int(part) for part in parts[1:4])
        salt, key = (_bytes(part) for part in parts[4:])
    except ValueError:
        raise BadInput(f"{where}: the hash of '{name}' is not {_SHAPE}; add the user anew") from None
    if not (14 <= log2_n <= 17 and r == _R and 1 <= p <= 8 and len(salt) >= 8 and len(key) == _KEY_BYTES):
        raise BadInput(f"{where}: the hash of '{name}' is too weak or too costly; add the user anew")
    return name, Hashed(salt, key, log2_n, r, p)


def _write(path: Path, users: Mapping[str, Hashed]) -> None:
    """Replace the file whole, so that a kill leaves the old one or the new one."""
    text = "".join(f"{name}:{one}\n" for name, one in sorted(users.items()))
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise BadInput(f"{path}: this file of users cannot be written ({error.strerror})") from None


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
