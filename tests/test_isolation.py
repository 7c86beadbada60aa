"""Two people on one page: whatever one of them sends, nothing of the other's is told, changed or deleted.

Every event is taken from what the page tells a browser, every path from the running server, so a new one is
tried too. Each event is sent with the other's ids in all places where an id can stand.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.errors import BadInput
from bot.ui.access.gate import OPEN
from bot.ui.access.limits import load_limits
from bot.ui.access.own import OwnStore, public_methods
from tests.fakes_ui import SLOW
from tests.people import Person, Planted, Served, file_of, plant, served

CANARY = "heliotrope"
"""A word that is in every text of Ada's, and in nothing else."""

NOBODYS = {name: f"nobodys-{name}-00" for name in ("applicant", "thread", "statement", "practice", "own")}
VIEWS = {"st-view": "statement", "iv-view": "practice"}
PLAIN = {"programs-view": "{}", "whatif-tries": "{}", "specialty": "", "editing": "1", "box": "Words of Ben"}
UPLOADS = ("upload", "own-list-file", "st-upload", "records-in")
ALLOWED = {
    ("GET", "/"),
    ("HEAD", "/"),
    ("POST", "/login"),
    ("POST", "/gradio_api/run/{api_name}"),
    ("POST", "/gradio_api/queue/join"),
    ("GET", "/gradio_api/queue/data"),
    ("POST", "/gradio_api/cancel"),
    ("POST", "/gradio_api/reset"),
    ("GET", "/gradio_api/heartbeat/{session_hash}"),
    ("POST", "/gradio_api/upload"),
    ("GET", "/gradio_api/upload_progress"),
}
"""What somebody who is logged in may ask for, beside what is open to everybody."""

NOISE = re.compile(
    r'<!-- \w+ -->|"(?:duration|average_duration|rank_eta|eta|cache_duration|avg_time)":(?:[\d.e-]+|null)'
    r'|"(?:event_id|token)":"\w+"|data-token=\\?"\w*\\?"'
)
"""What differs from one answer to the next whoever asks: times, and marks that are drawn by chance."""


@dataclass
class Room:
    site: Served
    ada: Person
    ben: Person
    hers: Planted
    his: Planted
    leaks: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with served(tmp_path_factory.mktemp("room")) as site:
        yield settled(site)


def settled(site: Served) -> Room:
    ada, ben = Person(site, "ada", "adaswindow"), Person(site, "ben", "benswindow")
    assert (ada.log_in().status_code, ben.log_in().status_code) == (303, 303)
    hers, his = plant(site.services, CANARY, "ada"), plant(site.services, "quince", "ben")
    return Room(site, ada, ben, hers, his)


def inputs(room: Room, event: dict[str, Any], ids: dict[str, str], thread: str, path: str) -> list[Any]:
    """What a browser would send along with an event, with these ids in it."""
    parts = {one["id"]: one for one in room.site.config["components"]}
    given = []
    for part in (parts[id_] for id_ in event["inputs"]):
        name = part["props"].get("elem_id")
        if part["type"] == "state":
            given.append(None)
        elif name == "thread":
            given.append(thread)
        elif name in UPLOADS:
            given.append(file_of(path))
        elif name in VIEWS:
            given.append(ids[VIEWS[name]])
        else:
            given.append(PLAIN[name])  # a part that is new here: say above what a browser sends for it
    return given


def takes_a_file(room: Room, event: dict[str, Any]) -> bool:
    parts = room.site.config["components"]
    return any(part["id"] in event["inputs"] and part["props"].get("elem_id") in UPLOADS for part in parts)


def told(id_: str, word: str = "1") -> dict[str, Any]:
    """A form of the page with this id in every field that may hold one."""
    names = ("id", "thread", "program", "value", "step", "key", "field")
    words = {
        "title": "Ben's",
        "name": "Ben's",
        "answer": "Ben's words",
        "text": "Ben's text",
        "label": "Ben's",
    }
    rest = {
        "status": "applied",
        "rule": "step1_failures_accepted",
        "revision": word,
        "number": word,
        "usd": "1",
    }
    return {**dict.fromkeys(names, id_), **words, **rest}


def sent(room: Room, event: dict[str, Any], ids: dict[str, str], thread: str, kind: str) -> str:
    """The answer to an event of Ben's, without what differs from one answer to the next."""
    id_ = ids[kind]
    values = [id_, f"json {id_}", f"{id_} weakest", f"{id_} step1_failures_accepted"]
    taken = {
        "take": values[1],
        "iv_again": values[2],
        "unfound": values[3],
        "say": PLAIN["box"],
        "option_select": PLAIN["box"],
    }
    value = taken.get(event["targets"][0][1], id_)
    path = room.ben.upload("x.txt", b"A file of Ben's.") if takes_a_file(room, event) else ""
    data = inputs(room, event, ids, thread, path)
    answer = room.ben.send(event, data, {**told(id_), "value": value})
    for name, one in ids.items():
        answer = answer.replace(one, name)
    return NOISE.sub("", answer)


