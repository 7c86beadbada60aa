"""What a hosted model's answers cost: tokens as the provider counts them, and dollars where a price is known.

Covers: adding up, the form that is stored with a reply. Does not cover
what is shown of it (ui/render).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.agent.models import Price

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage

MILLION = 1_000_000


@dataclass
class Usage:
    """Tokens of one answer; `cached` are those of `input` that the provider had kept."""

    model: str
    price: Price | None = None
    input: int = 0
    cached: int = 0
    output: int = 0

    def add(self, message: "AIMessage") -> None:
        told = message.usage_metadata
        if told is None:
            return
        self.input += told["input_tokens"]
        self.output += told["output_tokens"]
        self.cached += told.get("input_token_details", {}).get("cache_read", 0) or 0

    def as_json(self) -> dict[str, Any] | None:
        """None when no tokens were counted."""
        if not self.input and not self.output:
            return None
        return {
            "model": self.model,
            "input": self.input,
            "cached": self.cached,
            "output": self.output,
            "usd": self.dollars(),
        }

    def dollars(self) -> float | None:
        """What it cost, None when nobody said a price."""
        if self.price is None:
            return None
        fresh = self.input - self.cached
        spent = fresh * self.price.input + self.cached * self.price.cached + self.output * self.price.output
        return round(spent / MILLION, 6)


def total(stored: Iterable[Mapping[str, Any] | None]) -> dict[str, Any] | None:
    """The sum of stored usages; dollars are None when one of them has no price."""
    told = [one for one in stored if one]
    if not told:
        return None
    counts = {key: sum(one[key] for one in told) for key in ("input", "cached", "output")}
    spent = [one["usd"] for one in told]
    usd = None if any(one is None for one in spent) else round(sum(spent), 6)
    return {**counts, "usd": usd}
