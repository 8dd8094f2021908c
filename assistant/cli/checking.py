"""``doctor`` and ``eval``: is everything well, and how well does it do."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

from assistant.cli.input import DifficultyOption, JsonFlag, TierOption, as_difficulty, as_tier, unreadable
from assistant.cli.opening import Tiers, fetch_embedder, open_app, prepare
from assistant.cli.output import progress_bar, say, set_up_logging, show, show_json
from assistant.errors import InputError

if TYPE_CHECKING:
    from assistant.app import App
    from assistant.rehearsal_evaluation import Played

evaluations = typer.Typer(help="Measure how well answering and rehearsing do, and tune them.", no_args_is_help=True)

_Data = TypeVar("_Data")
_WORDS = {"ok": "well", "note": "note", "trouble": "mend", "blocks": "WRONG"}


def doctor(json_: JsonFlag = False) -> None:
    """Find what is wrong, and say how to mend it."""
    from assistant.doctor import examine

    set_up_logging("error")  # What libraries would log is told as a finding.
    report = examine()
    if json_:
        show_json(report)
    else:
        _show_report(report)
    if not report["ok"]:
        raise typer.Exit(1)


def _show_report(report: dict[str, Any]) -> None:
    show(f"Counterpart {report['version']}, Python {report['python']}")
    show(f"A question is answered by: {_TIER_WORDS[report['tier']]}")
    show()
    for finding in report["findings"]:
        show(f"{_WORDS[finding['state']]:5}  {finding['check']:10} {finding['message']}")
        if finding["mend"]:
            show(f"{'':18}{finding['mend']}")
    settings = report.get("settings", {})
    if settings:
        show('\nSettings (set NAME in the environment, or name = "value" in counterpart.toml in the home folder):')
    for name, value in settings.items():
        show(f"  COUNTERPART_{name.upper():12} {value}")


_TIER_WORDS = {
    "": "nothing yet; mend what is marked WRONG",
    "guidance": "the guidance alone",
    "embedded": "the model on this computer",
    "endpoint": "the endpoint that is set",
}


HalfOption = Annotated[str, typer.Option("--split", metavar="dev|test", help="Which half of the data.")]


def _half(split: str) -> Literal["dev", "test"]:
    if split not in ("dev", "test"):
        raise typer.BadParameter("--split is dev or test")
    return "dev" if split == "dev" else "test"


@evaluations.command("ask")
def evaluate_ask(
    split: HalfOption = "test",
    questions: Annotated[Path | None, typer.Option(help="A question file; default: the one in the checkout.")] = None,
    answers: Annotated[int, typer.Option(min=0, help="How many whole answers are written and checked.")] = 30,
    tier: TierOption = None,
    json_: JsonFlag = False,
) -> None:
    """Measure search, follow-ups, scope and support on the question set."""
    half = _half(split)
    from assistant.evaluation import DATA, as_json, run_ask

    file = questions or DATA / "ask_questions.jsonl"
    _check_questions(file)
    with open_app() as app:
        prepare(app)
        say("Asking the questions ...")
        rows = run_ask(app, half, file, answers, as_tier(tier))
    if json_:
        # A figure that nothing gives has no number, which JSON calls null.
        known = [row | {"value": None if math.isnan(row["value"]) else row["value"]} for row in as_json(rows)]
        show_json({"split": split, "rows": known})
        return
    for row in rows:
        show(f"{row.measure:60} {row.value:10.4g}  n={row.count}")


def _check_questions(file: Path) -> None:
    """Refuse a question file that is something else, before anything is started for it."""
    from assistant.evaluation import read_cases

    try:
        read_cases(file)
    except OSError as error:
        raise unreadable(str(file), error) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"The questions in {str(file)!r} are not in the form of tests/evaluation/ask_questions.jsonl. "
            "Write one such JSON object a line."
        ) from error


# -- moves and the step-out check -----------------------------------------------------


DataOption = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Labelled turns; default: those in the checkout.")
]
LinesOption = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Lines to try it on; default: those in the checkout.")
]


def _read(read: Callable[[], _Data]) -> _Data:
    """Data to measure on, or a sentence for data that is something else."""
    from yaml import YAMLError

    try:
        return read()
    except (OSError, ValueError, TypeError, AttributeError, LookupError, YAMLError) as error:
        raise InputError(
            "The data is not in the form of tests/evaluation. Leave the option out, or mend the data."
        ) from error


@evaluations.command("moves")
def evaluate_moves(split: HalfOption = "test", data: DataOption = None, json_: JsonFlag = False) -> None:
    """Measure how well moves are told apart on labelled turns."""
    half = _half(split)
    from assistant.tuning import MOVES_DATA, measure_moves, read_turns

    turns = _read(lambda: read_turns(half, data or MOVES_DATA))

    with open_app() as app:
        fetch_embedder(app)
        say("Labelling ...")
        figures = {"split": half, **measure_moves(app.sentence_model, turns)}
    if json_:
        show_json(figures)
    else:
        _show_moves(figures)


def _show_moves(figures: dict[str, Any]) -> None:
    for name in ("turns", "macro_f1", "macro_f1_hard", "kappa_coarse"):
        show(f"{name:16} {figures[name]}")
    names = figures["confusion"]["names"]
    show(f"\n{'move':16} {'F1':>5} {'turns':>6}  as the first move taken for")
    for move, row in zip(names, figures["confusion"]["rows"], strict=True):
        others = sorted(((count, name) for count, name in zip(row, names, strict=True) if name != move), reverse=True)
        taken = ", ".join(f"{name} {count}" for count, name in others[:4] if count)
        show(f"{move:16} {figures['f1'][move]:5.3f} {figures['count'][move]:6}  {taken}")


@evaluations.command("safety")
def evaluate_safety(
    split: HalfOption = "test", lines: LinesOption = None, data: DataOption = None, json_: JsonFlag = False
) -> None:
    """Measure what the step-out check recognises and interrupts."""
    half = _half(split)
    from assistant.tuning import MOVES_DATA, SAFETY_DATA, measure_safety, read_kinds, read_turns

    tried = _read(lambda: read_kinds(half, lines or SAFETY_DATA))
    turns = _read(lambda: read_turns(half, data or MOVES_DATA))

    with open_app() as app:
        fetch_embedder(app)
        say("Listening ...")
        figures = measure_safety(app.sentence_model, tried, turns)
    if json_:
        show_json(figures)
    else:
        _show_figures(figures)


# -- rehearsals -----------------------------------------------------------------------

SplitOption = Annotated[
    str, typer.Option("--split", metavar="dev|test|all", help="Which half of the scenarios, or all.")
]
SeedsOption = Annotated[int, typer.Option(min=1, max=1000, help="How many seeds each script is played with.")]
ScriptsOption = Annotated[
    Path | None, typer.Option(metavar="FOLDER", help="Scripts; default: those in the checkout.", show_default=False)
]


@evaluations.command("rehearse")
def evaluate_rehearse(
    split: SplitOption = "test",
    seeds: SeedsOption = 1,
    difficulty: DifficultyOption = None,
    tier: TierOption = "guidance",
    scripts: ScriptsOption = None,
    attacks: Annotated[
        bool, typer.Option("--attacks", help="After every turn try to take the partner out of the role.")
    ] = False,
    json_: JsonFlag = False,
) -> None:
    """Play scripts, good and bad, and measure the reactions."""
    from assistant.rehearsal_evaluation import measure

    def figures(app: App, played: Sequence[Played]) -> dict[str, Any]:
        return measure(played)

    _evaluate_played(split, seeds, difficulty, tier, scripts, json_, figures, attacks=attacks)


@evaluations.command("debrief")
def evaluate_debrief(
    split: SplitOption = "test",
    seeds: SeedsOption = 1,
    difficulty: DifficultyOption = None,
    tier: TierOption = "guidance",
    scripts: ScriptsOption = None,
    json_: JsonFlag = False,
) -> None:
    """Play the same scripts, and check their debriefs."""
    from assistant.rehearsal_evaluation import measure_debriefs

    def figures(app: App, played: Sequence[Played]) -> dict[str, Any]:
        return measure_debriefs(app.rehearsals, played)

    _evaluate_played(split, seeds, difficulty, tier, scripts, json_, figures)


def _evaluate_played(
    split: str,
    seeds: int,
    difficulty: str | None,
    tier: str | None,
    scripts: Path | None,
    json_: bool,
    figures: Callable[[App, Sequence[Played]], dict[str, Any]],
    *,
    attacks: bool = False,
) -> None:
    if split not in ("dev", "test", "all"):
        raise typer.BadParameter("--split is dev, test or all")
    which: Literal["dev", "test", "all"] = "all" if split == "all" else _half(split)
    from assistant.rehearsal_evaluation import SCRIPTS, play_scripts, read_attacks, read_scripts
    from assistant.turns import DIFFICULTIES

    folder = scripts or SCRIPTS
    chosen = as_difficulty(difficulty)
    levels = (chosen,) if chosen else DIFFICULTIES
    count = len(_read(lambda: read_scripts(which, folder))) * len(levels) * seeds
    if not count:
        raise InputError("There is no script in that half. Give --split all.")
    lines = _read(read_attacks) if attacks else []
    with open_app() as app:
        prepare(app)
        answering = Tiers(app).choose(as_tier(tier))
        played: list[Played] = []
        with progress_bar("Playing", "talks") as step:
            for item in play_scripts(app.rehearsals, which, range(seeds), answering, levels, folder, lines):
                played.append(item)
                step(len(played), count)
        found = {"split": which, "seeds": seeds, "tier": answering, "attacks": attacks, **figures(app, played)}
    if json_:
        show_json(found)
    else:
        _show_figures(found)


def _show_figures(figures: dict[str, Any], indent: str = "") -> None:
    for name, value in figures.items():
        if isinstance(value, dict):
            show(f"{indent}{name}")
            _show_figures(value, indent + "  ")
        else:
            show(
                f"{indent}{name:{32 - len(indent)}} {', '.join(map(str, value)) if isinstance(value, list) else value}"
            )


# -- tuning ---------------------------------------------------------------------------

PARTS = ("ranking", "scope", "support", "moves", "safety")
NEED_TORCH = ("moves", "safety")


@evaluations.command("tune")
def tune(
    only: Annotated[
        list[str] | None, typer.Option(metavar="|".join(PARTS), help="Only this part; may be given again.")
    ] = None,
    average: Annotated[
        bool,
        typer.Option(
            "--average", help="Of moves and safety, write the mean of the new weights and those that are there."
        ),
    ] = False,
    json_: JsonFlag = False,
) -> None:
    """Fit the weights on the data of the checkout, and write them.

    Those of moves and of the step-out check (safety) need PyTorch and onnx.
    """
    parts = only or list(PARTS)
    if not set(parts) <= set(PARTS):
        raise typer.BadParameter(f"--only is one of {', '.join(PARTS)}")
    if set(parts) & set(NEED_TORCH) and not all(map(importlib.util.find_spec, ("torch", "onnx"))):
        raise InputError(
            "Tuning moves and safety needs PyTorch and onnx. Install them (`pip install torch onnx`) or tune the rest: "
            "--only ranking --only scope --only support."
        )
    with open_app() as app:
        prepare(app)
        form = {}
        for part in PARTS:
            if part in parts:
                say(f"Fitting {part} ...")
                form[part] = _fit(app, part, average)
    if json_:
        show_json(form)
        return
    for name, figures in form.items():
        show(name)
        _show_figures(figures, "  ")


def _fit(app: App, part: str, average: bool) -> dict[str, Any]:
    from assistant import evaluation, moves, safety, tuning

    if part in NEED_TORCH:
        from assistant.rehearsal_evaluation import read_scripts

        with progress_bar("Learning", "steps") as step:
            if part == "moves":
                earlier = moves.load_weights().listener if average else None
                return tuning.tune_moves(app.sentence_model, step, earlier)
            talk = [line for *_, script in read_scripts("dev") for line in script]
            earlier = safety.load_weights()[0] if average else None
            return tuning.tune_safety(app.sentence_model, step, talk, earlier)
    if part == "scope":
        return dict(evaluation.tune_scope(app.index, app.embeddings))
    if part == "support":
        return dict(evaluation.tune_support(app.embeddings))
    asked = [case for case in evaluation.read_cases(evaluation.DATA / "ask_questions.jsonl", "dev") if case.covered]
    return dict(evaluation.tune_ranking(app.index, app.embeddings, asked))
