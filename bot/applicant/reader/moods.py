"""Clause by clause: who is spoken of, and whether it is done, planned, supposed, general or asked.

Covers: boundaries, subject and mood of clauses, over tagged tokens. Does not cover searching
(clauses) or facts.
"""

from dataclasses import dataclass, replace
from datetime import date

from bot.applicant.reader.text import ASK, HARD, Token, has, words

SOFT = frozenset({",", "(", ")", "--"})
_LONGEST = 60
"""Tokens after which a clause ends in any case: text without punctuation stays tractable."""


@dataclass(frozen=True)
class Clause:
    """Tokens [start, end) of a message. `other`: about somebody else. `own`: names the applicant."""

    start: int
    end: int
    sentence: int
    other: bool = False
    own: bool = False
    planned: bool = False
    conditional: bool = False
    general: bool = False
    question: bool = False
    request: bool = False

    @property
    def places(self) -> range:
        return range(self.start, self.end)

    @property
    def speaks(self) -> bool:
        """Whether it can state something of the applicant's at all."""
        return not (self.other or self.conditional or self.general) and not self.asks

    @property
    def claims(self) -> bool:
        """Whether it can state a fact of the applicant's as done or standing."""
        return self.speaks and not self.planned

    @property
    def asks(self) -> bool:
        """Whether it is a question that does not name the applicant, or asks to be told of a matter, and
        so states nothing."""
        return self.request or (self.question and not self.own)


def clauses(tokens: tuple[Token, ...], today: date) -> tuple[Clause, ...]:
    """The clauses of a message, in order; they cover every token once."""
    drafts = _drafts(tokens)
    asked = {one.sentence for one in drafts if any(t.norm == ASK for t in tokens[one.start : one.end])}
    read: list[Clause] = []
    outside: Clause | None = None
    for at, clause in enumerate(drafts):
        before = read[-1] if read and read[-1].sentence == clause.sentence else None
        opened = tokens[clause.start - 1].norm if before else ""
        if opened == "(":
            outside = before
        elif opened == ")" and outside:
            before, outside = outside, None
        last = at + 1 == len(drafts) or drafts[at + 1].sentence != clause.sentence
        asking = clause.sentence in asked and last
        asking = asking or _wonders(tokens[clause.start : clause.end], first=opened in ("", ":"))
        subject = _subject(read, tokens, clause, before)
        request = _requests(tokens[clause.start : clause.end])
        read.append(_claim(replace(clause, question=asking, request=request), tokens, before, subject, today))
    return tuple(_weighed(_taken_back(_spread_back(read, tokens), tokens), tokens))


def _drafts(tokens: tuple[Token, ...]) -> list[Clause]:
    drafts: list[Clause] = []
    start = sentence = 0
    for at, token in enumerate(tokens):
        if at > start and _opens(tokens, at):
            drafts.append(Clause(start, at, sentence))
            start = at
        if token.norm in HARD or token.norm in SOFT or at + 1 - start >= _LONGEST:
            drafts.append(Clause(start, at + 1, sentence))
            start = at + 1
            sentence += token.norm in HARD
    if start < len(tokens):
        drafts.append(Clause(start, len(tokens), sentence))
    return drafts


