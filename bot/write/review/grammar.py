"""Slips of English that are clear and safe to mend: fixed wordings, spelling, number, marks, capitals.

Covers: the tables of knowledge/review/grammar.toml, doubled words, articles before vowels, numbers
before a noun, spacing, "I"; verbs by agreement and forms. Each finding carries its correction. Does not cover
style, accent, British spelling, or anything that needs the meaning of the sentence.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.write.review.agreement import disagreeing
from bot.write.review.finding import Finding
from bot.write.review.forms import begun, misformed
from bot.write.review.passage import Passage, Sentence
from bot.write.review.rules import compiled, data
from bot.write.review.slip import Slip
from bot.write.review.verbs import nouns, plural_of, singular_of

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SPACE_BEFORE = re.compile(r"(\w+) +([,.;:!?])(?=\s|$)")
_NO_SPACE = re.compile(r"(?<=[a-z])([,;])([a-z]{2,})|(?<=[a-z]{3})(\.)([A-Z][a-z]+ )")
_NO_SPACE_NUMBER = re.compile(r"([a-z]{3,}),(so|and|but|i|he|she|they|we|then|because)\b")
_SMALL_I = re.compile(r"(?<![\w'.])i(?=\s|'[a-z]{1,2}\b|,)(?! ?[.)])")
_STEP = re.compile(r"\bstep ([123])(?: (ck|cs))?\b")
_ALONE = re.compile(r"(?<![\w'.])i(?=\s)")
_NEXT = re.compile(r"\s*[\w'-]+|[^\w\s]")


@lru_cache(maxsize=8)
def _shape(name: str) -> re.Pattern[str]:
    return re.compile(data("grammar")["shape"][name])


def grammar(passage: Passage) -> Iterator[Finding]:
    """Each slip once, left to right; where two overlap, the tense goes first, then the longer one."""
    tenses: list[Finding] = []
    found: list[Finding] = []
    for sentence in passage.sentences:
        tenses += [_slip(sentence, one) for one in begun(sentence.low)]
        found += [*_fixed(sentence), *_spelling(sentence), *_numbers(sentence), *_articles(sentence)]
        found += [*_doubled(sentence), *_marks(sentence), *_capitals(sentence)]
        found += [_slip(sentence, one) for one in (*misformed(sentence), *disagreeing(sentence))]
    taken: list[Finding] = []
    for one in [*tenses, *sorted(found, key=lambda f: (_span(f)[0] - _span(f)[1], _span(f)[0]))]:
        start, end = _span(one)
        if not any(start < high and low < end for low, high in map(_span, taken)):
            taken.append(one)
    yield from sorted(taken, key=_span)


def _span(one: Finding) -> tuple[int, int]:
    return one.start or 0, one.end or 0


def _slip(sentence: Sentence, one: Slip) -> Finding:
    return _finding(sentence, one.start, one.end, one.fix, one.kind)


def _finding(sentence: Sentence, start: int, end: int, fix: str, kind: str) -> Finding:
    """A slip with its correction; words that the correction holds again take the next word with them."""
    if sentence.text[start : start + 1].isupper():
        fix = fix[:1].upper() + fix[1:]
    fix = _ALONE.sub("I", fix)
    if sentence.text[start:end].strip() in fix:
        after = _NEXT.match(sentence.text[end:])
        fix, end = fix + (after[0] if after else ""), end + (after.end() if after else 0)
    advice: str = data("grammar")["advice"][kind]
    return Finding(
        "grammar", sentence.start + start, sentence.start + end, advice.format(after=fix.strip()), fix
    )


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    lists = {"articled": data("grammar")["nouns"]["articled"]}
    return tuple(
        (compiled(rule["pattern"], lists, "grammar"), rule["fix"], rule["kind"])
        for rule in data("grammar")["fixed"]
    )


def _fixed(sentence: Sentence) -> Iterator[Finding]:
    for pattern, fix, kind in _rules():
        for found in pattern.finditer(sentence.low):
            mended = _expanded(sentence, found, fix)
            if mended != sentence.text[found.start() : found.end()]:
                yield _finding(sentence, found.start(), found.end(), mended, kind)


def _expanded(sentence: Sentence, found: re.Match[str], fix: str) -> str:
    """The mended wording, with the writer's own words for \\1 and one or many of the last of them."""
    text = re.sub(r"\\(\d)", lambda group: _own(sentence, found, int(group[1])), fix)
    last = found[found.lastindex or 0]
    return text.replace("{singular}", singular_of().get(last, last)).replace(
        "{plural}", plural_of().get(last, last)
    )


