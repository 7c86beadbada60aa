"""What happened in exams: passes, failures, attempts and their counts, by the words alone.

Covers: events in order, with counts joined to what they count ("failed step 1 twice", "first
attempt failed"). Does not cover numbers that are scores (exam_scores), or which exam an event
belongs to (exam_owners).
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.applicant.ledger import Doubt
from bot.applicant.reader.clauses import HARD, MARKS, Hit, Message
from bot.applicant.reader.exams import Topic
from bot.applicant.reader.patterns import pattern


class What(StrEnum):
    PASS = "pass"
    FAIL = "fail"  # count: failures, 0 for "never failed"
    ATTEMPT = "attempt"  # count: which attempt, 2 for "second attempt"; below 0 for "not at once"
    TIMES = "times"  # count: "once", "3 times"; belongs to a failure
    SCORE = "score"


@dataclass(frozen=True)
class Event:
    """One thing that happened, at tokens [start, end). `counted`: the words give the count."""

    what: What
    start: int
    end: int
    count: int = 1
    score: int | None = None
    doubt: Doubt | None = None
    counted: bool = False

    @property
    def places(self) -> range:
        return range(self.start, self.end)


_FILL = (
    "(?:any |a |an |#1 |single |ever |been |be |of |history |prior |previous |past |or |my |the |other "
    "|<exam> |<have> ){0,3}"
)
_OF = r"(?:on |in |at |by |from |with |for )?(?:the |my |a |his |only |just )?"
_END = r"(?=[,.;)]|and|but|<pass>|<fail>|then|$)"

_GRAMMAR: tuple[tuple[What, int | None, str], ...] = (
    # none: "never failed", "no attempts", "failures: 0", "none on CK"
    (What.FAIL, 0, rf"(?:<not>|<never>|<no>) {_FILL}(?:<fail>|<attempt>) (?:<attempt> |<time> )?"),
    (What.FAIL, 0, "(?:<fail>|<attempt>) (?:(?:: |= |-- |- |is |was |are )(?:#0|<no>)|#0) "),
    (What.FAIL, 0, r"<none|zero|#0> (?:on |in |for )(?=\S*~step)"),
    # failures with their number: "failed both times", "two failed attempts", "fails: 2", "an attempt in CK"
    (What.FAIL, 2, "<fail> (?:on |in |at )?(?:the |my )?(?:@1 #2 |both |#2 )(?:<attempt>|<time>) "),
    (What.FAIL, None, "<#n> <previous|prior|earlier> <attempt> "),
    (What.FAIL, 2, "<twice> <fail> (?:<attempt> )?"),
    (What.FAIL, None, "<#n> (?:<time> |prior |previous |<attempt> )?<fail> (?:<attempt> )?"),
    (What.FAIL, 1, "(?:a |an |single |<once> |#1 time )(?:prior |previous )?<fail> (?:<attempt> )?"),
    (What.FAIL, None, "<fail> (?:<attempt> )?(?:: |= |x )<#n> (?!<time>)"),
    (What.FAIL, 1, "<have> <an|a|#1> <attempt> (?:on |in |at |for )"),
    (What.TIMES, 2, "(?:<several> |a couple of |couple of |couple )(?:<time>|<attempt>) "),
    # which attempt: "not at once", "on my second try", "(1st)", "1st 198, 2nd 221", "223 1st", "in one go"
    (What.ATTEMPT, -1, rf"<not> {_OF}<@1|once|#1> (?:(?:<attempt>|<time>) )?"),
    (What.ATTEMPT, None, rf"{_OF}<@n> (?:<attempt>|<time>) "),
    (What.ATTEMPT, 1, "(?:in |with |at |on )(?:a |my |the |just |only )*<#1|single> (?:<attempt>|<time>) "),
    (What.ATTEMPT, None, r"(?:\( |/ )<@n> (?=[),;.?(/]|$)"),
    (What.ATTEMPT, None, r"(?:-- |- |x )?<@n> (?=(?:was |: |- |-- |= |got |is |\( )?#[12]\d\d )"),
    (What.ATTEMPT, None, "a la <@n> "),
    (What.ATTEMPT, None, r"(?<=#\d\d\d )<@n> (?=[,;.)/]|and|$)"),
    (What.ATTEMPT, None, "(?:on |at |from |in )(?:the |my )?<@n> (?=[.,;)]|$)"),
    (What.ATTEMPT, 1, "#1 (?:go|shot|sitting) "),
    (What.ATTEMPT, 1, "at <once> "),
    (What.ATTEMPT, 1, "single <attempt> "),
    (What.ATTEMPT, None, "<attempt> (?:: |= |no |number )?<#n> "),
    (What.TIMES, None, "<#n> <time> "),
    (What.TIMES, None, "x <#n> "),
    (What.TIMES, 1, "<once> "),
    (What.TIMES, 2, "<twice> "),
    (What.TIMES, 3, "<thrice> "),
    (What.ATTEMPT, None, "(?:in |took |took me |needed |after |required |with )<#n> <attempt> "),
    (What.ATTEMPT, None, r"#(?P<n>[2-9])(?:~\S+)? <attempt> "),
    (What.ATTEMPT, None, rf"(?<=~pass )(?:on |in |at |the |my )*<@n> {_END}"),
    (What.ATTEMPT, None, rf"(?<=~fail )(?:on |in |the |my )*<@n> {_END}"),
    # the plain words
    (What.FAIL, 1, "<fail> "),
    (What.PASS, 1, "<pass> "),
)
_PATTERNS: tuple[tuple[What, int | None, re.Pattern[str]], ...] = tuple(
    (what, count, pattern(source)) for what, count, source in _GRAMMAR
)
_MOST = 9


def word_events(message: Message, named: list[Topic]) -> list[Event]:
    """Events told in words, unordered; earlier patterns win, and topics' own tokens are not read again."""
    taken = {at for topic in named for at in range(topic.start, topic.end)}
    taken |= {at for at in range(len(message.tokens)) if message.has(at, "passfail")}
    found: list[Event] = []
    for what, count, wanted in _PATTERNS:
        for hit in message.find(wanted):
            if taken.isdisjoint(range(hit.start, hit.end)):
                event = _event(hit, what, count)
                if event.count <= _MOST and _sound(message, event):
                    found.append(event)
                    taken.update(event.places)
    return [_counted_ahead(message, event, named) for event in found]


