"""Shared by all tests: guards (no network, no writing where a person's data lives) and the real library."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import settings
from bot.agent.services import Services
from bot.applicant.reader import Reader
from bot.assess.scoring import load_rubric
from bot.assess.season import load_season
from bot.library.search import LibraryLoader
from bot.store import Store

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


@pytest.fixture
def services(library: LibraryLoader) -> Iterator[Services]:
    """Everything a consultation needs, on a store in memory, on a fixed day."""
    made = Services(
        settings=settings.load({"ADVISOR_TODAY": "2026-11-25"}),
        store=Store.open("sqlite://"),
        library=library,
        reader=Reader.load(),
        rubric=load_rubric(),
        season=load_season(),
    )
    yield made
    made.store.close()
