"""A command of Counterpart, run in a process whose network use is written down.

`python -m tests.watched FILE CODE [ARGUMENT...]` runs Python code; whatever it looks up or connects to beyond
this computer, by Python's own sockets, is refused and put into FILE, a line each.
"""

from __future__ import annotations

import ipaddress
import sys
from pathlib import Path
from typing import Any

LOOKUPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo")
SENDING = ("socket.connect", "socket.sendto", "socket.sendmsg")


def stays_here(host: Any) -> bool:
    """Whether a host is this computer; nothing, or the name of a local socket, is too."""
    if not isinstance(host, str) or host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback or ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def watch(path: Path) -> None:
    """From now on write down what leaves, and refuse it. It cannot be taken back in this process."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        host: Any = ""
        if event in LOOKUPS:
            host = arguments[0][0] if isinstance(arguments[0], tuple) else arguments[0]
        elif event in SENDING:
            host = arguments[1][0] if isinstance(arguments[1], tuple) else ""
        host = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if not stays_here(host):
            with path.open("a", encoding="utf-8") as file:
                file.write(f"{event} {host}\n")
            raise PermissionError(f"{event} {host}: the network is shut")

    sys.addaudithook(hook)


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
    code = sys.argv[2]
    sys.argv = ["counterpart", *sys.argv[3:]]
    exec(compile(code, "watched", "exec"), {"__name__": "watched"})  # noqa: S102  # the test's own code
