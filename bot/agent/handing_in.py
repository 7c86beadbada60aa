"""A draft that is handed in: what may stand in it, and a bracketed question in the place of what may not.

Covers: the lock and originality for a text of any model, the applicant's own words in their places. Does
not cover storing it (tools), drafting (write/drafts) or who calls this (tools).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.agent.consultation import Consultation
from bot.agent.veil import cleared, put_back
from bot.assess.tables import Table, read_toml
from bot.errors import BadInput
from bot.library import corpus
from bot.prose import first_end
from bot.settings import PROMPTS
from bot.write import drafts, lock
from bot.write.originality import ours, shared_runs

LONGEST = 12_000
"""Characters of a draft; a statement of the length that ERAS takes is written in the Statement tab."""

_TAG = re.compile(r"<[^<>]{0,400}>")
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True)
class HandedIn:
    """`text` may be stored; `problems` say in plain words what was taken out."""

    text: str
    problems: tuple[str, ...]


def checked(kind: str, text: str, consultation: Consultation) -> HandedIn:
    """The draft with every sentence that nothing supports replaced by a bracketed question.

    Raises BadInput for an unknown kind, an empty text or one that is too long.
    """
    if kind not in drafts.KINDS:
        raise BadInput(f"'{kind}' is no kind of draft; kinds: {', '.join(drafts.KINDS)}")
    if not text.strip():
        raise BadInput("the draft is empty")
    if len(text) > LONGEST:
        raise BadInput(f"the draft has {len(text):,} characters; up to {LONGEST:,} are kept")
    profile, today = consultation.ledger.profile, consultation.services.today
    # An order that was planted in a pasted text is nobody's word, so that it supports nothing.
    typed = tuple(cleared(said) for said in consultation.typed)
    support = lock.Support(facts=profile, typed=typed, today=today)
    own = [str(value) for value in profile.values() if isinstance(value, str)]
    kept: list[str] = []
    problems: list[str] = []
    for gap, sentence in _sentences(_TAG.sub(" ", put_back(text, profile))):
        found = [problem.reason for problem in lock.check(sentence, support)]
        found += [_notices().text("copied")] if shared_runs(ours(sentence, own), _pages()) else []
        problems += found
        kept.append(f"{gap}{_notices().text('question') if found else sentence}")
    return HandedIn("".join(kept).strip(), tuple(dict.fromkeys(problems)))


def _sentences(text: str) -> list[tuple[str, str]]:
    """Each sentence with the space before it, so that lines and paragraphs stay."""
    found: list[tuple[str, str]] = []
    gap = ""
    for line in text.splitlines(keepends=True):
        rest = line
        while rest.strip():
            space = _SPACE.match(rest)
            gap += space[0] if space else ""
            rest = rest[space.end() :] if space else rest
            end = first_end(rest) or len(rest.rstrip())
            found.append((gap, rest[:end]))
            gap, rest = "", rest[end:]
        gap += rest
    return found


@lru_cache(maxsize=1)
def _pages() -> tuple[str, ...]:
    return tuple(passage.text for passage in corpus.load().passages)


@lru_cache(maxsize=1)
def _notices() -> Table:
    return read_toml(PROMPTS / "notices.toml").table("draft")
