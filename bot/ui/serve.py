"""Serving the page: address and port, headers, login, and loading the heavy parts once it is up.

Covers: `launch`. Does not cover the page itself (page) or who may ask what (access).
"""

import os
import socket
import threading
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import gradio as gr
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import StepwiseError
from bot.ui import page, quiet, theme, tongue
from bot.ui.access.gate import USER, Gate
from bot.ui.access.home import Home
from bot.ui.access.limits import load_limits
from bot.ui.access.own import OwnStore
from bot.ui.access.sessions import Sessions
from bot.ui.files import Folder
from bot.ui.running import Talk

if TYPE_CHECKING:
    from bot.agent.services import Services

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; frame-ancestors 'none'; form-action 'self'; base-uri 'self'",
    # The page's own forms have to say where they come from; other sites are told nothing.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_KEEP_NOTHING = {"Cache-Control": "no-store"}
_PASSING = ("/gradio_api/", "/login")
"""What is under these is said once and for one person, so the browser keeps no copy of it."""


class Guard:
    """Headers that keep the browser on this machine, whatever a message, file or model brings."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        passing = scope["type"] == "http" and scope["path"].startswith(_PASSING)
        headers = {**_HEADERS, **_KEEP_NOTHING} if passing else _HEADERS

        await self.app(scope, receive, guarded)


class Translated:
    """The page names its language from its first line on, so that Gradio and screen readers take the one that
    the server takes; Gradio by itself would go by the browser."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        spoken = tongue.wished(headers.get("cookie", ""), headers.get("accept-language", ""))
        begun: list[Message] = []
        body = bytearray()

        async def translated(message: Message) -> None:
            if message["type"] == "http.response.start":
                begun.append(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            whole = _in_language(bytes(body), spoken)
            for start in begun:
                MutableHeaders(scope=start)["content-length"] = str(len(whole))
                MutableHeaders(scope=start).add_vary_header("Cookie, Accept-Language")
                await send(start)
            await send({"type": "http.response.body", "body": whole})

        await self.app(scope, receive, translated)


def _in_language(page_: bytes, spoken: str) -> bytes:
    """The page as Gradio makes it, with the language of the browser told to be the one that is wanted."""
    told = f"""<script>for (const [name, value] of [["language", "{spoken}"], ["languages", ["{spoken}"]]])
      Object.defineProperty(navigator, name, {{ get: () => value }});</script>"""
    named = page_.replace(b'lang="en"', f'lang="{spoken}"'.encode(), 1)
    return named.replace(b"<head>", f"<head>{told}".encode(), 1)


def launch(
    services: "Services",
    *,
    talk: Talk | None = None,
    warm_up: Callable[["Services"], None] | None = None,
    on_up: Callable[[str], None] = lambda _url: None,
    block: bool = True,
) -> gr.Blocks:
    """Serve the page; once it answers, `on_up` is told its address and the heavy parts are loaded.

    With a file of users everybody logs in, and each reaches only what is theirs. Raises StepwiseError when
    the port is taken or that file cannot be used.
    """
    settings = services.settings
    door = Middleware(Home)
    folder = Folder(settings.data_dir / "files")
    if settings.auth_file is not None:
        limits = load_limits()
        door = Middleware(Gate, Sessions(settings.auth_file, limits), limits, folder.path)
        services = replace(services, store=OwnStore(services.store, limits))
    # Read by gradio when the page is made.
    os.environ["GRADIO_TEMP_DIR"] = str(folder.path)
    blocks = quiet.quietly(page.build(services, talk))
    try:
        _, url, _ = blocks.queue(default_concurrency_limit=None).launch(
            server_name=settings.host,
            server_port=settings.port or _free_port(),
            theme=theme.theme(),
            head=theme.head(),
            i18n=tongue.translations(),
            quiet=True,
            show_error=False,
            run_history=False,
            footer_links=[],
            ssr_mode=False,
            enable_monitoring=False,
            max_file_size="5mb",
            app_kwargs={"middleware": [Middleware(Guard), Middleware(Translated), door]},
            auth_dependency=(lambda request: request.scope.get(USER)) if settings.auth_file else None,
            prevent_thread_lock=True,
        )
    except OSError:
        folder.close()
        raise StepwiseError(
            f"port {settings.port} on {settings.host} is in use or not allowed; choose another with --port"
        ) from None
    on_up(url.rstrip("/"))
    threading.Thread(target=warm_up or _warm_up, args=(services,), daemon=True).start()
    if block:
        blocks.block_thread()
        folder.close()
    return blocks


def _warm_up(services: "Services") -> None:
    """Load what the first answer needs; trouble shows as the library's state, not here."""
    from bot.agent import turn
    from bot.agent.undertone import load_undertone

    turn.warm_up(services)
    with suppress(StepwiseError):
        _ = services.programs
        load_undertone().learned(services.library.get())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
