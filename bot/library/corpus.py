"""The corpus: guide passages, national facts and the topics that lie outside both.

Covers: reading and checking every file of `knowledge/` that can be retrieved, and splitting a
passage into sentences that may be quoted alone. Does not cover vectors or the order of results
(index, search), nor the program data (assess).
"""

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from bot import prose
from bot.applicant.facts import SPECIALTIES
from bot.errors import DataError
from bot.settings import KNOWLEDGE

FACT_COLUMNS = (
    "id,topic,key,applicant_type,specialty,season,value,unit,confidence,statement,questions,"
    "source_title,source_url,read"
)
_FRONT_KEYS = {"id", "title", "section", "topic", "questions", "sources", "date"}
_TOPIC_KEYS = {"id", "kind", "examples", "reply", "instead"}
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])(-\d\d)?")


@dataclass(frozen=True)
class Passage:
    """One answer of ours. `section` is a heading of the guide, None for a national fact or a word
    about this program.

    `specialty` is set for a fact that holds for one specialty only (a slug of applicant.facts).
    """

    id: str
    title: str
    section: str | None
    topic: str
    questions: tuple[str, ...]
    sources: tuple[str, ...]
    date: str
    text: str
    specialty: str | None = None


@dataclass(frozen=True)
class OutsideTopic:
    """Something that is asked here but not covered (outside) or not done (refuse)."""

    id: str
    kind: Literal["outside", "refuse"]
    examples: tuple[str, ...]
    reply: str
    instead: str
    nearest: str | None = None


@dataclass(frozen=True)
class Corpus:
    passages: tuple[Passage, ...]
    topics: tuple[OutsideTopic, ...]


def load(knowledge: Path = KNOWLEDGE) -> Corpus:
    """Every passage, fact and topic, checked.

    Raises DataError naming the file and the key or line that is wrong.
    """
    guide = sorted((knowledge / "guide").glob("*.md"))
    if not guide:
        raise DataError(f"{knowledge / 'guide'}: no passages found")
    passages = [_passage(path, _FRONT_KEYS) for path in guide]
    passages += [
        _passage(path, _FRONT_KEYS - {"section"}) for path in sorted((knowledge / "about").glob("*.md"))
    ]
    passages += _facts(knowledge / "statistics" / "national.csv")
    topics = _topics(knowledge / "outside.toml", {passage.id for passage in passages})
    _refuse_repeats(passages, topics)
    return Corpus(tuple(passages), tuple(topics))


def sentences(passage: Passage) -> tuple[str, ...]:
    """The body in quotable pieces: sentences of paragraphs, and bullets whole, with their "- "."""
    pieces: list[str] = []
    for block in re.split(r"\n\s*\n|\n(?=- )", passage.text):
        line = " ".join(block.split())
        pieces += [line] if line.startswith("- ") else prose.sentences(line)
    return tuple(piece for piece in pieces if piece)


def _passage(path: Path, keys: set[str]) -> Passage:
    found = re.fullmatch(r"---\n(.*?)\n---\n(.+)", _read(path), re.DOTALL)
    if not found:
        raise DataError(f"{path}: needs front matter between two lines of '---', then the text")
    try:
        front = yaml.safe_load(found[1])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 2}" if mark else ""
        raise DataError(f"{path}{line}: the front matter is not YAML") from None
    if not isinstance(front, dict):
        raise DataError(f"{path}: the front matter must be keys and values")
    _check_keys(path, front, keys)
    passage = Passage(
        id=_slug(path, front["id"], "id"),
        title=_text(path, front["title"], "title"),
        section=_text(path, front["section"], "section") if "section" in keys else None,
        topic=_slug(path, front["topic"], "topic"),
        questions=_texts(path, front["questions"], "questions"),
        sources=_texts(path, front["sources"], "sources"),
        date=_date(path, front["date"], "date"),
        text=_text(path, found[2], "text"),
    )
    if passage.id != path.stem:
        raise DataError(f"{path}: id '{passage.id}' must be the file's name")
    if passage.text.startswith("- "):
        raise DataError(f"{path}: text must begin with a direct answer, not with a list")
    return passage


def _facts(path: Path) -> list[Passage]:
    reader = csv.DictReader(io.StringIO(_read(path), newline=""), strict=True)
    try:
        if ",".join(reader.fieldnames or ()) != FACT_COLUMNS:
            raise DataError(f"{path}:1: columns must be {FACT_COLUMNS}")
        return [_fact(f"{path}:{reader.line_num}", row) for row in reader]
    except csv.Error as error:
        raise DataError(f"{path}:{reader.line_num}: {error}") from None


