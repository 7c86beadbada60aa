"""The application strength: a pure function of profile, rubric, date and specialty.

Covers: the sums, the range, what is missing, and the JSON form. Does not cover the single factors
(factors), the gates (gates), programs (eligibility), or any chance of matching: there is none here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.applicant.facts import FIELDS, SPECIALTIES, Kind, Profile, Value, flat, plain, show
from bot.assess.scale import points, tenths
from bot.assess.scoring import trend
from bot.assess.scoring.changes import Counterfactual, counterfactuals
from bot.assess.scoring.exams import SETTLING, Record, read_record
from bot.assess.scoring.factor_types import Factor
from bot.assess.scoring.factors import Part, part
from bot.assess.scoring.gates import Gate, gates
from bot.assess.scoring.rubric import FACTOR_KEYS, Rubric, Weights, load_rubric
from bot.assess.scoring.standing import Advice, Standing, standing, step3_advice

__all__ = ["FactorScore", "Missing", "Rubric", "Score", "load_rubric", "score", "total_tenths", "what_if"]


@dataclass(frozen=True)
class FactorScore:
    """One factor, in tenths of a point. `fact` quotes what was read; `missing` are fields that are open."""

    key: str
    name: str
    now: int
    low: int
    high: int
    most: int
    reason: str
    fact: str | None
    source: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Missing:
    """A field that is not known and how many tenths the range of its factors spans."""

    field: str
    width: int


@dataclass(frozen=True)
class ProgramCount:
    """How many programs to apply to, and why."""

    low: int
    high: int
    reason: str
    source: str


@dataclass(frozen=True)
class Score:
    """The whole judgement. `now`, `low` and `high` are exact sums of the factors, in tenths, 0 to 1000."""

    profile: Profile
    specialty: str | None
    now: int
    low: int
    high: int
    factors: tuple[FactorScore, ...]
    gates: tuple[Gate, ...]
    counterfactuals: tuple[Counterfactual, ...]
    applications: ProgramCount
    standing: tuple[Standing, ...]
    missing: tuple[Missing, ...]
    trend: str
    step3_advice: Advice
    weights: tuple[str, str]
    texts: Mapping[str, str]

    @property
    def total(self) -> float:
        """The total in points, 0 to 100, with one decimal."""
        return points(self.now)

    def as_json(self) -> dict[str, object]:
        """The shape of `score --json`; all points have one decimal."""
        name, reason = self.weights
        return {
            "total": self.total,
            "low": points(self.low),
            "high": points(self.high),
            "label": self.texts["label"],
            "not_a_chance": self.texts["not_a_chance"],
            "specialty": self.specialty,
            "weights": {"name": name, "reason": reason},
            "factors": [_factor_json(factor) for factor in self.factors],
            "gates": [_gate_json(gate) for gate in self.gates],
            "counterfactuals": [_change_json(item) for item in self.counterfactuals],
            "applications": {
                "low": self.applications.low,
                "high": self.applications.high,
                "reason": self.applications.reason,
                "source": self.applications.source,
            },
            "exam_standing": [_standing_json(row) for row in self.standing],
            "trend": self.trend,
            "step3_advice": {
                "kind": self.step3_advice.kind,
                "detail": self.step3_advice.detail,
                "source": self.step3_advice.source,
            },
            "missing": [
                {"field": item.field, "label": FIELDS[item.field].label, "width": points(item.width)}
                for item in self.missing
            ],
            "facts": {key: plain(value) for key, value in self.profile.items()},
        }


def score(profile: Profile, rubric: Rubric, today: date, specialty: str | None = None) -> Score:
    """Score a profile for `specialty`, or for the first one it names.

    Reads the flat facts, and for a Step 2 CK under today's mark its date and result; nothing else.
    """
    record = read_record(profile, rubric.exams)
    chosen, weights = _weights(record, rubric, specialty)
    factors = _factors(record, rubric, today, weights)
    now = sum(factor.now for factor in factors)
    known = {factor.key for factor in factors if factor.low == factor.high}

    def again(changed: Profile) -> int:
        return total_tenths(changed, rubric, today, specialty)

    return Score(
        profile=_facts_read(record),
        specialty=chosen,
        now=now,
        low=sum(factor.low for factor in factors),
        high=sum(factor.high for factor in factors),
        factors=factors,
        gates=gates(record, rubric),
        counterfactuals=counterfactuals(record.facts, record, rubric, known, again),
        applications=_applications(now, rubric, weights),
        standing=standing(record, rubric, chosen),
        missing=_missing(factors),
        trend=trend.direction(rubric.factors.trend, record),
        step3_advice=step3_advice(record, rubric),
        weights=(weights.name, _weights_reason(chosen, rubric, weights)),
        texts=rubric.texts,
    )


def total_tenths(profile: Profile, rubric: Rubric, today: date, specialty: str | None = None) -> int:
    """The total alone, in tenths of a point, exactly as `score` counts it."""
    record = read_record(profile, rubric.exams)
    _, weights = _weights(record, rubric, specialty)
    return sum(tenths(weights.tenths[key], part(key, record, rubric, today).span.now) for key in FACTOR_KEYS)


def what_if(
    profile: Profile, changes: Profile, rubric: Rubric, today: date, specialty: str | None = None
) -> tuple[Score, Score]:
    """The score before and after some facts change; nothing is kept."""
    return score(profile, rubric, today, specialty), score({**profile, **changes}, rubric, today, specialty)


def _weights(record: Record, rubric: Rubric, specialty: str | None) -> tuple[str | None, Weights]:
    named = record.facts.get("specialty")
    chosen = specialty or (named[0] if isinstance(named, tuple) and named else None)
    return chosen, rubric.weights_for(chosen)


def _weights_reason(chosen: str | None, rubric: Rubric, weights: Weights) -> str:
    if chosen is None:
        return rubric.texts["no_specialty"]
    own = "own_specialty" if chosen in weights.specialties else "general_specialty"
    says = rubric.texts[own].format(specialty=SPECIALTIES.get(chosen, chosen))
    return f"{says} {weights.basis}"


def _factors(record: Record, rubric: Rubric, today: date, weights: Weights) -> tuple[FactorScore, ...]:
    return tuple(
        _factor(getattr(rubric.factors, key), part(key, record, rubric, today), record, rubric, weights)
        for key in FACTOR_KEYS
    )


def _factor(factor: Factor, found: Part, record: Record, rubric: Rubric, weights: Weights) -> FactorScore:
    most = weights.tenths[factor.key]
    quoted = [_quote(key, record.facts[key], rubric) for key in found.read]
    return FactorScore(
        key=factor.key,
        name=factor.name,
        now=tenths(most, found.span.now),
        low=tenths(most, found.span.low),
        high=tenths(most, found.span.high),
        most=most,
        reason=f"{found.says} {factor.why}",
        fact="; ".join(quoted) or None,
        source=factor.source,
        missing=found.missing,
    )


def _quote(key: str, value: Value, rubric: Rubric) -> str:
    label = rubric.labels.get(key, FIELDS[key].label)
    return f"{label}{' ' if FIELDS[key].kind is Kind.EXAM else ': '}{show(key, value)}"


def _missing(factors: tuple[FactorScore, ...]) -> tuple[Missing, ...]:
    widths: dict[str, int] = {}
    for factor in factors:
        for key in factor.missing:
            widths[key] = widths.get(key, 0) + factor.high - factor.low
    open_fields = [Missing(key, width) for key, width in widths.items() if width]
    return tuple(sorted(open_fields, key=lambda item: -item.width))


def _applications(now: int, rubric: Rubric, weights: Weights) -> ProgramCount:
    table = rubric.applications
    band = [band for band in table.bands if now >= band.start][-1]
    harder = [table.says["competitive"]] if weights.name == "competitive" else []
    return ProgramCount(band.low, band.high, " ".join([band.says, *harder, table.says["why"]]), table.source)


def _facts_read(record: Record) -> dict[str, Value]:
    settling = {key: record.facts[key] for key in SETTLING if key in record.facts}
    return {key: record.facts[key] for key in flat(record.facts)} | settling


def _factor_json(factor: FactorScore) -> dict[str, object]:
    return {
        "name": factor.name,
        "points": points(factor.now),
        "low": points(factor.low),
        "high": points(factor.high),
        "max": points(factor.most),
        "reason": factor.reason,
        "fact": factor.fact,
        "source": factor.source,
        "key": factor.key,
        "missing": list(factor.missing),
    }


def _gate_json(gate: Gate) -> dict[str, object]:
    return {
        "name": gate.name,
        "verdict": gate.verdict.value,
        "detail": gate.detail,
        "source": gate.source,
    }


def _change_json(item: Counterfactual) -> dict[str, object]:
    return {
        "change": item.change,
        "facts": {key: plain(value) for key, value in item.facts.items()},
        "delta": points(item.gain),
        "effort": item.effort,
        "source": item.source,
    }


def _standing_json(row: Standing) -> dict[str, object]:
    return {
        "exam": row.exam,
        "value": plain(row.value),
        "band": row.band,
        "pass_mark": row.pass_mark,
        "population": row.population,
        "quartiles_matched": row.matched.as_json() if row.matched else None,
        "quartiles_not_matched": row.not_matched.as_json() if row.not_matched else None,
        "source": row.source,
        "note": row.note,
    }
