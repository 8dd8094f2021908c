"""The command line. This file is the entrance: it loads the commands late, and ends quietly on Ctrl-C.

The commands are one small file a group; ``door`` catches what goes wrong. They draw and
hold no logic.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType
from typing import Any

INTERRUPTED = 130


def main() -> None:
    """Run the command that the arguments name, and exit with its code."""
    code = INTERRUPTED
    try:
        signal.signal(signal.SIGTERM, _interrupt)
        sys.unraisablehook = _say_nothing
        threading.excepthook = _say_nothing
        from assistant.cli.door import counterpart

        code = counterpart()
    except KeyboardInterrupt:
        code = INTERRUPTED
    # What is left is tidying up; a second Ctrl-C must not break into it with a traceback.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(code)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Being told to end is like Ctrl-C, so that everything is closed in order."""
    raise KeyboardInterrupt


def _say_nothing(problem: Any) -> None:
    """No traceback from a corner where nobody can catch it, unless it is asked for."""
    if os.environ.get("COUNTERPART_LOG_LEVEL") == "debug":
        sys.__excepthook__(problem.exc_type, problem.exc_value, problem.exc_traceback)
