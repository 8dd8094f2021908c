"""How things are measured: in turn, in processes of their own, with or without a busy neighbour."""

from __future__ import annotations

import contextlib
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]  # its types are a package of their own, for two calls

from assistant.app import App
from assistant.evaluation import DATA, Case, read_cases
from assistant.models.engine import usable_processors
from assistant.settings import DEFAULT_MODEL, Settings
from tests.benchmarks.bare import BareEngine, bare_engine

ROOT = Path(__file__).parents[2]
COUNTERPART = [sys.executable, "-m", "assistant.cli"]
BUSY = "import os, sys\nwhile os.getppid() == int(sys.argv[1]): pass"  # Ends with us, however we end.
NO_MODEL = "the default model is not here; `counterpart models fetch` gets it"
PATIENCE = 900.0  # Seconds; a new home on a busy machine takes some minutes.


@dataclass
class Bench:
    """What all benchmarks share: a home with an index, and how long to measure.

    Args:
        settings: with a home that the benchmarks may write in.
        share: of the usual number of rounds; small for a look whether everything runs.
    """

    settings: Settings
    share: float = 1.0
    _closing: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def rounds(self, usual: int) -> int:
        """How often to measure what is usually measured so often."""
        return max(1, math.ceil(usual * self.share))

    @cached_property
    def app(self) -> App:
        """The application without a chat model, its index up to date."""
        app = App(self.settings.model_copy(update={"model": "none"}))
        self._closing.callback(app.close)
        app.prepare_index()
        return app

    @cached_property
    def cases(self) -> list[Case]:
        """Questions of the evaluation about what the guidance covers, that stand alone, from all topics in turn."""
        cases = [case for case in read_cases(DATA / "ask_questions.jsonl") if case.covered and not case.history]
        return [case for start in range(7) for case in cases[start::7]]

    def answered(self, count: int) -> list[Case]:
        """The first of these questions to which there is an answer, so many of them."""
        found = (case for case in self.cases if self.app.search(case.question, 5, case.side).covered)
        return list(islice(found, count))

    @property
    def model_file(self) -> Path | None:
        """The file of the default model, if it is here; benchmarks fetch nothing so large."""
        return self.app.store.files(DEFAULT_MODEL)[0] if self.app.store.has(DEFAULT_MODEL) else None

    def bare_engine(self) -> contextlib.AbstractContextManager[BareEngine]:
        """The default model in a bare engine, with the settings that Counterpart's has."""
        threads = self.settings.threads or usable_processors()
        assert self.model_file is not None
        return bare_engine(self.model_file, threads, self.settings.context, self.settings.slots)

    def close(self) -> None:
        """End what was started."""
        self._closing.close()


def seconds_of(call: Callable[[], object]) -> float:
    """How long a call takes."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def in_turn(rounds: int, *measures: Callable[[int], float]) -> list[list[float]]:
    """The figures of several measures, taken in turn; who begins changes from round to round.

    Args:
        rounds: how often each is taken.
        measures: each gets the number of the round and gives a figure.
    """
    figures: list[list[float]] = [[] for _ in measures]
    for number in range(rounds):
        order = list(range(len(measures)))
        for place in order if number % 2 == 0 else reversed(order):
            figures[place].append(measures[place](number))
    return figures


def percentile(figures: Sequence[float], share: float) -> float:
    """The figure below which this share of them lies; one that was measured, not one between two."""
    return sorted(figures)[min(len(figures) - 1, int(share * len(figures)))]


def median(figures: Sequence[float]) -> float:
    """The middle one."""
    return percentile(figures, 0.5)


def paired_ratio(figures: Sequence[float], compared: Sequence[float]) -> float:
    """The middle one of the rounds' ratios: a round takes seconds, and what else runs changes more slowly."""
    return median([figure / other for figure, other in zip(figures, compared, strict=True)])


@contextlib.contextmanager
def busy_neighbour() -> Iterator[None]:
    """Another process that takes a whole core for as long as the block lasts."""
    with subprocess.Popen([sys.executable, "-c", BUSY, str(os.getpid())]) as process:
        try:
            yield
        finally:
            process.kill()


@dataclass(frozen=True)
class Server:
    """A program that serves pages, and how long it took until the first of them came."""

    process: subprocess.Popen[str]
    address: str
    seconds: float

    def wait_until_it_says(self, words: str) -> None:
        """Wait for a line with these words in what the program prints."""
        read_line_with(self.process, words)


@contextlib.contextmanager
def serving(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Server]:
    """A program that prints its address when it is ready, until the block ends."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command,
        env={**os.environ, **environment},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            line = read_line_with(process, "http://")
            address = next(word for word in line.split() if word.startswith("http://"))
            httpx.get(address, trust_env=False, timeout=60).raise_for_status()
            yield Server(process, address, time.perf_counter() - begun)
        except httpx.TransportError as error:
            raise RuntimeError(f"{command!r} did not answer: {describe_end(process)}.") from error
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def describe_end(process: subprocess.Popen[str]) -> str:
    """Whether a process that does not answer has ended, and what it said last."""
    try:
        code = process.wait(2)
    except subprocess.TimeoutExpired:
        return "it still runs"
    last = process.stdout.read()[-500:] if process.stdout is not None else ""
    return f"it ended with code {code}; its last words were {last.strip()!r}"


def read_line_with(process: subprocess.Popen[str], words: str) -> str:
    """The next line with these words in what a process prints.

    Raises:
        RuntimeError: it ended, or took too long, without saying them.
    """
    watchdog = threading.Timer(PATIENCE, process.kill)
    watchdog.start()
    last = ""
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if words in line:
                return line
            last = line.strip() or last
    finally:
        watchdog.cancel()
    raise RuntimeError(f"{process.args!r} ended without saying {words!r}; its last words were {last!r}.")


def counterpart_environment(settings: Settings) -> dict[str, str]:
    """The variables with which another process uses the same home and files, at a free port."""
    return {
        "COUNTERPART_HOME": str(settings.home),
        "COUNTERPART_MODELS": str(settings.models),
        "COUNTERPART_PORT": "0",
    }


def megabytes(pid: int) -> dict[str, float]:
    """The memory of a process and of all that it started: ``rss`` and, on Linux, ``pss`` (shared pages by share)."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    memory = {"rss": sum(process.memory_info().rss for process in family) / 1e6}
    if Path("/proc/self/smaps_rollup").exists():
        memory["pss"] = sum(process.memory_full_info().pss for process in family) / 1e6
    return memory
