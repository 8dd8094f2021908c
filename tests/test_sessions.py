"""Sessions as they are kept: each behaviour on SQLite, and on PostgreSQL where one listens on this computer."""

from __future__ import annotations

import json
import logging
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import traceback
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import InputError, StoreError
from assistant.settings import load_settings
from assistant.store import database as database_module
from assistant.store.database import HEAD
from assistant.store.sessions import Session, Sessions
from assistant.store.tables import metadata, turn_of, turn_value
from assistant.turns import Heard, Labelled, Span, State, Transcript, Turn
from tests.command import ROOT

Where: TypeAlias = "str | Path"

START = State(trust=1.0, heat=2.25)
SECRET = "Wilhelmina"
EMPTY = Transcript("late-thesis", "mentor", "hard", 7, "guidance", "You wanted to see me?", START)


def said(number: int, words: str = "What has kept you from writing?", before: State = START, **more: Any) -> Turn:
    """A turn by hand, with something in every field."""
    span = Span(words, ("open_question", "reflection"), 0.75)
    after = State(
        trust=before.trust + 0.25,
        heat=1.5,
        interest_named=True,
        limits=number,
        gains=(("open_question", 2), ("named_unsaid", 1)),
        earned=("f1",),
    )
    heard = Heard(("named_unsaid",), ("f1", "f2"), ("writing",), 3, "writing", asked=True, offers_step=True)
    turn = Turn(
        number=number,
        user=words,
        labelled=Labelled(("open_question", "reflection"), (span, Span("So.", ("other",))), "question", "open", 0.8125),
        heard=heard,
        before=before,
        after=after,
        act="give_fact",
        mood="guarded",
        partner="I sit there. Nothing comes.",
        unlocked=("f1",),
        source="model",
        line="I sit there.",
        ms=12.5,
    )
    return replace(turn, **more)


def go_on(transcript: Transcript, words: str = "And then?", **more: Any) -> Transcript:
    """The transcript with one more turn."""
    turn = said(len(transcript.turns) + 1, words, transcript.state)
    return replace(transcript, turns=(*transcript.turns, turn), **more)


def play(sessions: Sessions, count: int) -> Session:
    """A session of so many turns."""
    session = sessions.create(EMPTY, ready=3, tense=4)
    transcript, parent = EMPTY, None
    for number in range(count):
        transcript = go_on(transcript, f"Word {number}.")
        parent = sessions.append(session.id, parent, transcript).id
    return sessions.load(session.id)


def words_of(transcript: Transcript) -> list[str]:
    return [turn.user for turn in transcript.turns]


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL database that is there for this run only."""
    name = f"counterpart_test_{uuid.uuid4().hex[:12]}"
    for user in ("postgres", "root"):
        try:
            connection = psycopg.connect(
                host="127.0.0.1", port=5432, user=user, dbname="postgres", autocommit=True, connect_timeout=3
            )
            connection.execute(f"CREATE DATABASE {name}")
        except psycopg.Error:
            continue
        yield f"postgresql://{user}@127.0.0.1:5432/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        connection.close()
        return
    pytest.skip("no PostgreSQL listens on 127.0.0.1:5432")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "counterpart.sqlite3"


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, file: Path) -> Where:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return file
    server: str = request.getfixturevalue("server")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    return server


@pytest.fixture
def sessions(where: Where) -> Iterator[Sessions]:
    opened = Sessions(where)
    yield opened
    opened.close()


def execute(where: Where, statement: str) -> None:
    """Change the database behind the program's back."""
    if isinstance(where, Path):
        connection = sqlite3.connect(where)
        connection.execute(statement)
        connection.commit()
        connection.close()
    else:
        with psycopg.connect(where) as server:
            server.execute(statement.encode())


