"""The statement part of a message, put beside the field that was just asked.

Covers: which words can be part of an answer, known answers ("no", "skip"), its number. Does not
cover what an answer means for a field (answers, choices).
"""

from collections.abc import Iterable

from bot.applicant.facts import Value
from bot.applicant.ledger import Doubt, Reading
from bot.applicant.reader.clauses import HARD, Message
from bot.applicant.reader.lexicon import Lexicon
from bot.applicant.reader.nouns import count_at
from bot.applicant.reader.text import words

ALONE, SHORT, LONG = 4, 8, 14
"""Words up to which a refusal may stand anywhere beside other facts, an answer may, a refusal alone may."""


_OPENING = words(
    "i am im we well oh hmm um ah honestly actually really still just so sorry to be honest frankly also "
    "this that is it the truth my answer in all honesty yes no but and this one here quite too"
)
"""Words that may stand before an answer without changing it."""
_BEFORE = 8


class Answer:
    """The statement part of a message, put beside the field that was asked."""

    def __init__(self, message: Message, lexicon: Lexicon, read: Iterable[Reading]) -> None:
        self.message = message
        self._known, self._phrases = lexicon.answers, lexicon.phrases
        self._used = used = [
            (start, start + len(one.quote)) for one in read if (start := message.text.find(one.quote)) >= 0
        ]
        self.at = [
            at
            for at, token in enumerate(message.tokens)
            if _stated_here(message, at) and token.norm not in HARD | {",", "(", ")", "--", ":", "'"}
        ]
        self._free = [
            at for at in self.at if not any(start <= message.tokens[at].start < end for start, end in used)
        ]
        self.words = [part for at in self.at for part in message.norm(at).split("_")]

    def says(self, name: str, limit: int = SHORT, *, unread: bool = False) -> bool:
        """Whether it begins with one of the known answers, or is short and holds one; with `unread`, in
        words on which no other reading stands ("no publications" says no to nothing else)."""
        words = [part for at in self._free for part in self.message.norm(at).split("_")]
        words = words if unread else self.words
        for phrase in self._known[name]:
            size = len(phrase)
            places = range(len(words) - size + 1) if len(words) <= limit else range(1)
            if any(tuple(words[at : at + size]) == phrase for at in places):
                return True
        return False

    def holds(self, word: str) -> bool:
        """Whether a word stands in it on which no other reading stands."""
        return any(word in self.message.norm(at).split("_") for at in self._free)

    def begins(self, name: str) -> bool:
        return any(tuple(self.words[: len(phrase)]) == phrase for phrase in self._known[name])

    def sentences(self, *, unread: bool = False) -> list[list[str]]:
        """The words of its sentences, in order; with `unread` those on which no other reading stands."""
        held: dict[int, list[str]] = {}
        for at in self._free if unread else self.at:
            held.setdefault(self.message.clause(at).sentence, []).extend(self.message.norm(at).split("_"))
        return list(held.values())

    def decides(self, name: str) -> bool:
        """Whether one of its sentences begins with a known answer, in words on which no other reading
        stands."""
        said = self.sentences(unread=True)
        return any(tuple(words[: len(phrase)]) == phrase for words in said for phrase in self._known[name])

    def agrees(self, *, anywhere: bool = False) -> bool:
        """Whether its first sentence, or `anywhere` one of them, begins with a yes; "I have" is one only
        where no other thing that one has follows."""
        said = self.sentences() if anywhere else [self.words]
        return any(self._is_yes(words) for words in said)

    def _is_yes(self, words: list[str]) -> bool:
        if any(tuple(words[: len(phrase)]) == phrase for phrase in self._known["yes"]):
            return True
        for phrase in self._known["bare_yes"]:
            if tuple(words[: len(phrase)]) == phrase:
                after = tuple(words[len(phrase) : len(phrase) + 1])
                return not after or after in self._known["after_bare_yes"]
        return False

    def opens(self, name: str) -> bool:
        """Whether a known answer stands first, with words of politeness before it at most; its sentence
        says nothing else that was read."""
        first = range(*self.message.sentence(self.at[0]))
        if self._used and any(
            at not in self._free or self.message.has(at, "step") for at in self.at if at in first
        ):
            return False
        for phrase in self._known[name]:
            for at in range(min(_BEFORE, len(self.words)) + 1):
                if tuple(self.words[at : at + len(phrase)]) == phrase:
                    return True
                if at == len(self.words) or self.words[at] not in _OPENING:
                    break
        return False

    def tagged(self, tag: str) -> int | None:
        return next((at for at in self.at if self.message.has(at, tag)), None)

    def specialty(self, word: str) -> str | None:
        """The specialty a single word may name."""
        tags = (tag for key, held in self._phrases.get(word, ()) if len(key) == 1 for tag in held)
        return next((tag.partition(":")[2] for tag in tags if tag.startswith("specialty:")), None)

    def number_of(self, asked: str) -> float | None:
        """The number it gives for a field: one said to be US, else the first that counts nothing else."""
        numbers = [
            at
            for at in self._free
            if self.message.tokens[at].number is not None
            and ((found := count_at(self.message, at)) is None or found.answers(asked))
        ]
        american = [
            at for at in numbers if self.message.has(at + 1, "us") or self.message.has(at + 1, "usletter")
        ]
        chosen = (american or numbers)[:1]
        return self.message.tokens[chosen[0]].number if chosen else None

    @property
    def quote(self) -> str:
        return self.message.quote(self.at[0], self.at[-1] + 1)


def _stated_here(message: Message, at: int) -> bool:
    """Whether a word can be part of an answer: not in a question, nor about somebody else."""
    clause = message.clause(at)
    return not (clause.question or clause.other or clause.general)


def stated(answer: Answer, key: str, value: Value | None, doubt: Doubt | None = None) -> list[Reading]:
    return [Reading(key, value, answer.quote, doubt=doubt)]
