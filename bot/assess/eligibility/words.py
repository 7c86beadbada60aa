"""What each rule says and whom it concerns: knowledge/programs/rules.toml, read with checks.

Covers: phrases by rule and outcome, questions to ask a program, the bounds of concern. Does not cover
deciding an outcome (outcomes).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.assess.records import FOLDER
from bot.assess.tables import Table, read_toml

CONDITIONS = ("letters_min", "ecfmg_certificate_by")
_HOLES = ("limit", "mine", "start")
_SAYINGS = ("met", "not_met", "close", "check", "free", "unstated", "unanswered")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "flexible": (),
    "exception": ("exception",),
    "inferred": (),
    "listing": (),
    "private_page": (),
    "unread": (),
    "unpublished": (),
    "stale": ("terms",),
    "confirmed": ("found_on", "where"),
}
_STAGES = ("application", "interview", "rank_list", "start")


@dataclass(frozen=True)
class RuleWords:
    """Phrases of one rule: `says` by outcome; `ask` is a question to the program."""

    label: str
    ask: str
    says: Mapping[str, str]


@dataclass(frozen=True)
class Concern:
    """From where an unpublished limit may go against someone (scores, years, months)."""

    step2ck_below: int
    step1_below: int
    years_above: int
    usce_months_below: int


@dataclass(frozen=True)
class Words:
    """Everything in rules.toml."""

    concern: Concern
    words: Mapping[str, str]
    rules: Mapping[str, RuleWords]
    conditions: Mapping[str, str]
    stages: Mapping[str, str]


@cache
def load_words(path: Path = FOLDER / "rules.toml") -> Words:
    """The phrases. Raises DataError naming table and key."""
    top = read_toml(path)
    bounds = top.table("concerns")
    bounds.basis()
    concern = Concern(
        **{
            key: bounds.whole(key, 0, 300)
            for key in ("step2ck_below", "step1_below", "years_above", "usce_months_below")
        }
    )
    bounds.done()
    rules = top.table("rule")
    found = Words(
        concern=concern,
        words=top.table("words").phrases(_WORDS),
        rules={key: _rule(rules.table(key)) for key in rules.raw},
        conditions=top.table("condition").phrases(dict.fromkeys(CONDITIONS, ("limit",))),
        stages=top.table("stages").phrases(dict.fromkeys(_STAGES, ())),
    )
    top.done()
    return found


def _rule(table: Table) -> RuleWords:
    label, ask = table.text("label"), table.phrase("ask", ("mine",))
    says = {key: table.phrase(key, _HOLES) for key in _SAYINGS if table.has(key)}
    for key in ("met", "not_met", "unstated"):
        table.get(key)
    table.done()
    return RuleWords(label, ask, says)
