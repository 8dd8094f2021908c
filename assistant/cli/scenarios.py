"""``scenarios``: the conversations that can be rehearsed, and how to write one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.input import JsonFlag, PlayedOption, unreadable
from assistant.cli.opening import open_settings
from assistant.cli.output import say, show, show_json, wrap
from assistant.errors import InputError, ScenarioError
from assistant.values import SIDES, Side, other_side

if TYPE_CHECKING:
    from assistant.scenarios import Part, Scenario

commands = typer.Typer(help="The conversations that can be rehearsed; check and begin your own.", no_args_is_help=True)


@commands.command("list")
def list_scenarios(json_: JsonFlag = False) -> None:
    """List the conversations that can be rehearsed, the shortest first."""
    settings = open_settings()
    from assistant.scenarios import load_scenarios

    found, broken = load_scenarios(settings.scenarios)
    found.sort(key=lambda each: (each.minutes, each.title))
    for sentence in broken:
        say(sentence)
    if json_:
        show_json({"scenarios": [_line_form(scenario) for scenario in found]})
        return
    for scenario in found:
        show(f"{scenario.id:22} {scenario.title} ({scenario.minutes} min)")
        show(wrap(scenario.summary, " " * 23))


@commands.command("show")
def show_scenario(
    id_: Annotated[str, typer.Argument(metavar="ID", help="As `scenarios list` names it, such as first-late.")],
    side: PlayedOption = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Also what the other person keeps back, and all that they can say.")
    ] = False,
    json_: JsonFlag = False,
) -> None:
    """Read what you would know before the talk."""
    settings = open_settings()
    from assistant.scenarios import load_scenario

    scenario = load_scenario(id_, settings.scenarios)
    shown: list[Side] = [each for each in SIDES if side in (None, each)]
    if json_:
        show_json(_whole_form(scenario, shown, all_))
        return
    show(f"{scenario.title} ({scenario.minutes} min)\n")
    show(wrap(_flat(scenario.situation)))
    for each in shown:
        _show_side(scenario, each, all_)


def _line_form(scenario: Scenario) -> dict[str, Any]:
    names = ("id", "title", "summary", "minutes", "field")
    lists = {name: list(getattr(scenario, name)) for name in ("skills", "guides")}
    return {name: getattr(scenario, name) for name in names} | lists


def _whole_form(scenario: Scenario, shown: list[Side], all_: bool) -> dict[str, Any]:
    return {
        **_line_form(scenario),
        "sources": list(scenario.sources),
        "situation": _flat(scenario.situation),
        "sides": {side: _side_form(scenario, side, all_) for side in shown},
    }


def _side_form(scenario: Scenario, side: Side, all_: bool) -> dict[str, Any]:
    """What somebody knows who plays a side."""
    own, partner = scenario.sides[side], _partner(scenario, side)
    form: dict[str, Any] = {
        "name": own.persona.name,
        "role": own.persona.role,
        "brief": _flat(own.brief),
        "goals": [goal.text for goal in own.goals],
        "limit": own.limit,
        "partner": {"name": partner.persona.name, "role": partner.persona.role},
        "scene": _flat(partner.scene),
        "opening": _flat(partner.opening),
    }
    if not all_:
        return form
    hidden = ("public_facts", "hidden_facts", "interest", "step", "fear", "triggers", "softeners", "walk_away",
              "agreed", "answers", "lines")  # fmt: skip
    whole = partner.model_dump(mode="json", by_alias=True)
    return form | {"hidden": {name: whole[name] for name in hidden}}


def _show_side(scenario: Scenario, side: Side, all_: bool) -> None:
    own, partner = scenario.sides[side], _partner(scenario, side)
    show(f"\nAs {side}: {own.persona.name}, {own.persona.role}\n")
    show(wrap(_flat(own.brief)))
    show("\nWhat you want:")
    for goal in own.goals:
        show(wrap(goal.text, "  - ", "    "))
    show(f"\nYou meet {partner.persona.name}, {partner.persona.role}.")
    show(wrap(_flat(partner.scene)))
    show(wrap(f"{partner.persona.first_name}: {_flat(partner.opening)}"))
    if all_:
        _show_hidden(partner)


def _show_hidden(partner: Part) -> None:
    name = partner.persona.first_name
    show(f"\nWhat {name} keeps back:")
    for fact in partner.hidden_facts:
        show(wrap(f"{fact.id} (trust {fact.trust:g}): {_flat(fact.text)}", "  - ", "    "))
        show(wrap(f'opened by: "{fact.opener}"', "    "))
    show(f"\nWhat lies behind it: {_flat(partner.interest.sentence)}")
    show(f"What {name} fears: {_flat(partner.fear)}")
    show(f"\nWhat {name} can say:")
    for act, mood, line in partner.all_lines():
        show(wrap(line.say, f"  {act:13} {mood:8} ", " " * 25))


def _partner(scenario: Scenario, side: Side) -> Part:
    return scenario.sides[other_side(side)]


def _flat(text: str) -> str:
    return " ".join(text.split())


# -- writing one ----------------------------------------------------------------------


@commands.command("check")
def check(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE|FOLDER...", help="Scenario files, or folders of them.")],
    json_: JsonFlag = False,
) -> None:
    """Say whether scenario files can be played, and if not, in which line to mend them."""
    settings = open_settings()
    checked = [(str(path), _trouble(path, settings.scenarios)) for path in _files(paths)]
    wrong = [trouble for _, trouble in checked if trouble]
    if json_:
        show_json({"ok": not wrong, "files": [{"path": path, "error": trouble} for path, trouble in checked]})
        if wrong:
            raise typer.Exit(1)
        return
    if len(checked) == len(wrong) == 1:
        raise ScenarioError(wrong[0])
    for path, trouble in checked:
        say(trouble) if trouble else show(f"{path} can be played.")
    if wrong:
        raise ScenarioError(f"{len(wrong)} of {len(checked)} files cannot be played. Mend the lines named above.")


def _files(paths: list[Path]) -> Iterator[Path]:
    """The files, and those of the folders.

    Raises:
        InputError: a path is not there, or a folder holds no scenarios.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(path.glob("*.yaml"))
        if not inside:
            raise InputError(f"There is no .yaml file in the folder {str(path)!r}. Check the path and try again.")
        yield from inside


