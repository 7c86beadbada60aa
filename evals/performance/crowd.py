"""Row `load`: fifty people at once, each with a conversation of their own, by raw HTTP.

Covers: how long each waits for the first words of an answer, errors, and the memory of the server, beside the
echo app under the same crowd. Does not cover browsers, or one person alone (turns).
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bot.agent.services import Services
from bot.errors import StepwiseError
from bot.store import Store
from evals import rows
from evals.performance import processes
from evals.performance.figures import line, percentile
from evals.rows import Row

PEOPLE, EVERY_SECONDS = 50, 20
FULL_SECONDS, ECHO_SECONDS = 300, 30
TARGET_SECONDS = 1.0
PATIENCE = 60.0
QUESTION = "How many US letters of recommendation do I need?"

Say = Callable[[httpx.AsyncClient, int, str], Awaitable[float]]
"""Person and message to the seconds until the first words of the answer. Raises StepwiseError without one."""


@dataclass
class Crowd:
    """What a crowd met with: seconds until first words, and errors."""

    waits: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def p95(self) -> float:
        """PATIENCE when nobody was answered."""
        return percentile(self.waits, 0.95) if self.waits else PATIENCE


def load(context: Services, seconds: float) -> Row:
    """The crowd stays for `seconds`; a shorter time than the full one is noted."""
    with processes.data_folder(context.settings) as folder:
        threads = _threads(folder)
        port = processes.free_port()
        with processes.serving(processes.page(context.settings, folder, port), port) as server:
            say = Page(port, threads).say
            # the model and the index are loaded after the page is up, and most people come later
            asyncio.run(_alone(say))
            idle = processes.megabytes(server)
            met = asyncio.run(crowd(say, seconds))
            held, most = (processes.megabytes(server, what) for what in ("VmRSS", "VmHWM"))
    port = processes.free_port()
    with processes.serving(processes.echo(port), port) as server:
        echo_idle = processes.megabytes(server)
        echoed = asyncio.run(crowd(Echo(port).say, min(seconds, ECHO_SECONDS)))
    words = (
        f"p95 of {len(met.waits)} messages of {PEOPLE} people in {seconds:g} s"
        f"{'' if seconds >= FULL_SECONDS else f' (short: the full run takes {FULL_SECONDS} s)'}; "
        f"{len(met.errors)} errors{f', the first: {met.errors[0]}' if met.errors else ''}; "
        f"memory {idle} MB idle, {held} MB after, {most} MB at most; "
        f"echo app: {len(echoed.errors)} errors, {echo_idle} MB idle"
    )
    holds = met.p95 <= TARGET_SECONDS and not met.errors
    baseline = echoed.p95 if echoed.waits else None
    return line("load", met.p95, "s", TARGET_SECONDS, holds, baseline=baseline, note=words)


async def crowd(say: Say, seconds: float, people: int = PEOPLE, every: float = EVERY_SECONDS) -> Crowd:
    """Each person sends a message every `every` seconds, or when the last is answered; they come evenly."""
    met = Crowd()
    texts = _texts()
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(timeout=PATIENCE, limits=limits) as client:
        ends = time.monotonic() + seconds

        async def person(number: int) -> None:
            await asyncio.sleep(every * number / people)
            said = number
            while time.monotonic() < ends:
                due = time.monotonic() + every
                try:
                    met.waits.append(await say(client, number, texts[said % len(texts)]))
                except (StepwiseError, httpx.HTTPError, ValueError, KeyError) as error:
                    met.errors.append(str(error) or type(error).__name__)
                said += 1
                await asyncio.sleep(due - time.monotonic())

        await asyncio.gather(*(person(number) for number in range(people)))
    return met


class Page:
    """Our page as its own script talks to it: a message joins the queue, its answer comes as events."""

    def __init__(self, port: int, threads: Sequence[str]) -> None:
        self._url = f"http://127.0.0.1:{port}"
        self._threads = threads
        config = httpx.get(f"{self._url}/config", timeout=PATIENCE).json()
        self._api = self._url + config["api_prefix"]
        self._box, self._number = submitting(config, "box")

    async def say(self, client: httpx.AsyncClient, person: int, text: str) -> float:
        session = f"person{person}"
        started = time.perf_counter()
        joined = await client.post(
            f"{self._api}/queue/join",
            json={
                "data": [text, self._threads[person], ""],
                "fn_index": self._number,
                "session_hash": session,
                "trigger_id": self._box,
            },
        )
        joined.raise_for_status()
        address = f"{self._api}/queue/data"
        async with client.stream("GET", address, params={"session_hash": session}) as stream:
            return await first_words(_events(stream), lambda: time.perf_counter() - started)


class Echo:
    """The echo app by the way that Gradio offers for programs."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}/gradio_api/call/chat"

    async def say(self, client: httpx.AsyncClient, person: int, text: str) -> float:
        started = time.perf_counter()
        joined = await client.post(self._url, json={"data": [text]})
        joined.raise_for_status()
        async with client.stream("GET", f"{self._url}/{joined.json()['event_id']}") as stream:
            async for told in stream.aiter_lines():
                if told == "event: complete":
                    return time.perf_counter() - started
        raise StepwiseError("the echo app did not answer")


def submitting(config: dict[str, Any], name: str) -> tuple[int, int]:
    """The number of a box of the page, and of what happens when its text is sent."""
    box = next(one["id"] for one in config["components"] if one["props"].get("elem_id") == name)
    sent = (one["id"] for one in config["dependencies"] if [box, "submit"] in map(list, one["targets"]))
    return box, next(sent)


async def first_words(events: AsyncIterator[dict[str, Any]], clock: Callable[[], float]) -> float:
    """The moment of the first words; the answer is followed to its end. Raises StepwiseError without one.

    The first frame repeats the message, with an empty bubble; the first after it that draws a bubble of the
    assistant has words.
    """
    first: float | None = None
    frames = 0
    async for event in events:
        if event["msg"] == "process_generating":
            frames += 1
            if first is None and frames > 1 and "sw-said assistant" in json.dumps(event["output"]):
                first = clock()
        elif event["msg"] == "process_completed":
            if not event["success"] or first is None:
                raise StepwiseError("a message got no answer")
            if event["output"]["data"][-1]:
                raise StepwiseError("a message met with trouble")
            return first
    raise StepwiseError("an answer broke off")


async def _events(stream: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    async for told in stream.aiter_lines():
        if told.startswith("data:"):
            yield json.loads(told.removeprefix("data:"))


async def _alone(say: Say) -> None:
    async with httpx.AsyncClient(timeout=processes.STARTUP_SECONDS) as client:
        await say(client, PEOPLE, QUESTION)


def _threads(folder: Path) -> list[str]:
    """A conversation of each person's own record, and one more for the first question."""
    store = Store.open(f"sqlite:///{folder / 'stepwise.db'}")
    try:
        made = [store.create_applicant(f"Person {number}").id for number in range(PEOPLE + 1)]
        return [store.create_thread(one, "performance").id for one in made]
    finally:
        store.close()


def _texts() -> list[str]:
    """What the people of the scripted consultations say: facts, and questions between them."""
    scripts = rows.read(rows.CASES / "consultations.jsonl", ("answers", "talk"))
    said = [[*script["answers"].values(), *filter(None, script["talk"])] for script in scripts]
    return [text for several in zip(*said, strict=False) for text in several]
