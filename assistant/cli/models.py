"""``models``: the model files on this computer, and which one phrases the answers."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.input import JsonFlag
from assistant.cli.opening import open_settings, unwritable
from assistant.cli.output import progress_bar, say, show, show_json
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.models.store import Asset, ModelStore
    from assistant.settings import Settings

commands = typer.Typer(help="Fetch, choose, add and remove models.", no_args_is_help=True)


@commands.command("list")
def list_models(json_: JsonFlag = False) -> None:
    """List the models, which are here and which one is in use."""
    settings, store = _open()
    assets = store.assets()
    if json_:
        show_json({"in_use": settings.model, "models": [_form(asset, settings, store) for asset in assets]})
        return
    for asset in assets:
        show(f"{asset.name:30} {_size(asset):>7}  {_state(asset, settings, store):12} {asset.licence}")
        show(f"    {asset.about}")
    if settings.model not in {asset.name for asset in assets}:
        show(f"In use: {settings.model}")


@commands.command()
def fetch(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME...", help="Default: what is set and not here.")
    ] = None,
    json_: JsonFlag = False,
) -> None:
    """Fetch models and verify them; goes on where an earlier fetch stopped."""
    settings, store = _open()
    wanted = names or [name for name in (settings.embeddings, settings.model) if store.find(name)]
    for name in wanted:
        _asset(store, name)
    for name in wanted:
        _fetch_one(store, name)
    if json_:
        show_json({"here": wanted})


def _fetch_one(store: ModelStore, name: str) -> None:
    try:
        with progress_bar(f"Fetching {name}", "B") as step:
            store.fetch(name, step)
    except KeyboardInterrupt:
        say(f"Stopped. What is here is kept; `counterpart models fetch {name}` goes on from there.")
        raise
    say(f"{name} is here and verified.")


@commands.command()
def use(
    name: Annotated[str, typer.Argument(help="A model of the list, none, provider:name, or a name at your endpoint.")],
    json_: JsonFlag = False,
) -> None:
    """Choose what phrases the answers, from now on."""
    from assistant.settings import save_setting

    settings, store = _open()
    _refuse_unusable(store, name)
    try:
        save_setting(settings.home, "model", name)
    except OSError as error:
        raise unwritable(settings.home, error) from error
    if "COUNTERPART_MODEL" in os.environ:
        say("COUNTERPART_MODEL is set in the environment and goes first; unset it to use this choice.")
    known = store.find(name) is not None
    here = known and store.has(name)
    if json_:
        show_json({"in_use": name, "here": here})
        return
    show("Answers come from the guidance alone now." if name == "none" else f"{name} phrases the answers now.")
    if known and not here:
        show(f"It is not here yet: `counterpart models fetch {name}` gets it.")


def _refuse_unusable(store: ModelStore, name: str) -> None:
    """Let through a chat model of the store, ``none``, ``provider:name``, and any name where an endpoint is set."""
    from assistant.models.endpoint import endpoint_is_set, provider_of

    found = store.find(name)
    if found is not None and found.kind != "chat":
        raise InputError(f"{name!r} finds passages and cannot write. `counterpart models list` shows those that can.")
    if found is not None and not found.files:
        raise InputError(f"{name!r} cannot be used by that name yet. {found.about}")
    if found is None and name != "none" and not provider_of(name) and not endpoint_is_set():
        raise InputError(_unknown(store, name))


@commands.command()
def remove(
    name: Annotated[str, typer.Argument(help="A model of the list.")],
    json_: JsonFlag = False,
) -> None:
    """Delete a model's files from this computer."""
    settings, store = _open()
    size = _asset(store, name).size if store.has(name) else 0
    store.remove(name)
    if name == settings.model:
        say("It was in use: until it is fetched again or another is chosen, the guidance answers alone.")
    if json_:
        show_json({"removed": name, "bytes": size})
    else:
        show(f"{name} is removed ({size / 1e6:.0f} MB)." if size else f"{name} was not here; nothing is left of it.")


@commands.command()
def add(
    file: Annotated[Path, typer.Argument(help="A model file that you have: one of the list, or any GGUF file.")],
    name: Annotated[str, typer.Option(help="What to call a model that is not in the list.")] = "",
    json_: JsonFlag = False,
) -> None:
    """Take over a model file that you already have, without the network."""
    _, store = _open()
    added = store.add(file, name)
    complete = store.has(added)
    if json_:
        show_json({"added": added, "complete": complete})
        return
    show(
        f"{added} is here and verified." if complete else f"The file is taken over; {added} needs another file as well."
    )
    if _asset(store, added).kind == "chat":
        show(f"`counterpart models use {added}` lets it phrase the answers.")


# -- inside ---------------------------------------------------------------------------


def _open() -> tuple[Settings, ModelStore]:
    from assistant.models.store import ModelStore

    settings = open_settings()
    return settings, ModelStore(settings.models)


def _asset(store: ModelStore, name: str) -> Asset:
    asset = store.find(name)
    if asset is None:
        raise InputError(_unknown(store, name))
    return asset


def _unknown(store: ModelStore, name: str) -> str:
    close = difflib.get_close_matches(name, [asset.name for asset in store.assets()], n=1)
    hint = f"Did you mean {close[0]!r}?" if close else "`counterpart models list` shows what there is."
    return f"There is no model {name[:60]!r}. {hint}"


def _form(asset: Asset, settings: Settings, store: ModelStore) -> dict[str, Any]:
    return {
        "name": asset.name,
        "title": asset.title,
        "kind": asset.kind,
        "licence": asset.licence,
        "bytes": asset.size,
        "here": store.has(asset.name),
        "in_use": asset.name in (settings.model, settings.embeddings),
        "about": asset.about,
    }


def _size(asset: Asset) -> str:
    return f"{asset.size / 1e6:.0f} MB" if asset.size else ""


def _state(asset: Asset, settings: Settings, store: ModelStore) -> str:
    if asset.name in (settings.model, settings.embeddings):
        return "in use" if store.has(asset.name) else "set, missing"
    return "here" if store.has(asset.name) else "not here" if asset.files else "not yet"
