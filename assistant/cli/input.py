"""What the commands are given: options, a question, standard input, batches of JSON Lines, a history."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, BinaryIO, TypeVar

import typer

from assistant.cli.output import show_json
from assistant.errors import CounterpartError, InputError
from assistant.turns import DIFFICULTIES, Difficulty
from assistant.values import SIDES, TIERS, Message, Side, Tier

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
PlayedOption = Annotated[
    str | None,
    typer.Option("--side", metavar="mentor|trainee", callback=_check_word(SIDES), help="Whom you play, or were."),
]
DifficultyOption = Annotated[
    str | None,
    typer.Option(
        "--difficulty", metavar="easy|normal|hard", callback=_check_word(DIFFICULTIES), help="Default: normal."
    ),
]
BatchOption = Annotated[
    str, typer.Option("--batch", metavar="FILE", help="JSON Lines in, one JSON document a line out; - reads input.")
]
HistoryOption = Annotated[
    str, typer.Option("--history", metavar="FILE", help="Earlier turns: a JSON list of {role, content}.")
]

_Word = TypeVar("_Word", bound=str)


# -- reading ---------------------------------------------------------------------------


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


def read_text(path: str) -> str:
    """All of a text file; ``-`` reads standard input.

    Raises:
        InputError: it cannot be read, or is not text.
    """
    if path == "-":
        return clean_text(read_input())
    try:
        return Path(path).read_text("utf-8-sig")
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise InputError(f"The file {path!r} is not UTF-8 text. Save it as UTF-8 and try again.") from error


def read_input() -> str:
    """All of standard input.

    Raises:
        InputError: it is not text.
    """
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("Standard input is not UTF-8 text. Save it as UTF-8 and try again.") from error


def read_lines(batch: str) -> Iterator[bytes]:
    """The lines of a batch as they come; empty ones are left out.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        stream = sys.stdin.buffer if batch == "-" else Path(batch).open("rb")  # noqa: SIM115  # _lines closes it
    except OSError as error:
        raise unreadable(batch, error) from error
    return _lines(stream)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        for line in stream:
            if line.strip():
                yield line


def unreadable(path: str, error: OSError) -> InputError:
    """One sentence for a file that cannot be read."""
    if isinstance(error, FileNotFoundError):
        return InputError(f"There is no file {path!r}. Check the path and try again.")
    reason = error.strerror or type(error).__name__
    return InputError(f"The file {path!r} cannot be read ({reason}). Give a file that you may read.")


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


def as_object(line: bytes) -> dict[str, Any]:
    """A line of a batch.

    Raises:
        InputError: it is not a JSON object.
    """
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError("This line is not UTF-8 text. Save the lines as UTF-8.") from error
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


def as_difficulty(word: Any) -> Difficulty | None:
    """A difficulty by its word; nothing given is none.

    Raises:
        InputError: there is no such difficulty.
    """
    return _one_of(word, DIFFICULTIES, "difficulty")


def _one_of(word: Any, words: tuple[_Word, ...], kind: str) -> _Word | None:
    if word is None or word == "":
        return None
    if word not in words:
        shown = f" {word!r}" if isinstance(word, str) and len(word) <= 30 else ""
        raise InputError(f"There is no {kind}{shown}. Choose one of: {', '.join(words)}.")
    return words[words.index(word)]


# -- batches ---------------------------------------------------------------------------


def print_batch(lines: Iterator[bytes], answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
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
