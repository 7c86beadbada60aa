"""Serving the page: address and port, headers, and loading the heavy parts once it is up.

Covers: `launch`. Does not cover the page itself (page).
"""

import socket
import threading
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import gradio as gr
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.errors import StepwiseError
from bot.ui import page, theme
from bot.ui.running import Talk

if TYPE_CHECKING:
    from bot.agent.services import Services

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; frame-ancestors 'none'; form-action 'self'; base-uri 'self'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Guard:
    """Headers that keep the browser on this machine, whatever a message, file or model brings."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self.app(scope, receive, guarded)


def launch(
    services: "Services",
    *,
    talk: Talk | None = None,
    warm_up: Callable[["Services"], None] | None = None,
    on_up: Callable[[str], None] = lambda _url: None,
    block: bool = True,
) -> gr.Blocks:
    """Serve the page; once it answers, `on_up` is told its address and the heavy parts are loaded.

    Raises StepwiseError when the port is taken.
    """
    blocks = page.build(services, talk)
    settings = services.settings
    try:
        _, url, _ = blocks.queue(default_concurrency_limit=None).launch(
            server_name=settings.host,
            server_port=settings.port or _free_port(),
            theme=theme.theme(),
            head=theme.head(),
            quiet=True,
            show_error=False,
            run_history=False,
            footer_links=[],
            ssr_mode=False,
            enable_monitoring=False,
            max_file_size="5mb",
            app_kwargs={"middleware": [Middleware(Guard)]},
            prevent_thread_lock=True,
        )
    except OSError:
        raise StepwiseError(
            f"port {settings.port} on {settings.host} is in use or not allowed; choose another with --port"
        ) from None
    on_up(url.rstrip("/"))
    threading.Thread(target=warm_up or _warm_up, args=(services,), daemon=True).start()
    if block:
        blocks.block_thread()
    return blocks


def _warm_up(services: "Services") -> None:
    """Load what the first answer needs; trouble shows as the library's state, not here."""
    from bot.agent import turn

    turn.warm_up(services)
    with suppress(StepwiseError):
        _ = services.programs
        services.library.get()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
