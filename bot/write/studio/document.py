"""A statement and everything that happened to it, and what may be done to it.

Covers: the document as a value, each action giving a new one: writing, accepting and refusing edits, a
proposal of refine, points to come back to, restoring. Does not cover storing (stored) or findings (findings).
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.errors import BadInput
from bot.write.refine import Edit, Refined, apply, pieces
from bot.write.review.finding import ASKS, KINDS
from bot.write.review.passage import Passage
from bot.write.review.privacy import identifying
from bot.write.studio import origins
from bot.write.studio.comparing import compared, middle, moved
from bot.write.studio.origins import How, Run

MAX_TEXT = 32_000
"""Characters of a text here; ERAS takes 28,000, and the rest may be cut here."""

MOST_VERSIONS = 40
MOST_ENTRIES = 400
LONGEST_NOTE = 1_000
MOST_REFUSED = 500
LONGEST_LABEL = 120
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_TOGETHER = timedelta(minutes=15)
"""Typing with shorter pauses is one entry of the log."""


@dataclass(frozen=True)
class Goal:
    """What the text is for; `asks` are subjects of the review, `region` a US state, or None."""

    kind: str = "statement"
    asks: tuple[str, ...] = ASKS
    specialty: str | None = None
    region: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadInput(f"kind '{self.kind}' is not known; known: {', '.join(KINDS)}")


@dataclass(frozen=True)
class Version:
    """A text to come back to, with its stretches as in a document; `own`: the writer made the point, so it
    is dropped last. `at` is UTC, ISO."""

    id: int
    at: str
    label: str
    text: str
    own: bool = False
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One line of the log, from `at` to `until` (UTC, ISO); `before` and `after` count the text's words."""

    at: str
    until: str
    how: How
    before: int
    after: int
    note: str = ""


@dataclass(frozen=True)
class Proposal:
    """What refine offers for the text as it stands: its edits, none of them taken yet."""

    request: str
    said: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Document:
    """`runs` say who wrote which characters of `text`; `refused` are keys of findings that stay away."""

    text: str
    goal: Goal
    versions: tuple[Version, ...] = ()
    log: tuple[Entry, ...] = ()
    runs: tuple[Run, ...] = ()
    refused: tuple[str, ...] = ()
    proposal: Proposal | None = None

    def version(self, id_: int) -> Version:
        """Raises BadInput when there is none."""
        found = next((one for one in self.versions if one.id == id_), None)
        if found is None:
            raise BadInput("this version is not kept any more")
        return found


def begin(text: str, how: How, at: str, goal: Goal, note: str = "") -> Document:
    """A new document; a text that was there is its first version. Raises BadInput as `cleaned` does."""
    text = cleaned(text)
    if not text:
        return Document("", goal)
    entry = Entry(at, at, how, 0, words(text), note[:LONGEST_LABEL])
    runs = origins.whole(text, how)
    first = Version(1, at, "As it came in", text, True, runs)
    return Document(text, goal, (first,), (entry,), runs)


def written(now: Document, text: str, at: str, pasted: Iterable[str] = ()) -> Document:
    """The text as the writer has it now; `pasted` are the pieces that came from the clipboard since."""
    text = cleaned(text)
    if text == now.text:
        return now
    runs = origins.carried(now.runs, compared(now.text, text), How.TYPED)
    places = list(_places(now.text, text, pasted))
    runs = origins.marked(runs, places, How.PASTED)
    begins = next((_quoted(" ".join(text[a:b].split())[:60]) for a, b in places), "")
    how, note = (How.PASTED, f"begins with {begins}") if places else (How.TYPED, "")
    return _with(now, text, runs, Entry(at, at, how, words(now.text), words(text), note))


def accepted(now: Document, edits: Sequence[Edit], label: str, at: str) -> Document:
    """The text with these edits, and a version before and after. Raises BadInput when one does not fit."""
    return _edited(now, edits, How.EDIT, f"Accepted: {label}", at)


def proposed(now: Document, request: str, refined: Refined) -> Document:
    """The document with what refine offers; nothing of the text changes."""
    return replace(now, proposal=Proposal(request[:LONGEST_LABEL], refined.said, refined.edits))


def dropped(now: Document) -> Document:
    return replace(now, proposal=None)


def taken(now: Document, chosen: Collection[int], at: str) -> Document:
    """The chosen edits of the proposal, by their place in it, applied; the others are forgotten."""
    if now.proposal is None:
        raise BadInput("there is no proposal any more; ask for it again")
    edits = [one for i, one in enumerate(now.proposal.edits) if i in chosen]
    request = now.proposal.request or "mend everything"
    return replace(_edited(now, edits, How.REFINED, f"Refined: {request}", at), proposal=None)


def refused(now: Document, key: str) -> Document:
    """A finding that is not to be shown for these words again."""
    kept = [one for one in now.refused if one != key]
    return replace(now, refused=(*kept, key)[-MOST_REFUSED:])


