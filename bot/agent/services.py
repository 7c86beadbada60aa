"""Services: everything a consultation needs, made once by an entry point and passed on.

Covers: assembling settings, store, library, reader, rubric and season. Does not cover what a turn
does with them (turn, tools).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.agent import models
from bot.applicant import intake
from bot.applicant.ledger import Ledger
from bot.applicant.reader import Reader
from bot.assess.scoring import Rubric, load_rubric
from bot.assess.season import Season, load_season
from bot.library.search import LibraryLoader
from bot.settings import Settings
from bot.store import Store


@dataclass(frozen=True)
class Services:
    """Shared by every conversation of one process; nothing in it belongs to one applicant."""

    settings: Settings
    store: Store
    library: LibraryLoader
    reader: Reader
    rubric: Rubric
    season: Season

    @property
    def today(self) -> date:
        return self.settings.today

    @property
    def in_season(self) -> bool:
        return self.season.runs(self.today)

    def now(self) -> str:
        """The moment something was said, UTC, ISO 8601; used for records, never for judgement."""
        return datetime.now(UTC).isoformat(timespec="seconds")

    def progress(self, goal: str, ledger: Ledger) -> tuple[int, int]:
        """Settled questions and all questions of a goal for this applicant."""
        return intake.progress(goal, ledger, in_season=self.in_season)


def build(settings: Settings, *, stateless: bool = False) -> Services:
    """Services for one process; `stateless` keeps the applicant in memory only.

    Raises BadInput for a model that cannot run, StorageError or DataError, each with one plain line.
    """
    models.require(settings.model)
    return Services(
        settings=settings,
        store=Store.open("sqlite://" if stateless else settings.database_url),
        library=LibraryLoader(settings),
        reader=Reader.load(),
        rubric=load_rubric(),
        season=load_season(),
    )
