"""The Review page: earlier rehearsals, the person's own view first, then the debrief."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import gradio as gr

from assistant.app import App
from assistant.coach import load_coach
from assistant.debrief import Debrief
from assistant.errors import CounterpartError, InputError
from assistant.scenarios import Scenario
from assistant.ui import review_text, text
from assistant.ui.frame import QUIET, build_frame, draw_html, root_page
from assistant.ui.markdown import escape
from assistant.ui.rehearse import BACK, REMEMBERED
from assistant.ui.rehearse_text import rehearse_address

if TYPE_CHECKING:
    from assistant.store.sessions import Entry

LISTED = 60  # Rehearsals in the list.

_log = logging.getLogger(__name__)


def build_review(app: App) -> None:
    """Draw the page and connect it."""
    build_frame(app, "Review", "stage", "Skip to the review")
    with gr.Row(elem_id="top"):
        draw_html(text.draw_title("Review", "What happened, and what to try."), "title")
    trouble = draw_html("", "trouble")
    stage = draw_html('<p class="quiet">Reading what was said …</p>', "stage", BACK)
    announced = draw_html("", "announce")

    def show(search: str) -> dict[Any, Any]:
        try:
            return {stage: _open(app, _session_of(search)), trouble: "", announced: ""}
        except CounterpartError as error:
            lost = '<div data-stage="lost"><p class="actions"><a href="/review">All rehearsals</a></p></div>'
            return {stage: lost, trouble: text.draw_trouble(str(error)), announced: ""}
        except Exception as error:  # noqa: BLE001  # a door: the person is told, nothing they wrote is logged
            _log.error("Review failed (%s).", type(error).__name__)
            return {trouble: text.draw_trouble("Something went wrong here. Load the page again."), announced: ""}

    def arrive(request: gr.Request) -> dict[Any, Any]:
        return show(str(request.query_params))

    def go(event: gr.EventData) -> dict[Any, Any]:
        return show(str(event._data["search"]))

    def act(event: gr.EventData) -> dict[Any, Any]:
        said: dict[str, Any] = dict(event._data)
        search = str(said.get("search", ""))
        try:
            if said.get("do") == "again":
                session = app.rehearsals.rewind(_session_of(search), int(said["number"]))
                return {stage: f'<div data-goto="{escape(rehearse_address(session=session.id))}"></div>'}
            done = _change(app, _session_of(search), said)
        except CounterpartError as error:
            return {trouble: text.draw_trouble(str(error))}
        except Exception as error:  # noqa: BLE001  # a door
            _log.error("A review failed (%s).", type(error).__name__)
            return {
                trouble: text.draw_trouble("Something went wrong here, and nothing was changed. Load the page again.")
            }
        return show(search) | {announced: escape(done)}

    parts = [stage, trouble, announced]
    root_page().load(arrive, None, parts, **QUIET)
    stage.select(go, None, parts, trigger_mode="always_last", **QUIET)
    stage.submit(act, None, parts, **QUIET)


def _open(app: App, session_id: str) -> str:
    """The list, or where one rehearsal stands: unfinished, asked about, debriefed."""
    if not session_id:
        return _draw_list(app)
    session = app.rehearsals.load(session_id)
    scenario = app.rehearsals.scenario(session.transcript.scenario)
    questions = load_coach().self_review
    if session.transcript.ending is None:
        return review_text.draw_unfinished(scenario, session)
    if not session.review.get("asked"):
        return review_text.draw_questions_first(scenario, session, questions)
    debrief = app.rehearsals.debrief(session.transcript)
    practise = pick_practice(app.rehearsals.scenarios(), app.rehearsals.recent(REMEMBERED), debrief, scenario)
    ways = sum(branch.transcript.ending != "step_out" for branch in app.rehearsals.branches(session_id))
    return review_text.draw_debrief(scenario, session, debrief, questions, practise, ways=ways)


def _draw_list(app: App) -> str:
    titles = {scenario.id: scenario.title for scenario in app.rehearsals.scenarios()}
    lines = [review_text.Line(entry, _last_words(app, entry)) for entry in app.rehearsals.recent(LISTED)]
    return review_text.draw_list(lines, titles)


def _last_words(app: App, entry: Entry) -> str:
    """The last thing that the partner said; nothing if it cannot be read: it can still be deleted."""
    try:
        transcript = app.rehearsals.load(entry.id).transcript
    except CounterpartError:
        return ""
    if transcript.ending == "step_out":
        return ""
    return transcript.turns[-1].partner if transcript.turns else transcript.opening


def _change(app: App, session_id: str, said: Mapping[str, Any]) -> str:
    """Do what a button says; what a screen reader hears then."""
    deed = said.get("do")
    if deed == "delete":
        app.rehearsals.delete(str(said["id"]))
        return "Deleted."
    if deed == "delete-all":
        app.rehearsals.delete_all()
        return "All rehearsals are deleted."
    if deed == "finish":
        app.rehearsals.end(session_id)
        return ""
    if deed in ("answer", "skip"):
        answers = review_text.read_answers(said, load_coach().self_review) if deed == "answer" else {}
        app.rehearsals.keep_review(session_id, {**answers, "asked": True})
        return ""
    if deed == "after":
        marks = {name: str(said.get(name, "")) for name in ("tense", "ready")}
        kept = {f"{name}_after": min(10, int(mark)) for name, mark in marks.items() if mark.isdigit()}
        app.rehearsals.keep_review(session_id, kept)
        return "Kept." if kept else "Move a slider first."
    raise InputError("That cannot be done here. Load the page again.")


def pick_practice(
    scenarios: Sequence[Scenario], entries: Sequence[Entry], debrief: Debrief, here: Scenario
) -> Scenario | None:
    """Another scenario with the skill to practise: the one that was rehearsed least, then the shortest."""
    wanted = set(debrief.practise_skills)
    times = {scenario.id: sum(entry.scenario == scenario.id for entry in entries) for scenario in scenarios}
    fitting = [scenario for scenario in scenarios if wanted & set(scenario.skills) and scenario.id != here.id]
    return min(fitting, key=lambda scenario: times[scenario.id], default=None)


def _session_of(search: str) -> str:
    return parse_qs(search.lstrip("?")).get("session", [""])[0]
