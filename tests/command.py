"""The command line for tests: run in this process with its streams kept apart, or as a real child process."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, NoReturn

from typer.testing import CliRunner, Result

from assistant.cli.door import app

ROOT = Path(__file__).parent.parent
TRACEBACK = "Traceback"


def run(*words: str, given: str | bytes = "") -> Result:
    """Run a command in this process; ``given`` is its standard input."""
    return CliRunner().invoke(app, list(words), input=given)


def document(result: Result) -> dict[str, Any]:
    """The one JSON document that a command printed."""
    assert result.exit_code == 0, result.stderr
    (line,) = documents(result)
    return line


def documents(result: Result) -> list[dict[str, Any]]:
    """What a command printed, a JSON document a line and nothing else."""
    return [json.loads(line, parse_constant=_refuse) for line in result.stdout.splitlines()]


def _refuse(word: str) -> NoReturn:
    raise AssertionError(f"{word} is not JSON")


def sentence(result: Result, code: int = 1) -> str:
    """The line that a command which could not be done ended with: one, prefixed, with nothing on standard output."""
    assert (result.exit_code, result.stdout) == (code, ""), result.stderr
    lines = [line for line in result.stderr.splitlines() if line.startswith("counterpart: ")]
    assert len(lines) == 1 and TRACEBACK not in result.stderr, result.stderr
    assert result.stderr.endswith(lines[0] + "\n")
    return lines[0].removeprefix("counterpart: ")


def check_form(value: Any, form: Any, where: str = "document") -> None:
    """Hold a value against a form.

    A form is a type, a dict of forms with exactly these fields, a list of the one form that
    all items have, a set of the values that may stand there, or a tuple of types.
    """
    if isinstance(form, dict):
        assert isinstance(value, dict) and set(value) == set(form), f"{where}: {value}"
        for name, part in form.items():
            check_form(value[name], part, f"{where}.{name}")
    elif isinstance(form, list):
        assert isinstance(value, list), f"{where}: {value}"
        for number, item in enumerate(value):
            check_form(item, form[0], f"{where}[{number}]")
    elif isinstance(form, set):
        assert value in form, f"{where}: {value}"
    elif form is float:
        assert type(value) in (int, float), f"{where}: {value}"
    else:
        assert type(value) in (form if isinstance(form, tuple) else (form,)), f"{where}: {value}"


@contextmanager
def start(*words: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """The real command in a child process, in a session of its own; it is ended with the test."""
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env=os.environ | settings,
        start_new_session=True,
    )
    watchdog = threading.Timer(120, process.kill)  # A test that hangs is a test that fails.
    watchdog.start()
    try:
        yield process
    finally:
        watchdog.cancel()
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            with suppress(OSError):  # What was written to a process that has gone cannot be flushed.
                if stream is not None:
                    stream.close()


def read_until(stream: IO[str] | None, wanted: str) -> str:
    """Read lines up to one in which ``wanted`` is found, and give that one."""
    assert stream is not None
    seen = []
    for line in stream:
        seen.append(line)
        if re.search(wanted, line):
            return line
    raise AssertionError(f"{wanted!r} was not said, only {seen}")


def live_processes(setting: str) -> list[int]:
    """Processes that run with this line in their environment; one that has ended and was not collected does not."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            alive = (folder / "stat").read_text("ascii", "replace").rsplit(")", 1)[1].split()[0] != "Z"
            if alive and setting.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found
