"""The Case: what a model is told about the applicant and the moment, as one JSON object.

Covers: the type, its rendering as the last message of a prompt, and reading it back. Hosted models
read the JSON; the built-in model parses it with the same type, so the two cannot drift apart.
Does not cover how it is filled (consultation).
"""

import json
import re
from dataclasses import dataclass, field

_READINGS = ("saved", "conflicts", "unsure", "repeated")
_OPEN, _CLOSE = "<case>", "</case>"
_TAG = re.compile(r"<(/?)case>", re.IGNORECASE)


@dataclass(frozen=True)
class KnownFact:
    """One settled field: `value` is None when it was declined or is not known to the applicant."""

    field: str
    label: str
    value: object
    shown: str
    status: str


@dataclass(frozen=True)
class Read:
    """One reading of the current message; `before` is the standing value it changes or contradicts."""

    field: str
    label: str
    shown: str
    quote: str
    status: str = "stated"
    doubt: str | None = None
    before: str | None = None


@dataclass(frozen=True)
class Question:
    """The next fact to ask for. `unread` counts the earlier answers in a row that did not settle it."""

    field: str
    ask: str
    again: str
    quick: tuple[str, ...] = ()
    unread: int = 0


@dataclass(frozen=True)
class Practising:
    """A mock interview in this conversation: its open question, number `n` of `of` (0: an opening one)."""

    question: str
    n: int
    of: int


@dataclass(frozen=True)
class Case:
    """Everything a reply may use beside the messages and the tool results.

    `repeated` are facts that were told before and are told again. `asked` is the field the last
    reply asked for; `missed`: this message neither settled it nor asked or wanted anything else.
    `after_safety`: the last reply gave people to call.
    """

    today: str
    thread: str
    turn: int
    goal: str
    facts: tuple[KnownFact, ...] = ()
    saved: tuple[Read, ...] = ()
    conflicts: tuple[Read, ...] = ()
    unsure: tuple[Read, ...] = ()
    repeated: tuple[Read, ...] = ()
    supposed: dict[str, object] = field(default_factory=dict)
    next_question: Question | None = None
    asked: str | None = None
    missed: bool = False
    after_safety: bool = False
    progress: tuple[int, int] = (0, 0)
    drafts: tuple[str, ...] = ()
    practice: Practising | None = None

    @property
    def seed(self) -> str:
        """Chooses phrase variants: varied between turns, the same when a turn is replayed."""
        return f"{self.thread}/{self.turn}"

    def fact(self, key: str) -> KnownFact | None:
        return next((fact for fact in self.facts if fact.field == key and fact.value is not None), None)


def render(case: Case) -> str:
    return tagged(json.dumps(case, default=vars, ensure_ascii=False, sort_keys=True))


def tagged(told: str) -> str:
    """Text between the tags that nobody but us can write."""
    return f"{_OPEN}\n{told}\n{_CLOSE}"


def parse(text: str) -> Case:
    """The Case of a rendered message. Raises ValueError when `text` is none."""
    if not (text.startswith(_OPEN) and text.endswith(_CLOSE)):
        raise ValueError("the last message is not a Case")
    raw = json.loads(text[len(_OPEN) : -len(_CLOSE)])
    question, practice = raw["next_question"], raw["practice"]
    lists = {
        "facts": tuple(KnownFact(**item) for item in raw["facts"]),
        **{key: tuple(Read(**item) for item in raw[key]) for key in _READINGS},
        "next_question": Question(**{**question, "quick": tuple(question["quick"])}) if question else None,
        "progress": tuple(raw["progress"]),
        "drafts": tuple(raw["drafts"]),
        "practice": Practising(**practice) if practice else None,
    }
    return Case(**{**raw, **lists})


def defused(text: str) -> str:
    """Text from outside with any Case tag made harmless, so that nobody but us can open one."""
    return _TAG.sub(r"‹\1case›", text)
