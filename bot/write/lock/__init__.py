"""The fact lock: what a sentence claims and nothing supports, whichever model wrote it.

Covers: numbers, years, money, percentages, exam results, names of places, institutions and people,
months, links, facts claimed of the applicant, and promises or personal odds, which nothing can
support. Does not cover whether a supported sentence is true, well put or relevant. What it looks
for is in knowledge/lock.toml.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.applicant.facts import FIELDS, STATES, Kind, Profile, show
from bot.write.lock.exams import Result, What, results
from bot.write.lock.names import Name, names, places
from bot.write.lock.numbers import amounts
from bot.write.lock.support import Support
from bot.write.lock.text import links, lists, markup, months, plain
from bot.write.outline import Exam

__all__ = ["Problem", "Support", "check", "contradictions"]

_KINDS = {"date": "date", "usd": "money", "percent": "percent", "attempts": "exam", "failures": "exam"}
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_CLAUSE_END = re.compile(r"[.;:!?—]|,? but ")
_CLAIM_CLAUSE = re.compile(r"[,;:.!?—]|\b(?:and|but|because)\b")
_DENIAL_REACH, _NEGATION_REACH = 8, 4
_LABELLED = re.compile(r"\b(Step (?:1|2 CK|3)) failed attempts(?:: (\d+))?")
"""A fact as a card shows it; read as the words it stands for."""


@dataclass(frozen=True)
class Problem:
    """One thing that may not stand. `kind`: number, date, money, percent, exam, name, link, markup, claim or
    promise; `words` are the sentence's own; `reason` is plain and may be shown."""

    kind: str
    words: str
    reason: str


def check(sentence: str, support: Support) -> list[Problem]:
    """Every claim of `sentence` that `support` does not carry; empty when it passes.

    Bracketed questions, list markers and words that only structure ("one thing") claim nothing. A
    name in a question claims nothing either; its numbers do. Source: DESIGN 2, promise 5, and 4.
    """
    sentence = _LABELLED.sub(_read_out, sentence)
    found = [*_promises(sentence), *_numbers(sentence, support), *_results(sentence, support)]
    found += [_problem("link", link, "link") for link in links(sentence) if not support.links_to(link)]
    found += [_problem("markup", words, "markup") for words in markup(sentence)]
    found += [_problem("date", word, "month") for word in months(sentence) if not support.dates(word)]
    if not sentence.rstrip().endswith("?"):
        found += _names(sentence, support)
        found += _claims(sentence, support)
    return list(dict.fromkeys(found))


def _read_out(label: re.Match[str]) -> str:
    """A labelled fact as a clause: with 0 it says that none failed; the label alone says nothing."""
    if label[2] is None:
        return f"{label[1]} attempts"
    count = "no" if label[2] == "0" else label[2]
    return f"{count} failed attempts at {label[1]}"


def contradictions(text: str, facts: Profile) -> list[Problem]:
    """Exam results that `text` gives otherwise than the facts; results unknown there are no matter."""
    known = {key: value for key, value in facts.items() if FIELDS[key].kind is not Kind.TEXT}
    support = Support(facts=known)
    stated = results(text, personal=False)
    return [
        _differs(result, support)
        for result in dict.fromkeys(stated)
        if _verdict(result, support.exams.get(result.exam)) is False
    ]


def _problem(kind: str, words: str, reason: str, **values: str) -> Problem:
    return Problem(kind, words, lists()["problem"][reason].format(words=words, **values))


def _numbers(sentence: str, support: Support) -> list[Problem]:
    """Numbers without support. A first attempt there always was; whether it passed is a result."""
    return [
        _problem(_KINDS.get(amount.unit, "number"), amount.words, "number")
        for amount in amounts(sentence)
        if (amount.value, amount.unit) != (1, "attempts") and not support.counts(amount)
    ]


def _names(sentence: str, support: Support) -> list[Problem]:
    return [
        _problem("name", name.words, "name") for name in names(sentence) if not _known_name(name, support)
    ]


def _known_name(name: Name, support: Support) -> bool:
    """Whether a name stands in the support: whole, without a generic end ("program"), or, when it
    opens the sentence, without a first word that only has its capital from standing there."""
    words = name.words.split()
    while words and words[-1].lower() in lists()["names"]["tails"]:
        words = words[:-1]
    if not words:
        return True
    whole = " ".join(STATES.get(word, word) for word in words)
    if support.says(whole) or support.says(" ".join(words)):
        return True
    rest = " ".join(words[1:])
    return name.opens and bool(rest) and words[0].lower() not in places() and support.writes(rest)


