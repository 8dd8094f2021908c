"""A row of the table, its goals, and how the table and the JSON document are written. It measures nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Goal:
    """A limit that a figure must keep: at most it, or at least it."""

    limit: float
    at_least: bool = False

    def met(self, value: float) -> bool:
        """Whether a value keeps the limit."""
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='} {self.limit:g}"


@dataclass(frozen=True)
class Row:
    """What was measured, and beside what.

    ``skipped`` says why there is no figure, ``failed`` that there should be one; ``details`` are
    more figures for those who look closer. ``paired`` is the median of the rounds' own ratios.
    """

    name: str
    what: str
    unit: str = ""
    figure: float | None = None
    goal: Goal | None = None
    beside: str = ""
    compared: float | None = None
    ratio_goal: Goal | None = None
    details: dict[str, float] = field(default_factory=dict)
    skipped: str = ""
    failed: bool = False
    paired: float | None = None

    @property
    def ratio(self) -> float | None:
        """The figure as a share of what it is compared with; ``paired`` where there is one, which no drift touches."""
        if self.paired is not None:
            return self.paired
        return self.figure / self.compared if self.figure is not None and self.compared else None

    @property
    def met(self) -> bool | None:
        """Whether all goals are met; None if there is none, or no figure."""
        pairs = [(self.goal, self.figure), (self.ratio_goal, self.ratio)]
        results = [goal.met(value) for goal, value in pairs if goal is not None and value is not None]
        return all(results) if results else None

    def to_json(self) -> dict[str, Any]:
        """The row as plain values; goals as texts such as ``<= 25``."""
        values = asdict(self) | {"ratio": self.ratio, "met": self.met}
        goals = {"goal": str(self.goal or ""), "ratio_goal": str(self.ratio_goal or "")}
        return {name: _rounded(value) for name, value in (values | goals).items()}


def draw_table(rows: Sequence[Row]) -> str:
    """The rows for people: a line each, and why a row has no figure."""
    lines = [["", "figure", "goal", "met", "beside", "figure", "ratio", "goal"]]
    for row in rows:
        if row.skipped:
            lines.append([row.what, "failed" if row.failed else "skipped", "", "", "", "", "", ""])
            continue
        met = {True: "yes", False: "NO", None: ""}[row.met]
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        figures = [_figure(row.figure, row.unit), str(row.goal or ""), met]
        lines.append(
            [row.what, *figures, row.beside, _figure(row.compared, row.unit), ratio, str(row.ratio_goal or "")]
        )
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([*table, *(f"{row.what}: {row.skipped}" for row in rows if row.skipped)])


def _figure(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:,.{0 if value >= 100 else 1 if value >= 10 else 2}f} {unit}".strip()


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(inner) for name, inner in value.items()}
    return round(value, 4) if isinstance(value, float) else value