def _fact(where: str, row: Mapping[str | None, str | None]) -> Passage:
    if None in row or None in row.values():
        raise DataError(f"{where}: needs the columns {FACT_COLUMNS}")
    cell = {str(key): str(value).strip() for key, value in row.items()}
    if cell["confidence"] not in ("high", "medium", "low"):
        raise DataError(f"{where}: confidence must be high, medium or low")
    questions = [question.strip() for question in cell["questions"].split("|")]
    specialty = cell["specialty"] if cell["specialty"] not in ("all", "per specialty") else None
    if specialty is not None and specialty not in SPECIALTIES:
        raise DataError(f"{where}: specialty '{specialty}' is not known")
    about = " ".join(filter(None, (cell["key"].replace("_", " "), SPECIALTIES.get(specialty or ""))))
    return Passage(
        id=f"fact-{_slug(where, cell['id'], 'id')}",
        title=f"{about[:1].upper()}{about[1:]}" + (f", {cell['season']}" if cell["season"] else ""),
        section=None,
        topic=_text(where, cell["topic"], "topic"),
        questions=_texts(where, questions, "questions"),
        sources=_texts(where, [cell["source_title"], *filter(None, [cell["source_url"]])], "source_title"),
        date=_date(where, cell["read"], "read"),
        text=_text(where, cell["statement"], "statement"),
        specialty=specialty,
    )


def _topics(path: Path, passage_ids: set[str]) -> list[OutsideTopic]:
    try:
        tables = tomllib.loads(_read(path)).get("topic", [])
    except tomllib.TOMLDecodeError as error:
        raise DataError(f"{path}: {error}") from None
    topics = [_topic(f"{path}: topic {n}", table, passage_ids) for n, table in enumerate(tables, start=1)]
    if {topic.kind for topic in topics} != {"outside", "refuse"}:
        raise DataError(f"{path}: topics of both kinds, outside and refuse, are needed")
    return topics


def _topic(where: str, table: Mapping[str, object], passage_ids: set[str]) -> OutsideTopic:
    where += f" ('{table.get('id', 'no id')}')"
    _check_keys(where, table, _TOPIC_KEYS, optional={"nearest"})
    kind, nearest = table["kind"], table.get("nearest")
    if kind not in ("outside", "refuse"):
        raise DataError(f"{where}: kind must be outside or refuse")
    if nearest is not None and nearest not in passage_ids:
        raise DataError(f"{where}: nearest '{nearest}' is no passage")
    return OutsideTopic(
        id=_slug(where, table["id"], "id"),
        kind="refuse" if kind == "refuse" else "outside",
        examples=_texts(where, table["examples"], "examples"),
        reply=_text(where, table["reply"], "reply"),
        instead=_text(where, table["instead"], "instead"),
        nearest=str(nearest) if nearest is not None else None,
    )


def _refuse_repeats(passages: Iterable[Passage], topics: Iterable[OutsideTopic]) -> None:
    """An id or an asking that stands twice would make the label of a question arbitrary."""
    owners: dict[str, str] = {}
    entries = [(passage.id, passage.questions) for passage in passages]
    entries += [(f"topic {topic.id}", topic.examples) for topic in topics]
    seen: set[str] = set()
    for owner, askings in entries:
        if owner in seen:
            raise DataError(f"{owner}: this id stands twice")
        seen.add(owner)
        for asking in askings:
            other = owners.setdefault(" ".join(asking.lower().split()), owner)
            if other != owner:
                raise DataError(f"{owner}: '{asking}' is asked under {other} too")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise DataError(f"{path}: must be UTF-8 text") from None


def _check_keys(
    where: object, table: Mapping[str, object], needed: set[str], optional: Iterable[str] = ()
) -> None:
    if missing := sorted(needed - table.keys()):
        raise DataError(f"{where}: {', '.join(missing)} missing")
    if unknown := sorted(map(str, table.keys() - needed - set(optional))):
        raise DataError(f"{where}: {', '.join(unknown)} not known")


def _text(where: object, raw: object, key: str) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise DataError(f"{where}: {key} must be text")
    return raw.strip()


def _texts(where: object, raw: object, key: str) -> tuple[str, ...]:
    if not isinstance(raw, list) or not raw:
        raise DataError(f"{where}: {key} must be a list of texts")
    texts = tuple(_text(where, item, key) for item in raw)
    if len(set(texts)) < len(texts):
        raise DataError(f"{where}: {key} holds the same text twice")
    return texts


def _slug(where: object, raw: object, key: str) -> str:
    if not isinstance(raw, str) or not _SLUG.fullmatch(raw):
        raise DataError(f"{where}: {key} must be lower-case words joined by hyphens, not {raw!r}")
    return raw


def _date(where: object, raw: object, key: str) -> str:
    if not isinstance(raw, str) or not _DATE.fullmatch(raw):
        raise DataError(f"{where}: {key} must be a date like 2026-11, quoted, not {raw!r}")
    return raw
