"""What a hosted model may not read: private facts become names in braces, planted orders are taken out.

Covers: messages, tool results and the Case on their way to a hosted model, and putting the applicant's
own words back where a model wrote such a name. Does not cover which facts are private (applicant/facts)
or what counts as planted (write/review).
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from bot.agent.case import Case, KnownFact, Read
from bot.applicant.facts import FIELDS, Profile, show
from bot.applicant.ledger import Ledger
from bot.builtin import statements
from bot.builtin.intents import load_intents
from bot.library import corpus
from bot.write.review.passage import Passage
from bot.write.review.planted import may_order, planted

KEPT = "[a text was pasted here; it stays on the applicant's computer]"
LEFT_OUT = "[an instruction that stood in this text was left out]"

_SHORTEST = 12
"""Characters of a private value that is taken out of running text; a shorter one says nothing by itself."""

_NAMED = re.compile(r"\{\{\s*([a-z0-9_]+)\s*\}\}")


def token(field: str) -> str:
    """What stands for a private fact: {{story_cause}}."""
    return f"{{{{{field}}}}}"


@dataclass(frozen=True)
class Veil:
    """`words` are private words with the name that stands for each, the longest first."""

    words: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, ledger: Ledger) -> "Veil":
        """Over everything private that was ever told, corrected or not."""
        told = {
            text: token(event.field)
            for event in ledger.events
            if FIELDS[event.field].private
            for text in (event.value, event.quote)
            if isinstance(text, str) and len(text) >= _SHORTEST
        }
        return cls(tuple(sorted(told.items(), key=lambda item: -len(item[0]))))

    def text(self, said: str) -> str:
        """Running text, or JSON that holds it."""
        for words, name in self.words:
            said = said.replace(words, name)
            said = said.replace(json.dumps(words, ensure_ascii=False)[1:-1], name)
        return said

    def messages(self, given: Sequence[AnyMessage]) -> list[AnyMessage]:
        """Messages as they may leave: private words named, orders in pasted text and results taken out."""
        return [self._message(message) for message in given]

    def case(self, known: Case) -> Case:
        """The Case with private facts named; what was read of them is said without their words."""
        return replace(
            known,
            facts=tuple(_fact(fact) for fact in known.facts),
            saved=tuple(_read(read) for read in known.saved),
            conflicts=tuple(_read(read) for read in known.conflicts),
            unsure=tuple(_read(read) for read in known.unsure),
            repeated=tuple(_read(read) for read in known.repeated),
        )

    def _message(self, message: AnyMessage) -> AnyMessage:
        if isinstance(message, ToolMessage):
            return message.model_copy(update={"content": self.text(message.text)})
        if isinstance(message, HumanMessage):
            request, pasted = statements.split(message.text, load_intents())
            said = f"{request}\n{KEPT}" if pasted else message.text
            return message.model_copy(update={"content": self.text(cleared(said))})
        if isinstance(message, AIMessage) and isinstance(message.content, str):
            return message.model_copy(update={"content": self.text(message.content)})
        return message


def put_back(text: str, values: Profile) -> str:
    """The applicant's own words where a model wrote their names; a name without words becomes a question."""

    def words(found: re.Match[str]) -> str:
        field = found[1]
        value = values.get(field) if field in FIELDS else None
        if value is not None:
            return value if isinstance(value, str) and FIELDS[field].private else show(field, value)
        label = FIELDS[field].label if field in FIELDS else field.replace("_", " ")
        return f"[{label}?]"

    return _NAMED.sub(words, text)


def cleared(text: str) -> str:
    """Text from outside without the orders that were planted in it. Our own pages need no look, and most
    other text holds no word of an order."""
    return text if text in _ours() else _without_orders(text)


@lru_cache(maxsize=1)
def _ours() -> frozenset[str]:
    """The passages of the guide as they are searched, quoted and cited."""
    passages = corpus.load().passages
    whole = (text for one in passages for text in (one.text, f"{one.title}\n{one.text}"))
    return frozenset((*whole, *(said for one in passages for said in corpus.sentences(one))))


@lru_cache(maxsize=4096)
def _without_orders(text: str) -> str:
    if not may_order(text):
        return text
    passage = Passage.read(text)
    found = [(one.start, one.end) for one in planted(passage)]
    spans = [passage.original(a, b) for a, b in found if a is not None and b is not None]
    for start, end in sorted(spans)[::-1]:
        text = f"{text[:start]}{LEFT_OUT}{text[end:]}"
    return text


def cleared_json(text: str) -> str:
    """A tool result with every text in it cleared."""
    try:
        return json.dumps(_cleared_value(json.loads(text)), ensure_ascii=False)
    except json.JSONDecodeError:
        return cleared(text)


def _cleared_value(value: object) -> object:
    if isinstance(value, str):
        return cleared(value)
    if isinstance(value, list):
        return [_cleared_value(one) for one in value]
    if isinstance(value, dict):
        return {key: _cleared_value(one) for key, one in value.items()}
    return value


def _fact(fact: KnownFact) -> KnownFact:
    if not FIELDS[fact.field].private or fact.value is None:
        return fact
    return replace(fact, value=token(fact.field), shown=token(fact.field))


def _read(read: Read) -> Read:
    if not FIELDS[read.field].private:
        return read
    before = token(read.field) if read.before else None
    return replace(read, shown=token(read.field), quote=token(read.field), before=before)
