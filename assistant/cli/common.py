"""What the commands share: opening the application, saying things, reading and printing JSON."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, TypeVar

import typer

from assistant.errors import CounterpartError, InputError, SettingsError
from assistant.values import SIDES, TIERS, Message, Side, Tier

if TYPE_CHECKING:
    from assistant.app import App
    from assistant.settings import Settings

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def _check_word(words: tuple[str, ...]) -> Callable[[str | None], str | None]:
    def check(word: str | None) -> str | None:
        if word is not None and word not in words:
            raise typer.BadParameter(f"choose one of {', '.join(words)}")
        return word

    return check


SideOption = Annotated[
    str | None,
    typer.Option("--as", metavar="mentor|trainee", callback=_check_word(SIDES), help="Who you are."),
]
TierOption = Annotated[
    str | None,
    typer.Option(
        "--tier",
        metavar="guidance|embedded|endpoint",
        callback=_check_word(TIERS),
        help="What shall answer. Default: the best here.",
    ),
]
BatchOption = Annotated[
    str, typer.Option("--batch", metavar="FILE", help="JSON Lines in, one JSON document a line out; - reads input.")
]
HistoryOption = Annotated[
    str, typer.Option("--history", metavar="FILE", help="Earlier turns: a JSON list of {role, content}.")
]

_Word = TypeVar("_Word", bound=str)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


# -- saying ---------------------------------------------------------------------------


def say(sentence: str) -> None:
    """Tell the person something on standard error."""
    typer.echo(sentence, err=True)


def show(text: str = "") -> None:
    """Print a line for people, at once. Control characters of documents and models stay out of the terminal."""
    typer.echo(_CONTROL.sub("", text))
    sys.stdout.flush()


def show_json(value: Any) -> None:
    """Print one JSON document as one line, at once. It is ASCII, so every terminal and pipe takes it."""
    typer.echo(json.dumps(value))
    sys.stdout.flush()


class Progress:
    """A bar on standard error that appears with the first step; a single line where nobody watches.

    Args:
        label: what is going on.
        unit: of what is counted; ``B`` for bytes.
    """

    def __init__(self, label: str, unit: str = "texts") -> None:
        self._label = label
        self._unit = unit
        self._bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        """Move to ``done`` of ``total``."""
        if self._bar is None:
            from tqdm import tqdm

            quiet = not sys.stderr.isatty()
            if quiet:
                say(f"{self._label} ...")
            self._bar = tqdm(
                desc=self._label, total=total, unit=self._unit, unit_scale=self._unit == "B", disable=quiet, leave=False
            )
        self._bar.total = total
        self._bar.update(done - self._bar.n)
        if done >= total:
            self.close()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()


@contextmanager
def progress_bar(label: str, unit: str = "texts") -> Iterator[Progress]:
    """A bar for as long as something takes."""
    bar = Progress(label, unit)
    try:
        yield bar
    finally:
        bar.close()


# -- opening --------------------------------------------------------------------------


def open_settings(**changes: Any) -> Settings:
    """The settings, with logging set up as they say, and what is misspelt told.

    Args:
        changes: from options of the command; None leaves a setting as it is.
    """
    from assistant.settings import load_settings, misspelt_settings

    settings = load_settings()
    settings = settings.model_copy(update={name: value for name, value in changes.items() if value is not None})
    set_up_logging(settings.log_level)
    for sentence in misspelt_settings():
        say(sentence)
    return settings


@contextmanager
def open_app(settings: Settings | None = None) -> Iterator[App]:
    """The application, closed again at the end with all that it started."""
    settings = settings or open_settings()
    import langsmith

    from assistant.app import App

    # LANGCHAIN_TRACING_V2 in the environment would send prompts away, whatever else is set.
    langsmith.configure(enabled=False)
    app = App(settings)
    try:
        yield app
    finally:
        app.close()


def prepare(app: App) -> None:
    """Get what every answer needs: the small embedding model and the index of the guides."""
    fetch_embedder(app)
    try:
        with progress_bar("Reading the guides") as step:
            app.prepare_index(step)
    except OSError as error:
        raise unwritable(app.settings.home, error) from error


def refuse_unknown_model(app: App) -> None:
    """Refuse a model that nobody could find, before anything waits for it.

    Raises:
        SettingsError: the setting names no model that could answer.
    """
    from assistant.doctor import unknown_model

    sentence = unknown_model(app)
    if sentence:
        raise SettingsError(sentence)


def unwritable(home: Path, error: OSError) -> SettingsError:
    """One sentence for a home where nothing can be written."""
    return SettingsError(
        f"Nothing can be written in {str(home)!r} ({error.strerror or type(error).__name__}). "
        "Make room or set COUNTERPART_HOME to a folder of yours."
    )


def fetch_embedder(app: App) -> None:
    """Fetch the embedding model if it is not here, and say so."""
    name = app.settings.embeddings
    asset = app.store.find(name)
    if asset is None or app.store.has(name):
        return
    size = asset.size / 1e6
    say(f"Fetching the small model that finds passages ({size:.0f} MB, once).")
    with progress_bar("Fetching", "B") as step:
        app.store.fetch(name, step)


def set_up_logging(level: str) -> None:
    """Log to standard error. What people write is logged at debug level only."""
    root = logging.getLogger()
    if not any(isinstance(handler, _Stderr) for handler in root.handlers):
        handler = _Stderr()
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        root.addHandler(handler)
    root.setLevel(level.upper())
    if level != "debug":
        # These log requests one by one, or tracebacks for what is told in a sentence anyway.
        for name in ("httpx", "openai", "chromadb", "urllib3", "uvicorn", "gradio"):
            logging.getLogger(name).setLevel(logging.WARNING)
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)


class _Stderr(logging.Handler):
    """Writes to whatever standard error is at the time."""

    def emit(self, record: logging.LogRecord) -> None:
        say(self.format(record))


# -- reading --------------------------------------------------------------------------


def read_question(text: str | None, batch: str, name: str = "question") -> str:
    """The question of the command line; ``-`` reads it from standard input. Empty with a batch.

    Raises:
        BadParameter: there is neither or both.
    """
    if batch and text is not None:
        raise typer.BadParameter(f"give a {name} or --batch, not both")
    if not batch and text is None:
        raise typer.BadParameter(f'give a {name} in quotes, "-" to read it from standard input, or --batch FILE')
    return clean_text(read_input() if text == "-" else text or "")


def read_input() -> str:
    """All of standard input.

    Raises:
        InputError: it is not text.
    """
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("Standard input is not UTF-8 text. Save it as UTF-8 and try again.") from error


def read_lines(batch: str) -> Iterator[str]:
    """The lines of a batch as they come; empty ones are left out.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        stream = sys.stdin.buffer if batch == "-" else Path(batch).open("rb")  # noqa: SIM115  # _lines closes it
    except OSError as error:
        raise unreadable(batch, error) from error
    return _lines(stream)


