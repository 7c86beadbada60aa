"""The only reader of the environment: one frozen `Settings`, made once by an entry point.

Covers: ADVISOR_* variables, their defaults, keys of model providers by the providers' own names, and
where the checkout's data folders are. Does not cover what a key is for (agent/models).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from platformdirs import user_data_path

from bot.errors import BadInput

ROOT = Path(__file__).resolve().parent.parent
KNOWLEDGE = ROOT / "knowledge"
PROMPTS = ROOT / "prompts"

BUILTIN = "builtin"
_KEY = "_API_KEY"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Settings:
    """Everything that may differ between two runs.

    Every judgement that depends on the calendar takes `today` from here; `fixed_today` pins it.
    `data_dir` holds the database and the index and is never inside the checkout by default. `keys` are
    never written, logged or shown. `auth_file` says who may log in; without one nobody has to.
    """

    model: str = BUILTIN
    model_url: str = ""
    model_price: str = ""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    host: str = "127.0.0.1"
    port: int = 7860
    data_dir: Path = Path()
    database_url: str = ""
    embedding_model: str | None = None
    fixed_today: date | None = None
    auth_file: Path | None = None

    @property
    def today(self) -> date:
        """The date that every judgement uses; a server that runs for days follows the calendar."""
        return self.fixed_today or date.today()

    @property
    def index_dir(self) -> Path:
        """Folder of the retrieval index; it holds nothing about any applicant."""
        return self.data_dir / "index"


def load(environ: Mapping[str, str], **overrides: object) -> Settings:
    """Read settings from `environ`; an override that is not None wins (command-line flags).

    Raises BadInput naming the variable when a value cannot be used.
    """

    def pick(name: str, default: str = "") -> str:
        given = overrides.get(name)
        return str(given) if given is not None else environ.get(f"ADVISOR_{name.upper()}", default)

    auth_file = Path(pick("auth_file")).expanduser() if pick("auth_file") else None
    data_dir = Path(pick("data_dir") or user_data_path("stepwise", appauthor=False)).expanduser()
    return Settings(
        model=pick("model", BUILTIN),
        model_url=pick("model_url"),
        model_price=pick("model_price"),
        keys={name: value for name, value in environ.items() if name.endswith(_KEY)},
        host=_host(pick("host", "127.0.0.1"), auth_file),
        port=_port(pick("port", "7860")),
        data_dir=data_dir,
        database_url=pick("database_url") or f"sqlite:///{data_dir / 'stepwise.db'}",
        embedding_model=pick("embedding_model") or None,
        fixed_today=_today(pick("today")),
        auth_file=auth_file,
    )


def _host(text: str, auth_file: Path | None) -> str:
    """Another address than this computer's own needs a login: who reaches the page can read the record."""
    if text not in LOOPBACK and auth_file is None:
        raise BadInput(
            f"ADVISOR_HOST '{text}' lets others reach this page, so it needs a login: name a file of "
            f"users in ADVISOR_AUTH_FILE, or serve this computer only ({', '.join(LOOPBACK)})"
        )
    return text


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise BadInput(f"ADVISOR_PORT must be a number from 0 to 65535, not '{text}'")
    return int(text)


def _today(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"ADVISOR_TODAY must be a date like 2026-11-23, not '{text}'") from None
