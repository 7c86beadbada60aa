"""What one window shows of the programs: filters, order, pages, and which are laid open.

Covers: `View`, which travels with each event, and reading it from what a browser sends. Does not cover
which programs pass (board).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from bot.assess.ranking import Tier
from bot.store.tracker import STATUSES

PAGE = 25
"""Programs shown at once; more are a tap away, so that a long list stays quick."""

COAST, BEYOND = "coast", "beyond"
"""Values of the filter by state beside the two-letter codes."""

SORTS = ("fit", "name", "state")
_MOST = 10_000
_LONGEST = 200
_OPENED = 30
"""Programs laid open at once; the one opened longest ago folds when there are more."""
TIERS = tuple(tier.value for tier in Tier)
STATUS_FILTERS = ("any", *STATUSES)


class Stand(StrEnum):
    """Where a program stands: its verdict, and for an unknown one whether anything speaks against it."""

    OPEN = "open"
    CLEAR = "clear"  # unknown, and nothing known against the applicant
    CHECK = "check"  # unknown, with a preference missed or a hint against the applicant
    CLOSED = "closed"


@dataclass(frozen=True)
class View:
    """Which programs a window shows and how. `closed` is how many closed ones; 0 keeps them folded."""

    state: str = ""
    specialty: str = ""
    stand: str = ""
    tier: str = ""
    status: str = ""
    search: str = ""
    sort: str = "fit"
    shown: int = PAGE
    closed: int = 0
    opened: tuple[str, ...] = ()

    @classmethod
    def read(cls, raw: str) -> "View":
        """A view as `written`; whatever a browser may send instead becomes the plain one."""
        try:
            given = json.loads(raw or "{}")
        except json.JSONDecodeError:
            given = {}
        return cls().narrowed(given) if isinstance(given, dict) else cls()

    def written(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    def narrowed(self, given: Mapping[str, object]) -> "View":
        """This view with the usable ones of the given values."""
        kept: dict[str, Any] = {}
        for spec in fields(self):
            value = given.get(spec.name)
            if isinstance(spec.default, str) and isinstance(value, str):
                kept[spec.name] = value[:_LONGEST]
            elif isinstance(spec.default, int) and isinstance(value, int):
                kept[spec.name] = min(max(value, 0), _MOST)
            elif isinstance(spec.default, tuple) and isinstance(value, list):
                kept[spec.name] = tuple(str(item)[:_LONGEST] for item in value[-_OPENED:])
        return replace(self, **kept)

    def filtered(self, form: Mapping[str, object]) -> "View":
        """The view of a filter form: from the first page on, with what was laid open left so."""
        chosen = {name: form.get(name, "") for name in FILTERS}
        view = View(opened=self.opened, closed=self.closed).narrowed(chosen)
        return replace(view, closed=self.closed or (PAGE if view.stand == Stand.CLOSED else 0))

    def toggled(self, program_id: str) -> "View":
        """The view with one program laid open, or folded when it was open."""
        if program_id in self.opened:
            return replace(self, opened=tuple(item for item in self.opened if item != program_id))
        return replace(self, opened=(*self.opened, program_id)[-_OPENED:])

    @property
    def filters(self) -> bool:
        """Whether anything is filtered out."""
        return any(getattr(self, name) for name in FILTERS if name != "sort")


@dataclass(frozen=True)
class Focus:
    """Where attention goes after a redraw: the program `at`, there at its questions when `asking`.

    `quiet` leaves it to another part of the page to say aloud what happened.
    """

    at: str = ""
    asking: bool = False
    quiet: bool = False


FILTERS = ("state", "specialty", "stand", "tier", "status", "search", "sort")
