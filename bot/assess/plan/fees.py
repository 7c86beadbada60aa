"""What applications cost: fees as data, and the cost of so many programs in each specialty.

Covers: ERAS prices by specialty after what was already sent, fees paid once, specialties whose fees are
not known, extra ranks. Whole US dollars. Does not cover which programs to choose (choosing).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.applicant.facts import SPECIALTIES
from bot.assess.plan.basis import Basis, read_basis
from bot.assess.tables import Table, read_toml
from bot.settings import KNOWLEDGE

FIRST_APPLICATION, MATCH = "first_application", "match"

_SAYS = {
    "step": ("specialty", "first", "last", "each"),
    "one": ("specialty", "first", "each"),
    "elsewhere": ("specialty", "system"),
    "check": ("source", "url"),
}


@dataclass(frozen=True)
class Eras:
    """In one specialty the first `until` programs cost `first` each, all later ones `then`."""

    until: int
    first: int
    then: int
    basis: Basis

    def cheap_left(self, sent: int) -> int:
        """Programs still at the first price after `sent`."""
        return max(0, self.until - sent)

    def usd(self, count: int, sent: int = 0) -> int:
        """What `count` further programs cost in a specialty with `sent` sent already."""
        cheap = min(count, self.cheap_left(sent))
        return cheap * self.first + (count - cheap) * self.then


@dataclass(frozen=True)
class Fee:
    """A fee paid once a season. `step` is the checklist item that says it is paid, or ""."""

    id: str
    what: str
    usd: int
    due: str
    step: str
    basis: Basis


@dataclass(frozen=True)
class Ranks:
    """`free` programs can be ranked without a further fee, `most` at all; each one more costs `each`."""

    free: int
    each: int
    most: int
    basis: Basis


@dataclass(frozen=True)
class Fees:
    """fees.toml. `elsewhere` are specialties outside ERAS, with the system they use."""

    eras: Eras
    once: tuple[Fee, ...]
    maybe: tuple[Fee, ...]
    ranks: Ranks
    elsewhere: Mapping[str, tuple[str, Basis]]
    says: Mapping[str, str]

    def due(self, *, first: bool, matching: bool, paid: Collection[str]) -> tuple[Fee, ...]:
        """The fees paid once that are still to pay.

        `first`: the first application of the season goes out in ERAS. `matching`: somebody applies or has
        applied, so the Match has to be paid for too. `paid` are ticked checklist items.
        """
        wanted = {FIRST_APPLICATION: first, MATCH: matching}
        return tuple(fee for fee in self.once if wanted[fee.due] and fee.step not in paid)


@dataclass(frozen=True)
class CostLine:
    """One line of a cost, in whole US dollars. `check`: look at `url` before paying."""

    what: str
    n: int
    usd: int
    source: str
    check: bool
    url: str
    row: str


@dataclass(frozen=True)
class NotCounted:
    """What may or will come on top but is in no total, because the fee or the need is not known."""

    what: str
    n: int
    source: str
    url: str


@dataclass(frozen=True)
class Cost:
    """`total` is the exact sum of `lines`."""

    total: int
    lines: tuple[CostLine, ...]
    not_counted: tuple[NotCounted, ...] = ()


def cost_of(
    numbers: Mapping[str, int], sent: Mapping[str, int], once: Collection[Fee], fees: Fees, season: int
) -> Cost:
    """The cost of `numbers` further programs by specialty, and of the fees paid `once`."""
    lines: list[CostLine] = []
    unknown: list[NotCounted] = []
    for specialty, count in numbers.items():
        if specialty in fees.elsewhere and count:
            unknown.append(_elsewhere(specialty, count, fees, season))
        else:
            lines += _eras_lines(specialty, count, sent.get(specialty, 0), fees, season)
    lines += [_line(fee.what, 1, fee.usd, fee.basis, fees, season) for fee in once]
    if any(fee.due == MATCH for fee in once):
        unknown += [_maybe(fee, fees, season) for fee in fees.maybe]
    return Cost(sum(line.usd for line in lines), tuple(lines), tuple(unknown))


def _eras_lines(specialty: str, count: int, sent: int, fees: Fees, season: int) -> list[CostLine]:
    cheap = min(count, fees.eras.cheap_left(sent))
    found = []
    for n, each, before in ((cheap, fees.eras.first, sent), (count - cheap, fees.eras.then, sent + cheap)):
        if n:
            says = fees.says["step" if n > 1 else "one"]
            what = says.format(
                specialty=SPECIALTIES.get(specialty, specialty), first=before + 1, last=before + n, each=each
            )
            found.append(_line(what, n, n * each, fees.eras.basis, fees, season))
    return found


def _line(what: str, n: int, usd: int, basis: Basis, fees: Fees, season: int) -> CostLine:
    cited = basis.cited(season, fees.says["check"])
    return CostLine(what, n, usd, cited, basis.doubtful(season), basis.url, basis.row)


def _elsewhere(specialty: str, count: int, fees: Fees, season: int) -> NotCounted:
    system, basis = fees.elsewhere[specialty]
    what = fees.says["elsewhere"].format(specialty=SPECIALTIES[specialty], system=system)
    return NotCounted(what, count, basis.cited(season, fees.says["check"]), basis.url)


def _maybe(fee: Fee, fees: Fees, season: int) -> NotCounted:
    cited = fee.basis.cited(season, fees.says["check"])
    return NotCounted(fee.what.format(usd=fee.usd), 1, cited, fee.basis.url)


@cache
def load_fees(path: Path = KNOWLEDGE / "fees.toml") -> Fees:
    """The fees from their file. Raises DataError naming table and key."""
    top = read_toml(path)
    eras, ranks = top.table("eras"), top.table("ranks")
    found = Fees(
        eras=Eras(eras.whole("until"), eras.whole("first"), eras.whole("then"), read_basis(eras)),
        once=tuple(_once(table) for table in top.tables("once")),
        maybe=tuple(_fee(table, MATCH, ("usd",)) for table in top.tables("maybe")),
        ranks=Ranks(ranks.whole("free"), ranks.whole("each"), ranks.whole("most"), read_basis(ranks)),
        elsewhere=dict(_system(table) for table in top.tables("elsewhere")),
        says=top.table("says").phrases(_SAYS),
    )
    if found.eras.first > found.eras.then:
        # The best list under a budget rests on the first programs being the cheaper ones.
        raise eras.wrong("then", "must not be less than 'first'")
    for table in (eras, ranks, top):
        table.done()
    return found


def _once(table: Table) -> Fee:
    due = table.text("due")
    if due not in (FIRST_APPLICATION, MATCH):
        raise table.wrong("due", f"must be {FIRST_APPLICATION} or {MATCH}")
    return _fee(table, due, ())


def _fee(table: Table, due: str, holes: tuple[str, ...]) -> Fee:
    step = table.text("step") if table.has("step") else ""
    what, usd = table.phrase("what", holes), table.whole("usd", 0, 10_000)
    found = Fee(table.text("id"), what, usd, due, step, read_basis(table))
    table.done()
    return found


def _system(table: Table) -> tuple[str, tuple[str, Basis]]:
    specialty = table.text("specialty")
    if specialty not in SPECIALTIES:
        raise table.wrong("specialty", "is not a known specialty")
    found = specialty, (table.text("system"), read_basis(table))
    table.done()
    return found