def _opens(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a clause begins at this token without a mark before it."""
    token = tokens[at]
    if any(has(token, tag) for tag in ("but", "if", "who")) or has(tokens[at - 1], "say"):
        return True
    if tokens[at - 1].norm == ":" and _wonders(tokens[at : at + 3], first=True):
        return True
    if token.norm not in ("and", "y", "or", "where", "+", "plus") or at + 1 == len(tokens):
        return False
    following = tokens[at + 1]
    relative = has(following, "my") and at + 2 < len(tokens) and has(tokens[at + 2], "relative")
    return token.norm == "where" or relative or has(following, "i") or has(following, "they")


def _subject(
    read: list[Clause], tokens: tuple[Token, ...], clause: Clause, before: Clause | None
) -> Clause | None:
    """The clause whose subject goes on: past a comma, not that of "while my father was ill"."""
    if before is None or tokens[clause.start - 1].norm != "," or not has(tokens[before.start], "but"):
        return before
    return read[-2] if len(read) > 1 and read[-2].sentence == clause.sentence else None


def _claim(
    clause: Clause, tokens: tuple[Token, ...], before: Clause | None, subject: Clause | None, today: date
) -> Clause:
    span = tokens[clause.start : clause.end]
    inside = before is not None and tokens[clause.start - 1].norm == "("
    supposed = before is not None and before.conditional and not has(span[0], "but")
    return replace(
        clause,
        other=_other(span, tokens, clause.start, subject),
        own=any(_is_own(span, at) for at in range(len(span))),
        planned=any(has(token, "plan") for token in span)
        or _future(span, today)
        or bool(inside and before and before.planned),
        conditional=supposed or any(has(token, "if") for token in span),
        general=any(has(token, "general") for token in span) or _of_programs(span),
    )


def _future(span: tuple[Token, ...], today: date) -> bool:
    """A coming year with a preposition or a month before it, and no cycle of that year."""
    years = [f"#{today.year + ahead}" for ahead in range(1, 4)]
    for at, token in enumerate(span):
        if token.norm in years and not any(has(near, "cycle") for near in span[at : at + 2]):
            before = span[max(0, at - 2) : at]
            if any(near.norm in ("in", "by", "from", "until", "for") or has(near, "date") for near in before):
                return True
    return False


_DEMANDS = words("want need require look ask filter prefer sponsor accept like expect take see demand")


def _of_programs(span: tuple[Token, ...]) -> bool:
    """ "Most programs want 230": what programs ask for is not what the applicant has."""
    at = next((at for at, token in enumerate(span[:3]) if token.norm == "programs"), None)
    if at is None or any(token.norm[0] == "#" or _is_own(span, i) for i, token in enumerate(span[:at])):
        return False
    return any(token.norm in _DEMANDS for token in span[at + 1 : at + 6])


_ASKING = words("to is are does do can should would about many much if will was counts happens means makes")


_ASKERS = words("what how why which where when")
_AUXILIARIES = words("can could should is are")
_PAST = words("do did was would will")
_SUBJECTS = words("a an the it one your this that these those there any some us foreign")


def _wonders(span: tuple[Token, ...], *, first: bool = False) -> bool:
    """Whether a clause is put as a question without a mark: "what is FREIDA", "is a rotation useless"."""
    if span and has(span[0], "but"):
        span = span[1:]
    if len(span) < 2:
        return False
    head, second = span[0].norm, span[1]
    if head in ("which", "who") and not first:  # "a 203, which is a fail"
        return second.norm == "#1"
    if head in _ASKERS and any(token.norm in ("do", "does", "should") for token in span[2:4]):
        return True
    if head in _ASKERS or head == "who":
        return second.norm in _ASKING or second.norm == "#1" or head in ("who", "which")
    if head in ("any_chance", "does") or (first and head in ("can", "could", "should", "does", "is", "are")):
        return True
    person = any(has(second, tag) for tag in ("i", "they", "person", "program"))
    inverted = head in _AUXILIARIES or (first and head == "do")
    return (head in _PAST and person) or (inverted and (person or second.norm in _SUBJECTS))


def _requests(span: tuple[Token, ...]) -> bool:
    """Whether a clause asks to be told of a matter ("tell me about away rotations in Oregon"); one that
    goes on to speak of the applicant, or holds a number, tells of them as well."""
    at = next((at for at, token in enumerate(span[:4]) if has(token, "request")), None)
    if at is None:
        return False
    rest = range(at + 1, len(span))
    return not any(_is_own(span, i, me=False) or span[i].norm.startswith("#") for i in rest)


def _other(span: tuple[Token, ...], tokens: tuple[Token, ...], start: int, subject: Clause | None) -> bool:
    """Whether a clause is about somebody else: by its first subject, or else as the clause before."""
    for at, token in enumerate(span):
        if _is_own(span, at):
            return False
        if has(token, "who"):
            return any(
                has(near, "person") or has(near, "relative") for near in tokens[max(0, start - 4) : start]
            )
        person = has(token, "person") or has(token, "relative")
        if (has(token, "they") or (person and not _owner(span, at))) and not _object(span, at):
            return True
    return subject is not None and subject.other


def _is_own(span: tuple[Token, ...], at: int, *, me: bool = True) -> bool:
    token = span[at]
    named = has(token, "i") or (me and token.norm == "me")
    return named or (has(token, "my") and not _named(span, at + 1))


def _named(span: tuple[Token, ...], at: int) -> bool:
    """Whether "my" belongs to a person ("my older sister")."""
    return any(has(token, "relative") or has(token, "person") for token in span[at : at + 3])


def _owner(span: tuple[Token, ...], at: int) -> bool:
    """ "My uncle's practice": a person who only owns a place."""
    owns = [token.norm for token in span[at + 1 : at + 2]] == ["'s"]
    return owns and any(
        has(token, "hospital") or token.norm in ("practice", "house", "home", "place")
        for token in span[at + 2 : at + 5]
    )


_PREPOSITIONS = words(
    "with to from of for by because near like than at about and in through via thru after since "
    "until without con de para por sin en"
)


def _object(span: tuple[Token, ...], at: int) -> bool:
    """Whether a person is named after a preposition, or is who was shadowed ("with my wife")."""
    near = any(token.norm in _PREPOSITIONS for token in span[max(0, at - 3) : at])
    return near or any(has(token, "usce") for token in span[:at])


_DENIAL = words("i have did do am not but actually really . ,")


def _taken_back(read: list[Clause], tokens: tuple[Token, ...]) -> list[Clause]:
    """ "I passed Step 3. I haven't.": a sentence that only denies takes back the one before it."""
    spans: dict[int, list[Token]] = {}
    for clause in read:
        spans.setdefault(clause.sentence, []).extend(tokens[clause.start : clause.end])
    denied = {
        number - 1
        for number, span in spans.items()
        if len(span) <= 6
        and any(has(token, "i") for token in span)
        and any(token.norm == "not" for token in span)
        and all(token.norm in _DENIAL for token in span)
    }
    return [
        replace(one, conditional=True) if one.sentence in denied and not one.other else one for one in read
    ]


def _weighed(read: list[Clause], tokens: tuple[Token, ...]) -> list[Clause]:
    """ "A course in Pasadena, worth it?": all of a sentence that only weighs something is a question."""
    own = {one.sentence for one in read if one.own}
    weighing = {
        one.sentence
        for one in read
        if one.sentence not in own and any(has(token, "verdict") for token in tokens[one.start : one.end])
    }
    return [replace(one, question=True) if one.sentence in weighing else one for one in read]


_THINGS = ("step", "usce", "clinical", "place", "letter", "usletter", "pub", "specialty", "residentcard")
_THINGS_TOO = ("visa", "visaword", "uscitizen", "rotation", "fail", "but")


def _spread_back(read: list[Clause], tokens: tuple[Token, ...]) -> list[Clause]:
    """A clause that only says when, or that something is pending, speaks of the one before it."""
    for at in range(len(read) - 1, 0, -1):
        clause, before = read[at], read[at - 1]
        span = tokens[clause.start : clause.end]
        adds = clause.planned and not clause.own and len(span) <= 6 and clause.sentence == before.sentence
        if adds and not any(has(token, tag) for token in span for tag in (*_THINGS, *_THINGS_TOO)):
            read[at - 1] = replace(before, planned=True)
    return read
