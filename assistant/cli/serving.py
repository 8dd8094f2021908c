"""``serve``: the pages, on this computer."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import INTERRUPTED
from assistant.cli.opening import open_app, open_settings, prepare, refuse_unknown_model
from assistant.cli.output import Progress, say, show

if TYPE_CHECKING:
    from assistant.app import App


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen at.", show_default="127.0.0.1")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.", show_default="7860")
    ] = None,
    no_model: Annotated[bool, typer.Option("--no-model", help="Answer from the guidance alone.")] = False,
    no_fetch: Annotated[
        bool, typer.Option("--no-fetch", help="Do not download the model that phrases answers.")
    ] = False,
) -> None:
    """Open the pages, for a browser on this computer."""
    settings = open_settings(host=host, port=port, model="none" if no_model else None)
    with open_app(settings) as app:
        refuse_unknown_model(app)
        from assistant.ui.server import open_listener
        from assistant.ui.server import serve as serve_pages

        open_listener(settings).close()  # A taken port is told at once, not after the guides were read.
        prepare(app)

        bar = Progress("Fetching the model", "B")
        ended = threading.Event()
        told = threading.Event()

        def ready(address: str) -> None:
            _note_sigterm(told)
            show(f"Counterpart is ready at {address} (Ctrl-C ends it)")
            # The model comes after the pages: they work without it, and it would slow their start.
            _say_what_comes(app, fetch=not no_fetch)
            app.start_model(fetch=not no_fetch, progress=bar)
            threading.Thread(target=_tell_when_it_joins, args=(app, ended), daemon=True).start()

        try:
            serve_pages(app, ready=ready)
        finally:
            ended.set()
            bar.close()
    if not told.is_set():  # Ended by Ctrl-C. A server that was told to end, and has, has done well.
        raise typer.Exit(INTERRUPTED)


def _note_sigterm(told: threading.Event) -> None:
    """Remember that SIGTERM came, and go on with what the server does at it."""
    end = signal.getsignal(signal.SIGTERM)

    def note(number: int, frame: FrameType | None) -> None:
        told.set()
        if callable(end):
            end(number, frame)

    signal.signal(signal.SIGTERM, note)  # Until the server has ended: it puts back what was there before it.


def _say_what_comes(app: App, fetch: bool) -> None:
    status = app.status()
    if status.tier == "endpoint":
        say(f"Answers are phrased by {status.title}.")
    elif app.own_tier == "guidance":
        say("Answers come from the guidance alone.")
    elif app.store.has(app.settings.model):
        say(f"Answers come from the guidance until {status.title} has started.")
    elif fetch:
        size = app.store.asset(app.settings.model).size / 1e9
        say(f"Answers come from the guidance until {status.title} is here ({size:.1f} GB, fetched once).")
    else:
        say(f"Answers come from the guidance: {status.title} is not here and is not fetched (--no-fetch).")


def _tell_when_it_joins(app: App, ended: threading.Event) -> None:
    while not ended.wait(0.5):
        status = app.status()
        if status.phase == "ready":
            if status.tier == "embedded":
                say(f"{status.title} answers now, on this computer.")
            return
        if status.phase in ("none", "missing", "failed"):
            return  # Why is in the log line that the model's start has left.
