"""The Statement tab: a statement is written, reviewed, refined and taken out here (tab: its parts)."""

from bot.ui.studio.tab import EVENTS, StudioTab

__all__ = ["EVENTS", "StudioTab"]
