"""The retriever: the same search as LangChain's interface, for whoever builds a chain of their own."""

from __future__ import annotations

import asyncio

import pytest
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda

from assistant.errors import InputError
from assistant.index import Index
from assistant.retrieval import GuidanceRetriever, search

QUESTION = "How do I tell my PhD student that the thesis is in trouble?"


def count(documents: list[Document]) -> int:
    """A next step."""
    return len(documents)


@pytest.fixture
def retriever(guidance_index: Index, embeddings: Embeddings) -> GuidanceRetriever:
    """A retriever of all the guides."""
    return GuidanceRetriever(index=guidance_index, embeddings=embeddings, k=4)


def test_invoke_finds_what_the_search_finds(
    retriever: GuidanceRetriever, guidance_index: Index, embeddings: Embeddings
) -> None:
    """The same passages in the same order, as LangChain's documents."""
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke(QUESTION)
    passages = search(guidance_index, embeddings, QUESTION, 4).passages
    assert [(d.id, d.page_content) for d in documents] == [(p.id, p.text) for p in passages] and len(documents) == 4


def test_metadata_is_the_citation(retriever: GuidanceRetriever, guidance_index: Index) -> None:
    """Title, section, source, audience and score travel with each document, and lead back to its passage."""
    generation = guidance_index.current()
    for document in retriever.invoke(QUESTION):
        passage = generation.passages([document.id or ""])[document.id or ""]
        score = document.metadata.pop("score")
        assert 0 < score <= 1
        assert document.metadata == {
            "title": passage.title,
            "section": passage.section,
            "source": passage.source,
            "audience": list(passage.audience),
        }


@pytest.mark.parametrize(("side", "other"), [("mentor", "trainee"), ("trainee", "mentor")])
def test_audience_leaves_out_the_other_side(
    side: str, other: str, guidance_index: Index, embeddings: Embeddings
) -> None:
    """What is written for the other side alone is not found."""
    retriever = GuidanceRetriever(index=guidance_index, embeddings=embeddings, k=8, audience=side)  # type: ignore[arg-type]  # pydantic checks it
    found = retriever.invoke("What do I say about the harsh feedback?")
    assert found and all(document.metadata["audience"] != [other] for document in found)
    assert any(document.metadata["audience"] == [side] for document in found)


def test_it_is_a_part_of_a_chain(retriever: GuidanceRetriever) -> None:
    """Piped and awaited it works as any other retriever."""
    chain = retriever | RunnableLambda(count)
    assert asyncio.run(chain.ainvoke(QUESTION)) == len(retriever.invoke(QUESTION)) == 4


def test_no_words_are_refused(retriever: GuidanceRetriever) -> None:
    """A query without a word is the person's error, here as everywhere."""
    with pytest.raises(InputError, match="no words"):
        retriever.invoke("?!")
