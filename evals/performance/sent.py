"""Rows `tokens` and `prefix`: what a hosted model is sent in a consultation of twenty turns.

Covers: counting in tokens of MiniLM's tokenizer, beside the same prompts with the whole guide in each, and
what each prompt shares with the one before it. Does not cover the consultation (recorder).
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tokenizers import Tokenizer

from bot.agent.services import Services
from bot.library import corpus
from bot.library.embedder import packaged_folder
from evals import rows
from evals.performance.figures import line
from evals.recorder import consultation
from evals.rows import Row

TOKENS_RATIO = 0.65
MOST_TOKENS = 60_000
PREFIX_TARGET = 0.8


@dataclass(frozen=True)
class Sent:
    """The prompts in order, and the guide, as token ids."""

    prompts: tuple[tuple[int, ...], ...]
    guide: int


def consultation_tokens(context: Services) -> Sent:
    script = rows.read(rows.CASES / "consultations.jsonl", ("id", "answers", "talk"))[0]
    count = Tokenizer.from_file(str(packaged_folder() / "tokenizer.json"))
    count.no_truncation()
    guide = "\n".join(f"{one.title}\n{one.text}" for one in corpus.load().passages if one.section)
    return Sent(
        tuple(
            tuple(count.encode(one, add_special_tokens=False).ids) for one in consultation(context, script)
        ),
        len(count.encode(guide, add_special_tokens=False).ids),
    )


def tokens(sent: Sent) -> Row:
    """All prompts together, beside the same with the whole guide in each."""
    total = sum(map(len, sent.prompts))
    whole = total + len(sent.prompts) * sent.guide
    ratio = total / whole
    holds = ratio <= TOKENS_RATIO and total <= MOST_TOKENS
    note = f"{len(sent.prompts)} prompts; at most {MOST_TOKENS:,} in all"
    return line("tokens", total, "tokens", TOKENS_RATIO, holds, baseline=whole, ratio=ratio, note=note)


def prefix(sent: Sent) -> Row:
    """The mean share of a prompt that begins like the one before it."""
    share = statistics.mean(shared(a, b) / len(b) for a, b in pairwise(sent.prompts))
    return line("prefix", share, "share", PREFIX_TARGET, share >= PREFIX_TARGET)


def shared(before: Sequence[int], after: Sequence[int]) -> int:
    """How many tokens two prompts begin alike."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(before), len(after)))
