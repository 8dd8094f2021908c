"""`make bench`: measure, print the table, and write the same as JSON to ``build/bench.json``.

`python -m tests.benchmarks --only search --only help` measures some of it, ``--share 0.1``
only looks whether all of it runs. The index of the guides lies in ``build/bench`` and is
kept for the next time.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # its types are a package of their own, for three calls

from assistant import __version__
from assistant.models.engine import usable_processors
from assistant.settings import load_settings
from tests.benchmarks.answering import measure_first_word, measure_screen, measure_useful, measure_writing
from tests.benchmarks.measuring import ROOT, Bench
from tests.benchmarks.rehearsing import measure_labels, measure_model_reply, measure_reply
from tests.benchmarks.rows import Row, draw_table
from tests.benchmarks.searching import measure_ingest, measure_search
from tests.benchmarks.starting import (
    measure_first_start,
    measure_help,
    measure_memory,
    measure_model_memory,
    measure_start,
)

BENCHMARKS: dict[str, Callable[[Bench], list[Row]]] = {
    "search": measure_search,
    "useful": measure_useful,
    "screen": measure_screen,
    "first-word": measure_first_word,
    "writing": measure_writing,
    "labels": measure_labels,
    "reply": measure_reply,
    "model-reply": measure_model_reply,
    "ingest": measure_ingest,
    "start": measure_start,
    "first-start": measure_first_start,
    "memory": measure_memory,
    "model-memory": measure_model_memory,
    "help": measure_help,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for.

    Returns:
        1 if something could not be measured, else 0, whatever the figures are.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="How fast and how large.")
    parser.add_argument("--only", action="append", choices=BENCHMARKS, help="measure this; may be given several times")
    parser.add_argument("--share", type=float, default=1.0, help="of the usual number of rounds (default: 1)")
    parser.add_argument("--json", action="store_true", help="print the JSON document instead of the table")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench.json", help="where it is written")
    options = parser.parse_args(arguments)
    settings = load_settings()
    if "COUNTERPART_HOME" not in os.environ:  # Never the person's own data.
        settings = settings.model_copy(update={"home": ROOT / "build" / "bench"})
    bench = Bench(settings, options.share)
    machine = describe_machine()
    rows: list[Row] = []
    try:
        for name in options.only or BENCHMARKS:
            print(f"{name} ...", file=sys.stderr, flush=True)
            rows += measure(name, bench)
            write_json(options.out, machine, rows)
    finally:
        bench.close()
    print(options.out.read_text("utf-8") if options.json else f"{draw_machine(machine)}\n\n{draw_table(rows)}")
    return int(any(row.failed for row in rows))


def measure(name: str, bench: Bench) -> list[Row]:
    """The rows of one benchmark; a failed one is a row too, so that the others are not lost."""
    try:
        return BENCHMARKS[name](bench)
    except Exception as error:  # noqa: BLE001  # a door: what went wrong stands in the table
        return [Row(name, name, skipped=f"{type(error).__name__}: {error}", failed=True)]


def describe_machine() -> dict[str, str | float]:
    """What the figures were measured on, and how busy it was before."""
    return {
        "counterpart": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processors": usable_processors(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "processors_busy_before": round(psutil.cpu_percent(1.0) / 100 * (os.cpu_count() or 1), 2),
    }


def draw_machine(machine: Mapping[str, str | float]) -> str:
    """The same as lines for people."""
    return "\n".join(f"{name.replace('_', ' ')}: {value}" for name, value in machine.items())


def write_json(path: Path, machine: Mapping[str, str | float], rows: Sequence[Row]) -> None:
    """The document: the machine, and a value for each row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {"machine": machine, "rows": [row.to_json() for row in rows]}
    path.write_text(json.dumps(document, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))  # In order, so that no server is left behind.
    sys.exit(main())
