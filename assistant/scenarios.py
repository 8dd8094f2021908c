"""Scenarios: one YAML file each, checked on load, with errors that name the file and the line.

A scenario is a situation with two sides. Each side is a person whom the program can play
(persona, facts, lines) and whom the user can play (brief, goals). It knows nothing of state.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from assistant.errors import InputError, ScenarioError
from assistant.resources import resource_folder
from assistant.turns import ACTS, Act, Mood, Move
from assistant.values import Side
from assistant.words import all_words

# Cells that a person can come into; the others never occur. `accept` needs an open mood, for one.
CELLS: dict[Act, tuple[Mood, ...]] = {
    "deny": ("closed", "guarded", "open"),
    "downplay": ("closed", "guarded", "open"),
    "blame": ("closed", "guarded"),
    "deflect": ("closed", "guarded", "open"),
    "withdraw": ("closed", "guarded"),
    "ask_back": ("closed", "guarded", "open"),
    "hesitate": ("closed", "guarded", "open"),
    "doubt": ("closed", "guarded", "open"),
    "give_fact": ("closed", "guarded", "open"),
    "concede_part": ("guarded", "open"),
    "propose": ("guarded", "open"),
    "accept": ("open",),
}
LEAST_LINES = 100  # A side; with fewer a session without a model repeats itself.
DEEPEST = 40  # Levels of a file; a scenario has six.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # A scenario in 20 ms instead of 250.


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(_Part):
    """Something that the person can say. ``about`` names the topic that must just have come up."""

    say: str = Field(min_length=1)
    about: str | None = None


def _as_line(value: Any) -> Any:
    return {"say": value} if isinstance(value, str) else value


class Speech(_Part):
    """How somebody talks."""

    register_: str = Field(alias="register")
    max_sentences: int = Field(default=3, ge=1, le=4)
    fillers: tuple[str, ...] = ()


class Persona(_Part):
    """Who somebody is. ``resistance`` are the acts that are this person's own way of resisting."""

    name: str
    pronoun: Literal["she", "he", "they"]
    role: str
    speech: Speech
    resistance: tuple[Act, ...] = ()

    @property
    def first_name(self) -> str:
        """What the page calls them; titles are not names."""
        words = [word for word in self.name.split() if word.rstrip(".") not in ("Dr", "Prof", "Professor", "Mr", "Ms")]
        return words[0]


class Fact(_Part):
    """Something that is told only once it is earned.

    ``trust`` is what it needs (0 to 4, before the difficulty's own offset); ``tells`` are words
    that would give it away; ``opener`` is a line of the user's that would have opened it.
    """

    id: str
    text: str
    topics: tuple[str, ...]
    trust: float = Field(ge=0, le=4)
    tells: tuple[str, ...] = Field(min_length=1)
    opener: str
    lines: tuple[str, ...] = Field(min_length=2)
    later: tuple[str, ...] = ()


class Interest(_Part):
    """What lies behind the position, and ways in which a user could name it."""

    sentence: str
    paraphrases: tuple[str, ...] = Field(min_length=6)


class Step(_Part):
    """What counts as a concrete next step in this situation."""

    what: tuple[str, ...] = Field(min_length=3)
    examples: tuple[str, ...] = Field(min_length=2)


class Reply(_Part):
    """A question that a user is likely to ask, in several wordings, and its answers by mood."""

    asks: tuple[str, ...] = Field(min_length=2)
    topics: tuple[str, ...] = ()
    closed: tuple[str, ...] = Field(min_length=1)
    guarded: tuple[str, ...] = Field(min_length=1)
    open: tuple[str, ...] = Field(min_length=1)

    def lines(self, mood: Mood) -> tuple[str, ...]:
        """The answers of one mood."""
        return {"closed": self.closed, "guarded": self.guarded, "open": self.open}[mood]


class Evidence(_Part):
    """What meets a goal: moves (so often, about a topic), or something that the session reached."""

    moves: tuple[Move, ...] = ()
    at_least: int = 1
    about: str | None = None
    without: tuple[Move, ...] = ()
    interest: bool = False
    step: bool = False
    limit: bool = False
    fact: str | None = None


class Goal(_Part):
    """Something that the user wants of the conversation, and what shows that it was met."""

    id: str
    text: str
    evidence: Evidence


class Exchange(_Part):
    """Two lines of a worked example; ``user`` is the person whose side it is."""

    user: str
    partner: str


class Example(_Part):
    """The crucial minute, done poorly and done well."""

    poor: tuple[Exchange, ...]
    good: tuple[Exchange, ...]
    why: str


