"""What the Ask page draws of an answer, held without a browser where only values matter."""

from __future__ import annotations

from assistant.app import ModelStatus
from assistant.ui.ask_text import draw_exchange
from assistant.ui.exchange import Exchange
from assistant.values import Sentence

READY = ModelStatus("embedded", "Small", "ready")


def draw(*sentences: Sentence) -> str:
    return draw_exchange(Exchange(1, "How?", "mentor", sentences=sentences, stopped=True), READY)


def test_unsupported_sentences_are_marked_once() -> None:
    """Sentences that nothing supports stand together behind one plain mark, and carry no number."""
    drawn = draw(Sentence("Call their parents.", None, 0.3), Sentence("Then <b>wait</b>.", None, 0.3))
    assert drawn.count("Not from the guidance:") == 1 and "cite" not in drawn
    assert "</em> Call their parents. Then &lt;b&gt;wait&lt;/b&gt;.</span>" in drawn
