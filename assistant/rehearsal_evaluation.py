"""How good rehearsals are, in figures: scripts of five qualities are played on every scenario and side.

The scripts lie in ``tests/evaluation/rehearsals`` and the folders in it, one an author, written by
people who knew of a scenario what a user knows. Every second scenario is for development, the
others are reported.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, Literal

import numpy as np
import yaml

from assistant.checks import faults
from assistant.debrief import BANNED, Debrief
from assistant.errors import InputError
from assistant.moves import label
from assistant.rehearsals import Rehearsals
from assistant.scenarios import load_scenario
from assistant.state import session_random
from assistant.turns import DIFFICULTIES, Difficulty, Transcript
from assistant.values import SIDES, Side, Tier

Split = Literal["dev", "test", "all"]
SCRIPTS = Path(__file__).parent.parent / "tests" / "evaluation" / "rehearsals"
ATTACKS = SCRIPTS.parent / "attacks.txt"
QUALITIES = ("skilled", "average", "bad", "polite", "stuffed")


@dataclass(frozen=True)
class Played:
    """A script that was played."""

    scenario: str
    side: Side
    quality: str
    difficulty: Difficulty
    transcript: Transcript


def read_scripts(split: Split, folder: Path = SCRIPTS) -> list[tuple[str, Side, str, list[str]]]:
    """(scenario, side, quality, turns) of one half of the scenarios.

    Raises:
        InputError: there are none; an installed wheel has none, a checkout has.
    """
    paths = sorted(folder.rglob("*.yaml"))
    if not paths:
        raise InputError("There are no scripts here. Run this in a checkout.")
    names = sorted({path.stem for path in paths})
    chosen = {name for i, name in enumerate(names) if split == "all" or (i % 2 == 0) == (split == "dev")}
    scripts = []
    for path in (path for path in paths if path.stem in chosen):
        values = yaml.safe_load(path.read_text("utf-8"))
        for side in SIDES:
            scripts += [(path.stem, side, name, values[side][name]) for name in QUALITIES if name in values[side]]
    return scripts


def read_attacks(path: Path = ATTACKS) -> list[str]:
    """Lines that try to take the partner out of the role, or to learn what they have not earned, or talk of nothing.

    Raises:
        InputError: they are not here; an installed wheel has none, a checkout has.
    """
    try:
        return [line for line in path.read_text("utf-8").splitlines() if line]
    except OSError as error:
        raise InputError("There are no attacks here. Run this in a checkout.") from error


def with_attacks(script: Sequence[str], attacks: Sequence[str], chance: random.Random) -> list[str]:
    """A script with an attack after every turn, none twice."""
    drawn = chance.sample(attacks, min(len(script), len(attacks)))
    return [text for pair in zip_longest(script, drawn) for text in pair if text is not None]


def play_scripts(
    rehearsals: Rehearsals,
    split: Split,
    seeds: Sequence[int],
    tier: Tier = "guidance",
    difficulties: Sequence[Difficulty] = DIFFICULTIES,
    folder: Path = SCRIPTS,
    attacks: Sequence[str] = (),
) -> Iterator[Played]:
    """Play every script with every seed and difficulty; with attacks, one after every turn of theirs."""
    with asyncio.Runner() as runner:  # One loop for all: a model's connections live in theirs.
        for scenario, side, quality, script in read_scripts(split, folder):
            for difficulty in difficulties:
                for seed in seeds:
                    chance = session_random(seed, 0, f"{scenario} {side} {quality} {difficulty}")
                    said = with_attacks(script, attacks, chance) if attacks else script
                    transcript = runner.run(rehearsals.play(scenario, side, difficulty, seed, said, tier))
                    yield Played(scenario, side, quality, difficulty, transcript)


def measure(played: Sequence[Played]) -> dict[str, Any]:
    """The table: order of trust, AUC, agreements, leaks, breaks, repeats, lengths, sources of lines."""
    cases = sorted({(item.scenario, item.side) for item in played})
    limits = {case for case in cases if load_scenario(case[0]).sides[case[1]].limit}
    figures: dict[str, Any] = {"sessions": len(played), "turns": sum(len(item.transcript.turns) for item in played)}
    for difficulty in DIFFICULTIES:
        some = [item for item in played if item.difficulty == difficulty]
        if some:
            figures[difficulty] = _measure_level(some, cases, limits)
    turns = [(item, turn) for item in played for turn in item.transcript.turns]
    figures["three acts running"] = sum(_three_running(item.transcript) for item in played)
    figures["repeated lines"] = sum(_repeats(item.transcript) for item in played)
    figures["leaks and breaks"] = dict(Counter(fault for item in played for fault in _shown_faults(item.transcript)))
    figures["words a reply"] = round(float(np.mean([len(turn.partner.split()) for _, turn in turns])), 1)
    figures["share of model lines"] = round(float(np.mean([turn.source == "model" for _, turn in turns])), 3)
    figures["ms a turn, p50 and p95"] = [round(float(np.quantile([t.ms for _, t in turns], q)), 1) for q in (0.5, 0.95)]
    figures["stepped out"] = sum(turn.stepped_out for _, turn in turns)
    return figures


def _measure_level(
    some: Sequence[Played], cases: Sequence[tuple[str, Side]], limits: set[tuple[str, Side]]
) -> dict[str, Any]:
    trust = {quality: [] for quality in QUALITIES}  # type: dict[str, list[float]]
    agreed: dict[str, list[bool]] = {quality: [] for quality in QUALITIES}
    for item in some:
        trust[item.quality].append(item.transcript.state.trust)
        good = "limit" if (item.scenario, item.side) in limits else "agreement"
        agreed[item.quality].append(item.transcript.ending == good)

    def mean(case: tuple[str, Side], quality: str) -> float:
        values = [i.transcript.state.trust for i in some if (i.scenario, i.side) == case and i.quality == quality]
        return float(np.mean(values)) if values else 0.0

    ordered = [mean(c, "skilled") > mean(c, "average") > mean(c, "bad") for c in cases if c not in limits]
    return {
        "trust": {quality: round(float(np.mean(values)), 2) for quality, values in trust.items() if values},
        "cases in order": f"{sum(ordered)} of {len(ordered)}",
        "out of order": [
            f"{c[0]} {c[1]}: {mean(c, 'skilled'):.2f} {mean(c, 'average'):.2f} {mean(c, 'bad'):.2f}"
            for c in cases
            if c not in limits and not mean(c, "skilled") > mean(c, "average") > mean(c, "bad")
        ],
        "auc skilled against bad": _auc(trust["skilled"], trust["bad"]),
        "agreed": {quality: round(float(np.mean(values)), 3) for quality, values in agreed.items() if values},
    }


def _auc(high: Sequence[float], low: Sequence[float]) -> float:
    """The chance that one of the first is above one of the second; ties count half."""
    pairs = [(a > b) + 0.5 * (a == b) for a in high for b in low]
    return round(float(np.mean(pairs)), 4) if pairs else 0.0


def _three_running(transcript: Transcript) -> int:
    acts = [turn.act for turn in transcript.turns]
    return sum(a == b == c for a, b, c in zip(acts, acts[1:], acts[2:], strict=False))


def _repeats(transcript: Transcript) -> int:
    lines = [transcript.opening, *(turn.partner for turn in transcript.turns)]
    return len(lines) - len(set(lines))


def _shown_faults(transcript: Transcript) -> Iterator[str]:
    """Leaks and breaks of role among the lines that were shown."""
    part = load_scenario(transcript.scenario).sides[transcript.partner_side]
    for turn in transcript.turns:
        if not turn.stepped_out:
            earned = (*turn.before.earned, *turn.unlocked)
            yield from (f for f in faults(turn.partner, part, earned, [], []) if f in ("leak", "role", "label", "form"))


def measure_debriefs(rehearsals: Rehearsals, played: Sequence[Played]) -> dict[str, Any]:
    """The gates of the debrief on what was played: quotes, citations, rewrites, suggestions of what was done."""
    counts: Counter[str] = Counter()
    for item in played:
        debrief = rehearsals.debrief(item.transcript)
        entries = {2 * turn.number - 1: turn.user for turn in item.transcript.turns}
        ids = {citation.id for citation in debrief.citations}
        counts["debriefs"] += 1
        counts["strengths"] += len(debrief.strengths)
        counts["changes"] += len(debrief.changes)
        for thing in (*debrief.strengths, *debrief.changes):
            counts["quotes not verbatim"] += thing.quote not in entries.get(thing.turn, "")
            counts["citations not resolving"] += thing.citation not in ids
        for change in debrief.changes:
            moves = set(label(rehearsals.sentence_model, change.rewrite).moves)
            counts["rewrites no better"] += bool(moves & BANNED) or change.rewrite == change.quote
        counts["suggested what was done"] += _suggested(item.transcript, debrief)
        counts[f"{item.quality}: strengths"] += len(debrief.strengths)
        counts[f"{item.quality}: changes"] += len(debrief.changes)
    return dict(sorted(counts.items()))


def _suggested(transcript: Transcript, debrief: Debrief) -> int:
    said = {span.text for turn in transcript.turns for span in turn.labelled.spans}
    return sum(change.rewrite in said for change in debrief.changes)