def _counted_ahead(message: Message, event: Event, named: list[Topic]) -> Event:
    """ "0 CK fails", "2 Step 1 fails", "no CK fails": the count stands before the exam that is named."""
    topic = next((topic for topic in named if topic.end == event.start), None)
    if event.what is not What.FAIL or event.counted or topic is None:
        return event
    ahead = topic.start - 1
    count = 0 if message.has(ahead, "no") else message.number(ahead)
    if count is None or count != int(count) or not 0 <= count <= _MOST:
        return event
    return replace(event, start=ahead, count=int(count), counted=True)


def _event(hit: Hit, what: What, count: int | None) -> Event:
    number = count if count is not None else int(float(hit["n"]))
    counted = what is not What.FAIL or count != 1 or hit.end - hit.start > 1
    return Event(what, hit.start, hit.end, number, counted=counted)


def _sound(message: Message, event: Event) -> bool:
    """Whether the words mean an exam: not "passed away", "to pass", "first time applying"."""
    before, after = message.norm(event.start - 1), message.norm(event.end)
    if event.what is What.PASS:
        return _is_pass(message, event)
    if event.what is What.ATTEMPT:
        return not any(
            message.has(at, "applied", "cycle", "unmatched") for at in _until_stop(message, event.end, 3)
        )
    if message.norm(event.start) == "failing" and before in ("about", "of", "from", "not"):
        return message.norm(event.start - 2) in ("because", "despite", "spite")
    if event.what is What.FAIL and event.count and before == "to" and after != "pass":
        return message.norm(event.start - 2) not in ("want", "afraid", "going", "not")
    return True


