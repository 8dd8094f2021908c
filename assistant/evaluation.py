"""How well Ask does, in figures: retrieval, follow-ups, scope, support. And the command that tunes it.

The questions are split by topic into a development set, which may be looked at, and a test
set, which is reported. Scope and support are tuned on files of their own, written by others.
"""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.app import App
from assistant.attribution import load_weights, support_features
from assistant.embeddings import embed_array
from assistant.errors import InputError
from assistant.index import Index
from assistant.retrieval import (
    Found,
    Method,
    Scope,
    clean_query,
    gather,
    guide_values,
    load_ranking,
    load_scope,
    search,
)
from assistant.standalone import standalone_question
from assistant.values import Message, Passage, Side, Tier

Split = Literal["dev", "test"]
DATA = Path(__file__).parent.parent / "tests" / "evaluation"
RECOGNISED = 0.8  # Of the training questions out of scope, many of them close to the subject; by the development set.
SUPPORT_FILE = Path(__file__).with_name("support.json")
RANKING_FILE = Path(__file__).with_name("ranking.json")
PENALTY = 0.0003  # On the squares of the ranking's weights: it only keeps them finite.
SCOPE_FILE = Path(__file__).with_name("scope.json")


@dataclass(frozen=True)
class Case:
    """A question of the evaluation, and the guides that a fair expert would accept for it."""

    id: str
    kind: str
    side: Side | None
    history: tuple[Message, ...]
    question: str
    guides: tuple[str, ...]
    topic: str
    words: tuple[str, ...]

    @property
    def covered(self) -> bool:
        """Whether the guidance should answer it."""
        return bool(self.guides)


@dataclass(frozen=True)
class Row:
    """One line of the table: what was measured, the figure, on how many."""

    measure: str
    value: float
    count: int


def read_cases(path: Path, split: Split | None = None) -> list[Case]:
    """The questions of a file, all or one split of them.

    Raises:
        InputError: there is no such file; an installed wheel has none, a checkout has.
    """
    if not path.exists():
        raise InputError(f"There is no question file {path.name!r} here. Run this in a checkout, or give --questions.")
    cases = []
    for line in path.read_text("utf-8").splitlines():
        item = json.loads(line)
        side = item.get("as") if item.get("as") in ("mentor", "trainee") else None
        history = tuple(Message(turn["role"], turn["content"]) for turn in item.get("history") or [])
        guides, words = tuple(item["guides"]), tuple(item.get("words") or [])
        cases.append(Case(item["id"], item["kind"], side, history, item["question"], guides, str(item["topic"]), words))
    return [case for case in cases if split is None or split_of(case.topic) == split]


def split_of(topic: str) -> Split:
    """Whole topics go to one side: rows by turns, words of out-of-scope questions by their letters."""
    number = int(topic) if topic.isdecimal() else sum(map(ord, topic))
    return "dev" if number % 2 else "test"


def evaluate_retrieval(index: Index, embeddings: Embeddings, cases: Sequence[Case]) -> list[Row]:
    """hit@5 and nDCG@5 of single questions and follow-ups, by method and by way of rewriting."""
    rows = []
    single = [case for case in cases if case.covered and not case.history]
    methods: tuple[Method, ...] = ("hybrid", "dense", "lexical")
    for method in methods:
        found = [search(index, embeddings, case.question, 5, case.side, method).passages for case in single]
        rows += _hit_rows(f"single questions, {method}", single, found)
    for kind in ("typo", "vague"):
        some = [case for case in single if case.kind == kind]
        rows += _hit_rows(f"single questions, {kind}", some, [_search(index, embeddings, c).passages for c in some])[:1]
    follow = [case for case in cases if case.covered and case.history]
    ways: dict[str, Callable[[Case], str]] = {
        "topic words added": lambda case: standalone_question(case.question, case.history, embeddings),
        "as they are": lambda case: case.question,
        "last turn glued on": lambda case: f"{case.history[-2].content} {case.question}",
    }
    for name, way in ways.items():
        found = [search(index, embeddings, way(case), 5, case.side).passages for case in follow]
        rows += _hit_rows(f"follow-ups, {name}", follow, found)
    needing = [case for case in follow if case.words]
    held = [
        any(word.lower() in standalone_question(case.question, case.history, embeddings).lower() for word in case.words)
        for case in needing
    ]
    rows.append(_share("follow-ups whose standalone form names the subject", held))
    alone = [case for case in follow if not case.words]
    kept = [standalone_question(case.question, case.history, embeddings) == case.question for case in alone]
    rows.append(_share("follow-ups that stand alone and are left alone", kept))
    return rows


def evaluate_scope(
    index: Index, embeddings: Embeddings, cases: Sequence[Case], scope: Scope | None = None
) -> list[Row]:
    """Out-of-scope recall and false refusals."""
    rows = []
    groups = {
        "out of scope recognised": [case for case in cases if not case.covered],
        "in scope refused": [case for case in cases if case.covered],
        "in scope refused, vague": [case for case in cases if case.kind == "vague"],
        "in scope refused, follow-ups": [case for case in cases if case.covered and case.history],
    }
    for name, some in groups.items():
        rows.append(_share(name, [_refused(index, embeddings, case, scope) for case in some]))
    return rows


