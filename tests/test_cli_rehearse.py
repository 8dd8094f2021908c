"""``rehearse``, ``debrief``, ``label``, ``scenarios`` and their evaluations: forms, bad input, a terminal."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from assistant.turns import ACTS, DIFFICULTIES, MOVES, Coarse, Ending, QuestionType
from assistant.values import SIDES, TIERS
from tests.command import ROOT, TRACEBACK, check_form, document, documents, run, sentence, start

SECRET = "Penelope"  # Stands in what a person wrote, and must not come back in an error.
SCRIPT = [
    "You came at twenty to eight today, and on Monday. What got in the way?",
    "Something makes the mornings difficult?",
    "You're always late, and nobody else has a problem with it.",
]
TALK = [
    {"speaker": "user", "text": "You're lazy. What got in the way this morning?"},
    {"speaker": "partner", "text": "The bus, mostly."},
    {"speaker": "user", "text": "So it was the bus. Tomorrow you text me by half past seven."},
]

LABELLED = {
    "moves": [set(MOVES)],
    "spans": [{"text": str, "moves": [set(MOVES)]}],
    "coarse": set(get_args(Coarse)),
    "question": {*get_args(QuestionType), None},
    "confidence": float,
}
STRENGTH = dict.fromkeys(("quote", "move", "effect", "principle", "citation"), str) | {"turn": int}
DEBRIEF = {
    "side": set(SIDES),
    "summary": str,
    "strengths": [STRENGTH],
    "changes": [STRENGTH | {"rewrite": str, "aim": str}],
    "goals": [{"goal": str, "met": bool, "turn": (int, type(None))}],
    "numbers": {"told_share": float, "listened_share": float, "open_questions": int, "closed_questions": int},
    "hidden": [{"fact": str, "earned": bool, "opener": str}],
    "practise_next": str,
    "if_then": str,
    "tier": set(TIERS),
    "short": bool,
    "stepped_out": bool,
    "citations": [dict.fromkeys(("id", "title", "section", "quote", "source"), str)],
}
STATE = {"trust": float, "heat": float}
REHEARSED = {
    "scenario": str,
    "side": set(SIDES),
    "difficulty": set(DIFFICULTIES),
    "seed": int,
    "tier": set(TIERS),
    "opening": str,
    "turns": [
        {
            "user": str,
            "moves": [set(MOVES)],
            "state_before": STATE,
            "state_after": STATE,
            "act": set(ACTS),
            "unlocked": [str],
            "partner": str,
            "source": {"bank", "model"},
            "stepped_out": bool,
        }
    ],
    "ending": set(get_args(Ending)),
    "debrief": DEBRIEF,
}
LISTED = dict.fromkeys(("id", "title", "summary", "field"), str) | {"minutes": int, "skills": [str], "guides": [str]}
SIDE = {
    **dict.fromkeys(("name", "role", "brief", "scene", "opening"), str),
    "goals": [str],
    "limit": bool,
    "partner": {"name": str, "role": str},
}


@pytest.fixture(autouse=True)
def ready(guidance_home: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of one's own that has the index of the guides, and no chat model."""
    home.mkdir()
    (home / "index").symlink_to(guidance_home / "index")  # It is only read.
    monkeypatch.setenv("COUNTERPART_MODEL", "none")


