"""The gate in front of the page, where people log in: every request passes it or is turned away.

Covers: the list of what may be asked for, the session of each request, requests from other sites, limits, and
keeping apart the windows and files of users. Does not cover whose a record is (own) or passwords
(sessions).

What is not on the list is not there, Gradio's own interface for programs included: the page needs little of
it. A window names itself in each request; that name is prefixed with its user, so nobody reaches another's.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections import OrderedDict
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import BadInput
from bot.ui import files
from bot.ui.access import login
from bot.ui.access.limits import Counted, Limits
from bot.ui.access.own import LOGGED_OUT
from bot.ui.access.refusal import Refused, from_elsewhere
from bot.ui.access.sessions import Sessions
from bot.ui.tongue import say, speaking, wished

COOKIE = "stepwise_session"
USER = "stepwise_user"
"""The entry of a request's scope that names its user."""

API = "/gradio_api"
OPEN = re.compile(
    r"/(assets|static)/.+|/theme\.css|/gradio_api/(theme\.css|startup-events)|/manifest\.json|/favicon\.ico|/robots\.txt"
)
"""The same for everybody and about nobody: parts of the page that come with Gradio."""

JSON_PATHS = (f"{API}/run/predict", f"{API}/queue/join", f"{API}/cancel", f"{API}/reset")
_BODY = {"data", "event_data", "fn_index", "trigger_id", "session_hash", "event_id"}
"""What the page sends; anything else in a request would be for Gradio's other clients."""

_WINDOW = re.compile(r"[A-Za-z0-9_-]{1,80}", re.ASCII)
_THREAD = re.compile(r"[A-Za-z0-9_-]{1,80}", re.ASCII)
_FORM_BYTES = 4_000
_UPLOADS = 5_000
"""Uploaded files whose user is remembered; each is deleted when it has been read."""

_SAFE = ("GET", "HEAD")


def _missing() -> Refused:
    return Refused(404, "There is nothing here.")


