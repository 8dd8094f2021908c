"""Text to vectors: a small sentence model on the processor, behind LangChain's ``Embeddings``.

It knows nothing of passages or of Chroma. Vectors have 384 dimensions and length 1.
"""

from __future__ import annotations

import contextlib
import ctypes
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

MAX_TOKENS = 256  # The length that the sentence model was trained on.
BATCH = 16
_VECTORS, _MIDDLE = "last_hidden_state", "layer_norm_8"  # What the file calls its end, and what its fourth layer gives.


class MiniLM(Embeddings):
    """all-MiniLM-L6-v2, int8, in ONNX Runtime: mean pooling, L2 norm.

    Args:
        model: the ``model.onnx`` file, verified by the caller.
        tokenizer: the ``tokenizer.json`` file, verified by the caller.
        threads: one is best for single questions; two help a long ingest on an idle machine.
    """

    name = "all-minilm-l6-v2-int8"

    def __init__(self, model: Path, tokenizer: Path, threads: int = 1) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        self.file = model
        onnxruntime.set_default_logger_severity(3)
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        # The file comes with truncation and fixed padding at 128; both are replaced.
        self._tokenizer.enable_truncation(max_length=MAX_TOKENS)
        self._tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")  # noqa: S106  # a word of the tokenizer
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # An arena keeps what the largest batch ever took: 160 MB. Questions are as fast without it.
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(
            _with_output(model.read_bytes(), _MIDDLE), options, providers=["CPUExecutionProvider"]
        )
        _return_memory()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of texts, in their order."""
        return [list(map(float, row)) for row in self.embed_array(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of one question."""
        return list(map(float, self.embed_array([text])[0]))

    def embed_array(self, texts: list[str]) -> NDArray[np.float32]:
        """Vectors as one array of shape (texts, 384): what our own code uses."""
        return self._embed(texts, [_VECTORS])[0]

    def embed_states(self, texts: list[str]) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """Vectors as above, and of each text what the fourth layer makes of its tokens: an array (tokens, 384)."""
        return self._embed(texts, [_VECTORS, _MIDDLE])

    def _embed(self, texts: list[str], wanted: list[str]) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """Vectors of texts, and the states of their tokens where they are wanted; else none have any."""
        # Texts of like length share a batch, so that little padding is computed.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = np.zeros((len(texts), 384), dtype=np.float32)
        states = [np.zeros((0, 384), np.float32)] * len(texts)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            vectors[rows], found = self._embed_batch([texts[i] for i in rows], wanted)
            for row, own in zip(rows, found, strict=False):
                states[row] = own
        return vectors, states

    def _embed_batch(
        self, texts: list[str], wanted: list[str]
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        encoded = self._tokenizer.encode_batch(texts)
        ids = np.array([item.ids for item in encoded], dtype=np.int64)
        mask = np.array([item.attention_mask for item in encoded], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden, *others = self._session.run(wanted, inputs)
        weight = mask[..., None].astype(np.float32)
        pooled = (hidden * weight).sum(1) / weight.sum(1)
        vectors: NDArray[np.float32] = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
        return vectors, [
            states[: int(count)] for middle in others for states, count in zip(middle, mask.sum(1), strict=True)
        ]


def _with_output(model: bytes, name: str) -> bytes:
    """A model that also gives a value from its midst.

    A protobuf message may be written in parts, and lists of the parts are joined: one more
    part with one more output of the graph is all that it takes.
    """

    def part(number: int, content: bytes) -> bytes:
        return bytes([number << 3 | 2, len(content)]) + content

    numbers = part(1, b"\x08\x01")  # A tensor of float32.
    return model + part(7, part(12, part(1, name.encode()) + part(2, numbers)))


def _return_memory() -> None:
    """Give back what reading the model left behind: 60 MB. Only glibc keeps it, and has a call for it."""
    with contextlib.suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def embed_array(embeddings: Embeddings, texts: list[str]) -> NDArray[np.float32]:
    """Vectors of texts as one array, whatever embedder it is; scaled to length 1."""
    if isinstance(embeddings, MiniLM):
        return embeddings.embed_array(texts)
    vectors: NDArray[np.float32] = np.array(embeddings.embed_documents(texts), dtype=np.float32)
    norms: Any = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: NDArray[np.float32] = vectors / np.maximum(norms, 1e-12)
    return scaled
