"""Privacy: nothing leaves this computer, and what a person writes is kept nowhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.app import App
from tests.test_ingest import ROOT

QUESTION = "How do I tell my PhD student Wilhelmina that the thesis is in trouble?"
SECRET = b"Wilhelmina"

COUNTERPART = "from assistant.cli import main; main()"
IMPORT_ALL = """
import importlib, logging, pkgutil, threading
import assistant, ingest
for package in (assistant, ingest):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
print(logging.getLogger().handlers, [thread.name for thread in threading.enumerate()])
"""


@pytest.fixture
def variables(guidance_home: Path, models: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a person with a folder of their own, where whatever is written is found."""
    person = tmp_path / "person"
    (person / "tmp").mkdir(parents=True)
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    folders = {"HOME": str(person), "TMPDIR": str(person / "tmp")}
    return kept | folders | {"COUNTERPART_HOME": str(guidance_home), "COUNTERPART_MODELS": str(models)}


def watched(
    code: str, *words: str, variables: dict[str, str], log: Path, check: bool = True
) -> subprocess.CompletedProcess[bytes]:
    """Run code in a process whose network use beyond this computer is refused and written to ``log``."""
    command = [sys.executable, "-m", "tests.watched", str(log), code, *words]
    return subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, check=check, stdin=subprocess.DEVNULL)


def files(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "code",
    [
        'import socket; socket.getaddrinfo("counterpart.invalid", 80)',
        'import socket; socket.gethostbyname("counterpart.invalid")',
        'import socket; socket.socket().connect(("192.0.2.1", 80))',
        'import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53))',
        'import httpx; httpx.get("http://counterpart.invalid")',
        'import asyncio; asyncio.run(asyncio.open_connection("192.0.2.1", 80))',
    ],
)
def test_the_watch_itself_notices(code: str, variables: dict[str, str], tmp_path: Path) -> None:
    """A look-up, a connection, a datagram, by whatever library: each is refused and written down."""
    done = watched(code, variables=variables, log=tmp_path / "log", check=False)
    assert done.returncode == 1 and re.search(
        r"counterpart\.invalid|192\.0\.2\.1", (tmp_path / "log").read_text("utf-8")
    )


def test_importing_does_nothing(variables: dict[str, str], tmp_path: Path) -> None:
    """Importing every module uses no network, writes no file, sets up no logging and starts no thread."""
    done = watched(IMPORT_ALL, variables=variables, log=tmp_path / "log")
    assert done.stdout == b"[] ['MainThread']\n"
    assert not (tmp_path / "log").exists() and files(tmp_path / "person") == []


@pytest.mark.parametrize(
    "words",
    [
        ("ask", QUESTION, "--tier", "guidance", "--json"),
        ("ask", QUESTION, "--show-prompt", "--json"),
        ("search", QUESTION, "--as", "mentor", "--json"),
    ],
)
def test_command_uses_no_network_and_keeps_nothing(
    words: tuple[str, ...], variables: dict[str, str], guidance_home: Path, tmp_path: Path
) -> None:
    """Answers come with the network shut; the question is in no file and not among the messages."""
    done = watched(COUNTERPART, *words, variables=variables | {"COUNTERPART_LOG_LEVEL": "info"}, log=tmp_path / "log")
    assert json.loads(done.stdout) and not (tmp_path / "log").exists()
    assert SECRET not in done.stderr
    assert [path for path in files(guidance_home, tmp_path / "person") if SECRET in path.read_bytes()] == []


def test_refused_input_is_not_repeated(variables: dict[str, str], tmp_path: Path) -> None:
    """An error says what to do and never what was written."""
    history = tmp_path / "history.json"
    history.write_text('[{"role": "friend", "content": "Wilhelmina"}]', "utf-8")
    words = ("ask", QUESTION, "--history", str(history))
    done = watched(COUNTERPART, *words, variables=variables, log=tmp_path / "log", check=False)
    assert done.returncode == 1 and b"history" in done.stderr and SECRET not in done.stderr


def can_trace() -> bool:
    """Whether strace is here and may be used."""
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-qq", "-o", os.devnull, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_trace(), reason="needs strace, and the right to use it")
def test_no_library_uses_the_network_behind_python(variables: dict[str, str], tmp_path: Path) -> None:
    """The system's own calls show it: the native parts (Chroma, ONNX) connect to nobody and look nothing up either."""
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(trace), sys.executable, "-m", "assistant.cli"]
    words = ("ask", QUESTION, "--tier", "guidance", "--json")
    done = subprocess.run([*command, *words], env=variables, cwd=ROOT, capture_output=True, check=True)
    assert json.loads(done.stdout)["covered"]
    calls = re.findall(r"(?:connect|sendto|sendmsg|sendmmsg)\(.*AF_INET6?,.*", trace.read_text("utf-8", "replace"))
    assert [call for call in calls if not re.search(r'"127\.|"::1"', call)] == []


def test_a_vote_keeps_what_was_cited_and_no_words(app: App, tmp_path: Path) -> None:
    """A thumb is kept with the ids of the passages, in a file below the home, and with nothing of the conversation."""
    app.settings = app.settings.model_copy(update={"home": tmp_path / "votes"})
    app.keep_vote(False, ["a1", "b2"], "guidance")
    (kept,) = files(tmp_path / "votes")
    vote = json.loads(kept.read_text("utf-8"))
    assert vote.pop("at").endswith("+00:00")
    assert vote == {"helpful": False, "passages": ["a1", "b2"], "tier": "guidance"}
