"""A rehearsal in the terminal: the talk, the hints on request, and the look back at it."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from typing import TYPE_CHECKING

from assistant.cli.output import say, show, show_alarm, wrap
from assistant.errors import CounterpartError, InputError, ModelError, SettingsError
from assistant.turns import Difficulty, Transcript
from assistant.values import Side, Tier, other_side

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from assistant.app import App
    from assistant.cli.opening import Tiers
    from assistant.debrief import Debrief, Strength
    from assistant.hints import Hint
    from assistant.scenarios import Persona, Scenario
    from assistant.store.sessions import Session

CONTROLS = "An empty line asks for a hint. Ctrl-D ends the talk and looks back at it. Ctrl-C stops; the talk is kept."


# -- the talk -------------------------------------------------------------------------


def begin(app: App, scenario: str, side: Side, difficulty: Difficulty, seed: int | None, tier: Tier) -> Session:
    """Begin a rehearsal that is kept, and show the brief."""
    session = app.rehearsals.start(scenario, side, difficulty, seed=seed, tier=tier)
    found = _scenario(app, session.transcript)
    show(found.title + "\n")
    show(wrap(" ".join(found.situation.split())) + "\n")
    show(wrap(" ".join(found.sides[side].brief.split())) + "\n")
    show("What you want today:")
    for goal in found.sides[side].goals:
        show(wrap(goal.text, "  - ", "    "))
    return session


def resume_session(app: App, tiers: Tiers, id_: str, asked: Tier | None = None) -> tuple[Session, Tier]:
    """A rehearsal that was kept, and who phrases from here on; one that was left for a human goes on before that.

    Raises:
        InputError: it is over.
        ModelError: the tier that was ``asked`` for cannot be had.
    """
    session = app.rehearsals.load(id_)
    if session.transcript.ending == "step_out":
        session = app.rehearsals.rewind(id_, len(session.transcript.turns))
    if session.transcript.ending:
        raise InputError(f"This rehearsal is over; `counterpart debrief --session {session.id}` looks back at it.")
    tier = tiers.choose(asked) if asked else _tier_now(app, tiers, session.transcript)
    show(_scenario(app, session.transcript).title)
    return session, tier


def _tier_now(app: App, tiers: Tiers, transcript: Transcript) -> Tier:
    """What a kept rehearsal goes on with; said, if its model is not there now."""
    from assistant.rehearsals import MODEL_GONE

    tier = app.rehearsals.goes_on_with(transcript)
    try:
        tiers.choose(tier)
    except (ModelError, SettingsError):
        tier = "guidance"
    if tier != transcript.tier:
        say(MODEL_GONE)
    return tier


def talk(app: App, runner: asyncio.Runner, session: Session, tier: Tier) -> None:
    """Talk until it ends, and look back. What was said is kept turn by turn; ``tier`` phrases the answers."""
    show(f"\n{wrap(CONTROLS)}\n")
    _show_lines(app, session.transcript)
    try:
        session = _take_turns(app, runner, session, tier)
    except (KeyboardInterrupt, InputError):
        _tell_kept(app, session.id)
        raise
    if not session.transcript.turns:
        app.rehearsals.delete(session.id)
        show("\nNothing was said, so there is nothing to look back at.")
        return
    if session.transcript.ending == "step_out":
        _show_people(app)
        show(f"\nTo go on from before that line: counterpart rehearse --resume {session.id}")
        show(f"To look back at the talk: counterpart debrief --session {session.id}")
        return
    if not session.transcript.ending:
        session = app.rehearsals.end(session.id)
    show()
    show_debrief(app, app.rehearsals.debrief(session.transcript), session.transcript)
    show(f"\nThis talk is kept as {session.id}.")


def _take_turns(app: App, runner: asyncio.Runner, session: Session, tier: Tier) -> Session:
    """The session, when it has ended or nothing more is said."""
    from assistant.rehearsals import MODEL_SILENT

    hints: Sequence[Hint] = ()
    name = _partner(app, session.transcript).first_name
    while not session.transcript.ending:
        text = _read("You: ")
        if text is None:
            show()
            break
        try:
            if not text.strip():
                hints = _show_hints(app, session.transcript)
            elif text.strip() in [str(number) for number in range(1, len(hints) + 1)]:
                strategy = hints[int(text) - 1].strategy
                show(wrap(f'Coach: you could say, in your own words: "{_line(app, session, strategy)}"'))
            else:
                session = runner.run(app.rehearsals.say(session.id, session.leaf, text, tier))
                hints = ()
                turn = session.transcript.turns[-1]
                if turn.silent:
                    say(MODEL_SILENT)
                show(f"\n{wrap(turn.partner)}" if turn.stepped_out else wrap(f"{name}: {turn.partner}"))
        except CounterpartError as error:
            say(str(error))
    return session


def _line(app: App, session: Session, strategy: str) -> str:
    return app.rehearsals.hint_line(session.transcript, strategy)


def _read(prompt: str) -> str | None:
    """A line of the person's; None when they end.

    Raises:
        InputError: it is not text.
    """
    try:
        if sys.stdin.isatty():
            with contextlib.suppress(ImportError):
                import readline  # noqa: F401  # Arrow keys, and lines longer than the terminal takes.
            return input(prompt).encode("utf-8", "replace").decode("utf-8")
        line = sys.stdin.readline()
    except EOFError:
        return None
    except UnicodeDecodeError as error:
        raise InputError("What was typed is not UTF-8 text. Set the terminal to UTF-8 and try again.") from error
    if not line:
        return None
    text = line.rstrip("\n").encode("utf-8", "replace").decode("utf-8")
    show(prompt + text)  # Nobody saw it being typed.
    return text


def _show_hints(app: App, transcript: Transcript) -> Sequence[Hint]:
    hints = app.rehearsals.hints(transcript)
    if not hints:
        show("Coach: there are no hints on hard. Say what you would say.")
        return ()
    show("Coach: three ways to go on.")
    for number, hint in enumerate(hints, 1):
        show(wrap(f"{hint.title}. {hint.why}", f"  {number}  ", "     "))
    show(wrap("A number shows a wording to adapt; anything else is what you say."))
    return hints


def _tell_kept(app: App, id_: str) -> None:
    """Say on standard error how to go on later; a talk in which nothing was said is not kept."""
    if app.rehearsals.load(id_).transcript.turns:
        say(f"\nThis talk is kept. `counterpart rehearse --resume {id_}` goes on with it.")
    else:
        app.rehearsals.delete(id_)


def _show_people(app: App) -> None:
    """Whom to turn to."""
    _, people = app.rehearsals.contacts()
    for person in people:
        when = f" ({person.when})" if person.when else ""
        show(wrap(f"{person.name}: {person.how}{when}", "  - ", "    "))


# -- what was said --------------------------------------------------------------------


def show_played(app: App, transcript: Transcript) -> None:
    """A rehearsal that was played from a script, and the debrief."""
    show(_scenario(app, transcript).title + "\n")
    _show_lines(app, transcript)
    show()
    if transcript.ending == "step_out":
        _show_people(app)
        show()
    show_debrief(app, app.rehearsals.debrief(transcript), transcript)


def _show_lines(app: App, transcript: Transcript) -> None:
    name = _partner(app, transcript).first_name
    show(wrap(_scenario(app, transcript).sides[transcript.partner_side].scene))
    show(wrap(f"{name}: {transcript.opening}"))
    for turn in transcript.turns:
        show(wrap(f"You: {turn.user}"))
        show(f"\n{wrap(turn.partner)}" if turn.stepped_out else wrap(f"{name}: {turn.partner}"))


def _scenario(app: App, transcript: Transcript) -> Scenario:
    return app.rehearsals.scenario(transcript.scenario)


def _partner(app: App, transcript: Transcript) -> Persona:
    return _scenario(app, transcript).sides[transcript.partner_side].persona


# -- the debrief ----------------------------------------------------------------------


def show_debrief(app: App, debrief: Debrief, transcript: Transcript | None, scenario: str | None = None) -> None:
    """A debrief as text to read, in the order of the page.

    Args:
        app: the application.
        debrief: what can be said.
        transcript: the rehearsal, if it was one; then its turns are named.
        scenario: of a conversation that was brought along, if it has one.
    """
    numbers = {citation.id: number for number, citation in enumerate(debrief.citations, 1)}
    name = "they"
    if transcript is not None:
        name = _partner(app, transcript).first_name
    elif scenario is not None:
        partner = other_side(debrief.side)
        name = app.rehearsals.scenario(scenario).sides[partner].persona.first_name

    def place(turn: int) -> str:
        return f"turn {(turn + 1) // 2}" if transcript is not None else f"line {turn + 1}"

    if debrief.alarm is not None:
        show_alarm(debrief.alarm)
    show(wrap(debrief.summary))
    show("\nWhat worked")
    _show_strengths(debrief, numbers, place)
    show("\nWhat to try")
    _show_changes(debrief, numbers, place)
    if not debrief.short:
        _show_numbers(debrief)
    if debrief.hidden:
        show(f"\nWhat {name} did not say at first")
    for item in debrief.hidden:
        show(wrap(item.fact, "  - ", "    "))
        more = "You were told this." if item.earned else f'This might have opened it: "{item.opener}"'
        show(wrap(more, "    "))
    if debrief.goals:
        show("\nWhat you wanted")
    for goal in debrief.goals:
        where = f" ({place(goal.turn)})" if goal.met and goal.turn is not None else ""
        show(wrap(f"{goal.goal}{where}", "  met           " if goal.met else "  not this time ", " " * 16))
    show("\nOne thing to practise next")
    show(wrap(debrief.practise_next, "  "))
    show("\nFor the real talk")
    show(wrap(debrief.if_then, "  "))
    if debrief.citations:
        show("\nWhere this comes from")
    for citation in debrief.citations:
        show(
            wrap(f"[{numbers[citation.id]}] {citation.title} › {citation.section} ({citation.source})", "  ", "      ")
        )
        show(wrap(f'"{citation.quote}"', "      "))


def _show_strengths(debrief: Debrief, numbers: Mapping[str, int], place: Callable[[int], str]) -> None:
    if not debrief.strengths:
        show(wrap("Nothing stood out this time. That happens in short or difficult talks.", "  "))
    for item in debrief.strengths:
        _show_quote(item, place)
        show(wrap(item.effect, "    "))
        show(wrap(f"{item.principle} [{numbers[item.citation]}]", "    "))


def _show_changes(debrief: Debrief, numbers: Mapping[str, int], place: Callable[[int], str]) -> None:
    if not debrief.changes:
        little = "It was too short to say." if debrief.short else "Nothing large. One idea to stretch to stands below."
        show(wrap(little, "  "))
    for item in debrief.changes:
        _show_quote(item, place)
        show(wrap(" ".join(filter(None, (item.aim, item.effect))), "    "))
        show(wrap(f'You could say: "{item.rewrite}"', "    "))
        show(wrap(f"{item.principle} [{numbers[item.citation]}]", "    "))


def _show_quote(item: Strength, place: Callable[[int], str]) -> None:
    show(wrap(f'"{item.quote}" ({place(item.turn)})', "  - ", "    "))


def _show_numbers(debrief: Debrief) -> None:
    told, heard = round(debrief.numbers.told_share * 100), round(debrief.numbers.listened_share * 100)
    show("\nYou spoke, you listened")
    show(wrap(f"Of your sentences {told} % told something, {heard} % asked or said something back.", "  "))
    for name in ("range", "told"):
        if debrief.notes.get(name):
            show(wrap(debrief.notes[name], "  "))
