"""The chat model seam, against a real server on loopback that misbehaves in every way that we know."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.messages import AIMessageChunk, HumanMessage
from langchain_core.runnables import RunnableGenerator

from assistant.app import App
from assistant.ask import Question, Words, answer_stream
from assistant.errors import ModelError, SettingsError
from assistant.index import Index
from assistant.models import chat
from assistant.models.endpoint import endpoint_is_set, is_loopback, list_models, model_title, provider_of
from assistant.settings import Settings
from assistant.values import Answer
from tests import endpoint
from tests.endpoint import Endpoint, Reply, serving
from tests.test_ingest import ROOT

KEY = "sk-a-key-of-the-test"
QUESTION = "How do I tell my PhD student that the thesis is in trouble?"
SECRET = "thesis"  # A word of the question: it must turn up in no error and no log.

FAULTS: dict[str, tuple[Reply, str]] = {
    "wrong key": (endpoint.refuse(401), "refused the key"),
    "key without rights": (endpoint.refuse(403), "refused the key"),
    "unknown model": (endpoint.refuse(404), "does not know this model"),
    "too long": (endpoint.refuse(400), "too long"),
    "too many": (endpoint.refuse(429), "busy or its quota"),
    "fault": (endpoint.refuse(500), r"answered with an error \(500\)"),
    "moved": (endpoint.refuse(302), "broke off or sent what cannot be read"),
    "hangs up": (endpoint.hang_up, "cannot be reached"),
    "breaks off": (endpoint.break_off, "in the middle of its answer"),
    "closes in order": (endpoint.say("Ask them ", finished=False), "in the middle of its answer"),
    "page instead of words": (endpoint.send_bytes(b"<html>\n\n", "text/html"), "cannot be read"),
    "broken JSON": (endpoint.send_bytes(b"data: {nope\n\n"), "cannot be read"),
    "another form": (endpoint.send_bytes(b"data: [1, 2]\n\n"), "cannot be read"),
    "no form": (endpoint.send_bytes(b'data: {"a": 1}\n\ndata: [DONE]\n\n'), "without a word"),
    "no text": (endpoint.send_bytes(b"data: \xff\xfe\n\n"), "cannot be read"),
    "error in the stream": (endpoint.send_bytes(b'data: {"error": {"message": "thesis"}}\n\n'), "cannot be read"),
    "nothing": (endpoint.send_bytes(b""), "cannot be read"),
    "no word": (endpoint.say(""), "without a word"),
    "does not stop": (endpoint.never_stop, "did not stop"),
    "all at once": (endpoint.say("word " * 100_000), "did not stop"),
}


@pytest.fixture
def server() -> Iterator[Endpoint]:
    """A server that answers well until a test gives it another reply."""
    with serving(endpoint.say("Ask them ", "what they see.")) as server:
        yield server


@pytest.fixture(autouse=True)
def environment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The endpoint is set for the tests that have a server."""
    if "server" in request.fixturenames:
        monkeypatch.setenv("OPENAI_BASE_URL", request.getfixturevalue("server").url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)


@pytest.fixture
def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def asking(guidance_home: Path, models: Path, embeddings: Embeddings) -> Iterator[App]:
    """The application with a model of the endpoint."""
    app = App(Settings(home=guidance_home, models=models, model="one", timeout=20))
    app.__dict__["embeddings"] = embeddings  # Loaded once for all tests.
    yield app
    app.close()


def read(timeout: float = 20, name: str = "one") -> str:
    """The words of an answer."""

    async def collect() -> str:
        model = chat.endpoint_chat(name, timeout)
        return "".join([piece async for piece in chat.stream_words(model, [HumanMessage(QUESTION)], timeout)])

    return asyncio.run(collect())


# -- words ----------------------------------------------------------------------------


