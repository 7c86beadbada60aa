"""A text on its way out: plain text that ERAS takes, and what is said before it leaves.

Covers: straight quotes, plain dashes and spaces, no tabs and no markup, letters that may not show; what is
open, unsupported or marked; the text as a Word document. Does not cover deciding to save it anyway.
"""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.write.review.rules import limits
from bot.write.studio.document import Document
from bot.write.studio.findings import PRESSING, Examined, Item
from bot.write.studio.titles import TITLES

_Put = str | Callable[[re.Match[str]], str]

_STEPS: tuple[tuple[str, re.Pattern[str], _Put], ...] = (
    ("hidden character", re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]"), ""),
    ("curly quote", re.compile("[\u2018\u2019\u201a\u201b\u2032]"), "'"),
    ("curly quote", re.compile("[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb]"), '"'),
    ("long dash", re.compile("[ \u00a0]*[\u2014\u2015][ \u00a0]*"), " - "),
    ("long dash", re.compile("[\u2010-\u2013\u2212]"), "-"),
    ("row of dots", re.compile("\u2026"), "..."),
    ("bullet", re.compile("(?m)^[ \t]*[\u2022\u25e6\u25aa\u2023][ \t]*"), "- "),
    ("tab", re.compile("\t+"), " "),
    ("special space", re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]"), " "),
    ("mark for bold type", re.compile(r"(?<![\w*])(\*\*|__)(?=\S)(.+?)(?<=\S)\1(?![\w*])"), r"\2"),
    ("mark for a heading", re.compile(r"(?m)^#{1,6} +(?=\S)"), ""),
)
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_DOUBTFUL = ("unverifiable_claim", "fabricated_sounding", "wrong_region", "multiple_specialties")
_PLAIN_ASCII = 126


@dataclass(frozen=True)
class Plain:
    """`changes` say what was made plain and how often; `odd` are letters that may not show in ERAS."""

    text: str
    changes: tuple[str, ...]
    odd: str


def plain(text: str) -> Plain:
    """The text without anything that ERAS may show wrongly; letters with accents stay and are named."""
    counts: dict[str, int] = {}
    for name, pattern, put in _STEPS:
        text, count = pattern.subn(put, text)
        counts[name] = counts.get(name, 0) + count
    lines = [re.sub(r" {2,}", " ", line).rstrip() for line in text.split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    odd = "".join(sorted({char for char in text if ord(char) > _PLAIN_ASCII}))
    changes = tuple(_counted(count, name) for name, count in counts.items() if count)
    return Plain(f"{text}\n" if text else "", changes, odd)


def warnings(now: Document, found: Examined) -> tuple[str, ...]:
    """What has to be said before the text is saved: each a plain sentence, refused findings included."""
    said = []
    made = plain(now.text)
    most = limits()["characters"]
    if len(made.text.rstrip()) > most:
        said.append(f"It has {len(made.text.rstrip()):,} characters, and ERAS takes {most:,}.")
    open_ = _BRACKETED.findall(now.text)
    if open_:
        shown = "; ".join(one[:80] for one in open_[:5])
        said.append(f"{_counted(len(open_), 'open question')} in brackets: {shown}")
    said += _marked(found.items, "")
    said += _marked(found.aside, " You chose to leave it as it is.")
    if made.odd:
        said.append(f"These letters may not show in ERAS, so look at its preview: {' '.join(made.odd)}")
    return tuple(said)


def docx(text: str) -> bytes:
    """The plain text as a Word document, one paragraph a line, nothing else in it."""
    from docx import Document as Word

    document = Word()
    for line in plain(text).text.rstrip("\n").split("\n"):
        if line.strip():
            document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _marked(items: tuple[Item, ...], then: str) -> list[str]:
    titles: Mapping[str, str] = TITLES
    return [
        f"{titles[one.problem]}: “{' '.join((one.quote or '').split())[:120].rstrip('.')}”.{_why(one)}{then}"
        for one in items
        if one.problem in (*PRESSING, *_DOUBTFUL)
    ]


def _why(one: Item) -> str:
    return f" {one.why}" if one.problem == "contradicts_profile" else ""


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {_plural(name)}"


def _plural(name: str) -> str:
    first, of, rest = name.partition(" of ")
    if not of:
        first, of, rest = name.partition(" for ")
    return f"{first}s{of}{rest}"
