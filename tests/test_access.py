"""The login as any client sees it: passwords, sessions, requests from other sites, and limits.

Most of it asks the gate itself, with a clock that is set by hand; what depends on the server is asked over
HTTP of a page that is served. Whose a record is, is in test_isolation.
"""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from bot import users
from bot.errors import DataError
from bot.ui.access import limits as limits_module
from bot.ui.access.gate import COOKIE, USER, Gate
from bot.ui.access.home import Home
from bot.ui.access.limits import Counted, Limits, load_limits
from bot.ui.access.sessions import Sessions
from bot.users import Hashed
from tests.people import PASSWORD, Person, Served, plant, served

HOST = "stepwise.test"
HERE = {"origin": f"http://{HOST}"}
SMALL = replace(
    load_limits(),
    failed_by_name=3,
    failed_by_address=5,
    most_sessions=2,
    requests_in_a_minute=40,
    uploads_in_an_hour=2,
    largest_bytes=2_000,
)
PREDICT = "/gradio_api/run/predict"
POSTS = ("/login", "/logout", PREDICT, "/gradio_api/queue/join", "/gradio_api/upload")


class Clock:
    """Seconds that pass only when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Door:
    """The gate with nothing behind it but a note of what came through."""

    path: Path
    clock: Clock = field(default_factory=Clock)
    limits: Limits = SMALL
    passed: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.write(ana=PASSWORD, ben=PASSWORD)
        self.sessions = Sessions(self.path, self.limits, self.clock)
        self.gate = Gate(self.behind, self.sessions, self.limits, self.path.parent)

    def write(self, **known: str) -> None:
        self.path.unlink(missing_ok=True)
        self.path.write_text("".join(f"{name}:{hashed(word)}\n" for name, word in known.items()))
        self.path.chmod(0o600)

    async def behind(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.passed.append({"user": scope.get(USER), **scope, "body": (await receive())["body"]})
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"[]"})

    def client(self, address: str = "203.0.113.5", scheme: str = "http") -> httpx.AsyncClient:
        """A browser of its own at an address."""
        transport = httpx.ASGITransport(app=self.gate, client=(address, 1))
        origin = f"{scheme}://{HOST}"
        return httpx.AsyncClient(transport=transport, base_url=origin, headers={"origin": origin})

    async def inside(self, name: str = "ana", password: str = PASSWORD) -> httpx.AsyncClient:
        client = self.client()
        assert (await tried(client, name, password)).status_code == 303
        return client


def hashed(password: str) -> Hashed:
    return Hashed(b"salt" * 4, users._derived(password, Hashed(b"salt" * 4, b"")))


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    """Passwords cost nothing here, so that hundreds can be tried."""

    def cheap(words: bytes, *, salt: bytes, dklen: int, **_costs: int) -> bytes:
        return (words + salt).ljust(dklen, b".")[:dklen]

    monkeypatch.setattr("bot.users.hashlib.scrypt", cheap)
    return Door(tmp_path / "users")


async def tried(client: httpx.AsyncClient, name: str, password: str = PASSWORD, **more: str) -> Any:
    return await client.post("/login", data={"name": name, "password": password, **more})


async def is_in(client: httpx.AsyncClient) -> bool:
    """Whether the page opens; whoever is out is sent to log in."""
    answer = await client.get("/")
    assert (answer.status_code, answer.headers.get("location")) in ((200, None), (303, "/login"))
    return bool(answer.status_code == 200)


# --- passwords ------------------------------------------------------------------------------------------


async def test_the_right_password_leads_to_the_page_as_this_user(door: Door) -> None:
    client = door.client()
    answer = await tried(client, "ana")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert await is_in(client)
    assert door.passed[-1]["user"] == "ana"


@pytest.mark.parametrize("name", ["ANA", "  ana  "])
async def test_a_name_is_read_as_people_type_it(door: Door, name: str) -> None:
    assert (await tried(door.client(), name)).status_code == 303


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD + "x", PASSWORD.upper(), "x" * 3_000])
async def test_a_wrong_password_leads_nowhere(door: Door, password: str) -> None:
    client = door.client()
    answer = await tried(client, "ana", password)
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
    assert "The name or the password is not right." in answer.text
    assert not await is_in(client)


async def test_a_form_without_its_fields_leads_nowhere(door: Door) -> None:
    for form in ({}, {"name": "ana"}, {"password": PASSWORD}):
        assert (await door.client().post("/login", data=form)).status_code == 403


async def test_the_answer_does_not_tell_a_user_from_an_unknown_name(door: Door) -> None:
    told = []
    for name in ("ana", "zoe"):
        client = door.client(f"203.0.113.{ord(name[0])}")
        for _ in range(SMALL.failed_by_name + 2):
            answer = await tried(client, name, "wrong")
            told.append((name, answer.status_code, answer.text.replace(name, "NAME"), dict(answer.headers)))
    half = len(told) // 2
    for one, other in zip(told[:half], told[half:], strict=True):
        assert one[1:] == other[1:]


async def test_a_password_is_never_shown_again(door: Door) -> None:
    answer = await tried(door.client(), "ana", "my other password")
    assert "my other password" not in answer.text
    assert 'value="ana"' in answer.text


async def test_a_name_is_no_markup(door: Door) -> None:
    answer = await tried(door.client(), '"><script>x</script>')
    assert "<script>" not in answer.text


async def test_the_page_to_log_in_is_kept_by_no_browser(door: Door) -> None:
    for answer in (await door.client().get("/login"), await tried(door.client(), "ana", "wrong")):
        assert answer.headers["cache-control"] == "no-store"


# --- too many wrong ones --------------------------------------------------------------------------------


async def locked_name(door: Door, name: str = "ana") -> None:
    for n in range(SMALL.failed_by_name):
        assert (await tried(door.client(f"203.0.113.{n}"), name, "wrong")).status_code == 403


async def test_after_too_many_wrong_passwords_the_right_one_waits_too(door: Door) -> None:
    await locked_name(door)
    answer = await tried(door.client("198.51.100.9"), "ana")
    assert answer.status_code == 403
    assert "Too many wrong passwords. Wait 16 minutes" in answer.text


async def test_a_locked_name_opens_again_when_the_time_is_over(door: Door) -> None:
    await locked_name(door)
    door.clock.now += SMALL.within_seconds + 1
    assert (await tried(door.client(), "ana")).status_code == 303


async def test_a_locked_name_keeps_out_nobody_else(door: Door) -> None:
    await locked_name(door)
    assert (await tried(door.client(), "ben")).status_code == 303


async def test_a_name_that_is_locked_ends_no_session(door: Door) -> None:
    client = await door.inside()
    await locked_name(door)
    assert await is_in(client)


async def test_one_address_cannot_try_name_after_name(door: Door) -> None:
    guesser = door.client("203.0.113.5")
    for n in range(SMALL.failed_by_address):
        await tried(guesser, f"user{n}", "wrong")
    assert "Too many wrong passwords" in (await tried(guesser, "ana")).text
    assert (await tried(door.client("198.51.100.9"), "ana")).status_code == 303


async def test_a_right_password_forgets_the_wrong_ones_before_it(door: Door) -> None:
    for _ in range(2):
        for _ in range(SMALL.failed_by_name - 1):
            await tried(door.client(), "ana", "wrong")
        assert (await tried(door.client(), "ana")).status_code == 303


# --- sessions -------------------------------------------------------------------------------------------


async def test_without_a_session_only_the_way_to_log_in_is_open(door: Door) -> None:
    stranger = door.client()
    assert not await is_in(stranger)
    for path in ("/config", "/gradio_api/queue/data", "/gradio_api/file=/etc/passwd", "/login/", "/x"):
        assert (await stranger.get(path)).status_code == 401
    assert (await stranger.post(PREDICT, json={})).status_code == 401
    assert door.passed == []


@pytest.mark.parametrize("token", ["", "x", "a" * 43, '"', "\x01"])
async def test_a_made_up_token_opens_nothing(door: Door, token: str) -> None:
    await door.inside()
    stranger = door.client()
    answer = await stranger.get("/", headers={"cookie": f"{COOKIE}={token}"})
    assert answer.status_code == 303


async def test_a_session_ends_when_nobody_was_there_for_long(door: Door) -> None:
    client = await door.inside()
    door.clock.now += SMALL.idle_seconds + 1
    assert not await is_in(client)


async def test_whoever_is_there_stays_in_until_the_longest_time(door: Door) -> None:
    client = await door.inside()
    steps = SMALL.longest_seconds // SMALL.idle_seconds
    for _ in range(steps):
        door.clock.now += SMALL.idle_seconds
        assert await is_in(client)
    door.clock.now += SMALL.idle_seconds
    assert not await is_in(client)


async def test_a_session_that_ended_does_not_come_back(door: Door) -> None:
    client = await door.inside()
    door.clock.now += SMALL.idle_seconds + 1
    await is_in(client)
    door.clock.now -= SMALL.idle_seconds + 1
    assert not await is_in(client)


async def test_logging_out_ends_the_session_on_the_server(door: Door) -> None:
    client = await door.inside()
    token = client.cookies[COOKIE]
    answer = await client.post("/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert COOKIE not in client.cookies
    again = await door.client().get("/", headers={"cookie": f"{COOKIE}={token}"})
    assert again.status_code == 303


async def test_logging_out_asks_the_browser_to_forget_the_page(door: Door) -> None:
    answer = await (await door.inside()).post("/logout")
    assert answer.headers["clear-site-data"] == '"cache", "storage"'


async def test_logging_out_on_one_computer_leaves_the_other_in(door: Door) -> None:
    first, second = await door.inside(), await door.inside()
    await first.post("/logout")
    assert (await is_in(first), await is_in(second)) == (False, True)


async def test_following_a_link_does_not_log_out(door: Door) -> None:
    client = await door.inside()
    assert (await client.get("/logout")).status_code == 404
    assert await is_in(client)


async def test_of_too_many_sessions_the_one_not_seen_longest_ends(door: Door) -> None:
    first, second = await door.inside(), await door.inside()
    door.clock.now += 10
    assert await is_in(first)
    third = await door.inside()
    assert [await is_in(one) for one in (first, second, third)] == [True, False, True]


async def test_each_login_begins_a_session_of_its_own(door: Door) -> None:
    client = await door.inside()
    before = client.cookies[COOKIE]
    await tried(client, "ana")
    assert client.cookies[COOKIE] != before
    assert len(before) >= 43


async def test_a_token_that_a_browser_brings_is_not_taken_over(door: Door) -> None:
    client = door.client()
    client.cookies.set(COOKIE, "chosen-by-somebody-else", domain=HOST)
    await tried(client, "ana")
    stranger = await door.client().get("/", headers={"cookie": f"{COOKIE}=chosen-by-somebody-else"})
    assert stranger.status_code == 303


async def test_the_memory_of_the_program_holds_no_token(door: Door) -> None:
    client = await door.inside()
    assert client.cookies[COOKIE] not in repr(vars(door.sessions))


async def test_an_odd_cookie_of_another_program_does_not_log_out(door: Door) -> None:
    client = await door.inside()
    cookie = f'settings={{"a": 1, "b": 2}}; {COOKIE}={client.cookies[COOKIE]}; odd=a,b"c'
    assert (await door.client().get("/", headers={"cookie": cookie})).status_code == 200


@pytest.mark.parametrize(("scheme", "secure"), [("http", False), ("https", True)])
async def test_the_cookie_is_for_this_site_and_no_script(door: Door, scheme: str, secure: bool) -> None:
    answer = await tried(door.client(scheme=scheme), "ana")
    name, *flags = [part.strip().lower() for part in answer.headers["set-cookie"].split(";")]
    assert name.startswith(f"{COOKIE}=")
    assert {"httponly", "samesite=lax", "path=/", f"max-age={SMALL.longest_seconds}"} <= set(flags)
    assert ("secure" in flags) == secure
    assert not [flag for flag in flags if flag.startswith("domain")]


# --- the file changes while the page is served ----------------------------------------------------------


async def test_a_user_who_is_taken_out_of_the_file_is_out_at_once(door: Door) -> None:
    ana, ben = await door.inside("ana"), await door.inside("ben")
    door.write(ben=PASSWORD)
    assert (await is_in(ana), await is_in(ben)) == (False, True)
    assert (await tried(ana, "ana")).status_code == 403


async def test_another_password_ends_the_sessions_of_the_old_one(door: Door) -> None:
    client = await door.inside()
    door.write(ana="another password", ben=PASSWORD)
    assert not await is_in(client)
    assert (await tried(client, "ana")).status_code == 403
    assert (await tried(client, "ana", "another password")).status_code == 303


async def test_a_new_user_may_log_in_without_a_restart(door: Door) -> None:
    door.write(ana=PASSWORD, ben=PASSWORD, cleo=PASSWORD)
    assert (await tried(door.client(), "cleo")).status_code == 303


async def test_a_mistake_in_the_file_logs_nobody_out_and_is_logged(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    client = await door.inside()
    door.path.write_text(f"{door.path.read_text()}what is this\n")
    with caplog.at_level(logging.ERROR):
        assert await is_in(client)
    assert "line 3" in caplog.text


async def test_without_the_file_nobody_is_in(door: Door) -> None:
    client = await door.inside()
    door.path.unlink()
    assert not await is_in(client)
    assert (await tried(client, "ana")).status_code == 403


# --- other sites ----------------------------------------------------------------------------------------

FOREIGN: tuple[dict[str, str], ...] = (
    {"origin": "https://evil.example"},
    {"origin": f"http://{HOST}.evil.example"},
    {"origin": f"http://{HOST}:8080"},
    {"origin": f"http://evil.example/{HOST}"},
    {"origin": "null"},
    {"origin": ""},
    {**HERE, "sec-fetch-site": "cross-site"},
    {**HERE, "sec-fetch-site": "same-site"},
    {**HERE, "sec-fetch-site": "none"},
)


@pytest.mark.parametrize("headers", FOREIGN)
async def test_what_another_site_sends_is_turned_away(door: Door, headers: dict[str, str]) -> None:
    client = await door.inside()
    for path in POSTS:
        answer = await client.post(path, headers=headers, content=b"{}")
        assert answer.status_code == 403, path
        assert "This request does not come from this page." in answer.text
    assert await is_in(client)
    assert [one["path"] for one in door.passed] == ["/"]


@pytest.mark.parametrize("origin", ["https://evil.example", f"http://other.{HOST}", "null"])
async def test_what_a_script_of_another_site_wants_to_read_is_not_given(door: Door, origin: str) -> None:
    client = await door.inside()
    for path in ("/", "/login", "/gradio_api/queue/data?session_hash=w", "/assets/a.js"):
        assert (await client.get(path, headers={"origin": origin})).status_code == 403
    assert door.passed == []


async def test_a_link_from_another_site_opens_the_page(door: Door) -> None:
    client = await door.inside()
    del client.headers["origin"]  # browsers send none when a link is followed
    assert (await client.get("/", headers={"sec-fetch-site": "cross-site"})).status_code == 200


async def test_a_request_that_does_not_say_where_it_begins_is_turned_away(door: Door) -> None:
    client = await door.inside()
    del client.headers["origin"]
    assert (await client.post(PREDICT, json={})).status_code == 403


async def test_another_site_cannot_log_a_browser_in(door: Door) -> None:
    client = door.client()
    client.headers["origin"] = "https://evil.example"
    assert (await tried(client, "ana")).status_code == 403
    assert COOKIE not in client.cookies


async def test_behind_a_proxy_with_another_name_the_browsers_word_counts(door: Door) -> None:
    client = await door.inside()
    headers = {"origin": "https://public.example", "sec-fetch-site": "same-origin"}
    assert (await client.post(PREDICT, json={}, headers=headers)).status_code == 200


# --- what may be asked for ------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get"])
async def test_other_methods_are_not_there(door: Door, method: str) -> None:
    client = await door.inside()
    for path in ("/", "/login", "/logout", PREDICT):
        request = client.build_request(method, path)
        request.method = method
        assert (await client.send(request)).status_code == 404
    assert door.passed == []


async def test_a_websocket_is_not_answered(door: Door) -> None:
    told: list[Any] = []

    async def send(message: Any) -> None:
        told.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    await door.gate({"type": "websocket", "path": "/", "headers": []}, receive, send)
    assert (told, door.passed) == ([], [])


async def test_what_the_page_does_not_need_is_not_there_for_a_user_either(door: Door) -> None:
    client = await door.inside()
    for path in (
        "/config",
        "/gradio_api/info",
        "/gradio_api/call/say",
        "/monitoring/x",
        "/gradio_api/app_id",
    ):
        assert (await client.get(path)).status_code == 404
        assert (await client.post(path, json={})).status_code == 404
    assert door.passed == []


async def test_a_window_is_known_by_another_name_for_each_user(door: Door) -> None:
    for name in ("ana", "ben"):
        await (await door.inside(name)).post(PREDICT, json={"session_hash": "window1"})
    first, second = (json.loads(one["body"])["session_hash"] for one in door.passed)
    assert first != second
    assert first.endswith("-window1")


async def test_of_a_request_only_what_the_page_sends_is_passed_on(door: Door) -> None:
    given = {"data": [1], "fn_index": 3, "api_name": "say", "simple_format": True, "request": {"a": 1}}
    await (await door.inside()).post(PREDICT, json=given)
    assert json.loads(door.passed[-1]["body"]) == {"data": [1], "fn_index": 3}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"x"', b"\xff", b'{"a": ' * 20_000])
async def test_what_is_no_request_of_the_page_is_refused(door: Door, content: bytes) -> None:
    door.gate.limits = replace(SMALL, largest_bytes=1_000_000)
    answer = await (await door.inside()).post(PREDICT, content=content)
    assert (answer.status_code, answer.json()["detail"]) == (400, "This request cannot be read.")
    assert door.passed == []


@pytest.mark.parametrize(("path", "most"), [(PREDICT, SMALL.largest_bytes), ("/login", 4_000)])
async def test_a_body_that_is_too_long_is_not_read_to_its_end(door: Door, path: str, most: int) -> None:
    read = 0

    async def endless() -> Any:
        nonlocal read
        while read < 100 * most:
            read += 1_000
            yield b"x" * 1_000

    answer = await (await door.inside()).post(path, content=endless())
    assert (answer.status_code, answer.json()["detail"]) == (413, "This is too long to be sent.")
    assert most < read <= most + 2_000
    assert door.passed == []


# --- where one is led -----------------------------------------------------------------------------------


async def test_the_conversation_of_an_address_is_there_after_the_login(door: Door) -> None:
    client = door.client()
    sent = await client.get("/?c=abc-DEF_1")
    assert sent.headers["location"] == "/login?c=abc-DEF_1"
    form = await client.get(sent.headers["location"])
    assert '<input type="hidden" name="c" value="abc-DEF_1">' in form.text
    wrong = await tried(client, "ana", "wrong", c="abc-DEF_1")
    assert 'name="c" value="abc-DEF_1"' in wrong.text
    assert (await tried(client, "ana", c="abc-DEF_1")).headers["location"] == "/?c=abc-DEF_1"


@pytest.mark.parametrize(
    "given",
    [
        "//evil.example",
        "https://evil.example",
        "a\r\nset-cookie: x=1",
        "../x",
        "a&b=c",
        "a" * 81,
        "å",
        '"><b>',
    ],
)
async def test_nobody_is_led_to_another_place(door: Door, given: str) -> None:
    client = door.client()
    asked = urlencode({"c": given, "next": given})
    assert (await client.get(f"/?{asked}")).headers["location"] == "/login"
    assert given not in (await client.get(f"/login?{asked}")).text
    answer = await tried(client, "ana", c=given, next=given)
    assert (answer.headers["location"], "x=1" in str(answer.headers)) == ("/", False)


async def test_of_the_pages_address_only_what_it_knows_is_passed_on(door: Door) -> None:
    await (await door.inside()).get("/?c=abc&__theme=dark&view=api&x=1")
    assert door.passed[-1]["query_string"] == b"c=abc&__theme=dark"


# --- limits ---------------------------------------------------------------------------------------------


async def test_too_many_requests_are_turned_away_for_this_user_alone(door: Door) -> None:
    ana, ben = await door.inside("ana"), await door.inside("ben")
    told = [(await ana.get("/")).status_code for _ in range(SMALL.requests_in_a_minute + 1)]
    assert told == [200] * SMALL.requests_in_a_minute + [429]
    assert await is_in(ben)


async def test_a_second_session_gives_no_more_requests(door: Door) -> None:
    first, second = await door.inside(), await door.inside()
    for _ in range(SMALL.requests_in_a_minute):
        await first.get("/")
    assert (await second.get("/")).status_code == 429


async def test_too_many_uploads_are_turned_away_for_this_user_alone(door: Door) -> None:
    told = []
    ana = await door.inside("ana")
    for client in (ana, ana, ana, await door.inside("ben")):
        answer = await client.post("/gradio_api/upload", files={"files": ("a.txt", b"words")})
        told.append(answer.status_code)
    assert told == [200, 200, 429, 200]


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_what_is_allowed_is_counted_for_each_name(clock: Clock) -> None:
    counted = Counted(2, 60, clock)
    assert [counted.allow("a"), counted.allow("a"), counted.allow("a")] == [True, True, False]
    assert counted.allow("b")


def test_there_is_room_again_as_soon_as_the_first_is_old(clock: Clock) -> None:
    counted = Counted(2, 60, clock)
    for _ in range(2):
        counted.allow("a")
        clock.now += 10
    assert (counted.wait("a"), counted.allow("a")) == (40, False)
    clock.now += 40
    assert (counted.wait("a"), counted.allow("a"), counted.allow("a")) == (0, True, False)


def test_what_was_turned_away_does_not_count(clock: Clock) -> None:
    counted = Counted(1, 60, clock)
    told = []
    for _ in range(7):
        told.append(counted.allow("a"))
        clock.now += 10
    assert told == [True] + [False] * 5 + [True]


def test_very_many_names_do_not_fill_the_memory(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits_module, "_KEYS", 10)
    counted = Counted(1, 60, clock)
    for n in range(1_000):
        clock.now += 0.01
        counted.allow(f"name{n}")
    assert len(counted._seen) <= 10
    assert not counted.allow("name999")


# --- limits.toml ----------------------------------------------------------------------------------------


def changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> Callable[[], Limits]:
    text = limits_module.LIMITS.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "limits.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    monkeypatch.setattr(limits_module, "LIMITS", path)
    return load_limits.__wrapped__


def test_the_limits_are_those_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = changed(tmp_path, monkeypatch, "failed_by_name = 10", "failed_by_name = 11")
    assert read() == replace(load_limits(), failed_by_name=11)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("failed_by_name = 10", "failed_by_name = 0", "[logins] 'failed_by_name'"),
        ("failed_by_name = 10", 'failed_by_name = "10"', "[logins] 'failed_by_name'"),
        ("failed_by_name = 10", "failed_by_name = true", "[logins] 'failed_by_name'"),
        ("failed_by_name = 10", "failed_by_names = 10", "[logins] 'failed_by_name'"),
        ("at_once = 2", "at_once = 2\nat_twice = 2", "[logins] 'at_twice'"),
        ("within_seconds = 900", "within_seconds = 100000", "[logins] 'within_seconds'"),
        ("idle_seconds = 43200", "idle_seconds = 5", "[sessions] 'idle_seconds'"),
        ("longest_seconds = 604800", "longest_seconds = 0.5", "[sessions] 'longest_seconds'"),
        ("in_an_hour = 300", "in_an_hour = -1", "[messages] 'in_an_hour'"),
        ("largest_bytes = 1000000", "largest_bytes = 10", "[requests] 'largest_bytes'"),
        ("[messages]\njudgement = true\n", "[messages]\n", "[messages]"),
        ("[messages]", "[message]", "'messages'"),
        ("[logins]", "[more]\nx = 1\n[logins]", "'more'"),
    ],
)
def test_a_wrong_limit_is_named_with_file_and_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, named: str
) -> None:
    read = changed(tmp_path, monkeypatch, old, new)
    with pytest.raises(DataError, match=r"limits\.toml") as caught:
        read()
    assert named in str(caught.value)


# --- a served page --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    few = replace(load_limits(), failed_by_address=2, messages_in_a_minute=2, uploads_in_an_hour=2)
    with served(tmp_path_factory.mktemp("site"), limits=few) as running:
        yield running


def from_afar(site: Served, address: str, password: str) -> httpx.Response:
    """A login through a proxy on the same computer, which says where it comes from."""
    headers = {"origin": site.url, "x-forwarded-for": address, "x-forwarded-proto": "https"}
    form = {"name": "ben", "password": password}
    return httpx.post(f"{site.url}/login", data=form, headers=headers)


def test_behind_a_proxy_each_visitor_has_their_own_address(site: Served) -> None:
    for _ in range(2):
        assert "is not right" in from_afar(site, "198.51.100.7", "wrong").text
    assert "Too many wrong passwords" in from_afar(site, "198.51.100.7", PASSWORD).text
    assert from_afar(site, "198.51.100.8", PASSWORD).status_code == 303


def test_behind_a_proxy_with_https_the_cookie_is_for_https_only(site: Served) -> None:
    cookie = from_afar(site, "198.51.100.9", PASSWORD).headers["set-cookie"]
    assert "secure" in [part.strip().lower() for part in cookie.split(";")]


def test_behind_a_proxy_the_page_knows_its_public_address(site: Served) -> None:
    public = {"host": "advisor.example.org", "x-forwarded-proto": "https"}
    headers = {**public, "origin": "https://advisor.example.org", "x-forwarded-for": "198.51.100.10"}
    form = {"name": "ben", "password": PASSWORD}
    answer = httpx.post(f"{site.url}/login", data=form, headers=headers)
    cookie = answer.headers["set-cookie"].split(";")[0]
    page = httpx.get(site.url, headers={**public, "cookie": cookie}).text
    assert "https://advisor.example.org" in page
    assert site.url not in page


def test_too_many_messages_are_refused_in_plain_words_and_not_answered(site: Served) -> None:
    ada, ben = (Person(site, name, f"{name}swindow") for name in ("ada", "ben"))
    told, kept = [], []
    for person in (ada, ada, ada, ben):
        assert person.log_in().status_code == 303
        thread = plant(site.services, "x", person.name).thread
        told.append(person.send(site.event("say"), [thread], {"value": "Hello there"}))
        kept.append(len(site.services.store.turns(thread)) - 1)
    assert ["very many messages" in one for one in told] == [False, False, True, False]
    assert kept == [1, 1, 0, 1]


def test_a_file_that_is_too_large_is_refused(site: Served) -> None:
    ada = Person(site, "ada")
    ada.log_in()
    answer = ada.http.post("/gradio_api/upload", files={"files": ("big.txt", b"x" * 6_000_000)})
    assert answer.status_code == 413
    assert not list(site.services.settings.data_dir.rglob("big.txt"))


# --- without a login ------------------------------------------------------------------------------------


async def asked_at_home(method: str = "GET", **headers: str) -> httpx.Response:
    """What the door without a login says to a request, by its own name if no other is given."""

    async def behind(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"the page"})

    transport = httpx.ASGITransport(app=Home(behind))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:7860") as client:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await client.request(method, PREDICT, headers=named)


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "LOCALHOST", "[::1]:7860", "[::1]"])
async def test_this_computers_own_names_open_the_page(host: str) -> None:
    for method in ("GET", "POST"):
        here = {"origin": f"http://{host}", "sec_fetch_site": "same-origin"}
        assert (await asked_at_home(method, host=host, **here)).text == "the page"


async def test_another_program_of_this_computer_may_ask() -> None:
    assert (await asked_at_home("POST")).status_code == 200


async def test_a_link_from_another_site_opens_the_page_of_this_computer() -> None:
    assert (await asked_at_home(sec_fetch_site="cross-site")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {
            "host": "advisor.example.org"
        },  # a proxy that passes its name on, or a name pointed at this computer
        {"host": "127.0.0.1.evil.example:7860"},
        {"host": "192.168.1.7:7860"},
        {"host": ""},
        {"origin": "https://advisor.example.org", "sec_fetch_site": "same-origin"},  # a proxy that does not
        {"origin": "http://127.0.0.1:8000"},
        {"x_forwarded_for": "203.0.113.5"},
        {"x_real_ip": "203.0.113.5"},
        {"forwarded": "for=203.0.113.5"},
        {"via": "1.1 proxy"},
    ],
)
async def test_without_a_login_nobody_comes_from_outside(headers: dict[str, str]) -> None:
    for method in ("GET", "POST"):
        answer = await asked_at_home(method, **headers)
        assert answer.status_code == 403
        assert "ADVISOR_AUTH_FILE" in answer.text


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_without_a_login_another_site_cannot_write(site: str) -> None:
    answer = await asked_at_home("POST", sec_fetch_site=site)
    assert (answer.status_code, "does not come from this page" in answer.text) == (403, True)


def test_a_served_page_without_a_login_has_this_door(tmp_path: Path) -> None:
    with served(tmp_path, login=False) as page:
        assert httpx.get(page.url).status_code == 200
        assert httpx.get(page.url, headers={"host": "advisor.example.org"}).status_code == 403
        refused = httpx.get(f"{page.url}/gradio_api/info", headers={"x-forwarded-for": "203.0.113.5"})
        assert refused.status_code == 403
