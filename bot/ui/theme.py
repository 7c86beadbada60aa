"""The visual language: colour tokens for light and dark, and the head of the page.

Covers: tokens, the Gradio theme made from them, and the style and script that are served inline.
Does not cover the rules that use the tokens (style.css), the markup (components) or behaviour (page.js).
"""

from collections.abc import Mapping
from pathlib import Path

import gradio as gr

from bot.ui.tongue import for_scripts

_ICON = (
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='9' fill='%231B6A5E'/%3E"
    "%3Cpath d='M7 24h6v-5h6v-5h6V8' fill='none' stroke='white' stroke-width='3'/%3E%3C/svg%3E"
)
_HERE = Path(__file__).parent
_STYLES = ("style.css", "first.css")
_SCRIPTS = ("page.js", "find.js", "tour.js", "voice.js", "studio.js")

SANS = ("-apple-system", "Segoe UI", "Roboto", "Noto Sans", "Liberation Sans", "Arial", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")

LIGHT: Mapping[str, str] = {
    "bg": "#FAF6EF",
    "surface": "#FFFDF9",
    "sunk": "#F3EDE3",
    "line": "#E2D9CB",
    "edge": "#8B8172",
    "ink": "#22302D",
    "soft": "#55625E",
    "accent": "#1B6A5E",
    "accent-ink": "#FFFFFF",
    "accent-wash": "#E1EFEA",
    "clay": "#A4462A",
    "clay-wash": "#FAE8DF",
    "good": "#2B673A",
    "good-wash": "#E4F1E4",
    "warn": "#745000",
    "warn-wash": "#FAEFD3",
    "bad": "#982B2B",
    "bad-wash": "#FAE5E2",
    "shade": "rgb(58 46 28 / 0.10)",
}
DARK: Mapping[str, str] = {
    "bg": "#141918",
    "surface": "#1B2220",
    "sunk": "#222B28",
    "line": "#33403C",
    "edge": "#7E8C87",
    "ink": "#ECE9E2",
    "soft": "#A9B5B0",
    "accent": "#7FD1BF",
    "accent-ink": "#0D2520",
    "accent-wash": "#1E3933",
    "clay": "#F0A888",
    "clay-wash": "#3D271E",
    "good": "#8FD19E",
    "good-wash": "#1E3524",
    "warn": "#F0C76E",
    "warn-wash": "#3A2F13",
    "bad": "#F3A3A0",
    "bad-wash": "#402221",
    "shade": "rgb(0 0 0 / 0.35)",
}


def head() -> str:
    """Style and script of the page as inline elements, so that nothing else has to be fetched."""
    style = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in _STYLES)
    script = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    tokens = f":root {{ {_declared(LIGHT)} }}\n.dark {{ {_declared(DARK)} }}"
    words = f"window.stepwiseSpanish = {for_scripts(script)};"
    icon = f'<link rel="icon" href="data:image/svg+xml,{_ICON}">'
    return f"{icon}\n<style>\n{tokens}\n{style}\n</style>\n<script>\n{words}\n{script}\n</script>"


def theme() -> gr.themes.Base:
    """Gradio's own parts in our tokens; fonts are the system's, so none is fetched."""
    return gr.themes.Base(font=SANS, font_mono=MONO, text_size="md", radius_size="md").set(
        body_background_fill=LIGHT["bg"],
        body_background_fill_dark=DARK["bg"],
        body_text_color=LIGHT["ink"],
        body_text_color_dark=DARK["ink"],
        body_text_color_subdued="var(--sw-soft)",
        body_text_color_subdued_dark="var(--sw-soft)",
        background_fill_primary="var(--sw-surface)",
        background_fill_primary_dark="var(--sw-surface)",
        background_fill_secondary="var(--sw-sunk)",
        background_fill_secondary_dark="var(--sw-sunk)",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_shadow="none",
        border_color_primary="var(--sw-line)",
        border_color_primary_dark="var(--sw-line)",
        border_color_accent="var(--sw-accent)",
        border_color_accent_dark="var(--sw-accent)",
        color_accent="var(--sw-accent)",
        color_accent_soft="var(--sw-accent-wash)",
        color_accent_soft_dark="var(--sw-accent-wash)",
        input_background_fill="var(--sw-surface)",
        input_background_fill_dark="var(--sw-surface)",
        input_placeholder_color="var(--sw-soft)",
        input_placeholder_color_dark="var(--sw-soft)",
        link_text_color="var(--sw-accent)",
        link_text_color_dark="var(--sw-accent)",
    )


def _declared(tokens: Mapping[str, str]) -> str:
    return " ".join(f"--sw-{name}: {value};" for name, value in tokens.items())
