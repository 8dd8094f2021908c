"""README.md and CONTRIBUTING.md are true: their commands run, what they name exists."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import ROOT, TRACEBACK
from tests.test_ingest import write

README = (ROOT / "README.md").read_text("utf-8")
PAGES = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "CONTRIBUTING.md")}
FENCED = "\n".join(re.findall(r"^```sh\n(.*?)^```", README, re.M | re.S))
COMMANDS = [line for line in FENCED.splitlines() if "counterpart " in line]


@pytest.fixture(scope="module")
def place(guidance_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to work in, with a home that holds the guides, and notes of one's own."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(guidance_home, folder / "home")
    write(folder / "my-notes" / "lab.md", "Lab", "Our lab meets on Mondays at nine.")
    return folder


def test_every_command_is_shown() -> None:
    """The README shows each of the commands that a person needs."""
    shown = set(re.findall(r"counterpart ([a-z]+)", README))
    everyday = {"serve", "ask", "search", "rehearse", "debrief", "label", "scenarios", "library", "ingest"}
    assert everyday | {"models", "doctor", "eval"} <= shown and len(COMMANDS) >= 10


@pytest.mark.parametrize("line", COMMANDS)
def test_command_runs(line: str, place: Path, models: Path) -> None:
    """Each line of the fenced blocks does what it says, from a folder that is no checkout."""
    settings = {
        "COUNTERPART_HOME": str(place / "home"),
        "COUNTERPART_MODELS": str(models),
        "COUNTERPART_MODEL": "none",  # The answers of the guidance: at once, and on every machine.
        "COUNTERPART_PORT": "0",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        ["sh", "-c", line], cwd=place, env=os.environ | settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and done.stdout.strip() and TRACEBACK not in done.stderr, done.stderr
    assert "error" not in done.stdout.lower()[:20]


@pytest.mark.parametrize("name", PAGES)
def test_make_targets_exist(name: str) -> None:
    """Each ``make`` target that is named is in the Makefile."""
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    named = set(re.findall(r"(?:^ +|`)make ([a-z-]+)", PAGES[name], re.M))
    assert named and named <= targets


@pytest.mark.parametrize("name", PAGES)
def test_files_exist(name: str) -> None:
    """Each file and folder of the project that is named is there."""
    named = set(re.findall(r"`((?:assistant|ingest|prompts|knowledge|tests)/[\w./]*)`", PAGES[name]))
    named |= set(re.findall(r"\]\(([A-Z][\w.-]+)\)", PAGES[name]))
    assert named and [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_settings_exist() -> None:
    """Each setting that is named is one."""
    from assistant.settings import Settings

    named = {name.lower() for name in re.findall(r"COUNTERPART_([A-Z_]+)", "".join(PAGES.values()))}
    assert named and named <= set(Settings.model_fields)
