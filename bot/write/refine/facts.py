"""The facts of a piece of text that must outlive an edit, and the words that keep them.

Covers: figures, numbers in words, names, days, months, exams, outcomes, specialties; which of them an
edit would lose; a short sentence for an exam result, a bracketed question for the rest. Does not cover
which words have to go (mend).
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from bot.write.lock.exams import What, results
from bot.write.lock.names import names
from bot.write.review.passage import lower
from bot.write.review.rules import data, specialties
from bot.write.review.verbs import plural_of

_FIGURE = re.compile(r"(?<!\w)\d[\d,./:-]*(?:(?:st|nd|rd|th)\b)?")
_DAY = re.compile(
    r"\b(?:(?i:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|(?i:january|february|april|june|july|august|september|october|november|december)|March|May)\b"
)
_OUTCOME = re.compile(
    r"\b(?:fail(?:ed)?(?: (?:once|twice))?|pass(?:ed)?|(?:first|second|third) (?:attempt|time)"
    r"|(?:two|three) attempts|step ?[123](?: ck)?|ck|usmle)\b",
    re.IGNORECASE,
)
_NUMBER_WORD = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)"
    r"(?:-(?!digit)\w+)?\b(?!-digit)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SCORE = re.compile(r"(?<![\d,.$])(?:1[5-9]\d|2\d\d)(?![\d,%])")
_EXAM = {"step1": r"step ?1", "step2ck": r"step ?2 ?ck|step ?2|ck", "step3": r"step ?3"}


@lru_cache(maxsize=1)
def _counted() -> re.Pattern[str]:
    """A number with what it counts: "seven years"."""
    things = "|".join({*plural_of(), *plural_of().values(), "points", "beds", "percent", "hours"})
    return re.compile(rf"(?:{_NUMBER_WORD.pattern}|\b\d[\d,]*) (?:{things})\b", re.IGNORECASE)


def facts(text: str) -> list[str]:
    """What a text holds that must not be lost, as it is written there."""
    found = [hit[0] for hit in _counted().finditer(text)]
    found += [hit[0].rstrip(",./:-") for hit in _FIGURE.finditer(text)]
    for pattern in (_NUMBER_WORD, _DAY, _OUTCOME):
        found += [hit[0] for hit in pattern.finditer(text)]
    found += [name.words for name in names(text)]
    low = lower(text)
    found += [
        text[hit.start() : hit.end()] for field in specialties().values() for hit in field.finditer(low)
    ]
    whole = list(dict.fromkeys(found))
    return [one for one in whole if not any(one != other and f"{one} " in f"{other} " for other in whole)]


def lost(before: str, after: str, elsewhere: str) -> list[str]:
    """The facts of `before` that stand neither in `after` nor elsewhere in the text."""
    rest = f"{after}\n{elsewhere}".lower()
    return [fact for fact in facts(before) if not re.search(rf"(?<!\w){re.escape(fact.lower())}(?!\w)", rest)]


def carrier(shown: str, missing: Sequence[str]) -> str | None:
    """A short sentence for the exam result that a dropped sentence held; None when it held none."""
    words = data("refine")["carrier"]
    year = next(iter(_YEAR.findall(shown)), "")
    dated = "_year" if year and year in missing else ""
    stated = results(shown, personal=False)
    score = next((str(one.value) for one in stated if one.what is What.SCORE), "")
    score = score or next(iter(_SCORE.findall(shown)), "")
    exam = next((named for one in stated if one.exam and (named := _named(shown, one.exam))), "")
    exam = exam or next((named for key in _EXAM if (named := _named(shown, key))), "")
    if score:
        kept = str(words[f"scored{dated}"]).format(exam=exam, score=score, year=year)
        return re.sub(r"\s+", " ", kept)
    if not re.search(r"\b(?:i|my|me)\b.*\bfail|\bfail\w*\b.*\b(?:i|my|me)\b", shown, re.IGNORECASE):
        return None
    return str(words[f"failed{dated}"]).format(exam=exam, year=year) if exam else str(words["failed_attempt"])


def question(kind: str, found: Sequence[str]) -> str:
    """A bracketed question that keeps the facts it asks about."""
    asks = data("refine")["question"]
    words: str = asks[kind]
    if found:
        words = asks["keep"].format(facts=", ".join(found), asks=words[0].lower() + words[1:])
    return f"[{words}]"


def _named(shown: str, exam: str) -> str:
    found = re.search(rf"\b(?:{_EXAM[exam]})\b", shown, re.IGNORECASE)
    return found[0] if found else ""
