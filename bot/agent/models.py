"""Which chat model runs a turn, by the name in settings.

Covers: the built-in model, which needs no key and no network. Does not cover hosted models: a name
this version cannot run is refused in one line rather than guessed at.
"""

from langchain_core.language_models import BaseChatModel

from bot.errors import BadInput
from bot.settings import BUILTIN


def make(name: str) -> BaseChatModel:
    """The chat model of a name. Raises BadInput when it is not one this version runs."""
    if name != BUILTIN:
        raise BadInput(f"ADVISOR_MODEL '{name}' cannot be used: this version runs '{BUILTIN}' only")
    from bot.builtin.model import Builtin

    return Builtin()
