"""The benchmarks run and say what they say in one form. How fast anything is, is not asserted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks.__main__ import BENCHMARKS, main
from tests.benchmarks.rows import Goal, Row, draw_table

FIELDS = {
    "name", "what", "unit", "figure", "goal", "beside", "compared", "ratio", "ratio_goal", "met", "details",
    "skipped", "failed", "paired",
}  # fmt: skip


def test_json_has_a_value_for_each_row(
    guidance_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Search, the first key points and --help, once each: one JSON document, printed and written."""
    monkeypatch.setenv("COUNTERPART_HOME", str(guidance_home))
    out = tmp_path / "build" / "bench.json"
    chosen = ["--only", "search", "--only", "useful", "--only", "help"]
    assert main([*chosen, "--share", "0.001", "--json", "--out", str(out)]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == json.loads(out.read_text("utf-8"))
    assert [row["name"] for row in document["rows"]] == ["search", "search", "useful", "help"]
    for row in document["rows"]:
        assert set(row) == FIELDS and row["figure"] > 0 and not row["skipped"]


def test_a_goal_is_met_only_with_its_ratio() -> None:
    """A figure within its limit is not enough if it is too far from the bare parts."""
    row = Row("search", "search, p95", "ms", 20, Goal(25), "parts", 10, Goal(1.5))
    assert row.ratio == 2 and row.met is False
    assert Row("writing", "writing", "tokens/s", 19, None, "engine", 20, Goal(0.95, at_least=True)).met is True


def test_a_failure_loses_no_other_row(
    guidance_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be measured is told in the table, the rest goes on, and the exit code says so."""
    monkeypatch.setenv("COUNTERPART_HOME", str(guidance_home))
    monkeypatch.setitem(BENCHMARKS, "start", lambda bench: [Row("start", str(1 / 0))])
    chosen = ["--only", "start", "--only", "useful", "--share", "0.001"]
    assert main([*chosen, "--out", str(tmp_path / "bench.json")]) == 1
    told = capsys.readouterr().out
    assert "start: ZeroDivisionError" in told and "sources and key points" in told


def test_table_says_why_a_row_is_skipped() -> None:
    """A row without a figure has a plain word, and no goal is said to be met or missed."""
    row = Row("writing", "writing, idle", skipped="the default model is not here")
    table = draw_table([row])
    assert "skipped" in table and "writing, idle: the default model is not here" in table and row.met is None
