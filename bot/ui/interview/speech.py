"""What can be measured of a spoken answer without knowing its words: length, pauses, share of speaking.

Covers: loudness levels, as the browser takes them from a recording, to numbers, and the numbers in words.
The recording itself never comes here: it stays in the browser. Does not cover pace (it needs a transcript),
accent or content, and judges nothing.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from bot.errors import BadInput
from bot.ui.tongue import say, several

LONGEST_SECONDS = 300
"""The longest recording that is measured."""
PAUSE_SECONDS = 0.7
"""Silence between words that a listener notices as a pause."""
_BRIDGE_SECONDS = 0.25
"""Silence inside speech (before "t" or "p", between words) that is no gap at all."""
_BLIP_SECONDS = 0.06
"""Sound shorter than any syllable, such as a click."""
_QUIETEST, _LOUDEST = -100.0, 0.0
"""Levels in dBFS: full scale is 0, digital silence is given as -100."""
_HEARD = -55.0
"""A recording whose loudest tenth stays under this holds no voice."""
_BELOW_SPEECH = 25.0
"""How far under its loud parts a voice still speaks, in decibels."""
_ABOVE_NOISE = 6.0
"""How far over the noise of the room something must be to count as a voice."""
_STEPS_A_SECOND = (10, 200)


@dataclass(frozen=True)
class Speech:
    """Seconds. `before` is the silence until the first word; `share` is speaking time from the first sound to
    the last, 0 to 1; `pauses` counts silences of PAUSE_SECONDS or longer between words."""

    duration: float
    before: float
    speaking: float
    share: float
    pauses: int
    longest_pause: float

    @property
    def heard(self) -> bool:
        return self.speaking > 0


def measure(levels: Sequence[float], step: float) -> Speech:
    """Numbers of a recording from its levels in dBFS, one every `step` seconds. Raises BadInput when they are
    no levels, none at all or too many."""
    if not all(isinstance(level, int | float) and math.isfinite(level) for level in levels):
        raise BadInput(say("a level of a recording is a number"))
    fewest, most = _STEPS_A_SECOND
    if not levels or not isinstance(step, int | float) or not 1 / most <= step <= 1 / fewest:
        raise BadInput(say("a recording has no sound that can be measured"))
    duration = len(levels) * step
    if duration > LONGEST_SECONDS + 1:
        raise BadInput(say("a recording of more than {n} minutes is not measured", n=LONGEST_SECONDS // 60))
    runs = _runs([min(max(level, _QUIETEST), _LOUDEST) for level in levels], step)
    voiced = [k for k, (voice, _) in enumerate(runs) if voice]
    if not voiced:
        return Speech(round(duration, 1), 0.0, 0.0, 0.0, 0, 0.0)
    first, last = voiced[0], voiced[-1]
    inside = runs[first : last + 1]
    speaking = sum(length for voice, length in inside if voice)
    whole = sum(length for _, length in inside)
    gaps = [length for voice, length in inside if not voice and length >= PAUSE_SECONDS]
    before = sum(length for _, length in runs[:first])
    return Speech(
        duration=round(duration, 1),
        before=round(before, 1),
        speaking=round(speaking, 1),
        share=round(speaking / whole, 2),
        pauses=len(gaps),
        longest_pause=round(max(gaps, default=0.0), 1),
    )


def told(speech: Speech) -> str:
    """The numbers in words."""
    length = _length(speech.duration)
    if not speech.heard:
        return say("{length} long, and no voice could be heard in it.", length=length)
    share = say(
        "{length} long. You spoke for {percent:.0f}% of the time from first word to last.",
        length=length,
        percent=100 * speech.share,
    )
    if not speech.pauses:
        return f"{share} {say('No pause was longer than {n} seconds.', n=PAUSE_SECONDS)}"
    many = several(
        speech.pauses,
        "{n} pause of {least} seconds or more, the longest of {longest:.1f} seconds.",
        "{n} pauses of {least} seconds or more, the longest of {longest:.1f} seconds.",
        least=PAUSE_SECONDS,
        longest=speech.longest_pause,
    )
    return f"{share} {many}"


def as_json(speech: Speech) -> dict[str, Any]:
    return asdict(speech)


def from_json(raw: object) -> Speech | None:
    """The numbers that `as_json` gave, also as text; None for anything else."""
    if isinstance(raw, str):
        try:
            raw = json.loads(raw) if raw else None
        except ValueError:
            return None
    if not isinstance(raw, Mapping) or set(raw) != set(Speech.__dataclass_fields__):
        return None
    numbers = {
        key: value
        for key, value in raw.items()
        if isinstance(value, int | float) and math.isfinite(value) and 0 <= value <= 2 * LONGEST_SECONDS
    }
    if len(numbers) != len(raw):
        return None
    pauses = int(numbers.pop("pauses"))
    return Speech(pauses=pauses, **{key: float(value) for key, value in numbers.items()})


def _runs(levels: Sequence[float], step: float) -> list[tuple[bool, float]]:
    """Voice and silence in turn, each with its seconds; clicks are silence, tiny gaps are voice."""
    ordered = sorted(levels)
    noise, loud = ordered[len(ordered) // 10], ordered[-1 - len(ordered) // 10]
    loud = max(loud, ordered[-1] - _BELOW_SPEECH)
    if loud < _HEARD:
        return [(False, len(levels) * step)]
    line = loud - _BELOW_SPEECH
    if noise + _ABOVE_NOISE < loud:
        line = max(line, noise + _ABOVE_NOISE)
    found = _merged([(level > line, step) for level in levels])
    found = _merged([(voice and length >= _BLIP_SECONDS, length) for voice, length in found])
    return _merged([(voice or length < _BRIDGE_SECONDS, length) for voice, length in found])


def _merged(runs: Sequence[tuple[bool, float]]) -> list[tuple[bool, float]]:
    """Neighbours of the same kind as one."""
    return [
        (voice, sum(length for _, length in same)) for voice, same in groupby(runs, key=lambda run: run[0])
    ]


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return (
        say("{minutes}:{rest:02d} minutes", minutes=minutes, rest=rest)
        if minutes
        else say("{seconds:.1f} seconds", seconds=seconds)
    )
