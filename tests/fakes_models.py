"""Fake servers of hosted models: they speak the protocols of OpenAI and Anthropic, and misbehave
on demand.

Covers: streaming, tool calls, usage, errors by status, silence, broken streams. A brain decides what is said;
both servers turn it into their protocol. Does not cover anything that a real model thinks.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bot.agent import models
from bot.agent.models import Chat


@dataclass(frozen=True)
class Say:
    """What a brain wants said: text, or tool calls, and how the stream goes.

    `status` other than 200 is an error with `error` and `headers`; `hang` seconds pass before the first byte,
    `stall` seconds after the first half; `breaks`: the connection ends there; `raw` stands in place of all.
    """

    text: str = ""
    calls: tuple[tuple[str, dict[str, Any] | str], ...] = ()
    status: int = 200
    error: str = "it did not work"
    headers: dict[str, str] = field(default_factory=dict)
    hang: float = 0
    stall: float = 0
    breaks: bool = False
    ended: str = ""
    raw: str | None = None


@dataclass(frozen=True)
class Asked:
    """A request as a brain sees it, whatever the protocol."""

    system: str
    user: tuple[str, ...]
    case: dict[str, Any]
    briefing: str
    results: tuple[str, ...]
    """Results of the model's own tool calls of this turn, in order."""
    tools: tuple[str, ...]
    raw: dict[str, Any]


Brain = Callable[[Asked], Say]


