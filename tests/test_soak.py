"""Killed at random moments of turns, edits, imports and index builds: nothing finished is lost, nothing is
half there. A few kills in every run of the tests, the long runs with `make soak`; the seeds are fixed."""

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from bot.applicant.ledger import Event, Status
from bot.store import Draft, Store

ROOT = Path(__file__).parents[1]
SEED = 218
AT = "2026-11-25T09:00:00+00:00"

BEGIN = """
import json, sys
from bot.applicant.ledger import Event, Status
from bot.store import Draft, Store

url, orders = sys.argv[1], json.loads(sys.argv[2])
store = Store.open(url)
me, thread, work = orders["me"], orders["thread"], orders["work"]

def done(what):
    print(what, flush=True)
"""
TURNS = f"""{BEGIN}
while True:
    n = store.start_turn(thread, "a message " * 50)
    events = [Event(field, n, Status.STATED, "ck", "reader", thread, n, "{AT}")
              for field in ("step2ck", "us_letters")]
    store.finish_turn(thread, n, {{"sentences": [{{"text": f"answer {{n}}" * 50}}]}}, events,
                      [Draft("email", "text " * 200)])
    done(n)
"""
EDITS = f"""{BEGIN}
n = sum(event.by == "card" for event in store.ledger(me).events)
while True:
    n += 1
    store.append_event(me, Event("publications", n, Status.CONFIRMED, "", "card", None, None, "{AT}"))
    done(n)
    kept = store.work(me, work)
    store.save_work(me, work, {{"saved": kept.revision + 1, "text": "word " * 500}}, revision=kept.revision)
"""
IMPORTS = f"""{BEGIN}
record = json.load(open(orders["record"]))
while True:
    done(store.import_applicant(record, owner="importer").id)
"""
INDEX = """
import json, shutil, sys
from pathlib import Path
from tests.test_index import build

home = Path(json.loads(sys.argv[2])["home"])
print("ready", flush=True)
while True:
    build(home)
    print(len(list(home.iterdir())), flush=True)
    shutil.rmtree(home)
"""


class Place:
    """A database with a conversation, a record to import and a piece of work, and what was announced."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        with closing(Store.open(url)) as store:
            self.me = store.ensure_applicant().id
            self.thread = store.create_thread(self.me, "Talk").id
            self.work = store.create_work(self.me, "statement", "Mine", {"saved": 1}).id
            example = store.create_applicant("To import")
            talk = store.create_thread(example.id, "Talk").id
            for _ in range(20):
                n = store.start_turn(talk, "214")
                events = [Event("step2ck", 214, Status.STATED, "214", "reader", talk, n, AT)]
                store.finish_turn(talk, n, {"sentences": []}, events, [Draft("email", "text")])
            self.record = store.export_applicant(example.id)
            store.delete_applicant(example.id)
        self.home = folder / "index"
        self.file = folder / "record.json"
        self.file.write_text(json.dumps(self.record))
        self.turns: set[int] = set()
        self.edits = 0
        self.imported: set[str] = set()

    def orders(self) -> str:
        paths = {"record": str(self.file), "home": str(self.home)}
        return json.dumps({"me": self.me, "thread": self.thread, "work": self.work, **paths})


def killed(place: Place, script: str, chance: random.Random, most: int) -> list[str]:
    """Run a script, kill it at a random moment, and return what it announced before."""
    command = [sys.executable, "-c", script, place.url, place.orders()]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(chance.randint(1, most))]
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0, 0.03))
        process.kill()
        lines += process.stdout.readlines()
    assert process.returncode == -9
    return [line.strip() for line in lines if line.endswith("\n")]


def turns_are_whole(place: Place, store: Store) -> None:
    numbers = [turn.n for turn in store.turns(place.thread)]
    assert place.turns <= set(numbers)
    assert all(turn.reply for turn in store.turns(place.thread))
    made = [event.turn for event in store.ledger(place.me).events if event.by == "reader"]
    assert made == [n for n in numbers for _ in range(2)]
    assert [draft.turn for draft in store.drafts(place.me)] == numbers
    left = store.unfinished(place.thread)
    assert left is None or left.n > max(numbers, default=0)
    store.drop_unfinished(place.thread)
    assert store.unfinished(place.thread) is None


def edits_are_whole(place: Place, store: Store) -> None:
    edits = [event.value for event in store.ledger(place.me).events if event.by == "card"]
    assert edits == list(range(1, len(edits) + 1))
    assert place.edits <= len(edits) <= place.edits + 1
    place.edits = len(edits)
    work = store.work(place.me, place.work)
    assert work.data["saved"] == work.revision


def imports_are_whole(place: Place, store: Store) -> None:
    there = {person.id for person in store.applicants("importer")}
    assert place.imported <= there
    assert len(there - place.imported) <= 1
    for person in there:
        assert store.export_applicant(person) == place.record
    for person in list(there)[:-3]:  # few stay, so that a check takes no longer each time
        store.delete_applicant(person)
    place.imported = there & {person.id for person in store.applicants("importer")}


def do_turns(place: Place, chance: random.Random) -> None:
    place.turns |= {int(n) for n in killed(place, TURNS, chance, 12)}


def do_edits(place: Place, chance: random.Random) -> None:
    place.edits = int(killed(place, EDITS, chance, 12)[-1])


def do_imports(place: Place, chance: random.Random) -> None:
    place.imported |= set(killed(place, IMPORTS, chance, 4))


def do_index(place: Place, chance: random.Random) -> None:
    from tests.test_index import build

    killed(place, INDEX, chance, 3)
    assert len(build(place.home).vectors) == 18


DOING: tuple[Callable[[Place, random.Random], None], ...] = (do_turns, do_edits, do_imports, do_index)


def soak(place: Place, kills: int, doing: tuple[Callable[..., None], ...]) -> Iterator[dict[str, Any]]:
    chance = random.Random(SEED)
    for number in range(1, kills + 1):
        what = doing[number % len(doing)]
        what(place, chance)
        with closing(Store.open(place.url)) as store:
            turns_are_whole(place, store)
            edits_are_whole(place, store)
            imports_are_whole(place, store)
        yield {"seed": SEED, "kill": number, "of": what.__name__}


def run(url: str, folder: Path, kills: int, doing: tuple[Callable[..., None], ...]) -> None:
    last: dict[str, Any] = {"seed": SEED, "kill": 0}
    try:
        for done in soak(Place(url, folder), kills, doing):
            last = done
    except AssertionError as error:
        error.add_note(f"after {last}")
        raise
    sys.stdout.write(f"\nseed {SEED}: {last['kill']} kills, nothing lost ")
    assert last["kill"] == kills


def test_ten_kills_lose_nothing(tmp_path: Path) -> None:
    run(f"sqlite:///{tmp_path / 'stepwise.db'}", tmp_path, 10, DOING)


def test_three_kills_lose_nothing_on_postgresql(postgres: str, tmp_path: Path) -> None:
    run(postgres, tmp_path, 3, DOING[:3])


@pytest.mark.soak
def test_two_hundred_kills_lose_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        run(f"sqlite:///{tmp_path / 'stepwise.db'}", tmp_path, 200, DOING)


@pytest.mark.soak
def test_sixty_kills_lose_nothing_on_postgresql(
    postgres: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        run(postgres, tmp_path, 60, DOING[:3])
