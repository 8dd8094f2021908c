"""Answers that are being written, by an endpoint that writes as a test wants, and by the real small model."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.ask import SHOWN_POINTS
from assistant.embeddings import MiniLM
from assistant.models.store import Asset, ModelStore
from tests.browser.conftest import HOSTILE, Open, run_server
from tests.browser.sight import STARTER, answer, ask, box
from tests.conftest import SMALL_MODEL
from tests.endpoint import Endpoint, Handler, begin, refuse, say, send

pytestmark = pytest.mark.browser

SECONDS = 60


def read_notes(handler: Handler) -> list[str]:
    """The notes that came with the question and are not among the key points on the page: what can be said of them."""
    asked = json.loads(handler.server.seen[-1].body)["messages"][-1]["content"]
    return re.findall(r"^\d\. (.+)$", asked, re.M)[SHOWN_POINTS:]


def repeat_notes(handler: Handler) -> None:
    """A model that keeps to its notes."""
    say(*(f"{note} " for note in read_notes(handler)))(handler)


def write_on(handler: Handler) -> None:
    """The notes, the beginning of another sentence, then no end: a space now and then until nobody reads."""
    begin(handler)
    send(handler, f"{' '.join(read_notes(handler))} Then say {HOSTILE}")
    while not handler.server.closing.wait(0.1):
        send(handler, " ")


@pytest.fixture
def writing(open_page: Open, endpoint: Endpoint, endpoint_address: str) -> Page:
    """The Ask page before a model that has begun an answer and does not end it."""
    endpoint.reply = write_on
    endpoint.left.clear()
    page = open_page(at=endpoint_address)
    ask(page, STARTER)
    expect(page.locator("#e1 .writing")).to_contain_text("Then say")
    return page


def test_words_come_as_they_are_written(writing: Page) -> None:
    """Key points and marked sentences are there before the answer ends, and the button stops instead of asking."""
    expect(writing.locator("#e1")).to_have_attribute("aria-busy", "true")
    expect(writing.get_by_role("heading", name="Key points")).to_be_visible()
    expect(writing.locator("#e1 .told a.cite").first).to_be_visible()
    expect(writing.get_by_role("button", name="Stop")).to_be_visible()
    expect(writing.get_by_role("button", name="Ask", exact=True)).to_be_hidden()


def test_stop_ends_it(writing: Page, endpoint: Endpoint) -> None:
    """What was written stays, the model is left in peace, and the next question is answered."""
    writing.get_by_role("button", name="Stop").click()
    expect(writing.locator("#e1")).to_contain_text("Stopped. What was written so far is kept.")
    expect(writing.locator("#e1 .told a.cite").first).to_be_visible()
    assert endpoint.left.wait(SECONDS), "the model went on writing"
    endpoint.reply = repeat_notes
    ask(writing, "How do I give feedback that is heard?")
    expect(answer(writing, 2)).to_contain_text("Written by one at 127.0.0.1, from the guidance.")


def test_reload_ends_it(writing: Page, endpoint: Endpoint) -> None:
    """A page that is gone costs nothing any more, and the new one is fresh."""
    writing.reload()
    expect(writing.get_by_role("button", name=STARTER)).to_be_visible()
    assert endpoint.left.wait(SECONDS), "the model went on writing"


def test_new_conversation_ends_it(writing: Page, endpoint: Endpoint) -> None:
    """So does beginning anew in the middle of an answer; nothing of it comes after."""
    writing.get_by_role("button", name="New conversation").click()
    expect(writing.get_by_role("button", name=STARTER)).to_be_visible()
    assert endpoint.left.wait(SECONDS), "the model went on writing"
    expect(writing.locator("article")).to_have_count(0)


def test_next_question_can_be_written_meanwhile(writing: Page) -> None:
    """What is typed while an answer comes stays in the box."""
    box(writing).fill("and if she cries?")
    writing.get_by_role("button", name="Stop").click()
    expect(writing.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(box(writing)).to_have_value("and if she cries?")


def test_what_a_model_writes_is_never_markup(writing: Page) -> None:
    """HTML, scripts and pictures from a model are letters on the page."""
    expect(writing.locator("#e1 .writing")).to_contain_text("<script>window.hit=1</script>")
    expect(writing.locator("#desk :is(img, svg, script, a[href^=javascript])")).to_have_count(0)
    assert writing.evaluate("window.hit") is None


def test_failing_model_leaves_the_guidance(open_page: Open, endpoint: Endpoint, endpoint_address: str) -> None:
    """An endpoint that refuses: the guidance answers, and the page says why."""
    endpoint.reply = refuse(500)
    page = open_page(at=endpoint_address)
    ask(page, STARTER)
    told = answer(page)
    expect(told.locator(".notice")).to_contain_text("What follows is from the guidance alone.")
    expect(told.locator(".points li").first).to_be_visible()


def test_endpoint_is_named(open_page: Open, endpoint_address: str) -> None:
    """Who else reads the question is said on the page before it is asked."""
    page = open_page(at=endpoint_address)
    expect(page.locator("#state")).to_contain_text("Endpoint: one")
    page.get_by_text("What leaves this computer").click()
    expect(page.locator("#leaves")).to_contain_text("goes to the model server on this computer.")


# -- the local model ------------------------------------------------------------------


class SlowSource(ThreadingHTTPServer):
    """Serves one file, the second half only when it is told to."""

    daemon_threads = True

    def __init__(self, file: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Half)
        self.file = file
        self.go_on = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}/model"


class _Half(BaseHTTPRequestHandler):
    server: SlowSource

    def do_GET(self) -> None:
        content = self.server.file.read_bytes()
        self.send_response(200)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2])
        if self.server.go_on.wait(120):
            self.wfile.write(content[len(content) // 2 :])

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def slow_source(file: Path) -> Iterator[SlowSource]:
    server = SlowSource(file)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.go_on.set()
        server.shutdown()
        server.server_close()


def describe(asset: Asset, source: str) -> list[str]:
    """An entry of a catalog, all of whose files come from one address."""
    lines = ["[[asset]]"]
    lines += [f'{name} = "{getattr(asset, name)}"' for name in ("name", "title", "kind", "licence", "about")]
    for file in asset.files:
        lines += ["[[asset.file]]", f'name = "{file.name}"', f"size = {file.size}", f'sha256 = "{file.sha256}"']
        lines += [f'source = [{{ kind = "url", url = "{source}" }}]']
    return lines


def embedder_only(store: ModelStore, folder: Path) -> Path:
    """A folder of models that has the embedder and no chat model."""
    folder.mkdir()
    for file in store.files(MiniLM.name):
        (folder / file.parent.name).symlink_to(file.parent, target_is_directory=True)
    return folder


# Counts how often a sentence under way was drawn: it is gone from the page when the answer is whole.
NOTE_WRITING = """() => {
  window.written = 0;
  new MutationObserver(() => { if (document.querySelector('#e2 .writing')) window.written += 1; })
    .observe(document.querySelector('#latest'), { childList: true, subtree: true, characterData: true });
}"""


def test_missing_model_says_what_to_do(open_page: Open, guidance_home: Path, store: ModelStore, tmp_path: Path) -> None:
    """Without the model's file the page names it, says how to get it, and answers from the guidance."""
    models = embedder_only(store, tmp_path / "models")
    with run_server(guidance_home, models, COUNTERPART_MODEL=SMALL_MODEL) as address:
        page = open_page(at=address)
        expect(page.locator("#state")).to_contain_text("Guidance only: SmolLM2 135M is not on this computer")
        expect(page.locator("#state")).to_contain_text("run `counterpart models fetch` and start again")
        ask(page, STARTER)
        expect(answer(page)).to_contain_text("In the guidance's own words")


