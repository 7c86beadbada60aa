"""The entry point of the page: help, bad settings and a taken port end in one plain line."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

import app
from bot.errors import StepwiseError
from bot.ui import serve
from tests.fakes_ui import FakeTalk, services

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--port", "abc"], "ADVISOR_PORT"),
        (["--port", "70000"], "ADVISOR_PORT"),
        (["--host", "0.0.0.0"], "needs a login"),
        (["--today", "soon"], "ADVISOR_TODAY"),
    ],
)
def test_a_bad_setting_is_one_line_and_exit_2(
    arguments: list[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert app.main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert word in said.err


def test_help_names_every_flag() -> None:
    shown = subprocess.run(
        [sys.executable, "app.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for flag in ("--port", "--host", "--auth-file", "--data-dir", "--model", "--today"):
        assert flag in shown


def test_a_taken_port_is_a_plain_error(tmp_path: Path) -> None:
    made = services(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        object.__setattr__(made.settings, "port", port)
        with pytest.raises(StepwiseError, match=f"port {port} on 127.0.0.1 is in use"):
            serve.launch(made, talk=FakeTalk(), warm_up=lambda _services: None, block=False)  # type: ignore[arg-type]
    made.store.close()