def _trouble(path: Path, own: Path) -> str:
    """What is wrong with a file: empty if nothing is. In the folder of one's own, no id may be taken.

    Raises:
        InputError: it cannot be read at all.
    """
    from assistant.scenarios import read_scenario

    try:
        read_scenario(path, own=path.resolve().parent == own.resolve())
    except OSError as error:
        raise unreadable(str(path), error) from error
    except UnicodeDecodeError:
        return f"{path}: this is not UTF-8 text. Save it as UTF-8."
    except ScenarioError as error:
        return str(error)
    return ""


@commands.command("new")
def new(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Small letters and dashes, such as late-report.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write it.", show_default="ID.yaml")
    ] = None,
    json_: JsonFlag = False,
) -> None:
    """Begin a scenario of your own: a file with everything to fill in."""
    settings = open_settings()
    if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", id_):
        raise InputError("The id of a scenario is small letters, digits and single dashes, such as late-report.")
    from assistant.scenarios import scenario_ids, write_skeleton

    if id_ in scenario_ids():
        raise InputError(f"A scenario {id_!r} comes with Counterpart. Give yours another id.")
    path = out or Path(f"{id_}.yaml")
    try:
        write_skeleton(id_, path)
    except OSError as error:
        raise InputError(
            f"The file {str(path)!r} cannot be written ({error.strerror or type(error).__name__}). "
            "Give another place with --out FILE."
        ) from error
    if json_:
        show_json({"written": str(path)})
        return
    show(f"Written: {path}")
    show(f"Fill it in; `counterpart scenarios check {path}` says what is still missing, line by line.")
    if path.absolute().parent != settings.scenarios:
        show(f"Once it lies in the folder {settings.scenarios}, it is offered with the others.")
