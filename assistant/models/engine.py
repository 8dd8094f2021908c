"""The local engine: starts the child process when it is needed, watches it, starts it again, ends it.

A native crash or a lack of memory costs one answer and no session. It knows processes and
addresses, not prompts.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import secrets
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import AssetError, ModelError

START_SECONDS = 120.0
_SCRIPT = Path(__file__).with_name("engine_process.py")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Address:
    """Where the engine answers, and the key that it wants."""

    url: str
    secret: str = field(repr=False)


@dataclass
class Engine:
    """llama.cpp in a child process. Safe for several threads; they share one process.

    Args:
        path: a verified GGUF file.
        threads: of the processor; 0 takes all that this process may use.
        context: tokens for one conversation.
        slots: conversations at once.
    """

    path: Path
    threads: int = 0
    context: int = 4096
    slots: int = 2
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)
    _address: Address | None = field(default=None, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _closed: bool = False

    def __post_init__(self) -> None:
        atexit.register(self.stop)

    @property
    def running(self) -> bool:
        """Whether it can take a request now."""
        return self._address is not None and self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> Address:
        """Start the process unless it runs, wait until it can answer, and say where.

        Raises:
            ModelError: it did not start (too little memory, a library missing, a broken file).
        """
        with self._lock:
            if self._closed:
                raise _stopped_error()
            if self._address is not None and self.running:
                return self._address
            if self._process is not None:
                _log.warning(
                    "The local model's process had ended (code %s); it is started again.", self._process.poll()
                )
            self._end()
            if not self.path.is_file():
                raise AssetError("The file of the local model is missing. Run `counterpart models fetch` to get it.")
            self._address = self._launch()
            return self._address

    def stop(self) -> None:
        """End the process and give its memory back. It cannot be started again."""
        self._closed = True
        # Not under the lock: a start that hangs must not keep a stop from ending it.
        self._end()

    def _launch(self) -> Address:
        secret = secrets.token_urlsafe(24)
        # -I: nothing of the caller's folder or environment changes what the child imports.
        process = subprocess.Popen(
            [sys.executable, "-I", str(_SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,  # Ctrl-C in the terminal goes to us; we end the child in order.
        )
        self._process = process
        wanted = {
            "path": str(self.path),
            "slots": self.slots,
            "context": self.context,
            "threads": self.threads or usable_processors(),
            "secret": secret,
        }
        watchdog = threading.Timer(START_SECONDS, process.kill)
        watchdog.daemon = True
        watchdog.start()
        try:
            assert process.stdin is not None and process.stdout is not None  # noqa: S101  # both are pipes
            process.stdin.write(json.dumps(wanted) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
            answer = json.loads(line) if line.strip() else {}
        except (OSError, ValueError):  # It ended before it said anything, or was stopped meanwhile.
            answer = {}
        finally:
            watchdog.cancel()
        if self._closed or "address" not in answer:
            self._end()
            raise _stopped_error() if self._closed else _start_error(str(answer.get("error", "")))
        return Address(answer["address"], secret)

    def _end(self) -> None:
        process, address = self._process, self._address
        self._process = self._address = None
        if process is None:
            return
        if address is None:
            process.kill()  # It is still loading and would not look at its input.
        if process.stdin is not None:
            try:
                process.stdin.close()
            except OSError:
                _log.debug("The engine's input was closed already.")
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def usable_processors() -> int:
    """Processors that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _stopped_error() -> ModelError:
    return ModelError("The local model was stopped. Start Counterpart again to use it.")


def _start_error(reason: str) -> ModelError:
    if "libgomp" in reason:
        return ModelError("The local model needs the system's libgomp library. Install it (Debian: libgomp1).")
    if "xllamacpp" in reason:
        return ModelError("The local engine is not installed for this computer. Run `pip install xllamacpp`.")
    return ModelError(
        "The local model did not start; most often there is too little free memory (it needs 2.3 GB). "
        "Close other programs and try again, or set COUNTERPART_MODEL=none."
    )
