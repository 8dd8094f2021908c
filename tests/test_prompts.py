"""Prompts: files that hold what they declare, and the very words that a model sees.

The golden renderings in ``tests/golden`` show a review what a change of a prompt means. After a
change that is meant, `python -m tests.test_prompts` writes them anew; look at the difference.
"""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from langchain_core.messages import BaseMessage

from assistant.ask import Question, prompt_messages, system_prompt
from assistant.errors import PromptError
from assistant.index import Index
from assistant.models.engine import Engine
from assistant.models.store import ModelStore
from assistant.prompts import load_prompt
from assistant.resources import resource_folder
from assistant.values import KeyPoint, Side
from tests.conftest import SMALL_MODEL

GOLDEN = Path(__file__).with_name("golden")
NOTES = (
    'Say the news in the first two minutes: "I am worried about the thesis, and I want to plan with you."',
    "Name what you saw, with dates, before you say what it means.",
    "Then wait; ask what they see.",
)
QUESTIONS: dict[str, tuple[str, Side | None]] = {
    "mentor": ("How do I tell my PhD student that the thesis is in trouble?", "mentor"),
    "trainee": ("How do I take harsh feedback without getting defensive?", "trainee"),
    "odd-characters": ("Is $5 or ${notes} or {question} or $$ <b>too much</b> for a % of the work?", None),
}


def render(name: str) -> str:
    """The whole list of messages, as text."""
    text, side = QUESTIONS[name]
    points = [KeyPoint(note, "0", 0.5) for note in NOTES]
    return show(prompt_messages(Question(text, side), text, points))


def show(messages: list[BaseMessage]) -> str:
    return "".join(f"--- {message.type}\n{message.text}\n\n" for message in messages)


@pytest.mark.parametrize("name", QUESTIONS)
def test_model_is_told_exactly_this(name: str) -> None:
    """The messages are word for word those of the golden file; a `$` or a brace in a question stays one."""
    assert render(name) == (GOLDEN / f"{name}.txt").read_text("utf-8")


def test_golden_files_are_those_of_the_questions() -> None:
    """No rendering is left over from a question that is gone."""
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(QUESTIONS)


def test_unchanging_part_comes_first_and_is_the_same_for_all() -> None:
    """The engine keeps the first message in its cache, so nothing of a question may be in it."""
    firsts = {render(name).split("--- human\n")[0] for name in QUESTIONS}
    assert firsts == {f"--- system\n{system_prompt().text}\n\n"}


@pytest.mark.parametrize("path", sorted(resource_folder("prompts").glob("*.md")), ids=lambda path: path.stem)
def test_every_prompt_loads(path: Path) -> None:
    """Each file parses, tells its purpose, and declares what it uses."""
    prompt = load_prompt(path.stem)
    rendered = prompt.render(**dict.fromkeys(prompt.variables, ""))
    assert prompt.purpose.endswith(".") and rendered and "$" not in rendered


def write(folder: Path, text: str, variables: str = "[question]", purpose: str = "A test.") -> None:
    (folder / "own.md").write_text(f"---\npurpose: {purpose}\nvariables: {variables}\n---\n{text}\n", "utf-8")


@pytest.mark.parametrize(
    ("text", "variables", "odd"),
    [
        ("No variable.", "[question]", "question"),
        ("$question and $notes", "[question]", "notes"),
        ("$other", "[question]", "other, question"),
    ],
)
def test_declared_and_used_must_be_the_same(text: str, variables: str, odd: str, tmp_path: Path) -> None:
    """A variable that is declared and not used is as wrong as one that is used and not declared."""
    write(tmp_path, text, variables)
    with pytest.raises(PromptError, match=rf"'own\.md' declares and uses different variables: {odd}\."):
        load_prompt("own", tmp_path)


@pytest.mark.parametrize(
    "raw",
    [
        b"No front matter.",
        b"---\npurpose: [a\n---\nText.",
        b"---\nvariables: []\n---\nText.",
        b"---\n- a\n---\nText.",
        b"---\npurpose: A date.\nat: 2026-02-31\n---\nText.",
        b"---\npurpose: A number.\nvariables: 5\n---\nText.",
        b"---\npurpose: A dollar.\nvariables: []\n---\nFor 5 $ more.",
        b"\xff\xfe",
    ],
)
def test_broken_file_is_named(raw: bytes, tmp_path: Path) -> None:
    """What is no prompt is told with the file's name, and never taken for an empty one."""
    (tmp_path / "own.md").write_bytes(raw)
    with pytest.raises(PromptError, match=r"'own\.md'"):
        load_prompt("own", tmp_path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A prompt that is not there is told as well."""
    with pytest.raises(PromptError, match=r"'own\.md' cannot be read"):
        load_prompt("own", tmp_path)


def test_values_must_be_those_that_are_declared(tmp_path: Path) -> None:
    """A missing value and one too many are errors that name what is wanted."""
    write(tmp_path, "Asked: $question")
    prompt = load_prompt("own", tmp_path)
    for values in ({}, {"question": "a", "notes": "b"}, {"notes": "b"}):
        with pytest.raises(PromptError, match=r"'own' wants the values \['question'\]"):
            prompt.render(**values)
    assert prompt.render(question="$notes {x} $$ $question") == "Asked: $notes {x} $$ $question"


def test_version_changes_with_the_words(tmp_path: Path) -> None:
    """It is made of the text alone, so that the purpose may be told better."""
    versions = []
    for text, purpose in (("$question", "One."), ("$question", "Two."), ("$question now", "Two.")):
        write(tmp_path, text, purpose=purpose)
        versions.append(load_prompt("own", tmp_path).version)
    assert versions[0] == versions[1] != versions[2] and len(versions[0]) == 8


@pytest.mark.model
def test_changing_part_is_short_for_the_longest_notes(guidance_index: Index, store: ModelStore) -> None:
    """A long story with the longest sentences of all guides stays under 400 tokens.

    They are counted by the small model's own tokenizer, which makes a few more of a text than the default model's.
    """
    if not store.has(SMALL_MODEL):
        pytest.skip(f"fetch it first: counterpart models fetch {SMALL_MODEL}")
    generation = guidance_index.current()
    units = generation.units(list(generation.titles()))
    sentences = {unit.text for unit in units if unit.kind == "text" and len(unit.text.split()) <= 34}
    longest = sorted(sentences, key=len)[-6:]
    story = "My PhD student is late with every chapter, and I do not know how to say that it worries me. " * 30
    messages = prompt_messages(Question(story, "mentor"), story, [KeyPoint(text, "0", 0.5) for text in longest])
    engine = Engine(store.files(SMALL_MODEL)[0], context=1024)
    try:
        address = engine.start()
        with httpx.Client(trust_env=False, headers={"Authorization": f"Bearer {address.secret}"}) as client:
            tokens = client.post(address.url + "/tokenize", json={"content": messages[-1].text}).json()["tokens"]
    finally:
        engine.stop()
    assert 250 < len(tokens) < 400


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for question in QUESTIONS:
        (GOLDEN / f"{question}.txt").write_text(render(question), "utf-8")
