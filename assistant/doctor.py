"""Doctor: tries what answering needs, one thing after the other, and says how to mend what is wrong.

Every check does the real thing: it opens the index and searches, hashes the files, loads
the engine, binds the port, calls the endpoint. It changes nothing.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import httpx

from assistant.errors import CounterpartError, SettingsError
from assistant.models.endpoint import (
    endpoint_is_set,
    endpoint_key,
    endpoint_url,
    is_loopback,
    list_models,
    provider_of,
    split_url,
)
from assistant.settings import Settings, load_settings, misspelt_settings

if TYPE_CHECKING:
    from assistant.app import App
    from assistant.models.store import Asset

State = Literal["ok", "note", "trouble", "blocks"]

INDEX_BYTES = 200_000_000  # Room for the index and the one after it.
PACKAGES = ("chromadb", "gradio", "langchain-core", "langchain-openai", "onnxruntime", "tokenizers", "xllamacpp")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@dataclass(frozen=True)
class Finding:
    """What one check found.

    ``ok`` needs nothing; a ``note`` is worth knowing; ``trouble`` costs something but not
    the answers; ``blocks`` keeps what is set from answering. ``mend`` says what to do.
    """

    check: str
    state: State
    message: str
    mend: str = ""


def examine() -> dict[str, Any]:
    """Everything: what is installed, what answers, where data lies, what is wrong."""
    try:
        settings = load_settings()
    except SettingsError as error:
        findings = [Finding("settings", "blocks", str(error), "Mend the setting and run `counterpart doctor` again.")]
        return {"ok": False, **_installed(), "tier": "", "findings": [asdict(finding) for finding in findings]}
    from assistant.app import App

    app = App(settings)
    # One folder that cannot be read is found by several checks, and is told once.
    findings = list(dict.fromkeys(finding for check in CHECKS for finding in _try(check, app)))
    return {
        "ok": not any(finding.state == "blocks" for finding in findings),
        **_installed(),
        "tier": _tier(app, findings),
        "model": settings.model,
        "home": str(settings.home),
        "models": str(settings.models),
        "settings": {name: _shown(name, settings) for name in Settings.model_fields},
        "findings": [asdict(finding) for finding in findings],
    }


def unknown_model(app: App) -> str:
    """One sentence if the model that is set is none that could answer, else nothing."""
    name = app.settings.model
    if app.own_tier != "endpoint" or provider_of(name) or endpoint_is_set():
        return ""
    return (
        f"There is no model {name[:60]!r}, and no endpoint is set. `counterpart models list` shows the models; "
        "for a model elsewhere set OPENAI_BASE_URL as well."
    )


# -- checks ---------------------------------------------------------------------------


def check_settings(app: App) -> Iterator[Finding]:
    """Misspelt variables, a model that does not exist, an open address without a login."""
    misspelt = misspelt_settings()
    for sentence in misspelt:
        yield Finding("settings", "trouble", sentence, "Spell it as named, or unset it.")
    if sentence := unknown_model(app):
        yield Finding("settings", "blocks", sentence, "Run `counterpart models use NAME`, or unset COUNTERPART_MODEL.")
    host = app.settings.host
    if not app.settings.auth and not is_loopback(f"http://{f'[{host}]' if ':' in host else host}"):
        message = f"COUNTERPART_HOST is {host!r}, which others can reach, and there is no login."
        yield Finding("settings", "trouble", message, "Set COUNTERPART_AUTH=name:password, or unset COUNTERPART_HOST.")
    elif not misspelt:
        yield Finding("settings", "ok", "The settings can be used.")


def check_home(app: App) -> Iterator[Finding]:
    """Whether the home folder can be written to, and whether there is room."""
    home = app.settings.home
    existing = _existing(home)
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        message = f"Nothing can be written in {str(existing)!r} ({error.strerror or type(error).__name__})."
        yield Finding("home", "blocks", message, "Set COUNTERPART_HOME to a folder of yours.")
        return
    free = shutil.disk_usage(existing).free
    if free < INDEX_BYTES:
        message = f"The disk of {str(home)!r} has {free / 1e6:.0f} MB left; the index needs {INDEX_BYTES / 1e6:.0f} MB."
        yield Finding("disk", "trouble", message, "Make room, or set COUNTERPART_HOME to another disk.")
    else:
        yield Finding("home", "ok", f"Data lies in {str(home)!r}; {free / 1e9:.1f} GB are free.")


def check_embedder(app: App) -> Iterator[Finding]:
    """Whether the small model that finds passages is here and whole."""
    name = app.settings.embeddings
    if name.startswith("endpoint:"):
        yield Finding("embeddings", "note", f"Passages are found with {name!r}: every question goes to the endpoint.")
        return
    asset = app.store.find(name)
    if asset is None or asset.kind != "embeddings":
        message = f"There is no embedder {name!r}."
        yield Finding("embeddings", "blocks", message, "Unset COUNTERPART_EMBEDDINGS, or set endpoint:NAME.")
        return
    yield from _check_files(app, asset, "embeddings", "The first question or `counterpart models fetch` gets it.")


def check_index(app: App) -> Iterator[Finding]:
    """Whether there is an index that this embedder and version can read, and a search finds something."""
    if not _embedder_is_here(app):
        return
    try:
        if not app.index.exists():
            message = "There is no index yet."
            yield Finding("index", "note", message, "The first question builds it; so does `counterpart ingest`.")
            return
        generation = app.index.current()
        from ingest.build import outdated

        if outdated(app.index, app.guides):
            message = "The guides of this version differ from those in the index."
            yield Finding("index", "note", message, "The next start takes them in; so does `counterpart ingest`.")
        found = app.search("How do I give feedback?", 1)
    except CounterpartError as error:
        names_it = "counterpart ingest" in str(error)  # A server that is away is not mended by it.
        mend = "Run `counterpart ingest --rebuild`." if names_it else "Then run `counterpart doctor` again."
        yield Finding("index", "blocks", _hide_login(str(error)), mend)
        return
    except Exception as error:  # noqa: BLE001  # a damaged database fails in ways of its own
        message = f"The index is damaged ({type(error).__name__})."
        yield Finding("index", "blocks", message, "Run `counterpart ingest --rebuild`.")
        return
    if found.passages:
        yield Finding("index", "ok", f"The index holds {generation.size} passages and can be searched.")
    else:
        yield Finding("index", "blocks", "The index is empty.", "Run `counterpart ingest --rebuild`.")


def check_model(app: App) -> Iterator[Finding]:
    """Whether the local model's file is here and whole, and whether there is memory for it."""
    asset = app.store.find(app.settings.model)
    if asset is None:
        if app.own_tier == "guidance":
            yield Finding("model", "note", "No model is set: the guidance answers alone.")
        return
    if not asset.files:
        message = f"The model {asset.name!r} cannot be fetched yet. {asset.about}"
        yield Finding("model", "blocks", message, "Choose another with `counterpart models use NAME`.")
        return
    mend = f"`counterpart models fetch {asset.name}` gets it; until then the guidance answers alone."
    yield from _check_files(app, asset, "model", mend)
    needed = 2.1 * asset.size  # Measured: 2.3 GB in use for a file of 1.1 GB.
    free = available_memory()
    if free is not None and free < needed:
        message = f"{free / 1e9:.1f} GB of memory are free; {asset.title} needs {needed / 1e9:.1f} GB."
        yield Finding("memory", "trouble", message, "Close other programs, or set COUNTERPART_MODEL=none.")