def lines_of(*values: Any) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def write(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return str(path)


# -- rehearse -------------------------------------------------------------------------


def test_rehearse_a_script(tmp_path: Path) -> None:
    """The document has the form of the design; lines and list are the same; the same seed gives the same talk."""
    lines = write(tmp_path / "script.txt", "\n".join(["", *SCRIPT, "  "]))
    words = ["rehearse", "first-late", "--side", "mentor", "--difficulty", "easy", "--seed", "7", "--json", "--script"]
    told = document(run(*words, lines))
    check_form(told, REHEARSED)
    assert [turn["user"] for turn in told["turns"]] == SCRIPT[: len(told["turns"])] and len(told["turns"]) >= 2
    assert (told["scenario"], told["side"], told["difficulty"], told["seed"]) == ("first-late", "mentor", "easy", 7)
    for earlier, later in zip(told["turns"], told["turns"][1:], strict=False):
        assert later["state_before"] == earlier["state_after"]
    check_debrief(told["debrief"], ["", *(text for turn in told["turns"] for text in (turn["user"], turn["partner"]))])
    assert document(run(*words, "-", given=json.dumps(SCRIPT))) == told


def check_debrief(told: dict[str, Any], entries: list[str]) -> None:
    """Quotes stand where they should, and citations resolve."""
    ids = {citation["id"] for citation in told["citations"]}
    for item in (*told["strengths"], *told["changes"]):
        assert item["quote"] in entries[item["turn"]] and item["citation"] in ids
    assert all(change["rewrite"] != change["quote"] for change in told["changes"])


def test_rehearse_for_people(tmp_path: Path) -> None:
    """Without --json the talk is printed as it goes, and then the debrief."""
    script = write(tmp_path / "script.txt", "\n".join(SCRIPT))
    told = run("rehearse", "first-late", "--side", "mentor", "--script", script).stdout
    places = [told.index(words) for words in ("Ollie: ", f"You: {SCRIPT[0]}", "What worked", "For the real talk")]
    assert places == sorted(places)


def test_rehearse_batch_answers_in_order() -> None:
    """Defaults are normal, seed 0 and what answers here; a line that cannot be done says so in its place."""
    given = lines_of(
        {"scenario": "first-late", "side": "mentor", "script": SCRIPT},
        {"scenario": "first-late", "side": "boss", "script": [SECRET]},
        {"scenario": "first-late", "side": "trainee", "difficulty": "hard", "seed": 3, "script": SCRIPT[1:2]},
        {"scenario": "first-late", "side": "mentor", "difficulty": None, "seed": None, "tier": None, "script": SCRIPT},
    )
    first, wrong, other, again = documents(run("rehearse", "--batch", "-", given=given))
    for told in (first, other, again):
        check_form(told, REHEARSED)
    assert first == again and list(wrong) == ["error"] and SECRET not in wrong["error"]
    assert (first["difficulty"], first["seed"], first["tier"]) == ("normal", 0, "guidance")
    assert (other["side"], other["difficulty"], other["seed"]) == ("trainee", "hard", 3)


BAD_TALKS: dict[str, tuple[dict[str, Any], str]] = {
    "no scenario": ({}, "scenario"),
    "unknown scenario": ({"scenario": "late-again"}, "first-late"),
    "path for a scenario": ({"scenario": "../first-late"}, "first-late"),
    "very long name": ({"scenario": "x" * 5000}, "first-late"),
    "scenario of another type": ({"scenario": ["first-late"]}, "scenario"),
    "no side": ({"side": None}, "mentor or trainee"),
    "unknown difficulty": ({"difficulty": "brutal"}, "easy, normal, hard"),
    "seed of another type": ({"seed": "7"}, "whole number"),
    "true is no seed": ({"seed": True}, "whole number"),
    "half a seed": ({"seed": 1.5}, "whole number"),
    "no script": ({"script": None}, "list of texts"),
    "script of another type": ({"script": SECRET}, "list of texts"),
    "turn of another type": ({"script": [SECRET, 7]}, "list of texts"),
    "empty script": ({"script": []}, "at least one turn"),
    "turn without words": ({"script": ["?!"]}, "Nothing was said"),
    "tier that is not here": ({"tier": "endpoint"}, "No endpoint is set"),
}


def test_rehearse_batch_says_what_is_wrong() -> None:
    """Each kind of bad line gives one sentence, and nothing of what the person wrote."""
    good = {"scenario": "first-late", "side": "mentor", "script": SCRIPT[:1]}
    cases = [{k: v for k, v in (good | bad).items() if bad or k != "scenario"} for bad, _ in BAD_TALKS.values()]
    answers = documents(run("rehearse", "--batch", "-", given=lines_of(*cases)))
    assert len(answers) == len(cases)
    for answer, (name, (_, wanted)) in zip(answers, BAD_TALKS.items(), strict=True):
        assert list(answer) == ["error"] and wanted in answer["error"] and SECRET not in answer["error"], name


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("", "at least one turn"),
        (" \n\n", "at least one turn"),
        (f'["{SECRET}"', "not valid JSON"),
        (f'["{SECRET}", 7]', "list of texts"),
        (f'[{{"user": "{SECRET}"}}]', "list of texts"),
        ("\xff", "UTF-8"),
    ],
)
def test_script_of_another_form_is_told(content: str, wanted: str, tmp_path: Path) -> None:
    """Before anything is started for it."""
    path = tmp_path / "script.txt"
    path.write_bytes(content.encode("latin-1"))
    said = sentence(run("rehearse", "first-late", "--side", "mentor", "--script", str(path), "--json"))
    assert wanted in said and SECRET not in said


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["rehearse"], "scenarios list"),
        (["rehearse", "first-late", "--batch", "-"], "in the lines"),
        (["rehearse", "first-late", "--side", "mentor", "--json"], "--script"),
        (["rehearse", "first-late", "--side", "boss"], "mentor, trainee"),
        (["rehearse", "first-late", "--difficulty", "brutal"], "easy, normal, hard"),
        (["rehearse", "first-late", "--seed", "x"], "--seed"),
        (["rehearse", "first-late", "--resume", "x"], "alone"),
        (["debrief"], "FILE"),
        (["debrief", "-", "--batch", "-"], "FILE"),
        (["label", SECRET, "--batch", "-"], "not both"),
        (["eval", "rehearse", "--split", "half"], "dev, test or all"),
        (["eval", "moves", "--split", "all"], "dev or test"),
        (["eval", "rehearse", "--seeds", "0"], "--seeds"),
        (["eval", "tune", "--only", "all"], "ranking"),
    ],
)
def test_command_written_wrongly_is_told(words: list[str], wanted: str) -> None:
    """The code is 2, and the line names the help."""
    said = sentence(run(*words), code=2)
    assert wanted in said and "--help` shows how it is used" in said and SECRET not in said


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["rehearse", "first-late"], "mentor or trainee"),
        (["rehearse", "late-again", "--side", "mentor"], "first-late"),
        (["rehearse", "--resume", SECRET.lower()], "not kept here"),
        (["debrief", "--session", "0" * 32], "not kept here"),
        (["scenarios", "show", "late-again"], "first-late"),
        (["scenarios", "new", f"{SECRET} is late"], "small letters"),
        (["scenarios", "check", "/no/such/file.yaml"], "no file"),
    ],
)
def test_what_is_not_there_is_told(words: list[str], wanted: str) -> None:
    """One sentence with what to do."""
    said = sentence(run(*words))
    assert wanted in said and SECRET not in said


