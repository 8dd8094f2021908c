"""The ``--json`` and ``--batch`` forms of the command line: stable, and nothing else on standard output."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.command import ROOT, check_form, document, documents, run, start
from tests.conftest import SMALL_MODEL
from tests.test_ingest import write

THESIS = "How do I tell my PhD student that the thesis is in trouble?"
FOLLOW_UP = [{"role": "user", "content": THESIS}, {"role": "assistant", "content": "Ask what she sees."}]

TIMINGS = {"rewrite": float, "retrieve": float, "first_useful": float, "first_token": float, "total": float}
ANSWER = {
    "question": str,
    "standalone_question": str,
    "answer": str,
    "sentences": [{"text": str, "citation": (str, type(None)), "support": float}],
    "citations": [{"id": str, "title": str, "section": str, "quote": str, "source": str}],
    "covered": bool,
    "nearest_topics": [str],
    "tier": {"guidance", "embedded", "endpoint"},
    "timings_ms": TIMINGS,
    "stepped_out": bool,
}
FOUND = {
    "query": str,
    "covered": bool,
    "passages": [{"id": str, "title": str, "section": str, "text": str, "score": float, "source": str}],
    "timings_ms": {"total": float},
}
INGESTED = {
    "added": int,
    "updated": int,
    "unchanged": int,
    "removed": int,
    "failed": [{"path": str, "reason": str}],
    "passages": int,
    "seconds": float,
}
LISTED = {
    "id": str,
    "title": str,
    "summary": str,
    "group": str,
    "source": str,
    "audience": [{"mentor", "trainee"}],
    "skills": [str],
    "topics": [int],
}
GUIDE = LISTED | {
    "frameworks": [int],
    "reviewed": str,
    "sources": [{"author": str, "year": str, "title": str, "strength": str, "note": str}],
    "sections": [{"heading": str, "text": str}],
}
MODEL = {
    "name": str,
    "title": str,
    "kind": {"chat", "embeddings"},
    "licence": str,
    "bytes": int,
    "here": bool,
    "in_use": bool,
    "about": str,
}
PROMPT = {"question": str, "covered": bool, "messages": [{"role": {"system", "user"}, "content": str}]}


@pytest.fixture(autouse=True)
def ready(guidance_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home with all the guides, and no chat model."""
    monkeypatch.setenv("COUNTERPART_HOME", str(guidance_home))
    monkeypatch.setenv("COUNTERPART_MODEL", "none")


def lines_of(*values: Any) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


# -- ask ------------------------------------------------------------------------------


def test_ask() -> None:
    """An answer has the form of the design; what is cited is among the citations."""
    answer = document(run("ask", THESIS, "--as", "mentor", "--tier", "guidance", "--json"))
    check_form(answer, ANSWER)
    assert answer["covered"] and answer["question"] == THESIS and answer["tier"] == "guidance"
    ids = [citation["id"] for citation in answer["citations"]]
    assert ids and {sentence["citation"] for sentence in answer["sentences"]} <= {*ids, None}


def test_ask_what_is_not_covered() -> None:
    """The form is the same: no sentences, and the nearest topics."""
    answer = document(run("ask", "How do I file my income tax return?", "--json"))
    check_form(answer, ANSWER)
    assert not answer["covered"] and answer["sentences"] == answer["citations"] == []
    assert len(answer["nearest_topics"]) == 3


def test_ask_reads_standard_input() -> None:
    """A dash stands for standard input."""
    assert document(run("ask", "-", "--json", given=THESIS))["question"] == THESIS


@pytest.mark.parametrize("place", ["file", "-"])
def test_ask_with_history(place: str, tmp_path: Path) -> None:
    """Earlier turns come from a file or from standard input, and the follow-up is understood."""
    (tmp_path / "history.json").write_text(json.dumps(FOLLOW_UP), "utf-8")
    where = str(tmp_path / "history.json") if place == "file" else "-"
    answer = document(run("ask", "and if she cries?", "--history", where, "--json", given=json.dumps(FOLLOW_UP)))
    check_form(answer, ANSWER)
    assert "thesis" in answer["standalone_question"] and answer["question"] == "and if she cries?"


