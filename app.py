"""Serve the Stepwise page: `python app.py --port 7860`."""

import argparse
import gc
import os
import sys

# Read once by gradio when it is imported; without it gradio reports each start to its makers.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

from bot import settings
from bot.errors import StepwiseError


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; 2 and one line on standard error when that is not possible."""
    given = vars(_parser().parse_args(arguments))
    # nothing that is imported is ever garbage, and looking for some takes an eighth of the start
    gc.disable()
    try:
        from bot.agent import services
        from bot.ui import serve

        serve.launch(services.build(settings.load(os.environ, **given)), on_up=_say)
    except StepwiseError as error:
        sys.stderr.write(f"stepwise: {error}\n")
        return 2
    finally:
        gc.enable()
    return 0


def _say(url: str) -> None:
    gc.freeze()
    gc.enable()
    sys.stdout.write(f"Stepwise is ready: {url}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description="Serve the Stepwise page on this computer.")
    parser.add_argument("--port", help="port to serve on; 0 takes a free one (ADVISOR_PORT, 7860)")
    parser.add_argument("--host", help="address of this computer to serve on (ADVISOR_HOST, 127.0.0.1)")
    parser.add_argument("--auth-file", help="who may log in, one name and hash a line (ADVISOR_AUTH_FILE)")
    parser.add_argument("--data-dir", help="folder of the database and the index (ADVISOR_DATA_DIR)")
    parser.add_argument("--model", help="the model that talks, like openai:NAME; default: builtin")
    parser.add_argument("--model-url", help="address of an OpenAI-compatible server (ADVISOR_MODEL_URL)")
    parser.add_argument("--today", help="the date to reckon with, like 2026-11-25 (ADVISOR_TODAY)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
