"""``rehearse``, ``debrief`` and ``label``."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.input import (
    BatchOption,
    DifficultyOption,
    JsonFlag,
    PlayedOption,
    TierOption,
    as_difficulty,
    as_side,
    as_tier,
    clean_text,
    print_batch,
    read_lines,
    read_text,
    text_of,
)
from assistant.cli.opening import Tiers, fetch_embedder, open_app, open_settings, prepare
from assistant.cli.output import say, show_json
from assistant.errors import InputError
from assistant.turns import Difficulty, State, Transcript, Turn
from assistant.values import Side, Tier

if TYPE_CHECKING:
    from assistant.app import App
    from assistant.debrief import Change, Debrief, Strength
    from assistant.settings import Settings
    from assistant.turns import Labelled

NO_SIDE = "Say whom you play: mentor or trainee."


# -- rehearse -------------------------------------------------------------------------


def rehearse(
    scenario: Annotated[
        str | None,
        typer.Argument(
            metavar="SCENARIO", help="As `scenarios list` names it, such as first-late.", show_default=False
        ),
    ] = None,
    side: PlayedOption = None,
    difficulty: DifficultyOption = None,
    seed: Annotated[
        int | None, typer.Option(help="The same number, the same reactions. Default: chance; 0 for scripts.")
    ] = None,
    script: Annotated[
        str, typer.Option(metavar="FILE", help="What you say: a turn a line, or a JSON list; - reads input.")
    ] = "",
    tier: TierOption = None,
    resume: Annotated[str, typer.Option(metavar="ID", help="Go on with a rehearsal that was kept.")] = "",
    batch: BatchOption = "",
    json_: JsonFlag = False,
) -> None:
    """Rehearse a difficult conversation with somebody who reacts to what you say."""
    _refuse_muddle(scenario, script, resume, batch, json_)
    lines = read_lines(batch) if batch else None
    asked = _Asked(
        scenario or "", as_side(side), as_difficulty(difficulty), seed, as_tier(tier),
        read_script(script) if script else (),
    )  # fmt: skip
    settings = open_settings()
    if not (batch or resume):
        _check_asked(asked, settings, script)
    with open_app(settings) as app, asyncio.Runner() as runner:
        prepare(app)
        tiers = Tiers(app)
        if lines is not None:
            print_batch(lines, lambda line: _played_form(app, runner, tiers, _asked_of(line, asked, settings)))
        elif script:
            transcript = _play(app, runner, tiers, asked)
            if json_:
                show_json(rehearsal_form(transcript, app.rehearsals.debrief(transcript)))
            else:
                from assistant.cli.conversation import show_played

                show_played(app, transcript)
        else:
            from assistant.cli.conversation import begin, resume_session, talk

            if resume:
                session, answering = resume_session(app, tiers, resume, asked.tier)
            else:
                answering = tiers.choose(asked.tier)
                session = begin(app, asked.scenario, _side_of(asked), asked.difficulty or "normal", seed, answering)
            talk(app, runner, session, answering)


def _refuse_muddle(scenario: str | None, script: str, resume: str, batch: str, json_: bool) -> None:
    """Refuse options that do not go together.

    Raises:
        BadParameter: with what to give.
    """
    if batch and (scenario or script or resume):
        raise typer.BadParameter("with --batch, scenario and script stand in the lines")
    if resume and (scenario or script):
        raise typer.BadParameter("--resume goes on with what was begun; give it alone")
    if not (batch or resume or scenario):
        raise typer.BadParameter("name a scenario; `counterpart scenarios list` shows them")
    if json_ and not (batch or script):
        raise typer.BadParameter("--json needs a --script FILE with what you say")


@dataclass(frozen=True)
class _Asked:
    scenario: str
    side: Side | None
    difficulty: Difficulty | None
    seed: int | None
    tier: Tier | None
    script: tuple[str, ...]


def _asked_of(line: dict[str, Any], defaults: _Asked, settings: Settings) -> _Asked:
    """A line of a batch; what it leaves out is taken from the options."""
    asked = _Asked(
        text_of(line, "scenario"),
        as_side(line.get("side")) or defaults.side,
        as_difficulty(line.get("difficulty")) or defaults.difficulty,
        _seed_of(line, defaults.seed),
        as_tier(line.get("tier")) or defaults.tier,
        as_script(line.get("script")),
    )
    _check_asked(asked, settings, script=True)
    return asked


def _seed_of(line: dict[str, Any], default: int | None) -> int | None:
    seed = line.get("seed")
    if seed is None:
        return default
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise InputError('The field "seed" must be a whole number.')
    return seed


def _check_asked(asked: _Asked, settings: Settings, script: str | bool) -> None:
    """Refuse what cannot be played, before anything is started for it."""
    from assistant.scenarios import load_scenario

    load_scenario(asked.scenario, settings.scenarios)
    _side_of(asked)
    if script and not asked.script:
        raise InputError("The script says nothing. Give at least one turn.")


def _side_of(asked: _Asked) -> Side:
    if asked.side is None:
        raise InputError(NO_SIDE)
    return asked.side


def read_script(path: str) -> tuple[str, ...]:
    """What the user says, from a file with a turn a line or with a JSON list.

    Raises:
        InputError: it cannot be read, or is a list of something else.
    """
    text = read_text(path)
    if not re.match(r'\s*\[\s*(["\]{\[]|-?\d|null|true|false)', text):
        return tuple(line.strip() for line in text.splitlines() if line.strip())
    try:
        return as_script(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise InputError(f'The script in {path!r} is not valid JSON. Write it as ["...", ...].') from error


def as_script(value: Any) -> tuple[str, ...]:
    """What the user says, from a JSON value.

    Raises:
        InputError: it is something else.
    """
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputError('The script must be a list of texts, one a turn: ["...", ...].')
    return tuple(clean_text(item) for item in value)


def _play(app: App, runner: asyncio.Runner, tiers: Tiers, asked: _Asked) -> Transcript:
    tier = tiers.choose(asked.tier)
    side, difficulty = _side_of(asked), asked.difficulty or "normal"
    return runner.run(app.rehearsals.play(asked.scenario, side, difficulty, asked.seed or 0, asked.script, tier))


def _played_form(app: App, runner: asyncio.Runner, tiers: Tiers, asked: _Asked) -> dict[str, Any]:
    transcript = _play(app, runner, tiers, asked)
    return rehearsal_form(transcript, app.rehearsals.debrief(transcript))


def rehearsal_form(transcript: Transcript, debrief: Debrief) -> dict[str, Any]:
    """A rehearsal that is over as its JSON document."""
    return {
        "scenario": transcript.scenario,
        "side": transcript.side,
        "difficulty": transcript.difficulty,
        "seed": transcript.seed,
        "tier": transcript.tier,
        "opening": transcript.opening,
        "turns": [_turn_form(turn) for turn in transcript.turns],
        "ending": transcript.ending,
        "debrief": debrief_form(debrief),
    }


def _turn_form(turn: Turn) -> dict[str, Any]:
    return {
        "user": turn.user,
        "moves": list(turn.labelled.moves),
        "state_before": _state_form(turn.before),
        "state_after": _state_form(turn.after),
        "act": turn.act,
        "unlocked": list(turn.unlocked),
        "partner": turn.partner,
        "source": turn.source,
        "stepped_out": turn.stepped_out,
    }


def _state_form(state: State) -> dict[str, float]:
    return {"trust": state.trust, "heat": state.heat}


# -- debrief --------------------------------------------------------------------------


def debrief(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE",
            help='JSON of side and transcript, or lines "Me: ..." and "Them: ..."; - reads input.',
            show_default=False,
        ),
    ] = None,
    side: PlayedOption = None,
    scenario: Annotated[str, typer.Option(metavar="SCENARIO", help="The scenario that was played, if one was.")] = "",
    session: Annotated[str, typer.Option(metavar="ID", help="A rehearsal that was kept.")] = "",
    batch: BatchOption = "",
    json_: JsonFlag = False,
) -> None:
    """Look back at a conversation: what worked, what to try, in your own words."""
    if sum(map(bool, (file, batch, session))) != 1:
        raise typer.BadParameter("give a FILE, - to read standard input, --batch FILE or --session ID")
    own_side = as_side(side)
    lines = read_lines(batch) if batch else None
    settings = open_settings()
    brought = as_conversation(_read_conversation(file), own_side, scenario, settings) if file else None
    with open_app(settings) as app:
        prepare(app)
        if lines is not None:
            print_batch(
                lines,
                lambda line: debrief_form(_look_back(app, as_conversation(line, own_side, scenario, settings))),
            )
            return
        transcript = app.rehearsals.load(session).transcript if session else None
        if brought is not None:
            found = _look_back(app, brought)
        elif transcript is not None:
            found = app.rehearsals.debrief(transcript)
        if json_:
            show_json(debrief_form(found))
            return
        from assistant.cli.conversation import show_debrief

        show_debrief(app, found, transcript, brought.scenario if brought else None)


@dataclass(frozen=True)
class Conversation:
    """A conversation from elsewhere: who said what (``user`` or ``partner``), and who the user was."""

    side: Side
    lines: tuple[tuple[str, str], ...]
    scenario: str | None


def _look_back(app: App, brought: Conversation) -> Debrief:
    return app.rehearsals.debrief_lines(brought.lines, brought.side, brought.scenario)


def _read_conversation(path: str) -> dict[str, Any]:
    """What a file holds, in the form of a batch line."""
    text = read_text(path)
    if not text.lstrip().startswith("{"):
        return {"transcript": _pasted(text)}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"The conversation in {path!r} is not valid JSON. Write it as {CONVERSATION_FORM}.") from error
    if not isinstance(value, dict):
        raise InputError(f"The conversation must be {CONVERSATION_FORM}. Mend it and try again.")
    return value


CONVERSATION_FORM = '{"side": "mentor" or "trainee", "transcript": [{"speaker": "user" or "partner", "text": "..."}]}'
_SPEAKERS = {"me": "user", "i": "user", "user": "user", "them": "partner", "they": "partner", "partner": "partner"}
_MARKED = re.compile(r"\s*(\w[\w .'’-]{0,24}?)\s*:\s*(.*)")


def _pasted(text: str) -> list[dict[str, str]]:
    """Lines ``Me: ...`` and ``Them: ...``; a line without a mark goes on with the one before.

    Raises:
        InputError: a line begins with something else; the sentence says which line.
    """
    entries: list[dict[str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        marked = _MARKED.fullmatch(line)
        speaker = _SPEAKERS.get(marked[1].lower()) if marked else None
        if marked and speaker:
            entries.append({"speaker": speaker, "text": marked[2]})
        elif line.strip() and (marked or not entries):
            raise InputError(f'Line {number} does not say who speaks. Begin it with "Me:" or "Them:".')
        elif line.strip():
            entries[-1]["text"] += " " + line.strip()
    return entries


def as_conversation(value: dict[str, Any], side: Side | None, scenario: str, settings: Settings) -> Conversation:
    """A conversation from a JSON value; what it leaves out is taken from the options.

    Raises:
        InputError: it is something else, or nobody says who the user was.
    """
    side = as_side(value.get("side")) or side
    if side is None:
        raise InputError('Say who the user was: mentor or trainee, in --side or in the field "side".')
    entries = value.get("transcript")
    if not isinstance(entries, list) or not all(_is_entry(item) for item in entries):
        raise InputError(f"The conversation must be {CONVERSATION_FORM}. Mend it and try again.")
    named = value.get("scenario")
    if named is not None and not isinstance(named, str):
        raise InputError('The field "scenario" must be the id of a scenario, or be left out.')
    chosen = named or scenario or None
    if chosen is not None:
        from assistant.scenarios import load_scenario

        load_scenario(chosen, settings.scenarios)
    return Conversation(side, tuple((item["speaker"], clean_text(item["text"])) for item in entries), chosen)


def _is_entry(item: Any) -> bool:
    return isinstance(item, dict) and item.get("speaker") in ("user", "partner") and isinstance(item.get("text"), str)


def debrief_form(debrief: Debrief) -> dict[str, Any]:
    """A debrief as its JSON document."""
    return {
        "side": debrief.side,
        "summary": debrief.summary,
        "strengths": [_strength_form(item) for item in debrief.strengths],
        "changes": [_change_form(item) for item in debrief.changes],
        "goals": [asdict(goal) for goal in debrief.goals],
        "numbers": asdict(debrief.numbers),
        "hidden": [asdict(item) for item in debrief.hidden],
        "practise_next": debrief.practise_next,
        "if_then": debrief.if_then,
        "tier": debrief.tier,
        "short": debrief.short,
        "stepped_out": debrief.alarm is not None,
        "citations": [asdict(citation) for citation in debrief.citations],
    }


def _strength_form(item: Strength) -> dict[str, Any]:
    names = ("turn", "quote", "move", "effect", "principle", "citation")
    return {name: getattr(item, name) for name in names}


def _change_form(item: Change) -> dict[str, Any]:
    return _strength_form(item) | {"rewrite": item.rewrite, "aim": item.aim}


# -- label ----------------------------------------------------------------------------


def label(
    text: Annotated[
        str | None, typer.Argument(metavar="TEXT", help="What somebody said, in quotes.", show_default=False)
    ] = None,
    previous: Annotated[str, typer.Option(metavar="TEXT", help="The line that it answers.")] = "",
    batch: BatchOption = "",
    json_: JsonFlag = False,
) -> None:
    """Say what each sentence does: ask, say back, observe, judge ... Always JSON.

    Without TEXT it reads JSON Lines of {"text", "previous"} from standard input.
    """
    if text is not None and text != "-" and batch:
        raise typer.BadParameter("give a text or --batch, not both")
    alone = text is not None and text != "-"
    lines = None if alone else read_lines(batch or "-")
    if not alone and not batch and sys.stdin.isatty():
        say('Write a line such as {"text": "..."}; Ctrl-D ends.')
    with open_app() as app:
        fetch_embedder(app)
        if lines is not None:
            print_batch(lines, lambda line: _label_line(app, text_of(line, "text"), line.get("previous"), previous))
        else:
            show_json(_label_line(app, clean_text(text or ""), None, previous))


def _label_line(app: App, text: str, before: Any, default: str) -> dict[str, Any]:
    if before is not None and not isinstance(before, str):
        raise InputError('The field "previous" must be text, or be left out.')
    from assistant.moves import label as label_turn

    return label_form(label_turn(app.sentence_model, text, clean_text(default if before is None else before)))


def label_form(labelled: Labelled) -> dict[str, Any]:
    """The labels of a turn as their JSON document."""
    return {
        "moves": list(labelled.moves),
        "spans": [{"text": span.text, "moves": list(span.moves)} for span in labelled.spans],
        "coarse": labelled.coarse,
        "question": labelled.question,
        "confidence": labelled.confidence,
    }