def test_ask_batch_answers_in_order() -> None:
    """A document a line, in the order of the lines, with what each line sets; empty lines are left out."""
    given = lines_of(
        {"question": THESIS, "as": "mentor", "tier": "guidance"},
        {"question": "and if she cries?", "history": FOLLOW_UP},
        {"question": "How do I ask for feedback?", "as": None, "history": None, "tier": None, "id": 7},
    )
    result = run("ask", "--batch", "-", given=given.replace("\n", "\n\n"))
    answers = documents(result)
    assert result.exit_code == 0 and len(answers) == 3
    for answer in answers:
        check_form(answer, ANSWER)
    assert [answer["question"] for answer in answers] == [
        THESIS,
        "and if she cries?",
        "How do I ask for feedback?",
    ]
    assert "thesis" in answers[1]["standalone_question"]


def test_ask_batch_takes_what_a_line_leaves_out_from_the_options(tmp_path: Path) -> None:
    """History of the command line holds for the lines without one; an empty list is none."""
    (tmp_path / "history.json").write_text(json.dumps(FOLLOW_UP), "utf-8")
    given = lines_of({"question": "and if she cries?"}, {"question": "and if she cries?", "history": []})
    result = run("ask", "--batch", "-", "--history", str(tmp_path / "history.json"), given=given)
    first, second = documents(result)
    assert "thesis" in first["standalone_question"] and second["standalone_question"] == "and if she cries?"


BAD_LINES = {
    "not JSON": (b"{question: x}", "not valid JSON"),
    "not UTF-8": (b'{"question": "caf\xe9", "query": "caf\xe9"}', "not UTF-8"),
    "not an object": (b'["feedback"]', "not a JSON object"),
    "a number": (b"7", "not a JSON object"),
    "too deep": (b"[" * 100_000, "not valid JSON"),
    "no field": (b"{}", "Add it"),
    "wrong type": (b'{"question": 7, "query": 7}', "Add it"),
    "null": (b'{"question": null, "query": null}', "Add it"),
    "not a number": (b'{"question": NaN, "query": NaN}', "Add it"),
    "no words": (b'{"question": "?!", "query": "?!"}', "no words"),
    "unknown side": (b'{"question": "feedback", "query": "feedback", "as": "boss"}', "mentor, trainee"),
    "side of another type": (b'{"question": "feedback", "query": "feedback", "as": ["mentor"]}', "mentor, trainee"),
    "history of another type": (b'{"question": "feedback", "query": "feedback", "history": "x"}', "history"),
    "turn of another role": (
        b'{"question": "a b", "query": "a b", "history": [{"role": "system", "content": "x"}]}',
        "history",
    ),
}
ONLY_ASK = {
    "unknown tier": (b'{"question": "feedback", "tier": "cloud"}', "guidance, embedded, endpoint"),
    "tier that is not here": (b'{"question": "feedback", "tier": "endpoint"}', "No endpoint is set"),
}
ONLY_SEARCH = {
    "count of another type": (b'{"query": "feedback", "k": "five"}', "whole number"),
    "true is no count": (b'{"query": "feedback", "k": true}', "whole number"),
    "none wanted": (b'{"query": "feedback", "k": 0}', "whole number"),
    "too many": (b'{"query": "feedback", "k": 101}', "whole number"),
    "endless": (b'{"query": "feedback", "k": 1e999}', "whole number"),
}


@pytest.mark.parametrize(
    ("command", "field", "more"), [("ask", "question", ONLY_ASK), ("search", "query", ONLY_SEARCH)]
)
def test_batch_says_in_place_what_is_wrong_with_a_line(
    command: str, field: str, more: dict[str, tuple[bytes, str]]
) -> None:
    """A line that cannot be done gives an error in its place, and the next one is done."""
    bad = BAD_LINES | more
    good = json.dumps({field: "How do I give feedback?"}).encode()
    result = run(command, "--batch", "-", given=b"\n".join([good, *(line for line, _ in bad.values()), good]))
    answers = documents(result)
    assert result.exit_code == 0 and len(answers) == len(bad) + 2
    assert answers[0]["covered"] and answers[-1]["covered"]
    for answer, (name, (_, wanted)) in zip(answers[1:-1], bad.items(), strict=True):
        assert list(answer) == ["error"] and wanted in answer["error"], f"{name}: {answer}"


def test_batch_reads_a_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    """What an editor on another system saved is read."""
    (tmp_path / "lines.jsonl").write_text(lines_of({"query": "feedback"}), "utf-8-sig")
    (found,) = documents(run("search", "--batch", str(tmp_path / "lines.jsonl")))
    check_form(found, FOUND)


