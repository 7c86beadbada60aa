"""What each rule says and whom it concerns: knowledge/programs/rules.toml, read with checks.

Covers: phrases by rule and outcome, questions to ask a program, the bounds of concern. Does not cover
deciding an outcome (outcomes).
"""

import re
from collections.abc import Iterable, Mapping
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
    "eligible": ("concerning",),
    "eligible_but": ("missed",),
    "open": ("published", "concerning"),
    "missed": ("missed", "published", "concerning"),
    "no_limit": (),
    "hint": ("labels", "published", "concerning"),
    "yours": ("labels",),
    "blocked": ("labels",),
    "confirmed": ("found_on", "where"),
}
_STAGES = ("application", "interview", "rank_list", "start")


@dataclass(frozen=True)
class RuleWords:
    """Phrases of one rule: `says` by outcome; `ask` is a question to the program; `plain` states the rule
    for nobody in particular, and None means that met and not_met do."""

    label: str
    ask: str
    plain: str | None
    says: Mapping[str, str]


@dataclass(frozen=True)
class Concern:
    """From where an unpublished limit may go against someone (scores, years, months)."""

    step2ck_below: int
    step1_below: int
    years_above: int
    usce_months_below: int


@dataclass(frozen=True)
class Topic:
    """Rules that a question may be about; `alone`: it is answered from records though none is named."""

    rules: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    alone: bool


@dataclass(frozen=True)
class Words:
    """Everything in rules.toml."""

    concern: Concern
    words: Mapping[str, str]
    rules: Mapping[str, RuleWords]
    conditions: Mapping[str, str]
    stages: Mapping[str, str]
    topics: tuple[Topic, ...]

    def asked(self, question: str) -> tuple[str, ...]:
        """The rules that a question is about, in the order of the file."""
        return self._rules(topic for topic in self.topics if _about(topic, question))

    def asked_alone(self, question: str) -> tuple[str, ...]:
        """Those among them that the records answer better than the guide."""
        return self._rules(topic for topic in self.topics if topic.alone and _about(topic, question))

    def _rules(self, topics: Iterable[Topic]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(rule for topic in topics for rule in topic.rules))


def _about(topic: Topic, question: str) -> bool:
    return any(pattern.search(question) for pattern in topic.patterns)


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
        topics=tuple(_topic(table) for table in top.tables("topic")),
        stages=top.table("stages").phrases(dict.fromkeys(_STAGES, ())),
    )
    top.done()
    return found


def _rule(table: Table) -> RuleWords:
    label, ask = table.text("label"), table.phrase("ask", ("mine",))
    plain = table.phrase("plain", ("limit",)) if table.has("plain") else None
    says = {key: table.phrase(key, _HOLES) for key in _SAYINGS if table.has(key)}
    for key in ("met", "not_met", "unstated"):
        table.get(key)
    table.done()
    return RuleWords(label, ask, plain, says)


def _topic(table: Table) -> Topic:
    patterns = []
    for text in table.texts("patterns"):
        try:
            patterns.append(re.compile(text, re.IGNORECASE))
        except re.error as error:
            raise table.wrong("patterns", f"holds an unusable pattern: {error}") from None
    alone = table.has("alone") and table.get("alone") is True
    found = Topic(table.texts("rules"), tuple(patterns), alone)
    table.done()
    return found
