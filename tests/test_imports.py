"""The order of rooms: imports run one way, and heavy libraries stay in the room that owns them."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {
    "errors": set(),
    "settings": {"errors"},
    "users": {"errors"},
    "prose": set(),
    "packed": {"errors"},
    "applicant": {"errors", "settings", "prose", "packed"},
    "store": {"errors", "settings", "prose", "packed", "applicant"},
    "assess": {"errors", "settings", "prose", "applicant"},
    "library": {"errors", "settings", "prose", "applicant"},
    "write": {"errors", "settings", "prose", "applicant"},
    "interview": {"errors", "settings", "prose", "applicant", "write"},
    "builtin": {"errors", "settings", "prose", "applicant", "assess", "write", "agent"},
    "agent": {
        "errors",
        "settings",
        "prose",
        "applicant",
        "store",
        "assess",
        "library",
        "write",
        "interview",
        "builtin",
    },
    "ui": {
        "errors",
        "settings",
        "users",
        "prose",
        "applicant",
        "store",
        "assess",
        "library",
        "write",
        "interview",
        "agent",
    },
    "commands": {
        "errors",
        "settings",
        "users",
        "prose",
        "applicant",
        "store",
        "assess",
        "library",
        "write",
        "interview",
        "agent",
    },
    "__main__": {"errors", "settings", "commands"},
}
OWNERS = {
    "langchain": {"agent", "builtin"},
    "langchain_core": {"agent", "builtin"},
    "langgraph": {"agent", "builtin"},
    "chromadb": {"library"},
    "sentence_transformers": {"library"},
    "torch": {"library"},
    "sklearn": {"library"},
    "bm25s": {"library"},
    "sqlalchemy": {"store"},
    "openpyxl": {"store"},
    "icalendar": {"assess"},
    "docx": {"applicant", "write"},
    "pypdf": {"applicant"},
    "gradio": {"ui"},
}
MODULES = sorted((ROOT / "bot").rglob("*.py"))


def room(path: Path) -> str:
    part = path.relative_to(ROOT / "bot").parts[0]
    return part.removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "bot":
                yield from (f"bot.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_only_rooms_before_it(path: Path) -> None:
    here = room(path)
    reached = {name.split(".")[1] for name in imports(path) if name.startswith("bot.")}
    assert reached - {here} <= ALLOWED.get(here, set())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_library_is_imported_only_in_the_room_that_owns_it(path: Path) -> None:
    tops = {name.split(".")[0] for name in imports(path)}
    misplaced = {top for top in tops & OWNERS.keys() if room(path) not in OWNERS[top]}
    assert not misplaced


def test_the_builtin_model_reaches_only_the_case_of_the_agent() -> None:
    for path in (ROOT / "bot" / "builtin").glob("*.py"):
        reached = {name for name in imports(path) if name.startswith("bot.agent")}
        assert reached <= {"bot.agent", "bot.agent.case"}, path.name


def test_the_environment_is_read_by_entry_points_only_and_passed_to_settings() -> None:
    readers = {
        path.relative_to(ROOT).as_posix()
        for path in [*MODULES, ROOT / "app.py"]
        if "os.environ" in path.read_text(encoding="utf-8") or "getenv" in path.read_text(encoding="utf-8")
    }
    assert readers <= {"app.py", "bot/__main__.py", "bot/library/embedder.py", "bot/ui/serve.py"}


def test_importing_the_page_loads_no_model_library() -> None:
    code = (
        "import sys, bot.ui.page\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers', 'chromadb', 'sklearn'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
