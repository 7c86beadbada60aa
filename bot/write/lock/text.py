"""A text made plain for the fact lock: markup off, exams and dates as words, split into clauses.

Covers: the word lists of knowledge/lock.toml, links, months, and the plain form that the other
lock_* modules read. Does not cover what is claimed (lock_numbers, lock_names, lock_exams) or
whether it is supported (lock).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bot.settings import KNOWLEDGE
from bot.write.outline import read_toml

EXAMS: Mapping[str, str] = {"xstepone": "step1", "xsteptwo": "step2ck", "xstepthree": "step3"}
"""The words that stand for exams in a text that went through `plain`."""

_STEP = r"(?:usmle\s+)?\bstep\s*(?:-\s*)?"
_EXAM_NAMES = (
    (re.compile(_STEP + r"2\s*cs\b", re.I), " xstepcs "),
    (re.compile(_STEP + r"3\b", re.I), " xstepthree "),
    (re.compile(_STEP + r"2\b(?:\s*ck\b)?", re.I), " xsteptwo "),
    (re.compile(_STEP + r"1\b", re.I), " xstepone "),
    (re.compile(r"\bck\b", re.I), " xsteptwo "),
)
_PAIRED = re.compile(r"\bsteps?\s*([123])\s*(,|/|&|and|or)\s*([123])\b", re.I)
_ISO = re.compile(r"\b((?:19|20)\d\d)-(0[1-9]|1[0-2])(?:-([0-3]\d))?\b")
_LINK = re.compile(
    r"\b(?:https?://|www\.)[^\s)\]]+|\b[\w.+-]+@[\w-]+\.[\w.]+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s)\]]+",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"\*\*|__|`|^\s*(?:[-*•]|\d{1,2}[.)])\s+|^#+\s+|\[\d{1,2}\]", re.M)
_CODE = re.compile(
    r"!\[|\[[^\[\]\n]*\]\(|^\s*\[[^\[\]\n]+\]:\s|</?[a-z!][^<>]*>?|\b(?:javascript|data|vbscript|file):\S|&#?\w{2,8};"
    r"|\bon\w+\s*=\s*\S",
    re.IGNORECASE | re.MULTILINE,
)
_ASKED = re.compile(r"\[[^\[\]]*\?\]")
_DATED = ("in", "since", "until", "by", "of", "from", "early", "late", "last")


@lru_cache(maxsize=1)
def lists() -> Mapping[str, Any]:
    """The word lists of knowledge/lock.toml. Raises DataError when it cannot be read."""
    return read_toml(KNOWLEDGE / "lock.toml")


def plain(text: str) -> str:
    """`text` without markup, links and bracketed questions; exams and ISO dates as plain words."""
    text = text.replace("’", "'").replace("‘", "'")
    text = _LINK.sub(" ", _ASKED.sub(" . ", _MARKUP.sub(" ", text)))
    text = _ISO.sub(_iso_words, text)
    text = _PAIRED.sub(r"Step \1 \2 Step \3", text)
    for pattern, word in _EXAM_NAMES:
        text = pattern.sub(word, text)
    return text


def links(text: str) -> list[str]:
    return [link.rstrip(".,;") for link in _LINK.findall(text)]


def without_links(text: str) -> str:
    """What somebody typed, without addresses: those are not repeated because they were typed."""
    return _LINK.sub(" ", text)


def markup(text: str) -> list[str]:
    """Links and images as markup, tags, and addresses that run something; a plain address is a link."""
    return [found[0].strip() for found in _CODE.finditer(text)]


def months(text: str) -> list[str]:
    """Names of months used as dates; "may" and "march" count only beside a day, a year or "in"."""
    words = [word.lower() for word in re.findall(r"[^\W_]+", plain(text))]
    found = []
    for i, word in enumerate(words):
        if word in lists()["names"]["months"]:
            beside = {*words[max(0, i - 1) : i], *words[i + 1 : i + 2]}
            dated = any(near.isdigit() or near in _DATED for near in beside)
            if dated or word not in ("may", "march"):
                found.append(word)
    return found


def _iso_words(found: re.Match[str]) -> str:
    month = lists()["names"]["months"][int(found[2]) - 1].capitalize()
    return f"{month} {int(found[3])}, {found[1]}" if found[3] else f"{month} {found[1]}"
