"""What is deleted is nowhere any more: every byte of every folder of the program is searched for it.

One of everything is made, with a word that is in nothing else, and goes through the page: messages,
uploads, saved files. The word has letters that are written in more than one way, and is looked for in all of
them. Each search is shown to find the word before, and a word of somebody else after. Also: no log holds what
was written.
"""

import asyncio
import io
import json
import logging
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from unicodedata import normalize
from urllib.parse import quote

import gradio as gr
import pytest
from docx import Document

from bot.__main__ import main
from bot.agent.services import Services
from bot.applicant.reader import load_reader
from bot.assess.scoring import load_rubric
from bot.assess.season import load_season
from bot.errors import BadInput
from bot.library.search import LibraryLoader
from bot.settings import Settings
from bot.store import Store
from bot.store.backup import backup
from bot.store.restore import restore
from bot.ui import quiet
from bot.ui.files import Folder
from tests.fakes_ui import BROKEN
from tests.people import Person, Planted, Served, file_of, plant, served

TODAY = date(2026, 11, 25)
HERS, OTHER, HIS = "Veilchenblüte", "Gänseblümchen", "Löwenzähnchen"
"""A word of what is deleted, of what its owner keeps, and of what somebody else keeps."""


# --- searching ------------------------------------------------------------------------------------------


def forms(word: str) -> set[bytes]:
    """A word as it may stand in a file: in each way of writing its letters and in each encoding."""
    written = {normalize(form, case) for form in ("NFC", "NFD") for case in (word, word.lower())}
    found = {
        one.encode(code)
        for one in written
        for code in ("utf-8", "utf-16-le", "utf-16-be", "latin-1")
        if code != "latin-1" or all(ord(letter) < 256 for letter in one)
    }
    found |= {json.dumps(one)[1:-1].encode() for one in written}
    found |= {quote(one).encode() for one in written}
    return found | {b64encode(word.encode())[:-4]}


def traces(folder: Path, word: str) -> list[str]:
    """Every file under a folder that holds the word in its bytes, packed inside or in its name."""
    asked = forms(word)
    found = []
    for path in sorted(folder.rglob("*")):
        held = str(path.name).encode("utf-8", "surrogateescape")
        if path.is_file():
            held += _unpacked(path.read_bytes())
        if any(form in held for form in asked):
            found.append(str(path.relative_to(folder)))
    return found


def _unpacked(raw: bytes) -> bytes:
    """Bytes with those of every file that is packed in them."""
    if not raw.startswith(b"PK"):
        return raw
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        return raw + b"".join(_unpacked(packed.read(name)) for name in packed.namelist())


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16-be", "latin-1"])
def test_the_search_finds_a_word_in_every_encoding(tmp_path: Path, code: str) -> None:
    (tmp_path / "a").write_bytes(b"\x00\xff" + f"one {HERS} two".encode(code) + b"\xff")
    assert traces(tmp_path, HERS) == ["a"]
    assert traces(tmp_path, HIS) == []


def test_the_search_finds_a_word_that_is_escaped_packed_or_a_name(tmp_path: Path) -> None:
    (tmp_path / "a").write_text(json.dumps({"text": f"x {HERS}"}))
    (tmp_path / "b").write_bytes(docx(HERS))
    (tmp_path / f"{HERS}.txt").touch()
    assert traces(tmp_path, HERS) == [f"{HERS}.txt", "a", "b"]


# --- a page with everything on it -----------------------------------------------------------------------


