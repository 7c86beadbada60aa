"""What is measured of a recording: signals that are built here come out with their own length and pauses."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from bot.ui.interview.speech import (
    LONGEST_SECONDS,
    PAUSE_SECONDS,
    Speech,
    as_json,
    from_json,
    measure,
    told,
)

STEP = 0.02


def signal(
    *parts: tuple[str, float], loud: float = -20.0, noise: float = -65.0, seed: int = 1
) -> list[float]:
    """Levels of voice ("v") and silence ("s") in turn, each with its seconds; a voice goes up and down."""
    chance = random.Random(seed)
    found = []
    for kind, seconds in parts:
        for _ in range(round(seconds / STEP)):
            level = loud - 14 * chance.random() if kind == "v" else noise + 4 * chance.random()
            found.append(level)
    return found


TALK = (("s", 0.8), ("v", 3.0), ("s", 1.2), ("v", 2.0), ("s", 2.0), ("v", 1.0), ("s", 0.6))


def test_length_pauses_and_share_are_those_of_the_signal() -> None:
    found = measure(signal(*TALK), STEP)
    assert found.duration == pytest.approx(10.6, abs=0.05)
    assert found.before == pytest.approx(0.8, abs=0.1)
    assert found.speaking == pytest.approx(6.0, abs=0.2)
    assert found.share == pytest.approx(6.0 / 9.2, abs=0.02)
    assert found.pauses == 2
    assert found.longest_pause == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize("loud", [-10.0, -25.0, -40.0])
@pytest.mark.parametrize("noise", [-90.0, -70.0])
def test_a_quiet_voice_and_a_noisy_room_change_nothing(loud: float, noise: float) -> None:
    found = measure(signal(*TALK, loud=loud, noise=noise), STEP)
    assert (found.pauses, round(found.longest_pause)) == (2, 2)


def test_a_breath_between_words_is_no_pause() -> None:
    found = measure(signal(("v", 1.0), ("s", 0.4), ("v", 1.0), ("s", 0.2), ("v", 1.0)), STEP)
    assert found.pauses == 0
    assert found.speaking == pytest.approx(3.2, abs=0.1)


@pytest.mark.parametrize(("gap", "count"), [(PAUSE_SECONDS - 0.1, 0), (PAUSE_SECONDS + 0.1, 1)])
def test_a_pause_begins_where_the_words_say_it_does(gap: float, count: int) -> None:
    assert measure(signal(("v", 1.0), ("s", gap), ("v", 1.0)), STEP).pauses == count


def test_silence_before_and_after_is_no_pause_and_lowers_no_share() -> None:
    found = measure(signal(("s", 3.0), ("v", 2.0), ("s", 3.0)), STEP)
    assert (found.pauses, found.share) == (0, 1.0)


@pytest.mark.parametrize("levels", [[-100.0] * 200, [-70.0] * 200])
def test_a_recording_without_a_voice_says_so(levels: list[float]) -> None:
    found = measure(levels, STEP)
    assert not found.heard
    assert "no voice" in told(found)


def test_a_click_is_no_voice() -> None:
    found = measure(signal(("v", 1.0), ("s", 1.0), ("v", 0.04), ("s", 1.0), ("v", 1.0)), STEP)
    assert found.pauses == 1
    assert found.longest_pause == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize(
    ("levels", "step"),
    [
        ([], STEP),
        ([-20.0] * 50, 0.0),
        ([-20.0] * 50, 1.0),
        ([math.nan] * 50, STEP),
        (["loud"] * 50, STEP),
        ([-20.0] * (int(LONGEST_SECONDS / STEP) + 100), STEP),
    ],
)
def test_what_is_no_recording_is_turned_away(levels: list[float], step: float) -> None:
    with pytest.raises(BadInput):
        measure(levels, step)


@given(st.lists(st.floats(-120, 10), min_size=1, max_size=400))
def test_any_levels_give_numbers_that_fit_together(levels: list[float]) -> None:
    found = measure(levels, STEP)
    assert 0 <= found.share <= 1
    assert found.speaking <= found.duration + 0.1
    assert found.longest_pause <= found.duration + 0.1
    assert (found.pauses > 0) == (found.longest_pause > 0)
    assert from_json(as_json(found)) == found


@pytest.mark.parametrize("raw", ["", "{", "[]", None, {}, {"duration": 1}, '{"duration": "long"}', 3])
def test_numbers_that_are_none_are_passed_over(raw: object) -> None:
    assert from_json(raw) is None


def test_no_word_is_said_about_pace() -> None:
    words = told(Speech(72.4, 0.4, 50.0, 0.7, 3, 2.14))
    assert words.startswith("1:12 minutes long. You spoke for 70%")
    assert "3 pauses of 0.7 seconds or more, the longest of 2.1 seconds" in words
    assert "words per minute" not in words
