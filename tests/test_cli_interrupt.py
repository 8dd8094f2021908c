"""Ctrl-C and SIGTERM at the real command, wherever it is: it ends at once, quietly, and leaves nothing running."""

from __future__ import annotations

import http.server
import json
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.models.store import ModelStore
from tests.command import TRACEBACK, live_processes, read_until, start
from tests.conftest import SMALL_MODEL
from tests.test_engine import wait_for

INTERRUPTED = 130


def end(process: subprocess.Popen[str], how: signal.Signals = signal.SIGINT) -> str:
    """Interrupt it, see that it ends as it should, and give what it said after that on standard error."""
    assert process.stderr is not None
    process.send_signal(how)
    said = process.stderr.read()
    assert process.wait() == INTERRUPTED, said
    assert TRACEBACK not in said and "counterpart:" not in said, said
    return said


@pytest.mark.parametrize(
    ("words", "how"),
    [
        (["ask", "How do I give feedback?"], signal.SIGINT),
        (["ingest"], signal.SIGINT),
        (["serve", "--port", "0"], signal.SIGINT),
        (["serve", "--port", "0"], signal.SIGTERM),
    ],
)
def test_while_the_guides_are_read(words: list[str], how: signal.Signals, home: Path) -> None:
    """Embedding the guides takes a minute, and half of them is no index."""
    with start(*words, COUNTERPART_MODEL="none") as process:
        read_until(process.stderr, "^Reading")
        end(process, how)
        assert process.stdout is not None and process.stdout.read() == ""
    assert not list((home / "index").glob("g*-*")) and not (home / "index" / "current").exists()


def test_while_a_batch_waits_for_its_next_line(guidance_home: Path) -> None:
    """Lines that were answered stay answered."""
    with start("ask", "--batch", "-", COUNTERPART_HOME=str(guidance_home), COUNTERPART_MODEL="none") as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps({"question": "How do I give feedback?"}) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["covered"]
        assert end(process) == ""


LOST = {
    "in a finalizer": """
        class Corner:
            def __del__(self):
                os.kill(os.getpid(), signal.SIGTERM)
                time.sleep(0)

        def lose():
            Corner()
        """,
    "as a fault": """
        def lose():
            try:
                os.kill(os.getpid(), signal.SIGTERM)
                time.sleep(1)
            except BaseException:
                pass
        """,
}
WAITING = """
import os, signal, time
import assistant.cli, assistant.cli.door
{lose}
def command():
    lose()
    try:
        print("It waits.", flush=True)
        time.sleep(60)
    finally:
        time.sleep(0.2)  # Longer than an interrupt waits to come again.
        print("It is tidied up.", flush=True)

assistant.cli.door.counterpart = command
assistant.cli.main()
"""


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST)
def test_where_it_is_lost(lose: str) -> None:
    """It comes again until it is heard, and then no more: what is being closed is closed in order."""
    code = WAITING.format(lose=textwrap.dedent(lose))
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    said = "It waits.\nIt is tidied up.\n"
    assert (found.returncode, found.stdout, found.stderr) == (INTERRUPTED, said, "")


class HangingEndpoint:
    """A real OpenAI-compatible server that writes one sentence and then never another word."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self._over = threading.Event()
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the library's name
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.end_headers()
                delta = {"role": "assistant", "content": "Ask first what the trainee sees. Then "}
                choice = {"index": 0, "delta": delta, "finish_reason": None}
                chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
                outer.asked.set()
                outer._over.wait()

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop it."""
        self._over.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def endpoint() -> Iterator[HangingEndpoint]:
    """An endpoint that hangs in mid-answer."""
    made = HangingEndpoint()
    yield made
    made.close()


@pytest.mark.parametrize(("form", "how"), [([], signal.SIGINT), (["--json"], signal.SIGTERM)], ids=["text", "json"])
def test_in_the_middle_of_an_answer(
    form: list[str], how: signal.Signals, endpoint: HangingEndpoint, guidance_home: Path
) -> None:
    """The words that came are there, half a document is not."""
    settings = {"COUNTERPART_HOME": str(guidance_home), "COUNTERPART_MODEL": "m", "OPENAI_BASE_URL": endpoint.url}
    question = "How do I tell my PhD student that the thesis is in trouble?"
    with start("ask", question, *form, **settings) as process:
        assert process.stdout is not None and endpoint.asked.wait(60)
        if not form:
            assert read_until(process.stdout, r"\[1\]")  # The first sentence, with its mark.
        end(process, how)
        assert process.stdout.read() == ""


@pytest.mark.model
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks at processes by /proc")
def test_while_the_model_starts(guidance_home: Path, store: ModelStore, tmp_path: Path) -> None:
    """The model's process ends with the command."""
    if not store.has(SMALL_MODEL):
        pytest.skip(f"fetch it first: counterpart models fetch {SMALL_MODEL}")
    mark = f"COUNTERPART_TEST={tmp_path}"  # Processes are told apart by what they inherit.
    settings = {"COUNTERPART_HOME": str(guidance_home), "COUNTERPART_MODEL": SMALL_MODEL}
    with start("ask", "How do I give feedback?", **settings, COUNTERPART_TEST=str(tmp_path)) as process:
        read_until(process.stderr, "^Starting the model")
        end(process)
    assert wait_for(lambda: not live_processes(mark))