@dataclass
class Room:
    """A served page over a file database; `folder` holds all that the program writes."""

    site: Served
    folder: Path
    ada: Person
    caplog: pytest.LogCaptureFixture
    capfd: pytest.CaptureFixture[str]

    @property
    def store(self) -> Store:
        store: Store = self.site.services.store
        return store

    def logged(self) -> str:
        out, err = self.capfd.readouterr()
        return out + err + self.caplog.text


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where everything goes, the system's folder for temporary files with it."""
    made = tmp_path / "all"
    (made / "tmp").mkdir(parents=True)
    monkeypatch.setenv("TMPDIR", str(made / "tmp"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return made


def real(folder: Path, library: LibraryLoader) -> Services:
    """The real advisor over a database in a file."""
    url = f"sqlite:///{folder / 'data' / 'stepwise.db'}"
    return Services(
        settings=Settings(port=0, data_dir=folder / "data", database_url=url, fixed_today=TODAY),
        store=Store.open(url),
        library=library,
        reader=load_reader(),
        rubric=load_rubric(),
        season=load_season(),
    )


@pytest.fixture
def room(
    folder: Path,
    library: LibraryLoader,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> Iterator[Room]:
    from bot.agent import turn

    caplog.set_level(logging.INFO)
    with served(folder, made=real(folder, library), talk=turn) as site:
        ada = Person(site, "ada")
        ada.log_in()
        yield Room(site, folder, ada, caplog, capfd)


def docx(words: str) -> bytes:
    document, file = Document(), io.BytesIO()
    document.add_paragraph(words)
    document.save(file)
    return file.getvalue()


def used(room: Room, word: str) -> Planted:
    """A record of Ada's with everything in it, also from the page: a talk, files read, files saved."""
    ada, site = room.ada, room.site
    kept = plant(site.services, word, "ada")
    said = f"I failed step 1 once, ck 223. It was {word}, my father's illness. What should I do first?"
    assert "Step" in ada.send(site.event("say"), [kept.thread], {"value": said})
    ada.send(
        site.event("st_text"),
        [kept.thread, kept.statement],
        {"id": kept.statement, "revision": "1", "text": f"{word} typed in the page. I grew up by the sea."},
    )
    for part, name, content in (
        ("upload", f"{word}.txt", f"I passed step 3 with 220. {word}".encode()),
        ("st-upload", f"{word}.docx", docx(f"{word} is my statement. I grew up by the sea.")),
        ("own-list-file", "list.csv", f"Program,Status\n{word} hospital,applied\n".encode()),
    ):
        given_file(room, part, kept, ada.upload(name, content))
    for event, values in (
        ("take", (f"json {kept.applicant}", f"md {kept.applicant}")),
        ("st_save", ("docx!", "txt!")),
        ("save_plan", ("ics", "html")),
        ("save_list", ("csv", "xlsx")),
        ("iv_save", (kept.practice,)),
    ):
        for value in values:
            told = ada.send(site.event(event), inputs(room, site.event(event), kept), {"value": value})
            assert "for-" in told, (event, value, told[:300])
    return kept


def inputs(room: Room, event: dict[str, Any], kept: Planted, path: str = "") -> list[Any]:
    """What a browser sends with an event of this record."""
    names = {
        "thread": kept.thread,
        "st-view": kept.statement,
        "iv-view": kept.practice,
        "specialty": "",
        "programs-view": "{}",
    }
    parts = {one["id"]: one for one in room.site.config["components"]}
    given = [(parts[id_]["type"], parts[id_]["props"].get("elem_id")) for id_ in event["inputs"]]
    return [
        None if kind == "state" else names[name] if name in names else file_of(path) for kind, name in given
    ]


def given_file(room: Room, part: str, kept: Planted, path: str) -> None:
    id_ = next(one["id"] for one in room.site.config["components"] if one["props"].get("elem_id") == part)
    event = next(one for one in room.site.events.values() if id_ in one["inputs"])
    answer = room.ada.send(event, inputs(room, event, kept, path))
    assert "process_completed" in answer or '"data"' in answer, answer[:300]
    assert not Path(path).exists()


def saved(room: Room) -> list[Path]:
    return [path for path in (room.folder / "data" / "files").rglob("for-*/*/*/*") if path.is_file()]


def test_deleting_a_conversation_leaves_nothing_of_it(room: Room) -> None:
    ada, site = room.ada, room.site
    record = room.store.ensure_applicant("ada").id
    threads = []
    for word in (HERS, OTHER):
        threads.append(room.store.create_thread(record, f"{word} title").id)
        said = f"I failed step 1 once because of {word}, my father's illness, then got 214"
        ada.send(site.event("say"), [threads[-1]], {"value": said})
    ada.send(site.event("take"), [], {"value": f"json {record}"})
    assert traces(room.folder, HERS)
    for event in (one for one in site.events.values() if triggered(one, "delete")):
        ada.send(event, [threads[1]] if event["inputs"] else [], {"value": threads[0]})
    assert traces(room.folder, HERS) == []
    assert traces(room.folder, OTHER)
    assert HERS not in room.logged()


def triggered(event: dict[str, Any], name: str) -> bool:
    return name in [target[1] for target in event["targets"]]


def test_deleting_a_record_leaves_nothing_of_it_and_the_other_one_whole(room: Room) -> None:
    plant(room.site.services, OTHER, "ada")
    hers = used(room, HERS)
    assert len(traces(room.folder, HERS)) > 5
    assert "Something went wrong" not in room.ada.send(
        room.site.event("person_delete"), [], {"value": hers.applicant}
    )
    assert [one.name for one in room.store.applicants("ada")] == [f"{OTHER} name"]
    assert traces(room.folder, HERS) == []
    assert traces(room.folder, OTHER)
    assert HERS not in room.logged()


def test_deleting_all_leaves_nothing_of_hers_and_everything_of_his(room: Room) -> None:
    plant(room.site.services, HIS, "ben")
    plant(room.site.services, OTHER, "ada")
    used(room, HERS)
    assert saved(room)
    his = [json.dumps(room.store.export_applicant(one.id)) for one in room.store.applicants("ben")]
    room.ada.send(room.site.event("erase_all"), [])
    assert (traces(room.folder, HERS), traces(room.folder, OTHER)) == ([], [])
    assert [json.dumps(room.store.export_applicant(one.id)) for one in room.store.applicants("ben")] == his
    assert traces(room.folder, HIS)
    assert saved(room) == []
    assert HERS not in room.logged()


def test_a_file_that_was_sent_but_never_read_goes_when_the_page_is_closed(
    folder: Path, library: LibraryLoader
) -> None:
    with served(folder, made=real(folder, library), login=False) as site:
        Person(site, "").upload("mine.txt", HERS.encode())
        assert traces(folder, HERS)
        folders = list((folder / "data" / "files").glob("*/"))
    for one in folders:
        (one / "in-use").unlink(missing_ok=True)  # as if the program had been killed: its lock goes with it
    Folder(folder / "data" / "files").close()
    assert traces(folder, HERS) == []


# --- copies and commands --------------------------------------------------------------------------------


@pytest.fixture
def alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A page without a login, with copies of the database that a restore and a recovery kept aside."""
    with served(folder / "data", login=False) as site:
        url = site.services.settings.database_url
        site.services.store.close()
        with closing(Store.open(url)) as store:
            plant(replace(site.services, store=store), HERS)
        backup(url, folder / "mine.zip")
        restore(folder / "mine.zip", url)
        damaged = folder / "data" / "stepwise.db.damaged-20261101-090000"
        damaged.write_bytes(f"half a page of {HERS}".encode("utf-16-le"))
        yield site


def test_the_page_of_one_person_deletes_copies_beside_the_database_too(folder: Path, alone: Served) -> None:
    assert len(traces(folder / "data", HERS)) > 2
    me = Person(alone, "")
    assert "all" in me.send(alone.event("erase_all"), [])
    assert traces(folder / "data", HERS) == []


def test_the_command_deletes_every_record_and_copies_beside_the_database(
    folder: Path, alone: Served, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(folder / "data"))
    monkeypatch.delenv("ADVISOR_DATABASE_URL", raising=False)
    assert main(["delete", "--all"]) == 0
    assert traces(folder / "data", HERS) == []
    assert HERS not in "".join(capfd.readouterr())


def test_a_backup_that_a_person_made_is_not_touched(
    folder: Path, alone: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADVISOR_DATA_DIR", str(folder / "data"))
    monkeypatch.delenv("ADVISOR_DATABASE_URL", raising=False)
    assert main(["delete", "--all"]) == 0
    assert traces(folder, HERS) == ["mine.zip"]


# --- logs -----------------------------------------------------------------------------------------------

SECRET = "the secret words of the applicant"


def test_a_talk_that_fails_leaves_no_word_in_the_logs(
    folder: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    with served(folder, login=False) as site:
        me = Person(site, "")
        answer = me.send(site.event("say"), [""], {"value": BROKEN})
    told = "".join(capfd.readouterr()) + caplog.text
    assert "RuntimeError" in told
    assert (SECRET in told, SECRET in answer, BROKEN in told) == (False, False, False)


def test_a_request_that_fits_no_handler_is_not_quoted_in_the_logs(
    folder: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with served(folder, login=False) as site:
        me = Person(site, "")
        told = []
        for event in (site.event("retry"), site.event("filter")):
            short, wrong = [SECRET], [{"path": SECRET}] * 9
            told += [me.send(event, short[: max(0, len(event["inputs"]) - 1)], {"value": SECRET})]
            told += [me.send(event, wrong, {"value": SECRET})]
    logged = "".join(capfd.readouterr()) + caplog.text
    assert SECRET not in logged
    assert "Traceback" not in logged
    assert quiet.UNEXPECTED in told[0]


def plain(words: str) -> None:
    raise ValueError(words)


async def waiting(words: str) -> None:
    await asyncio.sleep(0)
    raise ValueError(words)


async def streaming(words: str) -> Any:
    yield "begun"
    raise ValueError(words)


@pytest.mark.parametrize("handler", [plain, waiting, streaming])
async def test_every_kind_of_handler_is_quiet(handler: Any, caplog: pytest.LogCaptureFixture) -> None:
    with gr.Blocks() as blocks:
        box = gr.Textbox()
        box.submit(handler, box, box)
    (event,) = quiet.quietly(blocks).fns.values()
    with pytest.raises(gr.Error) as caught:
        if handler is plain:
            event.fn(SECRET)
        elif handler is waiting:
            await event.fn(SECRET)
        else:
            assert [frame async for frame in event.fn(SECRET)] == ["begun"]
    assert (caught.value.message, caught.value.print_exception) == (quiet.UNEXPECTED, False)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert "ValueError at test_deletion.py" in caplog.text
    assert SECRET not in caplog.text


def test_what_may_be_said_is_said_and_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    shown = quiet.told(BadInput("the name is empty"))
    assert (shown.message, shown.print_exception, caplog.text) == ("the name is empty", False, "")