def check_engine(app: App) -> Iterator[Finding]:
    """Whether the local engine can be loaded, in a process of its own."""
    if app.own_tier != "embedded":
        return
    command = [sys.executable, "-I", "-c", "import xllamacpp"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, check=False
        )
        problem = done.stderr if done.returncode else ""
        code = done.returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        problem, code = type(error).__name__, 1
    if not code:
        yield Finding("engine", "ok", "The local engine can be loaded.")
        return
    finding = explain_engine(problem, code)
    yield finding


def explain_engine(problem: str, code: int) -> Finding:
    """Why the engine's library could not be loaded.

    Args:
        problem: what Python wrote about it.
        code: the exit code of the process that tried.
    """
    if "libgomp" in problem:
        message = "The system's libgomp library is missing, and the local engine needs it."
        return Finding("engine", "blocks", message, "Install it (Debian and Ubuntu: apt install libgomp1).")
    if "No module named" in problem:
        message = "The local engine is not installed for this computer."
        return Finding("engine", "blocks", message, "Run `pip install xllamacpp`, or set COUNTERPART_MODEL=none.")
    message = f"The local engine cannot be loaded on this computer (code {code})."
    return Finding("engine", "blocks", message, "Use an endpoint, or set COUNTERPART_MODEL=none.")


