"""Real servers and a real Chromium for the browser tests; every page is watched for what it loads and keeps."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from assistant.embeddings import MiniLM
from assistant.index import Index
from assistant.resources import resource_folder
from ingest.build import ingest_paths
from tests.browser.sight import Sight
from tests.command import ROOT
from tests.endpoint import Endpoint, say, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SECONDS = 60  # For whatever is waited for: machines that test are slow.

# Nothing of this may load, run or be drawn as anything but its letters.
HOSTILE = (
    '<img src="http://203.0.113.9/a.png" onerror="window.hit=1"> ![picture](http://203.0.113.9/b.png) '
    '<script>window.hit=1</script> [here](javascript:window.hit=1) <svg onload="window.hit=1">'
)
OWN_DOCUMENT = f"""# Work on the research vessel

## When a trainee is seasick on the vessel

Let a seasick trainee lie down on the lower deck and take over the night watch yourself. {HOSTILE}

Tell the seasick trainee that nobody on the research vessel thinks less of them.
"""

Serve = Callable[..., AbstractContextManager[str]]
Open = Callable[..., Page]


@contextmanager
def run_server(home: Path, models: Path, *words: str, **settings: str) -> Iterator[str]:
    """A server in a process of its own; gives its address."""
    settings |= {"COUNTERPART_HOME": str(home), "COUNTERPART_MODELS": str(models), "COUNTERPART_PORT": "0"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.serve", *words],
        cwd=ROOT,
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), "the server did not start"
        yield address.rstrip("/")
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@pytest.fixture(scope="package")
def full_home(guidance_home: Path, embeddings: Embeddings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with all guides and a document of the person's own, which is out for trouble."""
    folder = tmp_path_factory.mktemp("person")
    shutil.copytree(guidance_home, folder / "home", dirs_exist_ok=True)
    (folder / "own").mkdir()
    (folder / "own" / "vessel.md").write_text(OWN_DOCUMENT, "utf-8")
    index = Index(folder / "home" / "index", MiniLM.name)
    ingest_paths(index, embeddings, resource_folder("knowledge"), [folder / "own"])
    return folder / "home"


@pytest.fixture(scope="package")
def address(full_home: Path, models: Path) -> Iterator[str]:
    """A server that answers from the guidance alone."""
    with run_server(full_home, models, COUNTERPART_MODEL="none") as found:
        yield found


@pytest.fixture(scope="package")
def endpoint() -> Iterator[Endpoint]:
    """A model server on this computer; a test sets what it replies."""
    with serving(say("Nothing was scripted.")) as server:
        yield server


@pytest.fixture(scope="package")
def endpoint_address(guidance_home: Path, models: Path, endpoint: Endpoint) -> Iterator[str]:
    """A server whose answers are written by that endpoint."""
    settings = {"COUNTERPART_MODEL": "one", "OPENAI_BASE_URL": endpoint.url, "OPENAI_API_KEY": "test"}
    with run_server(guidance_home, models, **settings) as found:
        yield found


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as made:
        yield made


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium."""
    if CHROMIUM is None:
        pytest.fail("Chromium is missing: install it (Debian: chromium)")
    expect.set_options(timeout=SECONDS * 1000)
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    """Opens pages in a profile of its own, and holds all of them to the promises in ``Sight``."""
    with ExitStack() as stack:

        def open_page(path: str = "/", *, at: str = address, width: int = 1440, height: int = 900) -> Page:
            context = browser.new_context(viewport={"width": width, "height": height})
            stack.callback(context.close)
            context.set_default_timeout(SECONDS * 1000)
            stack.enter_context(Sight(context, at))
            page = context.new_page()
            page.goto(at + path)
            return page

        yield open_page


@pytest.fixture
def page(open_page: Open) -> Page:
    """The Ask page, wide, without a model."""
    return open_page()


@pytest.fixture
def library(open_page: Open) -> Page:
    """The Library, wide."""
    return open_page("/library")
