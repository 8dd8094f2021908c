"""A real server in a process of its own, set by the environment; prints its address on a line."""

from __future__ import annotations

from assistant.app import App
from assistant.settings import load_settings
from assistant.ui.server import serve


def main() -> None:
    """Serve until told to end."""
    app = App(load_settings())
    app.start_model()
    serve(app, ready=lambda address: print(address, flush=True))


if __name__ == "__main__":
    main()