def test_a_transcript_comes_back_as_it_was(sessions: Sessions, where: Where) -> None:
    """Two turns with something in every field, written one by one, read by another process's eyes."""
    session = sessions.create(EMPTY, ready=3, tense=None)
    assert (session.transcript, session.leaf, session.ready, session.tense) == (EMPTY, None, 3, None)
    one = go_on(EMPTY)
    first = sessions.append(session.id, None, one)
    two = go_on(one, "What would help by Friday?", ending="agreement")
    second = sessions.append(session.id, first.id, two)
    loaded = Sessions(where).load(session.id)
    assert loaded.transcript == two and repr(loaded.transcript) == repr(two)
    assert loaded.turn_ids == (first.id, second.id) and loaded.leaf == second.id
    assert (second.parent, second.number, second.ending) == (first.id, 2, "agreement")
    assert (loaded.ready, loaded.tense, loaded.review, loaded.created) == (3, None, {}, session.created)
    assert loaded.updated == second.created > loaded.created


def test_a_whole_transcript_is_kept_at_once(sessions: Sessions) -> None:
    """One that was played elsewhere, a script's for instance, comes back with its ending; so does a huge seed."""
    whole = replace(go_on(go_on(EMPTY)), ending="walk_away", seed=-(10**30))
    session = sessions.create(whole)
    loaded = sessions.load(session.id)
    assert loaded == session and loaded.transcript == whole
    assert [branch.transcript for branch in sessions.branches(session.id)] == [whole]


@pytest.mark.parametrize("words", ["a\0b", "half \ud83d of one", "'; DROP TABLE turns; --", "<b>ü</b>\u2028🙂" * 500])
def test_any_characters_are_kept(sessions: Sessions, words: str) -> None:
    """Also those that a database's own text cannot hold."""
    session = sessions.create(replace(EMPTY, opening=words))
    transcript = go_on(session.transcript, words)
    sessions.append(session.id, None, transcript)
    sessions.keep_review(session.id, {"aim": words})
    loaded = sessions.load(session.id)
    assert loaded.transcript == transcript and loaded.review == {"aim": words}


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.from_type(Turn))
def test_any_turn_survives_json(turn: Turn) -> None:
    """Whatever stands in the fields of a turn, its value gives it back, numbers and all."""
    assert repr(turn_of(json.loads(json.dumps(turn_value(turn))))) == repr(turn)


def test_fields_that_come_and_go() -> None:
    """A turn that an earlier version kept takes the defaults of what is new; what is no more is left out."""
    value = turn_value(said(1)) | {"was_there_once": 1}
    del value["ms"], value["heard"]["echo"], value["after"]["earned"]
    turn = turn_of(value)
    assert (turn.ms, turn.heard.echo, turn.after.earned) == (0.0, "", ()) and turn.user == said(1).user


def test_of_two_tabs_one_goes_on(sessions: Sessions) -> None:
    """A turn that follows another than the last one is refused, said so, and leaves nothing behind."""
    session = play(sessions, 1)
    kept = sessions.append(session.id, session.leaf, go_on(session.transcript, "First."))
    with pytest.raises(StoreError, match=r"went on elsewhere.*Load the page again"):
        sessions.append(session.id, session.leaf, go_on(session.transcript, "Second."))
    with pytest.raises(StoreError, match="went on elsewhere"):
        sessions.append(session.id, None, go_on(EMPTY, "From the start."))
    loaded = sessions.load(session.id)
    assert loaded.leaf == kept.id and words_of(loaded.transcript) == ["Word 0.", "First."]
    assert len(sessions.branches(session.id)) == 1


def test_a_tab_that_missed_another_way_is_told(sessions: Sessions) -> None:
    """Gone back and on in another tab, as far as this one is: the turn must not end up on the wrong branch."""
    session = play(sessions, 2)
    back = sessions.rewind(session.id, 2)
    other = go_on(back.transcript, "Let me try again.")
    leaf = sessions.append(session.id, back.leaf, other).id
    with pytest.raises(StoreError, match="went on elsewhere"):
        sessions.append(session.id, session.leaf, go_on(session.transcript))
    loaded = sessions.load(session.id)
    assert (loaded.transcript, loaded.leaf) == (other, leaf)