def _is_pass(message: Message, event: Event) -> bool:
    before, after = message.norm(event.start - 1), message.norm(event.end)
    margin = before in ("points", "just", "barely", "than", "of") or message.has(
        event.start - 1, "above", "below", "about"
    )
    infinitive = before == "to" and message.norm(event.start - 2) not in ("managed", "able", "lucky")
    barred = (
        infinitive or message.has(event.start - 1, "never", "not") or after in ("away", "out", "rate", "mark")
    )
    return not barred and not (message.norm(event.start) == "passing" and margin)


def _until_stop(message: Message, start: int, reach: int) -> range:
    end = next((at for at in range(start, start + reach) if message.norm(at) in MARKS), start + reach)
    return range(start, end)


def counted(message: Message, found: list[Event], named: list[Topic]) -> list[Event]:
    """Events in order, with counts and ordinals joined to the failure they belong to.

    "Failed step 1 twice" is one failure event of count 2; a count after a further exam repeats the
    failure ("failed Step 1 twice and Step 2 once"); "took it twice" is a second attempt.
    """
    ends = {topic.end for topic in named}
    pending = list(found)
    out: list[Event] = []
    filled: set[int] = set()
    for at, event in enumerate(pending):
        if event.what in (What.TIMES, What.ATTEMPT) and event.count > 0:
            fail = next(
                (i for i in range(len(out) - 1, len(out) - 3, -1) if i >= 0 and out[i].what is What.FAIL), -1
            )
            if fail >= 0 and fail not in filled and _counts(message, out, fail, event):
                out[fail] = replace(out[fail], count=event.count, counted=True, doubt=_vague(message, event))
                filled.add(fail)
                continue
            if fail in filled and event.what is What.TIMES and fail == len(out) - 1 and event.start in ends:
                out.append(replace(event, what=What.FAIL, counted=True))
                continue
            if at + 1 < len(pending) and _ordinal_of(message, event, pending[at + 1]):
                pending[at + 1] = replace(pending[at + 1], start=event.start, count=event.count, counted=True)
                continue
        if event.what is not What.TIMES:
            out.append(event)
        elif message.any(
            range(max(message.clause(event.start).start, event.start - 6), event.start), "taken"
        ):
            out.append(replace(event, what=What.ATTEMPT))
    return out


def _counts(message: Message, out: list[Event], fail: int, event: Event) -> bool:
    """Whether a count or ordinal after a failure says how many, or which: "failed the second try"."""
    if not out[fail].count or any(other.what is What.PASS for other in out[fail:]):
        return False
    if out[fail].counted and event.what is What.ATTEMPT:
        return False
    return _near(message, out[fail].end, event.start, across=event.what is What.TIMES)


def _ordinal_of(message: Message, event: Event, fail: Event) -> bool:
    """Whether an ordinal stands before its failure: "first attempt failed"."""
    ordinal = any(word.startswith("@") for word in message.norms(event.places))
    plain = fail.what is What.FAIL and fail.count and not fail.counted
    return bool(ordinal and plain and _near(message, event.end, fail.start))


def _near(message: Message, start: int, end: int, *, across: bool = False) -> bool:
    """Whether the tokens between two events are few and only link them; `across` lets commas pass."""
    if not 0 <= end - start <= (8 if across else 4):
        return False
    barred = HARD | {"after", "then", "but", "second"} | (set() if across else {","})
    return barred.isdisjoint(message.norms(range(start, end)))


def _vague(message: Message, event: Event) -> Doubt | None:
    vague = message.has(event.start, "several") or message.norm(event.start) in ("a", "couple")
    return Doubt.APPROXIMATE if vague else None
