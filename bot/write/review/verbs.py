"""English verbs and nouns as the grammar rules need them: forms of a verb, one and many of a noun.

Covers: the verbs and nouns of knowledge/review/grammar.toml and the regular forms that follow from
them. Does not cover words that stand in no list: about those the rules say nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.write.review.rules import data


@dataclass(frozen=True)
class Verb:
    """The forms of a verb; `sure` means that its base form is hardly anything but a verb."""

    base: str
    third: str
    past: str
    participle: str
    ing: str
    sure: bool


@lru_cache(maxsize=1)
def verbs() -> Mapping[str, Verb]:
    """Every verb by its base form."""
    raw = data("grammar")["verbs"]
    doubtful = set(raw["ambiguous"])
    found: dict[str, Verb] = {}
    for base in raw["regular"]:
        found[base] = _verb(base, _ed(base), _ed(base), base not in doubtful)
    for base, forms in raw["irregular"].items():
        past, *rest = forms.split()
        found[base] = _verb(base, past, rest[0] if rest else past, base not in doubtful)
    return found


@lru_cache(maxsize=1)
def thirds() -> Mapping[str, Verb]:
    return {verb.third: verb for verb in verbs().values()} | {"has": verbs()["have"], "does": verbs()["do"]}


@lru_cache(maxsize=1)
def pasts() -> Mapping[str, Verb]:
    """Past forms that are no base form of their own."""
    return {verb.past: verb for verb in verbs().values() if verb.past != verb.base}


@lru_cache(maxsize=1)
def finite() -> frozenset[str]:
    """Forms that make a clause: present, past, helpers."""
    helpers = [
        "is",
        "are",
        "was",
        "were",
        "am",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "can",
        "could",
        "will",
        "would",
        "should",
        "may",
        "might",
        "must",
    ]
    forms = {form for verb in verbs().values() for form in (verb.base, verb.third, verb.past)}
    return frozenset({*forms, *helpers, "let", "put", "read", "set", "cut", "led"})


@lru_cache(maxsize=1)
def plural_of() -> Mapping[str, str]:
    table: Mapping[str, str] = data("grammar")["nouns"]["countable"]
    return table


@lru_cache(maxsize=1)
def singular_of() -> Mapping[str, str]:
    return {many: one for one, many in plural_of().items() if one not in ("collegue", "people")}


def nouns(name: str) -> frozenset[str]:
    """A list of [nouns] as a set."""
    return frozenset(data("grammar")["nouns"][name])


def _verb(base: str, past: str, participle: str, sure: bool) -> Verb:
    return Verb(base, _s(base), past, participle, _ing(base), sure)


def _s(base: str) -> str:
    special = {"have": "has", "do": "does", "go": "goes"}
    if base in special:
        return special[base]
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        return base + "es"
    return base[:-1] + "ies" if _y(base) else base + "s"


def _ed(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if _y(base):
        return base[:-1] + "ied"
    return base + base[-1] * _doubles(base) + "ed"


def _ing(base: str) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "ye", "oe")):
        return base[:-1] + "ing"
    return base + base[-1] * _doubles(base) + "ing"


def _y(base: str) -> bool:
    return base.endswith("y") and base[-2] not in "aeiou"


def _doubles(base: str) -> bool:
    """Whether the last letter doubles: short verbs ("stop"), and the few stressed at the end."""
    stressed = ("admit", "occur", "refer", "prefer", "begin", "forget", "commit", "permit")
    short = (
        len(base) <= 4
        and base[-1] not in "aeiouwxy"
        and base[-2] in "aeiou"
        and base[-3:-2] not in tuple("aeiou")
    )
    return base in stressed or short
