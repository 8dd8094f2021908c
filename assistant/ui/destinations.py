"""What leaves this computer, said in sentences. Only what the person set up themselves sends anything."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from assistant.models.endpoint import endpoint_host, is_loopback, provider_of
from assistant.settings import Settings
from assistant.values import Tier


def list_destinations(settings: Settings, own_tier: Tier) -> list[str]:
    """One sentence for each place that something is sent to; empty if nothing leaves."""
    address = os.environ.get("OPENAI_BASE_URL", "")
    here = is_loopback(address)
    sentences = []
    if own_tier == "endpoint":
        sent = "Each question that the guidance covers, with the sentences of the guidance that bear on it,"
        provider = provider_of(settings.model)
        if provider:
            sentences.append(f"{sent} goes to the provider {provider}, as COUNTERPART_MODEL says.")
        elif here:
            sentences.append(f"Nothing from Counterpart itself. {sent} goes to the model server on this computer.")
        else:
            sentences.append(f"{sent} goes to {endpoint_host()}.")
        sentences.append(
            "So does what is said in a rehearsal, with who the other person is and what they are about to do."
        )
    if settings.embeddings.startswith("endpoint:"):
        where = "the model server on this computer" if here else endpoint_host()
        sentences.append(f"Each question goes to {where}, to be turned into numbers for the search.")
    if settings.chroma_url and not is_loopback(settings.chroma_url):
        host = urlsplit(settings.chroma_url).hostname
        sentences.append(f"The numbers that stand for each question go to {host}, where the index is.")
    database = urlsplit(settings.database_url.get_secret_value()).hostname
    if database and not is_loopback(f"//{database}"):
        sentences.append(f"What you say in rehearsals is kept in the database at {database}.")
    return sentences
