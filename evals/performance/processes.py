"""Fresh processes: the page, the bare echo app, and commands, on data of their own.

Covers: starting and ending them, waiting for the first answer over HTTP, and how much memory they hold. Does
not cover what is timed (starting, crowd).
"""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bot.errors import StepwiseError
from bot.settings import ROOT, Settings

STARTUP_SECONDS = 180
LOOK_EVERY = 0.01
BARE = Path(__file__).with_name("bare")
"""Scripts that are what ours is compared to."""


@contextmanager
def data_folder(settings: Settings) -> Iterator[Path]:
    """A data folder of its own, with a copy of the index, that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        if settings.index_dir.is_dir():
            shutil.copytree(settings.index_dir, Path(folder) / settings.index_dir.name)
        yield Path(folder)


def page(settings: Settings, folder: Path, port: int) -> list[str]:
    """The command that serves the page over `folder`."""
    given = {"--port": str(port), "--data-dir": str(folder), "--model": "builtin", "--host": "127.0.0.1"}
    today = ["--today", settings.today.isoformat()]
    return [sys.executable, "app.py", *(part for pair in given.items() for part in pair), *today]


def echo(port: int) -> list[str]:
    return [sys.executable, str(BARE / "echo.py"), str(port)]


@contextmanager
def serving(command: Sequence[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers on its port, stopped afterwards. Raises StepwiseError if it never does."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL)
    try:
        _until_up(process, port)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def output_of(command: Sequence[str]) -> str:
    """What a command prints. Raises StepwiseError naming one that fails."""
    ended = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    if ended.returncode:
        raise StepwiseError(f"{' '.join(command[1:4])} failed: {ended.stderr.strip()[-300:]}")
    return ended.stdout


def environment() -> dict[str, str]:
    """Ours without the settings of the program, so that nobody's record is touched; nothing is reported."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ADVISOR_")}
    return {**ours, "GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def megabytes(process: "subprocess.Popen[bytes]", what: str = "VmRSS") -> int | None:
    """Memory that a process holds now, or "VmHWM", the most it held; None where /proc does not say."""
    try:
        lines = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    found = next((line for line in lines if line.startswith(f"{what}:")), None)
    return int(found.split()[1]) // 1024 if found else None


def _until_up(process: "subprocess.Popen[bytes]", port: int) -> None:
    ends = time.monotonic() + STARTUP_SECONDS
    while process.poll() is None and time.monotonic() < ends:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(LOOK_EVERY)
        finally:
            connection.close()
    raise StepwiseError(f"no answer on port {port} within {STARTUP_SECONDS} seconds")
