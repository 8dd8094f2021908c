"""What every page is built from: parts without Gradio's own looks, the bar at the top, the line on what answers."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.app import App
from assistant.ui import text
from assistant.ui.destinations import list_destinations

POLL_SECONDS = 2.0
QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def draw_html(value: str, name: str, script: str | None = None) -> gr.HTML:
    """A part of the page that we draw ourselves, without Gradio's own styles in it."""
    return gr.HTML(value, elem_id=name, js_on_load=script, apply_default_css=False)


def root_page() -> gr.Blocks:
    """The page that is being built."""
    page = gr.context.Context.root_block
    assert isinstance(page, gr.Blocks)  # noqa: S101  # pages are built inside one
    return page


def build_frame(app: App, page: str, skip_to: str, skip_words: str) -> None:
    """The bar at the top: the pages, and at its end what answers."""
    with gr.Row(elem_id="masthead"):
        draw_html(text.draw_header(page, skip_to, skip_words), "header")
        _build_state_line(app)


def _build_state_line(app: App) -> None:
    """The line on what answers; it asks again until that is settled."""

    def poll() -> tuple[str, gr.Timer]:
        status = app.status()
        drawn = text.draw_status(status, list_destinations(app.settings, app.own_tier))
        return drawn, gr.Timer(active=not text.is_settled(status))

    line = draw_html("", "state")
    timer = gr.Timer(POLL_SECONDS)
    gr.on([root_page().load, timer.tick], poll, None, [line, timer], **QUIET)
