"""An answer and what it rests on: sentences with their citation marks, and the passages behind them.

Covers: paragraphs, bullets and headings of an answer, the numbers of its citations, the sources pane. Does
not cover the messages around an answer (render).
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Protocol, TypeAlias

from bot.applicant.facts import FIELDS
from bot.ui.components import Html, act, esc, fold, join, linked, shortened, tag, text
from bot.ui.tongue import english, later, say

Reply: TypeAlias = Mapping[str, Any]

NO_SOURCES = (
    later("When an answer uses the guide, the passages it rests on appear here."),
    later("Tap a small number in an answer to open the passage behind that sentence."),
)

YOUR_WORD = "you."
"""How the id of a citation begins that stands for a fact the applicant stated."""

_ABOUT = ((later("Part of the guide"), "section"), (later("Source"), "source"), (later("Date"), "date"))


class TurnLike(Protocol):
    """A finished turn: its number, the applicant's words and the reply record."""

    @property
    def n(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def reply(self) -> Reply | None: ...


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


def _sources_of(reply: Reply) -> list[Reply]:
    return [item for item in reply.get("citations", ()) if not str(item["id"]).startswith(YOUR_WORD)]


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
