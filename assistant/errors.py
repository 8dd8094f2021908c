"""The family of errors. Each message says what happened and what to do next.

CounterpartError
├── SettingsError       a setting cannot be used
├── ModelError          a chat model cannot be used or stopped answering
│   └── AssetError      a model file is missing, incomplete or not what it claims to be
├── StaleIndexError     the index is missing, or was built by another embedder
├── PromptError         a prompt file does not hold what it declares
├── ScenarioError       a scenario file is broken
├── StoreError          sessions cannot be kept or read
└── InputError          what the person gave cannot be worked with

Errors never carry what a person wrote. Features and seams raise them; only the doors
(command line, pages) catch the root.
"""


class CounterpartError(Exception):
    """The root. ``str(error)`` is one sentence or two for the person, with the next step."""


class SettingsError(CounterpartError):
    """A setting has a value or a name that cannot be used."""


class ModelError(CounterpartError):
    """A chat model cannot be started or reached, or stopped in mid-answer."""


class AssetError(ModelError):
    """A model file is missing, incomplete, or does not match its checksum."""


class StaleIndexError(CounterpartError):
    """There is no index yet, or it was built by another embedder."""


class PromptError(CounterpartError):
    """A prompt file is broken: its front matter and its text disagree."""


class ScenarioError(CounterpartError):
    """A scenario file is broken; the message names the file and the line."""


class StoreError(CounterpartError):
    """Sessions cannot be written or read: a full disk, a database that does not answer."""


class InputError(CounterpartError):
    """What was given (a question, a file, a line of a batch) cannot be worked with."""
