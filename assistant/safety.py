"""The step-out check: does what a person writes say that somebody is hurt, threatened or in despair?

Plain rules on plain spelling, in English, without a model: the tables are in ``safety_tables``.
It is a reason to show people who can help. It is no diagnosis, it stores nothing, and it
judges only what the person writes, never what the program says.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, cast, get_args

import yaml

from assistant import safety_tables as tables
from assistant.errors import SettingsError
from assistant.resources import resource_folder

Kind = Literal["crisis", "danger", "abuse", "harassment", "real"]
KINDS: tuple[Kind, ...] = get_args(Kind)  # The gravest first: it is the one that is answered.
CONTACTS_FILE = "contacts.yaml"

_TOKEN = re.compile(r"[a-z0-9*]+(?:'[a-z]+)*|[.!?;:\n]+")
_LEET = str.maketrans({"@": "a", "$": "s", "’": "'", "‘": "'", "`": "'"})
_DIGITS = str.maketrans("01345", "oieas")
_SUFFIXES = {"'m": "am", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would"}
_IS = {"he", "she", "it", "that", "who", "what", "there", "here", "everyone", "everybody", "nobody", "life", "how"}
_EMPHASIS = re.compile(
    r" (?:(?:really|actually|truly|only|genuinely|so|very|totally|completely|absolutely|sometimes|maybe|probably"
    r"|perhaps|basically|already|simply|kind of|sort of|seriously|definitely) )+"
)
_DENIED = re.compile(
    r" (?:not|never|nobody|without|neither|nor|none)(?: (?:a|an|be|been|being|even|ever|feeling|one|of|the|to))? $"
)
_TO_YOU = re.compile(
    r" you(?: (?:are|be|been|ever|felt|feel|get|had|have|kept|keep|may|might|said|say|still|were|will|would))* $"
)
_QUESTION_OF_MANNER = re.compile(r"^ (?:how|what|which|why|is|are|does|do|can|should)\b")


@dataclass(frozen=True)
class Contact:
    """Somebody who can help: who, how to reach them, and for what."""

    name: str
    how: str
    when: str


@dataclass(frozen=True)
class Contacts:
    """The words and the people for each kind of concern."""

    messages: dict[Kind, str]
    contacts: dict[Kind, tuple[Contact, ...]]


@dataclass(frozen=True)
class Concern:
    """What is shown when the program steps out: a message in the coach's voice and who can help."""

    kind: Kind
    message: str
    contacts: tuple[Contact, ...]


def check_text(text: str) -> Kind | None:
    """The gravest concern in what a person wrote, or None."""
    found = [kind for clause in _clauses(text) for kind in _judge(clause)]
    return min(found, key=KINDS.index, default=None)


def concern(kind: Kind, contacts: Contacts) -> Concern:
    """What to show for a kind of concern."""
    return Concern(kind, contacts.messages[kind], contacts.contacts[kind])


def load_contacts(home: Path | None = None) -> Contacts:
    """The organisation's own contacts in ``home`` if there are any, else the product's.

    Raises:
        SettingsError: the file cannot be read or leaves something out; names the file and what is wrong.
    """
    path = (home / CONTACTS_FILE) if home else None
    if path is None or not path.exists():
        path = resource_folder("prompts") / CONTACTS_FILE
    try:
        return _parse_contacts(yaml.safe_load(path.read_text("utf-8")))
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        reason = f"it is not valid YAML{line} ({error.problem or 'unreadable'})"
        raise _broken(path, reason) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise _broken(path, "it cannot be read as UTF-8 text") from error
    except ValueError as error:
        raise _broken(path, str(error)) from error


def _broken(path: Path, reason: str) -> SettingsError:
    return SettingsError(f"{path.name} in {str(path.parent)!r} cannot be used: {reason}. Mend it, or remove it.")


def _parse_contacts(data: Any) -> Contacts:
    if not isinstance(data, dict) or set(data) != {"people", "kinds"}:
        raise ValueError("it needs the two parts 'people' and 'kinds' and no others")
    people = {name: _parse_person(name, entry) for name, entry in _mapping(data["people"], "people").items()}
    kinds = _mapping(data["kinds"], "kinds")
    if set(kinds) != set(KINDS):
        odd = sorted(set(KINDS) ^ {str(kind) for kind in kinds})
        raise ValueError(f"'kinds' must hold exactly {', '.join(KINDS)} (look at {', '.join(odd)})")
    messages: dict[Kind, str] = {}
    contacts: dict[Kind, tuple[Contact, ...]] = {}
    for kind in KINDS:
        entry = _mapping(kinds[kind], f"kinds, {kind}")
        messages[kind] = _words(entry, "message", kind)
        names = entry.get("contacts")
        if not isinstance(names, list) or not names:
            raise ValueError(f"{kind!r} needs 'contacts', a list with at least one name from 'people'")
        unknown = [str(name) for name in names if name not in people]
        if unknown:
            raise ValueError(f"{kind!r} names {unknown[0]!r}, who is not under 'people'")
        contacts[kind] = tuple(people[name] for name in names)
    return Contacts(messages, contacts)


