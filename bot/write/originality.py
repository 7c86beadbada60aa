"""Originality: which runs of words a text shares with other texts, and which words are ours.

Covers: shared runs of eight or more words (promise 7), and setting aside what is not ours in a
draft: bracketed questions, figures, the applicant's own words. Does not cover whether a text
is good or true, and is never given other users' texts, only our own phrases and passages.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

RUN = 8
_BREAK = "\x00"
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_FIGURE = re.compile(r"(?<![\w.])\$?\d[\d,.]*%?(?![\w])")
_EXAM = re.compile(r"\bstep\s*([123])\b", re.IGNORECASE)
_TOKEN = re.compile(rf"{_BREAK}|[^\W_]+")


def ours(text: str, own: Iterable[str] = ()) -> str:
    """`text` with everything that is not our wording replaced by a break.

    Set aside: bracketed questions, figures (an exam's number stays with its name) and each of
    the applicant's `own` sentences where it stands, whatever its capitals.
    """
    kept = _BRACKETED.sub(_BREAK, text)
    for words in sorted(own, key=len, reverse=True):
        kept = re.sub(re.escape(words.rstrip(".!?")), _BREAK, kept, flags=re.IGNORECASE)
    return _FIGURE.sub(_BREAK, _EXAM.sub(r"step_\1", kept)).replace("step_", "Step ")


def run_lengths(text: str) -> list[int]:
    """How many words stand in each run of a text that went through `ours`; empty runs count as 0."""
    return [len(run) for run in _runs(text)]


def longest_run(text: str) -> int:
    """The most words in a row between two breaks of a text that went through `ours`."""
    return max((len(run) for run in _runs(text)), default=0)


def shared_runs(text: str, others: Iterable[str]) -> list[str]:
    """Each longest run of eight or more words of `text` that also stands in one of `others`.

    Case and punctuation do not count; a run never crosses a break left by `ours`.
    """
    known = [_known(other) for other in others]
    found: list[str] = []
    for run in _runs(text):
        shared = [any(gram in grams for grams in known) for gram in _grams(run)]
        start = 0
        while start < len(shared):
            end = start
            while end < len(shared) and shared[end]:
                end += 1
            if end > start:
                found.append(" ".join(run[start : end + RUN - 1]))
            start = end + 1
    return found


@lru_cache(maxsize=64)
def _known(text: str) -> frozenset[tuple[str, ...]]:
    """Kept, since many sentences are held against the same few texts."""
    return frozenset(gram for run in _runs(text) for gram in _grams(run))


def _runs(text: str) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for token in _TOKEN.findall(text.lower()):
        if token == _BREAK:
            runs.append([])
        else:
            runs[-1].append(token)
    return runs


def _grams(run: list[str]) -> list[tuple[str, ...]]:
    return [tuple(run[i : i + RUN]) for i in range(len(run) - RUN + 1)]
