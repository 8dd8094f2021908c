"""The local engine with the real small model: it starts, answers, and never outlives us."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from langchain_core.messages import HumanMessage

from assistant.errors import ModelError
from assistant.models.chat import embedded_chat, stream_words
from assistant.models.engine import Address, Engine
from assistant.models.store import ModelStore
from tests.conftest import SMALL_MODEL
from tests.test_ingest import ROOT

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def small(store: ModelStore) -> Path:
    """The verified file of the small model."""
    if not store.has(SMALL_MODEL):
        pytest.skip(f"fetch it first: counterpart models fetch {SMALL_MODEL}")
    return store.files(SMALL_MODEL)[0]


@pytest.fixture(scope="module")
def engine(small: Path) -> Iterator[Engine]:
    """An engine that runs."""
    made = Engine(small, context=1024)
    made.start()
    yield made
    made.stop()


def ask(address: Address, words: int = 12) -> str:
    """One short answer."""

    async def collect() -> str:
        model = embedded_chat(address, 60).bind(max_tokens=words)
        return "".join([piece async for piece in stream_words(model, [HumanMessage("Say hello.")], 60)])

    return asyncio.run(collect())


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that ended and was not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(condition: Callable[[], bool], seconds: float = 8) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def test_engine_answers(engine: Engine) -> None:
    """It starts at a loopback address and writes words."""
    address = engine.start()
    assert address.url.startswith("http://127.0.0.1:") and engine.running
    assert ask(address).strip()


def test_engine_wants_its_key(engine: Engine) -> None:
    """Another program on this computer, which does not know the key, gets nothing."""
    url = engine.start().url + "/v1/chat/completions"
    body = {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 1}
    with httpx.Client(trust_env=False) as client:
        assert client.post(url, json=body).status_code == 401
        assert client.post(url, json=body, headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_key_is_not_shown(engine: Engine) -> None:
    """The key is neither in the engine's nor the address's text, which may be logged."""
    assert engine.start().secret not in f"{engine!r} {engine.start()!r}"


def test_four_users_get_answers_at_once(engine: Engine) -> None:
    """Four conversations on two slots: all are answered."""
    address = engine.start()
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(ask(address))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(answers) == 4 and all(answer.strip() for answer in answers)


def test_cancelled_answers_free_their_slots(engine: Engine) -> None:
    """Answers that nobody reads any more stop at once, and the next question does not wait for them."""

    async def cancel_and_ask() -> float:
        model = embedded_chat(engine.start(), 60)
        endless = model.bind(max_tokens=900, extra_body={"ignore_eos": True})
        streams = [(stream_words(endless, [HumanMessage(f"Count to {n}.")], 60)) for n in (900, 901)]
        for stream in streams:
            await anext(stream)
        for stream in streams:
            await stream.aclose()
        begun = time.monotonic()
        async for _ in stream_words(model.bind(max_tokens=3), [HumanMessage("Hello")], 60):
            break
        return time.monotonic() - begun

    # Two answers of 900 tokens would keep both slots for some ten seconds.
    assert asyncio.run(cancel_and_ask()) < 3


def test_killed_child_is_started_again(small: Path) -> None:
    """A crash costs one answer: the next start brings up another process with another key."""
    engine = Engine(small, context=1024)
    first = engine.start()
    assert engine.pid is not None
    os.kill(engine.pid, signal.SIGKILL)
    assert wait_for(lambda: not engine.running)
    with pytest.raises(ModelError):
        ask(first)
    second = engine.start()
    assert second != first and ask(second).strip()
    engine.stop()


def test_child_killed_in_mid_answer_is_an_error_of_ours(small: Path) -> None:
    """The answer under way ends with a ModelError, not with half an answer."""
    engine = Engine(small, context=1024)

    async def read() -> None:
        model = embedded_chat(engine.start(), 30).bind(max_tokens=900, extra_body={"ignore_eos": True})
        async for _ in stream_words(model, [HumanMessage("Count.")], 30):
            if engine.pid is not None:
                os.kill(engine.pid, signal.SIGKILL)

    with pytest.raises(ModelError, match="Try again"):
        asyncio.run(read())
    engine.stop()


def test_stopped_engine_leaves_no_process(small: Path) -> None:
    """Stopping ends the child within seconds, and a stopped engine says so."""
    engine = Engine(small, context=1024)
    engine.start()
    pid = engine.pid
    begun = time.monotonic()
    engine.stop()
    assert pid is not None and not is_alive(pid) and time.monotonic() - begun < 5
    with pytest.raises(ModelError, match="was stopped"):
        engine.start()


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.3, 0.6])
def test_stop_during_start(delay: float, small: Path) -> None:
    """Stopping while it loads ends the child at once; the start says that it was stopped."""
    engine = Engine(small, context=1024)
    errors: list[str] = []

    def start() -> None:
        try:
            engine.start()
        except ModelError as error:
            errors.append(str(error))

    thread = threading.Thread(target=start)
    thread.start()
    time.sleep(delay)
    pid = engine.pid
    engine.stop()
    thread.join(10)
    assert not thread.is_alive() and not engine.running and engine.pid is None
    assert pid is None or wait_for(lambda: not is_alive(pid))
    assert all("was stopped" in error for error in errors)


@pytest.mark.parametrize("content", [None, b"GGUF", b"not a model at all"])
def test_missing_or_broken_file_is_an_error_of_ours(content: bytes | None, tmp_path: Path) -> None:
    """A file that is absent, cut or something else: a ModelError and no process."""
    path = tmp_path / "broken.gguf"
    if content is not None:
        path.write_bytes(content)
    engine = Engine(path)
    with pytest.raises(ModelError):
        engine.start()
    assert engine.pid is None and not engine.running


def test_truncated_model_is_an_error_of_ours(small: Path, tmp_path: Path) -> None:
    """Half a real model does not start and does not hang."""
    with small.open("rb") as whole:
        (tmp_path / "half.gguf").write_bytes(whole.read(40_000_000))
    with pytest.raises(ModelError, match="did not start"):
        Engine(tmp_path / "half.gguf").start()


PARENT = """
    import signal, sys, time
    from pathlib import Path
    from assistant.models.engine import Engine
    engine = Engine(Path(sys.argv[1]), context=1024)
    engine.start()
    # A handler, not an except: it is there before the line that says so, whatever runs at the time.
    signal.signal(signal.SIGINT, lambda number, frame: print("interrupted", engine.running, flush=True))
    print(engine.pid, flush=True)
    while True:
        time.sleep(60)
"""


@pytest.fixture
def parent(small: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that owns an engine and tells its child's id."""
    command = [sys.executable, "-c", textwrap.dedent(PARENT), str(small)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True) as process:
        yield process
        process.kill()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes by /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_child_ends_with_its_parent(how: signal.Signals, parent: subprocess.Popen[str]) -> None:
    """However the parent ends, the model's process is gone within seconds."""
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_alive(child)
    parent.send_signal(how)
    assert wait_for(lambda: not is_alive(child))


def test_interrupt_leaves_the_child_to_its_parent(parent: subprocess.Popen[str]) -> None:
    """Ctrl-C goes to the whole group of the terminal; the parent decides when the model ends."""
    assert parent.stdout is not None
    parent.stdout.readline()
    for _ in range(2):
        os.killpg(parent.pid, signal.SIGINT)
        assert parent.stdout.readline() == "interrupted True\n"
