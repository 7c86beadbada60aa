"""What a number counts, by the noun beside it: "3 letters", "two months", "1 paper".

Covers: the field that a counted noun belongs to, and numbers that only the ledger can place ("it was
two months in Portland"). Does not cover numbers without a noun (answers, corrections).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.applicant.reader.clauses import Message
from bot.applicant.reader.text import words

_NOUNS = {
    "us_letters": ("letter", "usletter"),
    "publications": ("pub",),
    "interviews_this_cycle": ("interview",),
    "usce_months": ("month", "week"),
    "years": ("year",),
    "applied_this_cycle": ("program",),  # "45 apps" says that they are out, and counts no invitations
}
_IN_YEARS = words("years graduation_year years_since_graduation usce_months")
_BETWEEN = words("us american more full whole strong published recent good total only")
_REACH = 3


@dataclass(frozen=True)
class Count:
    """A number at a token that counts what a field holds; weeks are given in months."""

    at: int
    end: int
    field: str
    number: float

    def answers(self, asked: str) -> bool:
        """Whether it can be the answer to a question about a field."""
        return asked == self.field or (self.field == "years" and asked in _IN_YEARS)


def counts(message: Message) -> Iterator[Count]:
    """Numbers with their nouns, left to right."""
    for at in range(len(message.tokens)):
        found = count_at(message, at)
        if found:
            yield found


def count_at(message: Message, at: int) -> Count | None:
    """The number at a token with the noun that follows it, or None when none does."""
    number = message.number(at)
    if number is None:
        return None
    for noun in range(at + 1, at + 1 + _REACH):
        for field, tags in _NOUNS.items():
            if message.has(noun, *tags):
                return Count(at, noun + 1, field, number / 4 if message.has(noun, "week") else number)
        if message.norm(noun) not in _BETWEEN:
            return None
    return None


_PLAIN = words(
    "i it is was 's that this should be have had did do only just really in fact said mean meant of the my a "
    "total there were are am not , : -- ( ) myself to now in at and again so well oh no you told me "
    "counted checked looked"
)


_SPENT = words("of for to until doing studying")
_CLINICAL = ("clinical", "usce", "rotation", "hospital", "place", "us")


def told_plainly(message: Message, count: Count) -> bool:
    """Whether its clause says little but the number: "sorry, it was 6 weeks", not "I was away two weeks"."""
    clause = message.clause(count.at)
    if not clause.speaks or clause.question or message.has(count.end, "ago"):
        return False
    spent = range(count.end + 1, count.end + 4)
    if (
        count.field == "usce_months"
        and message.norm(count.end) in _SPENT
        and not message.any(spent, *_CLINICAL)
    ):
        return False
    before = range(clause.start, count.at)
    linked = all(
        not _PLAIN.isdisjoint(message.norm(at).split("_"))
        or message.has(
            at, "correct", "clinical", "usce", "rotation", "also", "about", "hospital", "letter", "pub"
        )
        or message.norm(at) == "clinic"
        for at in before
    )
    return linked and not message.any(before, "not", "no", "never", "fail")
