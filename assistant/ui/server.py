"""Serve the pages: Gradio inside FastAPI, under uvicorn, behind a few rules.

The rules hold for every route: a content security policy, a password if one is set, and
without one only requests that were meant for this computer.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import errno
import json
import os
import secrets
import signal
import socket
import threading
import warnings
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from types import FrameType
from typing import Any

# Before Gradio is imported, or it looks for a newer version of itself on the internet.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
import uvicorn
from fastapi import FastAPI, Response

from assistant.app import App
from assistant.errors import CounterpartError, SettingsError
from assistant.models.endpoint import is_loopback_host
from assistant.settings import Settings
from assistant.ui.ask import build_ask
from assistant.ui.library import build_library
from assistant.ui.rehearse import build_rehearse
from assistant.ui.review import build_review
from assistant.ui.review_text import EXPORT_ADDRESS
from assistant.ui.theme import make_head, make_theme

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Site = Callable[[Scope, Receive, Send], Awaitable[None]]

# Gradio needs inline scripts and eval. What matters: nothing loads from, or is sent to, another host.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"referrer-policy": b"no-referrer",
    b"x-content-type-options": b"nosniff",
}
STOP_SECONDS = 1  # For open connections when the program ends.


def serve(app: App, *, ready: Callable[[str], None] | None = None) -> None:
    """Serve the pages until the program is told to end (Ctrl-C or SIGTERM); then close ``app``.

    Args:
        app: the application; its settings say where to listen.
        ready: called with the address once it answers there.

    Raises:
        SettingsError: the port is taken, or it would listen beyond this computer without a password.
    """
    settings = app.settings
    with contextlib.closing(open_listener(settings)) as listener:
        port = listener.getsockname()[1]
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        server = _Server(build_site(app), f"http://{host}:{port}/", ready)
        try:
            server.run(sockets=[listener])
        finally:
            app.close()


def open_listener(settings: Settings) -> socket.socket:
    """Take the port that is set, if the settings allow to listen there.

    Raises:
        SettingsError: the port is taken, or it would listen beyond this computer without a password.
    """
    if read_credentials(settings.auth) is None and not is_loopback_host(settings.host):
        raise SettingsError(
            f"To listen at {settings.host!r}, a password is needed: set COUNTERPART_AUTH to name:password, "
            "or unset COUNTERPART_HOST to serve this computer only."
        )
    return open_socket(settings.host, settings.port)


def build_site(app: App) -> FastAPI:
    """The whole site as an ASGI application."""
    site = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @site.get(EXPORT_ADDRESS)
    def export() -> Response:
        """Everything that is kept about rehearsals, as a file."""
        try:
            kept = json.dumps(app.rehearsals.export(), ensure_ascii=False, indent=2)
        except CounterpartError as error:
            return Response(str(error), 503, media_type="text/plain; charset=utf-8")
        headers = {"content-disposition": 'attachment; filename="rehearsals.json"', "cache-control": "no-store"}
        return Response(kept, media_type="application/json", headers=headers)

    with gr.Blocks(title="Counterpart", analytics_enabled=False) as pages:
        build_ask(app)
    with pages.route("Rehearse", "rehearse"):
        build_rehearse(app)
    with pages.route("Review", "review"):
        build_review(app)
    with pages.route("Library", "library"):
        build_library(app)
    pages.queue(default_concurrency_limit=8)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "SSR mode")  # Gradio says so even when it was not asked for.
        gr.mount_gradio_app(
            site,
            pages,
            path="/",
            run_history=False,  # It would keep questions in the browser's storage.
            footer_links=[],
            ssr_mode=False,  # It needs Node.
            show_error=False,
            theme=make_theme(),
            head=make_head(),
        )
    site.add_middleware(_Rules, credentials=read_credentials(app.settings.auth))
    return site


def read_credentials(auth: str) -> tuple[str, str] | None:
    """Name and password from ``name:password``; None if it is empty.

    Raises:
        SettingsError: one of the two is missing.
    """
    if not auth:
        return None
    name, _, password = auth.partition(":")
    if not name or not password:
        raise SettingsError("COUNTERPART_AUTH must be name:password. Set it anew.")
    return name, password


def open_socket(host: str, port: int) -> socket.socket:
    """Take a port.

    Raises:
        SettingsError: it is taken, or the address is not one of this computer.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # There the option would let two programs take the same port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(
                f"Port {port} is taken by another program. Set COUNTERPART_PORT to another number; 0 takes a free one."
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM):
            raise SettingsError(f"Port {port} is not allowed. Set COUNTERPART_PORT to a number above 1024.") from error
        raise SettingsError(
            f"Counterpart cannot listen at {host!r} ({error.strerror}). Unset COUNTERPART_HOST to serve this computer."
        ) from error
    return listener


class _Server(uvicorn.Server):
    """uvicorn that tells when it answers and that returns, instead of dying, when it is told to end."""

    def __init__(self, site: FastAPI, address: str, ready: Callable[[str], None] | None) -> None:
        super().__init__(
            uvicorn.Config(site, log_level="warning", access_log=False, timeout_graceful_shutdown=STOP_SECONDS)
        )
        self._address = address
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self._ready is not None:
            self._ready(self._address)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        kept = {number: signal.signal(number, self._end) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in kept.items():
                signal.signal(number, handler)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit  # Asked twice: at once.
        self.should_exit = True


class _Rules:
    """The rules of every route, as ASGI middleware: plain, so that streams stay streams."""

    def __init__(self, site: Site, credentials: tuple[str, str] | None) -> None:
        self.site = site
        self.credentials = credentials

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})  # Nothing here speaks it.
                return
            await self.site(scope, receive, send)
            return
        headers = dict(scope["headers"])

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in HEADERS]
                message["headers"] = [*kept, *HEADERS.items()]
            await send(message)

        if self.credentials is None and not _is_for_here(headers.get(b"host", b"")):
            # A page elsewhere could otherwise make its own name mean this computer and read along.
            await _refuse(send_safely, 421, "Counterpart answers this computer only. Set COUNTERPART_AUTH to share it.")
        elif self.credentials is not None and not _knows(headers.get(b"authorization", b""), self.credentials):
            login = (b"www-authenticate", b'Basic realm="Counterpart", charset="UTF-8"')
            await _refuse(send_safely, 401, "Name and password, please.", login)
        else:
            await self.site(scope, receive, send_safely)


def _is_for_here(host: bytes) -> bool:
    name = host.decode("latin-1").lower()
    name = name.rpartition(":")[0] if not name.endswith("]") and ":" in name else name
    return is_loopback_host(name.strip("[]")) or name == ""


def _knows(header: bytes, credentials: tuple[str, str]) -> bool:
    scheme, _, coded = header.partition(b" ")
    try:
        given = base64.b64decode(coded, validate=True) if scheme.lower() == b"basic" else b""
    except binascii.Error:
        return False
    return secrets.compare_digest(given, ":".join(credentials).encode())


async def _refuse(send: Send, status: int, words: str, *more: tuple[bytes, bytes]) -> None:
    body = words.encode()
    length = str(len(body)).encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", length), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
