"""Which chat model runs a turn: the built-in one, or a hosted or local one by its name.

Covers: names ("openai:gpt-…", "anthropic:…", "google_genai:…", "ollama:…", or any model of an
OpenAI-compatible server by its address), making their clients, and which model each applicant chose.
A key stays in memory and is in no text of an error. Does not cover running a turn (answering).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.assess.tables import Table, read_toml
from bot.errors import BadInput
from bot.settings import BUILTIN, KNOWLEDGE, LOOPBACK

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

COMPATIBLE = "openai"
"""The provider of a bare model name that comes with an address."""

_AMOUNT = re.compile(r"\d{1,5}(?:\.\d{1,4})?", re.ASCII)

DEFAULT = "default"
"""The model name when only an address is given; a server with one model ignores it."""


@dataclass(frozen=True)
class Provider:
    """`client` is "openai" or "anthropic"; `key` names the variable of the key, None when none is needed."""

    name: str
    label: str
    client: str
    url: str
    key: str | None = None


@dataclass(frozen=True)
class Limits:
    """How long a hosted model is waited for (seconds) and how much it may say (characters, tokens)."""

    first_word_seconds: float
    stall_seconds: float
    turn_seconds: float
    longest_wait_seconds: float
    wait_seconds: float
    answer_characters: int
    answer_tokens: int


@dataclass(frozen=True)
class Price:
    """US dollars for a million tokens: read, read from the provider's cache, written."""

    input: float
    cached: float
    output: float


@dataclass(eq=False)
class Chat:
    """A model that can run turns. `where` is the host that messages go to, "" when they stay here.

    `without_tools` is set when the model turns out to take none; it then words its briefings. `spent` are the
    tokens of every answer of this process.
    """

    name: str
    make: Callable[[], "BaseChatModel"]
    where: str = ""
    hosted: bool = True
    price: Price | None = None
    without_tools: bool = False
    spent: list[dict[str, Any]] = field(default_factory=list)

    @property
    def leaves(self) -> bool:
        """Whether messages leave this machine."""
        return self.hosted and self.where not in LOOPBACK


def _builtin() -> "BaseChatModel":
    from bot.builtin.model import Builtin

    return Builtin()


BUILT_IN = Chat(BUILTIN, _builtin, hosted=False)


@dataclass
class Chats:
    """The model of each applicant: what they chose while this process runs, else `default`."""

    default: Chat = BUILT_IN
    chosen: dict[str, Chat] = field(default_factory=dict)

    def of(self, applicant_id: str) -> Chat:
        return self.chosen.get(applicant_id, self.default)

    def choose(self, applicant_id: str, chat: Chat | None) -> None:
        """None returns to the default."""
        if chat is None:
            self.chosen.pop(applicant_id, None)
        else:
            self.chosen[applicant_id] = chat


def chat(name: str, url: str, keys: Mapping[str, str], key: str = "", price: str = "") -> Chat:
    """The model of a name and an address, its key from `key` or else from `keys` by its variable.

    Nothing is imported or reached yet. Raises BadInput naming what is wrong or missing.
    """
    if name in ("", BUILTIN) and not url:
        return BUILT_IN
    provider, model = _split(name, url)
    address = _address(url) if url else provider.url
    secret = key or (keys.get(provider.key, "") if provider.key else "")
    if provider.key and not secret and not url:
        raise BadInput(f"ADVISOR_MODEL '{name}' needs {provider.key} in the environment")
    host = urlsplit(address).hostname or ""
    return Chat(
        f"{provider.name}:{model}",
        lambda: _client(provider, model, address, secret),
        host,
        price=parse_price(price) if price else None,
    )


def parse_price(text: str) -> Price:
    """The price in "2/0.2/10" or "2/10": dollars for a million tokens read, read from the cache, written.

    Raises BadInput. Prices differ by contract and change within weeks, so none is kept here.
    """
    parts = text.split("/")
    if len(parts) not in (2, 3) or not all(_AMOUNT.fullmatch(part.strip()) for part in parts):
        raise BadInput(
            f"ADVISOR_MODEL_PRICE '{text}' must be dollars for a million tokens read and written, like 2/10, "
            "or with those from the cache between them, like 2/0.2/10"
        )
    amounts = [float(part) for part in parts]
    return Price(amounts[0], amounts[1] if len(amounts) == 3 else amounts[0], amounts[-1])


def _split(name: str, url: str) -> tuple[Provider, str]:
    """Provider and model of a name. Ollama's own names hold colons ("ollama:llama3.2:3b")."""
    known = providers()
    if name in ("", BUILTIN):
        return known[COMPATIBLE], DEFAULT
    first, colon, rest = name.partition(":")
    if colon and first in known and rest:
        return known[first], rest
    if url and first not in known:
        return known[COMPATIBLE], name
    names = ", ".join(f"{one}:…" for one in known)
    raise BadInput(
        f"ADVISOR_MODEL '{name}' cannot be used: it is '{BUILTIN}' or one of {names}; "
        "any other name needs the address of its server in ADVISOR_MODEL_URL"
    )


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput("ADVISOR_MODEL_URL must be an address like http://127.0.0.1:8080/v1")
    if parts.username or parts.password:
        raise BadInput("ADVISOR_MODEL_URL must not hold a name or password; the key has its own variable")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise BadInput("ADVISOR_MODEL_URL of another machine must begin with https://")
    return url


def _client(provider: Provider, model: str, url: str, key: str) -> "BaseChatModel":
    from pydantic import SecretStr

    most = limits()
    if provider.client == "anthropic":
        from langchain_anthropic import ChatAnthropic

        return ChatAnthropic(
            model_name=model,
            base_url=url,
            api_key=SecretStr(key or "none"),
            max_tokens_to_sample=most.answer_tokens,
            timeout=most.first_word_seconds,
            max_retries=0,
            stop=None,
        )
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(
        model=model,
        base_url=url,
        api_key=SecretStr(key or "none"),
        max_completion_tokens=most.answer_tokens,
        timeout=most.first_word_seconds,
        max_retries=0,
        stream_usage=True,
        use_responses_api=False,
    )


@lru_cache(maxsize=1)
def providers() -> Mapping[str, Provider]:
    """Raises DataError naming the table of knowledge/models.toml that is wrong."""
    table = _data().table("providers")
    return {name: _provider(name, table.table(name)) for name in table.raw}


def _provider(name: str, table: Table) -> Provider:
    key = table.text("key") if table.has("key") else None
    return Provider(name, table.text("label"), table.text("client"), table.text("url"), key)


@lru_cache(maxsize=1)
def limits() -> Limits:
    table = _data().table("limits")
    return Limits(
        first_word_seconds=table.whole("first_word_seconds"),
        stall_seconds=table.whole("stall_seconds"),
        turn_seconds=table.whole("turn_seconds"),
        longest_wait_seconds=table.whole("longest_wait_seconds"),
        wait_seconds=table.whole("wait_seconds"),
        answer_characters=table.whole("answer_characters", 1, 100_000),
        answer_tokens=table.whole("answer_tokens", 1, 100_000),
    )


def _data() -> Table:
    return read_toml(KNOWLEDGE / "models.toml")
