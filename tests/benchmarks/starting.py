"""How long commands take to start, each as a process of its own, and how much memory the pages take."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from assistant.embeddings import MiniLM
from assistant.settings import DEFAULT_MODEL
from tests.benchmarks.measuring import (
    COUNTERPART,
    NO_MODEL,
    ROOT,
    Bench,
    counterpart_environment,
    in_turn,
    median,
    megabytes,
    seconds_of,
    serving,
)
from tests.benchmarks.page import Page
from tests.benchmarks.rows import Goal, Row

BARE_HELP = """
import typer
app = typer.Typer(add_completion=False, rich_markup_mode=None)
app.command()(lambda: None)
app()
"""
BARE_PAGE = [sys.executable, "-m", "tests.benchmarks.bare_page"]
QUESTIONS = 12


def measure_help(bench: Bench) -> list[Row]:
    """``counterpart --help``, beside a Typer program that does nothing."""

    def run(command: list[str]) -> float:
        return seconds_of(lambda: subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL))

    figures, compared = in_turn(
        bench.rounds(9),
        lambda _: run([*COUNTERPART, "--help"]),
        lambda _: run([sys.executable, "-c", BARE_HELP, "--help"]),
    )
    beside, details = "an empty Typer program", {"rounds": float(len(figures)), "slowest": max(figures)}
    return [
        Row("help", "counterpart --help", "s", median(figures), Goal(0.5), beside, median(compared), details=details)
    ]


def measure_start(bench: Bench) -> list[Row]:
    """From the start of ``serve --no-model`` to the first page, beside an empty Gradio page."""
    bench.app.prepare_index()
    environment = counterpart_environment(bench.settings)

    def run(command: list[str]) -> float:
        with serving(command, environment) as server:
            return server.seconds

    serve = [*COUNTERPART, "serve", "--no-model"]
    figures, compared = in_turn(bench.rounds(5), lambda _: run(serve), lambda _: run(BARE_PAGE))
    beside, details = "an empty Gradio page", {"rounds": float(len(figures)), "slowest": max(figures)}
    what = "serve --no-model to the first page"
    return [Row("start", what, "s", median(figures), Goal(8), beside, median(compared), details=details)]


def measure_first_start(bench: Bench) -> list[Row]:
    """The same in a new home, where the index is built first. Once: it takes a minute or two."""
    with tempfile.TemporaryDirectory() as name:
        settings = bench.settings.model_copy(update={"home": Path(name)})
        with serving([*COUNTERPART, "serve", "--no-model"], counterpart_environment(settings)) as server:
            return [Row("first-start", "the same with the index to build", "s", server.seconds)]


def measure_memory(bench: Bench) -> list[Row]:
    """Resident memory of ``serve --no-model`` after some questions, beside a process that holds the bare parts."""
    app = bench.app
    index = app.index.folder / app.index.current().name
    with serving([*COUNTERPART, "serve", "--no-model"], counterpart_environment(bench.settings)) as server:
        _ask_some(bench, server.address, bench.rounds(QUESTIONS))
        memory = megabytes(server.process.pid)
    paths = [str(path) for path in (*app.store.files(MiniLM.name), index)]
    with serving([*BARE_PAGE, *paths], counterpart_environment(bench.settings)) as server:
        compared = megabytes(server.process.pid)["rss"]
    what, beside = "memory, guidance only (RSS)", "Gradio + embedder + Chroma"
    return [Row("memory", what, "MB", memory["rss"], Goal(450), beside, compared, details=memory)]


def measure_model_memory(bench: Bench) -> list[Row]:
    """The same with the default model: both processes, beside a bare engine that answers the same number of times."""
    what = "memory, embedded model (RSS of both)"
    if bench.model_file is None:
        return [Row("model-memory", what, skipped=NO_MODEL)]
    count = bench.rounds(4)
    environment = counterpart_environment(bench.settings) | {"COUNTERPART_MODEL": DEFAULT_MODEL}
    with serving([*COUNTERPART, "serve", "--no-fetch"], environment) as server:
        server.wait_until_it_says("answers now")
        _ask_some(bench, server.address, count)
        memory = megabytes(server.process.pid)
    with bench.bare_engine() as engine:
        for case in bench.cases[:count]:
            list(engine.stream([{"role": "user", "content": case.question}], 64))
        compared = megabytes(engine.pid)["rss"]
    beside = "the bare engine"
    return [Row("model-memory", what, "MB", memory["rss"], Goal(2600), beside, compared, details=memory)]


def _ask_some(bench: Bench, address: str, count: int) -> None:
    page = Page(address)
    for case in bench.cases[:count]:
        page.ask(case.question, case.side)
    page.close()
