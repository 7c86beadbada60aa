"""From turns to what the chat and the sources pane show: one pure adapter, without server or browser.

Covers: messages with citations, the strip of facts read, drafts, quick replies and the passages of
one answer. Does not cover when a turn runs or what it says (agent.turn).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Protocol, TypeAlias

from bot.applicant.facts import FIELDS
from bot.applicant.ledger import Ledger, Status
from bot.ui.components import Html, act, callout, chip, esc, fold, join, linked, tag, text, unseen

Reply: TypeAlias = Mapping[str, Any]
Message: TypeAlias = dict[str, Any]

SHOWN = 40
"""Turns drawn at once; earlier ones are a tap away, so that a long conversation stays quick."""

NO_SOURCES = (
    "When an answer uses the guide, the passages it rests on appear here.",
    "Tap a small number in an answer to open the passage behind that sentence.",
)
OWN_WORDS = (
    "This is an example made from your facts. What you send has to be your own writing: "
    "use it to see the shape, then say it your way."
)
SKIP, UNSURE = "Skip", "I don't know"
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

YOUR_WORD = "you."
"""How the id of a citation begins that stands for a fact the applicant stated."""

_PARAGRAPHS = (
    "score_explanation_statement",
    "why_specialty",
    "why_ready",
    "why_region",
    "gap_year",
    "edited",
)
"""Drafts that belong in a statement, so that the Statement tab takes them."""

_DRAFTS: Mapping[str, str] = {
    "score_explanation_statement": "your exams explained, for the statement",
    "score_explanation_email": "your exams explained, in an email",
    "score_explanation_interview_20": "an interview answer of 20 seconds",
    "score_explanation_interview_60": "an interview answer of 60 seconds",
    "score_explanation_interview_90": "an interview answer of 90 seconds",
    "why_specialty": "why this specialty",
    "why_ready": "why you are ready",
    "why_region": "why this region",
    "letter_request": "a request for a letter",
    "coordinator_email": "an email to a program",
    "update_letter": "an update letter",
    "thank_you": "a thank-you note",
    "gap_year": "the time without training",
    "edited": "your text with the edits",
}
_READ_OPEN = 4
"""Up to this many facts read from a message are laid open; more are one tap away."""


class TurnLike(Protocol):
    """A finished turn: its number, the applicant's words and the reply record."""

    @property
    def n(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def reply(self) -> Reply | None: ...


def messages(
    turns: Sequence[TurnLike], ledger: Ledger, *, shown: int = SHOWN, settled: bool = True
) -> list[Message]:
    """The chat of the last `shown` turns; `settled` offers undo and quick replies at the last one."""
    drawn = turns[-shown:]
    chat: list[Message] = []
    if len(turns) > len(drawn):
        more = act("Show earlier messages", "earlier", str(shown + SHOWN))
        chat.append(_said("assistant", tag("div", more, "sw-earlier")))
    for turn in drawn:
        chat += _turn(turn, ledger, settled and turn is drawn[-1])
    return chat


def live(said: str, sentences: Sequence[Reply] = ()) -> list[Message]:
    """A message that is being answered, and the sentences that have arrived."""
    return [_user(0, said, editable=False), _said("assistant", _arriving(sentences))]


def quick_replies(reply: Reply) -> list[dict[str, str]]:
    """One-tap answers to the question just asked; typing stays possible. The label is what is sent."""
    if not reply.get("asked"):
        return []
    return [{"label": words, "value": words} for words in (*reply.get("quick_replies", ()), SKIP, UNSURE)]


def numbered(sentences: Iterable[Reply]) -> dict[str, int]:
    """Citation numbers in order of first use, the same while streaming and afterwards."""
    cited = (key for sentence in sentences for key in sentence["citations"])
    used = dict.fromkeys(key for key in cited if not key.startswith(YOUR_WORD))
    return {key: number for number, key in enumerate(used, start=1)}


def prose(n: int, sentences: Sequence[Reply], titles: Mapping[str, str]) -> Html:
    """Sentences as paragraphs, bullets and headings; the marks behind them open their passages."""
    numbers = numbered(sentences)
    marked: set[str] = set()
    blocks: list[tuple[str, list[Html]]] = []
    for sentence, following in zip_longest(sentences, sentences[1:]):
        block = sentence["block"]
        keys = [] if _shares(sentence, following) else sentence["citations"]
        marks = join(_mark(n, key, numbers, titles, first=key not in marked) for key in keys)
        marked.update(keys)
        piece = _sentence(sentence, marks)
        if block == "inline" and blocks and blocks[-1][0] != "heading":
            blocks[-1][1].append(piece)
        else:
            blocks.append((block if block in ("bullet", "heading") else "paragraph", [piece]))
    return _blocks(blocks)


def sources(turn: TurnLike | None, opened: int | None = None) -> Html:
    """The passages behind one answer, by their numbers; `opened` is unfolded, and 0 unfolds all."""
    if turn is None or not has_sources(turn.reply):
        return tag("div", join(text("p", words) for words in NO_SOURCES), "sw-empty")
    reply = turn.reply or {}
    order = numbered(reply["sentences"])
    cited = sorted(_sources_of(reply), key=lambda item: order.get(item["id"], len(order) + 1))
    asked = tag("p", join([esc("Behind the answer to "), tag("q", esc(shortened(turn.text, 90)))]), "fine")
    passages = (
        _passage(item, turn.n, order.get(item["id"], k), opened) for k, item in enumerate(cited, start=1)
    )
    return join([asked, *passages])


def has_sources(reply: Reply | None) -> bool:
    """Whether an answer rests on anything beside the applicant's own word."""
    return bool(_sources_of(reply or {}))


def shortened(words: str, most: int) -> str:
    """Words on one line, cut at `most` characters."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def draft_card(draft: Reply) -> Html:
    """A stored draft, labelled as an example, with what it still asks for."""
    kind = str(draft["kind"])
    notes = join(tag("li", esc(note)) for note in draft.get("notes", ()))
    label = join([text("strong", f"Draft: {draft_name(kind)}"), chip("rewrite in your own words", "clay")])
    parts = [
        tag("div", label, "top"),
        text("div", draft["text"], "body"),
        tag("ul", notes, "notes") if notes else Html(""),
        text("p", OWN_WORDS, "fine"),
        tag("div", join(_draft_acts(kind)), "sw-row"),
    ]
    return tag("div", join(parts), "sw-draft")


def draft_name(kind: str) -> str:
    """What a kind of draft is called in a sentence."""
    return _DRAFTS.get(kind, kind.replace("_", " "))


def _draft_acts(kind: str) -> list[Html]:
    copy = act("Copy draft", "copy", "draft", "sw-button small quiet")
    if kind not in _PARAGRAPHS:
        return [copy]
    return [act("Work on it in the Statement tab", "st_draft", kind, "sw-button small"), copy]


def _sources_of(reply: Reply) -> list[Reply]:
    return [item for item in reply.get("citations", ()) if not str(item["id"]).startswith(YOUR_WORD)]


def _turn(turn: TurnLike, ledger: Ledger, last: bool) -> list[Message]:
    reply = turn.reply or {}
    answer = _said("assistant", _answer(turn.n, reply, ledger, last))
    if last and (options := quick_replies(reply)):
        answer["options"] = options
    return [_user(turn.n, turn.text, editable=True), answer]


def _user(n: int, said: str, *, editable: bool) -> Message:
    tools = tag("div", act("Edit", "edit", str(n), "sw-tool", "this message and answer it again"), "sw-tools")
    body = text("div", said, "sw-words")
    return _said("user", join([body, tools]) if editable else body)


def _said(role: str, body: Html) -> Message:
    shown = _RETURNS.sub("<br>", body).translate(_UNSEEN)
    return {"role": role, "content": f'<div class="sw-said {role}">{shown}</div>'}


def _arriving(sentences: Sequence[Reply]) -> Html:
    if sentences:
        return tag("div", prose(0, sentences, {}), "sw-prose")
    dots = Html('<span class="sw-dots"><span></span><span></span><span></span></span>')
    return tag("p", join([dots, unseen("Stepwise is reading your message")]), "sw-wait")


def _answer(n: int, reply: Reply, ledger: Ledger, last: bool) -> Html:
    sentences = reply.get("sentences", ())
    titles = {item["id"]: str(item["title"]) for item in reply.get("citations", ())}
    words = tag("div", prose(n, sentences, titles), "sw-prose")
    if reply.get("kind") == "safety":
        words = callout(words, "safety", "You matter more than any application")
    parts = [_read_strip(n, reply.get("read", ()), ledger, last), words]
    if reply.get("draft"):
        parts.append(draft_card(reply["draft"]))
    parts += [text("p", notice, "sw-note") for notice in reply.get("notices", ())]
    if reply.get("usage"):
        parts.append(text("p", f"{reply['usage']['model']}: {money(reply['usage'])}", "sw-spent"))
    return join([*parts, _tools(n, reply, last)])


def money(usage: Reply) -> str:
    """Tokens and dollars of one or more answers of hosted models, in one line."""
    cached = f" ({usage['cached']:,} of them from the provider's cache)" if usage["cached"] else ""
    price = "price unknown" if usage["usd"] is None else f"about ${usage['usd']:.4f}"
    return f"{usage['input']:,} tokens read{cached}, {usage['output']:,} written, {price}"


def _tools(n: int, reply: Reply, last: bool) -> Html:
    tools = [act("Copy", "copy", "answer", "sw-tool", "this answer")]
    if has_sources(reply):
        tools.append(act("Sources", "cite", f"{n}.0", "sw-tool", "of this answer"))
    if reply.get("score"):
        tools.append(act("See the whole score", "tab", "Score", "sw-tool strong"))
    if last:
        tools.append(act("Try again", "retry", str(n), "sw-tool", "answer my last message anew"))
        tools.append(act("Undo", "undo", str(n), "sw-tool", "take back my last message and its facts"))
    return tag("div", join(tools), "sw-tools")


def _read_strip(n: int, read: Sequence[Reply], ledger: Ledger, last: bool) -> Html:
    if not read:
        return Html("")
    count = f"{len(read)} fact" + ("s" if len(read) > 1 else "")
    rows = join(_read_row(item, ledger) for item in read)
    summary = join([text("span", f"Read from your message: {count}"), text("span", "check them", "sw-hint")])
    return fold(summary, tag("ul", rows), f"read-{n}", opened=last and len(read) <= _READ_OPEN, css="sw-read")


def _read_row(item: Reply, ledger: Ledger) -> Html:
    key = str(item["field"])
    event = ledger.last(key)
    words = join([text("strong", item["label"]), Html(" "), text("span", item["shown"] or "no answer")])
    quote = tag("q", esc(item["quote"])) if item.get("quote") else Html("")
    if event is None:
        state = chip("taken back")
    elif event.status is Status.CONFIRMED:
        state = chip("confirmed", "good")
    else:
        about = f"{item['label']}: {item['shown']}"
        right = act("That's right", "confirm", key, "sw-tool", about)
        wrong = act("Take back", "retract", key, "sw-tool", about)
        state = join([right, wrong])
    return tag("li", join([tag("div", join([words, quote]), "what"), tag("div", state, "sw-tools")]))


def _shares(sentence: Reply, following: Reply | None) -> bool:
    """Whether the next sentence of the same block rests on the same sources, so that one mark serves both."""
    if following is None or following["block"] != "inline" or sentence["block"] == "heading":
        return False
    return bool(following["citations"] == sentence["citations"])


def _sentence(sentence: Reply, marks: Html) -> Html:
    """The words with their marks, which never stand alone on the next line."""
    words = str(sentence["text"])
    if sentence.get("marked"):
        return tag("span", linked(words), "sw-marked")
    if not marks:
        return linked(words)
    start, space, end = words.rpartition(" ")
    return join([linked(start + space), tag("span", join([linked(end), marks]), "sw-tied")])


def _mark(n: int, key: str, numbers: Mapping[str, int], titles: Mapping[str, str], *, first: bool) -> Html:
    """The small number behind a sentence; the first one of a source is where "back" leads.

    A sentence that rests on the applicant's own word points to the profile instead.
    """
    if key.startswith(YOUR_WORD):
        field = key.removeprefix(YOUR_WORD)
        label = FIELDS[field].label if field in FIELDS else field
        return act("you", "fill", field, "sw-cite you", f"told me: {label}")
    hint = f"Source: {titles[key]}" if key in titles else "Source"
    id_ = f"cite-{n}-{numbers[key]}" if first else ""
    return act(str(numbers[key]), "cite", f"{n}.{numbers[key]}", "sw-cite", hint, id_)


def _blocks(blocks: Sequence[tuple[str, list[Html]]]) -> Html:
    out: list[Html] = []
    bullets: list[Html] = []
    for kind, pieces in blocks:
        body = join(pieces, " ")
        if kind == "bullet":
            bullets.append(tag("li", body))
            continue
        if bullets:
            out.append(tag("ul", join(bullets)))
            bullets = []
        out.append(tag("h4" if kind == "heading" else "p", body))
    if bullets:
        out.append(tag("ul", join(bullets)))
    return join(out)


def _passage(item: Reply, n: int, number: int, opened: int | None) -> Html:
    summary = join([text("span", number, "sw-number"), text("span", item["title"])])
    title, _, body = str(item["text"]).partition("\n")
    told = body if title == item["title"] else str(item["text"])
    paragraphs = join(_paragraph(part) for part in told.split("\n\n") if part.strip())
    about = [
        join([text("dt", name), tag("dd", linked(str(item[key])))])
        for name, key in (("Part of the guide", "section"), ("Source", "source"), ("Date", "date"))
        if item.get(key)
    ]
    is_open = number == opened
    back = act("Back to the answer", "back", f"cite-{n}-{number}", "sw-tool")
    return fold(
        summary,
        join([tag("div", paragraphs, "sw-prose"), tag("dl", join(about)), back]),
        f"source-{n}-{number}",
        opened=is_open or opened == 0,
        css="sw-source now" if is_open else "sw-source",
    )


def _paragraph(part: str) -> Html:
    lines = part.strip().split("\n")
    if all(line.startswith("- ") for line in lines):
        return tag("ul", join(tag("li", linked(line[2:])) for line in lines))
    return tag("p", linked(" ".join(lines)))
