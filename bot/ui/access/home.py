"""The door of a page without a login, which is for the browser of this computer alone.

Covers: requests that come under another name, since a proxy lets strangers in or a site of the network had
its name pointed at this computer; requests that other sites make the browser send. Does not cover a page
with a login (gate).
"""

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.settings import LOOPBACK
from bot.ui.access.refusal import Refused, from_elsewhere

PASSED_ON = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""Headers by which a proxy says for whom it asks."""


class Home:
    """Lets through what the browser of this computer asks of its own page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            try:
                _for_this_computer(headers)
                if "origin" in headers or "sec-fetch-site" in headers:  # other programs here name neither
                    from_elsewhere(scope["method"], headers)
            except Refused as refused:
                await refused.answer()(scope, receive, send)
                return
        await self.app(scope, receive, send)


def _for_this_computer(headers: Headers) -> None:
    host = headers.get("host", "")
    name = re.sub(r":\d*$", "", host).strip("[]").lower()
    known = name in LOOPBACK and urlsplit(headers.get("origin", f"http://{host}")).netloc == host
    if not known or any(one in headers for one in PASSED_ON):
        raise Refused(
            403,
            "Without a login this page is for the browser of its own computer alone, by a name like "
            "http://127.0.0.1:7860. To serve others, name a file of users in ADVISOR_AUTH_FILE; "
            "docs/serving.md says how.",
        )