def _parse_person(name: str, entry: Any) -> Contact:
    fields = _mapping(entry, f"people, {name}")
    return Contact(_words(fields, "name", name), _words(fields, "how", name), _words(fields, "when", name))


def _mapping(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not value:
        raise ValueError(f"{where!r} must hold names with what belongs to them")
    return cast(dict[str, Any], value)


def _words(entry: dict[str, Any], field: str, where: str) -> str:
    value = entry.get(field)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{where!r} needs {field!r} with some words (put numbers in quotes)")
    return " ".join(value.split())


# --- plain spelling --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Clause:
    """A sentence in plain spelling, its words between single spaces, with one at each end."""

    text: str
    asks: bool


def _clauses(text: str) -> Iterator[_Clause]:
    plain = unicodedata.normalize("NFKD", text).lower().translate(_LEET)
    words: list[str] = []
    for token in _TOKEN.findall(plain):
        if token[-1] not in ".!?;:\n":
            words.extend(_spell(token))
        elif words and token != ":":  # noqa: S105  # a word of the text
            yield _Clause(f" {' '.join(words)} ", "?" in token)
            words = []
    if words:
        yield _Clause(f" {' '.join(words)} ", False)


@cache
def _vocabulary() -> frozenset[str]:
    """Every word of the tables."""
    texts = [*tables.GROUPS.values(), *(pattern for row in tables.ROWS for pattern in row.patterns)]
    return frozenset(re.findall(r"[a-z]+", " ".join(texts)))


@cache
def _spell_known() -> dict[str, list[str]]:
    table = {word: plain.split() for word, plain in tables.SPELLINGS.items()}
    known = _vocabulary()
    for word in tables.OFTEN_MISTYPED.split():
        for wrong in _one_letter_wrong(word):
            if wrong not in known and wrong not in tables.REAL_WORDS.split():
                table.setdefault(wrong, [word])
    for word in known:
        if len(word) > 5 and word.endswith("ing") and word[:-1] not in known:
            table.setdefault(word[:-1], [word])  # touchin, killin
    return table


def _one_letter_wrong(word: str) -> Iterator[str]:
    """Words with one letter left out, doubled, replaced or swapped; the first letter is always right."""
    for i in range(1, len(word)):
        head, tail = word[:i], word[i:]
        yield head + tail[1:]
        yield head + tail[1:2] + tail[0] + tail[2:]
        for letter in string.ascii_lowercase + string.digits + "*":
            yield head + letter + tail[1:]
            yield head + letter + tail


def _spell(token: str) -> list[str]:
    if (plain := _spell_known().get(token)) is not None:
        return plain
    if "'" not in token:
        letters = token.translate(_DIGITS)  # k1ll, mys3lf
        return [letters] if letters != token and letters in _vocabulary() else [token]
    word, mark, suffix = token.rpartition("'")
    if suffix == "t" and word.endswith("n"):
        return [word[:-1], "not"]
    if suffix == "s":
        return [word, "is"] if word in _IS else [word]
    if mark + suffix in _SUFFIXES:
        return [word, _SUFFIXES[mark + suffix]]
    return [token.replace("'", "")]


# --- judging ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Rule:
    """A compiled pattern. ``anchors`` are words of which a clause must hold one, so most rules are never tried."""

    kind: Kind
    row: str
    exceptions: tuple[str, ...]
    own: bool

    @cached_property
    def needs(self) -> tuple[frozenset[str], ...]:
        return _needs(self.row)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(_regex(self.row))

    @cached_property
    def unless(self) -> re.Pattern[str] | None:
        return _any_of(self.exceptions) if self.exceptions else None


@dataclass(frozen=True)
class _Rules:
    by_anchor: dict[str, tuple[_Rule, ...]]
    idioms: tuple[tuple[frozenset[str], re.Pattern[str]], ...]
    hypothetical: re.Pattern[str]
    fiction: re.Pattern[str]
    care: re.Pattern[str]


def _judge(clause: _Clause) -> Iterator[Kind]:
    rules = _rules()
    full = clause.text
    words = _keys(full)
    if words.isdisjoint(rules.by_anchor):
        return
    for anchors, idiom in rules.idioms:
        if not anchors.isdisjoint(words):
            full = idiom.sub("~ ", full)
    plain = _EMPHASIS.sub(" ", full)
    tried: set[int] = set()
    for word in words:
        for rule in rules.by_anchor.get(word, ()):
            if id(rule) in tried:
                continue
            tried.add(id(rule))
            if any(need.isdisjoint(words) for need in rule.needs):
                continue
            text = full if rule.kind == "real" else plain
            match = rule.pattern.search(text)
            if (
                match
                and not (rule.unless and rule.unless.search(text))
                and _meant(rule, text, match, clause.asks, rules)
            ):
                yield rule.kind


def _meant(rule: _Rule, text: str, match: re.Match[str], asks: bool, rules: _Rules) -> bool:
    """Whether a match speaks of somebody who is affected: not denied, not asked of "you", not a topic, not a story."""
    before = text[: match.start()]
    if rule.kind == "crisis" and rules.care.search(text[: match.end()]):
        return False
    if rule.own:
        return True
    if _DENIED.search(before) or _TO_YOU.search(before) or rules.fiction.search(text):
        return False
    topic = asks or _QUESTION_OF_MANNER.search(text) is not None
    return not (topic and rules.hypothetical.search(text[: match.end()]))


def _keys(text: str) -> set[str]:
    """The words of a clause, and their first letters for the anchors that end in a star."""
    words = set(text.split())
    return words | {word[:3] + "*" for word in words} | {word[:4] + "*" for word in words}


@cache
def _rules() -> _Rules:
    by_anchor: dict[str, list[_Rule]] = {}
    for row in tables.ROWS:
        for pattern in row.patterns:
            rule = _Rule(cast(Kind, row.kind), pattern, row.unless, row.own)
            for anchor in _anchors(pattern):
                by_anchor.setdefault(anchor, []).append(rule)
    idioms = tuple((_anchors(pattern), re.compile(_regex(pattern))) for pattern in tables.IDIOMS)
    return _Rules(
        {anchor: tuple(found) for anchor, found in by_anchor.items()},
        idioms,
        _any_of(tables.HYPOTHETICAL),
        _any_of(tables.FICTION),
        _any_of(tables.CARE),
    )


@cache
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(_regex(pattern) for pattern in patterns))


