"""The authorship log: who wrote what in a text, when, and which edits were taken.

Covers: the log as Markdown or plain text, with the share of each origin in the words of today. Does not
cover keeping the log (document), or telling a program's words from a person's: it only says how they came in.
"""

from collections.abc import Iterable

from bot.write.studio.document import Document, Entry, words
from bot.write.studio.origins import How, parts

HOW = {
    How.TYPED: "typed here",
    How.PASTED: "pasted",
    How.FILE: "from a file",
    How.DRAFT: "an example that Stepwise drafted",
    How.EDIT: "accepted edits",
    How.REFINED: "refined on request",
    How.RESTORED: "an earlier version again",
}
_NOTICE = (
    "How the words came into this text, as Stepwise recorded it. Edits are proposals of a program; each was "
    "taken by the writer one by one or as named below. Pasted words may have been written anywhere."
)


def shares(now: Document) -> tuple[tuple[How, int], ...]:
    """How many words of the text came in each way, the most first; a word counts where it begins."""
    counts: dict[How, int] = {}
    joined = False
    for how, text in parts(now.text, now.runs):
        count = words(text) - (1 if joined and text[:1].strip() and text.strip() else 0)
        counts[how] = counts.get(how, 0) + max(count, 0)
        joined = bool(text[-1:].strip())
    return tuple(sorted(((how, n) for how, n in counts.items() if n), key=lambda one: -one[1]))


def log(now: Document, title: str, rule: str, source: str, *, markdown: bool) -> str:
    """The whole log; `rule` is AAMC's about help with a statement, with its `source`."""
    head, point = ("# ", "- ") if markdown else ("", "* ")
    sub = "## " if markdown else ""
    clean = _escaped if markdown else str
    lines = [f"{head}Authorship log: {clean(title)}", _NOTICE, f"{rule} ({source})"]
    lines += [f"{sub}The text as it stands, {words(now.text)} words"]
    lines += ["\n".join(f"{point}{HOW[how]}: {n} words" for how, n in shares(now)) or "No words yet."]
    given = [text for how, text in parts(now.text, now.runs) if how in (How.EDIT, How.REFINED)]
    if shown := [" ".join(one.split()) for one in given if one.strip()]:
        lines += [f"{sub}Words in it that an edit brought"]
        lines += ["\n".join(f"{point}“{clean(one)}”" for one in shown)]
    lines += [
        f"{sub}What was done, times in UTC",
        "\n".join(_lines(now.log, point, markdown)) or "Nothing yet.",
    ]
    lines += [f"{sub}Findings that the writer chose to leave: {len(now.refused)}"]
    return "\n\n".join(lines) + "\n"


def _lines(entries: Iterable[Entry], point: str, markdown: bool) -> Iterable[str]:
    clean = _escaped if markdown else str
    for one in entries:
        note = f" {clean(one.note)}" if one.note else ""
        yield f"{point}{_when(one)}: {HOW[one.how]}, {one.before} to {one.after} words.{note}"


def _when(one: Entry) -> str:
    first, last = one.at[:16].replace("T", " "), one.until[:16].replace("T", " ")
    if first == last:
        return first
    return f"{first} to {last[11:] if last[:10] == first[:10] else last}"


def _escaped(said: str) -> str:
    """Words as themselves: nothing that anybody typed becomes markup."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|~" else char for char in said)
