"""``counterpart serve`` as a real process: what it answers, what it refuses, how it ends, what it sees."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.models.store import ModelStore
from tests.command import TRACEBACK, live_processes, read_until, run, start
from tests.conftest import SMALL_MODEL
from tests.test_engine import wait_for
from tests.test_ingest import write

READY = r"^Counterpart is ready at (http://\S+) \(Ctrl-C ends it\)$"


def address_of(process: subprocess.Popen[str]) -> str:
    """Where it answers, as it says itself."""
    return read_until(process.stdout, READY).split()[4]


@pytest.fixture(scope="module")
def address(guidance_home: Path, models: Path) -> Iterator[str]:
    """A server of this computer, without a login."""
    settings = {"COUNTERPART_HOME": str(guidance_home), "COUNTERPART_MODELS": str(models)}
    with start("serve", "--port", "0", "--no-model", **settings) as process:
        yield address_of(process)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """A client that goes through no proxy."""
    with httpx.Client(trust_env=False, timeout=30) as made:
        yield made


def test_pages_answer(address: str, client: httpx.Client) -> None:
    """The printed address is a port of this computer, and both pages are there."""
    assert address.startswith("http://127.0.0.1:") and not address.endswith(":0/")
    for path in ("", "library"):
        response = client.get(address + path)
        assert response.status_code == 200 and "Counterpart" in response.text


def test_nothing_may_be_loaded_from_elsewhere(address: str, client: httpx.Client) -> None:
    """Pages, files and errors carry the content security policy and tell no other site where they came from."""
    for path in ("", "library", "config", "no/such/page"):
        headers = client.get(address + path).headers
        assert headers["content-security-policy"].startswith("default-src 'self';")
        assert "connect-src 'self'" in headers["content-security-policy"]
        assert headers["referrer-policy"] == "no-referrer" and headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:7860", "192.0.2.7", "localhost.evil.example", "127.0.0.1.evil.example"]
)
def test_request_for_another_host_is_refused(host: str, address: str, client: httpx.Client) -> None:
    """A page elsewhere cannot make its own name mean this computer."""
    response = client.get(address, headers={"Host": host})
    assert response.status_code == 421 and "COUNTERPART_AUTH" in response.text


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:7860", "[::1]:7860"])
def test_request_for_this_computer_is_answered(host: str, address: str, client: httpx.Client) -> None:
    """By name, by number, in both families."""
    assert client.get(address, headers={"Host": host}).status_code == 200


def test_login_is_asked_for(guidance_home: Path, client: httpx.Client) -> None:
    """With a name and password nothing is shown without them, and any host may ask."""
    settings = {"COUNTERPART_HOME": str(guidance_home), "COUNTERPART_AUTH": "ada:love:lace"}
    with start("serve", "--port", "0", "--host", "0.0.0.0", "--no-model", **settings) as process:
        url = address_of(process).replace("0.0.0.0", "127.0.0.1")
        for path in ("", "config"):
            refused = client.get(url + path)
            assert refused.status_code == 401 and refused.headers["www-authenticate"].startswith("Basic ")
        assert client.get(url, auth=("ada", "love")).status_code == 401
        assert client.get(url, auth=("ada", "love:lace"), headers={"Host": "team.example"}).status_code == 200


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks at processes by /proc")
@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_end_leaves_nothing(how: signal.Signals, code: int, guidance_home: Path, tmp_path: Path) -> None:
    """Ctrl-C ends it with its code, being told to end is a success; both are quiet and leave no process."""
    settings = {"COUNTERPART_HOME": str(guidance_home), "COUNTERPART_TEST": str(tmp_path)}
    with start("serve", "--port", "0", "--no-model", **settings) as process:
        with httpx.Client(trust_env=False, timeout=30) as client:  # Its connection stays open meanwhile.
            assert client.get(address_of(process)).status_code == 200
            process.send_signal(how)
            _, said = process.communicate(timeout=30)
        assert process.returncode == code and TRACEBACK not in said, said
    assert live_processes(f"COUNTERPART_TEST={tmp_path}") == []


@pytest.mark.model
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks at processes by /proc")
@pytest.mark.parametrize("wanted", ["has started", "answers now"])
def test_end_takes_the_model_along(wanted: str, guidance_home: Path, store: ModelStore, tmp_path: Path) -> None:
    """Whether the model is starting or there, its process is gone with the server."""
    if not store.has(SMALL_MODEL):
        pytest.skip(f"fetch it first: counterpart models fetch {SMALL_MODEL}")
    settings = {"COUNTERPART_HOME": str(guidance_home), "COUNTERPART_MODEL": SMALL_MODEL}
    with start("serve", "--port", "0", **settings, COUNTERPART_TEST=str(tmp_path)) as process:
        address_of(process)
        read_until(process.stderr, wanted)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
        assert process.returncode == 0 and TRACEBACK not in said, said
    assert wait_for(lambda: not live_processes(f"COUNTERPART_TEST={tmp_path}"))


def draw_library(client: httpx.Client, url: str, visit: str) -> str:
    """What the Library shows when it is opened: the page calls back for it, and so do we."""
    config = client.get(url + "config").json()
    own = config["page"]["library"]["dependencies"]
    on_load = [d for d in config["dependencies"] if d["id"] in own and any(t[1] == "load" for t in d["targets"])]
    for call in on_load:
        body = {"data": [""] * len(call["inputs"]), "fn_index": call["id"], "session_hash": visit}
        client.post(url + "gradio_api/queue/join", json=body).raise_for_status()
    drawn = []
    with client.stream("GET", url + "gradio_api/queue/data", params={"session_hash": visit}) as events:
        for line in events.iter_lines():
            event = json.loads(line.removeprefix("data: ") or "{}")
            if event.get("msg") == "process_completed":
                drawn.append(json.dumps(event["output"]))
            if len(drawn) == len(on_load):
                break
    return " ".join(drawn)


def test_ingest_beside_it_is_seen_at_once(
    guidance_home: Path, home: Path, tmp_path: Path, client: httpx.Client
) -> None:
    """What another process takes in is on the page when it is opened next, and gone when it was taken out."""
    shutil.copytree(guidance_home, home)
    write(tmp_path / "own" / "aardvark.md", "Aardvark hour", "The aardvark hour is on Tuesdays at seven in room nine.")
    with start("serve", "--port", "0", "--no-model") as process:
        url = address_of(process)
        before = draw_library(client, url, "first")
        assert "Topics" in before and "Aardvark hour" not in before
        assert run("ingest", str(tmp_path / "own")).exit_code == 0
        assert "Aardvark hour" in draw_library(client, url, "second")
        shutil.rmtree(tmp_path / "own")
        assert run("ingest").exit_code == 0
        assert "Aardvark hour" not in draw_library(client, url, "third")