class Gate:
    """Who may ask what; `cache` is the folder of files that are on their way."""

    def __init__(self, app: ASGIApp, sessions: Sessions, limits: Limits, cache: Path) -> None:
        self.app, self.sessions, self.limits, self.cache = app, sessions, limits, cache
        self._secret = secrets.token_bytes(32)
        self._requests = Counted(limits.requests_in_a_minute, 60)
        self._uploading = Counted(limits.uploads_in_an_hour, 3600)
        self._uploads: OrderedDict[str, set[str]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        try:
            await self._let_in(dict(scope), receive, send)
        except Refused as refused:
            await refused.answer()(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, path, headers = scope["method"], scope["path"], Headers(scope=scope)
        if method not in (*_SAFE, "POST"):
            raise _missing()
        from_elsewhere(method, headers)
        if path == "/login":
            with speaking(_wished(headers)):
                answer = await self._login(scope, receive, headers)
            await answer(scope, receive, send)
            return
        if method in _SAFE and OPEN.fullmatch(path):
            await self.app(scope, receive, send)
            return
        token = _cookie(headers)
        user = self.sessions.user(token) if token else None
        if path == "/logout" and method == "POST":
            await self._logged_out(token, scope)(scope, receive, send)
        elif user is not None:
            await self._passed(user, scope, receive, send)
        elif path == "/" and method in _SAFE:
            await RedirectResponse(_to("/login", scope), 303)(scope, receive, send)
        else:
            with speaking(_wished(headers)):
                raise Refused(401, say(LOGGED_OUT))

    async def _passed(self, user: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request of a user on, if it is on the list."""
        if not self._requests.allow(user):
            raise Refused(429, "Too many requests at once. Wait a minute, then go on.")
        method, path = scope["method"], scope["path"]
        scope[USER] = user
        if method == "POST":
            if path in JSON_PATHS:
                receive = await self._own_body(user, scope, receive)
            elif path == f"{API}/upload":
                if not self._uploading.allow(user):
                    raise Refused(429, "Many files were uploaded. Wait a while, then go on.")
                self._own_query(user, scope, "upload_id")
                send = self._noting(user, send)
            else:
                raise _missing()
        elif path == "/":
            scope["query_string"] = _only(scope, ("c", "__theme"))
        elif path == f"{API}/queue/data":
            self._own_query(user, scope, "session_hash")
        elif path == f"{API}/upload_progress":
            self._own_query(user, scope, "upload_id")
        elif path.startswith(f"{API}/heartbeat/"):
            window = path.removeprefix(f"{API}/heartbeat/")
            scope["path"] = f"{API}/heartbeat/{self.window(user, window)}"
            scope["raw_path"] = scope["path"].encode()
        elif path.startswith(f"{API}/file="):
            self._own_file(user, path.removeprefix(f"{API}/file="))
        else:
            raise _missing()
        await self.app(scope, receive, send)

    def window(self, user: str, name: str) -> str:
        """The name under which Gradio knows a window of a user."""
        if not _WINDOW.fullmatch(name):
            raise _missing()
        return f"{hmac.new(self._secret, user.encode(), hashlib.sha256).hexdigest()[:32]}-{name}"

    def _own_query(self, user: str, scope: Scope, key: str) -> None:
        """Leave of the query only the name of a window or an upload, as the user's own."""
        given = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        named = {key: self.window(user, given[key])} if key in given else {}
        scope["query_string"] = urlencode(named).encode()

    async def _own_body(self, user: str, scope: Scope, receive: Receive) -> Receive:
        """The JSON of a request with its window as the user's own; files in it must be theirs."""
        try:
            given = json.loads(await _whole(receive, self.limits.largest_bytes))
        except (ValueError, RecursionError):
            raise Refused(400, "This request cannot be read.") from None
        if not isinstance(given, dict):
            raise Refused(400, "This request cannot be read.")
        kept = {key: value for key, value in given.items() if key in _BODY}
        if not isinstance(kept.get("session_hash", ""), str):
            raise _missing()
        if "session_hash" in kept:
            kept["session_hash"] = self.window(user, kept["session_hash"])
        for path in _paths(kept):
            if user not in self._uploads.get(path, ()):
                raise _missing()
        body = json.dumps(kept).encode()
        length = (b"content-length", str(len(body)).encode())
        plain = (b"content-type", b"application/json")
        others = [
            item for item in scope["headers"] if item[0] not in (length[0], plain[0], b"transfer-encoding")
        ]
        scope["headers"] = [*others, length, plain]
        return _replayed(body, receive)

    def _own_file(self, user: str, asked: str) -> None:
        """Only what was saved by this user can be fetched."""
        try:
            theirs = (self.cache / files.place(user)).resolve()
            if Path(asked).resolve().is_relative_to(theirs):
                return
        except (OSError, ValueError):
            pass
        raise _missing()

    def _noting(self, user: str, send: Send) -> Send:
        """Remember whose the files are that an upload answers with."""
        body = bytearray()

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    self._note(user, bytes(body))
            await send(message)

        return noting

    def _note(self, user: str, body: bytes) -> None:
        try:
            paths = json.loads(body)
        except ValueError:
            return
        for path in paths if isinstance(paths, list) else ():
            self._uploads.setdefault(str(path), set()).add(user)
            self._uploads.move_to_end(str(path))
        while len(self._uploads) > _UPLOADS:
            self._uploads.popitem(last=False)

    async def _login(self, scope: Scope, receive: Receive, headers: Headers) -> Response:
        if scope["method"] in _SAFE:
            thread = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("c", "")
            return HTMLResponse(login.page(thread=_thread(thread)), headers=login.HEADERS)
        raw = await _whole(receive, _FORM_BYTES)
        form = {key: values[0] for key, values in parse_qs(raw.decode("utf-8", "replace")).items()}
        name, thread = form.get("name", ""), _thread(form.get("c", ""))
        address = scope["client"][0] if scope.get("client") else ""
        try:
            token = await self.sessions.log_in(name, form.get("password", ""), address)
        except BadInput as error:
            shown = login.page(str(error), name[:64], thread)
            return HTMLResponse(shown, 403, headers=login.HEADERS)
        answer = RedirectResponse(f"/?c={thread}" if thread else "/", 303)
        safe, longest = scope["scheme"] == "https", self.limits.longest_seconds
        answer.set_cookie(
            COOKIE, token, max_age=longest, httponly=True, samesite="lax", secure=safe, path="/"
        )
        return answer

    def _logged_out(self, token: str, scope: Scope) -> Response:
        if token:
            self.sessions.log_out(token)
        # What the browser kept of the page goes too; it holds no text, but says that somebody was here.
        answer = RedirectResponse("/login", 303, {"clear-site-data": '"cache", "storage"'})
        answer.delete_cookie(
            COOKIE, path="/", httponly=True, samesite="lax", secure=scope["scheme"] == "https"
        )
        return answer


def _wished(headers: Headers) -> str:
    return wished(headers.get("cookie", ""), headers.get("accept-language", ""))


def _cookie(headers: Headers) -> str:
    """The session's cookie. Python's own reader drops all cookies for one that another program set oddly."""
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")


def _to(path: str, scope: Scope) -> str:
    thread = _thread(dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("c", ""))
    return f"{path}?c={thread}" if thread else path


def _thread(given: str) -> str:
    return given if _THREAD.fullmatch(given) else ""


def _only(scope: Scope, keys: tuple[str, ...]) -> bytes:
    given = parse_qsl(scope["query_string"].decode("latin-1"))
    return urlencode([(key, value) for key, value in given if key in keys]).encode()


async def _whole(receive: Receive, most: int) -> bytes:
    """The body of a request. Raises Refused when it is longer than `most` bytes."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Refused(400, "This request was broken off.")
        body.extend(message.get("body", b""))
        if len(body) > most:
            raise Refused(413, "This is too long to be sent.")
        if not message.get("more_body"):
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """`receive` as if the body had not been read yet."""
    ready: list[MutableMapping[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> MutableMapping[str, Any]:
        return ready.pop() if ready else await receive()

    return again


def _paths(value: object) -> Iterator[str]:
    """The path of every file in a JSON value."""
    if isinstance(value, dict):
        if "path" in value:
            yield str(value["path"])
        for inner in value.values():
            yield from _paths(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _paths(inner)
