"""The chat model seam: settings in, LangChain's ``BaseChatModel`` out, whatever answers.

Three ways: the local engine, an OpenAI-compatible endpoint, any LangChain provider by
name. Everything that a model or the way to it can do wrong leaves here as ``ModelError``.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.runnables import Runnable

from assistant.errors import ModelError, SettingsError
from assistant.models.endpoint import (
    endpoint_is_set,
    endpoint_key,
    endpoint_url,
    is_loopback,
    list_models,
    split_url,
)

if TYPE_CHECKING:
    import httpx

    from assistant.models.engine import Address

TEMPERATURE = 0.3
SEED = 7
MAX_CHARACTERS = 10_000  # Ten times what is asked for: who writes on does not keep to the limit of tokens.

# The lines that the answer under way has opened. LangChain leaves its inner generators to the garbage
# collector, so a line would stay open, and the model writing, until that comes by.
_lines: ContextVar[list[httpx.Response] | None] = ContextVar("lines", default=None)

_BROKE_OFF = "The model broke off in the middle of its answer. Try again."


def embedded_chat(address: Address, timeout: float) -> BaseChatModel:
    """A client of the local engine."""
    return _openai(address.url + "/v1", address.secret, "local", timeout, local=True)


def endpoint_chat(name: str, timeout: float) -> BaseChatModel:
    """A client of the endpoint that ``OPENAI_BASE_URL`` and ``OPENAI_API_KEY`` name.

    Args:
        name: of the model there; empty asks the endpoint, if it has just one.

    Raises:
        SettingsError: neither variable is set, or there are several models to choose from.
        ModelError: the endpoint does not answer.
    """
    if not endpoint_is_set():
        raise SettingsError("No endpoint is set. Set OPENAI_BASE_URL and COUNTERPART_MODEL, or choose another tier.")
    url, key = endpoint_url(), endpoint_key()
    if split_url(url).scheme not in ("http", "https") or not split_url(url).hostname:
        raise SettingsError("OPENAI_BASE_URL is not an address such as http://127.0.0.1:11434/v1. Set it anew.")
    return _openai(url, key or "none", name or only_model(url, key), timeout, local=is_loopback(url))


def provider_chat(name: str, timeout: float) -> BaseChatModel:
    """Any other provider through LangChain, by ``provider:model``.

    Raises:
        SettingsError: the extra is not installed, or LangChain does not know the provider.
    """
    try:
        from langchain.chat_models import init_chat_model
    except ImportError as error:
        raise SettingsError(f"The model {name!r} needs `pip install 'counterpart[providers]'`.") from error
    try:
        provider, _, model_name = name.partition(":")
        model: BaseChatModel = init_chat_model(
            model_name, model_provider=provider.lower(), temperature=TEMPERATURE, timeout=timeout, max_retries=0
        )
        return model
    except ImportError as error:
        package = getattr(error, "name", None) or "its LangChain package"
        raise SettingsError(f"The provider of {name!r} needs another package: install {package}.") from error
    except Exception as error:  # each provider raises its own kind for a missing key or name
        raise SettingsError(
            f"LangChain cannot use {name!r} ({type(error).__name__}); check its name and key."
        ) from error


def endpoint_embeddings(name: str, timeout: float) -> Embeddings:
    """An embedder at the endpoint."""
    import httpx
    from langchain_openai import OpenAIEmbeddings
    from pydantic import SecretStr

    url = endpoint_url()
    clients: dict[str, Any] = (
        {"http_client": httpx.Client(trust_env=False, timeout=timeout)} if is_loopback(url) else {}
    )
    # check_embedding_ctx_length would count tokens with tiktoken, which downloads.
    return _ClearEmbeddings(
        OpenAIEmbeddings(
            model=name,
            base_url=url,
            api_key=SecretStr(endpoint_key() or "none"),
            openai_proxy="",
            check_embedding_ctx_length=False,
            max_retries=0,
            timeout=timeout,
            **clients,
        )
    )


class _ClearEmbeddings(Embeddings):
    """Another embedder, whose errors leave as ``ModelError``."""

    def __init__(self, embedder: Embeddings) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of texts, in their order."""
        try:
            return self._embedder.embed_documents(texts)
        except Exception as error:  # openai, httpx and json have families of their own
            raise model_error(error) from error

    def embed_query(self, text: str) -> list[float]:
        """The vector of one question."""
        return self.embed_documents([text])[0]


