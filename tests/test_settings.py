"""Settings: from variables and a file, with a sentence for everything that cannot be used."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.errors import SettingsError
from assistant.settings import DEFAULT_MODEL, SETTINGS_FILE, Settings, load_settings, misspelt_settings, save_setting


@pytest.fixture(autouse=True)
def no_variables(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the person who runs the tests has set must not count."""
    for name in [name for name in os.environ if name.startswith("COUNTERPART_")]:
        if name not in ("COUNTERPART_HOME", "COUNTERPART_MODELS"):
            monkeypatch.delenv(name)


def write(home: Path, text: str) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / SETTINGS_FILE).write_text(text, "utf-8")


def test_defaults_work_without_a_network(home: Path) -> None:
    """Nothing set: a local model, this computer's address, no login, and nothing is created by reading."""
    loaded = load_settings()
    assert (loaded.model, loaded.host, loaded.auth, loaded.chroma_url) == (DEFAULT_MODEL, "127.0.0.1", "", "")
    assert loaded.home == home and loaded.data == home / "index" and not home.exists()


def test_every_setting_says_what_it_is() -> None:
    """Each has a sentence, which doctor and the reference show."""
    assert [name for name, field in Settings.model_fields.items() if not (field.description or "").endswith(".")] == []


def test_variable_goes_before_file_and_file_before_default(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One run can differ from the file, and the file from the defaults."""
    write(home, 'model = "none"\nport = 9000\n')
    monkeypatch.setenv("COUNTERPART_PORT", "9001")
    loaded = load_settings()
    assert (loaded.model, loaded.port, loaded.threads) == ("none", 9001, 0)


def test_empty_variable_is_none(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable without a value, as compose files give it, changes nothing: not the file, not a default."""
    write(home, 'model = "none"\n')
    for name in ("MODEL", "PORT", "MODELS", "TIMEOUT"):
        monkeypatch.setenv(f"COUNTERPART_{name}", "")
    loaded = load_settings()
    assert (loaded.model, loaded.port, loaded.timeout) == ("none", 7860, 60) and loaded.models != Path.cwd()


def test_tilde_is_the_home_of_the_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder below ~ is found, and so is the file in it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("COUNTERPART_HOME", "~/mine")
    write(tmp_path / "mine", 'model = "none"\nmodels = "~/files"\n')
    monkeypatch.delenv("COUNTERPART_MODELS")
    loaded = load_settings()
    assert (loaded.home, loaded.models, loaded.model) == (tmp_path / "mine", tmp_path / "files", "none")


def test_home_of_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """~ with a name that has no account here is a sentence, not a crash."""
    monkeypatch.setenv("COUNTERPART_HOME", "~nobody-of-that-name/x")
    with pytest.raises(SettingsError, match="Set COUNTERPART_HOME anew"):
        load_settings()


def test_relative_folder_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """So it stays the same when a process changes its folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COUNTERPART_HOME", "here")
    assert load_settings().home == tmp_path / "here"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("CONTEXT", "12"),
        ("SLOTS", "0"),
        ("TIMEOUT", "nan"),
        ("TIMEOUT", "0"),
        ("LOG_LEVEL", "loud"),
        ("THREADS", "1.5"),
    ],
)
def test_wrong_value_names_its_variable(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that cannot be used is an error with the variable to set anew."""
    monkeypatch.setenv(f"COUNTERPART_{name}", value)
    with pytest.raises(SettingsError, match=f"Set COUNTERPART_{name} anew"):
        load_settings()


@pytest.mark.parametrize("line", ["port = 'many'", "model = 7", "model = ['a']", "[model]", "timeout = inf"])
def test_wrong_value_of_the_file_is_told(line: str, home: Path) -> None:
    """The file's values are checked as the variables' are."""
    write(home, line)
    with pytest.raises(SettingsError, match="cannot be used"):
        load_settings()


def test_misspelt_variable_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named with what was meant; one that is like nothing points to doctor; right ones are not named."""
    assert misspelt_settings() == []
    monkeypatch.setenv("COUNTERPART_MODLE", "none")
    monkeypatch.setenv("COUNTERPART_XYZ", "1")
    first, second = misspelt_settings()
    assert first.startswith("COUNTERPART_MODLE is not a setting") and "did you mean COUNTERPART_MODEL?" in first
    assert second.startswith("COUNTERPART_XYZ") and "counterpart doctor" in second


def test_misspelt_key_of_the_file_is_an_error(home: Path) -> None:
    """A line of the file that would do nothing is refused, with what was meant."""
    write(home, 'modle = "none"\n')
    with pytest.raises(SettingsError, match=r"unknown setting 'modle'\. Did you mean 'model'"):
        load_settings()
    write(home, "zzz = 1\n")
    with pytest.raises(SettingsError, match="counterpart doctor"):
        load_settings()


@pytest.mark.parametrize("raw", [b"model = none", b"model", b'model = "a', b"\xff\xfe", b'model = "a"\nmodel = "b"'])
def test_broken_file_is_named(raw: bytes, home: Path) -> None:
    """A file that is no TOML is told with its folder, and nothing is guessed from it."""
    write(home, "")
    (home / SETTINGS_FILE).write_bytes(raw)
    with pytest.raises(SettingsError, match=rf"{SETTINGS_FILE} in .* cannot be read .*mend or remove it"):
        load_settings()


def test_home_that_is_a_file_is_told(home: Path) -> None:
    """COUNTERPART_HOME that points to a file is a sentence."""
    home.write_text("a file", "utf-8")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings()


def test_home_in_the_file_is_ignored(home: Path) -> None:
    """The home is where the file was found; a line in it cannot lead elsewhere."""
    write(home, 'home = "/elsewhere"\nmodel = "none"\n')
    assert load_settings().home == home and load_settings().model == "none"


def test_saving_keeps_the_other_lines(home: Path) -> None:
    """Comments, order and other settings stay; the setting itself is there once."""
    write(home, '# mine\nport = 9000\nmodel="old"  # for now\n"model" = "older"\n\nslots = 3')
    save_setting(home, "model", "none")
    text = (home / SETTINGS_FILE).read_text("utf-8")
    assert text == '# mine\nport = 9000\n\nslots = 3\nmodel = "none"\n'
    loaded = load_settings()
    assert (loaded.model, loaded.port, loaded.slots) == ("none", 9000, 3)


def test_saving_makes_the_home(home: Path) -> None:
    """The first setting creates the folder and leaves nothing else in it."""
    save_setting(home, "model", "anthropic:claude-x")
    assert load_settings().model == "anthropic:claude-x" and [p.name for p in home.iterdir()] == [SETTINGS_FILE]


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.text(max_size=30))
@example('a"b\\c\n\t\x7f\x00é🙂\u2028')
@example("half \ud83d a character")
def test_any_value_comes_back_as_it_was_saved(value: str) -> None:
    """Whatever characters a value has, the file stays TOML and gives it back."""
    with TemporaryDirectory() as folder:
        save_setting(Path(folder), "model", value)
        saved = tomllib.loads((Path(folder) / SETTINGS_FILE).read_text("utf-8"))
    assert saved == {"model": value.encode("utf-8", "replace").decode("utf-8")}