def _results(sentence: str, support: Support) -> Iterator[Problem]:
    """Exam results said of the applicant that are not theirs, and scores set beside the wrong exam.

    A standing fact outweighs what was typed, which may have been corrected since.
    """
    counted = {amount.value for amount in amounts(sentence) if support.counts(amount)}
    said = results(sentence, personal=True)
    for result in said:
        if (result.what is What.SCORE and result.value not in counted) or support.cites(result):
            continue
        verdict = _verdict(result, support.exams.get(result.exam))
        if verdict is False:
            yield _differs(result, support)
        elif verdict is None and not support.typed_it(result):
            yield _unknown(result)
    scores = {exam.score for exam in support.exams.values()} - {None}
    for result in results(sentence, personal=False):
        of_another = result.what is What.SCORE and result.value in scores and result not in said
        if of_another and _verdict(result, support.exams.get(result.exam)) is False:
            yield from () if support.cites(result) else (_differs(result, support),)


def _verdict(result: Result, exam: Exam | None) -> bool | None:
    """Whether the facts say the same of the exam, say otherwise, or (None) do not say."""
    if exam is None:
        return None
    match result.what:
        case What.SCORE:
            return None if exam.score is None else exam.score == result.value
        case What.PASS:
            return exam.passed
        case What.FAIL:
            return True if exam.failed else (False if exam.failures == 0 else None)
        case What.NEVER_FAILED:
            return False if exam.failed else (True if exam.failures == 0 else None)
        case What.FAILURES:
            return None if exam.failures is None else exam.failures == result.value
        case What.ATTEMPT:
            return None if exam.failures is None else exam.failures + 1 == result.value


def _said(result: Result) -> str:
    words: str = lists()["said"][result.what]
    return words.format(value=result.value)


def _unknown(result: Result) -> Problem:
    return _problem("exam", result.words, "unknown", exam=FIELDS[result.exam].label, said=_said(result))


def _differs(result: Result, support: Support) -> Problem:
    exam = support.exams[result.exam]
    keys = (
        (result.exam,) if result.what in (What.SCORE, What.PASS) else (f"{result.exam}_failures", result.exam)
    )
    key = next((key for key in keys if key in support.facts), result.exam)
    fact = f"{FIELDS[key].label}: {show(key, support.facts[key])}" if key in support.facts else exam.name
    return _problem("exam", result.words, "differs", exam=exam.name, said=_said(result), fact=fact)


def _claims(sentence: str, support: Support) -> Iterator[Problem]:
    """Facts said of the applicant in words; a clause that supposes, advises or denies says none."""
    grammar = lists()["grammar"]
    for clause in _CLAIM_CLAUSE.split(plain(sentence).lower()):
        words = _WORD.findall(clause)
        of_somebody = any(word in grammar["personal"] for word in words)
        if not of_somebody or any(word in grammar["hypothetical"] for word in words):
            continue
        for claim in lists()["claim"]:
            matched = re.search(claim["pattern"], clause)
            if not matched or _holds(claim, support):
                continue
            before = _WORD.findall(clause[: matched.start()])[-_NEGATION_REACH:]
            if not any(word in grammar["negated"] for word in before):
                yield _problem("claim", matched[0], "claim")


def _holds(claim: dict[str, object], support: Support) -> bool:
    facts = claim.get("facts", {})
    words = claim["support"]
    by_fact = isinstance(facts, dict) and any(
        key in support.facts and value in ("*", support.facts[key]) for key, value in facts.items()
    )
    return by_fact or (isinstance(words, list) and any(support.says(word) for word in words))


def _promises(sentence: str) -> Iterator[Problem]:
    text = " ".join(sentence.replace("’", "'").lower().split())
    denial = lists()["denial"]
    reported = any(re.search(pattern, text) for pattern in denial["reported"])
    for promise in lists()["promise"]:
        for matched in re.finditer(promise["pattern"], text):
            if not (reported or _denied(text[: matched.start()])):
                yield Problem("promise", matched[0].strip(), promise["reason"])


def _denied(before: str) -> bool:
    """Whether the words before a promise, in its own clause, deny it."""
    denial = lists()["denial"]
    clause = _CLAUSE_END.split(before)[-1]
    for pattern in denial["only"]:
        clause = re.sub(pattern, " ", clause)
    return any(word in denial["deny"] for word in _WORD.findall(clause)[-_DENIAL_REACH:])
