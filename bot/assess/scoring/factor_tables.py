"""Reading the [factors] tables of the rubric, with every check that concerns one factor alone.

Covers: phrases with their holes, shares, priors between the worst and the best case, rows that never
fall. Does not cover checks across factors (soundness).
"""

from collections.abc import Mapping
from itertools import pairwise

from bot.assess.scale import WHOLE, Span
from bot.assess.scoring.exams import EXAMS
from bot.assess.scoring.factor_types import (
    KINDS,
    VISAS,
    AttemptsFactor,
    AuthorisationFactor,
    CurveFactor,
    CyclesFactor,
    Factors,
    LanguagesFactor,
    Step1Factor,
    Step2ckFactor,
    Step3Factor,
    TrendFactor,
    UsceFactor,
)
from bot.assess.tables import Table

_CURVE_SAYS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "letters": {"known": ("value",), "none": (), "unknown": ()},
    "research": {"known": ("value",), "none": (), "unknown": ()},
    "graduation": {"recent": (), "known": ("years",), "unknown": ()},
    "region": {"known": ("states",), "none": (), "unknown": ()},
}


def read_factors(factors: Table) -> Factors:
    """All factor tables. Raises DataError naming table and key."""
    step1 = _step1(factors.table("step1"))
    found = Factors(
        step2ck=_step2ck(factors.table("step2ck")),
        step1=step1,
        attempts=_attempts(factors.table("attempts")),
        trend=_trend(factors.table("trend"), step1),
        step3=_step3(factors.table("step3")),
        usce=_usce(factors.table("usce")),
        letters=_curve(factors.table("letters"), "letters"),
        research=_curve(factors.table("research"), "research"),
        graduation=_curve(factors.table("graduation"), "graduation", rising=False),
        region=_curve(factors.table("region"), "region"),
        languages=_languages(factors.table("languages")),
        authorisation=_authorisation(factors.table("authorisation")),
        cycles=_cycles(factors.table("cycles")),
    )
    factors.done()
    return found


def _common(
    table: Table, key: str, says: Mapping[str, tuple[str, ...]]
) -> tuple[str, str, str, str, Mapping[str, str]]:
    return key, table.text("name"), table.basis(), table.text("why"), table.table("says").phrases(says)


def _prior(table: Table, key: str, low: int, high: int) -> Span:
    now = table.share(key)
    if not low <= now <= high:
        raise table.wrong(
            key, f"must lie between the worst and the best case, {low / WHOLE} and {high / WHOLE}"
        )
    return Span(low, now, high)


def _curve(table: Table, key: str, rising: bool = True) -> CurveFactor:
    common, curve = _common(table, key, _CURVE_SAYS[key]), table.curve("curve", rising)
    found = CurveFactor(*common, curve, _prior(table, "unknown", curve.floor, curve.top))
    table.done()
    return found


def _step2ck(table: Table) -> Step2ckFactor:
    says = {"number": ("value", "band"), "open": ("value", "mark"), "fail": (), "pass": (), "unknown": ()}
    curve = table.curve("curve")
    found = Step2ckFactor(
        *_common(table, "step2ck", says),
        curve=curve,
        unknown=_prior(table, "unknown", 0, curve.top),
        pass_unknown=_prior(table, "pass_unknown", curve.floor, curve.top),
        open_share=table.share("open_share"),
    )
    table.done()
    return found


def _step1(table: Table) -> Step1Factor:
    says = {"number": ("value",), "pass": (), "fail": (), "unknown": ()}
    fail, passed, bands = table.share("fail"), table.share("pass"), table.steps("bands")
    table.curve("bands")
    if not fail <= min(passed, bands[0][1]):
        raise table.wrong("fail", "must be worth no more than a pass or the lowest band")
    top = max(passed, bands[-1][1])
    found = Step1Factor(
        *_common(table, "step1", says), fail, passed, _prior(table, "unknown", fail, top), bands
    )
    table.done()
    return found


def _attempts(table: Table) -> AttemptsFactor:
    says = {"none": ("steps",), "some": ("failures",), "unknown": ("steps",)}
    share, left = table.share_table("share", EXAMS), table.shares("by_failures")
    if sum(share.values()) != WHOLE:
        raise table.wrong("share", "must add up to 1")
    if left[0] != WHOLE or any(a < b for a, b in pairwise(left)):
        raise table.wrong("by_failures", "must start at 1 and never rise")
    found = AttemptsFactor(
        *_common(table, "attempts", says), share, left, _prior(table, "unknown", left[-1], left[0])
    )
    if found.unknown.now < left[1]:
        raise table.wrong("unknown", "must be worth at least as much as one failure")
    table.done()
    return found


