"""Services: everything a consultation needs, made once by an entry point and passed on.

Covers: assembling settings, store, library, reader, rubric and season. Does not cover what a turn
does with them (turn, tools).
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from bot.agent import models
from bot.agent.models import Chat, Chats
from bot.applicant import intake
from bot.applicant.facts import Profile
from bot.applicant.ledger import Ledger
from bot.applicant.reader import Reader, load_reader
from bot.assess.eligibility import Finding
from bot.assess.eligibility.words import load_words
from bot.assess.plan import Plan, make_plan
from bot.assess.records import Programs, load_programs
from bot.assess.scoring import Rubric, load_rubric
from bot.assess.season import Season, load_season
from bot.assess.survey import Survey, survey
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
    chats: Chats = field(default_factory=Chats)

    @property
    def today(self) -> date:
        return self.settings.today

    @property
    def in_season(self) -> bool:
        return self.season.runs(self.today)

    def now(self) -> str:
        """The moment something was said, UTC, ISO 8601; used for records, never for judgement."""
        return datetime.now(UTC).isoformat(timespec="seconds")

    @property
    def programs(self) -> Programs:
        """Every program record; read when first asked for, then kept."""
        return load_programs()

    def findings(self, applicant_id: str) -> tuple[Finding, ...]:
        """What an applicant found out about programs, in the terms of the gate.

        A finding about a rule that this version does not know, from an edited file, is passed over.
        """
        return tuple(
            Finding(
                found.program_id,
                found.rule,
                int(found.value) if isinstance(found.value, float) else found.value,
                found.found_on,
                found.where,
            )
            for found in self.store.findings(applicant_id)
            if found.rule in load_words().rules
        )

    def survey(
        self,
        applicant_id: str,
        *,
        profile: Profile | None = None,
        specialties: tuple[str, ...] = (),
        states: tuple[str, ...] = (),
    ) -> Survey:
        """The programs of an applicant's specialties, judged with what they found out themselves.

        `profile` stands in for the stored ledger, for facts that are not stored yet.
        """
        return survey(
            self.store.ledger(applicant_id).profile if profile is None else profile,
            self.today,
            self.programs,
            specialties=specialties,
            states=states,
            findings=self.findings(applicant_id),
        )

    def plan(
        self,
        applicant_id: str,
        *,
        profile: Profile | None = None,
        budget: int | None = None,
        specialties: tuple[str, ...] = (),
        states: tuple[str, ...] = (),
    ) -> Plan:
        """The plan of an applicant: with what they tracked, ticked and found out, and their kept budget.

        `profile` stands in for the stored ledger, `budget` (whole US dollars) for the kept one.
        """
        kept = self.store.choices(applicant_id)
        known = self.store.ledger(applicant_id).profile if profile is None else profile
        found = self.survey(applicant_id, profile=known, specialties=specialties)
        return make_plan(
            known,
            found.ranked,
            self.rubric,
            self.season,
            self.today,
            budget=_whole(kept.get("budget")) if budget is None else budget,
            tracked={key: item.status for key, item in self.store.tracked(applicant_id).items()},
            own={item.id: item.specialty for item in self.store.own_programs(applicant_id)},
            done=frozenset(_texts(kept.get("checklist"))),
            specialties=specialties,
            states=states,
        )

    def progress(self, goal: str, ledger: Ledger) -> tuple[int, int]:
        """Settled questions and all questions of a goal for this applicant."""
        return intake.progress(goal, ledger, in_season=self.in_season)


def build(settings: Settings, *, stateless: bool = False, chat: Chat | None = None) -> Services:
    """Services for one process; `stateless` keeps the applicant in memory only, `chat` is used instead of
    the model of the settings.

    Raises BadInput for a model that cannot run, StorageError or DataError, each with one plain line.
    """
    talks = chat or models.chat(settings.model, settings.model_url, settings.keys, price=settings.model_price)
    return Services(
        settings=settings,
        store=Store.open("sqlite://" if stateless else settings.database_url),
        library=LibraryLoader(settings),
        reader=load_reader(),
        rubric=load_rubric(),
        season=load_season(),
        chats=Chats(talks),
    )


def _whole(value: object) -> int | None:
    """A kept number; anything else, from an edited file, counts as nothing."""
    return (
        int(value) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None
    )


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
