"""From turns to what the chat shows: one pure adapter, without server or browser.

Covers: messages, the strip of facts read and quick replies. Does not cover when a turn runs or what it says
(agent.turn), an answer's sentences and sources (cited) or a draft (drafted).
"""

import re
from collections.abc import Sequence
from typing import Any, TypeAlias

from bot.applicant.facts import FIELDS
from bot.applicant.ledger import Ledger, Status
from bot.ui.cited import Reply, TurnLike, has_sources, prose
from bot.ui.components import Html, act, callout, chip, esc, fold, join, tag, text, unseen
from bot.ui.drafted import draft_card
from bot.ui.tongue import english, later, say, several

Message: TypeAlias = dict[str, Any]

SHOWN = 40
"""Turns drawn at once; earlier ones are a tap away, so that a long conversation stays quick."""

SKIP, UNSURE = later("Skip"), later("I don't know")
_UNSEEN = dict.fromkeys(
    (
        *range(9),
        11,
        12,
        *range(14, 32),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *range(0xE0000, 0xE0080),
    )
)
"""Characters that show nothing and can turn the order of words around or carry hidden text."""

_RETURNS = re.compile(r"\r\n?")
"""A blank line ends an HTML block in the chat, and a carriage return counts as the end of a line there."""

_WHOLE = (
    ("plan.", "Plan", later("See the whole plan")),
    ("program", "Programs", later("See all programs")),
)
"""Citations that a tab shows in full: how their ids begin, the tab, and the words that lead there."""

_READ_OPEN = 4
"""Up to this many facts read from a message are laid open; more are one tap away."""


def messages(
    turns: Sequence[TurnLike], ledger: Ledger, *, shown: int = SHOWN, settled: bool = True
) -> list[Message]:
    """The chat of the last `shown` turns; `settled` offers undo and quick replies at the last one."""
    drawn = turns[-shown:]
    chat: list[Message] = []
    if len(turns) > len(drawn):
        more = act(say("Show earlier messages"), "earlier", str(shown + SHOWN))
        chat.append(_said("assistant", tag("div", more, "sw-earlier")))
    for turn in drawn:
        chat += _turn(turn, ledger, settled and turn is drawn[-1])
    return chat


def live(said: str, sentences: Sequence[Reply] = ()) -> list[Message]:
    """A message that is being answered, and the sentences that have arrived."""
    return [_user(0, said, editable=False), _said("assistant", _arriving(sentences))]


def quick_replies(reply: Reply) -> list[dict[str, str]]:
    """One-tap answers to the question just asked; typing stays possible. What is sent is English."""
    if not reply.get("asked"):
        return []
    ready = [(words, words) for words in reply.get("quick_replies", ())]
    own = [(say(words), words) for words in (SKIP, UNSURE)]
    return [{"label": label, "value": words} for label, words in (*ready, *own)]


def _turn(turn: TurnLike, ledger: Ledger, last: bool) -> list[Message]:
    reply = turn.reply or {}
    answer = _said("assistant", _answer(turn.n, reply, ledger, last))
    if last and (options := quick_replies(reply)):
        answer["options"] = options
    return [_user(turn.n, turn.text, editable=True), answer]


def _user(n: int, said: str, *, editable: bool) -> Message:
    tools = tag(
        "div",
        act(say("Edit"), "edit", str(n), "sw-tool", say("this message and answer it again")),
        "sw-tools",
    )
    body = text("div", said, "sw-words")
    return _said("user", join([body, tools]) if editable else body)


def _said(role: str, body: Html) -> Message:
    shown = _RETURNS.sub("<br>", body).translate(_UNSEEN)
    return {"role": role, "content": f'<div class="sw-said {role}">{shown}</div>'}


def _arriving(sentences: Sequence[Reply]) -> Html:
    if sentences:
        return tag("div", prose(0, sentences, {}), "sw-prose", lang=english())
    dots = Html('<span class="sw-dots"><span></span><span></span><span></span></span>')
    return tag("p", join([dots, unseen(say("Stepwise is reading your message"))]), "sw-wait")


