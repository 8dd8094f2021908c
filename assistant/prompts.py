"""Prompts: one Markdown file each, front matter above, ``$name`` where a value goes in. No logic.

What a file declares and what its text uses must be the same, which is checked on load.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

import yaml

from assistant.errors import PromptError
from assistant.resources import resource_folder


@dataclass(frozen=True)
class Prompt:
    """A prompt as people wrote it. ``version`` is a short hash of its text."""

    name: str
    purpose: str
    variables: tuple[str, ...]
    text: str

    @property
    def version(self) -> str:
        """Eight hexadecimal digits that change when the words do."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:8]

    def render(self, **values: str) -> str:
        """Put the values in. A ``$`` in a value is a dollar sign, nothing more.

        Raises:
            PromptError: a value is missing, or one is given that the prompt does not use.
        """
        if set(values) != set(self.variables):
            raise PromptError(
                f"The prompt {self.name!r} wants the values {list(self.variables)}, not {sorted(values)}."
            )
        return Template(self.text).substitute(values)


def load_prompt(name: str, folder: Path | None = None) -> Prompt:
    """Read ``prompts/<name>.md``.

    Raises:
        PromptError: the file is missing or broken, or declares other variables than it uses.
    """
    path = (folder or resource_folder("prompts")) / f"{name}.md"
    try:
        match = re.fullmatch(r"---\n(.*?)\n---\n\n?(.*)", path.read_text("utf-8"), re.S)
        front = yaml.safe_load(match.group(1)) if match else None
    except (OSError, ValueError, yaml.YAMLError) as error:  # ValueError: bad UTF-8, or a date that does not exist.
        raise PromptError(f"The prompt file {path.name!r} cannot be read ({type(error).__name__}); mend it.") from error
    if match is None or not isinstance(front, dict) or not front.get("purpose"):
        raise PromptError(f"The prompt file {path.name!r} needs front matter with 'purpose' and 'variables'.")
    text = match.group(2).strip()
    variables = front.get("variables") or []
    if not isinstance(variables, list):
        raise PromptError(f"The prompt file {path.name!r} needs a list of 'variables', such as [question, notes].")
    declared = tuple(str(item) for item in variables)
    template = Template(text)
    if not template.is_valid():
        raise PromptError(f"The prompt file {path.name!r} has a lone '$'; write '$$' for a dollar sign.")
    used = set(template.get_identifiers())
    if used != set(declared):
        odd = sorted(used ^ set(declared))
        raise PromptError(f"The prompt file {path.name!r} declares and uses different variables: {', '.join(odd)}.")
    return Prompt(name, str(front["purpose"]), declared, text)
