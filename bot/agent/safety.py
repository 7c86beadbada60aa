"""Safety: noticing distress, danger and medical emergencies in a message, before anything else happens.

Covers: folding a message so that spelling tricks and accents hide nothing, the patterns
(knowledge/safety.toml) and the fixed replies. It errs towards offering help: a needless phone number
costs little. Does not cover shame or anger, which the advisor answers.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from bot.errors import DataError
from bot.settings import KNOWLEDGE

_INVISIBLE = re.compile("[\u00ad\u061c\u0640\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_MARKS = re.compile("[\u0300-\u036f\u064b-\u0655\u0670]")
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"),
        **dict.fromkeys("\u064a\u0649", "\u06cc"),
        **dict.fromkeys("\u06c1\u06be\u0629", "\u0647"),
        "\u0643": "\u06a9",
        "\u0131": "i",
        "\u0111": "d",
    }
)
"""Letters that are written in more than one way: apostrophes, yeh, heh and kaf, letters without accents."""

_LATIN_TWINS = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0410\u0415\u041e\u0420\u0421", "aeopcyxiAEOPC"
)
_AS_LETTERS = str.maketrans("!1|03@$", "iiloeas")
_DISGUISED = re.compile(r"(?<=[A-Za-z])[!1|03@$](?=[A-Za-z])")
_MIXED = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*[\u0400-\u04ff])\w+\b")


DISTRESS = "distress"
"""The concern whose reply is for whoever writes, in danger from nobody else."""


@dataclass(frozen=True)
class Concern:
    """`always` is looked for in the whole message, `signs` in what is left without figures of speech."""

    id: str
    always: tuple[re.Pattern[str], ...]
    signs: tuple[re.Pattern[str], ...]
    figures_of_speech: tuple[re.Pattern[str], ...]
    reply: str

    def shows(self, text: str) -> bool:
        """Whether a folded text shows this concern."""
        if any(sign.search(text) for sign in self.always):
            return True
        for figure in self.figures_of_speech:
            text = figure.sub(" ", text)
        return any(sign.search(text) for sign in self.signs)


@dataclass(frozen=True)
class Safety:
    concerns: tuple[Concern, ...]

    def reply(self, text: str) -> str | None:
        """The fixed reply for the first concern that the text shows, or None.

        Figures of speech ("dead tired", "this exam is killing me") and told stories are passed over.
        """
        said = folded(text)
        return next((_fixed(concern) for concern in self.concerns if concern.shows(said)), None)

    def help(self) -> str:
        """The fixed reply to somebody in distress."""
        return next(_fixed(concern) for concern in self.concerns if concern.id == DISTRESS)


def _fixed(concern: Concern) -> str:
    return f"{concern.reply.strip()} [[kind: safety]]"


def folded(text: str) -> str:
    """Text without accents, invisible characters and letters that only look Latin, signs in place
    of letters ("k!ll") read as such, on single spaces."""
    plain = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text))
    plain = _MARKS.sub("", plain).translate(_ALIKE)
    plain = _MIXED.sub(lambda word: word[0].translate(_LATIN_TWINS), plain)
    plain = _DISGUISED.sub(lambda sign: sign[0].translate(_AS_LETTERS), plain)
    return re.sub(r"\s+", " ", plain)


def load_safety(path: Path = KNOWLEDGE / "safety.toml") -> Safety:
    """Raises DataError naming the concern whose pattern or reply is wrong."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path.name}: {error}") from None
    concerns = []
    for item in raw.get("concern", []):
        try:
            always, signs, figures = (
                tuple(re.compile(_as_searched(pattern), re.IGNORECASE) for pattern in item.get(key, []))
                for key in ("always", "signs", "figures_of_speech")
            )
        except re.error as error:
            raise DataError(f"{path.name}: concern '{item.get('id')}': {error}") from None
        if not signs or not item.get("reply"):
            raise DataError(f"{path.name}: concern '{item.get('id')}' needs signs and a reply")
        concerns.append(Concern(item["id"], always, signs, figures, item["reply"]))
    if DISTRESS not in {concern.id for concern in concerns}:
        raise DataError(f"{path.name}: the concern '{DISTRESS}' is missing")
    return Safety(tuple(concerns))


def _as_searched(pattern: str) -> str:
    """A pattern in the letters of a folded text, so that both are written the same way."""
    return _MARKS.sub("", unicodedata.normalize("NFKD", pattern)).translate(_ALIKE)
