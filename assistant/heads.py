"""A small head on the sentence model's token states: what `moves` and `safety` decide with.

A few narrow convolutions hear turns of phrase in their context, a linear part hears the
sentence's meaning, its words and cues. Plain arrays at run time: a millisecond a sentence.
`tuning` learns the weights; nothing here knows what they are for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MARGIN = 5  # Rows of nothing behind the last token, as in training: the widest window less one, and one more.


@dataclass(frozen=True)
class Head:
    """One network.

    ``kernels`` are (weights of shape (width x 384, channels), bias); ``hidden`` and ``out`` are
    (weights, bias) of two layers; ``linear`` has a row a feature and a column an output.
    """

    kernels: tuple[tuple[Floats, Floats], ...]
    hidden: tuple[Floats, Floats]
    out: tuple[Floats, Floats]
    linear: Floats

    def totals(self, states: Floats, small: Floats, features: Floats) -> Floats:
        """The log odds of each output for one text.

        Args:
            states: its token states, a row a token.
            small: the features that the hidden layer sees.
            features: the features of the linear part.
        """
        padded = np.vstack([states, np.zeros((MARGIN, states.shape[1]), np.float32)])
        heard = [_convolve(padded, weights, bias) for weights, bias in self.kernels]
        inner = np.maximum(np.concatenate([*heard, small]) @ self.hidden[0] + self.hidden[1], 0)
        totals: Floats = inner @ self.out[0] + self.out[1] + features @ self.linear
        return totals


def _convolve(states: Floats, weights: Floats, bias: Floats) -> Floats:
    """The strongest answer of each channel anywhere in the text, at least 0."""
    width = weights.shape[0] // states.shape[1]
    around = np.pad(states, ((width - 1, width - 1), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(around, width, axis=0)
    # (positions, 384, width): the weights are laid out to match.
    found: Floats = np.maximum(windows.reshape(len(windows), -1) @ weights + bias, 0).max(axis=0)
    return found


def chances(heads: Sequence[Head], states: Floats, small: Floats, features: Floats) -> Floats:
    """The mean probability of each output over several heads."""
    every = [1 / (1 + np.exp(-head.totals(states, small, features))) for head in heads]
    mean: Floats = np.mean(every, axis=0).astype(np.float32)
    return mean


def pack(heads: Sequence[Head]) -> dict[str, NDArray[np.generic]]:
    """Heads as arrays for a file: a byte a weight with one scale a matrix."""
    packed: dict[str, NDArray[np.generic]] = {"heads": np.array(len(heads))}

    def put(name: str, matrix: Floats) -> None:
        scale = float(np.abs(matrix).max() / 127) or 1.0
        packed[name] = np.round(matrix / scale).astype(np.int8)
        packed[f"{name}.scale"] = np.float32(scale)  # type: ignore[assignment]

    for i, head in enumerate(heads):
        packed[f"{i}.kernels"] = np.array(len(head.kernels))
        for k, (weights, bias) in enumerate(head.kernels):
            put(f"{i}.kernel{k}", weights)
            packed[f"{i}.kernel{k}.bias"] = bias
        for name, (weights, bias) in (("hidden", head.hidden), ("out", head.out)):
            put(f"{i}.{name}", weights)
            packed[f"{i}.{name}.bias"] = bias
        put(f"{i}.linear", head.linear)
    return packed


def unpack(values: Mapping[str, NDArray[np.generic]]) -> tuple[Head, ...]:
    """Heads from the arrays of a file."""

    def get(name: str) -> Floats:
        return values[name].astype(np.float32) * np.float32(values[f"{name}.scale"])

    def layer(name: str) -> tuple[Floats, Floats]:
        return get(name), values[f"{name}.bias"].astype(np.float32)

    return tuple(
        Head(
            kernels=tuple(layer(f"{i}.kernel{k}") for k in range(int(values[f"{i}.kernels"]))),
            hidden=layer(f"{i}.hidden"),
            out=layer(f"{i}.out"),
            linear=get(f"{i}.linear"),
        )
        for i in range(int(values["heads"]))
    )
