"""The Plan tab: what to do this week, the money, the list in tiers, the season (tab: its parts)."""

from bot.ui.plan.tab import EVENTS, PlanTab

__all__ = ["EVENTS", "PlanTab"]
