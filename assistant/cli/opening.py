"""How the commands begin: the settings, the application, and what every answer needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.cli.output import progress_bar, say, set_up_logging
from assistant.errors import SettingsError

if TYPE_CHECKING:
    from assistant.app import App
    from assistant.settings import Settings


def open_settings(**changes: Any) -> Settings:
    """The settings, with logging set up as they say, and what is misspelt told.

    Args:
        changes: from options of the command; None leaves a setting as it is.
    """
    from assistant.settings import load_settings, misspelt_settings

    settings = load_settings()
    settings = settings.model_copy(update={name: value for name, value in changes.items() if value is not None})
    set_up_logging(settings.log_level)
    for sentence in misspelt_settings():
        say(sentence)
    return settings


@contextmanager
def open_app(settings: Settings | None = None) -> Iterator[App]:
    """The application, closed again at the end with all that it started."""
    settings = settings or open_settings()
    from assistant.app import App

    app = App(settings)
    try:
        yield app
    finally:
        app.close()


def prepare(app: App) -> None:
    """Get what every answer needs: the small embedding model and the index of the guides."""
    fetch_embedder(app)
    try:
        with progress_bar("Reading the guides") as step:
            app.prepare_index(step)
    except OSError as error:
        raise unwritable(app.settings.home, error) from error


def refuse_unknown_model(app: App) -> None:
    """Refuse a model that nobody could find, before anything waits for it.

    Raises:
        SettingsError: the setting names no model that could answer.
    """
    from assistant.doctor import unknown_model

    sentence = unknown_model(app)
    if sentence:
        raise SettingsError(sentence)


def unwritable(home: Path, error: OSError) -> SettingsError:
    """One sentence for a home where nothing can be written."""
    return SettingsError(
        f"Nothing can be written in {str(home)!r} ({error.strerror or type(error).__name__}). "
        "Make room or set COUNTERPART_HOME to a folder of yours."
    )


def fetch_embedder(app: App) -> None:
    """Fetch the embedding model if it is not here, and say so."""
    name = app.settings.embeddings
    asset = app.store.find(name)
    if asset is None or app.store.has(name):
        return
    size = asset.size / 1e6
    say(f"Fetching the small model that finds passages ({size:.0f} MB, once).")
    with progress_bar("Fetching", "B") as step:
        app.store.fetch(name, step)
