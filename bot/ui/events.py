"""How the page's events reach their handlers: at once, as often as they come, or one by one.

Covers: the settings given to Gradio's listeners. Does not cover what the handlers do.
"""

from typing import Any

QUICK: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
"""At once, beside whatever else runs; a second one is dropped while the first is on its way."""

EACH: dict[str, Any] = {**QUICK, "trigger_mode": "multiple"}
"""At once, and none is dropped."""

LONG: dict[str, Any] = {
    "concurrency_limit": None,
    "trigger_mode": "multiple",
    "show_progress": "hidden",
    "api_visibility": "private",
}
"""Streams for as long as it takes, any number beside one another."""


def in_order(part: str) -> dict[str, Any]:
    """One by one within a part of the page: none is lost, and the last drawing is the newest.

    Not `always_last`: Gradio 6.31 then repeats an earlier event instead of the last one.
    """
    return {**LONG, "concurrency_limit": 1, "concurrency_id": part}
