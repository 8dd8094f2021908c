"""The wheel: installed elsewhere and run from another folder, it has its prompts and guides with it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.command import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that has this wheel, and of this checkout only the libraries."""
    folder = tmp_path_factory.mktemp("wheel")
    tree = folder / "tree"  # Built from a copy, so that nothing is left in the checkout.
    left_out = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "tests", "node_modules")
    shutil.copytree(ROOT, tree, ignore=left_out)
    pip = [sys.executable, "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check"]
    wheel = [*pip, "wheel", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder), str(tree)]
    subprocess.run(wheel, check=True)
    shutil.rmtree(tree)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    python = folder / "venv" / "bin" / "python"
    (built,) = folder.glob("counterpart-*.whl")
    subprocess.run([*pip, "--python", str(python), "install", "--no-deps", "--no-index", str(built)], check=True)
    # The libraries by path alone: what the checkout's own installation adds at start is left out.
    (site,) = (folder / "venv" / "lib").glob("python*/site-packages")
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return folder / "venv" / "bin" / "counterpart"


def call(command: Path, folder: Path, *words: str) -> str:
    """What the installed command prints."""
    home = {"COUNTERPART_HOME": str(folder / "home"), "COUNTERPART_MODEL": "none"}
    done = subprocess.run(
        [str(command), *words], cwd=folder, env=os.environ | home, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_wheel_runs_from_another_folder(installed: Path, tmp_path: Path, guidance_home: Path) -> None:
    """It builds its index from its own guides, lists them all, answers, and has its prompts."""
    code = "import assistant, ingest; print(assistant.__file__, ingest.__file__)"
    found = subprocess.run([installed.with_name("python"), "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert found.stdout.count(str(installed.parent.parent)) == 2, found.stdout + found.stderr
    assert "Usage: counterpart" in call(installed, tmp_path, "--help")
    (tmp_path / "home" / "index").mkdir(parents=True)  # Vectors that exist are taken over: only embedding is slow.
    shutil.copyfile(guidance_home / "index" / "vectors.sqlite", tmp_path / "home" / "index" / "vectors.sqlite")
    listed = json.loads(call(installed, tmp_path, "library", "list", "--json"))["documents"]
    assert {item["source"] for item in listed} == {f"knowledge/{p.name}" for p in (ROOT / "knowledge").glob("*.md")}
    question = "How do I tell my PhD student that the thesis is in trouble?"
    answer = json.loads(call(installed, tmp_path, "ask", question, "--tier", "guidance", "--json"))
    assert answer["covered"] and answer["citations"]
    prompt = json.loads(call(installed, tmp_path, "ask", question, "--show-prompt", "--json"))
    assert [message["role"] for message in prompt["messages"]] == ["system", "user"]


def test_wheel_holds_what_it_must_and_nothing_else(installed: Path) -> None:
    """Code, texts and licences; no tests."""
    (site,) = installed.parent.parent.glob("lib/python*/site-packages")
    assert {path.name for path in site.iterdir() if "dist-info" not in path.name} == {
        "assistant",
        "ingest",
        "libraries.pth",
    }
    assert {path.name for path in site.glob("counterpart-*.dist-info/licenses/*")} == {"LICENSE", "LICENSE-guides"}
    kept = {path.suffix for path in (site / "assistant" / "resources").rglob("*") if path.is_file()}
    assert kept == {".md", ".yaml"}
