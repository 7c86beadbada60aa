"""The form of a verb after a helper, and the tense beside a time word: "did not passed", "I am solve",
"has wrote", "I am working here since 2020".

Covers: clear cases by a word's neighbours. Does not cover subject and verb (agreement), fixed wordings
(grammar), or any case that needs the meaning.
"""

import re
from collections.abc import Iterator

from bot.write.review.passage import Sentence
from bot.write.review.slip import BE, Slip, Words, beside
from bot.write.review.verbs import Verb, pasts, thirds, verbs

_PERSON = ("i", "he", "she", "we", "they")


def misformed(sentence: Sentence) -> Iterator[Slip]:
    """Every verb of one sentence whose form does not fit what stands before it."""
    words = Words.of(sentence)
    for i in range(len(words.low)):
        for rule in (_helper, _be_base, _perfect):
            slip = rule(words, i)
            if slip:
                yield slip
                break


def _helper(words: Words, i: int) -> Slip | None:
    """ "Does not merits", "did not passed", "can helps", "to helped"."""
    helper = words.at(i)
    if helper not in beside("helpers") and helper != "to":
        return None
    skip = 1
    while words.at(i + skip) in beside("adverbs"):
        skip += 1
    form = words.at(i + skip)
    verb = _inflected(form)
    if verb is None or (helper in ("do", "does", "did") and skip == 1):
        return None
    if helper == "to" and (form in thirds() or skip > 1 or form == verb.participle):
        return None
    if helper in ("does", "doesn't") and words.at(i - 1) in ("i", "we", "they", "you"):
        return _does(words, i, i + skip, verb)
    return words.slip(i, i + skip, verb.base, "form")


def _inflected(form: str) -> Verb | None:
    """The verb of a form that cannot stand after a helper."""
    verb = thirds().get(form) or pasts().get(form)
    if verb is None or form in verbs() or form in beside("no_base_slip"):
        return None
    return verb if verb.sure or form not in thirds() else None


def _does(words: Words, first: int, last: int, verb: Verb) -> Slip:
    """ "I does not merits": helper and verb together."""
    between = " ".join(words.low[first + 1 : last])
    head = "do" if words.low[first] == "does" else "don't"
    mended = " ".join(filter(None, (head, between, verb.base)))
    return words.slip(first, last, mended, "agreement", cut=first)


def _be_base(words: Words, i: int) -> Slip | None:
    """ "I am solve", "I was not practise", "I was read books": a form of be before a bare verb."""
    be, who = words.at(i), words.at(i - 1)
    if be not in BE or who not in _PERSON:
        return None
    at = i + 2 if words.at(i + 1) == "not" else i + 1
    form, after = words.at(at), words.at(at + 1)
    if form == "read" and be in ("was", "were") and after in ("books", "only", "the", "many", "notes", "all"):
        return words.slip(i - 1, at, "read", "form", cut=i)
    verb = verbs().get(form)
    if verb is None or form == verb.participle or not (verb.sure or form in beside("after_be")):
        return None
    if form in beside("adjective_too") and after in (".", ",", ";", "and"):
        return None
    one = who in ("he", "she")
    past = be in ("was", "were")
    if at == i + 2:
        mended = f"{'did' if past else 'does' if one else 'do'} not {verb.base}"
    else:
        mended = verb.past if past else verb.third if one else verb.base
    return words.slip(i - 1, at, mended, "form", cut=i)


def _perfect(words: Words, i: int) -> Slip | None:
    """ "Have did", "has wrote", "have volunteer in"."""
    who, have, form = words.at(i - 1), words.at(i), words.at(i + 1)
    if have not in ("have", "has", "had", "i've", "we've", "they've"):
        return None
    mended = _participle(who, form, words.at(i + 2))
    return words.slip(i, i + 1, mended, "form") if mended else None


def _participle(who: str, form: str, after: str) -> str | None:
    """The participle in the place of a past or a bare form after have."""
    verb = pasts().get(form)
    if form == "saw":
        return "seen" if who in ("i", "we", "they", "he", "she") else None
    if verb and form != verb.participle and form not in ("left", "ran"):
        return verb.participle
    if form == "volunteer":
        return "volunteered" if after in ("in", "at", "for", "with") else None
    bare = verbs().get(form)
    if bare is None or not bare.sure or form == bare.participle or form in ("do", "go"):
        return None
    return bare.participle if who in ("i", "we", "they") else None


_YEAR = r"(?:19|20)\d\d"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|early|late|the \w+ of)"
)
_AM = r"(?P<who>i am|i'm|we are|he is|she is|they are) (?P<verb>\w+ing)"
_PROGRESSIVE = re.compile(rf"\b{_AM}\b(?=[^.;,]{{0,60}}\bsince (?:{_MONTH} )?{_YEAR}\b)")
_SINCE_FIRST = re.compile(rf"\bsince (?:(?:{_MONTH} )?{_YEAR}|then|this time|that time),? {_AM}\b")
_KIN = r"family|uncle|aunt|brother|sister|parents|mother|father|cousin|wife|husband|cousins|brothers|sisters"
_LIVES = re.compile(
    rf"\b(?P<who>i|we|they|he|she|{_KIN}) (?P<verb>lives?|is living|are living|am living)\b"
    rf"(?=(?:(?! and | where )[^.;,]){{0,40}}\bsince {_YEAR}\b)"
)


def begun(low: str) -> Iterator[Slip]:
    """ "I am working here since 2020", "my uncle live there since 2009": begun then, still so."""
    for pattern, verb in ((_PROGRESSIVE, "been {verb}"), (_SINCE_FIRST, "been {verb}"), (_LIVES, "lived")):
        for found in pattern.finditer(low):
            who = found["who"].replace("i'm", "i am").split()[0]
            many = who in ("i", "we", "they") or who.endswith("s")
            subject = "I" if who == "i" else who
            mended = f"{subject} {'have' if many else 'has'} {verb.format(verb=found['verb'])}"
            yield Slip(found.start("who"), found.end("verb"), mended, "tense")
