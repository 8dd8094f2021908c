"""``doctor`` and ``eval``: is everything well, and how well does it do."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from assistant.cli.input import JsonFlag, TierOption, as_tier, unreadable
from assistant.cli.opening import open_app, prepare
from assistant.cli.output import say, set_up_logging, show, show_json
from assistant.errors import InputError

evaluations = typer.Typer(help="Measure how well answering does, and tune it.", no_args_is_help=True)

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


@evaluations.command("ask")
def evaluate_ask(
    split: Annotated[str, typer.Option(metavar="dev|test", help="Which half of the topics.")] = "test",
    questions: Annotated[Path | None, typer.Option(help="A question file; default: the one in the checkout.")] = None,
    answers: Annotated[int, typer.Option(min=0, help="How many whole answers are written and checked.")] = 30,
    tier: TierOption = None,
    json_: JsonFlag = False,
) -> None:
    """Measure search, follow-ups, scope and support on the question set."""
    if split not in ("dev", "test"):
        raise typer.BadParameter("--split is dev or test")
    half: Literal["dev", "test"] = "dev" if split == "dev" else "test"
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


@evaluations.command("tune")
def tune(json_: JsonFlag = False) -> None:
    """Fit the weights of ranking, scope and support on the data of the checkout, and show how well they do."""
    from assistant.evaluation import DATA, read_cases, tune_ranking, tune_scope, tune_support

    with open_app() as app:
        prepare(app)
        say("Fitting ...")
        asked = [case for case in read_cases(DATA / "ask_questions.jsonl", "dev") if case.covered]
        ranking = tune_ranking(app.index, app.embeddings, asked)
        form = {
            "ranking": ranking,
            "scope": tune_scope(app.index, app.embeddings),
            "support": tune_support(app.embeddings),
        }
    if json_:
        show_json(form)
        return
    for name, figures in form.items():
        show(name)
        for key, value in figures.items():
            show(f"  {key:28} {value}")