def _own(sentence: Sentence, found: re.Match[str], group: int) -> str:
    start, end = found.span(group)
    return sentence.text[start:end] if start >= 0 else ""


def _spelling(sentence: Sentence) -> Iterator[Finding]:
    table = data("grammar")["spelling"]
    past = data("grammar")["verbs"]["wrong_past"]
    for word in _WORD.finditer(sentence.text):
        low = word[0].lower()
        if low in table and not (word[0].isupper() and len(word[0]) > 1):
            yield _finding(sentence, word.start(), word.end(), table[low], "spelling")
        elif low in past:
            yield _finding(sentence, word.start(), word.end(), past[low], "form")


def _numbers(sentence: Sentence) -> Iterator[Finding]:
    """ "Ten patient each day", "many thing": a number, then one of a noun, then no other noun."""
    count = "|".join((*sorted(nouns("number_words")), r"\d+"))
    some = "|".join(plural_of())
    pattern = rf"(?<![\d,.$-])\b({count}) ({some})\b{data('grammar')['shape']['after_count']}"
    for found in re.finditer(pattern, sentence.low):
        if found[1] in ("1", "hundred") and not re.search(r"\w hundred$", sentence.low[: found.end(1)]):
            continue
        many = plural_of()[found[2]]
        if many != found[2]:
            fixed = sentence.text[found.start() : found.start(2)] + many
            yield _finding(sentence, found.start(), found.end(), fixed, "number")


def _articles(sentence: Sentence) -> Iterator[Finding]:
    for name, right in (("a_before_vowel", "an"), ("a_before_silent", "an"), ("an_before_consonant", "a")):
        for found in _shape(name).finditer(sentence.low):
            word = sentence.text[found.start() : found.end()].split(" ", 1)
            if not word[1].isupper():
                yield _finding(sentence, found.start(), found.end(), f"{right} {word[1]}", "article")


def _doubled(sentence: Sentence) -> Iterator[Finding]:
    for found in _shape("doubled").finditer(sentence.low):
        yield _finding(
            sentence, found.start(), found.end(), sentence.text[found.start() : found.end(1)], "doubled"
        )


def _marks(sentence: Sentence) -> Iterator[Finding]:
    for found in _SPACE_BEFORE.finditer(sentence.text):
        yield _finding(sentence, found.start(), found.end(), found[1] + found[2], "spacing")
    for found in _NO_SPACE.finditer(sentence.text):
        if not re.search(r"\.\w{2,3}$|@|www", sentence.text[max(0, found.start() - 8) : found.end()]):
            start = _word_start(sentence.text, found.start())
            lead = sentence.text[start : found.start()]
            mark, word = (found[1], found[2]) if found[1] else (found[3], found[4])
            yield _finding(sentence, start, found.end(), f"{lead}{mark} {word}", "spacing")


def _word_start(text: str, at: int) -> int:
    while at > 0 and text[at - 1].isalnum():
        at -= 1
    return at


def _capitals(sentence: Sentence) -> Iterator[Finding]:
    """ "i", names of days, months and languages, the exams; a sentence's first letter."""
    for found in _SMALL_I.finditer(sentence.text):
        after = re.match(r"'\w+\s*[\w']*|\s+[\w']+", sentence.text[found.end() :])
        end = found.end() + (len(after[0]) if after else 0)
        yield _finding(sentence, found.start(), end, "I" + sentence.text[found.end() : end], "capital")
    for found in _shape("capital").finditer(sentence.text):
        fix = found[0].upper() if found[0] == "usmle" else found[0].capitalize()
        yield _finding(sentence, found.start(), found.end(), fix, "capital")
    for found in _STEP.finditer(sentence.text):
        exam = f"Step {found[1]}" + (f" {found[2].upper()}" if found[2] else "")
        if sentence.low[max(0, found.start() - 20) : found.start()].strip() and re.search(
            r"\b(?:usmle|passed|failed|took|take|for|on|my|in|of|and)\s$", sentence.low[: found.start()]
        ):
            yield _finding(sentence, found.start(), found.end(), exam, "capital")