def record(room: Room) -> str:
    return json.dumps(room.site.services.store.export_applicant(room.hers.applicant), sort_keys=True)


def crossing(room: Room, name: str, kinds: tuple[str, ...]) -> list[str]:
    """What is told or changed when Ben sends an event with ids of Ada's, as his conversation and inside his
    own, or that is answered in another way than ids that nobody has."""
    found, before = [], record(room)
    event = room.site.events[name]
    for as_thread, kind in [(True, "thread"), *((False, kind) for kind in kinds)]:
        answers = []
        for ids in (room.hers.ids, NOBODYS):
            answers.append(sent(room, event, ids, ids["thread"] if as_thread else room.his.thread, kind))
        if CANARY in answers[0]:
            found.append(f"{name} tells of {kind}: {answers[0][:200]}")
        if answers[0] != answers[1] and not _grew(*answers):
            found.append(f"{name} tells {kind} from none: {answers[0][:300]} | {answers[1][:300]}")
        if record(room) != before:
            return [*found, f"{name} changed {kind}"]
    return found


def events(site: Served) -> list[str]:
    """All but deleting everything of one's own, which would leave Ben with nothing to try with."""
    return [name for name, one in site.events.items() if one["targets"][0][1] != "erase_all"]


def test_no_event_tells_or_changes_anything_or_knows_an_id_of_somebody_else(room: Room) -> None:
    leaks = [leak for name in events(room.site) for leak in crossing(room, name, tuple(NOBODYS))]
    assert leaks == []


def _grew(one: str, other: str) -> bool:
    """Whether two answers differ in nothing but Ben's own record, which the first event changed."""
    return all(id_ not in one + other for id_ in ("nobodys", CANARY)) and "no longer here" not in one + other


def test_deleting_everything_deletes_nothing_of_somebody_else(tmp_path: Path) -> None:
    with served(tmp_path) as site:
        room = settled(site)
        before = record(room)
        room.ben.send(site.event("erase_all"), [])
        assert site.services.store.applicants("ben") == []
        assert record(room) == before


def test_without_the_guard_this_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OwnStore, "_is_own", lambda *_given: True)
    with served(tmp_path) as site:
        room = settled(site)
        leaking = [name for name in events(site) if crossing(room, name, ("thread",))]
        assert len(leaking) > 20


def test_every_method_of_the_store_says_whose_it_is() -> None:
    for name in public_methods():
        assert getattr(OwnStore, name) is not public_methods()[name], name


def test_outside_of_an_event_nobodys_record_is_reached(room: Room) -> None:
    store = OwnStore(room.site.services.store, load_limits())
    with pytest.raises(BadInput):
        store.thread(room.hers.thread)
    with pytest.raises(BadInput):
        store.ensure_applicant()


# --- Gradio's own paths -------------------------------------------------------------------------------


def paths(site: Served) -> list[tuple[str, str]]:
    """Every method and path that the server knows."""
    app = site.blocks.app
    found = []
    for route in app.routes:
        inner = getattr(route, "original_router", None)
        for one in inner.routes if inner is not None else [route]:
            found += [(method, one.path) for method in getattr(one, "methods", None) or ("GET",)]
    return found


def filled(path: str) -> str:
    return re.sub(r"{(\w+)(:path)?}", lambda found: f"{found[1]}0", path)


def test_nothing_of_the_server_answers_before_the_login(room: Room) -> None:
    stranger = Person(room.site, "nobody")
    for method, path in paths(room.site):
        if OPEN.fullmatch(filled(path)) or path == "/login":
            continue
        answer = stranger.http.request(method, filled(path))
        assert (path == "/" and answer.status_code == 303) or answer.status_code in (401, 404), (method, path)


def test_of_the_server_only_what_the_page_needs_can_be_asked_for(room: Room) -> None:
    open_ = set()
    for method, path in paths(room.site):
        if OPEN.fullmatch(filled(path)):
            continue
        url = filled(path).replace("api_name0", "predict")
        if "heartbeat" in path or "/queue/data" in path:
            continue  # they answer for as long as the window is open; the tests below ask them
        answer = room.ben.http.request(method, url, json={} if method == "POST" else None)
        if answer.status_code != 404 or (method != "HEAD" and "There is nothing here" not in answer.text):
            open_.add((method, path))
    waiting = {("GET", "/gradio_api/queue/data"), ("GET", "/gradio_api/heartbeat/{session_hash}")}
    assert open_ | waiting == ALLOWED | {("POST", "/login")}


