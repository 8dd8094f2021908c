"""The small networks: fast sums that equal slow ones, and a byte a weight that is enough."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.fitting import MARGIN
from assistant.heads import Head, Listener, mean_of, pack, unpack
from tests.texts import steady

SIZE, CHANNELS, SMALL, HIDDEN, OUT, FEATURES = 6, 3, 4, 5, 2, 7


def numbers(seed: int, *shape: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float32)


def head(seed: int, widths: tuple[int, ...] = (1, 2, 3)) -> Head:
    """A network with weights by chance; its tokens have six numbers."""
    kernels = tuple((numbers(seed + w, w * SIZE, CHANNELS), numbers(seed + 9 + w, CHANNELS)) for w in widths)
    inner = CHANNELS * len(widths) + SMALL
    return Head(
        kernels,
        (numbers(seed + 20, inner, HIDDEN), numbers(seed + 21, HIDDEN)),
        (numbers(seed + 22, HIDDEN, OUT), numbers(seed + 23, OUT)),
        numbers(seed + 24, FEATURES, OUT),
    )


def slow_totals(
    head: Head, states: NDArray[np.float32], small: NDArray[np.float32], features: NDArray[np.float32]
) -> list[float]:
    """The same sums, number by number."""
    inner: list[float] = []
    for weights, bias in head.kernels:
        width = len(weights) // SIZE
        rows = [[0.0] * SIZE] * (width - 1) + states.tolist() + [[0.0] * SIZE] * (MARGIN + width - 1)
        for channel in range(CHANNELS):
            best = 0.0
            for start in range(len(rows) - width + 1):
                total = float(bias[channel])
                for dimension in range(SIZE):
                    for offset in range(width):
                        total += rows[start + offset][dimension] * float(weights[dimension * width + offset, channel])
                best = max(best, total)
            inner.append(best)
    inner += small.tolist()
    hidden = [
        max(0.0, float(head.hidden[1][j]) + sum(inner[i] * float(head.hidden[0][i, j]) for i in range(len(inner))))
        for j in range(HIDDEN)
    ]
    return [
        float(head.out[1][k])
        + sum(hidden[j] * float(head.out[0][j, k]) for j in range(HIDDEN))
        + sum(float(features[f]) * float(head.linear[f, k]) for f in range(FEATURES))
        for k in range(OUT)
    ]


@steady
@given(st.integers(1, 9), st.integers(0, 99))
def test_sums_equal_those_of_a_slow_loop(tokens: int, seed: int) -> None:
    """For texts of any length the products of arrays give what adding up by hand gives."""
    states, small, features = numbers(seed, tokens, SIZE), numbers(seed + 1, SMALL), numbers(seed + 2, FEATURES)
    one = head(seed)
    assert one.totals(states, small, features) == pytest.approx(slow_totals(one, states, small, features), abs=1e-3)


def test_chances_are_those_of_the_log_odds() -> None:
    """What is decided with lies between 0 and 1, and is one half where the odds are even."""
    states, small, features = numbers(3, 4, SIZE), numbers(4, SMALL), numbers(5, FEATURES)
    odds = np.exp(head(1).totals(states, small, features))
    assert head(1).chances(states, small, features) == pytest.approx(odds / (1 + odds), abs=1e-6)


def test_a_listener_hears_many_texts_as_it_hears_each() -> None:
    """A row a text, whatever else is read beside it."""
    states = [numbers(seed, seed + 1, SIZE) * np.float32(0.1) for seed in range(4)]
    small, features = numbers(5, 4, SMALL) * np.float32(0.1), numbers(6, 4, FEATURES) * np.float32(0.1)
    listener = Listener((), head(1))
    found = listener.chances(states, list(small), list(features))
    assert found.shape == (4, OUT)
    for i, row in enumerate(found):
        assert row == pytest.approx(listener.chances([states[i]], [small[i]], [features[i]])[0], abs=1e-6)


def test_what_is_packed_comes_back() -> None:
    """Every weight within half a step of its matrix, and every bias as it was."""
    for old in (head(1), head(2, widths=(1, 5))):
        new = unpack(pack(Listener((), old))).head
        assert len(new.kernels) == len(old.kernels)
        pairs = [*zip(old.kernels, new.kernels, strict=True), (old.hidden, new.hidden), (old.out, new.out)]
        for (weights, bias), (weights_, bias_) in pairs:
            assert np.abs(weights - weights_).max() <= 0.51 * np.abs(weights).max() / 127
            assert np.array_equal(bias, bias_)
        assert np.abs(old.linear - new.linear).max() <= 0.51 * np.abs(old.linear).max() / 127


def test_packing_twice_changes_nothing_more() -> None:
    """What was read from a file is written as the same file."""
    once = pack(Listener((), head(3)))
    twice = pack(unpack(once))
    assert set(once) == set(twice)
    assert all(np.allclose(once[name].astype(float), twice[name].astype(float)) for name in once)


def test_a_matrix_of_zeros_can_be_packed() -> None:
    """Nothing is divided by nothing."""
    empty = Head(
        ((np.zeros((SIZE, CHANNELS), np.float32), np.zeros(CHANNELS, np.float32)),),
        (np.zeros((CHANNELS + SMALL, HIDDEN), np.float32), np.zeros(HIDDEN, np.float32)),
        (np.zeros((HIDDEN, OUT), np.float32), np.zeros(OUT, np.float32)),
        np.zeros((FEATURES, OUT), np.float32),
    )
    back = unpack(pack(Listener((), empty))).head
    assert back.totals(numbers(1, 2, SIZE), numbers(2, SMALL), numbers(3, FEATURES)).tolist() == [0.0, 0.0]


def test_the_mean_of_two_lies_between_them() -> None:
    """Of one and itself it is that one; of one and its opposite it is nothing."""
    one = head(1)
    minus = Head(
        tuple((-weights, -bias) for weights, bias in one.kernels),
        (-one.hidden[0], -one.hidden[1]),
        (-one.out[0], -one.out[1]),
        -one.linear,
    )
    same, none = mean_of(Listener((), one), Listener((), one)), mean_of(Listener((), one), Listener((), minus))
    features = numbers(3, FEATURES)
    given = (numbers(2, 5, SIZE), numbers(4, SMALL), features)
    assert np.allclose(same.head.totals(*given), one.totals(*given))
    assert not none.head.totals(*given).any()