def _lines(stream: BinaryIO) -> Iterator[str]:
    with stream:
        for number, line in enumerate(stream):
            text = line.decode("utf-8-sig" if number == 0 else "utf-8", "surrogateescape").strip()
            if text:
                yield text


def unreadable(path: str, error: OSError) -> InputError:
    """One sentence for a file that cannot be read."""
    if isinstance(error, FileNotFoundError):
        return InputError(f"There is no file {path!r}. Check the path and try again.")
    return InputError(f"The file {path!r} cannot be read ({error.strerror or type(error).__name__}).")


def read_history(path: str) -> tuple[Message, ...]:
    """Earlier turns from a JSON file.

    Raises:
        InputError: the file cannot be read or is not a list of {role, content}.
    """
    if not path:
        return ()
    try:
        text = read_input() if path == "-" else Path(path).read_text("utf-8-sig")
        return as_history(json.loads(text))
    except OSError as error:
        raise unreadable(path, error) from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"The history in {path!r} is not valid JSON. Write it as [{HISTORY_FORM}, ...].") from error


HISTORY_FORM = '{"role": "user" or "assistant", "content": "..."}'


def as_history(value: Any) -> tuple[Message, ...]:
    """Earlier turns from a JSON value.

    Raises:
        InputError: it is something else.
    """
    if value is None:
        return ()
    if not isinstance(value, list) or not all(_is_turn(item) for item in value):
        raise InputError(f"The history must be a list of {HISTORY_FORM}. Mend it and try again.")
    return tuple(Message(item["role"], clean_text(item["content"])) for item in value)


def _is_turn(item: Any) -> bool:
    return isinstance(item, dict) and item.get("role") in ("user", "assistant") and isinstance(item.get("content"), str)


def as_object(line: str) -> dict[str, Any]:
    """A line of a batch.

    Raises:
        InputError: it is not a JSON object.
    """
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError("This line is not valid JSON. Write one JSON object a line.") from error
    if not isinstance(value, dict):
        raise InputError("This line is not a JSON object. Write one JSON object a line.")
    return value


def text_of(value: dict[str, Any], name: str) -> str:
    """A field that must be text.

    Raises:
        InputError: it is missing or something else.
    """
    if not isinstance(value.get(name), str):
        raise InputError(f'This line has no text in the field "{name}". Add it.')
    return clean_text(value[name])


def clean_text(text: str) -> str:
    """Text without halves of characters, which broken input carries and nothing downstream takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def as_side(word: Any) -> Side | None:
    """A side by its word; nothing given is no side.

    Raises:
        InputError: there is no such side.
    """
    return _one_of(word, SIDES, "side")


def as_tier(word: Any) -> Tier | None:
    """A tier by its word; nothing given is no tier.

    Raises:
        InputError: there is no such tier.
    """
    return _one_of(word, TIERS, "tier")


def _one_of(word: Any, words: tuple[_Word, ...], kind: str) -> _Word | None:
    if word is None or word == "":
        return None
    if word not in words:
        shown = f" {word!r}" if isinstance(word, str) and len(word) <= 30 else ""
        raise InputError(f"There is no {kind}{shown}. Choose one of: {', '.join(words)}.")
    return words[words.index(word)]


def print_batch(lines: Iterator[str], answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Answer line by line, in order; a line that cannot be done gives ``{"error": ...}`` in its place."""
    for line in lines:
        try:
            result = answer(as_object(line))
        except CounterpartError as error:
            result = {"error": str(error)}
        except Exception as error:  # one odd line must not cost the others
            logging.getLogger(__name__).debug("What went wrong:", exc_info=True)
            result = {"error": unknown_sentence(error)}
        show_json(result)


def unknown_sentence(error: Exception) -> str:
    """What to say of an error that nobody foresaw: its kind, never what it carries."""
    return f"Something went wrong inside ({type(error).__name__}); run with COUNTERPART_LOG_LEVEL=debug for more."
