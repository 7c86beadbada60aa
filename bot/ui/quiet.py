"""Trouble in a handler, told in one line: the page says it, and no log holds what was written.

Covers: turning every error that leaves a handler, or Gradio's own work around it, into one that Gradio shows
and does not print. Does not cover trouble that a handler says itself, in its own place.
"""

import inspect
import logging
import traceback
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import wraps
from pathlib import Path
from typing import Any

import gradio as gr

from bot.errors import StepwiseError
from bot.ui.tongue import later, say

UNEXPECTED = later(
    "Something went wrong on this computer. Nothing you wrote is lost. Reload the page, then try again."
)

log = logging.getLogger(__name__)


def quietly(blocks: gr.Blocks) -> gr.Blocks:
    """The page with all its handlers quiet."""
    for event in blocks.fns.values():
        if event.fn is not None:
            event.fn = _quiet(event.fn)
    # What Gradio says of a request that fits no handler, as of a page from before an upgrade, quotes it.
    blocks.process_api = _quiet(blocks.process_api)  # type: ignore[method-assign]
    return blocks


def told(error: Exception) -> gr.Error:
    """The error for the page. Of an unexpected one only its kind and place are logged: its message and its
    traceback may hold what somebody wrote.
    """
    if isinstance(error, gr.Error):
        return error
    if isinstance(error, StepwiseError):
        return gr.Error(str(error), duration=None, print_exception=False)
    last = traceback.extract_tb(error.__traceback__)[-1]
    log.error("a handler failed: %s at %s:%s", type(error).__name__, Path(last.filename).name, last.lineno)
    return gr.Error(say(UNEXPECTED), duration=None, print_exception=False)


def _quiet(handler: Callable[..., Any]) -> Callable[..., Any]:
    """A handler of the same kind and with the same parameters."""
    if inspect.isasyncgenfunction(handler):

        @wraps(handler)
        async def streaming(*given: Any) -> AsyncGenerator[Any, None]:
            try:
                async with aclosing(handler(*given)) as frames:
                    async for frame in frames:
                        yield frame
            except Exception as error:
                raise told(error) from None

        return streaming
    if inspect.iscoroutinefunction(handler):

        @wraps(handler)
        async def waiting(*given: Any, **named: Any) -> Any:
            try:
                return await handler(*given, **named)
            except Exception as error:
                raise told(error) from None

        return waiting

    @wraps(handler)
    def plain(*given: Any) -> Any:
        try:
            return handler(*given)
        except Exception as error:
            raise told(error) from None

    return plain