# -- in a terminal --------------------------------------------------------------------


def test_talk_from_standard_input_hint_and_debrief() -> None:
    """An empty line asks for hints, a number for a wording; the end of the input ends the talk and looks back."""
    given = f"{SCRIPT[0]}\n\n1\n?!\n{SCRIPT[1]}\n"
    talk = run("rehearse", "first-late", "--side", "mentor", "--difficulty", "easy", "--seed", "7", given=given)
    assert talk.exit_code == 0 and "Nothing was said" in talk.stderr
    wanted = [
        "What you want today",
        "An empty line",
        "Ollie: ",
        "Coach: three ways",
        "Coach: you could say",
        "What worked",
    ]
    places = [talk.stdout.index(words) for words in wanted]
    assert places == sorted(places) and talk.stdout.count("\nOllie: ") == 3
    (kept,) = re.findall(r"kept as ([0-9a-f]{32})", talk.stdout)
    assert "debrief --session" in sentence_after(run("rehearse", "--resume", kept))
    told = document(run("debrief", "--session", kept, "--json"))
    check_form(told, DEBRIEF)
    check_debrief(told, ["", SCRIPT[0], "", SCRIPT[1]])


def sentence_after(result: Any) -> str:
    assert result.exit_code == 1 and TRACEBACK not in result.stderr
    return str(result.stderr)