@pytest.mark.model
def test_model_arrives_and_joins(open_page: Open, guidance_home: Path, store: ModelStore, tmp_path: Path) -> None:
    """While it is fetched the page shows how far it is and answers; then the model writes, without a reload."""
    if not store.has(SMALL_MODEL):
        pytest.skip(f"fetch it first: counterpart models fetch {SMALL_MODEL}")
    models = embedder_only(store, tmp_path / "models")
    catalog = tmp_path / "catalog.toml"
    with slow_source(store.files(SMALL_MODEL)[0]) as source:
        entries = [store.asset(MiniLM.name), store.asset(SMALL_MODEL)]
        catalog.write_text("\n".join(line for entry in entries for line in describe(entry, source.url)), "utf-8")
        with run_server(guidance_home, models, str(catalog), COUNTERPART_MODEL=SMALL_MODEL) as address:
            page = open_page(at=address)
            page.evaluate("window.same = true")
            state = page.locator("#state")
            expect(state).to_contain_text(re.compile(r"SmolLM2 135M is being downloaded, [1-9]\d? %"))
            expect(state.get_by_role("progressbar", name="Downloaded")).to_be_visible()
            ask(page, STARTER)
            expect(answer(page)).to_contain_text("In the guidance's own words")
            source.go_on.set()
            expect(state).to_contain_text("On this computer: SmolLM2 135M")
            page.evaluate(NOTE_WRITING)
            ask(page, "How do I give feedback that is heard?")
            answer(page, 2)
            assert page.evaluate("[window.same, window.written > 1]") == [True, True]
