"""Program signals: how many each specialty gives, and which programs of the list get them.

Covers: counts as data with their confidence, and placing over realistic programs (never a reach, each
program once). Does not cover the list itself (choosing).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.applicant.facts import SPECIALTIES, STATES
from bot.assess.plan.basis import Basis, read_basis
from bot.assess.ranking import Ranked, Tier
from bot.assess.records import PACIFIC
from bot.assess.scale import WHOLE
from bot.assess.tables import Table, read_toml
from bot.settings import KNOWLEDGE

KINDS = ("gold", "silver", "signals")
"""Kinds in the order in which they are placed; a specialty has gold and silver, or plain signals."""

_SAYS = {
    "check": ("source", "url"),
    "either": ("counts", "url"),
    "unread": ("specialty",),
    "sent": ("sent",),
    "started": (),
    "another_season": ("season",),
    "few": ("placed", "count"),
    "rotations": (),
    "kind": ("count", "kind"),
    "or": ("one", "other"),
}


@dataclass(frozen=True)
class Count:
    """Signals of one specialty. More than one possibility means that the sources give several."""

    possible: tuple[Mapping[str, int], ...]
    basis: Basis


@dataclass(frozen=True)
class Signals:
    """signals.toml; `beyond` is the share for programs beyond the coast, in thousandths."""

    beyond: int
    source: str
    counts: Mapping[str, Count]
    no_home: str
    says: Mapping[str, str]


@dataclass(frozen=True)
class SignalPlan:
    """`placed` are program ids, gold ones first. `check`: look at `url` before spending any."""

    specialty: str
    counts: Mapping[str, int]
    check: bool
    source: str
    placed: tuple[str, ...]
    note: str
    url: str = ""
    row: str = ""


@dataclass(frozen=True)
class Sender:
    """Who sends the signals. `ties` are state names; `coast`: whether the coast matters, which splits them.

    `started`: applications went out, but nobody told where. `season` is that of the plan.
    """

    ties: Sequence[str]
    coast: bool
    started: bool
    season: int


def place_signals(
    specialty: str, chosen: Sequence[Ranked], sent: int, sender: Sender, signals: Signals
) -> SignalPlan:
    """The signals of one specialty over the list to be sent; `sent` counts applications already out."""
    says, count = signals.says, signals.counts.get(specialty)
    if count is None:
        note = says["unread"].format(specialty=SPECIALTIES.get(specialty, specialty))
        return SignalPlan(specialty, {}, True, signals.source, (), note)
    basis = count.basis
    cited, doubtful = basis.cited(sender.season, says["check"]), basis.doubtful(sender.season)
    if len(count.possible) > 1:
        note = says["either"].format(counts=_either(count, says), url=basis.url)
        return SignalPlan(specialty, {}, True, cited, (), note, basis.url, basis.row)
    counts = count.possible[0]
    number = sum(counts.values())
    placed = _placed(number, chosen, sender.ties, signals.beyond if sender.coast else None)
    notes = []
    if basis.season != sender.season:
        notes.append(says["another_season"].format(season=basis.season))
    if sent or sender.started:
        notes.append(says["sent" if sent else "started"].format(sent=sent))
    if chosen and len(placed) < number:
        notes.append(says["few"].format(placed=len(placed), count=number))
    if specialty == signals.no_home:
        notes.append(says["rotations"])
    return SignalPlan(specialty, counts, doubtful, cited, placed, " ".join(notes), basis.url, basis.row)


def _placed(
    number: int, chosen: Sequence[Ranked], ties: Sequence[str], beyond: int | None
) -> tuple[str, ...]:
    """Main targets first, those with a tie before others, and a share beyond the coast; never a reach."""
    realistic = sorted(
        (item for item in chosen if item.tier is not Tier.REACH),
        key=lambda item: (STATES[item.program.state] not in ties, -item.fit, item.program.id),
    )
    if beyond is None:
        return tuple(item.program.id for item in realistic[:number])
    away = [item for item in realistic if item.program.state not in PACIFIC]
    coast = [item for item in realistic if item.program.state in PACIFIC]
    first = coast[: number - min(len(away), number * beyond // WHOLE)]
    return tuple(item.program.id for item in first + away[: number - len(first)])


def _either(count: Count, says: Mapping[str, str]) -> str:
    said = [
        ", ".join(says["kind"].format(count=number, kind=kind) for kind, number in kinds.items())
        for kinds in count.possible
    ]
    return says["or"].format(one=", ".join(said[:-1]), other=said[-1])


@cache
def load_signals(path: Path = KNOWLEDGE / "signals.toml") -> Signals:
    """The counts from their file. Raises DataError naming table and key."""
    top = read_toml(path)
    placing = top.table("placing")
    found = Signals(
        beyond=placing.share("beyond_share"),
        source=placing.basis(),
        counts=dict(_count(table) for table in top.tables("specialty")),
        no_home=_specialty(placing, "no_home_signals"),
        says=top.table("says").phrases(_SAYS),
    )
    placing.done()
    top.done()
    return found


def _specialty(table: Table, key: str) -> str:
    found = table.text(key)
    if found not in SPECIALTIES:
        raise table.wrong(key, "is not a known specialty")
    return found


def _count(table: Table) -> tuple[str, Count]:
    specialty = _specialty(table, "id")
    kinds = table.tables("either") if table.has("either") else [table.table("counts")]
    possible = tuple(_kinds(item) for item in kinds)
    found = Count(possible, read_basis(table))
    table.done()
    return specialty, found


def _kinds(table: Table) -> Mapping[str, int]:
    found = {kind: table.whole(kind, 1, 50) for kind in KINDS if table.has(kind)}
    if set(found) not in ({"signals"}, {"gold", "silver"}):
        raise table.wrong("counts", "must hold 'signals', or 'gold' and 'silver'")
    table.done()
    return found
