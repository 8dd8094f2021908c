"""A real server in a process of its own, set by the environment; prints its address on a line.

With a catalog as its argument, the model that is set is fetched as that catalog says.
"""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.app import App
from assistant.models.store import ModelStore
from assistant.settings import load_settings
from assistant.ui.server import serve


def main() -> None:
    """Serve until told to end."""
    app = App(load_settings())
    catalog = sys.argv[1:]
    if catalog:
        app.__dict__["store"] = ModelStore(app.settings.models, Path(catalog[0]))

    def ready(address: str) -> None:
        print(address, flush=True)
        app.start_model(fetch=bool(catalog))

    serve(app, ready=ready)


if __name__ == "__main__":
    main()