class Part(_Part):
    """One side of a scenario: a person to meet or to be."""

    persona: Persona
    scene: str
    opening: str
    public_facts: tuple[str, ...]
    hidden_facts: tuple[Fact, ...]
    interest: Interest
    step: Step
    fear: str
    triggers: tuple[str, ...]
    softeners: tuple[str, ...]
    walk_away: str
    agreed: tuple[str, ...] = Field(min_length=1)
    answers: tuple[Reply, ...]
    lines: dict[Act, dict[Mood, tuple[Annotated[Line, BeforeValidator(_as_line)], ...]]]
    brief: str
    goals: tuple[Goal, ...] = Field(min_length=2)
    limit: bool = False
    example: Example

    def cell(self, act: Act, mood: Mood) -> tuple[Line, ...]:
        """The lines of one act in one mood."""
        return self.lines.get(act, {}).get(mood, ())

    def all_lines(self) -> Iterator[tuple[Act, Mood, Line]]:
        """Every line of the bank with its place."""
        for act, moods in self.lines.items():
            for mood, lines in moods.items():
                for line in lines:
                    yield act, mood, line


class Scenario(_Part):
    """A difficult conversation that can be rehearsed from both chairs."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str
    summary: str
    minutes: int = Field(ge=1, le=40)
    field: str
    skills: tuple[str, ...] = Field(min_length=1)
    guides: tuple[str, ...] = Field(min_length=1)
    sources: tuple[str, ...] = Field(min_length=1)
    situation: str
    topics: dict[str, tuple[str, ...]]
    sides: dict[Side, Part]

    @model_validator(mode="after")
    def _check(self) -> Scenario:
        if set(self.sides) != {"mentor", "trainee"}:
            raise ValueError("'sides' needs 'mentor' and 'trainee'")
        for side, part in self.sides.items():
            for place, trouble in _troubles(part, self):
                told = {"said": f"sides.{side}: {trouble}", "place": ["sides", side, *place]}
                raise PydanticCustomError("unplayable", "{said}", told)
        return self


def _troubles(part: Part, scenario: Scenario) -> Iterator[tuple[Sequence[str], str]]:
    """What makes a side unplayable, though each of its fields is well-formed, with the way to it or its text."""
    named = [topic for fact in part.hidden_facts for topic in fact.topics]
    named += [line.about for _, _, line in part.all_lines() if line.about]
    named += [topic for answer in part.answers for topic in answer.topics]
    for topic in named:
        if topic not in scenario.topics:
            yield [topic], f"the topic {topic!r} is not among 'topics'"
    for act in ACTS:
        for mood in CELLS[act]:
            if not part.cell(act, mood):
                yield ["lines", act, mood], f"there is no line for {act} in the mood {mood!r}"
    said = [line.say for _, _, line in part.all_lines()]
    if len(said) < LEAST_LINES:
        yield ["lines"], f"there are {len(said)} lines, and a session needs {LEAST_LINES}"
    said += [text for answer in part.answers for text in (*answer.closed, *answer.guarded, *answer.open)]
    said += [text for fact in part.hidden_facts for text in (*fact.lines, *fact.later)]
    for text in sorted({text for text in said if said.count(text) > 1}):
        yield [text], f"a line stands twice: {text!r}"
    for fact in part.hidden_facts:
        others = [other for fact_ in part.hidden_facts if fact_ is not fact for other in fact_.lines]
        bank = [line.say for _, _, line in part.all_lines()]
        bank += [text for answer in part.answers for text in (*answer.closed, *answer.guarded, *answer.open)]
        open_text = [part.opening, part.scene, scenario.situation, *part.public_facts, part.walk_away, *part.agreed]
        for text in [*others, *bank, *open_text]:
            if told := tells(text, fact):
                yield [text], f"{told!r} gives the hidden fact {fact.id!r} away in {text[:60]!r}"


def tells(text: str, fact: Fact) -> str | None:
    """The first word or phrase of a text that would give a fact away."""
    words = f" {' '.join(all_words(text))} "
    return next((tell for tell in fact.tells if f" {' '.join(all_words(tell))} " in words), None)


def parse_scenario(text: str, name: str) -> Scenario:
    """Read a scenario from YAML.

    Args:
        text: the YAML.
        name: the file's name, for errors.

    Raises:
        ScenarioError: it is not a scenario; the message names the file, the line and what is wrong.
    """
    try:
        node, values = _read_yaml(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark else ""
        raise ScenarioError(f"{name}{place}: this is not YAML ({getattr(error, 'problem', 'unreadable')}).") from error
    except ValueError as error:
        raise ScenarioError(f"{name}: a value cannot be read ({error}); mend it.") from error
    twice = _twice(node, set())
    if twice is not None:
        said = f"{twice.value!r} stands here a second time; put what is under both in one place"
        raise ScenarioError(f"{name}, line {twice.start_mark.line + 1}: {said}.")
    if not isinstance(values, dict):
        raise ScenarioError(f"{name}, line 1: a scenario is a mapping that begins with 'id:'.")
    try:
        return Scenario.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        line = _line_of(node, first.get("ctx", {}).get("place", first["loc"]))
        where = ".".join(str(step) for step in first["loc"] if not str(step).startswith("function-"))
        said = "nothing stands here yet" if first["input"] is None else first["msg"].removeprefix("Value error, ")
        more = f" ({error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise ScenarioError(f"{name}, line {line}: {where + ': ' if where else ''}{said}.{more}") from error


def _read_yaml(text: str) -> tuple[yaml.Node | None, Any]:
    """The nodes of a text, which know their lines, and its values."""
    depth = 0
    for event in yaml.parse(text, _Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:  # The loader would go on until the process ends.
            raise ValueError("it is nested too deeply")
    loader = _Loader(text)
    node = loader.get_single_node()
    return node, loader.construct_document(node) if node is not None else None


def _line_of(node: yaml.Node | None, loc: Sequence[int | str]) -> int:
    """The line of the deepest place that exists on the way to an error; a last step may be a text that stands there."""
    line = node.start_mark.line + 1 if node else 1
    for step in loc:
        found: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            found = next((value for key, value in node.value if key.value == str(step)), None)
            key_line = next((key.start_mark.line + 1 for key, _ in node.value if key.value == str(step)), None)
            line = key_line or line
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = node.value[step]
            line = found.start_mark.line + 1 if found else line
        if found is None:
            same = [text.start_mark.line + 1 for text in _texts(node) if text.value == str(step)]
            return same[-1] if same else line
        node = found
    return line


def _twice(node: yaml.Node | None, seen: set[int]) -> yaml.ScalarNode | None:
    """A key that its mapping has already: YAML would keep the last one and forget what stands under the first.

    ``seen`` are the identities of the nodes that were looked at: an anchor may lead back to one.
    """
    if not isinstance(node, yaml.CollectionNode) or id(node) in seen:
        return None
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        inner = list(node.value)
    else:
        keys: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in keys:
                    return key
                keys.add(key.value)
        inner = [value for _, value in node.value]
    return next((found for item in inner if (found := _twice(item, seen)) is not None), None)


def _texts(node: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """Every text below a node."""
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _texts(item)
    elif isinstance(node, yaml.MappingNode):
        for _, value in node.value:
            yield from _texts(value)


def scenario_folder() -> Path:
    """Where the product's own scenarios lie."""
    return resource_folder("prompts") / "scenarios"