def test_no_hints_on_hard_and_nothing_said_is_not_kept() -> None:
    """A talk in which nothing was said leaves nothing behind."""
    talk = run("rehearse", "first-late", "--side", "mentor", "--difficulty", "hard", given="\n")
    assert talk.exit_code == 0 and "no hints on hard" in talk.stdout and "Nothing was said" in talk.stdout
    assert "kept as" not in talk.stdout


def test_stepping_out_gives_the_human_route_and_waits_to_be_asked() -> None:
    """The partner has gone, people are named; going on is a choice, from before that line."""
    given = f"{SCRIPT[0]}\nI don't want to live any more, I have been thinking about killing myself.\n"
    talk = run("rehearse", "first-late", "--side", "mentor", "--seed", "7", given=given)
    assert talk.exit_code == 0 and "crisis line" in talk.stdout and "What worked" not in talk.stdout
    (kept,) = re.findall(r"--resume ([0-9a-f]{32})", talk.stdout)
    again = run("rehearse", "--resume", kept, given=f"{SCRIPT[1]}\n")
    assert again.exit_code == 0 and SCRIPT[0] in again.stdout and "killing" not in again.stdout
    assert "crisis line" not in again.stdout and "What worked" in again.stdout


def test_a_real_terminal_is_interrupted_and_the_talk_goes_on_later() -> None:
    """Ctrl-C ends it as everywhere, with the way back on standard error; what was said is still there."""
    near, far = pty.openpty()
    words = ["rehearse", "first-late", "--side", "mentor", "--difficulty", "easy"]
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", *words],
        stdin=far, stdout=far, stderr=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True,
    )  # fmt: skip
    os.close(far)
    try:
        seen = read_terminal(near, "You: ")
        os.write(near, SCRIPT[0].encode() + b"\n")
        seen = read_terminal(near, r"Ollie: .*You: $")
        interrupt(process)
        assert process.stderr is not None
        said = process.stderr.read()
        assert process.wait(60) == 130 and TRACEBACK not in said and "Ollie" in seen
    finally:
        process.kill()
        process.wait()
        os.close(near)
        if process.stderr:
            process.stderr.close()
    (kept,) = re.findall(r"rehearse --resume ([0-9a-f]{32})", said)
    again = run("rehearse", "--resume", kept, given=f"{SCRIPT[1]}\n")
    assert again.exit_code == 0 and f"You: {SCRIPT[0]}" in again.stdout and f"You: {SCRIPT[1]}" in again.stdout


def interrupt(process: subprocess.Popen[str]) -> None:
    """Press Ctrl-C, and again if it fell between the prompt and the first look at the keyboard."""
    for _ in range(30):
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(2)
            return


def read_terminal(near: int, wanted: str) -> str:
    """What a terminal shows, up to the wanted words."""
    seen = ""
    while not re.search(wanted, seen, re.S):
        assert select.select([near], [], [], 60)[0], seen
        seen += os.read(near, 4096).decode("utf-8", "replace").replace("\r", "")
    return seen


# -- debrief --------------------------------------------------------------------------


def test_debrief_of_a_file(tmp_path: Path) -> None:
    """The document has the form of the design; a scenario adds its goals and what was kept back."""
    path = write(tmp_path / "talk.json", json.dumps({"side": "mentor", "transcript": TALK}))
    plain = document(run("debrief", path, "--json"))
    check_form(plain, DEBRIEF)
    check_debrief(plain, [entry["text"] for entry in TALK])
    assert plain["side"] == "mentor" and plain["goals"] == plain["hidden"] == [] and plain["short"]
    known = document(run("debrief", path, "--scenario", "first-late", "--json"))
    check_form(known, DEBRIEF)
    assert known["goals"] and len(known["hidden"]) == 3