async def evaluate_answers(app: App, cases: Sequence[Case], tier: Tier | None) -> list[Row]:
    """Support of the sentences of whole answers; citations and quotes held against the passages."""
    told: list[bool] = []
    resolved: list[bool] = []
    verbatim: list[bool] = []
    lines: list[bool] = []
    waits: list[float] = []
    for case in cases:
        answer = await app.whole_answer(case.question, case.side, case.history, tier)
        if not answer.covered:
            continue
        passages = app.passages([citation.id for citation in answer.citations])
        ids = {citation.id for citation in answer.citations}
        told += [sentence.citation is not None for sentence in answer.sentences if not sentence.sayable]
        resolved += [s.citation in ids and s.citation in passages for s in answer.sentences if s.citation]
        verbatim += [c.id in passages and c.quote in passages[c.id].text for c in answer.citations]
        lines.append(any(sentence.sayable for sentence in answer.sentences))
        waits.append(answer.timings_ms["first_token"])
    return [
        _share("answer sentences supported by a cited passage", told),
        _share("citations that resolve", resolved),
        _share("quotes that are verbatim", verbatim),
        _share("answers with a line to say", lines),
        Row("milliseconds to the first word, median", float(np.median(waits)) if waits else math.nan, len(waits)),
    ]


def _search(index: Index, embeddings: Embeddings, case: Case, scope: Scope | None = None) -> Found:
    question = standalone_question(case.question, case.history, embeddings)
    return search(index, embeddings, question, 5, case.side, scope=scope)


def _refused(index: Index, embeddings: Embeddings, case: Case, scope: Scope | None) -> bool:
    try:
        return not _search(index, embeddings, case, scope).covered
    except InputError:  # Nothing but punctuation is declined before it is searched for.
        return True


def _hit_rows(name: str, cases: Sequence[Case], found: Sequence[Sequence[Passage]]) -> list[Row]:
    hits, gains = [], []
    for case, passages in zip(cases, found, strict=True):
        ranked = list(dict.fromkeys(Path(passage.source).stem for passage in passages))
        hits.append(any(guide in case.guides for guide in ranked))
        gains.append(_ndcg([Path(passage.source).stem for passage in passages], case.guides))
    return [_share(f"hit@5, {name}", hits), Row(f"nDCG@5, {name}", _mean(gains), len(gains))]


def _ndcg(ranked: Sequence[str], wanted: Sequence[str]) -> float:
    """Binary gains by guide; a guide found twice counts once, at its first place."""
    seen: set[str] = set()
    gain = 0.0
    for place, guide in enumerate(ranked[:5]):
        if guide in wanted and guide not in seen:
            gain += 1 / math.log2(place + 2)
            seen.add(guide)
    ideal = sum(1 / math.log2(place + 2) for place in range(min(5, len(wanted))))
    return gain / ideal if ideal else 0.0


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return sum(numbers) / len(numbers) if numbers else math.nan


def _share(name: str, values: Sequence[bool]) -> Row:
    return Row(name, round(_mean([float(value) for value in values]), 4), len(values))


# -- tuning ---------------------------------------------------------------------------


def tune_ranking(index: Index, embeddings: Embeddings, cases: Sequence[Case]) -> dict[str, Any]:
    """Fit the weights of guides on the development questions and write them beside the code.

    A conditional logit: the weights that make the accepted guides of each question likely
    among all candidates. Four numbers, so little can be learned by heart; the figures are of
    questions whose topic was left out of the fit.

    Returns:
        Those figures, and the weights.
    """
    from scipy.optimize import minimize

    generation = index.current()
    tables, wanted = [], []
    for case in cases:
        question = clean_query(standalone_question(case.question, case.history, embeddings))
        values = guide_values(gather(generation, embeddings, question, case.side))
        tables.append(np.array([list(row.values()) for row in values.values()]))
        wanted.append(np.array([Path(source).stem in case.guides for source in values]))
    names = list(load_ranking())

    def fit(chosen: Sequence[int]) -> NDArray[np.float64]:
        some = [(tables[i], wanted[i]) for i in chosen if wanted[i].any()]

        def loss(weights: NDArray[np.float64]) -> float:
            total = 0.0
            for table, good in some:
                scores = table @ weights
                likely = np.exp(scores - scores.max())
                total -= math.log(likely[good].sum() / likely.sum())
            return total / len(some) + PENALTY * float(weights @ weights)

        found: NDArray[np.float64] = minimize(loss, np.full(len(names), 5.0), bounds=[(0, None)] * len(names)).x
        return found

    hits = []
    for topic in {case.topic for case in cases}:
        weights = fit([i for i, case in enumerate(cases) if case.topic != topic])
        for i in (i for i, case in enumerate(cases) if case.topic == topic):
            hits.append(bool(wanted[i][np.argsort(-(tables[i] @ weights))[:5]].any()))
    fitted = {name: round(float(w), 2) for name, w in zip(names, fit(range(len(cases))), strict=True)}
    RANKING_FILE.write_text(json.dumps(fitted) + "\n", "ascii")
    load_ranking.cache_clear()
    return {"questions": len(cases), "hit_at_5": round(_mean(map(float, hits)), 4), **fitted}