def read_scenario(path: Path, *, own: bool) -> Scenario:
    """The scenario in a file.

    Args:
        path: of the file, which is named as the id.
        own: whether it is a person's own, which stands beside those that come with Counterpart.

    Raises:
        OSError: it cannot be read.
        UnicodeDecodeError: it is not UTF-8.
        ScenarioError: it is not a scenario, is named otherwise, or has an id that is taken.
    """
    text = path.read_text("utf-8-sig")
    scenario = parse_scenario(text, str(path))
    line = next((number for number, line in enumerate(text.splitlines(), 1) if line.startswith("id:")), 1)
    its_id = f"{path}, line {line}: its id is {scenario.id!r}"
    if own and scenario.id in scenario_ids():
        raise ScenarioError(f"{its_id}, which comes with Counterpart; give it another id and name the file after it.")
    if scenario.id != path.stem:
        raise ScenarioError(f"{its_id}; name the file {scenario.id}.yaml.")
    return scenario


def load_scenario(id_: str, own: Path | None = None) -> Scenario:
    """The scenario with this id.

    Args:
        id_: of the scenario.
        own: the folder of a person's own scenarios, which need not be there.

    Raises:
        InputError: there is none.
        ScenarioError: its file is broken, or the id of an own one is taken.
    """
    paths = _paths(own)
    if id_ not in paths:
        raise InputError(f"There is no scenario {id_[:60]!r}. Choose one of: {', '.join(sorted(paths))}.")
    return _load(paths[id_], own)


def load_scenarios(own: Path | None = None) -> tuple[list[Scenario], list[str]]:
    """All scenarios that can be played, and a sentence for each file that cannot, with what to mend in which line."""
    found, broken = [], []
    for _, path in sorted(_paths(own).items()):
        try:
            found.append(_load(path, own))
        except ScenarioError as error:
            broken.append(str(error))
    return found, broken


def scenario_ids(own: Path | None = None) -> list[str]:
    """The ids of all scenarios, in alphabetical order."""
    return sorted(_paths(own))


def _paths(own: Path | None) -> dict[str, Path]:
    """The file of each scenario. An own one hides its namesake, so that nobody plays the wrong one of the two."""
    folders = [scenario_folder(), *([own] if own else [])]
    files = [path for folder in folders for path in folder.glob("*.yaml")]
    return {path.stem: path for path in files if not path.name.startswith(".")}


def _load(path: Path, own: Path | None) -> Scenario:
    """A scenario; one that is being written is read anew when its file has changed."""
    try:
        seen = path.stat()
        return _read_once(path, path.parent == own, seen.st_mtime_ns, seen.st_size)
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path} cannot be read ({type(error).__name__}); save it as UTF-8.") from error


@cache
def _read_once(path: Path, own: bool, changed: int, size: int) -> Scenario:
    return read_scenario(path, own=own)


def write_skeleton(id_: str, path: Path) -> None:
    """Write a scenario that is still to be filled in; never over a file that is there.

    Raises:
        OSError: it cannot be written.
    """
    text = (resource_folder("prompts") / "scenario.yaml").read_text("utf-8")
    with path.open("x", encoding="utf-8") as file:
        file.write(text.replace("id: my-scenario", f"id: {id_}"))
