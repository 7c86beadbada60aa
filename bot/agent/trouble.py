"""What can go wrong with a hosted model, from the errors of its client to one plain kind each.

Covers: kinds of trouble, whether the same request is worth another try and after how long, and the
notice for each. It knows no client's classes, so that none has to be imported. Does not cover trying
again or answering instead (answering).
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.assess.tables import Table, read_toml
from bot.settings import PROMPTS


class Kind(StrEnum):
    """Each has a notice of the same name in prompts/notices.toml."""

    NETWORK = "network"
    KEY = "key"
    MISSING = "missing"
    QUOTA = "quota"
    SERVER = "server"
    REFUSED = "refused"
    LONG_PROMPT = "long_prompt"
    NO_TOOLS = "no_tools"
    SLOW = "slow"
    STALLED = "stalled"
    FILTERED = "filtered"
    CUT = "cut"
    GARBLED = "garbled"
    CIRCLING = "circling"
    EMPTY = "empty"
    OTHER = "other"


_AGAIN = frozenset({Kind.NETWORK, Kind.QUOTA, Kind.SERVER, Kind.NO_TOOLS})
_STATUS = {
    400: Kind.REFUSED,
    401: Kind.KEY,
    403: Kind.KEY,
    404: Kind.MISSING,
    408: Kind.SLOW,
    429: Kind.QUOTA,
}
_SERVER_ERROR = 500
_REFUSALS: tuple[tuple[Kind, tuple[str, ...], tuple[str, ...]], ...] = (
    (Kind.NO_TOOLS, ("tool", "function"), ("support", "not allowed", "enable", "not available")),
    (
        Kind.LONG_PROMPT,
        ("context", "prompt", "token"),
        ("too long", "too many", "maximum", "exceed", "length"),
    ),
    (Kind.FILTERED, ("content_filter", "content management", "content policy"), ("",)),
)


@dataclass(eq=False)
class Trouble(Exception):
    """`wait` is what the provider asked for, in seconds; None when it asked for nothing."""

    kind: Kind
    wait: float | None = None

    @property
    def again(self) -> bool:
        """Whether the same request may do better."""
        return self.kind in _AGAIN


def trouble(error: Exception) -> Trouble:
    """The kind of an error of a model's client or of the agent loop, found by status, name and cause."""
    for one in _causes(error):
        if isinstance(one, Trouble):
            return one
        if isinstance(one, TimeoutError | asyncio.TimeoutError) or "timeout" in type(one).__name__.lower():
            return Trouble(Kind.SLOW)
        if "CallLimitExceeded" in type(one).__name__:
            return Trouble(Kind.CIRCLING)
        status = _status(one)
        if status is not None:
            return Trouble(_of_status(status, str(one)), _wait(one))
    names = [type(one).__name__.lower() for one in _causes(error)]
    if any("connect" in name or "protocol" in name or name.endswith("oserror") for name in names):
        return Trouble(Kind.NETWORK)
    if any(isinstance(one, ValueError) for one in _causes(error)):
        return Trouble(Kind.GARBLED)
    return Trouble(Kind.OTHER)


def notice(found: Trouble) -> str:
    """What the page says of it, before the answer that came from this computer instead."""
    return _notices().text(found.kind.value)


def cut_notice() -> str:
    """What the page says below an answer that was ended for its length."""
    return _notices().text("shortened")


@lru_cache(maxsize=1)
def _notices() -> Table:
    return read_toml(PROMPTS / "notices.toml").table("model")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _status(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _of_status(status: int, message: str) -> Kind:
    """A request that was refused says why only in its words, which differ from server to server."""
    said = message.lower()
    if status in (400, 413, 422):
        for kind, one_of, and_one_of in _REFUSALS:
            if any(word in said for word in one_of) and any(word in said for word in and_one_of):
                return kind
    return Kind.SERVER if status >= _SERVER_ERROR else _STATUS.get(status, Kind.REFUSED)


def _wait(error: BaseException) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    told = str(headers.get("retry-after", ""))
    try:
        return max(0.0, float(told))
    except ValueError:
        return None
