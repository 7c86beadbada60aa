"""Retrieval: does the right section come up, and does confidence tell covered from outside?

Covers: hit@1, hit@3, hit@5 and mrr over distinct headings (guide rows), auroc of confidence
(guide rows against outside rows), each with a bootstrap interval, beside two baselines on the same
passages without their questions: plain bm25s, and the pipeline of LangChain's tutorial. Does not
cover what is said with the passages (suite answers).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from bot.agent.services import Services
from bot.library.corpus import Passage
from bot.library.search import Library
from evals.intervals import interval, mean_with_interval
from evals.rows import CASES as _FOLDER
from evals.rows import Row

CASES = _FOLDER / "questions.jsonl"
REQUIRED = ("id", "question")
LISTED = 5
CHUNK, OVERLAP, FILLS = 1_000, 200, 0.25
"""Characters of the tutorial's splitter; the share of a chunk from which a section counts as in it."""

Answer = tuple[list[str], float]
"""Headings in rank order, and the score that stands for confidence."""


def run(rows: Sequence[Row], services: Services) -> list[Row]:
    """One output line per row, in order; labels are not read."""
    return answered(rows, services.library.get())


def evaluate(rows: Sequence[Row], outs: Sequence[Row], services: Services) -> dict[str, Any]:
    """Metrics of the output lines and of both baselines, as {system: {metric: mean and interval}}."""
    return compared(rows, outs, services.library.get())


def answered(rows: Sequence[Row], library: Library) -> list[Row]:
    lines = []
    for row in rows:
        result = library.search(str(row["question"]), k=len(library.passages))
        sections = distinct(hit.passage.section for hit in result.hits)
        lines.append({"id": row["id"], "sections": sections, "confidence": result.confidence})
    return lines


def compared(rows: Sequence[Row], outs: Sequence[Row], library: Library) -> dict[str, Any]:
    systems: dict[str, list[Answer]] = {"stepwise": [(out["sections"], out["confidence"]) for out in outs]}
    for name, make in {"bm25s": plain_bm25, "langchain": tutorial_pipeline}.items():
        ask = make(library)
        systems[name] = [ask(str(row["question"])) for row in rows]
    guide = [n for n, row in enumerate(rows) if row.get("label") == "guide" and row.get("sections")]
    outside = [n for n, row in enumerate(rows) if row.get("label") == "outside"]
    scored = {name: _score(rows, answers, guide, outside) for name, answers in systems.items()}
    return {"guide_rows": len(guide), "outside_rows": len(outside), **scored}


def distinct(sections: Iterable[str | None]) -> list[str]:
    """The first LISTED headings, each once; facts have none and are passed over."""
    return list(dict.fromkeys(section for section in sections if section))[:LISTED]


def plain_bm25(library: Library) -> Callable[[str], Answer]:
    """bm25s with its defaults over the passages' texts."""
    import bm25s

    passages = _texts(library)
    bm25 = bm25s.BM25()
    bm25.index(bm25s.tokenize([text for _, text in passages], show_progress=False), show_progress=False)

    def ask(question: str) -> Answer:
        tokens = bm25s.tokenize(question, return_ids=False, show_progress=False)[0]
        scores = bm25.get_scores(tokens) if tokens else np.zeros(len(passages))
        best = np.argsort(-scores, kind="stable")
        return distinct(passages[n][0].section for n in best), float(scores.max())

    return ask


def tutorial_pipeline(library: Library) -> Callable[[str], Answer]:
    """Split the joined texts, embed the chunks with MiniLM, rank by cosine."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    passages = _texts(library)
    whole = "\n\n".join(text for _, text in passages)
    spans, start = [], 0
    for passage, text in passages:
        spans.append((start, start + len(text), passage.section))
        start += len(text) + 2
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP, add_start_index=True)
    chunks = splitter.create_documents([whole])
    vectors = library.embedder.documents([chunk.page_content for chunk in chunks])
    inside = [_filling(spans, chunk.metadata["start_index"], len(chunk.page_content)) for chunk in chunks]

    def ask(question: str) -> Answer:
        cosines = vectors @ library.embedder.query(question)
        best = np.argsort(-cosines, kind="stable")
        return distinct(section for n in best for section in inside[n]), float(cosines.max())

    return ask


def _texts(library: Library) -> list[tuple[Passage, str]]:
    """Passages of one section side by side, which is kindest to the splitter."""
    ordered = sorted(library.passages.values(), key=lambda passage: (passage.section or "~", passage.id))
    return [(passage, f"{passage.title}\n\n{passage.text}") for passage in ordered]


def _filling(spans: Sequence[tuple[int, int, str | None]], start: int, length: int) -> list[str]:
    """Headings that fill at least FILLS of the chunk, fullest first."""
    shares: dict[str, float] = {}
    for begin, end, section in spans:
        overlap = min(end, start + length) - max(begin, start)
        if section and overlap > 0:
            shares[section] = shares.get(section, 0) + overlap / length
    return sorted((name for name in shares if shares[name] >= FILLS), key=lambda name: -shares[name])


def _score(
    rows: Sequence[Row], answers: Sequence[Answer], guide: Sequence[int], outside: Sequence[int]
) -> dict[str, Any]:
    ranks = [_rank(answers[n][0], rows[n]["sections"]) for n in guide]
    metrics = {f"hit@{k}": mean_with_interval([float(rank <= k) for rank in ranks]) for k in (1, 3, 5)}
    metrics["mrr"] = mean_with_interval([1 / rank for rank in ranks])
    if guide and outside:
        pairs = [(True, answers[n][1]) for n in guide] + [(False, answers[n][1]) for n in outside]
        metrics["auroc"] = {"mean": auroc(pairs), "interval": interval(pairs, auroc), "n": len(pairs)}
    return metrics


def _rank(listed: Sequence[str], right: Sequence[str]) -> float:
    return min((listed.index(section) + 1 for section in right if section in listed), default=float("inf"))


def auroc(pairs: Sequence[tuple[bool, float]]) -> float:
    """Share of (covered, outside) pairs in the right order; a tie counts half."""
    covered = np.array([confidence for inside, confidence in pairs if inside])
    beyond = np.array([confidence for inside, confidence in pairs if not inside])
    right = (covered[:, None] > beyond) + 0.5 * (covered[:, None] == beyond)
    return float(right.mean()) if right.size else float("nan")
