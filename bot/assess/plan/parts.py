"""The parts of a plan behind its words: what was sent, the list, whom to ask, where not to pay.

Covers: one applicant on one day, each part worked out once. Does not cover the rules of a list (lists,
choosing) or what the plan says about it (telling).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from bot.applicant.facts import Profile
from bot.assess.eligibility import Verdict
from bot.assess.plan import situation as facing
from bot.assess.plan.choosing import Pool, pool_of, shared_out
from bot.assess.plan.fees import Fees
from bot.assess.plan.lists import Draft, Drafter
from bot.assess.plan.pacific import on_coast, where_not_to_pay
from bot.assess.plan.result import AskFirst, SpecialtyPlan
from bot.assess.plan.signals import Signals
from bot.assess.plan.situation import Sent
from bot.assess.plan.words import Words
from bot.assess.ranking import Ranked
from bot.assess.records import Program, Programs
from bot.assess.scoring import Rubric, Score, score
from bot.assess.season import Season

NRMP_STEP = "register-nrmp"
_RESIDENCY = re.compile(r"\s+(Residency Program|Residency)\b")


@dataclass(frozen=True)
class Asked:
    """What a plan is asked for. `own` are the specialties of programs the applicant added, by id."""

    profile: Profile
    ranked: tuple[Ranked, ...]
    today: date
    budget: int | None
    tracked: Mapping[str, str]
    own: Mapping[str, str | None]
    done: frozenset[str]
    specialties: tuple[str, ...]
    states: tuple[str, ...]


@dataclass(frozen=True)
class Knowledge:
    """The data behind every plan."""

    rubric: Rubric
    season: Season
    programs: Programs
    words: Words
    fees: Fees
    signals: Signals


def short_name(program: Program) -> str:
    """A program's name for sentences: without "Residency", with its city where the name lacks it."""
    name = _RESIDENCY.sub("", program.name)
    return name if program.city in name else f"{name} ({program.city})"


class Parts:
    """One plan in the making."""

    def __init__(self, asked: Asked, known: Knowledge) -> None:
        self.asked, self.known, self.words = asked, known, known.words
        self.phase = known.season.phase(asked.today)
        self.phase_words = known.words.phases[self.phase]
        self.mode = self.phase_words.mode
        self.coast = facing.coast(asked.profile)
        self.applied = facing.applied(asked.profile, self.sent)

    @cached_property
    def sent(self) -> Sent:
        statuses = {key: status for key, status in self.asked.tracked.items() if status != "none"}
        by_specialty: dict[str, int] = {}
        for program_id in statuses:
            record = self.known.programs.by_id.get(program_id)
            specialty = record.specialty if record is not None else self.asked.own.get(program_id)
            if specialty is not None:
                by_specialty[specialty] = by_specialty.get(specialty, 0) + 1
        return Sent(statuses, by_specialty)

    @cached_property
    def counted(self) -> Mapping[str, int]:
        """Applications that a list goes on from; a new season begins at none."""
        return {} if self.mode == "next" else self.sent.by_specialty

    @cached_property
    def scores(self) -> tuple[Score, ...]:
        """One for each specialty, or a general one."""
        wanted: Sequence[str | None] = self.asked.specialties or (None,)
        return tuple(
            score(self.asked.profile, self.known.rubric, self.asked.today, specialty) for specialty in wanted
        )

    @cached_property
    def open(self) -> tuple[Ranked, ...]:
        """Programs of the asked specialties and states that no rule closes."""
        return tuple(
            item
            for item in self.asked.ranked
            if item.program.specialty in self.asked.specialties
            and (not self.asked.states or item.program.state in self.asked.states)
        )

    @cached_property
    def wanted(self) -> tuple[Ranked, ...]:
        """Those of them in the regions that the applicant wants."""
        return tuple(item for item in self.open if self.coast != "only" or on_coast(item))

    def pool(self, items: Iterable[Ranked]) -> Pool:
        """Those not sent this season, by specialty."""
        gone = frozenset() if self.mode == "next" else frozenset(self.sent.statuses)
        return pool_of((item for item in items if item.program.id not in gone), self.asked.specialties)

    @cached_property
    def drafter(self) -> Drafter:
        ranks = self.sent.reached("ranked")
        paid = self.asked.done | ({NRMP_STEP} if ranks else frozenset())
        advised = [item.applications for item in self.scores]
        return Drafter(
            fees=self.known.fees,
            listing=self.words.listing,
            season=self.known.season.year,
            mode=self.mode,
            budget=self.asked.budget,
            sent=self.counted,
            started=self.applied == "yes" and self.mode != "next",
            low=max(item.low for item in advised),
            high=max(item.high for item in advised),
            paying=self.phase_words.paying,
            paid=frozenset() if self.mode == "next" else paid,
        )

    @cached_property
    def draft(self) -> Draft:
        return self.drafter.draft(self.pool(self.wanted), self.words.listing.shares[self.coast])

    @cached_property
    def chosen(self) -> tuple[Ranked, ...]:
        return tuple(item for items in self.draft.chosen.values() for item in items)

    @cached_property
    def spare(self) -> tuple[Ranked, ...]:
        if self.mode == "closed":
            return ()
        taken = [*(item.program.id for item in self.chosen), *self.sent.statuses]
        return where_not_to_pay(self.wanted, taken)

    @cached_property
    def asks(self) -> tuple[AskFirst, ...]:
        """Best fits with open rules that the program can answer, those with few open ones first."""
        listing = self.words.listing
        if self.mode == "closed":
            return ()
        found = [
            (item.fit - listing.ask_per_open_rule * len(rules), item, rules)
            for item in self.chosen
            if item.judgement.verdict is Verdict.UNKNOWN
            and (rules := tuple(rule.rule for rule in item.judgement.open if not rule.yours))
        ]
        found.sort(key=lambda entry: (-entry[0], entry[1].program.id))
        return tuple(
            AskFirst(item.program.id, short_name(item.program), rules)
            for _, item, rules in found[: listing.asks_at_most]
        )

    @cached_property
    def specialty_plans(self) -> tuple[SpecialtyPlan, ...]:
        listing, plans = self.words.listing, []
        shares = shared_out(self.drafter.low, {}, self.asked.specialties, listing.order_weights)
        for specialty, scored in zip(self.asked.specialties, self.scores, strict=False):
            mine = [item for item in self.wanted if item.program.specialty == specialty]
            plans.append(
                SpecialtyPlan(
                    specialty=specialty,
                    low=scored.applications.low,
                    high=scored.applications.high,
                    share=shares[specialty],
                    available=len(mine),
                    beyond=sum(not on_coast(item) for item in mine),
                    sent=self.counted.get(specialty, 0),
                    chosen=tuple(item.program.id for item in self.draft.chosen[specialty]),
                )
            )
        return tuple(plans)

    @cached_property
    def short(self) -> int:
        """How many programs a list without a budget lacks."""
        if self.asked.budget is not None or self.mode not in ("full", "next"):
            return 0
        return sum(self.draft.aims.values()) - self.draft.number

    @cached_property
    def over_ranks(self) -> int:
        """Invitations beyond the ranks that cost nothing."""
        counts = facing.tracked_counts(self.asked.profile, self.sent)
        invited = counts.get("invited", 0)
        return max(0, (invited if isinstance(invited, int) else 0) - self.known.fees.ranks.free)
