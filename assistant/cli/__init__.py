"""The command line. This file is the entrance: it loads the commands late, and ends quietly on Ctrl-C.

The commands are one small file a group; ``door`` catches what goes wrong. They draw and
hold no logic.
"""

from __future__ import annotations

import os
import sys

# What takes time to import is imported inside main, where Ctrl-C is caught; typing, too.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

INTERRUPTED = 130
AGAIN = 0.01  # Seconds until an interrupt that came to nothing is raised once more.

_interrupts: list[int] = []


def main() -> None:
    """Run the command that the arguments name, and exit with its code."""
    # Read when numpy is imported. A search multiplies small matrices, for which several threads only wait
    # for each other: 4 to 12 ms instead of 0.15 on two busy processors.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        code = _run()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except ImportError:
        if not was_interrupted():
            raise
        code = INTERRUPTED  # Ctrl-C while a compiled library is imported comes out as an ImportError.
    sys.exit(code)


def _run() -> int:
    import signal
    import threading

    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGALRM, _interrupt)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # Not where it is ignored, as under nohup.
        signal.signal(signal.SIGINT, _interrupt)
    sys.unraisablehook = _say_nothing
    threading.excepthook = _say_nothing
    try:
        from assistant.cli.door import counterpart

        return counterpart()
    finally:
        # What is left is tidying up; a second Ctrl-C must not break into it with a traceback.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
            signal.signal(number, signal.SIG_IGN)


def was_interrupted() -> bool:
    """Whether Ctrl-C came, whatever the code that it broke into made of it."""
    return bool(_interrupts)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Being told to end is like Ctrl-C, so that everything is closed in order.

    Now and then it comes where it is lost, in a finalizer or in a library that takes it for a fault of its own;
    then it comes again, until somebody is handling it.
    """
    import signal

    if number == signal.SIGALRM and _is_handled():
        return
    _interrupts.append(number)
    signal.setitimer(signal.ITIMER_REAL, AGAIN, AGAIN)
    raise KeyboardInterrupt


def _is_handled() -> bool:
    """Whether what runs now runs because of an interrupt, as what tidies up after it does."""
    error = sys.exception()
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


def _say_nothing(problem: Any) -> None:
    """No traceback from a corner where nobody can catch it, unless it is asked for."""
    if os.environ.get("COUNTERPART_LOG_LEVEL") == "debug":
        sys.__excepthook__(problem.exc_type, problem.exc_value, problem.exc_traceback)
