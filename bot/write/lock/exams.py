"""Exam results that a text states: scores, passes, failures, and the number of the attempt.

Covers: binding a score or an outcome to the exam it is said of, clause by clause, and leaving out
what is only supposed, advised or compared with ("if you pass", "aim for 230", "below 220"). Does
not cover exams that are merely mentioned, or whether a result is supported (lock).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.applicant.facts import HIGHEST_SCORE, LOWEST_SCORE
from bot.write.lock.numbers import amounts
from bot.write.lock.text import EXAMS, lists, plain

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_CLAUSE = re.compile(r"[,:()–—]|\s-\s|[.!?](?:\s|$)|\b(?:and|but|then|while|because)\b")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_OF_NOBODY = (["mark"], ["marks"], ["rate"], ["rates"], ["line"])
"""What makes of "pass" a thing that belongs to nobody: "the pass mark"."""
_NEAR = 4
"""How many words before an outcome may hold its subject or its denial."""


class What(StrEnum):
    SCORE = "score"
    PASS = "pass"
    FAIL = "fail"
    NEVER_FAILED = "never_failed"
    ATTEMPT = "attempt"  # `value`: the number of the attempt that passed
    FAILURES = "failures"  # `value`: how many attempts failed


@dataclass(frozen=True)
class Result:
    """An outcome said of an exam (a fact key: step1, step2ck, step3); `value` is 0 without a number."""

    exam: str
    what: What
    value: int
    words: str


@lru_cache(maxsize=512)
def results(text: str, *, personal: bool) -> tuple[Result, ...]:
    """What `text` states of exams. With `personal`, only sentences about "I", "my", "you", "your";
    without, terse notes too ("failed step 1 once then 214, ck 223"), as people type them."""
    found: list[Result] = []
    before = ""
    for sentence in _SENTENCE.split(plain(text)):
        of_somebody = any(word in lists()["grammar"]["personal"] for word in _words(sentence))
        for half in sentence.split(";"):
            clauses = [_words(clause) for clause in _CLAUSE.split(half)]
            if of_somebody or not personal:
                found += _in_clauses(clauses, before)
            named = [EXAMS[word] for words in clauses for word in words if word in EXAMS]
            before = (named or [before])[-1]
    return tuple(found)


def _in_clauses(clauses: list[list[str]], before: str) -> Iterator[Result]:
    """The results of one independent clause and its parts, up to where it begins to suppose;
    `before` is the exam named last before it."""
    for i, words in enumerate(clauses):
        if _supposes(words[:2]):
            return
        if _is_rule(words):
            continue
        here = _exam_of(clauses, i)
        yield from _scores(words, here or before)
        yield from _outcomes(words, here or (before if _refers_back(words) else ""))


def _is_rule(words: list[str]) -> bool:
    """What a program demands or allows of anybody: "it allows 1 failed attempt on Step 1"."""
    grammar = lists()["grammar"]
    return any(word in grammar["rules"] for word in words) and not any(
        word in grammar["personal"] for word in words
    )


def _exam_of(clauses: list[list[str]], i: int) -> str:
    """The exam that a clause is about: the one it names, else the one named last before it in the
    sentence, else the next one ("after one failed attempt, I scored 223 on Step 2 CK")."""
    named = [[EXAMS[word] for word in words if word in EXAMS] for words in clauses]
    earlier = [exam for exams in named[:i] for exam in exams]
    later = [exam for exams in named[i + 1 :] for exam in exams]
    leads_on = clauses[i][:1] and clauses[i][0] in lists()["grammar"]["leading"]
    around = later or earlier[-1:] if leads_on else earlier[-1:] or later
    return (named[i] or around or [""])[0]


def _refers_back(words: list[str]) -> bool:
    """Whether an outcome without an exam is about the one of an earlier sentence ("I then passed.")."""
    grammar = lists()["grammar"]
    if any(word in grammar["other_exams"] for word in words):
        return False
    for i, word in enumerate(words):
        if word in _outcome_words():
            return words[i + 1 : i + 2] == [] or words[i + 1] in grammar["bare"]
    return True


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _supposes(words: list[str]) -> bool:
    return any(word in lists()["grammar"]["hypothetical"] for word in words)


def _scores(words: list[str], inherited: str) -> list[Result]:
    """Three-digit figures that are a result: bound to the exam named before or just after them."""
    grammar = lists()["grammar"]
    found = []
    exam = inherited
    for i, word in enumerate(words):
        exam = EXAMS.get(word, exam)
        if not re.fullmatch(r"[12]\d\d|300", word) or not LOWEST_SCORE <= int(word) <= HIGHEST_SCORE:
            continue
        around = words[max(0, i - 3) : i] + words[i + 1 : i + 2]
        compared = any(near in grammar["compared"] for near in around)
        counted = any(near in grammar["counted"] for near in words[i + 1 : i + 3])
        if compared or counted or _supposes(words[:i]):
            continue
        after = next((EXAMS[near] for near in words[i + 1 : i + 5] if near in EXAMS), "")
        names_it = after and words[i + 1 : i + 2] and words[i + 1] in ("on", "in", "for", "at", "of")
        bound = after if names_it else exam
        found += [Result(bound, What.SCORE, int(word), word)] if bound else []
    return found


def _outcomes(words: list[str], exam: str) -> list[Result]:
    """A pass, a failure or its denial, with the count that is said of it."""
    grammar = lists()["grammar"]
    found: list[Result] = []
    if not exam:
        return found
    for i, word in enumerate(words):
        if word not in (*grammar["pass"], *grammar["fail"]) or words[i + 1 : i + 2] in _OF_NOBODY:
            continue
        before = words[max(0, i - _NEAR) : i]
        denied = any(near in grammar["negated"] for near in before)
        if _supposes(words[:i]) or not _asserted(word, before, denied):
            continue
        named = [EXAMS[near] for near in words if near in EXAMS]
        said = named[0] if len(named) == 1 else _nearest(words, i) or exam
        failed = word in grammar["fail"]
        if failed and denied:
            found.append(Result(said, What.NEVER_FAILED, 0, word))
        else:
            found.append(Result(said, What.FAIL if failed or denied else What.PASS, 0, word))
    return found + _counts(words, exam)


def _asserted(word: str, before: list[str], denied: bool) -> bool:
    """Whether pass or fail is said to have happened: "passed", "did not pass", "was a pass"; a bare
    "pass" after "to", "may have been a pass", and "a failed attempt" of nobody, are not."""
    if "been" in before and any(maybe in before for maybe in ("may", "might", "could")):
        return False
    if before[-1:] and before[-1] in ("a", "an", "any", "the", "each", "every"):
        return any(verb in before for verb in ("was", "is", "my", "your", "had", "have"))
    if word in ("pass", "fail"):
        return denied or any(verb in before for verb in ("was", "is", "result"))
    return word not in ("passing", "failing", "passes", "fails", "failure", "failures") or denied


def _counts(words: list[str], exam: str) -> list[Result]:
    """The number of the passing attempt, and how many failed, when the clause says one."""
    grammar = lists()["grammar"]
    if _supposes(words) or not any(word in grammar["sat"] or word in _outcome_words() for word in words):
        return []
    named = next((EXAMS[word] for word in words if word in EXAMS), exam)
    failed = any(word in grammar["fail"] for word in words)
    denied = any(word in grammar["negated"] for word in words)
    found = []
    for amount in amounts(" ".join(words)):
        if amount.unit == "failures" or (amount.unit == "times" and failed):
            found.append(Result(named, What.FAILURES, int(amount.value), amount.words))
        elif amount.unit == "attempts" and not failed and not denied:
            found.append(Result(named, What.ATTEMPT, int(amount.value), amount.words))
    return found


def _outcome_words() -> tuple[str, ...]:
    grammar = lists()["grammar"]
    return (*grammar["pass"], *grammar["fail"])


def _nearest(words: list[str], i: int) -> str:
    near = sorted((abs(i - j), EXAMS[word]) for j, word in enumerate(words) if word in EXAMS)
    return near[0][1] if near else ""