def tune_scope(index: Index, embeddings: Embeddings, data: Path = DATA) -> dict[str, Any]:
    """Fit the weights of "covered or not" on scope_questions.jsonl and write them beside the code.

    The threshold is the one that, on the training questions in five folds, refuses as few of
    the covered ones as it can while it recognises the share ``RECOGNISED`` of the others.

    Returns:
        The figures of the five folds.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    items = [json.loads(line) for line in (data / "scope_questions.jsonl").read_text("utf-8").splitlines()]
    questions = [item["question"] for item in items]
    wanted = np.array([item["covered"] for item in items], dtype=int)
    vectors = embed_array(embeddings, questions)
    features = [_features(index, embeddings, question) for question in questions]
    names = list(features[0])
    table = np.array([[row[name] for name in names] for row in features])
    # The vector's 384 numbers are small (length 1): scaled, so that the penalty treats them alike.
    inputs = np.hstack([table * 3, vectors * 3])
    model = LogisticRegression(C=1.0, max_iter=2000)
    folds = StratifiedKFold(5, shuffle=True, random_state=7)
    probabilities = cross_val_predict(model, inputs, wanted, cv=folds, method="predict_proba")[:, 1]
    threshold = float(np.quantile(probabilities[wanted == 0], RECOGNISED))
    model.fit(inputs, wanted)
    weights = model.coef_[0] * 3
    values = {
        "threshold": round(threshold, 4),
        "bias": round(float(model.intercept_[0]), 4),
        "features": {name: round(float(w), 4) for name, w in zip(names, weights, strict=False)},
        "direction": [round(float(w), 4) for w in weights[len(names) :]],
    }
    SCOPE_FILE.write_text(json.dumps(values) + "\n", "ascii")
    load_scope.cache_clear()
    return {
        "threshold": values["threshold"],
        "recognised": round(float((probabilities[wanted == 0] < threshold).mean()), 4),
        "refused": round(float((probabilities[wanted == 1] < threshold).mean()), 4),
        "questions": len(items),
    }


def _features(index: Index, embeddings: Embeddings, question: str) -> dict[str, float]:
    everything = Scope(0, 0, {}, np.zeros(0, np.float32))
    found = search(index, embeddings, question, 5, scope=everything)
    return found.features


def tune_support(embeddings: Embeddings, data: Path = DATA) -> dict[str, Any]:
    """Fit the weights of attribution on support_pairs.jsonl and write them beside the code.

    Returns:
        The figures of five folds, by kind of pair: how many were called supported.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict

    items = [json.loads(line) for line in (data / "support_pairs.jsonl").read_text("utf-8").splitlines()]
    claims = embed_array(embeddings, [item["claim"] for item in items])
    evidence = embed_array(embeddings, [item["evidence"] for item in items])
    rows = [
        support_features(item["claim"], item["evidence"], float(a @ b))
        for item, a, b in zip(items, claims, evidence, strict=True)
    ]
    table = np.array([list(row.values()) for row in rows])
    truth = np.array([item["supported"] for item in items], dtype=int)
    # A sentence of the guidance is in one fold only, with all claims made of it.
    groups = [item["evidence"] for item in items]
    model = LogisticRegression(C=10, max_iter=1000)
    folds = GroupKFold(5)
    probabilities = cross_val_predict(model, table, truth, cv=folds, groups=groups, method="predict_proba")[:, 1]
    model.fit(table, truth)
    weights = {name: round(float(w), 4) for name, w in zip(rows[0], model.coef_[0], strict=True)}
    threshold = 0.5  # A claim that is more likely supported than not.
    values = {"threshold": threshold, "bias": round(float(model.intercept_[0]), 4), **weights}
    SUPPORT_FILE.write_text(json.dumps(values) + "\n", "ascii")
    load_weights.cache_clear()
    called = probabilities >= threshold
    kinds = sorted({item["kind"] for item in items})
    return {
        "pairs": len(items),
        "supported_kept": round(float(called[truth == 1].mean()), 4),
        "unsupported_let_through": round(float(called[truth == 0].mean()), 4),
        "called_supported_by_kind": {
            kind: round(float(np.mean([c for c, item in zip(called, items, strict=True) if item["kind"] == kind])), 3)
            for kind in kinds
        },
    }


def run_ask(app: App, split: Split, questions: Path, answers: int, tier: Tier | None) -> list[Row]:
    """The whole table for one split; ``answers`` whole answers are written for the last rows."""
    cases = read_cases(questions, split)
    rows = evaluate_retrieval(app.index, app.embeddings, cases)
    rows += evaluate_scope(app.index, app.embeddings, cases)
    if answers:
        covered = [case for case in cases if case.covered]
        chosen = covered[:: max(1, len(covered) // answers)][:answers]
        rows += asyncio.run(evaluate_answers(app, chosen, tier))
    return rows


def as_json(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The table as plain values."""
    return [asdict(row) for row in rows]