class Server:
    """One fake; `seen` are its requests as they came, with their headers."""

    path = ""

    def __init__(self, brain: Brain) -> None:
        self.brain = brain
        self.seen: list[Asked] = []
        self.keys: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.keys.append(self.headers.get("authorization") or self.headers.get("x-api-key") or "")
                asked = outer.asked(body)
                outer.seen.append(asked)
                outer.answer(self, outer.brain(asked), bool(body.get("stream")))

            def log_message(self, *_given: object) -> None:
                """Quiet."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}{self.path}"
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    def asked(self, body: dict[str, Any]) -> Asked:
        raise NotImplementedError

    def events(self, say: Say) -> Iterator[str]:
        raise NotImplementedError

    def whole(self, say: Say) -> dict[str, Any]:
        raise NotImplementedError

    def wrong(self, say: Say) -> dict[str, Any]:
        raise NotImplementedError

    def answer(self, to: BaseHTTPRequestHandler, say: Say, stream: bool) -> None:
        time.sleep(say.hang)
        try:
            if say.status != 200:
                self._body(to, say.status, json.dumps(self.wrong(say)), say.headers)
            elif say.raw is not None:
                self._body(to, 200, say.raw, {"content-type": "text/event-stream"})
            elif not stream:
                self._body(to, 200, json.dumps(self.whole(say)), {})
            else:
                self._stream(to, say)
        except (BrokenPipeError, ConnectionResetError):
            return

    def _body(self, to: BaseHTTPRequestHandler, status: int, body: str, headers: dict[str, str]) -> None:
        to.send_response(status)
        for name, value in {"content-type": "application/json", **headers}.items():
            to.send_header(name, value)
        to.send_header("content-length", str(len(body.encode())))
        to.end_headers()
        to.wfile.write(body.encode())

    def _stream(self, to: BaseHTTPRequestHandler, say: Say) -> None:
        to.send_response(200)
        to.send_header("content-type", "text/event-stream")
        to.send_header("transfer-encoding", "chunked")
        to.end_headers()
        events = list(self.events(say))
        for n, event in enumerate(events):
            if n == len(events) // 2 and (say.stall or say.breaks):
                to.wfile.flush()
                time.sleep(say.stall)
                if say.breaks:
                    to.connection.close()
                    return
            data = event.encode()
            to.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        to.wfile.write(b"0\r\n\r\n")


class FakeOpenAI(Server):
    path = "/v1"

    def asked(self, body: dict[str, Any]) -> Asked:
        messages = body["messages"]
        system = "\n".join(_words(one) for one in messages if one["role"] in ("system", "developer"))
        user = tuple(_words(one) for one in messages if one["role"] == "user")
        results: list[str] = []
        for one in messages:
            results = [*results, _words(one)] if one["role"] == "tool" else results
            results = [] if one["role"] == "user" and not _is_case(_words(one)) else results
        tools = tuple(one["function"]["name"] for one in body.get("tools", ()))
        return Asked(system, user, _case(user), _briefing(user), tuple(results), tools, body)

    def whole(self, say: Say) -> dict[str, Any]:
        message = {"role": "assistant", "content": say.text}
        choice = {"index": 0, "message": message, "finish_reason": say.ended or "stop"}
        usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
        return {
            "id": "x",
            "object": "chat.completion",
            "created": 0,
            "model": "fake",
            "choices": [choice],
            "usage": usage,
        }

    def wrong(self, say: Say) -> dict[str, Any]:
        return {"error": {"message": say.error, "type": "error", "code": None}}

    def events(self, say: Say) -> Iterator[str]:
        def chunk(delta: dict[str, Any], ended: str | None = None, **more: Any) -> str:
            choice = {"index": 0, "delta": delta, "finish_reason": ended}
            told = {
                "id": "x",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "fake",
                "choices": [choice],
            }
            return f"data: {json.dumps({**told, **more})}\n\n"

        yield chunk({"role": "assistant", "content": ""})
        for piece in _pieces(say.text):
            yield chunk({"content": piece})
        for n, (name, arguments) in enumerate(say.calls):
            call = {"index": n, "id": f"call-{n}-{time.monotonic_ns()}", "type": "function"}
            yield chunk({"tool_calls": [{**call, "function": {"name": name, "arguments": ""}}]})
            for piece in _pieces(_json(arguments)):
                yield chunk({"tool_calls": [{"index": n, "function": {"arguments": piece}}]})
        yield chunk({}, say.ended or ("tool_calls" if say.calls else "stop"))
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        usage |= {"prompt_tokens_details": {"cached_tokens": 40}}
        told = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "fake", "choices": []}
        yield f"data: {json.dumps({**told, 'usage': usage})}\n\n"
        yield "data: [DONE]\n\n"


class FakeAnthropic(Server):
    def asked(self, body: dict[str, Any]) -> Asked:
        system = body.get("system", "")
        system = system if isinstance(system, str) else "\n".join(one["text"] for one in system)
        user: list[str] = []
        results: list[str] = []
        for one in body["messages"]:
            if one["role"] != "user":
                continue
            blocks = one["content"]
            blocks = [{"type": "text", "text": blocks}] if isinstance(blocks, str) else blocks
            for block in blocks:
                if block["type"] == "tool_result":
                    results.append(_words(block))
                else:
                    user.append(block["text"])
                    results = results if _is_case(block["text"]) else []
        tools = tuple(one["name"] for one in body.get("tools", ()))
        return Asked(system, tuple(user), _case(user), _briefing(user), tuple(results), tools, body)

    def whole(self, say: Say) -> dict[str, Any]:
        return {
            **self._message(),
            "content": [{"type": "text", "text": say.text}],
            "stop_reason": say.ended or "end_turn",
        }

    def wrong(self, say: Say) -> dict[str, Any]:
        return {"type": "error", "error": {"type": "error", "message": say.error}}

    def events(self, say: Say) -> Iterator[str]:
        def event(name: str, **told: Any) -> str:
            return f"event: {name}\ndata: {json.dumps({'type': name, **told})}\n\n"

        yield event("message_start", message=self._message())
        n = 0
        if say.text:
            yield event("content_block_start", index=n, content_block={"type": "text", "text": ""})
            for piece in _pieces(say.text):
                yield event("content_block_delta", index=n, delta={"type": "text_delta", "text": piece})
            yield event("content_block_stop", index=n)
            n += 1
        for name, arguments in say.calls:
            block = {"type": "tool_use", "id": f"toolu_{n}_{time.monotonic_ns()}", "name": name, "input": {}}
            yield event("content_block_start", index=n, content_block=block)
            for piece in _pieces(_json(arguments)):
                yield event(
                    "content_block_delta", index=n, delta={"type": "input_json_delta", "partial_json": piece}
                )
            yield event("content_block_stop", index=n)
            n += 1
        ended = say.ended or ("tool_use" if say.calls else "end_turn")
        yield event(
            "message_delta",
            delta={"stop_reason": ended, "stop_sequence": None},
            usage={**self._message()["usage"], "output_tokens": 20},
        )
        yield event("message_stop")

    def _message(self) -> dict[str, Any]:
        usage = {
            "input_tokens": 60,
            "output_tokens": 1,
            "cache_read_input_tokens": 40,
            "cache_creation_input_tokens": 0,
        }
        return {
            "id": "msg",
            "type": "message",
            "role": "assistant",
            "model": "fake",
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": usage,
        }


SERVERS: dict[str, type[Server]] = {"openai": FakeOpenAI, "anthropic": FakeAnthropic}


@contextmanager
def served(provider: str, brain: Brain) -> Iterator[tuple[Server, Chat]]:
    """A fake server of a provider, and the chat that talks to it through the real client."""
    server = SERVERS[provider](brain)
    try:
        yield server, models.chat(f"{provider}:fake-1", server.url, {}, key="secret-key-123")
    finally:
        server.http.shutdown()
        server.http.server_close()


def librarian(asked: Asked) -> Say:
    """A sensible model: it looks the message up, says the first sentence of what comes back, and asks on."""
    if not asked.results:
        return Say(calls=(("search_guide", {"question": _last(asked)}),))
    found = json.loads(asked.results[-1])
    hits = found.get("hits", [])
    if found.get("scope") != "covered" or not hits:
        return Say("I have nothing on that in my sources. [[kind: declined]]")
    question = asked.case.get("next_question")
    ask = f"\n\n{question['ask']} [[ask: {question['field']}]]" if question else ""
    return Say(f"{hits[0]['sentences'][0]} [[{hits[0]['id']}]]{ask}")


def voice(asked: Asked) -> Say:
    """A model that says the briefing as it is."""
    return Say(asked.briefing)


def _last(asked: Asked) -> str:
    return [one for one in asked.user if not _is_case(one)][-1]


def _is_case(text: str) -> bool:
    return text.startswith("<case>")


def _case(user: Any) -> dict[str, Any]:
    found = [one for one in user if _is_case(one)]
    told = found[-1].removeprefix("<case>").partition("</case>")[0] if found else "{}"
    case: dict[str, Any] = json.loads(told)
    return case


def _briefing(user: Any) -> str:
    found = [one for one in user if _is_case(one)]
    return found[-1].partition("<briefing>")[2].partition("</briefing>")[0].strip() if found else ""


def _words(message: dict[str, Any]) -> str:
    content = message.get("content") or ""
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def _json(arguments: dict[str, Any] | str) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments)


def _pieces(text: str, size: int = 11) -> list[str]:
    return [text[i : i + size] for i in range(0, len(text), size)]
