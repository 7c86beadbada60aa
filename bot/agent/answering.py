"""From a message to sentences that passed the lock: by the chosen model, else by the built-in one.

Covers: what of a model's text is its answer, another try, asking once more for what the lock
refused, what a hosted model is never asked, and answering instead of it. Does not cover the turn's start
and end (turn), the agent loop and its time limits (loop), or what a model may read (veil).
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, replace

from langchain_core.messages import AIMessageChunk, AnyMessage, HumanMessage, SystemMessage
from langsmith import tracing_context

from bot.agent import loop, models, support
from bot.agent.consultation import Consultation
from bot.agent.models import BUILT_IN, Chat
from bot.agent.reply import ReplyParser, Sentence
from bot.agent.trouble import Kind, Trouble, cut_notice, notice
from bot.agent.usage import Usage
from bot.agent.veil import Veil, put_back
from bot.builtin import statements
from bot.builtin.intents import load_intents
from bot.builtin.policy import DISHONEST
from bot.settings import PROMPTS
from bot.write.review.passage import Passage
from bot.write.review.planted import planted

_HERE = frozenset({"practise", "review", "refine"})
_FILTERED = ("content_filter", "refusal")
_CUT = ("length", "max_tokens")
_SOURCE_SHOWN = 600
"""Characters of a source that a model sees again when it is asked for a sentence once more."""


class StartOver:
    """What was said so far does not count; the answer begins anew."""

    starts_over = True


@dataclass
class Answering:
    """One answer as it comes. `opened` makes the turn's consultation, anew for each try."""

    chat: Chat
    opened: Callable[[], Consultation]
    past: Sequence[AnyMessage]
    notice: str = ""
    by: str = BUILT_IN.name

    def __post_init__(self) -> None:
        self.usage = Usage(self.chat.name, self.chat.price)
        self._begin()

    def _begin(self) -> None:
        self.consultation = self.opened()
        self.parser = ReplyParser()
        self.sentences: list[Sentence] = []
        self._refused: dict[int, tuple[Sentence, list[str]]] = {}

    async def said(self) -> AsyncGenerator[Sentence | StartOver, None]:
        """The sentences of the answer; everything else about it stands here when they end."""
        if self.chat.hosted and not await asyncio.to_thread(kept_here, self.consultation):
            self.by = self.chat.name
            try:
                async for one in self._hosted():
                    yield one
                return
            except Trouble as found:
                self.notice, self.by = notice(found), BUILT_IN.name
            yield StartOver()
            self._begin()
        async for piece in self._pieces(BUILT_IN):
            for sentence in self.parser.feed(str(piece)):
                yield self._kept(sentence)
        for sentence in self.parser.close():
            yield self._kept(sentence)

    def _kept(self, sentence: Sentence) -> Sentence:
        self.sentences.append(support.locked(sentence, self.consultation))
        return self.sentences[-1]

    # --- a hosted model -----------------------------------------------------------------------------

    async def _hosted(self) -> AsyncGenerator[Sentence | StartOver, None]:
        """Its answer, tried twice. Raises Trouble when it cannot answer."""
        for last in (False, True):
            try:
                async for one in self._streamed():
                    yield one
                break
            except Trouble as found:
                if last or not found.again or self.sentences:
                    raise
                await self._wait_for(found)
                self._begin()
        await self._mend()
        if 2 * sum(sentence.marked for sentence in self.sentences) > len(self.sentences):
            raise Trouble(Kind.EMPTY)  # an answer that is mostly left out is no answer

    async def _wait_for(self, found: Trouble) -> None:
        """Before another try. Raises the trouble when the wait would be too long."""
        if found.kind is Kind.NO_TOOLS:
            self.chat.without_tools = True
            return
        seconds = models.limits().wait_seconds if found.wait is None else found.wait
        if seconds > models.limits().longest_wait_seconds:
            raise found
        await asyncio.sleep(seconds)

    async def _streamed(self) -> AsyncGenerator[Sentence | StartOver, None]:
        length, most = 0, models.limits().answer_characters
        broken = False
        async for piece in self._pieces(self.chat):
            if isinstance(piece, _Calls):
                broken = broken or piece.broken
                if self.sentences or self.parser.begun:
                    self._forget_text()
                    yield StartOver()
                continue
            length += len(piece)
            for sentence in self.parser.feed(piece):
                if (shown := self._checked(sentence)) is not None:
                    yield shown
            if length > most or isinstance(piece, _Cut):
                self.notice = cut_notice()
                break
        else:
            for sentence in self.parser.close():
                if (shown := self._checked(sentence)) is not None:
                    yield shown
        if not self.sentences:
            raise Trouble(Kind.GARBLED if broken else Kind.EMPTY)

    def _forget_text(self) -> None:
        """What a model says before it looks something up is not its answer."""
        self.parser, self.sentences, self._refused = ReplyParser(), [], {}

    def _checked(self, sentence: Sentence) -> Sentence | None:
        """The sentence when it may be shown; else its place is held and the reasons are kept."""
        sentence = replace(sentence, text=put_back(sentence.text, self.consultation.ledger.profile))
        found = support.problems(sentence, self.consultation)
        if not found:
            self.sentences.append(sentence)
            return sentence
        self._refused[len(self.sentences)] = (sentence, found)
        self.sentences.append(replace(sentence, text=support.left_out(), citations=(), marked=True))
        return None

    async def _mend(self) -> None:
        """Ask once more for the sentences that the lock refused; what fails again stays left out."""
        if not self._refused:
            return
        asked = {
            "sentences": [
                {"number": n, "sentence": one.text, "why": why} for n, (one, why) in self._refused.items()
            ],
            "sources": {
                key: source.text[:_SOURCE_SHOWN] for key, source in self.consultation.sources.items()
            },
        }
        system = SystemMessage((PROMPTS / "repair.md").read_text(encoding="utf-8"))
        veil = Veil.of(self.consultation.ledger)
        request = HumanMessage(veil.text(json.dumps(asked, ensure_ascii=False)))
        try:
            with tracing_context(enabled=False):
                reply = await asyncio.wait_for(
                    loop.model(self.chat).ainvoke([system, request]),
                    models.limits().first_word_seconds,
                )
        except Exception:  # whatever happens here, the note in the sentence's place stands
            return
        self.usage.add(reply)
        for line in reply.text.splitlines():
            number, colon, words = line.partition(":")
            if colon and number.strip().isdecimal() and int(number) in self._refused:
                self._replace(int(number), words)

    def _replace(self, n: int, words: str) -> None:
        parser = ReplyParser()
        found = [*parser.feed(words.strip()), *parser.close()]
        block = self._refused[n][0].block
        for sentence in found[:1]:
            mended = replace(sentence, block=block)
            if not support.problems(mended, self.consultation):
                self.sentences[n] = mended

    # --- any model ----------------------------------------------------------------------------------

    async def _pieces(self, chat: Chat) -> AsyncGenerator["str | _Calls", None]:
        """The text of a model as it comes, and that it calls tools. Raises Trouble from a hosted one."""
        async for message, node in loop.messages(chat, self.consultation, self.past):
            if node.endswith("before_agent"):
                yield message.text
            elif isinstance(message, AIMessageChunk) and node == "model":
                for piece in self._read(message) if chat.hosted else [message.text]:
                    yield piece

    def _read(self, chunk: AIMessageChunk) -> "list[str | _Calls]":
        self.usage.add(chunk)
        told = chunk.response_metadata
        ended = str(told.get("finish_reason") or told.get("stop_reason") or "").lower()
        if ended in _FILTERED:
            raise Trouble(Kind.FILTERED)
        found: list[str | _Calls] = [_Cut(chunk.text) if ended in _CUT else chunk.text]
        if chunk.tool_call_chunks or chunk.invalid_tool_calls:
            found.append(_Calls(bool(chunk.invalid_tool_calls)))
        return found


class _Cut(str):
    """A piece after which the model was not allowed to go on."""


@dataclass(frozen=True)
class _Calls:
    """Tools are being called; `broken` when a call could not be read."""

    broken: bool


def kept_here(consultation: Consultation) -> bool:
    """What only the built-in advisor answers: wishes that are refused in every mode, texts with orders
    planted in them, and texts to review and mock interviews, whose findings are made here anyway."""
    text = consultation.text
    wants = load_intents().of(statements.split(text, load_intents())[0])
    if consultation.practice or wants & (DISHONEST | _HERE) or any(planted(Passage.read(text))):
        return True
    library = consultation.services.library.get()
    return library.search(text, 1).scope == "refuse"
