"""Edits that mend what a review found, without a word that states something new.

Covers: corrections that a finding brings along (grammar, privacy, planted text), and taking out stock
phrases, praise, apology, blame and detail, sentence by sentence, so that every fact stays. Does not
cover requests in plain words (requests) or problems that only the writer can mend.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.write.refine.clauses import Clause, aside, clauses, joined, stands, substance, tidy
from bot.write.refine.edit import Edit, overlaps, removal
from bot.write.refine.facts import carrier, facts, lost, question
from bot.write.review import Problem, Review
from bot.write.review.attitude import shows
from bot.write.review.passage import Passage
from bot.write.review.signs import told

DIRECT = ("grammar", "patient_privacy", "prompt_injection")
CUT = ("cliche", "flattery", "self_deprecating", "blame", "over_explains", "defensive")
MENDABLE = (*DIRECT, *CUT)
_LIGHT = ("cliche", "flattery")
_LEAST = 2
"""How many words of substance a sentence must keep to be worth keeping."""
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class _Sentence:
    """A sentence in places of the text, with the problems that touch it in places of the sentence."""

    start: int
    before: str
    direct: tuple[Problem, ...]
    cut: tuple[Problem, ...]

    @property
    def end(self) -> int:
        return self.start + len(self.before)

    @property
    def spans(self) -> Spans:
        return [_span(one) for one in self.cut]


def mend(text: str, review: Review, kinds: Collection[str], keep: Spans = ()) -> list[Edit]:
    """The edits for problems of `kinds` outside the places in `keep`, left to right, none overlapping."""
    wanted = [one for one in review.problems if one.problem in kinds and one.problem in MENDABLE]
    placed = [one for one in wanted if one.start is not None and not overlaps(*_span(one), keep)]
    planted = [one for one in placed if one.problem == "prompt_injection"]
    edits = [removal(text, *_span(one), one.problem, one.why) for one in planted]
    current = text
    for start, end in map(_span, planted):
        current = current[:start] + " " * (end - start) + current[end:]
    return _merged(text, sorted([*edits, *_by_sentence(text, current, placed)], key=lambda one: one.start))


def _merged(text: str, edits: Sequence[Edit]) -> list[Edit]:
    """The edits with one question where sentences next to each other would ask the same."""
    found: list[Edit] = []
    for one in edits:
        last = found[-1] if found else None
        if last and _asks(last) and _asks(one) and last.problem == one.problem:
            between = text[last.end : one.start]
            if not between.strip() and "\n" not in between:
                before = text[last.start : one.end]
                whole = question(one.problem, facts(before))
                found[-1] = Edit(last.start, one.end, before, whole, one.problem, one.why)
                continue
        found.append(one)
    return found


def _asks(edit: Edit) -> bool:
    return edit.after.startswith("[")


def _span(one: Problem) -> tuple[int, int]:
    return one.start or 0, one.end or 0


def _by_sentence(text: str, current: str, problems: Sequence[Problem]) -> Iterator[Edit]:
    """The edits of each sentence; a fact may go only while it stands in the rest as mended so far."""
    sentences = list(_sentences(text, [one for one in problems if one.problem != "prompt_injection"]))
    done: dict[int, str] = {}
    for sentence in sentences:
        rest, at = "", 0
        for other in sentences:
            if other is sentence or other.start in done:
                rest += current[at : other.start] + done.get(other.start, "")
                at = other.end
        whole = _rewritten(sentence, rest + current[at:])
        if whole is None:
            yield from (_small(text, sentence, one) for one in sentence.direct if one.fix is not None)
            continue
        done[sentence.start] = whole
        first = next(iter(sentence.cut))
        if whole:
            yield Edit(sentence.start, sentence.end, sentence.before, whole, first.problem, first.why)
        else:
            yield removal(text, sentence.start, sentence.end, first.problem, first.why)


def _sentences(text: str, problems: Sequence[Problem]) -> Iterator[_Sentence]:
    passage = Passage.read(text)
    for one in passage.sentences:
        start, end = passage.original(one.start, one.end)
        inside = [p for p in problems if start <= _span(p)[0] < end and _span(p)[1] <= end]
        moved = [replace(p, start=_span(p)[0] - start, end=_span(p)[1] - start) for p in inside]
        if moved:
            direct = tuple(p for p in moved if p.problem in DIRECT)
            yield _Sentence(start, text[start:end], direct, tuple(p for p in moved if p.problem in CUT))


def _rewritten(sentence: _Sentence, elsewhere: str) -> str | None:
    """The sentence without the words of its problems: "" when it may go, None when nothing can be done."""
    if not sentence.cut:
        return None
    shown = _corrected(sentence.before, [one for one in sentence.direct if one.problem == "patient_privacy"])
    fitting = [one for one in _candidates(sentence) if not lost(shown, one, elsewhere)]
    rid = next((one for one in fitting if not any(shows(one, cut.problem) for cut in sentence.cut)), None)
    if rid is not None:
        return rid
    if _tells(sentence):
        return next(iter(fitting), None)
    missing = lost(shown, "", elsewhere)
    if not missing:
        return ""
    carried = carrier(shown, missing)
    if carried and not lost(shown, carried, elsewhere):
        return carried
    return question(sentence.cut[0].problem, missing)


def _tells(sentence: _Sentence) -> bool:
    """Whether a sentence with a stock phrase or praise tells something beside it, so that it may not go."""
    if any(one.problem not in _LIGHT for one in sentence.cut):
        return False
    rest = "".join(
        " " if overlaps(i, i + 1, sentence.spans) else char for i, char in enumerate(sentence.before)
    )
    return any(one.concrete and one.detail for one in told(Passage.read(rest)))


def _candidates(sentence: _Sentence) -> Iterator[str]:
    """What is left when the words go, the smallest change first, as far as it stands.

    First each problem's own stand-in, then asides, then whole clauses.
    """
    before, spans = sentence.before, sentence.spans
    everything = (*sentence.direct, *sentence.cut)
    options = []
    if all(one.fix is not None for one in everything):
        options.append(tidy(_corrected(before, everything), before))
    if all(aside(before, *span) for span in spans):
        emptied = [replace(one, fix="") for one in sentence.cut]
        options.append(tidy(_corrected(before, [*sentence.direct, *emptied]), before))
    parts = clauses(before)
    kept = [part for part in parts if not overlaps(part.start, part.end, spans)]
    if 0 < len(kept) < len(parts) and _leads(before, parts, kept):
        words = [(part.joint, _within(sentence, part.start, part.end)) for part in kept]
        options.append(joined(before, words))
    quotes = [one.quote for one in sentence.cut if one.quote]
    for option in options:
        if stands(option) and substance(option) >= _LEAST and not any(quote in option for quote in quotes):
            yield option


def _leads(before: str, parts: Sequence[Clause], kept: Sequence[Clause]) -> bool:
    """Whether the first clause that stays can do without the one behind it."""
    first = kept[0]
    follows = parts[parts.index(first) + 1] if first is not parts[-1] else None
    return (
        follows is None or follows in kept or stands(joined(before, [("", before[first.start : first.end])]))
    )


def _within(sentence: _Sentence, start: int, end: int) -> str:
    """One stretch of a sentence with the corrections that fall into it."""
    inside = [one for one in sentence.direct if start <= _span(one)[0] and _span(one)[1] <= end]
    moved = [replace(one, start=_span(one)[0] - start, end=_span(one)[1] - start) for one in inside]
    return _corrected(sentence.before[start:end], moved)


def _corrected(words: str, problems: Sequence[Problem]) -> str:
    """`words` with every correction put in, from the last to the first; one without a fix is left."""
    taken = len(words)
    for one in sorted(problems, key=_span, reverse=True):
        start, end = _span(one)
        if one.fix is not None and end <= taken:
            words = words[:start] + one.fix + words[end:]
            taken = start
    return words


def _small(text: str, sentence: _Sentence, one: Problem) -> Edit:
    """A correction by itself."""
    start, end = (sentence.start + place for place in _span(one))
    return Edit(start, end, text[start:end], one.fix or "", one.problem, one.why)
