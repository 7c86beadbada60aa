"""Which chat model runs a turn, by the name in settings.

Covers: the built-in model, which needs no key and no network. Does not cover hosted models: a name
this version cannot run is refused in one line rather than guessed at.
"""

from typing import TYPE_CHECKING

from bot.errors import BadInput
from bot.settings import BUILTIN

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


def require(name: str) -> None:
    """Raises BadInput when a model is not one this version runs; nothing is loaded."""
    if name != BUILTIN:
        raise BadInput(f"ADVISOR_MODEL '{name}' cannot be used: this version runs '{BUILTIN}' only")


def make(name: str) -> "BaseChatModel":
    """The chat model of a name. Raises BadInput as `require` does."""
    require(name)
    from bot.builtin.model import Builtin

    return Builtin()
