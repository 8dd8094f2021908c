"""The door of the command line: all commands together, and what is said when one cannot be done.

Errors leave here as one line on standard error with a code: 1 for what Counterpart knows
how to name, 2 for a command that was written wrongly, 70 for what it does not know.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from assistant.cli import (
    INTERRUPTED,
    asking,
    checking,
    models,
    reading,
    rehearsing,
    scenarios,
    serving,
    was_interrupted,
)
from assistant.cli.input import unknown_sentence
from assistant.errors import CounterpartError

FAILED, MISUSED, UNKNOWN = 1, 2, 70


class Door(TyperGroup):
    """The outermost command: it turns every error into a line and a code."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and exit; never with a traceback."""
        sys.exit(self._run(args, prog_name, extra))

    def _run(self, args: Sequence[str] | None, prog_name: str | None, extra: dict[str, Any]) -> int:
        _open_closed_streams()
        for stream in (sys.stdout, sys.stderr):
            # A terminal that cannot show a character gets a question mark, not an error.
            with contextlib.suppress(AttributeError, ValueError):
                stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # CliRunner's streams have it too
        try:
            code = super().main(args, prog_name, standalone_mode=False, **extra)
            sys.stdout.flush()
        except KeyboardInterrupt:
            return INTERRUPTED
        except SystemExit as error:
            # Typer exits by itself when nobody reads on; anything else is an answer to hand on.
            return error.code if isinstance(error.code, int) else FAILED
        except Exception as error:  # noqa: BLE001  # the door: nothing goes past it
            # Ctrl-C while a compiled library is imported comes out as an ImportError.
            return INTERRUPTED if was_interrupted() else _explain(error)
        return INTERRUPTED if was_interrupted() else code if isinstance(code, int) else 0


def _explain(error: Exception) -> int:
    """Say what went wrong, and give the code to exit with."""
    if isinstance(error, typer.TyperException):
        return _explain_usage(error)
    if isinstance(error, CounterpartError):
        return _fail(str(error), FAILED)
    if isinstance(error, BrokenPipeError):
        return _close_output()
    if isinstance(error, OSError):
        return _fail(_disk_sentence(error), FAILED)
    logging.getLogger(__name__).debug("What went wrong:", exc_info=error)
    return _fail(unknown_sentence(error), UNKNOWN)


def _fail(sentence: str, code: int) -> int:
    with contextlib.suppress(OSError):
        print("counterpart:", " ".join(sentence.split()), file=sys.stderr, flush=True)  # noqa: T201
    return code


def _explain_usage(error: typer.TyperException) -> int:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "counterpart"
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(context.get_help() if context is not None else "")
        return MISUSED
    sentence = error.format_message() if hasattr(error, "format_message") else str(error)
    if "unexpected extra argument" in sentence:  # It would repeat them, and they may be half a question.
        sentence = "There are more words than this command takes. Put what belongs together in quotes"
    sentence = sentence.removeprefix("Invalid value: ").rstrip(".")
    return _fail(f"{sentence[:1].upper()}{sentence[1:]}. `{path} --help` shows how it is used.", MISUSED)


def _disk_sentence(error: OSError) -> str:
    where = f" {error.filename!r}" if error.filename else ""
    return f"The disk refused{where} ({error.strerror or type(error).__name__}). `counterpart doctor` says more."


def _open_closed_streams() -> None:
    """Give a stream that was closed (``>&-``) an empty one in its place, before a file takes its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123  # as long as we run


def _close_output() -> int:
    """The reader has gone (``| head``): say nothing, and let nothing be written at exit."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


def _print_version(wanted: bool) -> None:
    if wanted:
        from assistant import __version__

        typer.echo(f"counterpart {__version__}")
        raise typer.Exit


app = typer.Typer(
    name="counterpart",
    cls=Door,
    help="Answers and rehearsals for the conversations that are hard to have, on your own computer.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # Plain help: half the time, and it reads well everywhere.
    pretty_exceptions_enable=False,
)


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


app.command()(serving.serve)
app.command()(asking.ask)
app.command()(asking.search)
app.command()(rehearsing.rehearse)
app.command()(rehearsing.debrief)
app.command()(rehearsing.label)
app.add_typer(scenarios.commands, name="scenarios")
app.command()(reading.ingest)
app.add_typer(reading.library, name="library")
app.add_typer(models.commands, name="models")
app.command()(checking.doctor)
app.add_typer(checking.evaluations, name="eval")


def counterpart() -> int:
    """Run the command line and give its exit code."""
    try:
        typer.main.get_command(app).main(prog_name="counterpart")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0
    return 0
