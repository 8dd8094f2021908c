"""The Ask page: a question, its answer as it is written, and where each sentence comes from."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import gradio as gr

from assistant.app import App
from assistant.ask import Sources, Words
from assistant.errors import CounterpartError
from assistant.scenarios import Scenario
from assistant.ui import ask_text, text
from assistant.ui.exchange import Exchange, to_history
from assistant.ui.frame import QUIET, build_frame, draw_html, root_page
from assistant.ui.markdown import escape
from assistant.values import Answer, Side

SIDE_CHOICES = [("a mentor", "mentor"), ("a trainee", "trainee")]
DRAW_SECONDS = 0.05  # Between two drawings of the sentence that is being written.

_log = logging.getLogger(__name__)

# One listener for all buttons that a drawing may hold: they are drawn anew, it stays.
_BUTTONS = """
element.addEventListener('click', (event) => {
  const ask = event.target.closest('[data-ask]');
  const vote = event.target.closest('[data-vote]');
  if (ask) trigger('select', { question: ask.dataset.ask });
  if (vote) trigger('vote', { helpful: vote.dataset.vote === 'yes' });
});
"""


def remember_side() -> gr.BrowserState:
    """Who the person is: the only thing that is kept in the browser."""
    # The secret is no protection (it is in the page); it is fixed so that the choice outlives a restart.
    return gr.BrowserState("", storage_key="counterpart-side", secret="counterpart")  # noqa: S106


def build_ask(app: App) -> None:
    """Draw the page and connect it."""
    build_frame(app, "Ask", "question", "Skip to the question")
    exchanges = gr.State(())
    kept_side = remember_side()
    with gr.Row(elem_id="top"):
        draw_html(text.draw_title("Ask", "About a conversation, a worry, a person."), "title")
        side = gr.Radio(SIDE_CHOICES, value="mentor", label="I am", elem_id="side")
        fresh = gr.Button("New conversation", elem_id="fresh", size="sm", visible=False)
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk"):
            starters = draw_html(ask_text.draw_starters("mentor"), "starters", _BUTTONS)
            earlier = draw_html("", "earlier")
            latest = draw_html("", "latest", _BUTTONS)
        sources = draw_html(ask_text.draw_sources(()), "where")
    with gr.Column(elem_id="asking"):
        trouble = draw_html("", "trouble")
        with gr.Row(elem_id="ask-row"):
            box = gr.Textbox(
                label="Your question",
                placeholder="What is on your mind?",
                elem_id="question",
                lines=1,
                max_lines=6,
                scale=1,
            )
            ask_button = gr.Button("Ask", variant="primary", elem_id="ask-button", scale=0)
            stop_button = gr.Button("Stop", variant="stop", elem_id="stop-button", scale=0, visible=False)
    announced = draw_html("", "announce")

    def draw(all_of_them: Sequence[Exchange], *, whole: bool = False) -> dict[Any, Any]:
        """What changes on the page while an answer comes; all of it if ``whole``."""
        exchange = all_of_them[-1]
        status = app.status()
        changed: dict[Any, Any] = {
            exchanges: tuple(all_of_them),
            latest: ask_text.draw_exchange(exchange, status),
        }
        if whole:
            changed[sources] = ask_text.draw_sources(all_of_them)
            changed[announced] = escape(ask_text.announce(exchange))
        return changed

    def at_work(working: bool) -> dict[Any, Any]:
        return {ask_button: gr.Button(visible=not working), stop_button: gr.Button(visible=working)}

    async def ask(
        written: str, who: Side | None, before: Sequence[Exchange], event: gr.EventData
    ) -> AsyncIterator[dict[Any, Any]]:
        question = str(event._data["question"]) if event._data and "question" in event._data else written
        picked = question is not written
        exchange = Exchange(len(before) + 1, question.strip(), who or "mentor")
        status = app.status()
        done = "".join(ask_text.draw_exchange(old, status, latest=False) for old in before)
        shown = {earlier: done, trouble: "", starters: gr.HTML(visible=False), fresh: gr.Button(visible=True)}
        if question.strip():
            yield draw([*before, exchange], whole=True) | shown | at_work(True)
        drawn = 0.0
        try:
            # Closing the events, when the person stops or leaves, closes the model's stream.
            async with aclosing(app.ask(question, exchange.side, to_history(before))) as events:
                async for got in events:
                    exchange = exchange.after(got)
                    if isinstance(got, Answer):
                        exchange = replace(exchange, scenario=await asyncio.to_thread(_find_scenario, app, exchange))
                    if isinstance(got, Words) and time.monotonic() - drawn < DRAW_SECONDS:
                        continue
                    drawn = time.monotonic()
                    changed = draw([*before, exchange], whole=not isinstance(got, Words))
                    if isinstance(got, Sources) and not picked:
                        changed[box] = ""
                    yield changed
        except CounterpartError as error:
            yield fail(before, question, str(error))
            return
        except Exception as error:  # noqa: BLE001  # a door: whatever went wrong, the person keeps the question
            _log.error("An answer failed (%s).", type(error).__name__)
            yield fail(before, question, "Something went wrong here. Your question is still in the box; ask it again.")
            return
        yield at_work(False)

    def fail(before: Sequence[Exchange], question: str, message: str) -> dict[Any, Any]:
        none = not before
        return at_work(False) | {
            trouble: text.draw_trouble(message),
            box: question,
            latest: "" if none else ask_text.draw_exchange(before[-1], app.status()),
            earlier: "".join(ask_text.draw_exchange(old, app.status(), latest=False) for old in before[:-1]),
            starters: gr.HTML(visible=none),
            fresh: gr.Button(visible=not none),
            exchanges: tuple(before),
            announced: "",
        }

    def stop(all_of_them: Sequence[Exchange]) -> dict[Any, Any]:
        if not all_of_them or all_of_them[-1].finished:
            return at_work(False)
        stopped = [*all_of_them[:-1], replace(all_of_them[-1], stopped=True)]
        return draw(stopped, whole=True) | at_work(False)

    def begin_anew(who: Side | None) -> dict[Any, Any]:
        empty = dict.fromkeys((earlier, latest, trouble, announced, box), "")
        return (
            at_work(False)
            | empty
            | {
                exchanges: (),
                sources: ask_text.draw_sources(()),
                starters: gr.HTML(ask_text.draw_starters(who or "mentor"), visible=True),
                fresh: gr.Button(visible=False),
            }
        )

    def vote(all_of_them: Sequence[Exchange], event: gr.EventData) -> dict[Any, Any]:
        exchange = all_of_them[-1] if all_of_them else None
        if exchange is None or exchange.answer is None or exchange.helpful is not None:
            return {trouble: gr.skip()}
        helpful = bool(event._data["helpful"])
        cited = list(dict.fromkeys(citation.id for citation in exchange.answer.citations))
        app.keep_vote(helpful, cited, exchange.answer.tier)
        return draw([*all_of_them[:-1], replace(exchange, helpful=helpful)]) | {announced: "Thank you."}

    def choose_side(who: Side) -> tuple[str, str]:
        return ask_text.draw_starters(who), who

    def arrive(kept: str, request: gr.Request) -> dict[Any, Any]:
        # Only what differs from the page as it came: somebody quick may have written or chosen something by now.
        changed: dict[Any, Any] = {}
        if kept == "trainee":
            changed |= {side: "trainee", starters: ask_text.draw_starters("trainee")}
        if about := request.query_params.get("about", ""):
            titles = {text.guide_id(document.source): document.title for document in app.documents()}
            changed[box] = titles.get(about, "")
        return changed or {box: gr.skip()}

    parts = [exchanges, latest, earlier, sources, announced, trouble, starters, fresh, box, ask_button, stop_button]
    run = gr.on(
        [box.submit, ask_button.click, starters.select, latest.select],
        ask,
        [box, side, exchanges],
        parts,
        concurrency_limit=16,
        **QUIET,
    )
    # First the answer is ended, then the page is drawn: otherwise its last words could come after that.
    stop_button.click(None, cancels=[run]).then(stop, exchanges, parts, **QUIET)
    fresh.click(None, cancels=[run]).then(begin_anew, side, parts, **QUIET)
    latest.vote(vote, exchanges, [*parts], **QUIET)
    side.input(choose_side, side, [starters, kept_side], **QUIET)
    root_page().load(arrive, kept_side, [side, starters, box], **QUIET)


def _find_scenario(app: App, exchange: Exchange) -> Scenario | None:
    """Where an answer can be tried: by the guide that it rests on first; nowhere if somebody may be in danger."""
    first = next((passage.source for passage in exchange.cited), "")
    if exchange.alarm is not None or not text.is_guide(first):
        return None
    guide = next((document for document in app.documents() if document.source == first), None)
    return app.rehearsals.scenario_for(guide) if guide else None
