"""A document as a plain dict, to be stored and read again.

Covers: both ways, with checks. Does not cover where the dict is kept, or its deletion (store).
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bot.errors import BadInput
from bot.write.refine import Edit
from bot.write.studio.document import Document, Entry, Goal, Proposal, Version, cleaned
from bot.write.studio.origins import How, Run, whole

VERSION = 1
_Made = TypeVar("_Made")


def to_dict(now: Document) -> dict[str, Any]:
    """The document in JSON's own types. It holds the applicant's words, so it is as private as they are."""
    proposal = now.proposal
    return {
        "version": VERSION,
        "text": now.text,
        "goal": {**vars(now.goal), "asks": list(now.goal.asks)},
        "versions": [{**vars(one), "runs": _runs_list(one.runs)} for one in now.versions],
        "log": [{**vars(one), "how": one.how.value} for one in now.log],
        "runs": _runs_list(now.runs),
        "refused": list(now.refused),
        "proposal": None if proposal is None else _proposal_dict(proposal),
    }


def from_dict(raw: object) -> Document:
    """The document that `to_dict` made a dict of. Raises BadInput naming what is missing or wrong."""
    if not isinstance(raw, Mapping):
        raise BadInput(f"a stored statement is a JSON object, not {type(raw).__name__}")
    if raw.get("version") != VERSION:
        raise BadInput(f"a stored statement of version {raw.get('version')!r}; this program reads {VERSION}")
    try:
        return _document(raw)
    except KeyError as missing:
        raise BadInput(f"a stored statement lacks {missing}") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"a stored statement cannot be read: {error}") from None


def _document(raw: Mapping[str, Any]) -> Document:
    text = cleaned(_text(raw, "text"))
    proposal = raw.get("proposal")
    return Document(
        text,
        _goal(raw["goal"]),
        _each(raw, "versions", _version),
        _each(raw, "log", _entry),
        _runs(raw, text),
        tuple(str(one) for one in raw.get("refused", ())),
        None if proposal is None else _proposal(proposal, text),
    )


def _goal(raw: Mapping[str, Any]) -> Goal:
    asks = tuple(str(one) for one in raw["asks"])
    return Goal(_text(raw, "kind"), asks, _optional(raw, "specialty"), _optional(raw, "region"))


def _version(raw: Mapping[str, Any]) -> Version:
    text = cleaned(_text(raw, "text"))
    return Version(
        _whole(raw["id"]),
        _text(raw, "at"),
        _text(raw, "label"),
        text,
        raw["own"] is True,
        _runs(raw, text),
    )


def _runs(raw: Mapping[str, Any], text: str) -> tuple[Run, ...]:
    """The stretches of a text; what cannot be told apart any more is not called typed."""
    runs = tuple(Run(How(how), _whole(length)) for how, length in raw["runs"])
    return runs if sum(run.length for run in runs) == len(text) else whole(text, How.PASTED)


def _runs_list(runs: tuple[Run, ...]) -> list[list[Any]]:
    return [[run.how.value, run.length] for run in runs]


def _entry(raw: Mapping[str, Any]) -> Entry:
    counts = (_whole(raw["before"]), _whole(raw["after"]))
    return Entry(_text(raw, "at"), _text(raw, "until"), How(raw["how"]), *counts, _text(raw, "note"))


def _proposal(raw: Mapping[str, Any], text: str) -> Proposal:
    """The proposal with the edits that stand in this text."""
    edits = _each(raw, "edits", _edit)
    fitting = tuple(one for one in edits if text[one.start : one.end] == one.before)
    return Proposal(_text(raw, "request"), _text(raw, "said"), fitting)


def _edit(raw: Mapping[str, Any]) -> Edit:
    place = (_whole(raw["start"]), _whole(raw["end"]))
    return Edit(*place, *(_text(raw, key) for key in ("before", "after", "problem", "why")))


def _proposal_dict(proposal: Proposal) -> dict[str, Any]:
    return {**vars(proposal), "edits": [dict(vars(one)) for one in proposal.edits]}


def _each(raw: Mapping[str, Any], key: str, made: Callable[[Mapping[str, Any]], _Made]) -> tuple[_Made, ...]:
    return tuple(made(one) for one in raw[key])


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw[key]
    if not isinstance(value, str):
        raise ValueError(f"{key} is not text")
    return value


def _optional(raw: Mapping[str, Any], key: str) -> str | None:
    return None if raw.get(key) is None else _text(raw, key)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{value!r} is no count")
    return value
