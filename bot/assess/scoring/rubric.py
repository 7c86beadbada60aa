"""The rubric: every number and sentence of the score, read from knowledge/rubric.toml and checked.

Covers: exams, factors, weights, bands, gates, advice, number of applications, and what "better"
means. Does not cover the changes that could be made (change_tables) or computing a score (scoring).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from bot.applicant.facts import FIELDS, FLAT_KEYS, SPECIALTIES, Value
from bot.assess.scoring.change_tables import Change, read_changes
from bot.assess.scoring.exams import EXAMS, Exam
from bot.assess.scoring.factor_tables import read_factors
from bot.assess.scoring.factor_types import Factors
from bot.assess.scoring.soundness import check_weights
from bot.assess.statistics import Outcome, load_outcomes
from bot.assess.tables import Table, read_toml
from bot.settings import KNOWLEDGE

FACTOR_KEYS = tuple(factor.name for factor in fields(Factors))


@dataclass(frozen=True)
class Weights:
    """Points of each factor in tenths, 1000 in all, and the specialties they are for."""

    name: str
    basis: str
    specialties: tuple[str, ...]
    tenths: Mapping[str, int]


@dataclass(frozen=True)
class Bands:
    """Words for an exam result: for a bare pass or fail, and by the score it reaches."""

    source: str
    words: Mapping[str, str]
    scores: tuple[tuple[int, str], ...]

    def of(self, value: Value) -> str:
        """The band of a value on record."""
        if isinstance(value, str):
            return self.words[value]
        number = value if isinstance(value, int | float) else 0
        return [words for start, words in self.scores if number >= start][-1]


@dataclass(frozen=True)
class Said:
    """A table of phrases with its source."""

    source: str
    says: Mapping[str, str]


@dataclass(frozen=True)
class Step3Advice(Said):
    """`solid_from` and `low_step2ck_under` are three-digit scores."""

    solid_from: int
    low_step2ck_under: int


@dataclass(frozen=True)
class Breadth:
    """How many programs to apply to from a total (tenths) upwards."""

    start: int
    low: int
    high: int
    says: str


@dataclass(frozen=True)
class Applications(Said):
    """Breadth by total, lowest first."""

    bands: tuple[Breadth, ...]


@dataclass(frozen=True)
class Order:
    """When one value of a fact is better than another: a partial order, the rest is not compared.

    `numbers` is "higher", "lower" or None; `chain` rises; `under` are words worse than any number;
    `pairs` are (worse, better); `longer` says that a list with more in it is better.
    """

    key: str
    numbers: str | None
    chain: tuple[Value, ...]
    under: tuple[Value, ...]
    pairs: tuple[tuple[Value, Value], ...]
    longer: bool

    def better(self, worse: Value, better: Value) -> bool:
        """Whether `better` is strictly better than `worse`."""
        if isinstance(worse, tuple) and isinstance(better, tuple):
            return self.longer and set(worse) < set(better)
        if worse in self.chain and better in self.chain:
            return self.chain.index(worse) < self.chain.index(better)
        if (worse, better) in self.pairs:
            return True
        if isinstance(better, str) or not isinstance(better, int | float):
            return False
        if isinstance(worse, str) or not isinstance(worse, int | float):
            return worse in self.under
        return worse < better if self.numbers == "higher" else self.numbers == "lower" and worse > better


@dataclass(frozen=True)
class Rubric:
    """Everything a score needs beside the profile and the date."""

    texts: Mapping[str, str]
    labels: Mapping[str, str]
    exams: Mapping[str, Exam]
    attempt_limit: int
    factors: Factors
    weights: Mapping[str, Weights]
    bands: Mapping[str, Bands]
    standing: Said
    gates: Mapping[str, Said]
    step3_advice: Step3Advice
    applications: Applications
    changes: tuple[Change, ...]
    smallest_gain: int
    order: Mapping[str, Order]
    outcomes: Mapping[str, Outcome]

    def weights_for(self, specialty: str | None) -> Weights:
        """The weights of a specialty, or the general ones."""
        own = (table for table in self.weights.values() if specialty in table.specialties)
        return next(own, self.weights["default"])


_GATES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "step1": {"pass": (), "fail": (), "unknown": (), "open": ("value",)},
    "step2ck": {"pass": (), "fail": (), "unknown": (), "open": ("value", "mark")},
    "limit": {"pass": ("limit",), "fail": ("limit", "steps"), "unknown": ("limit",)},
    "clean": {"pass": (), "unknown": (), "open": ()},
    "certificate": {"fail": (), "unknown": ()},
    "visa": {"pass": (), "unknown": (), "open": ()},
    "h1b": {"pass": (), "unknown": ()},
}
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "label": (),
    "not_a_chance": (),
    "both_ways": (),
    "no_specialty": (),
    "general_specialty": ("specialty",),
    "own_specialty": ("specialty",),
}
_STANDING = ("us_img", "unknown_status", "no_specialty", "group")
_STEP3 = ("solid", "passed", "low", "failed", "not_yet", "h1b", "consider", "optional", "unknown")


def load_rubric(path: Path = KNOWLEDGE / "rubric.toml", outcomes: Path | None = None) -> Rubric:
    """The rubric and, beside it, the published outcomes. Raises DataError naming table and key."""
    top = read_toml(path)
    factors = read_factors(top.table("factors"))
    weights = _weights(top.table("weights"))
    check_weights(path.name, factors, {table.name: table.tenths for table in weights.values()})
    attempts, labels, shown = top.table("attempts"), top.table("labels"), top.table("shown")
    for table in (attempts, labels, shown):
        table.basis()
    rubric = Rubric(
        texts=_said(top.table("texts"), _TEXTS).says,
        labels={key: labels.text(key) for key in labels.raw if key in FIELDS},
        exams=_exams(top.table("exams")),
        attempt_limit=attempts.whole("limit", low=1),
        factors=factors,
        weights=weights,
        bands=_bands(top.table("bands")),
        standing=_said(
            top.table("standing"), {**dict.fromkeys(_STANDING, ()), "not_published": ("specialty",)}
        ),
        gates=_gates(top.table("gates")),
        step3_advice=_step3_advice(top.table("step3_advice")),
        applications=_applications(top.table("applications")),
        changes=read_changes(top.tables("changes"), FACTOR_KEYS),
        smallest_gain=shown.points("smallest_gain"),
        order=_order(top.table("order")),
        outcomes=load_outcomes(outcomes or path.parent / "statistics" / "outcomes.csv"),
    )
    for table in (attempts, labels, shown, top):
        table.done()
    return rubric


def _said(table: Table, holes: Mapping[str, tuple[str, ...]]) -> Said:
    return Said(table.basis(), table.phrases(holes))


def _gates(table: Table) -> Mapping[str, Said]:
    found = {key: _said(table.table(key), {"name": (), **holes}) for key, holes in _GATES.items()}
    table.done()
    return found


def _exams(table: Table) -> Mapping[str, Exam]:
    found = {key: _exam(key, table.table(key)) for key in EXAMS}
    table.done()
    return found


def _exam(key: str, table: Table) -> Exam:
    eras = []
    for era in table.tables("eras"):
        eras.append((era.text("from"), era.wholes("marks")))
        era.done()
    if eras != sorted(eras):
        raise table.wrong("eras", "must stand oldest first")
    now = table.whole("now") if table.has("now") else None
    note = table.text("note") if table.has("note") else None
    found = Exam(key, table.basis(), table.whole("surely_passed"), now, note, tuple(eras))
    table.done()
    return found


def _weights(table: Table) -> Mapping[str, Weights]:
    found: dict[str, Weights] = {}
    for name in ("default", *(key for key in table.raw if key != "default")):
        inner = table.table(name)
        points = inner.table("points")
        tenths = {key: points.points(key) for key in FACTOR_KEYS}
        points.done()
        if sum(tenths.values()) != 1000:
            raise inner.wrong("points", f"must add up to 100, not {sum(tenths.values()) / 10}")
        specialties = inner.texts("specialties")
        taken = {item for other in found.values() for item in other.specialties}
        strange = [item for item in specialties if item not in SPECIALTIES or item in taken]
        if strange:
            raise inner.wrong("specialties", f"names '{strange[0]}', which is unknown or stands there twice")
        found[name] = Weights(name, inner.basis(), specialties, tenths)
        inner.done()
    return found


def _bands(table: Table) -> Mapping[str, Bands]:
    found = {}
    for key in EXAMS:
        inner = table.table(key)
        words = inner.table("words").phrases({"pass": (), "fail": ()})
        raw = inner.get("scores")
        scores = tuple((int(item[0]), str(item[1])) for item in raw) if isinstance(raw, list) else ()
        if not scores or scores[0][0] != 0 or list(scores) != sorted(scores):
            raise inner.wrong("scores", "must be pairs [from, words] that rise from 0")
        found[key] = Bands(inner.basis(), words, scores)
        inner.done()
    table.done()
    return found


def _step3_advice(table: Table) -> Step3Advice:
    holes = {key: ("value",) if key in ("solid", "low") else () for key in _STEP3}
    found = Step3Advice(
        source=table.basis(),
        says=table.table("says").phrases(holes),
        solid_from=table.whole("solid_from"),
        low_step2ck_under=table.whole("low_step2ck_under"),
    )
    table.done()
    return found


def _applications(table: Table) -> Applications:
    bands = []
    for band in table.tables("bands"):
        bands.append(Breadth(band.points("from"), band.whole("low"), band.whole("high"), band.text("says")))
        band.done()
    if not bands or bands[0].start != 0 or [b.start for b in bands] != sorted({b.start for b in bands}):
        raise table.wrong("bands", "must rise from 0")
    if any(band.low > band.high for band in bands):
        raise table.wrong("bands", "must each have 'low' no larger than 'high'")
    says = {key: table.text(key) for key in ("why", "competitive")}
    found = Applications(table.basis(), says, tuple(bands))
    table.done()
    return found


def _order(table: Table) -> Mapping[str, Order]:
    found = {}
    for key in table.raw:
        inner = table.table(key)
        inner.basis()
        if key not in FLAT_KEYS:
            raise inner.wrong(key, "is not a flat fact")
        found[key] = Order(
            key=key,
            numbers=inner.text("numbers") if inner.has("numbers") else None,
            chain=tuple(inner.items("chain")) if inner.has("chain") else (),
            under=tuple(inner.items("under")) if inner.has("under") else (),
            pairs=tuple((pair[0], pair[1]) for pair in inner.items("pairs")) if inner.has("pairs") else (),
            longer=inner.has("sets") and inner.text("sets") == "more",
        )
        if found[key].numbers not in (None, "higher", "lower"):
            raise inner.wrong("numbers", "must be 'higher' or 'lower'")
        inner.done()
    return found
