"""``counterpart doctor``: each trouble is set up for real, found, and told with its mending."""

from __future__ import annotations

import http.server
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.doctor import explain_engine
from assistant.models.store import ModelStore
from tests.command import documents, run
from tests.conftest import DEFAULT_MODEL, SMALL_MODEL
from tests.test_cli_json import copy_home
from tests.test_ingest import small_disk  # noqa: F401  # a fixture

EMBEDDER = "all-minilm-l6-v2-int8"
PASSWORD = "hunter-two-and-three"


@pytest.fixture(autouse=True)
def ready(guidance_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home with all the guides, no chat model, a free port, and no proxy."""
    monkeypatch.setenv("COUNTERPART_HOME", str(guidance_home))
    monkeypatch.setenv("COUNTERPART_MODEL", "none")
    monkeypatch.setenv("COUNTERPART_PORT", "0")
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def examine() -> dict[str, Any]:
    """The report; its code says whether something keeps what is set from answering."""
    result = run("doctor", "--json")
    (report,) = documents(result)
    assert result.exit_code == (0 if report["ok"] else 1)
    assert report["ok"] == all(finding["state"] != "blocks" for finding in report["findings"])
    return report


def found(report: dict[str, Any], check: str, state: str, message: str) -> str:
    """The mending of the finding of this kind."""
    for finding in report["findings"]:
        if (finding["check"], finding["state"]) == (check, state) and message in finding["message"]:
            assert finding["mend"] or state in ("ok", "note"), finding
            return str(finding["mend"])
    raise AssertionError(f"{check}: {message!r} ({state}) is not among {report['findings']}")


@pytest.fixture
def own_models(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder to be damaged, with the embedder in it."""
    store, folder = ModelStore(models), tmp_path / "models"
    for file in store.asset(EMBEDDER).files:
        (folder / file.sha256).mkdir(parents=True)
        shutil.copyfile(store.path(file), folder / file.sha256 / file.name)
    monkeypatch.setenv("COUNTERPART_MODELS", str(folder))
    return folder


# -- settings, home, disk -------------------------------------------------------------


def test_all_is_well() -> None:
    """Nothing is wrong: everything that was tried is told, with what answers."""
    report = examine()
    assert report["ok"] and report["tier"] == "guidance"
    assert {finding["state"] for finding in report["findings"]} <= {"ok", "note"}
    assert {"settings", "home", "embeddings", "index", "port"} <= {finding["check"] for finding in report["findings"]}


def test_misspelt_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable is named with the one that was meant, and never its value."""
    monkeypatch.setenv("COUNTERPART_AUHT", PASSWORD)
    report = examine()
    found(
        report,
        "settings",
        "trouble",
        "COUNTERPART_AUHT is not a setting and was not used; did you mean COUNTERPART_AUTH",
    )
    assert PASSWORD not in str(report)


@pytest.mark.parametrize(
    ("text", "message"), [("prot = 1", "Did you mean 'port'"), ("port = ", "cannot be read"), ("port = 'x'", "'port'")]
)
def test_settings_file(text: str, message: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A settings file with an unknown name, a broken line or a wrong value blocks everything, and is told."""
    monkeypatch.setenv("COUNTERPART_HOME", str(home))
    monkeypatch.delenv("COUNTERPART_PORT")
    home.mkdir()
    (home / "counterpart.toml").write_text(text, "utf-8")
    report = examine()
    assert "counterpart doctor" in found(report, "settings", "blocks", message) and report["tier"] == ""
    assert "nothing yet" in run("doctor").stdout


def test_unknown_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that nobody could find."""
    monkeypatch.setenv("COUNTERPART_MODEL", "gpt-9")
    assert "counterpart models use" in found(examine(), "settings", "blocks", "There is no model 'gpt-9'")


def test_open_address_without_login(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that others can reach needs a login."""
    monkeypatch.setenv("COUNTERPART_HOST", "0.0.0.0")
    assert "COUNTERPART_AUTH" in found(examine(), "settings", "trouble", "others can reach")


@pytest.mark.parametrize("small_disk", [100], indirect=True)
def test_home_that_cannot_be_written(small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """A disk that nobody may write to."""
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    monkeypatch.setenv("COUNTERPART_HOME", str(small_disk / "home"))
    report = examine()
    assert "COUNTERPART_HOME" in found(report, "home", "blocks", "Nothing can be written") and report["tier"] == ""


@pytest.mark.parametrize("small_disk", [100], indirect=True)
def test_too_little_disk(small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """Neither the index nor the models fit."""
    monkeypatch.setenv("COUNTERPART_HOME", str(small_disk))
    monkeypatch.setenv("COUNTERPART_MODELS", str(small_disk / "models"))
    monkeypatch.setenv("COUNTERPART_MODEL", DEFAULT_MODEL)
    report = examine()
    assert "COUNTERPART_HOME" in found(report, "disk", "trouble", "the index needs")
    assert "COUNTERPART_MODELS" in found(report, "disk", "trouble", "What is to be fetched needs 1.3 GB")


def test_file_in_place_of_the_models_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the models cannot be read from is told once, and the other checks go on."""
    (tmp_path / "file").write_text("in the way", "utf-8")
    monkeypatch.setenv("COUNTERPART_MODELS", str(tmp_path / "file" / "models"))
    report = examine()
    assert "COUNTERPART_MODELS" in found(report, "files", "blocks", str(tmp_path / "file"))
    assert [finding["check"] for finding in report["findings"]].count("files") == 1 and report["tier"] == ""
    found(report, "home", "ok", "Data lies in")


# -- models ---------------------------------------------------------------------------


def test_embedder_that_is_not_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is fetched at the first question, so that is worth a note."""
    monkeypatch.setenv("COUNTERPART_MODELS", str(tmp_path / "models"))
    assert "counterpart models fetch" in found(examine(), "embeddings", "note", "is not here yet")


def test_damaged_embedder(own_models: Path) -> None:
    """A file of the right size and another content is damaged, and the index is not tried with it."""
    model = next(own_models.glob("*/model.onnx"))
    with model.open("r+b") as stream:
        stream.seek(1000)
        stream.write(b"rubbish")
    report = examine()
    mend = found(report, "embeddings", "blocks", "'model.onnx' of the model 'all-minilm-l6-v2-int8' is damaged")
    assert f"counterpart models fetch {EMBEDDER}" in mend and report["tier"] == ""


def test_unknown_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    """A misspelt embedder."""
    monkeypatch.setenv("COUNTERPART_EMBEDDINGS", "all-minilm")
    assert "COUNTERPART_EMBEDDINGS" in found(examine(), "embeddings", "blocks", "no embedder 'all-minilm'")


def test_model_that_is_not_here(own_models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guidance answers meanwhile."""
    monkeypatch.setenv("COUNTERPART_MODEL", SMALL_MODEL)
    report = examine()
    assert f"counterpart models fetch {SMALL_MODEL}" in found(report, "model", "note", "is not here yet")
    assert report["ok"] and report["tier"] == "guidance"


def test_half_downloaded_model(own_models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says how much is there."""
    monkeypatch.setenv("COUNTERPART_MODEL", SMALL_MODEL)
    (file,) = ModelStore(own_models).asset(SMALL_MODEL).files
    part = own_models / "partial" / file.sha256 / file.name
    part.parent.mkdir(parents=True)
    part.write_bytes(b"GGUF" * 5_000_000)
    assert "counterpart models fetch" in found(examine(), "model", "note", "half downloaded (20 of 98 MB)")


def test_damaged_model(own_models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chat model whose content is another is told; the guidance still answers."""
    monkeypatch.setenv("COUNTERPART_MODEL", SMALL_MODEL)
    (file,) = ModelStore(own_models).asset(SMALL_MODEL).files
    path = ModelStore(own_models).path(file)
    path.parent.mkdir(parents=True)
    with path.open("wb") as stream:
        stream.truncate(file.size)
    report = examine()
    mend = found(report, "model", "blocks", "damaged")
    assert f"counterpart models remove {SMALL_MODEL}" in mend and f"counterpart models fetch {SMALL_MODEL}" in mend
    assert report["tier"] == "guidance"


def test_model_without_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that the catalog only suggests cannot answer."""
    monkeypatch.setenv("COUNTERPART_MODEL", "qwen3-4b-instruct-2507")
    assert "counterpart models use" in found(examine(), "model", "blocks", "cannot be fetched yet")


@pytest.mark.model
def test_engine_that_can_be_loaded(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a model that is here and an engine that loads, the model answers."""
    if not store.has(SMALL_MODEL):
        pytest.skip(f"fetch it first: counterpart models fetch {SMALL_MODEL}")
    monkeypatch.setenv("COUNTERPART_MODEL", SMALL_MODEL)
    report = examine()
    found(report, "engine", "ok", "can be loaded")
    assert report["tier"] == "embedded"


def test_engine_that_is_not_installed() -> None:
    """What Python says of a library that is not there leads to the command that installs it."""
    command = [sys.executable, "-I", "-S", "-c", "import xllamacpp"]  # -S: as if nothing were installed.
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    finding = explain_engine(done.stderr, done.returncode)
    assert finding.state == "blocks" and "pip install xllamacpp" in finding.mend


@pytest.mark.parametrize(
    ("problem", "code", "mend"),
    [
        ("ImportError: libgomp.so.1: cannot open shared object file", 1, "apt install libgomp1"),
        ("", -4, "COUNTERPART_MODEL=none"),  # Killed by an instruction that this processor does not have.
    ],
)
def test_engine_that_cannot_be_loaded(problem: str, code: int, mend: str) -> None:
    """A missing system library and a processor that is too old differ in what to do."""
    assert mend in explain_engine(problem, code).mend


# -- index ----------------------------------------------------------------------------


def test_no_index(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fresh home is no trouble."""
    monkeypatch.setenv("COUNTERPART_HOME", str(home))
    assert "counterpart ingest" in found(examine(), "index", "note", "no index yet")
    assert not home.exists()  # It changes nothing.


@pytest.mark.parametrize("damage", ["words", "vectors", "missing"])
def test_damaged_index(damage: str, home: Path, guidance_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rubbish in a database, or a file that is gone, names the command that mends it."""
    copy_home(guidance_home, home, monkeypatch)
    generation = home / "index" / (home / "index" / "current").read_text("utf-8").strip()
    damaged = {"words": "words.sqlite", "vectors": "chroma.sqlite3", "missing": "words.sqlite"}[damage]
    (file,) = generation.rglob(damaged)
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(b"rubbish" * 1000)
    report = examine()
    assert "counterpart ingest --rebuild" in found(report, "index", "blocks", "") and report["tier"] == ""


def test_index_of_another_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index that was built by another embedder."""
    monkeypatch.setenv("COUNTERPART_EMBEDDINGS", "endpoint:other")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    report = examine()
    assert "counterpart ingest --rebuild" in found(report, "index", "blocks", "embed")
    found(report, "embeddings", "note", "every question goes to the endpoint")


# -- port, endpoint, proxy ------------------------------------------------------------


def test_port_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program listens there."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("COUNTERPART_PORT", str(taken.getsockname()[1]))
        assert "--port" in found(examine(), "port", "trouble", "cannot be opened")


class Endpoint:
    """A real endpoint on this computer that gives one answer to everything."""

    def __init__(self, status: int, body: str) -> None:
        self.keys: list[str] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # the library's name
                outer.keys.append(self.headers.get("Authorization", ""))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop it."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def endpoint(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Endpoint]:
    """An endpoint that is set, with the name of its model and a key."""
    made = Endpoint(*request.param)
    monkeypatch.setenv("OPENAI_BASE_URL", made.url)
    monkeypatch.setenv("OPENAI_API_KEY", PASSWORD)
    monkeypatch.setenv("COUNTERPART_MODEL", "some-model")
    yield made
    made.close()


MODELS = '{"data": [{"id": "some-model"}]}'


@pytest.mark.parametrize(
    ("endpoint", "state", "message", "mend", "tier"),
    [
        ((200, MODELS), "ok", "answers; questions and excerpts go there", "", "endpoint"),
        ((401, "{}"), "blocks", "refuses the key", "OPENAI_API_KEY", "guidance"),
        ((503, "{}"), "blocks", "answers with an error (503)", "Look at that server", "guidance"),
        ((200, MODELS.replace("some", "other")), "trouble", "does not list", "other-model", "endpoint"),
    ],
    indirect=["endpoint"],
)
def test_endpoint(endpoint: Endpoint, state: str, message: str, mend: str, tier: str) -> None:
    """An endpoint that answers, refuses the key, is broken, or has other models; the key is sent and never shown."""
    report = examine()
    assert mend in found(report, "endpoint", state, message) and report["tier"] == tier
    assert endpoint.keys == [f"Bearer {PASSWORD}"] and PASSWORD not in str(report)


@pytest.mark.parametrize(
    ("url", "message", "mend"),
    [
        ("http://127.0.0.1:9/v1", "cannot be reached", "set OPENAI_BASE_URL anew"),
        ("localhost", "OPENAI_BASE_URL is not an address", "such as http://127.0.0.1:11434/v1"),
    ],
)
def test_endpoint_that_is_not_there(url: str, message: str, mend: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens, or what is set is no address."""
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    monkeypatch.setenv("COUNTERPART_MODEL", "some-model")
    assert mend in found(examine(), "endpoint", "blocks", message)


def test_endpoint_that_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address that is set while no model of it is chosen: nothing goes there."""
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert "COUNTERPART_MODEL" in found(examine(), "endpoint", "note", "set and not used")


def test_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies are named, without their passwords."""
    monkeypatch.setenv("https_proxy", f"http://ada:{PASSWORD}@192.0.2.1:3128")
    report = examine()
    assert "Unset it" in found(report, "proxy", "note", "HTTPS_PROXY is set") and PASSWORD not in str(report)


def test_nothing_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither form shows the login, the key, or what addresses carry, also where a server is away."""
    monkeypatch.setenv("COUNTERPART_AUTH", f"ada:{PASSWORD}")
    monkeypatch.setenv("OPENAI_API_KEY", PASSWORD)
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://ada:{PASSWORD}@127.0.0.1:9/v1")
    monkeypatch.setenv("COUNTERPART_CHROMA_URL", f"http://ada:a@{PASSWORD}@127.0.0.1:9")
    for result in (run("doctor", "--json"), run("doctor")):
        assert PASSWORD not in result.output and "http://...@127.0.0.1:9" in result.output


def test_report_for_people() -> None:
    """Each finding is a line with a word before it, and its mending below; the settings are listed."""
    shown = run("doctor").stdout
    assert "A question is answered by: the guidance alone" in shown
    assert "note   model" in shown and "well   index" in shown and "COUNTERPART_HOME" in shown