def test_words_come_as_they_are_written(server: Endpoint) -> None:
    """A good endpoint gets the key, the model's name and the question, and its words arrive."""
    assert read() == "Ask them what they see."
    (seen,) = server.seen
    assert (seen.path, seen.key) == ("/v1/chat/completions", f"Bearer {KEY}")
    assert json.loads(seen.body)["model"] == "one" and QUESTION in seen.body


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_one_sentence_without_secrets(fault: str, server: Endpoint, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever the endpoint does: a ModelError that repeats neither key nor question, and no log that does."""
    caplog.set_level(logging.INFO)
    server.reply, sentence = FAULTS[fault]
    with pytest.raises(ModelError, match=sentence) as error:
        read()
    assert len(server.seen) == 1  # It is not asked again behind the person's back.
    for text in (str(error.value), caplog.text):
        assert KEY not in text and SECRET not in text


@pytest.mark.parametrize("reply", [endpoint.keep_silent, endpoint.fall_silent])
def test_silence_ends_with_the_timeout(reply: Reply, server: Endpoint) -> None:
    """An endpoint that says nothing, at first or in the middle, does not hold the person up."""
    server.reply = reply
    with pytest.raises(ModelError, match="did not answer in time"):
        read(timeout=0.2)


def test_nobody_there(free_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address where nobody listens is told with what to check."""
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://127.0.0.1:{free_port}/v1")
    with pytest.raises(ModelError, match=r"cannot be reached.*OPENAI_BASE_URL"):
        read()


@pytest.mark.parametrize("key", ["sk-one\nsk-two", "clé-secrète"])
def test_key_that_cannot_be_sent_is_not_shown(key: str, server: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key with a line break or an accent gives a sentence without it."""
    monkeypatch.setenv("OPENAI_API_KEY", key)
    for name in ("one", ""):
        with pytest.raises(ModelError) as error:
            read(name=name)
        assert key not in str(error.value) and "secr" not in str(error.value)


@pytest.fixture
def no_collector() -> Iterator[None]:
    """What must be closed is closed without waiting for the garbage collector."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
def test_closing_the_stream_closes_the_connection(server: Endpoint) -> None:
    """The endpoint of an answer that nobody reads any more notices it, and can stop."""
    server.reply = endpoint.never_stop

    async def begin_and_leave() -> bool:
        words = chat.stream_words(chat.endpoint_chat("one", 20), [HumanMessage(QUESTION)], 20)
        assert await anext(words)
        await words.aclose()
        return await asyncio.to_thread(server.left.wait, 30)

    assert asyncio.run(begin_and_leave())


@pytest.mark.parametrize("turns", range(6))
def test_cancellation_is_never_lost(turns: int) -> None:
    """Stopping at the very moment when the next word is there stops all the same."""
    arrived = asyncio.Event()

    async def words(messages: object) -> AsyncIterator[AIMessageChunk]:
        yield AIMessageChunk(content="One")
        await arrived.wait()
        while True:
            yield AIMessageChunk(content=" more")
            await asyncio.sleep(0)

    async def read() -> None:
        async for _ in chat.stream_words(RunnableGenerator(_ignoring(words)), [HumanMessage("?")], 20):
            pass

    async def stop_as_it_comes() -> bool:
        task = asyncio.create_task(read())
        for _ in range(20):
            await asyncio.sleep(0)
        arrived.set()
        for _ in range(turns):  # Somewhere between the word's coming and its being read.
            await asyncio.sleep(0)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        return task.cancelled()

    assert asyncio.run(stop_as_it_comes())


def _ignoring(
    words: Callable[[object], AsyncIterator[AIMessageChunk]],
) -> Callable[[AsyncIterator[object]], AsyncIterator[AIMessageChunk]]:
    async def stream(given: AsyncIterator[object]) -> AsyncIterator[AIMessageChunk]:
        async for messages in given:
            async for word in words(messages):
                yield word

    return stream


# -- answers --------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["wrong key", "breaks off", "closes in order", "broken JSON", "no word", "hangs up"])
def test_answer_is_finished_from_the_guidance(
    fault: str, server: Endpoint, guidance_index: Index, embeddings: Embeddings
) -> None:
    """An endpoint that fails costs its words: the notice says why, and the guidance answers."""
    server.reply, sentence = FAULTS[fault]
    model = chat.endpoint_chat("one", 20)

    async def last() -> Answer:
        question = Question(QUESTION, "mentor")
        stream = answer_stream(question, index=guidance_index, embeddings=embeddings, model=model, tier="endpoint")
        return [event async for event in stream if isinstance(event, Answer)][-1]

    answer = asyncio.run(last())
    assert answer.tier == "guidance" and answer.sentences and answer.citations
    assert re.search(sentence, answer.notice) and answer.notice.endswith("from the guidance alone.")
    assert KEY not in answer.notice and SECRET not in answer.notice


def test_application_answers_by_the_endpoint(asking: App, server: Endpoint) -> None:
    """The model that is set phrases the answer, and is named with its host."""
    said = asyncio.run(asking.whole_answer(QUESTION, "mentor", tier="guidance")).sentences[0].text
    server.reply = endpoint.say(said[:10], said[10:])
    answer = asyncio.run(asking.whole_answer(QUESTION, "mentor"))
    assert answer.tier == "endpoint" and answer.notice == "" and answer.raw == said
    assert asking.status().title == "one at 127.0.0.1"


def test_application_goes_on_when_the_endpoint_falls_silent(
    asking: App, server: Endpoint, guidance_home: Path, models: Path, embeddings: Embeddings
) -> None:
    """A silent endpoint costs the timeout that is set and not the answer."""
    server.reply = endpoint.fall_silent
    asking.settings = Settings(home=guidance_home, models=models, model="one", timeout=0.3)
    answer = asyncio.run(asking.whole_answer(QUESTION, "mentor"))
    assert answer.tier == "guidance" and answer.sentences and "in time" in answer.notice


def test_leaving_an_answer_closes_the_connection(asking: App, server: Endpoint) -> None:
    """Stop on the page ends the stream of events, and with it the endpoint's work."""
    server.reply = endpoint.never_stop

    async def begin_and_leave() -> bool:
        events = asking.ask(QUESTION, "mentor")
        while not isinstance(await anext(events), Words):
            pass
        await events.aclose()
        return await asyncio.to_thread(server.left.wait, 30)

    assert asyncio.run(begin_and_leave())


def test_question_out_of_scope_stays_here(asking: App, server: Endpoint) -> None:
    """What the guidance does not cover is not sent to the endpoint."""
    answer = asyncio.run(asking.whole_answer("How do I file my income tax return?"))
    assert not answer.covered and server.seen == []


# -- what must not see it -------------------------------------------------------------

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "OPENAI_PROXY")


def test_proxy_sees_nothing_of_a_server_on_this_computer(server: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions, models and vectors of a loopback endpoint go past every proxy of the environment."""
    with serving(endpoint.hang_up) as proxy:
        for name in PROXIES:
            monkeypatch.setenv(name, proxy.url.removesuffix("/v1"))
        assert read(name="") == "Ask them what they see."
        server.reply = endpoint.send_json({"data": [{"index": 0, "embedding": [3.0, 4.0]}], "model": "e"})
        assert chat.endpoint_embeddings("e", 20).embed_query(QUESTION) == [3.0, 4.0]
        assert len(server.seen) == 3 and proxy.seen == []


def test_tracing_of_the_environment_sends_nothing(
    server: Endpoint, guidance_home: Path, models: Path, tmp_path: Path
) -> None:
    """LANGCHAIN_TRACING_V2 would send every prompt to its makers; a question at the command line sends none."""
    with serving(endpoint.send_json({})) as tracer:
        variables = {"LANGCHAIN_TRACING_V2": "true", "LANGSMITH_TRACING": "true", "LANGSMITH_API_KEY": "lsv2_x"}
        variables |= dict.fromkeys(("LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT"), tracer.url)
        variables |= {"COUNTERPART_HOME": str(guidance_home), "COUNTERPART_MODELS": str(models)}
        variables |= {"COUNTERPART_MODEL": "one", "HOME": str(tmp_path)}
        command = [sys.executable, "-m", "assistant.cli", "ask", QUESTION, "--json"]
        done = subprocess.run(command, env=os.environ | variables, cwd=ROOT, capture_output=True, check=True)
        assert json.loads(done.stdout)["covered"] and len(server.seen) == 1
        assert tracer.seen == []


# -- names ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "provider"),
    [
        ("anthropic:claude-x", "anthropic"),
        ("azure_openai:gpt", "azure_openai"),
        ("Ollama:llama3.2:3b", "ollama"),
        ("qwen2:7b", ""),
        ("gpt-oss:20b", ""),
        ("llama3.2", ""),
        ("openai:", ""),
        (":x", ""),
        ("open ai:x", ""),
        ("none", ""),
        ("", ""),
    ],
)
def test_what_counts_as_provider_and_name(name: str, provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word before the colon is a provider; at an endpoint that is set every name is one of its own."""
    assert provider_of(name) == provider
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:11434/v1")
    assert provider_of(name) == ""


def test_key_alone_is_an_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with every OpenAI tool a key leads to OpenAI; neither variable is no endpoint."""
    assert not endpoint_is_set()
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert endpoint_is_set() and model_title("gpt") == "gpt at api.openai.com"
    assert model_title("anthropic:x") == "anthropic:x at anthropic"


def test_no_endpoint_is_told() -> None:
    """Asking for the endpoint without having set one says which variables to set."""
    with pytest.raises(SettingsError, match="Set OPENAI_BASE_URL and COUNTERPART_MODEL"):
        chat.endpoint_chat("one", 20)


@pytest.mark.parametrize("url", ["ftp://x/v1", "localhost:11434", "http://", "http://[::1", "no address"])
def test_odd_address_is_told(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no web address is refused with an example, before anything is sent."""
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    with pytest.raises(SettingsError, match="is not an address such as"):
        chat.endpoint_chat("one", 20)


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:1/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:8080", True),
        ("http://127.9.9.9", True),
        ("http://10.0.0.1", False),
        ("https://localhost.example.com", False),
        ("https://127.0.0.1@example.com", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_what_stays_on_this_computer(url: str, here: bool) -> None:
    """Loopback addresses do, and nothing that only looks like one."""
    assert is_loopback(url) is here


@pytest.mark.parametrize(("models", "sentence"), [([], "has no model"), (["one", "two"], "has 2 models")])
def test_unnamed_model_must_be_the_only_one(
    models: list[str], sentence: str, server: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a name the endpoint's only model answers; none or several want a decision."""
    server.models = models
    with pytest.raises(SettingsError, match=sentence):
        chat.endpoint_chat("", 20)
    server.models = ["only"]
    assert getattr(chat.endpoint_chat("", 20), "model_name", "") == "only"
    assert {seen.key for seen in server.seen} == {f"Bearer {KEY}"}


def test_models_are_listed_or_it_is_a_value_error(server: Endpoint) -> None:
    """One function lists an endpoint's models; another form than OpenAI's is a ValueError."""
    server.models = ["one", "two"]
    assert list_models(server.url + "/", KEY) == ["one", "two"]
    assert server.seen[-1].path == "/v1/models"
    with pytest.raises(ValueError, match="InvalidURL"):
        list_models("http://[::1", KEY)


def test_vectors_that_cannot_be_had_are_an_error_of_ours(server: Endpoint) -> None:
    """An endpoint that embeds fails in the same sentences, without what was to be embedded."""
    server.reply = endpoint.refuse(401)
    with pytest.raises(ModelError, match="refused the key") as error:
        chat.endpoint_embeddings("e", 20).embed_documents([QUESTION])
    assert KEY not in str(error.value) and SECRET not in str(error.value)


def test_messages_and_chains_stay_where_a_model_is_called() -> None:
    """LangChain's message and chain types are known to Ask, the partner and this seam; no contract can say so."""
    kinds = re.compile(r"^\s*(?:from|import) langchain_core\.(?:messages|runnables|prompts|output_parsers)\b", re.M)
    modules = [path for folder in ("assistant", "ingest") for path in (ROOT / folder).rglob("*.py")]
    known = {path.relative_to(ROOT).as_posix() for path in modules if kinds.search(path.read_text("utf-8"))}
    assert known == {"assistant/ask.py", "assistant/partner.py", "assistant/models/chat.py"}


# -- other providers ------------------------------------------------------------------


def test_provider_without_the_extra_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, guidance_home: Path, models: Path
) -> None:
    """COUNTERPART_MODEL=provider:name without ``langchain`` gives the command to run."""
    monkeypatch.setitem(sys.modules, "langchain", None)  # As if it were not installed, if it is.
    app = App(Settings(home=guidance_home, models=models, model="anthropic:claude-x"))
    assert app.own_tier == "endpoint" and app.status().title == "anthropic:claude-x at anthropic"
    with pytest.raises(SettingsError, match=r"pip install 'counterpart\[providers\]'"):
        app.chat_model()