def _answer(n: int, reply: Reply, ledger: Ledger, last: bool) -> Html:
    sentences = reply.get("sentences", ())
    titles = {item["id"]: str(item["title"]) for item in reply.get("citations", ())}
    words = tag("div", prose(n, sentences, titles), "sw-prose", lang=english())
    if reply.get("kind") == "safety":
        words = callout(words, "safety", say("You matter more than any application"))
    parts = [_read_strip(n, reply.get("read", ()), ledger, last), words]
    if reply.get("draft"):
        parts.append(draft_card(reply["draft"]))
    parts += [text("p", notice, "sw-note", lang=english()) for notice in reply.get("notices", ())]
    if reply.get("usage"):
        parts.append(text("p", f"{reply['usage']['model']}: {money(reply['usage'])}", "sw-spent"))
    return join([*parts, _tools(n, reply, last)])


def money(usage: Reply) -> str:
    """Tokens and dollars of one or more answers of hosted models, in one line."""
    cached = ""
    if usage["cached"]:
        cached = " " + say("({n:,} of them from the provider's cache)", n=usage["cached"])
    price = say("price unknown") if usage["usd"] is None else say("about ${usd:.4f}", usd=usage["usd"])
    read = say("{n:,} tokens read", n=usage["input"])
    return f"{read}{cached}, {say('{n:,} written', n=usage['output'])}, {price}"


def _tools(n: int, reply: Reply, last: bool) -> Html:
    tools = [act(say("Copy"), "copy", "answer", "sw-tool", say("this answer"))]
    if has_sources(reply):
        tools.append(act(say("Sources"), "cite", f"{n}.0", "sw-tool", say("of this answer")))
    if reply.get("score"):
        tools.append(act(say("See the whole score"), "tab", "Score", "sw-tool strong"))
    for begins, tab, words in _WHOLE:
        if any(str(item["id"]).startswith(begins) for item in reply.get("citations", ())):
            tools.append(act(say(words), "tab", tab, "sw-tool strong"))
    if last:
        tools.append(act(say("Try again"), "retry", str(n), "sw-tool", say("answer my last message anew")))
        tools.append(
            act(say("Undo"), "undo", str(n), "sw-tool", say("take back my last message and its facts"))
        )
    return tag("div", join(tools), "sw-tools")


def _read_strip(n: int, read: Sequence[Reply], ledger: Ledger, last: bool) -> Html:
    if not read:
        return Html("")
    told = several(len(read), "Read from your message: {n} fact", "Read from your message: {n} facts")
    rows = join(_read_row(item, ledger) for item in read)
    summary = join([text("span", told), text("span", say("check them"), "sw-hint")])
    return fold(summary, tag("ul", rows), f"read-{n}", opened=last and len(read) <= _READ_OPEN, css="sw-read")


def _read_row(item: Reply, ledger: Ledger) -> Html:
    key = str(item["field"])
    event = ledger.last(key)
    words = join([text("strong", say(item["label"])), Html(" "), text("span", _shown(key, item))])
    quote = tag("q", esc(item["quote"])) if item.get("quote") else Html("")
    if event is None:
        state = chip(say("taken back"))
    elif event.status is Status.CONFIRMED:
        state = chip(say("confirmed"), "good")
    else:
        about = f"{say(item['label'])}: {_shown(key, item)}"
        right = act(say("That's right"), "confirm", key, "sw-tool", about)
        wrong = act(say("Take back"), "retract", key, "sw-tool", about)
        state = join([right, wrong])
    return tag("li", join([tag("div", join([words, quote]), "what"), tag("div", state, "sw-tools")]))


def _shown(key: str, item: Reply) -> str:
    """A reading in words; what somebody wrote stays as they wrote it."""
    shown = str(item["shown"] or "")
    if not shown:
        return say("no answer")
    return ", ".join(say(part) for part in shown.split(", ")) if key in FIELDS else shown
