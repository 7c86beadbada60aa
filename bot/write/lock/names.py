"""Names in a text: places, institutions and people, by their capitals.

Covers: runs of capitalised words inside a sentence, runs of two or more at its start, and known
places anywhere. Does not cover names written in lower case, the field's own vocabulary
(knowledge/lock.toml), or whether a name is supported (lock).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.applicant.facts import SPECIALTIES, STATES
from bot.write.lock.text import EXAMS, lists, plain

_NAME_TOKEN = re.compile(r"[^\W\d_][\w'.\-]*(?<![.\-'])|&|[^\w\s]|\d\w*(?:[.,]\d+)*|\n")
_JOINERS = ("of", "at", "de", "del", "la", "las", "los", "&")
_STARTERS = '.!?:\n"“”(—–'


@dataclass(frozen=True)
class Name:
    """Capitalised words that name a place, institution or person; `opens` when they begin a sentence."""

    words: str
    opens: bool


def names(text: str) -> list[Name]:
    """Capitalised words that are neither the field's vocabulary nor a sentence's ordinary first word."""
    kept = _phrases().sub(lambda phrase: phrase[0].lower(), plain(text))
    found: list[Name] = []
    run: list[str] = []
    opens = start = True
    before = ""
    for token in [*_NAME_TOKEN.findall(kept), "."]:
        capital = token[:1].isupper() and token.split("'")[0] != "I"
        if capital:
            opens = start if not run else opens
            run.append(token)
        elif run and token in _JOINERS:
            run.append(token)
        else:
            found += _named(run, opens)
            run = []
        start = token[0] in _STARTERS and before.lower() not in lists()["names"]["titles"]
        before = token
    return found


@lru_cache(maxsize=1)
def _phrases() -> re.Pattern[str]:
    """The field's own capitalised words, longest first."""
    known = [*lists()["names"]["vocabulary"], *SPECIALTIES.values(), *EXAMS]
    known += [month.capitalize() for month in lists()["names"]["months"]]
    longest_first = sorted(known, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """States, cities and institutions that are names even as the first word, in lower case."""
    known = lists()["names"]
    return frozenset(name.lower() for name in (*known["cities"], *known["institutions"], *STATES.values()))


def _named(run: list[str], opens: bool) -> Iterator[Name]:
    """The name in a run of capitalised words: without an opener, and if it opens a sentence as a
    single word only when it is a known place."""
    while run and run[-1] in _JOINERS:
        run = run[:-1]
    if opens:
        while run and run[0].lower().split("'")[0] in lists()["names"]["openers"]:
            run, opens = run[1:], False
    if not run or (opens and len(run) == 1 and run[0].lower() not in places()):
        return
    yield Name(" ".join(run), opens)
