"""How soon an answer is useful, how soon the model's first word comes, and how fast it writes."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from collections.abc import Iterator, Sequence
from typing import cast

from langchain_core.messages import BaseMessage, convert_to_openai_messages

from assistant.app import App
from assistant.ask import Question, Sources, Words, answer_stream
from assistant.evaluation import Case
from assistant.models.chat import stream_words
from assistant.settings import DEFAULT_MODEL
from tests.benchmarks.measuring import (
    COUNTERPART,
    NO_MODEL,
    Bench,
    busy_neighbour,
    counterpart_environment,
    in_turn,
    median,
    paired_ratio,
    percentile,
    serving,
)
from tests.benchmarks.rows import Goal, Row
from tests.scripted import ScriptedModel

TOKENS = 64  # For each measurement of writing: some three seconds on two idle cores.
SHOWN = "#latest .points li >> nth=0"
SOURCES = "#where .sources li >> nth=0"


def measure_useful(bench: Bench) -> list[Row]:
    """From a question to its sources and key points, in the application."""
    figures = [asyncio.run(_until(bench.app, case, Sources)) for case in bench.cases[: bench.rounds(60)]]
    what, details = "sources and key points, p95", {"rounds": float(len(figures)), "p50": median(figures)}
    return [Row("useful", what, "s", percentile(figures, 0.95), Goal(0.5), details=details)]


def measure_screen(bench: Bench) -> list[Row]:
    """The same until they stand on the page, in Chromium."""
    from playwright.sync_api import Error, sync_playwright

    what = "the same on screen, in Chromium, median"
    figures = []
    with (
        serving([*COUNTERPART, "serve", "--no-model"], counterpart_environment(bench.settings)) as server,
        sync_playwright() as playwright,
    ):
        try:
            browser = playwright.chromium.launch(executable_path=_find_chromium(), args=["--no-sandbox"])
        except Error:
            return [Row("screen", what, skipped="there is no Chromium here")]
        page = browser.new_page()
        for case in bench.answered(bench.rounds(8)):
            page.goto(server.address)
            page.get_by_label("Your question").fill(case.question)
            page.wait_for_timeout(1000)  # Nobody types faster, and the page still asks for this and that.
            begun = time.perf_counter()
            page.get_by_label("Your question").press("Enter")
            page.wait_for_selector(SHOWN)
            page.wait_for_selector(SOURCES, state="attached")
            figures.append(time.perf_counter() - begun)
        browser.close()
    return [Row("screen", what, "s", median(figures), Goal(0.5), details={"slowest": max(figures)})]


def measure_first_word(bench: Bench) -> list[Row]:
    """From a question to the first word of the default model, beside the bare engine with the same prompt."""
    what = "first word of the default model, median"
    if bench.model_file is None:
        return [Row("first-word", what, skipped=NO_MODEL)]
    warm, *prompted = _prompted(bench, bench.rounds(8) + 1)
    with app_with_model(bench) as app, bench.bare_engine() as engine:
        # Both have read the unchanging part of the prompt: ours when it started, the bare one now.
        for slot in range(bench.settings.slots):
            list(engine.stream(_plain(warm[1]), 1, id_slot=slot))
        asyncio.run(_until(app, warm[0], Words))

        def ours(number: int) -> float:
            return asyncio.run(_until(app, prompted[number][0], Words))

        def bare(number: int) -> float:
            begun = time.perf_counter()
            times = list(engine.stream(_plain(prompted[number][1]), 1))
            return times[0] - begun

        figures, compared = in_turn(len(prompted), ours, bare)
    return [
        Row(
            "first-word",
            what,
            "s",
            median(figures),
            Goal(6),
            "the bare engine, same prompt",
            median(compared),
            details={"rounds": float(len(figures)), "slowest": max(figures)},
            paired=paired_ratio(figures, compared),
        )
    ]


def measure_writing(bench: Bench) -> list[Row]:
    """Tokens a second once writing has begun, beside the bare engine; idle, and beside a busy process."""
    what, what_busy = "writing, idle", "writing beside a busy process"
    if bench.model_file is None:
        return [Row("writing", what, skipped=NO_MODEL), Row("writing", what_busy, skipped=NO_MODEL)]
    tokens = bench.rounds(TOKENS) + 1
    messages = _prompted(bench, 1)[0][1]
    with app_with_model(bench) as app, bench.bare_engine() as engine:

        def ours(_: int) -> float:
            return asyncio.run(_rate_of_ours(app, messages, tokens))

        def bare(_: int) -> float:
            return _rate(list(engine.stream(_plain(messages), tokens, ignore_eos=True)))

        in_turn(1, ours, bare)  # The prompt is read now, and stays read.
        figures, compared = in_turn(bench.rounds(9), ours, bare)
        with busy_neighbour():
            busy, compared_busy = in_turn(bench.rounds(4), ours, bare)
    unit, idle = "tokens/s", median(figures)
    details = {"slowest": min(busy), "bare_engine": median(compared_busy)}
    return [
        Row(
            "writing",
            what,
            unit,
            idle,
            beside="the bare engine",
            compared=median(compared),
            ratio_goal=Goal(0.95, at_least=True),
            details={"rounds": float(len(figures)), "slowest": min(figures)},
            paired=paired_ratio(figures, compared),
        ),
        Row("writing", what_busy, unit, median(busy), None, "idle", idle, Goal(0.5, at_least=True), details),
    ]


@contextlib.contextmanager
def app_with_model(bench: Bench) -> Iterator[App]:
    """The application with the default model, warm."""
    app = App(bench.settings.model_copy(update={"model": DEFAULT_MODEL, "home": bench.app.settings.home}))
    try:
        app.start_model()
        while (status := app.status()).phase != "ready":
            if status.phase in ("failed", "missing"):
                raise RuntimeError(status.detail)
            time.sleep(0.1)
        yield app
    finally:
        app.close()


async def _until(app: App, case: Case, wanted: type[Sources] | type[Words]) -> float:
    """Seconds from asking to the first event of a kind.

    Raises:
        RuntimeError: there was none.
    """
    begun = time.perf_counter()
    async with contextlib.aclosing(app.ask(case.question, case.side)) as events:
        async for event in events:
            if isinstance(event, wanted):
                return time.perf_counter() - begun
    raise RuntimeError(f"The answer to {case.id} has no {wanted.__name__}.")


async def _rate_of_ours(app: App, messages: list[BaseMessage], tokens: int) -> float:
    model, _ = app.chat_model("embedded")
    assert model is not None
    endless = model.bind(max_tokens=tokens, extra_body={"ignore_eos": True})
    return _rate([time.perf_counter() async for _ in stream_words(endless, messages, app.settings.timeout)])


def _rate(times: Sequence[float]) -> float:
    """Pieces a second, from the first to the last: how fast it writes, without reading the question."""
    return (len(times) - 1) / (times[-1] - times[0])


def _prompted(bench: Bench, count: int) -> list[tuple[Case, list[BaseMessage]]]:
    """Questions, each with what the model is told."""

    async def told(case: Case) -> list[BaseMessage]:
        model = ScriptedModel(replies=["Yes."])
        app, question = bench.app, Question(case.question, case.side)
        stream = answer_stream(question, index=app.index, embeddings=app.embeddings, model=model, tier="embedded")
        async for _ in stream:
            pass
        return model.asked[0]

    return [(case, asyncio.run(told(case))) for case in bench.answered(count)]


def _plain(messages: list[BaseMessage]) -> list[dict[str, str]]:
    """Messages as OpenAI's interface wants them."""
    return cast(list[dict[str, str]], convert_to_openai_messages(messages))


def _find_chromium() -> str:
    """The system's Chromium; a name that does not exist if there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), "chromium")
