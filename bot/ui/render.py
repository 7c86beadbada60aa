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
from bot.ui.tongue import english, later, say, several

Reply: TypeAlias = Mapping[str, Any]
Message: TypeAlias = dict[str, Any]

SHOWN = 40
"""Turns drawn at once; earlier ones are a tap away, so that a long conversation stays quick."""

NO_SOURCES = (
    later("When an answer uses the guide, the passages it rests on appear here."),
    later("Tap a small number in an answer to open the passage behind that sentence."),
)
OWN_WORDS = later(
    "This is an example made from your facts. What you send has to be your own writing: "
    "use it to see the shape, then say it your way."
)
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
    "score_explanation_statement": later("your exams explained, for the statement"),
    "score_explanation_email": later("your exams explained, in an email"),
    "score_explanation_interview_20": later("an interview answer of 20 seconds"),
    "score_explanation_interview_60": later("an interview answer of 60 seconds"),
    "score_explanation_interview_90": later("an interview answer of 90 seconds"),
    "why_specialty": later("why this specialty"),
    "why_ready": later("why you are ready"),
    "why_region": later("why this region"),
    "letter_request": later("a request for a letter"),
    "coordinator_email": later("an email to a program"),
    "update_letter": later("an update letter"),
    "thank_you": later("a thank-you note"),
    "gap_year": later("the time without training"),
    "edited": later("your text with the edits"),
}
_ANSWERS = tuple(kind for kind in _DRAFTS if "_interview_" in kind)
"""Drafts that are said aloud."""

_WHOLE = (
    ("plan.", "Plan", later("See the whole plan")),
    ("program", "Programs", later("See all programs")),
)
"""Citations that a tab shows in full: how their ids begin, the tab, and the words that lead there."""

_READ_OPEN = 4
"""Up to this many facts read from a message are laid open; more are one tap away."""


_ABOUT = ((later("Part of the guide"), "section"), (later("Source"), "source"), (later("Date"), "date"))


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
        return tag("div", join(text("p", say(words)) for words in NO_SOURCES), "sw-empty")
    reply = turn.reply or {}
    order = numbered(reply["sentences"])
    cited = sorted(_sources_of(reply), key=lambda item: order.get(item["id"], len(order) + 1))
    asked = tag(
        "p", join([esc(say("Behind the answer to") + " "), tag("q", esc(shortened(turn.text, 90)))]), "fine"
    )
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
    label = join(
        [
            text("strong", say("Draft: {what}", what=draft_name(kind))),
            chip(say("rewrite in your own words"), "clay"),
        ]
    )
    parts = [
        tag("div", label, "top"),
        text("div", draft["text"], "body", lang=english()),
        tag("ul", notes, "notes", lang=english()) if notes else Html(""),
        text("p", say(OWN_WORDS), "fine"),
        tag("div", join(_draft_acts(kind)), "sw-row"),
    ]
    return tag("div", join(parts), "sw-draft")


def draft_name(kind: str) -> str:
    """What a kind of draft is called in a sentence."""
    return say(_DRAFTS.get(kind, kind.replace("_", " ")))


def _draft_acts(kind: str) -> list[Html]:
    copy = act(say("Copy draft"), "copy", "draft", "sw-button small quiet")
    if kind in _PARAGRAPHS:
        return [act(say("Work on it in the Statement tab"), "st_draft", kind, "sw-button small"), copy]
    if kind in _ANSWERS:
        return [act(say("Practise it in the Interview tab"), "tab", "Interview", "sw-button small"), copy]
    return [copy]


def _sources_of(reply: Reply) -> list[Reply]:
    return [item for item in reply.get("citations", ()) if not str(item["id"]).startswith(YOUR_WORD)]


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
        label = say(FIELDS[field].label) if field in FIELDS else field
        return act(say("you"), "fill", field, "sw-cite you", say("told me: {label}", label=label))
    hint = f"{say('Source')}: {titles[key]}" if key in titles else say("Source")
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
    summary = join([text("span", number, "sw-number"), text("span", item["title"], lang=english())])
    title, _, body = str(item["text"]).partition("\n")
    told = body if title == item["title"] else str(item["text"])
    paragraphs = join(_paragraph(part) for part in told.split("\n\n") if part.strip())
    about = [
        join([text("dt", say(name)), tag("dd", linked(str(item[key])), lang=english())])
        for name, key in _ABOUT
        if item.get(key)
    ]
    is_open = number == opened
    back = act(say("Back to the answer"), "back", f"cite-{n}-{number}", "sw-tool")
    return fold(
        summary,
        join([tag("div", paragraphs, "sw-prose", lang=english()), tag("dl", join(about)), back]),
        f"source-{n}-{number}",
        opened=is_open or opened == 0,
        css="sw-source now" if is_open else "sw-source",
    )


def _paragraph(part: str) -> Html:
    lines = part.strip().split("\n")
    if all(line.startswith("- ") for line in lines):
        return tag("ul", join(tag("li", linked(line[2:])) for line in lines))
    return tag("p", linked(" ".join(lines)))