def _trend(table: Table, step1: Step1Factor) -> TrendFactor:
    both = ("step1", "step2ck")
    says = {
        "up": both, "level": both, "down": both, "after_failure": ("step2ck",), "after_pass": ("step2ck",),
        "step1_fail": (), "step2ck_fail": (), "unknown": (),
    }  # fmt: skip
    starts, inner = table.wholes("step2ck_from"), table.table("rows")
    bands = tuple(str(start) for start, _ in step1.bands)
    rows = {name: inner.shares(name, len(starts) + 1) for name in ("fail", "after_failure", "pass", *bands)}
    inner.done()
    for name, row in rows.items():
        if any(a > b for a, b in pairwise(row)):
            raise inner.wrong(name, "must never fall from one Step 2 CK band to the next")
    prior = table.whole("prior_step2ck")
    if prior not in starts:
        raise table.wrong("prior_step2ck", "must be one of the scores in 'step2ck_from'")
    found = TrendFactor(
        *_common(table, "trend", says),
        step2ck_from=starts,
        prior_column=starts.index(prior) + 1,
        within_error=table.whole("within_error"),
        rows=rows,
        bands=bands,
    )
    table.done()
    return found


def _step3(table: Table) -> Step3Factor:
    says = {"number": ("value", "band"), "pass": (), "fail": (), "none": ()}
    curve, passed, fail = table.curve("curve"), table.share("pass"), table.share("fail")
    if fail != 0:
        raise table.wrong("fail", "must be 0, as an absent Step 3 is: Step 3 only ever adds")
    found = Step3Factor(*_common(table, "step3", says), curve, passed, fail)
    table.done()
    return found


def _usce(table: Table) -> UsceFactor:
    both = ("months", "kind")
    says = {"known": both, "none": (), "months_only": ("months",), "kind_only": ("kind",), "unknown": ()}
    months, kind = table.curve("months"), table.share_table("kind", KINDS)
    if list(kind.values()) != sorted(kind.values()):
        raise table.wrong("kind", f"must never fall in the order {', '.join(KINDS)}")
    if months.floor or kind["none"]:
        raise table.wrong("kind", "none, like no months, must be worth 0")
    prior_kind = table.text("unknown_kind")
    if prior_kind not in kind:
        raise table.wrong("unknown_kind", f"must be one of {', '.join(KINDS)}")
    prior_months = months.at(table.whole("unknown_months"))
    found = UsceFactor(
        *_common(table, "usce", says),
        months=months,
        kind=kind,
        unknown_months=Span(0, prior_months, months.top),
        unknown_kind=Span(0, kind[prior_kind], max(kind.values())),
    )
    table.done()
    return found


def _languages(table: Table) -> LanguagesFactor:
    says = {"coast": ("languages",), "other": ("languages",), "none": (), "unknown": ()}
    levels = {key: table.share(key) for key in ("none", "other", "one_coast", "more_coast")}
    if list(levels.values()) != sorted(levels.values()):
        raise table.wrong("more_coast", "and the levels before it must never fall")
    found = LanguagesFactor(
        *_common(table, "languages", says),
        coast=frozenset(name.casefold() for name in table.texts("coast")),
        plain=frozenset(name.casefold() for name in table.texts("plain")),
        levels=levels,
        unknown=_prior(table, "unknown", levels["none"], levels["more_coast"]),
    )
    table.done()
    return found


def _authorisation(table: Table) -> AuthorisationFactor:
    status = {key: table.share(key) for key in ("permanent_resident", "us_citizen")}
    visas = table.share_table("needs_visa", VISAS)
    ranked = [max(visas["h1b"], visas["j1"]), visas["either"], *status.values()]
    if ranked != sorted(ranked):
        raise table.wrong(
            "needs_visa", "must be worth no more than 'permanent_resident', and that than 'us_citizen'"
        )
    worst, best = min(visas.values()), status["us_citizen"]
    found = AuthorisationFactor(
        *_common(
            table, "authorisation", dict.fromkeys((*status, *VISAS, "needs_visa", "visa_only", "unknown"), ())
        ),
        status=status,
        needs_visa=visas,
        needs_visa_unknown=_prior(table, "needs_visa_unknown", worst, visas["either"]),
        unknown=_prior(table, "unknown", worst, best),
    )
    table.done()
    return found


def _cycles(table: Table) -> CyclesFactor:
    no, yes = table.share("no"), table.share("yes")
    common = _common(table, "cycles", {"no": (), "yes": (), "unknown": ()})
    found = CyclesFactor(*common, no, yes, _prior(table, "unknown", yes, no))
    table.done()
    return found
