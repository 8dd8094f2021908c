"""A person's browser as far as the Ask page needs one: it opens the page, asks, and reads what is drawn."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import httpx


class Page:
    """The Ask page of a running server, by the requests that the browser sends.

    Args:
        address: of the server.
    """

    def __init__(self, address: str) -> None:
        # A connection that is kept is closed by the server while an answer is read.
        limits = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.Client(base_url=address, trust_env=False, timeout=180, limits=limits)
        self._session = uuid.uuid4().hex
        config = self._client.get("/config").raise_for_status().json()
        box = next(part["id"] for part in config["components"] if part["props"].get("elem_id") == "question")
        self._event = next(event for event in config["dependencies"] if [box, "submit"] in event["targets"])

    def ask(self, question: str, side: str | None) -> None:
        """Ask, and read to the end of the answer."""
        body = {
            "data": [question, side, None],
            "event_data": None,
            "fn_index": self._event["id"],
            "trigger_id": self._event["targets"][0][0],
            "session_hash": self._session,
        }
        self._client.post("/gradio_api/queue/join", json=body).raise_for_status()
        last = next(message for message in self._messages() if message["msg"] == "process_completed")
        if not last["success"]:
            raise RuntimeError("The page did not answer.")

    def close(self) -> None:
        """Leave the page."""
        self._client.close()

    def _messages(self) -> Iterator[dict[str, Any]]:
        with self._client.stream("GET", "/gradio_api/queue/data", params={"session_hash": self._session}) as stream:
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    yield json.loads(line[5:])
