"""Safety: noticing distress and medical emergencies in a message, before anything else happens.

Covers: the patterns (knowledge/safety.toml) and the fixed replies. It errs towards offering help:
a needless phone number costs little. Does not cover shame or anger, which the advisor answers.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from bot.errors import DataError
from bot.settings import KNOWLEDGE


@dataclass(frozen=True)
class Concern:
    id: str
    signs: tuple[re.Pattern[str], ...]
    figures_of_speech: tuple[re.Pattern[str], ...]
    reply: str


@dataclass(frozen=True)
class Safety:
    concerns: tuple[Concern, ...]

    def reply(self, text: str) -> str | None:
        """The fixed reply for the first concern that the text shows, or None.

        Figures of speech ("dead tired", "this exam is killing me") are taken out before looking.
        """
        for concern in self.concerns:
            rest = text
            for figure in concern.figures_of_speech:
                rest = figure.sub(" ", rest)
            if any(sign.search(rest) for sign in concern.signs):
                return f"{concern.reply.strip()} [[kind: safety]]"
        return None


def load_safety(path: Path = KNOWLEDGE / "safety.toml") -> Safety:
    """Raises DataError naming the concern whose pattern or reply is wrong."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path.name}: {error}") from None
    concerns = []
    for item in raw.get("concern", []):
        try:
            signs, figures = (
                tuple(re.compile(pattern, re.IGNORECASE) for pattern in item.get(key, []))
                for key in ("signs", "figures_of_speech")
            )
        except re.error as error:
            raise DataError(f"{path.name}: concern '{item.get('id')}': {error}") from None
        if not signs or not item.get("reply"):
            raise DataError(f"{path.name}: concern '{item.get('id')}' needs signs and a reply")
        concerns.append(Concern(item["id"], signs, figures, item["reply"]))
    return Safety(tuple(concerns))
