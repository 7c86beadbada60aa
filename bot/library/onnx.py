"""The packaged MiniLM through ONNX Runtime: a graph written here over the weights as they were packaged.

Covers: that graph (a BERT encoder, the mean over its tokens, unit length) in the ONNX format, and texts to
vectors. The weights are read where they lie, so there is no exported file that could grow stale. Does not
cover checking the weights, or any other model (embedder).
"""

import json
import os
import struct
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS = "model.safetensors"
LAYERS, HEADS, WIDTH = 6, 12, 384
LONGEST = 256
"""Tokens of a text that are read, as in the model's own settings."""
BATCH = 64
"""Texts of one length that are read together."""

_EPSILON = 1e-12
_FLOAT, _INT32, _INT64 = 1, 6, 7
"""Kinds of numbers, as ONNX counts them."""
_FORMAT, _STANDARD, _OWN = 8, 18, 1
"""Versions of the format, of its standard operators and of the runtime's own."""
_RUNTIME = "com.microsoft"
"""ONNX Runtime's own operators, each of which does at once what takes a dozen standard ones."""

_Part: TypeAlias = tuple[int, int | float | str | bytes]


class MiniLM:
    """One session, safe to use from many threads; `vocabulary` are the words and parts of words it knows."""

    def __init__(self, folder: Path) -> None:
        """Raises what it meets: ImportError where there is no runtime, OSError, ValueError or KeyError for a
        folder without the model, the runtime's own errors when it cannot compute the graph."""
        import onnxruntime  # type: ignore[import-untyped]
        from tokenizers import Tokenizer

        onnxruntime.disable_telemetry_events()  # its builds for Windows report events unless told not to
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()
        self.vocabulary: frozenset[str] = frozenset(self._tokenizer.get_vocab())
        options = onnxruntime.SessionOptions()
        # a question is too short to be shared out among cores, and those who ask at once need them
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.model_external_initializers_file_folder_path", str(folder))
        self._session = onnxruntime.InferenceSession(
            model(stored(folder / WEIGHTS)), options, providers=["CPUExecutionProvider"]
        )

    def documents(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """Unit vectors, shape (len(texts), WIDTH).

        Texts of equal length go together, so that none is padded; several groups are read at once.
        """
        import numpy as np

        tokens = [one.ids for one in self._tokenizer.encode_batch(list(texts))]
        alike: dict[int, list[int]] = defaultdict(list)
        for n, ids in enumerate(tokens):
            alike[len(ids)].append(n)
        vectors = np.empty((len(tokens), WIDTH), dtype=np.float32)
        parts = [
            group[start : start + BATCH] for group in alike.values() for start in range(0, len(group), BATCH)
        ]

        def read(part: list[int]) -> None:
            given = np.array([tokens[n] for n in part], dtype=np.int32)
            vectors[part] = self._session.run(["vector"], {"tokens": given})[0]

        if len(parts) == 1:
            read(parts[0])
        else:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                list(pool.map(read, parts))
        return vectors

    def query(self, text: str) -> "NDArray[np.float32]":
        """The unit vector of one question, shape (WIDTH,)."""
        vector: NDArray[np.float32] = self.documents([text])[0]
        return vector


@dataclass(frozen=True)
class Stored:
    """Where a weight lies in its file: its shape, its first byte and how many there are."""

    shape: tuple[int, ...]
    offset: int
    length: int


def stored(path: Path) -> dict[str, Stored]:
    """The weights of a safetensors file by name. Raises OSError, ValueError or KeyError if it is none."""
    with path.open("rb") as file:
        try:
            (size,) = struct.unpack("<Q", file.read(8))
            header = json.loads(file.read(size))
        except (struct.error, OverflowError, MemoryError, UnicodeDecodeError) as error:
            raise ValueError(f"{path} is no safetensors file") from error
    header.pop("__metadata__", None)
    return {
        name: Stored(tuple(one["shape"]), 8 + size + one["data_offsets"][0], _length(one["data_offsets"]))
        for name, one in header.items()
    }


def _length(ends: Sequence[int]) -> int:
    return ends[1] - ends[0]


@dataclass
class _Graph:
    """Nodes in the order they are computed, and the weights they use."""

    nodes: list[bytes] = field(default_factory=list)
    weights: dict[str, None] = field(default_factory=dict)

    def weight(self, name: str) -> str:
        self.weights[name] = None
        return name

    def add(
        self, does: str, given: Sequence[str], *results: str, own: bool = False, **settings: int | float
    ) -> str:
        """The name of the first result."""
        self.nodes.append(
            _message(
                *((1, name) for name in given),
                *((2, name) for name in results),
                (4, does),
                *((5, _setting(name, value)) for name, value in settings.items()),
                (7, _RUNTIME if own else ""),
            )
        )
        return results[0]

    def turned(self, name: str) -> str:
        """A matrix with its axes exchanged; the runtime does it once, when it loads."""
        return self.add("Transpose", [self.weight(name)], f"{name} turned")

    def norm(self, new: str, before: str, dense: str, name: str, result: str) -> str:
        """`new` with the bias of `dense`, added to what was there before and brought to one scale."""
        weights = [f"{name}.weight", f"{name}.bias", f"{dense}.bias"]
        given = [new, before, *map(self.weight, weights)]
        return self.add("SkipLayerNormalization", given, result, own=True, epsilon=_EPSILON)

    def words(self) -> str:
        """Tokens to vectors: what each means and where it stands; there is only one kind of sentence."""
        name = "embeddings"
        kind = self.add("Gather", [self.weight(f"{name}.token_type_embeddings.weight"), "zero"], "kind")
        places = self.add("Add", [self.weight(f"{name}.position_embeddings.weight"), kind], "places")
        meanings = self.weight(f"{name}.word_embeddings.weight")
        scale, shift = self.weight(f"{name}.LayerNorm.weight"), self.weight(f"{name}.LayerNorm.bias")
        given = ["tokens", "", meanings, places, "", scale, shift]
        return self.add("EmbedLayerNormalization", given, "words", "mask", own=True, epsilon=_EPSILON)

    def layer(self, number: int, before: str) -> str:
        """One layer: every token looks at all others, then each is worked on alone."""
        name = f"encoder.layer.{number}"
        looks = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        rows = self.add("Concat", [self.weight(f"{part}.weight") for part in looks], f"{name} rows", axis=0)
        turned = self.add("Transpose", [rows], f"{name} columns")
        biases = self.add("Concat", [self.weight(f"{part}.bias") for part in looks], f"{name} biases", axis=0)
        attended = self.add(
            "Attention", [before, turned, biases], f"{name} attended", own=True, num_heads=HEADS
        )
        dense = f"{name}.attention.output.dense"
        mixed = self.add("MatMul", [attended, self.turned(f"{dense}.weight")], f"{name} mixed")
        middle = self.norm(mixed, before, dense, f"{name}.attention.output.LayerNorm", f"{name} middle")
        wide = f"{name}.intermediate.dense"
        hidden = self.add("MatMul", [middle, self.turned(f"{wide}.weight")], f"{name} hidden")
        active = self.add("BiasGelu", [hidden, self.weight(f"{wide}.bias")], f"{name} active", own=True)
        narrow = f"{name}.output.dense"
        last = self.add("MatMul", [active, self.turned(f"{narrow}.weight")], f"{name} last")
        return self.norm(last, middle, narrow, f"{name}.output.LayerNorm", f"{name} result")


def model(weights: Mapping[str, Stored]) -> bytes:
    """The graph in the ONNX format, its weights as places in their file. KeyError: one is missing."""
    made = _Graph()
    last = made.words()
    for number in range(LAYERS):
        last = made.layer(number, last)
    mean = made.add("ReduceMean", [last, "one"], "mean", keepdims=0)
    made.add("LpNormalization", [mean], "vector", axis=1, p=2)
    graph = _message(
        *((1, node) for node in made.nodes),
        (2, "MiniLM"),
        (5, _message((2, _INT64), (8, "zero"), (9, struct.pack("<q", 0)))),
        (5, _message((1, 1), (2, _INT64), (8, "one"), (9, struct.pack("<q", 1)))),
        *((5, _elsewhere(name, weights[name])) for name in made.weights),
        (11, _open_end("tokens", _INT32, ("texts", "length"))),
        (12, _open_end("vector", _FLOAT, ("texts", WIDTH))),
    )
    standard, own = _message((1, ""), (2, _STANDARD)), _message((1, _RUNTIME), (2, _OWN))
    return _message((1, _FORMAT), (7, graph), (8, standard), (8, own))


def _elsewhere(name: str, weight: Stored) -> bytes:
    """A tensor whose numbers lie in the file of the weights."""
    where = {"location": WEIGHTS, "offset": str(weight.offset), "length": str(weight.length)}
    sizes = ((1, size) for size in weight.shape)
    entries = ((13, _message((1, key), (2, value))) for key, value in where.items())
    return _message(*sizes, (2, _FLOAT), (8, name), *entries, (14, 1))


def _open_end(name: str, kind: int, sizes: Sequence[int | str]) -> bytes:
    """What goes in or comes out; a size with a name may differ from call to call."""
    shape = _message(*((1, _message((2 if isinstance(size, str) else 1, size))) for size in sizes))
    return _message((1, name), (2, _message((1, _message((1, kind), (2, shape))))))


def _setting(name: str, value: int | float) -> bytes:
    return (
        _message((1, name), (2, value), (20, 1))
        if isinstance(value, float)
        else _message((1, name), (3, value), (20, 2))
    )


def _message(*parts: _Part) -> bytes:
    """A message of protocol buffers: each part its number in the format's own description, and its value."""
    return b"".join(_part(number, value) for number, value in parts)


def _part(number: int, value: int | float | str | bytes) -> bytes:
    if isinstance(value, int):
        return _whole(number << 3) + _whole(value)
    if isinstance(value, float):
        return _whole(number << 3 | 5) + struct.pack("<f", value)
    content = value.encode() if isinstance(value, str) else value
    return _whole(number << 3 | 2) + _whole(len(content)) + content


def _whole(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)