def test_a_download_is_for_the_one_who_made_it(room: Room) -> None:
    saved = room.ada.send(
        room.site.event("st_save"), [room.hers.thread, room.hers.statement], {"value": "txt!"}
    )
    path = re.search(r'"path":"([^"]+)"', saved.replace(" ", ""))
    assert path is not None
    url = f"/gradio_api/file={path[1]}"
    assert CANARY in room.ada.http.get(url).text
    for asked in (url, url.replace("/gradio_api/file=", "/gradio_api/file/"), url.replace("for-", "./for-")):
        answer = room.ben.http.get(asked)
        assert (answer.status_code, CANARY in answer.text) == (404, False)


@pytest.mark.parametrize("asked", ["/etc/passwd", "/{own}/../{file}", "https://example.org/x"])
def test_no_other_file_of_the_computer_can_be_fetched(room: Room, asked: str) -> None:
    path = asked.format(own="etc", file="etc/passwd")
    assert room.ben.http.get(f"/gradio_api/file={path}").status_code == 404


@pytest.mark.parametrize("name", UPLOADS)
def test_an_uploaded_file_is_read_for_the_one_who_sent_it(room: Room, name: str) -> None:
    path = room.ada.upload(f"{name}.txt", f"{CANARY} file of {name}".encode())
    event = next(
        one
        for one in room.site.events.values()
        if any(
            part["props"].get("elem_id") == name and part["id"] in one["inputs"]
            for part in room.site.config["components"]
        )
    )
    for given in (file_of(path), {"path": path}):
        data = [
            given if part == file_of(path) else part for part in inputs(room, event, room.his.ids, "", path)
        ]
        answer = room.ben.send(event, data)
        assert CANARY not in answer
        assert "There is nothing here" in answer
    assert Path(path).exists()


def told_to(person: Person, window: str) -> str:
    """What a window is told; the server may break off where nothing is going on in it."""
    lines: list[str] = []
    asked = person.http.stream("GET", "/gradio_api/queue/data", params={"session_hash": window})
    with suppress(httpx.RemoteProtocolError), asked as watched:
        lines.extend(watched.iter_lines())
    return "".join(lines).lower()


def test_a_window_of_somebody_else_cannot_be_watched_or_stopped(room: Room) -> None:
    site, ada, ben = room.site, room.ada, room.ben
    event = site.event("say")
    answers: list[str] = []
    talking = threading.Thread(
        target=lambda: answers.append(ada.send(event, [room.hers.thread], {"value": SLOW}))
    )
    talking.start()
    while SLOW not in getattr(site.talk, "sent", []):
        pass
    spy = Person(site, "ben", ada.window)
    spy.log_in()
    assert "take a breath" not in told_to(spy, ada.window)
    spy.http.post(
        "/gradio_api/cancel",
        json={"session_hash": ada.window, "fn_index": event["id"], "event_id": "x"},
    )
    ben.send(next(one for name, one in site.events.items() if "-stop-" in name), [room.hers.thread])
    rejoin = next(one for name, one in site.events.items() if "-rejoin-" in name)
    assert "breath" not in ben.send(rejoin, [room.hers.thread])
    assert talking.is_alive()
    ada.send(next(one for name, one in site.events.items() if "-stop-" in name), [room.hers.thread])
    talking.join(10)
    assert "breath" in answers[0]


def test_a_list_that_is_being_imported_stays_in_its_window(room: Room) -> None:
    site = room.site
    file = next(
        part["id"] for part in site.config["components"] if part["props"].get("elem_id") == UPLOADS[1]
    )
    upload = next(one for one in site.events.values() if file in one["inputs"])
    path = room.ada.upload("list.csv", f"Program,Status\n{CANARY} hospital,applied\n".encode())
    assert CANARY in room.ada.send(upload, [file_of(path), room.hers.thread])
    spy = Person(site, "ben", room.ada.window)
    spy.log_in()
    for name in ("columns", "import_list"):
        assert CANARY not in spy.send(site.event(name), [None, room.his.thread], {})
    assert CANARY in room.ada.send(site.event("columns"), [None, room.hers.thread], {"name": "0"})


# --- two windows of one person ----------------------------------------------------------------------------


def test_two_windows_do_not_get_each_others_answers(room: Room) -> None:
    second = Person(room.site, "ada", "secondwindow")
    second.log_in()
    assert "You said: From the second" in second.send(
        room.site.event("say"), [""], {"value": "From the second"}
    )
    assert "From the second" not in room.ada.send(room.site.event("say"), [""], {"value": "From the first"})


def test_two_windows_on_one_statement_keep_both_texts(room: Room) -> None:
    store, event = room.site.services.store, room.site.event("st_text")
    work = store.work(room.hers.applicant, room.hers.statement)
    second = Person(room.site, "ada", "thirdwindow")
    second.log_in()
    seat = [room.hers.thread, work.id]
    for person, words in ((room.ada, "The first window wrote this."), (second, "The second wrote that.")):
        person.send(event, seat, {"id": work.id, "revision": str(work.revision), "text": words})
    kept = json.dumps(store.work(room.hers.applicant, work.id).data)
    assert "The first window wrote this." in kept
    assert "The second wrote that." in kept
