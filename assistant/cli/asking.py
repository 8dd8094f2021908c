"""``ask`` and ``search``."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.input import (
    BatchOption,
    HistoryOption,
    JsonFlag,
    SideOption,
    TierOption,
    as_history,
    as_side,
    as_tier,
    print_batch,
    read_history,
    read_lines,
    read_question,
    text_of,
)
from assistant.cli.opening import Tiers, open_app, prepare
from assistant.cli.output import say, show, show_alarm, show_json, wrap
from assistant.errors import InputError
from assistant.values import Answer, Message, Passage, Sentence, Side, Tier

if TYPE_CHECKING:
    from assistant.app import App
    from assistant.retrieval import Found

MAX_PASSAGES = 100

QuestionArgument = Annotated[
    str | None,
    typer.Argument(metavar="QUESTION", help='In quotes; "-" reads it from standard input.', show_default=False),
]


# -- ask ------------------------------------------------------------------------------


def ask(
    question: QuestionArgument = None,
    side: SideOption = None,
    tier: TierOption = None,
    history: HistoryOption = "",
    batch: BatchOption = "",
    show_prompt: Annotated[
        bool, typer.Option("--show-prompt", help="Print what the model would be told, and end.")
    ] = False,
    json_: JsonFlag = False,
) -> None:
    """Answer a question from the guidance."""
    text = read_question(question, batch)
    asked = _Asked(text, as_side(side), read_history(history), as_tier(tier))
    lines = read_lines(batch) if batch else None
    if lines is None:
        _refuse_no_words(text)
    with open_app() as app:
        prepare(app)
        if lines is not None:
            if show_prompt:
                print_batch(lines, lambda line: _prompt_form(app, _asked_of(line, asked)))
                return
            with asyncio.Runner() as runner:
                tiers = Tiers(app)
                print_batch(lines, lambda line: _answer_line(app, runner, tiers, _asked_of(line, asked)))
        elif show_prompt:
            _show_prompt(_prompt_form(app, asked), json_)
        elif json_:
            with asyncio.Runner() as runner:
                show_json(_answer_line(app, runner, Tiers(app), asked))
        else:
            chosen = Tiers(app).choose(asked.tier)
            asyncio.run(_print_answer(app, asked, chosen))


def _refuse_no_words(text: str) -> None:
    """Refuse an empty question before anything is started for it."""
    from assistant.retrieval import clean_query

    clean_query(text)


@dataclass(frozen=True)
class _Asked:
    text: str
    side: Side | None
    history: tuple[Message, ...]
    tier: Tier | None


def _asked_of(line: dict[str, Any], defaults: _Asked) -> _Asked:
    """A line of a batch; what it leaves out is taken from the options."""
    return _Asked(
        text_of(line, "question"),
        as_side(line.get("as")) or defaults.side,
        _history_of(line, defaults.history),
        as_tier(line.get("tier")) or defaults.tier,
    )


def _history_of(line: dict[str, Any], default: tuple[Message, ...]) -> tuple[Message, ...]:
    """The earlier turns of a line; an empty list is no turns, whatever the options say."""
    return default if line.get("history") is None else as_history(line["history"])


def _answer_line(app: App, runner: asyncio.Runner, tiers: Tiers, asked: _Asked) -> dict[str, Any]:
    _refuse_no_words(asked.text)
    tier = tiers.choose(asked.tier)
    return answer_form(runner.run(app.whole_answer(asked.text, asked.side, asked.history, tier)))


def answer_form(answer: Answer) -> dict[str, Any]:
    """An answer as its JSON document."""
    form: dict[str, Any] = {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "answer": answer.answer,
        "sentences": [{"text": s.text, "citation": s.citation, "support": s.support} for s in answer.sentences],
        "citations": [
            {"id": c.id, "title": c.title, "section": c.section, "quote": c.quote, "source": c.source}
            for c in answer.citations
        ],
        "covered": answer.covered,
        "nearest_topics": list(answer.nearest_topics),
        "tier": answer.tier,
        "timings_ms": answer.timings_ms,
    }
    form["stepped_out"] = answer.stepped_out
    return form | ({"notice": answer.notice} if answer.notice else {})


async def _print_answer(app: App, asked: _Asked, tier: Tier) -> None:
    """Print the sentences as they are finished, then where they come from."""
    from assistant.safety import Alarm

    numbers: dict[str, int] = {}
    async for event in app.ask(asked.text, asked.side, asked.history, tier):
        if isinstance(event, Alarm):
            show_alarm(event)
        if isinstance(event, Sentence):
            _show_sentence(event, numbers)
        if isinstance(event, Answer):
            _show_rest(app, event, numbers)


def _show_sentence(sentence: Sentence, numbers: dict[str, int]) -> None:
    from assistant.ask import in_quotes

    mark = "(not from the guidance)"
    if sentence.citation is not None:
        mark = f"[{numbers.setdefault(sentence.citation, len(numbers) + 1)}]"
    if sentence.sayable:
        show()
        show(wrap(f"You could say: {in_quotes(sentence.text)} {mark}"))
    else:
        show(wrap(f"{sentence.text} {mark}"))


def _show_rest(app: App, answer: Answer, numbers: dict[str, int]) -> None:
    from assistant.ask import in_quotes

    if not answer.covered:
        show(answer.answer)
        show(f"Nearest topics: {'; '.join(answer.nearest_topics)}")
    if answer.citations:
        show("\nWhere this comes from:")
    for citation in answer.citations:
        show(f"[{numbers.get(citation.id, '?')}] {citation.title} › {citation.section} ({citation.source})")
        show(wrap(in_quotes(citation.quote), "    "))
    show("\n" + _told_by(app, answer.tier))
    if answer.notice:
        say(answer.notice)


def _told_by(app: App, tier: Tier) -> str:
    if tier == "guidance":
        return "Answered from the guidance alone."
    if tier == "embedded":
        return "Phrased on this computer by a small model; the marks say what the guidance supports."
    return f"Phrased by {app.status().title}; the marks say what the guidance supports."


def _prompt_form(app: App, asked: _Asked) -> dict[str, Any]:
    """What the model would be told, without asking it."""
    from assistant.ask import Question, build_chain, prompt_messages

    question = Question(asked.text, asked.side, asked.history)
    state = build_chain(app.index, app.embeddings).invoke(question)
    covered = state["found"].covered
    messages = prompt_messages(question, state["standalone"], state["points"]) if covered else []
    return {
        "question": asked.text,
        "covered": covered,
        "messages": [{"role": "system" if m.type == "system" else "user", "content": m.text} for m in messages],
    }


def _show_prompt(form: dict[str, Any], json_: bool) -> None:
    if json_:
        show_json(form)
        return
    if not form["covered"]:
        show("The guidance does not cover this question, so no model would be asked.")
    for message in form["messages"]:
        show(f"--- {message['role']}\n{message['content']}\n")


# -- search ---------------------------------------------------------------------------


def search(
    query: Annotated[
        str | None, typer.Argument(metavar="QUERY", help='"-" reads it from standard input.', show_default=False)
    ] = None,
    count: Annotated[int, typer.Option("-k", min=1, max=MAX_PASSAGES, help="How many passages.")] = 5,
    side: SideOption = None,
    history: HistoryOption = "",
    batch: BatchOption = "",
    json_: JsonFlag = False,
) -> None:
    """Find passages of the guidance."""
    text = read_question(query, batch, "query")
    own_side, turns = as_side(side), read_history(history)
    lines = read_lines(batch) if batch else None

    def answer(line: dict[str, Any]) -> dict[str, Any]:
        asked_side = as_side(line.get("as")) or own_side
        return _search(app, text_of(line, "query"), _count_of(line, count), asked_side, _history_of(line, turns))

    with open_app() as app:
        prepare(app)
        if lines is not None:
            print_batch(lines, answer)
            return
        form = _search(app, text, count, own_side, turns)
    if json_:
        show_json(form)
    else:
        _show_passages(form)


def _count_of(line: dict[str, Any], default: int) -> int:
    count = line.get("k")
    if count is None:
        return default
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= MAX_PASSAGES:
        raise InputError(f'The field "k" must be a whole number from 1 to {MAX_PASSAGES}.')
    return count


def _search(app: App, query: str, count: int, side: Side | None, history: Sequence[Message]) -> dict[str, Any]:
    begun = time.perf_counter()
    found = app.search(query, count, side, history)
    return search_form(query, found, round((time.perf_counter() - begun) * 1000, 1))


def search_form(query: str, found: Found, milliseconds: float) -> dict[str, Any]:
    """What a search found as its JSON document."""
    return {
        "query": query,
        "covered": found.covered,
        "passages": [_passage_form(passage) for passage in found.passages],
        "timings_ms": {"total": milliseconds},
    }


def _passage_form(passage: Passage) -> dict[str, Any]:
    names = ("id", "title", "section", "text", "score", "source")
    return {name: getattr(passage, name) for name in names}


def _show_passages(form: dict[str, Any]) -> None:
    if not form["covered"]:
        show("The guidance does not cover that well; this is the nearest.\n")
    for number, passage in enumerate(form["passages"], 1):
        show(f"{number}. {passage['title']} › {passage['section']} ({passage['source']})")
        show(wrap(" ".join(passage["text"].split()), "   ") + "\n")
