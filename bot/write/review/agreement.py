"""Subjects and their verbs: "he have", "my friend correct me", "the doctors was", "a patient who have".

Covers: clear cases by a word's neighbours, for the verbs of knowledge/review/grammar.toml. Does not cover
the form after a helper or the tense (forms), or any case that needs the meaning.
"""

from collections.abc import Iterator

from bot.write.review.passage import Sentence
from bot.write.review.slip import (
    Slip,
    Words,
    begins,
    beside,
    conditional,
    inverted,
    opens,
    question,
    subjunctive,
)
from bot.write.review.verbs import finite, nouns, thirds, verbs

_ONE = {"are": "is", "were": "was", "have": "has", "don't": "doesn't"}
_MANY = {"is": "are", "was": "were", "has": "have", "doesn't": "don't"}
_I = {"is": "am", "are": "am", "were": "was", "has": "have", "doesn't": "don't"}


def disagreeing(sentence: Sentence) -> Iterator[Slip]:
    """Every verb of one sentence that does not fit its subject, with the subject."""
    words = Words.of(sentence)
    for i in range(len(words.low)):
        for rule in (_pronoun, _noun, _plural_noun, _relative, _everyone):
            slip = rule(words, i)
            if slip:
                yield slip
                break


def _pronoun(words: Words, i: int) -> Slip | None:
    """ "He have", "she say", "I speaks", "they was"."""
    who = words.at(i)
    if who not in ("he", "she", "it", "i", "we", "they") or not opens(words, i):
        return None
    if words.at(i - 1) == "and" and not any(word in finite() for word in words.low[max(0, i - 60) : i]):
        return None  # "my wife and I": a subject of two
    skip = 1 if words.at(i + 1) in beside("adverbs") - {"not"} else 0
    at = i + 1 + skip
    mended = _third(words, i, words.at(at)) if who in ("he", "she", "it") else _other(words, i, at)
    return words.slip(i, at, mended, "agreement") if mended else None


def _third(words: Words, i: int, verb: str) -> str | None:
    """What stands after he, she or it in the place of a form that does not."""
    if verb in ("don't", "are", "were") and not conditional(words, i):
        return _ONE[verb]
    known = verbs().get(verb)
    blocked = subjunctive(words, i) or question(words, i) or verb in beside("same_past")
    if known is None or blocked or known.past == verb or (words.at(i) == "it" and not known.sure):
        return None
    return known.third


def _other(words: Words, i: int, at: int) -> str | None:
    """What stands after I, we or they in the place of a form that does not."""
    verb = words.at(at)
    if verb in ("is", "was", "has", "doesn't", "are", "were", "am"):
        table = _I if words.at(i) == "i" else {**_MANY, "am": "are"}
        return None if conditional(words, i) else table.get(verb)
    if verb in thirds() and words.at(at + 1) != "of":
        return thirds()[verb].base
    return None


def _noun(words: Words, i: int) -> Slip | None:
    """ "My friend correct me", "this specialty attract me", "this give me": one thing, bare verb."""
    det = words.at(i)
    if det not in beside("determiners") or not begins(words, i):
        return None
    bare = verbs().get(words.at(i + 1))
    if det in ("this", "that") and bare and bare.sure and bare.base not in beside("same_past"):
        right = det == "that" or subjunctive(words, i)
        return None if right else words.slip(i, i + 1, bare.third, "agreement")
    for size in (1, 2):
        if not _one_thing(words.at(i + size), size):
            return None
        mended = _with_noun(words, i, i + size + 1)
        if mended:
            return words.slip(i + size, i + size + 1, mended, "agreement")
        if words.at(i + size + 1) in verbs() and verbs()[words.at(i + size + 1)].sure:
            return None
    return None


def _one_thing(noun: str, size: int) -> bool:
    """Whether a word can be the noun of a subject of one."""
    if not noun.isalpha() or noun in beside("no_noun") | beside("helpers"):
        return False
    if noun in nouns("either") or noun in nouns("plural"):
        return False
    if noun in finite() and size == 1 and noun not in ("study", "practice"):
        return False
    return not noun.endswith("s") or noun in nouns("in_s")


def _with_noun(words: Words, i: int, at: int) -> str | None:
    """What stands after a subject of one that begins at word i, in the place of the form at word `at`."""
    form, after = words.at(at), words.at(at + 1)
    if subjunctive(words, i) or inverted(words, i):
        return None
    if form in _ONE:
        return _ONE[form]
    known = verbs().get(form)
    if known is None or form in beside("same_past") or form == "do":
        return None
    meant = form in beside("person_verb") and after in beside("person_after")
    if known.sure and after not in ("and", "or", "of"):
        return known.third
    return known.third if meant and words.at(at - 1) in beside("person") else None


def _plural_noun(words: Words, i: int) -> Slip | None:
    """ "The doctors was", "my patients understands", "my notes is"."""
    if words.at(i) not in beside("many") or not begins(words, i):
        return None
    for size in (1, 2):
        noun, form = words.at(i + size), words.at(i + size + 1)
        if not noun.isalpha():
            return None
        if not _many_things(noun):
            continue
        verb = thirds().get(form)
        if form in _MANY:
            return words.slip(i + size, i + size + 1, _MANY[form], "agreement")
        if verb and verb.sure and form not in ("has", "does"):
            return words.slip(i + size, i + size + 1, verb.base, "agreement")
        return None
    return None


def _many_things(noun: str) -> bool:
    if noun in ("children", "women", "men", "people"):
        return True
    counted = noun.endswith("s") and len(noun) > 3 and noun not in nouns("in_s")
    return counted and not noun.endswith(("ss", "us", "is", "'s"))


def _relative(words: Words, i: int) -> Slip | None:
    """ "A patient who have", "one man who live"."""
    noun, form = words.at(i - 1), words.at(i + 1)
    if words.at(i) != "who" or words.at(i - 2) not in beside("before_who") or noun.endswith("s"):
        return None
    if noun in nouns("either") | nouns("plural") or "of" in words.low[max(0, i - 5) : i]:
        return None
    mended = _bare(form)
    return words.slip(i, i + 1, mended, "agreement") if mended else None


def _everyone(words: Words, i: int) -> Slip | None:
    """ "Everyone have", "nobody know"."""
    if words.at(i) not in beside("someone") or not opens(words, i):
        return None
    if question(words, i) or inverted(words, i):
        return None
    mended = _bare(words.at(i + 1))
    return words.slip(i, i + 1, mended, "agreement") if mended else None


def _bare(form: str) -> str | None:
    """The form for one in the place of a bare one; None where nothing is wrong or sure."""
    if form in _ONE:
        return _ONE[form]
    verb = verbs().get(form)
    return verb.third if verb and verb.sure and form not in beside("same_past") else None
