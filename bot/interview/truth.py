"""Is an answer true to the record: exam results, attempts and experience that the facts give otherwise.

Covers: results read from the answer that differ from known facts, and denials that name no exam ("everything
was first attempt"). An unknown fact contradicts nothing; "about 220" is true of 219, and a failed attempt's
own score is not the standing one. Does not cover what is merely left out.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from bot.applicant.facts import Profile, Value, number
from bot.applicant.ledger import Ledger
from bot.applicant.reader import load_reader
from bot.interview.reading import Answer, Clause
from bot.interview.roles import load_roles
from bot.interview.rubric import load_rubric
from bot.write.outline import rules

STEPS = ("step1", "step2ck", "step3")
_NAMED = {
    "step1": re.compile(r"\b(?:step[ -]?(?:1|one)|s1)\b"),
    "step2ck": re.compile(r"\b(?:step[ -]?(?:2|two)|ck|s2)\b"),
    "step3": re.compile(r"\b(?:step[ -]?(?:3|three)|s3)\b"),
}
_COUNTS = {"a": 1, "an": 1, "once": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "twice": 2}
_COUNTS |= {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "2nd": 2, "3rd": 3, "4th": 4}
_COUNTS |= {str(count): count for count in range(1, 6)}
_TRIES = re.compile(
    r"\b(two|three|four|five|[2-5]) (?:attempts?|tries|times|sittings|in total)\b"
    r"|\b(second|third|fourth|fifth|2nd|3rd|4th) (?:attempt|try|time|one|sitting)\b|\b(twice)\b"
    r"|\b(?:at|on|with) the (second|third|fourth|fifth)\b"
)
_RETAKES = re.compile(
    r"\b(one|two|three|a|an|[1-3]) (?:more )?(?:retakes?|failures?|failed attempts?|fails?|resits?)\b"
)
_TENS = {"ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
_ONLY = re.compile(
    r"\bonly (?:ever )?(?:fail\w*|flunk\w*) (once|twice)\b"
    r"|\bonly (?:had |have )?(a|one|two|three) (?:single )?(?:fail(?:ure)?|failed attempt|failed exam)s?\b"
    r"|\b(one|two|three) (?:fail(?:ure)?|failed attempt|failed exam)s?,? only\b"
)
_GAIN = re.compile(rf"\b(\d+|{'|'.join(_TENS)}) points?\b")
_SEVERAL = re.compile(r"\b(?:both|all|each|attempts|tries|sittings)\b")
_COUNTED = ("usce_months", "publications", "us_letters")
_DENIALS = ("deny_fail", "deny_all", "deny_record")
_TAKEN_BACK = ("no", "not", "fail")
_WORDS_OF_LIMIT = 4


def steps_in(words: str) -> list[str]:
    """The exams that words name, Step 1 first."""
    return [step for step in STEPS if _NAMED[step].search(words.lower())]


def contradiction(answer: Answer, profile: Profile, today: date) -> str | None:
    """The answer's words that the facts contradict, or None. Failed attempts denied are such words."""
    return next(_found(answer, profile, today), None)


def _found(answer: Answer, profile: Profile, today: date) -> Iterator[str]:
    yield from _read_otherwise(answer, profile, today)
    failures = {step: int(number(profile, f"{step}_failures") or 0) for step in STEPS}
    if any(failures.values()):
        yield from _denials(answer, failures)
        yield from _fewer(answer, failures)
        yield from _only(answer, sum(failures.values()))
    yield from _unbound(answer, profile)
    yield from _gains(answer, profile, sum(failures.values()))


def _read_otherwise(answer: Answer, profile: Profile, today: date) -> Iterator[str]:
    spoken = {score for clause in answer.clauses for score in clause.scores}
    for reading in load_reader().read(answer.text, None, Ledger(), today):
        said, fact = reading.value, profile.get(reading.field)
        if fact is not None and said is not None and _better(reading.field, said, fact, spoken):
            quote = _quoted(answer, reading.quote)
            if not reading.field.endswith("_failures") or _counts(quote):
                yield quote


