"""Names of models, their addresses, keys and prices, and whose model answers."""

import pytest

from bot.agent.models import BUILT_IN, Chats, chat, limits, parse_price, providers
from bot.agent.usage import Usage, total
from bot.errors import BadInput

KEY = "secret-key-123"


@pytest.mark.parametrize(
    ("name", "url", "made", "where"),
    [
        ("openai:some-model", "", "openai:some-model", "api.openai.com"),
        ("anthropic:some-model", "", "anthropic:some-model", "api.anthropic.com"),
        ("google_genai:some-model", "", "google_genai:some-model", "generativelanguage.googleapis.com"),
        ("ollama:llama3.2:3b", "", "ollama:llama3.2:3b", "127.0.0.1"),
        ("builtin", "http://127.0.0.1:8080/v1", "openai:default", "127.0.0.1"),
        ("qwen3-8b", "http://localhost:8000/v1", "openai:qwen3-8b", "localhost"),
        ("openai:x", "https://models.example.org/v1", "openai:x", "models.example.org"),
    ],
)
def test_a_name_and_an_address_make_a_model(name: str, url: str, made: str, where: str) -> None:
    found = chat(name, url, {}, KEY)
    assert (found.name, found.where, found.hosted) == (made, where, True)


def test_nothing_set_is_the_built_in_one() -> None:
    assert chat("builtin", "", {}) is BUILT_IN
    assert not BUILT_IN.hosted
    assert not BUILT_IN.leaves


@pytest.mark.parametrize(
    ("url", "leaves"), [("http://127.0.0.1:1/v1", False), ("https://example.org/v1", True)]
)
def test_only_what_goes_to_another_machine_leaves(url: str, leaves: bool) -> None:
    assert chat("x", url, {}).leaves is leaves


@pytest.mark.parametrize(
    ("name", "url", "said"),
    [
        ("gpt", "", "'gpt' cannot be used"),
        ("mistral:large", "", "'mistral:large' cannot be used"),
        ("openai:", "", "'openai:' cannot be used"),
        ("openai:x", "", "needs OPENAI_API_KEY"),
        ("anthropic:x", "", "needs ANTHROPIC_API_KEY"),
        ("x", "127.0.0.1:8080", "ADVISOR_MODEL_URL must be an address"),
        ("x", "ftp://example.org", "ADVISOR_MODEL_URL must be an address"),
        ("x", "http://example.org/v1", "must begin with https://"),
        ("x", "https://me:pass@example.org", "must not hold a name or password"),
    ],
)
def test_what_cannot_be_used_is_one_line_that_names_it(name: str, url: str, said: str) -> None:
    with pytest.raises(BadInput, match=said) as caught:
        chat(name, url, {})
    assert "\n" not in str(caught.value)
    assert "pass@" not in str(caught.value)


def test_the_key_comes_from_its_own_variable_and_is_never_shown() -> None:
    made = chat("openai:x", "", {"OPENAI_API_KEY": KEY})
    assert KEY not in repr(made)
    assert KEY not in repr(made.make())


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_clients_do_not_try_again_by_themselves_and_wait_for_so_long_only(provider: str) -> None:
    client = chat(f"{provider}:x", "", {}, KEY).make()
    assert client.max_retries == 0  # type: ignore[attr-defined]
    assert set(providers()) == {"openai", "anthropic", "google_genai", "ollama"}
    assert limits().first_word_seconds == 30


def test_everybody_has_their_own_choice() -> None:
    chats, mine = Chats(), chat("ollama:x", "", {})
    chats.choose("ana", mine)
    assert (chats.of("ana"), chats.of("bo")) == (mine, BUILT_IN)
    chats.choose("ana", None)
    assert chats.of("ana") is BUILT_IN


def test_the_cost_is_counted_with_a_price_and_unknown_without() -> None:
    usage = Usage("openai:x", parse_price("2/0.5/10"), input=1_000_000, cached=400_000, output=100_000)
    assert usage.dollars() == pytest.approx(0.6 * 2 + 0.4 * 0.5 + 0.1 * 10)
    unknown = Usage("openai:x", None, input=10, output=1)
    assert unknown.dollars() is None
    assert total([usage.as_json(), None]) == {
        "input": 1_000_000,
        "cached": 400_000,
        "output": 100_000,
        "usd": 2.4,
    }
    assert total([usage.as_json(), unknown.as_json()])["usd"] is None  # type: ignore[index]


@pytest.mark.parametrize("price", ["", "cheap", "2", "1/2/3/4", "-1/2", "2/ten"])
def test_a_price_that_is_none_is_refused(price: str) -> None:
    with pytest.raises(BadInput, match="ADVISOR_MODEL_PRICE"):
        parse_price(price)