def brought_back(now: Document, key: str = "") -> Document:
    """One refused finding is shown again, or all of them."""
    return replace(now, refused=tuple(one for one in now.refused if key and one != key))


def pointed(now: Document, label: str, at: str) -> Document:
    """A point to come back to, made by the writer. Raises BadInput when there is no text."""
    if not now.text.strip():
        raise BadInput("there is no text to keep yet")
    return _versioned(now, label.strip()[:LONGEST_LABEL] or "Save point", at, own=True)


def restored(now: Document, id_: int, at: str) -> Document:
    """An earlier version as the text; what stood there before is kept as a version. Raises BadInput."""
    old = now.version(id_)
    entry = Entry(at, at, How.RESTORED, words(now.text), words(old.text), old.label)
    return _with(_kept(now, at), old.text, old.runs, entry)


def kept_aside(now: Document, text: str, at: str) -> Document:
    """A text that was typed in another window, kept as a version so that nothing is lost."""
    text = cleaned(text)
    runs = origins.carried(now.runs, compared(now.text, text), How.TYPED)
    aside = _versioned(replace(now, text=text, runs=runs), "Typed in another window", at, own=True)
    return replace(aside, text=now.text, runs=now.runs)


def cleaned(text: str) -> str:
    """The text with one kind of line end, without control characters. Raises BadInput when it is too long."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", text)
    if len(text) > MAX_TEXT:
        raise BadInput(
            f"the text has {len(text):,} characters; up to {MAX_TEXT:,} are kept here, "
            "and ERAS takes 28,000. Shorten it to go on"
        )
    return text


def words(text: str) -> int:
    """Words as a reader counts them: a dash by itself is none."""
    return sum(any(char.isalnum() for char in one) for one in text.split())


def _edited(now: Document, edits: Sequence[Edit], how: How, label: str, at: str) -> Document:
    if not edits:
        raise BadInput("choose at least one edit")
    before = _kept(now, at)
    text = cleaned(apply(now.text, edits))
    runs = origins.carried(now.runs, pieces(now.text, edits), how)
    entry = Entry(at, at, how, words(now.text), words(text), _note(edits))
    return _versioned(_with(before, text, runs, entry), label[:LONGEST_LABEL], at)


def _note(edits: Sequence[Edit]) -> str:
    said = "; ".join(_shown(one) for one in edits)
    return said if len(said) <= LONGEST_NOTE else f"{said[:LONGEST_NOTE]} …"


def _shown(edit: Edit) -> str:
    """An edit in the log; what could identify a patient is not repeated there."""
    after = " ".join(edit.after.split()) or "nothing"
    if not edit.before.strip():
        return f"added “{after}”"
    return f"{_quoted(' '.join(edit.before.split()))} became “{after}”"


def _quoted(said: str) -> str:
    return "words that could identify a patient" if any(identifying(Passage.read(said))) else f"“{said}”"


def _with(now: Document, text: str, runs: tuple[Run, ...], entry: Entry) -> Document:
    """The document with another text; a proposal keeps the edits that still fit."""
    proposal = now.proposal
    if proposal is not None:
        proposal = replace(proposal, edits=moved(proposal.edits, now.text, text))
    return replace(now, text=text, runs=runs, log=_logged(now.log, entry), proposal=proposal)


def _logged(log: tuple[Entry, ...], entry: Entry) -> tuple[Entry, ...]:
    last = log[-1] if log else None
    if last and last.how is How.TYPED is entry.how and _near(last.until, entry.at):
        joined = replace(last, until=entry.until, after=entry.after)
        return (*log[:-1], joined)
    return (*log, entry)[-MOST_ENTRIES:]


def _near(first: str, then: str) -> bool:
    return datetime.fromisoformat(then) - datetime.fromisoformat(first) <= _TOGETHER


def _kept(now: Document, at: str) -> Document:
    """The document with its text as the latest version."""
    return _versioned(now, "As you wrote it", at) if now.text.strip() else now


def _versioned(now: Document, label: str, at: str, *, own: bool = False) -> Document:
    """One version more, unless the latest is this text; the oldest that nobody asked for goes first."""
    last = now.versions[-1] if now.versions else None
    if last and last.text == now.text:
        named = replace(last, label=label, own=True) if own else last
        return replace(now, versions=(*now.versions[:-1], named))
    one = Version(last.id + 1 if last else 1, at, label, now.text, own, now.runs)
    kept = [*now.versions, one]
    while len(kept) > MOST_VERSIONS:
        spare = next((i for i, old in enumerate(kept[1:-1], start=1) if not old.own), 1)
        del kept[spare]
    return replace(now, versions=tuple(kept))


def _places(before: str, after: str, pasted: Iterable[str]) -> Iterable[tuple[int, int]]:
    """Where the pasted pieces stand in the part that is new."""
    start, _, end = middle(before, after)
    for piece in pasted:
        words_ = piece.replace("\r\n", "\n").replace("\r", "\n").strip()
        at = after.find(words_, max(0, start - len(words_)), end + len(words_)) if words_ else -1
        if at >= 0:
            yield at, at + len(words_)
