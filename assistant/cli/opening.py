"""How the commands begin: the settings, the application, and what every answer needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.cli.output import progress_bar, say, set_up_logging
from assistant.errors import ModelError, SettingsError

if TYPE_CHECKING:
    from assistant.app import App
    from assistant.settings import Settings
    from assistant.values import Tier


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


class Tiers:
    """Decides what answers, and starts the local model outside of any event loop, where Ctrl-C ends the wait."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._unset: Tier | None = None

    def choose(self, tier: Tier | None) -> Tier:
        """The tier that answers: the one asked for, else the best one that is here.

        Raises:
            ModelError: the one that was asked for cannot be had.
        """
        if tier == "guidance":
            return tier
        refuse_unknown_model(self._app)
        if tier is None:
            self._unset = self._unset or self._best()
            return self._unset
        if tier == "embedded":
            self._start()
        return tier

    def _best(self) -> Tier:
        app = self._app
        own = app.own_tier
        if own != "embedded":
            return own
        name = app.settings.model
        if not app.store.has(name):
            say(f"The model that phrases answers is not here; `counterpart models fetch {name}` gets it.")
            return "guidance"
        try:
            self._start()
        except ModelError as error:
            say(f"{error} Until then the guidance answers alone.")
            return "guidance"
        return "embedded"

    def _start(self) -> None:
        if self._app.status().tier != "embedded":
            say("Starting the model on this computer ...")
        self._app.chat_model("embedded")
