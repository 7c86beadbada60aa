"""The edits that a request adds to the mending: leaner, simpler or more formal words, sentences left out,
questions in brackets.

Covers: one edit a sentence, only from the writer's own words and the tables of refine.toml. Does not cover
what a review found (mend) or reading the request (requests).
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

from bot.applicant.facts import Profile, show
from bot.write.refine.clauses import tidy
from bot.write.refine.edit import Edit, overlaps, removal
from bot.write.refine.facts import facts, lost
from bot.write.refine.requests import Asked, about
from bot.write.review.passage import Passage
from bot.write.review.rules import data
from bot.write.review.signs import Told, told

SHORTER_BY = 0.2
"""The share of the words that "shorter" may take at most."""
_GENERAL = 0.3
"""From which share of stock words a sentence may go when the text is to be shorter."""
_WHY = "You asked for it."
_STYLES = ("formal", "simple")
_FIGURE = re.compile(r"\d+")
Spans = Sequence[tuple[int, int]]


def asked_edits(text: str, asked: Asked, facts_known: Profile, busy: Spans) -> Iterator[Edit]:
    """The edits of a request outside the places in `busy`."""
    passage = Passage.read(text)
    for topic in asked.dropped:
        yield from _dropped(text, passage, topic)
    if "shorter" in asked.names:
        yield from _shorter(text, passage, busy)
    for name in _STYLES:
        if name in asked.names:
            yield from _styled(text, name, busy)
    yield from (_asking(text, passage, topic, facts_known) for topic in asked.more)


def _dropped(text: str, passage: Passage, topic: str) -> Iterator[Edit]:
    """Every sentence about a topic, with its facts: that is what was asked."""
    for i in about(passage, topic):
        one = passage.sentences[i]
        yield removal(text, *passage.original(one.start, one.end), "drop", _WHY)


def _shorter(text: str, passage: Passage, busy: Spans) -> Iterator[Edit]:
    """Filler goes, then whole sentences that hold no fact and tell nothing particular, up to a fifth."""
    left = round(passage.words * SHORTER_BY)
    for one in sorted(told(passage), key=_worth):
        start, end = passage.original(one.sentence.start, one.sentence.end)
        if overlaps(start, end, busy):
            continue
        words = len(one.sentence.words)
        if _spare(one) and words <= left:
            yield removal(text, start, end, "shorter", _WHY)
            left -= words
            continue
        before = text[start:end]
        leaner = _replaced(before, "filler")
        if leaner != before and not lost(before, leaner, ""):
            yield Edit(start, end, before, leaner, "shorter", _WHY)


def _spare(one: Told) -> bool:
    held = bool(facts(one.sentence.text)) or one.exam or one.sentence.text.startswith("[")
    general = one.stock >= _GENERAL or one.has("quality")
    return general and not held and not one.concrete and not one.has("motive")


def _worth(one: Told) -> tuple[bool, float]:
    """Sentences that tell something last; among the others the most general first."""
    return one.concrete, -one.stock


@lru_cache(maxsize=4)
def _table(name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    items = data("refine")[name]["items"]
    return tuple((re.compile(pattern, re.IGNORECASE), plain) for pattern, plain in items)


def _replaced(sentence: str, name: str) -> str:
    """A sentence with every wording of a table replaced, capitals kept."""
    text = sentence
    for pattern, plain in _table(name):
        text = pattern.sub(partial(_as, plain=plain), text)
    return text if text == sentence else tidy(text, sentence)


def _as(hit: re.Match[str], plain: str) -> str:
    new = hit.expand(plain)
    return new[:1].upper() + new[1:] if hit[0][:1].isupper() else new


def _styled(text: str, name: str, busy: Spans) -> Iterator[Edit]:
    """One edit for each wording, so that each can be taken alone."""
    low = text.replace("’", "'")
    taken: list[tuple[int, int]] = list(busy)
    for pattern, plain in _table(name):
        for hit in pattern.finditer(low):
            if not overlaps(hit.start(), hit.end(), taken):
                taken.append(hit.span())
                yield Edit(hit.start(), hit.end(), text[hit.start() : hit.end()], _as(hit, plain), name, _WHY)


def _asking(text: str, passage: Passage, topic: str, known: Profile) -> Edit:
    """A bracketed question behind the last sentence about a topic, or at the end when there is none."""
    spoken = about(passage, topic)
    place = len(text.rstrip())
    if spoken:
        last = passage.sentences[spoken[-1]]
        place = passage.original(last.start, last.end)[1]
    asks = data("refine")["question"]
    words = asks["more"].format(topic=topic) if may_name(topic, text, known) else asks["more_plain"]
    return Edit(place, place, "", f"{' ' if text[:place].strip() else ''}[{words}]", "more", _WHY)


def may_name(topic: str, text: str, known: Profile) -> bool:
    """Whether a topic brings no figure into the text that neither the text nor the facts hold."""
    held = {
        *_FIGURE.findall(text),
        *(figure for key in known for figure in _FIGURE.findall(show(key, known[key]))),
    }
    return set(_FIGURE.findall(topic)) <= held
