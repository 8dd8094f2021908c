"""The endpoint: whether one is set, where it is, which models it has, and what counts as ``provider:name``.

Each of these is decided here and nowhere else. It talks to no model (that is ``chat``) and
imports nothing heavy, so that asking for a name costs nothing.
"""

from __future__ import annotations

import ipaddress
import os
import re
from urllib.parse import SplitResult, urlsplit

DEFAULT_URL = "https://api.openai.com/v1"  # Where a key alone leads, as with every OpenAI tool.

# LangChain's providers are words such as azure_openai. With a digit, a dot or a hyphen before the
# colon it is a model of Ollama: qwen2:7b, gpt-oss:20b.
_PROVIDER = re.compile(r"([A-Za-z][A-Za-z_]*):\S+")


def provider_of(name: str) -> str:
    """The provider that ``provider:name`` means, in LangChain's small letters; empty if it means none.

    Where OPENAI_BASE_URL is set, every name is one of that server, whatever it looks like.
    """
    match = _PROVIDER.fullmatch(name)
    return match.group(1).lower() if match and not os.environ.get("OPENAI_BASE_URL") else ""


def endpoint_is_set() -> bool:
    """Whether there is an endpoint to send to: an address, or a key alone."""
    return bool(os.environ.get("OPENAI_BASE_URL") or endpoint_key())


def endpoint_url() -> str:
    """The endpoint's address, without a slash at its end."""
    return (os.environ.get("OPENAI_BASE_URL") or DEFAULT_URL).rstrip("/")


def endpoint_key() -> str:
    """The endpoint's key; empty if none is set."""
    return os.environ.get("OPENAI_API_KEY", "")


def endpoint_host() -> str:
    """The host that an endpoint's prompts go to, for people to read."""
    return split_url(endpoint_url()).hostname or "?"


def model_title(name: str) -> str:
    """A model of the endpoint or of a provider, and where it is, for people to read."""
    return f"{name} at {provider_of(name) or endpoint_host()}"


def list_models(url: str, key: str) -> list[str]:
    """The names of an endpoint's models.

    Raises:
        httpx.HTTPError: it does not answer, or with an error.
        ValueError: it answers with something else than a list of models, or the address
            or the key cannot be sent.
    """
    import httpx

    try:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        # A proxy of the environment must never see what is sent to this computer.
        with httpx.Client(trust_env=not is_loopback(url), timeout=10, headers=headers) as client:
            response = client.get(url.rstrip("/") + "/models").raise_for_status()
        return [str(item["id"]) for item in response.json()["data"]]
    except (httpx.InvalidURL, KeyError, TypeError, AttributeError) as error:
        raise ValueError(type(error).__name__) from error


def is_loopback(url: str) -> bool:
    """Whether an address stays on this computer; a proxy must not see what is sent there."""
    return is_loopback_host(split_url(url).hostname or "")


def is_loopback_host(host: str) -> bool:
    """Whether a host's name or number means this computer and no other."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def split_url(url: str) -> SplitResult:
    """An address in its parts; one that cannot be read has none."""
    try:
        return urlsplit(url)
    except ValueError:  # Half an IPv6 address.
        return urlsplit("")
