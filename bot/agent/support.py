"""The lock on each sentence of a turn: against what was cited, the facts and what was typed.

Covers: what a sentence may rest on, and the note in the place of one that rests on nothing. Does not
cover finding what is unsupported (write/lock) or asking a model once more (answering).
"""

import logging
from dataclasses import replace
from functools import cache

from bot.agent.consultation import Consultation
from bot.agent.reply import Sentence
from bot.applicant.facts import FIELDS, SPECIALTIES
from bot.assess.tables import read_toml
from bot.settings import PROMPTS
from bot.write import lock
from bot.write.lock.text import without_links
from bot.write.originality import shared_runs

log = logging.getLogger(__name__)

RECITED = "it repeats the instructions of this program"
UNCITED = "what it cites is not among the sources of this turn"


def problems(sentence: Sentence, consultation: Consultation) -> list[str]:
    """Why a sentence may not be shown, in plain words; empty when it may."""
    if consultation.fixed_reply:
        return []
    sources = [consultation.source(key) for key in sentence.citations]
    found = lock.check(
        sentence.text,
        lock.Support(
            texts=(_common_ground(), *consultation.ground, *(source.text for source in sources if source)),
            facts=consultation.ledger.profile,
            typed=tuple(without_links(said) for said in consultation.typed),
            today=consultation.services.today,
        ),
    )
    reasons = [problem.reason for problem in found] + ([] if all(sources) else [UNCITED])
    return [*reasons, RECITED] if shared_runs(sentence.text, _instructions()) else reasons


def locked(sentence: Sentence, consultation: Consultation) -> Sentence:
    """The sentence, or a marked note in its place when something in it has no support."""
    found = problems(sentence, consultation)
    if not found:
        return sentence
    log.warning("a sentence was left out: %d of its claims had no support", len(found))
    return replace(sentence, text=left_out(), citations=(), marked=True)


@cache
def _instructions() -> tuple[str, ...]:
    """What the models are told, which is nobody's answer."""
    return tuple((PROMPTS / name).read_text(encoding="utf-8") for name in ("advisor.md", "repair.md"))


@cache
def left_out() -> str:
    """What stands in place of a sentence without support. Raises DataError when it cannot be read."""
    return read_toml(PROMPTS / "notices.toml").text("left_out")


@cache
def _common_ground() -> str:
    """What a sentence may rest on without citing: names we must use, and the labels of facts."""
    labels = (*(spec.label for spec in FIELDS.values()), *SPECIALTIES.values())
    return "\n".join(((PROMPTS / "common_ground.md").read_text(encoding="utf-8"), *labels))
