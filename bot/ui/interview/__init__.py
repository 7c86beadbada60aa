"""The Interview tab: practise, feedback beside the own words, report, progress, voice (tab: its parts)."""

from bot.ui.interview.tab import EVENTS, InterviewTab

__all__ = ["EVENTS", "InterviewTab"]
