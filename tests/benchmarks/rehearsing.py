"""A rehearsal: labelling a turn beside embedding it, and the wait for a reply in both tiers."""

from __future__ import annotations

import asyncio

from assistant.app import App
from assistant.cues import plain
from assistant.moves import label, label_sentences, read_texts, split_turn
from assistant.turns import Labelled, Transcript
from assistant.values import Tier
from tests.benchmarks.answering import app_with_model
from tests.benchmarks.measuring import Bench, in_turn, percentile, seconds_of
from tests.benchmarks.rows import Goal, Row

SCENARIO = "missed-deadlines"
PREVIOUS = "It's just a bit slower than I planned, that's all."
# Two sentences each, as people say them.
TURNS = (
    "The outline came eight days late and the draft did not come at all. What happened on Friday?",
    "So there is more on your plate than I knew. I should have asked you in October.",
    "I wonder if sending nothing felt safer than sending something unfinished. I may be wrong about that.",
    "Nothing has to be decided today. What would you want me to understand about this month?",
    "You say it's nearly there. Which part of it can you stand to look at?",
    "Would you bring me the methods section on Thursday at two? We would go through it together, however rough.",
)


def measure_labels(bench: Bench) -> list[Row]:
    """A turn of two sentences labelled, beside embedding the same two texts.

    The line that it answers was said by the program, which knows its vector, as in a rehearsal; with
    a line from elsewhere, a text more is read: that time is in the details.
    """
    model = bench.app.sentence_model
    known = read_texts(model, [PREVIOUS])[PREVIOUS].vector

    def ours(number: int) -> float:
        def labelled() -> Labelled:
            sentences = split_turn(TURNS[number % len(TURNS)])
            return label_sentences(sentences, read_texts(model, sentences), PREVIOUS, known)

        return 1000 * seconds_of(labelled)

    def bare(number: int) -> float:
        texts = [plain(text) for text in split_turn(TURNS[number % len(TURNS)])]
        return 1000 * seconds_of(lambda: model.embed_array(texts))

    def elsewhere(number: int) -> float:
        return 1000 * seconds_of(lambda: label(model, TURNS[number % len(TURNS)], PREVIOUS))

    in_turn(bench.rounds(10), ours, bare, elsewhere)
    figures, compared, others = in_turn(bench.rounds(200), ours, bare, elsewhere)
    values = percentile(figures, 0.95), percentile(compared, 0.95)
    details = {
        "rounds": float(len(figures)),
        "p50": percentile(figures, 0.5),
        "p95, line before read too": percentile(others, 0.95),
    }
    return [Row("labels", "two sentences labelled, p95", "ms", values[0], Goal(20), "embedding them", values[1],
                details=details)]  # fmt: skip


def measure_reply(bench: Bench) -> list[Row]:
    """The wait for the partner's reply when the guidance answers."""
    waits = _waits(bench.app, "guidance", bench.rounds(10))
    return [Row("reply", "partner's reply, guidance, p95", "ms", percentile(waits, 0.95), Goal(100),
                details={"p50": percentile(waits, 0.5), "turns": float(len(waits))})]  # fmt: skip


def measure_model_reply(bench: Bench) -> list[Row]:
    """The wait for the partner's reply with the default model, from an idle engine on."""
    if bench.model_file is None:
        return [Row("model-reply", "partner's reply, default model, p95", "s", skipped="the model is not here")]
    with app_with_model(bench) as app:
        waits = [wait / 1000 for wait in _waits(app, "embedded", max(1, bench.rounds(3)))]
    return [Row("model-reply", "partner's reply, default model, p95", "s", percentile(waits, 0.95), Goal(6),
                details={"p50": percentile(waits, 0.5), "turns": float(len(waits))})]  # fmt: skip


def _waits(app: App, tier: Tier, sessions: int) -> list[float]:
    """Milliseconds of each turn of some sessions; the card, made once a process, is left out."""
    rehearsals = app.rehearsals
    rehearsals.card(SCENARIO, "trainee")

    async def play(seed: int) -> Transcript:
        return await rehearsals.play(SCENARIO, "mentor", "normal", seed, TURNS, tier)

    return [turn.ms for seed in range(sessions) for turn in asyncio.run(play(seed)).turns]