# --- the small language of the tables --------------------------------------------------------------------------

_ELEMENT = re.compile(r"\[[^\]]*\]|(?:<[^>]+>|[^\s<])+")
_GAPS = {"..": r"(?:(?!not |never )\S+ ){0,4}?", "...": r"(?:(?!not |never )\S+ ){0,9}?"}
_COMMON = frozenset(
    """i me my he she they him her his their it a an the to of in on at and or so be is am are was were has have had do
    does did not no will would can could if when that this we us our for with by from you who what one want wants
    say said get got go going come came""".split()
)


def _regex(pattern: str) -> str:
    """A row of the tables as a regular expression that begins at a word."""
    return "(?<= )" + _sequence(pattern)


def _sequence(pattern: str) -> str:
    return "".join(_element(element) for element in _ELEMENT.findall(pattern))


@cache
def _element(element: str) -> str:
    if element in _GAPS:
        return _GAPS[element]
    if element == "^":
        return "(?<=^ )"
    if element.startswith("!"):
        return f"(?!{_element(element[1:])})"
    if element.startswith("["):
        return f"(?:{_element(element[1:-1])})?"
    parts = [_alternative(word) for word in element.split("/")]
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


@cache
def _alternative(word: str) -> str:
    if word == "$":
        return "$"
    if word.startswith("<"):
        return f"(?:{'|'.join(_sequence(part) for part in tables.GROUPS[word[1:-1]].split('|'))})"
    plain = word.replace("_", " ")
    return re.escape(plain[:-1]) + r"\S* " if word.endswith("*") else re.escape(plain) + " "


def _anchors(pattern: str) -> frozenset[str]:
    """The words of the rarest part that must be there."""
    return _needs(pattern)[0]


@cache
def _needs(pattern: str) -> tuple[frozenset[str], ...]:
    """For each part that must be there the words that it may begin with, the rarest part first."""
    parts = (_first_words(element) for element in _ELEMENT.findall(pattern))
    return tuple(sorted((part for part in parts if part), key=lambda part: (len(part & _COMMON), len(part))))


def _first_words(element: str) -> frozenset[str]:
    """The words with which an element may be met; none if it may be left out."""
    if element in _GAPS or element[0] in "[!^" or "$" in element.split("/"):
        return frozenset()
    words: set[str] = set()
    for word in element.split("/"):
        if word.startswith("<"):
            words.update(*(_anchors(part) for part in tables.GROUPS[word[1:-1]].split("|")))
        elif word.endswith("*"):
            words.add(word[: min(len(word) - 1, 4)] + "*")
        else:
            words.add(word.partition("_")[0])
    return frozenset(words)