def _counts(words: str) -> bool:
    """Whether words count failures at all: "I failed Step 1" says nothing on how often."""
    unnamed = words.lower()
    for named in _NAMED.values():
        unnamed = named.sub(" ", unnamed)
    return any(word in _COUNTS or word in ("first", "1st", "single") for word in re.findall(r"\w+", unnamed))


def _quoted(answer: Answer, words: str) -> str:
    """The clause that holds words of the answer, or the whole sentence when they go beyond it."""
    at = answer.text.find(words)
    around = [clause for clause in answer.clauses if clause.start <= at < clause.end]
    if not around:
        return words
    within = at + len(words) <= around[0].end
    return answer.quote(around[0]) if within else answer.sentence(around[0])


def _better(key: str, said: Value, fact: Value, spoken: set[int]) -> bool:
    """Whether what is said is better than the fact by more than rounding."""
    rubric = load_rubric()
    if key in STEPS:
        if isinstance(said, int) and isinstance(fact, int):
            return said - fact > rubric.rounding and fact not in spoken
        line = rules()["lines"][key]["pass_line"]
        return fact == "fail" and (said == "pass" or (isinstance(said, int) and said >= line))
    if isinstance(said, bool | str | tuple) or isinstance(fact, bool | str | tuple):
        return False
    if key.endswith("_failures"):
        return 0 < said < fact  # none at all is a denial, which is read with what limits it
    return key in _COUNTED and said >= fact + 1 and said > rubric.better_by * fact


def _denials(answer: Answer, failures: Mapping[str, int]) -> Iterator[str]:
    """Words that deny a failed attempt: of the exam they name, or of all when they name none."""
    failed = any(_admits(clause, answer) for clause in answer.clauses)
    admitted = failed or any(clause.has("retake", "low", "named") for clause in answer.clauses)
    for clause in answer.clauses:
        if _asked_and_denied(clause, answer):
            yield answer.quote(clause)
        if not clause.has(*_DENIALS) or _limited(clause, answer):
            continue
        named = _steps_of(clause, answer)
        if named and not any(failures[step] for step in named):
            continue
        beside = any(c.has("fail", "retake") for c in answer.in_sentence(clause.sentence))
        whole = clause.has("deny_all") or (clause.has("deny_record") and not failed)
        if whole or not admitted or (named and not beside):
            yield answer.quote(clause)


def _next(clause: Clause, answer: Answer) -> str:
    return next((c.text.strip(" .,;!") for c in answer.clauses if c.start > clause.start), "")


def _asked_and_denied(clause: Clause, answer: Answer) -> bool:
    """ "Fail? No." """
    return clause.has("fail") and clause.text.endswith("?") and _next(clause, answer) == "no"


def _admits(clause: Clause, answer: Answer) -> bool:
    """Whether a clause tells of a failure, in words that are not themselves a denial ("what failure?")."""
    if not clause.has("fail") or _asked_and_denied(clause, answer):
        return False
    start, end = clause.signs["fail"]
    denials = [clause.signs[name] for name in _DENIALS if clause.has(name)]
    return not any(left < end and start < right for left, right in denials)


def _limited(clause: Clause, answer: Answer) -> bool:
    """Whether a denial speaks of another time or exam only ("since then I passed everything first time", "no
    failures since"), is one of words alone ("it would be easy to say"), is itself denied ("not in one go")
    or is taken back at once ("first attempt, no")."""
    roles = load_roles()
    find = next(clause.signs[name] for name in _DENIALS if clause.has(name))
    start = answer.spans[clause.sentence][0]
    before = answer.text[start : clause.start + find[0]].lower().replace("'", "’")
    follows = [c.text for c in answer.in_sentence(clause.sentence) if c.start > clause.start][:1]
    after = " ".join((clause.text[find[1] :], *(t for t in follows if len(t.split()) <= _WORDS_OF_LIMIT)))
    if roles.of_later(before) or roles.but_for.search(after) or roles.unreal.search(before):
        return True
    turned = roles.affirms.match(clause.text[slice(*find)]) and roles.denies.search(clause.text[: find[0]])
    return bool(turned) or _next(clause, answer) in _TAKEN_BACK


