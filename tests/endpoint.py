"""A real, small server on loopback that plays an OpenAI-compatible endpoint, well-behaved or not.

What it answers is a small function from the list below; it remembers what it was asked.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Handler"], None]


@dataclass(frozen=True)
class Seen:
    """A request as it came in."""

    method: str
    path: str
    key: str
    body: str


class Endpoint(ThreadingHTTPServer):
    """The server; ``left`` is set once a client has gone away in mid-answer."""

    daemon_threads = True

    def __init__(self, reply: Reply, models: Sequence[str]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.reply = reply
        self.models = models
        self.seen: list[Seen] = []
        self.left = threading.Event()
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        """Its address, as OPENAI_BASE_URL wants it."""
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no news."""


class Handler(BaseHTTPRequestHandler):
    """One request. Every answer ends its connection."""

    server: Endpoint

    def do_GET(self) -> None:
        self._remember("")
        send_json({"data": [{"id": name} for name in self.server.models]})(self)

    def do_POST(self) -> None:
        self._remember(self.rfile.read(int(self.headers.get("content-length") or 0)).decode("utf-8", "replace"))
        try:
            self.server.reply(self)
        except OSError:
            self.server.left.set()

    def do_CONNECT(self) -> None:
        """What a proxy is asked for."""
        self._remember("")
        self.send_error(502)

    def _remember(self, body: str) -> None:
        self.server.seen.append(Seen(self.command, self.path, self.headers.get("authorization") or "", body))

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serving(reply: Reply, models: Sequence[str] = ("one",)) -> Iterator[Endpoint]:
    """A server for as long as a test needs it."""
    server = Endpoint(reply, models)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02))
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


# -- what it answers ------------------------------------------------------------------


def begin(handler: Handler, status: int = 200, kind: str = "text/event-stream") -> None:
    """The first lines of an answer."""
    handler.send_response(status)
    handler.send_header("content-type", kind)
    handler.send_header("connection", "close")
    handler.end_headers()


def send(handler: Handler, content: Any, reason: str | None = None) -> None:
    """One piece of a streamed answer."""
    piece = {"index": 0, "delta": {"content": content}, "finish_reason": reason}
    form = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "one", "choices": [piece]}
    handler.wfile.write(f"data: {json.dumps(form)}\n\n".encode())


def say(*pieces: str, finished: bool = True) -> Reply:
    """An answer, piece by piece; unfinished, its line is closed in the middle."""

    def reply(handler: Handler) -> None:
        begin(handler)
        for piece in pieces:
            send(handler, piece)
        if finished:
            send(handler, "", "stop")
            handler.wfile.write(b"data: [DONE]\n\n")

    return reply


def send_json(form: Any, status: int = 200) -> Reply:
    """A JSON document, such as an error."""

    def reply(handler: Handler) -> None:
        begin(handler, status, "application/json")
        handler.wfile.write(json.dumps(form).encode())

    return reply


def refuse(status: int) -> Reply:
    """An error that repeats the whole request and the key, as some servers do."""

    def reply(handler: Handler) -> None:
        seen = handler.server.seen[-1]
        send_json({"error": {"message": f"{seen.key} {seen.body}", "code": status}}, status)(handler)

    return reply


def send_bytes(raw: bytes, kind: str = "text/event-stream") -> Reply:
    """Anything."""

    def reply(handler: Handler) -> None:
        begin(handler, kind=kind)
        handler.wfile.write(raw)

    return reply


def break_off(handler: Handler) -> None:
    """Announce more than is sent, and close."""
    handler.send_response(200)
    handler.send_header("content-type", "text/event-stream")
    handler.send_header("content-length", "100000")
    handler.end_headers()
    send(handler, "Ask them ")


def hang_up(handler: Handler) -> None:
    """Close without a word."""


def keep_silent(handler: Handler) -> None:
    """Take the question and say nothing until the test ends."""
    handler.server.closing.wait(60)


def fall_silent(handler: Handler) -> None:
    """Begin to answer and say no more until the test ends."""
    begin(handler)
    send(handler, "Ask them ")
    handler.server.closing.wait(60)


def never_stop(handler: Handler) -> None:
    """Write until nobody reads."""
    begin(handler)
    while not handler.server.closing.is_set():
        send(handler, "Ask them what they see and then wait. ")
