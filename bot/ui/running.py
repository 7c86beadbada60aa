"""An answer that is being written, for everyone who watches it.

Covers: following the events of a turn, waking the windows that show it, and keeping its error. Does
not cover how a turn is answered (agent.turn) or drawn (advisor).
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.ui.cited import Reply


class Talk(Protocol):
    """What bot.agent.turn offers; events that carry a sentence have it as `sentence`, and what was
    said before one that `starts_over` does not count."""

    def checked(self, text: str) -> str: ...
    def run(self, services: Any, applicant_id: str, thread_id: str, text: str) -> AsyncIterator[Any]: ...


@dataclass(eq=False)
class Running:
    """A message that is being answered. It goes on when the window is closed; only Stop ends it."""

    said: str
    ready: list[Reply] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None
    ended: bool = False
    task: "asyncio.Task[None] | None" = None

    def tell(self) -> None:
        """Wake everyone who watches."""
        self.news.set()
        self.news = asyncio.Event()

    async def follow(self, events: AsyncIterator[Any]) -> None:
        try:
            async for event in events:
                if (sentence := getattr(event, "sentence", None)) is not None:
                    self.ready.append(sentence)
                    self.tell()
                elif getattr(event, "starts_over", False):
                    self.ready.clear()
                    self.tell()
        except Exception as error:
            self.error = error
        finally:
            self.ended = True
            self.tell()