def check_endpoint(app: App) -> Iterator[Finding]:
    """Whether the endpoint answers and takes the key; or that one is set and not used."""
    if app.own_tier != "endpoint":
        if os.environ.get("OPENAI_BASE_URL"):
            message = "OPENAI_BASE_URL is set and not used: nothing is sent there as long as no model of it is chosen."
            yield Finding("endpoint", "note", message, "To use it, set COUNTERPART_MODEL to the model's name there.")
        return
    name = app.settings.model
    if unknown_model(app):
        return
    if provider_of(name):
        yield _check_provider(name)
    else:
        yield call_endpoint(endpoint_url(), endpoint_key(), name)


def call_endpoint(url: str, key: str, name: str) -> Finding:
    """Ask an endpoint for its models.

    Args:
        url: its base address.
        key: empty for none.
        name: of the model that should be there.
    """
    host = split_url(url).hostname if url.startswith(("http://", "https://")) else ""
    if not host:
        message = "OPENAI_BASE_URL is not an address."
        return Finding("endpoint", "blocks", message, "Set it to one such as http://127.0.0.1:11434/v1.")
    names: list[str] = []
    try:
        names = list_models(url, key)
    except httpx.HTTPStatusError as error:
        status = error.response.status_code
        if status in (401, 403):
            return Finding("endpoint", "blocks", f"The endpoint at {host} refuses the key.", "Set OPENAI_API_KEY anew.")
        if status >= 500:
            message = f"The endpoint at {host} answers with an error ({status})."
            return Finding("endpoint", "blocks", message, "Look at that server, or choose another model.")
    except (httpx.HTTPError, UnicodeEncodeError) as error:
        message = f"The endpoint at {host} cannot be reached ({type(error).__name__})."
        return Finding("endpoint", "blocks", message, "Start its server, or set OPENAI_BASE_URL anew.")
    except ValueError:
        pass  # It has no list of models, which not every server keeps; what it answers a question is still open.
    if names and name not in names:
        message = f"The endpoint at {host} does not list a model {name!r}."
        return Finding("endpoint", "trouble", message, f"Set COUNTERPART_MODEL to one of: {', '.join(names[:8])}.")
    return Finding("endpoint", "ok", f"The endpoint at {host} answers; questions and excerpts go there.")


def check_port(app: App) -> Iterator[Finding]:
    """Whether the pages could be opened at the port that is set."""
    host, port = app.settings.host, app.settings.port
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
            0
        ]
        with socket.socket(family, kind) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        message = f"The pages cannot be opened at {host}:{port} ({error.strerror or type(error).__name__})."
        mend = "If Counterpart runs there already, all is well; else give `counterpart serve --port` another number."
        yield Finding("port", "trouble", message, mend)
        return
    yield Finding("port", "ok", f"The pages can be opened at {host}:{port}, in any browser.")


def check_disk_for_models(app: App) -> Iterator[Finding]:
    """Whether what is still to be fetched fits on the disk."""
    assets = [asset for name in (app.settings.embeddings, app.settings.model) if (asset := app.store.find(name))]
    missing = sum(asset.size for asset in assets if not app.store.has(asset.name))
    if not missing:
        return
    free = shutil.disk_usage(_existing(app.settings.models)).free
    if free < missing * 1.1:
        message = f"What is to be fetched needs {missing * 1.1 / 1e9:.1f} GB, and {free / 1e9:.1f} GB are free."
        yield Finding("disk", "trouble", message, "Make room, or set COUNTERPART_MODELS to another disk.")


def check_proxy(app: App) -> Iterator[Finding]:
    """Proxy variables, which downloads and remote endpoints go through."""
    names = [name for name in PROXIES if os.environ.get(name) or os.environ.get(name.lower())]
    if names:
        message = (
            f"{', '.join(names)} is set: downloads and remote endpoints go through it, this computer's model never."
        )
        yield Finding("proxy", "note", message, "Unset it if downloads fail.")


Check = Callable[["App"], Iterator[Finding]]
CHECKS: tuple[Check, ...] = (
    check_settings,
    check_home,
    check_embedder,
    check_index,
    check_model,
    check_disk_for_models,
    check_engine,
    check_endpoint,
    check_port,
    check_proxy,
)


# -- inside ---------------------------------------------------------------------------


