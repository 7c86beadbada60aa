"""The example applicant: a record of its own that shows every tab at work, made as a real one is made.

Covers: its words from knowledge/example.toml, and making the record step by step: facts, a conversation that
is really held with the built-in advisor, a finished practice, a statement. Does not cover which record is in
use, or labelling it (ui).
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.agent import practice
from bot.agent.models import Chats
from bot.agent.services import Services
from bot.applicant.facts import Value, parse_profile
from bot.applicant.ledger import Event, Status
from bot.assess.tables import Table, read_toml
from bot.errors import BadInput, DataError, StepwiseError
from bot.settings import KNOWLEDGE
from bot.store import Applicant
from bot.store.works import STATEMENT, STATEMENT_OPEN
from bot.write import studio
from bot.write.studio import Goal, How

MADE = "example_made"
"""The choice that says that the record is whole; one without it was left half made and is made anew."""

Run = Callable[[Any, str, str, str], AsyncIterator[Any]]
"""How a message is answered; the events it gives are not needed here."""


@dataclass(frozen=True)
class Message:
    """What is asked; `guide`: only of an advisor whose guide is open already."""

    text: str
    guide: bool


@dataclass(frozen=True)
class Statement:
    title: str
    text: str
    goal: Goal


@dataclass(frozen=True)
class Example:
    """The words of the example. `told` are facts that its messages tell, `facts` all others."""

    name: str
    title: str
    facts: Mapping[str, Value]
    told: Mapping[str, Value]
    messages: tuple[Message, ...]
    tone: str
    seed: str
    questions: int
    answers: tuple[tuple[str, str], ...]
    """Topic and words of each."""
    statement: Statement
    budget: int


@dataclass(frozen=True)
class Step:
    """How far the making is; `made` is the record once it is whole."""

    done: int
    total: int
    doing: str
    made: Applicant | None = None


def load_example(services: Services, path: Path = KNOWLEDGE / "example.toml") -> Example:
    """Raises DataError naming what is wrong in the file."""
    top = read_toml(path)
    top.basis()
    texts = {key: top.text(key) for key in ("name", "title", "tone", "seed")}
    facts, told = (_facts(services, top, key) for key in ("facts", "told"))
    example = Example(
        facts=facts,
        told=told,
        messages=tuple(_message(table) for table in top.tables("message")),
        questions=top.whole("questions", 1, 20),
        answers=tuple((table.text("topic"), table.text("text")) for table in top.tables("answer")),
        statement=_statement(top.table("statement")),
        budget=top.whole("budget", 0, 100_000),
        **texts,
    )
    top.done()
    return example


def kept(services: Services, owner: str) -> Applicant | None:
    """The owner's example when it is there and whole."""
    found = _all(services, owner)
    return next((one for one in found if services.store.choices(one.id).get(MADE) is True), None)


async def make(services: Services, owner: str, run: Run) -> AsyncGenerator[Step, None]:
    """Make the owner's example; the last step carries it. One that was left half made is deleted first.

    Whoever stops listening, or any trouble, leaves no record behind.
    """
    example = load_example(services)
    for old in _all(services, owner):
        services.store.delete_applicant(old.id)
    person = services.store.create_applicant(example.name, example=True, owner=owner)
    total, whole = len(example.messages) + 2, False
    try:
        yield Step(0, total, "writing down the facts")
        _tell(services, person.id, example.facts)
        services.store.choose(person.id, "budget", example.budget)
        thread = services.store.create_thread(person.id, example.title).id
        for n, message in enumerate(example.messages, start=1):
            yield Step(n, total, "asking the advisor")
            await _ask(services, person.id, thread, message, run)
        yield Step(total - 1, total, "practising the interview and writing the statement")
        known = services.store.ledger(person.id).profile
        _tell(services, person.id, {key: value for key, value in example.told.items() if key not in known})
        _practise(services, person.id, example)
        _write(services, person.id, example.statement)
        services.store.choose(person.id, MADE, True)
        whole = True
    finally:
        if not whole:
            services.store.delete_applicant(person.id)
    yield Step(total, total, "ready", person)


async def _ask(services: Services, applicant: str, thread: str, message: Message, run: Run) -> None:
    """Ask the built-in advisor, whichever model is chosen: nothing of the example is sent anywhere. Without
    an answer the conversation goes on without the question."""
    if message.guide and services.library.state != "ready":
        return
    try:
        async for _ in run(replace(services, chats=Chats()), applicant, thread, message.text):
            pass
    except StepwiseError:
        services.store.drop_unfinished(thread)


def _tell(services: Services, applicant: str, facts: Mapping[str, Value]) -> None:
    for key, value in facts.items():
        event = Event(key, value, Status.CONFIRMED, "", "card", None, None, services.now())
        services.store.append_event(applicant, event)


def _practise(services: Services, applicant: str, example: Example) -> None:
    profile, store = services.store.ledger(applicant).profile, services.store
    now = practice.begin(
        store, applicant, profile, example.tone, example.questions, services.today, seed=example.seed
    )
    for _, words in example.answers:
        if now.question is not None:
            now = practice.answered(store, applicant, now, words)
    if now.question is not None:
        practice.ended(store, applicant, now)


def _write(services: Services, applicant: str, statement: Statement) -> None:
    begun = studio.begin(statement.text, How.TYPED, services.now(), statement.goal)
    work = services.store.create_work(applicant, STATEMENT, statement.title, studio.to_dict(begun))
    services.store.choose(applicant, STATEMENT_OPEN, work.id)


def _all(services: Services, owner: str) -> list[Applicant]:
    return [one for one in services.store.applicants(owner) if one.example]


def _facts(services: Services, top: Table, key: str) -> dict[str, Value]:
    try:
        return parse_profile(top.get(key), services.today, f"example.toml, {key}")
    except BadInput as error:
        raise DataError(str(error)) from None


def _message(table: Table) -> Message:
    return Message(table.text("text"), table.get("guide") is True if table.has("guide") else False)


def _statement(table: Table) -> Statement:
    goal = Goal(specialty=table.text("specialty"), region=table.text("region"))
    return Statement(table.text("title"), table.text("text").strip(), goal)
