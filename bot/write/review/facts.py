"""What a text says otherwise than the facts: exams, graduation year, months, languages, ties.

Covers: exam results by the fact lock, the rest by the reader, each with the words it was read from.
Does not cover claims on which the facts are silent; which side is right is the applicant's to say.
"""

import re
from collections.abc import Iterator

from bot.applicant.facts import FIELDS, Profile, Value, number, show
from bot.applicant.ledger import Ledger, Reading
from bot.applicant.reader import Reader
from bot.write.lock import contradictions
from bot.write.review.finding import Finding, Request
from bot.write.review.passage import Passage
from bot.write.review.signs import Told

_MONTHS_APART = 0.5
_LONGEST = 2_000
"""Characters of a sentence that are compared with the facts; what is longer is no sentence."""
_READ = ("graduation_year", "usce_months", "region_ties", "languages")
_EXAMS = (
    r"\b(?:each|every|all|both)(?: of)?(?: the| my| three| of them)*"
    r" (?:steps?|exams?|usmle|boards?)(?: exams?| steps?)?"
)
_NEVER = re.compile(
    r"\bnever (?:have )?failed (?:an |any |a )?(?:exam|step|attempt|test|board)|\bno failed attempts?\b"
    rf"|{_EXAMS}(?: \w+)? (?:once|the first time|first time|in one attempt)\b"
    rf"|{_EXAMS}(?: \w+){{0,3}} (?:on|at|in|with) (?:the|my|a) (?:very )?first (?:attempt|try|time)\b"
)
_COUNT = re.compile(
    r"\b(?:one|two|three|four|a single|only one|\d) failed attempts?\b"
    r"|\bfailed (?:\w+ )?(?:once|twice|\w+ times)\b"
)


def differing(
    passage: Passage, told: tuple[Told, ...], request: Request, reader: Reader
) -> Iterator[Finding]:
    """One finding for each sentence that differs from a known fact."""
    facts = request.profile
    for one in told:
        sentence = one.sentence
        problems = [
            one
            for one in contradictions(sentence.text[:_LONGEST], facts)
            if not _earlier(one.words, sentence.low, facts)
        ]
        if problems:
            yield Finding("contradicts_profile", sentence.start, sentence.end, problems[0].reason)
        elif _denies_failing(sentence.low, facts):
            yield Finding("contradicts_profile", sentence.start, sentence.end, _failed_words(facts))
        else:
            yield from _read(one, request, reader)


def _names_exam(low: str, exam: str) -> bool:
    named = {"step1": r"\bstep ?1\b", "step2ck": r"\bstep ?2\b|\bck\b", "step3": r"\bstep ?3\b"}
    return bool(re.search(named[exam], low))


def _earlier(words: str, low: str, facts: Profile) -> bool:
    """Whether a result may be of an earlier attempt: the sentence tells a failure, and one is known."""
    failing = re.search(r"\b(?:fail\w*|not pass|unsuccessful|first (?:attempt|time))\b", low)
    if _NEVER.search(low):
        return False
    return (
        bool(failing)
        and bool(_failed_words(facts))
        and not re.search(r"\b(?:failed attempts?|times|once)\b", words)
        and not _counted(low)
    )


def _counted(low: str) -> bool:
    """Whether a sentence gives the number of failed attempts itself."""
    return bool(_COUNT.search(low))


def _denies_failing(low: str, facts: Profile) -> bool:
    if _NEVER.search(low):
        return bool(_failed_words(facts))
    first = re.search(r"\b(?:at|on|in|with) (?:the|my) first (?:attempt|try)\b", low) and not re.search(
        r"\bfail|not pass", low
    )
    named = [exam for exam in ("step1", "step2ck", "step3") if _names_exam(low, exam)]
    return bool(first) and any((number(facts, f"{exam}_failures") or 0) > 0 for exam in named)


def _failed_words(facts: Profile) -> str:
    """The failed attempts among the facts, in words; empty without any."""
    keys = [key for key in facts if key.endswith("_failures") and (number(facts, key) or 0) > 0]
    return ", ".join(f"{FIELDS[key].label}: {show(key, facts[key])}" for key in keys)


def _read(one: Told, request: Request, reader: Reader) -> Iterator[Finding]:
    readings = reader.read(one.sentence.text, None, Ledger(), request.today)
    for reading in readings:
        if reading.field not in _READ or reading.field not in request.profile or reading.doubt is not None:
            continue
        known = request.profile[reading.field]
        if _differs(reading, known, request):
            found = f"{FIELDS[reading.field].label} is {show(reading.field, known)} there"
            yield Finding("contradicts_profile", one.sentence.start, one.sentence.end, found)
            return


def _differs(reading: Reading, known: Value, request: Request) -> bool:
    """Whether a reading cannot stand beside the fact: more months than all, another year, a language
    or a tie that is not among the known ones."""
    said = reading.value
    if reading.field == "graduation_year":
        return said != known
    if reading.field == "usce_months":
        return (
            isinstance(said, int | float) and isinstance(known, int | float) and said > known + _MONTHS_APART
        )
    if isinstance(said, tuple) and isinstance(known, tuple):
        new = set(said) - set(known) - {"English"}
        if reading.field == "region_ties":
            return bool(new & {request.region}) if request.region else bool(new)
        return bool(new) and bool(known)
    return False
