"""What the commands say: answers on standard output; progress, notes and the log on standard error."""

from __future__ import annotations

import json
import logging
import re
import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from assistant.safety import Alarm

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def say(sentence: str) -> None:
    """Tell the person something on standard error."""
    typer.echo(sentence, err=True)


def show(text: str = "") -> None:
    """Print a line for people, at once. Control characters of documents and models stay out of the terminal."""
    typer.echo(_CONTROL.sub("", text))
    sys.stdout.flush()


def wrap(text: str, indent: str = "", hang: str | None = None) -> str:
    """A paragraph in the width of the terminal; ``hang`` begins its later lines where they differ from the first."""
    width = min(100, shutil.get_terminal_size((100, 24)).columns)
    later = indent if hang is None else hang
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=later, break_on_hyphens=False)


def show_alarm(alarm: Alarm) -> None:
    """Say that this needs a person, and who that could be."""
    show(wrap(alarm.beside))
    for contact in alarm.contacts:
        show(wrap(f"- {contact.name}: {contact.how}{f' ({contact.when})' if contact.when else ''}", "  "))
    show()


def show_json(value: Any) -> None:
    """Print one JSON document as one line, at once. It is ASCII, so every terminal and pipe takes it."""
    typer.echo(json.dumps(value))
    sys.stdout.flush()


class Progress:
    """A bar on standard error that appears with the first step; a single line where nobody watches.

    Args:
        label: what is going on.
        unit: of what is counted; ``B`` for bytes.
    """

    def __init__(self, label: str, unit: str = "texts") -> None:
        self._label = label
        self._unit = unit
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        """Move to ``done`` of ``total``."""
        if self._bar is None:
            from tqdm import tqdm

            quiet = not sys.stderr.isatty()
            if quiet:
                say(f"{self._label} ...")
            self._bar = tqdm(
                desc=self._label, total=total, unit=self._unit, unit_scale=self._unit == "B", disable=quiet, leave=False
            )
        self._bar.total = total
        self._bar.update(done - self._bar.n)
        if done >= total:
            self.close()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()


@contextmanager
def progress_bar(label: str, unit: str = "texts") -> Iterator[Progress]:
    """A bar for as long as something takes."""
    bar = Progress(label, unit)
    try:
        yield bar
    finally:
        bar.close()


def set_up_logging(level: str) -> None:
    """Log to standard error. What people write is logged at debug level only."""
    root = logging.getLogger()
    if not any(isinstance(handler, _Stderr) for handler in root.handlers):
        handler = _Stderr()
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        root.addHandler(handler)
    root.setLevel(level.upper())
    if level != "debug":
        # These log requests one by one, or tracebacks for what is told in a sentence anyway.
        for name in ("httpx", "openai", "chromadb", "urllib3", "uvicorn", "gradio"):
            logging.getLogger(name).setLevel(logging.WARNING)
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)


class _Stderr(logging.Handler):
    """Writes to whatever standard error is at the time."""

    def emit(self, record: logging.LogRecord) -> None:
        say(self.format(record))