def test_batch_answers_each_line_before_the_next_is_given() -> None:
    """A program that talks line by line gets each document at once."""
    with start("search", "--batch", "-") as process:
        assert process.stdin is not None and process.stdout is not None
        for query in ("feedback", "missed deadline"):
            process.stdin.write(json.dumps({"query": query}) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["query"] == query
        process.stdin.close()
        assert process.wait() == 0


# -- the prompt -----------------------------------------------------------------------


def test_show_prompt_asks_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the model would be told is printed, although nothing answers at the endpoint."""
    monkeypatch.setenv("COUNTERPART_MODEL", "some-model")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    prompt = document(run("ask", THESIS, "--show-prompt", "--json"))
    check_form(prompt, PROMPT)
    assert [message["role"] for message in prompt["messages"]] == ["system", "user"]
    assert THESIS in prompt["messages"][1]["content"]


def test_show_prompt_for_people() -> None:
    """Without --json the same words are printed under their roles."""
    messages = document(run("ask", THESIS, "--show-prompt", "--json"))["messages"]
    printed = run("ask", THESIS, "--show-prompt").stdout
    assert all(f"--- {message['role']}\n{message['content']}" in printed for message in messages)


def test_show_prompt_in_a_batch() -> None:
    """A prompt a line; what is not covered would be sent to no model."""
    given = lines_of({"question": THESIS}, {"question": "How do I file my income tax return?"}, {})
    first, second, third = documents(run("ask", "--batch", "-", "--show-prompt", given=given))
    check_form(first, PROMPT)
    assert first["covered"] and not second["covered"] and second["messages"] == [] and "error" in third


# -- search ---------------------------------------------------------------------------


def test_search() -> None:
    """Passages have the form of the design, as many as were wanted, best first."""
    found = document(run("search", "missed deadline", "-k", "3", "--as", "mentor", "--json"))
    check_form(found, FOUND)
    scores = [passage["score"] for passage in found["passages"]]
    assert len(scores) == 3 and scores == sorted(scores, reverse=True)


def test_search_batch_has_count_side_and_history() -> None:
    """``k`` of a line goes before that of the command; ``history`` makes a follow-up stand alone."""
    given = lines_of(
        {"query": "feedback", "k": 2},
        {"query": "feedback", "as": "trainee"},
        {"query": "and if she cries?", "history": FOLLOW_UP, "k": 6, "as": "mentor"},
    )
    result = run("search", "--batch", "-", "-k", "4", given=given)
    answers = documents(result)
    for answer in answers:
        check_form(answer, FOUND)
    assert [len(answer["passages"]) for answer in answers] == [2, 4, 6]
    assert answers[2]["query"] == "and if she cries?"
    assert "knowledge/bad-news.md" in [passage["source"] for passage in answers[2]["passages"]]


def test_search_reads_standard_input() -> None:
    """A dash stands for standard input."""
    assert document(run("search", "-", "--json", given="feedback\n"))["passages"]


# -- documents, models, doctor, eval --------------------------------------------------


def test_library_list() -> None:
    """Every guide is listed with what it is about."""
    listed = document(run("library", "list", "--json"))
    check_form(listed, {"documents": [LISTED]})
    assert len(listed["documents"]) == len(list((ROOT / "knowledge").glob("*.md")))


def test_library_list_of_one_group_and_side() -> None:
    """The lists of a side and of a group are parts of the whole."""
    listed = document(run("library", "list", "--as", "trainee", "--group", "feedback", "--json"))["documents"]
    assert listed and {item["group"] for item in listed} == {"Feedback"}
    assert all("trainee" in item["audience"] for item in listed)


def test_library_show() -> None:
    """A guide comes with its sections and its sources."""
    shown = document(run("library", "show", "bad-news", "--json"))
    check_form(shown, GUIDE)
    assert shown["id"] == "bad-news" and shown["sources"] and shown["sections"]


def test_models_list() -> None:
    """Every model is listed with whether it is here and in use."""
    listed = document(run("models", "list", "--json"))
    check_form(listed, {"in_use": str, "models": [MODEL]})
    assert listed["in_use"] == "none"
    assert [model["name"] for model in listed["models"] if model["in_use"]] == ["all-minilm-l6-v2-int8"]


def test_models_fetch_of_what_is_here() -> None:
    """What is here already is verified and named, without a network."""
    result = run("models", "fetch", "all-minilm-l6-v2-int8", "--json")
    assert document(result) == {"here": ["all-minilm-l6-v2-int8"]} and "verified" in result.stderr


def test_models_use(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The choice is kept in the home, and the environment still goes first."""
    monkeypatch.setenv("COUNTERPART_HOME", str(home))
    result = run("models", "use", SMALL_MODEL, "--json")
    check_form(document(result), {"in_use": {SMALL_MODEL}, "here": bool})
    assert "COUNTERPART_MODEL is set in the environment" in result.stderr
    monkeypatch.delenv("COUNTERPART_MODEL")
    assert document(run("models", "list", "--json"))["in_use"] == SMALL_MODEL


def test_models_add_and_remove(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of one's own is taken over under a name and removed again."""
    monkeypatch.setenv("COUNTERPART_MODELS", str(tmp_path / "models"))
    (tmp_path / "own.gguf").write_bytes(b"GGUF and more")
    added = document(run("models", "add", str(tmp_path / "own.gguf"), "--name", "mine", "--json"))
    assert added == {"added": "mine", "complete": True}
    assert document(run("models", "remove", "mine", "--json")) == {"removed": "mine", "bytes": 13}


def test_doctor() -> None:
    """The report names versions, what answers, where data lies, and every finding with its mending."""
    report = document(run("doctor", "--json"))
    finding = {"check": str, "state": {"ok", "note", "trouble", "blocks"}, "message": str, "mend": str}
    names = ("chromadb", "gradio", "langchain-core", "langchain-openai", "onnxruntime", "tokenizers", "xllamacpp")
    settings = report.pop("settings")
    form = dict.fromkeys(("version", "python", "model", "home", "models"), str)
    check_form(
        report,
        form | {"ok": bool, "tier": {"guidance"}, "installed": dict.fromkeys(names, str)} | {"findings": [finding]},
    )
    assert settings["model"] == "none" and all(isinstance(value, str) for value in settings.values())


def test_eval_ask(tmp_path: Path) -> None:
    """The table is rows of a measure, a figure and a count; a figure that nothing gives is null, as JSON has no NaN."""
    cases = [
        json.loads(line) for line in (ROOT / "tests/evaluation/ask_questions.jsonl").read_text("utf-8").splitlines()
    ]
    single = next(case for case in cases if case["guides"] and not case.get("history") and case["topic"] == 2)
    (tmp_path / "questions.jsonl").write_text(lines_of(single), "utf-8")
    result = run("eval", "ask", "--questions", str(tmp_path / "questions.jsonl"), "--answers", "1", "--json")
    table = document(result)
    check_form(table, {"split": {"test"}, "rows": [{"measure": str, "value": (int, float, type(None)), "count": int}]})
    assert {row["value"] for row in table["rows"] if row["measure"] == "hit@5, single questions, hybrid"} == {1.0}
    assert all((row["value"] is None) == (row["count"] == 0) for row in table["rows"])


def test_ingest(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guidance_home: Path) -> None:
    """The report counts documents and names what was left out; a second ingest changes nothing."""
    copy_home(guidance_home, home, monkeypatch)
    write(tmp_path / "own" / "lab.md", "Lab", "Our lab meets on Mondays at nine.")
    (tmp_path / "own" / "empty.md").write_bytes(b"")
    first = document(run("ingest", str(tmp_path / "own"), "--json"))
    check_form(first, INGESTED)
    assert (first["added"], len(first["failed"])) == (1, 1) and first["unchanged"] >= 50
    second = document(run("ingest", "--json"))
    assert (second["added"], second["updated"], second["removed"]) == (0, 0, 0)
    assert second["passages"] == first["passages"] and len(second["failed"]) == 1


def copy_home(source: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of one's own with all the guides, to be written to."""
    shutil.copytree(source, home)
    monkeypatch.setenv("COUNTERPART_HOME", str(home))


def test_progress_goes_to_standard_error_in_a_real_process() -> None:
    """The real command: one document on standard output, what is said meanwhile beside it."""
    with start("ask", "-", "--json", COUNTERPART_LOG_LEVEL="info") as process:
        out, _ = process.communicate(THESIS)
    assert process.returncode == 0 and out.count("\n") == 1
    check_form(json.loads(out), ANSWER)
