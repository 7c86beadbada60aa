"""The component kit: escaping, words beside colours, and values that stay inside their bars."""

import re

import pytest

from bot.ui import components as kit
from bot.ui.components import Html

HOSTILE = '"><script>alert(1)</script>'


@pytest.mark.parametrize(
    "made",
    [
        kit.esc(HOSTILE),
        kit.text("p", HOSTILE, HOSTILE, id=HOSTILE),
        kit.link(HOSTILE, "https://example.org/" + HOSTILE),
        kit.linked("https://example.org/" + HOSTILE),
        kit.act(HOSTILE, "say", HOSTILE, "c", HOSTILE, HOSTILE),
        kit.chip(HOSTILE, "good"),
        kit.callout(Html(""), title=HOSTILE),
        kit.card(HOSTILE, Html(""), lead=HOSTILE, id_=HOSTILE),
        kit.table(HOSTILE, [HOSTILE], [[kit.esc(HOSTILE)]]),
        kit.bar(HOSTILE, 1, 1, 1, 2),
        kit.progress(1, 2, HOSTILE),
        kit.plot(HOSTILE, {HOSTILE: (1, 2, 3)}, 2),
    ],
)
def test_words_never_become_markup(made: str):
    assert "<script" not in made


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//example.org", "mailto:a@b.c", ""]
)
def test_other_schemes_than_http_are_not_linked(url: str):
    assert kit.link("words", url) == "words"


def test_a_full_stop_after_an_address_is_not_part_of_it():
    assert 'href="https://www.usmle.org"' in kit.linked("See https://www.usmle.org.")


@pytest.mark.parametrize("tone", ["good", "warn", "bad", "unknown"])
def test_a_chip_says_its_verdict_without_colour(tone: str):
    chip = kit.chip("met", tone)
    assert kit.ICONS[tone] in chip
    assert "met" in chip


def test_a_bar_says_value_and_range_in_words():
    assert 'aria-label="Step 2 CK: 6 of 14, from 4.2 to 9.8 until more is known"' in kit.bar(
        "Step 2 CK", 6, 4.2, 9.8, 14
    )


def test_a_known_value_has_no_range():
    assert "until" not in kit.bar("Step 1", 4, 4, 4, 9)


@pytest.mark.parametrize("points", [-3.0, 0.0, 5.0, 99.0])
def test_marks_stay_inside_the_bar(points: float):
    for found in re.findall(r"(?:left|width):(-?[\d.]+)%", kit.bar("x", points, points, points, 10)):
        assert 0 <= float(found) <= 100


def test_a_bar_of_nothing_does_not_divide_by_nothing():
    assert "0 of 0" in kit.bar("x", 0, 0, 0, 0)


def test_a_plot_names_each_group_with_its_median():
    plot = kit.plot("Step 2 CK, yours 223", {"Matched": (222, 230, 239), "Not matched": (223, 231, 241)}, 223)
    assert "Matched 222 to 239, median 230; Not matched 223 to 241, median 231" in plot


@pytest.mark.parametrize(("value", "words"), [(6.0, "6"), (6.25, "6.2"), (40.1, "40.1"), (0, "0")])
def test_numbers_are_spoken_without_needless_decimals(value: float, words: str):
    assert kit.spoken(value) == words
