"""Choices: what belongs to an applicant but is no fact about them, such as a budget or ticked steps.

Covers: keeping one JSON value under each key, its checks, and the ids of own programs inside values.
Does not cover what a key means (the caller) or facts (applicants).
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from bot.errors import BadInput
from bot.store.applicants import applicant_row
from bot.store.database import Database
from bot.store.schema import ChoiceRow

CHOICE_LIMIT = 20_000
"""Characters of a value as JSON."""

DEEPEST = 5
"""Lists and objects inside one another in a value."""

_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)


def choose(database: Database, applicant_id: str, key: str, value: Any) -> None:
    """Keep a JSON value in place of the one before; None forgets it. Raises BadInput for anything else."""
    key, value = checked_key(key), None if value is None else checked_value(value)
    with database.write() as session:
        applicant_row(session, applicant_id)
        put_choice(session, applicant_id, key, value)


def choices(database: Database, applicant_id: str) -> dict[str, Any]:
    with database.read() as session:
        return choices_of(session, applicant_id)


def choices_of(session: Session, applicant_id: str) -> dict[str, Any]:
    rows = select(ChoiceRow.key, ChoiceRow.value).where(ChoiceRow.applicant_id == applicant_id)
    return {row.key: row.value for row in session.execute(rows.order_by(ChoiceRow.key))}


def put_choice(session: Session, applicant_id: str, key: str, value: Any) -> None:
    """Write a checked value as it is; None deletes the row."""
    if value is None:
        mine = (ChoiceRow.applicant_id == applicant_id, ChoiceRow.key == key)
        session.execute(delete(ChoiceRow).where(*mine))
        return
    row = session.merge(ChoiceRow(applicant_id=applicant_id, key=key, value=value))
    flag_modified(row, "value")  # 1 and True are equal in Python, so the change would go unseen


def forget_in_choices(session: Session, applicant_id: str, program_id: str) -> None:
    """Take a deleted program out of every list and object; a choice that was just this id is forgotten."""
    for key, value in choices_of(session, applicant_id).items():
        left = without(value, program_id)
        if left != value:
            put_choice(session, applicant_id, key, left)


def checked_key(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise BadInput(f"a choice is named in small letters, digits and underscores, not {key[:80]!r}")
    return key


def checked_value(value: Any) -> Any:
    """The value as it comes back from JSON. Raises BadInput when it is none, too long or too deep."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise BadInput("a choice must be plain JSON: text, numbers, yes or no, lists and objects") from None
    if len(text) > CHOICE_LIMIT:
        raise BadInput(f"a choice is longer than {CHOICE_LIMIT} characters")
    if value is None:
        raise BadInput("a choice needs a value")
    if _is_deeper(value, DEEPEST):
        raise BadInput(f"a choice has more than {DEEPEST} lists or objects inside one another")
    return json.loads(text)


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """The value with other names for the ids in it, at every depth and as keys too."""
    if isinstance(value, dict):
        return {names.get(key, key): renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def without(value: Any, gone: str) -> Any:
    """The value with no list item, key or keyed text that is `gone`; None when it is `gone` itself."""
    if isinstance(value, dict):
        return {key: without(item, gone) for key, item in value.items() if gone not in (key, item)}
    if isinstance(value, list):
        return [without(item, gone) for item in value if item != gone]
    return None if value == gone else value


def _is_deeper(value: Any, depth: int) -> bool:
    if not isinstance(value, (dict, list, tuple)):
        return False
    items = value.values() if isinstance(value, dict) else value
    return depth == 0 or any(_is_deeper(item, depth - 1) for item in items)
