"""Reading cases and writing outputs: JSON Lines in, JSON Lines out, one line per row.

A line ends with a line feed and with nothing else: texts hold other separators, and so they are written in
ASCII, where no reader can take one for the end of a row.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from bot.errors import BadInput

CASES = Path(__file__).parent / "cases"
Row = dict[str, Any]


def read(path: Path, required: Sequence[str]) -> list[Row]:
    """The rows of a file. Raises BadInput naming file and line for anything that cannot be used."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise BadInput(f"{path}: {reason}") from None
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadInput(f"{path}, line {number}: not JSON: {error.msg}") from None
        missing = [key for key in required if not isinstance(row, dict) or key not in row]
        if missing:
            raise BadInput(f"{path}, line {number}: required key missing: {', '.join(missing)}")
        rows.append(row)
    return rows


def write(path: Path, outs: Iterable[Row]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(out) + "\n" for out in outs), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}") from None
