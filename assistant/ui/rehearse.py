"""The Rehearse page: choose a conversation, read the brief, talk, go back, compare.

The address says where the person is (a scenario, a session), so that back, reload and a second
tab work. Of a session the page holds the id and the turn that it shows as the last one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import gradio as gr

from assistant.app import App
from assistant.errors import CounterpartError, InputError, StoreError
from assistant.rehearsals import MODEL_GONE, MODEL_SILENT
from assistant.scenarios import Scenario
from assistant.state import load_levels
from assistant.turns import DIFFICULTIES, Difficulty
from assistant.ui import compare_text, rehearse_text, text
from assistant.ui.ask import remember_side
from assistant.ui.frame import QUIET, build_frame, draw_html, root_page
from assistant.ui.markdown import escape
from assistant.values import SIDES, Side

if TYPE_CHECKING:
    from assistant.store.sessions import Branch, Session

REMEMBERED = 300  # Sessions that are looked through for what was done and what is open.

_log = logging.getLogger(__name__)

# One listener for whatever a drawing holds. Links within the page are followed without loading it anew.
DEEDS = """
const here = (link) => link && link.getAttribute('href').split('?')[0] === location.pathname;
element.addEventListener('click', (event) => {
  const deed = event.target.closest('[data-do]');
  const link = event.target.closest('a[href]');
  if (deed) trigger('submit', { ...deed.dataset, search: location.search });
  if (!here(link) || link.target || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  history.pushState(null, '', link.getAttribute('href'));
  trigger('select', { search: location.search });
});
element.addEventListener('submit', (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.matches('[data-filters]')) return;
  const said = Object.fromEntries(new FormData(form));
  for (const slider of form.querySelectorAll('input[type=range]:not([data-touched])')) delete said[slider.name];
  trigger('submit', { do: form.dataset.form || 'start', ...said, search: location.search });
});
element.addEventListener('input', (event) => {
  const { target } = event;
  if (target.type !== 'range') return;
  target.dataset.touched = '';
  target.parentElement.querySelector('output').value = target.value;
});
element.addEventListener('change', (event) => {
  const form = event.target.closest('form');
  if (form && form.matches('[data-filters]')) {
    const wish = [...new FormData(form)].filter((pair) => pair[1] || pair[0] === 'side');
    history.replaceState(null, '', location.pathname + '?' + new URLSearchParams(wish));
    trigger('select', { search: location.search });
  }
  const lines = form ? form.querySelectorAll('[data-level]') : [];
  for (const line of lines) line.hidden = line.dataset.level !== event.target.value;
});
"""
BACK = DEEDS + "window.addEventListener('popstate', () => trigger('select', { search: location.search }));"


@dataclass(frozen=True)
class View:
    """What the page shows. ``leaf`` is the turn that it shows as the last one, None if there is none."""

    stage: str
    search: str = ""
    leaf: str | None = None
    coach: str = ""
    foot: str = ""
    trouble: str = ""
    announce: str = ""


def build_rehearse(app: App) -> None:
    """Draw the page and connect it."""
    build_frame(app, "Rehearse", "stage", "Skip to the conversation")
    place, leaf = gr.State(""), gr.State(None)
    kept_side = remember_side()
    with gr.Row(elem_id="top"):
        draw_html(text.draw_title("Rehearse", "A hard conversation, before you have it."), "title")
    with gr.Row(elem_id="desk"):
        stage = draw_html('<p class="quiet">Setting the scene …</p>', "stage", BACK)
        coach = draw_html("", "coach", DEEDS)
    with gr.Column(elem_id="asking"):
        trouble = draw_html("", "trouble", DEEDS)
        with gr.Row(elem_id="ask-row"):
            box = gr.Textbox(
                label="What do you say?",
                placeholder="In your own words",
                elem_id="say",
                lines=1,
                max_lines=6,
                scale=1,
            )
            say_button = gr.Button("Say it", variant="primary", elem_id="say-button", scale=0)
        foot = draw_html("", "foot", DEEDS)
    announced = draw_html("", "announce")

    def show(view: View) -> dict[Any, Any]:
        return {
            stage: view.stage,
            place: view.search,
            leaf: view.leaf,
            coach: view.coach,
            foot: view.foot,
            trouble: view.trouble,
            announced: escape(view.announce),
        }

    def arrive(side: str, request: gr.Request) -> dict[Any, Any]:
        return show(_attempt(lambda: _open(app, str(request.query_params), _side(side))))

    def go(side: str, event: gr.EventData) -> dict[Any, Any]:
        return show(_attempt(lambda: _open(app, str(event._data["search"]), _side(side))))

    def act(seen: str | None, event: gr.EventData) -> dict[Any, Any]:
        said: dict[str, Any] = dict(event._data)
        try:
            return _act(said, seen)
        except CounterpartError as error:
            return {trouble: _draw_trouble(error, str(said.get("search", "")))}
        except Exception as error:  # noqa: BLE001  # a door: the person is told, nothing they wrote is logged
            _log.error("A rehearsal failed (%s).", type(error).__name__)
            return {
                trouble: text.draw_trouble("Something went wrong here. Load the page again; what was said is kept.")
            }

    def _act(said: Mapping[str, Any], seen: str | None) -> dict[Any, Any]:
        deed = str(said.get("do", ""))
        if deed in ("pause", "hint", "pick", "close"):
            return {coach: _draw_coach(app, deed, said), trouble: ""}
        return show(_change(app, deed, said, seen))

    async def say(written: str, search: str, seen: str | None) -> AsyncIterator[dict[Any, Any]]:
        session_id = _values(search).get("session", "")
        try:
            session = await asyncio.to_thread(app.rehearsals.load, session_id)
            scenario = app.rehearsals.scenario(session.transcript.scenario)
            if not written.strip():
                raise InputError("Nothing was said yet. Write what you would say, then press Enter.")
            if session.leaf == seen and not session.transcript.ending:
                name = scenario.sides[session.transcript.partner_side].persona.first_name
                drawn = _draw_talk(app, scenario, session, pending=written.strip())
                yield {stage: drawn, box: "", trouble: "", coach: "", announced: escape(f"{name} is thinking.")}
            # Made at the first use, in a second in which others shall not wait.
            await asyncio.to_thread(app.rehearsals.card, scenario.id, session.transcript.partner_side)
            session = await app.rehearsals.say(session_id, seen, written)
            # What was typed meanwhile stays in the box.
            yield show(await asyncio.to_thread(_show_session, app, session, search, answered=True))
        except CounterpartError as error:
            yield await keep(written, search, seen, error)
        except Exception as error:  # noqa: BLE001  # a door: whatever went wrong, the person keeps their words
            _log.error("A reply failed (%s).", type(error).__name__)
            failed = InputError("Something went wrong here. Your words are still in the box; say them again.")
            yield await keep(written, search, seen, failed)

    async def keep(written: str, search: str, seen: str | None, error: CounterpartError) -> dict[Any, Any]:
        """The page as it was, the words in the box, and what to do."""
        changed: dict[Any, Any] = {box: written, trouble: _draw_trouble(error, search), announced: ""}
        view = await asyncio.to_thread(_attempt, lambda: _open(app, search, None))
        if view.leaf == seen:
            changed[stage] = view.stage
        return changed

    parts = [stage, place, leaf, coach, foot, trouble, announced, box]
    root_page().load(arrive, kept_side, parts, **QUIET)
    gr.on([stage.select, coach.select, trouble.select], go, kept_side, parts, trigger_mode="always_last", **QUIET)
    gr.on([stage.submit, coach.submit, foot.submit], act, leaf, parts, **QUIET)
    gr.on([box.submit, say_button.click], say, [box, place, leaf], parts, concurrency_limit=16, **QUIET)


# -- where the person is --------------------------------------------------------------


def _attempt(look: Callable[[], View]) -> View:
    try:
        return look()
    except CounterpartError as error:
        back = '<p class="actions"><a href="/rehearse">All conversations</a></p>'
        return View(f'<div data-stage="lost">{back}</div>', trouble=text.draw_trouble(str(error)))
    except Exception as error:  # noqa: BLE001  # a door
        _log.error("Rehearse failed (%s).", type(error).__name__)
        return View("", trouble=text.draw_trouble("Something went wrong here. Load the page again."))


def _open(app: App, search: str, kept_side: Side | None) -> View:
    """What an address leads to."""
    values = _values(search)
    if session := values.get("session"):
        if "compare" in values:
            return _compare(app, session, values, search)
        return _show_session(app, app.rehearsals.load(session), search)
    side = _side(values.get("side", "")) if "side" in values else kept_side
    difficulty = _difficulty(values.get("difficulty", ""))
    entries = app.rehearsals.recent(REMEMBERED)
    newcomer = not any(entry.turns for entry in entries)
    if scenario := values.get("scenario"):
        chosen = difficulty or ("easy" if newcomer else "normal")
        return View(rehearse_text.draw_brief(app.rehearsals.scenario(scenario), side, chosen), search)
    most = values.get("minutes", "")
    minutes = int(most) if most.isascii() and most.isdigit() else None
    wish = rehearse_text.Wish(side, difficulty, values.get("field", ""), values.get("skill", ""), minutes)
    drawn = rehearse_text.draw_choose(app.rehearsals.scenarios(), entries, wish, app.rehearsals.unplayable())
    return View(drawn, search)


def _show_session(app: App, session: Session, search: str, *, answered: bool = False) -> View:
    """A rehearsal where it stands. If it was just ``answered``, the answer is announced."""
    transcript = session.transcript
    scenario = app.rehearsals.scenario(transcript.scenario)
    if transcript.ending == "step_out":
        message, contacts = app.rehearsals.contacts()
        said = transcript.turns[-1].partner if transcript.turns else message
        return View(
            rehearse_text.draw_stepped_out(said, contacts, session),
            search,
            session.leaf,
            announce=said if answered else "",
        )
    name = scenario.sides[transcript.partner_side].persona.first_name
    announce = ""
    if answered and transcript.turns:
        ended = f" {rehearse_text.tell_ending(transcript.ending, name)}" if transcript.ending else ""
        announce = f"{name}: {transcript.turns[-1].partner}{ended}"
    foot = ""
    if not transcript.ending:
        gone = app.rehearsals.goes_on_with(transcript) != transcript.tier
        silent = bool(transcript.turns) and transcript.turns[-1].silent
        notice = MODEL_GONE if gone else MODEL_SILENT if silent else ""
        foot = rehearse_text.draw_foot(hints=_has_hints(session), notice=notice)
    return View(_draw_talk(app, scenario, session), search, session.leaf, foot=foot, announce=announce)


def _draw_talk(app: App, scenario: Scenario, session: Session, *, pending: str = "") -> str:
    transcript = session.transcript
    branches = _told(app, session.id)
    left = None if transcript.ending or pending else _way_left(session, branches)
    number = len(transcript.turns) + 1
    notice = ""
    if left is not None:
        notice = rehearse_text.draw_went_back(number, left.transcript.turns[number - 1].user, session, left.leaf)
    return rehearse_text.draw_talk(
        scenario,
        session,
        pending=pending,
        notice=notice,
        ways=len(branches),
        numbers=load_levels()[transcript.difficulty].numbers,
    )


def _told(app: App, session_id: str) -> list[Branch]:
    """The ways that can be compared: those at whose end nobody stepped out."""
    return [branch for branch in app.rehearsals.branches(session_id) if branch.transcript.ending != "step_out"]


def _way_left(session: Session, branches: list[Branch]) -> Branch | None:
    """The newest way that goes on from where the person is, if they went back."""
    length = len(session.turn_ids)
    longer = [b for b in branches if len(b.turn_ids) > length and b.turn_ids[:length] == session.turn_ids]
    return max(longer, key=lambda branch: branch.created, default=None)


def _compare(app: App, session_id: str, values: Mapping[str, str], search: str) -> View:
    session = app.rehearsals.load(session_id)
    branches = _told(app, session_id)
    if len(branches) < 2:
        return _show_session(app, session, f"?session={session_id}")
    by_leaf = {branch.leaf: branch for branch in branches}
    current = next((branch for branch in branches if branch.current), branches[-1])
    two = by_leaf.get(values.get("two", ""), current)
    one = by_leaf.get(values.get("one", ""), two)
    if one is two:
        one = [branch for branch in branches if branch is not two][-1]
    scenario = app.rehearsals.scenario(session.transcript.scenario)
    return View(compare_text.draw_compare(scenario, session_id, branches, one, two), search, session.leaf)


# -- what the person does -------------------------------------------------------------


def _change(app: App, deed: str, said: Mapping[str, Any], seen: str | None) -> View:
    """The page after something was begun, gone back in, ended or switched."""
    if deed == "start":
        return _start(app, said)
    session_id = _values(str(said.get("search", ""))).get("session", "")
    search = f"?session={session_id}"
    if deed == "switch":
        session = app.rehearsals.switch(session_id, str(said["leaf"]))
        return _moved(_show_session(app, session, search), search)
    if app.rehearsals.load(session_id).leaf != seen:
        raise StoreError(
            "This rehearsal went on elsewhere, perhaps in another tab. Load it again and go on from there."
        )
    if deed == "again":
        session = app.rehearsals.rewind(session_id, int(said["number"]))
        view = _show_session(app, session, search)
        return replace(view, announce=f"You are back before turn {len(session.transcript.turns) + 1}.")
    if deed == "end":
        session = app.rehearsals.end(session_id)
        return replace(_show_session(app, session, search), announce="You ended it here.")
    raise InputError("That cannot be done here. Load the page again.")


def _start(app: App, said: Mapping[str, Any]) -> View:
    side, difficulty = _side(str(said.get("side", ""))), _difficulty(str(said.get("difficulty", "")))
    session = app.rehearsals.start(
        str(said.get("scenario", "")),
        side or "mentor",
        difficulty or "normal",
        ready=_tenth(said.get("ready")),
        tense=_tenth(said.get("tense")),
    )
    search = f"?session={session.id}"
    return _moved(_show_session(app, session, search), search)


def _moved(view: View, search: str) -> View:
    """A view that takes the address with it."""
    return replace(view, stage=f'<div data-at="{escape(search)}">{view.stage}</div>')


def _draw_coach(app: App, deed: str, said: Mapping[str, Any]) -> str:
    """The coach's panel after a button that opens or closes it."""
    if deed == "close":
        return ""
    session = app.rehearsals.load(_values(str(said.get("search", ""))).get("session", ""))
    transcript = session.transcript
    if deed == "pause":
        return rehearse_text.draw_pause(
            app.rehearsals.scenario(transcript.scenario), transcript, hints=_has_hints(session)
        )
    hints = app.rehearsals.hints(transcript)
    picked = str(said.get("strategy", "")) if deed == "pick" else ""
    if picked not in {hint.strategy for hint in hints}:
        return rehearse_text.draw_hints(hints)
    return rehearse_text.draw_hints(hints, picked, app.rehearsals.hint_line(transcript, picked))


def _has_hints(session: Session) -> bool:
    return load_levels()[session.transcript.difficulty].hints and not session.transcript.ending


def _draw_trouble(error: CounterpartError, search: str) -> str:
    """An error by the box; if another tab went on, with the way to catch up."""
    drawn = text.draw_trouble(str(error))
    if isinstance(error, StoreError) and (session := _values(search).get("session")):
        address = escape(rehearse_text.rehearse_address(session=session))
        return drawn.removesuffix("</p>") + f' <a href="{address}">Load it again</a></p>'
    return drawn


def _values(search: str) -> dict[str, str]:
    return {name: found[0] for name, found in parse_qs(search.lstrip("?"), keep_blank_values=True).items()}


def _side(value: str) -> Side | None:
    return value if value in SIDES else None


def _difficulty(value: str) -> Difficulty | None:
    return value if value in DIFFICULTIES else None


def _tenth(value: object) -> int | None:
    """What a slider says, from 0 to 10; None if it was not touched."""
    return min(10, max(0, int(value))) if isinstance(value, str) and value.isdigit() else None