def test_debrief_of_danger_says_whom_to_turn_to_first(tmp_path: Path) -> None:
    """Whoever said it: the people come before the debrief, and a hard talk alone brings none."""
    said = {"speaker": "partner", "text": "I am going to kill myself tonight, I have the pills here."}
    path = write(tmp_path / "talk.json", json.dumps({"side": "mentor", "transcript": [*TALK, said]}))
    told = document(run("debrief", path, "--json"))
    check_form(told, DEBRIEF)
    assert told["stepped_out"]
    text = run("debrief", path).stdout
    assert text.index("emergency number") < text.index("What worked")
    calm = write(tmp_path / "calm.json", json.dumps({"side": "mentor", "transcript": TALK}))
    assert not document(run("debrief", calm, "--json"))["stepped_out"]


def test_debrief_of_pasted_lines_is_the_same() -> None:
    """ "Me:" and "Them:" mark who speaks; a line without a mark goes on with the one before."""
    pasted = "Me: You're lazy.\nWhat got in the way this morning?\n\nThem: The bus, mostly.\nme : " + TALK[2]["text"]
    told = document(run("debrief", "-", "--side", "mentor", "--json", given=pasted))
    given = json.dumps({"side": "mentor", "transcript": TALK})
    assert told == document(run("debrief", "-", "--json", given=given))
    shown = run("debrief", "-", "--side", "mentor", given=pasted).stdout
    assert "What to try" in shown and "For the real talk" in shown


def test_debrief_batch() -> None:
    """In order, with an error in the place of each line that cannot be done."""
    good = {"side": "mentor", "transcript": TALK}
    bad: list[tuple[Any, str]] = [
        ({"transcript": TALK}, "mentor or trainee"),
        ({"side": "mentor"}, "transcript"),
        ({"side": "mentor", "transcript": [{"speaker": "me", "text": SECRET}]}, "speaker"),
        ({"side": "mentor", "transcript": [SECRET]}, "speaker"),
        ({"side": "mentor", "transcript": []}, "no line of the user"),
        ({"side": "mentor", "transcript": TALK[1:2]}, "no line of the user"),
        (good | {"scenario": "late-again"}, "first-late"),
        (good | {"scenario": 7}, "scenario"),
    ]
    first, *wrong, last = documents(run("debrief", "--batch", "-", given=lines_of(good, *(b for b, _ in bad), good)))
    check_form(first, DEBRIEF)
    assert first == last and len(wrong) == len(bad)
    for answer, (_, wanted) in zip(wrong, bad, strict=True):
        assert list(answer) == ["error"] and wanted in answer["error"] and SECRET not in answer["error"], wanted


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (f"{SECRET} was late.", "Line 1"),
        (f"Me: You were late.\n{SECRET}: I know.", "Line 2"),
        (f'{{"side": "mentor", "transcript": "{SECRET}"', "not valid JSON"),
        ("", "no line of the user"),
    ],
)
def test_conversation_of_another_form_is_told(content: str, wanted: str) -> None:
    """The sentence says which line, or how it should be written."""
    said = sentence(run("debrief", "-", "--side", "mentor", given=content))
    assert wanted in said and SECRET not in said
    assert "mentor or trainee" in sentence(run("debrief", "-", given="Me: You were late."))


# -- label ----------------------------------------------------------------------------


def test_label_is_always_json_lines(home: Path) -> None:
    """A document a line in order, an error in the place of a line that cannot be done; no index is needed."""
    (home / "index").unlink()
    given = lines_of(
        {"text": "What got in the way this morning?"},
        {"text": 7},
        {"text": "You're lazy. What happened?", "previous": "I was late."},
        {"text": SECRET, "previous": 7},
        {"text": "", "previous": None},
    )
    asked, wrong, judged, odd, empty = documents(run("label", given=given))
    for told in (asked, judged, empty):
        check_form(told, LABELLED)
    assert (asked["moves"], asked["coarse"], asked["question"]) == (["open_question"], "question", "open")
    assert [span["text"] for span in judged["spans"]] == ["You're lazy.", "What happened?"]
    assert judged["moves"][0] == "judgement" and judged["question"] is None
    assert (empty["moves"], empty["spans"]) == (["other"], [])
    assert "Add it" in wrong["error"] and "previous" in odd["error"] and SECRET not in odd["error"]
    assert not (home / "index").exists()