def _try(check: Check, app: App) -> Iterator[Finding]:
    """What a check finds; a file in its way is a finding, too."""
    try:
        yield from check(app)
    except OSError as error:
        where = f"The file {error.filename!r}" if error.filename else "A file"
        message = f"{where} cannot be used ({error.strerror or type(error).__name__})."
        yield Finding("files", "blocks", message, "Set COUNTERPART_HOME and COUNTERPART_MODELS to folders of yours.")


def _check_files(app: App, asset: Asset, check: str, mend: str) -> Iterator[Finding]:
    """Hash every file of a model; missing, half and damaged ones differ in what to do."""
    for file in asset.files:
        path = app.store.path(file)
        if not path.exists():
            half = _half_bytes(app.settings.models / "partial" / file.sha256)
            here = f"half downloaded ({half / 1e6:.0f} of {file.size / 1e6:.0f} MB)" if half else "not here yet"
            yield Finding(check, "note", f"The model {asset.name!r} is {here}.", mend)
            return
        try:
            with path.open("rb") as stream:
                whole = hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256
        except OSError as error:
            message = f"The file {file.name!r} of the model {asset.name!r} cannot be read ({error.strerror})."
            yield Finding(check, "blocks", message, f"Run `counterpart models fetch {asset.name}`.")
            return
        if not whole:
            message = f"The file {file.name!r} of the model {asset.name!r} is damaged: its checksum does not match."
            mend = f"Run `counterpart models remove {asset.name}`, then `counterpart models fetch {asset.name}`."
            yield Finding(check, "blocks", message, mend)
            return
    yield Finding(check, "ok", f"The model {asset.name!r} is here and whole.")


def _half_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0


def _embedder_is_here(app: App) -> bool:
    """Whether searching can be tried without fetching anything."""
    name = app.settings.embeddings
    asset = app.store.find(name)
    return name.startswith("endpoint:") or (asset is not None and asset.kind == "embeddings" and app.store.has(name))


def _check_provider(name: str) -> Finding:
    from assistant.models.chat import provider_chat

    try:
        provider_chat(name, timeout=10)
    except CounterpartError as error:
        return Finding("endpoint", "blocks", str(error), "Set it up as its LangChain package says, or choose another.")
    return Finding("endpoint", "note", f"{name!r} phrases the answers: questions and excerpts go to that provider.")


def _existing(path: Path) -> Path:
    """The path, or the nearest folder above it that exists."""
    return next((folder for folder in (path, *path.parents) if folder.exists()), path)


def available_memory() -> int | None:
    """Bytes that a new process could take, or None where the system does not tell."""
    free: list[int] = []
    try:
        match = re.search(r"^MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text("ascii"), re.M)
        free += [int(match.group(1)) * 1024] if match else []
    except OSError:
        return None
    group = Path("/sys/fs/cgroup")
    try:  # A container's limit, which the system's own figure does not know.
        limit, used = (group / "memory.max").read_text("ascii"), (group / "memory.current").read_text("ascii")
        free += [int(limit) - int(used)] if limit.strip().isdecimal() else []
    except (OSError, ValueError):
        pass
    return min(free, default=None)


def _installed() -> dict[str, Any]:
    from assistant import __version__

    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = ""
    return {"version": __version__, "python": platform.python_version(), "installed": versions}


def _tier(app: App, findings: list[Finding]) -> str:
    """What a question asked now would be answered by; empty if nothing answers."""
    states = {check: {f.state for f in findings if f.check == check} for check in {f.check for f in findings}}
    if any("blocks" in states.get(check, set()) for check in ("files", "home", "embeddings", "index", "settings")):
        return ""
    own = app.own_tier
    if own == "embedded":
        good = "ok" in states.get("model", set()) and "ok" in states.get("engine", set())
        return "embedded" if good else "guidance"
    if own == "endpoint":
        return "guidance" if "blocks" in states.get("endpoint", set()) else "endpoint"
    return own


def _shown(name: str, settings: Settings) -> str:
    """A setting for people; the password and what an address may carry are left out."""
    value = getattr(settings, name)
    if name == "auth":
        return "set" if value else ""
    return _hide_login(str(value)) if name == "chroma_url" else str(value)


def _hide_login(text: str) -> str:
    """A text without the name and password that an address in it may carry."""
    return re.sub(r"//[^/\s]*@", "//...@", text)
