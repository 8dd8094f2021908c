"""The bare parts that Counterpart is compared with: the libraries alone, as their manuals show them.

Nothing of Counterpart's own code runs here; only its files are used.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import chromadb
import httpx
import numpy as np
import onnxruntime
from chromadb.config import Settings
from numpy.typing import NDArray
from tokenizers import Tokenizer

CANDIDATES = 40  # As many as a search of Counterpart looks at.


class BareSearch:
    """A question's vector, the nearest rows in Chroma, and one query of words.

    Args:
        model: the ONNX file of the embedder.
        tokenizer: its tokenizer.
        index: the folder of one published index.
    """

    def __init__(self, model: Path, tokenizer: Path, index: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        client = chromadb.PersistentClient(str(index / "chroma"), settings=Settings(anonymized_telemetry=False))
        self._collection = client.get_collection("passages", embedding_function=None)
        self._words = sqlite3.connect(f"{(index / 'words.sqlite').as_uri()}?mode=ro", uri=True)

    def search(self, question: str, words: Sequence[str]) -> tuple[list[str], list[str]]:
        """Ids by meaning and ids by words."""
        near = self._collection.query(query_embeddings=cast(Any, [self.embed(question)]), n_results=CANDIDATES)
        rows = self._words.execute(
            "SELECT id FROM words WHERE words MATCH ? ORDER BY bm25(words) LIMIT ?",
            (" OR ".join(f'"{word}"' for word in words) or '"nothing"', CANDIDATES),
        )
        return near["ids"][0], [id_ for (id_,) in rows]

    def embed(self, text: str) -> NDArray[np.float32]:
        """The vector of one text."""
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        pooled: NDArray[np.float32] = self._session.run(None, inputs)[0][0].mean(0)
        return cast(NDArray[np.float32], pooled / np.linalg.norm(pooled))


class BareEngine:
    """llama.cpp's server in a child process, asked by plain HTTP.

    Args:
        pid: of the child.
        address: of its server.
    """

    def __init__(self, pid: int, address: str) -> None:
        self.pid = pid
        # A connection that is kept is closed by the server while an answer is read.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.Client(base_url=address, trust_env=False, timeout=180, limits=limits)

    def stream(self, messages: Sequence[dict[str, str]], tokens: int, **more: Any) -> Iterator[float]:
        """The time at which each piece of an answer came."""
        body = {"messages": messages, "max_tokens": tokens, "temperature": 0.3, "seed": 7, "stream": True, **more}
        with self._client.stream("POST", "/v1/chat/completions", json=body) as response:
            for line in response.iter_lines():
                if line.startswith("data: {"):
                    choices = json.loads(line[6:])["choices"]
                    if choices and choices[0]["delta"].get("content"):
                        yield time.perf_counter()


@contextlib.contextmanager
def bare_engine(model: Path, threads: int, context: int, slots: int) -> Iterator[BareEngine]:
    """Such an engine, until the block ends."""
    wanted = json.dumps({"path": str(model), "threads": threads, "context": context, "slots": slots})
    script = str(Path(__file__).with_name("bare_engine.py"))
    with subprocess.Popen(
        [sys.executable, "-I", script, wanted],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield BareEngine(process.pid, process.stdout.readline().strip())
        finally:
            process.kill()
