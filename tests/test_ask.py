"""Ask: from a question to an answer whose every sentence is traced."""

from __future__ import annotations

import asyncio

import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel

from assistant.ask import Event, Question, Sources, answer_stream
from assistant.errors import InputError, ModelError
from assistant.index import Index
from assistant.values import Answer, Message, Tier
from tests.scripted import ScriptedModel

THESIS = "How do I tell my PhD student that the thesis is in trouble?"


def run(
    question: Question, index: Index, embeddings: Embeddings, model: BaseChatModel | None = None
) -> tuple[list[Event], Answer]:
    async def collect() -> list[Event]:
        tier: Tier = "embedded" if model else "guidance"
        stream = answer_stream(question, index=index, embeddings=embeddings, model=model, tier=tier)
        return [event async for event in stream]

    events = asyncio.run(collect())
    answer = events[-1]
    assert isinstance(answer, Answer)
    return events, answer


def test_guidance_answers_with_verbatim_excerpts(guidance_index: Index, embeddings: Embeddings) -> None:
    """Without a model every sentence is word for word in the passage that it cites."""
    _, answer = run(Question(THESIS, "mentor"), guidance_index, embeddings)
    assert answer.covered and answer.tier == "guidance"
    passages = guidance_index.current().passages([s.citation or "" for s in answer.sentences])
    assert answer.sentences
    for sentence in answer.sentences:
        assert sentence.citation is not None
        assert sentence.text in passages[sentence.citation].text


def test_sources_come_before_words(guidance_index: Index, embeddings: Embeddings) -> None:
    """The first event holds passages and key points."""
    events, _ = run(Question(THESIS), guidance_index, embeddings, ScriptedModel(replies=["Ask what they see."]))
    assert isinstance(events[0], Sources)
    assert events[0].passages and events[0].key_points


def test_unsupported_sentence_is_never_cited(guidance_index: Index, embeddings: Embeddings) -> None:
    """What the guidance does not say is kept without a citation."""
    _, first = run(Question(THESIS, "mentor"), guidance_index, embeddings)
    said = first.sentences[0].text
    invented = "Order a new laptop for the office before lunch."
    model = ScriptedModel(replies=[f"{said} {invented} The moon is made of green cheese."])
    _, answer = run(Question(THESIS, "mentor"), guidance_index, embeddings, model)
    cited = {sentence.text: sentence.citation for sentence in answer.sentences}
    assert cited[said] is not None
    assert cited.get(invented) is None and cited.get("The moon is made of green cheese.") is None
    assert "green cheese" in answer.raw


def test_model_that_breaks_leaves_an_answer_from_the_guidance(guidance_index: Index, embeddings: Embeddings) -> None:
    """A model that fails costs its words and not the answer."""
    model = ScriptedModel(replies=[ModelError("The model broke off.")])
    _, answer = run(Question(THESIS), guidance_index, embeddings, model)
    assert answer.tier == "guidance" and answer.sentences and "broke off" in answer.notice


def test_question_out_of_scope_is_not_sent_to_the_model(guidance_index: Index, embeddings: Embeddings) -> None:
    """Taxes are not covered; the nearest topics are named and no model is asked."""
    model = ScriptedModel(replies=[])
    _, answer = run(Question("How do I file my income tax return?"), guidance_index, embeddings, model)
    assert not answer.covered and len(answer.nearest_topics) == 3 and model.asked == []
    assert answer.sentences == () and answer.citations == ()


def test_follow_up_is_understood(guidance_index: Index, embeddings: Embeddings) -> None:
    """ "And if she cries?" is about the thesis that was asked about before."""
    history = (Message("user", THESIS), Message("assistant", "Ask first what she sees."))
    _, answer = run(Question("and if she cries?", "mentor", history), guidance_index, embeddings)
    assert "thesis" in answer.standalone_question
    assert answer.covered and any(passage.source == "knowledge/bad-news.md" for passage in answer.passages)


@pytest.mark.parametrize("text", ["", "   ", "?!...", "🙂🙂", "\n\t"])
def test_question_without_words_is_refused_in_one_sentence(
    text: str, guidance_index: Index, embeddings: Embeddings
) -> None:
    """Empty questions, punctuation and emoji get a sentence that says what to do."""
    with pytest.raises(InputError, match="no words"):
        run(Question(text), guidance_index, embeddings)


@pytest.mark.parametrize("text", ["x" * 50_000, "My student is late. " * 2_500, "كيف أعطي ملاحظات صعبة لطالبي؟"])
def test_odd_questions_are_answered_or_declined(text: str, guidance_index: Index, embeddings: Embeddings) -> None:
    """Fifty thousand characters and right-to-left text do no harm."""
    _, answer = run(Question(text), guidance_index, embeddings)
    assert answer.question == text


def test_turned_advice_gives_way_to_the_note(guidance_index: Index, embeddings: Embeddings) -> None:
    """A rewording that says the opposite is replaced by the guidance's own sentence."""
    _, first = run(Question(THESIS, "mentor"), guidance_index, embeddings)
    note = first.key_points[0].text
    turned = f"Never {note[:1].lower()}{note[1:]}"
    _, answer = run(Question(THESIS, "mentor"), guidance_index, embeddings, ScriptedModel(replies=[turned]))
    told = [sentence.text for sentence in answer.sentences]
    assert note in told and turned not in told and answer.raw.strip() == turned


def test_note_is_told_once(guidance_index: Index, embeddings: Embeddings) -> None:
    """A model that says the same note twice is heard once."""
    _, first = run(Question(THESIS, "mentor"), guidance_index, embeddings)
    note = first.key_points[0].text
    _, answer = run(
        Question(THESIS, "mentor"), guidance_index, embeddings, ScriptedModel(replies=[f"{note} So, {note}"])
    )
    assert [sentence.text for sentence in answer.sentences].count(note) == 1


def test_poor_model_still_leaves_an_answer(guidance_index: Index, embeddings: Embeddings) -> None:
    """Where a model says hardly anything of use, the notes that it passed over complete the answer."""
    model = ScriptedModel(replies=["Communication is key to success."])
    _, answer = run(Question(THESIS, "mentor"), guidance_index, embeddings, model)
    assert len([sentence for sentence in answer.sentences if sentence.citation and not sentence.sayable]) >= 3


def test_half_a_quote_is_not_shown(guidance_index: Index, embeddings: Embeddings) -> None:
    """A sentence with a quotation mark that never closes gives way to its note."""
    _, first = run(Question(THESIS, "mentor"), guidance_index, embeddings)
    note = first.key_points[0].text
    _, answer = run(
        Question(THESIS, "mentor"), guidance_index, embeddings, ScriptedModel(replies=[f'{note[:-1]}: "No.'])
    )
    assert not [sentence for sentence in answer.sentences if sentence.text.count('"') % 2]
