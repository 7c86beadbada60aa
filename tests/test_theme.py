"""The theme: readable contrast in light and dark, the same tokens in both, nothing fetched."""

import re
from collections.abc import Mapping

import pytest

from bot.ui import theme

MODES = {"light": theme.LIGHT, "dark": theme.DARK}
TEXT = [(ink, ground) for ink in ("ink", "soft", "accent", "clay") for ground in ("bg", "surface", "sunk")]
CHIPS = [(tone, f"{tone}-wash") for tone in ("accent", "clay", "good", "warn", "bad")]
EDGES = [("edge", "surface"), ("edge", "bg"), ("accent", "surface"), ("clay", "surface")]


def contrast(tokens: Mapping[str, str], one: str, other: str) -> float:
    """The WCAG 2.2 contrast ratio of two tokens."""
    bright, dim = sorted((luminance(tokens[one]), luminance(tokens[other])), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("ink", "ground"), [*TEXT, *CHIPS, ("accent-ink", "accent"), ("ink", "accent-wash")])
def test_text_passes_aa(mode: str, ink: str, ground: str):
    assert contrast(MODES[mode], ink, ground) >= 4.5


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("line", "ground"), EDGES)
def test_edges_and_focus_can_be_seen(mode: str, line: str, ground: str):
    assert contrast(MODES[mode], line, ground) >= 3


def test_both_modes_have_the_same_tokens():
    assert theme.LIGHT.keys() == theme.DARK.keys()


def test_the_rules_use_only_tokens_that_exist():
    style = (theme._HERE / "style.css").read_text(encoding="utf-8")
    declared = set(re.findall(r"(--sw-[\w-]+):", style)) | {f"--sw-{name}" for name in theme.LIGHT}
    assert set(re.findall(r"var\((--sw-[\w-]+)", style)) <= declared


def test_the_head_fetches_nothing():
    head = theme.head().replace('href="data:', "").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"@import|url\(|src=|href=|https?:|fetch\(", head)


def test_no_font_is_fetched():
    assert theme.theme()._stylesheets == []
