"""The index on disk: vectors in Chroma, words in bm25s, the trained edge, under one stamp.

Covers: what is indexed, building into a folder of its own and swapping it in, loading, and
rebuilding what is missing, stale or damaged. Does not cover ranking (search) or the model
(embedder). Vectors are read from Chroma once, at load; at this size an exact product with numpy
is faster than a query to Chroma.
"""

import hashlib
import json
import secrets
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.errors import LibraryError
from bot.library.calibration import Calibration
from bot.library.corpus import Corpus
from bot.library.edge import SCOPES, Edge, Labels, documents, train
from bot.library.embedder import BATCH, Embedder
from bot.library.lexical import Lexical
from bot.library.words import Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Progress: TypeAlias = Callable[[int, int, str], None]
"""Called with (done, total, what is being done)."""

COLLECTION = "askings"
_MAKERS = ("corpus", "edge", "embedder", "index", "lexical", "onnx", "words")
"""The modules whose code decides what an index holds."""
ABANDONED_AFTER = 3_600
"""Seconds after which an unfinished build is taken for one that was killed."""


@dataclass(frozen=True)
class Index:
    """All that a search needs, in memory, and where it is kept. Rows are passage texts, then questions, then
    examples."""

    folder: Path
    labels: Labels
    vectors: "NDArray[np.float32]"  # shape (rows, dimension), unit length
    lexical: Lexical
    edge: Edge


def stamp(corpus: Corpus, words: Words, calibration: Calibration, model: str) -> str:
    """Changes whenever an index built from these, by this code, would."""
    code = b"".join(Path(__file__).with_name(f"{module}.py").read_bytes() for module in _MAKERS)
    settings = (calibration.kernel_width, calibration.ridge, calibration.folds, model)
    content = repr((corpus, words.expansions, words.capitals, sorted(words.ignored), words.scores, settings))
    return hashlib.sha256(content.encode() + code).hexdigest()[:20]


def open_index(
    home: Path,
    corpus: Corpus,
    words: Words,
    calibration: Calibration,
    embedder: Embedder,
    progress: Progress | None = None,
) -> Index:
    """The index under `home`, built first unless a sound one of the same stamp is there.

    Raises LibraryError when it can be neither read nor built.
    """
    folder = home / stamp(corpus, words, calibration, embedder.name)
    damaged = folder.is_dir()
    if damaged:
        try:
            return _load(folder, corpus)
        except Exception:  # whatever a damaged store raises, the answer is to build it again
            pass
    building = home / f"building-{secrets.token_hex(8)}"
    try:
        building.mkdir(parents=True)
        _build(building, corpus, words, calibration, embedder, progress or _silent)
        index = _load(building, corpus)
        _swap_in(building, folder, replace=damaged)
        index = replace(index, folder=folder)
    except OSError as error:
        raise LibraryError(f"the index cannot be written to {home}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _sweep(home, keep=folder)
    return index


def rows(corpus: Corpus) -> tuple[list[str], Labels]:
    """Every text that gets a vector, and what it belongs to."""
    import numpy as np

    texts = [f"{passage.title}. {passage.text}" for passage in corpus.passages]
    owners = list(range(len(texts)))
    scopes = [0] * len(corpus.passages) + [SCOPES.index(topic.kind) for topic in corpus.topics]
    askings = [passage.questions for passage in corpus.passages]
    # what we say about a topic is told in other words than its examples, and so one more of them
    askings += [(*topic.examples, f"{topic.reply} {topic.instead}") for topic in corpus.topics]
    for owner, group in enumerate(askings):
        texts += group
        owners += [owner] * len(group)
    documents = np.array(scopes)
    return texts, Labels(documents[owners], documents, np.array(owners), len(corpus.passages))


def _build(
    folder: Path,
    corpus: Corpus,
    words: Words,
    calibration: Calibration,
    embedder: Embedder,
    progress: Progress,
) -> None:
    import numpy as np

    texts, labels = rows(corpus)
    meanings = [words.meaning(text) for text in texts]
    parts = []
    for start in range(0, len(texts), BATCH):
        progress(start, len(texts), "reading the guide")
        parts.append(embedder.documents(meanings[start : start + BATCH]))
    vectors = np.concatenate(parts)
    progress(len(texts), len(texts), "learning where the guide ends")
    stems = [words.stems(text) for text in texts]
    Lexical.build(documents(labels, stems)).save(folder / "words")
    edge = train(labels, vectors, stems, [words.dishonest(text) for text in texts], calibration)
    edge.save(folder / "edge.npz")
    _write_vectors(folder / "chroma", texts, vectors)
    # written last: a folder without it is an unfinished one
    (folder / "rows.json").write_text(json.dumps({"rows": len(texts)}), encoding="utf-8")


def _write_vectors(folder: Path, texts: Sequence[str], vectors: "NDArray[np.float32]") -> None:
    with _chroma(folder) as client:
        collection = client.create_collection(
            COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        step = client.get_max_batch_size()
        for start in range(0, len(texts), step):
            part = slice(start, start + step)
            ids = [f"{row:06d}" for row in range(start, min(start + step, len(texts)))]
            collection.add(ids=ids, embeddings=vectors[part], documents=list(texts[part]))


def _load(folder: Path, corpus: Corpus) -> Index:
    import numpy as np

    texts, labels = rows(corpus)
    stored = json.loads((folder / "rows.json").read_text(encoding="utf-8"))
    with _chroma(folder / "chroma") as client:
        found = client.get_collection(COLLECTION, embedding_function=None).get(include=["embeddings"])
    order = np.argsort(found["ids"])
    vectors = np.asarray(found["embeddings"], dtype=np.float32)[order]
    if not len(texts) == len(vectors) == stored["rows"]:
        raise LibraryError(f"the index in {folder} is not whole")
    return Index(folder, labels, vectors, Lexical.load(folder / "words"), Edge.load(folder / "edge.npz"))


def _chroma(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def _swap_in(building: Path, folder: Path, *, replace: bool) -> None:
    """Rename into place. A folder that appeared meanwhile is another process's: it is as good, and stays."""
    if replace and folder.is_dir():
        aside = folder.with_name(f"building-{secrets.token_hex(8)}")
        folder.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)
    try:
        building.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _sweep(home: Path, keep: Path) -> None:
    """Remove what was kept for older content, and builds that were killed."""
    for entry in home.iterdir():
        abandoned = time.time() - entry.stat().st_mtime > ABANDONED_AFTER
        if entry == keep or (entry.name.startswith("building-") and not abandoned):
            continue
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


def _silent(done: int, total: int, what: str) -> None:
    pass