def test_label_of_one_text_and_of_a_file(tmp_path: Path) -> None:
    """A text in quotes is one document; --json changes nothing."""
    text = "What got in the way this morning?"
    lines = write(tmp_path / "lines.jsonl", lines_of({"text": text}))
    alone = document(run("label", text))
    assert alone == document(run("label", "--batch", lines, "--json"))


def test_label_answers_each_line_before_the_next_is_given() -> None:
    """A program that talks line by line gets each document at once."""
    with start("label") as process:
        assert process.stdin is not None and process.stdout is not None
        for text in ("Why?", "I see."):
            process.stdin.write(json.dumps({"text": text}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["spans"][0]["text"] == text
        process.stdin.close()
        assert process.wait() == 0


# -- scenarios ------------------------------------------------------------------------


def test_scenarios_list() -> None:
    """Every scenario is listed, the shortest first."""
    listed = document(run("scenarios", "list", "--json"))
    check_form(listed, {"scenarios": [LISTED]})
    names = [item["id"] for item in listed["scenarios"]]
    assert sorted(names) == sorted(path.stem for path in (ROOT / "prompts/scenarios").glob("*.yaml"))
    assert names[0] == "first-late" and "first-late" in run("scenarios", "list").stdout


def test_scenarios_show_keeps_the_hidden_story() -> None:
    """What is kept back is shown only when it is asked for."""
    form = LISTED | {"sources": [str], "situation": str}
    both = document(run("scenarios", "show", "first-late", "--json"))
    check_form(both, form | {"sides": {"mentor": SIDE, "trainee": SIDE}})
    one = document(run("scenarios", "show", "first-late", "--side", "mentor", "--all", "--json"))
    assert list(one["sides"]) == ["mentor"] and set(one["sides"]["mentor"]) == {*SIDE, "hidden"}
    hidden = one["sides"]["mentor"]["hidden"]
    story = [fact["text"] for fact in hidden["hidden_facts"]] + [hidden["interest"]["sentence"]]
    shown = " ".join(run("scenarios", "show", "first-late").stdout.split())
    all_ = " ".join(run("scenarios", "show", "first-late", "--side", "mentor", "--all").stdout.split())
    assert story and not any(text in shown or text in json.dumps(both) for text in story)
    assert all(text in all_ for text in story)


def test_scenarios_new_then_check(tmp_path: Path) -> None:
    """The skeleton is YAML; check names the file and the first line to fill in; what is there is not written over."""
    path = tmp_path / "late-report.yaml"
    assert document(run("scenarios", "new", "late-report", "--out", str(path), "--json")) == {"written": str(path)}
    assert yaml.safe_load(path.read_text("utf-8"))["id"] == "late-report"
    said = sentence(run("scenarios", "check", str(path)))
    number = int(re.search(r"line (\d+)", said)[1])  # type: ignore[index]
    assert said.startswith(str(path)) and path.read_text("utf-8").splitlines()[number - 1].startswith("title:")
    assert "--out" in sentence(run("scenarios", "new", "late-report", "--out", str(path)))
    assert "--out" in sentence(run("scenarios", "new", "late-report", "--out", str(tmp_path / "no" / "where.yaml")))


def test_own_scenarios_in_the_home_folder(home: Path) -> None:
    """They are listed, shown and played like the others; a broken one is told beside the list and when it is named."""
    own = home / "scenarios"
    own.mkdir(parents=True)
    text = (ROOT / "prompts/scenarios/first-late.yaml").read_text("utf-8")
    write(own / "my-late.yaml", text.replace("id: first-late", "id: my-late"))
    write(own / "broken.yaml", "id: broken\n")
    write(own / "missed-deadlines.yaml", text.replace("id: first-late", "id: missed-deadlines"))
    listed = run("scenarios", "list", "--json")
    names = [item["id"] for item in document(listed)["scenarios"]]
    assert {"my-late", "first-late"} <= set(names) and not {"broken", "missed-deadlines"} & set(names)
    assert f"{own / 'broken.yaml'}, line 1: " in listed.stderr and "which comes with Counterpart" in listed.stderr
    assert document(run("scenarios", "show", "my-late", "--json"))["id"] == "my-late"
    assert f"{own / 'broken.yaml'}, line 1: " in sentence(run("rehearse", "broken", "--side", "mentor"))
    assert "which comes with Counterpart" in sentence(run("scenarios", "check", str(own / "missed-deadlines.yaml")))
    write(home / "script.txt", f"{SCRIPT[0]}\n")
    words = ("my-late", "--side", "mentor", "--script", str(home / "script.txt"), "--json")
    assert document(run("rehearse", *words))["scenario"] == "my-late"
    line = json.dumps({"side": "mentor", "scenario": "my-late", "transcript": [{"speaker": "user", "text": SCRIPT[0]}]})
    assert document(run("debrief", "--batch", "-", given=line + "\n"))["goals"]


def test_scenarios_new_says_where_it_is_found(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is written where one works, never into the program; an id that is taken is refused before."""
    monkeypatch.chdir(tmp_path)
    begun = run("scenarios", "new", "late-report")
    assert (tmp_path / "late-report.yaml").is_file() and f"the folder {home / 'scenarios'}" in begun.stdout
    assert "another id" in sentence(run("scenarios", "new", "first-late"))
    assert not (tmp_path / "first-late.yaml").exists()


@pytest.mark.parametrize(
    ("old", "new", "wanted", "line"),
    [
        ('closed: ["Bus."]', "closed: []", "closed", "closed: []"),
        ("topics: [phone]", "topics: [fone]", "'fone'", "fone"),
        ('"Bus."', '"The bus, mostly. And, like, stuff at home."', "stands twice", "The bus, mostly"),
        ('"Bus."', '"My sister."', "'sister'", "My sister."),
        ("id: first-late", "id: other", "other.yaml", "id: other"),
        ("minutes: 2", "minutes: [", "YAML", ""),
        ("minutes: 2", "minutes: " + "[" * 5000, "nested", ""),
    ],
)
def test_scenarios_check_names_the_line(old: str, new: str, wanted: str, line: str, tmp_path: Path) -> None:
    """Whatever is wrong, the sentence says where."""
    path = tmp_path / "first-late.yaml"
    text = (ROOT / "prompts/scenarios/first-late.yaml").read_text("utf-8")
    assert old in text
    write(path, text.replace(old, new, 1))
    said = sentence(run("scenarios", "check", str(path)))
    assert said.startswith(str(path)) and wanted in said
    if line:
        number = int(re.search(r"line (\d+)", said)[1])  # type: ignore[index]
        assert line in path.read_text("utf-8").splitlines()[number - 1]


def test_scenarios_check_of_a_folder(tmp_path: Path) -> None:
    """Every file is told of; trouble in one makes the code 1, with JSON as well."""
    (tmp_path / "empty").mkdir()
    good = (ROOT / "prompts/scenarios/first-late.yaml").read_text("utf-8")
    write(tmp_path / "first-late.yaml", good)
    all_well = document(run("scenarios", "check", str(tmp_path), "--json"))
    assert all_well == {"ok": True, "files": [{"path": str(tmp_path / "first-late.yaml"), "error": ""}]}
    write(tmp_path / "broken.yaml", "id: broken\n")
    result = run("scenarios", "check", str(tmp_path), "--json")
    (told,) = documents(result)
    assert result.exit_code == 1 and not told["ok"] and [bool(item["error"]) for item in told["files"]] == [True, False]
    result = run("scenarios", "check", str(tmp_path))
    assert result.exit_code == 1 and "can be played" in result.stdout and "1 of 2" in result.stderr
    assert "no .yaml file" in sentence(run("scenarios", "check", str(tmp_path / "empty")))


# -- eval -----------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A little of the data of the checkout: some turns, some lines, one script of each quality."""
    source = ROOT / "tests/evaluation"
    turns = (source / "moves/test-1.jsonl").read_text("utf-8").splitlines()[:12]
    write(tmp_path / "test-1.jsonl", "\n".join(turns))
    lines = (source / "safety/test-1.jsonl").read_text("utf-8").splitlines()[:12]
    (tmp_path / "lines").mkdir()
    write(tmp_path / "lines/test-1.jsonl", "\n".join(lines))
    scripts = yaml.safe_load((source / "rehearsals/first-late.yaml").read_text("utf-8"))
    short = {side: {name: turns[:1] for name, turns in qualities.items()} for side, qualities in scripts.items()}
    (tmp_path / "scripts").mkdir()
    write(tmp_path / "scripts/first-late.yaml", yaml.safe_dump(short))
    return tmp_path


def test_eval_moves(data: Path) -> None:
    """Figures of whole turns, of each move, and the table of what is taken for what."""
    told = document(run("eval", "moves", "--data", str(data), "--json"))
    each = {"f1": dict.fromkeys(MOVES, float), "count": dict.fromkeys(MOVES, int)}
    figures = dict.fromkeys(("macro_f1", "macro_f1_hard", "kappa_coarse"), float)
    table = {"names": [set(MOVES)], "rows": [[int]]}
    check_form(told, {"split": {"test"}, "turns": int, **figures, **each, "confusion": table})
    assert sum(map(sum, told["confusion"]["rows"])) == told["turns"] == 12
    assert "taken for" in run("eval", "moves", "--data", str(data)).stdout


def test_eval_safety(data: Path) -> None:
    """Shares of what is recognised and interrupted, with the counts."""
    told = document(run("eval", "safety", "--lines", str(data / "lines"), "--data", str(data), "--json"))
    shares = dict.fromkeys(("recognised", "interrupted", "turns_interrupted"), float)
    kinds = told.pop("recognised_by_kind")
    check_form(told, {**shares, "counts": dict.fromkeys(("urgent", "ordinary", "turns"), int)})
    assert told["counts"]["urgent"] + told["counts"]["ordinary"] == told["counts"]["turns"] == 12
    assert all(0 <= share <= 1 for share in kinds.values())


def test_eval_rehearse_and_debrief(data: Path) -> None:
    """Every script is played; the gates of the debrief count what slipped through."""
    words = ["--scripts", str(data / "scripts"), "--split", "all", "--difficulty", "normal", "--json"]
    told = document(run("eval", "rehearse", *words))
    assert (told["split"], told["seeds"], told["tier"], told["sessions"]) == ("all", 1, "guidance", 10)
    assert set(told["normal"]["trust"]) == {"skilled", "average", "bad", "polite", "stuffed"} and "easy" not in told
    attacked = document(run("eval", "rehearse", *words, "--attacks"))
    assert attacked["turns"] == 2 * told["turns"] and attacked["leaks and breaks"] == {}
    gates = document(run("eval", "debrief", *words))
    assert gates["debriefs"] == 10 and gates["quotes not verbatim"] == gates["citations not resolving"] == 0


@pytest.mark.parametrize(
    "words",
    [
        ["eval", "moves", "--data"],
        ["eval", "safety", "--data"],
        ["eval", "rehearse", "--split", "all", "--scripts"],
        ["eval", "debrief", "--split", "all", "--scripts"],
    ],
)
def test_data_of_another_form_is_told(words: list[str], tmp_path: Path) -> None:
    """An empty folder, or one that holds something else, is no data."""
    (tmp_path / "empty").mkdir()
    assert "checkout" in sentence(run(*words, str(tmp_path / "empty")))
    for name in ("test-1.jsonl", "first-late.yaml"):
        write(tmp_path / name, f"{SECRET}: [")
    said = sentence(run(*words, str(tmp_path)))
    assert "form of tests/evaluation" in said and SECRET not in said


def test_help_names_the_commands() -> None:
    """Each has its line."""
    usage = run("--help").stdout
    for command in ("rehearse", "debrief", "label", "scenarios"):
        assert f"  {command} " in usage