def _steps_of(clause: Clause, answer: Answer) -> list[str]:
    """The exams that a clause names, else the one named last before it in its sentence; all that were named
    before a plural ("single sittings")."""
    here = steps_in(clause.text)
    if here:
        return here
    before = answer.text[answer.spans[clause.sentence][0] : clause.start].lower()
    if _SEVERAL.search(clause.text):
        return steps_in(before)
    places = [(found.start(), step) for step in STEPS for found in _NAMED[step].finditer(before)]
    return [max(places)[1]] if places else []


def _fewer(answer: Answer, failures: Mapping[str, int]) -> Iterator[str]:
    """A number of attempts smaller than the record's, when one exam alone was failed more than once."""
    failed = [count for count in failures.values() if count]
    if len(failed) != 1 or failed[0] < 2:
        return
    counts = [
        (_COUNTS[next(word for word in found.groups() if word)] + extra, clause)
        for clause in answer.clauses
        for pattern, extra in ((_TRIES, _told_of_failures(clause, answer)), (_RETAKES, 1))
        for found in pattern.finditer(clause.text)
    ]
    if counts:
        most, clause = max(counts, key=lambda pair: pair[0])
        if most <= failed[0]:
            yield answer.quote(clause)


def _only(answer: Answer, failures: int) -> Iterator[str]:
    """ "I only failed once", of no exam by name and with no other failure told, when there were more."""
    told = [clause for clause in answer.clauses if clause.has("fail", "retake")]
    for clause in told[:1] if len(told) == 1 else ():
        found = _ONLY.search(clause.text)
        if found and not steps_in(clause.text) and _COUNTS[next(w for w in found.groups() if w)] < failures:
            yield answer.quote(clause)


def _told_of_failures(clause: Clause, answer: Answer) -> int:
    """1 when a number of times counts failures ("I failed, twice even"), which makes one attempt more."""
    sentence = answer.in_sentence(clause.sentence)
    near = [c for c in sentence if c.end <= clause.end]
    return int(any(c.has("fail") for c in near) and not any(c.has("pass") for c in near))


def _unbound(answer: Answer, profile: Profile) -> Iterator[str]:
    """A score said of no exam, above the only one known."""
    known = [(step, value) for step in STEPS if isinstance(value := profile.get(step), int)]
    if len(known) != 1:
        return
    (only, fact), roles = known[0], load_roles()
    values = [
        (score, clause)
        for clause in answer.clauses
        if not roles.not_own.search(answer.sentence(clause).lower())
        for score in roles.own_scores(clause)
    ]
    if not values or {*steps_in(answer.text)} - {only}:
        return
    best, clause = max(values, key=lambda pair: pair[0])
    if best - fact > load_rubric().rounding and fact not in {score for score, _ in values}:
        yield answer.quote(clause)


def _gains(answer: Answer, profile: Profile, failures: int) -> Iterator[str]:
    """A gain in points larger than any between the known scores. A failed attempt's own score is unknown, so
    with one a gain is judged only beside the names of two exams whose scores are known."""
    known = {step: value for step in STEPS if isinstance(value := profile.get(step), int)}
    if len(known) < 2:
        return
    most = max(known.values()) - min(known.values()) + load_rubric().rounding
    for clause in answer.clauses:
        found = _GAIN.search(clause.text) if clause.has("improve") else None
        named = known.keys() & set(steps_in(answer.sentence(clause)))
        if found and _points(found) > most and (not failures or len(named) == 2):
            yield answer.quote(clause)


def _points(found: re.Match[str]) -> int:
    word = found[1]
    return int(word) if word.isdigit() else _TENS.get(word, 0)
