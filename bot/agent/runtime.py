"""What a tool is given of its turn, for every tool alike.

LangChain writes the arguments of each call out and drops what it wrote; of a turn's state that would be all
that the program knows, many times longer than the call itself takes. So here nothing is written.
"""

from typing import Annotated, TypeAlias

from langchain.tools import ToolRuntime
from langchain_core.tools import InjectedToolArg
from pydantic import PlainSerializer

from bot.agent.consultation import Consultation


def _nothing(runtime: object) -> None:
    return None


Runtime: TypeAlias = Annotated[
    ToolRuntime[Consultation, object], InjectedToolArg(), PlainSerializer(_nothing)
]
