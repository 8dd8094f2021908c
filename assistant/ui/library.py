"""The Library page: the guides by topic, a search as one types, and a guide at reading width."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import parse_qs

import gradio as gr

from assistant.app import App
from assistant.errors import CounterpartError, InputError
from assistant.ui import library_text, text
from assistant.ui.frame import QUIET, build_frame, draw_html, root_page
from assistant.values import Document, Passage, Side
from ingest.build import GUIDES

FOUND = 12  # Passages that a search shows.
PAUSE_SECONDS = 0.2  # A search waits for the person to stop typing.
AUDIENCES = [("Everyone", ""), ("Mentors", "mentor"), ("Trainees", "trainee")]

_log = logging.getLogger(__name__)

# Links within the library are followed without loading the page anew; the address and the back button stay true.
_LINKS = """
element.addEventListener('click', (event) => {
  const link = event.target.closest('a[href^="/library"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  history.pushState(null, '', link.getAttribute('href'));
  trigger('select', { search: location.search });
});
"""
_BACK = _LINKS + "window.addEventListener('popstate', () => trigger('select', { search: location.search }));"


def build_library(app: App) -> None:
    """Draw the page and connect it."""
    build_frame(app, "Library", "search", "Skip to the search")
    place = gr.State("")
    with gr.Row(elem_id="top"):
        draw_html(text.draw_title("Library", "The guides, and your own documents."), "title")
    with gr.Row(elem_id="finding"):
        box = gr.Textbox(
            label="Search the guides",
            placeholder="A word or a question",
            elem_id="search",
            lines=1,
            max_lines=1,
            scale=2,
        )
        side = gr.Radio(AUDIENCES, value="", label="Written for", elem_id="audience", scale=1)
    with gr.Row(elem_id="shelves"):
        topics = draw_html("", "topics", _LINKS)
        main = draw_html('<p class="quiet">Opening the guides …</p>', "guide", _BACK)

    def draw(search: str, typed: str, who: str) -> tuple[str, str, str]:
        try:
            return search, *_draw_library(app, search, typed, _side(who))
        except CounterpartError as error:
            return search, "", text.draw_trouble(str(error))
        except Exception as error:  # noqa: BLE001  # a door: the person is told, nothing they wrote is logged
            _log.error("The library failed (%s).", type(error).__name__)
            return search, "", text.draw_trouble("Something went wrong here. Load the page again.")

    def arrive(typed: str, who: str, request: gr.Request) -> tuple[str, str, str]:
        return draw(str(request.query_params), typed, who)

    def go(typed: str, who: str, event: gr.EventData) -> tuple[str, str, str]:
        search = str(event._data["search"]).lstrip("?")
        return draw(search, typed if not search else "", who)

    async def look(search: str, typed: str, who: str) -> tuple[str, str, str]:
        await asyncio.sleep(PAUSE_SECONDS)
        return await asyncio.to_thread(draw, search, typed, who)

    drawn = [place, topics, main]
    root_page().load(arrive, [box, side], drawn, **QUIET)
    gr.on([topics.select, main.select], go, [box, side], drawn, trigger_mode="always_last", **QUIET)
    # Not `box.input`: Gradio forgets it when letters are deleted or pasted.
    gr.on([box.change, side.input], look, [place, box, side], drawn, trigger_mode="always_last", **QUIET)


def _side(who: str) -> Side | None:
    return "mentor" if who == "mentor" else "trainee" if who == "trainee" else None


def _draw_library(app: App, search: str, typed: str, side: Side | None) -> tuple[str, str]:
    """The topics, and what stands beside them: results, a guide, a group, or everything."""
    values = {name: found[0] for name, found in parse_qs(search.lstrip("?")).items()}
    guide, group = values.get("guide", ""), values.get("group", "")
    documents = app.documents()
    own = [source for source, (_, root) in app.index.current().manifest().items() if root != GUIDES]
    groups = library_text.group_documents(documents, own, side)
    if typed.strip():
        return library_text.draw_topics(groups, group, guide), _draw_search(app, documents, typed.strip(), side)
    if guide:
        document = next((d for d in documents if text.guide_id(d.source) == guide), None)
        if document is None:
            return library_text.draw_topics(groups, group, guide), library_text.draw_missing_guide()
        mine = document.source in own
        group = library_text.OWN_GROUP if mine else document.group
        passage = app.passages([values.get("passage", "")]).get(values.get("passage", ""))
        scenario = None if mine else app.rehearsals.scenario_for(document)
        drawn = library_text.draw_guide(document, passage, own=mine, scenario=scenario, side=side)
        return library_text.draw_topics(groups, group, guide), drawn
    return library_text.draw_topics(groups, group, guide), library_text.draw_groups(
        groups, group if group in groups else ""
    )


def _draw_search(app: App, documents: list[Document], typed: str, side: Side | None) -> str:
    titles = library_text.matching_titles(documents, typed, side)
    passages: tuple[Passage, ...] = ()
    covered = True
    try:
        found = app.search(typed, FOUND, side)
        passages, covered = found.passages, found.covered
    except InputError:
        pass  # Only marks and spaces so far: there is nothing to search for yet.
    return library_text.draw_results(typed, titles[:5], passages, covered=covered)
