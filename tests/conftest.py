"""Shared by all tests: guards (no network, no writing where a person's data lives) and the real library."""

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot import settings
from bot.agent.services import Services
from bot.applicant.reader import load_reader
from bot.assess.scoring import load_rubric
from bot.assess.season import load_season
from bot.library.search import LibraryLoader
from bot.store import Store
from bot.store.schema import Base, SchemaVersionRow
from tests import postgres_server

_INSTALLED = settings.load(os.environ).index_dir
_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves the machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
            raise OSError(f"a test tried to reach {address[0]}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def own_data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Anything that falls back to the default data folder lands in the test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    yield


def library_folder(factory: pytest.TempPathFactory) -> Path:
    """The data folder whose index all tests of a process share, begun with a copy of the installed one:
    building it is the slow part, and it is built anew when knowledge/ has changed since."""
    folder = factory.getbasetemp() / "library"
    if _INSTALLED.is_dir() and not folder.exists():
        shutil.copytree(_INSTALLED, folder / _INSTALLED.name)
    return folder


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> LibraryLoader:
    """The real library over the real knowledge, its index built once for all tests of a run."""
    loader = LibraryLoader(settings.load({}, data_dir=library_folder(tmp_path_factory)))
    loader.get()
    return loader


@pytest.fixture(scope="session")
def server() -> Iterator[postgres_server.Server]:
    """A real server; skipped where there is none, unless STEPWISE_REQUIRE_POSTGRES says that must not be."""
    programs = postgres_server.binaries()
    if programs is None:
        if os.environ.get("STEPWISE_REQUIRE_POSTGRES"):
            pytest.fail(postgres_server.missing())
        pytest.skip(postgres_server.missing())
    with postgres_server.running(programs) as started:
        yield started


@pytest.fixture
def postgres(server: postgres_server.Server) -> str:
    """The URL of an empty PostgreSQL database."""
    empty(server.url())
    return server.url()


def empty(url: str) -> None:
    """Take every row out, which is much faster than making the tables anew."""
    with closing(Store.open(url)) as store, store._database.write() as session:
        tables = ", ".join(Base.metadata.tables.keys() - {SchemaVersionRow.__tablename__})
        session.connection().exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind, the fastest there is, for one opening."""
    return "sqlite://" if request.param == "sqlite" else str(request.getfixturevalue("postgres"))


@pytest.fixture(params=["sqlite", "postgresql"])
def shared_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind that several openings and processes can share."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'stepwise.db'}"
    return str(request.getfixturevalue("postgres"))


@pytest.fixture
def services(library: LibraryLoader) -> Iterator[Services]:
    """Everything a consultation needs, on a store in memory, on a fixed day."""
    made = Services(
        settings=settings.load({"ADVISOR_TODAY": "2026-11-25"}),
        store=Store.open("sqlite://"),
        library=library,
        reader=load_reader(),
        rubric=load_rubric(),
        season=load_season(),
    )
    yield made
    made.store.close()
