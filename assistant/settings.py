"""The settings: flat, few, each with a default that works without a network.

They come from ``COUNTERPART_*`` variables, then from ``counterpart.toml`` in the home
folder. Reading them creates nothing. What they choose is decided in ``app``.
"""

from __future__ import annotations

import difflib
import json
import os
import tomllib
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

DEFAULT_MODEL = "qwen2.5-coder-1.5b-instruct"
SETTINGS_FILE = "counterpart.toml"


class Settings(BaseSettings):
    """Everything that a person or a programme can set."""

    model_config = SettingsConfigDict(env_prefix="COUNTERPART_", env_ignore_empty=True, extra="ignore", frozen=True)

    home: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("counterpart", appauthor=False),
        description="Where everything that is written lies.",
    )
    models: Path = Field(
        default_factory=lambda: platformdirs.user_cache_path("counterpart", appauthor=False) / "models",
        description="Where model files lie; may be shared by many homes.",
    )
    model: str = Field(
        default=DEFAULT_MODEL,
        description="A model of the catalog, `none`, a model's name at OPENAI_BASE_URL, or provider:name.",
    )
    embeddings: str = Field(
        default="all-minilm-l6-v2-int8",
        description="The embedder: the catalog's, or endpoint:NAME at OPENAI_BASE_URL.",
    )
    chroma_url: str = Field(default="", description="A Chroma server, such as http://127.0.0.1:8000; empty: a folder.")
    database_url: SecretStr = Field(  # It may carry a password, so it is shown nowhere.
        default=SecretStr(""),
        description="A PostgreSQL database for sessions, such as postgresql://name:password@host/name; empty: a file.",
    )
    host: str = Field(default="127.0.0.1", description="The address to listen at.")
    port: int = Field(default=7860, ge=0, le=65535, description="The port to listen at; 0 takes a free one.")
    auth: str = Field(default="", description="name:password, needed to listen beyond this computer.")
    threads: int = Field(default=0, ge=0, le=256, description="Threads of the local model; 0: all processors.")
    context: int = Field(default=4096, ge=1024, le=131072, description="Tokens that one conversation may take.")
    slots: int = Field(default=2, ge=1, le=64, description="Answers that the local model writes at once.")
    timeout: float = Field(default=60, gt=0, le=3600, description="Seconds to wait for a model's next word.")
    log_level: str = Field(default="warning", pattern="^(debug|info|warning|error)$", description="How much is logged.")

    @property
    def data(self) -> Path:
        """The folder of the index."""
        return self.home / "index"

    @property
    def scenarios(self) -> Path:
        """The folder of the person's own scenarios, if they write any."""
        return self.home / "scenarios"

    @property
    def database(self) -> str | Path:
        """Where sessions are kept: an address, or the file that they lie in by default."""
        return self.database_url.get_secret_value() or self.home / "counterpart.sqlite3"


def misspelt_settings() -> list[str]:
    """One sentence for each ``COUNTERPART_*`` variable that is not a setting."""
    prefix = "COUNTERPART_"
    known = [name.upper() for name in Settings.model_fields]
    messages = []
    for name in sorted(os.environ):
        if name.startswith(prefix) and name.removeprefix(prefix) not in known:
            close = difflib.get_close_matches(name.removeprefix(prefix), known, n=1)
            hint = f"did you mean {prefix}{close[0]}?" if close else "`counterpart doctor` lists the settings."
            messages.append(f"{name} is not a setting and was not used; {hint}")
    return messages


def load_settings() -> Settings:
    """Read the settings.

    Raises:
        SettingsError: a value cannot be used, or the settings file is broken or names
            a setting that does not exist.
    """
    try:
        settings = Settings()
        values = _read_file(_absolute(settings.home, "home") / SETTINGS_FILE)
        # The environment wins, so that one run can differ from the file. An empty variable is none.
        values = {k: v for k, v in values.items() if not os.environ.get(f"COUNTERPART_{k.upper()}")}
        settings = Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"The setting {name!r} cannot be used: {first['msg'].lower()}. Set COUNTERPART_{name.upper()} anew."
        ) from error
    return settings.model_copy(update={name: _absolute(getattr(settings, name), name) for name in ("home", "models")})


def save_setting(home: Path, name: str, value: str) -> None:
    """Write one setting to the settings file, leaving its other lines as they are."""
    path = home / SETTINGS_FILE
    lines = path.read_text("utf-8").rstrip("\n").split("\n") if path.exists() else []
    lines = [line for line in lines if line.split("=")[0].strip(" \t\"'") != name]
    home.mkdir(parents=True, exist_ok=True)
    value = value.encode("utf-8", "replace").decode("utf-8")
    # A TOML string has the escapes of a JSON one, and one more.
    quoted = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    part = path.with_suffix(".part")
    part.write_text("\n".join([*lines, f"{name} = {quoted}"]) + "\n", "utf-8")
    part.replace(path)


def _absolute(folder: Path, name: str) -> Path:
    try:
        return folder.expanduser().absolute()
    except RuntimeError as error:  # ~somebody, who has no account here.
        raise SettingsError(
            f"The folder {str(folder)!r} does not exist. Set COUNTERPART_{name.upper()} anew."
        ) from error


def _read_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"{path.name} in {str(path.parent)!r} cannot be read ({error}); mend or remove it."
        ) from error
    unknown = set(values) - set(Settings.model_fields) - {"home"}
    if unknown:
        name = min(unknown)
        close = difflib.get_close_matches(name, list(Settings.model_fields), n=1)
        hint = f"Did you mean {close[0]!r}?" if close else "`counterpart doctor` lists the settings."
        raise SettingsError(f"{path.name} has an unknown setting {name!r}. {hint}")
    values.pop("home", None)  # The home folder is where this file was found.
    return values