def test_at_the_same_moment_one_goes_on(sessions: Sessions, where: Where) -> None:
    """Of four that write at once, three are told; the database is never busy for them."""
    session = play(sessions, 1)
    barrier, told, kept = threading.Barrier(4), [], []

    def write(words: str) -> None:
        own = Sessions(where)
        own.recent()
        barrier.wait()
        try:
            kept.append(own.append(session.id, session.leaf, go_on(session.transcript, words)).id)
        except StoreError as error:
            told.append(str(error))
        own.close()

    threads = [threading.Thread(target=write, args=(f"Tab {number}.",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(kept) == 1 and len(told) == 3 and all("went on elsewhere" in message for message in told)
    assert sessions.load(session.id).leaf == kept[0] and len(sessions.branches(session.id)) == 1


def test_one_database_object_serves_many_threads(sessions: Sessions) -> None:
    """Sessions of their own, written at once through the same object, are all whole."""
    played: list[Session] = []
    threads = [threading.Thread(target=lambda: played.append(play(sessions, 5))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(played) == 6 and all(len(session.transcript.turns) == 5 for session in played)


def test_going_back_keeps_the_old_branch(sessions: Sessions) -> None:
    """Back before turn 2 of 3 and on another way: both ways are there whole, and one can change between them."""
    session = play(sessions, 3)
    back = sessions.rewind(session.id, 2)
    assert words_of(back.transcript) == ["Word 0."] and back.leaf == session.turn_ids[0]
    assert back.transcript.state == session.transcript.turns[0].after
    new = go_on(back.transcript, "Let me try again.", ending="limit")
    leaf = sessions.append(session.id, back.leaf, new).id
    first, second = sessions.branches(session.id)
    assert (first.transcript, first.current, first.leaf) == (session.transcript, False, session.leaf)
    assert (second.transcript, second.current, second.leaf) == (new, True, leaf)
    assert first.turn_ids[0] == second.turn_ids[0] and first.turn_ids == session.turn_ids
    assert session.leaf and sessions.switch(session.id, session.leaf).transcript == session.transcript
    assert sessions.switch(session.id, leaf).transcript.ending == "limit"


def test_going_back_to_the_start(sessions: Sessions) -> None:
    """Before turn 1 there is only the opening; another first turn is a branch of its own."""
    session = play(sessions, 2)
    back = sessions.rewind(session.id, 1)
    assert back.transcript == EMPTY and back.leaf is None
    assert [branch.current for branch in sessions.branches(session.id)] == [False]
    sessions.append(session.id, None, go_on(EMPTY, "Hello."))
    assert [words_of(b.transcript) for b in sessions.branches(session.id)] == [["Word 0.", "Word 1."], ["Hello."]]


@pytest.mark.parametrize("number", [-1, 0, 3])
def test_going_back_to_nowhere_is_told(sessions: Sessions, number: int) -> None:
    """A turn that is not there changes nothing."""
    session = play(sessions, 2)
    with pytest.raises(InputError, match=f"no turn {number} .*there are 2"):
        sessions.rewind(session.id, number)
    assert sessions.load(session.id) == session


def test_the_end_holds_until_one_goes_back(sessions: Sessions) -> None:
    """An ended session takes no turn; going back opens it, and the ended branch stays as it ended."""
    session = play(sessions, 2)
    sessions.finish(session.id)
    sessions.finish(session.id, "turns")
    ended = sessions.load(session.id)
    assert ended.transcript.ending == "user"
    with pytest.raises(StoreError, match="was ended elsewhere"):
        sessions.append(session.id, ended.leaf, go_on(ended.transcript))
    assert sessions.rewind(session.id, 2).transcript.ending is None
    assert ended.leaf and sessions.switch(session.id, ended.leaf).transcript == ended.transcript
    empty = sessions.create(EMPTY)
    sessions.finish(empty.id, "step_out")
    assert sessions.load(empty.id).transcript == replace(EMPTY, ending="step_out")


def test_a_branch_of_another_session_is_refused(sessions: Sessions) -> None:
    """One cannot change to a turn that belongs elsewhere."""
    one, other = play(sessions, 1), play(sessions, 1)
    with pytest.raises(StoreError, match="not part of this rehearsal"):
        sessions.switch(one.id, str(other.leaf))
    assert sessions.load(one.id) == one


Step: TypeAlias = "tuple[str, int]"


@settings(max_examples=15, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["say", "say", "back", "switch", "end"]), st.integers(0, 9)), max_size=14))
def test_the_tree_is_what_was_done(sessions: Sessions, steps: list[Step]) -> None:
    """After any steps the current path and the branches are those that lists of words would give."""
    session = sessions.create(EMPTY)
    leaves: dict[tuple[str, ...], str | None] = {(): None}  # Every turn, by the words that lead to it.
    ends: set[tuple[str, ...]] = set()
    path: tuple[str, ...] = ()
    for place, (step, number) in enumerate(steps):
        now = sessions.load(session.id)
        if step == "say" and path not in ends:
            transcript = go_on(now.transcript, f"{place}.")
            leaves[*path, f"{place}."] = sessions.append(session.id, now.leaf, transcript).id
            path = (*path, f"{place}.")
        elif step == "back" and path:
            sessions.rewind(session.id, number % len(path) + 1)
            path = path[: number % len(path)]
        elif step == "switch" and len(leaves) > 1:
            tips = [one for one in leaves if one and not any(o[:-1] == one for o in leaves if o)]
            path = tips[number % len(tips)]
            sessions.switch(session.id, str(leaves[path]))
        elif step == "end" and path and not any(one[:-1] == path for one in leaves if one):
            sessions.finish(session.id)
            ends.add(path)
    loaded = sessions.load(session.id)
    assert tuple(words_of(loaded.transcript)) == path and loaded.leaf == leaves[path]
    assert loaded.transcript.ending == ("user" if path in ends else None)
    tips = [one for one in leaves if one and not any(o[:-1] == one for o in leaves if o)]
    found = {tuple(words_of(b.transcript)): b.transcript.ending for b in sessions.branches(session.id)}
    assert found == {tip: "user" if tip in ends else None for tip in tips}


def test_the_list_has_open_ones_first_then_the_newest(sessions: Sessions) -> None:
    """With what a line of it shows; no more than asked for."""
    ended, older, newer = play(sessions, 2), play(sessions, 1), play(sessions, 3)
    sessions.finish(ended.id)
    listed = sessions.recent(10)
    assert [entry.id for entry in listed] == [newer.id, older.id, ended.id]
    assert [(entry.turns, entry.ending) for entry in listed] == [(3, None), (1, None), (2, "user")]
    entry = listed[0]
    assert (entry.scenario, entry.side, entry.difficulty, entry.tier) == ("late-thesis", "mentor", "hard", "guidance")
    assert (entry.ready, entry.tense, entry.updated) == (3, 4, newer.updated)
    sessions.append(older.id, older.leaf, go_on(older.transcript))
    assert [entry.id for entry in sessions.recent(1)] == [older.id]


def test_what_is_said_afterwards_is_kept_piece_by_piece(sessions: Sessions) -> None:
    """A later answer is added to the earlier ones, and takes the place of one of its name."""
    session = play(sessions, 1)
    sessions.keep_review(session.id, {"aim": "To help.", "change": "Less advice."})
    sessions.keep_review(session.id, {"change": "More questions.", "after": {"ready": 5}})
    review = sessions.load(session.id).review
    assert review == {"aim": "To help.", "change": "More questions.", "after": {"ready": 5}}


def test_what_is_said_at_the_same_moment_is_all_kept(sessions: Sessions) -> None:
    """Answers to different questions do not take each other away."""
    session = play(sessions, 1)

    def answer(name: str) -> None:
        for number in range(20):
            sessions.keep_review(session.id, {f"{name}{number}": number})

    threads = [threading.Thread(target=answer, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sessions.load(session.id).review) == 60


@pytest.mark.parametrize("session_id", ["0" * 32, "", "../..", "a\0", "\ud83d", "0" * 33])
def test_a_session_that_is_not_there_is_told(sessions: Sessions, session_id: str) -> None:
    """Whatever is done to it, and whatever stands for its id."""
    for call in (
        lambda: sessions.load(session_id),
        lambda: sessions.branches(session_id),
        lambda: sessions.rewind(session_id, 1),
        lambda: sessions.switch(session_id, session_id),
        lambda: sessions.finish(session_id),
        lambda: sessions.keep_review(session_id, {}),
        lambda: sessions.append(session_id, None, go_on(EMPTY)),
    ):
        with pytest.raises(StoreError, match="not kept here"):
            call()


def test_deleting_takes_all_branches_and_nothing_else(sessions: Sessions) -> None:
    """And a second time is no error."""
    gone, stays = play(sessions, 3), play(sessions, 2)
    back = sessions.rewind(gone.id, 2)
    sessions.append(gone.id, back.leaf, go_on(back.transcript))
    sessions.delete(gone.id)
    sessions.delete(gone.id)
    with pytest.raises(StoreError, match="not kept here"):
        sessions.load(gone.id)
    assert sessions.load(stays.id) == stays
    assert len(sessions.export()["sessions"]) == 1
    assert sessions.delete_all() == 1 and sessions.recent() == [] and sessions.export()["sessions"] == []


def test_what_is_deleted_is_in_no_file(file: Path) -> None:
    """Not in the database, not in its journal: the words are overwritten."""
    sessions = Sessions(file)
    session = sessions.create(EMPTY)
    sessions.append(session.id, None, go_on(EMPTY, SECRET * 2000))
    sessions.keep_review(session.id, {"aim": SECRET})
    assert any(SECRET.encode() in path.read_bytes() for path in file.parent.iterdir())
    sessions.delete(session.id)
    assert not any(SECRET.encode() in path.read_bytes() for path in file.parent.iterdir())


def test_the_files_are_for_their_owner(file: Path) -> None:
    """Nobody else on the computer can read what was said."""
    play(Sessions(file), 1)
    assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}


def test_an_export_has_everything(sessions: Sessions) -> None:
    """Each session with all its branches, as JSON that gives the turns back."""
    session = play(sessions, 2)
    back = sessions.rewind(session.id, 2)
    sessions.append(session.id, back.leaf, go_on(back.transcript, "Another."))
    sessions.keep_review(session.id, {"aim": "To help."})
    exported = json.loads(json.dumps(sessions.export()))
    assert exported["format"] == 1 and exported["exported"].endswith("+00:00")
    (kept,) = exported["sessions"]
    assert (kept["id"], kept["seed"], kept["opening"], kept["ready"]) == (session.id, 7, EMPTY.opening, 3)
    assert kept["review"] == {"aim": "To help."} and kept["start"]["heat"] == 2.25 and kept["updated"]
    assert [turn["number"] for turn in kept["turns"]] == [1, 2, 2]
    assert [turn["parent"] for turn in kept["turns"]] == [None, session.turn_ids[0], session.turn_ids[0]]
    assert turn_of(kept["turns"][1]) == session.transcript.turns[1]


APPENDING = """
import sys
from pathlib import Path
from assistant.store.sessions import Sessions
from tests.test_sessions import EMPTY, go_on
where = sys.argv[1]
sessions = Sessions(where if "://" in where else Path(where))
session, transcript, parent = sessions.create(EMPTY), EMPTY, None
print(session.id, flush=True)
while True:
    transcript = go_on(transcript, f"Turn {len(transcript.turns) + 1}.")
    parent = sessions.append(session.id, parent, transcript).id
    print(parent, flush=True)
"""


def test_a_killed_process_loses_nothing_that_was_shown(where: Where) -> None:
    """kill -9 in the middle of writing: every turn that it told of is there, whole, and another process goes on."""
    command = [sys.executable, "-c", APPENDING, str(where)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    session_id = process.stdout.readline().strip()
    shown = [process.stdout.readline().strip() for _ in range(25)]
    process.send_signal(signal.SIGKILL)
    shown += [line.strip() for line in process.stdout if line.endswith("\n")]
    process.wait()
    sessions = Sessions(where)
    session = sessions.load(session_id)
    assert list(session.turn_ids[: len(shown)]) == shown and len(session.turn_ids) <= len(shown) + 1
    assert words_of(session.transcript) == [f"Turn {n}." for n in range(1, len(session.turn_ids) + 1)]
    sessions.append(session_id, session.leaf, go_on(session.transcript, "On.", ending="agreement"))
    assert sessions.load(session_id).transcript.ending == "agreement"
    sessions.close()


OPENING = """
import sys
from pathlib import Path
from assistant.store.sessions import Sessions
where = sys.argv[1]
sessions = Sessions(where if "://" in where else Path(where))
print("ready", flush=True)
sys.stdin.readline()
print(len(sessions.recent()))
"""


def test_processes_that_start_at_once_do_not_break_each_other(where: Where) -> None:
    """Three that find a new database at the same moment: one makes the tables, all can use them."""
    command = [sys.executable, "-c", OPENING, str(where)]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(3)]
    for process in processes:
        assert process.stdout and process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.communicate() for process in processes] == [("0\n", "")] * 3


def test_migrations_and_tables_say_the_same(sessions: Sessions) -> None:
    """What the migrations make is what the program expects, and the newest of them is known by name."""
    sessions.recent()
    with sessions._database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    config = Config()
    config.set_main_option("script_location", str(ROOT / "assistant" / "store" / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_newer_database_is_told_and_left_alone(sessions: Sessions, where: Where) -> None:
    """An older program does not touch what a newer one wrote."""
    play(sessions, 1)
    sessions.close()
    execute(where, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"kept by a newer Counterpart\. Update Counterpart, or set"):
        sessions.recent()
    execute(where, f"UPDATE alembic_version SET version_num = '{HEAD}'")
    assert len(sessions.recent()) == 1


def test_a_turn_that_cannot_be_read_is_told(sessions: Sessions, where: Where) -> None:
    """A value without what a turn needs names the session, not the words; others can still be read."""
    broken, whole = play(sessions, 1), play(sessions, 1)
    execute(where, f"UPDATE turns SET value = '{{\"user\": \"{SECRET}\"}}' WHERE session_id = '{broken.id}'")
    with pytest.raises(StoreError, match=f"{broken.id} was kept by another version") as caught:
        sessions.load(broken.id)
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert sessions.load(whole.id) == whole and len(sessions.recent()) == 2


def test_a_full_disk_is_told_and_nothing_is_half_kept(file: Path) -> None:
    """The turn is not kept, the session stays as it was, and goes on once there is room."""
    sessions = Sessions(file)
    session = play(sessions, 1)
    with sessions._database.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match=r"disk is full.*Free some space"):
        sessions.append(session.id, session.leaf, go_on(session.transcript, SECRET * 9000))
    assert sessions.load(session.id) == session
    with sessions._database.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    sessions.append(session.id, session.leaf, go_on(session.transcript, SECRET * 9000))
    assert len(sessions.load(session.id).turn_ids) == 2


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own; needs the right to mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("had", ["nothing", "a session"])
def test_a_folder_that_cannot_be_written_is_told(disk: Path, had: str) -> None:
    """Whether there is a database in it already or not."""
    sessions = Sessions(disk / "home" / "counterpart.sqlite3")
    if had == "a session":
        play(sessions, 1)
        sessions.close()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises(StoreError, match=r"cannot be opened for writing. Allow it, or set COUNTERPART_HOME"):
        sessions.create(EMPTY)


def test_a_disk_that_is_really_full_is_told(disk: Path) -> None:
    """Filled to the last byte by something else."""
    sessions = Sessions(disk / "counterpart.sqlite3")
    session = play(sessions, 1)
    with pytest.raises(OSError, match="No space"), (disk / "other").open("wb", buffering=0) as other:
        while True:
            other.write(b"x" * 4096)
    with pytest.raises(StoreError, match="disk is full"):
        sessions.append(session.id, session.leaf, go_on(session.transcript, SECRET * 9000))
    (disk / "other").unlink()
    assert sessions.load(session.id) == session


def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    """The folder cannot be made where a file is."""
    (tmp_path / "home").write_text("a file", "utf-8")
    with pytest.raises(StoreError, match="cannot be opened for writing"):
        Sessions(tmp_path / "home" / "counterpart.sqlite3").recent()


def test_a_database_in_use_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program that does not let go: a sentence after the wait; reading works all the time."""
    monkeypatch.setattr(database_module, "WAIT", 0.1)
    sessions = Sessions(file)
    session = play(sessions, 1)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"in use by another program\. Try again"):
        sessions.append(session.id, session.leaf, go_on(session.transcript))
    assert sessions.load(session.id) == session
    other.close()
    sessions.append(session.id, session.leaf, go_on(session.transcript))


def test_a_damaged_file_is_told(file: Path) -> None:
    """A file that is something else is not touched."""
    file.parent.mkdir()
    file.write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="damaged or no database"):
        Sessions(file).recent()
    assert file.read_bytes() == b"no database at all" * 100


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    """The address is named, the login is not; nothing is tried before the first use."""
    sessions = Sessions("postgresql://eva:hunter-two@127.0.0.1:9/kept")
    with pytest.raises(StoreError, match=r"'127\.0\.0\.1:9/kept' does not answer.*COUNTERPART_DATABASE_URL") as caught:
        sessions.recent()
    assert "hunter" not in str(caught.value) and "eva" not in str(caught.value)


def test_a_database_that_is_not_there_is_told(server: str) -> None:
    """A server that answers, without a database of this name."""
    with pytest.raises(StoreError, match="does not let this program in"):
        Sessions(f"{server}_not").recent()


def test_a_server_that_was_restarted_is_found_again(sessions: Sessions, server: str) -> None:
    """A connection that the server closed meanwhile is opened anew."""
    session = play(sessions, 1)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    assert sessions.load(session.id) == session


def test_postgresql_without_its_driver_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What to install is named."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"psycopg is needed.*pip install 'counterpart\[postgres\]'"):
        Sessions("postgresql://127.0.0.1/kept").recent()


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite://", "postgresql://h:port/x", "", "://"])
def test_an_address_of_something_else_is_told(url: str) -> None:
    """Before anything is opened."""
    with pytest.raises(StoreError, match="COUNTERPART_DATABASE_URL is no address"):
        Sessions(url)


def test_other_ways_to_write_an_address(server: str, file: Path) -> None:
    """postgres://, the driver by name, and SQLite by URL."""
    for url in (server.replace("postgresql", "postgres", 1), server.replace("postgresql", "postgresql+psycopg", 1)):
        assert Sessions(url).recent(0) == []
    play(Sessions(f"sqlite:///{file}"), 1)
    assert len(Sessions(file).recent()) == 1


def test_no_words_in_an_error(sessions: Sessions, where: Where, caplog: pytest.LogCaptureFixture) -> None:
    """A row that the database refuses, and PostgreSQL quotes: neither the error nor the fullest log says it."""
    caplog.set_level(logging.DEBUG)
    session = play(sessions, 1)
    if isinstance(where, Path):
        execute(where, "CREATE TRIGGER no BEFORE INSERT ON turns BEGIN SELECT RAISE(ABORT, 'refused'); END")
    else:
        execute(where, "ALTER TABLE turns ADD CONSTRAINT low CHECK (number < 2)")
    with pytest.raises(StoreError, match="cannot be read or written") as caught:
        sessions.append(session.id, session.leaf, go_on(session.transcript, SECRET))
    shown = "".join(traceback.format_exception(caught.value))
    assert SECRET not in shown + caplog.text and "Word 0" not in caplog.text
    if isinstance(where, Path):
        assert SECRET not in str(caught.value.__context__)  # Nor in what a debugger shows.


def test_a_turn_waits_for_the_disk(file: Path) -> None:
    """SQLite writes ahead, waits until a turn is on the disk, and holds the tree together."""
    sessions = Sessions(file)
    with sessions._database.write() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]
    assert pragmas == ["wal", 2, 1, 5000]


def test_the_setting_says_where(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file in the home without it; its address with it, which is shown nowhere."""
    assert load_settings().database == home / "counterpart.sqlite3" and not home.exists()
    monkeypatch.setenv("COUNTERPART_DATABASE_URL", "postgresql://eva:hunter-two@127.0.0.1/kept")
    loaded = load_settings()
    assert loaded.database == "postgresql://eva:hunter-two@127.0.0.1/kept"
    assert "hunter" not in repr(loaded) + str(loaded.database_url)


def test_making_the_object_opens_nothing(file: Path) -> None:
    """No file, no folder, before the first use."""
    Sessions(file).close()
    assert not file.parent.exists()
