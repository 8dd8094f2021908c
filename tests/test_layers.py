"""The taught layers: fast products that equal slow sums, texts that do not hear one another, a byte a weight."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.embeddings import MiniLM
from assistant.layers import HEADS, Layer, listen_closely, pack_layers, unpack_layers
from assistant.moves import load_weights
from assistant.safety import load_weights as load_safety
from tests.texts import steady

WIDTH, INNER = 2 * HEADS, 30


def numbers(seed: int, *shape: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def layer(seed: int) -> Layer:
    """A layer with weights by chance; its tokens have 24 numbers."""
    return Layer(
        attend=(numbers(seed, WIDTH, 3 * WIDTH), numbers(seed + 1, 3 * WIDTH)),
        merge=(numbers(seed + 2, WIDTH, WIDTH), numbers(seed + 3, WIDTH)),
        first=(numbers(seed + 4, WIDTH), numbers(seed + 5, WIDTH)),
        widen=(numbers(seed + 6, WIDTH, INNER), numbers(seed + 7, INNER)),
        narrow=(numbers(seed + 8, INNER, WIDTH), numbers(seed + 9, WIDTH)),
        second=(numbers(seed + 10, WIDTH), numbers(seed + 11, WIDTH)),
    )


def slow(layer: Layer, states: NDArray[np.float32]) -> list[list[float]]:
    """The same, token by token and head by head."""

    def dense(row: list[float], pair: tuple[NDArray[np.float32], NDArray[np.float32]]) -> list[float]:
        weights, bias = pair
        return [float(bias[j]) + sum(row[i] * float(weights[i, j]) for i in range(len(row))) for j in range(len(bias))]

    def normal(row: list[float], pair: tuple[NDArray[np.float32], NDArray[np.float32]]) -> list[float]:
        mean = sum(row) / len(row)
        spread = math.sqrt(sum((value - mean) ** 2 for value in row) / len(row))
        return [(value - mean) / spread * float(a) + float(b) for value, a, b in zip(row, *pair, strict=True)]

    def step(value: float) -> float:
        return 0.5 * value * (1 + math.tanh(math.sqrt(2 / math.pi) * (value + 0.044715 * value**3)))

    rows = states.tolist()
    asked = [dense(row, layer.attend) for row in rows]
    size, out = WIDTH // HEADS, []
    for row, own in zip(rows, asked, strict=True):
        heard: list[float] = []
        for head in range(HEADS):
            part = slice(head * size, (head + 1) * size)
            key = slice(WIDTH + part.start, WIDTH + part.stop)
            value = slice(2 * WIDTH + part.start, 2 * WIDTH + part.stop)
            products = [sum(a * b for a, b in zip(own[part], other[key], strict=True)) for other in asked]
            scores = [product / math.sqrt(size) for product in products]
            shares = [math.exp(score - max(scores)) for score in scores]
            for place in range(size):
                heard.append(
                    sum(share * other[value][place] for share, other in zip(shares, asked, strict=True)) / sum(shares)
                )
        first = normal([a + b for a, b in zip(row, dense(heard, layer.merge), strict=True)], layer.first)
        inner = [step(value) for value in dense(first, layer.widen)]
        out.append(normal([a + b for a, b in zip(first, dense(inner, layer.narrow), strict=True)], layer.second))
    return out


@steady
@given(st.integers(1, 6), st.integers(0, 99))
def test_products_equal_slow_sums(tokens: int, seed: int) -> None:
    """For texts of any length the products of arrays give what adding up by hand gives."""
    states, one = numbers(seed, tokens, WIDTH), layer(seed + 50)
    (heard,) = listen_closely((one,), [states])
    assert heard == pytest.approx(np.array(slow(one, states)), abs=2e-3)


def test_texts_do_not_hear_one_another() -> None:
    """What is read beside a text changes nothing about it."""
    texts = [numbers(seed, seed + 1, WIDTH) for seed in range(5)]
    layers = (layer(1), layer(2))
    for own, heard in zip(texts, listen_closely(layers, texts), strict=True):
        assert heard == pytest.approx(listen_closely(layers, [own])[0], abs=1e-4)
    assert listen_closely(layers, []) == []


def test_what_is_packed_comes_back() -> None:
    """Every weight within half a step of its column, everything else as it was."""
    layers = (layer(1), layer(2))
    for old, new in zip(layers, unpack_layers(pack_layers(layers)), strict=True):
        for name in ("attend", "merge", "widen", "narrow"):
            (weights, bias), (weights_, bias_) = getattr(old, name), getattr(new, name)
            assert (np.abs(weights - weights_) <= 0.51 * np.abs(weights).max(axis=0) / 127).all()
            assert np.array_equal(bias, bias_)
        for name in ("first", "second"):
            assert np.array_equal(np.stack(getattr(old, name)), np.stack(getattr(new, name)))


def test_those_that_travel_with_the_code_fit_the_sentence_model(sentence_model: MiniLM) -> None:
    """The fourth layer's states go in, states of the same shape come out, and the vector is the one of searching."""
    texts = ["You handed it in on Friday, and two tables were missing.", "Okay."]
    vectors, middle = sentence_model.embed_states(texts)
    assert vectors == pytest.approx(sentence_model.embed_array(texts), abs=1e-5)
    for listener in (load_weights().listener, load_safety()[0]):
        heard = listen_closely(listener.layers, middle)
        assert [own.shape for own in heard] == [own.shape for own in middle]
        assert all(len(own) > 2 and own.shape[1] == 384 for own in heard)
        assert all(np.isfinite(own).all() and not np.allclose(own, x) for own, x in zip(heard, middle, strict=True))
