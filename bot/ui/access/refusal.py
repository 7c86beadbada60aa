"""Turning a request away: the status and line it gets, and what another site makes a browser send.

Covers: what both doors share, the one with a login (gate) and the one without (home).
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse


class Refused(Exception):
    """A request that is turned away, with the status and the one line that say so."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status, self.said = status, said

    def answer(self) -> JSONResponse:
        return JSONResponse({"detail": self.said}, self.status, {"cache-control": "no-store"})


def from_elsewhere(method: str, headers: Headers) -> None:
    """Raises Refused for what another site makes a browser send, or reads by a script.

    Browsers say where a request begins: one that writes always, one that reads when a script asks.
    """
    if method != "POST" and "origin" not in headers:
        return
    site = headers.get("sec-fetch-site")
    origin = urlsplit(headers.get("origin", "")).netloc
    if site not in (None, "same-origin") or (origin != headers.get("host") and site != "same-origin"):
        raise Refused(403, "This request does not come from this page.")