def only_model(url: str, key: str) -> str:
    """The name of the endpoint's model, if it has just one.

    Raises:
        SettingsError: there are several to choose from, or there is none.
        ModelError: the endpoint does not say which it has.
    """
    import httpx

    try:
        names = list_models(url, key)
    except (httpx.HTTPError, ValueError) as error:
        refused = isinstance(error, httpx.HTTPStatusError) and error.response.status_code in (401, 403)
        if refused or isinstance(error, (httpx.ConnectError, httpx.TimeoutException)):
            raise model_error(error) from error
        raise ModelError(
            "The endpoint does not say which models it has. Set COUNTERPART_MODEL to the model's name there."
        ) from error
    if not names:
        raise SettingsError("The endpoint has no model. Load one there, or choose another tier.")
    if len(names) > 1:
        raise SettingsError(f"The endpoint has {len(names)} models. Set COUNTERPART_MODEL to the name of one of them.")
    return names[0]


async def stream_words(
    model: Runnable[list[BaseMessage], BaseMessage], messages: list[BaseMessage], timeout: float
) -> AsyncGenerator[str]:
    """The model's words as they come.

    Closing the iterator closes the connection, which makes the local engine stop.

    Raises:
        ModelError: the model cannot be reached, refuses, breaks off, does not stop, says
            nothing or sends what cannot be read.
    """
    lines: list[httpx.Response] = []
    _lines.set(lines)
    pieces = model.astream(messages)
    openai = finished = False
    written = 0
    try:
        while True:
            try:
                # A server that keeps the line open and says nothing must not hold the person up.
                # (Not wait_for: in Python 3.11 it loses a cancellation that meets the next piece.)
                async with asyncio.timeout(timeout):
                    piece: Any = await anext(pieces)
            except StopAsyncIteration:
                break
            openai = openai or piece.response_metadata.get("model_provider") == "openai"
            finished = finished or "finish_reason" in piece.response_metadata
            if text := piece.text if isinstance(piece.text, str) else str(piece.content):
                written += len(text)
                if written > MAX_CHARACTERS:
                    raise ModelError("The model did not stop writing. Try again, or choose another model.")
                yield text
    except (asyncio.CancelledError, GeneratorExit, ModelError):
        raise
    except Exception as error:  # openai, httpx, json and each provider have families of their own
        lost = written and "Connect" in type(error).__name__
        raise (ModelError(_BROKE_OFF) if lost else model_error(error)) from error
    finally:
        if hasattr(pieces, "aclose"):
            await pieces.aclose()
        for line in lines:
            await line.aclose()
    if openai and not finished:  # The line was closed in mid-answer, which HTTP alone need not notice.
        raise ModelError(_BROKE_OFF)
    if not written:
        raise ModelError("The model answered without a word. Try again, or choose another model.")


def model_error(error: Exception) -> ModelError:
    """One sentence for whatever went wrong on the way to a model. It never repeats what was sent."""
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    name = type(error).__name__
    if status in (401, 403):
        return ModelError("The endpoint refused the key. Check OPENAI_API_KEY.")
    if status == 404:
        return ModelError(
            "The endpoint does not know this model or address. Check COUNTERPART_MODEL and OPENAI_BASE_URL."
        )
    if status == 429:
        return ModelError("The endpoint is busy or its quota is used up. Try again in a while.")
    if status == 400:
        return ModelError("The model refused the request; it may be too long for it. Ask in fewer words.")
    if isinstance(status, int) and status >= 500:
        return ModelError(f"The model's server answered with an error ({status}). Try again, or use guidance only.")
    if isinstance(error, TimeoutError) or "Timeout" in name:
        return ModelError("The model did not answer in time. Try again, or use guidance only.")
    if "Connect" in name:
        return ModelError(
            "The model cannot be reached. Try again; for an endpoint, check OPENAI_BASE_URL and its server."
        )
    return ModelError(f"The model broke off or sent what cannot be read ({name}). Try again.")


def _openai(url: str, key: str, name: str, timeout: float, *, local: bool) -> BaseChatModel:
    import httpx
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    # A proxy of the environment must never see what is sent to this computer. No connection is
    # kept: it would belong to the event loop of one answer and break the next one's.
    options: dict[str, Any] = {
        "trust_env": not local,
        "timeout": timeout,
        "limits": httpx.Limits(max_keepalive_connections=0),
    }
    return ChatOpenAI(
        base_url=url,
        api_key=SecretStr(key),
        openai_proxy="",  # LangChain's own OPENAI_PROXY would clash with the clients below, and stop even the engine.
        model=name,
        temperature=TEMPERATURE,
        seed=SEED,
        max_completion_tokens=None,
        max_retries=0,
        timeout=timeout,
        stream_chunk_timeout=None,  # ``stream_words`` watches the line, with the timeout that is set.
        http_socket_options=(),  # They are the clients' own; else it warns of proxies that it does not see.
        stream_usage=local,
        http_client=httpx.Client(**options),
        http_async_client=httpx.AsyncClient(**options, event_hooks={"response": [_remember_line]}),
    )


async def _remember_line(response: httpx.Response) -> None:
    lines = _lines.get()
    if lines is not None:
        lines.append(response)
